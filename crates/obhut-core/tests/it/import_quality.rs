//! What an import may not do without saying so: join strangers, part one person, lose cells.

use std::path::Path;

use obhut_core::{
    PersonId,
    access::Role,
    marks,
    register::{
        Owner, Template,
        import::{
            ColumnChoice, DateOrder, ImportReport, ImportRequest, NumberStyle, RejectedSheet,
            import as run,
        },
        set_person,
    },
    retention::{self, HandAction, RunOrigin},
};
use obhut_kernel::{Kind, Lang, Message};
use obhut_sheets::{CsvStyle, CsvWriter, Options, RejectedLabels, RejectedWriter, Table};

use crate::{
    harness::{TestStore, on_each_engine},
    import::{all, count, fresh, go, into, table, verify, went},
};

fn persons(store: &TestStore, type_key: &str) -> Vec<Option<PersonId>> {
    all(store, type_key).iter().map(|record| record.person).collect()
}

/// Rows and reasons of possible duplicates.
fn duplicates(report: &ImportReport) -> Vec<(u64, bool, Option<u64>, &'static str)> {
    let all = report.triage.duplicates.iter();
    all.map(|d| (d.row, d.person.is_some(), d.other_row, d.reasons[0].key())).collect()
}

/// Imports with a sheet of what was rejected, and returns that too.
fn go_with_sheet(store: &TestStore, text: &str, request: &ImportRequest) -> (ImportReport, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rejected.csv");
    let file = table(text);
    let labels = RejectedLabels {
        row: "Zeile".to_owned(),
        column: "Spalte".to_owned(),
        reason: "Grund".to_owned(),
    };
    let open = |names: &[String]| csv(&path, names);
    let mut sheet = RejectedWriter::new(&file.columns, &labels, open).unwrap();
    let render = |message: &Message| obhut_text::render(Lang::De, message);
    let rejects = RejectedSheet { writer: &mut sheet, render: &render };
    let report =
        run(&store.tenant, &store.admin(), file, request, Some(rejects), |_| true).unwrap();
    sheet.finish().unwrap();
    (report, std::fs::read_to_string(&path).unwrap())
}

fn csv(path: &Path, names: &[String]) -> obhut_kernel::Result<Box<dyn obhut_sheets::Writer>> {
    let out = std::fs::File::create(path).unwrap();
    Ok(Box::new(CsvWriter::new(out, CsvStyle::German, names)?))
}

#[test]
fn a_number_or_telephone_alone_joins_no_strangers() {
    on_each_engine(Template::Crm, |store| {
        let chinook = "Kundennummer;Vorname;Nachname;E-Mail;Telefon\n\
            1;Luís;Gonçalves;luisg@embraer.com.br;\n\
            2;Leonie;Köhler;leonekohler@surfeu.de;\n\
            3;Paul;Anders;;030 1234567\n\
            4;Eva;Höh;eva@example.org;\n\
            5;;;only@example.org;\n";
        go(store, table(chinook), &into("contact")).unwrap();
        let sakila = "Kundennummer;Vorname;Nachname;E-Mail;Telefon\n\
            1;MARY;SMITH;mary.smith@sakilacustomer.org;\n\
            2;LEONIE;KOEHLER;neu@example.org;\n\
            ;Paula;Fremd;;+49 30 1234567\n\
            4;Eva;Meier;;\n\
            5;;;other@example.org;\n\
            77;Max;Muster;max@example.org;\n\
            77;Udo;Lang;udo@example.org;\n";
        for dry_run in [true, false] {
            let request = ImportRequest { dry_run, ..into("contact") };
            let report = go(store, table(sakila), &request).unwrap();
            assert_eq!((report.persons_new, report.persons_matched), (6, 1), "{dry_run}");
            assert_eq!(
                duplicates(&report),
                [
                    (2, true, None, "match-same-number-other-name"),
                    (4, true, None, "match-same-phone-other-name"),
                    (5, true, None, "match-same-number-other-name"),
                    (6, true, None, "match-same-number-other-email"),
                    (8, false, Some(7), "match-same-number-other-name"),
                ]
            );
        }
        let who = persons(store, "contact");
        let same: Vec<usize> = (0..5).filter(|at| who[5..].contains(&who[*at])).collect();
        assert_eq!(same, [1], "only Leonie is known");
        verify(store);
    });
}

