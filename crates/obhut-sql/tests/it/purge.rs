//! No old value stays in a file.

use std::{fs, path::Path};

use obhut_kernel::{Kind, Value};
use obhut_sql::{
    ColumnKind, Condition, Db, IndexSpec, KeySet, Options, TableName, Target, Transform, batch,
    catalogue, ddl,
    purge::{self, Statistics},
};

use crate::support::{Engine, on_each_engine, on_mariadb, on_postgres, on_sqlite, text};

on_each_engine!(purging_keeps_the_rest);

/// Files below a folder that hold these bytes.
fn holding(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path)
                && bytes.windows(needle.len()).any(|window| window == needle)
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

/// Values that no other text holds; the last one lies on overflow pages.
fn secrets() -> [String; 3] {
    ["Zwiebelfisch-alpha".into(), "Zwiebelfisch-beta".into(), "Zwiebelfisch-gamma ".repeat(1_100)]
}

#[test]
fn sqlite_keeps_no_byte() {
    on_sqlite(|engine| {
        let columns = [("name", ColumnKind::Text), ("note", ColumnKind::Text)];
        let [alpha, beta, gamma] = secrets();
        let rows: Vec<Vec<Value>> = (0..200)
            .map(|n| match n % 4 {
                0 => vec![text(&format!("{alpha}{n}")), text(&gamma)],
                1 => vec![text(&format!("{beta}{n}")), text(&gamma)],
                _ => vec![text(&format!("kept {n}")), text(&"kept ".repeat(4_000))],
            })
            .collect();
        let keyed = engine.table("t", &columns, &rows);
        let index = IndexSpec {
            name: "t_name".into(),
            columns: vec!["name".into(), "note".into()],
            unique: false,
            where_not_null: false,
        };
        let folder = engine.path().parent().unwrap().to_owned();
        engine.write(|tx| ddl::create_index(tx, &keyed.table, &index).unwrap());
        assert!(!holding(&folder, b"Zwiebelfisch").is_empty());
        let starts = |word: &str| Condition::Text {
            column: "name".into(),
            how: obhut_sql::TextMatch::StartsWith,
            text: word.into(),
        };
        let all = KeySet::Range { from: 1, to: 200 };
        engine.write(|tx| {
            let sets = [
                ("name".to_owned(), Transform::Mask { replace: 18, with: 4 }),
                ("note".to_owned(), Transform::Null),
            ];
            assert_eq!(batch::overwrite(tx, &keyed, &sets, &all, &starts(&alpha)).unwrap(), 50);
            assert_eq!(batch::delete(tx, &keyed, &all, &starts(&beta)).unwrap(), 50);
        });
        purge::rewrite_table(&engine.db, &keyed.table).unwrap();
        assert_eq!(holding(&folder, b"Zwiebelfisch"), [""; 0]);
        assert!(!holding(&folder, b"kept 7").is_empty());
    });
}

#[test]
fn postgres_keeps_no_byte() {
    on_postgres(|engine| {
        let show = "SELECT current_setting('data_directory')";
        let Ok(Some(row)) = engine.db.read(|tx| tx.query_one(show, &[])) else {
            eprintln!("skipped: the role may not ask for the data directory");
            return;
        };
        let folder = Path::new(&row.at::<String>(0).unwrap()).join("base");
        if fs::read_dir(&folder).is_err() {
            eprintln!("skipped: the data directory cannot be read from here");
            return;
        }
        let columns = [("name", ColumnKind::Text), ("note", ColumnKind::Text)];
        // Unlike any other run's; short enough to be kept as it is in statistics.
        let secret = format!("Zwiebel{}", engine.schema.as_ref().unwrap());
        let rows: Vec<Vec<Value>> = (0..3_000)
            .map(|n| vec![text(&format!("{secret}{}", n % 5)), text(&format!("{secret}{n}"))])
            .collect();
        let keyed = engine.table("t", &columns, &rows);
        engine.write(|tx| {
            purge::refresh_statistics(tx, std::slice::from_ref(&keyed.table)).unwrap();
        });
        flush(&engine.db);
        assert!(holding(&folder, secret.as_bytes()).len() >= 2, "table and statistics hold it");
        engine.write(|tx| {
            let sets = [
                ("name".to_owned(), Transform::Constant(text("XXXX"))),
                ("note".to_owned(), Transform::Mask { replace: 60, with: 4 }),
            ];
            let all = KeySet::Range { from: 1, to: 3_000 };
            batch::overwrite(tx, &keyed, &sets, &all, &Condition::Always).unwrap();
        });
        flush(&engine.db);
        assert!(!holding(&folder, secret.as_bytes()).is_empty(), "an update alone leaves it");
        rewritten(&engine.db, &keyed.table);
        let statistics = purge::rewrite_statistics(&engine.db).unwrap();
        flush(&engine.db);
        if statistics == Statistics::Purged {
            assert_eq!(holding(&folder, secret.as_bytes()), [""; 0]);
        } else {
            eprintln!("skipped: only a superuser may rewrite the statistics");
        }
    });
}

