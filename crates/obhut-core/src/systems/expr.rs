//! The language of conditions, as people write it in the deletion concept and on the command
//! line, and the typed tree behind it:
//!
//! ```text
//! status = "ended" and not (iban is set)
//! no contract where status != "ended"
//! latest(contract.ended_on) < today - P3Y or class in ("ended", "lost")
//! ```
//!
//! `exists T where …` and `no T where …` speak of other records of the same person.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use obhut_kernel::{Error, Message, Result};
use obhut_law::Period;
use rust_decimal::Decimal;

use crate::systems::expr::parse::Parser;

mod parse;

/// A condition on a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// All of them hold.
    All(Vec<Expr>),
    /// At least one holds.
    Any(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// A value compares so with a literal.
    Compare(Operand, Cmp, Literal),
    /// A value is one of these.
    In(Operand, Vec<Literal>),
    /// A text contains this, whatever the case of letters.
    Contains(Operand, String),
    /// A text starts with this, whatever the case of letters.
    StartsWith(Operand, String),
    /// There is a value.
    IsSet(Operand),
    /// There is no value.
    IsEmpty(Operand),
    /// The person has such a record.
    Exists(String, Option<Box<Expr>>),
    /// The person has no such record.
    No(String, Option<Box<Expr>>),
}

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A field of the record.
    Field(String),
    /// The latest value of a field over the person's records of a type.
    Latest {
        /// The record type.
        record_type: String,
        /// Its field.
        field: String,
    },
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cmp {
    /// `=`
    Equal,
    /// `!=`; holds for empty values as well.
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Cmp {
    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `"text"`
    Text(String),
    /// `12` or `12.5`
    Number(Decimal),
    /// `true` or `false`
    Bool(bool),
    /// `2026-01-31`
    Date(Date),
    /// `today` or `today - P3Y`
    Today(Option<Period>),
}

impl Expr {
    /// The parts of a conjunction; one part for anything else.
    pub fn parts(&self) -> &[Expr] {
        match self {
            Self::All(parts) => parts,
            other => std::slice::from_ref(other),
        }
    }
}

impl FromStr for Expr {
    type Err = Error;

    /// Reads a condition; an error says at which character it could not go on.
    fn from_str(text: &str) -> Result<Self> {
        Parser::new(text)?.whole()
    }
}

impl FromStr for Operand {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Parser::new(text)?.whole_operand()
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => f.write_str(field),
            Self::Latest { record_type, field } => write!(f, "latest({record_type}.{field})"),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Self::Number(number) => number.fmt(f),
            Self::Bool(yes) => yes.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Today(None) => f.write_str("today"),
            Self::Today(Some(period)) => write!(f, "today - {period}"),
        }
    }
}

impl fmt::Display for Expr {
    /// The canonical text; reading it gives the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Expr], word: &str| {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    write!(f, " {word} ")?;
                }
                match part {
                    Self::All(_) | Self::Any(_) => write!(f, "({part})")?,
                    _ => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::All(parts) => joined(f, parts, "and"),
            Self::Any(parts) => joined(f, parts, "or"),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::Compare(left, cmp, right) => write!(f, "{left} {} {right}", cmp.sign()),
            Self::In(left, values) => {
                write!(f, "{left} in (")?;
                for (at, value) in values.iter().enumerate() {
                    let comma = if at > 0 { ", " } else { "" };
                    write!(f, "{comma}{value}")?;
                }
                f.write_str(")")
            }
            Self::Contains(left, text) => {
                write!(f, "{left} contains {}", Literal::Text(text.clone()))
            }
            Self::StartsWith(left, text) => {
                write!(f, "{left} starts with {}", Literal::Text(text.clone()))
            }
            Self::IsSet(left) => write!(f, "{left} is set"),
            Self::IsEmpty(left) => write!(f, "{left} is empty"),
            Self::Exists(record_type, filter) => {
                related(f, "exists", record_type, filter.as_deref())
            }
            Self::No(record_type, filter) => related(f, "no", record_type, filter.as_deref()),
        }
    }
}

fn related(
    f: &mut fmt::Formatter<'_>,
    word: &str,
    record_type: &str,
    filter: Option<&Expr>,
) -> fmt::Result {
    match filter {
        Some(filter) => write!(f, "{word} {record_type} where ({filter})"),
        None => write!(f, "{word} {record_type}"),
    }
}

/// Where reading a condition could not go on.
fn unexpected(text: &str, at: usize) -> Error {
    let rest: String = text.chars().skip(at).take(20).collect();
    let message = if rest.is_empty() {
        Message::new("error-condition-end")
    } else {
        Message::new("error-condition").arg("at", at + 1).arg("rest", rest)
    };
    Error::invalid(message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, canonical) in [
            ("status=\"ended\"", "status = \"ended\""),
            ("a = 1 AND b is not empty or c is empty", "(a = 1 and b is set) or c is empty"),
            ("not (iban is set)", "not (iban is set)"),
            ("no contract where status != \"ended\"", "no contract where (status != \"ended\")"),
            ("latest(contract.ended_on) < today - P3Y", "latest(contract.ended_on) < today - P3Y"),
            ("class in (\"a\", 'b')", "class in (\"a\", \"b\")"),
            ("name starts with \"Mü\\\"\"", "name starts with \"Mü\\\"\""),
            ("born <= 2026-02-28", "born <= 2026-02-28"),
            ("amount > 12.50", "amount > 12.50"),
            ("vip = true", "vip = true"),
        ] {
            let expr: Expr = text.parse().unwrap();
            assert_eq!(expr.to_string(), canonical, "{text}");
            assert_eq!(canonical.parse::<Expr>().unwrap(), expr);
        }
    }

    #[test]
    fn says_where_it_cannot_go_on() {
        for text in [
            "",
            "status =",
            "status = = 1",
            "(a = 1",
            "a = 1 b = 2",
            "a in ()",
            "a = 2026-02-30",
            "\"x\" = 1",
            "a = \"x",
        ] {
            assert!(text.parse::<Expr>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,80}") {
            drop(text.parse::<Expr>());
        }

        #[test]
        fn text_literals_survive(value in "[^\u{0}]{0,20}") {
            let expr = Expr::Compare(Operand::Field("a".into()), Cmp::Equal, Literal::Text(value));
            prop_assert_eq!(expr.to_string().parse::<Expr>().unwrap(), expr);
        }
    }
}
