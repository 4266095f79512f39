//! The words of Obhut: German and English catalogues and the formats of dates, numbers and
//! periods.
//!
//! The texts lie in `i18n/<language>/*.ftl` (Fluent syntax) and are embedded when this crate is
//! built. Rendering never fails: a key without a text shows as `⟦key⟧`, an argument nobody gave
//! as `{$name}`.

mod catalogue;
pub mod formats;
pub mod inspect;
mod labels;

pub use catalogue::{has_key, render, text};
pub use inspect::keys;
pub use labels::{category, data_type, field_class, label};
