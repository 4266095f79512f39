//! When rules take records, to the day.

use std::sync::Arc;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
};
use obhut_core::{
    register::Template,
    retention::{self, Concept, RunOrigin, RunReport, RunRequest},
    systems::Types,
};
use obhut_kernel::Value;

use crate::harness::{TestStore, on_each_engine};

/// Puts a concept into force.
pub fn apply(store: &TestStore, text: &str) {
    store.tenant.write(&store.admin(), |op| retention::ops::apply(op, text)).unwrap();
}

/// Runs a rule on the store's present day.
pub fn run(store: &TestStore, rule: &str) -> RunReport {
    let request =
        RunRequest { rule: rule.to_owned(), today: None, origin: RunOrigin::Hand, pause: false };
    retention::run(&store.tenant, &store.admin(), &request, |_| true).unwrap()
}

/// The record types of a store.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough over its lifetimes"
)]
pub fn types_of(store: &TestStore) -> Arc<Types> {
    store.tenant.read(&store.admin(), |op| op.types()).unwrap()
}

/// How many records the only rule of `concept` would find on a day.
fn due(store: &TestStore, concept: &str, day: Date) -> u64 {
    let concept: Concept = concept.parse().unwrap();
    let rule = &concept.rules[0];
    let look = |op: &mut obhut_core::Op<'_, '_>| retention::preview_counts(op, &concept, rule, day);
    store.tenant.read(&store.admin(), look).unwrap().due
}

fn exists(store: &TestStore, type_key: &str, key: &str) -> bool {
    let show =
        |op: &mut obhut_core::Op<'_, '_>| obhut_core::register::records::show(op, type_key, key);
    store.tenant.read(&store.admin(), show).is_ok()
}

fn rule(type_key: &str, start: &str, period: &str, year_end: bool) -> String {
    format!(
        "[[rule]]\nkey = \"r\"\ntype = \"{type_key}\"\nstart = \"{start}\"\nperiod = \"{period}\"\n\
         year_end = {year_end}\naction = \"delete\"\nreason = \"test\"\n"
    )
}

#[test]
fn a_date_counts_to_the_day() {
    // The day of the event, the period, and the first day on which the record may go.
    let cases = [
        (date(2023, 3, 15), "P3Y", false, date(2026, 3, 16)),
        // Leap years: a day that the end's month has not is its last one.
        (date(2024, 2, 29), "P1Y", false, date(2025, 3, 1)),
        (date(2024, 2, 29), "P4Y", false, date(2028, 3, 1)),
        (date(2023, 2, 28), "P1Y", false, date(2024, 2, 29)),
        (date(2025, 8, 31), "P6M", false, date(2026, 3, 1)),
        (date(2025, 8, 30), "P6M", false, date(2026, 3, 1)),
        (date(2025, 8, 28), "P6M", false, date(2026, 3, 1)),
        (date(2025, 8, 27), "P6M", false, date(2026, 2, 28)),
        (date(2026, 1, 31), "P1M", false, date(2026, 3, 1)),
        (date(2026, 11, 20), "P0D", false, date(2026, 11, 21)),
        (date(2026, 11, 20), "P90D", false, date(2027, 2, 19)),
        (date(2026, 11, 20), "PT72H", false, date(2026, 11, 24)),
        // From the end of the year.
        (date(2025, 9, 30), "P6Y", true, date(2032, 1, 1)),
        (date(2025, 1, 1), "P6Y", true, date(2032, 1, 1)),
        (date(2025, 12, 31), "P6Y", true, date(2032, 1, 1)),
        (date(2026, 1, 1), "P6Y", true, date(2033, 1, 1)),
        (date(2025, 6, 1), "P12M", true, date(2027, 1, 1)),
    ];
    on_each_engine(Template::Crm, |store| {
        for (written, period, year_end, first) in cases {
            let key = store.record("note", &[("written_on", written.into()), ("body", "x".into())]);
            let text = rule("note", "written_on", period, year_end);
            let told = format!("{written} {period} {year_end}");
            assert_eq!(due(store, &text, first.yesterday().unwrap()), 0, "{told}: a day too early");
            assert_eq!(due(store, &text, first), 1, "{told}: on the day");
            assert_eq!(due(store, &text, first.tomorrow().unwrap()), 1, "{told}: a day later");
            apply(store, &text);
            store.set_day(first.yesterday().unwrap());
            assert_eq!(run(store, "r").done, 0, "{told}");
            assert!(exists(store, "note", &key));
            store.set_day(first);
            assert_eq!(run(store, "r").done, 1, "{told}");
            assert!(!exists(store, "note", &key));
        }
    });
}

