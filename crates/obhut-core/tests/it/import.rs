//! Files in: mapping, rejected rows, persons, suppression, locks, rights.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use obhut_core::{
    access::{Actor, ActorKind, Role},
    journal, marks,
    register::{
        RecordFilter, RecordView, Template,
        import::{ColumnChoice, ImportReport, ImportRequest, RejectedSheet, import as run},
        records,
    },
    retention::{self, HandAction, RunOrigin},
};
use obhut_kernel::{Kind, Lang, Message, Result};
use obhut_law::LegalBasis;
use obhut_sheets::{CsvStyle, CsvWriter, Options, RejectedLabels, RejectedWriter, Table};

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
    eprintln!("NOT CHECKED: there is no {}; set OBHUT_SHARED", folder.display());
    None
}

/// A file of this text.
pub fn table(text: &str) -> Table {
    Table::from_bytes("test.csv", text.as_bytes(), &Options::default()).unwrap()
}

/// Imports as the administrator.
pub fn go(store: &TestStore, table: Table, request: &ImportRequest) -> Result<ImportReport> {
    run(&store.tenant, &store.admin(), table, request, None, |_| true)
}

/// A request for an existing type.
pub fn into(type_key: &str) -> ImportRequest {
    ImportRequest {
        source: Some("Vereinsverwaltung".to_owned()),
        basis: Some(LegalBasis::Contract),
        ..ImportRequest::new(type_key)
    }
}

/// A request for a new type.
pub fn fresh(type_key: &str) -> ImportRequest {
    ImportRequest { new: true, ..into(type_key) }
}

/// How many records a type has.
pub fn count(store: &TestStore, type_key: &str) -> usize {
    all(store, type_key).len()
}

/// All records of a type.
pub fn all(store: &TestStore, type_key: &str) -> Vec<RecordView> {
    let filter = RecordFilter { limit: 100_000, ..RecordFilter::default() };
    store.tenant.read(&store.admin(), |op| records::list(op, type_key, &filter)).unwrap()
}

fn keys(messages: &[Message]) -> Vec<&'static str> {
    messages.iter().map(Message::key).collect()
}

/// The field a column went to.
pub fn went<'a>(report: &'a ImportReport, column: &str) -> Option<&'a str> {
    report.fields.iter().find(|field| field.column == column).unwrap().key.as_deref()
}

/// Asserts that the journal is sound.
pub fn verify(store: &TestStore) {
    journal::ops::integrate(&store.tenant).unwrap();
    let found = journal::verify(&store.tenant, &store.admin(), &[]).unwrap();
    assert!(found.is_ok(), "{:?}", found.problems);
}

/// Rows, imported, rejected of each file as a new type; the others are checked against the number
/// of their rows alone.
const EXPECTED: &[(&str, u64, u64, u64)] = &[
    ("german/Mitgliederliste.ods", 80, 80, 0),
    ("german/google_contacts_2024_utf8.csv", 80, 75, 5),
    ("german/outlook_de_win1252.csv", 80, 80, 0),
    ("german/teilnehmer_utf16le_tab.csv", 30, 30, 0),
    ("jverein/datei1.csv", 1, 1, 0),
    ("civicrm-import-tests/individual_dates_type1.csv", 7, 3, 4),
    ("civicrm-import-tests/individual_genders.csv", 16, 16, 0),
    ("horde-turba/importCRLF.ldif", 2, 2, 0),
    ("roundcube/apple.vcf", 1, 1, 0),
    ("calamine/date.ods", 4, 4, 0),
];

