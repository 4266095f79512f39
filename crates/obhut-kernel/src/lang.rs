use std::{fmt, str::FromStr};

use crate::{Error, Message};

/// A language of the user interface.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// German, the first language.
    #[default]
    De,
    /// English.
    En,
}

impl Lang {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = Error;

    /// Takes `de`, `en` and POSIX locale names such as `de_AT.UTF-8`.
    fn from_str(text: &str) -> Result<Self, Error> {
        match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("de") => Ok(Self::De),
            Some("en") => Ok(Self::En),
            _ => Err(Error::invalid(Message::new("error-language").arg("given", text))),
        }
    }
}