#[test]
fn a_record_without_a_name_does_not_join_strangers() {
    on_each_engine(Template::Crm, |store| {
        let text = "Vorname;Nachname;Telefon\nPaul;Anders;030 1234567\n";
        go(store, table(text), &into("contact")).unwrap();
        // Paul's contact loses its telephone; a call of his has it still.
        go(store, table("Telefon;Betreff\n030 1234567;Frage\n"), &into("call")).unwrap();
        let key = all(store, "contact")[0].key.clone();
        let values = [("phone".to_owned(), obhut_kernel::Value::Null)].into();
        store
            .tenant
            .write(&store.admin(), |op| {
                obhut_core::register::records::edit(op, "contact", &key, &values, "Umzug")
            })
            .unwrap();
        let text = "Vorname;Nachname;Telefon\nPaula;Fremd;030 1234567\nPaul;Anders;030 1234567\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!((report.persons_new, report.persons_matched), (1, 1));
        let who = persons(store, "contact");
        assert!(who[0] != who[1] && who[0] == who[2]);
    });
}

#[test]
fn all_who_share_an_identifier_are_compared() {
    on_each_engine(Template::Crm, |store| {
        let text = "Vorname;Nachname;E-Mail\n\
            Hans;Meier;familie@example.org\n\
            Gerda;Meier;familie@example.org\n\
            Helena;von der Höh;helena@example.org\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!((report.persons_new, report.persons_matched), (3, 0));
        let again = "Vorname;Nachname;E-Mail;Ort\n\
            Gerda;Meier;familie@example.org;Ulm\n\
            Hans;Meier;familie@example.org;Ulm\n\
            ;von der Höh, Helena;helena@example.org;Ulm\n\
            Gerda;Meier;familie@example.org;Ulm\n";
        for dry_run in [true, false] {
            let request = ImportRequest { dry_run, ..into("contact") };
            let report = go(store, table(again), &request).unwrap();
            assert_eq!((report.persons_new, report.persons_matched), (0, 4));
            assert_eq!(duplicates(&report), []);
        }
        let who = persons(store, "contact");
        assert_eq!(who[3..], [who[1], who[0], who[2], who[1]]);
        // Within one file and over more people than are looked at one by one.
        let mut many = "Vorname;Nachname;E-Mail\n".to_owned();
        let first = ["Anna", "Bernd", "Clara", "Dieter", "Emil", "Frieda", "Gustav", "Hilde"];
        let last = ["Adler", "Busch", "Conrad", "Decker", "Ebert", "Falk", "Gruber", "Huber"];
        for (first, last) in first.iter().flat_map(|f| last.iter().map(move |l| (f, l))) {
            many.push_str(&format!("{first};{last};info@example.org\n"));
        }
        assert_eq!(go(store, table(&many), &into("contact")).unwrap().persons_new, 64);
        let request = ImportRequest { again: true, ..into("contact") };
        let report = go(store, table(&many), &request).unwrap();
        assert_eq!((report.persons_new, report.persons_matched), (0, 64));
    });
}

