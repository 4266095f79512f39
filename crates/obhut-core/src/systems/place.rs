use obhut_db::sql::Tx;
use obhut_kernel::Result;

use crate::context::Op;

/// Where the records of an action lie, as seen from an operation on Obhut's own tables.
///
/// In the register both sides are one transaction: data, case items and journal are kept together
/// or not at all. A foreign system has a transaction of its own; whoever acts there writes the
/// intent on the own side and commits it first, acts in a way that can be repeated, and writes
/// the result last.
pub enum Data<'a, 'tx> {
    /// In the operation's own transaction.
    Own,
    /// In a foreign system.
    Foreign(&'a mut Tx<'tx>),
}

impl Data<'_, '_> {
    /// Runs `work` on the transaction in which the records lie.
    pub(crate) fn with<T>(
        &mut self,
        op: &mut Op<'_, '_>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        match self {
            Self::Own => work(op.tx),
            Self::Foreign(tx) => work(tx),
        }
    }
}
