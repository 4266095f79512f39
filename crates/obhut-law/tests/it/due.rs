use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, civil::date, tz::TimeZone};
use obhut_law::{
    Period,
    retention::{Unit, erasure_due, erasure_due_at, find, latest_due_start, latest_due_start_at},
};
use proptest::prelude::*;

/// Each row of the catalogue that has an example gives exactly its day or instant.
#[test]
fn the_examples_of_the_catalogue() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let mut days = 0;
    let mut instants = 0;
    for row in include_str!("../../data/retention.tsv").lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let (key, start, expected) = (columns[0], columns[8], columns[9]);
        let rule = find(key).unwrap();
        let Some(period) = rule.period else {
            assert_eq!((start, expected), ("", ""), "{key} has an example without a period");
            continue;
        };
        if period.is_time() {
            let due = erasure_due_at(start.parse().unwrap(), period, rule.year_end, &berlin);
            assert_eq!(due, expected.parse::<Timestamp>().unwrap(), "{key}");
            instants += 1;
        } else {
            let start: Date = start.parse().unwrap();
            let expected: Date = expected.parse().unwrap();
            assert_eq!(erasure_due(start, period, rule.year_end), expected, "{key}");
            let noon = start.at(12, 0, 0, 0).to_zoned(berlin.clone()).unwrap().timestamp();
            let due = erasure_due_at(noon, period, rule.year_end, &berlin);
            assert_eq!(due.to_zoned(berlin.clone()).datetime(), expected.at(0, 0, 0, 0), "{key}");
            days += 1;
        }
    }
    assert_eq!((days, instants), (62, 2));
}

#[test]
fn month_ends_and_leap_years() {
    for (start, period, year_end, due) in [
        ("2025-08-31", "P6M", false, "2026-03-01"),
        ("2023-08-31", "P6M", false, "2024-03-01"),
        ("2023-08-30", "P6M", false, "2024-03-01"),
        ("2023-08-29", "P6M", false, "2024-03-01"),
        ("2023-08-28", "P6M", false, "2024-02-29"),
        ("2024-02-29", "P1Y", false, "2025-03-01"),
        ("2024-02-28", "P1Y", false, "2025-03-01"),
        ("2023-02-28", "P1Y", false, "2024-02-29"),
        ("2024-02-29", "P4Y", false, "2028-03-01"),
        ("2025-01-31", "P1M", false, "2025-03-01"),
        ("2025-12-31", "P0D", false, "2026-01-01"),
        ("2025-06-01", "PT72H", false, "2025-06-05"),
        ("2025-06-01", "PT73H", false, "2025-06-06"),
        ("2025-01-01", "P0D", true, "2026-01-01"),
        ("2024-02-29", "P3Y", true, "2028-01-01"),
        ("2025-06-01", "P2M", true, "2026-03-01"),
        ("2025-06-01", "P18M", true, "2027-07-01"),
    ] {
        let [start, due]: [Date; 2] = [start, due].map(|day| day.parse().unwrap());
        assert_eq!(erasure_due(start, period.parse().unwrap(), year_end), due, "{start} {period}");
    }
}

/// The clock goes forward on 30 March and back on 26 October 2025 in Berlin.
#[test]
fn hours_are_elapsed_time_and_days_are_calendar_days() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    for (start, period, due) in [
        ("2025-03-29T12:00:00+01:00", "PT72H", "2025-04-01T13:00:00+02:00"),
        ("2025-03-29T12:00:00+01:00", "P3D", "2025-04-02T00:00:00+02:00"),
        ("2025-10-25T12:00:00+02:00", "PT72H", "2025-10-28T11:00:00+01:00"),
        ("2025-10-25T23:30:00+02:00", "P1D", "2025-10-27T00:00:00+01:00"),
        // Half past midnight in Berlin is the day before in UTC.
        ("2025-05-31T22:30:00Z", "P7D", "2025-06-09T00:00:00+02:00"),
    ] {
        let [start, due]: [Timestamp; 2] = [start, due].map(|at| at.parse().unwrap());
        let found = erasure_due_at(start, period.parse().unwrap(), false, &berlin);
        assert_eq!(found, due, "{start} {period}");
    }
    let hours: Period = "PT72H".parse().unwrap();
    let due = erasure_due_at("2025-12-31T23:30:00Z".parse().unwrap(), hours, true, &berlin);
    assert_eq!(due, "2027-01-04T00:00:00+01:00".parse().unwrap(), "2026 has begun in Berlin");
}

#[test]
fn the_ends_of_the_calendar_hold() {
    let longest = Period::new(u16::MAX, Unit::Years);
    for year_end in [false, true] {
        assert_eq!(erasure_due(date(2025, 1, 1), longest, year_end), Date::MAX);
        assert_eq!(erasure_due(Date::MAX, longest, year_end), Date::MAX);
        assert!(latest_due_start(date(2025, 1, 1), longest, year_end) <= date(-9999, 12, 31));
        for unit in [Unit::Years, Unit::Months, Unit::Days, Unit::Hours] {
            let period = Period::new(u16::MAX, unit);
            for at in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
                let due = erasure_due_at(at, period, year_end, &TimeZone::UTC);
                assert!(due >= at);
                let cutoff = latest_due_start_at(at, period, year_end, &TimeZone::UTC);
                assert!(cutoff <= at || at == Timestamp::MIN);
            }
        }
    }
}

