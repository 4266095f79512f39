use obhut_kernel::{Arg, Kind};
use obhut_law::{Period, retention::Unit};
use proptest::prelude::*;

#[test]
fn reads_what_it_writes() {
    for (text, count, unit) in [
        ("P3Y", 3, Unit::Years),
        ("P6M", 6, Unit::Months),
        ("P12M", 12, Unit::Months),
        ("P90D", 90, Unit::Days),
        ("P7D", 7, Unit::Days),
        ("P0D", 0, Unit::Days),
        ("PT72H", 72, Unit::Hours),
        ("P65535D", 65_535, Unit::Days),
    ] {
        let period: Period = text.parse().unwrap();
        assert_eq!(period, Period::new(count, unit));
        assert_eq!((period.count(), period.unit()), (count, unit));
        assert_eq!(period.to_string(), text);
        let json = serde_json::to_string(&period).unwrap();
        assert_eq!(json, format!("{text:?}"));
        assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
    }
}

#[test]
fn refuses_the_rest_with_the_fitting_reason() {
    for (text, key) in [
        ("", "error-period"),
        ("P", "error-period"),
        ("PY", "error-period"),
        ("PT", "error-period"),
        ("3 Jahre", "error-period"),
        ("P3", "error-period"),
        ("P+3Y", "error-period"),
        (" P3Y", "error-period"),
        ("P03Y", "error-period"),
        ("P3Yü", "error-period"),
        ("P٣Y", "error-period"),
        ("PT3Y", "error-period"),
        ("P72H", "error-period"),
        ("P1Y6M", "error-period-mixed"),
        ("P2W", "error-period-mixed"),
        ("PT30M", "error-period-mixed"),
        ("P1DT12H", "error-period-mixed"),
        ("p3y", "error-period-mixed"),
        ("-P3Y", "error-period-negative"),
        ("-P1Y6M", "error-period-negative"),
        ("P65536D", "error-period-too-long"),
        ("P99999999999999999999Y", "error-period-too-long"),
    ] {
        let error = text.parse::<Period>().unwrap_err();
        assert_eq!(error.kind(), Kind::Invalid, "{text}");
        assert_eq!(error.outside().key(), key, "{text}");
        assert_eq!(error.outside().args(), [("given", Arg::from(text))], "{text}");
        assert!(serde_json::from_value::<Period>(text.into()).is_err(), "{text}");
    }
    assert!(serde_json::from_str::<Period>("3").is_err());
}

#[test]
fn says_itself_in_both_cases() {
    let period: Period = "PT72H".parse().unwrap();
    assert_eq!(period.message().key(), "period-hours");
    assert_eq!(period.message_dative().key(), "period-hours-dative");
    assert_eq!(period.message().args(), [("count", Arg::Number(72))]);
}

proptest! {
    #[test]
    fn never_panics_and_is_canonical(text in "P?T?-?[0-9]{0,6}[YMWDHS]?[0-9]{0,2}[YMDH]?") {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert_eq!(period.to_string(), text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert_eq!(period.to_string(), text);
        }
    }
}
