use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    Dialect, Faults, Target, Tx,
    engine::{mysql as my, postgres as pg, sqlite},
    migrate::MigrationLink,
    pool::{self, MysqlManager, PostgresManager},
    tx::{Link, is_retryable},
    writer::Writer,
};

/// How often a transaction that met another one is tried again.
const RETRIES: u32 = 10;

/// How a database is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Make the SQLite file or the PostgreSQL schema when it is missing.
    pub create: bool,
    /// The PostgreSQL schema to work in.
    pub schema: Option<String>,
    /// Refuse every change.
    pub read_only: bool,
    /// Connections to a server at most; 0 means eight.
    pub connections: u32,
    /// Commits to break, in tests.
    pub faults: Arc<Faults>,
}

/// An open database. Clones share connections.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    backend: Backend,
    target: Target,
    faults: Arc<Faults>,
}

enum Backend {
    Sqlite {
        writer: Option<Box<Writer>>,
        readers: Mutex<Vec<rusqlite::Connection>>,
        /// Moves the write-ahead log into the file while the writer goes on.
        checkpointer: Mutex<Option<rusqlite::Connection>>,
        path: PathBuf,
    },
    Postgres(r2d2::Pool<PostgresManager>),
    Mysql(r2d2::Pool<MysqlManager>),
}

impl Db {
    /// Opens `target`. Fails with [`Kind::Unavailable`] when it cannot be reached and
    /// [`Kind::NotFound`] when a file or schema is missing and was not to be made.
    pub fn open(target: &Target, options: &Options) -> Result<Self> {
        let size = if options.connections == 0 { 8 } else { options.connections };
        let backend = match target {
            Target::Sqlite(path) => open_sqlite(path, options)?,
            Target::Postgres(url) => {
                let schema = options.schema.as_deref();
                if let Some(schema) = schema {
                    provide_schema(url, schema, options.create)?;
                }
                Backend::Postgres(pool::pool(
                    PostgresManager::new(url, schema, options.read_only)?,
                    size,
                )?)
            }
            Target::Mysql(url) => {
                let manager = MysqlManager::new(url, options.read_only)?;
                Backend::Mysql(pool::pool(manager, size)?)
            }
        };
        let faults = Arc::clone(&options.faults);
        Ok(Self(Arc::new(Inner { backend, target: target.clone(), faults })))
    }

    /// The SQL spoken here.
    pub fn dialect(&self) -> Dialect {
        self.0.target.dialect()
    }

    /// Where this database is.
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// Runs `work` in a transaction that may change data; returns after it is durable. `work`
    /// may be run again when the engine asks for it (deadlock, serialisation failure), so it
    /// must not act on anything but the transaction. On SQLite callers queue in order and share
    /// commits.
    pub fn write<T>(&self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        match &self.0.backend {
            Backend::Sqlite { writer, .. } => writer
                .as_ref()
                .ok_or_else(|| {
                    Error::new(Kind::Unavailable, Message::new("error-database-read-only"))
                })?
                .write(work),
            Backend::Postgres(pool) => retry(|| {
                let mut connection = pool::take(pool)?;
                transaction(Link::Postgres(&mut connection), "BEGIN", &self.0.faults, &mut work)
            }),
            Backend::Mysql(pool) => retry(|| {
                let mut connection = pool::take(pool)?;
                let begin = "START TRANSACTION";
                transaction(Link::Mysql(&mut connection), begin, &self.0.faults, &mut work)
            }),
        }
    }

    /// Runs `work` on one unchanging view of the data; it cannot change anything.
    pub fn read<T>(&self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let none = Faults::default();
        match &self.0.backend {
            Backend::Sqlite { readers, path, .. } => {
                let idle = readers.lock().expect("no holder panics").pop();
                let connection = match idle {
                    Some(connection) => connection,
                    None => sqlite::open(path, sqlite::Mode::Read)?,
                };
                let result = transaction(Link::Sqlite(&connection), "BEGIN", &none, &mut work);
                readers.lock().expect("no holder panics").push(connection);
                result
            }
            Backend::Postgres(pool) => {
                let mut connection = pool::take(pool)?;
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                transaction(Link::Postgres(&mut connection), begin, &none, &mut work)
            }
            Backend::Mysql(pool) => {
                let mut connection = pool::take(pool)?;
                let begin = "START TRANSACTION READ ONLY";
                transaction(Link::Mysql(&mut connection), begin, &none, &mut work)
            }
        }
    }

    /// SQLite: moves the write-ahead log into the file and empties it, so that no older page
    /// image stays in it; whether all of it went over. Elsewhere nothing and `true`.
    pub fn checkpoint(&self) -> Result<bool> {
        match &self.0.backend {
            Backend::Sqlite { writer: Some(writer), .. } => {
                writer.alone(|connection| sqlite::checkpoint(connection))
            }
            _ => Ok(true),
        }
    }

    /// SQLite: moves as much of the write-ahead log into the file as nobody is in the way of,
    /// while readers and the writer go on. Elsewhere nothing.
    pub fn checkpoint_some(&self) -> Result<()> {
        let Backend::Sqlite { writer: Some(_), checkpointer, path, .. } = &self.0.backend else {
            return Ok(());
        };
        let mut slot = checkpointer.lock().expect("no holder panics");
        let connection = match slot.take() {
            Some(connection) => connection,
            None => sqlite::open(path, sqlite::Mode::Write { create: false })?,
        };
        let outcome = sqlite::checkpoint_some(&connection);
        *slot = Some(connection);
        outcome
    }

    /// SQLite: how often a writer had to wait for another one. Elsewhere 0.
    pub fn waits(&self) -> u64 {
        match &self.0.backend {
            Backend::Sqlite { writer: Some(writer), .. } => writer.waits(),
            _ => 0,
        }
    }