#[test]
fn an_instant_counts_by_its_day_in_the_tenants_zone() {
    // The instant, and its day in Europe/Berlin.
    let cases = [
        ("2026-07-01T21:59:59Z", date(2026, 7, 1)),
        ("2026-07-01T22:00:00Z", date(2026, 7, 2)),
        ("2026-01-01T22:59:59.999Z", date(2026, 1, 1)),
        ("2026-01-01T23:00:00Z", date(2026, 1, 2)),
        // The night in which the clock goes forward, and the one in which it goes back.
        ("2026-03-28T22:59:59Z", date(2026, 3, 28)),
        ("2026-03-28T23:00:00Z", date(2026, 3, 29)),
        ("2026-03-29T21:59:59Z", date(2026, 3, 29)),
        ("2026-03-29T22:00:00Z", date(2026, 3, 30)),
        ("2026-10-24T21:59:59Z", date(2026, 10, 24)),
        ("2026-10-24T22:00:00Z", date(2026, 10, 25)),
        ("2026-10-25T22:59:59Z", date(2026, 10, 25)),
        ("2026-10-25T23:00:00Z", date(2026, 10, 26)),
        // The turn of the year.
        ("2025-12-31T22:59:59Z", date(2025, 12, 31)),
        ("2025-12-31T23:00:00Z", date(2026, 1, 1)),
    ];
    on_each_engine(Template::Crm, |store| {
        for (at, day) in cases {
            let at: Timestamp = at.parse().unwrap();
            let key = store.record("call", &[("started_at", at.into())]);
            for (period, year_end, first) in
                [("P1D", false, day + 2.days()), ("P1Y", true, date(day.year() + 2, 1, 1))]
            {
                let text = rule("call", "started_at", period, year_end);
                assert_eq!(due(store, &text, first - 1.day()), 0, "{at} {period}: too early");
                assert_eq!(due(store, &text, first), 1, "{at} {period}: on the day");
            }
            apply(store, &rule("call", "started_at", "P0D", false));
            store.set_day(date(2026, 11, 21));
            assert_eq!(run(store, "r").done, 1);
            assert!(!exists(store, "call", &key));
        }
    });
}

#[test]
fn an_empty_event_waits_or_its_stand_in_counts() {
    on_each_engine(Template::Crm, |store| {
        let lost = |lost: Option<Date>, contact: Option<Date>| {
            store.record(
                "lead",
                &[
                    ("last_name", "Muster".into()),
                    ("status", "lost".into()),
                    ("lost_on", lost.into()),
                    ("last_contact_on", contact.into()),
                ],
            )
        };
        let [old, new] = [date(2020, 1, 1), date(2026, 11, 1)];
        let empty = lost(None, None);
        let stands_in = lost(None, Some(old));
        // The event itself counts, however old the stand-in is.
        let young = lost(Some(new), Some(old));
        let plain = rule("lead", "lost_on", "P1Y", false);
        assert_eq!(due(store, &plain, date(2026, 11, 21)), 0);
        let with = plain.replace("action", "fallback = \"last_contact_on\"\naction");
        assert_eq!(due(store, &with, date(2026, 11, 21)), 1);
        let made = plain.replace("action", "fallback = \"created_at\"\naction");
        assert_eq!(due(store, &made, date(2026, 11, 21)), 0);
        assert_eq!(due(store, &made, date(2027, 11, 22)), 3);
        apply(store, &with);
        assert_eq!(run(store, "r").done, 1);
        assert!(exists(store, "lead", &empty) && exists(store, "lead", &young));
        assert!(!exists(store, "lead", &stands_in));
    });
}

#[test]
fn the_latest_event_of_a_person_counts() {
    on_each_engine(Template::Crm, |store| {
        let person = |email: &str, ended: &[Date]| {
            let contact =
                store.record("contact", &[("email", email.into()), ("status", "ended".into())]);
            for day in ended {
                store.record("contract", &[("email", email.into()), ("ended_on", (*day).into())]);
            }
            contact
        };
        let old = person("alt@example.org", &[date(2010, 1, 1), date(2015, 6, 30)]);
        let young = person("neu@example.org", &[date(2010, 1, 1), date(2026, 6, 30)]);
        let none = person("ohne@example.org", &[]);
        let text = rule("contact", "latest(contract.ended_on)", "P3Y", true);
        assert_eq!(due(store, &text, date(2018, 12, 31)), 0);
        assert_eq!(due(store, &text, date(2019, 1, 1)), 1);
        apply(store, &text);
        assert_eq!(run(store, "r").done, 1);
        assert!(!exists(store, "contact", &old));
        assert!(exists(store, "contact", &young) && exists(store, "contact", &none));
    });
}

