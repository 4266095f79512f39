//! Operations on marks.

use jiff::civil::Date;
use obhut_db::{
    PersonId,
    sql::{
        Condition, Key, KeySet,
        batch::{lock, update},
        key_text,
    },
};
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    access,
    context::Op,
    journal::{Entry, ops::record},
    marks::{
        Mark, MarkKind, Target,
        store::{self, NewMark},
    },
    operation::Operation,
    register::{
        MarkBits, records,
        store::{key_of, read_records},
    },
    systems::{RecordType, StateAt, Types},
};

/// Puts a mark on a record or person. A second one of the same kind is a conflict.
pub fn set(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    target: Target<'_>,
    reason: &str,
    review_on: Option<Date>,
) -> Result<()> {
    let types = op.types()?;
    let place = Place::find(op, &types, Operation::MarkSet, target, reason)?;
    if place.active(op)?.iter().any(|mark| mark.kind == kind) {
        let message = Message::new("error-mark-exists").arg("kind", kind.key());
        return Err(Error::new(Kind::Conflict, message));
    }
    place.put_bit(op, kind, true)?;
    let mark = NewMark {
        kind,
        record: place.record.as_ref().map(|on| (on.record_type.id, on.text.as_str())),
        person: place.person,
        reason: reason.trim(),
        review_on,
        rule_key: None,
    };
    store::insert_marks(op, &[mark])?;
    if kind == MarkKind::Lock {
        place.close_account(op)?;
    }
    op.settle_after();
    record(op, place.entry(kind.key()).reason(reason.trim()))?;
    Ok(())
}

/// Lifts a mark; not found when there is none.
pub fn release(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    target: Target<'_>,
    reason: &str,
) -> Result<()> {
    let types = op.types()?;
    let place = Place::find(op, &types, Operation::MarkRelease, target, reason)?;
    let released = match (&place.record, place.person) {
        (Some(on), _) => {
            store::release_record(op, kind, on.record_type.id, &on.text, reason.trim())?
        }
        (None, Some(person)) => store::release_person(op, kind, person, reason.trim())?,
        (None, None) => 0,
    };
    if released == 0 {
        let message = Message::new("error-mark-missing").arg("kind", kind.key());
        return Err(Error::not_found(message));
    }
    place.put_bit(op, kind, false)?;
    op.settle_after();
    record(op, place.entry(kind.release()).reason(reason.trim()))?;
    Ok(())
}

/// Where a mark is put or lifted: found, allowed, and nobody else's until the transaction ends.
struct Place<'a> {
    record: Option<OnRecord<'a>>,
    /// The person that is marked, or that the record belongs to.
    person: Option<PersonId>,
}

struct OnRecord<'a> {
    record_type: &'a RecordType,
    key: Key,
    text: String,
    bits: MarkBits,
}

impl<'a> Place<'a> {
    fn find(
        op: &mut Op<'_, '_>,
        types: &'a Types,
        operation: Operation,
        target: Target<'_>,
        reason: &str,
    ) -> Result<Self> {
        let (type_key, key) = match target {
            Target::Record { type_key, key } => (type_key, key),
            Target::Person(person) => {
                op.authorise_everywhere(operation)?;
                records::required_reason(reason)?;
                if !store::is_person(op, person)? {
                    let message = Message::new("error-person-missing").arg("person", person.0);
                    return Err(Error::not_found(message));
                }
                store::change_of_persons(op)?;
                return Ok(Self { record: None, person: Some(person) });
            }
        };
        let record_type = types.get(type_key)?;
        op.authorise(operation, Some(record_type))?;
        op.about(key);
        records::required_reason(reason)?;
        lock_record(op, record_type, key)?;
        let stored = records::visible_record(op, record_type, &[], key)?;
        let text = key_text(&stored.key);
        let record = OnRecord { record_type, text, key: stored.key, bits: stored.marks };
        Ok(Self { record: Some(record), person: stored.person })
    }

    /// The active marks on the record alone, or on the person.
    fn active(&self, op: &mut Op<'_, '_>) -> Result<Vec<Mark>> {
        match (&self.record, self.person) {
            (Some(on), _) => store::active(op, on.record_type.id, &on.text, None),
            (None, Some(person)) => store::active_on_person(op, person),
            (None, None) => Ok(Vec::new()),
        }
    }

