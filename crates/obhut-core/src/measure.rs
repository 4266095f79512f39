//! Doors for measurements: bare transactions on the tenant's own connections, and entries without
//! an operation around them. Hidden from the documentation; nothing in the product uses them.

use obhut_db::sql::Tx;
use obhut_kernel::Result;

use crate::{
    access::Actor,
    context::Tenant,
    journal::{Entry, ops::record},
    operation::Operation,
};

impl Tenant {
    /// A bare read; an error counts as done.
    #[doc(hidden)]
    pub fn measure_read(&self, work: impl FnMut(&mut Tx<'_>) -> Result<()>) {
        if let Err(error) = self.db.read(work) {
            tracing::error!(?error, "measured read");
        }
    }

    /// A bare write; an error counts as done.
    #[doc(hidden)]
    pub fn measure_write(&self, work: impl FnMut(&mut Tx<'_>) -> Result<()>) {
        if let Err(error) = self.db.write(work) {
            tracing::error!(?error, "measured write");
        }
    }

    /// Writes `count` entries in one transaction.
    #[doc(hidden)]
    pub fn measure_entries(&self, actor: &Actor, count: u64) -> Result<()> {
        self.write(actor, |op| {
            op.authorise(Operation::StorePurge, None)?;
            (0..count)
                .try_for_each(|n| record(op, Entry::new("bench.entry").detail("n", n)).map(drop))
        })
    }
}
