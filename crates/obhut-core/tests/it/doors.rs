//! The doors into the register by hand: what they demand of values and persons, what they do beside
//! a run at work, and what they show of what is locked.

use std::{collections::BTreeMap, env, sync::mpsc, thread, time::Duration};

use jiff::civil::date;
use obhut_core::{
    PersonId, Tenant,
    access::{self, Actor, Role},
    journal, marks, persons,
    register::{Channel, NewRecord, Provenance, RecordFilter, Template, Visibility, records},
    retention::{self, HandAction, RunOrigin},
    setup,
};
use obhut_kernel::{Error, Kind, Result, Value};
use obhut_sql::{Db, Options};

use crate::{
    harness::{TestStore, on_each_engine},
    invariants::{all_doors, contact},
};

type Values<'a> = &'a [(&'a str, Value)];

fn map(values: Values<'_>) -> BTreeMap<String, Value> {
    values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn provenance() -> Provenance {
    Provenance { channel: Channel::Manual, source: "test".to_owned(), basis: None }
}

fn create(
    store: &TestStore,
    type_key: &str,
    values: Values<'_>,
    person: Option<PersonId>,
) -> Result<String> {
    let new = NewRecord { values: map(values), person, visibility: Visibility::All };
    store.tenant.write(&store.admin(), |op| records::create(op, type_key, &new, &provenance()))
}

fn edit(tenant: &Tenant, type_key: &str, key: &str, values: Values<'_>) -> Result<usize> {
    let admin = access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap();
    let values = map(values);
    tenant.write(&admin, |op| records::edit(op, type_key, key, &values, "Umzug"))
}

fn act(tenant: &Tenant, action: &str, type_key: &str, key: &str) -> Result<()> {
    let admin = access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap();
    let action = HandAction {
        action,
        type_key,
        key,
        reason: "verlangt",
        fields: Vec::new(),
        origin: RunOrigin::Hand,
    };
    tenant.write(&admin, |op| retention::act(op, &action)).map(drop)
}

fn person_of(store: &TestStore, type_key: &str, key: &str) -> PersonId {
    let view = store.tenant.read(&store.admin(), |op| records::show(op, type_key, key)).unwrap();
    view.person.unwrap()
}

fn mark(store: &TestStore, target: marks::Target<'_>, on: bool) {
    let kind = marks::MarkKind::Lock;
    store
        .tenant
        .write(&store.admin(), |op| {
            if on {
                marks::ops::set(op, kind, target, "Art. 18", None)
            } else {
                marks::ops::release(op, kind, target, "vorbei")
            }
        })
        .unwrap();
}

fn raw(store: &TestStore) -> Db {
    let options = Options { schema: Some(store.place.schema()), ..Options::default() };
    Db::open(&store.place.data(), &options).unwrap()
}

fn count(store: &TestStore, text: &'static str) -> i64 {
    raw(store).read(|tx| tx.query_one(text, &[])).unwrap().unwrap().at(0).unwrap()
}

type Change = fn(&Tenant, &str) -> Result<()>;

/// What somebody erased while an edit was waiting stays erased: the edit is refused, and neither
/// value nor name nor key comes back.
#[test]
fn an_edit_does_not_undo_an_erasure_at_work() {
    let Ok(server) = env::var("OBHUT_TEST_POSTGRES") else {
        assert!(env::var("OBHUT_REQUIRE_SERVERS").is_err(), "OBHUT_TEST_POSTGRES is not set");
        eprintln!("NOT RUN: OBHUT_TEST_POSTGRES is not set");
        return;
    };
    let field: Change =
        |tenant, key| edit(tenant, "lead", key, &[("city", "Hagen".into())]).map(drop);
    let seen: Change = |tenant, key| {
        let admin = access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap();
        tenant
            .write(&admin, |op| {
                records::set_visibility(op, "lead", key, Visibility::Owner, "vertraulich")
            })
            .map(drop)
    };
    for (change, action, refused) in [
        (field, "anonymise", Kind::Held),
        (field, "delete", Kind::NotFound),
        (seen, "anonymise", Kind::Held),
        (seen, "delete", Kind::NotFound),
    ] {
        let store = TestStore::new(Template::Crm, Some(server.clone()));
        let key = create(&store, "lead", &[("last_name", "Zander".into())], None).unwrap();
        let (eraser, office, stranger) = (store.reopen(), store.reopen(), raw(&store));
        let (locked, is_locked) = mpsc::channel();
        let (let_go, may_go) = mpsc::channel::<()>();
        let key = &key;
        thread::scope(|scope| {
            scope.spawn(move || {
                stranger
                    .write(|tx| {
                        tx.query(
                            "SELECT id FROM rec_lead WHERE id = ? FOR UPDATE",
                            &[key.parse::<i64>().unwrap().into()],
                        )?;
                        locked.send(()).unwrap();
                        may_go.recv().unwrap();
                        Ok(())
                    })
                    .unwrap();
            });
            is_locked.recv().unwrap();
            let erasing = scope.spawn(move || act(&eraser, action, "lead", key).unwrap());
            thread::sleep(Duration::from_millis(500));
            let editing = scope.spawn(move || change(&office, key));
            thread::sleep(Duration::from_millis(500));
            assert!(!erasing.is_finished() && !editing.is_finished());
            let_go.send(()).unwrap();
            erasing.join().unwrap();
            let error = editing.join().unwrap().unwrap_err();
            assert_eq!(error.kind(), refused, "{action}: {error:?}");
        });
        journal::ops::settle(&store.tenant).unwrap();
        let left = "SELECT count(*) FROM rec_lead WHERE city IS NOT NULL OR o_fold IS NOT NULL";
        assert_eq!(count(&store, left), 0);
        assert_eq!(count(&store, "SELECT count(*) FROM journal_change"), 0);
        store.remove();
    }
}

/// A record goes by one key text alone, or an erasure would miss what was journalled under another.
#[test]
fn a_key_has_one_form() {
    on_each_engine(Template::Crm, |store| {
        let key = create(store, "lead", &[("last_name", "Zander".into())], None).unwrap();
        for other in [format!("0{key}"), format!("+{key}"), format!(" {key}"), format!("{key}.0")] {
            let edited = edit(&store.tenant, "lead", &other, &[("city", "Hagen".into())]);
            assert_eq!(edited.unwrap_err().kind(), Kind::NotFound, "{other}");
            let shown = store.tenant.read(&store.admin(), |op| records::show(op, "lead", &other));
            assert_eq!(shown.unwrap_err().kind(), Kind::NotFound, "{other}");
            let acted = act(&store.tenant, "anonymise", "lead", &other);
            assert_eq!(acted.unwrap_err().kind(), Kind::NotFound, "{other}");
        }
    });
}

fn key_of(outcome: Result<impl std::fmt::Debug, Error>) -> &'static str {
    outcome.unwrap_err().outside().key()
}

#[test]
fn values_are_stored_in_their_normal_form_or_not_at_all() {
    on_each_engine(Template::Crm, |store| {
        let organisation =
            create(store, "sales_organisation", &[("name", "Nord".into())], None).unwrap();
        let key = create(
            store,
            "contract",
            &[
                ("holder_last_name", " Zander ".into()),
                ("email", " Anna@Example.ORG ".into()),
                ("iban", "de89 3704 0044 0532 0130 00".into()),
                ("ended_on", "31.12.2020".into()),
                ("city", "".into()),
            ],
            None,
        )
        .unwrap();
        let fields = store.fields("contract", &key);
        assert_eq!(fields["holder_last_name"], "Zander");
        assert_eq!(fields["email"], "anna@example.org");
        assert_eq!(fields["iban"], "DE89370400440532013000");
        assert_eq!(fields["ended_on"], "2020-12-31");
        assert!(fields["city"].is_null());
        let refused: [(&str, Value, &str); 6] = [
            ("email", "anna".into(), "error-value"),
            ("iban", "DE88370400440532013000".into(), "error-value"),
            ("ended_on", 17.into(), "error-value"),
            ("status", "beendigt".into(), "error-value"),
            ("sales_organisation", 4711.into(), "error-link-missing"),
            ("sales_organisation", "x".into(), "error-value"),
        ];
        for (field, value, wanted) in refused {
            let given = [(field, value.clone())];
            assert_eq!(key_of(create(store, "contract", &given, None)), wanted, "{field}");
            let edited = edit(&store.tenant, "contract", &key, &given);
            assert_eq!(key_of(edited), wanted, "{field}");
        }
        let linked = [("sales_organisation", Value::from(organisation.as_str()))];
        assert_eq!(edit(&store.tenant, "contract", &key, &linked).unwrap(), 1);
        // The same again, however it is written, is no change.
        let same: [(&str, Value); 2] = [
            ("email", "ANNA@example.org".into()),
            ("sales_organisation", organisation.parse::<i64>().unwrap().into()),
        ];
        assert_eq!(edit(&store.tenant, "contract", &key, &same).unwrap(), 0);
    });
}

#[test]
fn who_is_on_the_suppression_list_does_not_come_in_by_hand() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        store
            .tenant
            .write(&admin, |op| persons::ops::suppress(op, "weg@example.org", "Widerspruch"))
            .unwrap();
        let given: [(&str, Value); 2] =
            [("last_name", "Zander".into()), ("email", "Weg@example.org".into())];
        let error = create(store, "contact", &given, None).unwrap_err();
        assert_eq!((error.kind(), error.outside().key()), (Kind::Held, "error-suppressed"));
        let other = create(store, "contact", &[("last_name", "Anders".into())], None).unwrap();
        let person = person_of(store, "contact", &other);
        assert_eq!(key_of(create(store, "contact", &given, Some(person))), "error-suppressed");
        let email = &given[1..];
        assert_eq!(key_of(edit(&store.tenant, "contact", &other, email)), "error-suppressed");

        let new = NewRecord { values: map(&given), person: None, visibility: Visibility::All };
        let anyway = |actor: &Actor, reason: &str| {
            store.tenant.write(actor, |op| {
                records::create_despite_suppression(op, "contact", &new, &provenance(), reason)
            })
        };
        let clerk = store.actor("vera", Role::Clerk);
        assert_eq!(anyway(&clerk, "kommt wieder").unwrap_err().kind(), Kind::Forbidden);
        assert_eq!(key_of(anyway(&admin, " ")), "error-reason-missing");
        store.set_day(date(2026, 11, 22));
        anyway(&admin, "kommt wieder").unwrap();
        let filter = journal::Filter::default();
        let all = store.tenant.read(&admin, |op| journal::ops::list(op, &filter)).unwrap();
        let noted = all.iter().find(|e| e.act == "contact.suppression.override").unwrap();
        assert_eq!(noted.reason.as_deref(), Some("kommt wieder"));
        // Whoever was let in again since is in.
        create(store, "lead", &given, None).unwrap();
        assert!(all.iter().any(|e| e.act == "access.refused" && e.details["why"] == "held"));
    });
}

