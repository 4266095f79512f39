//! Some records are kept, some locked.

use std::collections::{HashMap, HashSet};

use obhut_demo::{DemoType, Generator, MarkKind};

use crate::{TODAY, day, demo, text};

#[test]
fn enough_records_are_marked_and_due_ones_among_them() {
    let limit = TODAY.saturating_sub(jiff::Span::new().years(8));
    let mut counts: HashMap<_, (usize, usize)> = HashMap::new();
    let mut seen = HashSet::new();
    for mark in demo().marks() {
        let demo_type = DemoType::of(mark.type_key).unwrap();
        let record = demo().record(demo_type, mark.number).unwrap();
        let end = match demo_type {
            DemoType::Contact => "relationship_ended_on",
            _ => "ended_on",
        };
        let is_due = text(&record, "status") == Some("ended")
            && day(&record, end).is_some_and(|ended| ended < limit);
        assert!(mark.kind == MarkKind::Lock || is_due, "{mark:?}");
        assert!(seen.insert((mark.type_key, mark.number)), "{mark:?}");
        let count = counts.entry((mark.kind, mark.type_key)).or_default();
        count.0 += 1;
        count.1 += usize::from(is_due);
        let start = match mark.kind {
            MarkKind::Keep => "Rechtsstreit ",
            MarkKind::Lock => "Einschränkung nach Art. 18 DSGVO beantragt",
        };
        assert!(mark.reason.starts_with(start), "{}", mark.reason);
    }
    let expected =
        [(MarkKind::Keep, "contract"), (MarkKind::Lock, "contact"), (MarkKind::Lock, "contract")];
    assert_eq!(counts.len(), expected.len(), "{counts:?}");
    for key in expected {
        let (all, due) = counts[&key];
        assert!((10..=40).contains(&all) && due >= 5, "{key:?}: {all}, {due} due");
    }
}

#[test]
fn of_many_records_about_one_in_a_hundred_is_marked() {
    let demo = Generator::new(1, 100_000, TODAY);
    let contacts = demo.marks().filter(|mark| mark.type_key == "contact").count();
    assert!((600..900).contains(&contacts), "{contacts} of 75,000");
    let kept = demo.marks().filter(|mark| mark.kind == MarkKind::Keep).count();
    assert!((110..190).contains(&kept), "{kept} of about 15,000 due");
}
