//! XLSX, XLSB, ODS and XLS.

use obhut_sheets::{Format, Header, Options};
use rust_xlsxwriter::{Format as Style, Formula, Workbook};

use crate::fixtures::{
    compound, exhaust, file_pass, hidden_columns, label, number, ods, ods_row, read, read_with,
    refused, refused_key, xls, xlsb,
};

fn book(fill: impl FnOnce(&mut Workbook) -> Result<(), rust_xlsxwriter::XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook).unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn cells_of_all_kinds_are_read() {
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet();
        for (column, name) in (0..).zip(["Name", "PLZ", "Geburt", "Stand", "Aktiv", "Betrag"]) {
            sheet.write_string(0, column, name)?;
        }
        let date = Style::new().set_num_format("dd.mm.yyyy");
        let time = Style::new().set_num_format("dd.mm.yyyy hh:mm");
        sheet.write_string(2, 0, "Jörg_x000D_")?;
        sheet.write_number(2, 1, 4109)?;
        sheet.write_number_with_format(2, 2, 29_000, &date)?;
        sheet.write_number_with_format(2, 3, 45_000.25, &time)?;
        sheet.write_boolean(2, 4, true)?;
        sheet.write_formula(2, 5, Formula::new("=HYPERLINK(\"x\")").set_result("12.5"))?;
        Ok(())
    });
    let found = read("a.xlsx", bytes);
    assert_eq!(found.table.detected.format, Format::Xlsx);
    assert_eq!(
        found.cells(),
        [["Jörg_x000D_", "4109", "1979-05-25", "2023-03-15T06:00:00", "true", "12.5"]]
    );
    assert_eq!(found.numbers(), [3]);
}

#[test]
fn hidden_sheets_and_columns_are_read_and_reported() {
    let bytes = book(|workbook| {
        workbook.add_worksheet().set_name("Leer")?;
        let sheet = workbook.add_worksheet().set_name("Personen")?;
        for (column, (name, value)) in (0..).zip([("Nr", "1"), ("Geheim", "x"), ("Ort", "Köln")]) {
            sheet.write_string(0, column, name)?.write_string(1, column, value)?;
        }
        sheet.set_column_hidden(1)?;
        let hidden = workbook.add_worksheet().set_name("Alt & Neu")?;
        hidden.write_string(0, 0, "Name")?.write_string(1, 0, "Anna")?.set_hidden(true);
        Ok(())
    });
    let found = read("a.xlsx", &bytes);
    assert_eq!(found.table.detected.sheet.as_deref(), Some("Personen"));
    assert_eq!(
        found.notes,
        ["note-sheet-other-sheets", "note-sheet-hidden-sheets", "note-sheet-hidden-columns"]
    );
    let hidden: Vec<_> = found.table.columns.iter().map(|column| column.hidden).collect();
    assert_eq!(hidden, [false, true, false]);
    assert_eq!(found.cells(), [["1", "x", "Köln"]]);
    let options = Options { sheet: Some("alt & neu ".into()), ..Options::default() };
    let found = read_with("a.xlsx", &bytes, &options);
    assert_eq!(found.cells(), [["Anna"]]);
    assert!(found.notes.contains(&"note-sheet-hidden-sheet"));
    let options = Options { sheet: Some("Fehlt".into()), ..Options::default() };
    let error = refused("a.xlsx", &bytes, &options);
    assert_eq!(error.outside().key(), "error-sheet-no-such-sheet");
}

#[test]
fn merged_cells_count_for_all_they_cover() {
    let bytes = book(|workbook| {
        let (sheet, style) = (workbook.add_worksheet(), Style::new());
        sheet.merge_range(0, 0, 0, 3, "Mitglieder 2024", &style)?;
        sheet.merge_range(1, 0, 2, 0, "Verein", &style)?;
        sheet.merge_range(1, 1, 1, 2, "Kontakt", &style)?;
        sheet.write_string(1, 3, "Alter")?.write_string(2, 1, "E-Mail")?;
        sheet.write_string(2, 2, "Telefon")?;
        sheet.merge_range(3, 0, 4, 0, "TV Beispiel", &style)?;
        for (row, who) in [(3, "a"), (4, "b")] {
            sheet.write_string(row, 1, format!("{who}@example.org"))?.write_number(row, 3, 40)?;
        }
        Ok(())
    });
    let found = read("a.xlsx", bytes);
    assert_eq!(found.table.detected.header, Header::Rows(2, 3));
    assert_eq!(found.columns, ["Verein", "Kontakt E-Mail", "Kontakt Telefon", "Alter"]);
    assert_eq!(
        found.cells(),
        [["TV Beispiel", "a@example.org", "", "40"], ["TV Beispiel", "b@example.org", "", "40"]]
    );
    assert_eq!(found.skipped, [(1, "skip-sheet-title")]);
    assert_eq!(found.notes, ["note-sheet-merged", "note-sheet-two-lines", "note-sheet-titles"]);
}