#[test]
fn nothing_is_added_to_a_locked_person() {
    on_each_engine(Template::Crm, |store| {
        let given: [(&str, Value); 2] =
            [("last_name", "Zander".into()), ("email", "anna@example.org".into())];
        let key = create(store, "contact", &given, None).unwrap();
        let person = person_of(store, "contact", &key);
        let nobody = create(store, "lead", &[], Some(PersonId(4711)));
        assert_eq!(key_of(nobody), "error-person-missing");

        mark(store, marks::Target::Person(person), true);
        for (type_key, values, person) in [
            ("lead", &given[..], None),
            ("contact", &given[..], None),
            ("lead", &[][..], Some(person)),
        ] {
            let error = create(store, type_key, values, person).unwrap_err();
            assert_eq!((error.kind(), error.outside().key()), (Kind::Held, "error-person-locked"));
        }
        let edited = edit(&store.tenant, "contact", &key, &[("city", "Hagen".into())]);
        assert_eq!(edited.unwrap_err().kind(), Kind::Held);
        mark(store, marks::Target::Person(person), false);

        let record = marks::Target::Record { type_key: "contact", key: &key };
        mark(store, record, true);
        assert_eq!(key_of(create(store, "contact", &given, None)), "error-person-locked");
        create(store, "lead", &given, None).unwrap();
        mark(store, record, false);
        create(store, "contact", &given, None).unwrap();
    });
}

