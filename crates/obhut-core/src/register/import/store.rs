use jiff::Timestamp;
use obhut_db::{
    OriginId, TypeId,
    sql::{Comparison, Condition, Dialect, Operand, batch::find, purge, row_struct},
};
use obhut_kernel::{Error, Kind, Message, Result, Value};

use crate::{
    PersonId,
    context::{Op, Tenant},
    register::{
        MarkBits,
        import::source::{Digest32, Position},
    },
    systems::RecordType,
};

row_struct! {
    /// How far an import is.
    pub(super) struct RunRow {
        pub(super) id: i64,
        pub(super) origin_id: OriginId,
        pub(super) chain: Vec<u8>,
        pub(super) entries: i64,
        pub(super) rows_read: i64,
        pub(super) imported: i64,
        pub(super) rejected: i64,
        pub(super) suppressed: i64,
        pub(super) persons_new: i64,
        pub(super) persons_matched: i64,
    }
}

/// The identifier that a name of a column or file makes; empty when nothing of it is left.
pub(super) fn tame(name: &str) -> String {
    obhut_db::sql::identifier(name).unwrap_or_default()
}

/// Rows in one transaction: on SQLite so few that another writer need not wait long, on
/// PostgreSQL so many that a `COPY` pays.
pub(super) fn batch_rows(tenant: &Tenant) -> usize {
    match tenant.dialect() {
        Dialect::Sqlite => 3_000,
        _ => 9_000,
    }
}

/// The unfinished import of the file with this fingerprint.
pub(super) fn unfinished(op: &mut Op<'_, '_>, fingerprint: &Digest32) -> Result<Option<RunRow>> {
    let rows = op.tx.query_as::<RunRow>(
        "SELECT id, origin_id, chain, entries, rows_read, imported, rejected, suppressed, \
         persons_new, persons_matched \
         FROM import_run WHERE fingerprint = ? AND state = 'running' ORDER BY id DESC LIMIT 1",
        &[fingerprint.to_vec().into()],
    )?;
    Ok(rows.into_iter().next())
}

/// Gives up unfinished imports of the file, to begin anew.
pub(super) fn give_up(op: &mut Op<'_, '_>, fingerprint: &Digest32) -> Result<()> {
    op.tx.execute(
        "UPDATE import_run SET state = 'given_up', finished_at = ? \
         WHERE fingerprint = ? AND state = 'running'",
        &[op.now.into(), fingerprint.to_vec().into()],
    )?;
    Ok(())
}

row_struct! {
    /// An import that read its file to the end and stored something.
    pub(super) struct DoneRow {
        pub(super) finished_at: Timestamp,
        pub(super) actor: String,
        pub(super) imported: i64,
        pub(super) mapping: Vec<u8>,
        chain: Vec<u8>,
        entries: i64,
    }
}

impl DoneRow {
    /// Whether the file it read ended there.
    pub(super) fn ended_at(&self, position: &Position) -> bool {
        u64::try_from(self.entries) == Ok(position.entries) && self.chain == position.chain
    }
}

/// The imports that read a file with this fingerprint to its end, the last first.
pub(super) fn finished(op: &mut Op<'_, '_>, fingerprint: &Digest32) -> Result<Vec<DoneRow>> {
    op.tx.query_as::<DoneRow>(
        "SELECT r.finished_at, a.login AS actor, r.imported, r.mapping, r.chain, r.entries \
         FROM import_run r JOIN origin o ON o.id = r.origin_id \
         JOIN account a ON a.id = o.actor_id \
         WHERE r.fingerprint = ? AND r.state = 'done' AND r.imported > 0 ORDER BY r.id DESC",
        &[fingerprint.to_vec().into()],
    )
}

pub(super) fn insert_run(
    op: &mut Op<'_, '_>,
    (type_id, origin): (TypeId, OriginId),
    (fingerprint, mapping): (&Digest32, &Digest32),
    position: &Position,
) -> Result<RunRow> {
    let row = op.tx.query_one(
        "INSERT INTO import_run (type_id, origin_id, fingerprint, mapping, chain, state, entries, \
         rows_read, imported, rejected, suppressed, persons_new, persons_matched, started_at) \
         VALUES (?, ?, ?, ?, ?, 'running', 0, 0, 0, 0, 0, 0, 0, ?) RETURNING id",
        &[
            type_id.into(),
            origin.into(),
            fingerprint.to_vec().into(),
            mapping.to_vec().into(),
            position.chain.to_vec().into(),
            op.now.into(),
        ],
    )?;
    Ok(RunRow {
        id: row.ok_or_else(|| Error::internal("import id"))?.get("id")?,
        origin_id: origin,
        chain: position.chain.to_vec(),
        entries: 0,
        rows_read: 0,
        imported: 0,
        rejected: 0,
        suppressed: 0,
        persons_new: 0,
        persons_matched: 0,
    })
}

