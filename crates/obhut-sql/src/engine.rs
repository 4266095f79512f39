//! The three drivers behind one face. Each file maps values, errors and the few things that
//! differ (streaming, COPY); nothing outside this module names a driver.

pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use obhut_kernel::{Error, Kind, Message};

/// An error of a driver in our terms. `state` is a code and, where the engine tells it, the name
/// of table, column or constraint; a driver's full message may quote values and is never kept.
pub(crate) fn database_error(kind: Kind, key: &'static str, state: &str) -> Error {
    Error::new(kind, Message::new(key)).with_inside(state)
}
