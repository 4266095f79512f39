//! Finds out what a file is and hands it to the reader of that format. The content decides; the
//! extension only where the content does not.

use std::{collections::VecDeque, fmt, io::Read, path::Path, sync::Arc};

use obhut_kernel::{Error, Message, Result};

use crate::{
    Format, archive, cards, delimited, encoding, html,
    input::Input,
    layout::{self, Extent},
    options::Options,
    rows::{RawRows, Rows},
    table::{Column, Detected, Header, Table},
    workbook,
};

impl Table {
    /// Opens a file.
    ///
    /// # Errors
    /// With a message for the user: there is no such file, it is empty, of an unknown format,
    /// protected by a password, damaged, or larger than the limits allow.
    pub fn open(path: impl AsRef<Path>, options: &Options) -> Result<Self> {
        open(Input::file(path.as_ref(), &options.limits)?, options)
    }

    /// Opens bytes, such as an upload. The name is shown in errors, and its extension helps
    /// where the content does not say what it is.
    pub fn from_bytes(name: &str, bytes: impl Into<Arc<[u8]>>, options: &Options) -> Result<Self> {
        open(Input::bytes(name, bytes)?, options)
    }

    /// Opens what can be read only once, such as standard input, by holding it in memory, up to
    /// [`memory_bytes`](crate::Limits::memory_bytes).
    pub fn from_reader(name: &str, reader: impl Read, options: &Options) -> Result<Self> {
        open(Input::reader(name, reader, &options.limits)?, options)
    }
}

/// Bytes looked at.
const START: u64 = 1 << 16;

/// How formats begin that are no tables, and their names.
const OTHERS: [(&[u8], &str); 9] = [
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"PK\x05\x06", "ZIP"),
];

/// What a table was opened from, to read it once more from its first row.
#[derive(Clone)]
pub struct Origin {
    input: Input,
    options: Options,
}

impl Origin {
    /// Opens the table once more.
    ///
    /// # Errors
    /// As [`Table::open`]: a file may have been changed or removed meanwhile.
    pub fn open(&self) -> Result<Table> {
        open(self.input.clone(), &self.options)
    }
}

impl fmt::Debug for Origin {
    /// Without the bytes, which may be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin").field("bytes", &self.input.len).finish_non_exhaustive()
    }
}

fn open(input: Input, options: &Options) -> Result<Table> {
    let opened = examine(&input, options)?;
    let Opened { detected, columns, notes, rows } = opened;
    Ok(Table { detected, columns, notes, rows, origin: Origin { input, options: options.clone() } })
}

/// A table without what it was opened from.
struct Opened {
    detected: Detected,
    columns: Vec<Column>,
    notes: Vec<Message>,
    rows: Rows,
}

fn examine(input: &Input, options: &Options) -> Result<Opened> {
    let start = input.start(START)?;
    if start.starts_with(b"PK\x03\x04") {
        return workbook(input, archive::check(input, &options.limits)?, options);
    }
    if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return workbook(input, compound(input)?, options);
    }
    if let Some((_, name)) = OTHERS.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(unknown(name));
    }
    let found = encoding::find(input, options.encoding.as_deref())?;
    let (text, _) = found.encoding.decode_with_bom_removal(&start);
    match text_format(&text)? {
        Format::Html => {
            let page = html::open(input, found.clone(), options)?;
            let mut detected = detected(input, Format::Html);
            detected.encoding = Some(found.encoding.name());
            detected.reasons.extend(page.reasons);
            lay_out(detected, page.notes, page.rows, &page.extent, options)
        }
        format @ (Format::Vcard | Format::Ldif) => cards(input, format, found, options),
        _ => {
            let text = delimited::open(input, found, options)?;
            let mut detected = detected(input, Format::Csv);
            detected.encoding = Some(text.encoding.name());
            detected.delimiter = text.delimiter;
            detected.reasons.extend(text.reasons);
            lay_out(detected, Vec::new(), text.rows, &Extent::default(), options)
        }
    }
}

fn unknown(format: &str) -> Error {
    Error::invalid(Message::new("error-sheet-unknown-format").arg("format", format))
}

/// What is inside a compound file (MS-CFB), by the names of its streams.
fn compound(input: &Input) -> Result<Format> {
    let file = cfb::CompoundFile::open(input.open()?)
        .map_err(|error| Error::invalid("error-sheet-damaged").with_inside(error))?;
    if file.exists("/EncryptedPackage") {
        return Err(Error::invalid("error-sheet-password"));
    }
    if file.exists("/Workbook") || file.exists("/Book") {
        return Ok(Format::Xls);
    }
    Err(unknown(if file.exists("/WordDocument") { "DOC" } else { "OLE" }))
}

fn text_format(text: &str) -> Result<Format> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let starts = |start: &str| {
        text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    if starts("BEGIN:VCARD") {
        return Ok(Format::Vcard);
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let mut first = lines.next().unwrap_or_default().to_ascii_lowercase();
    if first.starts_with("version:") {
        first = lines.next().unwrap_or_default().to_ascii_lowercase();
    }
    if first.starts_with("dn:") {
        return Ok(Format::Ldif);
    }
    let lower = text.to_ascii_lowercase();
    if starts("<?xml") && lower.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Err(unknown("XML Spreadsheet 2003"));
    }
    let clipboard = starts("Version:") && lower.contains("starthtml:");
    let markup = ["<table", "<html", "<tr", "<!doctype html"].iter().any(|tag| lower.contains(tag));
    if (starts("<") || clipboard) && markup {
        return Ok(Format::Html);
    }
    Ok(Format::Csv)
}

fn detected(input: &Input, format: Format) -> Detected {
    let reason = match format {
        Format::Csv => "reason-sheet-format-text",
        _ => "reason-sheet-format-content",
    };
    Detected {
        format,
        encoding: None,
        delimiter: None,
        sheet: None,
        sheets: Vec::new(),
        header: Header::Fields,
        reasons: vec![
            Message::new(reason).arg("format", format.to_string()).arg("name", &input.name),
        ],
    }
}

fn workbook(input: &Input, format: Format, options: &Options) -> Result<Opened> {
    let book = workbook::open(input, format, options)?;
    let mut detected = detected(input, format);
    let notes = workbook::notes(&book.opened);
    detected.sheet = Some(book.opened.sheet);
    detected.sheets = book.opened.sheets;
    lay_out(detected, notes, book.rows, &book.opened.extent, options)
}

fn cards(
    input: &Input,
    format: Format,
    found: encoding::Found,
    options: &Options,
) -> Result<Opened> {
    let cards = cards::open(input, format, found, options)?;
    let mut detected = detected(input, format);
    detected.encoding = Some(cards.encoding.name());
    detected.reasons.extend(cards.reasons);
    let places = (0..cards.columns.len()).collect();
    let rows = Rows::new(places, false, Vec::new(), VecDeque::new(), cards.rows);
    Ok(Opened { detected, columns: cards.columns, notes: cards.notes, rows })
}

/// Finds the table among the rows.
fn lay_out(
    mut detected: Detected,
    mut notes: Vec<Message>,
    mut rows: RawRows,
    extent: &Extent,
    options: &Options,
) -> Result<Opened> {
    let layout = layout::find(&mut rows, extent, options)?;
    detected.header = layout.header;
    detected.reasons.push(layout.reason);
    notes.extend(layout.notes);
    let places = layout.columns.iter().map(|column| column.number - 1).collect();
    let rows = Rows::new(places, true, layout.skipped, layout.head, rows);
    Ok(Opened { detected, columns: layout.columns, notes, rows })
}
