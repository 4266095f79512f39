//! Searches the raw files of a SQLite store for old values, past the database.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;
use obhut_core::{
    register::{RecordFilter, records},
    systems::RecordType,
};
use obhut_demo::{DemoType, Generator, MarkKind, Record};
use obhut_kernel::{Category, Error, Kind, Message, Result, Value};

use super::check::Checks;
use crate::{failure::Outcome, session::Session};

/// So many values are searched for.
const VALUES: usize = 200;
/// Out of the records of each type, about so many are looked at.
const RECORDS: u64 = 2_000;
/// Shorter values could stand in a file by chance.
const SHORTEST: usize = 10;
/// Records read at once.
const PAGE: usize = 500;

const GONE: &str = "demo-check-files-gone";
const THERE: &str = "demo-check-files-there";

/// Values of erased records that no record has any more are in no file of the store; those of
/// records that somebody keeps are, which shows that the search finds what is there.
pub fn search(session: &Session, generator: &Generator, checks: &mut Checks) -> Outcome {
    if session.tenant.dialect().to_string() != "SQLite" {
        return Ok(());
    }
    let gone = sample(without_present(session, erased_values(session, generator)?)?);
    let there = sample(kept_values(session, generator)?);
    let folder = session.tenant.place().folder();
    let (mut found_gone, mut found_there) = (vec![false; gone.len()], vec![false; there.len()]);
    for file in files(folder)? {
        mark_found(&file, &gone, &mut found_gone)?;
        mark_found(&file, &there, &mut found_there)?;
    }
    let left = found_gone.iter().filter(|found| **found).count();
    checks.note(GONE, left == 0 && !gone.is_empty(), gone.len() as u64);
    checks.note(
        THERE,
        found_there.iter().all(|found| *found) && !there.is_empty(),
        there.len() as u64,
    );
    Ok(())
}

/// The values that erased records were loaded with, as the data set tells.
fn erased_values(session: &Session, generator: &Generator) -> Outcome<Vec<String>> {
    let types = session.types()?;
    let mut values = Vec::new();
    for demo_type in DemoType::ALL {
        let record_type = types.get(demo_type.key())?;
        let count = generator.count(demo_type);
        let step = usize::try_from(count.div_ceil(RECORDS).max(1)).unwrap_or(1);
        let numbers: Vec<u64> = (1..=count).step_by(step).collect();
        for some in numbers.chunks(PAGE) {
            let keys: Vec<String> = some.iter().map(u64::to_string).collect();
            let views = session.read(|op| records::show_many(op, demo_type.key(), &keys))?;
            for (number, key) in some.iter().zip(&keys) {
                let view = views.iter().find(|view| view.key == *key);
                if view.is_none_or(|view| view.stage == records::GONE) {
                    let record = generator.record(demo_type, *number);
                    values.extend(record.into_iter().flat_map(|r| telling(record_type, r)));
                }
            }
        }
    }
    Ok(values)
}

/// The values that records were loaded with that somebody keeps.
fn kept_values(session: &Session, generator: &Generator) -> Outcome<Vec<String>> {
    let types = session.types()?;
    let mut values = Vec::new();
    for mark in generator.marks().filter(|mark| mark.kind == MarkKind::Keep).take(VALUES) {
        let record_type = types.get(mark.type_key)?;
        let record = DemoType::of(mark.type_key).and_then(|t| generator.record(t, mark.number));
        values.extend(record.into_iter().flat_map(|r| telling(record_type, r)));
    }
    Ok(values)
}

/// The values of a record that belong to it alone, most of the time.
fn telling(record_type: &RecordType, record: Record) -> impl Iterator<Item = String> {
    record.fields.into_iter().filter_map(|(field, value)| match value {
        Value::Text(text) if text.len() >= SHORTEST => {
            record_type.field(field).is_some_and(|field| is_telling(field.category)).then_some(text)
        }
        _ => None,
    })
}

fn is_telling(category: Category) -> bool {
    matches!(
        category,
        Category::Email
            | Category::Phone
            | Category::BankAccount
            | Category::IdentifierOfPerson
            | Category::FreeTextAboutPerson
            | Category::CommunicationContent
    )
}

/// The values that no record has any more: one person's address may stand in several.
fn without_present(session: &Session, mut values: Vec<String>) -> Outcome<Vec<String>> {
    values.sort();
    values.dedup();
    let finder = finder(&values)?;
    let mut present = vec![false; values.len()];
    let types = session.types()?;
    for record_type in types.iter() {
        let mut filter = RecordFilter { limit: 2_000, ..RecordFilter::default() };
        loop {
            let page = session.read(|op| records::list(op, &record_type.key, &filter))?;
            let Some(last) = page.last() else { break };
            filter.after = Some(last.key.clone());
            for text in page.iter().flat_map(|view| view.fields.values()).filter_map(|v| v.as_str())
            {
                for found in finder.find_overlapping_iter(text) {
                    present[found.pattern().as_usize()] = true;
                }
            }
        }
    }
    Ok(values.into_iter().zip(present).filter(|(_, is)| !is).map(|(value, _)| value).collect())
}

fn finder(values: &[String]) -> Result<AhoCorasick> {
    AhoCorasick::new(values).map_err(Error::internal)
}

/// Some of the values, from all over the list; none that is part of another, which would be
/// found in its place.
fn sample(mut values: Vec<String>) -> Vec<String> {
    values.sort();
    values.dedup();
    let step = (values.len() / VALUES).max(1);
    let some: Vec<String> = values.into_iter().step_by(step).take(VALUES).collect();
    let is_part = |value: &String| some.iter().any(|other| other != value && other.contains(value));
    some.iter().filter(|value| !is_part(value)).cloned().collect()
}

fn mark_found(file: &Path, values: &[String], found: &mut [bool]) -> Outcome {
    let unreadable = |error: io::Error| {
        let path = file.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-file-read").arg("path", path))
            .with_inside(error)
    };
    let reader = match fs::File::open(file) {
        Ok(reader) => reader,
        // The write-ahead log may go while the folder is read.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error).into()),
    };
    for hit in finder(values)?.stream_find_iter(io::BufReader::new(reader)) {
        found[hit.map_err(unreadable)?.pattern().as_usize()] = true;
    }
    Ok(())
}

/// All files below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let listed = fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let listed = listed.map_err(|error| {
            let path = folder.display().to_string();
            Error::new(Kind::Unavailable, Message::new("error-file-read").arg("path", path))
                .with_inside(error)
        })?;
        for entry in listed {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}
