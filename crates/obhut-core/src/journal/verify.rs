use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use jiff::Timestamp;
use obhut_db::{
    AccountId, EntryId, PersonId, TypeId,
    sql::{Tx, row_struct},
};
use obhut_kernel::{Error, Kind, Message, Result, Value};
use obhut_tlog::{
    Commitment, Export, Hash, Item, ItemSecret, ItemTree, Leaf, LogReader, Salt, SignedCheckpoint,
    TileId, TileReader, Verifier, VerifyKey,
};

use crate::{
    access::Actor,
    context::Tenant,
    journal::{
        Entry,
        log::{self, store::LogRow},
        ops::{open, record},
        rules,
        store::{self, Changed},
    },
    operation::Operation,
};

/// What a verification of the journal found.
#[derive(Debug, Clone)]
pub struct Verification {
    /// How many entries the log has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Entries written but not yet in the log.
    pub pending: u64,
    /// Entries whose readable side was checked against the leaf.
    pub opened: u64,
    /// Entries whose readable side was erased, wholly or in part.
    pub erased: u64,
    /// Entries that a restored backup did not have: the log that goes on says so in its first
    /// entry, and how many they were.
    pub lost: u64,
    /// What is wrong.
    pub problems: Vec<Message>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Verifies the log against its tiles, its checkpoints, those kept outside of the data, and
/// `outside` (signed notes somebody else kept); and the readable side of each entry against the
/// commitments of its leaf. Logs that ended with a restored backup are verified as well, each
/// with its own key; what they lack is no problem as far as the next log admits it.
pub fn verify(tenant: &Tenant, actor: &Actor, outside: &[String]) -> Result<Verification> {
    tenant.read(actor, |op| op.authorise(Operation::JournalVerify, None))?;
    // Before the data is looked at: whatever is kept outside must be in there.
    let mut kept = outside.to_vec();
    let anchored = tenant.keystore.origins()?;
    for origin in &anchored {
        kept.extend(tenant.keystore.anchors(origin)?.into_iter().map(|anchor| anchor.note));
    }
    tenant.db.read(|tx| {
        let logs = log::store::logs(tx)?;
        let mut found = Found::default();
        let admitted = admitted(tenant, tx, &logs)?;
        let there = |origin: &str| logs.iter().any(|log| log.origin == origin);
        let missing: BTreeSet<&str> = anchored
            .iter()
            .chain(admitted.keys())
            .map(String::as_str)
            .filter(|origin| !there(origin))
            .collect();
        for origin in missing {
            match admitted.get(origin) {
                Some(ended) if ended.left == 0 => found.lost += ended.size,
                _ => found
                    .problems
                    .push(Message::new("journal-problem-log-missing").arg("origin", origin)),
            }
        }
        let mut last = None;
        for log in &logs {
            let ended = admitted.get(&log.origin).copied().unwrap_or_default();
            last = Some(found.log(tenant, tx, log, ended, &kept)?);
        }
        let strangers = kept.iter().filter(|note| !logs.iter().any(|log| is_of(note, log)));
        for _ in strangers.filter(|note| !anchored.iter().any(|origin| first_line(note) == origin))
        {
            found.problems.push(Message::new("journal-problem-stranger"));
        }
        let (size, root) = last.unwrap_or((0, Hash::EMPTY_ROOT));
        found.pending = counted(tx, "SELECT count(*) FROM journal_entry WHERE idx IS NULL", &[])?;
        Ok(Verification {
            size,
            root,
            pending: found.pending,
            opened: found.opened,
            erased: found.erased,
            lost: found.lost,
            problems: found.problems,
        })
    })
}

fn first_line(note: &str) -> &str {
    note.lines().next().unwrap_or_default()
}

/// Whether a signed note speaks of this log: its first line is the origin.
fn is_of(note: &str, log: &LogRow) -> bool {
    first_line(note) == log.origin
}

row_struct! {
    /// An entry with both sides.
    struct Both {
        idx: i64,
        id: EntryId,
        uuid: String,
        at: Timestamp,
        leaf: Vec<u8>,
        act: String,
        system: String,
        actor_id: AccountId,
        actor_salt: Option<[u8; 32]>,
        type_id: Option<TypeId>,
        record_key: Option<String>,
        person_id: Option<PersonId>,
        subject_salt: Option<[u8; 32]>,
        reason: Option<Vec<u8>>,
        details: String,
    }
}

/// Indexes looked at at a time: a range with two ends, which the engine finds by the index even
/// before it has statistics.
const PAGE: i64 = 1_000;

fn page(tx: &mut Tx<'_>, log: i64, after: i64) -> Result<Vec<Both>> {
    tx.query_as(
        "SELECT idx, id, uuid, at, leaf, act, system, actor_id, actor_salt, type_id, record_key, person_id, \
         subject_salt, reason, details FROM journal_entry \
         WHERE log_id = ? AND idx > ? AND idx <= ? ORDER BY idx",
        &[log.into(), after.into(), (after + PAGE).into()],
    )
}

fn counted(tx: &mut Tx<'_>, text: &'static str, params: &[Value]) -> Result<u64> {
    tx.query_one(text, params)?.ok_or_else(|| Error::internal("count"))?.at(0)
}

/// A log that ended with a restored backup.
#[derive(Debug, Clone, Copy, Default)]
struct Ended {
    /// How far it had come.
    size: u64,
    /// How many of its entries the backup had.
    left: u64,
}

/// The logs that ended with a restored backup, as entries of a later log say: how far they had
/// come with those logs' own signatures; how much of them the backup lacked in their details,
/// which are compared with the leaf as those of any entry.
fn admitted(tenant: &Tenant, tx: &mut Tx<'_>, logs: &[LogRow]) -> Result<HashMap<String, Ended>> {
    let keys = tenant.verify_keys();
    let place = |origin: &str| logs.iter().position(|log| log.origin == origin);
    let mut admitted: HashMap<String, Ended> = HashMap::new();
    for (leaf, details) in log::store::restores(tx)? {
        let Ok(Leaf { log, previous: Some(note), .. }) = Leaf::from_bytes(&leaf) else { continue };
        let origin = first_line(&note);
        // A log that is there can only have ended before a later one.
        let is_later = place(origin).is_none_or(|ended| Some(ended) < place(log.as_str()));
        if let Some(size) = size_of(&note, &keys).filter(|_| is_later) {
            let details: serde_json::Value = serde_json::from_str(&details).unwrap_or_default();
            let lost = details.get("lost").and_then(serde_json::Value::as_u64).unwrap_or(0);
            let known = admitted.entry(origin.to_owned()).or_default();
            if size >= known.size {
                *known = Ended { size, left: size.saturating_sub(lost) };
            }
        }
    }
    Ok(admitted)
}

/// The size that a checkpoint with a valid signature speaks of.
fn size_of(note: &str, keys: &[VerifyKey]) -> Option<u64> {
    SignedCheckpoint::open(note, keys).ok().map(|signed| signed.checkpoint().size())
}

#[derive(Default)]
struct Found {
    pending: u64,
    opened: u64,
    erased: u64,
    lost: u64,
    problems: Vec<Message>,
}

impl Found {
    /// Verifies one log; its size and root.
    fn log(
        &mut self,
        tenant: &Tenant,
        tx: &mut Tx<'_>,
        log: &LogRow,
        ended: Ended,
        kept: &[String],
    ) -> Result<(u64, Hash)> {
        let Some(key) = tenant.verify_keys().into_iter().find(|key| key.name() == log.origin)
        else {
            let message = Message::new("journal-problem-log-key");
            self.problems.push(message.arg("origin", log.origin.as_str()));
            return Ok((0, Hash::EMPTY_ROOT));
        };
        let text = "SELECT coalesce(max(idx) + 1, 0) FROM journal_entry WHERE log_id = ?";
        let size = counted(tx, text, &[log.id.into()])?;
        let keys = [key];
        if size < ended.left {
            self.problems.push(
                Message::new("journal-problem-cut").arg("signed", ended.left).arg("found", size),
            );
        }
        // Entries are numbered together with the checkpoint over them.
        if log::store::log_size(tx, log.id)? != size {
            let message = Message::new("journal-problem-checkpoints");
            self.problems.push(message.arg("origin", log.origin.as_str()));
        }
        let mut notes = log::store::notes(tx, log.id)?;
        notes.extend(kept.iter().filter(|note| is_of(note, log)).cloned());
        self.lost += ended.size.saturating_sub(size);
        let lost = size + 1..=ended.size;
        notes.retain(|note| !size_of(note, &keys).is_some_and(|size| lost.contains(&size)));
        let link = RefCell::new(tx);
        let tiles = |id: TileId| log::store::tile(&mut link.borrow_mut(), log.id, id);
        let mut verifier = Verifier::new(tiles, size, &keys, notes.iter().map(String::as_str))?;
        let text = "SELECT coalesce(max(idx), -1) FROM journal_entry WHERE log_id = ?";
        let row = link.borrow_mut().query_one(text, &[log.id.into()])?;
        let newest: i64 = row.ok_or_else(|| Error::internal("newest"))?.at(0)?;
        let mut after = -1;
        while after < newest {
            let page = page(&mut link.borrow_mut(), log.id, after)?;
            after += PAGE;
            for row in &page {
                let index = u64::try_from(row.idx).map_err(|_| Error::internal("idx"))?;
                verifier.leaf(index, &row.leaf)?;
                self.compare(tenant, &mut link.borrow_mut(), row)?;
            }
        }
        let report = verifier.finish();
        self.problems.extend(report.problems.iter().map(obhut_tlog::Problem::message));
        if report.more > 0 {
            self.problems.push(Message::new("journal-problems-more").arg("count", report.more));
        }
        Ok((report.size, report.root))
    }

