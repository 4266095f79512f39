//! What actions do to records, by rule and by hand.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::date};
use obhut_core::{
    access::{self, Role},
    register::{RecordFilter, Template, records},
    retention::{self, ActionKind, Concept, HandAction, RunOrigin},
};
use obhut_kernel::{Kind, Result, Value};
use serde_json::json;

use crate::{
    harness::{TestStore, on_each_engine},
    rules::{apply, run, types_of},
};

pub fn act(
    store: &TestStore,
    action: &str,
    type_key: &str,
    key: &str,
    fields: &[&str],
) -> Result<ActionKind> {
    let action = HandAction {
        action,
        type_key,
        key,
        reason: "test",
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
        origin: RunOrigin::Hand,
    };
    store.tenant.write(&store.admin(), |op| retention::act(op, &action))
}

pub fn view(store: &TestStore, type_key: &str, key: &str) -> obhut_core::register::RecordView {
    store.tenant.read(&store.admin(), |op| records::show(op, type_key, key)).unwrap()
}

fn lead(store: &TestStore, name: &str) -> String {
    store.record(
        "lead",
        &[
            ("first_name", name.into()),
            ("last_name", "Kiesling".into()),
            ("email", format!("{}@example.org", name.to_lowercase()).into()),
            ("phone", "+4934112345678".into()),
            ("street", "Am Markt 1".into()),
            ("postcode", "04109".into()),
            ("status", "lost".into()),
            ("lost_on", date(2025, 12, 1).into()),
        ],
    )
}

/// F064, F065: names first, addresses later; the case file shows both stages.
#[test]
fn a_lead_is_anonymised_in_two_stages() {
    on_each_engine(Template::Crm, |store| {
        let key = lead(store, "Barbara");
        let person = view(store, "lead", &key).person.unwrap();
        let second = || run(store, "lead-lost").done;
        store.set_day(date(2026, 6, 1));
        assert_eq!((run(store, "lead-lost-contact-data").done, second()), (0, 0));
        store.set_day(date(2026, 6, 2));
        assert_eq!((run(store, "lead-lost-contact-data").done, second()), (1, 0));
        let fields = store.fields("lead", &key);
        assert_eq!(fields["first_name"], "XXXX");
        assert_eq!(fields["email"], format!("geloescht-{key}@anonym.invalid"));
        assert_eq!(fields["phone"], json!(null));
        assert_eq!(
            (&fields["street"], &fields["postcode"]),
            (&json!("Am Markt 1"), &json!("04109"))
        );
        assert_eq!(view(store, "lead", &key).stage, 1);
        // Done once is done.
        assert_eq!(run(store, "lead-lost-contact-data").due, 0);
        store.set_day(date(2026, 12, 1));
        assert_eq!(second(), 0);
        store.set_day(date(2026, 12, 2));
        assert_eq!(second(), 1);
        let fields = store.fields("lead", &key);
        assert_eq!((&fields["street"], &fields["postcode"]), (&json!("XXXX"), &json!("04xxx")));
        assert_eq!(fields["status"], "lost");
        assert_eq!(view(store, "lead", &key).stage, 9);
        let file = store
            .tenant
            .read(&store.admin(), |op| retention::list_cases(op, Some("done"), 100))
            .unwrap();
        let stages: Vec<_> = file
            .iter()
            .filter(|item| item.key == key)
            .map(|item| (item.rule.as_deref().unwrap(), item.action.as_str(), item.due_on.unwrap()))
            .collect();
        assert_eq!(
            stages,
            [
                ("lead-lost", "anonymise", date(2026, 12, 2)),
                ("lead-lost-contact-data", "partial", date(2026, 6, 2)),
            ]
        );
        assert!(file.iter().all(|item| item.person == Some(person)), "{file:?}");
    });
}

