//! A fictional data set for demonstrations and benchmarks: the association "Bürgerenergie
//! Lindental e. V.", which sells electricity, with its customers, leads, contracts, members,
//! donors, staff, sales partners and what was said and written to them.
//!
//! Nobody in it exists, and nothing in it can reach anybody by accident:
//!
//! - e-mail addresses lie at domains reserved by RFC 2606 (`example.org`, `.example`, …);
//! - telephone numbers come from the numbers the Bundesnetzagentur keeps free for media
//!   productions (Mitteilung 148/2021, Amtsblatt 7/2021). There are 5,000 in area networks and
//!   210 mobile ones, so that they repeat in a large data set;
//! - IBANs have a correct checksum, but a bank code that starts with 9: the first digit is the
//!   clearing area, and the Deutsche Bundesbank knows the areas 1 to 8 only;
//! - towns and postcodes are real, streets have names that are found everywhere.
//!
//! The data set is a pure function of a seed, a number of persons and a day. Record `n` of a type
//! is computed from these and `n` alone, so that any number of records streams in constant
//! memory, in any order and from several threads. With the same seed and day person `n` has the
//! same name, addresses and numbers however many persons there are.
//!
//! Values are in the form in which the register stores them: e-mail addresses in lower case,
//! E.164, IBANs without blanks, empty fields as [`Value::Null`].
//!
//! ```
//! use obhut_demo::{DemoType, Generator};
//!
//! let demo = Generator::new(1, 2_000, jiff::civil::date(2026, 6, 30));
//! assert_eq!(demo.count(DemoType::Contact), 1_500);
//! for demo_type in DemoType::ALL {
//!     for record in demo.records(demo_type).take(1_000) {
//!         assert_eq!(record.type_key, demo_type.key());
//!     }
//! }
//! ```
//!
//! [`Value::Null`]: obhut_kernel::Value::Null

mod bonds;
mod days;
mod draw;
mod generator;
mod marks;
mod names;
mod people;
mod plan;
mod reach;
mod records;
mod texts;

pub use generator::{Generator, Record};
pub use marks::{Mark, MarkKind};
pub use plan::DemoType;