    /// Compares the readable side of an entry with what its leaf commits to.
    fn compare(&mut self, tenant: &Tenant, tx: &mut Tx<'_>, row: &Both) -> Result<()> {
        let Ok(leaf) = Leaf::from_bytes(&row.leaf) else {
            // The log itself reports a changed leaf.
            return Ok(());
        };
        let mut same = leaf.action.as_str() == row.act
            && leaf.system.as_str() == row.system
            && leaf.time == row.at
            && leaf.id.to_string() == row.uuid;
        if let Some(salt) = row.actor_salt {
            let salt = Salt::from_bytes(salt);
            same &= leaf.actor == rules::actor(&salt, row.actor_id, &row.details);
        } else {
            same = false;
        }
        let mut erased = false;
        match (row.subject_salt, leaf.subjects.first()) {
            (Some(salt), Some(commitment)) => {
                let subject = rules::Subject {
                    person: row.person_id,
                    type_id: row.type_id,
                    record_key: row.record_key.as_deref(),
                    reason: row.reason.as_deref(),
                };
                same &= *commitment == subject.commitment(&Salt::from_bytes(salt));
            }
            // Erasing takes all of it at once; a salt that alone is gone was taken by somebody else.
            (None, Some(_)) => {
                erased = true;
                same &= row.person_id.is_none() && row.reason.is_none();
            }
            (None, None) => {}
            (Some(_), None) => same = false,
        }
        if !leaf.fields.is_empty() {
            let changes = store::changes_in(tx, row.id)?;
            same &= changes.len() == leaf.fields.len();
            for (change, field) in changes.iter().zip(&leaf.fields) {
                match Self::compare_change(tenant, row, change, field)? {
                    Some(fits) => same &= fits,
                    None => erased = true,
                }
            }
        }
        if let Some(items) = leaf.items {
            same &= Self::compare_items(tx, row, items)?;
        }
        if !same {
            self.problems.push(Message::new("journal-problem-side").arg("index", row.idx));
        }
        self.opened += 1;
        self.erased += u64::from(erased);
        Ok(())
    }

