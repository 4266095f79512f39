use jiff::Timestamp;
use obhut_db::{
    EntryId,
    sql::{Dialect, Tx, row_struct},
};
use obhut_kernel::{Error, Kind, Message, Result};
use obhut_tlog::{Hash, Tile, TileId, hashes_from_bytes, hashes_to_bytes};

use crate::{context::Op, journal::store::by_dialect};

row_struct! {
    /// One of the tenant's logs.
    #[derive(Debug, Clone)]
    pub(crate) struct LogRow {
        pub(crate) id: i64,
        pub(crate) origin: String,
        pub(crate) closed_at: Option<Timestamp>,
    }
}

/// The tenant's logs, oldest first; the last one is open.
pub(crate) fn logs(tx: &mut Tx<'_>) -> Result<Vec<LogRow>> {
    tx.query_as("SELECT id, origin, closed_at FROM journal_log ORDER BY id", &[])
}

/// The log that is written to. A conflict when it is not `origin`: the store was restored from a
/// backup under the feet of whoever still has it open.
pub(crate) fn open_log(tx: &mut Tx<'_>, origin: &str) -> Result<i64> {
    let row = tx.query_one(
        "SELECT id FROM journal_log WHERE origin = ? AND closed_at IS NULL",
        &[origin.into()],
    )?;
    let restored = || Error::new(Kind::Conflict, Message::new("error-journal-other-log"));
    row.ok_or_else(restored)?.get("id")
}

/// Opens a log and closes the one before.
pub(crate) fn begin_log(op: &mut Op<'_, '_>, origin: &str) -> Result<()> {
    op.tx.execute(
        "UPDATE journal_log SET closed_at = ? WHERE closed_at IS NULL",
        &[op.now.into()],
    )?;
    op.tx.execute(
        "INSERT INTO journal_log (origin, opened_at) VALUES (?, ?)",
        &[origin.into(), op.now.into()],
    )?;
    Ok(())
}

/// Makes sure that only one process brings entries into the log; on SQLite the writer is alone.
pub(crate) fn lock_log(tx: &mut Tx<'_>) -> Result<()> {
    if tx.dialect() == Dialect::Postgres {
        tx.query(
            "SELECT pg_advisory_xact_lock(hashtext('obhut journal'), hashtext(current_schema()))",
            &[],
        )?;
    }
    Ok(())
}

pub(crate) fn unplaced(tx: &mut Tx<'_>, log: i64, limit: u32) -> Result<Vec<(EntryId, Vec<u8>)>> {
    tx.query(
        "SELECT id, leaf FROM journal_entry WHERE idx IS NULL AND log_id = ? ORDER BY id LIMIT ?",
        &[log.into(), limit.into()],
    )?
    .iter()
    .map(|row| Ok((row.get("id")?, row.get("leaf")?)))
    .collect()
}

pub(crate) fn log_size(tx: &mut Tx<'_>, log: i64) -> Result<u64> {
    let text = "SELECT max(size) AS size FROM journal_checkpoint WHERE log_id = ?";
    let row = tx.query_one(text, &[log.into()])?;
    Ok(row.map(|row| row.get::<Option<u64>>("size")).transpose()?.flatten().unwrap_or(0))
}

pub(crate) fn tile(tx: &mut Tx<'_>, log: i64, id: TileId) -> Result<Option<Vec<Hash>>> {
    let index = i64::try_from(id.index()).map_err(|_| Error::internal("tile"))?;
    tx.query_one(
        "SELECT hashes FROM journal_tile WHERE log_id = ? AND level = ? AND n = ?",
        &[log.into(), i64::from(id.level()).into(), index.into()],
    )?
    .map(|row| hashes_from_bytes(&row.get::<Vec<u8>>("hashes")?))
    .transpose()
}

