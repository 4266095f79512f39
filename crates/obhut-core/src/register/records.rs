//! Operations on single records: make, look at, list, change.

use std::collections::BTreeMap;

use obhut_db::{
    AccountId,
    sql::{Condition, Key, KeySet, key_text},
};
use obhut_kernel::{Error, Kind, Message, Result, Value};
use obhut_tlog::{Item, ItemSecret, ItemTree, Items};

use crate::{
    access::Actor,
    context::Op,
    journal::{Batch, BatchKind, Change, Entry, ops::record},
    marks,
    operation::{Operation, Right},
    persons,
    register::{
        NewRecord, Provenance, RecordFilter, RecordView, Visibility,
        store::{self, Insert, Stored},
        values::{Sight, masked, sight},
    },
    systems::{Field, RecordType, Scope, Types},
};

/// The state of a record that is wholly anonymised or archived.
pub const GONE: i64 = 9;

/// Makes a record; the person is matched by e-mail address, telephone or customer number, or made
/// anew. Returns its key.
pub fn create(
    op: &mut Op<'_, '_>,
    type_key: &str,
    new: &NewRecord,
    provenance: &Provenance,
) -> Result<String> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordCreate, Some(record_type))?;
    for key in new.values.keys() {
        writable(op.actor, record_type, key, Right::RecordsCreate)?;
    }
    let values = complete(record_type, &new.values)?;
    let origin = store::insert_origin(op, provenance)?;
    let person = match new.person {
        Some(person) => Some(person),
        None => persons::ops::match_or_make(op, &types, record_type, &values, origin)?,
    };
    let fold = persons::rules::fold_of(record_type, &values);
    let rows = vec![Insert { person, fold, values }];
    let first = insert_batch(op, record_type, origin, new.visibility, rows, "create")?;
    Ok(first.to_string())
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

/// A record as the actor may see it; not found when it is hidden from them. A locked one is shown
/// to those who may lift the lock.
pub fn show(op: &mut Op<'_, '_>, type_key: &str, key: &str) -> Result<RecordView> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    op.about(key);
    let fields = visible_fields(op.actor, record_type);
    let stored = visible_record(op, record_type, &fields, key)?;
    refuse_locked(op, record_type, &stored)?;
    let logins = store::logins(op)?;
    let source = store::origin(op, stored.origin)?;
    let mut view = view(op.actor, record_type, &fields, &stored, &logins);
    view.source = source;
    Ok(view)
}

/// The records with these keys, in key order, as the actor may see them: as [`list`] shows them,
/// without those that are missing or hidden.
pub fn show_many(op: &mut Op<'_, '_>, type_key: &str, keys: &[String]) -> Result<Vec<RecordView>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    let keys = keys.iter().map(|key| store::key_of(record_type, key)).collect::<Result<_>>()?;
    let fields = visible_fields(op.actor, record_type);
    let found = store::read_records(op, record_type, &fields, &KeySet::List(keys))?;
    let logins = store::logins(op)?;
    let found: Vec<Stored> =
        found.into_iter().filter(|stored| is_visible(op.actor, record_type, stored)).collect();
    Ok(listed(op, record_type, &fields, &found, &logins))
}

/// The records that meet a filter, as the actor may see them. Personal fields of locked records
/// are left out for those who may not lift the lock.
pub fn list(op: &mut Op<'_, '_>, type_key: &str, filter: &RecordFilter) -> Result<Vec<RecordView>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    let condition = readable(op, &types, record_type, filter)?;
    let after = filter.after.as_deref().map(|key| store::key_of(record_type, key)).transpose()?;
    let fields = visible_fields(op.actor, record_type);
    let found =
        store::find_records(op, record_type, &fields, &condition, after.as_ref(), filter.limit)?;
    let logins = store::logins(op)?;
    Ok(listed(op, record_type, &fields, &found, &logins))
}