    /// A locked employee acts no more, as with a lock by a rule.
    fn close_account(&self, op: &mut Op<'_, '_>) -> Result<()> {
        let Some(on) = &self.record else { return Ok(()) };
        let Some(field) = on.record_type.login_field() else { return Ok(()) };
        let keys = KeySet::List(vec![on.key.clone()]);
        let found = read_records(op, on.record_type, &[field], &keys)?;
        let logins: Vec<String> = found
            .iter()
            .filter_map(|stored| stored.values.first()?.as_str().map(str::to_owned))
            .collect();
        access::ops::close_of_records(op, &logins)
    }

    fn put_bit(&self, op: &mut Op<'_, '_>, kind: MarkKind, on: bool) -> Result<()> {
        let Some(place) = &self.record else { return Ok(()) };
        let bits = if on { place.bits.0 | kind.bit() } else { place.bits.0 & !kind.bit() };
        set_bits(op, place.record_type, &place.key, bits)
    }

    /// An entry on what was done here: `contract.keep`, `person.keep`.
    fn entry(&self, act: &str) -> Entry {
        match (&self.record, self.person) {
            (Some(on), person) => Entry::on_type(on.record_type, act).record(&on.text, person),
            (None, Some(person)) => Entry::new(format!("person.{act}")).person(person),
            (None, None) => Entry::new(act),
        }
    }
}

/// Keeps everybody else from changing a record until the transaction ends, so that what is read of
/// it now is still true then.
pub(crate) fn lock_record(op: &mut Op<'_, '_>, record_type: &RecordType, key: &str) -> Result<()> {
    if record_type.state == StateAt::Columns
        && let Ok(key) = key_of(record_type, key)
    {
        lock(op.tx, &record_type.keyed(), &KeySet::List(vec![key]))?;
    }
    Ok(())
}

/// The active marks on a record and its person.
pub fn list(op: &mut Op<'_, '_>, type_key: &str, key: &str) -> Result<Vec<Mark>> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordSee, Some(record_type))?;
    op.about(key);
    let stored = records::visible_record(op, record_type, &[], key)?;
    store::active(op, record_type.id, &key_text(&stored.key), stored.person)
}

/// Refuses with the reason when a lock is on the record or its person.
pub(crate) fn refuse_if_locked(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    key: &Key,
    person: Option<PersonId>,
    bits: MarkBits,
) -> Result<()> {
    refuse_if(op, MarkKind::Lock, record_type, key, person, bits)
}

/// Refuses with the reason when a keep is on the record or its person.
pub(crate) fn refuse_if_kept(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    key: &Key,
    person: Option<PersonId>,
    bits: MarkBits,
) -> Result<()> {
    refuse_if(op, MarkKind::Keep, record_type, key, person, bits)
}

fn refuse_if(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    record_type: &RecordType,
    key: &Key,
    person: Option<PersonId>,
    bits: MarkBits,
) -> Result<()> {
    let text = key_text(key);
    let marks = store::active(op, record_type.id, &text, person)?;
    let Some(mark) = marks.into_iter().find(|mark| mark.kind == kind) else {
        if bits.0 & kind.bit() == 0 {
            return Ok(());
        }
        return Err(Error::internal(format!(
            "{} {text}: mark bit without a mark",
            record_type.key
        )));
    };
    let message = Message::new(match kind {
        MarkKind::Keep => "error-record-kept",
        MarkKind::Lock => "error-record-locked",
    });
    Err(Error::new(
        Kind::Held,
        message
            .arg("type", &record_type.key)
            .arg("key", text)
            .arg("since", mark.since.to_zoned(op.tenant.zone().clone()).date())
            .arg("owner", mark.owner)
            .arg("reason", mark.reason),
    ))
}

/// Keeps the bits on the record in step with its marks, so that lists and runs need no join.
pub(crate) fn set_bits(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    key: &Key,
    bits: i64,
) -> Result<()> {
    if record_type.state == StateAt::Side {
        return crate::retention::store::put_side_marks(op, record_type.id, &key_text(key), bits);
    }
    let keys = KeySet::List(vec![key.clone()]);
    let sets = [("o_marks".to_owned(), bits.into())];
    update(op.tx, &record_type.keyed(), &sets, &keys, &Condition::Always)?;
    Ok(())
}
