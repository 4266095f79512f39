//! What holds back: marks set while a run is at work, statutory periods without a rule.

use std::{env, sync::mpsc, thread, time::Duration};

use jiff::civil::date;
use obhut_core::{
    PersonId, Tenant,
    access::{self, Actor},
    journal,
    marks::{self, MarkKind, Target},
    register::{Template, records},
    retention::{self, HandAction, RunOrigin, RunRequest},
    setup,
};
use obhut_kernel::{Kind, Result, Value};
use obhut_sql::{Db, Options};

use crate::{
    harness::{TestStore, on_each_engine},
    rules::apply,
};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "lost"
type = "lead"
when = 'status = "lost"'
start = "lost_on"
period = "P6M"
action = "anonymise"
reason = "nobody needs it"
"#;

fn lead(store: &TestStore, name: &str) -> (String, PersonId) {
    let values: [(&str, Value); 4] = [
        ("last_name", name.into()),
        ("email", format!("{}@example.org", name.to_lowercase()).into()),
        ("status", "lost".into()),
        ("lost_on", date(2020, 1, 1).into()),
    ];
    let key = store.record("lead", &values);
    let view = store.tenant.read(&store.admin(), |op| records::show(op, "lead", &key)).unwrap();
    (key, view.person.unwrap())
}

fn admin(tenant: &Tenant) -> Actor {
    access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap()
}

fn run(tenant: &Tenant) -> retention::RunReport {
    let request =
        RunRequest { rule: "lost".to_owned(), today: None, origin: RunOrigin::Hand, pause: false };
    retention::run(tenant, &admin(tenant), &request, |_| true).unwrap()
}

fn keep(tenant: &Tenant, person: PersonId) {
    tenant
        .write(&admin(tenant), |op| {
            marks::ops::set(op, MarkKind::Keep, Target::Person(person), "Rechtsstreit", None)
        })
        .unwrap();
}

fn name(tenant: &Tenant, key: &str) -> serde_json::Value {
    let view = tenant.read(&admin(tenant), |op| records::show(op, "lead", key)).unwrap();
    view.fields["last_name"].clone()
}

/// Whatever a confirmed keep on a person found is still there after the batch that was at work: the
/// batch is held open between its plan and its end by somebody else's lock on one of its rows.
#[test]
fn a_keep_on_a_person_is_in_force_for_the_batch_at_work() {
    let Ok(server) = env::var("OBHUT_TEST_POSTGRES") else {
        assert!(env::var("OBHUT_REQUIRE_SERVERS").is_err(), "OBHUT_TEST_POSTGRES is not set");
        eprintln!("NOT RUN: OBHUT_TEST_POSTGRES is not set");
        return;
    };
    for by_hand in [false, true] {
        let store = TestStore::new(Template::Crm, Some(server.clone()));
        store.tenant.write(&store.admin(), |op| retention::ops::apply(op, CONCEPT)).unwrap();
        let (first, kept) = lead(&store, "Erstens");
        let (last, _) = lead(&store, "Letztens");
        // With one record the row itself is in the way.
        let blocked = if by_hand { &first } else { &last }.clone();
        let options = Options { schema: Some(store.place.schema()), ..Options::default() };
        let stranger = Db::open(&store.place.data(), &options).unwrap();
        let (worker, office) = (store.reopen(), store.reopen());
        let (locked, is_locked) = mpsc::channel();
        let (let_go, may_go) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                stranger
                    .write(|tx| {
                        tx.query(
                            "SELECT id FROM rec_lead WHERE id = ? FOR UPDATE",
                            &[blocked.parse::<i64>().unwrap().into()],
                        )?;
                        locked.send(()).unwrap();
                        may_go.recv().unwrap();
                        Ok(())
                    })
                    .unwrap();
            });
            is_locked.recv().unwrap();
            let first = &first;
            let at_work = scope.spawn(move || {
                if by_hand {
                    let action = HandAction {
                        action: "anonymise",
                        type_key: "lead",
                        key: first,
                        reason: "verlangt",
                        fields: Vec::new(),
                        origin: RunOrigin::Hand,
                    };
                    worker.write(&admin(&worker), |op| retention::act(op, &action)).unwrap();
                } else {
                    run(&worker);
                }
            });
            thread::sleep(Duration::from_millis(700));
            assert!(!at_work.is_finished(), "the batch is held open");
            let confirming = scope.spawn(|| {
                keep(&office, kept);
                name(&office, first)
            });
            thread::sleep(Duration::from_millis(500));
            let_go.send(()).unwrap();
            let confirmed = confirming.join().unwrap();
            at_work.join().unwrap();
            assert_eq!(name(&store.tenant, first), confirmed, "by hand: {by_hand}");
        });
        // The next run finds the keep.
        let (third, _) = lead(&store, "Drittens");
        run(&store.tenant);
        assert_eq!(name(&store.tenant, &third), "XXXX");
        store.remove();
    }
}

fn anonymise(store: &TestStore, type_key: &str, key: &str, despite: Option<&str>) -> Result<()> {
    let action = HandAction {
        action: "anonymise",
        type_key,
        key,
        reason: "verlangt",
        fields: Vec::new(),
        origin: RunOrigin::Hand,
    };
    let done = store.tenant.write(&store.admin(), |op| match despite {
        Some(why) => retention::act_despite(op, &action, why),
        None => retention::act(op, &action),
    });
    done.map(drop)
}