#[test]
fn who_was_erased_stays_out_though_another_record_remains() {
    on_each_engine(Template::Crm, |store| {
        let text = "Vorname;Nachname;E-Mail\nAnna;Weiß;anna@example.org\n";
        go(store, table(text), &into("contact")).unwrap();
        let contract = "Vertragsnummer;E-Mail\nV1;anna@example.org\n";
        go(store, table(contract), &into("contract")).unwrap();
        assert_eq!(persons(store, "contact"), persons(store, "contract"));
        let key = all(store, "contact")[0].key.clone();
        let erase = HandAction {
            action: "delete",
            type_key: "contact",
            key: &key,
            reason: "Löschverlangen",
            fields: Vec::new(),
            origin: RunOrigin::Hand,
        };
        store.tenant.write(&store.admin(), |op| retention::act(op, &erase)).unwrap();
        assert_eq!(count(store, "contact"), 0);
        let again = "Vorname;Nachname;E-Mail\nBernd;Höh;bernd@example.org\n\
            Anna;Weiß;Anna@example.org\n";
        let request = ImportRequest { again: true, ..into("contact") };
        let (report, sheet) = go_with_sheet(store, again, &request);
        assert_eq!((report.imported, report.suppressed), (1, 1));
        assert_eq!(report.triage.suppressed, [3]);
        let line = sheet.lines().find(|line| line.contains("Anna@example.org")).unwrap();
        assert!(line.contains("Sperrliste") && line.contains('3'), "{sheet}");
        assert!(!sheet.contains("Bernd"), "{sheet}");
        verify(store);
    });
}

#[test]
fn matters_and_activities_find_their_person_by_columns_that_are_not_stored() {
    on_each_engine(Template::Association, |store| {
        let text = "Kundennummer;Vorname;Nachname;E-Mail\n\
            17;Anna;Weiß;anna@example.org\n18;Bernd;Höh;bernd@example.org\n";
        go(store, table(text), &into("contact")).unwrap();
        let who = persons(store, "contact");
        for (type_key, text) in [
            ("note", "E-Mail;Geschrieben am;Text\nANNA@example.org;1.2.2020;x\nweg;;y\n"),
            ("task", "Kundennummer;Titel\n17;Anrufen\n99;Mahnen\n"),
            ("meeting", "E-mail address;Beginn;Titel\nanna@example.org;1.2.2020 10:00;x\n;;y\n"),
            (
                "donation",
                "E-Mail;Betrag;Eingang\nanna@example.org;10,00;1.2.2020\n;5,00;1.3.2020\n",
            ),
            ("membership", "Kundennr.;Art;Eintritt\n17;family;1.2.2020\n;youth;1.3.2020\n"),
        ] {
            for dry_run in [true, false] {
                let request = ImportRequest { dry_run, ..into(type_key) };
                let report = go(store, table(text), &request).unwrap();
                let counts = (report.imported, report.persons_new, report.persons_matched);
                assert_eq!(counts, (2, 0, 1), "{type_key}");
                assert_eq!(report.triage.linking.len(), 1, "{type_key}");
                assert_eq!((report.triage.unlinked, report.triage.unmapped.len()), (1, 0));
            }
            assert_eq!(persons(store, type_key), [who[0], None], "{type_key}");
        }
        // A name links nothing; whose it may be is a suggestion.
        let text = "Nachname;Vorname;Text\nWeiß;Anna;Notiz\nNiemand;Nina;Notiz\n";
        let report = go(store, table(text), &into("note")).unwrap();
        assert_eq!(duplicates(&report), [(2, true, None, "match-name-alone")]);
        assert_eq!((report.persons_matched, report.triage.unlinked), (0, 2));
        // The mother's address is not the member's own.
        let text = "Mother email;Text\nanna@example.org;Notiz\n";
        let report = go(store, table(text), &into("note")).unwrap();
        assert_eq!((report.persons_matched, report.triage.unlinked), (0, 1));
        verify(store);
    });
}

#[test]
fn bad_dates_cost_their_rows_and_not_the_column() {
    on_each_engine(Template::Crm, |store| {
        for (text, key) in [
            ("Nachname;Geburtsdatum\nWeiß;31.02.2001\nHöh;31.02.2002\n", "error-parse-date-day"),
            ("Nachname;Birthday\nWeiß;--07-17\nHöh;--11-02\n", "error-parse-date-no-year"),
        ] {
            let (report, sheet) = go_with_sheet(store, text, &into("contact"));
            assert_eq!((report.imported, report.rejected.len()), (0, 2), "{text}");
            for rejected in &report.rejected {
                assert_eq!(rejected.field.as_deref(), Some("birth_date"));
                assert_eq!(rejected.reason.key(), key);
            }
            assert!(sheet.contains("Weiß") && sheet.contains("Höh"), "{sheet}");
        }
        // The day alone is no date, and no reason to store one.
        let text = "Nachname;Birth Year;Birth Month;Birth Day\nWeiß;1970;5;15\nHöh;1980;6;16\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!((report.imported, went(&report, "Birth Day")), (2, None));
        assert_eq!(count(store, "contact"), 2);
    });
}

