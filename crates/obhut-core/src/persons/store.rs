use std::collections::{HashMap, HashSet};

use obhut_db::{
    PersonId,
    sql::{Comparison, Condition, Operand, batch::find, key_text},
};
use obhut_kernel::{Result, Value};

use crate::{
    context::Op,
    persons::rules::IdKind,
    systems::{RecordType, StateAt, Types},
};

/// Who has an identifier: the person and the folded name of the record, as far as known.
pub(crate) type Holder = (PersonId, Option<String>);

/// The persons that have one of these identifiers, over all types of the register.
pub(crate) fn holders(
    op: &mut Op<'_, '_>,
    types: &Types,
    wanted: &HashMap<IdKind, HashSet<&str>>,
) -> Result<HashMap<(IdKind, String), Holder>> {
    let mut found = HashMap::new();
    for record_type in types.iter().filter(|t| t.state == StateAt::Columns) {
        let Some(person) = record_type.person.column() else { continue };
        for field in &record_type.fields {
            let Some(kind) = IdKind::of(field) else { continue };
            let Some(values) = wanted.get(&kind) else { continue };
            let condition = Condition::All(vec![
                Condition::In {
                    column: field.column.clone(),
                    values: values.iter().map(|value| Value::from(*value)).collect(),
                },
                Condition::IsNotNull(Operand::column(person)),
            ]);
            let columns = [field.column.as_str(), person, "o_fold"];
            for row in find(op.tx, &record_type.keyed(), &columns, &condition, None, u32::MAX)? {
                let value: String = row.get(&field.column)?;
                let holder = (row.get(person)?, row.get("o_fold")?);
                found.entry((kind.clone(), value)).or_insert(holder);
            }
        }
    }
    Ok(found)
}

/// Persons with this folded surname or whole name: number, folded name, key.
pub(crate) fn by_name(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    prefix: &str,
    limit: u32,
) -> Result<Vec<(String, Option<PersonId>, String)>> {
    // The next string behind all that start with the prefix, so that the index serves.
    let upper = format!("{prefix}\u{10ffff}");
    let condition = Condition::All(vec![
        Condition::compare("o_fold", Comparison::GreaterOrEqual, prefix),
        Condition::compare("o_fold", Comparison::Less, upper),
    ]);
    let person = record_type.person.column().unwrap_or("person_id");
    let columns = [person, "o_fold"];
    let rows = find(op.tx, &record_type.keyed(), &columns, &condition, None, limit)?;
    rows.iter()
        .map(|row| {
            let key = row.values()[..record_type.key_columns.len()].to_vec();
            Ok((key_text(&key), row.get(person)?, row.get::<Option<String>>("o_fold")?.unwrap_or_default()))
        })
        .collect()
}

/// The keys of the records of a type that belong to one of these persons.
pub(crate) fn records_of(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    persons: &[PersonId],
) -> Result<Vec<(String, PersonId)>> {
    let Some(person) = record_type.person.column() else { return Ok(Vec::new()) };
    let condition = Condition::In {
        column: person.to_owned(),
        values: persons.iter().map(|id| Value::from(*id)).collect(),
    };
    let rows = find(op.tx, &record_type.keyed(), &[person], &condition, None, u32::MAX)?;
    rows.iter()
        .map(|row| {
            let key = row.values()[..record_type.key_columns.len()].to_vec();
            Ok((key_text(&key), row.get(person)?))
        })
        .collect()
}

/// Which of these hashes are on the suppression list.
pub(crate) fn suppressed(op: &mut Op<'_, '_>, hashes: &[[u8; 16]]) -> Result<HashSet<[u8; 16]>> {
    let any = op.tx.query_one("SELECT 1 AS one FROM suppression LIMIT 1", &[])?;
    let mut found = HashSet::new();
    if any.is_none() {
        return Ok(found);
    }
    for hash in hashes {
        let row = op.tx.query_one(
            "SELECT hash FROM suppression WHERE hash = ?",
            &[hash.to_vec().into()],
        )?;
        if row.is_some() {
            found.insert(*hash);
        }
    }
    Ok(found)
}

/// Puts hashes on the suppression list.
pub(crate) fn suppress(
    op: &mut Op<'_, '_>,
    hashes: &[(String, [u8; 16])],
    cause: &str,
) -> Result<()> {
    let now = op.now;
    let sets: Vec<[Value; 4]> = hashes
        .iter()
        .map(|(kind, hash)| {
            [hash.to_vec().into(), kind.as_str().into(), cause.into(), now.into()]
        })
        .collect();
    op.tx.execute_each(
        "INSERT INTO suppression (hash, kind, cause, since) VALUES (?, ?, ?, ?) \
         ON CONFLICT (hash) DO NOTHING",
        sets.iter().map(<[Value; 4]>::as_slice),
    )?;
    Ok(())
}
