//! The command line, tested on the real binary: on SQLite always, on PostgreSQL where
//! `OBHUT_TEST_POSTGRES` names a server.

#![expect(clippy::unwrap_used, reason = "a failure in a test is a panic")]

mod accounts;
mod concept;
mod errors;
mod fields;
mod flow;
mod harness;
mod help;
mod import;
mod input;
mod journal;
mod kill;
mod rights;
mod shapes;
mod stops;
mod upkeep;
