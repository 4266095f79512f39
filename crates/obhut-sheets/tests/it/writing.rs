//! Writers, and that no program runs what they write.

use std::{
    io::{self, Cursor, Seek, SeekFrom, Write},
    sync::{Arc, Mutex},
};

use jiff::civil::{date, datetime};
use obhut_kernel::Kind;
use obhut_sheets::{
    Cell, CsvStyle, CsvWriter, Entry, JsonStyle, JsonWriter, Options, RejectedLabels,
    RejectedWriter, Table, Writer, XlsxWriter,
};

use crate::fixtures::{exhaust, read};

/// A file in memory that outlives its writer.
#[derive(Clone, Default)]
pub struct Shared(Arc<Mutex<Cursor<Vec<u8>>>>);

impl Shared {
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().get_ref().clone()
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.lock().unwrap().seek(to)
    }
}

const COLUMNS: [&str; 3] = ["Name", "Betrag", "Seit"];

fn rows() -> Vec<Vec<Cell>> {
    vec![
        vec![Cell::text("Müller; \"Jörg\""), Cell::Number(-1234.5), Cell::Date(date(2024, 2, 29))],
        vec![
            Cell::text("=1+1"),
            Cell::text("+49 30 1"),
            Cell::DateTime(datetime(2024, 1, 1, 7, 5, 9, 0)),
        ],
        vec![Cell::text("a\nb"), Cell::Bool(true)],
    ]
}

fn write(mut writer: Box<dyn Writer>) {
    for row in rows() {
        writer.row(&row).unwrap();
    }
    writer.finish().unwrap();
}

#[test]
fn csv_is_written_for_german_excel_and_for_programs() {
    let out = Shared::default();
    write(Box::new(CsvWriter::new(out.clone(), CsvStyle::German, &COLUMNS).unwrap()));
    assert_eq!(
        out.text(),
        "\u{feff}Name;Betrag;Seit\r\n\"Müller; \"\"Jörg\"\"\";-1234,5;2024-02-29\r\n\
         '=1+1;+49 30 1;2024-01-01T07:05:09\r\n\"a\nb\";true;\r\n"
    );
    let out = Shared::default();
    write(Box::new(CsvWriter::new(out.clone(), CsvStyle::Comma, &COLUMNS).unwrap()));
    assert!(out.text().starts_with("Name,Betrag,Seit\r\n\"Müller; \"\"Jörg\"\"\",-1234.5,"));
    let found = read("a.csv", out.bytes());
    assert_eq!(found.cells()[1][0], "=1+1");
    let out = Shared::default();
    CsvWriter::new(out.clone(), CsvStyle::Comma, &["=HYPERLINK()"]).map(drop).unwrap();
    assert_eq!(out.text(), "'=HYPERLINK()\r\n");
}

#[test]
fn xlsx_holds_values_and_no_formula() {
    let out = Shared::default();
    let dir = tempfile::tempdir().unwrap();
    let writer = XlsxWriter::new(out.clone(), Some(dir.path()), "Mitglieder", &COLUMNS).unwrap();
    write(Box::new(writer));
    let table = Table::from_bytes("a.xlsx", out.bytes(), &Options::default()).unwrap();
    let mut read = Vec::new();
    for entry in table {
        let Entry::Row(row) = entry.unwrap() else { panic!("no row") };
        read.push(row.cells);
    }
    let mut expected = rows();
    expected[2].push(Cell::Empty);
    assert_eq!(read, expected);
    let mut archive = zip::ZipArchive::new(Cursor::new(out.bytes())).unwrap();
    let mut part = |name: &str| io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "));
    assert!(sheet.contains("<autoFilter ref=\"A1:C4\"/>") && sheet.contains("state=\"frozen\""));
    assert!(part("xl/styles.xml").contains("<b/>"));
}

#[test]
fn a_row_that_xlsx_cannot_hold_is_refused_alone() {
    let out = Shared::default();
    let mut writer = XlsxWriter::new(out.clone(), None, "a", &["Text"]).unwrap();
    let error = writer.row(&[Cell::text("ä".repeat(32_768))]).unwrap_err();
    assert_eq!((error.kind(), error.outside().key()), (Kind::Invalid, "error-sheet-write-cell"));
    writer.row(&[Cell::text("ä".repeat(32_767))]).unwrap();
    Box::new(writer).finish().unwrap();
    assert_eq!(
        exhaust(Table::from_bytes("a.xlsx", out.bytes(), &Options::default()).unwrap()).rows.len(),
        1
    );
    let error = XlsxWriter::new(Shared::default(), None, "a/b", &["x"]).err().unwrap();
    assert_eq!(error.outside().key(), "error-sheet-name");
}

#[test]
fn json_is_written_as_lines_and_as_an_array() {
    let out = Shared::default();
    write(Box::new(JsonWriter::new(out.clone(), JsonStyle::Lines, &COLUMNS).unwrap()));
    let text = out.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], r#"{"Name":"Müller; \"Jörg\"","Betrag":-1234.5,"Seit":"2024-02-29"}"#);
    assert_eq!(lines[2], r#"{"Name":"a\nb","Betrag":true,"Seit":null}"#);
    let out = Shared::default();
    write(Box::new(JsonWriter::new(out.clone(), JsonStyle::Array, &COLUMNS).unwrap()));
    let array: serde_json::Value = serde_json::from_str(&out.text()).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 3);
    assert_eq!(array[1]["Name"], "=1+1");
}

#[test]
fn rejected_rows_can_be_corrected_and_read_again() {
    let mut table = Table::from_bytes(
        "a.csv",
        &b"Nr;Name;Grund\n1;A;x\n2;B;y;zu viel\n3;\"C;z\n"[..],
        &Options::default(),
    )
    .unwrap();
    let out = Shared::default();
    let file = out.clone();
    let labels =
        RejectedLabels { row: "Zeile".into(), column: "Spalte".into(), reason: "Grund".into() };
    let mut rejected = RejectedWriter::new(&table.columns, &labels, |names| {
        Ok(Box::new(CsvWriter::new(file, CsvStyle::German, names)?))
    })
    .unwrap();
    for entry in table.rows() {
        match entry.unwrap() {
            Entry::Rejected(error) => rejected.unreadable(&error, error.reason.key()).unwrap(),
            Entry::Row(row) => {
                rejected.row(row.number, &row.cells, Some(1), "kein Name").unwrap();
            }
            Entry::Skipped(row) => panic!("{row:?}"),
        }
    }
    rejected.finish().unwrap();
    let found = read("r.csv", out.bytes());
    assert_eq!(found.columns, ["Nr", "Name", "Grund", "Zeile", "Spalte", "Grund 2"]);
    assert_eq!(
        found.cells(),
        [
            ["1", "A", "x", "2", "Name", "kein Name"],
            ["2", "B", "y", "3", "", "row-sheet-too-many-cells"],
            ["3", "\"C", "z", "4", "", "row-sheet-open-quote"],
        ]
    );
}
