//! Obhut's own tables: schema steps, where a store lies, opening a tenant, the keystore.
//!
//! A tenant is a database of its own (a SQLite file or a PostgreSQL schema); the keystore lies
//! apart from it, so that a copy of the data alone reads nothing protected, and deleting a key
//! there deletes in every backup of the data as well. What the tables mean is `obhut-core`'s
//! business: its `store.rs` files are the only ones that name this crate.

mod ids;
mod keys;
mod keystore;
mod place;
mod schema;

pub use ids::{AccountId, CaseId, EntryId, FieldId, OriginId, PersonId, RunId, TypeId};
pub use keys::{DataKey, KeyFile, SealContext};
pub use keystore::{Anchor, Erasure, Keystore};
pub use obhut_sql as sql;
pub use place::Place;
pub use schema::{COLUMNS, change_over, migrate_tenant, open_beside, open_tenant, remove_beside};
