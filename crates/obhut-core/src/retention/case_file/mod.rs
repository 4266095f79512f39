//! Cases opened by hand or by another program for one person: what is due of hers or his is
//! approved, and done now, or postponed. Postponing is a keep on the person with a day of review:
//! runs respect it as they do any keep, and nothing else has to be looked at.

mod store;

use jiff::{Timestamp, civil::Date};
use obhut_db::sql::{Comparison, Condition, Dialect, purge};
use obhut_kernel::{Error, Kind, Message, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    CaseId, PersonId,
    context::Op,
    journal::{self, Entry, ops::record},
    marks::{self, MarkKind, Target},
    operation::Operation,
    register::records,
    retention::{
        ActionKind, CaseItem, RunOrigin,
        case_file::store::CaseRow,
        cases,
        engine::{self, Work},
        ops,
        plan::{Plan, plan},
    },
    systems::{Data, RecordType, Types},
};

/// Records acted on at a time; nobody has so many.
const PAGE: u32 = 1_000;

/// A case of one person.
#[derive(Debug, Clone, Serialize)]
pub struct CaseFile {
    /// Its number.
    pub id: CaseId,
    /// Whose it is.
    pub person: PersonId,
    /// `open`, `approved` or `postponed`.
    pub state: String,
    /// Why it was opened, as long as that is not erased.
    pub reason: Option<String>,
    /// When.
    pub opened_at: Timestamp,
    /// When it was approved or postponed.
    pub decided_at: Option<Timestamp>,
    /// When somebody has to look at it again, where it was postponed.
    pub until: Option<Date>,
}

/// What an approved case did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approved {
    /// The case.
    pub case: CaseId,
    /// How many actions were done; none where it was approved before.
    pub done: u64,
    /// How many more are held back, by keep or statutory period.
    pub held: u64,
}

/// Opens a case for a person. `key` is a caller's own for this request: asked again with the same
/// one, the case that is there is returned and nothing is changed.
///
/// [`Kind::NotFound`] when there is no such person, [`Kind::Conflict`] when the person has an open
/// case, or `key` was used for somebody else.
pub fn open(
    op: &mut Op<'_, '_>,
    person: PersonId,
    reason: &str,
    origin: RunOrigin,
    key: Option<&str>,
) -> Result<CaseFile> {
    op.authorise(Operation::CaseOpen, None)?;
    let reason = records::required_reason(reason)?;
    let digest = key.map(digest);
    if let Some(digest) = &digest
        && let Some(row) = store::case_by_key(op, digest)?
    {
        if row.person_id == person {
            return shown(op, row);
        }
        return Err(Error::new(Kind::Conflict, Message::new("error-case-key")));
    }
    if !marks::store::is_person(op, person)? {
        let message = Message::new("error-person-missing").arg("person", person.0);
        return Err(Error::not_found(message));
    }
    if let Some(row) = store::open_case(op, person)? {
        let message = Message::new("error-case-open").arg("case", row.id.0);
        return Err(Error::new(Kind::Conflict, message.arg("person", person.0)));
    }
    let entry = Entry::new("case.open").person(person).reason(reason);
    let entry = record(op, entry.detail("origin", origin.key()))?;
    let id = store::insert_case(op, person, origin, digest.as_deref(), entry)?;
    let row = found(op, id)?;
    shown(op, row)
}

/// A case; not found when there is none with this number.
pub fn case(op: &mut Op<'_, '_>, id: CaseId) -> Result<CaseFile> {
    op.authorise(Operation::CaseSee, None)?;
    let row = found(op, id)?;
    shown(op, row)
}

/// The cases in a state (`open`, `approved`, `postponed`) or in every one, newest first.
pub fn case_files(op: &mut Op<'_, '_>, state: Option<&str>, limit: u32) -> Result<Vec<CaseFile>> {
    op.authorise(Operation::CaseSee, None)?;
    let rows = store::cases(op, state, limit)?;
    rows.into_iter().map(|row| shown(op, row)).collect()
}

/// Does now what is due on the person's records, as far as nothing holds it. Approved before, it
/// does nothing.
///
/// [`Kind::Held`] when all of it is held, [`Kind::Conflict`] when nothing is due or the case was
/// postponed.
pub fn approve(op: &mut Op<'_, '_>, id: CaseId) -> Result<Approved> {
    op.authorise(Operation::CaseApprove, None)?;
    let row = store::lock_case(op, id)?.ok_or_else(|| missing(id))?;
    match row.state.as_str() {
        "approved" => return Ok(Approved { case: id, done: 0, held: 0 }),
        "open" => {}
        _ => return Err(decided(&row)),
    }
    // Before the plans read the keeps on persons.
    marks::store::hold_persons(op)?;
    let types = op.types()?;
    let concept = ops::current_or_none(op)?;
    let today = op.today();
    let mut done = 0;
    for rule in concept.rules.iter().filter(|rule| rule.enabled) {
        let plan = plan(op, &types, &concept, rule, today)?;
        done += act(op, &types, &plan, &row)?;
    }
    let left = cases::pending_of(op, &types, row.person_id)?;
    let held = left.iter().filter(|item| item.state == "held").count() as u64;
    if done == 0 {
        return Err(nothing_done(&row, &left));
    }
    op.authorise(Operation::CaseApprove, None)?;
    store::decide_case(op, id, "approved", None)?;
    let entry = Entry::new("case.approve").detail("case", id.0);
    record(op, entry.detail("done", done).detail("held", held))?;
    op.settle_after();
    Ok(Approved { case: id, done, held })
}

