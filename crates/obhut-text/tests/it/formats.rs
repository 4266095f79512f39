use std::time::Duration;

use jiff::{Timestamp, civil, tz::TimeZone};
use obhut_kernel::Lang::{self, De, En};
use obhut_text::formats::{
    bytes, date, date_time, decimal, duration, list, number, percent, period, period_dative,
};
use proptest::prelude::*;

#[test]
fn dates_and_instants() {
    let day = civil::date(2026, 3, 1);
    assert_eq!(date(De, day), "01.03.2026");
    assert_eq!(date(En, day), "1 March 2026");
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let at: Timestamp = "2026-06-30T22:05:09Z".parse().unwrap();
    assert_eq!(date_time(De, at, &berlin), "01.07.2026, 00:05");
    assert_eq!(date_time(En, at, &TimeZone::UTC), "30 June 2026, 22:05");
}

#[test]
fn whole_numbers() {
    for (given, german, english) in [
        (0, "0", "0"),
        (999, "999", "999"),
        (-1000, "-1.000", "-1,000"),
        (123_456, "123.456", "123,456"),
        (1_234_567, "1.234.567", "1,234,567"),
        (i64::MIN, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"),
    ] {
        assert_eq!(number(De, given), german);
        assert_eq!(number(En, given), english);
    }
}

#[test]
fn decimals_keep_their_places() {
    for (given, german) in [
        ("1234.50", "1.234,50"),
        ("-0.07", "-0,07"),
        ("-0.00", "0,00"),
        ("5", "5"),
        ("-1000000", "-1.000.000"),
    ] {
        assert_eq!(decimal(De, given.parse().unwrap()), german);
    }
    assert_eq!(decimal(En, "1234.50".parse().unwrap()), "1,234.50");
}

#[test]
fn shares_are_never_rounded_to_all_or_none() {
    for (part, whole, german, english) in [
        (1, 8, "12,5 %", "12.5%"),
        (1, 2, "50 %", "50%"),
        (0, 5, "0 %", "0%"),
        (5, 5, "100 %", "100%"),
        (99_999, 100_000, "99,9 %", "99.9%"),
        (1, 100_000, "0,1 %", "0.1%"),
        (0, 0, "–", "–"),
        (u64::MAX, 1, "1.844.674.407.370.955.161.500 %", "1,844,674,407,370,955,161,500%"),
    ] {
        assert_eq!(percent(De, part, whole), german);
        assert_eq!(percent(En, part, whole), english);
    }
}

#[test]
fn sizes() {
    for (given, german) in [
        (0, "0 Bytes"),
        (1, "1 Byte"),
        (999, "999 Bytes"),
        (1000, "1,0 kB"),
        (999_949, "999,9 kB"),
        (999_950, "1,0 MB"),
        (1_234_567, "1,2 MB"),
        (u64::MAX, "18,4 EB"),
    ] {
        assert_eq!(bytes(De, given), german);
    }
    assert_eq!(bytes(En, 1), "1 byte");
    assert_eq!(bytes(En, 4_200_000_000), "4.2 GB");
}

#[test]
fn durations() {
    for (millis, german) in [
        (0, "0 ms"),
        (999, "999 ms"),
        (1000, "1,0 s"),
        (3_449, "3,4 s"),
        (59_949, "59,9 s"),
        (59_950, "1 min 0 s"),
        (125_000, "2 min 5 s"),
        (3_599_499, "59 min 59 s"),
        (3_599_500, "1 h 0 min"),
        (93_780_000, "26 h 3 min"),
    ] {
        assert_eq!(duration(De, Duration::from_millis(millis)), german);
    }
    assert_eq!(duration(En, Duration::from_millis(1500)), "1.5 s");
}

#[test]
fn lists() {
    assert_eq!(list::<&str>(De, &[]), "");
    assert_eq!(list(De, &["A"]), "A");
    assert_eq!(list(De, &["A", "B"]), "A und B");
    assert_eq!(list(De, &["A", "B", "C"]), "A, B und C");
    assert_eq!(list(En, &["A".to_owned(), "B".to_owned(), "C".to_owned()]), "A, B and C");
}

#[test]
fn periods() {
    for (iso, nominative, dative, english) in [
        ("P1Y", "1 Jahr", "1 Jahr", "1 year"),
        ("P3Y", "3 Jahre", "3 Jahren", "3 years"),
        ("P1M", "1 Monat", "1 Monat", "1 month"),
        ("P12M", "12 Monate", "12 Monaten", "12 months"),
        ("P1D", "1 Tag", "1 Tag", "1 day"),
        ("P90D", "90 Tage", "90 Tagen", "90 days"),
        ("PT1H", "1 Stunde", "1 Stunde", "1 hour"),
        ("PT72H", "72 Stunden", "72 Stunden", "72 hours"),
    ] {
        assert_eq!(period(De, iso), nominative);
        assert_eq!(period_dative(De, iso), dative);
        assert_eq!(period(En, iso), english);
        assert_eq!(period_dative(En, iso), english);
    }
    for odd in ["", "P", "PY", "P3", "3Y", "P-3Y", "P+3Y", "PT3Y", "P1Y6M", "P3ü", "P99999999999Y"]
    {
        assert_eq!(period(De, odd), odd);
    }
}

proptest! {
    #[test]
    fn grouping_only_adds_separators(given in any::<i64>()) {
        for lang in Lang::ALL {
            let shown = number(lang, given).replace(['.', ','], "");
            prop_assert_eq!(shown, given.to_string());
        }
    }

    #[test]
    fn no_size_and_no_duration_breaks(size in any::<u64>(), nanos in any::<u64>()) {
        for lang in Lang::ALL {
            prop_assert!(!bytes(lang, size).contains('⟦'));
            prop_assert!(!duration(lang, Duration::from_nanos(nanos)).is_empty());
        }
    }

    #[test]
    fn any_period_renders(iso in "P?T?[0-9]{0,4}[YMDHWSü]?") {
        prop_assert!(!period(De, &iso).contains('⟦'));
    }
}
