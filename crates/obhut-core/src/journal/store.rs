use jiff::Timestamp;
use obhut_db::{
    EntryId, Erasure, FieldId, PersonId, TypeId,
    sql::{Dialect, Row, Tx, row_struct},
};
use obhut_kernel::{Error, Kind, Message, Result, Value};
use obhut_tlog::{Hash, Tile, TileId, hashes_from_bytes, hashes_to_bytes};

use crate::{
    context::Op,
    journal::{Batch, BatchKind, Filter, rules::Subject},
};

/// An entry to insert.
pub(crate) struct EntryRow<'a> {
    pub(crate) uuid: String,
    pub(crate) act: &'a str,
    pub(crate) leaf: Vec<u8>,
    pub(crate) actor_salt: Vec<u8>,
    pub(crate) system: &'a str,
    pub(crate) subject: Subject<'a>,
    pub(crate) subject_salt: Option<Vec<u8>>,
    pub(crate) details: &'a str,
}

/// A changed field to insert: sealed values with their salts.
pub(crate) struct ChangeRow {
    pub(crate) type_id: TypeId,
    pub(crate) record_key: String,
    pub(crate) field: FieldId,
    pub(crate) old: Option<(Vec<u8>, Vec<u8>)>,
    pub(crate) new: Option<(Vec<u8>, Vec<u8>)>,
}

pub(crate) fn insert_entry(op: &mut Op<'_, '_>, entry: &EntryRow<'_>) -> Result<EntryId> {
    let params: [Value; 14] = [
        op.tenant.signing.origin().as_str().into(),
        entry.uuid.as_str().into(),
        op.now.into(),
        entry.act.into(),
        entry.leaf.clone().into(),
        op.actor.id.into(),
        entry.actor_salt.clone().into(),
        entry.system.into(),
        entry.subject.type_id.into(),
        entry.subject.record_key.map(str::to_owned).into(),
        entry.subject.person.into(),
        entry.subject_salt.clone().into(),
        entry.subject.reason.map(<[u8]>::to_vec).into(),
        entry.details.into(),
    ];
    let row = op.tx.query_one(
        "INSERT INTO journal_entry (log_id, uuid, at, act, leaf, actor_id, actor_salt, system, \
         type_id, record_key, person_id, subject_salt, reason, details) \
         VALUES ((SELECT id FROM journal_log WHERE origin = ? AND closed_at IS NULL), \
         ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &params,
    )?;
    row.ok_or_else(|| Error::internal("entry id"))?.get("id")
}

/// The identifier and the sealed reason of an entry that has one.
pub(crate) fn reason(op: &mut Op<'_, '_>, id: EntryId) -> Result<Option<(String, Vec<u8>)>> {
    let text = "SELECT uuid, reason FROM journal_entry WHERE id = ? AND reason IS NOT NULL";
    let row = op.tx.query_one(text, &[id.into()])?;
    row.map(|row| Ok((row.get("uuid")?, row.get("reason")?))).transpose()
}

