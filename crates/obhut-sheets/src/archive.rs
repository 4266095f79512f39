//! Archives are checked before any parser sees them: by what their directory says, and by
//! unpacking every part into nothing, because a directory may lie.

use std::io::{self, BufRead, BufReader, Read};

use obhut_kernel::{Error, Message, Result};
use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, result::ZipError};

use crate::{
    input::{Bytes, Input},
    options::{Format, Limits},
};

/// A part may grow by any factor up to this size: small parts of a few repeated words do.
const RATIO_FREE_BYTES: u64 = 10 << 20;

/// Says which workbook an archive is and that it is safe to unpack.
pub(crate) fn check(input: &Input, limits: &Limits) -> Result<Format> {
    let mut archive = ZipArchive::new(input.open()?).map_err(|error| damaged(&error))?;
    let format = format(&mut archive)?;
    if archive.len() > limits.archive_entries {
        return Err(Error::invalid(
            Message::new("error-sheet-archive-entries")
                .arg("found", archive.len())
                .arg("limit", limits.archive_entries),
        ));
    }
    check_directory(&mut archive, limits)?;
    check_content(&mut archive, limits)?;
    check_shared_texts(&mut archive)?;
    Ok(format)
}

/// The content of a part as text, if there is such a part; at most `limit` bytes.
pub(crate) fn part(
    archive: &mut ZipArchive<Box<dyn Bytes>>,
    name: &str,
    limit: u64,
) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(limit).read_to_string(&mut text).ok()?;
    Some(text)
}

fn format(archive: &mut ZipArchive<Box<dyn Bytes>>) -> Result<Format> {
    if part(archive, "mimetype", 100).is_some_and(|mime| mime.contains("opendocument.spreadsheet"))
    {
        return Ok(Format::Ods);
    }
    let mut names =
        archive.file_names().filter_map(Result::ok).map(|name| name.to_ascii_lowercase());
    match names.find(|name| name == "xl/workbook.bin" || name.ends_with("workbook.xml")) {
        Some(name) if name == "xl/workbook.bin" => Ok(Format::Xlsb),
        Some(_) => Ok(Format::Xlsx),
        None => {
            Err(Error::invalid(Message::new("error-sheet-unknown-format").arg("format", "ZIP")))
        }
    }
}

fn check_directory(archive: &mut ZipArchive<Box<dyn Bytes>>, limits: &Limits) -> Result<()> {
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        if entry.encrypted() {
            return Err(Error::invalid("error-sheet-password"));
        }
        total = total.saturating_add(entry.size());
        check_sizes(entry.size(), entry.compressed_size(), total, limits)?;
    }
    Ok(())
}

fn check_content(archive: &mut ZipArchive<Box<dyn Bytes>>, limits: &Limits) -> Result<()> {
    let mut total = 0_u64;
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let packed = entry.compressed_size();
        let mut size = 0_u64;
        loop {
            let count = match entry.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(damaged(&error.into())),
            };
            size += count;
            total += count;
            check_sizes(size, packed, total, limits)?;
        }
    }
    Ok(())
}

/// A workbook says how many texts its cells share (ECMA-376, 18.4.9), and calamine makes room for
/// so many before it reads the first. More than can be in the part would exhaust the memory.
fn check_shared_texts(archive: &mut ZipArchive<Box<dyn Bytes>>) -> Result<()> {
    const SHORTEST: u64 = "<si/>".len() as u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = entry.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        if !name.ends_with("sharedstrings.xml") {
            continue;
        }
        let size = entry.size();
        let claimed = claimed_texts(BufReader::new(entry)).unwrap_or_default();
        if claimed > size / SHORTEST {
            return Err(Error::invalid("error-sheet-damaged")
                .with_inside(format!("{claimed} shared texts in {size} bytes")));
        }
    }
    Ok(())
}

fn claimed_texts(xml: impl BufRead) -> Option<u64> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "sst" =>
            {
                let count = element.try_get_attribute("uniqueCount").ok()??;
                // What is no number is as bad as too many.
                return Some(count.value.trim().parse().unwrap_or(u64::MAX));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn check_sizes(size: u64, packed: u64, total: u64, limits: &Limits) -> Result<()> {
    if total > limits.archive_bytes {
        return Err(Error::invalid(
            Message::new("error-sheet-archive-size").arg("limit-mib", limits.archive_bytes >> 20),
        ));
    }
    if size > RATIO_FREE_BYTES && size / packed.max(1) > limits.archive_ratio {
        return Err(Error::invalid(
            Message::new("error-sheet-archive-ratio").arg("limit", limits.archive_ratio),
        ));
    }
    Ok(())
}

fn damaged(error: &ZipError) -> Error {
    Error::invalid("error-sheet-damaged").with_inside(error)
}
