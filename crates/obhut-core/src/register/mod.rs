//! The register: Obhut's own tables of records, made from templates, spreadsheets and forms.

mod fields;
pub mod records;
pub mod schema;
pub(crate) mod store;
mod types;
mod values;

pub use fields::{FieldSpec, Template, TypeSpec};
pub use types::{
    Channel, MarkBits, NewRecord, Provenance, RecordFilter, RecordView, SourceView, Visibility,
};
pub(crate) use values::{input, typed};
