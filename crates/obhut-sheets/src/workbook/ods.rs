//! ODS. calamine loads all sheets of a file when it opens it and repeats cells as often as the
//! file says, so a pass over the file comes first: it counts what would be loaded, finds the
//! hidden columns and merged cells that calamine does not tell, and white space it cannot take.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, BufReader},
    sync::mpsc::SyncSender,
};

use calamine::{Ods, OdsError, Reader};
use obhut_kernel::{Error, Message, Result};
use quick_xml::{
    Reader as XmlReader,
    events::{BytesStart, Event as Xml},
};
use zip::ZipArchive;

use super::{
    Event, Opened, Sink, cells, choose, damaged,
    gaps::{self, Gaps},
};
use crate::{
    input::{Bytes, Input},
    layout::Extent,
    options::{Limits, Options},
    rows::Merge,
};

/// Rows and columns a sheet can have; files repeat empty ones up to there.
const MAX_ROWS: u64 = 1 << 20;
const MAX_COLUMNS: u64 = 1 << 14;

pub(super) fn read(input: &Input, options: &Options, sender: SyncSender<Event>) -> Result<()> {
    let Found { mut extents, gaps } = survey(input, &options.limits)?;
    let bytes = if gaps { gaps::without(input, &options.limits)? } else { input.open()? };
    let mut book: Ods<Box<dyn Bytes>> = Ods::new(bytes).map_err(|e| failed(&e))?;
    let sheets = cells::sheets(book.sheets_metadata());
    let sheet = choose(&sheets, options.sheet.as_deref(), |name| {
        Ok(book.worksheet_range(name).is_ok_and(|range| range.used_cells().next().is_some()))
    })?;
    let extent = extents.remove(&sheet).unwrap_or_default();
    let range = book.worksheet_range(&sheet).map_err(|e| failed(&e))?;
    drop(book);
    let sink = Sink::new(sender, Opened { sheet, sheets, extent }, &options.limits);
    cells::collect(&range, sink, &options.limits)
}

fn failed(error: &OdsError) -> Error {
    match error {
        OdsError::Password => Error::invalid("error-sheet-password"),
        other => damaged(other),
    }
}

/// A sheet during the survey.
#[derive(Default)]
struct Survey {
    name: String,
    extent: Extent,
    /// Columns described so far.
    columns: u64,
    /// The row and column of the next cell, from 0.
    row: u64,
    column: u64,
    /// How often the row is repeated, and the last cell with content in it, from 1.
    row_repeat: u64,
    row_used: u64,
    /// Rows and columns with content.
    rows_used: u64,
    columns_used: u64,
}

/// What the survey found.
#[derive(Default)]
struct Found {
    extents: HashMap<String, Extent>,
    /// Whether there is white space where calamine cannot take it.
    gaps: bool,
}

fn survey(input: &Input, limits: &Limits) -> Result<Found> {
    let mut archive = ZipArchive::new(input.open()?).map_err(damaged)?;
    let content = archive.by_name("content.xml").map_err(damaged)?;
    let mut reader = XmlReader::from_reader(BufReader::new(content));
    reader.config_mut().check_end_names = false;
    let (mut found, mut gaps) = (Found::default(), Gaps::default());
    let mut total = 0;
    let mut sheet = Survey::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = next(&mut reader, &mut buffer)?;
        found.gaps |= gaps.see(&event) && gaps.matter();
        match event {
            Xml::Start(element) => sheet.start(&element),
            Xml::Empty(element) => {
                sheet.start(&element);
                sheet.end(element.name().as_ref());
            }
            Xml::End(element) => {
                sheet.end(element.name().as_ref());
                if element.name().as_ref() == "table:table" {
                    total += sheet.rows_used.saturating_mul(sheet.columns_used);
                    if total > limits.loaded_cells {
                        return Err(Error::invalid(
                            Message::new("error-sheet-too-many-cells")
                                .arg("limit", limits.loaded_cells),
                        ));
                    }
                    found.extents.insert(sheet.name, sheet.extent);
                    sheet = Survey::default();
                }
            }
            Xml::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The next piece of XML.
pub(super) fn next<'b>(
    reader: &mut XmlReader<impl BufRead>,
    buffer: &'b mut Vec<u8>,
) -> Result<Xml<'b>> {
    reader.read_event_into(buffer).map_err(damaged)
}

impl Survey {
    fn start(&mut self, element: &BytesStart<'_>) {
        let number = |key: &str, most: u64| {
            attribute(element, key).and_then(|v| v.parse().ok()).unwrap_or(1_u64).clamp(1, most)
        };
        match element.name().as_ref() {
            "table:table" => self.name = attribute(element, "table:name").unwrap_or_default(),
            "table:table-column" => {
                let first = self.columns;
                self.columns += number("table:number-columns-repeated", MAX_COLUMNS);
                let visibility = attribute(element, "table:visibility");
                if visibility.is_some_and(|v| v == "collapse" || v == "filter") {
                    let last = self.columns.min(MAX_COLUMNS);
                    let hidden = (first..last).filter_map(|column| usize::try_from(column).ok());
                    self.extent.hidden.extend(hidden.collect::<HashSet<_>>());
                }
            }
            "table:table-row" => {
                self.row_repeat = number("table:number-rows-repeated", MAX_ROWS);
                (self.column, self.row_used) = (0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.column += number("table:number-columns-repeated", MAX_COLUMNS);
                let has_content = element.attributes().flatten().any(|attribute| {
                    let key: &str = attribute.key.as_ref();
                    key.starts_with("office:") || key == "table:formula"
                });
                if has_content {
                    self.row_used = self.column;
                }
                let wide = number("table:number-columns-spanned", MAX_COLUMNS);
                let high = number("table:number-rows-spanned", MAX_ROWS);
                if wide > 1 || high > 1 {
                    let first_column = usize::try_from(self.column - 1).unwrap_or_default();
                    self.extent.merges.push(Merge {
                        first_row: self.row + 1,
                        last_row: self.row + high,
                        first_column,
                        last_column: first_column + usize::try_from(wide - 1).unwrap_or_default(),
                    });
                }
            }
            "text:p" => self.row_used = self.column,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if name == "table:table-row" {
            self.row = self.row.saturating_add(self.row_repeat);
            if self.row_used > 0 {
                self.rows_used = self.row;
                self.columns_used = self.columns_used.max(self.row_used);
            }
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    Some(quick_xml::escape::unescape(attribute.value.as_ref()).ok()?.into_owned())
}
