//! What comes in: pasted tables, workbooks, rejected rows.

use std::{
    fs,
    io::{Cursor, Write},
    os::unix::fs::PermissionsExt,
    process::{Output, Stdio},
};

use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::harness::{Place, on_each_engine};

const IMPORT: [&str; 6] = ["import", "-", "--type", "contact", "--format", "json"];

/// Calls with `text` as standard input.
fn paste(place: &Place, arguments: &[&str], text: &[u8]) -> Output {
    let mut child = place
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    child.wait_with_output().unwrap()
}

fn pasted(place: &Place, text: &str) -> Value {
    let output = paste(place, &IMPORT, text.as_bytes());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The values of a field of all contacts.
fn values(place: &Place, field: &str) -> Vec<String> {
    let records = place.json(&["records", "contact"]);
    records.iter().map(|r| r["fields"][field].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_table_is_pasted_as_text_or_html() {
    on_each_engine(|place| {
        place.init();
        let tabs = "Vorname\tNachname\tE-Mail\nAnna\tBerg\tanna@example.org\n\
                    Bert\t\"Tal; und \"\"mehr\"\"\"\tbert@example.org\n";
        assert_eq!(pasted(place, tabs)["imported"], 2);
        let html = "<html><body><!--StartFragment--><table><tr><th>Vorname</th><th>Nachname</th>\
                    <th>E-Mail</th></tr><tr><td>C&ouml;ra</td><td>M&uuml;ller &amp; Co</td>\
                    <td><a href='mailto:cora@example.org'>cora@example.org</a></td></tr></table>\
                    <!--EndFragment--></body></html>";
        assert_eq!(pasted(place, html)["imported"], 1);
        assert_eq!(values(place, "first_name"), ["Anna", "Bert", "Cöra"]);
        assert_eq!(values(place, "last_name"), ["Berg", "Tal; und \"mehr\"", "Müller & Co"]);
        assert_eq!(values(place, "email")[2], "cora@example.org");
        for nothing in ["", "\n\n", "<html><body></body></html>"] {
            let output = paste(place, &IMPORT, nothing.as_bytes());
            assert_eq!(output.status.code(), Some(1), "{nothing:?}");
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(told.starts_with("Error:") && told.lines().count() == 1, "{told}");
        }
    });
}

/// An OpenDocument sheet of these rows.
fn ods(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |text: &&str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &&[&str]| {
        let cells: String = cells.iter().map(cell).collect();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let rows: String = rows.iter().map(row).collect();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" \
         xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Leute\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ];
    for (name, part) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn workbooks_come_in_and_what_went_out_comes_back() {
    on_each_engine(|place| {
        place.init();
        let path = place.folder.path().join("leute.ods");
        let rows: [&[&str]; 3] = [
            &["Vorname", "Nachname", "E-Mail", "Geburtsdatum"],
            &["Änne", "Groß", "aenne@example.org", "03.04.1970"],
            &["Bert", "Tal", "bert@example.org", "31.12.1999"],
        ];
        fs::write(&path, ods(&rows)).unwrap();
        let path = path.to_str().unwrap();
        let missing = place.fails(1, &["import", path, "--type", "contact", "--sheet", "Andere"]);
        assert!(missing.contains("Andere"), "{missing}");
        let import = ["import", path, "--type", "contact", "--sheet", "Leute"];
        assert_eq!(place.json(&import)[0]["imported"], 2);
        assert_eq!(values(place, "birth_date"), ["1970-04-03", "1999-12-31"]);

        let out = place.folder.path().join("out.xlsx");
        let out = out.to_str().unwrap();
        place.ok(&["export", "contact", out, "--reason", "Umzug in ein neues Datenobjekt"]);
        let back = &place.json(&["import", out, "--type", "guest", "--new"])[0];
        assert_eq!((&back["imported"], &back["rejected"]), (&2.into(), &serde_json::json!([])));
        let guests = place.json(&["records", "guest"]);
        let names = |record: &Value| record["fields"]["last_name"].as_str().unwrap().to_owned();
        assert_eq!(guests.iter().map(names).collect::<Vec<_>>(), ["Groß", "Tal"]);
        assert_eq!(guests[1]["fields"]["birth_date"], "1999-12-31");

        let broken = place.folder.path().join("broken.xlsx");
        let whole = fs::read(out).unwrap();
        fs::write(&broken, &whole[..whole.len() / 2]).unwrap();
        place.fails(1, &["import", broken.to_str().unwrap(), "--type", "contact"]);
    });
}

#[test]
fn rejected_rows_are_written_out_corrected_and_come_in() {
    on_each_engine(|place| {
        place.init();
        let file = place.write(
            "mixed.csv",
            "Vorname;Nachname;E-Mail;Geburtsdatum\n\
             Anna;Berg;anna@example.org;01.02.1980\n\
             Bert;Tal;bert@example.org;31.02.1980\n\
             Cora;See;cora@@example;03.04.1981\n\
             Dora;Wald;dora@example.org;05.06.1982\n",
        );
        for name in ["rejected.csv", "rejected.xlsx", "rejected.json"] {
            let path = place.folder.path().join(name);
            let path = path.to_str().unwrap();
            let dry = ["import", &file, "--type", "contact", "--dry-run", "--rejected", path];
            let report = &place.json(&dry)[0];
            assert_eq!((&report["rows"], &report["imported"]), (&4.into(), &2.into()), "{name}");
            assert!(fs::metadata(path).unwrap().len() > 50, "{name}");
        }
        assert_eq!(values(place, "email"), [""; 0], "nothing is stored by a dry run");
        let path = place.folder.path().join("rejected.csv");
        let path = path.to_str().unwrap();
        let real = ["import", &file, "--type", "contact", "--rejected", path];
        assert!(place.fails(1, &real).contains("--force"));
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "rejected rows are personal data");
        let real = [&real[..], &["--force"]].concat();
        let report = &place.json(&real)[0];
        let rejected = report["rejected"].as_array().unwrap();
        assert_eq!((&report["imported"], rejected.len()), (&2.into(), 2));
        let where_ = |at: usize| (rejected[at]["row"].clone(), rejected[at]["field"].clone());
        assert_eq!(where_(0), (3.into(), "birth_date".into()));
        assert_eq!(where_(1), (4.into(), "email".into()));
        let sheet = fs::read_to_string(path).unwrap();
        assert!(sheet.contains("31.02.1980") && sheet.contains("cora@@example"), "{sheet}");
        let corrected = sheet.replace("31.02.", "28.02.").replace("cora@@example", "c@example.org");
        let corrected = place.write("corrected.csv", &corrected);
        let again = &place.json(&["import", &corrected, "--type", "contact"])[0];
        assert_eq!((&again["imported"], &again["rejected"]), (&2.into(), &serde_json::json!([])));
        let emails = values(place, "email");
        assert_eq!(emails.len(), 4);
        assert!(emails.contains(&"c@example.org".to_owned()));
        place.fails(1, &["import", &file, "--type", "contact", "--rejected", "out.pdf"]);
    });
}
