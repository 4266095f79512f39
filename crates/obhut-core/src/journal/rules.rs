//! What the commitments of a leaf are made of. Pure; the version in a domain changes with the
//! parts.

use crate::{AccountId, FieldId, PersonId, TypeId};
use obhut_tlog::{Commitment, Salt, commit};

/// Commits to who acted and to the details.
pub(crate) fn actor(salt: &Salt, actor: AccountId, details: &str) -> Commitment {
    let id = actor.0.to_be_bytes();
    commit(salt, "obhut/journal/actor/v1", &[&id, details.as_bytes()])
}

/// What an entry is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) person: Option<PersonId>,
    pub(crate) type_id: Option<TypeId>,
    pub(crate) record_key: Option<&'a str>,
    /// The sealed reason, as stored.
    pub(crate) reason: Option<&'a [u8]>,
}

impl Subject<'_> {
    /// Whether there is anything to commit to.
    pub(crate) fn is_some(&self) -> bool {
        self.person.is_some() || self.record_key.is_some() || self.reason.is_some()
    }

    /// Commits to whom the entry is about.
    pub(crate) fn commitment(&self, salt: &Salt) -> Commitment {
        let id = |id: Option<i64>| id.map(i64::to_be_bytes).map_or_else(Vec::new, Vec::from);
        let person = id(self.person.map(|person| person.0));
        let type_id = id(self.type_id.map(|type_id| type_id.0));
        let key = self.record_key.unwrap_or_default().as_bytes();
        let reason = self.reason.unwrap_or_default();
        commit(salt, "obhut/journal/subject/v1", &[&person, &type_id, key, reason])
    }
}

/// Commits to one value of a field, by its JSON.
pub(crate) fn value(
    salt: &Salt,
    type_id: TypeId,
    record_key: &str,
    field: FieldId,
    json: &[u8],
) -> Commitment {
    let (type_id, field) = (type_id.0.to_be_bytes(), field.0.to_be_bytes());
    commit(salt, "obhut/journal/value/v1", &[&type_id, record_key.as_bytes(), &field, json])
}

/// The subject under whose data key the traces of a record are sealed: its person, or the record
/// itself where it has none.
pub(crate) fn key_subject(
    person: Option<PersonId>,
    type_id: Option<TypeId>,
    record_key: Option<&str>,
) -> String {
    match (person, type_id, record_key) {
        (Some(person), _, _) => format!("person:{person}"),
        (None, Some(type_id), Some(key)) => format!("record:{type_id}:{key}"),
        _ => "journal".to_owned(),
    }
}