#[test]
fn what_an_open_transaction_might_read_is_no_success() {
    on_postgres(|engine| {
        let keyed = engine.table("t", &[("name", ColumnKind::Text)], &[vec![text("old")]]);
        let looking = engine.db.read(|tx| {
            tx.query("SELECT count(*) FROM pg_class", &[])?;
            engine.write(|tx| {
                let sets = [("name".to_owned(), Transform::Constant(text("XXXX")))];
                let all = KeySet::Range { from: 1, to: 1 };
                batch::overwrite(tx, &keyed, &sets, &all, &Condition::Always).unwrap();
            });
            Ok(purge::rewrite_table(&engine.db, &keyed.table).unwrap_err().kind())
        });
        assert_eq!(looking.unwrap(), Kind::Busy);
        rewritten(&engine.db, &keyed.table);
    });
}

/// Rewrites when the transactions of other tests let it.
fn rewritten(db: &Db, table: &TableName) {
    let done = (0..20).any(|_| match purge::rewrite_table(db, table) {
        Ok(()) => true,
        Err(error) => {
            assert_eq!(error.kind(), Kind::Busy);
            false
        }
    });
    assert!(done);
}

/// Writes what is in memory to the files, and lets go of dropped ones.
fn flush(db: &Db) {
    db.outside_transaction("CHECKPOINT").unwrap();
}

fn purging_keeps_the_rest(engine: &Engine) {
    let keyed = engine.table("t", &[("name", ColumnKind::Text)], &[vec![text("kept")]]);
    rewritten(&engine.db, &keyed.table);
    purge::rewrite_statistics(&engine.db).unwrap();
    engine.write(|tx| {
        purge::refresh_statistics(tx, std::slice::from_ref(&keyed.table)).unwrap();
        purge::forget_history(tx, &"nothing".into()).ok();
    });
    let kept = engine.write(|tx| batch::count(tx, &keyed.table, &Condition::equal("name", "kept")));
    assert_eq!(kept.unwrap(), 1);
}

/// A role that is no superuser is told what it could not do.
#[test]
fn postgres_ordinary_role() {
    on_postgres(|engine| {
        let role = format!("{}_role", engine.schema.as_ref().unwrap());
        engine.script(&format!("CREATE ROLE \"{role}\" LOGIN PASSWORD 'p'"));
        let _cleanup =
            crate::support::Cleanup(engine.target.clone(), format!("DROP ROLE \"{role}\""));
        let Target::Postgres(url) = &engine.target else { unreachable!() };
        let (_, place) = url.split_once('@').expect("a URL with a login");
        let target = Target::Postgres(format!("postgres://{role}:p@{place}"));
        let Ok(db) = Db::open(&target, &Options::default()) else {
            eprintln!("skipped: the server lets no new role in");
            return;
        };
        assert_eq!(purge::rewrite_statistics(&db).unwrap(), Statistics::Refreshed);
    });
}

#[test]
fn mariadb_history_is_forgotten() {
    on_mariadb(|engine| {
        engine.script("CREATE TABLE h (id INT PRIMARY KEY, v VARCHAR(20)) WITH SYSTEM VERSIONING");
        let old = "SELECT count(*) FROM h FOR SYSTEM_TIME ALL WHERE v = 'Zwiebel'";
        let count = || -> i64 {
            engine.db.read(|tx| tx.query_one(old, &[])).unwrap().unwrap().at(0).unwrap()
        };
        engine.write(|tx| tx.execute("INSERT INTO h VALUES (1, 'Zwiebel')", &[]).unwrap());
        engine.write(|tx| tx.execute("UPDATE h SET v = 'X'", &[]).unwrap());
        assert_eq!(count(), 1);
        engine.write(|tx| purge::forget_history(tx, &"h".into()).unwrap());
        assert_eq!(count(), 0);
        let all = engine.db.read(|tx| catalogue::read(tx, None)).unwrap();
        assert!(all.tables[0].is_versioned);
    });
}
