//! Opening, transactions, group commit, faults, errors.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use obhut_kernel::{Error, Kind, Message, Result, Value};
use obhut_sql::{
    ColumnKind, Condition, Db, Dialect, Fault, KeySet, Keyed, Migration, Options, Target, Tx,
    batch, migrate,
};

use crate::support::{Engine, on_each_engine, on_postgres, on_sqlite, server, text};

on_each_engine!(
    all_writes_are_there,
    faults_are_told,
    savepoints,
    reads_see_one_state,
    read_only,
    errors_tell_no_value,
    every_change_counts,
);

fn log(engine: &Engine) -> Keyed {
    let columns = [("thread", ColumnKind::BigInt), ("number", ColumnKind::BigInt)];
    engine.table("log", &columns, &[])
}

fn add(tx: &mut Tx<'_>, thread: i64, number: i64) -> Result<()> {
    tx.execute("INSERT INTO log (thread, number) VALUES (?, ?)", &[thread.into(), number.into()])
        .map(|_| ())
}

fn refused() -> Error {
    Error::new(Kind::Conflict, Message::new("error-internal"))
}

/// Whoever compares the number before and after sees each change, by whichever call it was made.
fn every_change_counts(engine: &Engine) {
    let _ = log(engine);
    let returns = engine.dialect() != Dialect::Mysql;
    engine.write(|tx| {
        let mut before = tx.changes();
        let mut moved = |tx: &Tx<'_>| {
            let by = tx.changes() - before;
            before = tx.changes();
            by
        };
        add(tx, 1, 1).unwrap();
        assert_eq!(moved(tx), 1);
        tx.query("SELECT number FROM log", &[]).unwrap();
        tx.query_one("SELECT number FROM log", &[]).unwrap();
        tx.savepoint(|_| Ok(())).unwrap();
        assert_eq!(moved(tx), 0);
        if returns {
            let insert = "INSERT INTO log (thread, number) VALUES (2, 2), (2, 3) RETURNING number";
            assert_eq!(tx.query(insert, &[]).unwrap().len(), 2);
            assert_eq!(moved(tx), 2);
            let update = "UPDATE log SET number = 4 WHERE thread = 1 RETURNING number";
            assert!(tx.query_one(update, &[]).unwrap().is_some());
            assert_eq!(moved(tx), 1);
            let none = "DELETE FROM log WHERE thread = 9 RETURNING number";
            assert!(tx.query_one(none, &[]).unwrap().is_none());
            assert_eq!(moved(tx), 0);
        }
        let column = obhut_sql::ColumnSpec::new("more", ColumnKind::Text);
        obhut_sql::ddl::add_column(tx, &"log".into(), &column).unwrap();
        assert_eq!(moved(tx), 1);
    });
}

/// Eight threads of 200 writes each, among which some fail and some panic after they wrote.
fn all_writes_are_there(engine: &Engine) {
    const THREADS: i64 = 8;
    const WRITES: i64 = 200;
    let table = log(engine);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let planned = info.payload().downcast_ref::<&str>() == Some(&"planned");
        if !planned {
            hook(info);
        }
    }));
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let db = engine.db.clone();
            scope.spawn(move || {
                for number in 0..WRITES {
                    let write = |result: fn() -> Result<()>| {
                        db.write(|tx| add(tx, thread, number).and_then(|()| result()))
                    };
                    match number % 50 {
                        7 => {
                            assert_eq!(
                                write(|| Err(refused())).unwrap_err().kind(),
                                Kind::Conflict
                            );
                        }
                        9 => {
                            let unwound =
                                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                                    write(|| panic!("planned"))
                                }));
                            assert!(unwound.is_err());
                        }
                        _ => write(|| Ok(())).unwrap(),
                    }
                }
            });
        }
    });
    let rows = engine.write(|tx| {
        let all = &Condition::Always;
        batch::find(tx, &table, &["thread", "number"], all, None, 10_000).unwrap()
    });
    let kept: Vec<i64> = (0..WRITES).filter(|n| n % 50 != 7 && n % 50 != 9).collect();
    for thread in 0..THREADS {
        let own: Vec<i64> = rows
            .iter()
            .filter(|row| row.at::<i64>(1).unwrap() == thread)
            .map(|row| row.at(2).unwrap())
            .collect();
        assert_eq!(own, kept, "thread {thread}, in the order they were written");
    }
    if engine.dialect() == Dialect::Sqlite {
        let writes = u64::try_from(THREADS).unwrap() * kept.len() as u64;
        assert!(engine.faults.commits() < writes, "commits are shared");
    }
}

