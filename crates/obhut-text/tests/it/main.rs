//! The catalogues as a whole, and the crate through its public face.

mod catalogues;
mod formats;
mod sources;
