use jiff::{Timestamp, civil::Date};
use obhut_db::{
    CaseId, EntryId, PersonId,
    sql::{Dialect, row_struct},
};
use obhut_kernel::{Error, Result, Value};

use crate::{context::Op, retention::RunOrigin};

row_struct! {
    /// A case of one person.
    #[derive(Debug, Clone)]
    pub(crate) struct CaseRow {
        pub(crate) id: CaseId,
        pub(crate) person_id: PersonId,
        pub(crate) state: String,
        pub(crate) origin: String,
        pub(crate) entry_id: EntryId,
        pub(crate) opened_at: Timestamp,
        pub(crate) decided_at: Option<Timestamp>,
        pub(crate) until: Option<Date>,
    }
}

impl CaseRow {
    /// What opened it.
    pub(crate) fn origin(&self) -> Result<RunOrigin> {
        [RunOrigin::Hand, RunOrigin::Api]
            .into_iter()
            .find(|origin| origin.key() == self.origin)
            .ok_or_else(|| Error::internal("origin of a case"))
    }
}

/// The case with this number.
pub(crate) fn case(op: &mut Op<'_, '_>, id: CaseId) -> Result<Option<CaseRow>> {
    let rows = op.tx.query_as(
        "SELECT id, person_id, state, origin, entry_id, opened_at, decided_at, until \
         FROM case_file WHERE id = ?",
        &[id.into()],
    )?;
    Ok(rows.into_iter().next())
}

/// The case with this number; on PostgreSQL nobody else decides it until the transaction ends.
pub(crate) fn lock_case(op: &mut Op<'_, '_>, id: CaseId) -> Result<Option<CaseRow>> {
    if op.tx.dialect() != Dialect::Sqlite {
        op.tx.query("SELECT id FROM case_file WHERE id = ? FOR UPDATE", &[id.into()])?;
    }
    case(op, id)
}

/// The case that was opened with a caller's key, by the key's digest.
pub(crate) fn case_by_key(op: &mut Op<'_, '_>, digest: &str) -> Result<Option<CaseRow>> {
    let rows = op.tx.query_as(
        "SELECT id, person_id, state, origin, entry_id, opened_at, decided_at, until \
         FROM case_file WHERE caller_key = ?",
        &[digest.into()],
    )?;
    Ok(rows.into_iter().next())
}

/// The open case of a person.
pub(crate) fn open_case(op: &mut Op<'_, '_>, person: PersonId) -> Result<Option<CaseRow>> {
    let rows = op.tx.query_as(
        "SELECT id, person_id, state, origin, entry_id, opened_at, decided_at, until \
         FROM case_file WHERE person_id = ? AND state = 'open'",
        &[person.into()],
    )?;
    Ok(rows.into_iter().next())
}

/// The cases in a state or in every one, newest first.
pub(crate) fn cases(op: &mut Op<'_, '_>, state: Option<&str>, limit: u32) -> Result<Vec<CaseRow>> {
    let state: Value = state.unwrap_or_default().into();
    op.tx.query_as(
        "SELECT id, person_id, state, origin, entry_id, opened_at, decided_at, until \
         FROM case_file WHERE (? = '' OR state = ?) ORDER BY id DESC LIMIT ?",
        &[state.clone(), state, limit.into()],
    )
}

pub(crate) fn insert_case(
    op: &mut Op<'_, '_>,
    person: PersonId,
    origin: RunOrigin,
    digest: Option<&str>,
    entry: EntryId,
) -> Result<CaseId> {
    let row = op.tx.query_one(
        "INSERT INTO case_file (person_id, caller_key, state, origin, entry_id, opened_at) \
         VALUES (?, ?, 'open', ?, ?, ?) RETURNING id",
        &[
            person.into(),
            digest.map(str::to_owned).into(),
            origin.key().into(),
            entry.into(),
            op.now.into(),
        ],
    )?;
    row.ok_or_else(|| Error::internal("case id"))?.get("id")
}

pub(crate) fn decide_case(
    op: &mut Op<'_, '_>,
    id: CaseId,
    state: &str,
    until: Option<Date>,
) -> Result<()> {
    op.tx.execute(
        "UPDATE case_file SET state = ?, decided_at = ?, until = ? WHERE id = ?",
        &[state.into(), op.now.into(), until.into(), id.into()],
    )?;
    Ok(())
}
