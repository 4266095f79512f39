use std::collections::BTreeSet;

use obhut_kernel::Kind;
use obhut_law::retention::{Bound, Certainty, RetentionKind, catalogue, find};

#[test]
fn all_rows_are_there_under_their_keys() {
    assert_eq!(catalogue().len(), 68);
    let keys: BTreeSet<&str> = catalogue().iter().map(|rule| rule.key).collect();
    assert_eq!(keys.len(), catalogue().len(), "a key comes twice");
    for rule in catalogue() {
        assert!(std::ptr::eq(find(rule.key).unwrap(), rule));
        assert!(!rule.subject.is_empty() && !rule.law_reference.is_empty(), "{}", rule.key);
    }
    assert!(find("no_such_key").is_none());
}

#[test]
fn a_row_in_full() {
    let rule = find("contract_master").unwrap();
    assert_eq!(rule.law_reference, "AO § 147(1) Nr. 5 / HGB § 257(1) Nr. 2, 3 + BGB §§ 195, 199");
    assert_eq!(rule.kind, RetentionKind::MinimumRetention);
    assert_eq!(rule.bound(), Some(Bound::Minimum));
    assert_eq!(rule.period, Some("P6Y".parse().unwrap()));
    assert_eq!(rule.start_event, Some("end_of_relationship"));
    assert!(rule.year_end);
    assert_eq!(rule.certainty, Certainty::Medium);
    assert_eq!(rule.label().key(), "retention-contract-master");
    assert_eq!(rule.event_label().unwrap().key(), "start-event-end-of-relationship");
}

#[test]
fn year_end_and_event_come_from_the_source() {
    let aligned = catalogue().iter().filter(|rule| rule.year_end).count();
    assert_eq!(aligned, 34);
    assert!(!find("hinschg").unwrap().year_end);
    assert_eq!(find("hinschg").unwrap().start_event, Some("end_of_process"));
    assert_eq!(find("dsr_case").unwrap().start_event, Some("end_of_process"));
    assert_eq!(find("minutes").unwrap().start_event, None);
    let open: Vec<&str> =
        catalogue().iter().filter(|rule| rule.period.is_none()).map(|rule| rule.key).collect();
    assert_eq!(open, ["ao_delivery_note", "ad_suppression", "xray_minor", "minutes"]);
}

#[test]
fn kinds_read_their_keys() {
    for kind in RetentionKind::ALL {
        assert_eq!(kind.key().parse::<RetentionKind>().unwrap(), kind);
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.key());
    }
    for degree in Certainty::ALL {
        assert_eq!(serde_json::to_value(degree).unwrap(), degree.key());
    }
    let error = "forever".parse::<RetentionKind>().unwrap_err();
    assert_eq!((error.kind(), error.outside().key()), (Kind::Invalid, "error-retention-kind"));
    assert_eq!(RetentionKind::ProofDuty.bound(), Some(Bound::Minimum));
    assert_eq!(RetentionKind::Guideline.bound(), None);
}
