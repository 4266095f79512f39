//! XLSX, XLSM and XLSB, cell by cell.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, BufReader},
    sync::mpsc::SyncSender,
};

use calamine::{Data, DataRef, Reader, Xlsb, Xlsx, XlsxError};
use obhut_kernel::{Error, Result};
use quick_xml::{
    Reader as XmlReader,
    events::{BytesStart, Event as Xml},
};
use zip::ZipArchive;

use super::{
    Event, Opened, Sink,
    cells::{self, Collector},
    choose, damaged,
};
use crate::{
    archive::part,
    input::{Bytes, Input},
    layout::Extent,
    options::Options,
};

/// Bytes of a part that only describes others.
const DESCRIPTION: u64 = 16 << 20;

pub(super) fn read(input: &Input, options: &Options, sender: SyncSender<Event>) -> Result<()> {
    let mut book: Xlsx<Box<dyn Bytes>> = Xlsx::new(input.open()?).map_err(|e| failed(&e))?;
    let sheets = cells::sheets(book.sheets_metadata());
    let sheet = choose(&sheets, options.sheet.as_deref(), |name| {
        // A chart has no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(name) else { return Ok(false) };
        has_content(|| Ok(reader.next_cell().map_err(|e| failed(&e))?.as_ref().map(placed)))
    })?;
    let merges = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
    let extent = Extent { merges: cells::merges(&merges), hidden: hidden_columns(input, &sheet) };
    let sink = Sink::new(sender, Opened { sheet: sheet.clone(), sheets, extent }, &options.limits);
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|e| failed(&e))?;
    drain(Collector::new(sink, &options.limits), || {
        Ok(reader.next_cell().map_err(|e| failed(&e))?.as_ref().map(placed))
    })
}

/// XLSB: calamine does not tell merged cells and hidden columns.
pub(super) fn read_binary(
    input: &Input,
    options: &Options,
    sender: SyncSender<Event>,
) -> Result<()> {
    let mut book: Xlsb<Box<dyn Bytes>> = Xlsb::new(input.open()?).map_err(damaged)?;
    let sheets = cells::sheets(book.sheets_metadata());
    let sheet = choose(&sheets, options.sheet.as_deref(), |name| {
        let Ok(mut reader) = book.worksheet_cells_reader(name) else { return Ok(false) };
        has_content(|| Ok(reader.next_cell().map_err(damaged)?.as_ref().map(placed)))
    })?;
    let opened = Opened { sheet: sheet.clone(), sheets, extent: Extent::default() };
    let sink = Sink::new(sender, opened, &options.limits);
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(damaged)?;
    drain(Collector::new(sink, &options.limits), || {
        Ok(reader.next_cell().map_err(damaged)?.as_ref().map(placed))
    })
}

/// A cell with its row and column from 0.
type Placed = ((u32, u32), Data);

fn placed(cell: &calamine::Cell<DataRef<'_>>) -> Placed {
    (cell.get_position(), Data::from(cell.get_value().clone()))
}

fn has_content(mut next: impl FnMut() -> Result<Option<Placed>>) -> Result<bool> {
    while let Some((_, data)) = next()? {
        if !cells::is_empty(&data) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn drain(
    mut collector: Collector<'_>,
    mut next: impl FnMut() -> Result<Option<Placed>>,
) -> Result<()> {
    loop {
        match next() {
            Ok(Some(((row, column), data))) => {
                if !collector.push(row, column, data)? {
                    return Ok(());
                }
            }
            Ok(None) => return collector.finish(),
            Err(error) => {
                // The rows before the damage are good.
                collector.finish()?;
                return Err(error);
            }
        }
    }
}

fn failed(error: &XlsxError) -> Error {
    match error {
        XlsxError::Password => Error::invalid("error-sheet-password"),
        other => damaged(other),
    }
}

/// The columns of a sheet that Excel does not show (ECMA-376, 18.3.1.13), which calamine does
/// not tell. What cannot be found is taken as shown: hidden columns are read all the same.
fn hidden_columns(input: &Input, sheet: &str) -> HashSet<usize> {
    let find = || -> Option<HashSet<usize>> {
        let mut archive = ZipArchive::new(input.open().ok()?).ok()?;
        let path = sheet_path(&mut archive, sheet)?;
        let entry = archive.by_name(&path).ok()?;
        columns_before_data(BufReader::new(entry))
    };
    find().unwrap_or_default()
}

fn sheet_path(archive: &mut ZipArchive<Box<dyn Bytes>>, sheet: &str) -> Option<String> {
    let book = part(archive, "xl/workbook.xml", DESCRIPTION)?;
    let relations = part(archive, "xl/_rels/workbook.xml.rels", DESCRIPTION)?;
    let id = elements(&book, "sheet")
        .into_iter()
        .find(|attributes| attributes.get("name").is_some_and(|name| name == sheet))?
        .remove("id")?;
    let target = elements(&relations, "Relationship")
        .into_iter()
        .find(|attributes| attributes.get("Id") == Some(&id))?
        .remove("Target")?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// The attributes of all elements of this name, without prefixes.
fn elements(xml: &str, name: &str) -> Vec<HashMap<String, String>> {
    let mut reader = XmlReader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Xml::Start(element) | Xml::Empty(element))
                if element.local_name().as_ref() == name =>
            {
                found.push(attributes(&element));
            }
            Ok(Xml::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn attributes(element: &BytesStart<'_>) -> HashMap<String, String> {
    element
        .attributes()
        .flatten()
        .filter_map(|attribute| {
            let key = attribute.key.local_name().as_ref().to_owned();
            let value = quick_xml::escape::unescape(attribute.value.as_ref()).ok()?.into_owned();
            Some((key, value))
        })
        .collect()
}

fn columns_before_data(xml: impl BufRead) -> Option<HashSet<usize>> {
    let mut reader = XmlReader::from_reader(xml);
    let mut buffer = Vec::new();
    let mut hidden = HashSet::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Xml::Start(element) | Xml::Empty(element) => match element.local_name().as_ref() {
                "col" => {
                    let attributes = attributes(&element);
                    let number =
                        |key: &str| attributes.get(key).and_then(|v| v.parse::<usize>().ok());
                    let is_hidden =
                        attributes.get("hidden").is_some_and(|v| v == "1" || v == "true");
                    if let (true, Some(min), Some(max)) = (is_hidden, number("min"), number("max"))
                    {
                        // Excel has 16,384 columns.
                        hidden.extend((min.max(1)..=max.min(16_384)).map(|number| number - 1));
                    }
                }
                "sheetData" => return Some(hidden),
                _ => {}
            },
            Xml::Eof => return Some(hidden),
            _ => {}
        }
    }
}
