//! What holds for any table and any bytes.

use jiff::civil::{Date, DateTime, date};
use obhut_sheets::{
    Cell, CsvStyle, CsvWriter, Entry, HeaderChoice, Options, Table, Writer, XlsxWriter,
};
use proptest::prelude::*;

use crate::writing::Shared;

fn day() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

/// Never midnight, which a workbook cannot tell from the day.
fn moment() -> impl Strategy<Value = DateTime> {
    (day(), 0_i8..24, 0_i8..60, 1_i8..60).prop_map(|(day, h, m, s)| day.at(h, m, s, 0))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        // What spreadsheets and parsers trip over.
        "[=+@'\\-0-9;,|\"\t\r\n a-c]{0,12}",
        "\\PC{0,20}",
        "[a-zäöüß]{1,8} [A-Z]{1,3}",
        "\\+49 [0-9]{2,4} [0-9]{3,8}",
    ]
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        2 => Just(Cell::Empty),
        6 => text().prop_map(Cell::text),
        1 => any::<bool>().prop_map(Cell::Bool),
        2 => any::<i32>().prop_map(|number| Cell::Number(number.into())),
        1 => (-1e12..1e12).prop_map(|number: f64| Cell::Number((number * 100.0).round() / 100.0)),
        1 => day().prop_map(Cell::Date),
        1 => moment().prop_map(Cell::DateTime),
    ]
}

/// Rows of three cells of which the first holds something; a row without content is no row.
fn table() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    let row = (cell().prop_filter("blank", |cell| !cell.is_blank()), cell(), cell());
    prop::collection::vec(row.prop_map(|(a, b, c)| vec![a, b, c]), 1..20)
}

/// The rows as text, sums at the end with them.
fn texts(bytes: Vec<u8>, name: &str, header: HeaderChoice) -> Vec<Vec<String>> {
    let options = Options { header, ..Options::default() };
    let mut rows = Vec::new();
    for entry in Table::from_bytes(name, bytes, &options).unwrap() {
        match entry.unwrap() {
            Entry::Row(row) => rows.push(row.cells.iter().map(ToString::to_string).collect()),
            Entry::Skipped(row) => {
                let mut cells: Vec<_> = row.cells.iter().map(ToString::to_string).collect();
                cells.resize(3, String::new());
                rows.push(cells);
            }
            Entry::Rejected(row) => panic!("{row:?}"),
        }
    }
    rows
}

fn expected(rows: &[Vec<Cell>]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

const NAMES: [&str; 3] = ["Erste", "Zweite", "Dritte"];

proptest! {
    #[test]
    fn csv_reads_back_as_it_was_written(rows in table(), german: bool) {
        let style = if german { CsvStyle::German } else { CsvStyle::Comma };
        let out = Shared::default();
        let mut writer = Box::new(CsvWriter::new(out.clone(), style, &NAMES).unwrap());
        for row in &rows {
            writer.row(row).unwrap();
        }
        writer.finish().unwrap();
        let mut wanted = expected(&rows);
        for (texts, cells) in wanted.iter_mut().zip(&rows) {
            for (text, cell) in texts.iter_mut().zip(cells) {
                if german && matches!(cell, Cell::Number(_)) {
                    *text = text.replace('.', ",");
                }
            }
        }
        let delimiter = Some(if german { ';' } else { ',' });
        let options = Options { delimiter, header: HeaderChoice::Row(1), ..Options::default() };
        let mut read = Vec::new();
        for entry in Table::from_bytes("a.csv", out.bytes(), &options).unwrap() {
            match entry.unwrap() {
                Entry::Row(row) => read.push(row.cells),
                Entry::Skipped(row) => read.push(row.cells),
                Entry::Rejected(row) => panic!("{row:?}"),
            }
        }
        prop_assert_eq!(expected(&read), wanted);
    }

    #[test]
    fn xlsx_reads_back_as_it_was_written(rows in table()) {
        let out = Shared::default();
        let mut writer =
            Box::new(XlsxWriter::new(out.clone(), None, "Blatt", &NAMES).unwrap());
        for row in &rows {
            writer.row(row).unwrap();
        }
        writer.finish().unwrap();
        let read = texts(out.bytes(), "a.xlsx", HeaderChoice::Row(1));
        prop_assert_eq!(read, expected(&rows));
    }

    #[test]
    fn no_bytes_panic_or_loop(bytes in prop::collection::vec(any::<u8>(), 1..2000), name in "a\\.(csv|xls|vcf|html)") {
        exhaust(&name, bytes);
    }

    #[test]
    fn no_text_panics_or_loops(
        start in prop::sample::select(vec![
            "", "sep=;\n", "BEGIN:VCARD\n", "dn: cn=x\n", "<table>", "<html><table><tr>", "version: 1\ndn: x\n",
            "\u{feff}", "\"",
        ]),
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "ä", "\n", "\r", "\r\n", "\"", "\"\"", ";", ",", "\t", "|", " ", "=", ":", "::", "1", "31.02.2024",
            "a@example.org", "Summe", "BEGIN:VCARD", "END:VCARD\n", "N;ENCODING=QUOTED-PRINTABLE:=F", "\n ", "TEL;TYPE=",
            "<tr>", "<td rowspan=99>", "<td colspan=9>", "</table>", "&nbsp;", "\0", "\u{fffd}", "\\", "\\n", "-", "dn:",
        ]), 0..200),
    ) {
        exhaust("a", format!("{start}{}x", parts.concat()).into_bytes());
    }

    #[test]
    fn no_damage_to_a_workbook_panics(at in 0_usize..6000, to: u8, which in 0_usize..4) {
        let mut bytes = workbooks()[which].clone();
        let at = at % bytes.len();
        bytes[at] = to;
        exhaust("a", bytes);
    }
}

fn exhaust(name: &str, bytes: Vec<u8>) {
    let length = bytes.len();
    if let Ok(table) = Table::from_bytes(name, bytes, &Options::default()) {
        let entries = table.into_iter().count();
        assert!(entries <= 2 * length + 2_000_000, "{entries} rows from {length} bytes");
    }
}

fn workbooks() -> [Vec<u8>; 4] {
    use crate::fixtures::{label, number, ods, ods_row, xls, xlsb};
    let out = Shared::default();
    let mut writer = Box::new(XlsxWriter::new(out.clone(), None, "Blatt", &NAMES).unwrap());
    writer.row(&[Cell::text("a"), Cell::Number(1.0), Cell::Date(date(2024, 1, 1))]).unwrap();
    writer.finish().unwrap();
    [
        out.bytes(),
        ods(&(ods_row(&["Name", "Ort"]) + &ods_row(&["Anna", "Köln"]))),
        xls(&[], &[label(0, 0, "Name"), label(1, 0, "Anna"), number(1, 1, 1.0)]),
        xlsb(["Name", "Alter"], &[("Anna", 1.0)]),
    ]
}
