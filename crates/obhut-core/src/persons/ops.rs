//! Operations on persons.

use std::collections::{HashMap, HashSet};

use obhut_db::{Keystore, OriginId, PersonId};
use obhut_detect::normalise::{Region, email, fold, phone};
use obhut_kernel::{Error, Message, Result, Value};

use crate::{
    context::Op,
    journal::{Entry, ops::record},
    operation::{Operation, Right},
    persons::{
        Found, Matched,
        rules::{IdKind, contradict, identifiers},
        store,
    },
    register,
    systems::{RecordType, TypeKind, Types},
};

/// The purpose under which the key of the suppression list is derived.
const SUPPRESSION: &str = "suppression/v1";

/// What identifies the person of one new record.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) identifiers: Vec<(IdKind, String)>,
    pub(crate) fold: Option<String>,
}

/// Finds the person of each candidate: by customer number first, then e-mail address, then
/// telephone, the latter two unless first names contradict, which makes a suggestion instead.
pub(crate) fn match_many(
    op: &mut Op<'_, '_>,
    types: &Types,
    candidates: &[Candidate],
) -> Result<Vec<Matched>> {
    let mut wanted: HashMap<IdKind, HashSet<&str>> = HashMap::new();
    for (kind, value) in candidates.iter().flat_map(|c| &c.identifiers) {
        wanted.entry(kind.clone()).or_default().insert(value);
    }
    let holders = store::holders(op, types, &wanted)?;
    let mut matched: Vec<Matched> = candidates.iter().map(|c| resolve(c, &holders)).collect();
    mark_suppressed(op, candidates, &mut matched)?;
    Ok(matched)
}

fn resolve(candidate: &Candidate, holders: &HashMap<(IdKind, String), store::Holder>) -> Matched {
    let mut matched = Matched::default();
    let mut ordered: Vec<_> = candidate.identifiers.iter().collect();
    ordered.sort_by_key(|(kind, _)| match kind {
        IdKind::Number(_) => 0,
        IdKind::Email => 1,
        IdKind::Phone => 2,
    });
    for identifier in ordered {
        let Some((person, fold)) = holders.get(identifier) else { continue };
        let differs = match (&identifier.0, &candidate.fold, fold) {
            (IdKind::Number(_), ..) => false,
            (_, Some(one), Some(other)) => contradict(one, other),
            _ => false,
        };
        if differs {
            let message = Message::new(match identifier.0 {
                IdKind::Phone => "match-same-phone-other-name",
                _ => "match-same-email-other-name",
            });
            matched.suggestion.get_or_insert((*person, message));
        } else {
            matched.person = Some(*person);
            break;
        }
    }
    matched
}

fn mark_suppressed(
    op: &mut Op<'_, '_>,
    candidates: &[Candidate],
    matched: &mut [Matched],
) -> Result<()> {
    if !store::suppresses(op)? {
        return Ok(());
    }
    let mut hashes = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        if matched[at].person.is_none() {
            for (kind, value) in &candidate.identifiers {
                hashes.push((at, blind(op, kind, value)?));
            }
        }
    }
    let list: Vec<[u8; 16]> = hashes.iter().map(|(_, hash)| *hash).collect();
    let found = store::suppressed(op, &list)?;
    for (at, hash) in hashes {
        matched[at].suppressed |= found.contains(&hash);
    }
    Ok(())
}

/// The keyed hash of an identifier, as on the suppression list.
pub(crate) fn blind(op: &Op<'_, '_>, kind: &IdKind, value: &str) -> Result<[u8; 16]> {
    let secret = op.tenant.blind_secret(SUPPRESSION)?;
    Keystore::blind(&secret, &format!("{}\0{value}", kind.key()))
}

/// The person of one new record: matched by its identifiers, or made anew. Records of types that
/// are about nobody have none; an activity without identifiers has none either.
pub(crate) fn match_or_make(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    values: &[Value],
    origin: OriginId,
) -> Result<Option<PersonId>> {
    if record_type.person.column().is_none() {
        return Ok(None);
    }
    let candidate = Candidate {
        identifiers: identifiers(record_type, values),
        fold: crate::persons::rules::fold_of(record_type, values),
    };
    let matched = match_many(op, types, std::slice::from_ref(&candidate))?.pop();
    if let Some(person) = matched.and_then(|matched| matched.person) {
        return Ok(Some(person));
    }
    if record_type.kind == TypeKind::Activity && candidate.identifiers.is_empty() {
        return Ok(None);
    }
    register::store::insert_persons(op, 1, origin).map(|id| Some(PersonId(id)))
}

