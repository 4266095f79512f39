//! Records out: rights, locks, formats, and the way back in.

use std::{fs::File, io::BufWriter, path::Path};

use jiff::civil::date;
use obhut_core::{
    access::{Actor, Role},
    journal, marks,
    register::{
        Template,
        export::{ExportReport, ExportRequest, export},
    },
};
use obhut_kernel::{Kind, Lang, Result, Value};
use obhut_sheets::{
    CsvStyle, CsvWriter, Entry, JsonStyle, JsonWriter, Options, Table, Writer, XlsxWriter,
};

use crate::{
    harness::{TestStore, on_each_engine},
    import::{count, go, into, table},
};

fn request(type_key: &str) -> ExportRequest {
    ExportRequest {
        type_key: type_key.to_owned(),
        reason: "Jahresversand".to_owned(),
        format: "csv".to_owned(),
        ..ExportRequest::default()
    }
}

fn to_csv(
    store: &TestStore,
    actor: &Actor,
    path: &Path,
    request: &ExportRequest,
) -> Result<ExportReport> {
    export(&store.tenant, actor, request, |columns| {
        let out = BufWriter::new(File::create(path).unwrap());
        Ok(Box::new(CsvWriter::new(out, CsvStyle::German, columns)?))
    })
}

fn people(store: &TestStore, how_many: u32) {
    let mut text = "Vorname;Nachname;E-Mail;IBAN;Geburtsdatum;Bemerkungen\n".to_owned();
    for at in 0..how_many {
        text += &format!(
            "Anna;Weiß{at};anna{at}@example.org;DE89370400440532013000;1.2.1970;=1+{at}\n"
        );
    }
    assert_eq!(go(store, table(&text), &into("contact")).unwrap().imported, u64::from(how_many));
}

#[test]
fn locked_records_stay_inside() {
    on_each_engine(Template::Crm, |store| {
        people(store, 4_500);
        let admin = store.admin();
        let lock = |target: marks::Target<'_>| {
            let kind = marks::MarkKind::Lock;
            store
                .tenant
                .write(&admin, |op| marks::ops::set(op, kind, target, "Streit", None))
                .unwrap();
        };
        lock(marks::Target::Record { type_key: "contact", key: "17" });
        lock(marks::Target::Person(obhut_core::PersonId(4_444)));
        let path = store.folder.path().join("out.csv");
        let report = to_csv(store, &admin, &path, &request("contact")).unwrap();
        assert_eq!((report.records, report.locked, report.unwritable), (4_498, 2, 0));
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 4_499);
        assert!(!text.contains("anna16@") && text.contains("anna18@"));
        assert!(text.contains("'=1+3"), "formulas are neutralised");
        let all = journal::Filter { limit: 3, ..journal::Filter::default() };
        let list = store.tenant.read(&admin, |op| journal::ops::list(op, &all)).unwrap();
        let acts: Vec<_> = list.iter().rev().map(|entry| entry.act.as_str()).collect();
        assert_eq!(acts, ["contact.export.start", "contact.export.refused", "contact.export"]);
        assert_eq!(list[2].reason.as_deref(), Some("Jahresversand"));
        assert_eq!(list[0].details["records"], 4_498);
        assert_eq!(list[1].details["records"], 2);
        journal::ops::integrate(&store.tenant).unwrap();
        assert!(journal::verify(&store.tenant, &admin, &[]).unwrap().is_ok());
    });
}

#[test]
fn nobody_takes_out_more_than_they_may() {
    on_each_engine(Template::Crm, |store| {
        people(store, 3);
        let path = store.folder.path().join("out.csv");
        for role in [Role::Clerk, Role::Sales, Role::Administrator, Role::External] {
            let actor = store.actor(role.key(), role);
            let error = to_csv(store, &actor, &path, &request("contact")).unwrap_err();
            assert_eq!(error.kind(), Kind::Forbidden, "{role:?}");
            let error = to_csv(store, &actor, &path, &request("nothing")).unwrap_err();
            assert_eq!(error.kind(), Kind::Forbidden, "{role:?}");
        }
        assert!(!path.exists(), "nothing is begun without the right");
        let admin = store.admin();
        let silent = ExportRequest { reason: " ".to_owned(), ..request("contact") };
        let error = to_csv(store, &admin, &path, &silent).unwrap_err();
        assert_eq!(error.outside().key(), "error-reason-missing");
        // A role with the right for some classes takes those fields, masked as it sees them.
        let grant = |granted: &str, class: &str| obhut_core::access::Grant {
            role: "x".to_owned(),
            granted: granted.to_owned(),
            record_type: "contact".to_owned(),
            field_class: class.to_owned(),
        };
        let rights = obhut_core::access::Rights::new([
            grant("records.export", "contact"),
            grant("records.export", "identity"),
            grant("records.export", "finance"),
            grant("records.see", "contact"),
            grant("records.see_masked", "identity"),
            grant("records.see_all", "*"),
        ]);
        let partial = Actor { rights, ..store.actor("partial", Role::External) };
        let report = to_csv(store, &partial, &path, &request("contact")).unwrap();
        assert_eq!(report.records, 3);
        assert!(report.fields.contains(&"email".to_owned()));
        assert!(!report.fields.contains(&"iban".to_owned()), "exported but not seen");
        assert!(!report.fields.contains(&"remarks".to_owned()));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("anna0@example.org"), "{text}");
        assert!(!text.contains("Weiß0") && !text.contains("1970-02-01"), "{text}");
        let hidden = ExportRequest {
            condition: Some(r#"iban = "DE89370400440532013000""#.parse().unwrap()),
            ..request("contact")
        };
        let error = to_csv(store, &partial, &path, &hidden).unwrap_err();
        assert_eq!(error.kind(), Kind::Invalid, "hidden fields cannot be asked about");
    });
}

