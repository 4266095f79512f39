//! The product through its library boundary, on every engine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    clippy::format_push_string,
    reason = "a method's path is not general enough over an operation's lifetimes; tests build texts"
)]

mod access;
mod actions;
mod cases;
mod concept;
mod coverage;
mod doors;
mod erasure;
mod every_action;
mod export;
mod harness;
mod holds;
mod import;
mod import_again;
mod import_databases;
mod import_quality;
mod import_rows;
mod invariants;
mod journal;
mod main_job;
mod restore;
mod rules;
mod sentences;
mod traces;
mod upkeep;
mod worker;
