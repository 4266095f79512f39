//! Whose a record is, decided by a human: what an import joined, parted or could not tell.

use obhut_kernel::{Error, Kind, Message, Result, Value};

use crate::{
    PersonId,
    context::Op,
    journal::{Entry, ops::record},
    marks,
    operation::Operation,
    register::{
        records::{changeable, required_reason},
        store,
    },
    systems::TypeKind,
};

/// Whose a record is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// That of a person who is known.
    Known(PersonId),
    /// That of a person who is made for it: who was joined to another by mistake.
    New,
    /// Nobody's; records of persons always have one.
    Nobody,
}

impl std::str::FromStr for Owner {
    type Err = Error;

    /// A person's number, `new`, or nothing for nobody.
    fn from_str(text: &str) -> Result<Self> {
        match text.trim() {
            "" => Ok(Self::Nobody),
            "new" | "neu" => Ok(Self::New),
            number => number
                .parse()
                .map(|number| Self::Known(PersonId(number)))
                .map_err(|_| Error::invalid(Message::new("error-owner-form").arg("given", number))),
        }
    }
}

/// Says whose a record is. Refused as an edit is, and when the new person is locked
/// ([`Kind::Held`]); not found when there is no such person. The journal notes it for the person
/// it was and the person it is now. Whether anything changed.
pub fn set_person(
    op: &mut Op<'_, '_>,
    type_key: &str,
    key: &str,
    owner: Owner,
    reason: &str,
) -> Result<bool> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordPerson, Some(record_type))?;
    op.about(key);
    let reason = required_reason(reason)?;
    let Some(column) = record_type.person.column() else {
        return Err(Error::invalid(Message::new("error-owner-type").arg("type", type_key)));
    };
    let stored = changeable(op, record_type, &[], key)?;
    let person = match owner {
        Owner::Nobody if record_type.kind == TypeKind::Person => {
            return Err(Error::invalid(Message::new("error-owner-needed").arg("type", type_key)));
        }
        Owner::Nobody => None,
        Owner::New => Some(PersonId(store::insert_persons(op, 1, stored.origin)?)),
        Owner::Known(person) if !marks::store::is_person(op, person)? => {
            let message = Message::new("error-person-missing").arg("person", person.0);
            return Err(Error::not_found(message));
        }
        Owner::Known(person) if marks::store::is_locked(op, Some(person))? => {
            let message = Message::new("error-person-locked").arg("person", person.0);
            return Err(Error::new(Kind::Held, message));
        }
        Owner::Known(person) => Some(person),
    };
    if person == stored.person {
        return Ok(false);
    }
    let sets = vec![(column.to_owned(), person.map_or(Value::Null, Value::from))];
    store::update_record(op, record_type, &stored, sets)?;
    let entry = |act| Entry::on_type(record_type, act).reason(reason);
    if stored.person.is_some() {
        record(op, entry("person.leave").record(&stored.key_text(), stored.person))?;
    }
    record(op, entry("person.join").record(&stored.key_text(), person))?;
    Ok(true)
}