    /// Whether the salts and values of a change fit; nothing when they were erased. Values are
    /// opened where their key is still there.
    fn compare_change(
        tenant: &Tenant,
        row: &Both,
        change: &Changed,
        field: &obhut_tlog::FieldChange,
    ) -> Result<Option<bool>> {
        if change.is_erased() {
            let salts = change.old_salt.is_some() || change.new_salt.is_some();
            return Ok(salts.then_some(false));
        }
        let fits = |side: &Option<Commitment>,
                    sealed: &Option<Vec<u8>>,
                    salt: Option<[u8; 32]>,
                    purpose: &str|
         -> Result<bool> {
            let (Some(side), Some(sealed), Some(salt)) = (side, sealed, salt) else {
                return Ok(side.is_none() && sealed.is_none() && salt.is_none());
            };
            let opened = match open(tenant, sealed, purpose, &row.uuid, change.seq) {
                Ok(Some(clear)) => clear,
                // The key is gone: nothing can be said of the value any more.
                Ok(None) => return Ok(true),
                Err(error) if error.kind() == Kind::Integrity => return Ok(false),
                Err(error) => return Err(error),
            };
            let salt = Salt::from_bytes(salt);
            let key = &change.record_key;
            Ok(*side == rules::value(&salt, change.type_id, key, change.field_id, &opened))
        };
        Ok(Some(
            fits(&field.old, &change.old_value, change.old_salt, "old")?
                && fits(&field.new, &change.new_value, change.new_salt, "new")?,
        ))
    }

