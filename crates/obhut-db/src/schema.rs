use std::{fs, path::Path, sync::Arc};

use obhut_kernel::{Error, Kind, Message, Result};
use obhut_sql::{Db, Faults, Migration, Options, Target, migrate};

use crate::Place;

/// What each column says of whom and how long it stays; compared with the database by a test.
pub const COLUMNS: &str = include_str!("../columns.toml");

macro_rules! steps {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            text: include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")),
        }),*]
    };
}

const TENANT: &[Migration] = steps!("tenant": "V1__base", "V2__retention");
pub(crate) const KEYSTORE: &[Migration] = steps!("keystore": "V1__base");

/// Opens the tenant's tables at their newest schema. With `create` they are made when missing;
/// without, a missing store is [`Kind::NotFound`].
pub fn open_tenant(place: &Place, create: bool, faults: Arc<Faults>) -> Result<Db> {
    let target = place.data();
    if let (Target::Sqlite(path), true) = (&target, create)
        && let Some(folder) = path.parent()
    {
        make_folder(folder)?;
    }
    let options = Options { create, schema: Some(place.schema()), faults, ..Options::default() };
    let db = Db::open(&target, &options).map_err(|error| match error.kind() {
        Kind::NotFound => {
            let place = place.folder().display().to_string();
            Error::not_found(Message::new("error-store-missing").arg("place", place))
        }
        _ => error,
    })?;
    migrate(&db, TENANT)?;
    Ok(db)
}

/// Brings the tenant's tables in `db` to their newest schema: an older backup, or a fresh database.
pub fn migrate_tenant(db: &Db) -> Result<()> {
    migrate(db, TENANT)
}

/// Fresh tables beside those of the tenant, which a restore fills and puts in their place. What
/// an earlier attempt left behind is removed.
pub fn open_beside(place: &Place, faults: Arc<Faults>) -> Result<Db> {
    let (target, schema) = place.beside();
    if let Target::Sqlite(path) = &target {
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        remove_sqlite(path)?;
    } else {
        if let Some(name) = target.database() {
            target.provide_database(name)?;
        }
        let db = Db::open(&target, &Options { connections: 1, ..Options::default() })?;
        db.write(|tx| obhut_sql::ddl::drop_schema(tx, &schema))?;
    }
    let db = Db::open(
        &target,
        &Options { create: true, schema: Some(schema), faults, ..Options::default() },
    )?;
    migrate_tenant(&db)?;
    Ok(db)
}

/// Puts the tables beside in the place of the tenant's, whose own are removed. All or nothing.
///
/// Nobody else may have the tenant open: [`obhut_kernel::Kind::Busy`] otherwise, and nothing is
/// changed.
pub fn change_over(place: &Place) -> Result<()> {
    let (beside, schema) = place.beside();
    if let Target::Sqlite(new) = &beside {
        let Target::Sqlite(old) = place.data() else { return Err(Error::internal("place")) };
        // Leaving the write-ahead log needs the file for oneself and folds it into the file, so
        // that the file alone is the database.
        for path in [&old, new].into_iter().filter(|path| path.exists()) {
            let db = Db::open(&Target::Sqlite(path.clone()), &Options::default())?;
            db.outside_transaction("PRAGMA journal_mode = DELETE")?;
        }
        remove_sqlite_log(&old)?;
        return fs::rename(new, &old).and_then(|()| sync_folder(&old)).map_err(|e| io(&old, &e));
    }
    let db = Db::open(&beside, &Options { connections: 1, ..Options::default() })?;
    let (own, replaced) = (place.schema(), format!("{}_replaced", place.schema()));
    db.write(|tx| {
        tx.script("SET LOCAL lock_timeout = 10000")?;
        obhut_sql::ddl::drop_schema(tx, &replaced)?;
        if tx
            .query_one("SELECT 1 FROM pg_namespace WHERE nspname = ?", &[own.as_str().into()])?
            .is_some()
        {
            obhut_sql::ddl::rename_schema(tx, &own, &replaced)?;
        }
        obhut_sql::ddl::rename_schema(tx, &schema, &own)?;
        obhut_sql::ddl::drop_schema(tx, &replaced)
    })
}

/// Removes the tables beside, when a restore was given up.
pub fn remove_beside(place: &Place) -> Result<()> {
    let (target, schema) = place.beside();
    if let Target::Sqlite(path) = &target {
        return remove_sqlite(path);
    }
    let db = Db::open(&target, &Options { connections: 1, ..Options::default() })?;
    db.write(|tx| obhut_sql::ddl::drop_schema(tx, &schema))
}

fn remove_sqlite(path: &Path) -> Result<()> {
    remove_sqlite_log(path)?;
    remove(path)
}

fn remove_sqlite_log(path: &Path) -> Result<()> {
    ["-wal", "-shm", "-journal"].iter().try_for_each(|what| {
        let mut name = path.as_os_str().to_owned();
        name.push(what);
        remove(Path::new(&name))
    })
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path, &error)),
        _ => Ok(()),
    }
}

/// A renamed file is durable once its folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

fn io(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display().to_string();
    Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
        .with_inside(error)
}

/// Makes a folder that only its owner can read.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| {
        let path = folder.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-folder").arg("path", path))
            .with_inside(error)
    })
}
