use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jiff::Timestamp;
use obhut_db::{
    Erasure, PersonId,
    sql::{Comparison, Condition, Operand, Row, TextMatch, batch::find, key_text},
};
use obhut_kernel::{Category, Error, Kind, Message, Result, Value, new_uuid};

use crate::{
    context::Op,
    journal::erasure::store::{LedgerRow, OWN, insert_ledger},
    persons::{matching::Holder, rules::IdKind},
    systems::{Field, RecordType, StateAt, Types},
};

/// At most so many persons with one identifier are compared with a new record; behind them only
/// those of exactly the same name are found.
const MOST_HOLDERS: usize = 50;

/// Who has which identifiers.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    found: HashMap<(IdKind, String), Vec<Holder>>,
    /// By name those for whom there was no room.
    behind: HashMap<(IdKind, String), HashMap<String, PersonId>>,
    /// What other records call persons whose record with the identifier has no name.
    names: HashMap<PersonId, Vec<String>>,
}

impl Holders {
    /// Who has an identifier.
    pub(crate) fn of(&self, identifier: &(IdKind, String)) -> &[Holder] {
        self.found.get(identifier).map_or(&[], Vec::as_slice)
    }

    /// One of very many who have an identifier, by the exact name.
    pub(crate) fn named(&self, identifier: &(IdKind, String), fold: &str) -> Option<PersonId> {
        self.behind.get(identifier)?.get(fold).copied()
    }

    /// The names of a holder, by any record where the one with the identifier has none.
    pub(crate) fn names<'a>(&'a self, holder: &'a Holder) -> Vec<&'a str> {
        let own = holder.fold.as_deref();
        let others = || self.names.get(&holder.person).into_iter().flatten().map(String::as_str);
        own.map_or_else(|| others().collect(), |fold| vec![fold])
    }

    fn add(&mut self, identifier: (IdKind, String), holder: Holder) {
        let Some(known) = self.found.get_mut(&identifier) else {
            self.found.insert(identifier, vec![holder]);
            return;
        };
        let is_same = |k: &&mut Holder| k.person == holder.person && k.fold == holder.fold;
        if let Some(same) = known.iter_mut().find(is_same) {
            same.emails.extend(holder.emails);
            return;
        }
        if known.len() < MOST_HOLDERS {
            known.push(holder);
        } else if let Some(fold) = holder.fold {
            self.behind.entry(identifier).or_default().entry(fold).or_insert(holder.person);
        }
    }
}

/// The persons that have one of these identifiers, over all types of the register; with `names`
/// also what they are called where the record with the identifier does not say it.
pub(crate) fn holders(
    op: &mut Op<'_, '_>,
    types: &Types,
    wanted: &[(&IdKind, Vec<&str>)],
    names: bool,
) -> Result<Holders> {
    let mut found = Holders::default();
    for record_type in types.iter().filter(|t| t.state == StateAt::Columns) {
        let Some(person) = record_type.person.column() else { continue };
        let values_of = |field: &Field| {
            let kind = IdKind::of(field)?;
            let (_, values) = wanted.iter().find(|(wanted, _)| **wanted == kind)?;
            Some((kind, values))
        };
        if !record_type.fields.iter().any(|f| values_of(f).is_some()) || is_empty(op, record_type)?
        {
            continue;
        }
        let emails = email_columns(record_type);
        for field in &record_type.fields {
            let Some((kind, values)) = values_of(field) else { continue };
            let condition = Condition::All(vec![
                is_one_of(&field.column, values.iter().map(|value| Value::from(*value))),
                Condition::IsNotNull(Operand::column(person)),
            ]);
            let mut columns = vec![field.column.as_str(), person, "o_fold"];
            if matches!(kind, IdKind::Number(_)) {
                columns.extend(&emails);
            }
            for row in find(op.tx, &record_type.keyed(), &columns, &condition, None, u32::MAX)? {
                let value: String = row.get(&field.column)?;
                let others = &row.values()[record_type.key_columns.len() + 3..];
                let emails = others.iter().filter_map(|value| value.as_str().map(str::to_owned));
                let holder = Holder {
                    person: row.get(person)?,
                    fold: row.get("o_fold")?,
                    emails: emails.collect(),
                };
                found.add((kind.clone(), value), holder);
            }
        }
    }
    if names {
        add_names(op, types, &mut found)?;
    }
    Ok(found)
}

fn is_one_of(column: &str, values: impl Iterator<Item = Value>) -> Condition {
    Condition::In { column: column.to_owned(), values: values.collect() }
}

fn email_columns(record_type: &RecordType) -> Vec<&str> {
    let is_email = |field: &&Field| IdKind::of(field) == Some(IdKind::Email);
    record_type.fields.iter().filter(is_email).map(|field| field.column.as_str()).collect()
}

