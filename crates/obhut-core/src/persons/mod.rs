//! Persons: whom records are about. Matching new records to them, finding all of a person,
//! timelines, and the list of identifiers that must not come back.

pub(crate) mod alike;
pub(crate) mod matching;
pub mod ops;
pub(crate) mod rules;
pub(crate) mod store;
mod timeline;
mod types;

pub use crate::journal::EntryView as Event;
pub use timeline::{of_person, of_record};
pub use types::{Found, Matched};
