//! What an erasure destroys beside the record itself: journal values, reasons, marks' words, keys
//! of persons of whom nothing is left; and what keeps the erased from coming back unnoticed.

use std::collections::HashSet;

use obhut_db::{
    FieldId, PersonId,
    sql::{Comparison, Condition, batch::find},
};
use obhut_kernel::{Result, Value};

use crate::{
    context::Op,
    journal, marks,
    persons::{self, rules::IdKind},
    retention::{plan::LAST_STAGE, store},
    systems::{RecordType, StateAt},
};

/// Persons looked at again in one statement.
const REVIEWED: u32 = 5_000;

/// Destroys the traces of records: wholly, or of some fields. Persons of whom no record is left
/// lose all their traces and their key; `persons` are those the records belonged to.
pub(crate) fn traces(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    keys: &[String],
    fields: Option<&[FieldId]>,
    persons: &[PersonId],
) -> Result<()> {
    let mut traced = journal::ops::erase_records(op, record_type.id, keys, fields)?;
    if fields.is_some() {
        return Ok(());
    }
    marks::store::erase_words(op, record_type.id, keys)?;
    // An import leaves no trace of a person that other records could have.
    traced.extend(store::persons_with_traces(op, persons)?);
    traced.sort_unstable();
    traced.dedup();
    part_with(op, &traced)
}

/// Persons of whom no record is left lose their traces, marks and key; the others are looked at
/// again when their next record goes, and by each purge, as two transactions that erase the last
/// two records at the same time both see the other one.
fn part_with(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<()> {
    if persons.is_empty() {
        return Ok(());
    }
    let living = living(op, persons)?;
    let (left, gone): (Vec<_>, Vec<_>) = persons.iter().partition(|person| living.contains(person));
    if !left.is_empty() {
        store::review_keys(op, &left)?;
    }
    if gone.is_empty() {
        return Ok(());
    }
    journal::ops::erase_persons(op, &gone)?;
    marks::store::erase_persons(op, &gone)?;
    store::keys_reviewed(op, &gone)
}

/// Looks again at the persons who had a record when one of theirs was erased.
pub(crate) fn review(op: &mut Op<'_, '_>) -> Result<()> {
    let mut after = PersonId(0);
    loop {
        let persons = store::keys_to_review(op, after, REVIEWED)?;
        let Some(last) = persons.last() else { return Ok(()) };
        after = *last;
        part_with(op, &persons)?;
    }
}

/// Which of these persons have a record that is not wholly anonymised.
fn living(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<HashSet<PersonId>> {
    let types = op.types()?;
    let mut living = HashSet::new();
    for record_type in types.iter().filter(|t| t.state == StateAt::Columns) {
        let Some(person) = record_type.person.column() else { continue };
        let condition = Condition::All(vec![
            Condition::In {
                column: person.to_owned(),
                values: persons.iter().map(|id| Value::from(*id)).collect(),
            },
            Condition::compare("o_state", Comparison::Less, LAST_STAGE),
        ]);
        for row in find(op.tx, &record_type.keyed(), &[person], &condition, None, u32::MAX)? {
            living.insert(row.get(person)?);
        }
    }
    Ok(living)
}

/// Puts keyed hashes of identifiers on the suppression list.
pub(crate) fn suppress(op: &mut Op<'_, '_>, identifiers: &[(IdKind, String)]) -> Result<()> {
    let mut hashes = Vec::with_capacity(identifiers.len());
    for (kind, value) in identifiers {
        hashes.push((kind.key().to_owned(), persons::ops::blind(op, kind, value)?));
    }
    persons::store::suppress(op, &hashes, "erasure")
}
