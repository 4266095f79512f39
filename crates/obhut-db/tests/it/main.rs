//! Obhut's own tables and the keystore, on every engine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod columns;
mod keystore;
mod support;