fn refusal(outcome: Result<()>) -> &'static str {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), Kind::Held, "{error:?}");
    error.outside().key()
}

const RUNS: &str = "error-record-statutory";
const UNKNOWN: &str = "error-record-statutory-unknown";

fn contract(store: &TestStore, values: &[(&str, Value)]) -> String {
    let mut all: Vec<(&str, Value)> = vec![("holder_last_name", "Muster".into())];
    all.extend(values.iter().cloned());
    store.record("contract", &all)
}

/// F074: a statutory period holds an action by hand without any rule that says so.
#[test]
fn statutory_periods_hold_without_a_rule() {
    const DESPITE: &str = "Probeeintrag, nie ein Vertrag";
    on_each_engine(Template::Association, |store| {
        apply(store, "title = \"Leer\"\n");
        let ended = contract(store, &[("ended_on", date(2025, 3, 31).into())]);
        let cancelled = contract(store, &[("cancelled_on", date(2025, 3, 31).into())]);
        let long_ago = contract(store, &[("ended_on", date(2010, 3, 31).into())]);
        let open = contract(store, &[]);
        assert_eq!(refusal(anonymise(store, "contract", &ended, None)), RUNS);
        assert_eq!(refusal(anonymise(store, "contract", &cancelled, None)), RUNS);
        anonymise(store, "contract", &long_ago, None).unwrap();
        // A period that runs is not overruled, one that cannot be computed is, with a reason.
        assert_eq!(refusal(anonymise(store, "contract", &ended, Some(DESPITE))), RUNS);
        let refused = anonymise(store, "contract", &open, None).unwrap_err();
        assert_eq!((refused.kind(), refused.outside().key()), (Kind::Held, UNKNOWN));
        let words = obhut_text::render(obhut_kernel::Lang::De, refused.outside());
        assert!(words.contains("leer ist: Ende, Gekündigt am"), "{words}");
        let without = anonymise(store, "contract", &open, Some(" ")).unwrap_err();
        assert_eq!(without.outside().key(), "error-reason-missing");
        let naming = anonymise(store, "contract", &open, Some("Muster war es")).unwrap_err();
        assert_eq!(naming.outside().key(), "error-reason-names");
        anonymise(store, "contract", &open, Some(DESPITE)).unwrap();
        assert_eq!(store.fields("contract", &open)["holder_last_name"], "XXXX");
        let entries = store
            .tenant
            .read(&store.admin(), |op| journal::ops::list(op, &journal::Filter::default()))
            .unwrap();
        let overruled = entries.iter().find(|entry| entry.act == "contract.overrule").unwrap();
        assert_eq!(overruled.reason.as_deref(), Some(DESPITE));
        assert_eq!(overruled.details["norm"], "contract_master");
        // What ends no life, and types that nothing obliges to keep, are free.
        let lead = store.record("lead", &[("last_name", "Muster".into())]);
        anonymise(store, "lead", &lead, None).unwrap();
        // The same where the type does not say from when; a running contract under rules.
        let donation = store.record("donation", &[("donor_name", "Muster".into())]);
        assert_eq!(refusal(anonymise(store, "donation", &donation, None)), UNKNOWN);
    });
}

/// The periods of the type hold rules that do not say from when, too.
#[test]
fn statutory_periods_of_the_type_hold_rules_without_a_start() {
    on_each_engine(Template::Association, |store| {
        let text = "[[rule]]\nkey = \"r\"\ntype = \"contract\"\nwhen = 'status = \"ended\"'\n\
            start = \"ended_on\"\nperiod = \"P7Y\"\naction = \"anonymise\"\nreason = \"x\"\n\
            [[rule]]\nkey = \"d\"\ntype = \"contract\"\nwhen = 'status = \"draft\"'\n\
            action = \"anonymise\"\nexempt = [\"contract_master\"]\nreason = \"x\"\n\
            [[rule]]\nkey = \"n\"\ntype = \"contract\"\nwhen = 'status = \"not_concluded\"'\n\
            action = \"anonymise\"\nreason = \"x\"\n";
        apply(store, text);
        let running = contract(store, &[("status", "active".into())]);
        assert_eq!(refusal(anonymise(store, "contract", &running, None)), UNKNOWN);
        let draft = contract(store, &[("status", "draft".into())]);
        anonymise(store, "contract", &draft, None).unwrap();
        // A rule without a start event is held by what the type says of it, and the list says why.
        let never = contract(store, &[("status", "not_concluded".into())]);
        let recent = [("status", "not_concluded".into()), ("ended_on", date(2025, 1, 1).into())];
        let recent = contract(store, &recent);
        let listed = store
            .tenant
            .read(&store.admin(), |op| {
                let concept = retention::ops::concept(op)?;
                let today = op.today();
                retention::preview(op, &concept, concept.rule("n")?, today, 10)
            })
            .unwrap();
        let held: Vec<_> =
            listed.iter().map(|due| (&due.key, due.held.as_ref().unwrap().key())).collect();
        let expected = [
            (&never, "statutory_unknown:contract_master".to_owned()),
            (&recent, "statutory:contract_master".to_owned()),
        ];
        assert_eq!(held, expected);
    });
}
