//! The logs entries are brought into: tiles, checkpoints, signed notes.

pub(crate) mod store;
