//! One execution of a rule: bounded batches, resumable from its cursor, idempotent.

use std::{
    thread,
    time::{Duration, Instant},
};

use jiff::civil::Date;
use obhut_db::{
    RunId,
    sql::{Dialect, key_text},
};
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    access::Actor,
    context::{Op, Tenant},
    journal::{Entry, ops::record},
    operation::Operation,
    register,
    retention::{
        Concept, Held, RunReport,
        engine::{self, Target, Work},
        ops,
        plan::{Plan, plan},
        preview::{counts, hold_by_cap},
        store::{self, CommonItem, NewItem, NewRun, RunRow},
        types::RunOrigin,
    },
    systems::{Data, Types},
};

/// What is left to other writers between two batches on SQLite.
const PAUSE: Duration = Duration::from_millis(3);
/// After how many batches new entries are brought into the log and, on SQLite, the write-ahead
/// log is moved into the file.
const SETTLE: u32 = 50;
/// After how many records the write-ahead log of SQLite is moved into the file, beside the writer.
const CHECKPOINT: u64 = 20_000;
/// How often a page that somebody changed meanwhile is read again.
const ATTEMPTS: u32 = 5;

/// What to run.
#[derive(Debug, Clone)]
pub struct RunRequest {
    /// The rule.
    pub rule: String,
    /// The day; another than the present one only in a throw-away store.
    pub today: Option<Date>,
    /// What asks for it.
    pub origin: RunOrigin,
    /// Whether to leave time to other writers between batches.
    pub pause: bool,
}

/// How far a run is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Records acted on so far.
    pub done: u64,
    /// Records that are due and not held.
    pub ready: u64,
}

/// A run in its batches.
struct Running {
    id: RunId,
    concept: Concept,
    today: Date,
    row: RunRow,
    ready: u64,
    held: Vec<Held>,
}

/// Executes a rule, or goes on with its unfinished run. Reports after each batch to `watch`,
/// which returns whether to go on; stopped, the run can be gone on with later.
pub fn run(
    tenant: &Tenant,
    actor: &Actor,
    request: &RunRequest,
    mut watch: impl FnMut(Progress) -> bool,
) -> Result<RunReport> {
    let began = tenant.now();
    let mut running = begin(tenant, actor, request)?;
    let mut pace = Pace::new(tenant, request.pause);
    // How many rows a page takes while one is searched that cannot be acted on.
    let mut narrowed: Option<u32> = None;
    let mut attempts = 0;
    let mut batches = 0;
    let mut checkpointed = running.row.done;
    loop {
        let size = narrowed.unwrap_or(pace.rows);
        match pace.timed(tenant, || batch(tenant, actor, request, &running, size)) {
            Ok(None) => break,
            Ok(Some(row)) => {
                running.row = row;
                narrowed = narrowed.map(|rows| rows * 2).filter(|rows| *rows < pace.rows);
                attempts = 0;
            }
            // A record that cannot be acted on is found by halving its page, and what lies before
            // it is done on the way; behind it the pages grow again.
            Err(error) if matches!(error.kind(), Kind::Conflict | Kind::Invalid) => {
                if size == 1 {
                    running.row = note_failure(tenant, actor, request, &running, &error)?;
                }
                narrowed = Some((size / 2).max(1));
                continue;
            }
            Err(error) if error.kind() == Kind::Busy && attempts < ATTEMPTS => {
                attempts += 1;
                continue;
            }
            Err(error) => return Err(error),
        }
        batches += 1;
        if batches % SETTLE == 0 {
            crate::journal::ops::settle(tenant)?;
            crate::journal::ops::integrate(tenant)?;
        }
        if running.row.done >= checkpointed + CHECKPOINT {
            checkpointed = running.row.done;
            tenant.db.checkpoint_some()?;
        }
        if !watch(Progress { done: running.row.done, ready: running.ready }) {
            return Ok(report(tenant, &running, began));
        }
        if request.pause && tenant.dialect() == Dialect::Sqlite {
            thread::sleep(PAUSE);
        }
    }
    let report = report(tenant, &running, began);
    tenant.write(actor, |op| {
        op.authorise(Operation::RunStart, None)?;
        if store::lock_run(op, running.id)?.state != "running" {
            // Another process, with which this one shared the run, has finished it, or another
            // version of the concept is in force.
            return Ok(());
        }
        store::finish_run(op, running.id, "done", &report.held)?;
        let entry = Entry::new("run.finish").detail("run", running.id.0);
        let entry = entry.detail("rule", request.rule.as_str()).detail("done", report.done);
        record(op, entry.detail("failed", report.failed)).map(drop)
    })?;
    settle(tenant)?;
    ops::refresh_statistics(tenant, &running.concept, &request.rule)?;
    Ok(report)
}

