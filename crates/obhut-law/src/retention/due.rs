use jiff::{SignedDuration, Span, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use super::{Period, Unit};

/// The first day on which a record may be erased whose period began with the event of day
/// `start`.
///
/// The day of the event does not count, the period ends with the day of the same number or, where
/// the month has none, with its last day (§§ 187(1), 188(2), (3) BGB: 31 August and six months end
/// on 28 February), and the day after is the first day free. With `year_end` the period begins
/// with the end of the calendar year of `start` (§ 257(5) HGB, § 147(4) AO, § 199(1) BGB), so that
/// a record of 15 March 2025 kept for eight years is free on 1 January 2034.
///
/// Never earlier for a later start. Ends at [`Date::MAX`].
pub fn erasure_due(start: Date, period: Period, year_end: bool) -> Date {
    let begin = if year_end { start.last_of_year() } else { start };
    begin.saturating_add(period.calendar_span()).saturating_add(1.day())
}

/// The first instant at which a record may be erased whose period began with the event at
/// `start`, for a tenant in `zone`.
///
/// Periods of hours are elapsed time to the instant, over clock changes too, after the end of
/// the year where `year_end` says so. All others are counted in calendar days of `zone` as by
/// [`erasure_due`], and end with the beginning of the due day.
pub fn erasure_due_at(
    start: Timestamp,
    period: Period,
    year_end: bool,
    zone: &TimeZone,
) -> Timestamp {
    let day = start.to_zoned(zone.clone()).date();
    match elapsed(period) {
        None => beginning(erasure_due(day, period, year_end), zone),
        Some(hours) if year_end => later(beginning(next_year(day), zone), hours),
        Some(hours) => later(start, hours),
    }
}

/// The inverse of [`erasure_due`]: the greatest day of the event with a due date on or before
/// `today`. A record is due exactly if its start is on or before this day, so that a database
/// can find due records by comparing one column with one value.
///
/// Where that day would lie before the year -9999 it is [`Date::MIN`].
pub fn latest_due_start(today: Date, period: Period, year_end: bool) -> Date {
    // The last day on which the period of a due record may have ended.
    let end = today.saturating_sub(1.day());
    let begin = match period.unit() {
        Unit::Years => months_before(end, i32::from(period.count()) * 12),
        Unit::Months => months_before(end, i32::from(period.count())),
        Unit::Days | Unit::Hours => end.saturating_sub(period.calendar_span()),
    };
    if !year_end || begin == begin.last_of_year() {
        return begin;
    }
    begin.saturating_sub(1.year()).last_of_year()
}

/// The inverse of [`erasure_due_at`]: the greatest instant of the event with a due instant at or
/// before `now`.
///
/// Exact in every zone whose calendar never goes back a day; where a clock is set back over
/// midnight, records of that one hour may come a day late, never early.
pub fn latest_due_start_at(
    now: Timestamp,
    period: Period,
    year_end: bool,
    zone: &TimeZone,
) -> Timestamp {
    let today = now.to_zoned(zone.clone()).date();
    match elapsed(period) {
        None => {
            let day = latest_due_start(today, period, year_end);
            just_before(beginning(day.saturating_add(1.day()), zone))
        }
        Some(hours) => {
            let begin = now.checked_sub(hours).unwrap_or(Timestamp::MIN);
            if !year_end {
                return begin;
            }
            just_before(beginning(begin.to_zoned(zone.clone()).date().first_of_year(), zone))
        }
    }
}

/// The greatest day that, `months` later and clamped to the length of that month, is not after
/// `end`.
fn months_before(end: Date, months: i32) -> Date {
    let span = Span::new().try_months(months);
    let Ok(month) = span.and_then(|span| end.first_of_month().checked_sub(span)) else {
        return Date::MIN;
    };
    // Days beyond the length of the end's month are clamped to its last day.
    let last = if end == end.last_of_month() { 31 } else { end.day() };
    let day = last.min(month.days_in_month());
    month.with().day(day).build().unwrap_or(month)
}

fn elapsed(period: Period) -> Option<SignedDuration> {
    period.is_time().then(|| SignedDuration::from_hours(period.count().into()))
}

fn next_year(day: Date) -> Date {
    day.last_of_year().saturating_add(1.day())
}

/// The first instant of `day`, which is not midnight where the clock skips midnight.
fn beginning(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map_or_else(
        |_| if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX },
        |zoned| zoned.timestamp(),
    )
}

fn later(at: Timestamp, hours: SignedDuration) -> Timestamp {
    at.checked_add(hours).unwrap_or(Timestamp::MAX)
}

fn just_before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN)
}
