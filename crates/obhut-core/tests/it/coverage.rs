//! What the concept leaves out, and what becomes due.

use jiff::{Timestamp, ToSpan, civil::date};
use obhut_core::{
    register::{FieldSpec, Template, schema},
    retention::{self, Coverage, Forecast, ForecastRow, Gap, Month},
};
use obhut_kernel::{Category, DataType, Lang, Value};
use obhut_text::render;

use crate::{
    harness::{TestStore, on_each_engine},
    rules::{apply, run, types_of},
};

fn coverage(store: &TestStore) -> Coverage {
    store.tenant.read(&store.admin(), retention::coverage).unwrap()
}

fn forecast(store: &TestStore) -> Forecast {
    store.tenant.read(&store.admin(), retention::forecast).unwrap()
}

fn told(store: &TestStore, lang: Lang) -> Vec<String> {
    let types = types_of(store);
    coverage(store).messages(&types).iter().map(|message| render(lang, message)).collect()
}

#[test]
fn the_templates_leave_nothing_out() {
    for template in [Template::Crm, Template::Association] {
        on_each_engine(template, |store| {
            let found = coverage(store);
            assert!(found.is_complete(), "{found:#?}");
            assert!(found.conflicts.is_empty() && found.idle_rules.is_empty(), "{found:#?}");
            assert_eq!(told(store, Lang::De).len(), 1);
        });
    }
}

const GAPS: &str = r#"
[[rule]]
key = "contract-ended"
type = "contract"
when = 'status = "ended"'
start = "ended_on"
fallback = "cancelled_on"
period = "P1Y"
action = "anonymise"
reason = "x"
schedule = "0 3 * * *"

[[rule]]
key = "lead-names"
type = "lead"
when = 'status = "lost"'
action = "partial"
fields = ["first_name", "last_name"]
reason = "x"

[[rule]]
key = "note-off"
type = "note"
start = "written_on"
period = "P1D"
action = "delete"
reason = "x"
schedule = "0 3 * * *"
enabled = false
"#;

/// What was put into a store: a contract without a date, and two that no rule is about.
struct Gappy {
    dateless: String,
    unmeant: Vec<String>,
}

fn make_gaps(store: &TestStore) -> Gappy {
    apply(store, GAPS);
    let contract = |values: &[(&str, Value)]| store.record("contract", values);
    let ended = || ("status", Value::from("ended"));
    contract(&[ended(), ("ended_on", date(2010, 1, 1).into())]);
    contract(&[ended(), ("ended_on", date(2026, 1, 1).into())]);
    contract(&[ended(), ("cancelled_on", date(2026, 11, 1).into())]);
    let dateless = contract(&[ended()]);
    let unmeant = vec![contract(&[("status", "active".into())]), contract(&[])];
    for _ in 0..3 {
        store.record("lead", &[("status", "lost".into()), ("last_name", "Muster".into())]);
    }
    let spec = FieldSpec {
        key: "hobby".to_owned(),
        de: "Hobby".to_owned(),
        en: "Hobby".to_owned(),
        data_type: DataType::Text,
        category: Category::OtherPersonal,
        classified: false,
        required: false,
        unique: false,
        choices: Vec::new(),
        link: None,
    };
    store.tenant.write(&store.admin(), |op| schema::add_field(op, "lead", &spec)).unwrap();
    Gappy { dateless, unmeant }
}

