//! What an erasure takes from the journal, and what follows it after the commit: keys to delete,
//! rows for the ledger in the keystore, files to rewrite.

pub(crate) mod store;
