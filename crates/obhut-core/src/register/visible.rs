//! What an actor sees of the register: which records, which of their fields, and what of those that
//! are locked. Every door that shows or finds records goes through here.

use std::collections::{HashMap, HashSet};

use obhut_db::{
    AccountId, PersonId,
    sql::{Condition, Key, KeySet},
};
use obhut_kernel::{Error, Message, Result, Value};

use crate::{
    access::Actor,
    context::Op,
    marks::{self, MarkKind},
    operation::Right,
    register::{
        RecordFilter, RecordView, Visibility,
        store::{self, Stored},
        values::{Sight, masked, sight},
    },
    systems::{Expr, Field, Operand, RecordType, Scope, Types},
};

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

/// Whether a record is visible to the actor by who sees it.
pub(crate) fn is_visible(actor: &Actor, record_type: &RecordType, stored: &Stored) -> bool {
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

/// The condition under which the actor sees records, and that of the filter. One that speaks of
/// personal data is not answered with locked records to whoever may not lift the lock: whether they
/// meet it would tell what is in them.
pub(crate) fn readable(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    filter: &RecordFilter,
) -> Result<Condition> {
    let visible = visible_to(op.actor, record_type);
    let Some(expr) = &filter.condition else { return Ok(visible) };
    let scope = Scope {
        types,
        record_type,
        today: op.today(),
        zone: op.tenant.zone(),
        reader: Some(&op.actor.rights),
    };
    let condition = scope.compile(expr)?.and(visible);
    if sees_locked(op.actor, record_type) || !names_personal(record_type, expr) {
        return Ok(condition);
    }
    Ok(condition.and(marks::store::unlocked(record_type)))
}

/// The condition under which the actor finds records: visible to them, and neither they nor their
/// person locked unless the actor may lift the lock.
pub(crate) fn findable(op: &Op<'_, '_>, record_type: &RecordType) -> Condition {
    let visible = visible_to(op.actor, record_type);
    if sees_locked(op.actor, record_type) {
        return visible;
    }
    visible.and(marks::store::unlocked(record_type))
}

/// Whether the actor sees what is locked: those who may lift a lock do.
pub(crate) fn sees_locked(actor: &Actor, record_type: &RecordType) -> bool {
    actor.rights.allows(Right::RecordsMark, Some(&record_type.key))
}

/// Refuses with the reason when a lock is on the record or its person, unless the actor may lift it.
pub(crate) fn refuse_locked(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    stored: &Stored,
) -> Result<()> {
    if sees_locked(op.actor, record_type) {
        return Ok(());
    }
    marks::ops::refuse_if_locked(op, record_type, &stored.key, stored.person, stored.marks)
}

/// Whether a condition speaks of personal data of the record or of anything of its person's others.
fn names_personal(record_type: &RecordType, expr: &Expr) -> bool {
    let operand = |operand: &Operand| match operand {
        Operand::Field(key) => record_type.personal_fields().any(|field| field.key == *key),
        Operand::Latest { .. } => true,
    };
    match expr {
        Expr::All(parts) | Expr::Any(parts) => {
            parts.iter().any(|part| names_personal(record_type, part))
        }
        Expr::Not(inner) => names_personal(record_type, inner),
        Expr::Compare(left, ..)
        | Expr::In(left, _)
        | Expr::Contains(left, _)
        | Expr::StartsWith(left, _)
        | Expr::IsSet(left)
        | Expr::IsEmpty(left) => operand(left),
        Expr::Exists(..) | Expr::No(..) => true,
    }
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

/// Records as shown in lists: without personal fields where a lock is on the record or its person,
/// unless the actor may lift it.
pub(crate) fn listed(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    fields: &[&Field],
    found: &[Stored],
) -> Result<Vec<RecordView>> {
    let logins = store::logins(op)?;
    let persons: HashSet<PersonId> = marks::store::marked_persons(op, MarkKind::Lock)?
        .iter()
        .filter_map(|value| value.as_int().map(PersonId))
        .collect();
    let sees_locked = sees_locked(op.actor, record_type);
    let listed = found.iter().map(|stored| {
        let mut view = view(op.actor, record_type, fields, stored, &logins);
        view.locked |= stored.person.is_some_and(|person| persons.contains(&person));
        if view.locked && !sees_locked {
            let is_open = |key: &str| record_type.field(key).is_some_and(|f| !f.is_personal());
            view.fields.retain(|key, _| is_open(key));
        }
        view
    });
    Ok(listed.collect())
}

/// A record as one reader sees it.
pub(crate) fn view(
    actor: &Actor,
    record_type: &RecordType,
    fields: &[&Field],
    stored: &Stored,
    logins: &HashMap<AccountId, String>,
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
        key: stored.key_text(),
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