fn faults_are_told(engine: &Engine) {
    let table = log(engine);
    let count = || engine.write(|tx| batch::count(tx, &table.table, &Condition::Always).unwrap());
    let write = |number: i64| engine.db.write(|tx| add(tx, 0, number));
    write(1).unwrap();
    engine.faults.plan(1, Fault::NotKept);
    assert_eq!(write(2).unwrap_err().kind(), Kind::Unavailable);
    assert_eq!(count(), 1);
    engine.faults.plan(1, Fault::KeptButFailed);
    assert_eq!(write(3).unwrap_err().kind(), Kind::Unavailable);
    assert_eq!(count(), 2);
    engine.faults.plan(2, Fault::NotKept);
    write(4).unwrap();
    assert!(write(5).is_err());
    write(6).unwrap();
    assert_eq!(count(), 4);
}

fn savepoints(engine: &Engine) {
    let table = log(engine);
    engine.write(|tx| {
        add(tx, 1, 1).unwrap();
        let undone = tx.savepoint(|tx| {
            add(tx, 1, 2)?;
            tx.savepoint(|tx| add(tx, 1, 3))?;
            Err::<(), _>(refused())
        });
        assert_eq!(undone.unwrap_err().kind(), Kind::Conflict);
        tx.savepoint(|tx| {
            add(tx, 1, 4)?;
            // A failed statement does not end the transaction.
            let broken = tx.savepoint(|tx| tx.execute("INSERT INTO no_table VALUES (1)", &[]));
            assert!(broken.is_err());
            add(tx, 1, 5)
        })
        .unwrap();
    });
    let rows = engine
        .write(|tx| batch::find(tx, &table, &["number"], &Condition::Always, None, 10).unwrap());
    let numbers: Vec<i64> = rows.iter().map(|row| row.get("number").unwrap()).collect();
    assert_eq!(numbers, [1, 4, 5]);
}

fn reads_see_one_state(engine: &Engine) {
    let table = log(engine);
    engine.write(|tx| add(tx, 0, 0).unwrap());
    let count = |tx: &mut Tx<'_>| batch::count(tx, &table.table, &Condition::Always).unwrap();
    let (before, after) = engine
        .db
        .read(|tx| {
            let before = count(tx);
            let db = engine.db.clone();
            thread::scope(|scope| {
                scope.spawn(move || db.write(|tx| add(tx, 0, 1)).unwrap());
            });
            Ok((before, count(tx)))
        })
        .unwrap();
    assert_eq!((before, after), (1, 1));
    assert_eq!(engine.db.read(|tx| Ok(count(tx))).unwrap(), 2);
    let refused = engine.db.read(|tx| add(tx, 0, 2)).unwrap_err();
    assert_eq!(refused.outside().key(), "error-database-read-only");
}

fn read_only(engine: &Engine) {
    let table = log(engine);
    engine.write(|tx| add(tx, 0, 0).unwrap());
    let db = engine.open_again(Options { read_only: true, ..Options::default() });
    let refused = db.write(|tx| add(tx, 0, 1)).unwrap_err();
    assert_eq!(refused.kind(), Kind::Unavailable);
    assert_eq!(refused.outside().key(), "error-database-read-only");
    let count = db.read(|tx| batch::count(tx, &table.table, &Condition::Always)).unwrap();
    assert_eq!(count, 1);
}

