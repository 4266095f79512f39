//! The same file once more.

use jiff::civil::date;
use obhut_core::{
    journal,
    register::{
        Template,
        import::{ColumnChoice, ImportRequest, import as run},
    },
};
use obhut_kernel::{Error, Kind};
use obhut_sheets::{Options, Table};

use crate::{
    harness::{TestStore, on_each_engine},
    import::{count, fresh, go, into, table, verify},
};

/// More rows than are looked at before an import begins.
const MANY: u32 = 1_200;

fn list(rows: u32) -> String {
    let mut text = "Kundennummer;Vorname;Nachname;E-Mail;Ort\n".to_owned();
    for at in 0..rows {
        text.push_str(&format!("{at};Anna;Weiß{at};anna{at}@example.org;Ulm\n"));
    }
    text
}

fn refused(store: &TestStore, text: &str, request: &ImportRequest) -> Error {
    let error = go(store, table(text), request).unwrap_err();
    assert_eq!((error.kind(), error.outside().key()), (Kind::Conflict, "error-import-done"));
    error
}

fn entries(store: &TestStore) -> usize {
    let all = journal::Filter { limit: 10_000, ..journal::Filter::default() };
    store.tenant.read(&store.admin(), |op| journal::ops::list(op, &all)).unwrap().len()
}

#[test]
fn the_same_file_is_stored_once() {
    on_each_engine(Template::Crm, |store| {
        for (rows, stored) in [(7, 7), (MANY, 7 + MANY as usize)] {
            let text = list(rows);
            go(store, table(&text), &into("contact")).unwrap();
            let before = entries(store);
            let error = refused(store, &text, &into("contact"));
            let shown = obhut_text::render(obhut_kernel::Lang::De, error.outside());
            for part in ["21.11.2026", "admin", &format!("{rows} Datensätze"), "--again"] {
                assert!(shown.replace('.', "").contains(&part.replace('.', "")), "{shown}");
            }
            assert_eq!(count(store, "contact"), stored);
            assert_eq!(entries(store), before, "nothing happened, nothing is noted");
            // The rows count, not the bytes; and a file that was begun anew is no other one.
            refused(store, &text.replace('\n', "\r\n"), &into("contact"));
            refused(store, &text, &ImportRequest { restart: true, ..into("contact") });
            refused(store, &text, &ImportRequest { add_fields: true, ..into("contact") });
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("other name.txt");
            std::fs::write(&path, text.replace('"', "")).unwrap();
            let opened = Table::open(&path, &Options::default()).unwrap();
            let error = go(store, opened, &into("contact")).unwrap_err();
            assert_eq!(error.outside().key(), "error-import-done");
            assert_eq!(count(store, "contact"), stored);
        }
        verify(store);
    });
}

#[test]
fn a_dry_run_only_tells_and_who_wants_it_again_gets_it() {
    on_each_engine(Template::Crm, |store| {
        let text = list(MANY);
        go(store, table(&text), &into("contact")).unwrap();
        let dry = ImportRequest { dry_run: true, ..into("contact") };
        let told = go(store, table(&text), &dry).unwrap().triage;
        assert_eq!((told.imported_before, told.imported_same), (Some(date(2026, 11, 21)), true));
        assert!(told.finished);
        let again = ImportRequest { again: true, ..into("contact") };
        // Stopped and gone on with, even without being asked once more.
        let stopped = run(&store.tenant, &store.admin(), table(&text), &again, None, |_| false);
        let stored = usize::try_from(stopped.unwrap().imported).unwrap();
        assert_eq!(count(store, "contact"), MANY as usize + stored);
        if stored < MANY as usize {
            go(store, table(&text), &into("contact")).unwrap();
        }
        assert_eq!(count(store, "contact"), 2 * MANY as usize);
        refused(store, &text, &into("contact"));
        verify(store);
    });
}

#[test]
fn what_differs_is_another_import() {
    on_each_engine(Template::Crm, |store| {
        let text = list(MANY);
        let once = MANY as usize;
        go(store, table(&text), &into("contact")).unwrap();
        // Another type.
        go(store, table(&text), &fresh("member")).unwrap();
        assert_eq!(count(store, "member"), once);
        refused(store, &text, &fresh("member"));
        refused(store, &text, &into("member"));
        // Another mapping.
        let mut elsewhere = into("contact");
        let skip = ColumnChoice { skip: true, ..ColumnChoice::default() };
        elsewhere.columns.insert("Ort".to_owned(), skip);
        let told = go(store, table(&text), &elsewhere).unwrap().triage;
        assert_eq!((told.imported_before, told.imported_same), (Some(date(2026, 11, 21)), false));
        refused(store, &text, &elsewhere);
        // A later row.
        let last = format!(";Weiß{};", MANY - 1);
        go(store, table(&text.replace(&last, ";Weiss;")), &into("contact")).unwrap();
        // More rows, and fewer.
        go(store, table(&format!("{text}9999;Eva;Höh;;\n")), &into("contact")).unwrap();
        go(store, table(&list(MANY - 1)), &into("contact")).unwrap();
        assert_eq!(count(store, "contact"), 5 * once);
        refused(store, &text, &into("contact"));
        verify(store);
    });
}

#[test]
fn a_file_of_which_nothing_was_stored_may_come_again() {
    on_each_engine(Template::Crm, |store| {
        let text = "Nachname;E-Mail\nWeiß;keine\nHöh;auch keine\n";
        let mut request = into("contact");
        let email = ColumnChoice { field: Some("email".to_owned()), ..ColumnChoice::default() };
        request.columns.insert("E-Mail".to_owned(), email);
        for _ in 0..2 {
            let report = go(store, table(text), &request).unwrap();
            assert_eq!((report.imported, report.rejected.len()), (0, 2));
        }
    });
}
