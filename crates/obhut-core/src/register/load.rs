//! Loads records whose persons are known already, many at once: demonstrations, benchmarks, moves
//! from another store. Nothing is matched and nothing asked; imports go through `import`.

use crate::{OriginId, PersonId};
use obhut_kernel::{Error, Result, Value};

use crate::{
    context::Op,
    journal::{Entry, ops::record},
    operation::Operation,
    persons,
    register::{
        Provenance, Visibility,
        records::insert_batch,
        store::{self, Insert},
    },
};

/// A record to load.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its person; nobody for records about nobody.
    pub person: Option<PersonId>,
    /// A value for each field of the type, in its order and in the form in which the register
    /// stores it.
    pub values: Vec<Value>,
}

/// Makes `count` persons; the first of their consecutive numbers.
pub fn persons(op: &mut Op<'_, '_>, count: usize, provenance: &Provenance) -> Result<PersonId> {
    op.authorise(Operation::RecordImport, None)?;
    let origin = store::insert_origin(op, provenance)?;
    let first = store::insert_persons(op, count, origin)?;
    record(op, Entry::new("person.load").detail("persons", count).detail("origin", origin.0))?;
    Ok(PersonId(first))
}

/// Writes down where records come from that are loaded in several goes.
pub fn origin(op: &mut Op<'_, '_>, provenance: &Provenance) -> Result<OriginId> {
    op.authorise(Operation::RecordImport, None)?;
    let origin = store::insert_origin(op, provenance)?;
    record(op, Entry::new("origin.create").detail("origin", origin.0))?;
    Ok(origin)
}

/// Loads records of one type with one journal entry that commits to all of them; the first of
/// their consecutive keys.
pub fn records(
    op: &mut Op<'_, '_>,
    type_key: &str,
    origin: OriginId,
    visibility: Visibility,
    rows: &[Row],
) -> Result<i64> {
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    op.authorise(Operation::RecordImport, Some(record_type))?;
    if rows.iter().any(|row| row.values.len() != record_type.fields.len()) {
        return Err(Error::internal(format!("{type_key}: number of values")));
    }
    let inserts = rows
        .iter()
        .map(|row| Insert {
            person: row.person,
            fold: persons::rules::fold_of(record_type, &row.values),
            values: row.values.clone(),
        })
        .collect();
    insert_batch(op, record_type, origin, visibility, inserts, "load")
}
