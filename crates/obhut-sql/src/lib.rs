//! Tables without meaning: opens a database (SQLite, PostgreSQL, MySQL/MariaDB), runs
//! transactions, reads its catalogue, creates and alters tables, compiles conditions and
//! transformations, finds, overwrites and deletes rows in batches, loads in bulk.
//!
//! It knows columns and constraints; it knows no person and no law. Statements come from two
//! places only: constant text (`&'static str`, with `?` for each parameter) and [`Built`]
//! statements of this crate's builder, which quotes names and binds values. No value is ever
//! pasted into a statement.

pub mod batch;
pub mod catalogue;
pub mod condition;
mod db;
pub mod ddl;
mod dialect;
mod engine;
mod fault;
mod migrate;
mod pool;
pub mod purge;
mod row;
mod sql;
mod statement;
mod target;
pub mod transform;
mod tx;
mod writer;

pub use batch::{Key, KeySet, Keyed, key_text, parse_key};
pub use catalogue::Catalogue;
pub use condition::{Comparison, Condition, Operand, Related, TableName, TextMatch};
pub use db::{Db, Options};
pub use ddl::{ColumnKind, ColumnSpec, IndexSpec, TableSpec, identifier};
pub use dialect::Dialect;
pub use fault::{Fault, Faults};
pub use migrate::{Migration, migrate};
pub use row::{FromRow, FromValue, Row};
pub use statement::Built;
pub use target::Target;
pub use transform::{PseudonymSecret, Transform};
pub use tx::Tx;
