use std::collections::HashMap;

use jiff::Timestamp;
use obhut_db::{
    AccountId, FieldId, OriginId, PersonId,
    sql::{
        ColumnKind, Condition, Dialect, Key, KeySet, Row,
        batch::{copy_in, find, insert, read, update},
        parse_key, row_struct,
    },
};
use obhut_kernel::{Category, Error, Kind, Message, Result, Value};

use crate::{
    context::Op,
    register::{MarkBits, Provenance, SourceView, Visibility, typed},
    systems::{Field, RecordType, StateAt},
};

/// The columns that Obhut keeps with each record, in the order of [`Stored`].
const SYSTEM: [&str; 9] = [
    "person_id",
    "o_state",
    "o_marks",
    "o_visible",
    "o_origin",
    "o_owner",
    "o_team",
    "o_class",
    "o_changed_at",
];

/// A record as stored, with the values of the fields that were asked for.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) key: Key,
    pub(crate) person: Option<PersonId>,
    pub(crate) state: i64,
    pub(crate) marks: MarkBits,
    pub(crate) visibility: Visibility,
    pub(crate) origin: OriginId,
    pub(crate) owner: Option<AccountId>,
    pub(crate) team: Option<String>,
    pub(crate) class: Option<String>,
    pub(crate) changed_at: Timestamp,
    pub(crate) changed_by: AccountId,
    pub(crate) values: Vec<Value>,
}

impl Stored {
    /// The key as text.
    pub(crate) fn key_text(&self) -> String {
        obhut_db::sql::key_text(&self.key)
    }
}

/// Takes `count` consecutive keys of a kind of thing; they are never given again.
pub(crate) fn take_keys(op: &mut Op<'_, '_>, name: &str, count: usize) -> Result<i64> {
    let count = i64::try_from(count).map_err(|_| Error::internal("count"))?;
    let row = op.tx.query_one(
        "INSERT INTO counter (name, next_key) VALUES (?, 1 + ?) \
         ON CONFLICT (name) DO UPDATE SET next_key = counter.next_key + ? \
         RETURNING next_key",
        &[name.into(), count.into(), count.into()],
    )?;
    let next: i64 = row.ok_or_else(|| Error::internal("counter"))?.get("next_key")?;
    Ok(next - count)
}

pub(crate) fn insert_origin(op: &mut Op<'_, '_>, provenance: &Provenance) -> Result<OriginId> {
    let row = op.tx.query_one(
        "INSERT INTO origin (channel, source, basis, actor_id, at) VALUES (?, ?, ?, ?, ?) \
         RETURNING id",
        &[
            provenance.channel.key().into(),
            provenance.source.as_str().into(),
            provenance.basis.map(|basis| basis.key().to_owned()).into(),
            op.actor.id.into(),
            op.now.into(),
        ],
    )?;
    row.ok_or_else(|| Error::internal("origin id"))?.get("id")
}

row_struct! {
    struct OriginRow {
        channel: String,
        source: String,
        basis: Option<String>,
        actor: String,
        at: Timestamp,
    }
}

pub(crate) fn origin(op: &mut Op<'_, '_>, id: OriginId) -> Result<Option<SourceView>> {
    let rows = op.tx.query_as::<OriginRow>(
        "SELECT o.channel, o.source, o.basis, a.login AS actor, o.at FROM origin o \
         JOIN account a ON a.id = o.actor_id WHERE o.id = ?",
        &[id.into()],
    )?;
    Ok(rows.into_iter().next().map(|row| SourceView {
        channel: row.channel,
        source: row.source,
        basis: row.basis,
        actor: row.actor,
        at: row.at,
    }))
}

