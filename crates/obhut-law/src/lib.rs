//! Legal rules as pure functions and data: no I/O, no clock, no database. What day it is and
//! what a record says come in as arguments; what the law makes of it goes out.
//!
//! Norms are cited as in `data/retention.tsv`, which carries the state of the law it was read
//! from. Nothing here is legal advice; a tenant answers for the rules it sets.

pub mod legal_basis;
pub mod retention;

pub use legal_basis::{DefaultBasis, LegalBasis};
pub use retention::Period;
