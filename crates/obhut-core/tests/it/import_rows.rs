//! Imports stopped and gone on with, new types and fields, checks of values.

use jiff::civil::date;
use obhut_core::{
    journal,
    register::{
        FieldSpec, Template, TypeSpec,
        import::{ColumnChoice, ImportRequest, import as run},
        records, schema,
    },
    systems::TypeKind,
};
use obhut_kernel::{Category, DataType, Kind};
use obhut_sql::{Db, Dialect, Fault};

use crate::{
    harness::{TestStore, on_each_engine},
    import::{all, count, fresh, go, into, table, verify, went},
};

fn many(rows: u32, town: &str) -> String {
    let mut text = "Kundennummer;Vorname;Nachname;E-Mail\n".to_owned();
    for at in 0..rows {
        let bad = if at % 1_000 == 7 { "keine Adresse" } else { "" };
        text.push_str(&format!("{town}{at};Anna;Weiß{at};{bad}anna{at}@{town}.example.org\n"));
    }
    text
}

#[test]
fn a_stopped_import_goes_on_behind_the_last_row() {
    on_each_engine(Template::Crm, |store| {
        let rows = 10_000;
        let admin = store.admin();
        for request in [into("contact"), fresh("member")] {
            let text = many(rows, &request.type_key);
            let file = table(&text);
            let stopped = run(&store.tenant, &admin, file, &request, None, |_| false).unwrap();
            assert!(!stopped.triage.finished);
            assert!(stopped.rows > 0 && stopped.rows < u64::from(rows), "{}", stopped.rows);
            assert_eq!(count(store, &request.type_key) as u64, stopped.imported);
            // As the next process would.
            let tenant = store.reopen();
            let changed = table(&text.replacen("Weiß3;", "Weiss3;", 1));
            let other = run(&tenant, &admin, changed, &request, None, |_| true);
            if request.new {
                assert_eq!(other.unwrap_err().kind(), Kind::Conflict);
            } else {
                // A file that begins differently is another one; here nothing of it is stored.
                let message = other.unwrap();
                assert_eq!(message.persons_new, u64::from(rows - 10) - stopped.persons_new);
                continue;
            }
            let later = table(&text.replacen("Weiß1500;", "Weiss1500;", 1));
            let error = run(&tenant, &admin, later, &request, None, |_| true).unwrap_err();
            assert_eq!(error.outside().key(), "error-import-changed");
            let report = run(&tenant, &admin, table(&text), &request, None, |_| true).unwrap();
            assert!(report.triage.finished);
            assert_eq!(report.triage.resumed_after, stopped.rows);
            assert_eq!((report.rows, report.imported), (10_000, 9_990));
            assert_eq!((report.persons_new, report.triage.rejected), (9_990, 10));
            assert_eq!(count(store, &request.type_key), 9_990);
            let same = ImportRequest { new: false, dry_run: true, ..request };
            let again = run(&tenant, &admin, table(&text), &same, None, |_| true).unwrap();
            assert_eq!(again.triage.imported_before, Some(date(2026, 11, 21)));
            assert_eq!(again.persons_matched, 9_990);
        }
        verify(store);
    });
}

#[test]
fn a_new_type_has_a_field_for_each_column() {
    on_each_engine(Template::Empty, |store| {
        let text = "id;Vorname;Name;E-Mail;Konfession;2. Telefon;Beitrag;Eintritt\n\
            1;Anna;Weiß;anna@example.org;rk;030 1234567;1.234,56;31.12.2020\n\
            2;Bernd;Höh;bernd@example.org;ev;030 7654321;12,00;1.1.21\n";
        let mut request = fresh("member");
        request.label = Some("Mitglied".to_owned());
        let chosen = ColumnChoice {
            data_type: Some(DataType::Text),
            category: Some(Category::None),
            ..ColumnChoice::default()
        };
        request.columns.insert("Eintritt".to_owned(), chosen);
        let skip = ColumnChoice { skip: true, ..ColumnChoice::default() };
        request.columns.insert("2. Telefon".to_owned(), skip);
        let report = go(store, table(text), &request).unwrap();
        assert_eq!((report.imported, report.persons_new), (2, 2));
        let types = store.tenant.read(&store.admin(), |op| op.types()).unwrap();
        let member = types.get("member").unwrap();
        assert_eq!((member.kind, member.label_de.as_str()), (TypeKind::Person, "Mitglied"));
        let found: Vec<_> = member.fields.iter().map(|field| field.key.as_str()).collect();
        assert_eq!(
            found,
            ["id_2", "vorname", "name", "e_mail", "konfession", "beitrag", "eintritt"]
        );
        let classified = |key: &str| member.field(key).unwrap().classified;
        assert!(classified("e_mail") && classified("eintritt"));
        assert!(!classified("konfession"), "Art. 9 is never confirmed by a machine");
        assert!(!classified("beitrag"));
        let anna = &all(store, "member")[0].fields;
        assert_eq!(anna["beitrag"], "1234.56");
        assert_eq!(anna["eintritt"], "31.12.2020");
        assert_eq!(go(store, table(text), &fresh("member")).unwrap_err().kind(), Kind::Conflict);
        let missing = go(store, table(text), &into("nothing")).unwrap_err();
        assert_eq!(missing.kind(), Kind::NotFound);
    });
}

