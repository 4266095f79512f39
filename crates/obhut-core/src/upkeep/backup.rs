//! Writes a backup.

use std::{
    fs,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use obhut_db::{
    migrate_tenant,
    sql::{Db, Faults, Options, Target, Tx, catalogue},
};
use obhut_kernel::{Error, Kind, Message, Result};
use serde::Serialize;

use crate::{
    access::Actor,
    context::Tenant,
    journal::{self, Entry},
    operation::Operation,
    systems::load_types,
    upkeep::{
        copy::{copy_rows, make_record_tables},
        manifest::Manifest,
    },
};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// The file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The digest over its content, as in its manifest.
    pub sha256: String,
    /// How many journal entries its newest signed checkpoint covers.
    pub size: u64,
}

/// Writes the tenant's tables into one portable file: a SQLite database whatever the engine, with
/// a manifest (version, engine, tenant, origin of the log, size and root of the newest signed
/// checkpoint, SHA-256 over the content). All tables are read in one view of the data, page by
/// page.
///
/// The keystore is **not** in it: whoever has the file alone cannot read what is sealed, and what
/// is erased later cannot be read from it either. Back the keystore and the key files up apart
/// from it.
///
/// A conflict when the file exists. Only its owner can read the file; it holds all records in
/// clear.
pub fn backup(tenant: &Tenant, actor: &Actor, file: &Path) -> Result<BackupReport> {
    tenant.read(actor, |op| op.authorise(Operation::StoreBackup, None))?;
    if file.exists() {
        let path = file.display().to_string();
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-backup-exists").arg("path", path),
        ));
    }
    journal::ops::settle(tenant)?;
    journal::ops::integrate(tenant)?;
    let part = Part::new(file)?;
    let (sha256, size) = fill(tenant, &part.0)?;
    let bytes = fs::metadata(&part.0).map_err(|error| write_error(file, &error))?.len();
    // Written down first: no backup is left behind that the journal does not know of.
    tenant.write(actor, |op| {
        op.authorise(Operation::StoreBackup, None)?;
        let entry = Entry::new("store.backup").detail("sha256", sha256.as_str());
        journal::ops::record(op, entry.detail("size", size).detail("bytes", bytes)).map(drop)
    })?;
    fs::rename(&part.0, file).map_err(|error| write_error(file, &error))?;
    Ok(BackupReport { file: file.to_owned(), bytes, sha256, size })
}

/// Fills the file; the digest over it and the size of the log.
fn fill(tenant: &Tenant, path: &Path) -> Result<(String, u64)> {
    let options = Options { faults: Arc::<Faults>::default(), ..Options::default() };
    let to = Db::open(&Target::Sqlite(path.to_owned()), &options)?;
    migrate_tenant(&to)?;
    // Read before the data: an erasure up to here is in the data for certain.
    let ledger = tenant.keystore.ledger_end()?;
    let manifest = tenant.db.read(|tx| {
        let types = load_types(tx)?;
        let source = catalogue::read(tx, None)?;
        to.write(|to| make_record_tables(to, &types, &source))?;
        copy_rows(tx, &source, &to)?;
        manifest(tenant, tx, ledger)
    })?;
    let sha256 = to.write(|to| manifest.write(to))?;
    // Without a write-ahead log the file alone is the whole database.
    to.outside_transaction("PRAGMA journal_mode = DELETE")?;
    Ok((sha256, manifest.size))
}

fn manifest(tenant: &Tenant, tx: &mut Tx<'_>, ledger: i64) -> Result<Manifest> {
    let origin = tenant.signing.origin().as_str();
    let log = journal::log::store::open_log(tx, origin)?;
    let (size, root, note) = journal::log::store::newest_signed(tx, log)?
        .ok_or_else(|| Error::not_found(Message::new("error-journal-empty")))?;
    Ok(Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: tenant.dialect().key().to_owned(),
        tenant: tenant.place.tenant().to_owned(),
        taken_at: tenant.now(),
        origin: origin.to_owned(),
        size,
        root: root.to_string(),
        note: Some(note),
        keys: tenant.verify_keys().iter().map(ToString::to_string).collect(),
        ledger,
        pending: journal::erasure::store::ledger_pending(tx)?,
    })
}

/// A file that is not finished; removed when it is given up.
struct Part(PathBuf);

impl Part {
    fn new(file: &Path) -> Result<Self> {
        let mut name = file.as_os_str().to_owned();
        name.push(".part");
        let path = PathBuf::from(name);
        // Empty, it is an empty SQLite database; what a killed backup left is overwritten.
        fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .map_err(|error| write_error(&path, &error))?;
        Ok(Self(path))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        for what in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(what);
            // Renamed or never made: nothing is left to remove.
            let _ = fs::remove_file(PathBuf::from(name));
        }
    }
}

fn write_error(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display().to_string();
    Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
        .with_inside(error)
}