#[test]
fn a_cap_leaves_the_rest_for_the_next_run() {
    on_each_engine(Template::Crm, |store| {
        for _ in 0..5 {
            store.record("note", &[("written_on", date(2020, 1, 1).into())]);
        }
        apply(
            store,
            &rule("note", "written_on", "P1Y", false).replace("action", "cap = 2\naction"),
        );
        let left = |report: &RunReport| {
            report.held.iter().map(|held| (held.reason.clone(), held.count)).collect::<Vec<_>>()
        };
        let first = run(store, "r");
        assert_eq!((first.due, first.done), (5, 2));
        assert_eq!(left(&first), [("cap".to_owned(), 3)]);
        assert_eq!(run(store, "r").done, 2);
        let last = run(store, "r");
        assert_eq!((last.due, last.done, left(&last)), (1, 1, Vec::new()));
    });
}

/// A rule of the template, a record it is about, and the first day on which it takes it.
type Ended = (&'static str, &'static str, Vec<(&'static str, Value)>, Date);

fn ended_records() -> Vec<Ended> {
    let ended = || Value::from(date(2016, 7, 1));
    let contract = |status: &str, day: Option<&'static str>| {
        let mut values = vec![("holder_last_name", "Muster".into()), ("status", status.into())];
        values.extend(day.map(|day| (day, ended())));
        values
    };
    let person =
        |name: &'static str, day: &'static str| vec![(name, "Muster".into()), (day, ended())];
    let mut lead = person("last_name", "lost_on");
    lead.push(("status", "lost".into()));
    let new_year = |year: i16| date(year, 1, 1);
    vec![
        ("contract-ended", "contract", contract("ended", Some("ended_on")), new_year(2023)),
        ("contract-ended", "contract", contract("cancelled", Some("ended_on")), new_year(2023)),
        ("contract-ended-undated", "contract", contract("ended", None), new_year(2023)),
        (
            "contract-not-concluded",
            "contract",
            contract("not_concluded", Some("cancelled_on")),
            date(2017, 1, 2),
        ),
        ("contract-draft", "contract", contract("draft", None), date(2017, 6, 2)),
        ("lead-lost", "lead", lead, date(2017, 7, 2)),
        ("user-left", "user", person("last_name", "left_on"), new_year(2020)),
        (
            "sales-organisation-ended",
            "sales_organisation",
            person("name", "partnership_ended_on"),
            new_year(2025),
        ),
        ("membership-ended", "membership", person("member_number", "left_on"), new_year(2025)),
        ("donation-old", "donation", person("donor_name", "received_on"), new_year(2027)),
    ]
}

/// F073: contract ended, lead lost, contract not concluded, employee left, partnership ended.
#[test]
fn the_template_takes_what_has_ended() {
    on_each_engine(Template::Association, |store| {
        store.set_day(date(2016, 6, 1));
        let concept: Concept = Template::Association.concept().unwrap().parse().unwrap();
        let active = [("holder_last_name", "Muster".into()), ("status", "active".into())];
        let active = store.record("contract", &active);
        let cases: Vec<_> = ended_records()
            .into_iter()
            .map(|(rule, type_key, values, first)| {
                (rule, type_key, store.record(type_key, &values), first)
            })
            .collect();
        for (rule, type_key, key, first) in &cases {
            let due = |day| {
                let rule = concept.rule(rule).unwrap();
                let preview = |op: &mut obhut_core::Op<'_, '_>| {
                    retention::preview(op, &concept, rule, day, 100)
                };
                let found = store.tenant.read(&store.admin(), preview).unwrap();
                found
                    .iter()
                    .any(|due| due.type_key == *type_key && due.key == *key && due.held.is_none())
            };
            assert!(!due(*first - 1.day()), "{rule}: a day too early");
            assert!(due(*first), "{rule}: on the day");
        }
        store.set_day(date(2030, 1, 1));
        for (rule, type_key, key, _) in &cases {
            run(store, rule);
            let fields = store.fields(type_key, key);
            assert!(!fields.values().any(|value| value == "Muster"), "{rule}: {fields:?}");
        }
        assert_eq!(store.fields("contract", &active)["holder_last_name"], "Muster");
    });
}
