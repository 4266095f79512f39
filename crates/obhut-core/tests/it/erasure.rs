//! What an erasure must take with it beside the record, and what it must leave.

use std::collections::BTreeMap;

use jiff::civil::date;
use obhut_core::{
    access::Role,
    journal,
    marks::{self, MarkKind, Target},
    persons,
    register::{Template, records},
    retention::{self, ActionKind, HandAction, RunOrigin},
    upkeep,
};
use obhut_kernel::{Kind, Result, Value};
use obhut_sql::{Db, Options};

use crate::{
    harness::{TestStore, on_each_engine},
    rules::{apply, run},
};

const SECRET: &str = "Zwiebelfisch";

fn act(
    store: &TestStore,
    action: &str,
    (type_key, key): (&str, &str),
    reason: &str,
) -> Result<ActionKind> {
    let action =
        HandAction { action, type_key, key, reason, fields: Vec::new(), origin: RunOrigin::Hand };
    store.tenant.write(&store.admin(), |op| retention::act(op, &action))
}

fn edit(store: &TestStore, (type_key, key): (&str, &str), field: &str, value: &str) {
    let values = BTreeMap::from([(field.to_owned(), Value::from(value))]);
    let reason = format!("laut {SECRET}");
    store
        .tenant
        .write(&store.admin(), |op| records::edit(op, type_key, key, &values, &reason))
        .unwrap();
}

/// A contact and a contract of one person, both edited.
fn person(store: &TestStore, mail: &str) -> (String, String) {
    let contact = store.record("contact", &[("last_name", SECRET.into()), ("email", mail.into())]);
    let agreement = store.record(
        "contract",
        &[
            ("holder_last_name", SECRET.into()),
            ("email", mail.into()),
            ("status", "cancelled".into()),
            ("ended_on", date(2001, 9, 30).into()),
        ],
    );
    edit(store, ("contact", &contact), "city", "Olpe");
    edit(store, ("contract", &agreement), "city", "Hagen");
    (contact, agreement)
}

fn rows(db: &Db, text: &'static str) -> Vec<String> {
    let rows = db.read(|tx| tx.query(text, &[])).unwrap();
    rows.iter().map(|row| row.at::<String>(0).unwrap()).collect()
}

/// The subjects of the keys of persons and records that the keystore holds.
fn keys(store: &TestStore) -> Vec<String> {
    let options =
        Options { schema: Some("obhut_keys".to_owned()), read_only: true, ..Options::default() };
    let db = Db::open(&store.place.keystore(), &options).unwrap();
    let all = rows(&db, "SELECT subject FROM data_key ORDER BY subject");
    all.into_iter().filter(|s| s.starts_with("person:") || s.starts_with("record:")).collect()
}

fn tables(store: &TestStore) -> Db {
    let options = Options { schema: Some(store.place.schema()), ..Options::default() };
    Db::open(&store.place.data(), &options).unwrap()
}

