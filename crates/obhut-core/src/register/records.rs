//! Operations on single records: make, look at, list, change.

use std::collections::BTreeMap;

use obhut_kernel::{Error, Kind, Message, Result, Value};
use obhut_tlog::{Item, ItemSecret, ItemTree, Items};

pub(crate) use crate::register::visible::{findable, readable, visible_record};
use crate::{
    context::Op,
    journal::{Batch, BatchKind, Change, Entry, ops::record},
    marks::{self, MarkKind},
    operation::{Operation, Right},
    persons::{self, ops::Objection},
    register::{
        NewRecord, Provenance, RecordFilter, RecordView, Visibility, check,
        store::{self, Insert, Stored},
        visible::{is_visible, listed, refuse_locked, view, visible_fields},
    },
    systems::{Field, RecordType},
};

/// The state of a record that is wholly anonymised or archived.
pub const GONE: i64 = 9;

/// Makes a record; the person is matched by e-mail address, telephone or customer number, or made
/// anew. Returns its key. [`Kind::Held`] when an identifier is on the suppression list and nobody was
/// let in with it since, or when a lock is on the person or on a record that this one would stand
/// beside.
pub fn create(
    op: &mut Op<'_, '_>,
    type_key: &str,
    new: &NewRecord,
    provenance: &Provenance,
) -> Result<String> {
    make(op, type_key, new, provenance, None)
}

/// Makes a record of somebody whose identifiers are on the suppression list, for instance a former
/// customer who comes back and asks for it. Needs the right that puts identifiers there, and a
/// reason, which the journal keeps; otherwise as [`create`].
pub fn create_despite_suppression(
    op: &mut Op<'_, '_>,
    type_key: &str,
    new: &NewRecord,
    provenance: &Provenance,
    reason: &str,
) -> Result<String> {
    make(op, type_key, new, provenance, Some(reason))
}

fn make(
    op: &mut Op<'_, '_>,
    type_key: &str,
    new: &NewRecord,
    provenance: &Provenance,
    despite: Option<&str>,
) -> Result<String> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    let objection = objection(op, record_type, despite)?;
    op.authorise(Operation::RecordCreate, Some(record_type))?;
    let given = check::values(op, &types, record_type, Right::RecordsCreate, &new.values, &[])?;
    let values = complete(record_type, given)?;
    // Nobody sets a lock on a person between what is read here and the end of it.
    marks::store::hold_persons(op)?;
    let origin = store::insert_origin(op, provenance)?;
    let person = persons::ops::match_or_make(
        op,
        &types,
        record_type,
        &values,
        (new.person, origin),
        objection,
    )?;
    let fold = persons::rules::fold_of(record_type, &values);
    let rows = vec![Insert { person, fold, values }];
    let first = insert_batch(op, record_type, origin, new.visibility, rows, "create")?;
    if let Some(reason) = despite {
        let entry = Entry::on_type(record_type, "suppression.override");
        record(op, entry.record(&first.to_string(), person).reason(reason.trim()))?;
    }
    Ok(first.to_string())
}

/// Whether the suppression list is obeyed; who passes it over must have the right to and say why.
fn objection(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    despite: Option<&str>,
) -> Result<Objection> {
    let Some(reason) = despite else { return Ok(Objection::Obeyed) };
    op.authorise(Operation::SuppressionOverride, Some(record_type))?;
    required_reason(reason)?;
    Ok(Objection::PassedOver)
}