#[test]
fn columns_can_become_fields_of_an_existing_type() {
    on_each_engine(Template::Crm, |store| {
        let text = "Nachname;Schuhgröße;Quatsch\nWeiß;38;a\nHöh;44;b\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!(report.triage.unmapped, ["Schuhgröße", "Quatsch"]);
        let mut request = ImportRequest { add_fields: true, ..into("contact") };
        let skip = ColumnChoice { skip: true, ..ColumnChoice::default() };
        request.columns.insert("Quatsch".to_owned(), skip);
        let report = go(store, table(text), &request).unwrap();
        assert_eq!(went(&report, "Schuhgröße"), Some("schuhgroesse"));
        assert_eq!(all(store, "contact")[2].fields["schuhgroesse"], 38);
        let mut request = into("contact");
        let to_city = ColumnChoice { field: Some("city".to_owned()), ..ColumnChoice::default() };
        request.columns.insert("Quatsch".to_owned(), to_city);
        go(store, table(text), &request).unwrap();
        assert_eq!(all(store, "contact")[4].fields["city"], "a");
        request.columns.clear();
        request.columns.insert("Unsinn".to_owned(), ColumnChoice::default());
        let error = go(store, table(text), &request).unwrap_err();
        assert_eq!(error.outside().key(), "error-import-column");
        let error = go(store, table("x;y\n1;2\n3;4\n"), &into("contact")).unwrap_err();
        assert_eq!(error.outside().key(), "error-import-nothing-mapped");
    });
}

#[test]
fn required_unique_and_linked_values_are_checked() {
    on_each_engine(Template::Empty, |store| {
        let admin = store.admin();
        let field = |key: &str, data_type| FieldSpec {
            key: key.to_owned(),
            de: key.to_owned(),
            en: key.to_owned(),
            data_type,
            category: Category::None,
            classified: true,
            required: false,
            unique: false,
            choices: Vec::new(),
            link: None,
        };
        let spec = TypeSpec {
            key: "thing".to_owned(),
            de: "Ding".to_owned(),
            en: "Thing".to_owned(),
            kind: TypeKind::Matter,
            retain: Vec::new(),
            fields: vec![
                FieldSpec { unique: true, ..field("code", DataType::Text) },
                FieldSpec { required: true, ..field("label", DataType::Text) },
                FieldSpec { link: Some("thing".to_owned()), ..field("part_of", DataType::Link) },
                field("price", DataType::Amount),
            ],
        };
        store.tenant.write(&admin, |op| schema::create_type(op, &spec)).unwrap();
        go(store, table("code;label\nA;one\n"), &into("thing")).unwrap();
        let text = "code;label;part_of;price\nA;again;;\nB;two;1;1,50\nB;two;;\nC;;;\nD;four;99;\n\
            E;five;x;\nF;six;;12345678901234567890\nG;seven;;\n";
        for dry_run in [true, false] {
            let request = ImportRequest { dry_run, ..into("thing") };
            let report = go(store, table(text), &request).unwrap();
            let found: Vec<_> = report
                .rejected
                .iter()
                .map(|r| (r.row, r.field.as_deref().unwrap(), r.reason.key()))
                .collect();
            assert_eq!(
                found,
                [
                    (2, "code", "import-reason-not-unique"),
                    (4, "code", "import-reason-twice-in-file"),
                    (5, "label", "error-field-required"),
                    (6, "part_of", "import-reason-link"),
                    (7, "part_of", "import-reason-link"),
                    (8, "price", "import-reason-too-large"),
                ]
            );
            assert_eq!((report.imported, report.persons_new), (2, 0));
        }
        let error = go(store, table("code;price\nX;1\n"), &into("thing")).unwrap_err();
        assert_eq!(error.outside().key(), "error-import-required");
        // What only the database knows costs the row alone as well.
        outside(store, "CREATE UNIQUE INDEX outside ON rec_thing (price)");
        let text = "code;label;price\nP;x;7\nQ;y;7\nR;z;8\nS;z;1,50\nT;z;9\n";
        let report = go(store, table(text), &into("thing")).unwrap();
        assert_eq!((report.rows, report.imported), (5, 3));
        let rows: Vec<_> = report.rejected.iter().map(|rejected| rejected.row).collect();
        assert_eq!(rows, [3, 5]);
        verify(store);
    });
}