/// Makes `count` persons; the number of the first, the others follow.
pub(crate) fn insert_persons(op: &mut Op<'_, '_>, count: usize, origin: OriginId) -> Result<i64> {
    let first = take_keys(op, "person", count)?;
    if count == 0 {
        return Ok(first);
    }
    let count = i64::try_from(count).map_err(|_| Error::internal("count"))?;
    // One statement that counts by itself takes half the time of one for each person. SQLite has
    // no such type as the one of the time and leaves it the whole number it is.
    op.tx.execute(
        "WITH RECURSIVE numbers (id) AS (SELECT CAST(? AS BIGINT) UNION ALL \
         SELECT id + 1 FROM numbers WHERE id < CAST(? AS BIGINT)) \
         INSERT INTO person (id, origin_id, created_at) \
         SELECT id, CAST(? AS BIGINT), CAST(? AS TIMESTAMPTZ) FROM numbers",
        &[first.into(), (first + count - 1).into(), origin.into(), op.now.into()],
    )?;
    Ok(first)
}

/// A record to insert: who it is about, the folded name it is searched by, the values of the
/// type's fields in their order.
#[derive(Debug, Clone)]
pub(crate) struct Insert {
    pub(crate) person: Option<PersonId>,
    pub(crate) fold: Option<String>,
    pub(crate) values: Vec<Value>,
}

/// From how many rows on PostgreSQL takes a `COPY`.
const COPY: usize = 5_000;

/// Inserts records with consecutive keys; the first key.
pub(crate) fn insert_records(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    origin: OriginId,
    visibility: Visibility,
    rows: Vec<Insert>,
) -> Result<i64> {
    let count = rows.len();
    let first = take_keys(op, &record_type.table.name, count)?;
    let mut columns = vec![
        ("id", ColumnKind::BigInt),
        ("person_id", ColumnKind::BigInt),
        ("o_visible", ColumnKind::SmallInt),
        ("o_origin", ColumnKind::BigInt),
        ("o_owner", ColumnKind::BigInt),
        ("o_team", ColumnKind::Text),
        ("o_fold", ColumnKind::Text),
        ("o_created_at", ColumnKind::Instant),
        ("o_changed_at", ColumnKind::Instant),
        ("o_changed_by", ColumnKind::BigInt),
    ];
    columns.extend(record_type.fields.iter().map(|f| (f.column.as_str(), f.data_type.into())));
    let (now, actor, team) = (op.now, op.actor.id, op.actor.team.clone());
    let mut values = (first..).zip(rows).map(|(key, row)| {
        let mut all: Vec<Value> = Vec::with_capacity(10 + row.values.len());
        all.push(key.into());
        all.push(row.person.into());
        all.push(visibility.number().into());
        all.push(origin.into());
        all.push(actor.into());
        all.push(team.clone().into());
        all.push(row.fold.into());
        all.push(now.into());
        all.push(now.into());
        all.push(actor.into());
        all.extend(row.values);
        all
    });
    if op.tx.dialect() == Dialect::Postgres && count >= COPY {
        copy_in(op.tx, &record_type.table, &columns, &mut values)?;
    } else {
        insert(op.tx, &record_type.table, &columns, &mut values)?;
    }
    Ok(first)
}

/// The records that meet the condition in key order, with the values of `fields`.
pub(crate) fn find_records(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    condition: &Condition,
    after: Option<&Key>,
    limit: u32,
) -> Result<Vec<Stored>> {
    let columns = columns_of(record_type, fields);
    let rows = find(op.tx, &record_type.keyed(), &columns, condition, after, limit)?;
    rows.iter().map(|row| stored(record_type, fields, row)).collect()
}

/// The records with these keys, with the values of `fields`.
pub(crate) fn read_records(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    keys: &KeySet,
) -> Result<Vec<Stored>> {
    let columns = columns_of(record_type, fields);
    let rows = read(op.tx, &record_type.keyed(), &columns, keys)?;
    rows.iter().map(|row| stored(record_type, fields, row)).collect()
}

/// The records with these keys as texts, with the values of `fields`.
pub(crate) fn records_by_key(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    keys: &[String],
) -> Result<Vec<Stored>> {
    let keys = keys.iter().map(|key| key_of(record_type, key)).collect::<Result<_>>()?;
    read_records(op, record_type, fields, &KeySet::List(keys))
}

/// Whether there is a record with this key.
pub(crate) fn exists(op: &mut Op<'_, '_>, record_type: &RecordType, key: i64) -> Result<bool> {
    let keys = KeySet::List(vec![vec![key.into()]]);
    Ok(!read(op.tx, &record_type.keyed(), &[], &keys)?.is_empty())
}