/// Inserts records and writes the bulk entry that commits to them; the first of their keys.
pub(crate) fn insert_batch(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    origin: crate::OriginId,
    visibility: Visibility,
    rows: Vec<Insert>,
    act: &str,
) -> Result<i64> {
    let count = rows.len();
    let person = match rows.as_slice() {
        [only] => only.person,
        _ => None,
    };
    let first = store::insert_records(op, record_type, origin, visibility, rows)?;
    let secret = ItemSecret::generate(op.random());
    let mut tree = ItemTree::new(&secret);
    for key in (first..).take(count) {
        let key = key.to_string();
        let record_type = &record_type.key;
        tree.push(&Item { record_type, key: &key, action: "create", outcome: "done" });
    }
    let items = Items { count: tree.len(), root: tree.root() };
    let kind = BatchKind::Created { key_from: first };
    let batch = Batch { type_id: record_type.id, kind, secret, items };
    let mut entry = Entry::on_type(record_type, act)
        .batch(batch)
        .detail("records", count)
        .detail("origin", origin.0);
    if count == 1 {
        entry = entry.record(&first.to_string(), person);
    }
    record(op, entry)?;
    Ok(first)
}

/// A record as the actor may see it; not found when it is hidden from them. One that is locked, or
/// whose person is, is shown to those who may lift the lock.
pub fn show(op: &mut Op<'_, '_>, type_key: &str, key: &str) -> Result<RecordView> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    op.about(key);
    let fields = visible_fields(op.actor, record_type);
    let stored = visible_record(op, record_type, &fields, key)?;
    refuse_locked(op, record_type, &stored)?;
    let logins = store::logins(op)?;
    let mut view = view(op.actor, record_type, &fields, &stored, &logins);
    view.source = store::origin(op, stored.origin)?;
    if let Some(person) = stored.person {
        for mark in marks::store::active_on_person(op, person)? {
            view.locked |= mark.kind == MarkKind::Lock;
            view.kept |= mark.kind == MarkKind::Keep;
        }
    }
    Ok(view)
}

/// The records with these keys, in key order, as the actor may see them: as [`list`] shows them,
/// without those that are missing or hidden.
pub fn show_many(op: &mut Op<'_, '_>, type_key: &str, keys: &[String]) -> Result<Vec<RecordView>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    let fields = visible_fields(op.actor, record_type);
    let found = store::records_by_key(op, record_type, &fields, keys)?;
    let found: Vec<Stored> =
        found.into_iter().filter(|stored| is_visible(op.actor, record_type, stored)).collect();
    listed(op, record_type, &fields, &found)
}

/// The records that meet a filter, as the actor may see them. Those who may not lift a lock get no
/// personal fields of records that are locked or whose person is, and a condition on personal
/// fields finds none of them.
pub fn list(op: &mut Op<'_, '_>, type_key: &str, filter: &RecordFilter) -> Result<Vec<RecordView>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    let condition = readable(op, &types, record_type, filter)?;
    let after = filter.after.as_deref().map(|key| store::key_of(record_type, key)).transpose()?;
    let fields = visible_fields(op.actor, record_type);
    let found =
        store::find_records(op, record_type, &fields, &condition, after.as_ref(), filter.limit)?;
    listed(op, record_type, &fields, &found)
}

/// Changes fields of a record. Refused when it or its person is locked, when it is anonymised, and
/// when a new identifier is on the suppression list; the journal keeps old and new values. Returns
/// how many fields changed.
pub fn edit(
    op: &mut Op<'_, '_>,
    type_key: &str,
    key: &str,
    values: &BTreeMap<String, Value>,
    reason: &str,
) -> Result<usize> {
    change(op, type_key, (key, values), reason, false)
}

/// As [`edit`], with identifiers that are on the suppression list; see
/// [`create_despite_suppression`].
pub fn edit_despite_suppression(
    op: &mut Op<'_, '_>,
    type_key: &str,
    key: &str,
    values: &BTreeMap<String, Value>,
    reason: &str,
) -> Result<usize> {
    change(op, type_key, (key, values), reason, true)
}

