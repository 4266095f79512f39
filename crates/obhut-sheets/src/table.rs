use obhut_kernel::{Message, Result};

use crate::{Cell, Format, open::Origin, rows::Rows};

/// An opened file: what it is, its columns, and its rows to be read once from first to last.
#[derive(Debug)]
pub struct Table {
    /// What the file was found to be.
    pub detected: Detected,
    /// The columns in the order of the cells of each [`Row`].
    pub columns: Vec<Column>,
    /// What a person should know before trusting the columns: hidden, renamed, merged, skipped.
    pub notes: Vec<Message>,
    pub(crate) rows: Rows,
    pub(crate) origin: Origin,
}

impl Table {
    /// What it was opened from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The rows that are left.
    pub fn rows(&mut self) -> &mut Rows {
        &mut self.rows
    }

    /// Gives up the description and keeps the rows.
    pub fn into_rows(self) -> Rows {
        self.rows
    }
}

impl IntoIterator for Table {
    type Item = Result<Entry>;
    type IntoIter = Rows;

    fn into_iter(self) -> Rows {
        self.rows
    }
}

/// What a file was found to be, each finding with its reason in `reasons`.
#[derive(Debug, Clone, PartialEq)]
pub struct Detected {
    /// The format.
    pub format: Format,
    /// The encoding of a text format by its WHATWG name.
    pub encoding: Option<&'static str>,
    /// The character between the cells of a text file.
    pub delimiter: Option<char>,
    /// The sheet read.
    pub sheet: Option<String>,
    /// All sheets of the workbook.
    pub sheets: Vec<Sheet>,
    /// Where the column names were found.
    pub header: Header,
    /// Why format, encoding, delimiter, sheet and header were decided so.
    pub reasons: Vec<Message>,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether the program that wrote it would not show it.
    pub hidden: bool,
}

/// Where the column names were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// The format names its fields itself (vCard, LDIF).
    Fields,
    /// Nowhere: the columns are numbered.
    Absent,
    /// In one row, counted from 1 as a person would.
    Row(u64),
    /// In two rows one below the other, joined column by column.
    Rows(u64, u64),
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name, unique in its table without regard to case, never empty.
    pub name: String,
    /// The name as the file has it, before it was trimmed, joined or made unique; none for a
    /// column without a header.
    pub original: Option<String>,
    /// The column as a person counts, from 1. For vCard and LDIF the order of first appearance.
    pub number: usize,
    /// Whether the program that wrote the file would not show the column.
    pub hidden: bool,
}

/// What the reading of a row came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A row with one cell per column.
    Row(Row),
    /// A row that cannot be used; the others are not affected.
    Rejected(RowError),
    /// A row that is no data: a title above the header, a sum below the last row.
    Skipped(SkippedRow),
}

/// A row with exactly one cell per column.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The row as a person counts it in the file, from 1; for text formats the line on which it
    /// begins.
    pub number: u64,
    /// One cell per column.
    pub cells: Vec<Cell>,
}

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub struct RowError {
    /// See [`Row::number`].
    pub number: u64,
    /// The index of the column at fault, where there is one.
    pub column: Option<usize>,
    /// What is wrong.
    pub reason: Message,
    /// What could be read of it, for the sheet of rejected rows: one cell per column, then what
    /// belongs to none. Long cells are cut short.
    pub cells: Vec<Cell>,
}

/// A row that is no data.
#[derive(Debug, Clone, PartialEq)]
pub struct SkippedRow {
    /// See [`Row::number`].
    pub number: u64,
    /// Why it was skipped.
    pub reason: Message,
    /// What it holds.
    pub cells: Vec<Cell>,
}

/// How many rows came out of a file so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Good rows.
    pub rows: u64,
    /// Rejected rows.
    pub rejected: u64,
    /// Skipped rows: titles and sums.
    pub skipped: u64,
    /// Rows without any content.
    pub blank: u64,
}
