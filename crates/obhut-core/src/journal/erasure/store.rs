use jiff::Timestamp;
use obhut_db::{
    EntryId, Erasure, FieldId, PersonId, TypeId,
    sql::{FromRow, Row, Tx},
};
use obhut_kernel::Result;

use crate::{
    context::Op,
    journal::store::{by_dialect, key_list, number_list, person_list, with_lists},
};

/// The identifiers of erasures that are not in the ledger yet.
pub(crate) fn ledger_pending(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query("SELECT uuid FROM ledger_outbox ORDER BY id", &[])?
        .iter()
        .map(|row| row.get("uuid"))
        .collect()
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
    let text = with_lists!(
        op.tx,
        "SELECT id, record_key, person_id FROM journal_entry WHERE type_id = ? AND \
             record_key IN ",
        keys,
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
        let text = with_lists!(
            op.tx,
            "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
             new_salt = NULL, person_id = NULL WHERE entry_id IN ",
            numbers,
        );
        return op.tx.execute(text, &[list]).map(drop);
    };
    let fields: Vec<i64> = fields.iter().map(|field| field.0).collect();
    let text = with_lists!(
        op.tx,
        "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
             new_salt = NULL WHERE entry_id IN ",
        numbers,
        " AND field_id IN ",
        numbers,
    );
    op.tx.execute(text, &[list, number_list(&fields)?]).map(drop)
}

/// Empties who these entries are about, and their reasons.
pub(crate) fn erase_entries(op: &mut Op<'_, '_>, entries: &[i64]) -> Result<()> {
    let text = with_lists!(
        op.tx,
        "UPDATE journal_entry SET person_id = NULL, subject_salt = NULL, reason = NULL \
             WHERE id IN ",
        numbers,
    );
    op.tx.execute(text, &[number_list(entries)?]).map(drop)
}

/// Empties the readable side of all entries on these persons.
pub(crate) fn erase_persons(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<()> {
    let list = person_list(persons)?;
    let text = with_lists!(
        op.tx,
        "UPDATE journal_change SET old_value = NULL, new_value = NULL, old_salt = NULL, \
             new_salt = NULL, person_id = NULL WHERE person_id IN ",
        numbers,
    );
    op.tx.execute(text, std::slice::from_ref(&list))?;
    let text = with_lists!(
        op.tx,
        "UPDATE journal_entry SET person_id = NULL, subject_salt = NULL, reason = NULL \
             WHERE person_id IN ",
        numbers,
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
