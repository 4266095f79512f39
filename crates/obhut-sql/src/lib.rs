//! Tables without meaning: opens a database (SQLite, PostgreSQL, MySQL/MariaDB), runs
//! transactions, reads its catalogue, creates and alters tables, compiles conditions and
//! transformations, finds, overwrites and deletes rows in batches, loads in bulk.
//!
//! It knows columns and constraints; it knows no person and no law. Statements come from two
//! places only: constant text (`&'static str`, with `?` for each parameter) and [`Built`]
//! statements assembled by `sea-query`, so that no value is ever pasted into a statement.

mod db;
mod dialect;
mod engine;
mod fault;
mod migrate;
mod pool;
mod row;
mod statement;
mod target;
mod tx;
mod writer;

pub use db::{Db, Options};
pub use dialect::Dialect;
pub use fault::{Fault, Faults};
pub use migrate::{Migration, migrate};
pub use row::{FromRow, FromValue, Row};
pub use statement::Built;
pub use target::Target;
pub use tx::Tx;

/// The statement builder; every dynamic statement is one of its trees.
pub use sea_query;
