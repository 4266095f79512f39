//! Restores a backup; what it has to do with the journal and the erasures since stands in the
//! module's own text.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use obhut_db::{
    Keystore, Place, change_over, migrate_tenant, open_beside, open_tenant, remove_beside,
    sql::{Db, Faults, Options, Target, catalogue},
};
use obhut_kernel::{Error, Kind, Message, Result};
use obhut_tlog::{SigningKey, VerifyKey};
use serde::Serialize;

use crate::{
    access::{self, Actor},
    context::Tenant,
    journal::{self, Entry},
    operation::Operation,
    setup::{self, World},
    systems::load_types,
    upkeep::{
        again::{Again, given_keys},
        copy::{copy_rows, make_record_tables},
        manifest::{self, Manifest},
        signing, store,
    },
};

/// What to restore.
#[derive(Debug, Clone, Copy)]
pub struct Restore<'a> {
    /// The backup.
    pub file: &'a Path,
    /// Whether a store that is there may be replaced.
    pub force: bool,
    /// Whether to go on without the keystore, or with one older than the backup: what was erased
    /// since the backup comes back, and what is sealed stays unreadable.
    pub without_keystore: bool,
    /// The login, as in the backup, of who restores.
    pub login: &'a str,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RestoreReport {
    /// When the backup was taken.
    pub taken_at: Timestamp,
    /// The engine it was taken from.
    pub from: String,
    /// The origin of the log that goes on.
    pub log: String,
    /// The origin of the log that ended, when a new one had to be opened.
    pub ended: Option<String>,
    /// How many journal entries were signed, in that log and in later ones, that the backup does
    /// not contain.
    pub lost: u64,
    /// Erasures of the ledger that were done again.
    pub erasures: u64,
    /// How many records those were.
    pub records: u64,
    /// Keeps and locks, on records and persons, that were set or lifted again.
    pub marks: u64,
    /// Identifiers that were put on the suppression list again.
    pub suppressions: u64,
    /// Accounts that were closed again.
    pub accounts: u64,
    /// What the ledger asks for and the backup has nothing to do it on: marks of records and
    /// persons that were made after it was taken and are lost with it.
    pub missed: Vec<Missed>,
    /// Whether the keystore was missing or older than the backup: what is sealed in the backup can never be read, and what was
    /// erased since it was taken is not known.
    pub keystore_missing: bool,
}

/// Marks that could not be set or lifted again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// What was done: `keep`, `lock`, `release`, `unlock`, with `person.` in front on persons.
    pub act: String,
    /// The key of the record type; empty for persons.
    #[serde(rename = "type")]
    pub type_key: String,
    /// How many records or persons.
    pub count: u64,
}

/// Restores a backup into an empty place or, with `force`, over a store, on the engine of `place`.
///
/// Done again from the keystore's ledger is whatever protects a data subject: erasures, keeps and
/// locks, suppressed identifiers, closed accounts. Other changes since the backup are lost with it:
/// new records and edits, roles, versions of the concept. The journal of the new log says how many
/// entries that were.
///
/// Everything is prepared in a database beside; the store that is there is untouched until the
/// change-over at the end, and by any failure. Nobody else may have the store open.
///
/// [`Kind::Conflict`] when there is a store and `force` is not given, and when the keystore is
/// missing or older than the backup and `without_keystore` is not given; [`Kind::TooNew`] when a newer
/// version wrote the backup, [`Kind::Invalid`] when it is no backup or that of another tenant,
/// [`Kind::Integrity`] when it is damaged, [`Kind::Forbidden`] when the account may not,
/// [`Kind::Busy`] when somebody has the store open.
pub fn restore(place: &Place, world: &World, wish: &Restore<'_>) -> Result<RestoreReport> {
    let manifest = manifest::check(wish.file)?;
    if manifest.tenant != place.tenant() {
        let message = Message::new("error-backup-tenant").arg("given", manifest.tenant.as_str());
        return Err(Error::invalid(message.arg("wanted", place.tenant())));
    }
    if exists(place)? && !wish.force {
        let folder = place.folder().display().to_string();
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-restore-exists").arg("place", folder),
        ));
    }
    let keystore_missing = !knows(place, world, &manifest)?;
    if keystore_missing && !wish.without_keystore {
        let message = Message::new("error-restore-keystore");
        return Err(Error::new(
            Kind::Conflict,
            message.arg("keys", place.keys().display().to_string()),
        ));
    }
    let keystore = Keystore::open(place, true, &*world.random)?;
    let outcome = prepare(place, world, wish, &manifest, keystore).and_then(|report| {
        change_over(place)?;
        Ok(report)
    });
    let mut report = match outcome {
        Ok(report) => report,
        Err(error) => {
            if let Err(left) = remove_beside(place) {
                tracing::warn!(error = ?left, "what a failed restore made was not removed");
            }
            return Err(error);
        }
    };
    report.keystore_missing = keystore_missing;
    // Opening carries the change of key files to its end, also after a kill before this line.
    let tenant = setup::open(place, world)?;
    journal::ops::settle(&tenant)?;
    journal::ops::integrate(&tenant)?;
    Ok(report)
}

