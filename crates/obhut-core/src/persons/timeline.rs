use crate::PersonId;
use jiff::Timestamp;
use obhut_kernel::Result;
use serde::Serialize;

use crate::{
    context::Op,
    journal::{FieldView, Filter, ops::entries},
    operation::{Operation, Right},
    persons::store,
    register::records::visible_record,
    retention,
};

/// Something that happened to a record or person.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What was done, such as `contract.anonymise`.
    pub act: String,
    /// The login of who did it.
    pub actor: String,
    /// In which system.
    pub system: String,
    /// The key of the record type.
    #[serde(rename = "type")]
    pub type_key: Option<String>,
    /// The key of the record.
    pub key: Option<String>,
    /// Why, as long as that is not erased.
    pub reason: Option<String>,
    /// The changed fields that the reader may see.
    pub fields: Vec<FieldView>,
    /// The entry's place in the log.
    pub index: Option<u64>,
}

/// All that happened to a record, oldest first: where it came from, changes, marks, actions.
pub fn of_record(op: &mut Op<'_, '_>, type_key: &str, key: &str) -> Result<Vec<Event>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    op.about(key);
    let stored = visible_record(op, record_type, &[], key)?;
    let mut events = own_events(op, type_key, key)?;
    if let Some(origin) = crate::register::store::origin(op, stored.origin)? {
        events.push(Event {
            at: origin.at,
            act: format!("{type_key}.create"),
            actor: origin.actor,
            system: record_type.system.clone(),
            type_key: Some(type_key.to_owned()),
            key: Some(key.to_owned()),
            reason: Some(format!("{}: {}", origin.channel, origin.source)),
            fields: Vec::new(),
            index: None,
        });
    }
    sort(&mut events);
    Ok(events)
}

/// All that happened to a person, oldest first, over all records the actor may see.
pub fn of_person(op: &mut Op<'_, '_>, person: PersonId) -> Result<Vec<Event>> {
    op.authorise(Operation::PersonFind, None)?;
    let types = op.types()?;
    let mut events = Vec::new();
    for record_type in types.iter() {
        if !op.actor.rights.allows(Right::RecordsSee, Some(&record_type.key)) {
            continue;
        }
        let visible = crate::register::records::findable(op, record_type);
        for (key, _) in store::records_of(op, record_type, &[person], visible)? {
            events.extend(of_record(op, &record_type.key, &key)?);
        }
    }
    let filter = Filter { person: Some(person), ..Filter::default() };
    for entry in entries(op, &filter)?.into_iter().filter(|entry| entry.key.is_none()) {
        events.push(event(entry));
    }
    sort(&mut events);
    Ok(events)
}

fn own_events(op: &mut Op<'_, '_>, type_key: &str, key: &str) -> Result<Vec<Event>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    let filter = Filter {
        type_id: Some(record_type.id),
        record_key: Some(key.to_owned()),
        ..Filter::default()
    };
    // A single creation has an entry and an origin; one of them tells the story.
    let create = format!("{type_key}.create");
    let mut events: Vec<Event> =
        entries(op, &filter)?.into_iter().filter(|entry| entry.act != create).map(event).collect();
    // Single actions have an entry of their own; those of a run are named by the bulk entry only.
    for item in retention::store::items_of_record(op, record_type.id, key)? {
        if item.run_id.is_some() {
            events.push(Event {
                at: item.at,
                act: format!("{type_key}.{}", item.action),
                actor: item.actor.unwrap_or_default(),
                system: record_type.system.clone(),
                type_key: Some(type_key.to_owned()),
                key: Some(key.to_owned()),
                reason: item.rule_key,
                fields: Vec::new(),
                index: item.idx,
            });
        }
    }
    Ok(events)
}

fn event(entry: crate::journal::EntryView) -> Event {
    Event {
        at: entry.at,
        act: entry.act,
        actor: entry.actor,
        system: entry.system,
        type_key: entry.type_key,
        key: entry.key,
        reason: entry.reason,
        fields: entry.fields,
        index: entry.index,
    }
}

fn sort(events: &mut [Event]) {
    events.sort_by_key(|a| (a.at, a.index));
}
