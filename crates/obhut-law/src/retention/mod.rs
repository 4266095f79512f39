//! How long personal data may and must be kept: periods, due dates, the catalogue of statutory
//! periods, conflicts between them and the standard deletion classes (DIN 66398).
//!
//! One convention holds throughout: a *due date* is the first day on which a record may, and
//! unless something holds it must, be erased. Nothing is moved to a working day: § 193 BGB speaks
//! of declarations and performances, not of storage.

mod catalogue;
mod class;
mod conflict;
mod derivation;
mod due;
mod period;

pub use catalogue::{Bound, Certainty, RetentionKind, RetentionRule, catalogue, find};
pub use class::{DeletionClass, StandardPeriod, StartPoint, deletion_classes, find_class};
pub use conflict::{Breach, Conflict, check_period};
pub use derivation::{DecidedBy, Term, effective_due, explain};
pub use due::{erasure_due, erasure_due_at, latest_due_start, latest_due_start_at};
pub use period::{Period, Unit};
