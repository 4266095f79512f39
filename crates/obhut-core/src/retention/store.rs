use jiff::{Timestamp, civil::Date};
use obhut_db::{
    EntryId, PersonId, RunId, TypeId,
    sql::{ColumnKind, Dialect, Tx, batch::insert, row_struct},
};
use obhut_kernel::{Error, Result, Value};

pub(crate) use crate::journal::erasure::store::{LedgerRow, insert_ledger};
use crate::{
    context::Op,
    journal::store::{by_dialect, person_list, with_lists},
    retention::{Held, RunOrigin},
};

row_struct! {
    /// A version of the concept.
    #[derive(Debug, Clone)]
    pub(crate) struct ConceptRow {
        pub(crate) id: i64,
        pub(crate) text: String,
        pub(crate) hash: String,
        pub(crate) applied_at: Timestamp,
    }
}

/// The version in force.
pub(crate) fn concept(op: &mut Op<'_, '_>) -> Result<Option<ConceptRow>> {
    let rows = op
        .tx
        .query_as("SELECT id, text, hash, applied_at FROM concept ORDER BY id DESC LIMIT 1", &[])?;
    Ok(rows.into_iter().next())
}

row_struct! {
    /// A version of the concept as listed.
    #[derive(Debug, Clone)]
    pub(crate) struct VersionRow {
        pub(crate) id: i64,
        pub(crate) text: String,
        pub(crate) hash: String,
        pub(crate) applied_at: Timestamp,
        pub(crate) login: String,
    }
}

/// All versions of the concept, the one in force first.
pub(crate) fn concept_versions(op: &mut Op<'_, '_>) -> Result<Vec<VersionRow>> {
    op.tx.query_as(
        "SELECT c.id, c.text, c.hash, c.applied_at, a.login FROM concept c \
         JOIN account a ON a.id = c.applied_by ORDER BY c.id DESC",
        &[],
    )
}

/// The version with this number.
pub(crate) fn concept_version(op: &mut Op<'_, '_>, id: i64) -> Result<Option<ConceptRow>> {
    let rows = op
        .tx
        .query_as("SELECT id, text, hash, applied_at FROM concept WHERE id = ?", &[id.into()])?;
    Ok(rows.into_iter().next())
}

pub(crate) fn insert_concept(op: &mut Op<'_, '_>, text: &str, hash: &str) -> Result<i64> {
    let row = op.tx.query_one(
        "INSERT INTO concept (text, hash, applied_at, applied_by) VALUES (?, ?, ?, ?) RETURNING id",
        &[text.into(), hash.into(), op.now.into(), op.actor.id.into()],
    )?;
    row.ok_or_else(|| Error::internal("concept id"))?.get("id")
}

row_struct! {
    /// A run.
    #[derive(Debug, Clone)]
    pub(crate) struct RunRow {
        pub(crate) id: RunId,
        pub(crate) concept_id: Option<i64>,
        pub(crate) rule_key: String,
        pub(crate) today: Date,
        pub(crate) state: String,
        pub(crate) cursor: Option<String>,
        pub(crate) cap: Option<u64>,
        pub(crate) due: u64,
        pub(crate) done: u64,
        pub(crate) failed: u64,
        pub(crate) changed: u64,
    }
}

/// What a run starts with.
pub(crate) struct NewRun<'a> {
    pub(crate) concept_id: Option<i64>,
    pub(crate) rule_key: &'a str,
    pub(crate) type_id: TypeId,
    pub(crate) action: &'a str,
    pub(crate) origin: RunOrigin,
    pub(crate) today: Date,
    pub(crate) cap: Option<u64>,
    pub(crate) due: u64,
}

pub(crate) fn insert_run(op: &mut Op<'_, '_>, run: &NewRun<'_>) -> Result<RunId> {
    let number = |n: u64| i64::try_from(n).map_err(|_| Error::internal("count"));
    let params: [Value; 10] = [
        run.concept_id.into(),
        run.rule_key.into(),
        run.type_id.into(),
        run.action.into(),
        run.origin.key().into(),
        op.actor.id.into(),
        run.today.into(),
        run.cap.map(number).transpose()?.into(),
        number(run.due)?.into(),
        op.now.into(),
    ];
    let row = op.tx.query_one(
        "INSERT INTO run (concept_id, rule_key, type_id, action, origin, actor_id, today, cap, \
         due, started_at, state, done, failed, changed) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', 0, 0, 0) RETURNING id",
        &params,
    )?;
    row.ok_or_else(|| Error::internal("run id"))?.get("id")
}

