//! Says what a value is and what a column holds.
//!
//! * [`normalise`]: one spelling for values that mean the same (e-mail, phone, IBAN, names).
//! * [`parse`]: text or a spreadsheet cell to a typed [`obhut_kernel::Value`].
//! * [`detect`]: a proposal of data type and category for each column, with reasons.
//! * [`matching`]: whether two records may be of one person, with reasons, never on a name alone.
//!
//! Everything is a pure function of its arguments: no I/O, no clock, no random source.

pub mod detect;
pub mod matching;
pub mod normalise;
pub mod parse;
