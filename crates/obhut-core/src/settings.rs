//! Settings of the tenant, by key.

use obhut_db::sql::Tx;
use obhut_kernel::Result;

use crate::context::Op;

/// The time zone, by its IANA name.
pub(crate) const ZONE: &str = "zone";
/// `yes` in a throw-away store.
pub(crate) const SANDBOX: &str = "sandbox";
/// `no` when nothing runs by schedule.
pub(crate) const JOBS: &str = "jobs.enabled";
/// When tables are rewritten: a cron expression.
pub(crate) const PURGE: &str = "purge.schedule";
/// The version of the deletion concept that a template proposed and nobody has put into force yet.
pub(crate) const PROPOSED: &str = "concept.proposed";
/// The version of the record types: another one after each change of them.
pub(crate) const TYPES: &str = "types.version";

/// The value of a setting.
pub(crate) fn get(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>> {
    tx.query_one("SELECT value FROM setting WHERE key = ?", &[key.into()])?
        .map(|row| row.get("value"))
        .transpose()
}

/// Sets a setting.
pub(crate) fn put(op: &mut Op<'_, '_>, key: &str, value: &str) -> Result<()> {
    op.tx.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[key.into(), value.into()],
    )?;
    Ok(())
}
