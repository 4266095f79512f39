//! XLS. calamine trusts the places of cells that the file names, so a pass over the records
//! (MS-XLS 2.1.4) comes first: it bounds what would be loaded, and finds the hidden columns.

use std::{
    collections::HashSet,
    io::{self, Cursor, Read, Write},
    sync::mpsc::SyncSender,
};

use calamine::{Reader, Xls, XlsError};
use cfb::Version;
use obhut_kernel::{Error, Message, Result};

use super::{Event, Opened, Sink, cells, choose, damaged};
use crate::{
    input::Input,
    layout::Extent,
    options::{Limits, Options},
};

// Record types, MS-XLS 2.3.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const FILE_PASS: u16 = 0x002f;
const COLUMNS: u16 = 0x007d;
const BOUND_SHEET: u16 = 0x0085;
const MANY_NUMBERS: u16 = 0x00bd;
const DIMENSIONS: u16 = 0x0200;
const BEGIN: u16 = 0x0809;
/// Records that begin with the row and column of one cell.
const CELLS: [u16; 8] = [FORMULA, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x0207, 0x027e];

pub(super) fn read(input: &Input, options: &Options, sender: SyncSender<Event>) -> Result<()> {
    let stream = stream(input, &options.limits)?;
    let mut hidden = survey(&stream, &options.limits)?;
    let file = compound(&stream).map_err(damaged)?;
    drop(stream);
    let mut book: Xls<Cursor<Vec<u8>>> = Xls::new(file).map_err(|e| failed(&e))?;
    let sheets = cells::sheets(book.sheets_metadata());
    let sheet = choose(&sheets, options.sheet.as_deref(), |name| {
        Ok(book.worksheet_range(name).is_ok_and(|range| range.used_cells().next().is_some()))
    })?;
    let merges = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
    let all = book.sheets_metadata();
    let place = all.iter().position(|other| other.name == sheet).unwrap_or_default();
    let hidden = hidden.get_mut(place).map(std::mem::take).unwrap_or_default();
    let extent = Extent { merges: cells::merges(&merges), hidden };
    let range = book.worksheet_range(&sheet).map_err(|e| failed(&e))?;
    drop(book);
    let sink = Sink::new(sender, Opened { sheet, sheets, extent }, &options.limits);
    cells::collect(&range, sink, &options.limits)
}

fn failed(error: &XlsError) -> Error {
    match error {
        XlsError::Password => Error::invalid("error-sheet-password"),
        other => damaged(other),
    }
}

fn stream(input: &Input, limits: &Limits) -> Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(input.open()?).map_err(damaged)?;
    let name = if file.exists("/Workbook") { "/Workbook" } else { "/Book" };
    let mut bytes = Vec::new();
    file.open_stream(name)
        .map_err(damaged)?
        .take(limits.memory_bytes)
        .read_to_end(&mut bytes)
        .map_err(damaged)?;
    Ok(bytes)
}

/// A new compound file around the stream. calamine follows the chains of sectors of a file
/// wherever they lead, even in a circle; in this one they are sound.
fn compound(stream: &[u8]) -> io::Result<Cursor<Vec<u8>>> {
    let mut file = cfb::CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    let mut file = file.into_inner();
    file.set_position(0);
    Ok(file)
}

/// The hidden columns of each sheet, if the file is safe to load.
fn survey(stream: &[u8], limits: &Limits) -> Result<Vec<HashSet<usize>>> {
    let mut starts = Vec::new();
    for (kind, data) in Records(stream) {
        match kind {
            FILE_PASS => return Err(Error::invalid("error-sheet-password")),
            BOUND_SHEET => starts.push(u32_at(data, 0)),
            END => break,
            _ => {}
        }
    }
    let mut loaded = 0_u64;
    let mut hidden = Vec::new();
    for start in starts {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let sheet = stream.get(start..).ok_or_else(|| damaged("a sheet beyond the end"))?;
        let (cells, columns) = survey_sheet(sheet)?;
        loaded = loaded.saturating_add(cells);
        if loaded > limits.loaded_cells {
            return Err(Error::invalid(
                Message::new("error-sheet-too-many-cells").arg("limit", limits.loaded_cells),
            ));
        }
        hidden.push(columns);
    }
    Ok(hidden)
}

/// How many cells the rectangle around all cells of a sheet has, and its hidden columns.
fn survey_sheet(sheet: &[u8]) -> Result<(u64, HashSet<usize>)> {
    let (mut rows, mut columns) = (0_u64, 0_u64);
    let mut hidden = HashSet::new();
    // Charts inside a sheet have cells of their own, which are not loaded.
    let mut depth = 0_u32;
    for (kind, data) in Records(sheet) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ if depth > 1 => {}
            COLUMNS if u16_at(data, 8) & 1 == 1 => {
                let (first, last) = (u16_at(data, 0), u16_at(data, 2).min(255));
                hidden.extend((first..=last).map(usize::from));
            }
            MANY_NUMBERS => {
                let last = data.len().checked_sub(2).map_or(0, |at| u16_at(data, at));
                rows = rows.max(u64::from(u16_at(data, 0)) + 1);
                columns = columns.max(u64::from(last.max(u16_at(data, 2))) + 1);
            }
            DIMENSIONS if data.len() >= 14 => {
                // Only room is reserved for these, but it must be room that a sheet can have.
                let (first, last) = (u32_at(data, 0), u32_at(data, 4));
                let (left, right) = (u16_at(data, 8), u16_at(data, 10));
                let possible = first <= last && last <= 1 << 16 && left <= right && right <= 256;
                if !possible {
                    return Err(damaged("impossible dimensions"));
                }
            }
            kind if CELLS.contains(&kind) => {
                rows = rows.max(u64::from(u16_at(data, 0)) + 1);
                columns = columns.max(u64::from(u16_at(data, 2)) + 1);
            }
            _ => {}
        }
    }
    Ok((rows * columns, hidden))
}

/// Type and content of each record; what is cut off ends it.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_at_checked(4)?;
        let (data, rest) = rest.split_at_checked(usize::from(u16_at(head, 2)))?;
        self.0 = rest;
        Some((u16_at(head, 0), data))
    }
}

/// Little-endian; 0 beyond the end.
fn u16_at(data: &[u8], at: usize) -> u16 {
    match data.get(at..at + 2) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    u32::from(u16_at(data, at)) | u32::from(u16_at(data, at + 2)) << 16
}
