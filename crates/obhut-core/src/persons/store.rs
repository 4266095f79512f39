use std::collections::{HashMap, HashSet};

use obhut_db::{
    PersonId,
    sql::{Comparison, Condition, Operand, Row, TextMatch, batch::find, key_text},
};
use obhut_kernel::{Result, Value};

use crate::{
    context::Op,
    persons::rules::IdKind,
    systems::{Field, RecordType, StateAt, Types},
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
        let asked = |field: &&Field| IdKind::of(field).is_some_and(|k| wanted.contains_key(&k));
        if !record_type.fields.iter().any(|field| asked(&field)) || is_empty(op, record_type)? {
            continue;
        }
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

/// Whether a type has no records: looking for thousands of values in tables without rows costs
/// as much as encoding the values.
fn is_empty(op: &mut Op<'_, '_>, record_type: &RecordType) -> Result<bool> {
    let first = find(op.tx, &record_type.keyed(), &[], &Condition::Always, None, 1)?;
    Ok(first.is_empty())
}

/// The most records that a query by name brings up; more help nobody.
const BY_NAME: u32 = 1_000;

/// The records that one of these fields (key, column, value) identifies: key, person, field.
pub(crate) fn by_identifier(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    wanted: &[(String, String, String)],
    visible: Condition,
) -> Result<Vec<(String, Option<PersonId>, String)>> {
    let any =
        wanted.iter().map(|(_, column, value)| Condition::equal(column, value.as_str())).collect();
    let person = record_type.person.column().unwrap_or("person_id");
    let mut columns = vec![person];
    columns.extend(wanted.iter().map(|(_, column, _)| column.as_str()));
    let condition = Condition::Any(any).and(visible);
    let rows = find(op.tx, &record_type.keyed(), &columns, &condition, None, u32::MAX)?;
    rows.iter()
        .map(|row| {
            let fits = |(_, column, value): &&(String, String, String)| {
                row.value(column).and_then(Value::as_str) == Some(value.as_str())
            };
            let field = wanted.iter().find(fits).map_or(String::new(), |(key, ..)| key.clone());
            Ok((key_of(record_type, row), row.get(person)?, field))
        })
        .collect()
}

/// The records whose folded name has all these words, one of which begins the surname: key and
/// person. "Anna von der Höh" is found under "von der hoeh, anna".
pub(crate) fn by_name(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    words: &[String],
    visible: Condition,
) -> Result<Vec<(String, Option<PersonId>)>> {
    let begins = words
        .iter()
        .map(|word| {
            // The next text behind all that begin so, for the index to serve.
            let upper = format!("{word}\u{10ffff}");
            Condition::All(vec![
                Condition::compare("o_fold", Comparison::GreaterOrEqual, word.as_str()),
                Condition::compare("o_fold", Comparison::Less, upper),
            ])
        })
        .collect();
    let mut all = vec![Condition::Any(begins), visible];
    all.extend(words.iter().map(|word| Condition::Text {
        column: "o_fold".to_owned(),
        how: TextMatch::Contains,
        text: word.clone(),
    }));
    let person = record_type.person.column().unwrap_or("person_id");
    let condition = Condition::All(all);
    let rows = find(op.tx, &record_type.keyed(), &[person], &condition, None, BY_NAME)?;
    rows.iter().map(|row| Ok((key_of(record_type, row), row.get(person)?))).collect()
}

/// The keys of the records of a type that belong to one of these persons.
pub(crate) fn records_of(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    persons: &[PersonId],
    visible: Condition,
) -> Result<Vec<(String, PersonId)>> {
    let Some(person) = record_type.person.column() else { return Ok(Vec::new()) };
    let condition = Condition::In {
        column: person.to_owned(),
        values: persons.iter().map(|id| Value::from(*id)).collect(),
    };
    let condition = condition.and(visible);
    let rows = find(op.tx, &record_type.keyed(), &[person], &condition, None, u32::MAX)?;
    rows.iter().map(|row| Ok((key_of(record_type, row), row.get(person)?))).collect()
}

fn key_of(record_type: &RecordType, row: &Row) -> String {
    key_text(&row.values()[..record_type.key_columns.len()].to_vec())
}

/// Whether anything is on the suppression list.
pub(crate) fn suppresses(op: &mut Op<'_, '_>) -> Result<bool> {
    let any = op.tx.query_one("SELECT 1 AS one FROM suppression LIMIT 1", &[])?;
    Ok(any.is_some())
}

/// Which of these hashes are on the suppression list.
pub(crate) fn suppressed(op: &mut Op<'_, '_>, hashes: &[[u8; 16]]) -> Result<HashSet<[u8; 16]>> {
    let mut found = HashSet::new();
    for hash in hashes {
        let row = op
            .tx
            .query_one("SELECT hash FROM suppression WHERE hash = ?", &[hash.to_vec().into()])?;
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
        .map(|(kind, hash)| [hash.to_vec().into(), kind.as_str().into(), cause.into(), now.into()])
        .collect();
    op.tx.execute_each(
        "INSERT INTO suppression (hash, kind, cause, since) VALUES (?, ?, ?, ?) \
         ON CONFLICT (hash) DO NOTHING",
        sets.iter().map(<[Value; 4]>::as_slice),
    )?;
    Ok(())
}
