use jiff::Timestamp;
use obhut_db::{
    EntryId, FieldId, PersonId, TypeId,
    sql::{Dialect, Tx, row_struct},
};
use obhut_kernel::{Error, Result, Value};

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

/// Persons as one parameter, as [`number_list`].
pub(crate) fn person_list(persons: &[PersonId]) -> Result<Value> {
    number_list(&persons.iter().map(|person| person.0).collect::<Vec<_>>())
}

/// The text, for the engine at hand, of a statement in which `keys` and `numbers` stand for what
/// [`key_list`], [`number_list`] and [`person_list`] give, each for one parameter.
macro_rules! with_lists {
    (@sqlite keys) => { "(SELECT value FROM json_each(?))" };
    (@sqlite numbers) => { "(SELECT value FROM json_each(?))" };
    (@sqlite $text:literal) => { $text };
    (@postgres keys) => { "(SELECT json_array_elements_text(?::json))" };
    (@postgres numbers) => { "(SELECT json_array_elements_text(?::json)::bigint)" };
    (@postgres $text:literal) => { $text };
    ($tx:expr, $($piece:tt),+ $(,)?) => {
        $crate::journal::store::by_dialect(
            $tx,
            concat!($($crate::journal::store::with_lists!(@sqlite $piece)),+),
            concat!($($crate::journal::store::with_lists!(@postgres $piece)),+),
        )
    };
}
pub(crate) use with_lists;
