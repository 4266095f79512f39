//! Person tables of real databases, taken out as CSV and XLSX and brought in as contacts.

use std::{
    env,
    fs::File,
    path::Path,
    process::{Command, Stdio},
};

use obhut_core::register::{
    Template,
    import::{ImportReport, ImportRequest},
};
use obhut_kernel::{Lang, Value};
use obhut_sheets::{Cell, CsvStyle, CsvWriter, Options, Table, Writer, XlsxWriter};
use obhut_sql::{Db, Row, Target};

use crate::{
    harness::{TestStore, on_each_engine},
    import::{all, go, into, shared, went},
};

const ADMIDIO: &str = "SELECT u.usr_id AS id, \
    max(CASE WHEN f.usf_name_intern = 'LAST_NAME' THEN d.usd_value END) AS surname, \
    max(CASE WHEN f.usf_name_intern = 'FIRST_NAME' THEN d.usd_value END) AS first_name, \
    max(CASE WHEN f.usf_name_intern = 'STREET' THEN d.usd_value END) AS street, \
    max(CASE WHEN f.usf_name_intern = 'POSTCODE' THEN d.usd_value END) AS postcode, \
    max(CASE WHEN f.usf_name_intern = 'CITY' THEN d.usd_value END) AS city, \
    max(CASE WHEN f.usf_name_intern = 'PHONE' THEN d.usd_value END) AS phone, \
    max(CASE WHEN f.usf_name_intern = 'EMAIL' THEN d.usd_value END) AS email, \
    max(CASE WHEN f.usf_name_intern = 'BIRTHDAY' THEN d.usd_value END) AS birthday \
    FROM public.adm_users u JOIN public.adm_user_data d ON d.usd_usr_id = u.usr_id \
    JOIN public.adm_user_fields f ON f.usf_id = d.usd_usf_id GROUP BY u.usr_id ORDER BY u.usr_id";

const CIVICRM: &str = "SELECT c.id, c.first_name, c.last_name, c.display_name, c.birth_date, \
    e.email, p.phone, a.street_address, a.postal_code, a.city FROM civicrm_contact c \
    LEFT JOIN civicrm_email e ON e.contact_id = c.id AND e.is_primary = 1 \
    LEFT JOIN civicrm_phone p ON p.contact_id = c.id AND p.is_primary = 1 \
    LEFT JOIN civicrm_address a ON a.contact_id = c.id AND a.is_primary = 1 \
    WHERE c.contact_type = 'Individual' ORDER BY c.id";

const NORTHWIND: &str = "SELECT CustomerID, CompanyName, ContactName, ContactTitle, Address, City, \
    Region, PostalCode, Country, Phone, Fax FROM Customers ORDER BY CustomerID";

#[test]
fn members_of_admidio_become_contacts() {
    on_each_engine(Template::Crm, |store| {
        let Some(server) = server("OBHUT_TEST_POSTGRES") else { return };
        let name = format!("obhut_test_{}_admidio", std::process::id());
        server.provide_database(&name).unwrap();
        let target = server.with_database(&name);
        let Target::Postgres(url) = &target else { unreachable!() };
        let mut client = Command::new("psql");
        client.args(["-q", "-v", "ON_ERROR_STOP=1", url]);
        if load("sql/admidio.pg.sql.xz", &mut client) {
            let db = Db::open(&target, &obhut_sql::Options::default()).unwrap();
            let reports = both_ways(store, &db, ADMIDIO);
            for (column, field) in [
                ("surname", Some("last_name")),
                ("first_name", Some("first_name")),
                ("street", Some("street")),
                ("email", Some("email")),
                ("birthday", Some("birth_date")),
            ] {
                assert_eq!(went(&reports[0], column), field, "{column}");
            }
            assert!(reports[0].rows > 100);
            assert_eq!(reports[0].imported, reports[0].rows, "{:?}", reports[0].rejected);
        }
        let text = format!("DROP DATABASE \"{name}\" WITH (FORCE)");
        let db = Db::open(&server, &obhut_sql::Options::default()).unwrap();
        db.outside_transaction(Box::leak(text.into_boxed_str())).unwrap();
    });
}

