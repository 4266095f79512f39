//! Cases opened for one person: approved or postponed.

use jiff::civil::date;
use obhut_core::{
    CaseId, Op, PersonId,
    access::Role,
    journal,
    marks::{self, MarkKind, Target},
    register::{Template, records},
    retention::{self, Approved, CaseFile, RunOrigin, RunRequest},
};
use obhut_kernel::{Kind, Result, Value};

use crate::harness::{TestStore, on_each_engine};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "lead-lost"
type = "lead"
when = 'status = "lost"'
start = "lost_on"
period = "P6M"
action = "anonymise"
reason = "nobody needs it"

[[rule]]
key = "contract-ended"
type = "contract"
when = 'status = "ended"'
start = "ended_on"
period = "P6Y"
year_end = true
action = "anonymise"
reason = "contract documents"
"#;

/// A person with a lead and a contract, both due; and the keys of the two.
fn person(store: &TestStore, name: &str) -> (PersonId, String, String) {
    let email: Value = format!("{name}@example.org").to_lowercase().into();
    let lead = store.record(
        "lead",
        &[
            ("last_name", name.into()),
            ("email", email.clone()),
            ("status", "lost".into()),
            ("lost_on", date(2020, 1, 1).into()),
        ],
    );
    let contract = store.record(
        "contract",
        &[
            ("holder_last_name", name.into()),
            ("email", email),
            ("status", "ended".into()),
            ("ended_on", date(2015, 1, 1).into()),
        ],
    );
    let admin = store.admin();
    let of = |type_key: &str, key: &str| {
        store.tenant.read(&admin, |op| records::show(op, type_key, key)).unwrap().person.unwrap()
    };
    assert_eq!(of("lead", &lead), of("contract", &contract));
    (of("lead", &lead), lead, contract)
}

fn open(store: &TestStore, person: PersonId, key: Option<&str>) -> Result<CaseFile> {
    let open = |op: &mut Op<'_, '_>| {
        retention::open_case(op, person, "Anruf von Frau Muster", RunOrigin::Api, key)
    };
    store.tenant.write(&store.admin(), open)
}

fn approve(store: &TestStore, case: CaseId) -> Result<Approved> {
    store.tenant.write(&store.admin(), |op| retention::approve_case(op, case))
}

fn states(store: &TestStore, person: PersonId) -> Vec<(String, String)> {
    let items = store.tenant.read(&store.admin(), |op| retention::case_file(op, person)).unwrap();
    items.into_iter().map(|item| (item.type_key, item.state)).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// F076: all records of the person, whatever the object and whether anything is due or not.
#[test]
fn a_case_file_has_every_record_of_the_person() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        store.tenant.write(&admin, |op| retention::ops::apply(op, CONCEPT)).unwrap();
        let (anna, lead, _) = person(store, "Anna");
        let mail = store.fields("lead", &lead)["email"].as_str().unwrap().to_owned();
        let values = [("last_name", "Muster".into()), ("first_name", "Anna".into())];
        let contact = store
            .record("contact", &[values[0].clone(), values[1].clone(), ("email", mail.into())]);
        let view = store.tenant.read(&admin, |op| records::show(op, "contact", &contact)).unwrap();
        assert_eq!(view.person, Some(anna));
        let expected = pairs(&[("lead", "due"), ("contract", "due"), ("contact", "none")]);
        assert_eq!(states(store, anna), expected);
        // Why it is kept stands beside it (F068b), and that the person is kept beside each record.
        let keep = |op: &mut Op<'_, '_>| {
            marks::ops::set(op, MarkKind::Keep, Target::Person(anna), "Klage anhängig", None)
        };
        store.tenant.write(&admin, keep).unwrap();
        let items = store.tenant.read(&admin, |op| retention::case_file(op, anna)).unwrap();
        let held: Vec<_> = items.iter().filter(|item| item.state == "held").collect();
        assert_eq!(held.len(), 2);
        assert!(held.iter().all(|item| item.reason.as_deref() == Some("Klage anhängig")));
        let view = store.tenant.read(&admin, |op| records::show(op, "contact", &contact)).unwrap();
        assert!(view.kept);
        let nobody = store.tenant.read(&admin, |op| retention::case_file(op, PersonId(999)));
        assert_eq!(nobody.unwrap_err().kind(), Kind::NotFound);
    });
}

