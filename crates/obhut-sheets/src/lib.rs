//! Reads and writes tabular files: CSV and its relatives, workbooks, address books, tables from
//! the clipboard. Knows rows, columns and cells, and neither persons nor law.
//!
//! [`Table::open`] finds out what a file is, where its header is and what its columns are called,
//! and yields its rows one by one. What it had to decide it reports in
//! [`Detected::reasons`] and [`Table::notes`]; a row it cannot use becomes
//! [`Entry::Rejected`] and never costs another row. Text files stream in constant memory.
//!
//! A [`Writer`] takes cells and writes CSV, XLSX or JSON which no program runs as a formula.

mod archive;
mod cards;
mod cell;
mod delimited;
mod encoding;
mod html;
mod input;
mod layout;
mod merges;
mod neutral;
mod open;
mod options;
mod rows;
mod table;
mod workbook;
mod write;

pub use cell::Cell;
pub use encoding::repaired;
pub use open::Origin;
pub use options::{Format, HeaderChoice, Limits, Options};
pub use rows::Rows;
pub use table::{Column, Counts, Detected, Entry, Header, Row, RowError, Sheet, SkippedRow, Table};
pub use write::{
    CsvStyle, CsvWriter, JsonStyle, JsonWriter, RejectedLabels, RejectedWriter, Writer, XlsxWriter,
};
