//! CSV and its relatives.

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use obhut_sheets::{Format, Header, HeaderChoice, Options, Table};

use crate::fixtures::{read, read_with, refused};

const PEOPLE: &str =
    "Name;E-Mail;Straße\nMüller, Jörg;j@example.org;Am Tor 1\nJäger;k@example.org;Weg 2\n";

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn every_encoding_gives_the_same_table() {
    let expected = read("a.csv", PEOPLE);
    assert_eq!(expected.columns, ["Name", "E-Mail", "Straße"]);
    assert_eq!(expected.cells()[0], ["Müller, Jörg", "j@example.org", "Am Tor 1"]);
    assert_eq!(expected.numbers(), [2, 3]);
    for (encoding, bytes) in [
        ("UTF-8", format!("\u{feff}{PEOPLE}").into_bytes()),
        ("windows-1252", WINDOWS_1252.encode(PEOPLE).0.into_owned()),
        ("UTF-16LE", utf16(PEOPLE, false, true)),
        ("UTF-16LE", utf16(PEOPLE, false, false)),
        ("UTF-16BE", utf16(PEOPLE, true, true)),
        ("UTF-16BE", utf16(PEOPLE, true, false)),
        // encoding_rs does not encode it, so the letters are put in by hand.
        ("macintosh", WINDOWS_1252.encode(PEOPLE).0.iter().map(|b| mac(*b)).collect()),
    ] {
        let found = read("a.csv", &bytes);
        assert_eq!(found.table.detected.encoding, Some(encoding));
        assert_eq!((found.columns, found.rows), (expected.columns.clone(), expected.rows.clone()));
    }
    assert_eq!(MACINTOSH.decode(&[mac(0xfc)]).0, "ü");
}

fn mac(byte: u8) -> u8 {
    match byte {
        0xfc => 0x9f,
        0xf6 => 0x9a,
        0xe4 => 0x8a,
        0xdf => 0xa7,
        other => other,
    }
}

#[test]
fn every_delimiter_is_found() {
    for delimiter in [";", ",", "\t", "|"] {
        let text = PEOPLE.replace(',', "").replace(';', delimiter);
        let found = read("a.txt", &text);
        assert_eq!(found.table.detected.delimiter, delimiter.chars().next());
        assert_eq!(found.columns.len(), 3);
    }
    let found = read("a.csv", "E-Mail\na@example.org\nb@example.org\n");
    assert_eq!((found.table.detected.delimiter, found.columns), (None, vec!["E-Mail".to_owned()]));
}

#[test]
fn a_declared_delimiter_is_obeyed() {
    let found = read("a.csv", "sep=|\nName|Ort, Land\nA, B, C|D, E, F\n");
    assert_eq!(found.table.detected.delimiter, Some('|'));
    assert_eq!(found.columns, ["Name", "Ort, Land"]);
    assert_eq!(found.rows, [(3, vec!["A, B, C".to_owned(), "D, E, F".to_owned()])]);
}

#[test]
fn what_is_forced_counts() {
    let options = Options {
        delimiter: Some(','),
        encoding: Some("latin1".into()),
        header: HeaderChoice::Row(2),
        ..Options::default()
    };
    let found = read_with("a.csv", "x;y,z\nName,Ort\nA,M\u{fc}\n", &options);
    assert_eq!(found.columns, ["Name", "Ort"]);
    assert_eq!(found.cells(), [["A", "MÃ¼"]]);
    assert_eq!(found.skipped, [(1, "skip-sheet-title")]);
    let absent = Options { header: HeaderChoice::Absent, ..Options::default() };
    let found = read_with("a.csv", PEOPLE, &absent);
    assert_eq!((found.columns[0].as_str(), found.rows.len()), ("Spalte 1", 3));
    for (options, key) in [
        (Options { encoding: Some("ebcdic".into()), ..Options::default() }, "error-sheet-encoding"),
        (Options { delimiter: Some('"'), ..Options::default() }, "error-sheet-delimiter"),
        (Options { delimiter: Some('§'), ..Options::default() }, "error-sheet-delimiter"),
        (Options { header: HeaderChoice::Row(99), ..Options::default() }, "error-sheet-header-row"),
    ] {
        assert_eq!(refused("a.csv", PEOPLE, &options).outside().key(), key);
    }
}

