//! The command line, tested on the real binary: on SQLite always, on PostgreSQL where
//! `OBHUT_TEST_POSTGRES` names a server.

#![expect(clippy::unwrap_used, reason = "a failure in a test is a panic")]

mod errors;
mod flow;
mod harness;
mod kill;