#[test]
fn every_shared_file_comes_in_or_says_why_not() {
    let Some(sheets) = shared("sheets") else { return };
    let mut files = Vec::new();
    walk(&sheets, &mut files);
    assert!(files.len() > 90);
    on_each_engine(Template::Empty, |store| {
        for (at, path) in files.iter().enumerate() {
            let name = path.strip_prefix(&sheets).unwrap().to_string_lossy().replace('\\', "/");
            let table = match Table::open(path, &Options::default()) {
                Ok(table) => table,
                Err(error) => {
                    assert!(obhut_text::has_key(Lang::De, error.outside().key()), "{name}");
                    continue;
                }
            };
            let key = format!("file_{at}");
            let report = go(store, table, &fresh(&key)).unwrap_or_else(|e| panic!("{name}: {e:?}"));
            let listed = report.rejected.len() as u64;
            assert_eq!(report.rows, report.imported + listed, "{name}");
            assert_eq!(count(store, &key) as u64, report.imported, "{name}");
            for rejected in &report.rejected {
                assert!(obhut_text::has_key(Lang::De, rejected.reason.key()), "{rejected:?}");
                assert!(rejected.field.is_some(), "{name}: {rejected:?}");
            }
            match EXPECTED.iter().find(|(expected, ..)| *expected == name) {
                Some((_, rows, imported, rejected)) => {
                    let found = (report.rows, report.imported, listed);
                    assert_eq!(found, (*rows, *imported, *rejected), "{name}");
                }
                None => assert_eq!(report.imported, report.rows, "{name}"),
            }
        }
        verify(store);
    });
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

#[test]
fn address_lists_of_other_programs_go_into_contacts() {
    let Some(sheets) = shared("sheets") else { return };
    on_each_engine(Template::Association, |store| {
        let open = |name: &str| Table::open(sheets.join(name), &Options::default()).unwrap();
        let report = go(store, open("german/outlook_de_win1252.csv"), &into("contact")).unwrap();
        assert_eq!((report.rows, report.imported), (80, 80));
        assert_eq!(report.persons_new + report.persons_matched, 80);
        for (column, field) in [
            ("Anrede", Some("salutation")),
            ("Vorname", Some("first_name")),
            ("Nachname", Some("last_name")),
            ("Straße privat", Some("street")),
            ("Straße geschäftlich", None),
            ("Postleitzahl privat", Some("postcode")),
            ("Land/Region privat", Some("country")),
            ("Telefon privat", Some("phone")),
            ("Telefon geschäftlich", None),
            ("Mobiltelefon", Some("mobile")),
            ("E-Mail-Adresse", Some("email")),
            ("Geburtstag", Some("birth_date")),
            ("Notizen", Some("remarks")),
            ("Kategorien", None),
        ] {
            assert_eq!(went(&report, column), field, "{column}");
        }
        assert_eq!(report.triage.special, ["Notizen"]);
        assert!(report.triage.unmapped.contains(&"Kategorien".to_owned()));
        let people = report.persons_new;
        // The same people from another program: known by their addresses, none made anew but
        // those who have none.
        let google = open("german/google_contacts_2024_utf8.csv");
        let report = go(store, google, &into("contact")).unwrap();
        // Birthdays without a year, and five wrong addresses, cost their rows, not the column.
        assert_eq!((report.rows, report.imported, report.rejected.len()), (80, 39, 41));
        assert_eq!(went(&report, "Birthday"), Some("birth_date"));
        let reason = |key: &str| report.rejected.iter().filter(|r| r.reason.key() == key).count();
        assert!(reason("error-parse-date-no-year") > 30 && reason("error-parse-email") > 1);
        // Whoever wants the rows leaves the column out.
        let google = open("german/google_contacts_2024_utf8.csv");
        let mut request = ImportRequest { again: true, restart: true, ..into("contact") };
        let skip = ColumnChoice { skip: true, ..ColumnChoice::default() };
        request.columns.insert("Birthday".to_owned(), skip);
        let report = go(store, google, &request).unwrap();
        assert_eq!((report.rows, report.imported, report.rejected.len()), (80, 75, 5));
        assert_eq!(keys(&[report.rejected[0].reason.clone()]), ["error-parse-email"]);
        assert_eq!(report.rejected[0].field.as_deref(), Some("email"));
        assert!(report.persons_matched >= 70, "{} of {people}", report.persons_matched);
        let report = go(store, open("german/Mitgliederliste.ods"), &into("contact")).unwrap();
        assert_eq!((report.rows, report.imported), (80, 80));
        assert_eq!(went(&report, "Mitgliedsnummer"), Some("customer_number"));
        let saxon = all(store, "contact").into_iter().filter(|record| {
            record.fields["postcode"].as_str().is_some_and(|code| code.starts_with('0'))
        });
        assert!(saxon.count() > 2, "numeric postcodes got their zeros back");
        let report = go(store, open("jverein/datei1.csv"), &into("contact")).unwrap();
        assert_eq!((report.rows, report.imported), (1, 1));
        assert_eq!(went(&report, "Mitglieds_Nr"), Some("customer_number"));
        assert_eq!(went(&report, "Telefon_dienstlich"), None);
        let willi = all(store, "contact").pop().unwrap().fields;
        assert_eq!(willi["salutation"], "Herr");
        assert_eq!(willi["birth_date"], "1970-03-03");
        let list = open("german/teilnehmer_utf16le_tab.csv");
        let report = go(store, list, &into("contact")).unwrap();
        assert_eq!(went(&report, "Name, Vorname"), Some("first_name+last_name"));
        assert_eq!((report.imported, report.persons_matched), (30, 30));
        let card = open("horde-turba/export_30.vcf");
        let report = go(store, card, &into("contact")).unwrap();
        assert_eq!(went(&report, "address_home_street"), Some("street"));
        assert_eq!(went(&report, "address_work_city"), None, "two addresses are not mixed");
        verify(store);
    });
}

#[test]
fn a_failing_row_costs_no_other() {
    on_each_engine(Template::Crm, |store| {
        let text = "Vorname;Nachname;E-Mail;Geburtsdatum;IBAN;Status\n\
            Anna;Müller;anna@example.org;31.12.1970;DE89370400440532013000;active\n\
            Bernd;Höh;bernd@example.org;31.02.1970;;active\n\
            Clara;Weiß;clara at example;1.1.1970;DE88370400440532013000;active\n\
            Dieter;Vogt;dieter@example.org;;;vielleicht\n\
            Eva;Jäger;eva@example.org;2.2.70;;ended\n\
            zu;viele;Zellen;;;;;x\n\
            ;;;;;\n\
            Falk;Krüger;falk@example.org;3.3.1980;;\n";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejected.csv");
        let file = table(text);
        let labels = RejectedLabels {
            row: "Zeile".to_owned(),
            column: "Spalte".to_owned(),
            reason: "Grund".to_owned(),
        };
        let mut sheet = RejectedWriter::new(&file.columns, &labels, |names| {
            let out = std::fs::File::create(&path).unwrap();
            Ok(Box::new(CsvWriter::new(out, CsvStyle::German, names)?))
        })
        .unwrap();
        let render = |message: &Message| obhut_text::render(Lang::De, message);
        let rejects = RejectedSheet { writer: &mut sheet, render: &render };
        let admin = store.admin();
        let report =
            run(&store.tenant, &admin, file, &into("contact"), Some(rejects), |_| true).unwrap();
        sheet.finish().unwrap();
        assert_eq!((report.rows, report.imported), (7, 3));
        let found: Vec<_> =
            report.rejected.iter().map(|r| (r.row, r.field.as_deref(), r.reason.key())).collect();
        assert_eq!(
            found,
            [
                (3, Some("birth_date"), "error-parse-date-day"),
                (4, Some("email"), "import-reason-also"),
                (5, Some("status"), "error-parse-choice"),
                (7, None, "row-sheet-too-many-cells"),
            ]
        );
        // The sheet of rejected rows can be corrected and read in again.
        let rejected = std::fs::read_to_string(&path).unwrap();
        assert_eq!(rejected.lines().count(), 5, "{rejected}");
        assert!(rejected.contains("Bernd;Höh;bernd@example.org;31.02.1970"), "{rejected}");
        let json = report.to_json(|message| obhut_text::render(Lang::De, message));
        let mut names: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let wanted = [
            "encoding",
            "fields",
            "imported",
            "notes",
            "persons",
            "rejected",
            "rows",
            "suppressed",
            "triage",
        ];
        assert_eq!(names, wanted);
        assert_eq!(json["persons"]["new"], 3);
        assert_eq!(json["rejected"][0]["row"], 3);
        assert!(json["rejected"][1]["reason"].as_str().unwrap().contains("IBAN"));
        assert_eq!(json["fields"][2]["key"], "email");
        assert!(!json.to_string().contains('⟦'), "{json}");
        verify(store);
    });
}

#[test]
fn rows_about_one_person_share_it() {
    on_each_engine(Template::Crm, |store| {
        let known = store.record(
            "contact",
            &[
                ("first_name", "Jörg".into()),
                ("last_name", "Müller".into()),
                ("email", "joerg@example.org".into()),
                ("birth_date", date(1960, 5, 4).into()),
            ],
        );
        let text = "Kundennummer;Vorname;Nachname;E-Mail;Telefon;Geburtsdatum\n\
            ;Joerg;Mueller;JOERG@example.org ;;\n\
            77;Anna;Weiß;anna@example.org;030 1234567;\n\
            77;Anna;Weiss;;;\n\
            ;Anna Maria;Weiß;anna@example.org;;\n\
            ;Bernd;Weiß;;030 1234567;\n\
            ;Jörg;Mueller;;0171 7654321;4.5.1960\n\
            ;Zoe;Zander;;;1.2.1999\n\
            ;Zoé;Zander;;;1.2.1999\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!((report.rows, report.imported), (8, 8));
        // Anna once; Bernd of the same household, the other Jörg and both Zoe are new.
        assert_eq!((report.persons_new, report.persons_matched), (5, 3));
        let records = all(store, "contact");
        let person = |at: usize| records[at].person.unwrap();
        let first = records.iter().find(|record| record.key == known).unwrap().person;
        assert_eq!(records[1].person, first, "umlauts spelled out and letters' case do not matter");
        assert!(person(2) == person(3) && person(3) == person(4));
        assert_ne!(person(5), person(2), "a household is not one person");
        let duplicates: Vec<_> = report
            .triage
            .duplicates
            .iter()
            .map(|d| (d.row, d.person, d.other_row, d.reasons[0].key()))
            .collect();
        assert_eq!(
            duplicates,
            [
                (6, None, Some(3), "match-same-phone-other-name"),
                (9, None, Some(8), "match-name"),
                (7, first, None, "match-name"),
            ]
        );
        assert_eq!(report.triage.duplicates_count, 3);
        verify(store);
    });
}

#[test]
fn who_was_erased_does_not_come_back() {
    on_each_engine(Template::Crm, |store| {
        let text = "Vorname;Nachname;E-Mail\nAnna;Weiß;anna@example.org\n\
            Bernd;Höh;bernd@example.org\n";
        assert_eq!(go(store, table(text), &into("contact")).unwrap().imported, 2);
        let key = all(store, "contact")[0].key.clone();
        let erase = HandAction {
            action: "anonymise",
            type_key: "contact",
            key: &key,
            reason: "Löschverlangen",
            fields: Vec::new(),
            origin: RunOrigin::Hand,
        };
        store.tenant.write(&store.admin(), |op| retention::act(op, &erase)).unwrap();
        let again = format!("{text}Anna;Weiß;ANNA@example.org\nClara;Vogt;clara@example.org\n");
        for dry_run in [true, false] {
            let request = ImportRequest { dry_run, ..into("contact") };
            let report = go(store, table(&again), &request).unwrap();
            assert_eq!((report.rows, report.imported, report.suppressed), (4, 2, 2));
            assert_eq!(report.triage.suppressed, [2, 4]);
            assert!(report.rejected.is_empty());
        }
        let anna = all(store, "contact").iter().any(|r| r.fields["email"] == "anna@example.org");
        assert!(!anna);
        verify(store);
    });
}

#[test]
fn locked_records_and_persons_are_left_alone() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        let record = |number: &str, name: &str| {
            store.record(
                "contact",
                &[("customer_number", number.into()), ("last_name", name.into())],
            )
        };
        let (locked, of_person) = (record("1", "Weiß"), record("2", "Höh"));
        record("3", "Vogt");
        let person = all(store, "contact").into_iter().find(|r| r.key == of_person).unwrap().person;
        let lock = |target: marks::Target<'_>| {
            let kind = marks::MarkKind::Lock;
            store
                .tenant
                .write(&admin, |op| marks::ops::set(op, kind, target, "Rechtsstreit", None))
                .unwrap();
        };
        lock(marks::Target::Record { type_key: "contact", key: &locked });
        lock(marks::Target::Person(person.unwrap()));
        let text = "Kundennummer;Nachname\n1;Weiß\n2;Höh\n3;Vogt\n4;Jäger\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!((report.rows, report.imported), (4, 2));
        let found: Vec<_> = report.rejected.iter().map(|r| (r.row, r.reason.key())).collect();
        assert_eq!(found, [(2, "import-reason-locked"), (3, "import-reason-locked")]);
    });
}