    /// Whether the items of a bulk entry are those its leaf commits to.
    fn compare_items(tx: &mut Tx<'_>, row: &Both, items: obhut_tlog::Items) -> Result<bool> {
        let Some(batch) = tx.query_one(
            "SELECT b.kind, b.key_from, b.items, b.secret, t.key AS type_key \
             FROM journal_batch b JOIN record_type t ON t.id = b.type_id WHERE b.entry_id = ?",
            &[row.id.into()],
        )?
        else {
            return Ok(false);
        };
        let secret = ItemSecret::from_bytes(batch.get("secret")?);
        let type_key: String = batch.get("type_key")?;
        let mut tree = ItemTree::new(&secret);
        let mut push = |key: &str, action: &str, outcome: &str| {
            tree.push(&Item { record_type: &type_key, key, action, outcome });
        };
        if batch.get::<String>("kind")? == "created" {
            let from: i64 = batch.get("key_from")?;
            let count: i64 = batch.get("items")?;
            for key in from..from.saturating_add(count) {
                push(&key.to_string(), "create", "done");
            }
        } else {
            tx.query_each(
                "SELECT record_key, action, state FROM case_item WHERE entry_id = ? ORDER BY seq",
                &[row.id.into()],
                |item| {
                    push(
                        &item.get::<String>("record_key")?,
                        &item.get::<String>("action")?,
                        &item.get::<String>("state")?,
                    );
                    Ok(true)
                },
            )?;
        }
        Ok(tree.len() == items.count && tree.root() == items.root)
    }
}

/// Where an export reads a log from.
struct Source<'a, 'tx>(&'a mut Tx<'tx>, i64);

impl TileReader for Source<'_, '_> {
    fn read(&mut self, id: TileId) -> Result<Option<Vec<Hash>>> {
        log::store::tile(self.0, self.1, id)
    }
}

impl LogReader for Source<'_, '_> {
    fn leaves(&mut self, first: u64, count: u16) -> Result<Vec<Vec<u8>>> {
        let first = i64::try_from(first).map_err(|_| Error::internal("first"))?;
        self.0
            .query(
                "SELECT leaf FROM journal_entry WHERE log_id = ? AND idx >= ? AND idx < ? ORDER BY idx",
                &[self.1.into(), first.into(), (first + i64::from(count)).into()],
            )?
            .iter()
            .map(|row| row.get("leaf"))
            .collect()
    }
}

/// Writes the log into `folder` in the C2SP tlog-tiles layout, with proofs for the entries
/// `chosen` (by index); logs that ended with a restored backup go into `previous-<n>` below it,
/// as far as they are there and signed. The export is journalled. Returns the size of the log.
pub fn export(tenant: &Tenant, actor: &Actor, folder: &Path, chosen: &[u64]) -> Result<u64> {
    tenant.read(actor, |op| op.authorise(Operation::JournalExport, None))?;
    crate::journal::ops::integrate(tenant)?;
    let size = tenant.db.read(|tx| {
        let mut size = None;
        for log in log::store::logs(tx)? {
            let is_open = log.closed_at.is_none();
            let (below, chosen) = if is_open {
                (folder.to_owned(), chosen)
            } else {
                (folder.join(format!("previous-{}", log.id)), [].as_slice())
            };
            let written = export_log(tenant, tx, &log, &below, chosen)?;
            size = if is_open { written } else { size };
        }
        size.ok_or_else(|| Error::not_found(Message::new("error-journal-empty")))
    })?;
    tenant.write(actor, |op| {
        op.authorise(Operation::JournalExport, None)?;
        record(op, Entry::new("journal.export").detail("size", size))
    })?;
    Ok(size)
}

fn export_log(
    tenant: &Tenant,
    tx: &mut Tx<'_>,
    log: &LogRow,
    folder: &Path,
    chosen: &[u64],
) -> Result<Option<u64>> {
    let key = tenant.verify_keys().into_iter().find(|key| key.name() == log.origin);
    let (Some(key), Some(note)) = (key, log::store::notes(tx, log.id)?.pop()) else {
        return Ok(None);
    };
    let signed = SignedCheckpoint::open(&note, std::slice::from_ref(&key))?;
    for file in Export::new(Source(tx, log.id), &signed, &key, chosen)? {
        let (path, bytes) = file?;
        write(&folder.join(path), &bytes)?;
    }
    Ok(Some(signed.checkpoint().size()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let parent = path.parent().ok_or_else(|| Error::internal("path"))?;
    fs::create_dir_all(parent).and_then(|()| fs::write(path, bytes)).map_err(|error| {
        let path = path.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
            .with_inside(error)
    })
}
