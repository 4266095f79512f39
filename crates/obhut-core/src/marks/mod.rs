//! Marks (Vermerke): lock and keep on a record or a person, with reason, owner, since when and a
//! day of review. Keep blocks anonymising, masking and deletion; lock blocks editing, import and
//! every way out.

pub(crate) mod ledger;
pub mod ops;
pub(crate) mod store;
mod types;

pub use types::{Mark, MarkKind, Target};
