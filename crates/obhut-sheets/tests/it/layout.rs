//! Where a table lies in a file, and what its columns are called.

use obhut_kernel::Lang;
use obhut_sheets::{Header, Options};

use crate::fixtures::{read, read_with, refused};

#[test]
fn titles_above_and_sums_below_are_skipped_and_reported() {
    let found = read(
        "a.csv",
        "Mitgliederliste TV Beispiel;;;\nStand: 01.01.2024;;;\n;;;\nNr;Name;Beitrag;Eintritt\n1;Meier;12,50;01.02.2003\n2;Summe, Anna;10,00;03.04.2005\nAnzahl;;2;\nSumme;;22,50;\n\n",
    );
    assert_eq!(found.table.detected.header, Header::Row(4));
    assert_eq!(found.columns, ["Nr", "Name", "Beitrag", "Eintritt"]);
    assert_eq!(found.numbers(), [5, 6]);
    assert_eq!(
        found.skipped,
        [
            (1, "skip-sheet-title"),
            (2, "skip-sheet-title"),
            (7, "skip-sheet-total"),
            (8, "skip-sheet-total")
        ]
    );
    assert_eq!(found.notes, ["note-sheet-titles"]);
}

#[test]
fn a_sum_in_the_middle_is_a_row() {
    let found = read("a.csv", "Posten;Text;Betrag\nMiete;x;1\nSumme;;1\nStrom;y;2\nGesamt;;3\n");
    assert_eq!(found.numbers(), [2, 3, 4]);
    assert_eq!(found.skipped, [(5, "skip-sheet-total")]);
}

#[test]
fn two_header_lines_are_joined() {
    // A group above its columns.
    let found = read(
        "a.csv",
        ";;Kontakt;;Adresse;\nNr;Name;E-Mail;Telefon;PLZ;Ort\n1;A;a@example.org;030 1;04109;Leipzig\n",
    );
    assert_eq!(found.table.detected.header, Header::Rows(1, 2));
    assert_eq!(
        found.columns,
        ["Nr", "Name", "Kontakt E-Mail", "Kontakt Telefon", "Adresse PLZ", "Adresse Ort"]
    );
    assert_eq!(found.notes, ["note-sheet-two-lines"]);
    // The parts of a group below an otherwise complete header.
    let found = read(
        "a.csv",
        "Nr;Name;Kontakt;;Eintritt\n;;E-Mail;Telefon;\n1;A;a@example.org;030 1;01.01.2001\n",
    );
    assert_eq!(found.columns, ["Nr", "Name", "Kontakt E-Mail", "Kontakt Telefon", "Eintritt"]);
    assert_eq!(found.numbers(), [3]);
}

#[test]
fn a_first_row_of_data_is_not_taken_for_a_header() {
    for text in [
        "1;2\n3;4\n",
        "Meier;a@example.org\nSchulz;b@example.org\n",
        "Köln;Anna\nBonn;Bert\nKöln;Cora\nKöln;Dora\n",
        "Meier;Hans;01.01.2001\n",
    ] {
        let found = read("a.csv", text);
        assert_eq!(found.table.detected.header, Header::Absent, "{text}");
        assert_eq!(found.rows.len(), text.lines().count(), "{text}");
        assert_eq!(found.columns[0], "Spalte 1");
        assert!(found.notes.contains(&"note-sheet-no-header"));
    }
    let options = Options { lang: Lang::En, ..Options::default() };
    assert_eq!(read_with("a.csv", "1;2\n3;4\n", &options).columns, ["Column 1", "Column 2"]);
}

#[test]
fn headers_are_found_where_all_is_text_and_where_years_head_columns() {
    for (text, first) in [
        ("Vorname\nJoseph\n", "Vorname"),
        ("Vorname;Ort\nAnna;Köln\nBert;Bonn\n", "Vorname"),
        ("Konto;2022;2023\nMiete;100;200\nStrom;5;6\n", "Konto"),
    ] {
        let found = read("a.csv", text);
        assert_eq!(
            (found.columns[0].as_str(), found.rows.len()),
            (first, text.lines().count() - 1)
        );
    }
}

#[test]
fn names_are_made_unique_and_missing_ones_numbered() {
    let found = read(
        "a.csv",
        "Name;name;;Name 2;NAME;E-Mail;\n9;8;7;6;5;f@example.org;\n1;2;3;4;5;g@example.org;\n",
    );
    assert_eq!(found.columns, ["Name", "name 3", "Spalte 3", "Name 2", "NAME 4", "E-Mail"]);
    let originals: Vec<_> =
        found.table.columns.iter().map(|column| column.original.as_deref()).collect();
    assert_eq!(originals[1..3], [Some("name"), None]);
    assert_eq!(found.notes, ["note-sheet-unnamed", "note-sheet-double"]);
}

#[test]
fn empty_columns_are_left_out_but_never_silently() {
    let mut lines = vec!["Nr;;Name;;".to_owned()];
    lines.extend((0..150).map(|row| format!("{row};;Anna{row};;")));
    lines.push("150;da;Bert;;\n151;;Cora;;auch\n152;;Dora;;\n".to_owned());
    let text = lines.join("\n");
    let found = read("a.csv", &text);
    assert_eq!(found.columns, ["Nr", "Name"]);
    assert_eq!(found.table.columns[1].number, 3);
    assert!(found.notes.contains(&"note-sheet-empty-columns"));
    assert_eq!(
        found.rejected,
        [(152, None, "row-sheet-outside"), (153, None, "row-sheet-too-many-cells")]
    );
    assert_eq!(found.rows.last().unwrap().1, ["152", "Dora"]);
}

#[test]
fn a_header_that_is_too_short_grows_with_its_rows() {
    let found = read("a.csv", "Nr;Name\n1;A;x@example.org\n2;B;y@example.org\n3;C\n");
    assert_eq!(found.columns, ["Nr", "Name", "Spalte 3"]);
    assert_eq!(found.rows.len(), 3);
}

#[test]
fn five_hundred_columns_are_read_and_one_more_is_refused() {
    let wide = |count: usize| {
        let names: Vec<String> = (1..=count).map(|n| format!("Feld {n}")).collect();
        let values: Vec<String> = (1..=count).map(|n| n.to_string()).collect();
        format!("{}\n{}\n", names.join(";"), values.join(";"))
    };
    let found = read("a.csv", wide(500));
    assert_eq!((found.columns.len(), found.rows[0].1[499].as_str()), (500, "500"));
    let error = refused("a.csv", wide(501), &Options::default());
    assert_eq!(error.outside().key(), "error-sheet-too-many-columns");
}

#[test]
fn breaks_and_blanks_in_headers_are_tidied() {
    let found = read("a.csv", "\"E-\nMail\"; Vor  name ;Nr\na@example.org;A;1\n");
    assert_eq!(found.columns, ["E- Mail", "Vor name", "Nr"]);
}
