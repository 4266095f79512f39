use jiff::civil::{Date, DateTime};
use obhut_kernel::{Message, Value};

use super::{ParseOptions, options::from_serial};

/// The months in German and English with their abbreviations, in lower case.
const MONTHS: [&[&str]; 12] = [
    &["januar", "jänner", "january", "jan", "jän"],
    &["februar", "feber", "february", "feb"],
    &["märz", "maerz", "march", "mär", "mrz", "mar"],
    &["april", "apr"],
    &["mai", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["august", "aug"],
    &["september", "sep", "sept"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nov"],
    &["dezember", "december", "dez", "dec"],
];

/// The days of the week likewise.
const WEEKDAYS: &[&str] = &[
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// Which comes first in `03/04/2024` or `03-04-2024`. Between points the day always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(clippy::enum_variant_names, reason = "each says what comes first")]
pub enum DateOrder {
    /// Germany, most of the world.
    #[default]
    DayFirst,
    /// The United States.
    MonthFirst,
    /// East Asia and technical lists; a year of four digits in front needs no telling.
    YearFirst,
}

impl DateOrder {
    /// The order that the dates of a column show by numbers above twelve; `None` when none of
    /// them tells, or when they contradict each other.
    pub fn sniff<'a>(samples: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let (mut day, mut month) = (false, false);
        for sample in samples {
            let Some(Parts { fields: [a, b, _], sign: b'/' | b'-' }) = parts(sample.trim()) else {
                continue;
            };
            if a.len <= 2 && b.len <= 2 {
                day |= a.number > 12;
                month |= b.number > 12;
            }
        }
        match (day, month) {
            (true, false) => Some(Self::DayFirst),
            (false, true) => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

pub(super) fn parse(text: &str, options: &ParseOptions) -> Result<Value, Message> {
    if let Some(parts) = parts(text) {
        return from_parts(&parts, text, options);
    }
    if let Some(reason) = incomplete(text) {
        return Err(reason);
    }
    if let Some(date) = compact(text) {
        return date.map(Value::Date);
    }
    if let Some((date, rest)) = split_time(text) {
        return with_time(text, date, rest, options);
    }
    if let Some(serial) = serial(text, options) {
        return serial;
    }
    in_words(text, options).unwrap_or_else(|| Err(fault("error-parse-date", text)))
}

/// The date of a cell that has a time of day of midnight, as date cells have.
pub(super) fn without_time(at: DateTime) -> Result<Value, Message> {
    if at.time() == jiff::civil::Time::midnight() {
        Ok(Value::Date(at.date()))
    } else {
        Err(Message::new("error-parse-date-has-time").arg("given", at.to_string()))
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Field {
    number: i32,
    len: usize,
}

/// Three numbers parted by one sign.
struct Parts {
    fields: [Field; 3],
    sign: u8,
}

fn parts(text: &str) -> Option<Parts> {
    let bytes = text.as_bytes();
    if bytes.len() > 14 {
        return None;
    }
    let mut fields = [Field::default(); 3];
    let (mut at, mut sign) = (0, 0);
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {
                let field = &mut fields[at];
                if field.len == 4 {
                    return None;
                }
                field.number = field.number * 10 + i32::from(byte - b'0');
                field.len += 1;
            }
            b'.' | b'-' | b'/' if at < 2 && fields[at].len > 0 && (sign == 0 || sign == *byte) => {
                (at, sign) = (at + 1, *byte);
            }
            // "1. 1. 1970"
            b' ' if at > 0 && fields[at].len == 0 => {}
            _ => return None,
        }
    }
    (at == 2 && fields[2].len > 0).then_some(Parts { fields, sign })
}

fn from_parts(parts: &Parts, text: &str, options: &ParseOptions) -> Result<Value, Message> {
    let [a, b, c] = parts.fields;
    // "00.00.0000", "0000-00-00", "0.0.00": how databases and Outlook write no date.
    if a.number == 0 && b.number == 0 && c.number == 0 {
        return Ok(Value::Null);
    }
    let (day, month, year) = if a.len > 2 || options.dates == DateOrder::YearFirst && c.len < 3 {
        (c, b, a)
    } else if parts.sign == b'.' || options.dates == DateOrder::DayFirst {
        (a, b, c)
    } else {
        (b, a, c)
    };
    if c.len == 3 || a.len == 3 || day.len > 2 || month.len > 2 {
        return Err(fault("error-parse-date", text));
    }
    civil(full_year(year, options), month.number, day.number, text).map(Value::Date)
}

fn full_year(year: Field, options: &ParseOptions) -> i32 {
    if year.len > 2 {
        return year.number;
    }
    let latest = i32::from(options.latest_year);
    let century = latest.div_euclid(100) * 100;
    let guess = century + year.number;
    if guess > latest { guess - 100 } else { guess }
}

/// The date, or which part of it cannot be.
fn civil(year: i32, month: i32, day: i32, text: &str) -> Result<Date, Message> {
    if !(1..=12).contains(&month) {
        return Err(fault("error-parse-date-month", text).arg("month", month));
    }
    let (Ok(short_year), Ok(short_month), Ok(short_day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return Err(fault("error-parse-date", text));
    };
    // A year of three digits or less in full is a mistyped one.
    if !(1000..=9999).contains(&year) {
        return Err(fault("error-parse-date", text));
    }
    Date::new(short_year, short_month, short_day)
        .map_err(|_| fault("error-parse-date-day", text).arg("day", day).arg("month", month))
}

/// Eight digits without a sign: `19701231`.
fn compact(text: &str) -> Option<Result<Date, Message>> {
    let number: i32 = if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()?
    } else {
        return None;
    };
    Some(civil(number / 10_000, number / 100 % 100, number % 100, text))
}

/// Dates of vCard (RFC 6350, section 4.3.1) and people that leave a part out.
fn incomplete(text: &str) -> Option<Message> {
    let bytes = text.as_bytes();
    let digits = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    if let Some(rest) = text.strip_prefix("--") {
        let short: Vec<u8> = rest.bytes().filter(|byte| *byte != b'-').collect();
        return digits(&short).then(|| fault("error-parse-date-no-year", text));
    }
    // "31.12." and "31.12"
    let mut pieces = text.trim_end_matches('.').split('.');
    if let (Some(day), Some(month), None) = (pieces.next(), pieces.next(), pieces.next())
        && day.len() <= 2
        && month.len() <= 2
        && digits(day.as_bytes())
        && digits(month.as_bytes())
    {
        return Some(fault("error-parse-date-no-year", text));
    }
    // "1970" and "1970-12"
    let year = bytes.get(..4).is_some_and(digits);
    let only_year = year && bytes.len() == 4;
    let only_month = year && bytes.len() == 7 && bytes[4] == b'-' && digits(&bytes[5..]);
    (only_year || only_month).then(|| fault("error-parse-date-no-day", text))
}

/// The date and what follows it behind a blank or `T`.
fn split_time(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['T', ' ']).filter(|at| *at >= 6)?;
    let rest = text[at + 1..].trim_start();
    let clock = rest.as_bytes().first().is_some_and(u8::is_ascii_digit) && rest.contains(':');
    clock.then(|| (&text[..at], rest))
}

fn with_time(text: &str, date: &str, time: &str, options: &ParseOptions) -> Result<Value, Message> {
    // Exports write midnight behind dates; any other time would be lost.
    if time.chars().all(|c| matches!(c, '0' | ':' | '.')) && parts(date).is_some() {
        parse(date, options)
    } else {
        Err(fault("error-parse-date-has-time", text))
    }
}

/// A serial number that was written as text, when the column is known to hold them.
fn serial(text: &str, options: &ParseOptions) -> Option<Result<Value, Message>> {
    options.serials?;
    let number: f64 = text.parse().ok()?;
    Some(from_serial(number, options.serials).and_then(without_time))
}

/// `31. Dezember 1970`, `31-Dec-70`, `December 31, 1970`, `Do., 31. Dez. 1970`.
fn in_words(text: &str, options: &ParseOptions) -> Option<Result<Value, Message>> {
    if text.len() > 40 {
        return None;
    }
    let lower = text.to_lowercase();
    let mut numbers: [Field; 2] = [Field::default(); 2];
    let (mut found, mut month) = (0, None);
    let words = lower.split([' ', '.', ',', '-', '/', '\u{a0}']).filter(|word| !word.is_empty());
    for (at, word) in words.enumerate() {
        let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
        let digits = ordinal.filter(|stem| stem.parse::<u8>().is_ok()).unwrap_or(word);
        if let Ok(number) = digits.parse::<u16>() {
            *numbers.get_mut(found)? = Field { number: number.into(), len: digits.len() };
            found += 1;
        } else if let Some(named) = month_named(word) {
            if month.replace(named).is_some() {
                return None;
            }
        } else if at > 0 || !WEEKDAYS.contains(&word) {
            return None;
        }
    }
    let month = month?;
    match (found, numbers) {
        (2, [day, year]) if day.len <= 2 && year.len != 3 => {
            Some(civil(full_year(year, options), month, day.number, text).map(Value::Date))
        }
        (1, [year, _]) if year.len == 4 => Some(Err(fault("error-parse-date-no-day", text))),
        (1, _) => Some(Err(fault("error-parse-date-no-year", text))),
        _ => None,
    }
}

fn month_named(word: &str) -> Option<i32> {
    let position = MONTHS.iter().position(|names| names.contains(&word))?;
    i32::try_from(position + 1).ok()
}

fn fault(key: &'static str, text: &str) -> Message {
    Message::new(key).arg("given", text)
}

#[cfg(test)]
mod tests {
    use obhut_kernel::{DataType, Value};

    use super::DateOrder;
    use crate::parse::{Input, ParseOptions, SerialEpoch, parse};

    fn date(text: &str, options: &ParseOptions) -> Result<String, &'static str> {
        parse(text, DataType::Date, options)
            .map(|value| value.to_string())
            .map_err(|message| message.key())
    }

    #[test]
    fn reads_what_people_write() {
        let options = ParseOptions::default();
        for (given, wanted) in [
            ("31.12.1970", "1970-12-31"),
            ("1.1.70", "1970-01-01"),
            ("1.1.29", "2029-01-01"),
            ("1.1.30", "1930-01-01"),
            ("1. 1. 1970", "1970-01-01"),
            ("31. Dezember 1970", "1970-12-31"),
            ("Do., 31. Dez. 1970", "1970-12-31"),
            ("3. März 1999", "1999-03-03"),
            ("2024-02-29", "2024-02-29"),
            ("2024/02/29", "2024-02-29"),
            ("2008-9-1", "2008-09-01"),
            ("19701231", "1970-12-31"),
            ("September 12, 2008", "2008-09-12"),
            ("12th Sept 2008", "2008-09-12"),
            ("01-Sep-08", "2008-09-01"),
            ("03/04/2024", "2024-04-03"),
            ("1970-12-31 00:00:00", "1970-12-31"),
            ("1970-12-31T00:00:00.000", "1970-12-31"),
            ("0.0.00", ""),
            ("0000-00-00", ""),
            ("0000-00-00 00:00:00", ""),
        ] {
            assert_eq!(date(given, &options), Ok(wanted.to_owned()), "{given}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let options = ParseOptions::default();
        for (given, wanted) in [
            ("--07-17", "error-parse-date-no-year"),
            ("31.12.", "error-parse-date-no-year"),
            ("17. Juli", "error-parse-date-no-year"),
            ("1970", "error-parse-date-no-day"),
            ("1970-12", "error-parse-date-no-day"),
            ("Juli 1970", "error-parse-date-no-day"),
            ("31.02.2020", "error-parse-date-day"),
            ("29.02.2023", "error-parse-date-day"),
            ("32.01.2020", "error-parse-date-day"),
            ("12/31/1970", "error-parse-date-month"),
            ("31.13.1970", "error-parse-date-month"),
            ("31.12.1970 14:30", "error-parse-date-has-time"),
            ("25569", "error-parse-date"),
            ("unbekannt", "error-parse-date"),
            ("Augsburg 5 1990", "error-parse-date"),
            ("Moritz 5. Mai 1990", "error-parse-date"),
            ("1.1.970", "error-parse-date"),
            ("1.2.3.4", "error-parse-date"),
        ] {
            assert_eq!(date(given, &options), Err(wanted), "{given}");
        }
    }

    #[test]
    fn columns_show_their_order() {
        let us = ["12/31/1970", "01/02/1980"];
        assert_eq!(DateOrder::sniff(us), Some(DateOrder::MonthFirst));
        assert_eq!(DateOrder::sniff(["31/12/1970", "01/02/1980"]), Some(DateOrder::DayFirst));
        assert_eq!(DateOrder::sniff(["01/02/1980", "x", "31.12.1970"]), None);
        assert_eq!(DateOrder::sniff(["31/12/1970", "12/31/1970"]), None);
        assert_eq!(DateOrder::sniff(["2024-12-31"]), None);
        let options = ParseOptions { dates: DateOrder::MonthFirst, ..ParseOptions::default() };
        assert_eq!(date("12/31/1970", &options), Ok("1970-12-31".to_owned()));
        assert_eq!(date("31.12.1970", &options), Ok("1970-12-31".to_owned()));
    }

    #[test]
    fn serial_numbers_only_when_told() {
        let mut options = ParseOptions::default();
        let cell = |number, options: &ParseOptions| {
            parse(Input::Number(number), DataType::Date, options).map_err(|fault| fault.key())
        };
        assert_eq!(cell(25_569.0, &options), Err("error-parse-date-number"));
        options.serials = Some(SerialEpoch::Y1900);
        let day = |year, month, day| Ok(Value::Date(jiff::civil::date(year, month, day)));
        assert_eq!(cell(25_569.0, &options), day(1970, 1, 1));
        assert_eq!(cell(1.0, &options), day(1900, 1, 1));
        assert_eq!(cell(59.0, &options), day(1900, 2, 28));
        assert_eq!(cell(60.0, &options), Err("error-parse-date-serial"));
        assert_eq!(cell(61.0, &options), day(1900, 3, 1));
        assert_eq!(cell(-1.0, &options), Err("error-parse-date-serial"));
        assert_eq!(cell(25_569.5, &options), Err("error-parse-date-has-time"));
        assert_eq!(date("25569", &options), Ok("1970-01-01".to_owned()));
        options.serials = Some(SerialEpoch::Y1904);
        assert_eq!(cell(0.0, &options), day(1904, 1, 1));
    }
}
