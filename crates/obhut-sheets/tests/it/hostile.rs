//! Files that want to do harm, or look as if.

use std::io::Write;

use obhut_sheets::{Limits, Options, Table};
use rust_xlsxwriter::Workbook;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::fixtures::{archive, label, ods, ods_row, read, read_with, refused, refused_key, xls};

fn with(limits: Limits) -> Options {
    Options { limits, ..Options::default() }
}

/// A workbook with a sheet of this much white space.
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"<workbook/>").unwrap();
    writer.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..mebibytes {
        writer.write_all(&blanks).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn archives_that_grow_too_much_are_refused() {
    let bytes = bomb(40);
    assert!(bytes.len() < 100_000);
    assert_eq!(refused_key("a.xlsx", &bytes), "error-sheet-archive-ratio");
    let small = with(Limits { archive_bytes: 1 << 20, ..Limits::default() });
    assert_eq!(refused("a.xlsx", &bytes, &small).outside().key(), "error-sheet-archive-size");
    let few = with(Limits { archive_entries: 1, ..Limits::default() });
    assert_eq!(refused("a.xlsx", &bytes, &few).outside().key(), "error-sheet-archive-entries");
}

#[test]
fn a_directory_that_lies_about_sizes_is_not_believed() {
    let mut bytes = bomb(40);
    let size = (40_u32 << 20).to_le_bytes();
    let mut lies = 0;
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
            lies += 1;
        }
    }
    assert!(lies > 0);
    let key = refused_key("a.xlsx", &bytes);
    assert!(["error-sheet-archive-ratio", "error-sheet-damaged"].contains(&key), "{key}");
}

#[test]
fn repeats_in_ods_do_not_fill_memory() {
    let row = ods_row(&["x"])
        .replace("<table:table-row>", "<table:table-row table:number-rows-repeated=\"1000000\">")
        .replace(
            "<table:table-cell ",
            "<table:table-cell table:number-columns-repeated=\"16000\" ",
        );
    assert_eq!(refused_key("a.ods", ods(&row)), "error-sheet-too-many-cells");
}