/// Whether the keystore is there and as far as the backup: it has the newest checkpoint of the log,
/// and the ledger up to where the backup stands. An older one, or a fresh one in the place of one
/// that was lost, would not know what was erased since.
fn knows(place: &Place, world: &World, manifest: &Manifest) -> Result<bool> {
    let keystore = match Keystore::open(place, false, &*world.random) {
        Ok(keystore) => keystore,
        Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Unavailable) => {
            tracing::info!(?error, "no keystore");
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let anchored = keystore
        .anchors(&manifest.origin)?
        .first()
        .is_some_and(|anchor| anchor.size >= manifest.size);
    Ok(anchored && keystore.ledger_end()? >= manifest.ledger)
}

/// Whether there is a store, sound or not.
fn exists(place: &Place) -> Result<bool> {
    match open_tenant(place, false, Arc::<Faults>::default()) {
        Ok(db) => Ok(db.read(journal::log::store::logs)?.last().is_some()),
        Err(error) if error.kind() == Kind::NotFound => Ok(false),
        Err(error) if matches!(error.kind(), Kind::Integrity | Kind::Internal) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Fills the database beside, opens the log that goes on, does the erasures again.
fn prepare(
    place: &Place,
    world: &World,
    wish: &Restore<'_>,
    manifest: &Manifest,
    keystore: Keystore,
) -> Result<RestoreReport> {
    let beside = open_beside(place, Arc::clone(&world.faults))?;
    fill(place, wish.file, &beside)?;
    let settings =
        setup::sandbox_and_zone(&beside)?.ok_or_else(|| crate::upkeep::copy::damaged(wish.file))?;
    signing::keep_public(place, &manifest.keys)?;
    let (key, ended) = log_that_goes_on(place, world, &keystore, manifest)?;
    let tenant = setup::assemble(place, world, keystore, key, beside, settings)?;
    let actor = access::ops::actor(&tenant, wish.login)?;
    begin(&tenant, &actor, manifest, &ended)?;
    let again = Again::all(&tenant, &actor, manifest)?;
    Ok(RestoreReport {
        taken_at: manifest.taken_at,
        from: manifest.engine.clone(),
        log: tenant.signing.origin().to_string(),
        ended: (!ended.is_empty()).then(|| manifest.origin.clone()),
        lost: ended.iter().map(|log| log.size).sum(),
        erasures: again.erasures,
        records: again.records,
        marks: again.marks,
        suppressions: again.suppressions,
        accounts: again.accounts,
        missed: again.missed(),
        keystore_missing: false,
    })
}

/// Copies the backup's rows; an older backup is brought to the present schema in a copy of its
/// file.
fn fill(place: &Place, file: &Path, beside: &Db) -> Result<()> {
    let copy = Copy::new(place, file)?;
    let source = Db::open(&Target::Sqlite(copy.0.clone()), &Options::default())?;
    migrate_tenant(&source)?;
    source.read(|tx| {
        let types = load_types(tx)?;
        let from = catalogue::read(tx, None)?;
        beside.write(|to| make_record_tables(to, &types, &from))?;
        copy_rows(tx, &from, beside)
    })
}

/// The last checkpoint of a log that ends.
struct Ended {
    size: u64,
    note: String,
}

/// The key of the log that goes on, and the logs that end: none where the backup is as far as the
/// newest checkpoint that the keystore holds. Otherwise that of the backup comes first; logs that
/// were opened after it was taken, by a restore like this one, follow.
fn log_that_goes_on(
    place: &Place,
    world: &World,
    keystore: &Keystore,
    manifest: &Manifest,
) -> Result<(SigningKey, Vec<Ended>)> {
    let newest = |origin: &str| keystore.anchors(origin).map(|all| all.into_iter().next());
    let own = signing::find(place)?.filter(|key| key.origin().as_str() == manifest.origin);
    let anchor = newest(&manifest.origin)?;
    if let (Some(key), Some(anchor)) = (own, &anchor)
        && anchor.size <= manifest.size
    {
        return Ok((key, Vec::new()));
    }
    let mut ended = vec![match anchor.filter(|anchor| anchor.size >= manifest.size) {
        Some(anchor) => Ended { size: anchor.size - manifest.size, note: anchor.note },
        None => Ended {
            size: 0,
            note: manifest.note.clone().ok_or_else(|| Error::internal("backup without note"))?,
        },
    }];
    let known: Vec<VerifyKey> =
        manifest.keys.iter().map(|key| key.parse()).collect::<Result<_>>()?;
    for origin in keystore.origins()? {
        if !known.iter().any(|key| key.name() == origin)
            && let Some(anchor) = newest(&origin)?
        {
            ended.push(Ended { size: anchor.size, note: anchor.note });
        }
    }
    Ok((signing::draw_next(place, world)?, ended))
}

/// Opens the new log where one is needed, and notes the restore in its first entries, one for each
/// log that ends.
fn begin(tenant: &Tenant, actor: &Actor, manifest: &Manifest, ended: &[Ended]) -> Result<()> {
    let counters = given_keys(tenant)?;
    tenant.write(actor, |op| {
        op.authorise(Operation::StoreRestore, None)?;
        if !ended.is_empty() {
            journal::log::store::begin_log(op, op.tenant.signing.origin().as_str())?;
        }
        for (name, next) in &counters {
            store::raise_counter(op, name, *next)?;
        }
        let entry = || {
            Entry::new(journal::log::store::RESTORE)
                .detail("taken_at", manifest.taken_at.to_string())
                .detail("engine", manifest.engine.as_str())
        };
        if ended.is_empty() {
            return journal::ops::record(op, entry()).map(drop);
        }
        for log in ended {
            let mut entry = entry().detail("lost", log.size);
            entry.previous = Some(log.note.clone());
            journal::ops::record(op, entry)?;
        }
        Ok(())
    })
}

/// A copy of the backup that may be changed; removed when it is done with.
struct Copy(PathBuf);

impl Copy {
    fn new(place: &Place, file: &Path) -> Result<Self> {
        use std::os::unix::fs::OpenOptionsExt;
        let path = place.folder().join(format!("restore-{}.tmp", place.tenant()));
        let copy = Self(path);
        copy.remove();
        let write = |error: std::io::Error| {
            let path = copy.0.display().to_string();
            Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
                .with_inside(error)
        };
        let mut options = fs::OpenOptions::new();
        let mut to =
            options.write(true).create_new(true).mode(0o600).open(&copy.0).map_err(write)?;
        let mut from = fs::File::open(file).map_err(write)?;
        std::io::copy(&mut from, &mut to).map_err(write)?;
        Ok(copy)
    }

    fn remove(&self) {
        for what in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(what);
            // Mostly there is none.
            let _ = fs::remove_file(PathBuf::from(name));
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.remove();
    }
}
