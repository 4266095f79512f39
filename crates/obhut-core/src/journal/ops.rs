//! Writing entries, listing them, bringing them into the log, erasing their readable side.

use obhut_db::{DataKey, EntryId, PersonId, SealContext, TypeId, sql::Dialect};
use obhut_kernel::{Error, Result, Value, new_uuid};
use obhut_tlog::{FieldChange, Leaf, Salt, SignedCheckpoint, TreeState, leaf_hash};
use serde_json::json;
use uuid::Uuid;

use crate::{
    context::{Attempt, Op, Tenant},
    journal::{
        Change, Entry, EntryView, FieldView, Filter, erasure, log, rules,
        store::{self, ChangeRow, EntryRow},
    },
    marks,
    operation::{Operation, Right},
};

/// The system that Obhut's own configuration belongs to.
const OWN: &str = "obhut";

/// Writes an entry with its leaf in the transaction of the operation.
pub fn record(op: &mut Op<'_, '_>, entry: Entry) -> Result<EntryId> {
    let random = op.random();
    let uuid = new_uuid(op.now, random);
    let seal = Seal::of(op, &entry)?;
    let details = serde_json::Value::Object(entry.details).to_string();
    let actor_salt = Salt::generate(random);
    let reason = match (&entry.reason, &seal) {
        (Some(reason), Some(seal)) => Some(seal.close(op, reason.as_bytes(), "reason", uuid, 0)?),
        _ => None,
    };
    let subject = rules::Subject {
        person: entry.person,
        type_id: entry.type_id,
        record_key: entry.record_key.as_deref(),
        reason: reason.as_deref(),
    };
    let subject_salt = subject.is_some().then(|| Salt::generate(random));
    let mut fields = Vec::with_capacity(entry.changes.len());
    let mut rows = Vec::with_capacity(entry.changes.len());
    for (seq, change) in entry.changes.iter().enumerate() {
        let seal = seal.as_ref().ok_or_else(|| Error::internal("no key for a change"))?;
        let (field, row) = seal.change(
            op,
            &entry_place(entry.record_key.as_deref(), entry.type_id)?,
            change,
            uuid,
            seq,
        )?;
        fields.push(field);
        rows.push(row);
    }
    let system = entry.system.as_deref().unwrap_or(OWN);
    let leaf = Leaf {
        id: uuid,
        time: op.now,
        log: op.tenant.signing.origin().clone(),
        system: system.parse()?,
        action: entry.act.parse()?,
        actor: rules::actor(&actor_salt, op.actor.id, &details),
        subjects: subject_salt.iter().map(|salt| subject.commitment(salt)).collect(),
        items: entry.batch.as_ref().map(|batch| batch.items),
        fields,
        previous: entry.previous.clone(),
    };
    let id = store::insert_entry(
        op,
        &EntryRow {
            uuid: uuid.to_string(),
            act: &entry.act,
            leaf: leaf.to_bytes()?,
            actor_salt: actor_salt.as_bytes().to_vec(),
            system,
            subject,
            subject_salt: subject_salt.map(|salt| salt.as_bytes().to_vec()),
            details: &details,
        },
    )?;
    store::insert_changes(op, id, entry.person, &rows)?;
    if let Some(batch) = &entry.batch {
        store::insert_batch(op, id, batch)?;
    }
    op.count_entry();
    Ok(id)
}

/// The record that changes of fields belong to.
struct ChangePlace<'a> {
    type_id: TypeId,
    record_key: &'a str,
}

fn entry_place(record_key: Option<&str>, type_id: Option<TypeId>) -> Result<ChangePlace<'_>> {
    match (type_id, record_key) {
        (Some(type_id), Some(record_key)) => Ok(ChangePlace { type_id, record_key }),
        _ => Err(Error::internal("changes of no record")),
    }
}

/// One value of a change: its commitment, its sealed form, its salt.
type Sealed = (obhut_tlog::Commitment, Vec<u8>, Vec<u8>);

/// The key under which the readable side of an entry is sealed.
struct Seal(DataKey);

impl Seal {
    /// The data subject's key; none is made when there is nothing to seal.
    fn of(op: &Op<'_, '_>, entry: &Entry) -> Result<Option<Self>> {
        if entry.changes.is_empty() && entry.reason.is_none() {
            return Ok(None);
        }
        let subject = if entry.reason_stays {
            rules::key_subject(None, None, None)
        } else {
            rules::key_subject(entry.person, entry.type_id, entry.record_key.as_deref())
        };
        op.tenant.keystore.provide(&subject, op.now, op.random()).map(Self).map(Some)
    }

