//! Data in, deletion concept on top, due data gone, proof kept.

use std::collections::BTreeMap;

use jiff::civil::date;
use obhut_core::{
    journal, marks,
    register::{Template, records},
    retention::{self, HandAction, RunOrigin, RunRequest},
};
use obhut_kernel::{Kind, Value};
use obhut_sql::{Db, Dialect, Options};

use crate::harness::{TestStore, on_each_engine};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "contract-ended"
type = "contract"
when = 'status = "ended"'
start = "ended_on"
class = "end_of_relationship_6y"
action = "anonymise"
norm = "AO § 147(1) Nr. 5"
reason = "contract documents"

[[rule]]
key = "note-old"
type = "note"
start = "written_on"
period = "P24M"
action = "delete"
reason = "no purpose left"
"#;

fn apply(store: &TestStore, text: &str) {
    store.tenant.write(&store.admin(), |op| retention::ops::apply(op, text)).unwrap();
}

fn contract(store: &TestStore, name: &str, ended: jiff::civil::Date) -> String {
    store.record(
        "contract",
        &[
            ("holder_last_name", name.into()),
            ("email", format!("{}@example.org", name.to_lowercase()).into()),
            ("status", "ended".into()),
            ("ended_on", ended.into()),
        ],
    )
}

fn run(store: &TestStore, rule: &str) -> retention::RunReport {
    let request =
        RunRequest { rule: rule.to_owned(), today: None, origin: RunOrigin::Hand, pause: false };
    retention::run(&store.tenant, &store.admin(), &request, |_| true).unwrap()
}

#[test]
fn due_goes_and_kept_stays() {
    on_each_engine(Template::Association, |store| {
        apply(store, CONCEPT);
        // Six years from the end of 2019: erasable from 1 January 2026.
        let due = contract(store, "Barbara", date(2019, 9, 30));
        let kept = contract(store, "Kiesling", date(2018, 9, 30));
        let early = contract(store, "Zander", date(2020, 1, 1));
        store
            .tenant
            .write(&store.admin(), |op| {
                let target = marks::Target::Record { type_key: "contract", key: &kept };
                marks::ops::set(op, marks::MarkKind::Keep, target, "Rechtsstreit", None)
            })
            .unwrap();
        let report = run(store, "contract-ended");
        assert_eq!((report.due, report.done, report.failed), (2, 1, 0));
        assert_eq!(report.held.len(), 1);
        assert_eq!((report.held[0].reason.as_str(), report.held[0].count), ("keep", 1));
        let gone = store.fields("contract", &due);
        assert_eq!(gone["holder_last_name"], "XXXX");
        assert_eq!(gone["email"], format!("geloescht-{due}@anonym.invalid"));
        assert_eq!(store.fields("contract", &kept)["holder_last_name"], "Kiesling");
        assert_eq!(store.fields("contract", &early)["holder_last_name"], "Zander");
        // The same again does nothing.
        let again = run(store, "contract-ended");
        assert_eq!((again.due, again.done), (1, 0));
        let found = journal::verify(&store.tenant, &store.admin(), &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
        assert!(found.size > 5);
    });
}

#[test]
fn a_locked_record_is_not_edited_and_a_kept_one_not_erased() {
    on_each_engine(Template::Crm, |store| {
        let key = contract(store, "Lock", date(2019, 9, 30));
        let admin = store.admin();
        let target = || marks::Target::Record { type_key: "contract", key: &key };
        let mark = |kind| {
            store.tenant.write(&admin, |op| marks::ops::set(op, kind, target(), "Art. 18", None))
        };
        mark(marks::MarkKind::Lock).unwrap();
        let edit = || {
            let values = BTreeMap::from([("tariff".to_owned(), Value::from("Öko"))]);
            store.tenant.write(&admin, |op| records::edit(op, "contract", &key, &values, "test"))
        };
        assert_eq!(edit().unwrap_err().kind(), Kind::Held);
        store
            .tenant
            .write(&admin, |op| marks::ops::release(op, marks::MarkKind::Lock, target(), "over"))
            .unwrap();
        assert_eq!(edit().unwrap(), 1);
        mark(marks::MarkKind::Keep).unwrap();
        let erase = || {
            let action = HandAction {
                action: "anonymise",
                type_key: "contract",
                key: &key,
                reason: "test",
                fields: Vec::new(),
                origin: RunOrigin::Hand,
            };
            store.tenant.write(&admin, |op| retention::act(op, &action))
        };
        assert_eq!(erase().unwrap_err().kind(), Kind::Held);
        store
            .tenant
            .write(&admin, |op| marks::ops::release(op, marks::MarkKind::Keep, target(), "over"))
            .unwrap();
        erase().unwrap();
        assert_eq!(store.fields("contract", &key)["holder_last_name"], "XXXX");
        journal::ops::integrate(&store.tenant).unwrap();
        let found = journal::verify(&store.tenant, &admin, &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
        assert!(found.erased > 0);
    });
}

/// What the database refuses is written down and left behind; everything around it is done.
#[test]
fn records_that_cannot_be_changed_cost_no_other() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        for at in 1..=40 {
            contract(store, &format!("Name{at}"), date(2015, 1, 1));
        }
        let options = Options { schema: Some(store.place.schema()), ..Options::default() };
        let db = Db::open(&store.place.data(), &options).unwrap();
        db.write(|tx| {
            tx.script(match tx.dialect() {
                Dialect::Sqlite => {
                    "CREATE TRIGGER refuse BEFORE UPDATE ON rec_contract \
                     WHEN NEW.o_state = 9 AND NEW.id IN (1, 22, 23) \
                     BEGIN SELECT RAISE(ABORT, 'refused'); END"
                }
                _ => {
                    "ALTER TABLE rec_contract ADD CONSTRAINT refuse \
                     CHECK (o_state < 9 OR id NOT IN (1, 22, 23))"
                }
            })
        })
        .unwrap();
        let report = run(store, "contract-ended");
        assert_eq!((report.due, report.done, report.failed), (40, 37, 3));
        let admin = store.admin();
        let failed =
            |op: &mut obhut_core::Op<'_, '_>| retention::list_cases(op, Some("failed"), 100);
        let mut keys: Vec<_> =
            store.tenant.read(&admin, failed).unwrap().into_iter().map(|item| item.key).collect();
        keys.sort();
        assert_eq!(keys, ["1", "22", "23"]);
        for key in 1..=40 {
            let name = &store.fields("contract", &key.to_string())["holder_last_name"];
            let kept = [1, 22, 23].contains(&key);
            assert_eq!(*name == "XXXX", !kept, "contract {key}");
        }
        let found = journal::verify(&store.tenant, &admin, &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
    });
}
