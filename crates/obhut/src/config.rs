//! Global settings: from the command line, else from the environment, else from a file, else a
//! default.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use obhut_core::Place;
use obhut_kernel::{Error, Kind, Lang, Message, Result};
use serde::Deserialize;

/// The file that is read when none is named.
const FILE: &str = "obhut.toml";
const DATA: &str = "./obhut-data";
const TENANT: &str = "main";

/// Settings that every command takes. Each can also stand in the environment or in the file of
/// `--config`, see [`File`]; the command line wins over the environment, that over the file.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global")]
pub struct Globals {
    /// Folder of the store: SQLite files, key files [default: ./obhut-data]
    #[arg(long, global = true, value_name = "DIR", env = "OBHUT_DATA")]
    pub data: Option<PathBuf>,
    /// PostgreSQL database for the tables, instead of SQLite files in the folder
    #[arg(long, global = true, value_name = "URL", env = "OBHUT_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Database of the keystore [default: beside that of the tables]
    #[arg(long, global = true, value_name = "URL", env = "OBHUT_KEYSTORE", hide_env_values = true)]
    pub keystore: Option<String>,
    /// Tenant, one organisation [default: main]
    #[arg(long, global = true, value_name = "KEY", env = "OBHUT_TENANT")]
    pub tenant: Option<String>,
    /// Account that acts [default: admin]
    #[arg(long = "as", global = true, value_name = "USER", env = "OBHUT_AS")]
    pub user: Option<String>,
    /// Output for people or for programs: one JSON object, or one a line for lists
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        env = "OBHUT_FORMAT",
        hide_possible_values = true
    )]
    pub format: Option<Format>,
    /// Language of text [default: that of LC_ALL or LANG, else German]
    #[arg(long, global = true, value_name = "LANG", env = "OBHUT_LANG", value_parser = ["de", "en"])]
    pub lang: Option<String>,
    /// File with settings [default: ./obhut.toml if there is one]
    #[arg(long, global = true, value_name = "FILE", env = "OBHUT_CONFIG")]
    pub config: Option<PathBuf>,
}

/// How results are written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Text and tables in the language of the reader.
    #[default]
    Text,
    /// One JSON object, or one a line for lists.
    Json,
}

/// The file with settings, in TOML. Paths in it are relative to its folder:
///
/// ```toml
/// data = "/var/lib/obhut"
/// database = "postgres://obhut@localhost/obhut"
/// keystore = "postgres://obhut@localhost/obhut_keys"
/// tenant = "main"
/// as = "admin"
/// format = "text"
/// lang = "de"
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// As `--data`.
    pub data: Option<PathBuf>,
    /// As `--database`.
    pub database: Option<String>,
    /// As `--keystore`.
    pub keystore: Option<String>,
    /// As `--tenant`.
    pub tenant: Option<String>,
    /// As `--as`.
    #[serde(rename = "as")]
    pub user: Option<String>,
    /// As `--format`.
    pub format: Option<Format>,
    /// As `--lang`.
    pub lang: Option<Lang>,
}

/// The settings that hold.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the store.
    pub data: PathBuf,
    /// Whether the command line itself names the folder.
    pub data_given: bool,
    /// The database of the tables.
    pub database: Option<String>,
    /// The database of the keystore.
    pub keystore: Option<String>,
    /// The tenant.
    pub tenant: String,
    /// The account that acts.
    pub user: String,
    /// How results are written.
    pub format: Format,
    /// The language of text.
    pub lang: Lang,
}

impl Settings {
    /// Completes what the command line and the environment gave.
    pub fn resolve(globals: &Globals, data_given: bool) -> Result<Self> {
        let file = File::load(globals.config.as_deref())?;
        let lang = match &globals.lang {
            Some(lang) => lang.parse()?,
            None => file.lang.unwrap_or_else(surrounding_lang),
        };
        Ok(Self {
            data: globals.data.clone().or(file.data).unwrap_or_else(|| DATA.into()),
            data_given,
            database: globals.database.clone().or(file.database),
            keystore: globals.keystore.clone().or(file.keystore),
            tenant: globals.tenant.clone().or(file.tenant).unwrap_or_else(|| TENANT.to_owned()),
            user: globals
                .user
                .clone()
                .or(file.user)
                .unwrap_or_else(|| obhut_core::setup::FIRST_LOGIN.to_owned()),
            format: globals.format.or(file.format).unwrap_or_default(),
            lang,
        })
    }

    /// Where the store lies.
    pub fn place(&self) -> Result<Place> {
        let database = self.database.as_deref().map(str::parse).transpose()?;
        let keystore = self.keystore.as_deref().map(str::parse).transpose()?;
        Place::new(&self.data, database, keystore, &self.tenant)
    }
}

impl File {
    /// Reads the file at `path`, or the usual one if it is there.
    fn load(path: Option<&Path>) -> Result<Self> {
        let named = path.is_some();
        let path = path.unwrap_or(Path::new(FILE));
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if !named && error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                let message =
                    Message::new("error-config-read").arg("path", path.display().to_string());
                return Err(Error::new(Kind::Unavailable, message).with_inside(error));
            }
        };
        let mut file: Self = toml::from_str(&text).map_err(|error| {
            let line = error
                .span()
                .map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            Error::invalid(
                Message::new("error-config-syntax")
                    .arg("path", path.display().to_string())
                    .arg("line", line)
                    .arg("why", error.message()),
            )
        })?;
        if let (Some(data), Some(folder)) = (&file.data, path.parent()) {
            file.data = Some(folder.join(data));
        }
        Ok(file)
    }
}

/// The language that the file at `path`, or the usual one, asks for; nothing where it asks for
/// none or cannot be read, which is told when the settings are needed.
pub fn lang_of_file(path: Option<&str>) -> Option<Lang> {
    File::load(path.map(Path::new)).ok()?.lang
}

/// The language of the surroundings (POSIX: `LC_ALL` before `LANG`); German when they name none
/// that Obhut speaks.
pub fn surrounding_lang() -> Lang {
    ["LC_ALL", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .find_map(|value| value.parse().ok())
        .unwrap_or_default()
}
