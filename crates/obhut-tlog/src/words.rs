use std::{fmt, str::FromStr};

use obhut_kernel::{Error, Message};
use serde::{Deserialize, Serialize};

/// The name of a log: the first line of its checkpoints and the name of its signing key, such as
/// `obhut.example/tenant` (C2SP tlog-checkpoint recommends an address without scheme).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

impl Origin {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = Error;

    /// Takes up to 255 bytes without white space, control characters and `+`, so that the name
    /// can be that of a key (C2SP signed-note).
    fn from_str(text: &str) -> Result<Self, Error> {
        if is_name(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid(Message::new("error-journal-origin").arg("given", text)))
        }
    }
}

/// A key that a leaf may hold in the clear: up to 100 lower-case ASCII letters, digits, `_`, `-`
/// and `.`, such as `register` or `contract.anonymise`. The narrow alphabet keeps names, e-mail
/// addresses and other values of persons out of the log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Word(String);

impl Word {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Word {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.');
        if (1..=100).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid(Message::new("error-journal-word").arg("given", text)))
        }
    }
}

/// Whether `text` may name a key and a log.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= 255 && signed_note::is_key_name_valid(text) && !text.chars().any(char::is_control)
}

macro_rules! text_forms {
    ($($type:ident),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $type {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse().map_err(|_| "characters that are not allowed")
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }
    )*};
}
text_forms!(Origin, Word);
