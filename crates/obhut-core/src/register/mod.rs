//! The register: Obhut's own tables of records, made from templates, spreadsheets and forms.

mod check;
pub mod export;
mod fields;
pub mod import;
pub mod load;
mod person;
pub mod records;
pub mod schema;
pub(crate) mod store;
mod types;
mod values;
pub(crate) mod visible;

pub use fields::{FieldSpec, Template, TypeSpec};
pub use person::{Owner, set_person};
pub use types::{
    Channel, MarkBits, NewRecord, Provenance, RecordFilter, RecordView, SourceView, Visibility,
};
pub use values::input;
pub(crate) use values::typed;
