use obhut_kernel::{Error, Result};

use super::Table;
use crate::Tx;

pub(super) fn read(tx: &mut Tx<'_>) -> Result<Vec<Table>> {
    let _ = tx;
    Err(Error::internal("catalogue"))
}
