//! Operations on persons.

use obhut_db::{Keystore, OriginId, PersonId};
use obhut_detect::normalise::{Region, email, fold, phone};
use obhut_kernel::{Error, Kind, Message, Result, Value};

use crate::{
    context::Op,
    journal::{Entry, ops::record},
    marks,
    operation::{Operation, Right},
    persons::{
        Found,
        matching::{Candidate, match_many},
        rules::{IdKind, identifiers},
        store,
    },
    register,
    systems::{Field, RecordType, TypeKind, Types},
};

/// The purpose under which the key of the suppression list is derived.
const SUPPRESSION: &str = "suppression/v1";

/// The keyed hash of an identifier, as on the suppression list.
pub(crate) fn blind(op: &Op<'_, '_>, kind: &IdKind, value: &str) -> Result<[u8; 16]> {
    let secret = op.tenant.blind_secret(SUPPRESSION)?;
    Keystore::blind(&secret, &format!("{}\0{value}", kind.key()))
}

/// What the suppression list means for a record made or changed by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Objection {
    /// Whoever is on it does not come in.
    Obeyed,
    /// Somebody with the right to said why it does not count here.
    PassedOver,
}

/// The person of one new record: the given one, or matched by its identifiers, or made anew. Records
/// of types that are about nobody have none; an activity without identifiers has none either.
///
/// [`Kind::Held`] when an identifier is on the suppression list (see [`match_many`]), and when a lock
/// is on the person or on a record that the new one would stand beside: as in an import, any of the
/// same type of persons, in other types one with the same number.
pub(crate) fn match_or_make(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    values: &[Value],
    (given, origin): (Option<PersonId>, OriginId),
    objection: Objection,
) -> Result<Option<PersonId>> {
    if record_type.person.column().is_none() {
        return Ok(None);
    }
    let candidate = Candidate {
        identifiers: identifiers(record_type, values),
        fold: crate::persons::rules::fold_of(record_type, values),
    };
    let matched = match_many(op, types, &[&candidate])?.pop().unwrap_or_default();
    if matched.suppressed && objection == Objection::Obeyed {
        return Err(suppressed());
    }
    if let Some(person) = given
        && !marks::store::is_person(op, person)?
    {
        let message = Message::new("error-person-missing").arg("person", person.0);
        return Err(Error::not_found(message));
    }
    if let Some(person) = given.or(matched.person) {
        refuse_locked_person(op, record_type, person, values)?;
        return Ok(Some(person));
    }
    if record_type.kind == TypeKind::Activity && candidate.identifiers.is_empty() {
        return Ok(None);
    }
    register::store::insert_persons(op, 1, origin).map(|id| Some(PersonId(id)))
}

/// Refuses identifiers that come into a record although they are on the suppression list. `given` are
/// places of fields with their new values.
pub(crate) fn refuse_suppressed(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    given: &[(usize, Value)],
    objection: Objection,
) -> Result<()> {
    if objection == Objection::PassedOver || record_type.person.column().is_none() {
        return Ok(());
    }
    for (at, value) in given {
        let (Some(kind), Some(text)) = (IdKind::of(&record_type.fields[*at]), value.as_str())
        else {
            continue;
        };
        let candidate = Candidate { identifiers: vec![(kind, text.to_owned())], fold: None };
        if match_many(op, types, &[&candidate])?.iter().any(|matched| matched.suppressed) {
            return Err(suppressed());
        }
    }
    Ok(())
}

fn suppressed() -> Error {
    Error::new(Kind::Held, Message::new("error-suppressed"))
}

fn refuse_locked_person(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    person: PersonId,
    values: &[Value],
) -> Result<()> {
    let numbers: Vec<(usize, &Field)> = record_type
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| matches!(IdKind::of(field), Some(IdKind::Number(_))))
        .collect();
    let fields: Vec<&Field> = numbers.iter().map(|(_, field)| *field).collect();
    let is_locked = marks::store::is_locked(op, Some(person))?
        || register::store::locked_of(op, record_type, &fields, person)?.iter().any(|locked| {
            let mut pairs = numbers.iter().zip(&locked.values);
            record_type.kind == TypeKind::Person
                || pairs.any(|((at, _), value)| !value.is_null() && values[*at] == *value)
        });
    if is_locked {
        let message = Message::new("error-person-locked").arg("person", person.0);
        return Err(Error::new(Kind::Held, message));
    }
    Ok(())
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

/// Puts an e-mail address or telephone number on the suppression list. As the list is obeyed in all
/// types, it needs the right on all of them.
pub fn suppress(op: &mut Op<'_, '_>, identifier: &str, reason: &str) -> Result<()> {
    op.authorise_everywhere(Operation::SuppressionAdd)?;
    let reason = register::records::required_reason(reason)?;
    let found = email(identifier)
        .map(|value| (IdKind::Email, value))
        .or_else(|| phone(identifier, Region::GERMANY).map(|value| (IdKind::Phone, value)))
        .ok_or_else(|| Error::invalid(Message::new("error-suppress-identifier")))?;
    let hash = blind(op, &found.0, &found.1)?;
    store::suppress(op, &[(found.0.key().to_owned(), hash)], "objection")?;
    op.settle_after();
    record(op, Entry::new("suppression.add").reason(reason))?;
    Ok(())
}