#[test]
fn contacts_of_civicrm_become_contacts() {
    on_each_engine(Template::Crm, |store| {
        let Some(server) = server("OBHUT_TEST_MARIADB") else { return };
        let name = format!("obhut_test_{}_civicrm_import", std::process::id());
        let db = Db::open(&server, &obhut_sql::Options::default()).unwrap();
        let create = format!("CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
        db.outside_transaction(Box::leak(create.into_boxed_str())).unwrap();
        let Target::Mysql(url) = &server else { unreachable!() };
        let (login, place) = url.trim_start_matches("mysql://").split_once('@').unwrap();
        let (user, password) = login.split_once(':').unwrap();
        let (host, port) = place.split('/').next().unwrap().split_once(':').unwrap();
        let mut client = Command::new("mariadb");
        client.args(["--no-defaults", "--protocol=tcp", "-h", host, "-P", port, "-u", user]);
        client.env("MYSQL_PWD", password).arg(&name);
        if load("sql/civicrm.mariadb.sql.xz", &mut client) {
            let (base, _) = url.rsplit_once('/').unwrap();
            let target = Target::Mysql(format!("{base}/{name}"));
            let source = Db::open(&target, &obhut_sql::Options::default()).unwrap();
            let reports = both_ways(store, &source, CIVICRM);
            for (column, field) in [
                ("last_name", Some("last_name")),
                ("birth_date", Some("birth_date")),
                ("street_address", Some("street")),
                ("postal_code", Some("postcode")),
                ("display_name", None),
            ] {
                assert_eq!(went(&reports[0], column), field, "{column}");
            }
            assert!(reports[0].rows > 100);
            assert_eq!(reports[0].imported, reports[0].rows, "{:?}", reports[0].rejected);
        }
        let drop = format!("DROP DATABASE `{name}`");
        db.outside_transaction(Box::leak(drop.into_boxed_str())).unwrap();
    });
}

#[test]
fn customers_of_northwind_become_contacts() {
    on_each_engine(Template::Crm, |store| {
        let path = store.folder.path().join("northwind.db");
        if !load("sql/northwind.sqlite.sql.xz", Command::new("sqlite3").arg(&path)) {
            return;
        }
        let db = Db::open(&Target::Sqlite(path), &obhut_sql::Options::default()).unwrap();
        let reports = both_ways(store, &db, NORTHWIND);
        for (column, field) in [
            ("CustomerID", Some("customer_number")),
            ("ContactName", Some("first_name+last_name")),
            ("Address", Some("street")),
            ("PostalCode", Some("postcode")),
            ("Phone", Some("phone")),
            ("Fax", None),
        ] {
            assert_eq!(went(&reports[0], column), field, "{column}");
        }
        assert_eq!(reports[0].imported, reports[0].rows, "{:?}", reports[0].rejected);
        let first = &all(store, "contact")[0].fields;
        assert_eq!(first["customer_number"], "ALFKI");
        assert_eq!(
            (&first["first_name"], &first["last_name"]),
            (&"Maria".into(), &"Anders".into())
        );
        // Umlauts and all.
        assert!(all(store, "contact").iter().any(|record| record.fields["city"] == "München"));
    });
}

/// Takes a table out as CSV and as XLSX and brings both in, the second time onto the persons of
/// the first.
fn both_ways(store: &TestStore, db: &Db, query: &'static str) -> Vec<ImportReport> {
    let rows = db.read(|tx| tx.query(query, &[])).unwrap();
    let folder = store.folder.path();
    let reports: Vec<_> = ["list.csv", "list.xlsx"]
        .map(|name| {
            let path = folder.join(name);
            write(&path, folder, &rows);
            let table = Table::open(&path, &Options::default()).unwrap();
            // The same rows in another format are the same import.
            let request = ImportRequest { again: name == "list.xlsx", ..into("contact") };
            go(store, table, &request).unwrap()
        })
        .into();
    for report in &reports {
        assert_eq!(report.rows, rows.len() as u64);
        assert_eq!(report.rows, report.imported + report.rejected.len() as u64);
        for rejected in &report.rejected {
            assert!(obhut_text::has_key(Lang::De, rejected.reason.key()));
        }
    }
    let keys = |report: &ImportReport| {
        report.fields.iter().map(|field| field.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&reports[0]), keys(&reports[1]), "the format makes no difference");
    assert!(reports[1].persons_matched >= reports[0].persons_new / 2);
    reports
}

fn write(path: &Path, folder: &Path, rows: &[Row]) {
    let names: Vec<String> = rows[0].columns().to_vec();
    let out = File::create(path).unwrap();
    let mut writer: Box<dyn Writer> = if path.extension().is_some_and(|e| e == "csv") {
        Box::new(CsvWriter::new(out, CsvStyle::Comma, &names).unwrap())
    } else {
        Box::new(XlsxWriter::new(out, Some(folder), "list", &names).unwrap())
    };
    for row in rows {
        let cells: Vec<Cell> = row
            .values()
            .iter()
            .map(|value| match value {
                Value::Date(date) => Cell::Date(*date),
                other => Cell::text(other.to_string()),
            })
            .collect();
        writer.row(&cells).unwrap();
    }
    writer.finish().unwrap();
}

/// The server of an environment variable.
fn server(name: &str) -> Option<Target> {
    let Ok(url) = env::var(name) else {
        assert!(env::var("OBHUT_REQUIRE_SERVERS").is_err(), "{name} is not set");
        eprintln!("NOT RUN: {name} is not set");
        return None;
    };
    Some(url.parse().unwrap())
}

/// Unpacks a dump into a client program; false when dump or program is not there.
fn load(file: &str, client: &mut Command) -> bool {
    let Some(path) = shared(file) else { return false };
    let unpack = Command::new("xz")
        .arg("-dc")
        .stdin(File::open(path).unwrap())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut unpack) = unpack else {
        eprintln!("NOT CHECKED: there is no xz");
        return false;
    };
    let stdin = unpack.stdout.take().unwrap();
    let output = client.stdin(stdin).stdout(Stdio::null()).output();
    let Ok(output) = output else {
        unpack.kill().unwrap();
        unpack.wait().unwrap();
        eprintln!("NOT CHECKED: there is no {}", client.get_program().display());
        return false;
    };
    unpack.wait().unwrap();
    assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    true
}
