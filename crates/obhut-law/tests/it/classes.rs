use std::collections::BTreeSet;

use obhut_law::retention::{StartPoint, deletion_classes, find, find_class};

/// Entries of a year-end column that count to the day all the same (marked * in the matrix).
const TO_THE_DAY: [&str; 2] = ["hinschg", "patient_record"];

#[test]
fn the_matrix_is_complete() {
    assert_eq!(deletion_classes().len(), 3 * 12);
    let keys: BTreeSet<&str> = deletion_classes().iter().map(|class| class.key.as_str()).collect();
    assert_eq!(keys.len(), 36);
    let class = find_class("end_of_relationship_6y").unwrap();
    assert_eq!(class.start, StartPoint::EndOfRelationship);
    assert_eq!(class.standard.period.to_string(), "P6Y");
    assert!(class.standard.year_end);
    assert_eq!(class.label().key(), "deletion-class");
    assert!(find_class("end_of_relationship_5y").is_none());
    let used = deletion_classes().iter().filter(|class| !class.examples.is_empty()).count();
    assert_eq!(used, 18);
}

#[test]
fn examples_have_the_period_of_their_class() {
    for class in deletion_classes() {
        for key in class.examples {
            let rule = find(key).unwrap();
            assert_eq!(rule.period, Some(class.standard.period), "{key} in {}", class.key);
            let year_end = class.standard.year_end && !TO_THE_DAY.contains(key);
            assert_eq!(rule.year_end, year_end, "{key} in {}", class.key);
        }
    }
}

#[test]
fn start_points_are_events_of_the_catalogue() {
    for start in StartPoint::ALL {
        assert!(
            obhut_law::retention::catalogue()
                .iter()
                .any(|rule| rule.start_event == Some(start.key())),
            "{}",
            start.key()
        );
        assert_eq!(serde_json::to_value(start).unwrap(), start.key());
    }
}
