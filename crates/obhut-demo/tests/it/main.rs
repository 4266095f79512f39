//! The data set seen from outside.

mod due;
mod marks;
mod texts;
mod types;
mod values;

use jiff::civil::{Date, date};
use obhut_demo::{DemoType, Generator, Record};
use obhut_kernel::Value;

/// A day in the middle of a year.
const TODAY: Date = date(2026, 6, 30);

fn demo() -> Generator {
    Generator::new(1, 2_000, TODAY)
}

fn all(demo: Generator) -> impl Iterator<Item = Record> {
    DemoType::ALL.into_iter().flat_map(move |demo_type| demo.records(demo_type))
}

fn value<'a>(record: &'a Record, key: &str) -> &'a Value {
    let field = record.fields.iter().find(|(field, _)| *field == key);
    &field.unwrap_or_else(|| panic!("{} has no field {key}", record.type_key)).1
}

fn text<'a>(record: &'a Record, key: &str) -> Option<&'a str> {
    value(record, key).as_str()
}

fn day(record: &Record, key: &str) -> Option<Date> {
    match value(record, key) {
        Value::Null => None,
        Value::Date(date) => Some(*date),
        Value::Instant(at) => Some(at.to_zoned(jiff::tz::TimeZone::UTC).date()),
        other => panic!("{key} is {other:?}"),
    }
}
