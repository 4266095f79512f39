//! What every other crate stands on: errors, messages, languages, values, the clock and the
//! random source. No I/O except the two sources of the outside world that are handed in from
//! the binary, [`SystemClock`] and [`OsRandom`].

mod category;
mod clock;
mod error;
mod ids;
mod lang;
mod message;
mod random;
mod value;

pub use category::{Category, FieldClass};
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::{Error, Kind, Outside, Result};
pub use ids::new_uuid;
pub use lang::Lang;
pub use message::{Arg, Message};
pub use random::{OsRandom, Random, SeededRandom};
pub use value::{DataType, Value};