/// How many rows a batch takes: as many as nobody notices.
struct Pace {
    rows: u32,
    /// Whether to leave time to others, on SQLite, where one writer waits for the other.
    shared: bool,
}

impl Pace {
    /// Rows in one transaction on PostgreSQL, where rows are locked and not tables.
    const POSTGRES: u32 = 5_000;
    /// Rows when nobody else is there: fewer commits write index pages less often.
    const ALONE: u32 = 20_000;
    /// Rows at least and at most while others may come.
    const SHARED: std::ops::RangeInclusive<u32> = 300..=4_000;
    /// How long a batch may take while somebody waits, and while nobody does.
    const WAITED_FOR: Duration = Duration::from_millis(8);
    const UNNOTICED: Duration = Duration::from_millis(30);

    fn new(tenant: &Tenant, pause: bool) -> Self {
        let shared = pause && tenant.dialect() == Dialect::Sqlite;
        let rows = match tenant.dialect() {
            Dialect::Sqlite if pause => 500,
            Dialect::Sqlite => Self::ALONE,
            _ => Self::POSTGRES,
        };
        Self { rows, shared }
    }

    /// Runs a batch and takes its time for the size of the next one.
    fn timed<T>(&mut self, tenant: &Tenant, batch: impl FnOnce() -> T) -> T {
        let (began, waits) = (Instant::now(), tenant.db.waits());
        let outcome = batch();
        if self.shared {
            let contended = tenant.db.waits() > waits;
            let allowed = if contended { Self::WAITED_FOR } else { Self::UNNOTICED };
            let took = began.elapsed();
            self.rows = if took > allowed { self.rows * 2 / 3 } else { self.rows * 5 / 4 };
            self.rows = self.rows.clamp(*Self::SHARED.start(), *Self::SHARED.end());
        }
        outcome
    }
}

fn settle(tenant: &Tenant) -> Result<()> {
    crate::journal::ops::settle(tenant)?;
    crate::journal::ops::integrate(tenant)?;
    crate::journal::ops::empty_log(tenant)
}

fn report(tenant: &Tenant, running: &Running, began: jiff::Timestamp) -> RunReport {
    let seconds = tenant.now().duration_since(began).as_secs_f64();
    let mut report = RunReport {
        run: Some(running.id),
        rule: running.row.rule_key.clone(),
        due: running.row.due,
        done: running.row.done,
        held: running.held.clone(),
        failed: running.row.failed,
        seconds,
    };
    hold_by_cap(&mut report, running.ready, running.row.cap);
    report
}

fn begin(tenant: &Tenant, actor: &Actor, request: &RunRequest) -> Result<Running> {
    tenant.write(actor, |op| {
        let (concept_id, concept) = ops::current(op)?;
        let rule = concept.rule(&request.rule)?.clone();
        let types = op.types()?;
        let record_type = types.get(&rule.type_key)?;
        op.authorise(Operation::RunStart, Some(record_type))?;
        if ops::proposed(op)? {
            return Err(Error::new(Kind::Conflict, Message::new("error-concept-proposed")));
        }
        if !rule.enabled {
            let off = Message::new("error-rule-disabled").arg("rule", &rule.key);
            return Err(Error::new(Kind::Conflict, off));
        }
        let today = day(op, request)?;
        if let Some(row) = store::unfinished_run(op, &rule.key)? {
            let plan = plan(op, &types, &concept, &rule, row.today)?;
            let (left, held) = counts(op, record_type, &plan)?;
            let held_now: u64 = held.iter().map(|held| held.count).sum();
            let ready = row.done + left - held_now;
            return Ok(Running { id: row.id, concept, today: row.today, row, ready, held });
        }
        let plan = plan(op, &types, &concept, &rule, today)?;
        let (due, held) = counts(op, record_type, &plan)?;
        let ready = due - held.iter().map(|held| held.count).sum::<u64>();
        let id = store::insert_run(
            op,
            &NewRun {
                concept_id: Some(concept_id),
                rule_key: &rule.key,
                type_id: record_type.id,
                action: plan.kind.key(),
                origin: request.origin,
                today,
                cap: rule.cap,
                due,
            },
        )?;
        let entry = Entry::new("run.start").detail("run", id.0).detail("rule", rule.key.as_str());
        let entry = entry.detail("today", today.to_string()).detail("due", due);
        record(op, entry.detail("concept", concept_id))?;
        let row = store::lock_run(op, id)?;
        Ok(Running { id, concept, today, row, ready, held })
    })
}

