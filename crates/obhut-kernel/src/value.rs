use std::{fmt, str::FromStr};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One value of a record, a statement or a spreadsheet cell after its type is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing stored.
    #[default]
    Null,
    /// Yes or no. SQLite stores 0 and 1.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A binary floating-point number.
    Float(f64),
    /// An exact decimal number such as an amount of money.
    Decimal(Decimal),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A calendar date without a time zone. SQLite stores ISO 8601 text.
    Date(Date),
    /// A date and a time of day without a time zone, as foreign systems keep them.
    DateTime(DateTime),
    /// An instant. SQLite stores microseconds since 1970-01-01T00:00:00Z.
    Instant(Timestamp),
}

impl Value {
    /// Whether nothing is stored.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The value as plain JSON: dates and instants as ISO 8601 text, decimals as text, bytes as
    /// their length only.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(yes) => (*yes).into(),
            Self::Int(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Bytes(bytes) => format!("({} bytes)", bytes.len()).into(),
            Self::Decimal(_)
            | Self::Text(_)
            | Self::Date(_)
            | Self::DateTime(_)
            | Self::Instant(_) => self.to_string().into(),
        }
    }
}

impl fmt::Display for Value {
    /// The language-neutral text form: ISO 8601, a point in decimals, nothing for null.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(yes) => yes.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Decimal(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Bytes(bytes) => write!(f, "({} bytes)", bytes.len()),
            Self::Date(date) => date.fmt(f),
            Self::DateTime(at) => at.fmt(f),
            Self::Instant(at) => at.fmt(f),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

macro_rules! value_from {
    ($($from:ty => $variant:ident),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}
value_from! {
    bool => Bool, i64 => Int, i32 => Int, u32 => Int, f64 => Float, Decimal => Decimal,
    String => Text, Vec<u8> => Bytes, Date => Date, DateTime => DateTime, Timestamp => Instant,
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The type of a field as a tenant sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataType {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// An e-mail address, stored trimmed and in lower case.
    Email,
    /// A telephone number, stored in E.164 form where it can be understood.
    Phone,
    /// An international bank account number, stored without blanks.
    Iban,
    /// A calendar date.
    Date,
    /// An instant.
    DateTime,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Number,
    /// An exact amount of money.
    Amount,
    /// Yes or no.
    Bool,
    /// One of a few values.
    Choice,
    /// A web address.
    Url,
    /// The key of a record of another type.
    Link,
}

impl DataType {
    /// All types, in the order a form offers them.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::LongText,
        Self::Email,
        Self::Phone,
        Self::Iban,
        Self::Date,
        Self::DateTime,
        Self::Integer,
        Self::Number,
        Self::Amount,
        Self::Bool,
        Self::Choice,
        Self::Url,
        Self::Link,
    ];

    /// The key used in tables, files and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Iban => "iban",
            Self::Date => "date",
            Self::DateTime => "date_time",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Amount => "amount",
            Self::Bool => "bool",
            Self::Choice => "choice",
            Self::Url => "url",
            Self::Link => "link",
        }
    }

    /// Whether values are stored as text.
    pub fn is_textual(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::LongText
                | Self::Email
                | Self::Phone
                | Self::Iban
                | Self::Choice
                | Self::Url
        )
    }
}

impl FromStr for DataType {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|data_type| data_type.key() == text).ok_or_else(|| {
            crate::Error::invalid(crate::Message::new("error-data-type").arg("given", text))
        })
    }
}