pub(crate) fn place(tx: &mut Tx<'_>, size: u64, ids: impl Iterator<Item = EntryId>) -> Result<()> {
    let first = i64::try_from(size).map_err(|_| Error::internal("size"))?;
    let list: Vec<i64> = ids.map(|id| id.0).collect();
    let list = serde_json::to_string(&list).map_err(Error::internal)?;
    let text = by_dialect(
        tx,
        "UPDATE journal_entry SET idx = ? + fresh.key FROM json_each(?) AS fresh \
         WHERE journal_entry.id = fresh.value",
        "UPDATE journal_entry SET idx = ? + fresh.n - 1 FROM (SELECT value::bigint AS id, n \
         FROM json_array_elements_text(?::json) WITH ORDINALITY AS list (value, n)) AS fresh \
         WHERE journal_entry.id = fresh.id",
    );
    tx.execute(text, &[first.into(), list.into()]).map(drop)
}

pub(crate) fn put_tiles(tx: &mut Tx<'_>, log: i64, tiles: &[Tile]) -> Result<()> {
    for tile in tiles {
        let index = i64::try_from(tile.id().index()).map_err(|_| Error::internal("tile"))?;
        tx.execute(
            "INSERT INTO journal_tile (log_id, level, n, hashes) VALUES (?, ?, ?, ?) \
             ON CONFLICT (log_id, level, n) DO UPDATE SET hashes = excluded.hashes",
            &[
                log.into(),
                i64::from(tile.id().level()).into(),
                index.into(),
                hashes_to_bytes(tile.hashes()).into(),
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn put_checkpoint(
    tx: &mut Tx<'_>,
    log: i64,
    size: u64,
    root: &Hash,
    at: Timestamp,
) -> Result<()> {
    let size = i64::try_from(size).map_err(|_| Error::internal("size"))?;
    tx.execute(
        "INSERT INTO journal_checkpoint (log_id, size, root, at) VALUES (?, ?, ?, ?)",
        &[log.into(), size.into(), root.as_bytes().to_vec().into(), at.into()],
    )?;
    Ok(())
}

/// The newest checkpoint of a log: size, root and, once it is signed, the note.
pub(crate) fn newest(tx: &mut Tx<'_>, log: i64) -> Result<Option<(u64, Hash, Option<String>)>> {
    tx.query_one(
        "SELECT size, root, note FROM journal_checkpoint WHERE log_id = ? \
         ORDER BY size DESC LIMIT 1",
        &[log.into()],
    )?
    .map(|row| Ok((row.get("size")?, Hash(row.get("root")?), row.get("note")?)))
    .transpose()
}

/// The newest signed checkpoint of a log: size, root and note.
pub(crate) fn newest_signed(tx: &mut Tx<'_>, log: i64) -> Result<Option<(u64, Hash, String)>> {
    tx.query_one(
        "SELECT size, root, note FROM journal_checkpoint WHERE log_id = ? AND note IS NOT NULL \
         ORDER BY size DESC LIMIT 1",
        &[log.into()],
    )?
    .map(|row| Ok((row.get("size")?, Hash(row.get("root")?), row.get("note")?)))
    .transpose()
}

pub(crate) fn put_note(tx: &mut Tx<'_>, log: i64, size: u64, note: &str) -> Result<()> {
    let size = i64::try_from(size).map_err(|_| Error::internal("size"))?;
    tx.execute(
        "UPDATE journal_checkpoint SET note = ? WHERE log_id = ? AND size = ?",
        &[note.into(), log.into(), size.into()],
    )?;
    Ok(())
}

/// All signed checkpoints of a log, oldest first.
pub(crate) fn notes(tx: &mut Tx<'_>, log: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT note FROM journal_checkpoint WHERE log_id = ? AND note IS NOT NULL ORDER BY size",
        &[log.into()],
    )?
    .iter()
    .map(|row| row.get("note"))
    .collect()
}

/// The leaves and details of the entries that say where a log ended.
pub(crate) fn restores(tx: &mut Tx<'_>) -> Result<Vec<(Vec<u8>, String)>> {
    tx.query(
        "SELECT leaf, details FROM journal_entry WHERE act = ? AND idx IS NOT NULL ORDER BY id",
        &[RESTORE.into()],
    )?
    .iter()
    .map(|row| Ok((row.get("leaf")?, row.get("details")?)))
    .collect()
}

/// The action of an entry on a restored backup.
pub(crate) const RESTORE: &str = "store.restore";