#[test]
fn gaps_are_named_and_counted() {
    on_each_engine(Template::Crm, |store| {
        let Gappy { dateless, unmeant } = make_gaps(store);
        let found = coverage(store);
        let lead = found.types.iter().find(|unruled| unruled.type_key == "lead").unwrap();
        assert_eq!(lead.records, 3);
        assert!(!found.types.iter().any(|unruled| unruled.type_key == "contract"));
        assert!(found.types.iter().any(|unruled| unruled.type_key == "note"));
        let fields = found.fields.iter().filter(|field| field.type_key == "lead");
        let fields: Vec<&str> = fields.map(|field| field.field.as_str()).collect();
        assert!(fields.contains(&"email") && fields.contains(&"hobby"), "{fields:?}");
        assert!(!fields.contains(&"last_name") && !fields.contains(&"status"), "{fields:?}");
        let gaps: Vec<_> = found
            .records
            .iter()
            .map(|gap| (gap.type_key.as_str(), gap.reason, gap.records, gap.examples.clone()))
            .collect();
        let wanted = [
            ("contract", Gap::NoCondition, 2, unmeant),
            ("contract", Gap::NoStart, 1, vec![dateless]),
        ];
        assert_eq!(gaps, wanted);
        let empty = &found.empty_starts[0];
        assert_eq!((empty.rule.as_str(), empty.records, empty.saved), ("contract-ended", 2, 1));
        assert_eq!(found.unclassified.len(), 1);
        // That of 2010 is past its six years; those of 2026 are not past their one.
        let overdue: Vec<_> =
            found.overdue.iter().map(|overdue| (overdue.rule.as_str(), overdue.records)).collect();
        assert_eq!(overdue, [("contract-ended", 1), ("lead-names", 3)]);
        let idle: Vec<_> =
            found.idle_rules.iter().map(|note| (note.rule.as_str(), note.reason)).collect();
        let wanted =
            [("lead-names", "coverage-rule-by-hand"), ("note-off", "coverage-rule-disabled")];
        assert_eq!(idle, wanted);
        assert_eq!(found.conflicts.len(), 1);
        assert_eq!(found.conflicts[0].reason, "conflict-too-short");
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(json["records"][0]["reason"], "no_condition");
        // F080: after the runs nothing is overdue.
        run(store, "contract-ended");
        run(store, "lead-names");
        assert_eq!(coverage(store).overdue, []);
    });
}

#[test]
fn gaps_are_told_in_sentences() {
    let store = TestStore::new(Template::Crm, None);
    make_gaps(&store);
    for lang in Lang::ALL {
        for line in told(&store, lang) {
            let gaps = ["⟦", "{$", "  "];
            assert!(!gaps.iter().any(|gap| line.contains(gap)), "{line}");
        }
    }
    let german = told(&store, Lang::De).join("\n");
    for part in [
        "Regel contract-ended: 1 Datensatz ist fällig",
        "„Vertrag“: Auf 2 Datensätze trifft zurzeit keine Regel zu",
        "„Ende“ ist bei 2 Datensätzen leer. Bei 1 davon zählt das Ersatzereignis.",
        "Das Feld „E-Mail“ bei „Interessent“ überschreibt oder löscht keine Regel.",
    ] {
        assert!(german.contains(part), "{part} is not in\n{german}");
    }
}

fn row<'a>(forecast: &'a Forecast, rule: &str) -> &'a ForecastRow {
    forecast.rows.iter().find(|row| row.rule == rule).unwrap()
}

/// What a forecast says must be what a run on the last day of each month would find.
fn same_as_previews(store: &TestStore, forecast: &Forecast) {
    let concept = store.tenant.read(&store.admin(), retention::ops::concept).unwrap();
    for found in &forecast.rows {
        let rule = concept.rule(&found.rule).unwrap();
        let ready = |day| {
            let preview = |op: &mut obhut_core::Op<'_, '_>| {
                retention::preview_counts(op, &concept, rule, day)
            };
            let report = store.tenant.read(&store.admin(), preview).unwrap();
            report.due
                - report
                    .held
                    .iter()
                    .filter(|held| held.reason != "cap")
                    .map(|held| held.count)
                    .sum::<u64>()
        };
        let mut due = found.now.due;
        assert_eq!(due, ready(forecast.today), "{} now", found.rule);
        for (first, month) in forecast.months.iter().zip(&found.months) {
            due += month.due;
            assert_eq!(due, ready(first.last_of_month()), "{} {first}", found.rule);
        }
    }
}

