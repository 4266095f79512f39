//! Operations on marks.

use jiff::civil::Date;
use obhut_db::{
    PersonId,
    sql::{Condition, Key, KeySet, batch::update, key_text},
};
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    context::Op,
    journal::{Entry, ops::record},
    marks::{
        Mark, MarkKind, Target,
        store::{self, NewMark},
    },
    operation::Operation,
    register::{MarkBits, records},
    systems::{RecordType, StateAt},
};

/// Puts a mark on a record or person. A second one of the same kind is a conflict.
pub fn set(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    target: Target<'_>,
    reason: &str,
    review_on: Option<Date>,
) -> Result<()> {
    let exists =
        || Error::new(Kind::Conflict, Message::new("error-mark-exists").arg("kind", kind.key()));
    match target {
        Target::Record { type_key, key } => {
            let types = op.types()?;
            let record_type = types.get(type_key)?;
            op.authorise(Operation::MarkSet, Some(record_type))?;
            op.about(key);
            let reason = records::required_reason(reason)?;
            let stored = records::visible_record(op, record_type, &[], key)?;
            let text = key_text(&stored.key);
            let marks = store::active(op, record_type.id, &text, None)?;
            if marks.iter().any(|mark| mark.kind == kind) {
                return Err(exists());
            }
            set_bits(op, record_type, &stored.key, stored.marks.0 | kind.bit())?;
            let mark = NewMark {
                kind,
                record: Some((record_type.id, &text)),
                person: stored.person,
                reason,
                review_on,
                rule_key: None,
            };
            store::insert_marks(op, &[mark])?;
            let entry = Entry::on_type(record_type, kind.key()).record(&text, stored.person);
            record(op, entry.reason(reason))?;
        }
        Target::Person(person) => {
            op.authorise(Operation::MarkSet, None)?;
            let reason = records::required_reason(reason)?;
            if store::marked_persons(op, kind)?.contains(&person.into()) {
                return Err(exists());
            }
            let mark = NewMark {
                kind,
                record: None,
                person: Some(person),
                reason,
                review_on,
                rule_key: None,
            };
            store::insert_marks(op, &[mark])?;
            record(op, Entry::new(format!("person.{}", kind.key())).person(person).reason(reason))?;
        }
    }
    Ok(())
}

/// Lifts a mark; not found when there is none.
pub fn release(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    target: Target<'_>,
    reason: &str,
) -> Result<()> {
    let missing = || Error::not_found(Message::new("error-mark-missing").arg("kind", kind.key()));
    let act = match kind {
        MarkKind::Keep => "release",
        MarkKind::Lock => "unlock",
    };
    match target {
        Target::Record { type_key, key } => {
            let types = op.types()?;
            let record_type = types.get(type_key)?;
            op.authorise(Operation::MarkRelease, Some(record_type))?;
            op.about(key);
            let reason = records::required_reason(reason)?;
            let stored = records::visible_record(op, record_type, &[], key)?;
            let text = key_text(&stored.key);
            if store::release_record(op, kind, record_type.id, &text, reason)? == 0 {
                return Err(missing());
            }
            set_bits(op, record_type, &stored.key, stored.marks.0 & !kind.bit())?;
            let entry = Entry::on_type(record_type, act).record(&text, stored.person);
            record(op, entry.reason(reason))?;
        }
        Target::Person(person) => {
            op.authorise(Operation::MarkRelease, None)?;
            let reason = records::required_reason(reason)?;
            if store::release_person(op, kind, person, reason)? == 0 {
                return Err(missing());
            }
            record(op, Entry::new(format!("person.{act}")).person(person).reason(reason))?;
        }
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
