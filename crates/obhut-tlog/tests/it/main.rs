//! Tests of the log formats through the crate's public functions.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod commitments;
mod exported;
mod leaves;
mod notes;
mod proof_files;
mod proofs;
mod support;
mod tiles;
mod tree;
mod verifier;