/// Finds records by an e-mail address, a telephone number, a customer or other number, or a name,
/// and with them all other records of the same persons that the actor may see.
pub fn find(op: &mut Op<'_, '_>, query: &str) -> Result<Vec<Found>> {
    op.authorise(Operation::PersonFind, None)?;
    let query = Query::new(query)?;
    let types = op.types()?;
    let mut found = Vec::new();
    for record_type in types.iter() {
        if op.actor.rights.allows(Right::RecordsSee, Some(&record_type.key)) {
            find_by_identifier(op, record_type, &query, &mut found)?;
            find_by_name(op, record_type, &query, &mut found)?;
        }
    }
    add_relatives(op, &types, &mut found)?;
    Ok(found)
}

/// What is looked for, read in each way it can be meant.
struct Query {
    text: String,
    email: Option<String>,
    phone: Option<String>,
    /// The words of a name, folded; none when it cannot be a name.
    words: Vec<String>,
}

impl Query {
    fn new(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid(Message::new("error-find-empty")));
        }
        let (email, phone) = (email(text), phone(text, Region::GERMANY));
        let is_name = email.is_none() && text.chars().any(char::is_alphabetic);
        let words = fold(text);
        let words = words.split(' ').filter(|word| is_name && word.chars().count() > 1);
        Ok(Self { words: words.map(str::to_owned).collect(), text: text.to_owned(), email, phone })
    }

    /// The value to look for in fields of a kind.
    fn value(&self, kind: &IdKind) -> Option<&str> {
        match kind {
            IdKind::Email => self.email.as_deref(),
            IdKind::Phone => self.phone.as_deref(),
            IdKind::Number(_) => self.email.is_none().then_some(self.text.as_str()),
        }
    }
}

fn find_by_identifier(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    query: &Query,
    found: &mut Vec<Found>,
) -> Result<()> {
    let rights = &op.actor.rights;
    let wanted: Vec<(String, String, String)> = record_type
        .fields
        .iter()
        .filter(|field| rights.allows_class(Right::RecordsSee, &record_type.key, field.class()))
        .filter_map(|field| {
            let value = query.value(&IdKind::of(field)?)?;
            Some((field.key.clone(), field.column.clone(), value.to_owned()))
        })
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let visible = register::records::findable(op, record_type);
    for (key, person, field) in store::by_identifier(op, record_type, &wanted, visible)? {
        let why = Message::new("find-by-field").arg("field", field);
        push(found, record_type, key, person, why);
    }
    Ok(())
}

fn find_by_name(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    query: &Query,
    found: &mut Vec<Found>,
) -> Result<()> {
    let sees_names = op.actor.rights.allows_class(
        Right::RecordsSee,
        &record_type.key,
        obhut_kernel::FieldClass::Identity,
    );
    if !sees_names || query.words.is_empty() || record_type.kind == TypeKind::Activity {
        return Ok(());
    }
    let visible = register::records::findable(op, record_type);
    let why = Message::new("find-by-name");
    for (key, person) in store::by_name(op, record_type, &query.words, visible)? {
        push(found, record_type, key, person, why.clone());
    }
    Ok(())
}

fn push(
    found: &mut Vec<Found>,
    record_type: &RecordType,
    key: String,
    person: Option<PersonId>,
    why: Message,
) {
    if !found.iter().any(|f| f.type_key == record_type.key && f.key == key) {
        found.push(Found {
            person,
            system: record_type.system.clone(),
            type_key: record_type.key.clone(),
            key,
            why,
        });
    }
}

fn add_relatives(op: &mut Op<'_, '_>, types: &Types, found: &mut Vec<Found>) -> Result<()> {
    let mut persons: Vec<PersonId> = found.iter().filter_map(|f| f.person).collect();
    persons.sort_unstable();
    persons.dedup();
    if persons.is_empty() {
        return Ok(());
    }
    for record_type in types.iter() {
        if !op.actor.rights.allows(Right::RecordsSee, Some(&record_type.key)) {
            continue;
        }
        let visible = register::records::findable(op, record_type);
        for (key, person) in store::records_of(op, record_type, &persons, visible)? {
            let why = Message::new("find-by-person").arg("person", person.0);
            push(found, record_type, key, Some(person), why);
        }
    }
    Ok(())
}

/// Puts an e-mail address or telephone number on the suppression list.
pub fn suppress(op: &mut Op<'_, '_>, identifier: &str, reason: &str) -> Result<()> {
    op.authorise(Operation::SuppressionAdd, None)?;
    let reason = register::records::required_reason(reason)?;
    let found = email(identifier)
        .map(|value| (IdKind::Email, value))
        .or_else(|| phone(identifier, Region::GERMANY).map(|value| (IdKind::Phone, value)))
        .ok_or_else(|| Error::invalid(Message::new("error-suppress-identifier")))?;
    let hash = blind(op, &found.0, &found.1)?;
    store::suppress(op, &[(found.0.key().to_owned(), hash)], "objection")?;
    record(op, Entry::new("suppression.add").reason(reason))?;
    Ok(())
}