    fn close(
        &self,
        op: &Op<'_, '_>,
        clear: &[u8],
        purpose: &str,
        uuid: Uuid,
        seq: usize,
    ) -> Result<Vec<u8>> {
        let id = format!("{uuid}/{seq}");
        let context = SealContext { purpose, tenant: op.tenant.place.tenant(), id: &id };
        self.0.seal(clear, context, op.random())
    }

    fn change(
        &self,
        op: &Op<'_, '_>,
        place: &ChangePlace<'_>,
        change: &Change,
        uuid: Uuid,
        seq: usize,
    ) -> Result<(FieldChange, ChangeRow)> {
        let side = |value: &Value, purpose| -> Result<Option<Sealed>> {
            if value.is_null() {
                return Ok(None);
            }
            let clear = value.to_json().to_string();
            let salt = Salt::generate(op.random());
            let commitment = rules::value(
                &salt,
                place.type_id,
                place.record_key,
                change.field,
                clear.as_bytes(),
            );
            let sealed = self.close(op, clear.as_bytes(), purpose, uuid, seq)?;
            Ok(Some((commitment, sealed, salt.as_bytes().to_vec())))
        };
        let (old, new) = (side(&change.old, "old")?, side(&change.new, "new")?);
        let field = FieldChange { old: old.as_ref().map(|s| s.0), new: new.as_ref().map(|s| s.0) };
        let row = ChangeRow {
            type_id: place.type_id,
            record_key: place.record_key.to_owned(),
            field: change.field,
            old: old.map(|s| (s.1, s.2)),
            new: new.map(|s| (s.1, s.2)),
        };
        Ok((field, row))
    }
}

/// Writes the entry on a refusal, in a transaction of its own.
pub(crate) fn record_refusal(op: &mut Op<'_, '_>, attempt: &Attempt, why: &str) -> Result<()> {
    let mut entry = Entry::new("access.refused")
        .detail("operation", attempt.operation.map_or("", Operation::key))
        .detail("why", why);
    if let Some(type_id) = attempt.type_id {
        entry.type_id = Some(type_id);
        entry.record_key.clone_from(&attempt.record_key);
    }
    record(op, entry).map(drop)
}

/// Lists entries, newest first, with the field values that the actor may see.
pub fn list(op: &mut Op<'_, '_>, filter: &Filter) -> Result<Vec<EntryView>> {
    op.authorise(Operation::JournalSee, None)?;
    entries(op, filter)
}

/// Entries for a timeline; the caller has authorised.
pub(crate) fn entries(op: &mut Op<'_, '_>, filter: &Filter) -> Result<Vec<EntryView>> {
    let types = op.types()?;
    let mut views = Vec::new();
    for row in store::entries(op, filter)? {
        let record_type = row.type_id.and_then(|id| types.by_id(id));
        let type_key = record_type.map(|t| t.key.as_str());
        let hidden = is_hidden(op, &row, type_key)?;
        let reason = match &row.reason {
            Some(_) if hidden || !op.actor.rights.allows_reasons(type_key) => None,
            Some(sealed) => open(op.tenant, sealed, "reason", &row.uuid, 0)?
                .and_then(|clear| String::from_utf8(clear).ok()),
            None => None,
        };
        let mut fields = Vec::new();
        let changes = if hidden { Vec::new() } else { store::changes(op, row.id)? };
        for change in changes {
            let Some(field) = record_type.and_then(|t| t.field_by_id(change.field_id)) else {
                continue;
            };
            let type_key = record_type.map_or("", |t| t.key.as_str());
            if !op.actor.rights.allows_class(Right::RecordsSee, type_key, field.class()) {
                continue;
            }
            let side = |sealed: &Option<Vec<u8>>, purpose| -> Result<Option<serde_json::Value>> {
                let Some(sealed) = sealed else { return Ok(None) };
                let clear = open(op.tenant, sealed, purpose, &row.uuid, change.seq)?;
                Ok(clear.and_then(|clear| serde_json::from_slice(&clear).ok()))
            };
            fields.push(FieldView {
                field: field.key.clone(),
                old: side(&change.old_value, "old")?,
                new: side(&change.new_value, "new")?,
                erased: change.is_erased(),
            });
        }
        views.push(EntryView {
            id: Some(row.id),
            index: row.idx,
            at: row.at,
            act: row.act,
            actor: row.actor,
            system: row.system,
            type_key: record_type.map(|t| t.key.clone()),
            key: row.record_key,
            person: row.person_id,
            reason,
            details: serde_json::from_str(&row.details).unwrap_or_else(|_| json!({})),
            fields,
        });
    }
    Ok(views)
}