#[test]
fn what_is_unsure_is_not_stored_and_said() {
    on_each_engine(Template::Crm, |store| {
        let text = "FirstName;LastName;Title;Extension;Dad email;Mother – phone;Soft Credit to\n\
            Nancy;Davolio;Sales Representative;5467;dad@example.org;030 7654321;a@example.org\n\
            Andrew;Fuller;Vice President, Sales;3457;pop@example.org;030 7654322;b@example.org\n\
            Laura;Callahan;Inside Sales Coordinator;2344;;;c@example.org\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!(report.imported, 3);
        for column in ["Title", "Extension", "Dad email", "Mother – phone", "Soft Credit to"] {
            assert_eq!(went(&report, column), None, "{column}");
            assert!(report.triage.unmapped.iter().any(|name| name == column), "{column}");
        }
        for record in all(store, "contact") {
            for field in ["title", "email", "phone", "mobile"] {
                assert!(record.fields[field].is_null(), "{field}");
            }
        }
        // Academic titles are titles, and positions go where there is a field for them.
        let text = "Vorname;Nachname;Titel\nAnna;Weiß;Prof. Dr.\nBernd;Höh;Dipl.-Ing.\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!(went(&report, "Titel"), Some("title"));
        let text = "First name;Last name;Title\nNancy;Davolio;Sales Representative\n";
        let report = go(store, table(text), &into("lead_contact_person")).unwrap();
        assert_eq!(went(&report, "Title"), Some("position"));
    });
}

#[test]
fn whole_names_are_taken_apart() {
    on_each_engine(Template::Crm, |store| {
        let google = "Name,Given Name,E-mail 1 - Value\n\
            Anna Weiß,Anna,anna@example.org\nBernd von der Höh,Bernd,bernd@example.org\n";
        let report = go(store, table(google), &into("contact")).unwrap();
        assert_eq!(went(&report, "Name"), Some("first_name+last_name"));
        let with_all = "Name,Given Name,Family Name\nClara Vogt,Clara,Vogt\n";
        let report = go(store, table(with_all), &into("contact")).unwrap();
        assert_eq!(went(&report, "Name"), None);
        // Where first names stand beside it a "name" is a surname.
        let german = "Name;Vorname\nJäger;Dora\nWolf;Emil\n";
        let report = go(store, table(german), &into("contact")).unwrap();
        assert_eq!(went(&report, "Name"), Some("last_name"));
        let names: Vec<_> = all(store, "contact")
            .iter()
            .map(|r| {
                let text = |key: &str| r.fields[key].as_str().unwrap_or_default().to_owned();
                (text("first_name"), text("last_name"))
            })
            .collect();
        let wanted = [
            ("Anna", "Weiß"),
            ("Bernd", "von der Höh"),
            ("Clara", "Vogt"),
            ("Dora", "Jäger"),
            ("Emil", "Wolf"),
        ];
        assert_eq!(names, wanted.map(|(first, last)| (first.to_owned(), last.to_owned())));
    });
}

