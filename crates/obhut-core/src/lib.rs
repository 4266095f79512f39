//! Obhut's product: one module per feature, each importing only from those before it.
//!
//! `access, journal, jobs | systems, register, persons, marks | retention`. A feature is a folder:
//! `types.rs`, `rules.rs` (pure), `ops.rs` (authorise → rules → store → journal), `store.rs`
//! (the only file that names tables). Everything happens inside an [`Op`], the context of one
//! operation, which [`Tenant::write`] and [`Tenant::read`] hand out.

pub mod access;
mod context;
pub mod jobs;
pub mod journal;
pub mod marks;
mod measure;
mod operation;
pub mod persons;
pub mod register;
pub mod retention;
mod settings;
pub mod setup;
pub mod systems;
pub mod upkeep;

pub use context::{Op, Tenant};
pub use obhut_db::{
    AccountId, CaseId, EntryId, FieldId, OriginId, PersonId, Place, RunId, TypeId, sql::Faults,
};
pub use operation::{Operation, Right};
