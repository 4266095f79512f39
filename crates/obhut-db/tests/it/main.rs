//! Obhut's own tables and the keystore, on every engine.

mod columns;
mod keystore;
mod support;