#[test]
fn choices_are_known_by_their_names() {
    on_each_engine(Template::Association, |store| {
        let text = "Nachname;Status\nWeiß;aktiv\nHöh;Beendet\nVogt;Interessent\nWolf;active\n\
            Jäger;vielleicht\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!((report.imported, report.rejected.len()), (4, 1));
        let reason = &report.rejected[0].reason;
        let german = obhut_text::render(Lang::De, reason);
        assert!(german.contains("aktiv, beendet, Interessent"), "{german}");
        let english = obhut_text::render(Lang::En, reason);
        assert!(english.contains("active, ended, prospect"), "{english}");
        let stored: Vec<_> =
            all(store, "contact").iter().map(|record| record.fields["status"].clone()).collect();
        assert_eq!(stored, ["active", "ended", "prospect", "active"]);
        // By hand as well.
        let key = store.record("membership", &[("kind", "Fördernd".into())]);
        assert_eq!(store.fields("membership", &key)["kind"], "supporting");
        // What people made themselves is its own name.
        let own = "Name;Stufe\n".to_owned() + &"Weiß;Wölfling\nHöh;Rover\n".repeat(8);
        let report = go(store, table(&own), &fresh("scout")).unwrap();
        assert_eq!(report.imported, 16);
        assert_eq!(all(store, "scout")[0].fields["stufe"], "Wölfling");
    });
}

#[test]
fn whoever_imports_can_correct_what_is_proposed() {
    on_each_engine(Template::Crm, |store| {
        let text = "Wer;Kontaktweg;Datum;Ort\nAnna Weiß;anna@example.org;02/03/1970;Ulm\n";
        let mut request = ImportRequest { dates: Some(DateOrder::MonthFirst), ..into("contact") };
        let mut map = |column: &str, field: &str| {
            let field = Some(field.to_owned()).filter(|field| !field.is_empty());
            let choice = ColumnChoice { skip: field.is_none(), field, ..ColumnChoice::default() };
            request.columns.insert(column.to_owned(), choice);
        };
        map("Wer", "first_name+last_name");
        map("Kontaktweg", "email");
        map("Datum", "birth_date");
        map("Ort", "");
        let report = go(store, table(text), &request).unwrap();
        assert_eq!((report.imported, report.rejected.len()), (1, 0));
        let fields = &all(store, "contact")[0].fields;
        assert_eq!(fields["first_name"], "Anna");
        assert_eq!(fields["last_name"], "Weiß");
        assert_eq!(fields["birth_date"], "1970-02-03");
        assert!(fields["city"].is_null());
        assert_eq!(fields["email"], "anna@example.org");
        let text = "Vertragsnummer;Abschlag;Beginn\nV1;1.250;70/12/31\n";
        let request = ImportRequest {
            dates: Some(DateOrder::YearFirst),
            numbers: Some(NumberStyle::English),
            ..into("contract")
        };
        go(store, table(text), &request).unwrap();
        let fields = &all(store, "contract")[0].fields;
        assert_eq!(fields["monthly_amount"], "1.25");
        assert_eq!(fields["started_on"], "1970-12-31");
    });
}

#[test]
fn damaged_characters_are_repaired_or_refused() {
    on_each_engine(Template::Crm, |store| {
        let mut mixed = "Vorname;Nachname\n".as_bytes().to_vec();
        mixed.extend("Jörg;Müller\n".as_bytes());
        for _ in 0..3 {
            mixed.extend(b"Bj\xf6rn;H\xf6h\n");
        }
        let open = |bytes: &[u8]| Table::from_bytes("a.csv", bytes, &Options::default()).unwrap();
        let report = go(store, open(&mixed), &into("contact")).unwrap();
        assert_eq!(report.encoding, Some("windows-1252"));
        assert_eq!(report.imported, 4);
        assert_eq!(all(store, "contact")[0].fields["last_name"], "Müller");
        assert_eq!(hints(&report), ["import-hint-repaired", "import-hint-repaired"]);
        // Umlauts of DOS.
        let dos = b"Vorname;Nachname\nJ\x94rg;Weber\nUwe;M\x81ller\nAnna;Wolf\n";
        let report = go(store, open(dos), &into("contact")).unwrap();
        assert_eq!((report.imported, report.rejected.len()), (1, 2));
        for rejected in &report.rejected {
            assert_eq!(rejected.reason.key(), "import-reason-damaged");
        }
    });
}

fn hints(report: &ImportReport) -> Vec<&'static str> {
    report.triage.hints.iter().map(Message::key).collect()
}

