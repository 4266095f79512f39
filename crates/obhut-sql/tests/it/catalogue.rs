//! The catalogues of real databases, against the counts of their index.

use std::{
    fs::File,
    process::{Command, Stdio},
    time::Instant,
};

use obhut_sql::{
    Catalogue, Db, Dialect, Options, TableName, Target,
    catalogue::{self, IndexPart, Kind, Referential, TableKind},
};

use crate::support::{Cleanup, Engine, fixed, make_database, on_each_engine, server, shared, text};

on_each_engine!(tells_everything, hundreds_of_tables);

fn tells_everything(engine: &Engine) {
    let (generated, identity, partial) = match engine.dialect() {
        Dialect::Sqlite => ("AS (lower(email)) STORED", "INTEGER PRIMARY KEY", true),
        Dialect::Postgres => (
            "GENERATED ALWAYS AS (lower(email)) STORED",
            "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            true,
        ),
        Dialect::Mysql => ("AS (lower(email)) STORED", "bigint AUTO_INCREMENT PRIMARY KEY", false),
    };
    engine.script(&format!(
        "CREATE TABLE org (b INTEGER NOT NULL, a INTEGER NOT NULL, PRIMARY KEY (a, b));
         CREATE TABLE person (id {identity}, email VARCHAR(80) NOT NULL UNIQUE,
            low VARCHAR(80) {generated}, born DATE, oa INTEGER DEFAULT 7, ob INTEGER,
            kind VARCHAR(10) CHECK (kind IN ('in', 'out')),
            FOREIGN KEY (oa, ob) REFERENCES org (a, b) ON DELETE SET NULL ON UPDATE CASCADE);
         CREATE VIEW people AS SELECT id, email FROM person;
         CREATE INDEX person_born ON person (born, email)"
    ));
    if partial {
        engine.script("CREATE UNIQUE INDEX pu ON person (lower(email)) WHERE born IS NOT NULL");
    }
    let all = engine.db.read(|tx| catalogue::read(tx, None)).unwrap();
    let org = all.table(&TableName::new("org")).unwrap();
    assert_eq!(org.primary_key, ["a", "b"]);
    let person = all.table(&TableName::new("person")).unwrap();
    assert_eq!(person.kind, TableKind::Base);
    assert_eq!(person.primary_key, ["id"]);
    assert!(person.column("id").unwrap().is_identity);
    let email = person.column("email").unwrap();
    assert_eq!((email.length, email.nullable, email.kind), (Some(80), false, Kind::Text));
    assert!(person.column("low").unwrap().is_generated);
    assert!(!email.is_generated);
    assert_eq!(person.column("born").unwrap().kind, Kind::Date);
    assert_eq!(person.column("oa").unwrap().default.as_deref(), Some("7"));
    let whole: Vec<&Vec<String>> =
        person.unique_keys.iter().filter(|key| !key.is_partial).map(|key| &key.columns).collect();
    assert_eq!(whole, [&["email".to_owned()]]);
    assert_eq!(person.unique_keys.iter().any(|key| key.is_partial), partial);
    let key = &person.foreign_keys[0];
    assert_eq!(
        (&key.to.name, key.columns.as_slice()),
        (&"org".to_owned(), &["oa", "ob"].map(String::from)[..])
    );
    assert_eq!(key.to_columns, ["a", "b"]);
    assert_eq!((key.on_delete, key.on_update), (Referential::SetNull, Referential::Cascade));
    assert_eq!(all.referring_to(&TableName::new("org")).count(), 1);
    assert_eq!(person.checks.len(), 1);
    assert_eq!(person.checks[0].columns, ["kind"]);
    let born = person.indexes.iter().find(|index| index.name == "person_born").unwrap();
    assert_eq!(born.parts[0], IndexPart::Column("born".into()));
    assert_eq!(born.parts.len(), 2);
    assert_eq!(all.table(&TableName::new("people")).unwrap().kind, TableKind::View);
    assert_eq!(all.table(&TableName::new("people")).unwrap().columns.len(), 2);
}

