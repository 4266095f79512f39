//! The throw-away store of a demonstration.

use obhut_core::{
    Place, access,
    register::Template,
    setup::{self, FIRST_LOGIN, Setup},
};
use obhut_kernel::{Error, Kind, Message, OsRandom, Random, Result};
use tempfile::TempDir;

use crate::{
    config::Settings,
    failure::Outcome,
    screen::Screen,
    session::{Session, world},
};

/// A fresh store in a temporary folder, or in the folder that was asked for.
pub struct ThrowAway {
    place: Place,
    folder: Option<TempDir>,
    keep: bool,
}

impl ThrowAway {
    /// Makes it. With a PostgreSQL database, the tables lie there in a schema of their own; keys
    /// stay in the folder.
    pub fn make(settings: &Settings, keep: bool) -> Result<Self> {
        let folder = match &settings.data_given {
            true => None,
            false => {
                Some(tempfile::Builder::new().prefix("obhut-demo-").tempdir().map_err(|error| {
                    Error::new(Kind::Unavailable, Message::new("error-demo-folder"))
                        .with_inside(error)
                })?)
            }
        };
        let path = folder.as_ref().map_or(settings.data.as_path(), TempDir::path);
        let database = settings.database.as_deref().map(str::parse).transpose()?;
        let keystore = format!("sqlite:{}", path.join("keystore.db").display());
        let tenant = match database {
            Some(_) => format!("demo_{:x}", u32::from_be_bytes(OsRandom.array())),
            None => settings.tenant.clone(),
        };
        let place = Place::new(path, database, Some(keystore.parse()?), &tenant)?;
        let setup = Setup {
            template: Template::Association,
            sandbox: true,
            zone: "Europe/Berlin".to_owned(),
        };
        drop(setup::init(&place, &setup, &world())?);
        Ok(Self { place, folder, keep })
    }

    /// Opens it as its administrator.
    pub fn open(&self) -> Result<Session> {
        let tenant = setup::open(&self.place, &world())?;
        let actor = access::ops::actor(&tenant, FIRST_LOGIN)?;
        Ok(Session { tenant, actor })
    }

    /// Removes it, unless it is to be kept; then says where it lies.
    pub fn remove(self, screen: &mut Screen) -> Outcome {
        let asked_for = self.folder.is_none();
        if self.keep || asked_for {
            let path = match self.folder {
                Some(folder) => folder.keep(),
                None => self.place.folder().to_owned(),
            };
            return screen.say(
                &Message::new("demo-kept")
                    .arg("place", path.display().to_string())
                    .arg("tenant", self.place.tenant()),
            );
        }
        setup::discard(&self.place, &world())?;
        drop(self.folder);
        screen.say(&Message::new("demo-removed"))
    }
}
