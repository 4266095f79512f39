//! Systems and the mapping of record types onto their tables.
//!
//! A record type is a mapping: system, table, key columns, how a record reaches its person,
//! fields with categories, where its state is kept. Rules, actions, search and export work on
//! the mapping and never ask whether the table is the register's or a foreign one.

mod choices;
mod compile;
mod expr;
mod place;
mod store;
mod types;

pub use compile::Scope;
pub use expr::{Cmp, Expr, Literal, Operand};
pub use place::Data;
pub(crate) use store::{insert_field, insert_type, load_types};
pub use types::{
    Field, PersonLink, REGISTER, RecordType, Retain, StateAt, SystemField, TypeKind, Types,
};