/// The run of this rule that was begun and not finished, if there is one.
pub(crate) fn unfinished_run(op: &mut Op<'_, '_>, rule_key: &str) -> Result<Option<RunRow>> {
    let rows = op.tx.query_as(
        "SELECT id, concept_id, rule_key, today, state, cursor, cap, due, done, failed, changed \
         FROM run WHERE rule_key = ? AND state = 'running' ORDER BY id DESC LIMIT 1",
        &[rule_key.into()],
    )?;
    Ok(rows.into_iter().next())
}

/// The run as it stands now; on PostgreSQL nobody else goes on with it until the transaction ends.
pub(crate) fn lock_run(op: &mut Op<'_, '_>, id: RunId) -> Result<RunRow> {
    const PLAIN: &str = "SELECT id, concept_id, rule_key, today, state, cursor, cap, due, done, \
         failed, changed FROM run WHERE id = ?";
    const LOCKED: &str = "SELECT id, concept_id, rule_key, today, state, cursor, cap, due, done, \
         failed, changed FROM run WHERE id = ? FOR UPDATE";
    let text = if op.tx.dialect() == Dialect::Sqlite { PLAIN } else { LOCKED };
    let rows = op.tx.query_as(text, &[id.into()])?;
    rows.into_iter().next().ok_or_else(|| Error::internal("run"))
}

/// Moves a run on by one batch.
pub(crate) fn advance_run(
    op: &mut Op<'_, '_>,
    id: RunId,
    cursor: &str,
    done: u64,
    failed: u64,
) -> Result<()> {
    let number = |n: u64| i64::try_from(n).map_err(|_| Error::internal("count"));
    op.tx.execute(
        "UPDATE run SET cursor = ?, done = done + ?, failed = failed + ? WHERE id = ?",
        &[cursor.into(), number(done)?.into(), number(failed)?.into(), id.into()],
    )?;
    Ok(())
}

/// Ends all unfinished runs, as their concept is in force no more; how many there were.
pub(crate) fn supersede_runs(op: &mut Op<'_, '_>) -> Result<u64> {
    op.tx.execute(
        "UPDATE run SET state = 'superseded', finished_at = ? WHERE state = 'running'",
        &[op.now.into()],
    )
}

pub(crate) fn finish_run(op: &mut Op<'_, '_>, id: RunId, state: &str, held: &[Held]) -> Result<()> {
    op.tx.execute(
        "UPDATE run SET state = ?, finished_at = ? WHERE id = ?",
        &[state.into(), op.now.into(), id.into()],
    )?;
    for held in held {
        let count = i64::try_from(held.count).map_err(|_| Error::internal("count"))?;
        op.tx.execute(
            "INSERT INTO run_held (run_id, reason, records) VALUES (?, ?, ?)",
            &[id.into(), held.reason.as_str().into(), count.into()],
        )?;
    }
    Ok(())
}

/// A case item to store.
pub(crate) struct NewItem<'a> {
    pub(crate) person: Option<PersonId>,
    pub(crate) key: String,
    pub(crate) state: &'static str,
    pub(crate) note: Option<String>,
    pub(crate) due_on: Option<Date>,
    pub(crate) seq: Option<i64>,
    pub(crate) common: &'a CommonItem<'a>,
}

/// What all case items of a batch share.
pub(crate) struct CommonItem<'a> {
    pub(crate) type_id: TypeId,
    pub(crate) action: &'a str,
    pub(crate) origin: RunOrigin,
    pub(crate) run: Option<RunId>,
    pub(crate) entry: Option<EntryId>,
    pub(crate) rule_key: Option<&'a str>,
}