#[test]
fn an_approved_case_does_what_is_due_and_nothing_else() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        store.tenant.write(&admin, |op| retention::ops::apply(op, CONCEPT)).unwrap();
        let (anna, lead, contract) = person(store, "Anna");
        let (berta, other, _) = person(store, "Berta");
        let clerk = store.actor("clara", Role::Clerk);
        let refused = store
            .tenant
            .write(&clerk, |op| retention::open_case(op, anna, "x", RunOrigin::Hand, None))
            .unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
        let case = open(store, anna, Some("crm-4711")).unwrap();
        assert_eq!((case.state.as_str(), case.person), ("open", anna));
        assert_eq!(case.reason.as_deref(), Some("Anruf von Frau Muster"));
        // The same request opens no second case, another one is refused.
        assert_eq!(open(store, anna, Some("crm-4711")).unwrap().id, case.id);
        assert_eq!(open(store, berta, Some("crm-4711")).unwrap_err().kind(), Kind::Conflict);
        assert_eq!(open(store, anna, None).unwrap_err().outside().key(), "error-case-open");
        assert_eq!(open(store, PersonId(999), None).unwrap_err().kind(), Kind::NotFound);
        assert_eq!(states(store, anna), pairs(&[("lead", "due"), ("contract", "due")]));
        // A keep holds the contract, the lead goes.
        let target = Target::Record { type_key: "contract", key: &contract };
        let keep = |op: &mut Op<'_, '_>| {
            marks::ops::set(op, MarkKind::Keep, target, "Rechnung offen", None)
        };
        store.tenant.write(&admin, keep).unwrap();
        let done = approve(store, case.id).unwrap();
        assert_eq!(done, Approved { case: case.id, done: 1, held: 1 });
        assert_eq!(store.fields("lead", &lead)["last_name"], "XXXX");
        assert_eq!(store.fields("contract", &contract)["holder_last_name"], "Anna");
        assert_eq!(store.fields("lead", &other)["last_name"], "Berta");
        assert_eq!(states(store, anna), pairs(&[("contract", "held"), ("lead", "done")]));
        // Approved again, nothing more is done, whatever has become due meanwhile.
        assert_eq!(approve(store, case.id).unwrap(), Approved { case: case.id, done: 0, held: 0 });
        let closed = store.tenant.read(&admin, |op| retention::case(op, case.id)).unwrap();
        assert_eq!(closed.state, "approved");
        // A new one finds all of it held, and then nothing of the rest due.
        let second = open(store, anna, None).unwrap();
        let held = approve(store, second.id).unwrap_err();
        assert_eq!((held.kind(), held.outside().key()), (Kind::Held, "error-case-held"));
        let release =
            |op: &mut Op<'_, '_>| marks::ops::release(op, MarkKind::Keep, target, "bezahlt");
        store.tenant.write(&admin, release).unwrap();
        assert_eq!(approve(store, second.id).unwrap().done, 1);
        let third = open(store, anna, None).unwrap();
        let nothing = approve(store, third.id).unwrap_err();
        assert_eq!(nothing.outside().key(), "error-case-nothing-due");
        let missing = approve(store, CaseId(999)).unwrap_err();
        assert_eq!(missing.kind(), Kind::NotFound);
        journal::ops::integrate(&store.tenant).unwrap();
        assert!(journal::verify(&store.tenant, &admin, &[]).unwrap().is_ok());
        // Nothing of Anna is left: the words on her case are gone with her key.
        let all = store.tenant.read(&admin, |op| retention::case_files(op, None, 10)).unwrap();
        let first = all.iter().find(|file| file.id == case.id).unwrap();
        assert_eq!(first.reason, None);
    });
}

#[test]
fn a_postponed_case_holds_the_run_back() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        store.tenant.write(&admin, |op| retention::ops::apply(op, CONCEPT)).unwrap();
        let (anna, lead, _) = person(store, "Anna");
        let (_, other, _) = person(store, "Berta");
        let case = open(store, anna, None).unwrap();
        let postpone = |until| {
            let work = |op: &mut Op<'_, '_>| {
                retention::postpone_case(op, case.id, until, "Klage angekündigt")
            };
            store.tenant.write(&admin, work)
        };
        let past = postpone(date(2026, 11, 21)).unwrap_err();
        assert_eq!((past.kind(), past.outside().key()), (Kind::Invalid, "error-case-until"));
        postpone(date(2027, 3, 1)).unwrap();
        postpone(date(2027, 3, 1)).unwrap();
        assert_eq!(postpone(date(2027, 4, 1)).unwrap_err().kind(), Kind::Conflict);
        assert_eq!(approve(store, case.id).unwrap_err().outside().key(), "error-case-decided");
        let found = store.tenant.read(&admin, |op| marks::ops::list(op, "lead", &lead)).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].kind, found[0].review_on, found[0].on_person),
            (MarkKind::Keep, Some(date(2027, 3, 1)), true)
        );
        let request = RunRequest {
            rule: "lead-lost".to_owned(),
            today: None,
            origin: RunOrigin::Schedule,
            pause: false,
        };
        let run = || retention::run(&store.tenant, &admin, &request, |_| true).unwrap();
        assert_eq!(run().done, 1);
        assert_eq!(store.fields("lead", &lead)["last_name"], "Anna");
        assert_eq!(store.fields("lead", &other)["last_name"], "XXXX");
        // Whoever looks at it again lifts the keep as any other.
        let release = |op: &mut Op<'_, '_>| {
            marks::ops::release(op, MarkKind::Keep, Target::Person(anna), "keine Klage")
        };
        store.tenant.write(&admin, release).unwrap();
        assert_eq!(run().done, 1);
    });
}
