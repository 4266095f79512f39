//! The product through its library boundary, on every engine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod concept;
mod harness;
mod main_job;
mod sentences;
mod worker;
mod upkeep;
mod journal;
mod invariants;
mod rules;
mod actions;
mod every_action;
mod export;
mod import;
mod coverage;
mod import_databases;
mod import_rows;