/// Records as shown in lists.
fn listed(
    op: &Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    found: &[Stored],
    logins: &std::collections::HashMap<AccountId, String>,
) -> Vec<RecordView> {
    let sees_locked = op.actor.rights.allows(Right::RecordsMark, Some(&record_type.key));
    found
        .iter()
        .map(|stored| {
            let mut view = view(op.actor, record_type, fields, stored, logins);
            if stored.marks.is_locked() && !sees_locked {
                view.fields.retain(|key, _| {
                    record_type.field(key).is_some_and(|field| !field.category.is_personal())
                });
            }
            view
        })
        .collect()
}

/// Changes fields of a record. Refused when it is locked or anonymised; the journal keeps old and
/// new values. Returns how many fields changed.
pub fn edit(
    op: &mut Op<'_, '_>,
    type_key: &str,
    key: &str,
    values: &BTreeMap<String, Value>,
    reason: &str,
) -> Result<usize> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordEdit, Some(record_type))?;
    op.about(key);
    let reason = required_reason(reason)?;
    let all: Vec<&Field> = record_type.fields.iter().collect();
    let stored = visible_record(op, record_type, &all, key)?;
    marks::ops::refuse_if_locked(op, record_type, &stored.key, stored.person, stored.marks)?;
    if stored.state >= GONE {
        return Err(Error::new(Kind::Held, Message::new("error-record-gone").arg("key", key)));
    }
    let mut changes = Vec::new();
    let mut sets = Vec::new();
    let mut after = stored.values.clone();
    for (field_key, new) in values {
        let at = writable(op.actor, record_type, field_key, Right::RecordsEdit)?;
        let field = &record_type.fields[at];
        if field.required && new.is_null() {
            return Err(Error::invalid(
                Message::new("error-field-required").arg("field", field_key),
            ));
        }
        if after[at] != *new {
            let old = std::mem::replace(&mut after[at], new.clone());
            changes.push(Change { field: field.id, old, new: new.clone() });
            sets.push((field.column.clone(), new.clone()));
        }
    }
    if changes.is_empty() {
        return Ok(0);
    }
    let fold = persons::rules::fold_of(record_type, &after);
    sets.push(("o_fold".to_owned(), fold.into()));
    let count = changes.len();
    store::update_record(op, record_type, &stored.key, sets)?;
    record(
        op,
        Entry::on_type(record_type, "edit")
            .record(key, stored.person)
            .reason(reason)
            .changes(changes),
    )?;
    Ok(count)
}

/// Demands words where a reason is needed.
pub(crate) fn required_reason(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid(Message::new("error-reason-missing")));
    }
    Ok(reason)
}

/// The record with this key if it is visible to the actor; otherwise not found, which is
/// journalled when there is one.
pub(crate) fn visible_record(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    key: &str,
) -> Result<Stored> {
    let missing = || {
        Error::not_found(
            Message::new("error-record-missing").arg("type", &record_type.key).arg("key", key),
        )
    };
    let parsed: Key = store::key_of(record_type, key).map_err(|_| missing())?;
    let keys = KeySet::List(vec![parsed]);
    let stored = store::read_records(op, record_type, fields, &keys)?.pop().ok_or_else(missing)?;
    if is_visible(op.actor, record_type, &stored) {
        return Ok(stored);
    }
    op.note_hidden();
    Err(missing())
}

fn is_visible(actor: &Actor, record_type: &RecordType, stored: &Stored) -> bool {
    if actor.rights.allows(Right::RecordsSeeAll, Some(&record_type.key)) {
        return true;
    }
    match stored.visibility {
        Visibility::All => true,
        Visibility::Owner => stored.owner == Some(actor.id),
        Visibility::Team => {
            stored.owner == Some(actor.id) || (stored.team.is_some() && stored.team == actor.team)
        }
    }
}

/// The condition under which the actor sees records, and that of the filter.
pub(crate) fn readable(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    filter: &RecordFilter,
) -> Result<Condition> {
    let scope = Scope {
        types,
        record_type,
        today: op.today(),
        zone: op.tenant.zone(),
        reader: Some(&op.actor.rights),
    };
    let condition = match &filter.condition {
        Some(expr) => scope.compile(expr)?,
        None => Condition::Always,
    };
    Ok(condition.and(visible_to(op.actor, record_type)))
}

