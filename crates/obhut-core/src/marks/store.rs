use jiff::{Timestamp, civil::Date};
use obhut_db::{
    PersonId, TypeId,
    sql::{ColumnKind, batch::insert, row_struct},
};
use obhut_kernel::{Result, Value};

use crate::{
    context::Op,
    journal::store::{by_dialect, key_list},
    marks::{Mark, MarkKind},
};

row_struct! {
    struct MarkRow {
        kind: String,
        reason: String,
        owner: String,
        since: Timestamp,
        review_on: Option<Date>,
        type_id: Option<TypeId>,
    }
}

/// A mark to store.
pub(crate) struct NewMark<'a> {
    pub(crate) kind: MarkKind,
    pub(crate) record: Option<(TypeId, &'a str)>,
    pub(crate) person: Option<PersonId>,
    pub(crate) reason: &'a str,
    pub(crate) review_on: Option<Date>,
    pub(crate) rule_key: Option<&'a str>,
}

pub(crate) fn insert_marks(op: &mut Op<'_, '_>, marks: &[NewMark<'_>]) -> Result<()> {
    let (now, actor) = (op.now, op.actor.id);
    let mut rows = marks.iter().map(|mark| {
        vec![
            mark.kind.key().into(),
            mark.record.map(|(type_id, _)| type_id).into(),
            mark.record.map(|(_, key)| key.to_owned()).into(),
            mark.person.into(),
            mark.reason.into(),
            actor.into(),
            now.into(),
            mark.review_on.into(),
            mark.rule_key.map(str::to_owned).into(),
        ]
    });
    insert(
        op.tx,
        &"mark".into(),
        &[
            ("kind", ColumnKind::Text),
            ("type_id", ColumnKind::BigInt),
            ("record_key", ColumnKind::Text),
            ("person_id", ColumnKind::BigInt),
            ("reason", ColumnKind::Text),
            ("owner_id", ColumnKind::BigInt),
            ("since", ColumnKind::Instant),
            ("review_on", ColumnKind::Date),
            ("rule_key", ColumnKind::Text),
        ],
        &mut rows,
    )?;
    Ok(())
}

/// Lifts the active marks of a kind on a record; how many there were.
pub(crate) fn release_record(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    type_id: TypeId,
    key: &str,
    reason: &str,
) -> Result<u64> {
    op.tx.execute(
        "UPDATE mark SET released_at = ?, released_by = ?, release_reason = ? \
         WHERE type_id = ? AND record_key = ? AND kind = ? AND released_at IS NULL",
        &[
            op.now.into(),
            op.actor.id.into(),
            reason.into(),
            type_id.into(),
            key.into(),
            kind.key().into(),
        ],
    )
}

/// Lifts the active marks of a kind on a person; how many there were.
pub(crate) fn release_person(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    person: PersonId,
    reason: &str,
) -> Result<u64> {
    op.tx.execute(
        "UPDATE mark SET released_at = ?, released_by = ?, release_reason = ? \
         WHERE person_id = ? AND type_id IS NULL AND kind = ? AND released_at IS NULL",
        &[op.now.into(), op.actor.id.into(), reason.into(), person.into(), kind.key().into()],
    )
}

/// The active marks on a record and on its person.
pub(crate) fn active(
    op: &mut Op<'_, '_>,
    type_id: TypeId,
    key: &str,
    person: Option<PersonId>,
) -> Result<Vec<Mark>> {
    const RECORD: &str = "SELECT m.kind, m.reason, a.login AS owner, m.since, m.review_on, m.type_id \
         FROM mark m JOIN account a ON a.id = m.owner_id \
         WHERE m.type_id = ? AND m.record_key = ? AND m.released_at IS NULL ORDER BY m.id";
    const PERSON: &str = "SELECT m.kind, m.reason, a.login AS owner, m.since, m.review_on, m.type_id \
         FROM mark m JOIN account a ON a.id = m.owner_id \
         WHERE m.person_id = ? AND m.type_id IS NULL AND m.released_at IS NULL ORDER BY m.id";
    let mut rows = op.tx.query_as::<MarkRow>(RECORD, &[type_id.into(), key.into()])?;
    if let Some(person) = person {
        rows.extend(op.tx.query_as::<MarkRow>(PERSON, &[person.into()])?);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Mark {
                kind: row.kind.parse()?,
                reason: row.reason,
                owner: row.owner,
                since: row.since,
                review_on: row.review_on,
                on_person: row.type_id.is_none(),
            })
        })
        .collect()
}

/// The persons with an active mark of a kind on them.
pub(crate) fn marked_persons(op: &mut Op<'_, '_>, kind: MarkKind) -> Result<Vec<Value>> {
    op.tx
        .query(
            "SELECT DISTINCT person_id FROM mark WHERE kind = ? AND type_id IS NULL \
             AND person_id IS NOT NULL AND released_at IS NULL",
            &[kind.key().into()],
        )?
        .iter()
        .map(|row| row.get("person_id"))
        .collect()
}

/// Empties the words on marks of these records and persons: people write names into reasons.
pub(crate) fn erase_words(op: &mut Op<'_, '_>, type_id: TypeId, keys: &[String]) -> Result<()> {
    let any = op.tx.query_one("SELECT 1 AS one FROM mark LIMIT 1", &[])?;
    if any.is_none() {
        return Ok(());
    }
    let text = by_dialect(
        op.tx,
        "UPDATE mark SET reason = '', release_reason = NULL, person_id = NULL \
         WHERE type_id = ? AND record_key IN (SELECT value FROM json_each(?)) \
         AND released_at IS NOT NULL",
        "UPDATE mark SET reason = '', release_reason = NULL, person_id = NULL \
         WHERE type_id = ? AND record_key IN (SELECT json_array_elements_text(?::json)) \
         AND released_at IS NOT NULL",
    );
    op.tx.execute(text, &[type_id.into(), key_list(keys)?])?;
    Ok(())
}