/// Whatever goes wrong, the error quotes no value: its inside goes to logs.
fn errors_tell_no_value(engine: &Engine) {
    const SECRET: &str = "Zwiebelfisch";
    engine.script(
        "CREATE TABLE v (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(5) NOT NULL,
            mail VARCHAR(40) UNIQUE CHECK (mail LIKE '%@%'), day DATE, n INTEGER)",
    );
    let insert = |values: [Value; 5]| {
        engine.db.write(|tx| {
            tx.execute("INSERT INTO v (id, name, mail, day, n) VALUES (?, ?, ?, ?, ?)", &values)
        })
    };
    let mail = text("Zwiebelfisch@x.example");
    insert([1.into(), text("a"), mail.clone(), Value::Null, Value::Null]).unwrap();
    let null = Value::Null;
    let mut refused = 0;
    for values in [
        [2.into(), text("b"), mail.clone(), null.clone(), null.clone()],
        [1.into(), text("b"), text("Zwiebelfisch@"), null.clone(), null.clone()],
        [3.into(), text("b"), text(SECRET), null.clone(), null.clone()],
        [4.into(), text(SECRET), null.clone(), null.clone(), null.clone()],
        [5.into(), text("b"), null.clone(), text(SECRET), null.clone()],
        [6.into(), text("b"), null.clone(), null.clone(), text(SECRET)],
        [text(SECRET), text("b"), null.clone(), null.clone(), null.clone()],
        [7.into(), null.clone(), text("Zwiebelfisch@7"), null.clone(), null.clone()],
    ] {
        if let Err(error) = insert(values) {
            refused += 1;
            assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
            assert_ne!(error.kind(), Kind::Internal, "{error:?}");
        }
    }
    // SQLite takes any value in any column of a table that is not STRICT.
    assert_eq!(refused, if engine.dialect() == Dialect::Sqlite { 5 } else { 8 });
    let keyed = Keyed::new("v", ["id"]);
    let all = KeySet::Range { from: 1, to: 9 };
    let sets = [("mail".to_owned(), text(SECRET))];
    let error = engine
        .db
        .write(|tx| batch::update(tx, &keyed, &sets, &all, &Condition::Always))
        .unwrap_err();
    assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
}

#[test]
fn sqlite_waits_for_another_process() {
    on_sqlite(|engine| {
        log(engine);
        let other = engine.open_again(Options::default());
        let (held, is_held) = mpsc::channel();
        let holder = thread::spawn(move || {
            other.write(|tx| {
                add(tx, 1, 1)?;
                held.send(()).unwrap();
                thread::sleep(Duration::from_millis(300));
                Ok(())
            })
        });
        is_held.recv().unwrap();
        let start = Instant::now();
        engine.db.write(|tx| add(tx, 2, 2)).unwrap();
        assert!(start.elapsed() >= Duration::from_millis(200));
        holder.join().unwrap().unwrap();
    });
}

#[test]
fn sqlite_gives_up_on_another_process() {
    on_sqlite(|engine| {
        log(engine);
        let other = engine.open_again(Options::default());
        let (held, is_held) = mpsc::channel();
        let (done, is_done) = mpsc::channel();
        let holder = thread::spawn(move || {
            other.write(|tx| {
                add(tx, 1, 1)?;
                held.send(()).unwrap();
                is_done.recv().unwrap();
                Ok(())
            })
        });
        is_held.recv().unwrap();
        let error = engine.db.write(|tx| add(tx, 2, 2)).unwrap_err();
        assert_eq!((error.kind(), error.outside().key()), (Kind::Busy, "error-database-busy"));
        done.send(()).unwrap();
        holder.join().unwrap().unwrap();
        engine.db.write(|tx| add(tx, 2, 2)).unwrap();
    });
}

