//! How values look in German and English text.

use std::time::Duration;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use obhut_kernel::{Lang, Message};
use rust_decimal::Decimal;

use crate::{render, text};

/// A calendar date: "21.11.2026", "21 November 2026".
pub fn date(lang: Lang, date: Date) -> String {
    match lang {
        Lang::De => date.strftime("%d.%m.%Y").to_string(),
        Lang::En => date.strftime("%-d %B %Y").to_string(),
    }
}

/// An instant as date and time of day in `zone`, to the minute: "21.11.2026, 19:44",
/// "21 November 2026, 19:44".
pub fn date_time(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    format!("{}, {}", date(lang, local.date()), local.strftime("%H:%M"))
}

/// A whole number, grouped by thousands: "1.234", "1,234".
pub fn number(lang: Lang, number: i64) -> String {
    with_sign(number < 0, &grouped(lang, &number.unsigned_abs().to_string()))
}

/// An exact decimal with all its decimal places: "1.234,50", "1,234.50".
pub fn decimal(lang: Lang, number: Decimal) -> String {
    let digits = number.abs().to_string();
    let plain = match digits.split_once('.') {
        Some((whole, places)) => format!("{}{}{places}", grouped(lang, whole), point(lang)),
        None => grouped(lang, &digits),
    };
    with_sign(number.is_sign_negative() && !number.is_zero(), &plain)
}

/// The share of `part` in `whole` to a tenth: "12,5 %", "12.5%". Never rounded up to 100 nor
/// down to 0, because "100 %" and "0 %" are read as "all" and "none". "–" of nothing.
pub fn percent(lang: Lang, part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    let mut tenths = (part * 1000 + whole / 2) / whole;
    if part < whole {
        tenths = tenths.min(999);
    }
    if part > 0 {
        tenths = tenths.max(1);
    }
    let share = tenths_of(lang, tenths);
    let share = share.strip_suffix(&format!("{}0", point(lang))).unwrap_or(&share);
    match lang {
        Lang::De => format!("{share} %"),
        Lang::En => format!("{share}%"),
    }
}

/// A size in bytes, by powers of 1000: "512 Bytes", "1,2 MB", "1.2 MB".
pub fn bytes(lang: Lang, size: u64) -> String {
    if size < 1000 {
        return render(lang, &Message::new("format-bytes").arg("count", size));
    }
    let mut scale = 1000_u128;
    for unit in ["kB", "MB", "GB", "TB", "PB"] {
        let tenths = (u128::from(size) * 10 + scale / 2) / scale;
        if tenths < 10_000 {
            return format!("{} {unit}", tenths_of(lang, tenths));
        }
        scale *= 1000;
    }
    format!("{} EB", tenths_of(lang, (u128::from(size) * 10 + scale / 2) / scale))
}

/// A stretch of time that was measured: "250 ms", "3,4 s", "2 min 5 s", "26 h 3 min".
pub fn duration(lang: Lang, duration: Duration) -> String {
    let millis = duration.as_millis();
    if millis < 1000 {
        return format!("{millis} ms");
    }
    let tenths = (millis + 50) / 100;
    if tenths < 600 {
        return format!("{} s", tenths_of(lang, tenths));
    }
    let seconds = (millis + 500) / 1000;
    if seconds < 3600 {
        return format!("{} min {} s", seconds / 60, seconds % 60);
    }
    let minutes = (seconds + 30) / 60;
    let hours = i64::try_from(minutes / 60).unwrap_or(i64::MAX);
    format!("{} h {} min", number(lang, hours), minutes % 60)
}

/// An enumeration: "A", "A und B", "A, B und C"; "A, B and C". Empty for nothing.
pub fn list<T: AsRef<str>>(lang: Lang, items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => {
            format!("{} {} {last}", first.join(", "), text(lang, "format-list-and"))
        }
    }
}

/// An ISO 8601 period of one unit (`P3Y`, `P6M`, `P90D`, `PT72H`) in words: "3 Jahre",
/// "3 years". What is not such a period is returned as it is.
pub fn period(lang: Lang, iso: &str) -> String {
    period_message(iso, Case::Nominative).map_or_else(|| iso.to_owned(), |m| render(lang, &m))
}

/// As [`period`], in the form that follows "nach" and "seit": "3 Jahren", "3 years".
pub fn period_dative(lang: Lang, iso: &str) -> String {
    period_message(iso, Case::Dative).map_or_else(|| iso.to_owned(), |m| render(lang, &m))
}

#[derive(Clone, Copy)]
enum Case {
    Nominative,
    Dative,
}

fn period_message(iso: &str, case: Case) -> Option<Message> {
    let rest = iso.strip_prefix('P')?;
    let (rest, is_time) = match rest.strip_prefix('T') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let unit = rest.chars().last()?;
    let count = rest.strip_suffix(unit)?;
    if !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: u32 = count.parse().ok()?;
    let [nominative, dative] = match (is_time, unit) {
        (false, 'Y') => ["period-years", "period-years-dative"],
        (false, 'M') => ["period-months", "period-months-dative"],
        (false, 'D') => ["period-days", "period-days-dative"],
        (true, 'H') => ["period-hours", "period-hours-dative"],
        _ => return None,
    };
    let key = match case {
        Case::Nominative => nominative,
        Case::Dative => dative,
    };
    Some(Message::new(key).arg("count", i64::from(count)))
}

/// `tenths` of one as a number with one decimal place.
fn tenths_of(lang: Lang, tenths: u128) -> String {
    format!("{}{}{}", grouped(lang, &(tenths / 10).to_string()), point(lang), tenths % 10)
}

fn with_sign(negative: bool, number: &str) -> String {
    if negative { format!("-{number}") } else { number.to_owned() }
}

fn grouped(lang: Lang, digits: &str) -> String {
    let separator = match lang {
        Lang::De => '.',
        Lang::En => ',',
    };
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

fn point(lang: Lang) -> char {
    match lang {
        Lang::De => ',',
        Lang::En => '.',
    }
}