pub(crate) fn insert_changes(
    op: &mut Op<'_, '_>,
    entry: EntryId,
    person: Option<PersonId>,
    rows: &[ChangeRow],
) -> Result<()> {
    for (seq, row) in rows.iter().enumerate() {
        let side = |side: &Option<(Vec<u8>, Vec<u8>)>| -> (Value, Value) {
            match side {
                Some((value, salt)) => (value.clone().into(), salt.clone().into()),
                None => (Value::Null, Value::Null),
            }
        };
        let ((old, old_salt), (new, new_salt)) = (side(&row.old), side(&row.new));
        let seq = i64::try_from(seq).map_err(|_| Error::internal("seq"))?;
        op.tx.execute(
            "INSERT INTO journal_change (entry_id, seq, type_id, record_key, person_id, field_id, \
             old_value, new_value, old_salt, new_salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            &[
                entry.into(),
                seq.into(),
                row.type_id.into(),
                row.record_key.as_str().into(),
                person.into(),
                row.field.into(),
                old,
                new,
                old_salt,
                new_salt,
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn insert_batch(op: &mut Op<'_, '_>, entry: EntryId, batch: &Batch) -> Result<()> {
    let (kind, key_from) = match batch.kind {
        BatchKind::Created { key_from } => ("created", Some(key_from)),
        BatchKind::CaseItems => ("case_items", None),
    };
    let count = i64::try_from(batch.items.count).map_err(|_| Error::internal("items"))?;
    op.tx.execute(
        "INSERT INTO journal_batch (entry_id, type_id, kind, key_from, items, secret, root) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        &[
            entry.into(),
            batch.type_id.into(),
            kind.into(),
            key_from.into(),
            count.into(),
            batch.secret.as_bytes().to_vec().into(),
            batch.items.root.as_bytes().to_vec().into(),
        ],
    )?;
    Ok(())
}

row_struct! {
    /// An entry as listed.
    pub(crate) struct Listed {
        pub(crate) id: EntryId,
        pub(crate) idx: Option<u64>,
        pub(crate) uuid: String,
        pub(crate) at: Timestamp,
        pub(crate) act: String,
        pub(crate) actor: String,
        pub(crate) system: String,
        pub(crate) type_id: Option<TypeId>,
        pub(crate) record_key: Option<String>,
        pub(crate) person_id: Option<PersonId>,
        pub(crate) reason: Option<Vec<u8>>,
        pub(crate) details: String,
    }
}

pub(crate) fn entries(op: &mut Op<'_, '_>, filter: &Filter) -> Result<Vec<Listed>> {
    let limit = if filter.limit == 0 { i64::MAX } else { i64::from(filter.limit) };
    let (text, mut params): (&'static str, Vec<Value>) = match filter {
        Filter { type_id: Some(type_id), record_key: Some(key), .. } => {
            (listed_record(), vec![(*type_id).into(), key.as_str().into()])
        }
        Filter { person: Some(person), .. } => (listed_person(), vec![(*person).into()]),
        Filter { type_id: Some(type_id), .. } => (listed_type(), vec![(*type_id).into()]),
        _ => (listed_all(), Vec::new()),
    };
    params.push(limit.into());
    op.tx.query_as(text, &params)
}

macro_rules! listed {
    ($name:ident, $rest:literal) => {
        const fn $name() -> &'static str {
            concat!(
                "SELECT e.id, e.idx, e.uuid, e.at, e.act, a.login AS actor, e.system, \
                 e.type_id, e.record_key, e.person_id, e.reason, e.details \
                 FROM journal_entry e JOIN account a ON a.id = e.actor_id ",
                $rest,
                " ORDER BY e.id DESC LIMIT ?"
            )
        }
    };
}
listed!(listed_record, "WHERE e.type_id = ? AND e.record_key = ?");
listed!(listed_person, "WHERE e.person_id = ?");
listed!(listed_type, "WHERE e.type_id = ?");
listed!(listed_all, "");

row_struct! {
    /// A changed field as stored.
    pub(crate) struct Changed {
        pub(crate) seq: u64,
        pub(crate) field_id: FieldId,
        pub(crate) old_value: Option<Vec<u8>>,
        pub(crate) new_value: Option<Vec<u8>>,
        pub(crate) old_salt: Option<[u8; 32]>,
        pub(crate) new_salt: Option<[u8; 32]>,
        pub(crate) record_key: String,
        pub(crate) type_id: TypeId,
    }
}

impl Changed {
    /// A change always has a value on one side; none is left after erasure.
    pub(crate) fn is_erased(&self) -> bool {
        self.old_value.is_none() && self.new_value.is_none()
    }
}

pub(crate) fn changes(op: &mut Op<'_, '_>, entry: EntryId) -> Result<Vec<Changed>> {
    changes_in(op.tx, entry)
}

pub(crate) fn changes_in(tx: &mut Tx<'_>, entry: EntryId) -> Result<Vec<Changed>> {
    tx.query_as(
        "SELECT seq, field_id, old_value, new_value, old_salt, new_salt, record_key, type_id \
         FROM journal_change WHERE entry_id = ? ORDER BY seq",
        &[entry.into()],
    )
}

row_struct! {
    /// One of the tenant's logs.
    #[derive(Debug, Clone)]
    pub(crate) struct LogRow {
        pub(crate) id: i64,
        pub(crate) origin: String,
        pub(crate) closed_at: Option<Timestamp>,
    }
}

/// The tenant's logs, oldest first; the last one is open.
pub(crate) fn logs(tx: &mut Tx<'_>) -> Result<Vec<LogRow>> {
    tx.query_as("SELECT id, origin, closed_at FROM journal_log ORDER BY id", &[])
}

/// The log that is written to. A conflict when it is not `origin`: the store was restored from a
/// backup under the feet of whoever still has it open.
pub(crate) fn open_log(tx: &mut Tx<'_>, origin: &str) -> Result<i64> {
    let row = tx.query_one(
        "SELECT id FROM journal_log WHERE origin = ? AND closed_at IS NULL",
        &[origin.into()],
    )?;
    let restored = || Error::new(Kind::Conflict, Message::new("error-journal-other-log"));
    row.ok_or_else(restored)?.get("id")
}

/// Opens a log and closes the one before.
pub(crate) fn begin_log(op: &mut Op<'_, '_>, origin: &str) -> Result<()> {
    op.tx.execute(
        "UPDATE journal_log SET closed_at = ? WHERE closed_at IS NULL",
        &[op.now.into()],
    )?;
    op.tx.execute(
        "INSERT INTO journal_log (origin, opened_at) VALUES (?, ?)",
        &[origin.into(), op.now.into()],
    )?;
    Ok(())
}

/// Makes sure that only one process brings entries into the log; on SQLite the writer is alone.
pub(crate) fn lock_log(tx: &mut Tx<'_>) -> Result<()> {
    if tx.dialect() == Dialect::Postgres {
        tx.query(
            "SELECT pg_advisory_xact_lock(hashtext('obhut journal'), hashtext(current_schema()))",
            &[],
        )?;
    }
    Ok(())
}

pub(crate) fn unplaced(tx: &mut Tx<'_>, log: i64, limit: u32) -> Result<Vec<(EntryId, Vec<u8>)>> {
    tx.query(
        "SELECT id, leaf FROM journal_entry WHERE idx IS NULL AND log_id = ? ORDER BY id LIMIT ?",
        &[log.into(), limit.into()],
    )?
    .iter()
    .map(|row| Ok((row.get("id")?, row.get("leaf")?)))
    .collect()
}

pub(crate) fn log_size(tx: &mut Tx<'_>, log: i64) -> Result<u64> {
    let text = "SELECT max(size) AS size FROM journal_checkpoint WHERE log_id = ?";
    let row = tx.query_one(text, &[log.into()])?;
    Ok(row.map(|row| row.get::<Option<u64>>("size")).transpose()?.flatten().unwrap_or(0))
}

pub(crate) fn tile(tx: &mut Tx<'_>, log: i64, id: TileId) -> Result<Option<Vec<Hash>>> {
    let index = i64::try_from(id.index()).map_err(|_| Error::internal("tile"))?;
    tx.query_one(
        "SELECT hashes FROM journal_tile WHERE log_id = ? AND level = ? AND n = ?",
        &[log.into(), i64::from(id.level()).into(), index.into()],
    )?
    .map(|row| hashes_from_bytes(&row.get::<Vec<u8>>("hashes")?))
    .transpose()
}

pub(crate) fn place(tx: &mut Tx<'_>, size: u64, ids: impl Iterator<Item = EntryId>) -> Result<()> {
    let first = i64::try_from(size).map_err(|_| Error::internal("size"))?;
    let list: Vec<i64> = ids.map(|id| id.0).collect();
    let list = serde_json::to_string(&list).map_err(Error::internal)?;
    let text = by_dialect(
        tx,
        "UPDATE journal_entry SET idx = ? + fresh.key FROM json_each(?) AS fresh \
         WHERE journal_entry.id = fresh.value",
        "UPDATE journal_entry SET idx = ? + fresh.n - 1 FROM (SELECT value::bigint AS id, n \
         FROM json_array_elements_text(?::json) WITH ORDINALITY AS list (value, n)) AS fresh \
         WHERE journal_entry.id = fresh.id",
    );
    tx.execute(text, &[first.into(), list.into()]).map(drop)
}

pub(crate) fn put_tiles(tx: &mut Tx<'_>, log: i64, tiles: &[Tile]) -> Result<()> {
    for tile in tiles {
        let index = i64::try_from(tile.id().index()).map_err(|_| Error::internal("tile"))?;
        tx.execute(
            "INSERT INTO journal_tile (log_id, level, n, hashes) VALUES (?, ?, ?, ?) \
             ON CONFLICT (log_id, level, n) DO UPDATE SET hashes = excluded.hashes",
            &[
                log.into(),
                i64::from(tile.id().level()).into(),
                index.into(),
                hashes_to_bytes(tile.hashes()).into(),
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn put_checkpoint(
    tx: &mut Tx<'_>,
    log: i64,
    size: u64,
    root: &Hash,
    at: Timestamp,
) -> Result<()> {
    let size = i64::try_from(size).map_err(|_| Error::internal("size"))?;
    tx.execute(
        "INSERT INTO journal_checkpoint (log_id, size, root, at) VALUES (?, ?, ?, ?)",
        &[log.into(), size.into(), root.as_bytes().to_vec().into(), at.into()],
    )?;
    Ok(())
}

/// The newest checkpoint of a log: size, root and, once it is signed, the note.
pub(crate) fn newest(tx: &mut Tx<'_>, log: i64) -> Result<Option<(u64, Hash, Option<String>)>> {
    tx.query_one(
        "SELECT size, root, note FROM journal_checkpoint WHERE log_id = ? \
         ORDER BY size DESC LIMIT 1",
        &[log.into()],
    )?
    .map(|row| Ok((row.get("size")?, Hash(row.get("root")?), row.get("note")?)))
    .transpose()
}

/// The newest signed checkpoint of a log: size, root and note.
pub(crate) fn newest_signed(tx: &mut Tx<'_>, log: i64) -> Result<Option<(u64, Hash, String)>> {
    tx.query_one(
        "SELECT size, root, note FROM journal_checkpoint WHERE log_id = ? AND note IS NOT NULL \
         ORDER BY size DESC LIMIT 1",
        &[log.into()],
    )?
    .map(|row| Ok((row.get("size")?, Hash(row.get("root")?), row.get("note")?)))
    .transpose()
}

/// The identifiers of erasures that are not in the ledger yet.
pub(crate) fn ledger_pending(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query("SELECT uuid FROM ledger_outbox ORDER BY id", &[])?
        .iter()
        .map(|row| row.get("uuid"))
        .collect()
}

pub(crate) fn put_note(tx: &mut Tx<'_>, log: i64, size: u64, note: &str) -> Result<()> {
    let size = i64::try_from(size).map_err(|_| Error::internal("size"))?;
    tx.execute(
        "UPDATE journal_checkpoint SET note = ? WHERE log_id = ? AND size = ?",
        &[note.into(), log.into(), size.into()],
    )?;
    Ok(())
}

/// All signed checkpoints of a log, oldest first.
pub(crate) fn notes(tx: &mut Tx<'_>, log: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT note FROM journal_checkpoint WHERE log_id = ? AND note IS NOT NULL ORDER BY size",
        &[log.into()],
    )?
    .iter()
    .map(|row| row.get("note"))
    .collect()
}

/// The leaves and details of the entries that say where a log ended.
pub(crate) fn restores(tx: &mut Tx<'_>) -> Result<Vec<(Vec<u8>, String)>> {
    tx.query(
        "SELECT leaf, details FROM journal_entry WHERE act = ? AND idx IS NOT NULL ORDER BY id",
        &[RESTORE.into()],
    )?
    .iter()
    .map(|row| Ok((row.get("leaf")?, row.get("details")?)))
    .collect()
}

/// The action of an entry on a restored backup.
pub(crate) const RESTORE: &str = "store.restore";

/// The text for the engine at hand, where one text cannot serve both.
pub(crate) fn by_dialect(
    tx: &Tx<'_>,
    sqlite: &'static str,
    postgres: &'static str,
) -> &'static str {
    if tx.dialect() == Dialect::Sqlite { sqlite } else { postgres }
}

/// Keys as one parameter: a JSON array, which both engines take apart.
pub(crate) fn key_list(keys: &[String]) -> Result<Value> {
    serde_json::to_string(keys).map(Value::from).map_err(Error::internal)
}

/// Numbers as one parameter, as [`key_list`].
pub(crate) fn number_list(numbers: &[i64]) -> Result<Value> {
    serde_json::to_string(numbers).map(Value::from).map_err(Error::internal)
}

/// An entry on a record that is to lose its readable side.
pub(crate) struct Trace {
    pub(crate) entry: EntryId,
    pub(crate) record_key: String,
    pub(crate) person: Option<PersonId>,
}

/// The entries on these records. Changes of fields belong to entries on the same record, so that
/// nothing else has to be looked for.
pub(crate) fn traces(op: &mut Op<'_, '_>, type_id: TypeId, keys: &[String]) -> Result<Vec<Trace>> {
    let text = by_dialect(
        op.tx,
        "SELECT id, record_key, person_id FROM journal_entry \
         WHERE type_id = ? AND record_key IN (SELECT value FROM json_each(?))",
        "SELECT id, record_key, person_id FROM journal_entry \
         WHERE type_id = ? AND record_key IN (SELECT json_array_elements_text(?::json))",
    );
    let read = |row: &Row| -> Result<Trace> {
        Ok(Trace {
            entry: row.get("id")?,
            record_key: row.get("record_key")?,
            person: row.get("person_id")?,
        })
    };
    op.tx.query(text, &[type_id.into(), key_list(keys)?])?.iter().map(read).collect()
}

/// Empties the changed values of these entries: all, or those of some fields.
pub(crate) fn erase_changes(
    op: &mut Op<'_, '_>,
    entries: &[i64],
    fields: Option<&[FieldId]>,
) -> Result<()> {
    let list = number_list(entries)?;
    let Some(fields) = fields else {
        let text = by_dialect(
            op.tx,
            "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
             new_salt = NULL, person_id = NULL \
             WHERE entry_id IN (SELECT value FROM json_each(?))",
            "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
             new_salt = NULL, person_id = NULL \
             WHERE entry_id IN (SELECT json_array_elements_text(?::json)::bigint)",
        );
        return op.tx.execute(text, &[list]).map(drop);
    };
    let fields: Vec<i64> = fields.iter().map(|field| field.0).collect();
    let text = by_dialect(
        op.tx,
        "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
         new_salt = NULL WHERE entry_id IN (SELECT value FROM json_each(?)) \
         AND field_id IN (SELECT value FROM json_each(?))",
        "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
         new_salt = NULL \
         WHERE entry_id IN (SELECT json_array_elements_text(?::json)::bigint) \
         AND field_id IN (SELECT json_array_elements_text(?::json)::bigint)",
    );
    op.tx.execute(text, &[list, number_list(&fields)?]).map(drop)
}

/// Empties who these entries are about, and their reasons.
pub(crate) fn erase_entries(op: &mut Op<'_, '_>, entries: &[i64]) -> Result<()> {
    let text = by_dialect(
        op.tx,
        "UPDATE journal_entry SET person_id = NULL, subject_salt = NULL, reason = NULL \
         WHERE id IN (SELECT value FROM json_each(?))",
        "UPDATE journal_entry SET person_id = NULL, subject_salt = NULL, reason = NULL \
         WHERE id IN (SELECT json_array_elements_text(?::json)::bigint)",
    );
    op.tx.execute(text, &[number_list(entries)?]).map(drop)
}

/// Empties the readable side of all entries on these persons.
pub(crate) fn erase_persons(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<()> {
    let list = number_list(&persons.iter().map(|person| person.0).collect::<Vec<_>>())?;
    let text = by_dialect(
        op.tx,
        "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
         new_salt = NULL, person_id = NULL WHERE person_id IN (SELECT value FROM json_each(?))",
        "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
         new_salt = NULL, person_id = NULL \
         WHERE person_id IN (SELECT json_array_elements_text(?::json)::bigint)",
    );
    op.tx.execute(text, std::slice::from_ref(&list))?;
    let text = by_dialect(
        op.tx,
        "UPDATE journal_entry SET person_id = NULL, subject_salt = NULL, reason = NULL \
         WHERE person_id IN (SELECT value FROM json_each(?))",
        "UPDATE journal_entry SET person_id = NULL, subject_salt = NULL, reason = NULL \
         WHERE person_id IN (SELECT json_array_elements_text(?::json)::bigint)",
    );
    op.tx.execute(text, &[list]).map(drop)
}

/// Asks for the deletion of the keys of these data subjects once this is committed.
pub(crate) fn remove_keys_later(op: &mut Op<'_, '_>, subjects: &[String]) -> Result<()> {
    let text = by_dialect(
        op.tx,
        "INSERT INTO key_removal (subject) SELECT value FROM json_each(?)",
        "INSERT INTO key_removal (subject) SELECT json_array_elements_text(?::json)",
    );
    op.tx.execute(text, &[key_list(subjects)?]).map(drop)
}

pub(crate) fn key_removals(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(i64, String)>> {
    tx.query("SELECT id, subject FROM key_removal ORDER BY id LIMIT ?", &[limit.into()])?
        .iter()
        .map(|row| Ok((row.get("id")?, row.get("subject")?)))
        .collect()
}

/// The name under which the keystore's table of keys is noted in `purge_due`.
pub(crate) const KEYSTORE_DUE: &str = "keystore";

/// The name under which SQLite's write-ahead log is noted there.
pub(crate) const LOG_DUE: &str = "write-ahead log";

/// Notes that a table, or the keystore, holds old values in its file until it is rewritten.
pub(crate) fn note_purge_due(tx: &mut Tx<'_>, table: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO purge_due (table_name, since) VALUES (?, ?)",
        &[table.into(), now.into()],
    )?;
    Ok(())
}

pub(crate) fn forget_removals(tx: &mut Tx<'_>, removals: &[(i64, String)]) -> Result<()> {
    for (id, _) in removals {
        tx.execute("DELETE FROM key_removal WHERE id = ?", &[(*id).into()])?;
    }
    Ok(())
}

/// The system of rows in the ledger that are about no record.
pub(crate) const OWN: &str = "obhut";

/// What is to be copied into the keystore's ledger after the commit, to be done again when an
/// older backup is restored: an erasure, a mark, a suppression, a closed account.
pub(crate) struct LedgerRow<'a> {
    pub(crate) uuid: String,
    pub(crate) system: &'a str,
    pub(crate) type_key: &'a str,
    pub(crate) act: &'a str,
    pub(crate) rule_key: Option<&'a str>,
    pub(crate) plan: String,
    pub(crate) record_keys: String,
}

pub(crate) fn insert_ledger(op: &mut Op<'_, '_>, row: &LedgerRow<'_>) -> Result<()> {
    op.tx.execute(
        "INSERT INTO ledger_outbox (uuid, system, type_key, act, rule_key, plan, record_keys, at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            row.uuid.as_str().into(),
            row.system.into(),
            row.type_key.into(),
            row.act.into(),
            row.rule_key.map(str::to_owned).into(),
            row.plan.as_str().into(),
            row.record_keys.as_str().into(),
            op.now.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn ledger_outbox(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(i64, Erasure)>> {
    use obhut_db::sql::FromRow;
    let read = |row: &Row| Ok((row.get("id")?, Erasure::from_row(row)?));
    tx.query(
        "SELECT id, uuid, system, type_key, act, rule_key, plan, record_keys, at \
         FROM ledger_outbox ORDER BY id LIMIT ?",
        &[limit.into()],
    )?
    .iter()
    .map(read)
    .collect()
}

pub(crate) fn forget_ledger_outbox(tx: &mut Tx<'_>, done: &[(i64, Erasure)]) -> Result<()> {
    for (id, _) in done {
        tx.execute("DELETE FROM ledger_outbox WHERE id = ?", &[(*id).into()])?;
    }
    Ok(())
}