#[test]
fn a_dry_run_stores_nothing() {
    on_each_engine(Template::Crm, |store| {
        let text = "Vorname;Nachname;E-Mail;Allergien\nAnna;Weiß;anna@example.org;Nüsse\n\
            Anna;Weiß;anna@example.org;\nBernd;Höh;bernd;\n";
        let before = entries(store);
        for new in [false, true] {
            let request = ImportRequest {
                new,
                dry_run: true,
                source: None,
                basis: None,
                ..into(if new { "guest" } else { "contact" })
            };
            let report = go(store, table(text), &request).unwrap();
            assert_eq!((report.rows, report.imported, report.rejected.len()), (3, 2, 1));
            assert_eq!((report.persons_new, report.persons_matched), (1, 1));
            let triage = &report.triage;
            assert!(triage.dry_run && triage.missing_basis && triage.missing_source);
            assert_eq!(triage.special, ["Allergien"]);
            assert_eq!(triage.unmapped.is_empty(), new);
        }
        assert_eq!(entries(store), before);
        assert_eq!(count(store, "contact"), 0);
        let types = store.tenant.read(&store.admin(), |op| op.types()).unwrap();
        assert!(types.find("guest").is_none());
    });
}

fn entries(store: &TestStore) -> usize {
    let all = journal::Filter { limit: 0, ..journal::Filter::default() };
    store.tenant.read(&store.admin(), |op| journal::ops::list(op, &all)).unwrap().len()
}