fn hundreds_of_tables(engine: &Engine) {
    let script: Vec<String> = (0..500)
        .map(|n| {
            let link = format!(", FOREIGN KEY (parent) REFERENCES t{} (id)", n / 2);
            let link = if n > 0 { link.as_str() } else { "" };
            format!(
                "CREATE TABLE t{n} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL, \
                 mail VARCHAR(80), note TEXT, amount NUMERIC(10, 2), made DATE, \
                 parent INTEGER{link})"
            )
        })
        .collect();
    let script = script.join(";");
    engine.script(&script);
    let start = Instant::now();
    let all = engine.db.read(|tx| catalogue::read(tx, None)).unwrap();
    let took = start.elapsed();
    assert_eq!(counts(&all), (500, 3500, 499));
    eprintln!("{}: 500 tables in {took:?}", engine.dialect());
    // One second on a quiet machine; tests share theirs.
    assert!(took.as_secs() < 10, "{took:?}");
}

/// Tables, their columns, declared foreign keys.
fn counts(all: &Catalogue) -> (usize, usize, usize) {
    let tables = all.tables.iter().filter(|table| table.kind.is_table());
    tables.fold((0, 0, 0), |(tables, columns, keys), table| {
        (tables + 1, columns + table.columns.len(), keys + table.foreign_keys.len())
    })
}

fn views(all: &Catalogue) -> usize {
    all.tables.iter().filter(|table| !table.kind.is_table()).count()
}

fn triggers(all: &Catalogue) -> usize {
    all.tables.iter().map(|table| table.triggers.len()).sum()
}

/// Unpacks a dump into a client program.
fn load(file: &str, client: &mut Command) -> bool {
    let Some(path) = shared(file) else { return false };
    let mut unpack = Command::new("xz")
        .arg("-dc")
        .stdin(File::open(path).unwrap())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = unpack.stdout.take().unwrap();
    let output = client.stdin(stdin).stdout(Stdio::null()).output().unwrap();
    unpack.wait().unwrap();
    assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    true
}

fn of_sqlite(name: &str, check: fn(&Catalogue)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("real.db");
    if load(&format!("{name}.sqlite.sql.xz"), Command::new("sqlite3").arg(&path)) {
        let db = Db::open(&Target::Sqlite(path), &Options::default()).unwrap();
        check(&db.read(|tx| catalogue::read(tx, None)).unwrap());
    }
}

fn of_postgres(name: &str, check: fn(&Catalogue)) {
    let Some(server) = server("OBHUT_TEST_POSTGRES") else { return };
    if shared("").is_none() {
        return;
    }
    let database = format!("obhut_test_{}_{name}", std::process::id());
    server.provide_database(&database).unwrap();
    let _cleanup = Cleanup(server.clone(), format!("DROP DATABASE \"{database}\" WITH (FORCE)"));
    let target = server.with_database(&database);
    let Target::Postgres(url) = &target else { unreachable!() };
    let mut client = Command::new("psql");
    load(&format!("{name}.pg.sql.xz"), client.args(["-q", "-v", "ON_ERROR_STOP=1", url]));
    let db = Db::open(&target, &Options::default()).unwrap();
    check(&db.read(|tx| catalogue::read(tx, Some("public"))).unwrap());
}

fn of_mariadb(name: &str, check: fn(&Catalogue)) {
    let Some(server) = server("OBHUT_TEST_MARIADB") else { return };
    if shared("").is_none() {
        return;
    }
    let database = format!("obhut_test_{}_{name}", std::process::id());
    let target = make_database(&server, &database);
    let _cleanup = Cleanup(server.clone(), format!("DROP DATABASE `{database}`"));
    let Target::Mysql(url) = &server else { unreachable!() };
    let (login, place) =
        url.trim_start_matches("mysql://").split_once('@').expect("a URL with a login");
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let (host, port) = place.split('/').next().unwrap().split_once(':').unwrap_or((place, "3306"));
    let mut client = Command::new("mariadb");
    client.args(["--no-defaults", "--protocol=tcp", "-h", host, "-P", port, "-u", user]);
    client.env("MYSQL_PWD", password).arg(&database);
    load(&format!("{name}.mariadb.sql.xz"), &mut client);
    let db = Db::open(&target, &Options::default()).unwrap();
    check(&db.read(|tx| catalogue::read(tx, None)).unwrap());
}

#[test]
fn civicrm_on_mariadb() {
    of_mariadb("civicrm", |all| assert_eq!(counts(all), (154, 1704, 266)));
}

#[test]
fn suitecrm_on_mariadb() {
    of_mariadb("suitecrm", |all| {
        assert_eq!(counts(all), (220, 2546, 0));
        let keyless = all.tables.iter().filter(|table| table.primary_key.is_empty()).count();
        assert_eq!(keyless, 5);
    });
}

#[test]
fn admidio_on_mariadb() {
    of_mariadb("admidio", |all| assert_eq!(counts(all), (49, 497, 113)));
}