/// F067a with erratum 1: short names leave neither their letters nor their length.
#[test]
fn masks_hide_short_names_too() {
    on_each_engine(Template::Crm, |store| {
        let names = [
            ("Barbara", "XXXXara", "XXXrbara"),
            ("Anna", "XXXX", "XXXna"),
            ("Eva", "XXXX", "XXXa"),
            ("Jo", "XXXX", "XXX"),
            ("Ünal", "XXXX", "XXXal"),
        ];
        let keys: Vec<String> = names.iter().map(|(name, ..)| lead(store, name)).collect();
        let text = "[[rule]]\nkey = \"plain\"\ntype = \"lead\"\naction = \"mask\"\nfields = [\"first_name\"]\nreason = \"x\"\n\
            [[rule]]\nkey = \"set\"\ntype = \"lead\"\naction = \"mask\"\nstage = 2\nreplace = { first_name = \"mask(2,3)\" }\nreason = \"x\"\n";
        apply(store, text);
        assert_eq!(run(store, "plain").done, 5);
        for (key, (_, masked, _)) in keys.iter().zip(names) {
            assert_eq!(store.fields("lead", key)["first_name"], masked);
            assert_eq!(store.fields("lead", key)["last_name"], "Kiesling");
        }
        let others: Vec<String> = names.iter().map(|(name, ..)| lead(store, name)).collect();
        run(store, "set");
        for (key, (_, _, masked)) in others.iter().zip(names) {
            assert_eq!(store.fields("lead", key)["first_name"], masked);
        }
    });
}

/// F069: the record goes, what links to it stays and links to nothing.
#[test]
fn deleting_repairs_links() {
    on_each_engine(Template::Crm, |store| {
        let company = lead(store, "Firma");
        let number: i64 = company.parse().unwrap();
        let partner = store.record(
            "lead_contact_person",
            &[("lead", number.into()), ("last_name", "Zander".into())],
        );
        apply(
            store,
            "[[rule]]\nkey = \"r\"\ntype = \"lead\"\naction = \"delete\"\nreason = \"x\"\n",
        );
        assert_eq!(run(store, "r").done, 1);
        assert_eq!(act(store, "delete", "lead", &company, &[]).unwrap_err().kind(), Kind::NotFound);
        let fields = store.fields("lead_contact_person", &partner);
        assert_eq!((&fields["lead"], &fields["last_name"]), (&json!(null), &json!("Zander")));
        let organisation = store.record(
            "sales_organisation",
            &[("name", "Vertrieb Nord".into()), ("partnership_ended_on", date(2010, 1, 1).into())],
        );
        let number: i64 = organisation.parse().unwrap();
        let contract = store.record("contract", &[("sales_organisation", number.into())]);
        assert_eq!(store.fields("contract", &contract)["sales_organisation"], json!(number));
        act(store, "delete", "sales_organisation", &organisation, &[]).unwrap();
        assert_eq!(store.fields("contract", &contract)["sales_organisation"], json!(null));
    });
}

/// F037: archived records stay for statistics, without a person.
#[test]
fn archiving_keeps_what_is_not_personal() {
    on_each_engine(Template::Crm, |store| {
        let call = |at: &str| {
            let at: Timestamp = at.parse().unwrap();
            store.record(
                "call",
                &[
                    ("started_at", at.into()),
                    ("phone", "+4934112345678".into()),
                    ("subject", "Kündigung".into()),
                    ("direction", "in".into()),
                    ("seconds", 320_i64.into()),
                ],
            )
        };
        let old = call("2024-11-19T10:00:00Z");
        let young = call("2024-11-21T10:00:00Z");
        assert_eq!(run(store, "call-old").done, 1);
        let after = view(store, "call", &old);
        assert_eq!((after.stage, after.class.as_deref()), (9, Some("archived")));
        assert_eq!(
            (&after.fields["phone"], &after.fields["subject"]),
            (&json!(null), &json!(null))
        );
        assert_eq!(
            (&after.fields["seconds"], &after.fields["direction"]),
            (&json!(320), &json!("in"))
        );
        assert_eq!(view(store, "call", &young).fields["subject"], "Kündigung");
        let all = RecordFilter { limit: 10, ..RecordFilter::default() };
        let all = store.tenant.read(&store.admin(), |op| records::list(op, "call", &all)).unwrap();
        assert_eq!(all.len(), 2);
        // A class once archived stays.
        apply(
            store,
            "[[rule]]\nkey = \"c\"\ntype = \"call\"\naction = \"classify\"\nset_class = \"old\"\n",
        );
        assert_eq!(run(store, "c").done, 1);
        assert_eq!(view(store, "call", &old).class.as_deref(), Some("archived"));
    });
}