/// Notes how far the import is, and whether that is the end, in the transaction of the batch that
/// brought it there. Fails when somebody else went on with it meanwhile.
pub(super) fn advance(
    op: &mut Op<'_, '_>,
    before: &RunRow,
    run: &RunRow,
    is_last: bool,
) -> Result<()> {
    let changed = op.tx.execute(
        "UPDATE import_run SET chain = ?, entries = ?, rows_read = ?, imported = ?, rejected = ?, \
         suppressed = ?, persons_new = ?, persons_matched = ?, state = ?, finished_at = ? \
         WHERE id = ? AND entries = ? AND state = 'running'",
        &[
            run.chain.clone().into(),
            run.entries.into(),
            run.rows_read.into(),
            run.imported.into(),
            run.rejected.into(),
            run.suppressed.into(),
            run.persons_new.into(),
            run.persons_matched.into(),
            if is_last { "done" } else { "running" }.into(),
            is_last.then_some(op.now).into(),
            run.id.into(),
            before.entries.into(),
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(elsewhere()) }
}

/// Somebody else imports the same file at this moment.
pub(super) fn elsewhere() -> Error {
    Error::new(Kind::Busy, Message::new("error-import-elsewhere"))
}

/// A record found by the value of a field, with its marks.
pub(super) struct Holder {
    pub(super) value: Value,
    pub(super) locked: bool,
}

/// The records of a type that have one of these values in a column.
pub(super) fn holders(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    column: &str,
    values: Vec<Value>,
) -> Result<Vec<Holder>> {
    let condition = Condition::In { column: column.to_owned(), values };
    let columns = [column, "o_marks"];
    let rows = find(op.tx, &record_type.keyed(), &columns, &condition, None, u32::MAX)?;
    rows.iter()
        .map(|row| {
            let locked = MarkBits(row.get("o_marks")?).is_locked();
            Ok(Holder { value: row.get(column)?, locked })
        })
        .collect()
}

/// Which of these keys records of a type have.
pub(super) fn existing(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    keys: Vec<Value>,
) -> Result<Vec<Value>> {
    let Some(column) = record_type.key_columns.first() else { return Ok(Vec::new()) };
    let condition = Condition::In { column: column.clone(), values: keys };
    let rows = find(op.tx, &record_type.keyed(), &[], &condition, None, u32::MAX)?;
    Ok(rows.iter().filter_map(|row| row.values().first().cloned()).collect())
}

/// Whether any record of a type is locked.
pub(super) fn has_locks(op: &mut Op<'_, '_>, type_id: TypeId) -> Result<bool> {
    let row = op.tx.query_one(
        "SELECT 1 AS one FROM mark WHERE type_id = ? AND kind = 'lock' \
         AND record_key IS NOT NULL AND released_at IS NULL LIMIT 1",
        &[type_id.into()],
    )?;
    Ok(row.is_some())
}

/// The persons among these of whom a record of the type is locked, with the values that the
/// locked record has in `columns`.
pub(super) fn locked_records(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    persons: &[PersonId],
    columns: &[&str],
) -> Result<Vec<(PersonId, Vec<Value>)>> {
    let Some(person) = record_type.person.column() else { return Ok(Vec::new()) };
    let condition = Condition::All(vec![
        Condition::In {
            column: person.to_owned(),
            values: persons.iter().map(|id| Value::from(*id)).collect(),
        },
        Condition::compare("o_marks", Comparison::GreaterOrEqual, MarkBits::LOCK),
    ]);
    let mut wanted = vec![person];
    wanted.extend(columns);
    let rows = find(op.tx, &record_type.keyed(), &wanted, &condition, None, u32::MAX)?;
    let start = record_type.key_columns.len() + 1;
    rows.iter().map(|row| Ok((row.get(person)?, row.values()[start..].to_vec()))).collect()
}

/// Records with one of these folded names and, where given, something in one of `filled`: the
/// person, the folded name, the values of `columns`.
pub(super) fn namesakes(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    folds: Vec<Value>,
    columns: &[&str],
    most: u32,
) -> Result<Vec<(PersonId, String, Vec<Value>)>> {
    let Some(person) = record_type.person.column() else { return Ok(Vec::new()) };
    let condition = Condition::All(vec![
        Condition::In { column: "o_fold".to_owned(), values: folds },
        Condition::IsNotNull(Operand::column(person)),
    ]);
    let mut wanted = vec![person, "o_fold"];
    wanted.extend(columns);
    let rows = find(op.tx, &record_type.keyed(), &wanted, &condition, None, most)?;
    let start = record_type.key_columns.len() + 2;
    rows.iter()
        .map(|row| Ok((row.get(person)?, row.get("o_fold")?, row.values()[start..].to_vec())))
        .collect()
}

/// PostgreSQL plans by what it knows of a table: while one grows by an import it is told again
/// and again, or it would read whole tables to find single rows.
pub(super) fn refresh_statistics(tenant: &Tenant, record_type: &RecordType) -> Result<()> {
    if tenant.dialect() != Dialect::Postgres {
        return Ok(());
    }
    let tables = [record_type.table.clone(), "person".into()];
    tenant.db.write(|tx| purge::refresh_statistics(tx, &tables))
}
