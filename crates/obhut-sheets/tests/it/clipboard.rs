//! Tables of pages and of the clipboard.

use obhut_sheets::Format;

use crate::fixtures::{read, refused_key};

#[test]
fn what_excel_puts_on_the_clipboard_is_read() {
    let found = read(
        "-",
        "Version:1.0\r\nStartHTML:0000000105\r\nEndHTML:0000000500\r\n<html xmlns:v=\"urn:schemas-microsoft-com:vml\"\r\n\
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\r\n<head><style>td {mso-x:1}</style></head><body link=blue>\r\n\
         <table border=0><!--StartFragment--><col width=64><tr><td>Name</td><td>E-Mail</td><td>PLZ</td></tr>\r\n\
         <tr><td>M&uuml;ller,<br>J&ouml;rg</td>\r\n  <td><a href=\"mailto:j@example.org\">j@example.org</a></td><td x:num>04109</td></tr>\r\n\
         <tr><td>&nbsp;</td><td></td></tr><tr><td>B</td><td>b@example.org</td></tr><!--EndFragment--></table></body></html>",
    );
    assert_eq!(found.table.detected.format, Format::Html);
    assert_eq!(found.columns, ["Name", "E-Mail", "PLZ"]);
    assert_eq!(
        found.cells(),
        [["Müller,\nJörg", "j@example.org", "04109"], ["B", "b@example.org", ""]]
    );
    assert_eq!(found.numbers(), [2, 4]);
}

#[test]
fn rows_without_a_table_and_spans_are_read() {
    let found = read(
        "liste.xls",
        "<tr><th rowspan=2>Nr</th><th colspan='2'>Kontakt</th></tr><tr><th>E-Mail</th><th>Telefon</th></tr>\
         <tr><td rowspan=2>1</td><td>a@example.org</td><td>030 1</td></tr><tr><td>b@example.org</td><td>030 2</td></tr>",
    );
    assert_eq!(found.columns, ["Nr", "Kontakt E-Mail", "Kontakt Telefon"]);
    assert_eq!(found.cells(), [["1", "a@example.org", "030 1"], ["1", "b@example.org", "030 2"]]);
}

#[test]
fn the_largest_of_several_tables_is_read() {
    let found = read(
        "-",
        "<!doctype html><table><tr><td>Menü</td></tr></table><table><tr><td>Name</td><td>Alter</td></tr><tr><td>A</td><td>1</td></tr></table>",
    );
    assert_eq!(found.columns, ["Name", "Alter"]);
    assert_eq!(found.notes, ["note-sheet-html-tables"]);
}

#[test]
fn a_page_without_a_table_is_refused() {
    assert_eq!(refused_key("-", "<html><body><p>Hallo</p></body></html>"), "error-sheet-no-table");
}