/// Whether values and words of an entry are hidden because a lock is on its record or person, which
/// the actor may not lift.
fn is_hidden(op: &mut Op<'_, '_>, entry: &store::Listed, type_key: Option<&str>) -> Result<bool> {
    let rights = &op.actor.rights;
    let sees_locked = match type_key {
        Some(_) => rights.allows(Right::RecordsMark, type_key),
        None => rights.allows_everywhere(Right::RecordsMark),
    };
    if sees_locked {
        return Ok(false);
    }
    let record = entry.type_id.zip(entry.record_key.as_deref());
    marks::store::locks(op, record, entry.person_id)
}

/// The reason of an entry; nothing when it has none or it was erased. The caller has authorised.
pub(crate) fn reason_of(op: &mut Op<'_, '_>, id: EntryId) -> Result<Option<String>> {
    let Some((uuid, sealed)) = store::reason(op, id)? else { return Ok(None) };
    let clear = open(op.tenant, &sealed, "reason", &uuid, 0)?;
    Ok(clear.and_then(|clear| String::from_utf8(clear).ok()))
}

/// Opens a sealed value; nothing when its key was deleted.
pub(crate) fn open(
    tenant: &Tenant,
    sealed: &[u8],
    purpose: &str,
    uuid: &str,
    seq: u64,
) -> Result<Option<Vec<u8>>> {
    let kid = DataKey::kid_of(sealed).ok_or_else(|| Error::internal("sealed value"))?;
    let Some(key) = tenant.keystore.find(kid)? else { return Ok(None) };
    let id = format!("{uuid}/{seq}");
    let context = SealContext { purpose, tenant: tenant.place.tenant(), id: &id };
    key.open(sealed, context).map(|clear| Some(clear.to_vec()))
}

/// How many entries are brought into the log in one transaction.
const CHUNK: u32 = 10_000;

/// Brings new entries into the log: assigns indexes in the order of commits, writes tiles, and
/// after the commit signs the checkpoint and keeps it outside of the data as well. Killed at any
/// point, the next call goes on. Returns how many entries there were.
pub fn integrate(tenant: &Tenant) -> Result<u64> {
    let origin = tenant.signing.origin().as_str();
    let mut total = 0;
    loop {
        let now = tenant.clock.now();
        let taken = tenant.db.write(|tx| {
            log::store::lock_log(tx)?;
            let log = log::store::open_log(tx, origin)?;
            let rows = log::store::unplaced(tx, log, CHUNK)?;
            if rows.is_empty() {
                return Ok(0);
            }
            let size = log::store::log_size(tx, log)?;
            let mut state = TreeState::load(size, &mut |id| log::store::tile(tx, log, id))?;
            let tiles = state.append(rows.iter().map(|(_, leaf)| leaf_hash(leaf)))?;
            log::store::place(tx, size, rows.iter().map(|(id, _)| *id))?;
            log::store::put_tiles(tx, log, &tiles)?;
            log::store::put_checkpoint(tx, log, state.size(), &state.root(), now)?;
            Ok(rows.len() as u64)
        })?;
        total += taken;
        if taken < u64::from(CHUNK) {
            break;
        }
    }
    sign(tenant)?;
    Ok(total)
}

