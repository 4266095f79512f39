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

/// Destroys the traces of records: wholly, or of some fields. Persons of whom no record is left
/// lose all their traces and their key.
pub(crate) fn traces(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    keys: &[String],
    fields: Option<&[FieldId]>,
    persons: &[PersonId],
) -> Result<()> {
    // Before the traces are wiped: afterwards nobody could tell whose key is to go.
    let traced = match fields {
        None => store::persons_with_traces(op, persons)?,
        Some(_) => Vec::new(),
    };
    journal::ops::erase_records(op, record_type.id, keys, fields)?;
    if fields.is_some() {
        return Ok(());
    }
    marks::store::erase_words(op, record_type.id, keys)?;
    if traced.is_empty() {
        return Ok(());
    }
    let living = living(op, &traced)?;
    let gone: Vec<PersonId> =
        traced.into_iter().filter(|person| !living.contains(person)).collect();
    journal::ops::erase_persons(op, &gone)
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
