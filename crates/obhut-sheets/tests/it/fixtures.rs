//! Files made by code, and what is asked of a table.

use std::io::{Cursor, Write};

use obhut_kernel::Error;
use obhut_sheets::{Entry, Options, Table};
use zip::{ZipWriter, write::SimpleFileOptions};

/// What came out of a file.
#[derive(Debug)]
pub struct Read {
    pub table: Table,
    pub columns: Vec<String>,
    /// Number and cells as text.
    pub rows: Vec<(u64, Vec<String>)>,
    /// Number, column and key of the reason.
    pub rejected: Vec<(u64, Option<usize>, &'static str)>,
    pub skipped: Vec<(u64, &'static str)>,
    pub notes: Vec<&'static str>,
    /// The error that ended it.
    pub error: Option<&'static str>,
}

pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Read {
    read_with(name, bytes, &Options::default())
}

pub fn read_with(name: &str, bytes: impl AsRef<[u8]>, options: &Options) -> Read {
    exhaust(Table::from_bytes(name, bytes.as_ref(), options).unwrap())
}

pub fn refused(name: &str, bytes: impl AsRef<[u8]>, options: &Options) -> Error {
    Table::from_bytes(name, bytes.as_ref(), options).map(exhaust).unwrap_err()
}

pub fn refused_key(name: &str, bytes: impl AsRef<[u8]>) -> &'static str {
    refused(name, bytes, &Options::default()).outside().key()
}

pub fn exhaust(mut table: Table) -> Read {
    let columns = table.columns.iter().map(|column| column.name.clone()).collect();
    let notes = table.notes.iter().map(obhut_kernel::Message::key).collect();
    let (mut rows, mut rejected, mut skipped, mut error) = (vec![], vec![], vec![], None);
    for entry in table.rows() {
        match entry {
            Ok(Entry::Row(row)) => {
                rows.push((row.number, row.cells.iter().map(ToString::to_string).collect()));
            }
            Ok(Entry::Rejected(row)) => rejected.push((row.number, row.column, row.reason.key())),
            Ok(Entry::Skipped(row)) => skipped.push((row.number, row.reason.key())),
            Err(failed) => error = Some(failed.outside().key()),
        }
    }
    Read { table, columns, rows, rejected, skipped, notes, error }
}

impl Read {
    /// The cells without the row numbers.
    pub fn cells(&self) -> Vec<Vec<&str>> {
        let rows = self.rows.iter();
        rows.map(|(_, cells)| cells.iter().map(String::as_str).collect()).collect()
    }

    pub fn numbers(&self) -> Vec<u64> {
        self.rows.iter().map(|(number, _)| *number).collect()
    }
}

/// An archive of these parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An ODS file of one sheet from the XML between `<table:table>` and its end.
pub fn ods(sheet: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o"
        xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table
        table:name="Blatt">{sheet}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A row of texts for [`ods`].
pub fn ods_row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|text| {
            format!(
                r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
            )
        })
        .collect();
    let cells = cells.concat();
    format!("<table:table-row>{cells}</table:table-row>")
}

/// A compound file (MS-CFB) of these streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in streams {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend(data);
    bytes
}

/// The text cell at a row and column from 0 of an XLS file (MS-XLS 2.4.148).
pub fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let mut data = [row, column, 0, u16::try_from(text.len()).unwrap()]
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect::<Vec<_>>();
    data.push(0);
    data.extend(text.as_bytes());
    record(0x0204, &data)
}

/// The number cell at a row and column from 0 of an XLS file (MS-XLS 2.4.180).
pub fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    let mut data: Vec<u8> = [row, column, 0].iter().flat_map(|n| n.to_le_bytes()).collect();
    data.extend(value.to_le_bytes());
    record(0x0203, &data)
}

/// An XLS file of one sheet with these records, and these at the front of the workbook.
pub fn xls(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000a, &[]);
    let name = b"Blatt";
    let mut front = [begin(5), globals.concat()].concat();
    let start = u32::try_from(front.len() + 4 + 8 + name.len() + end.len()).unwrap();
    let mut bound = start.to_le_bytes().to_vec();
    bound.extend([0, 0, u8::try_from(name.len()).unwrap(), 0]);
    bound.extend(name);
    front.extend(record(0x0085, &bound));
    let stream = [front, end.clone(), begin(0x10), sheet.concat(), end].concat();
    compound(&[("/Workbook", &stream)])
}

/// Columns from one to another, hidden (MS-XLS 2.4.53).
pub fn hidden_columns(first: u16, last: u16) -> Vec<u8> {
    let data: Vec<u8> = [first, last, 2000, 0, 1, 0].iter().flat_map(|n| n.to_le_bytes()).collect();
    record(0x007d, &data)
}

pub fn file_pass() -> Vec<u8> {
    record(0x002f, &[1, 0, 1, 0])
}

/// An XLSB file of one sheet: a header of texts, then rows of a text and a number.
pub fn xlsb(header: [&str; 2], rows: &[(&str, f64)]) -> Vec<u8> {
    // Type and size of a record are written seven bits at a time (MS-XLSB 2.1.4).
    let varint = |mut number: usize| {
        let mut bytes = Vec::new();
        while number > 0x7f {
            bytes.push(u8::try_from(number & 0x7f | 0x80).unwrap());
            number >>= 7;
        }
        bytes.push(u8::try_from(number).unwrap());
        bytes
    };
    let record =
        |kind: usize, data: &[u8]| [varint(kind), varint(data.len()), data.to_vec()].concat();
    let wide = |text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut bytes = u32::try_from(units.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    };
    let cell = |column: u32| [column.to_le_bytes().to_vec(), vec![0; 4]].concat();
    let text = |column: u32, text: &str| record(0x06, &[cell(column), wide(text)].concat());
    let bundle = [vec![0; 4], 1_u32.to_le_bytes().to_vec(), wide("rId1"), wide("Blatt")].concat();
    let workbook =
        [record(0x83, &[]), record(0x9c, &bundle), record(0x90, &[]), record(0x9d, &[0; 26])]
            .concat();
    let mut sheet = [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[])].concat();
    sheet.extend(record(0x00, &[0; 17]));
    sheet.extend([text(0, header[0]), text(1, header[1])].concat());
    for (row, (name, value)) in (1_u32..).zip(rows) {
        sheet.extend(record(0x00, &[row.to_le_bytes().to_vec(), vec![0; 13]].concat()));
        sheet.extend(text(0, name));
        sheet.extend(record(0x05, &[cell(1), value.to_le_bytes().to_vec()].concat()));
    }
    sheet.extend(record(0x92, &[]));
    let relations = br#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    archive(&[
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", relations),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}