#[test]
fn ods_is_read_with_repeats_hidden_columns_and_merges() {
    let sheet = format!(
        r#"<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>{}
        <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>Köln &amp; Bonn</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="4109"><text:p>04109</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>Ort</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-02-29"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
        <table:table-row><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="1.5"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
        ods_row(&["Ort", "PLZ", "Mehr"])
    );
    let found = read("a.ods", ods(&sheet));
    assert_eq!(found.table.detected.format, Format::Ods);
    assert_eq!(
        found.cells(),
        [
            ["Köln & Bonn", "4109", "4109"],
            ["Köln & Bonn", "4109", "4109"],
            ["Ort", "2024-02-29", "true"],
            ["Ort", "1.5", ""],
        ]
    );
    assert_eq!(found.numbers(), [2, 3, 4, 5]);
    assert_eq!(found.notes, ["note-sheet-merged", "note-sheet-hidden-columns"]);
}

/// As some programs write their XML, and as `xmllint --format` makes it.
#[test]
fn indented_ods_reads_like_any_other() {
    let cells = [
        ["Name", "Notiz"],
        ["Anna  Höh", " a<text:s text:c=\"2\"/>b &amp; <text:span> c </text:span>"],
    ];
    let dense: String = cells.iter().map(|row| ods_row(row)).collect();
    let indented = dense
        .replace("<table:table-row>", "\n  <table:table-row>\n    <!-- a row -->\n    ")
        .replace("</table:table-cell>", "\n    </table:table-cell>\n    ")
        .replace("<text:p>", "\n      <text:p>")
        .replace("</table:table-row>", "<?note x?></table:table-row>\n\t");
    let names = "<table:named-expressions>\n <table:named-range table:name=\"a\" \
        table:cell-range-address=\"$Blatt.$A$1\"/>\n</table:named-expressions>";
    let wanted = read("a.ods", ods(&dense));
    assert_eq!(wanted.cells()[0][1], " a  b &  c ");
    for sheet in [indented.clone(), indented + names, dense.clone() + names] {
        let found = read("a.ods", ods(&sheet));
        assert_eq!((found.columns, found.rows), (wanted.columns.clone(), wanted.rows.clone()));
    }
    // Text that stands in no paragraph is no white space: what it is to mean nobody knows.
    let stray = dense.replacen("</table:table-cell>", "</table:table-cell>x", 1);
    assert_eq!(refused_key("a.ods", ods(&stray)), "error-sheet-damaged");
}

#[test]
fn xls_is_read() {
    let sheet = [
        hidden_columns(1, 1),
        label(0, 0, "Name"),
        label(0, 1, "PLZ"),
        label(1, 0, "Anna"),
        number(1, 1, 4109.0),
    ];
    let found = read("a.xls", xls(&[], &sheet));
    assert_eq!(found.table.detected.format, Format::Xls);
    assert_eq!(found.columns, ["Name", "PLZ"]);
    assert_eq!(found.cells(), [["Anna", "4109"]]);
    assert_eq!(found.notes, ["note-sheet-hidden-columns"]);
}

#[test]
fn xlsb_is_read() {
    let found = read("a.xlsb", xlsb(["Name", "Alter"], &[("Jörg", 41.0), ("Anna", 39.5)]));
    assert_eq!(found.table.detected.format, Format::Xlsb);
    assert_eq!(found.columns, ["Name", "Alter"]);
    assert_eq!(found.cells(), [["Jörg", "41"], ["Anna", "39.5"]]);
}

#[test]
fn protected_files_are_refused() {
    let office = compound(&[("/EncryptionInfo", b"x"), ("/EncryptedPackage", b"y")]);
    assert_eq!(refused_key("a.xlsx", office), "error-sheet-password");
    let old = xls(&[file_pass()], &[label(0, 0, "x")]);
    assert_eq!(refused_key("a.xls", old), "error-sheet-password");
}

#[test]
fn an_empty_workbook_is_refused() {
    let bytes = book(|workbook| {
        workbook.add_worksheet();
        Ok(())
    });
    assert_eq!(refused_key("a.xlsx", bytes), "error-sheet-no-content");
}

#[test]
fn a_table_that_is_dropped_ends_its_thread() {
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet();
        for row in 0..5_000 {
            sheet.write_string(row, 0, format!("Zeile {row}"))?;
        }
        Ok(())
    });
    let mut table =
        obhut_sheets::Table::from_bytes("a.xlsx", bytes.as_slice(), &Options::default()).unwrap();
    assert!(table.rows().next().is_some());
    drop(table);
    let table = obhut_sheets::Table::from_bytes("a.xlsx", bytes, &Options::default()).unwrap();
    assert_eq!(exhaust(table).rows.len(), 4_999);
}