const FIRST: Migration =
    Migration { name: "V1__first", text: "CREATE TABLE a (id @id, at @instant) @strict;" };
const SECOND: Migration =
    Migration { name: "V2__second", text: "CREATE TABLE b (id @id, day @date) @strict;" };

fn refuses_a_newer_store(engine: &Engine) {
    migrate(&engine.db, &[FIRST]).unwrap();
    migrate(&engine.db, &[FIRST, SECOND]).unwrap();
    migrate(&engine.db, &[FIRST, SECOND]).unwrap();
    let error = migrate(&engine.db, &[FIRST]).unwrap_err();
    assert_eq!((error.kind(), error.outside().key()), (Kind::TooNew, "error-store-newer"));
}

#[test]
fn newer_store_on_sqlite() {
    on_sqlite(refuses_a_newer_store);
}

#[test]
fn newer_store_on_postgres() {
    on_postgres(refuses_a_newer_store);
}

#[test]
fn tells_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let open = |target: &Target, options: &Options| Db::open(target, options).err().unwrap();
    let missing = Target::Sqlite(folder.path().join("none.db"));
    let error = open(&missing, &Options::default());
    assert_eq!(error.outside().key(), "error-database-file-missing");
    let no_folder = Target::Sqlite(folder.path().join("none/none.db"));
    let error = open(&no_folder, &Options { create: true, ..Options::default() });
    assert_eq!(error.kind(), Kind::Unavailable);
    let other = folder.path().join("other.db");
    std::fs::write(&other, "this is no database at all, but some text ".repeat(100)).unwrap();
    let error = open(&Target::Sqlite(other), &Options::default());
    assert_eq!(error.outside().key(), "error-database-corrupt");
    if let Some(target) = server("OBHUT_TEST_POSTGRES") {
        let schema = Some("obhut_no_such_schema".to_owned());
        let error = open(&target, &Options { schema, ..Options::default() });
        assert_eq!(error.outside().key(), "error-database-schema-missing");
        let error = open(&target.with_database("obhut_no_such_db"), &Options::default());
        assert_eq!(error.outside().key(), "error-database-missing");
    }
}

#[test]
fn unreachable_servers_tell_no_password() {
    for url in [
        "postgres://user:Zwiebelfisch@127.0.0.1:1/crm",
        "mysql://user:Zwiebelfisch@127.0.0.1:1/crm",
        "postgres://user:Zwiebelfisch@no-such-host.invalid/crm",
        "mysql://user:Zwiebelfisch@no-such-host.invalid/crm",
    ] {
        let target: Target = url.parse().unwrap();
        let error = Db::open(&target, &Options::default()).err().unwrap();
        assert_eq!(error.kind(), Kind::Unavailable, "{url}");
        assert_eq!(error.outside().key(), "error-database-unreachable", "{url}");
        assert!(!format!("{error:?} {target:?} {target}").contains("Zwiebelfisch"));
    }
}

#[test]
fn wrong_password_is_told() {
    let cases = [
        ("OBHUT_TEST_POSTGRES", "postgres://obhut_nobody:Zwiebelfisch@"),
        ("OBHUT_TEST_MARIADB", "mysql://obhut_nobody:Zwiebelfisch@"),
    ];
    for (variable, login) in cases {
        let Some(Target::Postgres(url) | Target::Mysql(url)) = server(variable) else { continue };
        let (_, place) = url.split_once('@').expect("a URL with a login");
        let target: Target = format!("{login}{place}").parse().unwrap();
        let error = Db::open(&target, &Options::default()).err().unwrap();
        assert_eq!(error.outside().key(), "error-database-login", "{error:?}");
        assert!(!format!("{error:?}").contains("Zwiebelfisch"));
    }
}

