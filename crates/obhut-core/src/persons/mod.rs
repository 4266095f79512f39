//! Persons: whom records are about. Matching new records to them, finding all of a person,
//! timelines, and the list of identifiers that must not come back.

pub mod ops;
pub(crate) mod rules;
pub(crate) mod store;
mod timeline;
mod types;

pub use timeline::{Event, of_person, of_record};
pub use types::{Found, Matched};
