//! Writers. None of them ever writes a formula.

mod csv;
mod json;
mod rejected;
mod xlsx;

use obhut_kernel::{Error, Kind, Message, Result};

pub use self::{
    csv::{CsvStyle, CsvWriter},
    json::{JsonStyle, JsonWriter},
    rejected::{RejectedLabels, RejectedWriter},
    xlsx::XlsxWriter,
};
use crate::Cell;

/// Writes a table row by row. The columns are given when it is made.
pub trait Writer {
    /// Writes a row. Missing cells are empty, cells beyond the columns are left out.
    ///
    /// # Errors
    /// Of kind [`Invalid`](Kind::Invalid) if the format cannot hold this row; nothing of it is
    /// written then, and the writer goes on. Of kind [`Unavailable`](Kind::Unavailable) if
    /// nothing can be written any more, as on a full disk.
    fn row(&mut self, cells: &[Cell]) -> Result<()>;

    /// Writes what is left. Without it the file is not complete.
    fn finish(self: Box<Self>) -> Result<()>;
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::new(Kind::Unavailable, Message::new("error-sheet-write")).with_inside(error)
}
