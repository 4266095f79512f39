//! The deletion concept: classes and rules, their plan on the tables, preview, runs, actions by
//! hand, case files.

mod action;
mod case_file;
pub(crate) mod cases;
mod classification;
mod concept;
mod coverage;
mod diff;
mod engine;
mod erase;
mod forecast;
mod hand;
pub mod ops;
mod plan;
mod preview;
pub(crate) mod replay;
mod run;
mod sentence;
mod statutory;
pub(crate) mod store;
mod syntax;
mod types;
mod words;

pub use action::field_actions;
pub use case_file::{
    Approved, CaseFile, approve as approve_case, case, case_files, open as open_case,
    postpone as postpone_case,
};
pub use cases::{list as list_cases, of_person as case_file};
pub use concept::{Finding, Severity};
pub use coverage::{
    Coverage, EmptyStart, FieldRef, Gap, Overdue, RuleNote, Uncaught, Unruled, coverage,
};
pub use diff::{Difference, diff};
pub(crate) use erase::review as review_keys;
pub use forecast::{Forecast, ForecastRow, Month, forecast};
pub use hand::{HandAction, act, act_despite};
pub use plan::action_of;
pub use preview::{DueFrom, foresee, preview, preview_counts, preview_page};
pub use run::{Progress, RunRequest, run};
pub use sentence::{condition, schedule, sentence};
pub use types::{
    ActionKind, ActionSpec, CaseItem, ClassSpec, Concept, DueRecord, FieldAction, Held, Hold,
    Minimum, Rule, RunOrigin, RunReport,
};

#[cfg(test)]
mod seam_tests;