/// The values of `fields` in the locked records of a person.
pub(crate) fn locked_of(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    person: PersonId,
) -> Result<Vec<Stored>> {
    let locked = [MarkBits::LOCK, MarkBits::LOCK | MarkBits::KEEP].map(Value::from).to_vec();
    let condition = Condition::All(vec![
        Condition::equal("person_id", Value::from(person)),
        Condition::In { column: "o_marks".to_owned(), values: locked },
    ]);
    find_records(op, record_type, fields, &condition, None, u32::MAX)
}

/// Overwrites columns of one record and notes who changed it; [`Kind::Busy`] when it is no longer
/// in the state and with the marks that were read of it.
pub(crate) fn update_record(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    stored: &Stored,
    mut sets: Vec<(String, Value)>,
) -> Result<()> {
    sets.push(("o_changed_at".to_owned(), op.now.into()));
    sets.push(("o_changed_by".to_owned(), op.actor.id.into()));
    let keys = KeySet::List(vec![stored.key.clone()]);
    let as_read =
        Condition::equal("o_state", stored.state).and(Condition::equal("o_marks", stored.marks.0));
    if update(op.tx, &record_type.keyed(), &sets, &keys, &as_read)? == 1 {
        return Ok(());
    }
    Err(Error::new(Kind::Busy, Message::new("error-changed-meanwhile")))
}

pub(crate) fn set_category(op: &mut Op<'_, '_>, field: FieldId, category: Category) -> Result<u64> {
    op.tx.execute(
        "UPDATE field SET category = ?, classified = 1 WHERE id = ?",
        &[category.key().into(), field.into()],
    )
}

pub(crate) fn set_choices(op: &mut Op<'_, '_>, field: FieldId, choices: &[String]) -> Result<u64> {
    let choices = serde_json::to_string(choices).map_err(Error::internal)?;
    op.tx.execute("UPDATE field SET choices = ? WHERE id = ?", &[choices.into(), field.into()])
}

/// The key of a record as its text form says.
pub(crate) fn key_of(record_type: &RecordType, text: &str) -> Result<Key> {
    if record_type.state == StateAt::Columns {
        return parse_key(text, &[ColumnKind::Key]);
    }
    parse_key(text, &vec![ColumnKind::Text; record_type.key_columns.len()])
}

fn columns_of<'a>(record_type: &'a RecordType, fields: &[&'a Field]) -> Vec<&'a str> {
    let mut columns = Vec::new();
    if record_type.state == StateAt::Columns {
        columns.extend(SYSTEM);
        columns.push("o_changed_by");
    }
    columns.extend(fields.iter().map(|field| field.column.as_str()));
    columns
}

fn stored(record_type: &RecordType, fields: &[&Field], row: &Row) -> Result<Stored> {
    let keys = record_type.key_columns.len();
    let system = if record_type.state == StateAt::Columns { SYSTEM.len() + 1 } else { 0 };
    let values = row.values()[keys + system..]
        .iter()
        .zip(fields)
        .map(|(value, field)| typed(value.clone(), field.data_type))
        .collect();
    Ok(Stored {
        key: row.values()[..keys].to_vec(),
        person: row.get("person_id")?,
        state: row.get("o_state")?,
        marks: MarkBits(row.get("o_marks")?),
        visibility: Visibility::from_number(row.get("o_visible")?),
        origin: row.get("o_origin")?,
        owner: row.get("o_owner")?,
        team: row.get("o_team")?,
        class: row.get("o_class")?,
        changed_at: row.get("o_changed_at")?,
        changed_by: row.get("o_changed_by")?,
        values,
    })
}

/// The logins of accounts by their numbers.
pub(crate) fn logins(op: &mut Op<'_, '_>) -> Result<HashMap<AccountId, String>> {
    op.tx
        .query("SELECT id, login FROM account", &[])?
        .iter()
        .map(|row| Ok((row.get("id")?, row.get("login")?)))
        .collect()
}