/// The day of a run: the present one, or in a throw-away store the one asked for.
fn day(op: &Op<'_, '_>, request: &RunRequest) -> Result<Date> {
    match request.today {
        Some(day) if day != op.today() && !op.tenant.is_sandbox() => {
            Err(Error::new(Kind::Forbidden, Message::new("error-run-today")))
        }
        Some(day) => Ok(day),
        None => Ok(op.today()),
    }
}

/// One batch in one transaction: nothing when there is nothing left to do.
fn batch(
    tenant: &Tenant,
    actor: &Actor,
    request: &RunRequest,
    running: &Running,
    size: u32,
) -> Result<Option<RunRow>> {
    tenant.write(actor, |op| {
        let types = op.types()?;
        let Some((row, plan, targets)) = next_page(op, &types, running, size)? else {
            return Ok(None);
        };
        let work = Work {
            plan: &plan,
            record_type: types.get(&plan.rule.type_key)?,
            origin: request.origin,
            run: Some(running.id),
            reason: None,
        };
        let ready = plan.ready();
        let done = engine::act_on(op, &mut Data::Own, &work, &targets, &ready)?;
        let last = targets.last().ok_or_else(|| Error::internal("empty page"))?;
        store::advance_run(op, running.id, &last.text, done, 0)?;
        store::lock_run(op, row.id).map(Some)
    })
}

type Page = (RunRow, Plan, Vec<Target>);

fn next_page(
    op: &mut Op<'_, '_>,
    types: &Types,
    running: &Running,
    size: u32,
) -> Result<Option<Page>> {
    let rule = running.concept.rule(&running.row.rule_key)?;
    let record_type = types.get(&rule.type_key)?;
    op.authorise(Operation::RunStart, Some(record_type))?;
    let row = store::lock_run(op, running.id)?;
    if row.state != "running" {
        return Ok(None);
    }
    let left = row.cap.map_or(u64::from(size), |cap| cap.saturating_sub(row.done + row.failed));
    let size = size.min(u32::try_from(left).unwrap_or(u32::MAX));
    if size == 0 {
        return Ok(None);
    }
    // Before the plan reads the keeps on persons.
    crate::marks::store::hold_persons(op)?;
    let plan = plan(op, types, &running.concept, rule, running.today)?;
    let after = match &row.cursor {
        Some(cursor) => Some(register::store::key_of(record_type, cursor)?),
        None => None,
    };
    let work = Work {
        plan: &plan,
        record_type,
        origin: RunOrigin::Hand,
        run: Some(running.id),
        reason: None,
    };
    let ready = plan.ready();
    let targets = engine::page(op, &mut Data::Own, &work, &ready, after.as_ref(), size)?;
    Ok(if targets.is_empty() { None } else { Some((row, plan, targets)) })
}

/// Writes down a record that could not be acted on and leaves it behind.
fn note_failure(
    tenant: &Tenant,
    actor: &Actor,
    request: &RunRequest,
    running: &Running,
    error: &Error,
) -> Result<RunRow> {
    tracing::warn!(run = running.id.0, ?error, "a record could not be acted on");
    tenant.write(actor, |op| {
        let types = op.types()?;
        let Some((row, plan, targets)) = next_page(op, &types, running, 1)? else {
            return store::lock_run(op, running.id);
        };
        let target = targets.first().ok_or_else(|| Error::internal("empty page"))?;
        let record_type = types.get(&plan.rule.type_key)?;
        let entry = Entry::on_type(record_type, &format!("{}.failed", plan.kind.key()))
            .record(&target.text, target.person)
            .detail("run", running.id.0)
            .detail("why", error.outside().key());
        let entry = record(op, entry)?;
        let common = CommonItem {
            type_id: record_type.id,
            action: plan.kind.key(),
            origin: request.origin,
            run: Some(running.id),
            entry: Some(entry),
            rule_key: Some(&plan.rule.key),
        };
        let item = NewItem {
            person: target.person,
            key: target.text.clone(),
            state: "failed",
            note: Some(error.outside().key().to_owned()),
            due_on: target.due_on,
            seq: None,
            common: &common,
        };
        store::insert_items(op, std::iter::once(item))?;
        store::advance_run(op, running.id, &key_text(&target.key), 0, 1)?;
        store::lock_run(op, row.id)
    })
}
