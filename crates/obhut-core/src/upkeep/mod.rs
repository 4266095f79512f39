//! Upkeep of the store: purge, backup, restore.
//!
//! * [`purge`]: an erasure leaves old values in the database's files until they are rewritten.
//! * [`backup`]: one portable file for both engines. It holds the tenant's tables and **not the
//!   keystore**: what is sealed in it (old values in the journal, reasons) can only be read with
//!   the keystore, which is to be backed up apart from it and kept elsewhere.
//! * [`restore`]: from such a file into an empty place or over a store, on either engine. A
//!   restored backup looks like a cut log, and brings back what was erased since. So where it is
//!   behind the checkpoints that the keystore holds, the log it contains is closed and never
//!   signed again; a new one with a key of its own goes on, whose first entry embeds the last
//!   checkpoint of the one before (`previous`). Entries of both lie in the same tables, told apart
//!   by `log_id`; both stay readable, erasable and verifiable. And every erasure,
//!   mark, suppression and closing of an account in the keystore's ledger that the backup does not
//!   contain is done again, in their order. All of that happens in a
//!   new database beside the present one; the change-over comes last.

mod again;
mod backup;
mod copy;
mod manifest;
mod purge;
mod restore;
pub(crate) mod signing;
mod store;

pub use backup::{BackupReport, backup};
pub use purge::{PurgeReport, purge};
pub use restore::{Missed, Restore, RestoreReport, restore};
