use jiff::{Timestamp, civil::Date};
use obhut_db::sql::{Tx, row_struct};
use obhut_kernel::{Error, Result};

use crate::jobs::Job;

row_struct! {
    /// A row of `schedule`.
    #[derive(Debug, Clone)]
    pub(crate) struct JobRow {
        pub(crate) key: String,
        pub(crate) cron: String,
        pub(crate) last_at: Option<Timestamp>,
        pub(crate) next_at: Option<Timestamp>,
        pub(crate) claimed_until: Option<Timestamp>,
        pub(crate) attempts: u32,
        pub(crate) failure: Option<String>,
        pub(crate) result: Option<String>,
    }
}

impl JobRow {
    pub(crate) fn view(self, now: Timestamp) -> Job {
        Job {
            running: self.claimed_until.is_some_and(|until| until > now),
            key: self.key,
            schedule: self.cron,
            last_at: self.last_at,
            next_at: self.next_at,
            attempts: self.attempts,
            failure: self.failure,
            result: self.result,
        }
    }
}

pub(crate) fn jobs(tx: &mut Tx<'_>) -> Result<Vec<JobRow>> {
    tx.query_as(
        "SELECT key, cron, last_at, next_at, claimed_until, attempts, failure, result \
         FROM schedule ORDER BY key",
        &[],
    )
}

/// Notes a job, or its changed schedule, which starts anew.
pub(crate) fn put(tx: &mut Tx<'_>, key: &str, cron: &str, next: Option<Timestamp>) -> Result<()> {
    tx.execute(
        "INSERT INTO schedule (key, cron, next_at, attempts) VALUES (?, ?, ?, 0) \
         ON CONFLICT (key) DO UPDATE SET cron = excluded.cron, next_at = excluded.next_at, \
         attempts = 0, failure = NULL WHERE schedule.cron <> excluded.cron",
        &[key.into(), cron.into(), next.into()],
    )?;
    Ok(())
}

pub(crate) fn remove(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    tx.execute("DELETE FROM schedule WHERE key = ?", &[key.into()])?;
    Ok(())
}

/// Takes a job until `until`, unless it is not due at `now` (a rule with an unfinished run is due
/// in any case) or another process has it. One statement, which looks for the run itself: of
/// several processes one gets it, and none a run that another one has just finished.
pub(crate) fn claim(
    tx: &mut Tx<'_>,
    key: &str,
    claim: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let claimed = tx.execute(
        "UPDATE schedule SET claim = ?, claimed_until = ? WHERE key = ? \
         AND (claimed_until IS NULL OR claimed_until <= ?) \
         AND (next_at <= ? OR EXISTS (SELECT 1 FROM run \
         WHERE state = 'running' AND 'rule:' || rule_key = schedule.key))",
        &[claim.into(), until.into(), key.into(), now.into(), now.into()],
    )?;
    Ok(claimed == 1)
}

/// Keeps a claimed job for longer; whether it is still ours.
pub(crate) fn renew(tx: &mut Tx<'_>, key: &str, claim: &str, until: Timestamp) -> Result<bool> {
    let renewed = tx.execute(
        "UPDATE schedule SET claimed_until = ? WHERE key = ? AND claim = ?",
        &[until.into(), key.into(), claim.into()],
    )?;
    Ok(renewed == 1)
}

/// Gives a job back that ended well.
pub(crate) fn finish(
    tx: &mut Tx<'_>,
    key: &str,
    claim: &str,
    now: Timestamp,
    next: Option<Timestamp>,
    result: &str,
) -> Result<()> {
    tx.execute(
        "UPDATE schedule SET last_at = ?, next_at = ?, result = ?, attempts = 0, failure = NULL, \
         claim = NULL, claimed_until = NULL WHERE key = ? AND claim = ?",
        &[now.into(), next.into(), result.into(), key.into(), claim.into()],
    )?;
    Ok(())
}

/// Gives a job back that failed; it is tried again at `next`.
pub(crate) fn fail(
    tx: &mut Tx<'_>,
    key: &str,
    claim: &str,
    next: Timestamp,
    failure: &str,
) -> Result<()> {
    tx.execute(
        "UPDATE schedule SET next_at = ?, attempts = attempts + 1, failure = ?, claim = NULL, \
         claimed_until = NULL WHERE key = ? AND claim = ?",
        &[next.into(), failure.into(), key.into(), claim.into()],
    )?;
    Ok(())
}

/// Gives a job back as it is: it was stopped, and goes on when somebody takes it again.
pub(crate) fn give_back(tx: &mut Tx<'_>, key: &str, claim: &str) -> Result<()> {
    tx.execute(
        "UPDATE schedule SET claim = NULL, claimed_until = NULL WHERE key = ? AND claim = ?",
        &[key.into(), claim.into()],
    )?;
    Ok(())
}

/// How many marks are to be looked at again by now.
pub(crate) fn reviews_due(tx: &mut Tx<'_>, today: Date) -> Result<u64> {
    tx.query_one(
        "SELECT count(*) AS n FROM mark WHERE released_at IS NULL AND review_on <= ?",
        &[today.into()],
    )?
    .ok_or_else(|| Error::internal("count"))?
    .get("n")
}

/// The rules with a run that was begun and not finished.
pub(crate) fn unfinished(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query("SELECT DISTINCT rule_key FROM run WHERE state = 'running' ORDER BY rule_key", &[])?
        .iter()
        .map(|row| row.get("rule_key"))
        .collect()
}
