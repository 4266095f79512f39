use obhut_kernel::Result;

use super::Writer;
use crate::{Cell, Column, RowError, layout::unique_names};

/// The names of the columns that say why a row was rejected, in the reader's language.
#[derive(Debug, Clone)]
pub struct RejectedLabels {
    /// `Zeile`: the number of the row in its file.
    pub row: String,
    /// `Spalte`: the column at fault.
    pub column: String,
    /// `Grund`: what is wrong.
    pub reason: String,
}

/// Writes rejected rows as a sheet that can be corrected and read in again: the columns of the
/// file, then row, column and reason.
pub struct RejectedWriter {
    writer: Box<dyn Writer>,
    columns: Vec<String>,
}

impl RejectedWriter {
    /// Rejected rows of a table with these columns; `make` makes a writer of any format for the
    /// names it is given.
    pub fn new(
        columns: &[Column],
        labels: &RejectedLabels,
        make: impl FnOnce(&[String]) -> Result<Box<dyn Writer>>,
    ) -> Result<Self> {
        let columns: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let mut names = columns.clone();
        names.extend([&labels.row, &labels.column, &labels.reason].map(Clone::clone));
        let writer = make(&unique_names(&names))?;
        Ok(Self { writer, columns })
    }

    /// Writes a row that could not be read, with its reason as text.
    pub fn unreadable(&mut self, error: &RowError, reason: &str) -> Result<()> {
        self.row(error.number, &error.cells, error.column, reason)
    }

    /// Writes a row that was read and then refused, with the index of the column at fault.
    pub fn row(
        &mut self,
        number: u64,
        cells: &[Cell],
        column: Option<usize>,
        reason: &str,
    ) -> Result<()> {
        let width = self.columns.len();
        let mut cells: Vec<Cell> = cells.iter().take(width).cloned().collect();
        cells.resize(width, Cell::Empty);
        #[expect(clippy::cast_precision_loss, reason = "no file has 2^53 rows")]
        cells.push(Cell::Number(number as f64));
        let name = column.and_then(|column| self.columns.get(column));
        cells.push(name.map_or(Cell::Empty, Cell::text));
        cells.push(Cell::text(reason));
        self.writer.row(&cells)
    }

    /// Writes what is left.
    pub fn finish(self) -> Result<()> {
        self.writer.finish()
    }
}
