//! Removes old values from the files of the database.

use obhut_db::sql::purge::{Statistics, rewrite_statistics, rewrite_table};
use obhut_kernel::{Error, Kind, Message, Result};
use serde::Serialize;

use crate::{
    access::Actor,
    context::Tenant,
    journal::{self, Entry},
    operation::Operation,
    retention,
    upkeep::store,
};

/// Tables that are waited for; whoever keeps so many from being rewritten keeps the others too.
const TRIES: usize = 3;

/// What a purge did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PurgeReport {
    /// The tables that were rewritten; `keystore` stands for the table of keys.
    pub tables: Vec<String>,
    /// The tables that others were at work on, or whose old rows an open transaction might still
    /// read; they are left for the next time.
    pub left: Vec<String>,
    /// Whether old samples of values are gone from the file of PostgreSQL's statistics as well:
    /// only a superuser of the database can rewrite it. They are gone from what SQL shows in any
    /// case.
    pub statistics: bool,
    /// Sources of data that named nobody's records any more and were emptied.
    pub sources: u64,
}

/// Removes what erasures left in files: on SQLite the write-ahead logs are emptied into the files,
/// in which everything deleted is zeroed; on PostgreSQL the tables noted in `purge_due` and the
/// keystore are written anew, with their indexes, and the statistics. Somebody else's work is
/// respected: a table that is not free within ten seconds, or whose old rows an open transaction
/// of the database might still read, is left for the next time. What PostgreSQL keeps in its write-ahead archives and base backups is out of reach.
///
/// Fails with [`Kind::Busy`] when nothing could be rewritten.
pub fn purge(tenant: &Tenant, actor: &Actor) -> Result<PurgeReport> {
    tenant.read(actor, |op| op.authorise(Operation::StorePurge, None))?;
    journal::ops::settle(tenant)?;
    let sources = tenant.write(actor, |op| {
        op.authorise(Operation::StorePurge, None)?;
        let emptied = store::empty_sources(op)?;
        if emptied > 0 {
            journal::ops::record(op, Entry::new("store.sources").detail("emptied", emptied))?;
        }
        Ok(emptied)
    })?;
    let mut report =
        PurgeReport { tables: Vec::new(), left: Vec::new(), statistics: true, sources };
    let mut seen = Vec::new();
    for (table, notes) in tenant.db.read(store::purge_due)? {
        if report.left.len() >= TRIES {
            report.left.push(table);
            continue;
        }
        let outcome = if table == journal::erasure::store::KEYSTORE_DUE {
            tenant.keystore.purge()
        } else if table == journal::erasure::store::LOG_DUE {
            // Emptied below.
            Ok(())
        } else {
            rewrite_table(&tenant.db, &table.as_str().into())
        };
        match outcome {
            Ok(()) => {
                seen.extend(notes);
                report.tables.push(table);
            }
            Err(error) if error.kind() == Kind::Busy => report.left.push(table),
            Err(error) => return Err(error),
        }
    }
    let free = tenant.db.checkpoint()? && tenant.keystore.checkpoint()?;
    if !free || (report.tables.is_empty() && !report.left.is_empty()) {
        return Err(Error::new(Kind::Busy, Message::new("error-purge-busy")));
    }
    match rewrite_statistics(&tenant.db) {
        Ok(reached) => report.statistics = reached == Statistics::Purged,
        Err(error) if error.kind() == Kind::Busy => report.statistics = false,
        Err(error) => return Err(error),
    }
    tenant.write(actor, |op| {
        op.authorise(Operation::StorePurge, None)?;
        store::forget_purge_due(op, &seen)?;
        retention::review_keys(op)?;
        let entry = Entry::new("store.purge")
            .detail("tables", report.tables.clone())
            .detail("left", report.left.clone());
        journal::ops::record(op, entry.detail("statistics", report.statistics)).map(drop)
    })?;
    Ok(report)
}
