use std::sync::Arc;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use obhut_kernel::{Error, Kind, Message, Random, Result, Value};
use obhut_sql::{Db, Faults, Options, Target, Tx, migrate, row_struct};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    DataKey, KeyFile, Place, SealContext,
    schema::{KEYSTORE, make_folder},
};

/// The key-encryption key in use.
const KEK: &str = "kek-1";
/// The subject whose key secrets of the tenant as a whole are derived from.
const TENANT_SUBJECT: &str = "tenant";
const SCHEMA: &str = "obhut_keys";

/// Where data keys lie, wrapped under a key-encryption key from a file; apart from the data.
///
/// It also holds what must survive a restored backup of the data: the ledger of erasures and
/// the newest checkpoints of the journal.
pub struct Keystore {
    db: Db,
    kek: DataKey,
    tenant: String,
}

row_struct! {
    /// One batch of erasures, without personal data; replayed after a backup is restored.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Erasure {
        /// Identifies the batch on both sides.
        pub uuid: String,
        /// The system where the records lie.
        pub system: String,
        /// Their type.
        pub type_key: String,
        /// What was done, such as `anonymise`.
        pub act: String,
        /// The rule that asked for it.
        pub rule_key: Option<String>,
        /// What was done to which field, as JSON.
        pub plan: String,
        /// The keys, as a JSON array of texts.
        pub record_keys: String,
        /// When.
        pub at: Timestamp,
    }
}

row_struct! {
    /// A signed checkpoint of the journal, kept outside of the data.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Anchor {
        /// The log's origin line.
        pub origin: String,
        /// How many entries it covers.
        pub size: u64,
        /// The signed note.
        pub note: String,
        /// When it was kept.
        pub at: Timestamp,
    }
}

impl Keystore {
    /// Opens the keystore of `place`; with `create`, makes it and its key file when missing.
    pub fn open(place: &Place, create: bool, random: &dyn Random) -> Result<Self> {
        let target = place.keystore();
        if create {
            make_folder(&place.keys())?;
            if let (Target::Postgres(_), Some(name)) = (&target, target.database()) {
                place.data().provide_database(name)?;
            }
        }
        let file = place.keys().join(format!("{KEK}.key"));
        let kek = KeyFile(&file).secret(create, random)?;
        let options = Options {
            create,
            schema: Some(SCHEMA.to_owned()),
            connections: 4,
            faults: Arc::<Faults>::default(),
            ..Options::default()
        };
        let db = Db::open(&target, &options)?;
        migrate(&db, KEYSTORE)?;
        Ok(Self { db, kek: DataKey::new(1, *kek), tenant: place.tenant().to_owned() })
    }

    /// The data key of `subject` (such as `person:17`), made when there is none yet.
    pub fn provide(&self, subject: &str, now: Timestamp, random: &dyn Random) -> Result<DataKey> {
        if let Some(key) = self.db.read(|tx| self.by_subject(tx, subject))? {
            return Ok(key);
        }
        self.db.write(|tx| {
            let secret = Zeroizing::new(random.bytes::<32>());
            let wrapped = self.kek.seal(&*secret, self.wrapping(subject), random)?;
            tx.execute(
                "INSERT INTO data_key (tenant, subject, kek, wrapped, created_at) \
                 VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, subject) DO NOTHING",
                &[
                    self.tenant.as_str().into(),
                    subject.into(),
                    KEK.into(),
                    wrapped.into(),
                    now.into(),
                ],
            )?;
            self.by_subject(tx, subject)?.ok_or_else(|| Error::internal("data key"))
        })
    }

    /// The data key that a sealed value asks for; nothing when it was deleted.
    pub fn find(&self, kid: u32) -> Result<Option<DataKey>> {
        self.db.read(|tx| {
            let row = tx.query_one(
                "SELECT id, subject, wrapped FROM data_key WHERE tenant = ? AND id = ?",
                &[self.tenant.as_str().into(), i64::from(kid).into()],
            )?;
            row.map(|row| self.unwrap(&row)).transpose()
        })
    }