/// Whoever may not lift a lock learns nothing of what is behind it, through no door, whether it is
/// on the record or on the person; and everything again when it is lifted.
#[test]
fn no_door_shows_what_is_locked() {
    on_each_engine(Template::Crm, |store| {
        let key = contact(store);
        let person = person_of(store, "contact", &key);
        let words = ["Zwiebelneu\"", "Zwiebelfisch", "zwiebel@example.org\"", "Zwiebelgeheimnis"];
        let finds = ["Zwiebelneu: 1", "zwiebel@example.org: 1", "where: 1"];
        let clerk = store.actor("clerk", Role::Clerk);
        let manager = store.actor("manager", Role::PrivacyManager);
        let record = || marks::Target::Record { type_key: "contact", key: &key };
        let sees_all = |actor: &Actor, what: &str| {
            let seen = all_doors(store, actor, &key);
            for word in words.iter().chain(&finds) {
                assert!(seen.contains(word), "{what}: {} misses {word}", actor.login);
            }
        };
        for target in [record(), marks::Target::Person(person)] {
            sees_all(&clerk, "before");
            mark(store, target, true);
            let seen = all_doors(store, &clerk, &key);
            for word in words.iter().chain(&finds) {
                assert!(!seen.contains(word), "{target:?}: the clerk sees {word} in {seen}");
            }
            assert!(seen.contains("\"locked\":true"), "{seen}");
            sees_all(&manager, "locked");
            mark(store, target, false);
        }
        sees_all(&clerk, "after");
    });
}

/// Records of locked persons do not answer conditions on other records of theirs either.
#[test]
fn related_records_are_no_oracle() {
    on_each_engine(Template::Crm, |store| {
        let given: [(&str, Value); 2] =
            [("email", "anna@example.org".into()), ("phone", "+4930901820".into())];
        let asked = create(store, "contact", &given, None).unwrap();
        let ended: [(&str, Value); 2] =
            [("email", "anna@example.org".into()), ("ended_on", date(2020, 2, 29).into())];
        let related = create(store, "contract", &ended, None).unwrap();
        let clerk = store.actor("clerk", Role::Clerk);
        let asks = |text: &str| {
            let condition = Some(text.parse().unwrap());
            let filter = RecordFilter { condition, limit: 10, ..RecordFilter::default() };
            let found = store.tenant.read(&clerk, |op| records::list(op, "contact", &filter));
            found.unwrap().iter().any(|view| view.key == asked)
        };
        let (exists, no) = (
            "exists contract where ended_on = 2020-02-29",
            "no contract where ended_on = 2020-02-29",
        );
        let latest = "latest(contract.ended_on) = 2020-02-29";
        assert!(asks(exists) && !asks(no) && asks(latest));
        mark(store, marks::Target::Record { type_key: "contract", key: &related }, true);
        assert!(!asks(exists) && asks(no) && !asks(latest));
    });
}
