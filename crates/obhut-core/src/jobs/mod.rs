//! Jobs: what runs by schedule. Rules of the deletion concept, the purge, reviews of marks; and
//! with each round the journal is brought into the log.
//!
//! Any number of processes may work on one store: each job is claimed by one statement that only
//! one of them can win, for a while that is renewed while it works (the claims of a killed process
//! lapse). What a kill left unfinished is gone on with first. A job that fails is tried again
//! later and later. The light variant switches all jobs off ([`ops::switch`]); everything can
//! still be done by hand.

pub mod ops;
mod rules;
pub(crate) mod store;
mod types;

pub use ops::worker;
pub use rules::{back_off, next_after, parse_schedule};
pub use types::{Job, JobReport};
