//! What runs by schedule.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use jiff::civil::date;
use obhut_core::{
    Tenant,
    access::{self, Actor, Role},
    jobs::{self, Job, JobReport},
    journal, marks,
    register::Template,
    retention::{self, RunOrigin, RunRequest},
};
use obhut_kernel::Kind;
use obhut_sql::{Db, Fault, Options};

use crate::harness::{TestStore, on_each_engine};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "note-old"
type = "note"
start = "written_on"
period = "P24M"
action = "delete"
schedule = "0 3 * * *"
reason = "no purpose left"

[[rule]]
key = "by-hand"
type = "task"
action = "delete"
when = 'status = "done"'
reason = "no purpose left"
"#;

fn apply(store: &TestStore, text: &str) {
    store.tenant.write(&store.admin(), |op| retention::ops::apply(op, text)).unwrap();
}

fn system(tenant: &Tenant) -> Actor {
    access::ops::actor(tenant, access::ops::SYSTEM_LOGIN).unwrap()
}

fn tick(store: &TestStore) -> Vec<JobReport> {
    jobs::ops::tick(&store.tenant, &system(&store.tenant)).unwrap()
}

fn of<'a>(reports: &'a [JobReport], job: &str) -> Option<&'a JobReport> {
    reports.iter().find(|report| report.job == job)
}

fn job(store: &TestStore, key: &str) -> Job {
    let jobs = store.tenant.read(&store.admin(), jobs::ops::list).unwrap();
    jobs.into_iter().find(|job| job.key == key).unwrap()
}

fn notes(store: &TestStore, count: i64) {
    for number in 0..count {
        store.record(
            "note",
            &[("body", format!("note {number}").into()), ("written_on", date(2020, 1, 1).into())],
        );
    }
}

fn runs(store: &TestStore) -> i64 {
    let options = Options { schema: Some(store.place.schema()), ..Options::default() };
    let db = Db::open(&store.place.data(), &options).unwrap();
    db.read(|tx| tx.query_one("SELECT count(*) FROM run", &[])).unwrap().unwrap().at(0).unwrap()
}

#[test]
fn due_jobs_run_once_however_often_they_were_missed() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        notes(store, 3);
        // 21 November, 10:00 in Berlin: what is first seen waits for its next time.
        assert!(of(&tick(store), "rule:note-old").is_none());
        let planned = job(store, "rule:note-old");
        assert_eq!(planned.next_at.unwrap().to_string(), "2026-11-22T02:00:00Z");
        assert_eq!((planned.last_at, planned.attempts), (None, 0));
        assert_eq!(job(store, "purge").next_at.unwrap().to_string(), "2026-11-22T03:00:00Z");
        store.set_day(date(2026, 11, 27));
        let reports = tick(store);
        let done = of(&reports, "rule:note-old").unwrap();
        assert_eq!((done.result["due"].as_i64(), done.result["done"].as_i64()), (Some(3), Some(3)));
        assert_eq!(of(&reports, "purge").unwrap().failure, None);
        assert!(of(&reports, "reviews").is_some());
        assert!(of(&reports, "rule:by-hand").is_none());
        let after = job(store, "rule:note-old");
        assert_eq!(after.next_at.unwrap().to_string(), "2026-11-28T02:00:00Z");
        assert!(after.last_at.is_some() && !after.running);
        assert!(after.result.unwrap().contains("\"done\":3"));
        assert!(tick(store).iter().all(|report| report.job == "journal"));
        assert_eq!(runs(store), 1);
        let found = journal::verify(&store.tenant, &store.admin(), &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
    });
}

#[test]
fn a_changed_schedule_starts_anew_and_a_rule_that_went_is_forgotten() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        tick(store);
        apply(store, &CONCEPT.replace("0 3 * * *", "0 5 * * 1"));
        tick(store);
        let changed = job(store, "rule:note-old");
        assert_eq!(changed.schedule, "0 5 * * 1");
        assert_eq!(changed.next_at.unwrap().to_string(), "2026-11-23T04:00:00Z");
        apply(store, &CONCEPT.replace("schedule", "#"));
        tick(store);
        let jobs = store.tenant.read(&store.admin(), jobs::ops::list).unwrap();
        assert!(jobs.iter().all(|job| job.key != "rule:note-old"));
    });
}

#[test]
fn a_failure_is_recorded_and_tried_again_later() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        notes(store, 3);
        tick(store);
        store.set_day(date(2026, 11, 22));
        // Commits: the journal, the claim, the start of the run.
        store.world.faults.plan(3, Fault::NotKept);
        let failed = tick(store);
        let failed = of(&failed, "rule:note-old").unwrap();
        assert_eq!(failed.failure.as_deref(), Some("error-database-io"));
        let seen = job(store, "rule:note-old");
        assert_eq!((seen.attempts, seen.failure.as_deref()), (1, Some("error-database-io")));
        assert_eq!(seen.next_at.unwrap(), store.tenant.now() + Duration::from_mins(1));
        assert!(of(&tick(store), "rule:note-old").is_none(), "it waits");
        store.clock.set(store.tenant.now() + Duration::from_secs(61));
        assert_eq!(of(&tick(store), "rule:note-old").unwrap().result["done"], 3);
        let seen = job(store, "rule:note-old");
        assert_eq!((seen.attempts, seen.failure), (0, None));
    });
}

#[test]
fn an_unfinished_run_is_gone_on_with_at_once() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        notes(store, 4);
        tick(store);
        let request = RunRequest {
            rule: "note-old".to_owned(),
            today: None,
            origin: RunOrigin::Schedule,
            pause: false,
        };
        let begun = retention::run(&store.tenant, &store.admin(), &request, |_| false).unwrap();
        let reports = tick(store);
        let done = of(&reports, "rule:note-old").unwrap();
        assert_eq!(done.result["run"].as_i64(), begun.run.map(|run| run.0));
        assert_eq!(done.result["done"], 4);
        assert_eq!(runs(store), 1);
    });
}

