//! Single values as text for people.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use obhut_core::systems::Field;
use obhut_kernel::{DataType, Lang};
use obhut_text::formats;
use serde_json::Value;

/// A stored value in the form of its field.
pub fn value(lang: Lang, zone: &TimeZone, field: Option<&Field>, value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => {
            return number
                .as_i64()
                .filter(|_| is_counted(field))
                .map_or_else(|| number.to_string(), |number| formats::number(lang, number));
        }
        Value::Bool(yes) => {
            return obhut_text::text(lang, if *yes { "word-yes" } else { "word-no" });
        }
        other => return other.to_string(),
    };
    match field.map(|field| field.data_type) {
        Some(DataType::Date) => match text.parse::<Date>() {
            Ok(date) => formats::date(lang, date),
            Err(_) => text,
        },
        Some(DataType::DateTime) => match text.parse::<Timestamp>() {
            Ok(at) => formats::date_time(lang, at, zone),
            Err(_) => text,
        },
        Some(DataType::Amount) => match text.parse() {
            Ok(amount) => formats::decimal(lang, amount),
            Err(_) => text,
        },
        Some(DataType::Choice) => match field {
            Some(field) => field.choice_label(lang, &text),
            None => text,
        },
        _ => text,
    }
}

/// Numbers of records and years are read without points.
fn is_counted(field: Option<&Field>) -> bool {
    field.is_some_and(|field| matches!(field.data_type, DataType::Integer | DataType::Number))
}