/// F068: what is kept, the next run takes after its release.
#[test]
fn a_released_record_goes_with_the_next_run() {
    on_each_engine(Template::Crm, |store| {
        let note =
            store.record("note", &[("written_on", date(2020, 1, 1).into()), ("body", "x".into())]);
        act(store, "keep", "note", &note, &[]).unwrap();
        let held = run(store, "note-old");
        assert_eq!((held.due, held.done, held.held[0].reason.as_str()), (1, 0, "keep"));
        assert_eq!(act(store, "delete", "note", &note, &[]).unwrap_err().kind(), Kind::Held);
        act(store, "release", "note", &note, &[]).unwrap();
        let taken = run(store, "note-old");
        assert_eq!((taken.due, taken.done, taken.held.len()), (1, 1, 0));
    });
}

/// F066: locked by a rule, unlocked by a rule; in between no edit.
#[test]
fn rules_lock_and_unlock() {
    on_each_engine(Template::Crm, |store| {
        let key = lead(store, "Barbara");
        let mark = |key: &str, action: &str, when: &str| {
            format!(
                "[[rule]]\nkey = \"{key}\"\ntype = \"lead\"\nwhen = '{when}'\naction = \"{action}\"\nreason = \"Art. 18\"\n"
            )
        };
        apply(
            store,
            &(mark("l", "lock", "status = \"lost\"")
                + &mark("u", "unlock", "status = \"lost\"")
                + &mark("k", "keep", "status = \"lost\"")
                + &mark("e", "release", "status = \"lost\"")),
        );
        let edit = |status: &str| {
            let values = BTreeMap::from([("interest".to_owned(), Value::from(status))]);
            store
                .tenant
                .write(&store.admin(), |op| records::edit(op, "lead", &key, &values, "test"))
        };
        assert_eq!(run(store, "l").done, 1);
        assert_eq!(run(store, "l").due, 0);
        let refused = edit("Solar").unwrap_err();
        assert_eq!((refused.kind(), refused.outside().key()), (Kind::Held, "error-record-locked"));
        assert_eq!(run(store, "u").done, 1);
        assert_eq!(edit("Solar").unwrap(), 1);
        assert_eq!(run(store, "k").done, 1);
        assert!(view(store, "lead", &key).kept);
        assert_eq!(act(store, "anonymise", "lead", &key, &[]).unwrap_err().kind(), Kind::Held);
        assert_eq!(run(store, "e").done, 1);
        act(store, "anonymise", "lead", &key, &[]).unwrap();
    });
}

/// F074: never before the end of a statutory period, by rule or by hand, unless it does not bind.
#[test]
fn a_statutory_minimum_holds() {
    on_each_engine(Template::Crm, |store| {
        let contract = |status: &str| {
            store.record(
                "contract",
                &[
                    ("holder_last_name", "Muster".into()),
                    ("status", status.into()),
                    ("ended_on", date(2025, 3, 31).into()),
                    ("cancelled_on", date(2025, 3, 31).into()),
                ],
            )
        };
        let ended = contract("ended");
        let never = contract("not_concluded");
        apply(
            store,
            "[[rule]]\nkey = \"r\"\ntype = \"contract\"\nwhen = 'status = \"ended\"'\nstart = \"ended_on\"\nfallback = \"cancelled_on\"\nperiod = \"P1Y\"\naction = \"anonymise\"\nreason = \"x\"\n\
            [[rule]]\nkey = \"n\"\ntype = \"contract\"\nwhen = 'status = \"not_concluded\"'\nstart = \"cancelled_on\"\nfallback = \"changed_at\"\nperiod = \"P6M\"\naction = \"anonymise\"\nexempt = [\"contract_master\"]\nreason = \"x\"\n",
        );
        for day in [date(2026, 11, 21), date(2031, 12, 31)] {
            store.set_day(day);
            let held = run(store, "r");
            assert_eq!((held.due, held.done), (1, 0));
            assert_eq!(held.held[0].reason, "statutory:contract_master");
            let refused = act(store, "anonymise", "contract", &ended, &[]).unwrap_err();
            assert_eq!(
                (refused.kind(), refused.outside().key()),
                (Kind::Held, "error-record-statutory")
            );
        }
        store.set_day(date(2026, 11, 21));
        act(store, "anonymise", "contract", &never, &[]).unwrap();
        let other = contract("not_concluded");
        assert_eq!(run(store, "n").done, 1);
        assert_eq!(store.fields("contract", &other)["holder_last_name"], "XXXX");
        store.set_day(date(2032, 1, 1));
        assert_eq!(run(store, "r").done, 1);
        assert_eq!(store.fields("contract", &ended)["holder_last_name"], "XXXX");
    });
}