#[test]
fn without_the_right_nothing_happens() {
    on_each_engine(Template::Crm, |store| {
        let sales = store.actor("sales", Role::Sales);
        let auditor = store.actor("auditor", Role::Auditor);
        let text = "Vorname;Nachname;E-Mail;IBAN\nAnna;Weiß;anna@example.org;\n";
        let import = |actor: &Actor, request: &ImportRequest| {
            run(&store.tenant, actor, table(text), request, None, |_| true)
        };
        let before = entries(store);
        for (actor, request) in [
            (&auditor, into("contact")),
            (&sales, into("user")),
            (&sales, fresh("guest")),
            (&sales, ImportRequest { add_fields: true, ..into("contact") }),
            (&auditor, ImportRequest { dry_run: true, ..into("contact") }),
        ] {
            assert_eq!(import(actor, &request).unwrap_err().kind(), Kind::Forbidden, "{request:?}");
        }
        assert_eq!(entries(store), before + 5, "each refusal is journalled");
        assert_eq!(count(store, "contact"), 0);
        // What a role may not write is not imported, and said.
        let report = import(&sales, &into("contact")).unwrap();
        assert_eq!(report.imported, 1);
        assert_eq!(went(&report, "IBAN"), None);
        let iban = report.fields.iter().find(|field| field.column == "IBAN").unwrap();
        assert_eq!(iban.reasons[0].key(), "import-map-no-right");
        // An actor without any rights learns nothing of types either.
        let nobody = Actor {
            id: sales.id,
            login: "x".to_owned(),
            kind: ActorKind::User,
            team: None,
            rights: obhut_core::access::Rights::default(),
        };
        assert_eq!(import(&nobody, &into("nothing")).unwrap_err().kind(), Kind::Forbidden);
    });
}
