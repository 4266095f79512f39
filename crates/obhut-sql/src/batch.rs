//! Finding rows in key order and changing them in batches, each by one statement: the transaction
//! around a batch holds whatever belongs to it (case files, journal, cursor).
//!
//! Changes take the keys of a batch and a condition that is checked once more while writing, so
//! that a row which changed since it was found is left alone; the number returned tells how many
//! rows were changed.

mod change;
mod find;
mod key;
mod load;
mod pseudonym;

pub use change::{delete, lock, overwrite, update};
pub use find::{count, count_cases, find, group_count, read, walk};
pub use key::{Key, KeySet, Keyed, key_text, parse_key};
pub use load::{copy_in, insert, insert_returning_key};
