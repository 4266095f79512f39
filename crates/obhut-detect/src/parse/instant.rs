use jiff::{Timestamp, Zoned, civil::DateTime, civil::Time};
use obhut_kernel::{Message, Value};

use super::{ParseOptions, date};

/// A date with a time of day; without one midnight in the zone of the options.
pub(super) fn parse(text: &str, options: &ParseOptions) -> Result<Value, Message> {
    // An offset or a zone of its own beats the zone of the options.
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(Value::Instant(instant));
    }
    if text.ends_with(']')
        && let Ok(zoned) = text.parse::<Zoned>()
    {
        return Ok(Value::Instant(zoned.timestamp()));
    }
    let (day, time) = match split(text) {
        Some((day, clock)) => {
            let fault = || Message::new("error-parse-time").arg("given", text);
            (day, time_of(clock).ok_or_else(fault)?)
        }
        None => (text, Time::midnight()),
    };
    match date::parse(day, options)? {
        Value::Date(date) => at(date.to_datetime(time), options),
        other => Ok(other),
    }
}

/// The instant at which clocks in the zone of the options show `at`. A time that is skipped in
/// spring is moved forward, of one that comes twice in autumn the first is taken (RFC 5545).
pub(super) fn at(at: DateTime, options: &ParseOptions) -> Result<Value, Message> {
    at.to_zoned(options.zone.clone())
        .map(|zoned| Value::Instant(zoned.timestamp()))
        .map_err(|_| Message::new("error-parse-time").arg("given", at.to_string()))
}

/// Parts a date and a time of day: the time begins with the digits in front of the first colon.
fn split(text: &str) -> Option<(&str, &str)> {
    let colon = text.find(':')?;
    let start = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let day = text[..start].trim_end_matches(|c: char| c == 'T' || c == ',' || c.is_whitespace());
    let day = day.strip_suffix(" um").unwrap_or(day);
    Some((day, &text[start..]))
}

/// `14:30`, `14:30:05.123`, `2:30 PM`, `14:30 Uhr`.
fn time_of(text: &str) -> Option<Time> {
    let lower = text.trim().to_ascii_lowercase();
    let clock = lower.strip_suffix("uhr").unwrap_or(&lower).trim_end();
    let (clock, half) = if let Some(clock) = clock.strip_suffix("pm") {
        (clock.trim_end(), Some(12))
    } else if let Some(clock) = clock.strip_suffix("am") {
        (clock.trim_end(), Some(0))
    } else {
        (clock, None)
    };
    let mut pieces = clock.split(':');
    let hour: i8 = pieces.next()?.parse().ok()?;
    let minute: i8 = pieces.next()?.parse().ok()?;
    let (second, nanos) = match pieces.next() {
        Some(second) => seconds(second)?,
        None => (0, 0),
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    if pieces.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, nanos).ok()
}

fn seconds(text: &str) -> Option<(i8, i32)> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if part.len() > 9 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanos = format!("{part:0<9}").parse().ok()?;
    Some((whole.parse().ok()?, nanos))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use obhut_kernel::DataType;

    use crate::parse::{ParseOptions, parse};

    #[test]
    fn reads_zones_and_clocks() {
        let options = ParseOptions {
            zone: TimeZone::get("Europe/Berlin").unwrap(),
            ..ParseOptions::default()
        };
        for (given, wanted) in [
            ("2024-07-01T12:00:00Z", Ok("2024-07-01T12:00:00Z")),
            ("2024-07-01T12:00:00+02:00", Ok("2024-07-01T10:00:00Z")),
            ("2024-07-01T12:00:00+02:00[Europe/Berlin]", Ok("2024-07-01T10:00:00Z")),
            ("01.07.2024 12:00", Ok("2024-07-01T10:00:00Z")),
            ("01.07.2024, 12:00 Uhr", Ok("2024-07-01T10:00:00Z")),
            ("1. Juli 2024 um 12:00 Uhr", Ok("2024-07-01T10:00:00Z")),
            ("1.1.24 2:30 PM", Ok("2024-01-01T13:30:00Z")),
            ("2024-01-01 12:30:05.25", Ok("2024-01-01T11:30:05.25Z")),
            ("2024-01-01", Ok("2023-12-31T23:00:00Z")),
            // Skipped in spring, twice in autumn.
            ("31.03.2024 02:30", Ok("2024-03-31T01:30:00Z")),
            ("27.10.2024 02:30", Ok("2024-10-27T00:30:00Z")),
            ("01.07.2024 25:00", Err("error-parse-time")),
            ("01.07.2024 12:61", Err("error-parse-time")),
            ("31.02.2024 12:00", Err("error-parse-date-day")),
            ("12:00", Err("error-parse-date")),
        ] {
            let got = parse(given, DataType::DateTime, &options);
            let got = got.map(|value| value.to_string()).map_err(|message| message.key());
            assert_eq!(got, wanted.map(str::to_owned), "{given}");
        }
    }
}
