//! What a backup file says of itself.

use std::path::Path;

use jiff::Timestamp;
use obhut_db::sql::{Db, Options, Target, Tx};
use obhut_kernel::{Error, Kind, Message, Result};

use crate::upkeep::copy::{damaged, digest};

/// The table that makes a SQLite file a backup.
pub(crate) const MANIFEST: &str = "backup_manifest";
/// The form of the file; a higher number is refused.
const FORMAT: u32 = 1;
const SHA256: &str = "sha256";

/// What stands in the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The version of Obhut that wrote it.
    pub(crate) version: String,
    /// The engine it was taken from.
    pub(crate) engine: String,
    /// The tenant's key.
    pub(crate) tenant: String,
    /// When it was taken.
    pub(crate) taken_at: Timestamp,
    /// The origin of the open log.
    pub(crate) origin: String,
    /// How many entries the newest signed checkpoint covers.
    pub(crate) size: u64,
    /// The root over them.
    pub(crate) root: String,
    /// That checkpoint as a signed note.
    pub(crate) note: Option<String>,
    /// The public keys of all logs in it.
    pub(crate) keys: Vec<String>,
    /// The place in the ledger up to which its erasures are contained.
    pub(crate) ledger: i64,
    /// Erasures that are contained and were not yet in the ledger, by their identifiers.
    pub(crate) pending: Vec<String>,
}

impl Manifest {
    fn facts(&self) -> Result<Vec<(String, String)>> {
        let json = |list: &[String]| serde_json::to_string(list).map_err(Error::internal);
        let facts = [
            ("format", FORMAT.to_string()),
            ("version", self.version.clone()),
            ("engine", self.engine.clone()),
            ("tenant", self.tenant.clone()),
            ("taken_at", self.taken_at.to_string()),
            ("origin", self.origin.clone()),
            ("size", self.size.to_string()),
            ("root", self.root.clone()),
            ("note", self.note.clone().unwrap_or_default()),
            ("keys", json(&self.keys)?),
            ("ledger", self.ledger.to_string()),
            ("pending", json(&self.pending)?),
        ];
        let mut facts: Vec<_> = facts.map(|(key, value)| (key.to_owned(), value)).into();
        facts.sort();
        Ok(facts)
    }

    /// Writes the manifest into the file that holds the tables; the digest over both.
    pub(crate) fn write(&self, tx: &mut Tx<'_>) -> Result<String> {
        let facts = self.facts()?;
        let sha256 = digest(tx, &facts)?;
        tx.script(
            "CREATE TABLE backup_manifest (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) \
             STRICT",
        )?;
        for (key, value) in facts.into_iter().chain([(SHA256.to_owned(), sha256.clone())]) {
            tx.execute(
                "INSERT INTO backup_manifest (key, value) VALUES (?, ?)",
                &[key.into(), value.into()],
            )?;
        }
        Ok(sha256)
    }

    fn from_facts(facts: &[(String, String)]) -> Option<Self> {
        let text = |key: &str| facts.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone());
        let list = |key: &str| serde_json::from_str(&text(key)?).ok();
        Some(Self {
            version: text("version")?,
            engine: text("engine")?,
            tenant: text("tenant")?,
            taken_at: text("taken_at")?.parse().ok()?,
            origin: text("origin")?,
            size: text("size")?.parse().ok()?,
            root: text("root")?,
            note: text("note").filter(|note| !note.is_empty()),
            keys: list("keys")?,
            ledger: text("ledger")?.parse().ok()?,
            pending: list("pending")?,
        })
    }
}

/// Reads the manifest of a backup and compares the digest with the content. The file is not
/// changed.
///
/// [`Kind::NotFound`] when there is no file, [`Kind::Invalid`] when it is something else,
/// [`Kind::TooNew`] when a newer version wrote it, [`Kind::Integrity`] when it is damaged.
pub(crate) fn check(path: &Path) -> Result<Manifest> {
    let shown = || path.display().to_string();
    if !path.is_file() {
        return Err(Error::not_found(Message::new("error-backup-missing").arg("path", shown())));
    }
    let foreign = || Error::invalid(Message::new("error-backup-foreign").arg("path", shown()));
    let options = Options { read_only: true, ..Options::default() };
    let db = Db::open(&Target::Sqlite(path.to_owned()), &options)?;
    let facts = db
        .read(|tx| {
            let text = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
            if tx.query_one(text, &[MANIFEST.into()])?.is_none() {
                return Ok(None);
            }
            tx.query("SELECT key, value FROM backup_manifest ORDER BY key", &[])?
                .iter()
                .map(|row| Ok((row.get("key")?, row.get("value")?)))
                .collect::<Result<Vec<(String, String)>>>()
                .map(Some)
        })
        .map_err(|error| match error.kind() {
            Kind::Integrity if starts_like_sqlite(path) => damaged(path),
            Kind::Integrity => foreign(),
            _ => error,
        })?
        .ok_or_else(foreign)?;
    let format = facts.iter().find(|(key, _)| key == "format").and_then(|(_, f)| f.parse().ok());
    match format {
        Some(1..=FORMAT) => {}
        Some(_) => return Err(Error::new(Kind::TooNew, Message::new("error-store-newer"))),
        None => return Err(damaged(path)),
    }
    let given = facts.iter().find(|(key, _)| key == SHA256).map(|(_, sha256)| sha256.clone());
    let rest: Vec<_> = facts.into_iter().filter(|(key, _)| key != SHA256).collect();
    let found = db.read(|tx| digest(tx, &rest)).map_err(|error| match error.kind() {
        Kind::Unavailable | Kind::Busy => error,
        _ => damaged(path).with_inside(format!("{error:?}")),
    })?;
    let manifest = Manifest::from_facts(&rest);
    manifest.filter(|_| given == Some(found)).ok_or_else(|| damaged(path))
}

fn starts_like_sqlite(path: &Path) -> bool {
    use std::io::Read;
    let mut head = [0; 16];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head == *b"SQLite format 3\0"
}
