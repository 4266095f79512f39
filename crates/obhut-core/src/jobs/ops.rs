//! Operations on jobs, and the loop that does them.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use obhut_kernel::{Error, Kind, Message, Result, new_uuid};
use serde_json::json;

use crate::{
    access::{Actor, ops::SYSTEM_LOGIN},
    context::{Op, Tenant},
    jobs::{Job, JobReport, back_off, next_after, parse_schedule, store},
    journal::{self, Entry},
    operation::Operation,
    retention::{self, RunOrigin, RunRequest},
    settings, upkeep,
};

/// How long a claim lasts when it is not renewed, so that the jobs of a killed process are not
/// left for long.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// When the tables are rewritten, unless the tenant says otherwise.
const PURGE: &str = "0 4 * * 0";
/// When marks to be looked at again are counted.
const REVIEWS: &str = "0 6 * * *";
/// How often a waiting worker looks whether it is to stop.
const GLANCE: Duration = Duration::from_millis(100);

/// A round: brings the journal into the log, goes on with unfinished runs, does what is due. A
/// job that was missed, however often, is done once. With jobs switched off nothing happens.
pub fn tick(tenant: &Tenant, actor: &Actor) -> Result<Vec<JobReport>> {
    tick_while(tenant, actor, || true)
}

/// As [`tick`], as long as `go_on` says so; a run is stopped between two batches.
pub fn tick_while(
    tenant: &Tenant,
    actor: &Actor,
    go_on: impl Fn() -> bool,
) -> Result<Vec<JobReport>> {
    if !is_on(tenant)? {
        return Ok(Vec::new());
    }
    journal::ops::settle(tenant)?;
    let mut reports = Vec::new();
    let entries = journal::ops::integrate(tenant)?;
    if entries > 0 {
        let result = json!({ "entries": entries });
        reports.push(JobReport { job: "journal".to_owned(), result, failure: None });
    }
    let wanted = wanted(tenant, actor)?;
    plan(tenant, &wanted)?;
    let unfinished = tenant.db.read(store::unfinished)?;
    let begun =
        |key: &str| key.strip_prefix(RULE).is_some_and(|rule| unfinished.iter().any(|r| r == rule));
    let (first, then): (Vec<_>, Vec<_>) = wanted.iter().partition(|(key, _)| begun(key));
    for (key, cron) in first.into_iter().chain(then) {
        if !go_on() {
            break;
        }
        reports.extend(attend(tenant, actor, (key, cron), &go_on)?);
    }
    Ok(reports)
}

/// Does rounds until `stop`, with `poll` between two of them, as Obhut's own account. A round that
/// fails is reported to the log and the next one tries again.
pub fn worker(tenant: &Tenant, stop: &AtomicBool, poll: Duration) -> Result<()> {
    let go_on = || !stop.load(Ordering::Relaxed);
    let actor = crate::access::ops::actor(tenant, SYSTEM_LOGIN)?;
    while go_on() {
        match tick_while(tenant, &actor, go_on) {
            Ok(reports) => {
                for report in reports {
                    tracing::info!(job = report.job, result = %report.result, failure = ?report.failure, "job");
                }
            }
            // The store was replaced: whoever started this process opens it anew.
            Err(error) if error.kind() == Kind::Conflict => return Err(error),
            Err(error) => tracing::error!(?error, "a round of jobs failed"),
        }
        let mut waited = Duration::ZERO;
        while go_on() && waited < poll {
            thread::sleep(GLANCE.min(poll.saturating_sub(waited)));
            waited += GLANCE;
        }
    }
    Ok(())
}

/// All jobs with how they went.
pub fn list(op: &mut Op<'_, '_>) -> Result<Vec<Job>> {
    op.authorise(Operation::JobSee, None)?;
    let now = op.now;
    Ok(store::jobs(op.tx)?.into_iter().map(|row| row.view(now)).collect())
}

/// Switches all jobs on or off (the light variant, in which everything is done by hand).
pub fn switch(op: &mut Op<'_, '_>, on: bool) -> Result<()> {
    op.authorise(Operation::JobChange, None)?;
    settings::put(op, settings::JOBS, if on { "yes" } else { "no" })?;
    journal::ops::record(op, Entry::new("job.switch").detail("on", on)).map(drop)
}

/// Sets when tables are rewritten; a cron expression in the tenant's zone.
pub fn set_purge_schedule(op: &mut Op<'_, '_>, schedule: &str) -> Result<()> {
    op.authorise(Operation::JobChange, None)?;
    parse_schedule(schedule)?;
    settings::put(op, settings::PURGE, schedule)?;
    let entry = Entry::new("job.schedule").detail("job", PURGE_JOB);
    journal::ops::record(op, entry.detail("schedule", schedule)).map(drop)
}

const RULE: &str = "rule:";
const PURGE_JOB: &str = "purge";
const REVIEWS_JOB: &str = "reviews";

/// Whether jobs run at all.
fn is_on(tenant: &Tenant) -> Result<bool> {
    let setting = tenant.db.read(|tx| settings::get(tx, settings::JOBS))?;
    Ok(setting.as_deref() != Some("no"))
}