#[test]
fn what_should_be_looked_at_is_told() {
    on_each_engine(Template::Crm, |store| {
        let text = "Nachname;Geburtsdatum;PLZ\n\
            Weiß;01.02.2090;01067\nHöh;01.02.1800;1067\nVogt;00.00.0000;80331\nWolf;1.2.1970;10115\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!((report.imported, report.rejected.len()), (4, 0));
        assert_eq!(
            hints(&report),
            ["import-hint-birth", "import-hint-no-date", "import-hint-zero-back"]
        );
        assert!(all(store, "contact")[2].fields["birth_date"].is_null());
        assert_eq!(all(store, "contact")[1].fields["postcode"], "01067");
        let text = "Nachname;Geburtsdatum\nWeiß;09/01/08\nHöh;02/03/70\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!(hints(&report), ["import-hint-order"]);
        // Told by a choice or by the other dates of the column, nothing is left to ask.
        let request =
            ImportRequest { dates: Some(DateOrder::MonthFirst), again: true, ..into("contact") };
        assert!(hints(&go(store, table(text), &request).unwrap()).is_empty());
        let text = "Nachname;PLZ\nWeiß;1067\nHöh;1070\n";
        let report = go(store, table(text), &into("contact")).unwrap();
        assert_eq!(hints(&report), ["import-hint-zero-lost"]);
        for hint in &report.triage.hints {
            assert!(!obhut_text::render(Lang::De, hint).contains("{$"));
        }
    });
}

#[test]
fn a_human_says_whose_a_record_is() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        let set = |type_key: &str, key: &str, owner: Owner| {
            store.tenant.write(&admin, |op| set_person(op, type_key, key, owner, "Zuordnung"))
        };
        let anna = store.record("contact", &[("last_name", "Weiß".into())]);
        let bernd = store.record("contact", &[("last_name", "Höh".into())]);
        let note = store.record("note", &[("body", "Rückruf".into())]);
        let who = persons(store, "contact");
        let found = store.tenant.read(&admin, retention::coverage).unwrap();
        let missing: Vec<_> =
            found.personless.into_iter().map(|of| (of.type_key, of.records)).collect();
        assert_eq!(persons(store, "note"), [None]);
        assert_eq!(missing, [("note".to_owned(), 1)]);
        assert!(set("note", &note, Owner::Known(who[0].unwrap())).unwrap());
        assert!(!set("note", &note, Owner::Known(who[0].unwrap())).unwrap());
        assert_eq!(persons(store, "note"), [who[0]]);
        // Joined by mistake, and parted again.
        assert!(set("contact", &bernd, Owner::Known(who[0].unwrap())).unwrap());
        assert_eq!(persons(store, "contact"), [who[0], who[0]]);
        assert!(set("contact", &bernd, Owner::New).unwrap());
        let parted = persons(store, "contact");
        assert!(parted[1].is_some() && parted[1] != who[0]);
        assert_eq!(set("contact", &anna, Owner::Nobody).unwrap_err().kind(), Kind::Invalid);
        assert_eq!(
            set("note", &note, Owner::Known(PersonId(999))).unwrap_err().kind(),
            Kind::NotFound
        );
        let lock = marks::MarkKind::Lock;
        let locked = marks::Target::Person(parted[1].unwrap());
        store.tenant.write(&admin, |op| marks::ops::set(op, lock, locked, "Streit", None)).unwrap();
        assert_eq!(
            set("note", &note, Owner::Known(parted[1].unwrap())).unwrap_err().kind(),
            Kind::Held
        );
        assert_eq!(set("contact", &bernd, Owner::New).unwrap_err().kind(), Kind::Held);
        let auditor = store.actor("auditor", Role::Auditor);
        let refused = store
            .tenant
            .write(&auditor, |op| set_person(op, "note", &note, Owner::Nobody, "Zuordnung"));
        assert_eq!(refused.unwrap_err().kind(), Kind::Forbidden);
        assert!(set("note", &note, Owner::Nobody).unwrap());
        verify(store);
    });
}
