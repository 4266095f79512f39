//! Who may do what: accounts, roles, rights by record type and field class. Denied by default.

pub mod ops;
mod rules;
pub(crate) mod store;
mod types;

pub use rules::{Rights, builtin_grants};
pub use types::{Account, Actor, ActorKind, Grant, Role};
