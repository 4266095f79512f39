use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use obhut_db::sql::{Comparison, Condition, Dialect, Tx, batch::group_count};
use obhut_kernel::{Error, Result, Value};

use crate::{context::Op, register::records::GONE, systems::StateAt};

/// The tables with old values in their files, each with the numbers of its notes.
pub(crate) fn purge_due(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<i64>>> {
    let mut due: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    tx.query_each("SELECT id, table_name FROM purge_due ORDER BY id", &[], |row| {
        due.entry(row.get("table_name")?).or_default().push(row.get("id")?);
        Ok(true)
    })?;
    Ok(due)
}

/// Takes away the notes that were seen before the tables were rewritten; others came meanwhile.
pub(crate) fn forget_purge_due(op: &mut Op<'_, '_>, seen: &[i64]) -> Result<()> {
    let sets: Vec<[Value; 1]> = seen.iter().map(|id| [(*id).into()]).collect();
    op.tx.execute_each(
        "DELETE FROM purge_due WHERE id = ?",
        sets.iter().map(<[Value; 1]>::as_slice),
    )?;
    Ok(())
}

/// Empties the words on where data came from once all records that came from there are wholly
/// anonymised or gone: people write names into them. Those of the last day are left alone: their
/// import may not be at its end. How many there were.
pub(crate) fn empty_sources(op: &mut Op<'_, '_>) -> Result<u64> {
    let types = op.types()?;
    let yesterday = op.now.checked_sub(SignedDuration::from_hours(24)).map_err(Error::internal)?;
    let text = "SELECT id FROM origin WHERE source <> '' AND at < ? ORDER BY id";
    let mut unused = op
        .tx
        .query(text, &[yesterday.into()])?
        .iter()
        .map(|row| row.get("id"))
        .collect::<Result<BTreeSet<i64>>>()?;
    let living = Condition::compare("o_state", Comparison::Less, GONE);
    for record_type in types.iter().filter(|t| t.state == StateAt::Columns) {
        for row in group_count(op.tx, &record_type.table, &["o_origin"], &living)? {
            unused.remove(&row.get("o_origin")?);
        }
    }
    let sets: Vec<[Value; 1]> = unused.iter().map(|id| [(*id).into()]).collect();
    let sets = sets.iter().map(<[Value; 1]>::as_slice);
    let emptied = op.tx.execute_each("UPDATE origin SET source = '' WHERE id = ?", sets)?;
    if emptied > 0 && op.tx.dialect() == Dialect::Postgres {
        crate::retention::store::note_purge_due(op, "origin")?;
    }
    Ok(emptied)
}

/// Sees to it that keys below `next` are not given by this counter.
pub(crate) fn raise_counter(op: &mut Op<'_, '_>, name: &str, next: i64) -> Result<()> {
    op.tx.execute(
        "INSERT INTO counter (name, next_key) VALUES (?, ?) ON CONFLICT (name) \
         DO UPDATE SET next_key = excluded.next_key WHERE counter.next_key < excluded.next_key",
        &[name.into(), next.into()],
    )?;
    Ok(())
}
