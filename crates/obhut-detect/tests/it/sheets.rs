use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16LE, WINDOWS_1252};
use obhut_detect::detect::{ColumnSample, Proposal, detect_columns};
use obhut_kernel::{Category, DataType};

use crate::shared;

/// A heading with what its column must be found to be.
type Expected = (&'static str, DataType, Category);

struct Sheet {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn read(path: &Path, encoding: &'static Encoding, delimiter: u8) -> Self {
        let bytes = std::fs::read(path).expect("a readable file");
        let (text, _, _) = encoding.decode(&bytes);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(text.as_bytes());
        let fields = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect();
        let headings = fields(reader.headers().expect("a heading"));
        let rows = reader.records().map(|row| fields(&row.expect("a row"))).collect();
        Self { headings, rows }
    }

    /// Proposals by the headings given, which may not be the file's own.
    fn detect(&self, headings: &[String]) -> Vec<Proposal> {
        let samples: Vec<_> = headings
            .iter()
            .enumerate()
            .map(|(at, name)| ColumnSample {
                name,
                values: self
                    .rows
                    .iter()
                    .take(300)
                    .map(|row| row.get(at).cloned().unwrap_or_default())
                    .collect(),
                ..ColumnSample::default()
            })
            .collect();
        detect_columns(&samples)
    }

    fn check(&self, expected: &[Expected]) {
        let proposals = self.detect(&self.headings);
        for (heading, data_type, category) in expected {
            let at = self.headings.iter().position(|h| h == heading).expect(heading);
            let found = &proposals[at];
            assert_eq!(found.category, *category, "{heading}: {found:?}");
            assert_eq!(found.data_type, *data_type, "{heading}: {found:?}");
        }
    }
}

fn german(name: &str) -> Option<std::path::PathBuf> {
    shared().map(|folder| folder.join("data/sheets/german").join(name))
}

fn proposal<'a>(sheet: &Sheet, proposals: &'a [Proposal], heading: &str) -> &'a Proposal {
    &proposals[sheet.headings.iter().position(|h| h == heading).expect(heading)]
}

#[test]
fn google_contacts() {
    let Some(path) = german("google_contacts_2024_utf8.csv") else { return };
    let sheet = Sheet::read(&path, UTF_8, b',');
    sheet.check(&[
        ("First Name", DataType::Text, Category::Name),
        ("Last Name", DataType::Text, Category::Name),
        ("Birthday", DataType::Date, Category::BirthDate),
        ("E-mail 1 - Value", DataType::Email, Category::Email),
        ("Phone 1 - Value", DataType::Phone, Category::Phone),
        ("Phone 2 - Value", DataType::Phone, Category::Phone),
        ("Address 1 - Street", DataType::Text, Category::Address),
        ("Address 1 - City", DataType::Text, Category::PostcodeCity),
        ("Address 1 - Postal Code", DataType::Text, Category::PostcodeCity),
        ("Notes", DataType::LongText, Category::FreeTextAboutPerson),
    ]);
    let proposals = sheet.detect(&sheet.headings);
    let notes = proposal(&sheet, &proposals, "Notes");
    assert!(notes.special, "a back trouble is told in the notes: {notes:?}");
    let birthday = proposal(&sheet, &proposals, "Birthday");
    assert!(birthday.bad_examples_count > 0, "--07-17 has no year");
}

#[test]
fn outlook() {
    let Some(path) = german("outlook_de_win1252.csv") else { return };
    let sheet = Sheet::read(&path, WINDOWS_1252, b',');
    sheet.check(&[
        ("Anrede", DataType::Choice, Category::Gender),
        ("Vorname", DataType::Text, Category::Name),
        ("Nachname", DataType::Text, Category::Name),
        ("Straße privat", DataType::Text, Category::Address),
        ("Ort privat", DataType::Text, Category::PostcodeCity),
        ("Postleitzahl privat", DataType::Text, Category::PostcodeCity),
        ("Telefon privat", DataType::Phone, Category::Phone),
        ("Mobiltelefon", DataType::Phone, Category::Phone),
        ("E-Mail-Adresse", DataType::Email, Category::Email),
        ("Geburtstag", DataType::Date, Category::BirthDate),
        ("Notizen", DataType::LongText, Category::FreeTextAboutPerson),
    ]);
    let proposals = sheet.detect(&sheet.headings);
    assert!(proposal(&sheet, &proposals, "Notizen").special);
    for plain in ["Priorität", "Vertraulichkeit", "E-Mail-Typ"] {
        let found = proposal(&sheet, &proposals, plain);
        assert_eq!(found.category, Category::None, "{plain}: {found:?}");
    }
}