pub(crate) fn insert_items<'a>(
    op: &mut Op<'_, '_>,
    items: impl Iterator<Item = NewItem<'a>>,
) -> Result<()> {
    let now = op.now;
    let mut rows = items.map(|item| {
        vec![
            item.person.into(),
            item.common.type_id.into(),
            item.key.into(),
            item.common.action.into(),
            item.state.into(),
            item.common.origin.key().into(),
            item.common.run.into(),
            item.common.entry.into(),
            item.seq.into(),
            item.common.rule_key.map(str::to_owned).into(),
            item.note.into(),
            item.due_on.into(),
            now.into(),
        ]
    });
    insert(
        op.tx,
        &"case_item".into(),
        &[
            ("person_id", ColumnKind::BigInt),
            ("type_id", ColumnKind::BigInt),
            ("record_key", ColumnKind::Text),
            ("action", ColumnKind::Text),
            ("state", ColumnKind::Text),
            ("origin", ColumnKind::Text),
            ("run_id", ColumnKind::BigInt),
            ("entry_id", ColumnKind::BigInt),
            ("seq", ColumnKind::BigInt),
            ("rule_key", ColumnKind::Text),
            ("note", ColumnKind::Text),
            ("due_on", ColumnKind::Date),
            ("at", ColumnKind::Instant),
        ],
        &mut rows,
    )?;
    Ok(())
}

row_struct! {
    /// A stored case item.
    #[derive(Debug, Clone)]
    pub(crate) struct ItemRow {
        pub(crate) person_id: Option<PersonId>,
        pub(crate) type_id: TypeId,
        pub(crate) record_key: String,
        pub(crate) action: String,
        pub(crate) state: String,
        pub(crate) origin: String,
        pub(crate) run_id: Option<RunId>,
        pub(crate) rule_key: Option<String>,
        pub(crate) note: Option<String>,
        pub(crate) due_on: Option<Date>,
        pub(crate) at: Timestamp,
        pub(crate) actor: Option<String>,
        pub(crate) idx: Option<u64>,
    }
}

/// The case items on a record, oldest first.
pub(crate) fn items_of_record(
    op: &mut Op<'_, '_>,
    type_id: TypeId,
    key: &str,
) -> Result<Vec<ItemRow>> {
    op.tx.query_as(
        "SELECT i.person_id, i.type_id, i.record_key, i.action, i.state, i.origin, i.run_id, \
         i.rule_key, i.note, i.due_on, i.at, a.login AS actor, e.idx FROM case_item i \
         LEFT JOIN journal_entry e ON e.id = i.entry_id LEFT JOIN account a ON a.id = e.actor_id \
         WHERE i.type_id = ? AND i.record_key = ? ORDER BY i.id",
        &[type_id.into(), key.into()],
    )
}

/// The stored case items of a person, newest first.
pub(crate) fn items_of_person(op: &mut Op<'_, '_>, person: PersonId) -> Result<Vec<ItemRow>> {
    op.tx.query_as(
        "SELECT i.person_id, i.type_id, i.record_key, i.action, i.state, i.origin, i.run_id, \
         i.rule_key, i.note, i.due_on, i.at, a.login AS actor, e.idx FROM case_item i \
         LEFT JOIN journal_entry e ON e.id = i.entry_id LEFT JOIN account a ON a.id = e.actor_id \
         WHERE i.person_id = ? ORDER BY i.id DESC",
        &[person.into()],
    )
}

/// The stored case items in a state, newest first.
pub(crate) fn items_in_state(
    op: &mut Op<'_, '_>,
    state: Option<&str>,
    limit: u32,
) -> Result<Vec<ItemRow>> {
    op.tx.query_as(
        "SELECT i.person_id, i.type_id, i.record_key, i.action, i.state, i.origin, i.run_id, \
         i.rule_key, i.note, i.due_on, i.at, a.login AS actor, e.idx FROM case_item i \
         LEFT JOIN journal_entry e ON e.id = i.entry_id LEFT JOIN account a ON a.id = e.actor_id \
         WHERE (? = '' OR i.state = ?) ORDER BY i.id DESC LIMIT ?",
        &[state.unwrap_or_default().into(), state.unwrap_or_default().into(), limit.into()],
    )
}