#[test]
fn the_forecast_says_what_runs_will_find() {
    on_each_engine(Template::Association, |store| {
        let today = date(2026, 11, 21);
        for months in 0..30 {
            let day = (today - 30.months()) + months.months() + (months * 3).days();
            let at: Timestamp = day.at(23, 30, 0, 0).in_tz("Europe/Berlin").unwrap().timestamp();
            let mail = format!("p{months}@example.org");
            store.record("note", &[("written_on", (months % 5 > 0).then_some(day).into())]);
            store.record("call", &[("started_at", at.into())]);
            store.record(
                "lead",
                &[
                    ("status", "lost".into()),
                    ("lost_on", (months % 3 > 0).then_some(day).into()),
                    ("last_contact_on", (day - 40.days()).into()),
                ],
            );
            store.record(
                "contract",
                &[
                    ("email", mail.as_str().into()),
                    ("status", if months % 2 == 0 { "ended" } else { "cancelled" }.into()),
                    ("ended_on", (day - 5.years() + 400.days()).into()),
                ],
            );
            store.record(
                "contact",
                &[
                    ("email", mail.as_str().into()),
                    ("status", if months % 4 == 0 { "active" } else { "ended" }.into()),
                    ("relationship_ended_on", (months % 4 > 1).then_some(day - 2.years()).into()),
                    ("last_contact_on", day.into()),
                ],
            );
            store.record("donation", &[("received_on", (day - 9.years()).into())]);
        }
        let found = forecast(store);
        assert_eq!(found.months.len(), 24);
        assert_eq!((found.months[0], found.months[23]), (date(2026, 11, 1), date(2028, 10, 1)));
        assert!(!found.rows.iter().any(|row| row.rule == "contact-class-active"));
        same_as_previews(store, &found);
        let sum = |row: &ForecastRow| {
            row.now.due + row.later.due + row.months.iter().map(|month| month.due).sum::<u64>()
        };
        assert_eq!(sum(row(&found, "note-old")), 30);
        assert_eq!(sum(row(&found, "call-old")), 30);
        assert_eq!(sum(row(&found, "donation-old")), 30);
        assert!(row(&found, "contact-lapsed").months.iter().any(|month| month.due > 0));
        // Due from the end of a year only in January.
        let january = |row: &ForecastRow| {
            let others =
                found.months.iter().zip(&row.months).filter(|(first, _)| first.month() != 1);
            others.map(|(_, month)| month.due).sum::<u64>()
        };
        assert_eq!(january(row(&found, "donation-old")), 0);
        assert_eq!(january(row(&found, "contract-ended")), 0);
    });
}

#[test]
fn the_forecast_names_kept_records_apart() {
    on_each_engine(Template::Crm, |store| {
        let note = |day| store.record("note", &[("written_on", Value::from(day))]);
        note(date(2025, 1, 10));
        let kept = note(date(2025, 1, 12));
        note(date(2025, 1, 31));
        let target = obhut_core::marks::Target::Record { type_key: "note", key: &kept };
        let keep = |op: &mut obhut_core::Op<'_, '_>| {
            obhut_core::marks::ops::set(
                op,
                obhut_core::marks::MarkKind::Keep,
                target,
                "Klage",
                None,
            )
        };
        store.tenant.write(&store.admin(), keep).unwrap();
        let found = forecast(store);
        let row = row(&found, "note-old");
        // 31 January 2025 and 24 months: free on 1 February 2027.
        assert_eq!(row.months[2], Month { due: 1, held: 1 });
        assert_eq!(row.months[3], Month { due: 1, held: 0 });
        assert_eq!((row.now, row.later), (Month::default(), Month::default()));
        // A statutory minimum puts records off to the month in which it ends.
        apply(
            store,
            "[[rule]]\nkey = \"r\"\ntype = \"contract\"\nstart = \"ended_on\"\nfallback = \"created_at\"\nperiod = \"P1Y\"\naction = \"anonymise\"\nreason = \"x\"\n",
        );
        store.record("contract", &[("ended_on", date(2020, 5, 1).into())]);
        let found = forecast(store);
        assert_eq!(found.rows[0].months[2], Month { due: 1, held: 0 });
        assert_eq!(found.rows[0].now, Month::default());
    });
}
