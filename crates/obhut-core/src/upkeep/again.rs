//! What the keystore's ledger says was done after a backup was taken, done again on its restored
//! tables: erasures, marks, suppressions, closed accounts, in the order of the ledger.

use std::collections::{BTreeMap, HashSet};

use obhut_db::Erasure;
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    access::{
        Actor,
        store::{ACCOUNT_CLOSE, ACCOUNT_REOPEN, set_active_again},
    },
    context::{Op, Tenant},
    journal::{Entry, ops::record},
    marks::ledger::{self, Act},
    operation::Operation,
    persons::store::{SUPPRESS, suppress_again},
    retention,
    upkeep::{manifest::Manifest, restore::Missed},
};

/// How many rows of the ledger are looked at together.
const PAGE: u32 = 50;
/// Records in one transaction.
const RECORDS: usize = 1_000;

/// What was done again.
#[derive(Debug, Default)]
pub(super) struct Again {
    pub(super) erasures: u64,
    pub(super) records: u64,
    pub(super) marks: u64,
    pub(super) suppressions: u64,
    pub(super) accounts: u64,
    missed: BTreeMap<(String, String), u64>,
}

impl Again {
    /// Does again what the backup does not contain.
    pub(super) fn all(tenant: &Tenant, actor: &Actor, manifest: &Manifest) -> Result<Self> {
        let contained: HashSet<&str> = manifest.pending.iter().map(String::as_str).collect();
        let mut again = Self::default();
        let mut after = manifest.ledger;
        loop {
            let page = tenant.keystore.erasures(after, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(again) };
            after = *last;
            for (_, row) in page.iter().filter(|(_, e)| !contained.contains(e.uuid.as_str())) {
                again.one(tenant, actor, row)?;
            }
        }
    }

    fn one(&mut self, tenant: &Tenant, actor: &Actor, row: &Erasure) -> Result<()> {
        let mut touched = 0;
        for keys in keys_of(row)?.chunks(RECORDS) {
            if let Some(act) = Act::of(&row.act) {
                let again = tenant.write(actor, |op| ledger::again(op, act, row, keys))?;
                self.marks += again.0;
                if again.1 > 0 {
                    let place = (row.act.clone(), row.type_key.clone());
                    *self.missed.entry(place).or_default() += again.1;
                }
                continue;
            }
            match row.act.as_str() {
                SUPPRESS => {
                    self.suppressions += tenant.write(actor, |op| {
                        noted(op, SUPPRESS, |op| suppress_again(op, row, keys))
                    })?;
                }
                ACCOUNT_CLOSE => {
                    self.accounts += tenant.write(actor, |op| {
                        noted(op, ACCOUNT_CLOSE, |op| set_active_again(op, keys, false))
                    })?;
                }
                ACCOUNT_REOPEN => {
                    self.accounts += tenant.write(actor, |op| {
                        noted(op, ACCOUNT_REOPEN, |op| set_active_again(op, keys, true))
                    })?;
                }
                _ => {
                    touched += tenant.write(actor, |op| retention::replay::again(op, row, keys))?;
                }
            }
        }
        self.erasures += u64::from(touched > 0);
        self.records += touched;
        Ok(())
    }

    /// What could not be done again.
    pub(super) fn missed(&self) -> Vec<Missed> {
        let missed = |((act, type_key), count): (&(String, String), &u64)| Missed {
            act: act.clone(),
            type_key: type_key.clone(),
            count: *count,
        };
        self.missed.iter().map(missed).collect()
    }
}

/// Does something again and writes how often it changed anything.
fn noted(
    op: &mut Op<'_, '_>,
    act: &str,
    work: impl FnOnce(&mut Op<'_, '_>) -> Result<u64>,
) -> Result<u64> {
    op.authorise(Operation::StoreRestore, None)?;
    let changed = work(op)?;
    if changed > 0 {
        let entry = Entry::new(act).detail("count", changed).detail("origin", "restore");
        record(op, entry)?;
    }
    Ok(changed)
}

/// The keys that were given after the backup was taken, as far as the keystore tells: they are
/// not given again, lest a row of the ledger or a deleted key is taken for one of theirs.
pub(super) fn given_keys(tenant: &Tenant) -> Result<BTreeMap<String, i64>> {
    let mut next = BTreeMap::from([(PERSON.to_owned(), tenant.keystore.last_person()? + 1)]);
    let mut after = 0;
    loop {
        let page = tenant.keystore.erasures(after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(next) };
        after = *last;
        for (_, row) in &page {
            let name = match Act::of(&row.act) {
                Some(act) if act.on_person => PERSON.to_owned(),
                _ if row.type_key.is_empty() => continue,
                _ => format!("rec_{}", row.type_key),
            };
            let greatest = keys_of(row)?.iter().filter_map(|key| key.parse::<i64>().ok()).max();
            let entry = next.entry(name).or_default();
            *entry = (*entry).max(greatest.unwrap_or(0) + 1);
        }
    }
}

/// The counter of persons.
const PERSON: &str = "person";

fn keys_of(row: &Erasure) -> Result<Vec<String>> {
    serde_json::from_str(&row.record_keys)
        .map_err(|_| Error::new(Kind::Integrity, Message::new("error-ledger")))
}