/// The work of a transaction that met another one is done again.
#[test]
fn deadlocks_are_tried_again() {
    fn two_orders(engine: &Engine) {
        let columns = [("n", ColumnKind::BigInt)];
        let keyed = engine.table("d", &columns, &[vec![0.into()], vec![0.into()]]);
        let runs = Arc::new(AtomicU32::new(0));
        let barrier = Arc::new(std::sync::Barrier::new(2));
        thread::scope(|scope| {
            for order in [[1_i64, 2], [2, 1]] {
                let (runs, barrier, keyed) = (Arc::clone(&runs), Arc::clone(&barrier), &keyed);
                scope.spawn(move || {
                    let mut first = true;
                    let outcome = engine.db.write(|tx| {
                        runs.fetch_add(1, Ordering::SeqCst);
                        for id in order {
                            let keys = KeySet::from(vec![Value::from(id)]);
                            batch::lock(tx, keyed, &keys)?;
                            if std::mem::take(&mut first) {
                                barrier.wait();
                            }
                        }
                        tx.execute("UPDATE d SET n = n + 1", &[])
                    });
                    outcome.unwrap();
                });
            }
        });
        assert!(runs.load(Ordering::SeqCst) > 2, "one of them was a victim");
        let both = engine.write(|tx| batch::count(tx, &keyed.table, &Condition::equal("n", 2)));
        assert_eq!(both.unwrap(), 2);
    }
    on_postgres(two_orders);
    crate::support::on_mariadb(two_orders);
}

/// Types without a value of their own come back as PostgreSQL writes them, and go in as text.
#[test]
fn postgres_other_types() {
    on_postgres(|engine| {
        engine.script(
            "CREATE TYPE mood AS ENUM ('sad', 'ok');
             CREATE DOMAIN small AS int4 CHECK (VALUE < 100);
             CREATE TABLE o (id int PRIMARY KEY, ip inet, net cidr, clock time, zoned timetz,
                span interval, names text[], numbers int[], big numeric, nan numeric, mood mood,
                small small, doc jsonb, raw json, uuid uuid, mac macaddr, blank char(5), f real)",
        );
        let columns = [
            ("ip", "10.0.0.1"),
            ("net", "10.0.0.0/8"),
            ("clock", "12:30:00.5"),
            ("zoned", "12:30:00+02:00"),
            ("span", "1 year 2 mons 3 days -04:05:06"),
            ("names", "{a,NULL,\"b \\\"c\\\"\",\"\"}"),
            ("numbers", "{1,-2}"),
            ("big", "-123456789012345678901234567890.00012345"),
            ("nan", "NaN"),
            ("mood", "ok"),
            ("doc", "{\"a\": 1}"),
            ("raw", "{\"a\":1}"),
            ("uuid", "0b8f9e0a-0000-4000-8000-00000000abcd"),
            ("mac", "08:00:2b:01:02:03"),
            ("blank", "ab"),
        ];
        let keyed = Keyed::new("o", ["id"]);
        engine.write(|tx| {
            tx.execute("INSERT INTO o (id, small) VALUES (1, ?)", &[7.into()]).unwrap();
            let one = KeySet::Range { from: 1, to: 1 };
            for (column, value) in columns {
                // Numbers this long have no value of their own: written by the server.
                let sets = [(column.to_owned(), text(value))];
                if matches!(column, "big" | "nan") {
                    continue;
                }
                batch::update(tx, &keyed, &sets, &one, &Condition::Always).unwrap();
            }
            let long = "UPDATE o SET big = -123456789012345678901234567890.00012345, nan = 'NaN'";
            tx.execute(long, &[]).unwrap();
            let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
            let row = batch::read(tx, &keyed, &names, &one).unwrap().remove(0);
            for (column, value) in columns {
                assert_eq!(row.get::<String>(column).unwrap(), value, "{column}");
            }
            let same = Condition::equal("ip", "10.0.0.1").and(Condition::equal("small", 7));
            assert_eq!(batch::count(tx, &keyed.table, &same).unwrap(), 1);
        });
    });
}