/// Signs what is committed but not signed, newest only, and anchors it. A checkpoint that was
/// signed before a kill and not anchored is anchored now.
fn sign(tenant: &Tenant) -> Result<()> {
    let origin = tenant.signing.origin();
    let newest = tenant.db.read(|tx| {
        let log = log::store::open_log(tx, origin.as_str())?;
        Ok(log::store::newest(tx, log)?.map(|newest| (log, newest)))
    })?;
    let Some((log, (size, root, signed))) = newest else { return Ok(()) };
    let note = if let Some(note) = signed {
        let anchored = tenant.keystore.anchors(origin.as_str())?;
        if anchored.first().is_some_and(|anchor| anchor.size >= size) {
            return Ok(());
        }
        note
    } else {
        let checkpoint = obhut_tlog::Checkpoint::new(origin.clone(), size, root)?;
        let note = SignedCheckpoint::sign(checkpoint, &[&tenant.signing])?.to_string();
        tenant.db.write(|tx| log::store::put_note(tx, log, size, &note))?;
        note
    };
    tenant.keystore.anchor(&obhut_db::Anchor {
        origin: origin.as_str().to_owned(),
        size,
        note,
        at: tenant.clock.now(),
    })
}

/// Erases the readable side of all entries on these records: values, salts, reasons and who the
/// person is; for `fields` alone when given. The entries themselves stay and verify. Keys of
/// records that belong to no person are deleted as well, which makes copies in backups unreadable;
/// those of a person go with the person ([`erase_persons`]). Returns the persons the entries were
/// about.
pub(crate) fn erase_records(
    op: &mut Op<'_, '_>,
    type_id: TypeId,
    keys: &[String],
    fields: Option<&[crate::FieldId]>,
) -> Result<Vec<PersonId>> {
    let traces = erasure::store::traces(op, type_id, keys)?;
    if traces.is_empty() {
        return Ok(Vec::new());
    }
    let entries: Vec<i64> = traces.iter().map(|trace| trace.entry.0).collect();
    erasure::store::erase_changes(op, &entries, fields)?;
    let persons = traces.iter().filter_map(|trace| trace.person).collect();
    if fields.is_none() {
        erasure::store::erase_entries(op, &entries)?;
        let mut subjects: Vec<String> = traces
            .iter()
            .filter(|trace| trace.person.is_none())
            .map(|trace| rules::key_subject(None, Some(type_id), Some(&trace.record_key)))
            .collect();
        subjects.sort_unstable();
        subjects.dedup();
        erasure::store::remove_keys_later(op, &subjects)?;
    }
    Ok(persons)
}

/// Erases the readable side of all entries on these persons and deletes their keys, which makes
/// copies in backups unreadable as well.
pub(crate) fn erase_persons(op: &mut Op<'_, '_>, persons: &[PersonId]) -> Result<()> {
    if persons.is_empty() {
        return Ok(());
    }
    erasure::store::erase_persons(op, persons)?;
    let subjects: Vec<String> =
        persons.iter().map(|person| rules::key_subject(Some(*person), None, None)).collect();
    erasure::store::remove_keys_later(op, &subjects)
}

/// Carries out what must follow a commit in the keystore: deletes keys of erased persons and
/// copies erasures into the ledger. Repeating it is harmless.
pub fn settle(tenant: &Tenant) -> Result<()> {
    loop {
        let (removals, erasures) = tenant.db.read(|tx| {
            Ok((erasure::store::key_removals(tx, 1000)?, erasure::store::ledger_outbox(tx, 100)?))
        })?;
        if removals.is_empty() && erasures.is_empty() {
            return Ok(());
        }
        let subjects: Vec<String> = removals.iter().map(|(_, subject)| subject.clone()).collect();
        tenant.keystore.remove(&subjects)?;
        let due = !subjects.is_empty() && tenant.dialect() == Dialect::Postgres;
        let batches: Vec<_> = erasures.iter().map(|(_, erasure)| erasure.clone()).collect();
        tenant.keystore.record_erasures(&batches)?;
        tenant.db.write(|tx| {
            if due {
                erasure::store::note_purge_due(
                    tx,
                    erasure::store::KEYSTORE_DUE,
                    tenant.clock.now(),
                )?;
            }
            erasure::store::forget_removals(tx, &removals)?;
            erasure::store::forget_ledger_outbox(tx, &erasures)
        })?;
    }
}

/// SQLite: old values stay in the write-ahead log until it is emptied, which a reader can be in
/// the way of; the next purge then does it. Elsewhere nothing.
pub(crate) fn empty_log(tenant: &Tenant) -> Result<()> {
    if tenant.db.checkpoint()? && tenant.keystore.checkpoint()? {
        return Ok(());
    }
    let now = tenant.clock.now();
    tenant.db.write(|tx| erasure::store::note_purge_due(tx, erasure::store::LOG_DUE, now))
}
