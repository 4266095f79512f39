//! Under usual periods a part of each type is due, and a part never had its start event noted.

use jiff::civil::{Date, date};
use obhut_demo::{DemoType, Generator, Record};
use obhut_kernel::Value;

use crate::{TODAY, day, demo, text, value};

/// When a record is due: the field with the start event, whether the event applies, months, and
/// whether the period starts with the end of the year.
struct Rule {
    demo_type: DemoType,
    start: &'static str,
    applies: fn(&Record) -> bool,
    months: i32,
    year_end: bool,
}

const RULES: [Rule; 13] = [
    rule(DemoType::User, "left_on", |r| *value(r, "active") == Value::Bool(false), 36, true),
    rule(DemoType::SalesOrganisation, "partnership_ended_on", always, 96, false),
    rule(DemoType::Contact, "relationship_ended_on", |r| is(r, "ended"), 36, true),
    rule(DemoType::Lead, "lost_on", |r| is(r, "lost"), 12, false),
    rule(DemoType::LeadContactPerson, "last_contact_on", |r| !is(r, "active"), 12, false),
    rule(DemoType::Contract, "ended_on", |r| is(r, "ended"), 72, true),
    rule(DemoType::Membership, "left_on", always, 36, true),
    rule(DemoType::Donation, "received_on", always, 120, true),
    rule(DemoType::Call, "started_at", always, 24, false),
    rule(DemoType::Meeting, "held_at", always, 24, false),
    rule(DemoType::Email, "sent_at", always, 24, false),
    rule(DemoType::Task, "done_on", |r| is(r, "done"), 24, false),
    rule(DemoType::Note, "written_on", always, 24, false),
];

const fn rule(
    demo_type: DemoType,
    start: &'static str,
    applies: fn(&Record) -> bool,
    months: i32,
    year_end: bool,
) -> Rule {
    Rule { demo_type, start, applies, months, year_end }
}

fn always(_: &Record) -> bool {
    true
}

fn is(record: &Record, status: &str) -> bool {
    text(record, "status") == Some(status)
}

fn is_due(rule: &Rule, record: &Record, today: Date) -> bool {
    let Some(start) = day(record, rule.start).filter(|_| (rule.applies)(record)) else {
        return false;
    };
    let start = if rule.year_end { date(start.year(), 12, 31) } else { start };
    start.saturating_add(jiff::Span::new().months(rule.months)) < today
}

#[test]
fn between_a_tenth_and_three_tenths_of_each_type_are_due() {
    for (seed, today) in [
        (1, TODAY),
        (2, date(2026, 1, 1)),
        (3, date(2026, 12, 31)),
        (4, date(2028, 2, 29)),
        (2_026, date(2027, 3, 1)),
    ] {
        let demo = Generator::new(seed, 2_000, today);
        for rule in &RULES {
            let due = demo.records(rule.demo_type).filter(|r| is_due(rule, r, today)).count();
            let count = usize::try_from(demo.count(rule.demo_type)).unwrap();
            let percent = due * 100 / count;
            assert!((10..=30).contains(&percent), "{today} {:?}: {percent} %", rule.demo_type);
        }
    }
}

#[test]
fn some_start_events_are_missing() {
    for (demo_type, start) in [
        (DemoType::User, "left_on"),
        (DemoType::Contact, "relationship_ended_on"),
        (DemoType::Lead, "lost_on"),
        (DemoType::Contract, "ended_on"),
        (DemoType::Task, "done_on"),
    ] {
        let rule = RULES.iter().find(|rule| rule.demo_type == demo_type).unwrap();
        let over: Vec<_> = demo().records(demo_type).filter(|r| (rule.applies)(r)).collect();
        let missing = over.iter().filter(|r| day(r, start).is_none()).count();
        assert!(missing > 0 && missing * 4 < over.len(), "{demo_type:?}: {missing}");
    }
}