#[test]
fn the_key_goes_with_the_last_record_in_either_order() {
    on_each_engine(Template::Crm, |store| {
        for (contact_first, mail) in [(true, "eins@example.org"), (false, "zwei@example.org")] {
            let (contact, agreement) = person(store, mail);
            assert_eq!(keys(store).len(), 1, "{:?}", keys(store));
            let both = [("contact", contact.as_str()), ("contract", agreement.as_str())];
            let [first, last] = if contact_first { both } else { [both[1], both[0]] };
            act(store, "anonymise", first, "Verlangen vom 3. Mai").unwrap();
            assert_eq!(keys(store).len(), 1, "somebody is left");
            act(store, "delete", last, "Verlangen vom 3. Mai").unwrap();
            assert_eq!(keys(store), [""; 0]);
        }
        let found = journal::verify(&store.tenant, &store.admin(), &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
    });
}

#[test]
fn a_purge_looks_again_at_persons_whose_key_stayed() {
    on_each_engine(Template::Crm, |store| {
        let (contact, agreement) = person(store, "zwiebel@example.org");
        act(store, "anonymise", ("contact", &contact), "Verlangen").unwrap();
        // As if the other record had been erased by somebody else at the same moment.
        let db = tables(store);
        let text = "UPDATE rec_contract SET o_state = 9 WHERE id = ?";
        let key: i64 = agreement.parse().unwrap();
        db.write(|tx| tx.execute(text, &[key.into()])).unwrap();
        assert_eq!(keys(store).len(), 1);
        upkeep::purge(&store.tenant, &store.admin()).unwrap();
        journal::ops::settle(&store.tenant).unwrap();
        assert_eq!(keys(store), [""; 0]);
        let left = db.read(|tx| tx.query("SELECT person_id FROM key_review", &[])).unwrap();
        assert!(left.is_empty());
    });
}

#[test]
fn words_on_marks_go_whether_lifted_or_not() {
    on_each_engine(Template::Crm, |store| {
        apply(
            store,
            "[[rule]]\nkey = \"lock\"\ntype = \"contract\"\nwhen = \"status = 'ended'\"\n\
             action = \"lock\"\nreason = \"Ruhe\"\n\
             [[rule]]\nkey = \"end\"\ntype = \"contract\"\nstart = \"ended_on\"\n\
             period = \"P6Y\"\naction = \"anonymise\"\nreason = \"AO\"\n",
        );
        let values: [(&str, Value); 4] = [
            ("holder_last_name", SECRET.into()),
            ("email", "zwiebel@example.org".into()),
            ("status", "ended".into()),
            ("ended_on", date(2001, 9, 30).into()),
        ];
        let key = store.record("contract", &values);
        let admin = store.admin();
        let person = store
            .tenant
            .read(&admin, |op| records::show(op, "contract", &key))
            .unwrap()
            .person
            .unwrap();
        let reason = format!("{SECRET} klagt");
        for target in [Target::Record { type_key: "contract", key: &key }, Target::Person(person)] {
            let set = |op: &mut obhut_core::Op<'_, '_>| {
                marks::ops::set(op, MarkKind::Keep, target, &reason, None)
            };
            store.tenant.write(&admin, set).unwrap();
            store
                .tenant
                .write(&admin, |op| marks::ops::release(op, MarkKind::Keep, target, &reason))
                .unwrap();
        }
        assert_eq!(run(store, "lock").done, 1);
        let db = tables(store);
        let words = "SELECT reason || coalesce(release_reason, '') FROM mark";
        assert!(rows(&db, words).iter().any(|words| words.contains(SECRET)));
        assert_eq!(run(store, "end").done, 1);
        assert!(rows(&db, words).iter().all(String::is_empty));
        let active = rows(&db, "SELECT kind FROM mark WHERE released_at IS NULL");
        assert_eq!(active, ["lock"], "that of the rule stays on what is left");
        let of_persons = "SELECT CAST(person_id AS TEXT) FROM mark WHERE person_id IS NOT NULL";
        assert_eq!(rows(&db, of_persons), [""; 0]);
    });
}

#[test]
fn the_reason_stays_and_names_nobody() {
    on_each_engine(Template::Crm, |store| {
        let (contact, agreement) = person(store, "zwiebel@example.org");
        let naming = act(store, "delete", ("contact", &contact), "Antrag von Frau ZWIEBELFISCH");
        let refused = naming.unwrap_err();
        assert_eq!(refused.kind(), Kind::Invalid);
        assert_eq!(refused.outside().key(), "error-reason-names");
        assert_eq!(store.fields("contact", &contact)["last_name"], SECRET);
        act(store, "anonymise", ("contact", &contact), "Antrag vom 3. Mai, Az. 17").unwrap();
        act(store, "delete", ("contract", &agreement), "Antrag vom 3. Mai, Az. 17").unwrap();
        journal::ops::settle(&store.tenant).unwrap();
        let all = store
            .tenant
            .read(&store.admin(), |op| journal::ops::list(op, &journal::Filter::default()))
            .unwrap();
        for act in ["contact.anonymise", "contract.delete"] {
            let entry = all.iter().find(|entry| entry.act == act).unwrap();
            assert_eq!(entry.reason.as_deref(), Some("Antrag vom 3. Mai, Az. 17"));
        }
        // The proof outlives the record, for whoever reads the journal.
        let timeline = |actor: &obhut_core::access::Actor| {
            store.tenant.read(actor, |op| persons::of_record(op, "contract", &agreement))
        };
        let acts: Vec<String> =
            timeline(&store.admin()).unwrap().into_iter().map(|event| event.act).collect();
        assert_eq!(acts, ["contract.create", "contract.edit", "contract.delete"]);
        let clerk = store.actor("clara", Role::Clerk);
        assert_eq!(timeline(&clerk).unwrap_err().kind(), Kind::NotFound);
        let told = format!("{all:?}").to_lowercase();
        assert!(!told.contains(&SECRET.to_lowercase()));
    });
}

#[test]
fn what_an_early_stage_takes_does_not_come_back_unnoticed() {
    on_each_engine(Template::Crm, |store| {
        store.record(
            "lead",
            &[
                ("last_name", SECRET.into()),
                ("email", "zwiebel@example.org".into()),
                ("status", "lost".into()),
                ("lost_on", date(2020, 12, 1).into()),
            ],
        );
        assert_eq!(run(store, "lead-lost-contact-data").done, 1);
        let db = tables(store);
        let listed = || rows(&db, "SELECT kind FROM suppression ORDER BY kind");
        let first = listed();
        assert!(first.contains(&"email".to_owned()), "{first:?}");
        assert_eq!(run(store, "lead-lost").done, 1);
        // The placeholder that stands there now is nobody's.
        assert_eq!(listed().iter().filter(|kind| *kind == "email").count(), 1);
    });
}

#[test]
fn what_is_locked_by_hand_is_held() {
    on_each_engine(Template::Crm, |store| {
        let record = |name: &str| {
            store.record(
                "lead",
                &[
                    ("last_name", name.into()),
                    ("email", format!("{name}@example.org").into()),
                    ("status", "lost".into()),
                    ("lost_on", date(2010, 12, 1).into()),
                ],
            )
        };
        let (locked, of_locked, other) = (record("eins"), record("zwei"), record("drei"));
        let admin = store.admin();
        let person = |key: &str| {
            let view = store.tenant.read(&admin, |op| records::show(op, "lead", key)).unwrap();
            view.person.unwrap()
        };
        let on_record = Target::Record { type_key: "lead", key: &locked };
        let on_person = Target::Person(person(&of_locked));
        for target in [on_record, on_person] {
            store
                .tenant
                .write(&admin, |op| marks::ops::set(op, MarkKind::Lock, target, "Art. 18", None))
                .unwrap();
        }
        for key in [&locked, &of_locked] {
            for action in ["anonymise", "delete", "partial"] {
                let refused = act(store, action, ("lead", key), "verlangt").unwrap_err();
                assert_eq!(refused.kind(), Kind::Held, "{action}");
            }
        }
        let report = run(store, "lead-lost");
        assert_eq!((report.due, report.done), (3, 1));
        let held: Vec<_> = report.held.iter().map(|h| (h.reason.as_str(), h.count)).collect();
        assert_eq!(held, [("lock", 1), ("person_lock", 1)]);
        assert_eq!(store.fields("lead", &locked)["last_name"], "eins");
        assert_eq!(store.fields("lead", &other)["last_name"], "XXXX");
        for target in [on_record, on_person] {
            store
                .tenant
                .write(&admin, |op| marks::ops::release(op, MarkKind::Lock, target, "erledigt"))
                .unwrap();
        }
        assert_eq!(run(store, "lead-lost").done, 2);
    });
}

#[test]
fn another_version_of_the_concept_ends_unfinished_runs() {
    on_each_engine(Template::Crm, |store| {
        let rule = |status: &str, more: &str| {
            format!(
                "[[rule]]\nkey = \"r\"\ntype = \"lead\"\nwhen = \"status = '{status}'\"\n\
                 start = \"lost_on\"\nperiod = \"P1Y\"\naction = \"delete\"\nreason = \"x\"\n{more}"
            )
        };
        for _ in 0..3 {
            let lost = date(2010, 12, 1);
            store.record("lead", &[("status", "lost".into()), ("lost_on", lost.into())]);
        }
        apply(store, &rule("lost", "cap = 1\n"));
        let request = retention::RunRequest {
            rule: "r".to_owned(),
            today: None,
            origin: RunOrigin::Hand,
            pause: false,
        };
        let admin = store.admin();
        // Stopped before it is finished.
        let report = retention::run(&store.tenant, &admin, &request, |_| false).unwrap();
        let held: Vec<_> = report.held.iter().map(|h| (h.reason.as_str(), h.count)).collect();
        assert_eq!((report.done, held), (1, vec![("cap", 2)]));
        apply(store, &rule("won", ""));
        assert_eq!(run(store, "r").due, 0, "nothing of the old condition is left");
        let states = rows(&tables(store), "SELECT state FROM run ORDER BY id");
        assert_eq!(states, ["superseded", "done"]);
        apply(store, &rule("lost", "enabled = false\n"));
        let refused = retention::run(&store.tenant, &admin, &request, |_| true).unwrap_err();
        assert_eq!(refused.outside().key(), "error-rule-disabled");
    });
}

#[test]
fn by_hand_in_part_leaves_the_steps_of_the_concept_to_come() {
    on_each_engine(Template::Crm, |store| {
        let key = store.record(
            "lead",
            &[
                ("last_name", SECRET.into()),
                ("email", "zwiebel@example.org".into()),
                ("status", "lost".into()),
                ("lost_on", date(2020, 12, 1).into()),
            ],
        );
        let action = HandAction {
            action: "partial",
            type_key: "lead",
            key: &key,
            reason: "verlangt",
            fields: vec!["email".to_owned()],
            origin: RunOrigin::Hand,
        };
        store.tenant.write(&store.admin(), |op| retention::act(op, &action)).unwrap();
        assert_eq!(run(store, "lead-lost-contact-data").done, 1);
        assert_eq!(store.fields("lead", &key)["last_name"], "XXXX");
    });
}

#[test]
fn emptied_links_are_journalled() {
    on_each_engine(Template::Crm, |store| {
        let ended = date(2001, 9, 30);
        let values = [("name", "Nord".into()), ("partnership_ended_on", ended.into())];
        let organisation = store.record("sales_organisation", &values);
        let number: i64 = organisation.parse().unwrap();
        let linking = store.record(
            "contract",
            &[("holder_last_name", "Kies".into()), ("sales_organisation", number.into())],
        );
        act(store, "delete", ("sales_organisation", &organisation), "aufgelöst").unwrap();
        assert!(store.fields("contract", &linking)["sales_organisation"].is_null());
        let all = store
            .tenant
            .read(&store.admin(), |op| journal::ops::list(op, &journal::Filter::default()))
            .unwrap();
        let entry = all.iter().find(|entry| entry.act == "contract.unlink").unwrap();
        assert_eq!(entry.details["records"], 1);
    });
}