/// Finds the names of those of whom only records without a name have an identifier.
fn add_names(op: &mut Op<'_, '_>, types: &Types, found: &mut Holders) -> Result<()> {
    let nameless = found.found.values().flatten().filter(|holder| holder.fold.is_none());
    let mut persons: Vec<PersonId> = nameless.map(|holder| holder.person).collect();
    persons.sort_unstable();
    persons.dedup();
    if persons.is_empty() {
        return Ok(());
    }
    let named = |t: &&RecordType| {
        t.state == StateAt::Columns && t.fields.iter().any(|f| f.category == Category::Name)
    };
    for record_type in types.iter().filter(named) {
        let Some(person) = record_type.person.column() else { continue };
        let condition = Condition::All(vec![
            is_one_of(person, persons.iter().map(|id| Value::from(*id))),
            Condition::IsNotNull(Operand::column("o_fold")),
        ]);
        let columns = [person, "o_fold"];
        for row in find(op.tx, &record_type.keyed(), &columns, &condition, None, u32::MAX)? {
            found.names.entry(row.get(person)?).or_default().push(row.get("o_fold")?);
        }
    }
    Ok(())
}

/// Whether a record that has an identifier came in after an instant.
pub(crate) fn came_after(
    op: &mut Op<'_, '_>,
    types: &Types,
    (kind, value): &(IdKind, String),
    since: Timestamp,
) -> Result<bool> {
    for record_type in types.iter().filter(|t| t.state == StateAt::Columns) {
        if record_type.person.column().is_none() {
            continue;
        }
        for field in record_type.fields.iter().filter(|f| IdKind::of(f).as_ref() == Some(kind)) {
            let condition = Condition::All(vec![
                Condition::equal(&field.column, value.as_str()),
                Condition::compare("o_created_at", Comparison::Greater, since),
            ]);
            if !find(op.tx, &record_type.keyed(), &[], &condition, None, 1)?.is_empty() {
                return Ok(true);
            }
        }
    }
    Ok(false)
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

/// Which of these hashes are on the suppression list, and since when.
pub(crate) fn suppressed(
    op: &mut Op<'_, '_>,
    hashes: &[[u8; 16]],
) -> Result<HashMap<[u8; 16], Timestamp>> {
    let mut found = HashMap::new();
    for hash in hashes {
        let row = op
            .tx
            .query_one("SELECT since FROM suppression WHERE hash = ?", &[hash.to_vec().into()])?;
        if let Some(row) = row {
            found.insert(*hash, row.get("since")?);
        }
    }
    Ok(found)
}

/// Puts hashes on the suppression list, and notes them in the ledger: an objection does not end
/// with a restored backup.
pub(crate) fn suppress(
    op: &mut Op<'_, '_>,
    hashes: &[(String, [u8; 16])],
    cause: &str,
) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    let keys: Vec<String> =
        hashes.iter().map(|(kind, hash)| format!("{}:{kind}", BASE64.encode(hash))).collect();
    let row = LedgerRow {
        uuid: new_uuid(op.now, op.random()).to_string(),
        system: OWN,
        type_key: "",
        act: SUPPRESS,
        rule_key: None,
        plan: serde_json::json!({ "cause": cause }).to_string(),
        record_keys: serde_json::to_string(&keys).map_err(Error::internal)?,
    };
    insert_ledger(op, &row)?;
    insert_hashes(op, hashes, cause, op.now).map(drop)
}

/// The act under which the ledger has suppressed identifiers.
pub(crate) const SUPPRESS: &str = "suppress";

/// Puts identifiers on the suppression list again as a row of the ledger says; how many were not
/// on it.
pub(crate) fn suppress_again(op: &mut Op<'_, '_>, row: &Erasure, keys: &[String]) -> Result<u64> {
    let broken = || Error::new(Kind::Integrity, Message::new("error-ledger"));
    let plan: serde_json::Value = serde_json::from_str(&row.plan).map_err(|_| broken())?;
    let cause = plan["cause"].as_str().ok_or_else(broken)?;
    let read = |key: &String| {
        let (hash, kind) = key.split_once(':')?;
        let hash = BASE64.decode(hash).ok()?.try_into().ok()?;
        Some((kind.to_owned(), hash))
    };
    let hashes = keys.iter().map(|key| read(key).ok_or_else(broken)).collect::<Result<Vec<_>>>()?;
    insert_hashes(op, &hashes, cause, row.at)
}

fn insert_hashes(
    op: &mut Op<'_, '_>,
    hashes: &[(String, [u8; 16])],
    cause: &str,
    since: Timestamp,
) -> Result<u64> {
    let sets: Vec<[Value; 4]> = hashes
        .iter()
        .map(|(kind, hash)| {
            [hash.to_vec().into(), kind.as_str().into(), cause.into(), since.into()]
        })
        .collect();
    op.tx.execute_each(
        "INSERT INTO suppression (hash, kind, cause, since) VALUES (?, ?, ?, ?) \
         ON CONFLICT (hash) DO NOTHING",
        sets.iter().map(<[Value; 4]>::as_slice),
    )
}
