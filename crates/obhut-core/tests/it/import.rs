//! Files in: mapping, rejected rows, persons, suppression, locks, stopping and going on.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use obhut_core::{
    access::{Actor, ActorKind, Role},
    journal, marks, persons,
    register::{
        FieldSpec, RecordFilter, Template, TypeSpec,
        import::{
            ColumnChoice, ImportReport, ImportRequest, Progress, RejectedSheet, import as run,
        },
        records, schema,
    },
    retention::{self, HandAction, RunOrigin},
    systems::TypeKind,
};
use obhut_kernel::{Category, DataType, Kind, Lang, Message, Result, Value};
use obhut_law::LegalBasis;
use obhut_sheets::{
    CsvStyle, CsvWriter, Options, RejectedLabels, RejectedWriter, Table, Writer, XlsxWriter,
};

use crate::harness::{TestStore, on_each_engine};

/// The folder with other programs' files, if it is there.
pub fn shared(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("OBHUT_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = folder.join("data").join(what);
    if folder.exists() {
        return Some(folder);
    }
    println!("NOT CHECKED: there is no {}; set OBHUT_SHARED", folder.display());
    None
}

pub fn table(text: &str) -> Table {
    Table::from_bytes("test.csv", text.as_bytes(), &Options::default()).unwrap()
}

pub fn go(store: &TestStore, table: Table, request: &ImportRequest) -> Result<ImportReport> {
    run(&store.tenant, &store.admin(), table, request, None, |_| true)
}

pub fn into(type_key: &str) -> ImportRequest {
    ImportRequest {
        source: Some("Vereinsverwaltung".to_owned()),
        basis: Some(LegalBasis::Contract),
        ..ImportRequest::new(type_key)
    }
}

fn fresh(type_key: &str) -> ImportRequest {
    ImportRequest { new: true, ..into(type_key) }
}

/// How many records a type has.
pub fn count(store: &TestStore, type_key: &str) -> usize {
    all(store, type_key).len()
}

fn all(store: &TestStore, type_key: &str) -> Vec<obhut_core::register::RecordView> {
    let filter = RecordFilter { limit: 100_000, ..RecordFilter::default() };
    store.tenant.read(&store.admin(), |op| records::list(op, type_key, &filter)).unwrap()
}

fn keys(messages: &[Message]) -> Vec<&'static str> {
    messages.iter().map(Message::key).collect()
}

fn went<'a>(report: &'a ImportReport, column: &str) -> Option<&'a str> {
    report.fields.iter().find(|field| field.column == column).unwrap().key.as_deref()
}

fn verify(store: &TestStore) {
    journal::ops::integrate(&store.tenant).unwrap();
    let found = journal::verify(&store.tenant, &store.admin(), &[]).unwrap();
    assert!(found.is_ok(), "{:?}", found.problems);
}

#[test]
fn look() {
    let Some(sheets) = shared("sheets") else { return };
    let store = TestStore::new(Template::Crm, None);
    let mut files = Vec::new();
    walk(&sheets, &mut files);
    for (at, path) in files.iter().enumerate() {
        let name = path.strip_prefix(&sheets).unwrap().display().to_string();
        let table = match Table::open(path, &Options::default()) {
            Ok(table) => table,
            Err(error) => {
                println!("{name}\terror\t{}", error.outside().key());
                continue;
            }
        };
        match go(&store, table, &fresh(&format!("t{at}"))) {
            Err(error) => println!("{name}\terror {error:?}"),
            Ok(report) => {
                println!(
                    "{name}\t{}\t{}\t{:?}\t{}+{}\tspecial {:?}",
                    report.rows, report.imported, report.rejected, report.persons_new,
                    report.persons_matched, report.triage.special
                );
            }
        }
    }
    for name in ["german/outlook_de_win1252.csv", "german/google_contacts_2024_utf8.csv", "jverein/datei1.csv", "german/Mitgliederliste.ods", "german/teilnehmer_utf16le_tab.csv", "horde-turba/export_30.vcf"] {
        let table = Table::open(sheets.join(name), &Options::default()).unwrap();
        let report = go(&store, table, &ImportRequest { dry_run: true, ..into("contact") }).unwrap();
        println!("== {name} rows {} imported {} new {} matched {} dup {} {:?}", report.rows, report.imported, report.persons_new, report.persons_matched, report.triage.duplicates_count, report.rejected.iter().take(5).collect::<Vec<_>>());
        for field in &report.fields {
            println!("   {} -> {:?} {} {} {:.2} {:?}", field.column, field.key, field.data_type.key(), field.category.key(), field.confidence, keys(&field.reasons));
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_none_or(|extension| extension != "md") {
            found.push(path);
        }
    }
}
