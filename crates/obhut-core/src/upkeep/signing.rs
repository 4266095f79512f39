//! The files with the keys that the tenant's logs are signed with, beside the key-encryption key:
//! `log-<tenant>.key` for the open log, `log-<tenant>.old-<n>.key` for logs that ended with a
//! restored backup, and for a moment `log-<tenant>.next.key` while one is restored.

use std::{fs, path::PathBuf};

use obhut_db::{KeyFile, Place};
use obhut_kernel::{Error, Kind, Message, Result, new_uuid};
use obhut_tlog::{SigningKey, VerifyKey};

use crate::setup::World;

fn path(place: &Place, what: &str) -> PathBuf {
    place.keys().join(format!("log-{}{what}.key", place.tenant()))
}

fn old(place: &Place, number: u32) -> PathBuf {
    path(place, &format!(".old-{number}"))
}

/// The key in use, if there is one.
pub(crate) fn find(place: &Place) -> Result<Option<SigningKey>> {
    read(&path(place, ""))
}

/// The key in use, made when there is none.
pub(crate) fn provide(place: &Place, world: &World) -> Result<SigningKey> {
    match find(place)? {
        Some(key) => Ok(key),
        None => make(place, world, ""),
    }
}

/// The key of the open log `origin`. A restore that was killed between the data and the key files
/// is carried to its end here.
pub(crate) fn take(place: &Place, origin: Option<&str>) -> Result<SigningKey> {
    let is_open = |key: &SigningKey| origin.is_none_or(|origin| key.origin().as_str() == origin);
    if let Some(key) = find(place)?
        && is_open(&key)
    {
        return Ok(key);
    }
    if let Some(key) = read(&path(place, ".next"))?
        && is_open(&key)
    {
        put_in_use(place)?;
        return Ok(key);
    }
    let path = path(place, "").display().to_string();
    Err(Error::new(Kind::Unavailable, Message::new("error-key-file-missing").arg("path", path)))
}

/// Draws the key of a log that is to go on after a restore. What an earlier attempt left behind
/// is thrown away: nothing was signed with it.
pub(crate) fn draw_next(place: &Place, world: &World) -> Result<SigningKey> {
    let next = path(place, ".next");
    if next.exists() {
        fs::remove_file(&next).map_err(|error| file_error(&next, &error))?;
    }
    make(place, world, ".next")
}

/// Puts the next key in the place of the present one, which is kept beside.
pub(crate) fn put_in_use(place: &Place) -> Result<()> {
    let (next, current) = (path(place, ".next"), path(place, ""));
    if current.exists() {
        let mut numbers = (1..u32::MAX).map(|number| old(place, number));
        let kept = numbers.find(|path| !path.exists());
        let kept = kept.ok_or_else(|| Error::internal("old keys"))?;
        fs::rename(&current, &kept).map_err(|error| file_error(&kept, &error))?;
    }
    fs::rename(&next, &current).map_err(|error| file_error(&current, &error))
}

/// The public keys of logs that ended: of those whose keys were here, and of those that came with
/// a backup from another place.
pub(crate) fn retired(place: &Place) -> Result<Vec<VerifyKey>> {
    let mut keys = Vec::new();
    for number in 1..u32::MAX {
        let Some(key) = read(&old(place, number))? else { break };
        keys.push(key.verify_key());
    }
    if let Some(text) = KeyFile(&public(place)).read()? {
        keys.extend(text.lines().map(str::parse).collect::<Result<Vec<VerifyKey>>>()?);
    }
    Ok(keys)
}

fn public(place: &Place) -> PathBuf {
    place.keys().join(format!("log-{}.old.vkey", place.tenant()))
}

/// Keeps public keys of logs that came with a backup and whose key files are not here.
pub(crate) fn keep_public(place: &Place, given: &[String]) -> Result<()> {
    let mut known = retired(place)?;
    known.extend(find(place)?.map(|key| key.verify_key()));
    let mut missing = Vec::new();
    for text in given {
        let key: VerifyKey = text.parse()?;
        if !known.iter().any(|known| known.name() == key.name()) {
            missing.push(key.to_string());
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let path = public(place);
    let before = KeyFile(&path).read()?.map_or_else(String::new, |text| text.to_string());
    missing.extend(before.lines().map(str::to_owned));
    fs::write(&path, missing.join("\n") + "\n").map_err(|error| file_error(&path, &error))
}

fn read(path: &std::path::Path) -> Result<Option<SigningKey>> {
    KeyFile(path).read()?.map(|text| SigningKey::from_text(&text)).transpose()
}

fn make(place: &Place, world: &World, what: &str) -> Result<SigningKey> {
    let id = new_uuid(world.clock.now(), &*world.random);
    let origin = format!("obhut/{}/{id}", place.tenant()).parse()?;
    let key = SigningKey::generate(&*world.random, origin);
    KeyFile(&path(place, what)).write_new(&key.to_text())?;
    Ok(key)
}

fn file_error(path: &std::path::Path, error: &std::io::Error) -> Error {
    let path = path.display().to_string();
    Error::new(Kind::Unavailable, Message::new("error-key-file").arg("path", path))
        .with_inside(error)
}
