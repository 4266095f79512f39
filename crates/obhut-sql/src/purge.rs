//! Wiping what a change leaves behind. An `UPDATE` or `DELETE` alone leaves old values in files:
//!
//! * SQLite zeroes what is overwritten in the file (`secure_delete`, always on), and the
//!   write-ahead log is emptied by [`Db::checkpoint`](crate::Db::checkpoint).
//! * PostgreSQL keeps every old row in the table's file, even after a plain `VACUUM`, and samples
//!   of values in its statistics. [`rewrite_table`] and [`refresh_statistics`] remove both. Its
//!   write-ahead log and base backups keep old values until they are recycled: that is outside
//!   of a client's reach.
//! * MySQL/MariaDB rebuild the table; the binary log keeps old values until it is purged. What
//!   system-versioned tables keep on purpose is deleted by [`forget_history`].

use std::{
    thread,
    time::{Duration, Instant},
};

use obhut_kernel::{Error, Kind, Message, Result};

use crate::{Built, Db, Dialect, TableName, Tx, sql::Sql};

/// How long a rewrite waits for the table: whoever comes after it waits as well.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was reached by [`refresh_statistics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistics {
    /// Old samples of values are gone from the statistics and from their file.
    Purged,
    /// They are gone from the statistics; old versions may stay in the file of `pg_statistic`
    /// until a superuser runs `VACUUM FULL pg_statistic`.
    Refreshed,
}

/// Writes a table anew, so that no old row stays in its file: `VACUUM FULL` and `ANALYZE` on
/// PostgreSQL, `OPTIMIZE TABLE` on MySQL/MariaDB. Locks the table meanwhile and needs its size
/// once more. On SQLite nothing is left to do but empty the write-ahead log, which it does.
///
/// Fails with [`Kind::Busy`] when readers keep SQLite from emptying the log; on PostgreSQL when
/// others hold the table for longer than ten seconds, or when for that long a transaction of
/// others, even one that never touched the table, might still read old rows, which are then
/// written anew as well. Trying again later helps.
pub fn rewrite_table(db: &Db, table: &TableName) -> Result<()> {
    let mut sql = Sql::new(db.dialect());
    match db.dialect() {
        Dialect::Sqlite => {
            return if db.checkpoint()? { Ok(()) } else { Err(busy()) };
        }
        // One statement a call: several would form a transaction, which VACUUM refuses.
        Dialect::Postgres => sql.push("VACUUM (FULL, VERBOSE, ANALYZE) ").table(table),
        Dialect::Mysql => {
            sql.push("OPTIMIZE TABLE ").table(table);
            return db.outside_text(sql.build().text());
        }
    };
    vacuum(db, sql.build().text())
}

/// Runs a `VACUUM (FULL, VERBOSE)` until it keeps no dead row: those that an open transaction
/// might still see come over into the new file.
fn vacuum(db: &Db, text: &str) -> Result<()> {
    let start = Instant::now();
    loop {
        let remarks = db.outside_patiently(text, PATIENCE)?;
        if remarks.iter().all(|detail| dead_rows(detail) == 0) {
            return Ok(());
        }
        if start.elapsed() >= PATIENCE {
            return Err(busy());
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// The rows of which `VACUUM` says that it cannot remove them yet: the first number of the
/// detail, in whichever language the server speaks.
fn dead_rows(detail: &str) -> u64 {
    let digits = detail.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().unwrap_or(0)
}

fn busy() -> Error {
    Error::new(Kind::Busy, Message::new("error-database-busy"))
}

/// Computes the statistics of tables anew, so that they hold no old value among the most common
/// ones or in a histogram. To be called after erasing and once that is committed, as a
/// statistic is drawn from what is visible. Also run by [`rewrite_table`].
pub fn refresh_statistics(tx: &mut Tx<'_>, tables: &[TableName]) -> Result<()> {
    for table in tables {
        let mut sql = Sql::new(tx.dialect());
        sql.push(if tx.dialect() == Dialect::Mysql { "ANALYZE TABLE " } else { "ANALYZE " });
        sql.table(table);
        let built = sql.build();
        if tx.dialect() == Dialect::Mysql {
            // It answers with a row per table.
            tx.rows(&built)?;
        } else {
            tx.script_text(built.text())?;
        }
    }
    Ok(())
}

/// PostgreSQL: writes the file of the statistics anew, where replaced samples of values stay.
/// Only a superuser may; others are told so by [`Statistics::Refreshed`]. Elsewhere there is
/// nothing to do.
pub fn rewrite_statistics(db: &Db) -> Result<Statistics> {
    if db.dialect() != Dialect::Postgres {
        return Ok(Statistics::Purged);
    }
    let superuser = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user";
    let row = db.read(|tx| tx.query_one(superuser, &[]))?;
    let is_superuser = row.map(|row| row.at::<bool>(0)).transpose()?.unwrap_or(false);
    if !is_superuser {
        return Ok(Statistics::Refreshed);
    }
    vacuum(db, "VACUUM (FULL, VERBOSE) pg_catalog.pg_statistic")?;
    Ok(Statistics::Purged)
}

/// MariaDB: deletes the old rows that a system-versioned table keeps (see
/// [`Table::is_versioned`](crate::catalogue::Table::is_versioned)). Needs the right `DELETE
/// HISTORY`; cannot be undone by the transaction's end on all versions.
pub fn forget_history(tx: &mut Tx<'_>, table: &TableName) -> Result<()> {
    if tx.dialect() != Dialect::Mysql {
        return Ok(());
    }
    let mut sql = Sql::new(Dialect::Mysql);
    sql.push("DELETE HISTORY FROM ").table(table);
    let built: Built = sql.build();
    tx.run(&built).map(|_| ())
}