fn change(
    op: &mut Op<'_, '_>,
    type_key: &str,
    (key, values): (&str, &BTreeMap<String, Value>),
    reason: &str,
    despite: bool,
) -> Result<usize> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    let objection = objection(op, record_type, despite.then_some(reason))?;
    op.authorise(Operation::RecordEdit, Some(record_type))?;
    op.about(key);
    let reason = required_reason(reason)?;
    let all: Vec<&Field> = record_type.fields.iter().collect();
    let stored = changeable(op, record_type, &all, key)?;
    let right = Right::RecordsEdit;
    let given = check::values(op, &types, record_type, right, values, &stored.values)?;
    if given.is_empty() {
        return Ok(0);
    }
    persons::ops::refuse_suppressed(op, &types, record_type, &given, objection)?;
    let count = given.len();
    let mut after = stored.values.clone();
    let (mut changes, mut sets) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for (at, new) in given {
        let field = &record_type.fields[at];
        sets.push((field.column.clone(), new.clone()));
        let old = std::mem::replace(&mut after[at], new.clone());
        changes.push(Change { field: field.id, old, new });
    }
    let fold = persons::rules::fold_of(record_type, &after);
    sets.push(("o_fold".to_owned(), fold.into()));
    store::update_record(op, record_type, &stored, sets)?;
    let entry = Entry::on_type(record_type, "edit").record(&stored.key_text(), stored.person);
    let entry = if despite { entry.detail("suppression", "overridden") } else { entry };
    record(op, entry.reason(reason).changes(changes))?;
    Ok(count)
}

/// Changes who sees a record. Only its owner and those who see all records of the type may; refused
/// when it or its person is locked, and when it is anonymised. Whether anything changed.
pub fn set_visibility(
    op: &mut Op<'_, '_>,
    type_key: &str,
    key: &str,
    visibility: Visibility,
    reason: &str,
) -> Result<bool> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordVisibility, Some(record_type))?;
    op.about(key);
    let reason = required_reason(reason)?;
    let stored = visible_record(op, record_type, &[], key)?;
    let sees_all = op.actor.rights.allows(Right::RecordsSeeAll, Some(&record_type.key));
    if stored.owner != Some(op.actor.id) && !sees_all {
        return Err(Error::new(Kind::Forbidden, Message::new("error-visibility-owner")));
    }
    let stored = changeable(op, record_type, &[], key)?;
    if stored.visibility == visibility {
        return Ok(false);
    }
    let sets = vec![("o_visible".to_owned(), visibility.number().into())];
    store::update_record(op, record_type, &stored, sets)?;
    record(
        op,
        Entry::on_type(record_type, "visibility")
            .record(&stored.key_text(), stored.person)
            .reason(reason)
            .detail("before", stored.visibility.key())
            .detail("after", visibility.key()),
    )?;
    Ok(true)
}

/// A record that may be changed, and that nobody else changes, locks or erases until the
/// transaction ends: what is read of it here is still true when it is written.
pub(super) fn changeable(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    key: &str,
) -> Result<Stored> {
    marks::store::hold_persons(op)?;
    marks::ops::lock_record(op, record_type, key)?;
    let stored = visible_record(op, record_type, fields, key)?;
    marks::ops::refuse_if_locked(op, record_type, &stored.key, stored.person, stored.marks)?;
    if stored.state >= GONE {
        return Err(Error::new(Kind::Held, Message::new("error-record-gone").arg("key", key)));
    }
    Ok(stored)
}

/// Demands words where a reason is needed.
pub(crate) fn required_reason(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid(Message::new("error-reason-missing")));
    }
    Ok(reason)
}

/// A value for each field of the type, in its order.
fn complete(record_type: &RecordType, given: Vec<(usize, Value)>) -> Result<Vec<Value>> {
    let mut values = vec![Value::Null; record_type.fields.len()];
    for (at, value) in given {
        values[at] = value;
    }
    match record_type.fields.iter().zip(&values).find(|(field, v)| field.required && v.is_null()) {
        Some((field, _)) => {
            Err(Error::invalid(Message::new("error-field-required").arg("field", &field.key)))
        }
        None => Ok(values),
    }
}
