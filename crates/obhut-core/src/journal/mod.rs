//! The journal (Protokoll): who did what, when, in which system, to whose data.
//!
//! An entry has two sides. The leaf goes into a Merkle log in the public C2SP formats and holds
//! salted commitments only; it never changes. The readable side (actor, subject, reason, field
//! values) lies in side tables, values sealed under the data subject's key, and can be erased:
//! the log still verifies, as commitments cannot be opened without their salts.

pub(crate) mod erasure;
pub(crate) mod log;
pub mod ops;
pub(crate) mod rules;
pub(crate) mod store;
mod types;
mod verify;

pub use types::{Batch, BatchKind, Change, Entry, EntryView, FieldView, Filter};
pub use verify::{Verification, export, verify};