#[test]
fn of_several_processes_one_does_it() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        notes(store, 5);
        tick(store);
        store.set_day(date(2026, 11, 22));
        let others: Vec<Tenant> = (0..4).map(|_| store.reopen()).collect();
        let done: Vec<_> = thread::scope(|scope| {
            let ticks: Vec<_> = others
                .iter()
                .map(|tenant| scope.spawn(|| jobs::ops::tick(tenant, &system(tenant)).unwrap()))
                .collect();
            ticks.into_iter().map(|tick| tick.join().unwrap()).collect()
        });
        let of_rule: Vec<_> = done.iter().filter_map(|r| of(r, "rule:note-old")).collect();
        assert_eq!(of_rule.len(), 1, "{of_rule:?}");
        assert_eq!(of_rule[0].failure, None);
        assert_eq!(runs(store), 1);
        let found = journal::verify(&store.tenant, &store.admin(), &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
    });
}

#[test]
fn the_claim_of_a_killed_process_lapses() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        notes(store, 2);
        tick(store);
        store.set_day(date(2026, 11, 22));
        let options = Options { schema: Some(store.place.schema()), ..Options::default() };
        let db = Db::open(&store.place.data(), &options).unwrap();
        let until = store.tenant.now() + Duration::from_mins(10);
        db.write(|tx| {
            tx.execute(
                "UPDATE schedule SET claim = 'killed', claimed_until = ? WHERE key = 'rule:note-old'",
                &[until.into()],
            )
        })
        .unwrap();
        assert!(of(&tick(store), "rule:note-old").is_none());
        assert!(job(store, "rule:note-old").running);
        store.clock.set(until);
        assert_eq!(of(&tick(store), "rule:note-old").unwrap().result["done"], 2);
    });
}

/// The light variant: nothing runs by itself, everything can be done by hand.
#[test]
fn with_jobs_off_nothing_runs_by_itself() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        notes(store, 2);
        tick(store);
        store.set_day(date(2026, 11, 27));
        let admin = store.admin();
        store.tenant.write(&admin, |op| jobs::ops::switch(op, false)).unwrap();
        assert!(tick(store).is_empty());
        assert_eq!(runs(store), 0);
        let request = RunRequest {
            rule: "note-old".to_owned(),
            today: None,
            origin: RunOrigin::Hand,
            pause: false,
        };
        let by_hand = retention::run(&store.tenant, &admin, &request, |_| true).unwrap();
        assert_eq!(by_hand.done, 2);
        store.tenant.write(&admin, |op| jobs::ops::switch(op, true)).unwrap();
        assert!(of(&tick(store), "rule:note-old").is_some());
    });
}

#[test]
fn marks_to_be_looked_at_again_are_counted() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        for (number, review) in
            [Some(date(2026, 11, 22)), Some(date(2027, 1, 1)), None].into_iter().enumerate()
        {
            let key = store.record("note", &[("body", format!("note {number}").into())]);
            let target = marks::Target::Record { type_key: "note", key: &key };
            store
                .tenant
                .write(&admin, |op| {
                    marks::ops::set(op, marks::MarkKind::Keep, target, "Streit", review)
                })
                .unwrap();
        }
        tick(store);
        store.set_day(date(2026, 11, 23));
        assert_eq!(of(&tick(store), "reviews").unwrap().result["due"], 1);
    });
}

#[test]
fn who_may_not_is_refused() {
    on_each_engine(Template::Crm, |store| {
        let sales = store.actor("vera", Role::Sales);
        let seen = store.tenant.read(&sales, jobs::ops::list).unwrap_err();
        assert_eq!(seen.kind(), Kind::Forbidden);
        let off = store.tenant.write(&sales, |op| jobs::ops::switch(op, false)).unwrap_err();
        assert_eq!(off.kind(), Kind::Forbidden);
        let admin = store.admin();
        let wrong = |op: &mut obhut_core::Op<'_, '_>| jobs::ops::set_purge_schedule(op, "weekly");
        assert_eq!(store.tenant.write(&admin, wrong).unwrap_err().kind(), Kind::Invalid);
        store.tenant.write(&admin, |op| jobs::ops::set_purge_schedule(op, "0 2 * * *")).unwrap();
        tick(store);
        assert_eq!(job(store, "purge").next_at.unwrap().to_string(), "2026-11-22T01:00:00Z");
    });
}

#[test]
fn the_worker_goes_round_until_it_is_stopped() {
    on_each_engine(Template::Crm, |store| {
        apply(store, CONCEPT);
        notes(store, 2);
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let worker =
                scope.spawn(|| jobs::worker(&store.tenant, &stop, Duration::from_millis(20)));
            let waits = |what: &dyn Fn() -> bool| {
                for _ in 0..400 {
                    if what() {
                        return;
                    }
                    thread::sleep(Duration::from_millis(25));
                }
                stop.store(true, Ordering::Relaxed);
                panic!("the worker did nothing");
            };
            let admin = store.admin();
            let jobs = || store.tenant.read(&admin, jobs::ops::list).unwrap();
            waits(&|| jobs().iter().any(|job| job.key == "rule:note-old"));
            store.set_day(date(2026, 11, 22));
            waits(&|| jobs().iter().any(|job| job.key == "rule:note-old" && job.last_at.is_some()));
            stop.store(true, Ordering::Relaxed);
            worker.join().unwrap().unwrap();
        });
        assert_eq!(runs(store), 1);
    });
}