    /// Runs constant text outside of any transaction, for statements that refuse one (`VACUUM`).
    pub fn outside_transaction(&self, text: &'static str) -> Result<()> {
        self.outside_text(text)
    }

    pub(crate) fn outside_text(&self, text: &str) -> Result<()> {
        match &self.0.backend {
            Backend::Sqlite { writer: Some(writer), .. } => {
                writer.alone(|connection| sqlite::script(connection, text))
            }
            Backend::Sqlite { writer: None, .. } => {
                Err(Error::new(Kind::Unavailable, Message::new("error-database-read-only")))
            }
            Backend::Postgres(pool) => pg::script(&mut *pool::take(pool)?, text),
            Backend::Mysql(pool) => my::script(&mut *pool::take(pool)?, text),
        }
    }

    /// PostgreSQL: runs one statement outside of any transaction, which waits for a lock as long
    /// as `patience` says and then fails with [`Kind::Busy`]: nobody else waits behind it for
    /// longer. Gives the details of the server's remarks. As [`Self::outside_transaction`]
    /// elsewhere.
    pub(crate) fn outside_patiently(&self, text: &str, patience: Duration) -> Result<Vec<String>> {
        let Backend::Postgres(pool) = &self.0.backend else {
            return self.outside_text(text).map(|()| Vec::new());
        };
        let mut connection = pool::take(pool)?;
        pg::script(&mut connection, &format!("SET lock_timeout = {}", patience.as_millis()))?;
        let outcome = connection.remarks_on(text);
        pg::script(&mut connection, "RESET lock_timeout")?;
        outcome
    }

    pub(crate) fn with_migration_link<T>(
        &self,
        work: impl FnOnce(MigrationLink<'_>) -> T,
    ) -> Result<T> {
        match &self.0.backend {
            Backend::Sqlite { writer: Some(writer), .. } => {
                writer.alone(|connection| Ok(work(MigrationLink::Sqlite(connection))))
            }
            Backend::Postgres(pool) => {
                let mut connection = pool::take(pool)?;
                Ok(work(MigrationLink::Postgres(&mut connection.client)))
            }
            _ => Err(Error::internal("nothing to migrate here")),
        }
    }
}

fn open_sqlite(path: &Path, options: &Options) -> Result<Backend> {
    if !options.create && !path.exists() {
        return Err(Error::not_found(
            Message::new("error-database-file-missing").arg("path", path.display().to_string()),
        ));
    }
    let writer = if options.read_only {
        None
    } else {
        let connection = sqlite::open(path, sqlite::Mode::Write { create: options.create })?;
        Some(Box::new(Writer::new(connection, Arc::clone(&options.faults))))
    };
    Ok(Backend::Sqlite {
        writer,
        readers: Mutex::default(),
        checkpointer: Mutex::default(),
        path: path.to_owned(),
    })
}

fn provide_schema(url: &str, schema: &str, create: bool) -> Result<()> {
    let mut server = Server::connect(url)?;
    if server.has("SELECT 1 FROM pg_namespace WHERE nspname = ?", schema)? {
        return Ok(());
    }
    if !create {
        return Err(Error::not_found(
            Message::new("error-database-schema-missing").arg("schema", schema),
        ));
    }
    server.make("CREATE SCHEMA IF NOT EXISTS", schema)
}

/// A PostgreSQL connection outside of any store.
struct Server(pg::Connection);

impl Server {
    fn connect(url: &str) -> Result<Self> {
        let manager = PostgresManager::new(url, None, false)?;
        r2d2::ManageConnection::connect(&manager).map(Self).map_err(|refused| refused.0)
    }

    /// Whether the question about a name yields a row.
    fn has(&mut self, question: &str, name: &str) -> Result<bool> {
        let mut exists = false;
        pg::query_each(&mut self.0, question, &[name.into()], &mut |_| {
            exists = true;
            Ok(false)
        })?;
        Ok(exists)
    }

    fn make(&mut self, statement: &str, name: &str) -> Result<()> {
        let quoted = name.replace('"', "\"\"");
        pg::script(&mut self.0, &format!("{statement} \"{quoted}\""))
    }
}

impl Target {
    /// Makes the PostgreSQL database `name` on the same server unless it is there; nothing on
    /// other engines.
    pub fn provide_database(&self, name: &str) -> Result<()> {
        let Self::Postgres(url) = self else { return Ok(()) };
        let mut server = Server::connect(url)?;
        if server.has("SELECT 1 FROM pg_database WHERE datname = ?", name)? {
            return Ok(());
        }
        server.make("CREATE DATABASE", name)
    }
}

fn transaction<T>(
    link: Link<'_>,
    begin: &'static str,
    faults: &Faults,
    work: &mut impl FnMut(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let mut open = Open { tx: Tx::new(link), done: false };
    open.tx.script_text(begin)?;
    let value = work(&mut open.tx)?;
    open.done = true;
    let cell = std::cell::RefCell::new(&mut open.tx);
    faults.commit(
        || cell.borrow_mut().script_text("COMMIT"),
        || cell.borrow_mut().script_text("ROLLBACK"),
    )?;
    Ok(value)
}

/// Rolls back when the work failed or panicked.
struct Open<'a> {
    tx: Tx<'a>,
    done: bool,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.done && self.tx.script_text("ROLLBACK").is_err() {
            tracing::warn!("rollback failed; the connection is given up");
        }
    }
}

fn retry<T>(mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    for number in 0..RETRIES {
        match attempt() {
            Err(error) if is_retryable(&error) => {
                thread::sleep(Duration::from_millis(5 << number.min(6)));
            }
            other => return other,
        }
    }
    attempt()
}
