use jiff::{Timestamp, civil::Date};
use obhut_db::{
    AccountId, PersonId, TypeId,
    sql::{ColumnKind, Condition, Dialect, Operand, Related, batch::insert, row_struct},
};
use obhut_kernel::{Result, Value};

use crate::{
    context::Op,
    journal::store::{key_list, person_list, with_lists},
    marks::{Mark, MarkKind, ledger},
    register::MarkBits,
    systems::{RecordType, StateAt},
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

impl MarkRow {
    fn mark(self) -> Result<Mark> {
        Ok(Mark {
            kind: self.kind.parse()?,
            reason: self.reason,
            owner: self.owner,
            since: self.since,
            review_on: self.review_on,
            on_person: self.type_id.is_none(),
        })
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

/// Stores marks that the actor sets now, and notes them in the ledger.
pub(crate) fn insert_marks(op: &mut Op<'_, '_>, marks: &[NewMark<'_>]) -> Result<()> {
    insert_marks_as(op, marks, op.actor.id, op.now)?;
    ledger::note_set(op, marks)
}

/// Stores marks that `owner` set at `since`.
pub(crate) fn insert_marks_as(
    op: &mut Op<'_, '_>,
    marks: &[NewMark<'_>],
    owner: AccountId,
    since: Timestamp,
) -> Result<()> {
    let mut rows = marks.iter().map(|mark| {
        vec![
            mark.kind.key().into(),
            mark.record.map(|(type_id, _)| type_id).into(),
            mark.record.map(|(_, key)| key.to_owned()).into(),
            mark.person.into(),
            mark.reason.into(),
            owner.into(),
            since.into(),
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

/// Lifts the active marks of a kind on records of a type, and notes it in the ledger; how many
/// there were.
pub(crate) fn release_records(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    type_id: TypeId,
    keys: &[String],
    reason: &str,
) -> Result<u64> {
    let text = with_lists!(
        op.tx,
        "UPDATE mark SET released_at = ?, released_by = ?, release_reason = ? WHERE \
             type_id = ? AND record_key IN ",
        keys,
        " AND kind = ? AND released_at IS NULL",
    );
    let params: [Value; 6] = [
        op.now.into(),
        op.actor.id.into(),
        reason.into(),
        type_id.into(),
        key_list(keys)?,
        kind.key().into(),
    ];
    let released = op.tx.execute(text, &params)?;
    ledger::note_released(op, kind, Some(type_id), keys)?;
    Ok(released)
}

/// Lifts the active marks of a kind on one record; see [`release_records`].
pub(crate) fn release_record(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    type_id: TypeId,
    key: &str,
    reason: &str,
) -> Result<u64> {
    release_records(op, kind, type_id, &[key.to_owned()], reason)
}

/// Lifts the active marks of a kind on a person, and notes it in the ledger; how many there were.
pub(crate) fn release_person(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    person: PersonId,
    reason: &str,
) -> Result<u64> {
    let released = op.tx.execute(
        "UPDATE mark SET released_at = ?, released_by = ?, release_reason = ? \
         WHERE person_id = ? AND type_id IS NULL AND kind = ? AND released_at IS NULL",
        &[op.now.into(), op.actor.id.into(), reason.into(), person.into(), kind.key().into()],
    )?;
    ledger::note_released(op, kind, None, &[person.to_string()])?;
    Ok(released)
}

/// Lifts the active marks of a kind on a record, or on a person where no type is given, as `by`
/// did then; nothing is noted.
pub(crate) fn release_as(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    type_id: Option<TypeId>,
    key: &str,
    (by, at): (AccountId, Timestamp),
) -> Result<u64> {
    let kind = kind.key().into();
    match type_id {
        Some(type_id) => op.tx.execute(
            "UPDATE mark SET released_at = ?, released_by = ? \
             WHERE type_id = ? AND record_key = ? AND kind = ? AND released_at IS NULL",
            &[at.into(), by.into(), type_id.into(), key.into(), kind],
        ),
        None => op.tx.execute(
            "UPDATE mark SET released_at = ?, released_by = ? \
             WHERE person_id = ? AND type_id IS NULL AND kind = ? AND released_at IS NULL",
            &[at.into(), by.into(), key.into(), kind],
        ),
    }
}

/// The account with this number, or the actor's where a restored backup does not have it.
pub(crate) fn known_account(op: &mut Op<'_, '_>, id: AccountId) -> Result<AccountId> {
    let found = op.tx.query_one("SELECT id FROM account WHERE id = ?", &[id.into()])?;
    Ok(if found.is_some() { id } else { op.actor.id })
}

/// Whether there is such a person.
pub(crate) fn is_person(op: &mut Op<'_, '_>, person: PersonId) -> Result<bool> {
    let found = op.tx.query_one("SELECT id FROM person WHERE id = ?", &[person.into()])?;
    Ok(found.is_some())
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
    let rows = op.tx.query_as::<MarkRow>(RECORD, &[type_id.into(), key.into()])?;
    let mut marks = rows.into_iter().map(MarkRow::mark).collect::<Result<Vec<_>>>()?;
    if let Some(person) = person {
        marks.extend(active_on_person(op, person)?);
    }
    Ok(marks)
}

/// The active marks on a person.
pub(crate) fn active_on_person(op: &mut Op<'_, '_>, person: PersonId) -> Result<Vec<Mark>> {
    const PERSON: &str = "SELECT m.kind, m.reason, a.login AS owner, m.since, m.review_on, m.type_id \
         FROM mark m JOIN account a ON a.id = m.owner_id \
         WHERE m.person_id = ? AND m.type_id IS NULL AND m.released_at IS NULL ORDER BY m.id";
    let rows = op.tx.query_as::<MarkRow>(PERSON, &[person.into()])?;
    rows.into_iter().map(MarkRow::mark).collect()
}

/// Keeps the marks on persons as they are until the transaction ends: whoever destroys by them must
/// call this before reading them ([`marked_persons`], [`active`]), in the same transaction.
///
/// On PostgreSQL this is one shared advisory lock and not a lock of the persons' rows: a batch pays
/// one statement, however many persons it is about, and writes nothing. Who changes such a mark
/// ([`change_of_persons`]) waits for the batches at work, and new batches queue behind, so that a
/// mark is in force for everything that ends after it was confirmed. On SQLite there is only one
/// who writes at a time, and nothing to do.
pub(crate) fn hold_persons(op: &mut Op<'_, '_>) -> Result<()> {
    if op.tx.dialect() == Dialect::Postgres {
        op.tx.query(
            "SELECT pg_advisory_xact_lock_shared(hashtext('obhut marks'), \
             hashtext(current_schema()))",
            &[],
        )?;
    }
    Ok(())
}

/// Waits for those who destroy by the marks on persons, and keeps others from beginning until the
/// transaction ends; see [`hold_persons`].
pub(crate) fn change_of_persons(op: &mut Op<'_, '_>) -> Result<()> {
    if op.tx.dialect() == Dialect::Postgres {
        op.tx.query(
            "SELECT pg_advisory_xact_lock(hashtext('obhut marks'), hashtext(current_schema()))",
            &[],
        )?;
    }
    Ok(())
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

/// The records of a type that somebody has locked; what a rule locks waits for its deletion.
pub(crate) fn locked_by_hand(op: &mut Op<'_, '_>, type_id: TypeId) -> Result<Vec<String>> {
    op.tx
        .query(
            "SELECT record_key FROM mark WHERE kind = 'lock' AND type_id = ? \
             AND rule_key IS NULL AND released_at IS NULL",
            &[type_id.into()],
        )?
        .iter()
        .map(|row| row.get("record_key"))
        .collect()
}

/// Empties the words on marks of these records, lifted or not: people write names into reasons.
/// The lock of a rule does not hold erasure back and stays in force on what is left.
pub(crate) fn erase_words(op: &mut Op<'_, '_>, type_id: TypeId, keys: &[String]) -> Result<()> {
    let any = op.tx.query_one("SELECT 1 AS one FROM mark LIMIT 1", &[])?;
    if any.is_none() {
        return Ok(());
    }
    let text = with_lists!(
        op.tx,
        "UPDATE mark SET reason = '', release_reason = NULL, person_id = NULL WHERE \
             type_id = ? AND record_key IN ",
        keys,
    );
    op.tx.execute(text, &[type_id.into(), key_list(keys)?])?;
    Ok(())
}

/// Deletes the marks on persons of whom nothing is left, and empties the words on those of their
/// records.
pub(crate) fn erase_persons(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<()> {
    let list = person_list(persons)?;
    let text =
        with_lists!(op.tx, "DELETE FROM mark WHERE type_id IS NULL AND person_id IN ", numbers);
    op.tx.execute(text, std::slice::from_ref(&list))?;
    let text = with_lists!(
        op.tx,
        "UPDATE mark SET reason = '', release_reason = NULL, person_id = NULL WHERE \
             person_id IN ",
        numbers,
    );
    op.tx.execute(text, &[list]).map(drop)
}

/// Of no locked record, and of no record of a locked person: what those who may not lift a lock see
/// and find.
pub(crate) fn unlocked(record_type: &RecordType) -> Condition {
    let open = [0, MarkBits::KEEP].map(Value::from).to_vec();
    let record = match record_type.state {
        StateAt::Columns => Condition::In { column: "o_marks".to_owned(), values: open },
        StateAt::Side => Condition::Always,
    };
    let Some(person) = record_type.person.column() else { return record };
    let lock = Condition::All(vec![
        Condition::equal("kind", MarkKind::Lock.key()),
        Condition::IsNull(Operand::column("type_id")),
        Condition::IsNull(Operand::column("released_at")),
    ]);
    record.and(Condition::NotExists(Box::new(Related {
        table: "mark".into(),
        on: vec![("person_id".to_owned(), person.to_owned())],
        filter: Some(lock),
    })))
}

/// Whether a lock is on a person.
pub(crate) fn is_locked(op: &mut Op<'_, '_>, person: Option<PersonId>) -> Result<bool> {
    let Some(person) = person else { return Ok(false) };
    Ok(active_on_person(op, person)?.iter().any(|mark| mark.kind == MarkKind::Lock))
}

/// Whether a lock is on a record or a person, as far as they are given.
pub(crate) fn locks(
    op: &mut Op<'_, '_>,
    record: Option<(TypeId, &str)>,
    person: Option<PersonId>,
) -> Result<bool> {
    if is_locked(op, person)? {
        return Ok(true);
    }
    let Some((type_id, key)) = record else { return Ok(false) };
    Ok(active(op, type_id, key, None)?.iter().any(|mark| mark.kind == MarkKind::Lock))
}
