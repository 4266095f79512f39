//! The formats of the tamper-evident log: leaves, Merkle trees, tiles, signed checkpoints,
//! proofs and their verification, as pure functions of their inputs.
//!
//! A log is a list of leaves (RFC 6962, section 2.1) in the public C2SP formats
//! [tlog-tiles](https://c2sp.org/tlog-tiles), [tlog-checkpoint](https://c2sp.org/tlog-checkpoint),
//! [signed-note](https://c2sp.org/signed-note), [tlog-proof](https://c2sp.org/tlog-proof) and
//! [tlog-cosignature](https://c2sp.org/tlog-cosignature), so that anyone can verify it without
//! Obhut. This crate knows no database, no file, no clock and no other crate but the kernel:
//! tiles and leaves are handed in and out.
//!
//! - Write: a [`Leaf`] becomes bytes, its [`leaf_hash`] goes to [`TreeState::append`], which
//!   yields the [`Tile`]s to store; [`SignedCheckpoint::sign`] signs the root. A bulk entry
//!   commits to its records by an [`ItemTree`].
//! - Prove: [`prove_inclusion`], [`prove_consistency`], [`TlogProof`].
//! - Hand out: [`Export`] lists the files of a log.
//! - Check: [`Verifier`] goes through a stored log, [`verify_export`] through an exported one.
//!
//! What the log promises: once a checkpoint is held outside, any later change to the entries
//! below it is provable. What it does not: an entry that was never written, a clock that was
//! set wrong, entries since the last checkpoint that is held outside.

mod bundle;
mod checkpoint;
mod commitment;
mod export;
mod hash;
mod items;
mod keys;
mod leaf;
mod problem;
mod proof;
mod tile;
mod tlog_proof;
mod tree;
mod verify;
mod words;

pub use bundle::{MAX_LEAF, decode_bundle, encode_bundle};
pub use checkpoint::{Checkpoint, Cosignature, SignedCheckpoint};
pub use commitment::{Commitment, Salt, commit, verify_commitment};
pub use export::{Export, LogReader, verify_export};
pub use hash::{Hash, leaf_hash, node_hash};
pub use items::{Item, ItemSecret, ItemTree, item_hash, item_salt, verify_item};
pub use keys::{KeyKind, SigningKey, VerifyKey};
pub use leaf::{FieldChange, Items, Leaf};
pub use problem::{Problem, Report};
pub use proof::{
    prove_consistency, prove_inclusion, prove_inclusion_in, root_at, verify_consistency,
    verify_inclusion,
};
pub use tile::{
    MAX_SIZE, MemoryTiles, TILE_WIDTH, Tile, TileId, TileReader, hashes_from_bytes, hashes_to_bytes,
};
pub use tlog_proof::TlogProof;
pub use tree::{Frontier, TreeState, root_of};
pub use verify::Verifier;
pub use words::{Origin, Word};