#[test]
fn quotes_and_breaks_inside_cells_are_kept_and_lines_counted() {
    let found = read(
        "a.csv",
        "Name,Anschrift,E-Mail\r\n\"M, \"\"der\"\"\",\"Weg 1\r\n04109 Köln\",a@example.org\r\nB,\"\",b@example.org\r\n",
    );
    assert_eq!(
        found.cells(),
        [["M, \"der\"", "Weg 1\r\n04109 Köln", "a@example.org"], ["B", "", "b@example.org"]]
    );
    assert_eq!(found.numbers(), [2, 4]);
}

#[test]
fn old_macintosh_line_ends_are_lines() {
    let found = read("a.csv", "Name;Alter\rA;1\rB;2\r");
    assert_eq!(found.numbers(), [2, 3]);
}

#[test]
fn a_quote_that_is_never_closed_costs_one_row() {
    let found = read(
        "a.csv",
        "Nr;Name;E-Mail\n1;A;a@example.org\n2;\"B;b@example.org\n3;C;c@example.org\n4;\"D\";d@example.org\n5;E;e@example.org\n",
    );
    assert_eq!(found.rejected, [(3, None, "row-sheet-open-quote")]);
    assert_eq!(found.numbers(), [2, 4, 5, 6]);
    assert_eq!(found.cells()[2], ["4", "D", "d@example.org"]);
    // Up to the end of the file as well.
    let found = read("a.csv", "Nr;Name\n1;A\n2;\"B\n3;C\n4;D\n");
    assert_eq!(found.rejected, [(3, None, "row-sheet-open-quote")]);
    assert_eq!(found.numbers(), [2, 4, 5]);
}

#[test]
fn quotes_inside_a_cell_that_are_not_doubled_are_text() {
    let found = read("a.csv", "Firma;Ort\n\"Haus \"Sonne\" GmbH\";Köln\nA \"B\" C;Bonn\n");
    assert_eq!(found.cells(), [["Haus \"Sonne\" GmbH", "Köln"], ["A \"B\" C", "Bonn"]]);
}

#[test]
fn short_rows_are_filled_and_long_ones_rejected() {
    let mut found = read("a.csv", "A;B;C\n1\n1;2;3;;;\n1;2;3;4\n1;2\n\n;;\n");
    assert_eq!(found.cells(), [["1", "", ""], ["1", "2", "3"], ["1", "2", ""]]);
    assert_eq!(found.rejected, [(4, None, "row-sheet-too-many-cells")]);
    assert_eq!(found.table.rows().counts().blank, 2);
}

#[test]
fn formulas_are_text_and_neutralised_ones_come_back() {
    let found = read("a.csv", "Name,Wert\nA,=1+1\nB,'=1+1\nC,'+49-30-1\nD,'s\n");
    let values: Vec<_> = found.cells().iter().map(|row| row[1]).collect();
    assert_eq!(values, ["=1+1", "=1+1", "+49-30-1", "'s"]);
}

#[test]
fn characters_that_do_not_fit_cost_their_row() {
    let mut bytes = "Name;Ort\n".as_bytes().to_vec();
    bytes.extend("Jörg;Köln\n".repeat(9).as_bytes());
    bytes.extend(b"M\xfcller;Bonn\nA\0B;Bonn\nC;Bonn\n");
    let found = read("a.csv", &bytes);
    assert_eq!(found.table.detected.encoding, Some("UTF-8"));
    assert_eq!(
        found.rejected,
        [(11, Some(0), "row-sheet-undecodable"), (12, Some(0), "row-sheet-nul")]
    );
    assert_eq!(found.rows.len(), 10);
}

#[test]
fn a_stream_is_read_like_a_file() {
    let table = Table::from_reader("-", PEOPLE.as_bytes(), &Options::default()).unwrap();
    assert_eq!((table.detected.format, table.detected.header), (Format::Csv, Header::Row(1)));
    let pasted = Table::from_reader("-", &b"Name\tOrt\nA\tB\n"[..], &Options::default()).unwrap();
    assert_eq!(pasted.detected.delimiter, Some('\t'));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("p.csv");
    std::fs::write(&path, PEOPLE).unwrap();
    assert_eq!(Table::open(&path, &Options::default()).unwrap().into_iter().count(), 2);
}