/// The jobs there should be, with their schedules.
fn wanted(tenant: &Tenant, actor: &Actor) -> Result<Vec<(String, String)>> {
    let concept = tenant.read(actor, |op| match retention::ops::concept(op) {
        Ok(concept) => Ok((!retention::ops::is_proposed(op)?).then_some(concept)),
        Err(error) if error.kind() == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    })?;
    let mut jobs: Vec<(String, String)> = concept
        .into_iter()
        .flat_map(|concept| concept.rules)
        .filter(|rule| rule.enabled)
        .filter_map(|rule| Some((format!("{RULE}{}", rule.key), rule.schedule?)))
        .collect();
    let purge = tenant.db.read(|tx| settings::get(tx, settings::PURGE))?;
    jobs.push((PURGE_JOB.to_owned(), purge.unwrap_or_else(|| PURGE.to_owned())));
    jobs.push((REVIEWS_JOB.to_owned(), REVIEWS.to_owned()));
    Ok(jobs)
}

/// Brings the table in step with the jobs there should be. A job that is new, or whose schedule
/// changed, waits for its next time.
fn plan(tenant: &Tenant, wanted: &[(String, String)]) -> Result<()> {
    let now = tenant.now();
    let known = tenant.db.read(store::jobs)?;
    let is_known = |key: &str, cron: &str| known.iter().any(|j| j.key == key && j.cron == cron);
    let mut changed = Vec::new();
    for (key, cron) in wanted.iter().filter(|(key, cron)| !is_known(key, cron)) {
        changed.push((key, cron, next_after(&parse_schedule(cron)?, now, tenant.zone())));
    }
    let gone: Vec<_> =
        known.iter().filter(|job| !wanted.iter().any(|(key, _)| *key == job.key)).collect();
    if changed.is_empty() && gone.is_empty() {
        return Ok(());
    }
    tenant.db.write(|tx| {
        for (key, cron, next) in &changed {
            store::put(tx, key, cron, *next)?;
        }
        gone.iter().try_for_each(|job| store::remove(tx, &job.key))
    })
}

/// Does a job if it is due and nobody else has it.
fn attend(
    tenant: &Tenant,
    actor: &Actor,
    (key, cron): (&str, &str),
    go_on: &impl Fn() -> bool,
) -> Result<Option<JobReport>> {
    let now = tenant.now();
    let claim = new_uuid(now, &*tenant.random).to_string();
    if !tenant.db.write(|tx| store::claim(tx, key, &claim, now, until(now)?))? {
        return Ok(None);
    }
    let report = match work(tenant, actor, key, &claim, go_on) {
        Ok(Some(result)) => {
            let done = tenant.now();
            let next = next_after(&parse_schedule(cron)?, done, tenant.zone());
            let text = result.to_string();
            tenant.db.write(|tx| store::finish(tx, key, &claim, done, next, &text))?;
            JobReport { job: key.to_owned(), result, failure: None }
        }
        Ok(None) => {
            tenant.db.write(|tx| store::give_back(tx, key, &claim))?;
            return Ok(None);
        }
        Err(error) => {
            tracing::error!(job = key, ?error, "a job failed");
            let attempts = tenant.db.read(store::jobs)?.into_iter().find(|job| job.key == key);
            let wait = back_off(attempts.map_or(0, |job| job.attempts));
            let next = tenant.now().checked_add(wait).map_err(Error::internal)?;
            let failure = error.outside().key().to_owned();
            tenant.db.write(|tx| store::fail(tx, key, &claim, next, &failure))?;
            JobReport { job: key.to_owned(), result: json!({}), failure: Some(failure) }
        }
    };
    Ok(Some(report))
}

fn until(now: Timestamp) -> Result<Timestamp> {
    now.checked_add(LEASE).map_err(Error::internal)
}

/// What the job does, in numbers; nothing when it was stopped before its end.
fn work(
    tenant: &Tenant,
    actor: &Actor,
    key: &str,
    claim: &str,
    go_on: &impl Fn() -> bool,
) -> Result<Option<serde_json::Value>> {
    if let Some(rule) = key.strip_prefix(RULE) {
        return run_rule(tenant, actor, (key, rule), claim, go_on);
    }
    if key == PURGE_JOB {
        let report = upkeep::purge(tenant, actor)?;
        if !report.left.is_empty() {
            // What others were at work on is tried again soon, not in a week.
            return Err(Error::new(Kind::Busy, Message::new("error-purge-busy")));
        }
        return serde_json::to_value(report).map(Some).map_err(Error::internal);
    }
    let due = tenant.db.read(|tx| store::reviews_due(tx, tenant.today()))?;
    Ok(Some(json!({ "due": due })))
}

fn run_rule(
    tenant: &Tenant,
    actor: &Actor,
    (key, rule): (&str, &str),
    claim: &str,
    go_on: &impl Fn() -> bool,
) -> Result<Option<serde_json::Value>> {
    let request =
        RunRequest { rule: rule.to_owned(), today: None, origin: RunOrigin::Schedule, pause: true };
    let mut renewed = tenant.now();
    let mut stopped = false;
    let mut lost = None;
    let report = retention::run(tenant, actor, &request, |_| {
        let now = tenant.now();
        if now.duration_since(renewed) > LEASE / 4 {
            renewed = now;
            match until(now)
                .and_then(|until| tenant.db.write(|tx| store::renew(tx, key, claim, until)))
            {
                Ok(true) => {}
                // Another process took the job over: it goes on with the same run.
                Ok(false) => lost = Some(None),
                Err(error) => lost = Some(Some(error)),
            }
        }
        stopped = !go_on();
        !stopped && lost.is_none()
    })?;
    match lost {
        Some(Some(error)) => return Err(error),
        Some(None) => return Ok(None),
        None if stopped => return Ok(None),
        None => {}
    }
    let held: u64 = report.held.iter().map(|held| held.count).sum();
    Ok(Some(json!({
        "run": report.run.map(|run| run.0),
        "due": report.due,
        "done": report.done,
        "held": held,
        "failed": report.failed,
    })))
}
