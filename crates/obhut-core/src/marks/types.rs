use crate::PersonId;
use jiff::{Timestamp, civil::Date};
use obhut_kernel::{Error, Message};
use serde::Serialize;

use crate::register::MarkBits;

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Exempt from anonymising, masking and deletion (Keep).
    Keep,
    /// Restricted (Sperren, Art. 18 DSGVO): unchanged, but neither edited nor let out.
    Lock,
}

impl MarkKind {
    /// The key used in tables and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Lock => "lock",
        }
    }

    /// What lifting it is called.
    pub(crate) fn release(self) -> &'static str {
        match self {
            Self::Keep => "release",
            Self::Lock => "unlock",
        }
    }

    pub(crate) fn bit(self) -> i64 {
        match self {
            Self::Keep => MarkBits::KEEP,
            Self::Lock => MarkBits::LOCK,
        }
    }
}

impl std::str::FromStr for MarkKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "keep" => Ok(Self::Keep),
            "lock" => Ok(Self::Lock),
            _ => Err(Error::invalid(Message::new("error-mark-kind").arg("given", text))),
        }
    }
}

/// What a mark is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// One record.
    Record {
        /// The key of its type.
        type_key: &'a str,
        /// Its key.
        key: &'a str,
    },
    /// All records of a person, also those to come.
    Person(PersonId),
}

/// A mark as shown.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// What it does.
    pub kind: MarkKind,
    /// Why.
    pub reason: String,
    /// The login of its owner.
    pub owner: String,
    /// Since when.
    pub since: Timestamp,
    /// When somebody has to look at it again.
    pub review_on: Option<Date>,
    /// Whether it is on the person and not on the record alone.
    pub on_person: bool,
}
