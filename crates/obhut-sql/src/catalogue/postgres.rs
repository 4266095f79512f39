use obhut_kernel::{Error, Result};

use super::Table;
use crate::Tx;

pub(super) fn read(tx: &mut Tx<'_>, schema: Option<&str>) -> Result<Vec<Table>> {
    let _ = (tx, schema);
    Err(Error::internal("catalogue"))
}
