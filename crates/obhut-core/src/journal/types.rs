use crate::{EntryId, FieldId, PersonId, TypeId};
use jiff::Timestamp;
use obhut_kernel::Value;
use obhut_tlog::{ItemSecret, Items};
use serde::Serialize;

use crate::systems::RecordType;

/// What is to be written into the journal.
#[derive(Debug, Default)]
pub struct Entry {
    pub(crate) act: String,
    pub(crate) system: Option<String>,
    pub(crate) type_id: Option<TypeId>,
    pub(crate) record_key: Option<String>,
    pub(crate) person: Option<PersonId>,
    pub(crate) reason: Option<String>,
    /// Whether the reason names nobody and outlives whom the entry is about.
    pub(crate) reason_stays: bool,
    pub(crate) changes: Vec<Change>,
    pub(crate) batch: Option<Batch>,
    pub(crate) details: serde_json::Map<String, serde_json::Value>,
    /// The last checkpoint of an abandoned log, in the first entry of the one that goes on.
    pub(crate) previous: Option<String>,
}

/// A changed field with both values; they are sealed before they are stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which field.
    pub field: FieldId,
    /// Before.
    pub old: Value,
    /// After.
    pub new: Value,
}

/// How the items of a bulk entry can be listed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchKind {
    /// Records made with consecutive keys from `key_from` on.
    Created {
        /// The first key.
        key_from: i64,
    },
    /// Records whose case items name this entry, in the order of their `seq`.
    CaseItems,
}

/// The records of a bulk entry.
#[derive(Debug)]
pub struct Batch {
    /// Their type.
    pub type_id: TypeId,
    /// How they can be listed again.
    pub kind: BatchKind,
    /// What their salts are derived from.
    pub secret: ItemSecret,
    /// Their number and the root over them.
    pub items: Items,
}

impl Entry {
    /// An entry on `act`, such as `concept.apply`.
    pub fn new(act: impl Into<String>) -> Self {
        Self { act: act.into(), ..Self::default() }
    }

    /// An entry on what was done to records of a type: `contract.anonymise`, in its system.
    pub fn on_type(record_type: &RecordType, what: &str) -> Self {
        Self {
            act: format!("{}.{what}", record_type.key),
            system: Some(record_type.system.clone()),
            type_id: Some(record_type.id),
            ..Self::default()
        }
    }

    /// The record it is about.
    #[must_use]
    pub fn record(mut self, key: &str, person: Option<PersonId>) -> Self {
        self.record_key = Some(key.to_owned());
        self.person = person;
        self
    }

    /// The person it is about.
    #[must_use]
    pub fn person(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self
    }

    /// Why; sealed, as people write names into reasons.
    #[must_use]
    pub fn reason(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// Why, in words that name nobody and stay readable when the record and its person are gone.
    #[must_use]
    pub fn reason_of_nobody(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self.reason_stays = true;
        self
    }

    /// The changed fields.
    #[must_use]
    pub fn changes(mut self, changes: Vec<Change>) -> Self {
        self.changes = changes;
        self
    }

    /// The records of a bulk entry.
    #[must_use]
    pub fn batch(mut self, batch: Batch) -> Self {
        self.batch = Some(batch);
        self
    }

    /// A detail that says nothing of a person: counts, keys of rules and files' formats.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

/// Which entries to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only entries on this type.
    pub type_id: Option<TypeId>,
    /// Only entries on this record of the type.
    pub record_key: Option<String>,
    /// Only entries on this person.
    pub person: Option<PersonId>,
    /// At most so many, newest first; 0 means all.
    pub limit: u32,
}

/// An entry as shown; in a timeline also what no entry of its own tells.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// Its number in the order of writing; nothing for what the origin of a record or a bulk entry
    /// tells.
    pub id: Option<EntryId>,
    /// Its place in the log, once it has one.
    pub index: Option<u64>,
    /// When it happened.
    pub at: Timestamp,
    /// What was done.
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
    /// The person, as long as that is not erased.
    pub person: Option<PersonId>,
    /// Why, as long as that is not erased.
    pub reason: Option<String>,
    /// Numbers and keys that say nothing of a person.
    pub details: serde_json::Value,
    /// The changed fields that the reader may see.
    pub fields: Vec<FieldView>,
}

/// A changed field as shown.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// The field's key.
    pub field: String,
    /// The value before; nothing when it was empty or is erased.
    pub old: Option<serde_json::Value>,
    /// The value after; nothing when it was emptied or is erased.
    pub new: Option<serde_json::Value>,
    /// Whether the values were erased.
    pub erased: bool,
}
