//! The product through its library boundary, on every engine.

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
mod export;
mod import;
mod coverage;