#[test]
fn sakila_on_mariadb() {
    of_mariadb("sakila", |all| {
        assert_eq!(counts(all), (16, 89, 22));
        assert_eq!((views(all), triggers(all)), (7, 6));
        let film = all.table(&TableName::new("film")).unwrap();
        let rating = film.column("rating").unwrap();
        assert_eq!(rating.kind, Kind::Enum);
        assert_eq!(rating.enum_values, ["G", "PG", "PG-13", "R", "NC-17"]);
    });
}

#[test]
fn pagila_on_postgres() {
    of_postgres("pagila", |all| {
        assert_eq!(counts(all), (22, 129, 36));
        assert_eq!((views(all), triggers(all)), (8, 15));
        let part = |table: &&catalogue::Table| matches!(&table.kind, TableKind::Partition { of } if of.name == "payment");
        assert_eq!(all.tables.iter().filter(part).count(), 7);
        let film = all.table(&TableName::new("film")).unwrap();
        assert_eq!(film.column("rating").unwrap().enum_values.len(), 5);
        assert_eq!(film.column("release_year").unwrap().kind, Kind::Int);
        assert!(film.checks.iter().any(|check| check.columns == ["release_year"]));
    });
}

#[test]
fn northwind_on_postgres() {
    of_postgres("northwind", |all| {
        assert_eq!(counts(all), (14, 92, 13));
        let composite = all.tables.iter().filter(|table| table.primary_key.len() > 1).count();
        assert_eq!(composite, 3);
    });
}

#[test]
fn chinook_on_postgres() {
    of_postgres("chinook", |all| assert_eq!(counts(all), (11, 64, 11)));
}

#[test]
fn sakila_on_sqlite() {
    of_sqlite("sakila", |all| {
        assert_eq!(counts(all), (16, 89, 22));
        assert_eq!((views(all), triggers(all)), (5, 30));
    });
}

#[test]
fn northwind_on_sqlite() {
    of_sqlite("northwind", |all| {
        assert_eq!(counts(all), (13, 88, 13));
        assert_eq!(views(all), 16);
        let details = all.table(&TableName::new("Order Details")).unwrap();
        assert_eq!(details.primary_key.len(), 2);
    });
}

#[test]
fn chinook_on_sqlite() {
    of_sqlite("chinook", |all| assert_eq!(counts(all), (11, 64, 11)));
}

/// A view on what is no longer there hides nothing else.
#[test]
fn sqlite_broken_view() {
    crate::support::on_sqlite(|engine| {
        engine.script("CREATE TABLE a (x INT, rowid TEXT); CREATE TABLE b (y INT);");
        engine.script("CREATE VIEW v AS SELECT y FROM b; DROP TABLE b");
        engine.script("INSERT INTO a VALUES (1, 'text')");
        let all = engine.db.read(|tx| catalogue::read(tx, None)).unwrap();
        assert_eq!(all.table(&TableName::new("a")).unwrap().columns.len(), 2);
        assert_eq!(all.table(&TableName::new("a")).unwrap().rows, Some(1));
        assert!(all.table(&TableName::new("v")).unwrap().columns.is_empty());
    });
}

/// MariaDB alone: JSON is a text with a check, and old rows may be kept.
#[test]
fn mariadb_specialities() {
    crate::support::on_mariadb(|engine| {
        engine.script(
            "CREATE TABLE j (id INT PRIMARY KEY, doc JSON, s SET('a','b'), note VARCHAR(9) COMMENT 'Vermerk') \
             WITH SYSTEM VERSIONING COMMENT 'Akten'",
        );
        engine
            .db
            .write(|tx| tx.execute("INSERT INTO j (id, doc) VALUES (1, ?)", &[text("{}")]))
            .unwrap();
        let all = engine.db.read(|tx| catalogue::read(tx, None)).unwrap();
        let table = all.table(&TableName::new("j")).unwrap();
        assert!(table.is_versioned);
        assert_eq!(table.comment.as_deref(), Some("Akten"));
        assert_eq!(table.column("doc").unwrap().kind, Kind::Json);
        assert_eq!(table.column("s").unwrap().kind, Kind::Other);
        assert_eq!(table.column("note").unwrap().comment.as_deref(), Some("Vermerk"));
        let other = fixed(engine.target.database().unwrap());
        let same = engine.db.read(|tx| catalogue::read(tx, Some(other))).unwrap();
        assert_eq!(same.tables[0].name, TableName::in_schema(other, "j"));
    });
}
