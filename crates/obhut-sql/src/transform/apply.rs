use hmac::{Hmac, KeyInit, Mac};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use obhut_kernel::Value;
use sha2::Sha256;

use super::{PseudonymSecret, Transform, letters};
use crate::sql::hex;

/// A part of a date that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Year,
    Month,
}

impl Transform {
    /// What the value of the row with this key becomes: exactly what the database makes of it.
    /// Keys of placeholders agree for whole numbers, text and dates. A value that is no text is
    /// masked in its text form; bytes become the X's alone; what is no date becomes nothing.
    pub fn apply(&self, value: &Value, key: &[Value]) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Constant(constant) => constant.clone(),
            _ if is_empty(value) => value.clone(),
            Self::Replace(constant) => constant.clone(),
            Self::Placeholder { before, after } => {
                Value::Text(format!("{before}{}{after}", joined(key)))
            }
            Self::Mask { replace, with } => {
                let text = plain(value);
                let rest = letters::behind_first(&text, size(*replace));
                Value::Text(format!("{}{rest}", xs(*with)))
            }
            Self::MaskAllBut { last, with } => {
                let text = plain(value);
                let hides = letters::count(&text) > size(*last);
                let rest = if hides { letters::last(&text, size(*last)) } else { "" };
                Value::Text(format!("{}{rest}", xs(*with)))
            }
            Self::DateToYear => truncated(value, Part::Year),
            Self::DateToMonth => truncated(value, Part::Month),
            Self::Keep { first, pad } => {
                let text = plain(value);
                let mut kept = letters::first(&text, size(*first)).to_owned();
                if let Some((letter, total)) = pad {
                    let missing = size(*total).saturating_sub(letters::count(&kept));
                    kept.extend(std::iter::repeat_n(*letter, missing));
                }
                Value::Text(kept)
            }
            Self::Pseudonym { secret, length } => {
                Value::Text(pseudonym(secret, &value_bytes(value), *length))
            }
        }
    }
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// X's for a mask.
pub(super) fn xs(count: u32) -> String {
    "X".repeat(size(count))
}

/// The parts of a key, joined so that different keys give different texts.
fn joined(key: &[Value]) -> String {
    match key {
        [one] => one.to_string(),
        parts => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| part.to_string().replace('~', "~0").replace('+', "~1"))
                .collect();
            parts.join("+")
        }
    }
}

/// The text of a value; bytes have none.
fn plain(value: &Value) -> String {
    match value {
        Value::Bytes(_) => String::new(),
        other => other.to_string(),
    }
}

fn value_bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::Bytes(bytes) => bytes.clone(),
        other => other.to_string().into_bytes(),
    }
}

fn pseudonym(secret: &PseudonymSecret, bytes: &[u8], length: u32) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.bytes()).expect("HMAC takes a key of any length");
    mac.update(bytes);
    let mut text = hex(&mac.finalize().into_bytes());
    text.truncate(size(length));
    text
}

/// The start of the year or month. SQLite has dates as text and instants as microseconds.
fn truncated(value: &Value, part: Part) -> Value {
    match value {
        Value::Date(date) => Value::Date(start(*date, part)),
        Value::DateTime(at) => Value::DateTime(midnight(at.date(), part)),
        Value::Instant(at) => instant(*at, part).map_or(Value::Null, Value::Instant),
        Value::Int(micros) => Timestamp::from_microsecond(*micros)
            .ok()
            .and_then(|at| instant(at, part))
            .map_or(Value::Null, |at| Value::Int(at.as_microsecond())),
        Value::Text(text) => match (text.parse::<Date>(), text.parse::<DateTime>()) {
            // A date-time text parses as a date too; its length tells.
            (Ok(date), _) if text.len() <= 10 => Value::Text(start(date, part).to_string()),
            (_, Ok(at)) => Value::Text(midnight(at.date(), part).to_string().replace('T', " ")),
            _ => Value::Null,
        },
        _ => Value::Null,
    }
}

fn start(date: Date, part: Part) -> Date {
    match part {
        Part::Year => date.first_of_year(),
        Part::Month => date.first_of_month(),
    }
}

