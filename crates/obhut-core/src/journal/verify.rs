use std::{cell::RefCell, fs, path::Path};

use obhut_db::{
    AccountId, EntryId, PersonId, TypeId,
    sql::{Tx, row_struct},
};
use obhut_kernel::{Error, Kind, Message, Result};
use obhut_tlog::{
    Commitment, Export, Hash, Item, ItemSecret, ItemTree, Leaf, LogReader, Salt, SignedCheckpoint, TileId,
    TileReader, Verifier,
};

use crate::{
    access::Actor,
    context::Tenant,
    journal::{
        Entry,
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
/// commitments of its leaf.
pub fn verify(tenant: &Tenant, actor: &Actor, outside: &[String]) -> Result<Verification> {
    tenant.read(actor, |op| op.authorise(Operation::JournalVerify, None))?;
    let key = tenant.signing.verify_key();
    let anchors = tenant.keystore.anchors(key.name())?;
    let (mut found, report) = tenant.db.read(|tx| {
        let size = counted(tx, "SELECT count(*) AS n FROM journal_entry WHERE idx IS NOT NULL")?;
        let mut notes = store::notes(tx)?;
        notes.extend(anchors.iter().map(|anchor| anchor.note.clone()));
        notes.extend(outside.iter().cloned());
        let link = RefCell::new(tx);
        let tiles = |id: TileId| store::tile(&mut link.borrow_mut(), id);
        let keys = [key.clone()];
        let mut verifier = Verifier::new(tiles, size, &keys, notes.iter().map(String::as_str))?;
        let mut found = Found::default();
        let mut after = -1;
        loop {
            let page = page(&mut link.borrow_mut(), after)?;
            let Some(last) = page.last() else { break };
            after = last.idx;
            for row in &page {
                let index = u64::try_from(row.idx).map_err(|_| Error::internal("idx"))?;
                verifier.leaf(index, &row.leaf)?;
                found.compare(tenant, &mut link.borrow_mut(), row)?;
            }
        }
        found.pending = counted(
            &mut link.borrow_mut(),
            "SELECT count(*) AS n FROM journal_entry WHERE idx IS NULL",
        )?;
        Ok((found, verifier.finish()))
    })?;
    let mut problems: Vec<_> = report.problems.iter().map(obhut_tlog::Problem::message).collect();
    problems.append(&mut found.problems);
    if report.more > 0 {
        problems.push(Message::new("journal-problems-more").arg("count", report.more));
    }
    Ok(Verification {
        size: report.size,
        root: report.root,
        pending: found.pending,
        opened: found.opened,
        erased: found.erased,
        problems,
    })
}

row_struct! {
    /// An entry with both sides.
    struct Both {
        idx: i64,
        id: EntryId,
        uuid: String,
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

fn page(tx: &mut Tx<'_>, after: i64) -> Result<Vec<Both>> {
    tx.query_as(
        "SELECT idx, id, uuid, leaf, act, system, actor_id, actor_salt, type_id, record_key, person_id, \
         subject_salt, reason, details FROM journal_entry WHERE idx > ? ORDER BY idx LIMIT 1000",
        &[after.into()],
    )
}

fn counted(tx: &mut Tx<'_>, text: &'static str) -> Result<u64> {
    tx.query_one(text, &[])?.ok_or_else(|| Error::internal("count"))?.get("n")
}

#[derive(Default)]
struct Found {
    pending: u64,
    opened: u64,
    erased: u64,
    problems: Vec<Message>,
}

impl Found {
    /// Compares the readable side of an entry with what its leaf commits to.
    fn compare(&mut self, tenant: &Tenant, tx: &mut Tx<'_>, row: &Both) -> Result<()> {
        let Ok(leaf) = Leaf::from_bytes(&row.leaf) else {
            // The log itself reports a changed leaf.
            return Ok(());
        };
        let mut same = leaf.action.as_str() == row.act && leaf.system.as_str() == row.system;
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
            (None, Some(_)) => erased = true,
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
            return Ok(None);
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
    fn compare_items(
        tx: &mut Tx<'_>,
        row: &Both,
        items: obhut_tlog::Items,
    ) -> Result<bool> {
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

/// Where an export reads the log from.
struct Source<'a, 'tx>(&'a mut Tx<'tx>);

impl TileReader for Source<'_, '_> {
    fn read(&mut self, id: TileId) -> Result<Option<Vec<Hash>>> {
        store::tile(self.0, id)
    }
}

impl LogReader for Source<'_, '_> {
    fn leaves(&mut self, first: u64, count: u16) -> Result<Vec<Vec<u8>>> {
        let first = i64::try_from(first).map_err(|_| Error::internal("first"))?;
        self.0
            .query(
                "SELECT leaf FROM journal_entry WHERE idx >= ? AND idx < ? ORDER BY idx",
                &[first.into(), (first + i64::from(count)).into()],
            )?
            .iter()
            .map(|row| row.get("leaf"))
            .collect()
    }
}

/// Writes the log into `folder` in the C2SP tlog-tiles layout, with proofs for the entries
/// `chosen` (by index); the export is journalled. Returns the size of the log exported.
pub fn export(tenant: &Tenant, actor: &Actor, folder: &Path, chosen: &[u64]) -> Result<u64> {
    tenant.read(actor, |op| op.authorise(Operation::JournalExport, None))?;
    crate::journal::ops::integrate(tenant)?;
    let key = tenant.signing.verify_key();
    let size = tenant.db.read(|tx| {
        let note = store::notes(tx)?.pop().ok_or_else(|| {
            Error::not_found(Message::new("error-journal-empty"))
        })?;
        let signed = SignedCheckpoint::open(&note, std::slice::from_ref(&key))?;
        for file in Export::new(Source(tx), &signed, &key, chosen)? {
            let (path, bytes) = file?;
            write(&folder.join(path), &bytes)?;
        }
        Ok(signed.checkpoint().size())
    })?;
    tenant.write(actor, |op| {
        op.authorise(Operation::JournalExport, None)?;
        record(op, Entry::new("journal.export").detail("size", size))
    })?;
    Ok(size)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let parent = path.parent().ok_or_else(|| Error::internal("path"))?;
    fs::create_dir_all(parent).and_then(|()| fs::write(path, bytes)).map_err(|error| {
        let path = path.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
            .with_inside(error)
    })
}