/// F061d: whoever has left cannot sign in any more.
#[test]
fn a_user_who_left_loses_the_account() {
    on_each_engine(Template::Crm, |store| {
        store.actor("erika", Role::Clerk);
        store.actor("jonas", Role::Clerk);
        for (login, left) in [("erika", Some(date(2026, 11, 20))), ("jonas", None)] {
            store.record(
                "user",
                &[
                    ("login", login.into()),
                    ("last_name", "Muster".into()),
                    ("active", true.into()),
                    ("left_on", left.into()),
                ],
            );
        }
        assert_eq!(run(store, "user-left-lock").done, 1);
        let refused = access::ops::actor(&store.tenant, "erika").unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
        access::ops::actor(&store.tenant, "jonas").unwrap();
        store.set_day(date(2029, 12, 31));
        assert_eq!(run(store, "user-left").done, 0);
        store.set_day(date(2030, 1, 1));
        assert_eq!(run(store, "user-left").done, 1);
    });
}

/// F108, F109: a class is set by a rule, changes by a rule, and other rules follow it.
#[test]
fn classes_follow_the_contract_and_rules_follow_classes() {
    on_each_engine(Template::Crm, |store| {
        let email = || ("email", Value::from("eva@example.org"));
        let contact = store.record(
            "contact",
            &[email(), ("status", "prospect".into()), ("iban", "DE02120300000000202051".into())],
        );
        let class = || view(store, "contact", &contact).class;
        let all = || {
            let text = Template::Crm.concept().unwrap();
            let concept: Concept = text.parse().unwrap();
            let types = types_of(store);
            let order: Vec<String> = retention::ops::run_order(&types, &concept)
                .iter()
                .map(|rule| rule.key.clone())
                .collect();
            for rule in order {
                run(store, &rule);
            }
        };
        all();
        assert_eq!(class().as_deref(), Some("prospect"));
        let deal = store.record("contract", &[email(), ("status", "active".into())]);
        all();
        assert_eq!(class().as_deref(), Some("active"));
        let set = |type_key: &str, key: &str, values: &[(&str, Value)]| {
            let values = values.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
            store
                .tenant
                .write(&store.admin(), |op| records::edit(op, type_key, key, &values, "x"))
                .unwrap();
        };
        set(
            "contract",
            &deal,
            &[("status", "ended".into()), ("ended_on", date(2025, 9, 30).into())],
        );
        set(
            "contact",
            &contact,
            &[("status", "ended".into()), ("relationship_ended_on", date(2025, 9, 30).into())],
        );
        // In one go: first the class, then the rule that asks for it.
        all();
        assert_eq!(class().as_deref(), Some("ended"));
        assert_eq!(view(store, "contact", &contact).fields["iban"], "XXXXXX2051");
        let ended = RecordFilter {
            condition: Some("class = \"ended\"".parse().unwrap()),
            after: None,
            limit: 10,
        };
        let found =
            store.tenant.read(&store.admin(), |op| records::list(op, "contact", &ended)).unwrap();
        assert_eq!(found.len(), 1);
        // Nothing is left to do.
        assert_eq!(run(store, "contact-class-ended").due, 0);
    });
}

#[test]
fn all_rules_run_in_the_right_order() {
    let store = TestStore::new(Template::Association, None);
    let types = types_of(&store);
    let concept: Concept = Template::Association.concept().unwrap().parse().unwrap();
    let order: Vec<&str> =
        retention::ops::run_order(&types, &concept).iter().map(|rule| rule.key.as_str()).collect();
    assert_eq!(order.len(), concept.rules.len());
    let before = |first: &str, then: &str| {
        let at = |key: &str| order.iter().position(|found| *found == key).unwrap();
        assert!(at(first) < at(then), "{first} comes after {then}: {order:?}");
    };
    for (first, then) in [
        ("contact-class-ended", "contact-bank"),
        ("contract-class-ended", "user-left-lock"),
        ("contract-lock", "contract-contact-data"),
        ("contract-contact-data", "contract-ended"),
        ("lead-lost-contact-data", "note-old"),
        ("note-old", "contract-ended"),
        ("email-old", "contract-not-concluded"),
        ("contract-ended", "contact-ended"),
        ("membership-ended", "contact-member-left"),
        ("lead-contact-person-left", "lead-lost"),
    ] {
        before(first, then);
    }
    let mut off = concept.clone();
    off.rules[0].enabled = false;
    assert_eq!(retention::ops::run_order(&types, &off).len(), order.len() - 1);
}
