use jiff::civil::date;
use obhut_kernel::{Arg, Kind};
use obhut_law::retention::{Conflict, check_period, find};

/// Rule, alignment and norms that apply, and what is to be reported: kind and norm.
#[test]
fn each_kind_of_conflict() {
    for (period, year_end, norms, expected) in [
        ("P8Y", true, &["hgb_voucher"][..], &[][..]),
        ("P96M", true, &["hgb_voucher"], &[]),
        ("P9Y", false, &["hgb_voucher"], &[]),
        ("P3287D", false, &["hgb_voucher"], &[]),
        ("P3286D", false, &["hgb_voucher"], &[("year-end-missing", "hgb_voucher")]),
        ("P8Y", false, &["hgb_voucher"], &[("year-end-missing", "hgb_voucher")]),
        ("P72M", false, &["contract_master"], &[("year-end-missing", "contract_master")]),
        ("P6Y", true, &["hgb_voucher", "hgb_letter"], &[("too-short", "hgb_voucher")]),
        ("P7Y", false, &["hgb_voucher"], &[("too-short", "hgb_voucher")]),
        ("P3Y", false, &["hinschg"], &[]),
        ("P36M", false, &["hinschg"], &[]),
        ("P3Y", true, &["hinschg"], &[("too-long", "hinschg")]),
        ("P1096D", false, &["hinschg"], &[("too-long", "hinschg")]),
        ("P1095D", false, &["hinschg"], &[]),
        ("PT26280H", false, &["hinschg"], &[]),
        ("PT26304H", false, &["hinschg"], &[("too-long", "hinschg")]),
        ("P730D", false, &["muschg"], &[("too-short", "muschg")]),
        ("P731D", false, &["muschg"], &[]),
        ("P5Y", true, &["gwg_min", "gwg_max"], &[]),
        ("P11Y", true, &["gwg_min", "gwg_max"], &[("too-long", "gwg_max")]),
        ("P5Y", false, &["uwg_7a"], &[]),
        ("P4Y", true, &["uwg_7a"], &[("too-short", "uwg_7a")]),
        ("P1D", false, &["bgb_195", "dsr_case", "minutes"], &[]),
        ("P8Y", true, &["ao_delivery_note"], &[("not-comparable", "ao_delivery_note")]),
        ("PT72H", false, &["video_at"], &[]),
        ("P2D", false, &["video_at"], &[]),
        ("P3D", false, &["video_at"], &[("too-long", "video_at")]),
        ("PT73H", false, &["video_at"], &[("too-long", "video_at")]),
        (
            "P8Y",
            true,
            &["hgb_voucher", "msbg_supplier_other"],
            &[("too-long", "msbg_supplier_other"), ("statutory", "hgb_voucher")],
        ),
    ] {
        let found = check_period(period.parse().unwrap(), year_end, norms).unwrap();
        let found: Vec<(String, &str)> = found.iter().map(summary).collect();
        let expected: Vec<(String, &str)> =
            expected.iter().map(|(kind, norm)| (format!("conflict-{kind}"), *norm)).collect();
        assert_eq!(found, expected, "{period} {year_end} {norms:?}");
    }
}

#[test]
fn a_breach_shows_the_worst_start() {
    let found = check_period("P6Y".parse().unwrap(), false, &["contract_master"]).unwrap();
    let [Conflict::YearEndMissing(breach)] = found.as_slice() else { panic!("{found:?}") };
    // Six years later is a leap year, so the first of January 2026 waits a day more than others.
    assert_eq!(breach.start, date(2026, 1, 1));
    assert_eq!(breach.rule_due, date(2032, 1, 2));
    assert_eq!(breach.norm_due, date(2033, 1, 1));
    let message = found[0].message();
    assert!(message.args().contains(&("norm", Arg::from(breach.norm.law_reference))));
    assert!(message.args().contains(&("rule-due", Arg::Date(date(2032, 1, 2)))));
}

#[test]
fn statutes_that_contradict_each_other_are_both_named() {
    let found =
        check_period("P3Y".parse().unwrap(), true, &["msbg_operator", "hgb_letter"]).unwrap();
    let statutory = found.last().unwrap();
    let norms: Vec<&str> = statutory.norms().iter().map(|norm| norm.key).collect();
    assert_eq!(norms, ["hgb_letter", "msbg_operator"]);
    assert_eq!(statutory.message().key(), "conflict-statutory");
    assert_eq!(found.len(), 2, "the rule is also shorter than the minimum");
}

#[test]
fn every_norm_agrees_with_itself() {
    for norm in obhut_law::retention::catalogue() {
        let Some(period) = norm.period else { continue };
        let found = check_period(period, norm.year_end, &[norm.key]).unwrap();
        assert!(found.is_empty(), "{}: {found:?}", norm.key);
    }
}

#[test]
fn an_unknown_key_is_an_error() {
    let error = check_period("P3Y".parse().unwrap(), true, &["hgb_vouchr"]).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    assert_eq!(error.outside().key(), "error-retention-key");
    assert!(find("hgb_vouchr").is_none());
}

fn summary(conflict: &Conflict) -> (String, &'static str) {
    (conflict.message().key().to_owned(), conflict.norms()[0].key)
}