fn visible_to(actor: &Actor, record_type: &RecordType) -> Condition {
    if actor.rights.allows(Right::RecordsSeeAll, Some(&record_type.key)) {
        return Condition::Always;
    }
    let number = |visibility: Visibility| Condition::equal("o_visible", visibility.number());
    let mut any = vec![number(Visibility::All), Condition::equal("o_owner", Value::from(actor.id))];
    if let Some(team) = &actor.team {
        any.push(number(Visibility::Team).and(Condition::equal("o_team", team.as_str())));
    }
    Condition::Any(any)
}

/// The fields of which the actor may see anything.
pub(crate) fn visible_fields<'a>(actor: &Actor, record_type: &'a RecordType) -> Vec<&'a Field> {
    record_type
        .fields
        .iter()
        .filter(|field| sight(actor, record_type, field, true) != Sight::Hidden)
        .collect()
}

fn refuse_locked(op: &mut Op<'_, '_>, record_type: &RecordType, stored: &Stored) -> Result<()> {
    if op.actor.rights.allows(Right::RecordsMark, Some(&record_type.key)) {
        return Ok(());
    }
    marks::ops::refuse_if_locked(op, record_type, &stored.key, stored.person, stored.marks)
}

fn view(
    actor: &Actor,
    record_type: &RecordType,
    fields: &[&Field],
    stored: &Stored,
    logins: &std::collections::HashMap<AccountId, String>,
) -> RecordView {
    let in_charge = stored.owner == Some(actor.id);
    let fields = fields
        .iter()
        .zip(&stored.values)
        .filter_map(|(field, value)| match sight(actor, record_type, field, in_charge) {
            Sight::Hidden => None,
            Sight::Masked => Some((field.key.clone(), masked(value).to_json())),
            Sight::Clear => Some((field.key.clone(), value.to_json())),
        })
        .collect();
    RecordView {
        type_key: record_type.key.clone(),
        key: key_text(&stored.key),
        person: stored.person,
        stage: stored.state,
        locked: stored.marks.is_locked(),
        kept: stored.marks.is_kept(),
        class: stored.class.clone(),
        visibility: stored.visibility,
        source: None,
        changed_at: stored.changed_at,
        changed_by: logins.get(&stored.changed_by).cloned().unwrap_or_default(),
        fields,
    }
}

/// The place of a field that the actor may write; hidden and missing look the same.
fn writable(actor: &Actor, record_type: &RecordType, key: &str, right: Right) -> Result<usize> {
    let missing = || {
        Error::invalid(
            Message::new("error-field-missing").arg("field", key).arg("type", &record_type.key),
        )
    };
    let at = record_type.fields.iter().position(|field| field.key == key).ok_or_else(missing)?;
    let class = record_type.fields[at].class();
    if actor.rights.allows_class(right, &record_type.key, class) { Ok(at) } else { Err(missing()) }
}

/// A value for each field of the type, in its order.
fn complete(record_type: &RecordType, given: &BTreeMap<String, Value>) -> Result<Vec<Value>> {
    record_type
        .fields
        .iter()
        .map(|field| {
            let value = given.get(&field.key).cloned().unwrap_or_default();
            if field.required && value.is_null() {
                let message = Message::new("error-field-required").arg("field", &field.key);
                return Err(Error::invalid(message));
            }
            Ok(value)
        })
        .collect()
}

/// The condition under which the actor finds records: visible to them, and not locked unless they
/// may lift the lock.
pub(crate) fn findable(op: &Op<'_, '_>, record_type: &RecordType) -> Condition {
    let visible = visible_to(op.actor, record_type);
    if op.actor.rights.allows(Right::RecordsMark, Some(&record_type.key)) {
        return visible;
    }
    let unlocked = [0, crate::register::MarkBits::KEEP].map(Value::from).to_vec();
    visible.and(Condition::In { column: "o_marks".to_owned(), values: unlocked })
}