#[test]
fn what_goes_out_comes_in_again() {
    on_each_engine(Template::Association, |store| {
        let fields: &[(&str, Value)] = &[
            ("first_name", "Jörg".into()),
            ("last_name", "von der Höh".into()),
            ("salutation", "Herr".into()),
            ("email", "joerg@example.org".into()),
            ("phone", "+49301234567".into()),
            ("postcode", "01067".into()),
            ("iban", "DE89370400440532013000".into()),
            ("birth_date", date(1889, 2, 3).into()),
            ("remarks", "+Zeile eins\n„zwei“; drei".into()),
        ];
        let key = store.record("contact", fields);
        let fee: rust_decimal::Decimal = "1234.5".parse().unwrap();
        let membership = store.record(
            "membership",
            &[
                ("member_number", "007".into()),
                ("kind", "family".into()),
                ("fee", fee.into()),
                ("joined_on", date(2020, 2, 29).into()),
            ],
        );
        let at: jiff::Timestamp = "2026-07-01T12:34:56Z".parse().unwrap();
        let call = store.record("call", &[("started_at", at.into()), ("seconds", 61_i64.into())]);
        let admin = store.admin();
        for (type_key, original) in
            [("contact", &key), ("membership", &membership), ("call", &call)]
        {
            for (format, headers) in
                [("csv", None), ("csv", Some(Lang::De)), ("xlsx", Some(Lang::En))]
            {
                let before = count(store, type_key);
                let path = store.folder.path().join(format!("round.{format}"));
                let only = ExportRequest {
                    headers,
                    format: format.to_owned(),
                    condition: Some("created_at <= today".parse().unwrap()),
                    ..request(type_key)
                };
                let report = export(&store.tenant, &admin, &only, |columns| {
                    let out = File::create(&path).unwrap();
                    Ok(if format == "csv" {
                        Box::new(CsvWriter::new(out, CsvStyle::German, columns)?) as Box<dyn Writer>
                    } else {
                        let folder = Some(store.folder.path());
                        Box::new(XlsxWriter::new(out, folder, type_key, columns)?)
                    })
                })
                .unwrap();
                assert_eq!(report.records, before as u64);
                let file = Table::open(&path, &Options::default()).unwrap();
                let again = go(store, file, &into(type_key)).unwrap();
                assert_eq!(again.imported, before as u64, "{type_key} {format}: {again:?}");
                assert_eq!(count(store, type_key), 2 * before);
                let newest = (2 * before).to_string();
                let (one, other) =
                    (store.fields(type_key, original), store.fields(type_key, &newest));
                assert_eq!(one, other, "{type_key} {format} {headers:?}");
            }
        }
    });
}

#[test]
fn json_and_what_obhut_knows_come_along() {
    on_each_engine(Template::Crm, |store| {
        people(store, 2);
        let path = store.folder.path().join("out.json");
        let all = ExportRequest {
            with_system: true,
            format: "json".to_owned(),
            purpose: Some("migration".to_owned()),
            condition: Some(r#"email = "anna1@example.org""#.parse().unwrap()),
            ..request("contact")
        };
        export(&store.tenant, &store.admin(), &all, |columns| {
            let out = File::create(&path).unwrap();
            Ok(Box::new(JsonWriter::new(out, JsonStyle::Array, columns)?))
        })
        .unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let record = &json.as_array().unwrap()[0];
        assert_eq!(record["record_key"], "2");
        assert_eq!(record["source"], "Vereinsverwaltung");
        assert_eq!(record["basis"], "6b");
        assert_eq!(record["changed_by"], "admin");
        assert_eq!(record["birth_date"], "1970-02-01");
        assert_eq!(json.as_array().unwrap().len(), 1);
        let few = ExportRequest {
            fields: Some(vec!["email".to_owned(), "last_name".to_owned()]),
            ..request("contact")
        };
        let path = store.folder.path().join("few.csv");
        to_csv(store, &store.admin(), &path, &few).unwrap();
        let table = Table::open(&path, &Options::default()).unwrap();
        let names: Vec<_> = table.columns.iter().map(|column| column.name.clone()).collect();
        assert_eq!(names, ["email", "last_name"]);
        assert_eq!(table.into_iter().filter(|e| matches!(e, Ok(Entry::Row(_)))).count(), 2);
    });
}

#[test]
fn a_full_disk_is_journalled_as_incomplete() {
    struct Full;
    impl Writer for Full {
        fn row(&mut self, _: &[obhut_sheets::Cell]) -> Result<()> {
            Err(obhut_kernel::Error::new(Kind::Unavailable, "error-sheet-write"))
        }
        fn finish(self: Box<Self>) -> Result<()> {
            Ok(())
        }
    }
    on_each_engine(Template::Crm, |store| {
        people(store, 2);
        let admin = store.admin();
        let error = export(&store.tenant, &admin, &request("contact"), |_| Ok(Box::new(Full)));
        assert_eq!(error.unwrap_err().kind(), Kind::Unavailable);
        let newest = journal::Filter { limit: 1, ..journal::Filter::default() };
        let list = store.tenant.read(&admin, |op| journal::ops::list(op, &newest)).unwrap();
        assert_eq!(list[0].details["complete"], false);
    });
}
