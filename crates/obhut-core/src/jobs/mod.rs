//! Jobs: what runs by schedule.

mod rules;

pub use rules::{next_after, parse_schedule};