#[test]
fn far_cells_in_xls_and_xlsx_do_not_fill_memory() {
    let cells = [label(0, 0, "a"), label(65_535, 60_000, "b")];
    assert_eq!(refused_key("a.xls", xls(&[], &cells)), "error-sheet-too-many-cells");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Name").unwrap();
    sheet.write_string(1_048_575, 0, "Anna").unwrap();
    let found = read("a.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(found.numbers(), [1_048_576]);
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(0, 16_383, "Name").unwrap();
    let key = refused_key("a.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(key, "error-sheet-too-many-columns");
}

#[test]
fn a_cell_of_ten_megabytes_costs_one_row() {
    let huge = "x".repeat(10 << 20);
    for text in [
        format!("Nr;Name;Ort\n1;A;Köln\n2;{huge};Bonn\n3;C;Ulm\n"),
        format!("Nr;Name;Ort\n1;A;Köln\n2;\"{huge}\n{huge}\";Bonn\n3;C;Ulm\n"),
    ] {
        let found = read("a.csv", text);
        assert_eq!(found.rejected.len(), 1);
        assert_eq!(found.rejected[0].2, "row-sheet-cell-too-long");
        assert_eq!(found.cells(), [["1", "A", "Köln"], ["3", "C", "Ulm"]]);
    }
}

#[test]
fn a_cell_of_exactly_the_limit_is_read() {
    let options = with(Limits { cell_bytes: 10, ..Limits::default() });
    let found = read_with("a.csv", "Name;Nr\n0123456789;1\n0123456789x;2\n", &options);
    assert_eq!(found.cells(), [["0123456789", "1"]]);
    assert_eq!(found.rejected, [(3, Some(0), "row-sheet-cell-too-long")]);
}

#[test]
fn sheets_longer_than_the_limit_end_with_an_error_after_the_rows_before() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..300 {
        sheet.write_string(row, 0, format!("Name {row}")).unwrap();
        sheet.write_number(row, 1, row).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let options = with(Limits { sheet_rows: 200, ..Limits::default() });
    let found = read_with("a.xlsx", &bytes, &options);
    assert_eq!((found.rows.len(), found.error), (200, Some("error-sheet-too-many-rows")));
    let options = with(Limits { sheet_rows: 300, ..Limits::default() });
    assert_eq!(read_with("a.xlsx", &bytes, &options).error, None);
}

#[test]
fn what_is_no_table_is_refused_with_its_name() {
    for (bytes, key) in [
        (b"%PDF-1.7 ...".to_vec(), "error-sheet-unknown-format"),
        (archive(&[("word/document.xml", b"<x/>")]), "error-sheet-unknown-format"),
        (b"PK\x03\x04broken".to_vec(), "error-sheet-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken".to_vec(), "error-sheet-damaged"),
        ((0..=255).cycle().take(1000).collect(), "error-sheet-binary"),
        (b"\n \n\t\n".to_vec(), "error-sheet-no-content"),
        (
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>"
                .to_vec(),
            "error-sheet-unknown-format",
        ),
    ] {
        assert_eq!(refused_key("a.xlsx", &bytes), key, "{:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_damaged_sheet_gives_an_error_and_no_panic() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..50 {
        sheet.write_string(row, 0, format!("Name {row}")).unwrap();
    }
    let good = workbook.save_to_buffer().unwrap();
    for cut in (30..good.len()).step_by(97) {
        let outcome = Table::from_bytes("a.xlsx", &good[..cut], &Options::default());
        assert!(outcome.is_err(), "{cut}");
    }
}

#[test]
fn files_of_nothing_but_quotes_end() {
    for text in ["\"\n".repeat(20_000), "a;\"\"b\n".repeat(20_000), "1;\"a\n".repeat(20_000)] {
        // What comes out is not the point: pairs of quotes may hold nothing but line ends.
        let length = text.len();
        let table = Table::from_bytes("a.csv", text.into_bytes(), &Options::default());
        assert!(table.map_or(0, |table| table.into_iter().count()) <= length);
    }
}

#[test]
fn a_workbook_that_claims_too_many_shared_texts_is_refused() {
    let bytes = archive(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/SharedStrings.xml", br#"<!-- --><sst uniqueCount="10000000000"><si/></sst>"#),
    ]);
    assert_eq!(refused_key("a.xlsx", bytes), "error-sheet-damaged");
}

#[test]
fn sectors_in_a_circle_end() {
    let mut bytes = xls(&[], &[label(0, 0, "Name"), label(1, 0, "Anna")]);
    assert_eq!(read("a.xls", &bytes).rows.len(), 1);
    // Each entry of the allocation table that ends a chain is made to lead to its own sector.
    let end = u32::MAX - 1;
    for at in (512..bytes.len() - 4).step_by(4) {
        let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        if u32::from_le_bytes(four) == end {
            let sector = u32::try_from((at - 512) % 512 / 4).unwrap();
            bytes[at..at + 4].copy_from_slice(&sector.to_le_bytes());
        }
    }
    assert_eq!(refused_key("a.xls", bytes), "error-sheet-damaged");
}

#[test]
fn nested_tables_and_overlapping_spans_end() {
    let nested = "<table><tr><td>x".repeat(20_000);
    let outcome = Table::from_bytes("-", nested.into_bytes(), &Options::default());
    assert!(outcome.is_ok_and(|table| table.into_iter().count() <= 1));
    let spans = "<tr><td rowspan=20000>x</td><td>1</td></tr>".repeat(5_000);
    let error = refused("-", format!("<table>{spans}</table>"), &Options::default());
    assert_eq!(error.outside().key(), "error-sheet-too-many-columns");
}