/// Holds back all that is due on the person's records: a keep with a day of review, released as any
/// other. Postponed before until the same day, it does nothing.
///
/// [`Kind::Conflict`] when the case was decided otherwise or a keep is on the person already.
pub fn postpone(op: &mut Op<'_, '_>, id: CaseId, until: Date, reason: &str) -> Result<()> {
    op.authorise(Operation::CasePostpone, None)?;
    let reason = records::required_reason(reason)?;
    let row = store::lock_case(op, id)?.ok_or_else(|| missing(id))?;
    if row.state == "postponed" && row.until == Some(until) {
        return Ok(());
    }
    if row.state != "open" {
        return Err(decided(&row));
    }
    if until <= op.today() {
        return Err(Error::invalid(Message::new("error-case-until").arg("given", until)));
    }
    let target = Target::Person(row.person_id);
    marks::ops::set(op, MarkKind::Keep, target, reason, Some(until))?;
    op.authorise(Operation::CasePostpone, None)?;
    store::decide_case(op, id, "postponed", Some(until))?;
    let entry = Entry::new("case.postpone").detail("case", id.0);
    record(op, entry.detail("until", until.to_string()))?;
    Ok(())
}

/// Does a rule's action on the person's records that nothing holds; how many there were.
fn act(op: &mut Op<'_, '_>, types: &Types, plan: &Plan, row: &CaseRow) -> Result<u64> {
    let record_type = types.get(&plan.rule.type_key)?;
    let Some(mine) = of_person(record_type, row.person_id) else { return Ok(0) };
    if plan.kind == ActionKind::Classify {
        return Ok(0);
    }
    let ready = plan.ready().and(mine);
    let origin = row.origin()?;
    let work = Work { plan, record_type, origin, run: None, reason: None };
    let targets = engine::picked(op, &mut Data::Own, &work, &ready, PAGE)?;
    if targets.is_empty() {
        return Ok(0);
    }
    op.authorise(Operation::RecordAct, Some(record_type))?;
    let done = engine::act_on(op, &mut Data::Own, &work, &targets, &ready)?;
    if op.tx.dialect() == Dialect::Postgres && plan.kind.destroys() {
        // The statistics show samples of values to whoever may read the table.
        purge::refresh_statistics(op.tx, &[record_type.table.clone(), "mark".into()])?;
    }
    Ok(done)
}

/// The records of a type that belong to a person; nothing where the type is about nobody.
pub(super) fn of_person(record_type: &RecordType, person: PersonId) -> Option<Condition> {
    let column = record_type.person.column()?;
    Some(Condition::compare(column, Comparison::Equal, person))
}

/// A caller's key as it is stored: callers write names into keys.
fn digest(key: &str) -> String {
    Sha256::digest(key).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn shown(op: &mut Op<'_, '_>, row: CaseRow) -> Result<CaseFile> {
    let reason = journal::ops::reason_of(op, row.entry_id)?;
    Ok(CaseFile {
        id: row.id,
        person: row.person_id,
        state: row.state,
        reason,
        opened_at: row.opened_at,
        decided_at: row.decided_at,
        until: row.until,
    })
}

fn found(op: &mut Op<'_, '_>, id: CaseId) -> Result<CaseRow> {
    store::case(op, id)?.ok_or_else(|| missing(id))
}

fn missing(id: CaseId) -> Error {
    Error::not_found(Message::new("error-case-missing").arg("case", id.0))
}

fn decided(row: &CaseRow) -> Error {
    let message = Message::new("error-case-decided").arg("case", row.id.0);
    Error::new(Kind::Conflict, message.arg("state", row.state.as_str()))
}

/// Why an approved case did nothing.
fn nothing_done(row: &CaseRow, left: &[CaseItem]) -> Error {
    let held = left.iter().filter(|item| item.state == "held").count();
    if held > 0 {
        let message = Message::new("error-case-held").arg("case", row.id.0);
        return Error::new(Kind::Held, message.arg("count", held));
    }
    let message = Message::new("error-case-nothing-due").arg("person", row.person_id.0);
    Error::new(Kind::Conflict, message)
}
