//! The deletion concept: classes and rules, their plan on the tables, preview, runs, actions by
//! hand, case files.

mod action;
pub(crate) mod cases;
mod concept;
mod engine;
mod erase;
mod hand;
pub mod ops;
mod plan;
mod preview;
mod run;
pub(crate) mod store;
mod types;

pub use action::field_actions;
pub use cases::{list as list_cases, of_person as case_file};
pub use concept::{Finding, Severity};
pub use hand::{HandAction, act};
pub use preview::{preview, preview_counts};
pub use run::{Progress, RunRequest, run};
pub use types::{
    ActionKind, ActionSpec, CaseItem, ClassSpec, Concept, DueRecord, FieldAction, Held, Hold,
    Minimum, Rule, RunOrigin, RunReport,
};
