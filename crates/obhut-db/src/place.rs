use std::path::{Path, PathBuf};

use obhut_kernel::{Error, Message, Result};
use obhut_sql::Target;

/// Where a store lies: a data folder, and optionally a PostgreSQL server for the tables.
#[derive(Debug, Clone)]
pub struct Place {
    folder: PathBuf,
    database: Option<Target>,
    keystore: Option<Target>,
    tenant: String,
}

impl Place {
    /// A store in `folder`, for `tenant`: with SQLite files in it, or with its tables in the
    /// PostgreSQL database of `database`. `keystore` moves the keystore elsewhere.
    pub fn new(
        folder: impl Into<PathBuf>,
        database: Option<Target>,
        keystore: Option<Target>,
        tenant: &str,
    ) -> Result<Self> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if tenant.is_empty() || tenant.len() > 40 || !tenant.chars().all(is_plain) {
            return Err(Error::invalid(Message::new("error-tenant-key").arg("given", tenant)));
        }
        if matches!(database, Some(Target::Mysql(_))) {
            return Err(Error::invalid(Message::new("error-database-own-mysql")));
        }
        let database = database.filter(|target| !matches!(target, Target::Sqlite(_)));
        Ok(Self { folder: folder.into(), database, keystore, tenant: tenant.to_owned() })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The tenant's key.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The folder of key files.
    pub fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    /// The database of the tenant's tables.
    pub fn data(&self) -> Target {
        self.database.clone().unwrap_or_else(|| {
            Target::Sqlite(self.folder.join("tenants").join(format!("{}.db", self.tenant)))
        })
    }

    /// The PostgreSQL schema of the tenant's tables.
    pub fn schema(&self) -> String {
        format!("obhut_{}", self.tenant)
    }

    /// The database and schema that a restore fills before it puts them in the place of
    /// [`Self::data`] and [`Self::schema`].
    pub(crate) fn beside(&self) -> (Target, String) {
        let target = match self.data() {
            Target::Sqlite(path) => Target::Sqlite(path.with_extension("restore.db")),
            other => other,
        };
        (target, format!("{}_restore", self.schema()))
    }

    /// The database of the keystore: a file in the data folder, or a PostgreSQL database beside
    /// the one of the data.
    pub fn keystore(&self) -> Target {
        if let Some(target) = &self.keystore {
            return target.clone();
        }
        match &self.database {
            Some(target) => {
                let name = target.database().unwrap_or("obhut");
                target.with_database(&format!("{name}_keys"))
            }
            None => Target::Sqlite(self.folder.join("keystore.db")),
        }
    }
}
