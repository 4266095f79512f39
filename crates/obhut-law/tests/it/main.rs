//! The rules of law through the crate's public face, against the examples of the catalogue.

mod catalogue;
mod classes;
mod conflicts;
mod derivation;
mod due;
mod legal_basis;
mod period;
mod texts;
