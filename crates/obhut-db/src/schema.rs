use std::{fs, sync::Arc};

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
    let options =
        Options { create, schema: Some(place.schema()), faults, ..Options::default() };
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

/// Makes a folder that only its owner can read.
pub(crate) fn make_folder(folder: &std::path::Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| {
        let path = folder.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-folder").arg("path", path))
            .with_inside(error)
    })
}