/// Every day of a calendar cycle, for each period of the catalogue: the cutoff is due and the
/// day after it is not.
#[test]
fn the_cutoff_is_the_last_due_start() {
    for rule in obhut_law::retention::catalogue() {
        let Some(period) = rule.period else { continue };
        for year_end in [false, true] {
            let mut today = date(2023, 1, 1);
            while today.year() < 2029 {
                let cutoff = latest_due_start(today, period, year_end);
                assert!(erasure_due(cutoff, period, year_end) <= today, "{period} {today}");
                let next = cutoff.tomorrow().unwrap();
                assert!(erasure_due(next, period, year_end) > today, "{period} {today}");
                today = today.tomorrow().unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_record_is_due_exactly_up_to_the_cutoff(
        period in periods(),
        year_end in any::<bool>(),
        today in days(),
        near in -40_i32..40,
    ) {
        let cutoff = latest_due_start(today, period, year_end);
        let start = cutoff.saturating_add(near.days());
        prop_assert_eq!(erasure_due(start, period, year_end) <= today, start <= cutoff);
    }

    #[test]
    fn far_from_the_cutoff_too(
        period in periods(),
        year_end in any::<bool>(),
        today in days(),
        start in days(),
    ) {
        let cutoff = latest_due_start(today, period, year_end);
        prop_assert_eq!(erasure_due(start, period, year_end) <= today, start <= cutoff);
    }

    #[test]
    fn later_starts_are_never_due_earlier(
        period in periods(),
        year_end in any::<bool>(),
        start in days(),
        gap in 0_i32..800,
    ) {
        let later = start.saturating_add(gap.days());
        let due = erasure_due(start, period, year_end);
        prop_assert!(due <= erasure_due(later, period, year_end));
        prop_assert!(due > start);
        prop_assert!(due <= erasure_due(start, period, true), "the year's end is never earlier");
    }

    #[test]
    fn years_are_twelve_months(years in 0_u16..200, year_end in any::<bool>(), day in days()) {
        let [years, months] =
            [Period::new(years, Unit::Years), Period::new(years * 12, Unit::Months)];
        prop_assert_eq!(erasure_due(day, years, year_end), erasure_due(day, months, year_end));
        prop_assert_eq!(
            latest_due_start(day, years, year_end),
            latest_due_start(day, months, year_end)
        );
    }

    #[test]
    fn an_instant_is_due_exactly_up_to_the_cutoff(
        period in periods(),
        year_end in any::<bool>(),
        zone in zones(),
        now in instants(),
        near in prop_oneof![
            Just(SignedDuration::ZERO),
            Just(SignedDuration::from_nanos(1)),
            Just(SignedDuration::from_nanos(-1)),
            (-200_000_i64..200_000).prop_map(SignedDuration::from_secs),
            (-2_000_i64..2_000).prop_map(|days| SignedDuration::from_hours(24 * days)),
        ],
    ) {
        let cutoff = latest_due_start_at(now, period, year_end, &zone);
        let start = cutoff + near;
        let due = erasure_due_at(start, period, year_end, &zone);
        prop_assert_eq!(due <= now, start <= cutoff, "start {}, due {}", start, due);
    }

    #[test]
    fn day_and_instant_agree(
        period in periods().prop_filter("calendar periods", |period| !period.is_time()),
        year_end in any::<bool>(),
        zone in zones(),
        start in instants(),
    ) {
        let day = start.to_zoned(zone.clone()).date();
        let due = erasure_due_at(start, period, year_end, &zone).to_zoned(zone);
        prop_assert_eq!(due.date(), erasure_due(day, period, year_end));
    }
}

fn periods() -> impl Strategy<Value = Period> {
    prop_oneof![
        (0_u16..60).prop_map(|count| Period::new(count, Unit::Years)),
        (0_u16..400).prop_map(|count| Period::new(count, Unit::Months)),
        (0_u16..4000).prop_map(|count| Period::new(count, Unit::Days)),
        (0_u16..2000).prop_map(|count| Period::new(count, Unit::Hours)),
    ]
}

/// Days of 1890 to 2220 (two century years without a leap day), month ends more often.
fn days() -> impl Strategy<Value = Date> {
    (0_i32..120_000, any::<bool>()).prop_map(|(offset, month_end)| {
        let day = date(1890, 1, 1).saturating_add(offset.days());
        if month_end { day.last_of_month() } else { day }
    })
}

fn instants() -> impl Strategy<Value = Timestamp> {
    // 1990 to 2090, to the microsecond as they are stored.
    (631_152_000_000_000_i64..3_786_912_000_000_000)
        .prop_map(|micros| Timestamp::from_microsecond(micros).expect("in range"))
}

fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(vec![
        "Europe/Berlin",
        "Europe/Vienna",
        "America/New_York",
        // Skipped midnight when the clock went forward.
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "UTC",
    ])
    .prop_map(|name| TimeZone::get(name).expect("a known zone"))
}