/// The stages and marks that side tables hold for these records.
pub(crate) fn side_states(
    tx: &mut Tx<'_>,
    type_id: TypeId,
    keys: &[String],
) -> Result<std::collections::HashMap<String, (i64, i64)>> {
    let mut states = std::collections::HashMap::new();
    for key in keys {
        let row = tx.query_one(
            "SELECT state, marks FROM record_state WHERE type_id = ? AND record_key = ?",
            &[type_id.into(), key.as_str().into()],
        )?;
        if let Some(row) = row {
            states.insert(key.clone(), (row.get("state")?, row.get("marks")?));
        }
    }
    Ok(states)
}

pub(crate) fn put_side_stage(
    tx: &mut Tx<'_>,
    type_id: TypeId,
    key: &str,
    stage: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO record_state (type_id, record_key, state, marks) VALUES (?, ?, ?, 0) \
         ON CONFLICT (type_id, record_key) DO UPDATE SET state = excluded.state",
        &[type_id.into(), key.into(), stage.into()],
    )?;
    Ok(())
}

pub(crate) fn put_side_marks(
    op: &mut Op<'_, '_>,
    type_id: TypeId,
    key: &str,
    bits: i64,
) -> Result<()> {
    op.tx.execute(
        "INSERT INTO record_state (type_id, record_key, state, marks) VALUES (?, ?, 0, ?) \
         ON CONFLICT (type_id, record_key) DO UPDATE SET marks = excluded.marks",
        &[type_id.into(), key.into(), bits.into()],
    )?;
    Ok(())
}

/// Notes that a table holds old values in its file until it is rewritten.
pub(crate) fn note_purge_due(op: &mut Op<'_, '_>, table: &str) -> Result<()> {
    crate::journal::erasure::store::note_purge_due(op.tx, table, op.now)
}

/// Which of these persons have traces in the journal, or had some on a record that was erased.
pub(crate) fn persons_with_traces(
    op: &mut Op<'_, '_>,
    persons: &[PersonId],
) -> Result<Vec<PersonId>> {
    let any = op.tx.query_one(
        "SELECT (SELECT min(id) FROM journal_entry WHERE person_id IS NOT NULL) AS entry, \
         (SELECT min(person_id) FROM key_review) AS review",
        &[],
    )?;
    let any = any.ok_or_else(|| Error::internal("traces"))?;
    if any.at::<Option<i64>>(0)?.is_none() && any.at::<Option<i64>>(1)?.is_none() {
        return Ok(Vec::new());
    }
    let list = person_list(persons)?;
    let text = by_dialect(
        op.tx,
        "SELECT person_id FROM journal_entry \
         WHERE person_id IN (SELECT value FROM json_each(?1)) \
         UNION SELECT person_id FROM key_review \
         WHERE person_id IN (SELECT value FROM json_each(?1))",
        "SELECT person_id FROM journal_entry \
         WHERE person_id IN (SELECT json_array_elements_text($1::json)::bigint) \
         UNION SELECT person_id FROM key_review \
         WHERE person_id IN (SELECT json_array_elements_text($1::json)::bigint)",
    );
    op.tx.query(text, &[list])?.iter().map(|row| row.get("person_id")).collect()
}

/// Notes persons whose key goes with their last record.
pub(crate) fn review_keys(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<()> {
    let list = person_list(persons)?;
    let text = by_dialect(
        op.tx,
        "INSERT INTO key_review (person_id) SELECT value FROM json_each(?) WHERE true \
         ON CONFLICT (person_id) DO NOTHING",
        "INSERT INTO key_review (person_id) SELECT json_array_elements_text(?::json)::bigint \
         ON CONFLICT (person_id) DO NOTHING",
    );
    op.tx.execute(text, &[list]).map(drop)
}

/// The persons noted by [`review_keys`], behind `after`.
pub(crate) fn keys_to_review(
    op: &mut Op<'_, '_>,
    after: PersonId,
    limit: u32,
) -> Result<Vec<PersonId>> {
    op.tx
        .query(
            "SELECT person_id FROM key_review WHERE person_id > ? ORDER BY person_id LIMIT ?",
            &[after.into(), limit.into()],
        )?
        .iter()
        .map(|row| row.get("person_id"))
        .collect()
}

/// Takes persons off that list.
pub(crate) fn keys_reviewed(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<()> {
    let list = person_list(persons)?;
    let text = with_lists!(op.tx, "DELETE FROM key_review WHERE person_id IN ", numbers);
    op.tx.execute(text, &[list]).map(drop)
}