/// Does to the tables what Obhut knows nothing of.
fn outside(store: &TestStore, text: &'static str) {
    let db = Db::open(&store.place.data(), &obhut_sql::Options::default()).unwrap();
    let text = match db.dialect() {
        Dialect::Postgres => {
            let schema = store.place.schema();
            let text = format!("SET search_path TO \"{schema}\"; {text}");
            &*Box::leak(text.into_boxed_str())
        }
        _ => text,
    };
    db.write(|tx| tx.script(text)).unwrap();
}

#[test]
fn wide_sheets_fit() {
    on_each_engine(Template::Empty, |store| {
        let names: Vec<_> = (1..=500).map(|at| format!("Spalte {at}")).collect();
        let mut text = names.join(";");
        for row in 0..3 {
            let cells: Vec<_> = (1..=500).map(|at| format!("w{row}x{at}")).collect();
            text.push('\n');
            text.push_str(&cells.join(";"));
        }
        let report = go(store, table(&text), &fresh("wide")).unwrap();
        assert_eq!((report.rows, report.imported, report.fields.len()), (3, 3, 500));
        assert_eq!(all(store, "wide")[2].fields["spalte_500"], "w2x500");
    });
}

#[test]
fn every_record_knows_its_source() {
    on_each_engine(Template::Crm, |store| {
        go(store, table("Nachname\nWeiß\nHöh\n"), &into("contact")).unwrap();
        let key = all(store, "contact")[1].key.clone();
        let view =
            store.tenant.read(&store.admin(), |op| records::show(op, "contact", &key)).unwrap();
        let source = view.source.unwrap();
        assert_eq!((source.channel.as_str(), source.basis.as_deref()), ("import", Some("6b")));
        assert_eq!((source.source.as_str(), source.actor.as_str()), ("Vereinsverwaltung", "admin"));
        let all = journal::Filter { limit: 3, ..journal::Filter::default() };
        let list = store.tenant.read(&store.admin(), |op| journal::ops::list(op, &all)).unwrap();
        let acts: Vec<_> = list.iter().rev().map(|entry| entry.act.as_str()).collect();
        assert_eq!(acts, ["contact.import.start", "contact.import", "contact.import.finish"]);
        assert!(!format!("{list:?}").contains("Vereinsverwaltung"));
    });
}

#[test]
fn a_broken_commit_loses_nothing_and_stores_nothing_twice() {
    for fault in [Fault::NotKept, Fault::KeptButFailed] {
        for nth in 1..=6 {
            let store = TestStore::new(Template::Crm, None);
            let text = many(6_200, "contact");
            store.world.faults.plan(nth, fault);
            let first = go(&store, table(&text), &into("contact"));
            // Whatever the caller was told, the same again ends the same.
            match first {
                Ok(report) => assert_eq!((report.rows, report.imported), (6_200, 6_193)),
                Err(error) => {
                    assert_eq!(error.kind(), Kind::Unavailable, "{error:?}");
                    let tenant = store.reopen();
                    let admin = store.admin();
                    match run(&tenant, &admin, table(&text), &into("contact"), None, |_| true) {
                        Ok(report) => assert_eq!((report.rows, report.imported), (6_200, 6_193)),
                        // Only the answer to the last step can be lost after everything was done.
                        Err(error) => assert_eq!(error.outside().key(), "error-import-done"),
                    }
                }
            }
            // One that was not reached breaks nothing else.
            store.world.faults.plan(u64::from(u32::MAX), fault);
            assert_eq!(count(&store, "contact"), 6_193, "{fault:?} {nth}");
            verify(&store);
        }
    }
}
