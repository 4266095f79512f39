//! The library through its own door: files in, tables out, and back.

#![expect(clippy::unwrap_used, reason = "a test helper that fails should panic")]

mod cards;
mod clipboard;
mod fixtures;
mod hostile;
mod layout;
mod properties;
mod shared;
mod text;
mod workbooks;
mod writing;