    /// Deletes the keys of `subjects`; what they sealed is unreadable from now on, here and in
    /// every copy. Deleting twice is no error.
    pub fn remove(&self, subjects: &[String]) -> Result<()> {
        self.db.write(|tx| {
            for subject in subjects {
                tx.execute(
                    "DELETE FROM data_key WHERE tenant = ? AND subject = ?",
                    &[self.tenant.as_str().into(), subject.as_str().into()],
                )?;
            }
            Ok(())
        })
    }

    /// A secret of the tenant for one purpose (HKDF-SHA-256), always the same.
    pub fn derive(
        &self,
        purpose: &str,
        now: Timestamp,
        random: &dyn Random,
    ) -> Result<Zeroizing<[u8; 32]>> {
        let master = self.provide(TENANT_SUBJECT, now, random)?;
        let mut out = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, master.secret())
            .expand(purpose.as_bytes(), &mut *out)
            .map_err(|_| Error::internal("hkdf"))?;
        Ok(out)
    }

    /// A keyed hash of a normalised value: equal values give equal hashes, nothing else can be
    /// learnt without the key (HMAC-SHA-256, first 16 bytes).
    pub fn blind(secret: &[u8; 32], value: &str) -> Result<[u8; 16]> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Error::internal("hmac"))?;
        mac.update(value.as_bytes());
        let full = mac.finalize().into_bytes();
        full[..16].try_into().map_err(|_| Error::internal("hmac"))
    }

    /// Adds batches to the ledger of erasures; those already there are left as they are.
    pub fn record_erasures(&self, erasures: &[Erasure]) -> Result<()> {
        self.db.write(|tx| {
            for erasure in erasures {
                tx.execute(
                    "INSERT INTO erasure \
                     (tenant, uuid, system, type_key, act, rule_key, plan, record_keys, at) \
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, uuid) DO NOTHING",
                    &[
                        self.tenant.as_str().into(),
                        erasure.uuid.as_str().into(),
                        erasure.system.as_str().into(),
                        erasure.type_key.as_str().into(),
                        erasure.act.as_str().into(),
                        erasure.rule_key.clone().into(),
                        erasure.plan.as_str().into(),
                        erasure.record_keys.as_str().into(),
                        erasure.at.into(),
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// The place of the newest erasure in the ledger; 0 when it is empty.
    pub fn ledger_end(&self) -> Result<i64> {
        self.db.read(|tx| {
            let text = "SELECT coalesce(max(id), 0) AS last FROM erasure WHERE tenant = ?";
            let row = tx.query_one(text, &[self.tenant.as_str().into()])?;
            row.ok_or_else(|| Error::internal("ledger"))?.get("last")
        })
    }

    /// The next erasures of the ledger behind the place `after`, oldest first, with their places.
    pub fn erasures(&self, after: i64, limit: u32) -> Result<Vec<(i64, Erasure)>> {
        use obhut_sql::FromRow;
        self.db.read(|tx| {
            tx.query(
                "SELECT id, uuid, system, type_key, act, rule_key, plan, record_keys, at \
                 FROM erasure WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?",
                &[self.tenant.as_str().into(), after.into(), limit.into()],
            )?
            .iter()
            .map(|row| Ok((row.get("id")?, Erasure::from_row(row)?)))
            .collect()
        })
    }

    /// The greatest number N of which there is a key for `person:N`.
    pub fn last_person(&self) -> Result<i64> {
        self.db.read(|tx| {
            let mut last = 0;
            tx.query_each(
                "SELECT subject FROM data_key WHERE tenant = ? AND subject LIKE 'person:%'",
                &[self.tenant.as_str().into()],
                |row| {
                    let subject: String = row.get("subject")?;
                    let number = subject.strip_prefix("person:").and_then(|n| n.parse().ok());
                    last = last.max(number.unwrap_or(0));
                    Ok(true)
                },
            )?;
            Ok(last)
        })
    }

    /// Keeps a signed checkpoint outside of the data.
    pub fn anchor(&self, anchor: &Anchor) -> Result<()> {
        self.db.write(|tx| {
            let size = i64::try_from(anchor.size).map_err(|_| Error::internal("size"))?;
            let row: [Value; 5] = [
                self.tenant.as_str().into(),
                anchor.origin.as_str().into(),
                size.into(),
                anchor.note.as_str().into(),
                anchor.at.into(),
            ];
            tx.execute(
                "INSERT INTO anchor (tenant, origin, size, note, at) VALUES (?, ?, ?, ?, ?) \
                 ON CONFLICT (tenant, origin, size) DO NOTHING",
                &row,
            )?;
            // The newest ones suffice to notice a cut; older ones would only pile up.
            tx.execute(
                "DELETE FROM anchor WHERE tenant = ? AND origin = ? AND size < \
                 (SELECT min(size) FROM (SELECT size FROM anchor WHERE tenant = ? AND origin = ? \
                 ORDER BY size DESC LIMIT 100) AS newest)",
                &[row[0].clone(), row[1].clone(), row[0].clone(), row[1].clone()],
            )?;
            Ok(())
        })
    }

    /// The checkpoints kept for `origin`, newest first.
    pub fn anchors(&self, origin: &str) -> Result<Vec<Anchor>> {
        self.db.read(|tx| {
            tx.query_as(
                "SELECT origin, size, note, at FROM anchor WHERE tenant = ? AND origin = ? \
                 ORDER BY size DESC",
                &[self.tenant.as_str().into(), origin.into()],
            )
        })
    }

    /// The logs of which checkpoints are kept.
    pub fn origins(&self) -> Result<Vec<String>> {
        self.db.read(|tx| {
            tx.query(
                "SELECT DISTINCT origin FROM anchor WHERE tenant = ? ORDER BY origin",
                &[self.tenant.as_str().into()],
            )?
            .iter()
            .map(|row| row.get("origin"))
            .collect()
        })
    }

    /// SQLite: moves the write-ahead log into the file, so that deleted keys leave no copy.
    pub fn checkpoint(&self) -> Result<bool> {
        self.db.checkpoint()
    }

    /// Removes deleted keys from the files as well: see [`obhut_sql::purge`]. [`Kind::Busy`] when
    /// somebody is at work.
    pub fn purge(&self) -> Result<()> {
        obhut_sql::purge::rewrite_table(&self.db, &"data_key".into())?;
        obhut_sql::purge::rewrite_statistics(&self.db).map(drop)
    }

    /// The keystore's database, for checks of its schema.
    pub fn db(&self) -> &Db {
        &self.db
    }

    fn by_subject(&self, tx: &mut Tx<'_>, subject: &str) -> Result<Option<DataKey>> {
        let row = tx.query_one(
            "SELECT id, subject, wrapped FROM data_key WHERE tenant = ? AND subject = ?",
            &[self.tenant.as_str().into(), subject.into()],
        )?;
        row.map(|row| self.unwrap(&row)).transpose()
    }

    fn unwrap(&self, row: &obhut_sql::Row) -> Result<DataKey> {
        let subject: String = row.get("subject")?;
        let wrapped: Vec<u8> = row.get("wrapped")?;
        let secret = self.kek.open(&wrapped, self.wrapping(&subject)).map_err(|error| {
            Error::new(Kind::Integrity, Message::new("error-keystore-key"))
                .with_inside(format!("{error:?}"))
        })?;
        let secret: [u8; 32] =
            secret.as_slice().try_into().map_err(|_| Error::internal("data key length"))?;
        Ok(DataKey::new(row.get("id")?, secret))
    }

    fn wrapping<'a>(&'a self, subject: &'a str) -> SealContext<'a> {
        SealContext { purpose: "data-key", tenant: &self.tenant, id: subject }
    }
}
