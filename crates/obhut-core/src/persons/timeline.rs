use crate::PersonId;
use jiff::Timestamp;
use obhut_kernel::{Error, Kind, Result};

use crate::{
    context::Op,
    journal::{EntryView, Filter, ops::entries},
    operation::{Operation, Right},
    persons::store,
    register::visible::{refuse_locked, visible_record},
    retention,
    systems::RecordType,
};

/// All that happened to a record, oldest first: where it came from, changes, marks, actions. One
/// that is locked, or whose person is, is refused as [`crate::register::records::show`] does. Of one that
/// was deleted those who read the journal are told what was done to it.
pub fn of_record(op: &mut Op<'_, '_>, type_key: &str, key: &str) -> Result<Vec<EntryView>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    op.about(key);
    let stored = match visible_record(op, record_type, &[], key) {
        Err(error) if error.kind() == Kind::NotFound => {
            return of_deleted(op, type_key, key, error);
        }
        found => found?,
    };
    refuse_locked(op, record_type, &stored)?;
    let key = &stored.key_text();
    let mut events = own_events(op, type_key, key)?;
    // A single creation has an entry and an origin; one of them tells the story.
    let create = format!("{type_key}.create");
    events.retain(|event| event.act != create);
    if let Some(origin) = crate::register::store::origin(op, stored.origin)? {
        let told = told(record_type, key, "create", origin.at, origin.actor);
        let reason = Some(format!("{}: {}", origin.channel, origin.source));
        events.push(EntryView { reason, ..told });
    }
    sort(&mut events);
    Ok(events)
}

/// All that happened to a person, oldest first, over all records the actor may see. What happened
/// to the person itself is told to those who see one of the records, or read the journal anyway.
pub fn of_person(op: &mut Op<'_, '_>, person: PersonId) -> Result<Vec<EntryView>> {
    op.authorise(Operation::PersonFind, None)?;
    let types = op.types()?;
    let mut events = Vec::new();
    let mut sees_any = op.actor.rights.allows(Right::JournalSee, None);
    for record_type in types.iter() {
        if !op.actor.rights.allows(Right::RecordsSee, Some(&record_type.key)) {
            continue;
        }
        let visible = crate::register::records::findable(op, record_type);
        for (key, _) in store::records_of(op, record_type, &[person], visible)? {
            sees_any = true;
            events.extend(of_record(op, &record_type.key, &key)?);
        }
    }
    if !sees_any {
        return Ok(events);
    }
    let filter = Filter { person: Some(person), ..Filter::default() };
    events.extend(entries(op, &filter)?.into_iter().rev().filter(|entry| entry.key.is_none()));
    sort(&mut events);
    Ok(events)
}

/// What was done to a record that is gone, for those who read the journal: the proof of a deletion
/// outlives the record.
fn of_deleted(
    op: &mut Op<'_, '_>,
    type_key: &str,
    key: &str,
    missing: Error,
) -> Result<Vec<EntryView>> {
    if !op.actor.rights.allows(Right::JournalSee, None) {
        return Err(missing);
    }
    let mut events = own_events(op, type_key, key)?;
    if events.is_empty() {
        return Err(missing);
    }
    sort(&mut events);
    Ok(events)
}

fn own_events(op: &mut Op<'_, '_>, type_key: &str, key: &str) -> Result<Vec<EntryView>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    let filter = Filter {
        type_id: Some(record_type.id),
        record_key: Some(key.to_owned()),
        ..Filter::default()
    };
    let mut events = entries(op, &filter)?;
    events.reverse();
    // Single actions have an entry of their own; those of a run are named by the bulk entry only.
    for item in retention::store::items_of_record(op, record_type.id, key)? {
        if item.run_id.is_some() {
            let actor = item.actor.unwrap_or_default();
            let told = told(record_type, key, &item.action, item.at, actor);
            events.push(EntryView { reason: item.rule_key, index: item.idx, ..told });
        }
    }
    Ok(events)
}

/// Something that no entry of its own tells: by the origin of a record, or as one of many in a bulk
/// entry.
fn told(
    record_type: &RecordType,
    key: &str,
    what: &str,
    at: Timestamp,
    actor: String,
) -> EntryView {
    EntryView {
        id: None,
        index: None,
        at,
        act: format!("{}.{what}", record_type.key),
        actor,
        system: record_type.system.clone(),
        type_key: Some(record_type.key.clone()),
        key: Some(key.to_owned()),
        person: None,
        reason: None,
        details: serde_json::Value::Object(serde_json::Map::new()),
        fields: Vec::new(),
    }
}

fn sort(events: &mut [EntryView]) {
    events.sort_by_key(|a| (a.at, a.index));
}
