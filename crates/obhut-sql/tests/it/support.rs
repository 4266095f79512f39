//! A database of its own for each test, on each engine.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use obhut_kernel::Value;
use obhut_sql::{
    ColumnKind, ColumnSpec, Db, Dialect, Faults, Keyed, Options, TableName, TableSpec, Target, Tx,
    batch, ddl,
};

/// Makes a test for each engine out of each function that takes an [`Engine`].
macro_rules! on_each_engine {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                $crate::support::on_sqlite(super::$name);
            }
            #[test]
            fn postgres() {
                $crate::support::on_postgres(super::$name);
            }
            #[test]
            fn mariadb() {
                $crate::support::on_mariadb(super::$name);
            }
        }
    )*};
}
pub(crate) use on_each_engine;

/// An empty database.
pub struct Engine {
    pub db: Db,
    pub target: Target,
    /// The PostgreSQL schema.
    pub schema: Option<String>,
    pub faults: Arc<Faults>,
    folder: Option<tempfile::TempDir>,
}

impl Engine {
    pub fn dialect(&self) -> Dialect {
        self.db.dialect()
    }

    /// Opens the same database once more.
    pub fn open_again(&self, options: Options) -> Db {
        Db::open(&self.target, &Options { schema: self.schema.clone(), ..options }).unwrap()
    }

    /// The SQLite file.
    pub fn path(&self) -> PathBuf {
        self.folder.as_ref().unwrap().path().join("test.db")
    }

    pub fn write<T>(&self, mut work: impl FnMut(&mut Tx<'_>) -> T) -> T {
        self.db.write(|tx| Ok(work(tx))).unwrap()
    }

    /// Runs statements that were put together here.
    pub fn script(&self, text: &str) {
        self.db.write(|tx| tx.script(fixed(text))).unwrap();
    }

    /// Makes a table `name` with a key `id` and these columns, filled with rows.
    pub fn table(&self, name: &str, columns: &[(&str, ColumnKind)], rows: &[Vec<Value>]) -> Keyed {
        let mut specs = vec![ColumnSpec::new("id", ColumnKind::Key)];
        specs.extend(columns.iter().map(|(name, kind)| ColumnSpec::new(*name, *kind)));
        let name = TableName::new(name);
        let spec = TableSpec { name: name.clone(), columns: specs, indexes: Vec::new() };
        let mut all = vec![("id", ColumnKind::Key)];
        all.extend(columns);
        self.write(|tx| {
            ddl::create_table(tx, &spec).unwrap();
            let mut rows = rows.iter().enumerate().map(|(at, row)| {
                let id = Value::from(i64::try_from(at).unwrap() + 1);
                std::iter::once(id).chain(row.iter().cloned()).collect()
            });
            batch::insert(tx, &name, &all, &mut rows).unwrap();
        });
        Keyed::new(name, ["id"])
    }
}

/// Text that lives as long as the tests.
pub fn fixed(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn fresh_name() -> String {
    format!("obhut_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// Asserts that the engine is the one the test is about.
fn assert_engine(db: &Db, query: &'static str, like: &str) {
    let version: String = db.read(|tx| tx.query_one(query, &[])).unwrap().unwrap().at(0).unwrap();
    assert!(version.contains(like), "{version} is not {like}");
}

pub fn on_sqlite(test: fn(&Engine)) {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::Sqlite(folder.path().join("test.db"));
    let faults = Arc::new(Faults::default());
    let options = Options { create: true, faults: Arc::clone(&faults), ..Options::default() };
    let db = Db::open(&target, &options).unwrap();
    assert_engine(&db, "SELECT sqlite_version()", "3.");
    test(&Engine { db, target, schema: None, faults, folder: Some(folder) });
}

pub fn on_postgres(test: fn(&Engine)) {
    let Some(target) = server("OBHUT_TEST_POSTGRES") else { return };
    let schema = fresh_name();
    let faults = Arc::new(Faults::default());
    let options = Options {
        create: true,
        schema: Some(schema.clone()),
        faults: Arc::clone(&faults),
        ..Options::default()
    };
    let db = Db::open(&target, &options).unwrap();
    assert_engine(&db, "SELECT version()", "PostgreSQL");
    let _cleanup = Cleanup(target.clone(), format!("DROP SCHEMA \"{schema}\" CASCADE"));
    test(&Engine { db, target, schema: Some(schema), faults, folder: None });
}

pub fn on_mariadb(test: fn(&Engine)) {
    let Some(server) = server("OBHUT_TEST_MARIADB") else { return };
    let name = fresh_name();
    let target = make_database(&server, &name);
    let _cleanup = Cleanup(server, format!("DROP DATABASE `{name}`"));
    let faults = Arc::new(Faults::default());
    let options = Options { faults: Arc::clone(&faults), ..Options::default() };
    let db = Db::open(&target, &options).unwrap();
    assert_engine(&db, "SELECT version()", "MariaDB");
    test(&Engine { db, target, schema: None, faults, folder: None });
}

/// The server of a variable. Missing ones are skipped aloud, or fail when they are required.
pub fn server(variable: &str) -> Option<Target> {
    if let Ok(url) = std::env::var(variable) {
        return Some(url.parse().unwrap());
    }
    assert!(
        std::env::var("OBHUT_REQUIRE_SERVERS").as_deref() != Ok("1"),
        "{variable} is not set, but OBHUT_REQUIRE_SERVERS=1"
    );
    eprintln!("skipped: {variable} is not set");
    None
}

/// Makes a database on a MariaDB server.
pub fn make_database(server: &Target, name: &str) -> Target {
    let db = Db::open(server, &Options::default()).unwrap();
    let make = format!("CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
    db.outside_transaction(fixed(&make)).unwrap();
    let Target::Mysql(url) = server else { panic!("not a MariaDB URL") };
    let (base, _) = url.rsplit_once('/').unwrap();
    Target::Mysql(format!("{base}/{name}"))
}

/// Drops what a test made, also when it failed.
pub struct Cleanup(pub Target, pub String);

impl Drop for Cleanup {
    fn drop(&mut self) {
        if let Ok(db) = Db::open(&self.0, &Options::default()) {
            let _ = db.outside_transaction(fixed(&self.1));
        }
    }
}

/// The folder with real databases, if there is one.
pub fn shared(file: &str) -> Option<PathBuf> {
    let Ok(folder) = std::env::var("OBHUT_SHARED") else {
        eprintln!("skipped: OBHUT_SHARED is not set");
        return None;
    };
    Some(Path::new(&folder).join("data/sql").join(file))
}

pub fn text(value: &str) -> Value {
    Value::from(value)
}