#[test]
fn participants() {
    let Some(path) = german("teilnehmer_utf16le_tab.csv") else { return };
    let sheet = Sheet::read(&path, UTF_16LE, b'\t');
    sheet.check(&[
        ("Name, Vorname", DataType::Text, Category::Name),
        ("Geburtsdatum", DataType::Date, Category::BirthDate),
        ("E-Mail", DataType::Email, Category::Email),
    ]);
    let proposals = sheet.detect(&sheet.headings);
    let food = proposal(&sheet, &proposals, "Unverträglichkeiten");
    assert_eq!(food.category, Category::Health);
    assert!(food.special);
}

#[test]
fn values_alone_are_enough() {
    let Some(path) = german("outlook_de_win1252.csv") else { return };
    let sheet = Sheet::read(&path, WINDOWS_1252, b',');
    let anonymous: Vec<String> = (0..sheet.headings.len()).map(|at| format!("X{at}")).collect();
    let proposals = sheet.detect(&anonymous);
    for (heading, category) in [
        ("Anrede", Category::Gender),
        ("Vorname", Category::Name),
        ("Nachname", Category::Name),
        ("Straße privat", Category::Address),
        ("Ort privat", Category::PostcodeCity),
        ("Postleitzahl privat", Category::PostcodeCity),
        ("Telefon privat", Category::Phone),
        ("Mobiltelefon", Category::Phone),
        ("E-Mail-Adresse", Category::Email),
        ("Geburtstag", Category::BirthDate),
    ] {
        let found = proposal(&sheet, &proposals, heading);
        assert_eq!(found.category, category, "{heading}: {found:?}");
    }
    assert!(proposal(&sheet, &proposals, "Notizen").special);
}

#[test]
fn values_win_over_a_wrong_name() {
    let Some(path) = german("outlook_de_win1252.csv") else { return };
    let sheet = Sheet::read(&path, WINDOWS_1252, b',');
    let at = sheet.headings.iter().position(|heading| heading == "Mobiltelefon").unwrap();
    let mut headings = sheet.headings.clone();
    headings[at] = "E-Mail".to_owned();
    let right = &sheet.detect(&sheet.headings)[at];
    let wrong = &sheet.detect(&headings)[at];
    assert_eq!((wrong.data_type, wrong.category), (DataType::Phone, Category::Phone));
    assert!(wrong.confidence < right.confidence);
    assert!(wrong.reasons.iter().any(|reason| reason.key() == "detect-reason-contradiction"));
}

#[test]
fn other_programs_files() {
    let Some(folder) = shared() else { return };
    let sheets = folder.join("data/sheets");
    Sheet::read(&sheets.join("roundcube/tb_plain.csv"), UTF_8, b',').check(&[
        ("First Name", DataType::Text, Category::Name),
        ("Primary Email", DataType::Email, Category::Email),
        ("Home City", DataType::Text, Category::PostcodeCity),
        ("Home Address", DataType::Text, Category::Address),
        ("Job Title", DataType::Text, Category::Employment),
    ]);
    Sheet::read(&sheets.join("civicrm-import-tests/individual_dates_type2.csv"), UTF_8, b',')
        .check(&[
            ("first_name", DataType::Text, Category::Name),
            ("Birth Date", DataType::Date, Category::BirthDate),
            ("Street Address", DataType::Text, Category::Address),
        ]);
    // Every file is judged without a panic, whatever is in it.
    let mut files = 0;
    for part in ["civicrm-import-tests", "roundcube", "jverein"] {
        for entry in std::fs::read_dir(sheets.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "csv") {
                let sheet = Sheet::read(&path, WINDOWS_1252, b',');
                assert_eq!(sheet.detect(&sheet.headings).len(), sheet.headings.len());
                files += 1;
            }
        }
    }
    assert!(files > 40, "{files} files");
}
