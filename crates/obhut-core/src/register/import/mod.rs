//! Brings a file into the register: its columns are mapped to fields or become those of a new
//! type, its cells values, its rows records with a source, a legal basis and a person.
//!
//! A file is read once from first to last in constant memory and stored in batches, each in a
//! transaction of its own together with its journal entry and a note of how far the import is.
//! Stopped or killed at any point, the same import goes on behind the last stored row. A row that
//! cannot be stored is rejected with its reason and costs no other row.

mod batch;
mod begin;
mod concepts;
mod convert;
mod duplicates;
mod fresh;
mod hints;
mod linking;
mod mapping;
mod memory;
mod plan;
mod reader;
mod run;
mod signs;
mod source;
mod spellings;
mod store;
mod types;

pub use obhut_detect::parse::{DateOrder, NumberStyle};
pub use run::import;
pub use types::{
    ColumnChoice, FieldReport, ImportReport, ImportRequest, LISTED, PossibleDuplicate, Progress,
    Rejected, RejectedSheet, Triage,
};