fn midnight(date: Date, part: Part) -> DateTime {
    start(date, part).at(0, 0, 0, 0)
}

fn instant(at: Timestamp, part: Part) -> Option<Timestamp> {
    let date = at.to_zoned(TimeZone::UTC).date();
    midnight(date, part).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(transform: &Transform, value: &str) -> String {
        match transform.apply(&value.into(), &[17.into()]) {
            Value::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn masks_by_the_rule() {
        let mask = Transform::Mask { replace: 4, with: 4 };
        for (value, masked) in [
            ("Barbara", "XXXXara"),
            ("Eva", "XXXX"),
            ("Jo", "XXXX"),
            ("Anna", "XXXX"),
            ("Annas", "XXXXs"),
            ("", ""),
            ("Jürgen", "XXXXen"),
            ("Ju\u{308}rgen", "XXXXen"),
            ("👍🏽👍🏽👍🏽👍🏽é", "XXXXé"),
        ] {
            assert_eq!(text(&mask, value), masked);
        }
        // The example of the erratum: five X's for four letters.
        assert_eq!(text(&Transform::Mask { replace: 4, with: 5 }, "Barbara"), "XXXXXara");
        assert_eq!(mask.apply(&Value::Null, &[]), Value::Null);
        let tail = Transform::MaskAllBut { last: 4, with: 6 };
        assert_eq!(text(&tail, "DE89370400440532013000"), "XXXXXX3000");
        assert_eq!(text(&tail, "3000"), "XXXXXX");
    }

    #[test]
    fn replaces_what_is_there() {
        let replace = Transform::Replace("XXXX".into());
        assert_eq!(text(&replace, "Barbara"), "XXXX");
        assert_eq!(text(&replace, " "), "XXXX");
        assert_eq!(text(&replace, ""), "");
        assert_eq!(replace.apply(&Value::Null, &[]), Value::Null);
        assert_eq!(Transform::Replace(0.into()).apply(&Value::Int(17), &[]), Value::Int(0));
        assert_eq!(Transform::Replace(0.into()).apply(&Value::Null, &[]), Value::Null);
        assert_eq!(text(&Transform::Constant("XXXX".into()), ""), "XXXX");
    }

    #[test]
    fn generalises() {
        let keep = Transform::Keep { first: 2, pad: Some(('x', 5)) };
        assert_eq!(text(&keep, "04109"), "04xxx");
        assert_eq!(text(&keep, "0"), "0xxxx");
        let day: Date = "1980-05-17".parse().unwrap();
        let year: Date = "1980-01-01".parse().unwrap();
        assert_eq!(Transform::DateToYear.apply(&day.into(), &[]), year.into());
        assert_eq!(text(&Transform::DateToYear, "1980-05-17"), "1980-01-01");
        assert_eq!(text(&Transform::DateToMonth, "1980-05-17 11:12:13"), "1980-05-01 00:00:00");
        assert_eq!(Transform::DateToYear.apply(&"about 1980".into(), &[]), Value::Null);
    }

    #[test]
    fn placeholders_differ() {
        let mail = Transform::Placeholder { before: "x-".into(), after: "@anonym.invalid".into() };
        assert_eq!(text(&mail, "a@b.de"), "x-17@anonym.invalid");
        let of = |key: &[Value]| mail.apply(&"a".into(), key);
        assert_ne!(of(&["a+".into(), "b".into()]), of(&["a".into(), "+b".into()]));
        assert_ne!(of(&["a~".into(), "b".into()]), of(&["a".into(), "~b".into()]));
    }

    #[test]
    fn pseudonyms_are_hmacs() {
        // By `printf Barbara | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07`.
        let secret = PseudonymSecret::new([7; 32]);
        let pseudonym = Transform::Pseudonym { secret, length: 16 };
        assert_eq!(text(&pseudonym, "Barbara"), "41307db3ce2f745d");
        assert_ne!(text(&pseudonym, "Barbara"), text(&pseudonym, "barbara"));
        assert!(!format!("{pseudonym:?}").contains('7'));
    }
}
