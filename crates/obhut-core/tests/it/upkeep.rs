//! Purge, backup, restore.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use jiff::civil::date;
use obhut_core::{
    Place, Tenant,
    access::{self, Role},
    journal, marks, persons,
    register::{Channel, NewRecord, Provenance, Template, Visibility, records},
    retention::{self, HandAction, RunOrigin, RunRequest},
    setup,
    upkeep::{self, PurgeReport, Restore},
};
use obhut_kernel::{Kind, Value};
use obhut_law::LegalBasis;
use obhut_sql::{Db, Dialect, Options, Target, catalogue};

use crate::harness::{TestStore, on_each_engine};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "contract-ended"
type = "contract"
when = 'status = "ended"'
start = "ended_on"
class = "end_of_relationship_6y"
action = "anonymise"
norm = "AO § 147(1) Nr. 5"
reason = "contract documents"
"#;

/// Is in no other text.
const SECRET: &str = "Zwiebelfisch";

fn raw(place: &Place) -> Db {
    let options = Options { schema: Some(place.schema()), ..Options::default() };
    Db::open(&place.data(), &options).unwrap()
}

fn apply(store: &TestStore) {
    store.tenant.write(&store.admin(), |op| retention::ops::apply(op, CONCEPT)).unwrap();
}

/// A contract that the rule finds due, or one whose statutory periods have passed as well.
fn contract(store: &TestStore, name: &str, due: bool) -> String {
    let mut values: Vec<(&str, Value)> = vec![
        ("holder_first_name", format!("{name}-vorn").into()),
        ("holder_last_name", name.into()),
        ("email", format!("{}@example.org", name.to_lowercase().replace(' ', ".")).into()),
        ("city", format!("{name}-Stadt").into()),
        ("monthly_amount", Value::Decimal("1234.56".parse().unwrap())),
    ];
    values.push(("status", if due { "ended" } else { "cancelled" }.into()));
    values.push(("ended_on", date(2010, 9, 30).into()));
    store.record("contract", &values)
}

fn edit(store: &TestStore, key: &str, field: &str, value: &str, reason: &str) {
    let values = BTreeMap::from([(field.to_owned(), Value::from(value))]);
    store
        .tenant
        .write(&store.admin(), |op| records::edit(op, "contract", key, &values, reason))
        .unwrap();
}

fn act(tenant: &Tenant, action: &str, key: &str, fields: &[&str]) {
    let admin = access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap();
    let action = HandAction {
        action,
        type_key: "contract",
        key,
        reason: "verlangt",
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        origin: RunOrigin::Hand,
    };
    tenant.write(&admin, |op| retention::act(op, &action)).unwrap();
}

fn run(store: &TestStore) -> u64 {
    let request = RunRequest {
        rule: "contract-ended".to_owned(),
        today: None,
        origin: RunOrigin::Hand,
        pause: false,
    };
    retention::run(&store.tenant, &store.admin(), &request, |_| true).unwrap().done
}

fn shown(tenant: &Tenant, key: &str) -> Option<BTreeMap<String, serde_json::Value>> {
    let admin = access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap();
    let found = tenant.read(&admin, |op| records::show(op, "contract", key));
    match found {
        Ok(view) => Some(view.fields),
        Err(error) => {
            assert_eq!(error.kind(), Kind::NotFound, "{error:?}");
            None
        }
    }
}

fn verified(tenant: &Tenant, outside: &[String]) -> journal::Verification {
    let admin = access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap();
    journal::verify(tenant, &admin, outside).unwrap()
}

/// A checkpoint as somebody outside keeps it.
fn outside(store: &TestStore) -> String {
    let folder = tempfile::tempdir().unwrap();
    journal::export(&store.tenant, &store.admin(), folder.path(), &[]).unwrap();
    fs::read_to_string(folder.path().join("checkpoint")).unwrap()
}

// Purge.

/// A record with its history, marks and sources full of words that must go.
fn with_traces(store: &TestStore) -> Vec<String> {
    let provenance = Provenance {
        channel: Channel::Manual,
        source: format!("Anruf von {SECRET}quelle"),
        basis: Some(LegalBasis::Contract),
    };
    let admin = store.admin();
    (0..40)
        .map(|number| {
            let name = format!("{SECRET}{number}");
            let new = NewRecord {
                values: BTreeMap::from([
                    ("holder_last_name".to_owned(), name.as_str().into()),
                    ("email".to_owned(), format!("{name}@example.org").to_lowercase().into()),
                    // So long that PostgreSQL lays it in its TOAST table, SQLite on overflow pages.
                    ("street".to_owned(), format!("{SECRET}weg {number} ").repeat(400).into()),
                    ("status".to_owned(), "ended".into()),
                    ("ended_on".to_owned(), date(2015, 9, 30).into()),
                ]),
                person: None,
                visibility: Visibility::All,
            };
            let key = store
                .tenant
                .write(&admin, |op| records::create(op, "contract", &new, &provenance))
                .unwrap();
            edit(store, &key, "city", &format!("{SECRET}stadt"), &format!("laut {SECRET}"));
            edit(store, &key, "city", "Hagen", &format!("doch nicht {SECRET}"));
            let target = || marks::Target::Record { type_key: "contract", key: &key };
            let reason = format!("{SECRET} klagt");
            let kind = marks::MarkKind::Keep;
            store
                .tenant
                .write(&admin, |op| marks::ops::set(op, kind, target(), &reason, None))
                .unwrap();
            store
                .tenant
                .write(&admin, |op| marks::ops::release(op, kind, target(), &reason))
                .unwrap();
            key
        })
        .collect()
}

/// The places that SQL shows in which the word stands: tables by their rows as text, statistics.
fn reachable(db: &Db, word: &str) -> Vec<String> {
    let hex = word.bytes().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let tables = db.read(|tx| catalogue::read(tx, None)).unwrap().tables;
    let mut found = Vec::new();
    let mut look = |place: &str, text: String| {
        let text: &'static str = Box::leak(text.into_boxed_str());
        let likes = [format!("%{word}%").into(), format!("%{hex}%").into()];
        let hits = db.read(|tx| tx.query(text, &likes)).unwrap();
        if !hits.is_empty() {
            found.push(place.to_owned());
        }
    };
    for table in &tables {
        let name = &table.name.name;
        let any = if db.dialect() == Dialect::Postgres {
            "lower(t::text) LIKE lower(?) OR lower(t::text) LIKE lower(?)".to_owned()
        } else {
            let columns: Vec<_> = table.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
            let one = |how: &str| {
                let each: Vec<_> = columns.iter().map(|c| format!("{how}({c})")).collect();
                format!("concat_ws('|', {})", each.join(", "))
            };
            format!("{} LIKE ? OR {} LIKE ?", one(""), one("hex"))
        };
        look(name, format!("SELECT 1 FROM \"{name}\" AS t WHERE {any} LIMIT 1"));
    }
    if db.dialect() == Dialect::Postgres {
        // The sources are emptied by the purge only.
        let text = "SELECT 1 FROM pg_stats s WHERE tablename <> 'origin' AND \
                    (lower(s::text) LIKE lower(?) OR lower(s::text) LIKE lower(?)) LIMIT 1";
        look("pg_stats", text.to_owned());
    }
    found
}

/// The files in which the word stands.
fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
        } else if let Ok(bytes) = fs::read(&path) {
            let bytes = bytes.to_ascii_lowercase();
            let word = word.to_ascii_lowercase();
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push(path);
            }
        }
    }
    found
}

/// Where the files of the tenant's database lie, if they can be read.
fn data_files(store: &TestStore) -> Option<PathBuf> {
    if store.tenant.dialect() == Dialect::Sqlite {
        return Some(store.place.folder().to_owned());
    }
    let db = raw(&store.place);
    let text = "SELECT current_setting('data_directory') AS folder, \
                (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS oid";
    let row = db.read(|tx| tx.query_one(text, &[])).unwrap().unwrap();
    db.outside_transaction("CHECKPOINT").unwrap();
    let folder = Path::new(&row.get::<String>("folder").unwrap())
        .join("base")
        .join(row.get::<i64>("oid").unwrap().to_string());
    if fs::read_dir(&folder).is_err() {
        eprintln!("NOT CHECKED: the files of PostgreSQL in {} cannot be read", folder.display());
        return None;
    }
    Some(folder)
}

/// Purges until nothing is left over: other tests' transactions, and the server's own, keep old
/// rows alive for their time. The tests' role is a superuser.
fn purged(store: &TestStore) -> PurgeReport {
    let mut whole = upkeep::purge(&store.tenant, &store.admin()).unwrap();
    for _ in 0..20 {
        if whole.left.is_empty() && whole.statistics {
            break;
        }
        match upkeep::purge(&store.tenant, &store.admin()) {
            Ok(next) => {
                whole.tables.extend(next.tables);
                (whole.left, whole.statistics) = (next.left, next.statistics);
            }
            Err(error) => assert_eq!(error.kind(), Kind::Busy),
        }
    }
    assert!(whole.left.is_empty() && whole.statistics, "{whole:?}");
    whole
}

#[test]
fn nothing_of_the_erased_is_left() {
    on_each_engine(Template::Crm, |store| {
        apply(store);
        let keys = with_traces(store);
        let db = raw(&store.place);
        if db.dialect() == Dialect::Postgres {
            // As the server itself does now and then: samples of values come into the statistics.
            db.outside_transaction("ANALYZE").unwrap();
        }
        assert!(reachable(&db, SECRET).len() >= 3, "the search finds what is there");
        let before = data_files(store).map(|folder| files_with(&folder, SECRET));
        assert_ne!(before, Some(Vec::new()));
        act(&store.tenant, "delete", &keys[39], &[]);
        act(&store.tenant, "anonymise", &keys[38], &[]);
        assert_eq!(run(store), 38);
        assert_eq!(reachable(&db, SECRET), ["origin"], "before the purge");
        let admin = store.admin();
        store.set_day(date(2026, 11, 23));
        let report = purged(store);
        assert_eq!(report.sources, 40);
        assert_eq!(reachable(&db, SECRET), [""; 0]);
        if let Some(folder) = data_files(store) {
            assert_eq!(files_with(&folder, SECRET), Vec::<PathBuf>::new());
        }
        for key in &keys[..39] {
            assert_eq!(shown(&store.tenant, key).unwrap()["holder_last_name"], "XXXX");
        }
        let found = verified(&store.tenant, &[]);
        assert!(found.is_ok(), "{:?}", found.problems);
        assert!(found.erased > 100);
        // What is noted is taken away, and a second purge has nothing to do.
        let again = upkeep::purge(&store.tenant, &admin).unwrap();
        assert_eq!(again.tables, [""; 0]);
    });
}

#[test]
fn a_purge_respects_the_work_of_others() {
    on_each_engine(Template::Crm, |store| {
        apply(store);
        contract(store, SECRET, true);
        run(store);
        let admin = store.admin();
        let db = raw(&store.place);
        let held = db.read(|tx| {
            tx.query("SELECT count(*) FROM rec_contract", &[])?;
            // This reader keeps its view until the purge has given up.
            let outcome = upkeep::purge(&store.tenant, &admin);
            if db.dialect() == Dialect::Postgres {
                assert!(outcome.unwrap().left.contains(&"rec_contract".to_owned()));
            }
            Ok(())
        });
        held.unwrap();
        let report = purged(store);
        if db.dialect() == Dialect::Postgres {
            assert!(report.tables.contains(&"rec_contract".to_owned()), "{report:?}");
        }
        let clerk = store.actor("clara", Role::Clerk);
        let refused = upkeep::purge(&store.tenant, &clerk).unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
    });
}

// Backup and restore.

/// A place that shares keystore and key files with the store, as when the disk with the data is
/// lost; on either engine.
pub struct Second {
    pub place: Place,
    folder: tempfile::TempDir,
    database: Option<(Target, String)>,
    without_keystore: bool,
}

impl Second {
    pub fn new(store: &TestStore, postgres: bool, shared: bool) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().unwrap();
        let database = postgres.then(|| {
            let base: Target = std::env::var("OBHUT_TEST_POSTGRES").unwrap().parse().unwrap();
            let number = NUMBER.fetch_add(1, Ordering::SeqCst);
            let name = format!("obhut_second_{}_{number}", std::process::id());
            base.provide_database(&name).unwrap();
            (base, name)
        });
        let target = database.as_ref().map(|(base, name)| base.with_database(name));
        let keystore = shared.then(|| store.place.keystore());
        let place = Place::new(folder.path().join("data"), target, keystore, "main").unwrap();
        if shared {
            fs::create_dir_all(place.keys()).unwrap();
            for file in fs::read_dir(store.place.keys()).unwrap().flatten() {
                fs::copy(file.path(), place.keys().join(file.file_name())).unwrap();
            }
        }
        Self { place, folder, database, without_keystore: !shared }
    }

    pub fn restore(
        &self,
        store: &TestStore,
        file: &Path,
    ) -> obhut_kernel::Result<upkeep::RestoreReport> {
        let wish = Restore {
            file,
            force: false,
            without_keystore: self.without_keystore,
            login: setup::FIRST_LOGIN,
        };
        upkeep::restore(&self.place, &store.world, &wish)
    }

    pub fn open(&self, store: &TestStore) -> Tenant {
        setup::open(&self.place, &store.world).unwrap()
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = &self.folder;
        if let Some((base, name)) = &self.database {
            let db = Db::open(base, &Options::default()).unwrap();
            for name in [format!("{name}_keys"), name.clone()] {
                let text = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
                db.outside_transaction(Box::leak(text.into_boxed_str())).unwrap();
            }
        }
    }
}

pub fn targets() -> Vec<bool> {
    if std::env::var("OBHUT_TEST_POSTGRES").is_ok() { vec![false, true] } else { vec![false] }
}

/// The rows of every table as texts, but those in which upkeep itself writes.
fn everything(db: &Db) -> BTreeMap<String, Vec<String>> {
    let tables = db.read(|tx| catalogue::read(tx, None)).unwrap().tables;
    let mut all = BTreeMap::new();
    for table in &tables {
        let name = table.name.name.clone();
        if name.starts_with("sqlite_") || name == "refinery_schema_history" {
            continue;
        }
        let mut columns: Vec<_> = table.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        columns.sort();
        let text = format!("SELECT {} FROM \"{name}\"", columns.join(", "));
        let rows = db.read(|tx| tx.query(Box::leak(text.clone().into_boxed_str()), &[])).unwrap();
        let mut rows: Vec<_> = rows.iter().map(|row| format!("{:?}", row.values())).collect();
        rows.sort();
        all.insert(name, rows);
    }
    all
}

#[test]
fn a_backup_restored_elsewhere_is_the_store() {
    on_each_engine(Template::Association, |store| {
        apply(store);
        let anna = contract(store, "Anna Grün", false);
        edit(store, &anna, "city", "Köln", "Umzug");
        let due = contract(store, "Berta", true);
        run(store);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sicherung.obhut");
        let report = upkeep::backup(&store.tenant, &store.admin(), &file).unwrap();
        assert_eq!(report.bytes, fs::metadata(&file).unwrap().len());
        assert_eq!(report.sha256.len(), 64);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "one file");
        let twice = upkeep::backup(&store.tenant, &store.admin(), &file).unwrap_err();
        assert_eq!(twice.kind(), Kind::Conflict);
        for postgres in targets() {
            let second = Second::new(store, postgres, true);
            let report = second.restore(store, &file).unwrap();
            assert_eq!((report.erasures, report.records), (0, 0), "{report:?}");
            let tenant = second.open(store);
            assert_eq!(tenant.dialect() == Dialect::Postgres, postgres);
            let fields = shown(&tenant, &anna).unwrap();
            assert_eq!(fields["city"], "Köln");
            assert_eq!(fields["monthly_amount"], "1234.56");
            assert_eq!(shown(&tenant, &due).unwrap()["holder_last_name"], "XXXX");
            let found = verified(&tenant, &[]);
            assert!(found.is_ok(), "{:?}", found.problems);
            // The same rows, whichever the engines; but for the journal and the counters, which
            // went on, and for what engines store differently.
            if postgres == (store.tenant.dialect() == Dialect::Postgres) {
                let (one, mut other) =
                    (everything(&raw(&store.place)), everything(&raw(&second.place)));
                for (table, rows) in &one {
                    let own = other.remove(table).unwrap();
                    let goes_on = table.starts_with("journal_") || table == "counter";
                    assert!(goes_on || *rows == own, "{table} differs");
                    assert!(own.len() + 2 >= rows.len(), "{table} lost rows");
                }
                assert!(other.is_empty());
            }
            // New keys are given behind the old ones, and everything works.
            let new = NewRecord {
                values: BTreeMap::from([
                    ("holder_last_name".to_owned(), "Neu".into()),
                    ("ended_on".to_owned(), date(2010, 9, 30).into()),
                ]),
                person: None,
                visibility: Visibility::All,
            };
            let provenance =
                Provenance { channel: Channel::Manual, source: "test".into(), basis: None };
            let admin = access::ops::actor(&tenant, setup::FIRST_LOGIN).unwrap();
            let key = tenant
                .write(&admin, |op| records::create(op, "contract", &new, &provenance))
                .unwrap();
            assert!(key.parse::<i64>().unwrap() > due.parse::<i64>().unwrap());
            act(&tenant, "anonymise", &key, &[]);
            journal::ops::integrate(&tenant).unwrap();
            assert!(verified(&tenant, &[]).is_ok());
        }
    });
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn what_was_erased_since_is_erased_again_and_the_cut_is_admitted() {
    on_each_engine(Template::Association, |store| {
        apply(store);
        let kept = contract(store, "Kiesling", false);
        let due = contract(store, &format!("{SECRET}-due"), true);
        let gone = contract(store, &format!("{SECRET}-gone"), false);
        let part = contract(store, &format!("{SECRET}-part"), false);
        edit(store, &due, "city", "Olpe", &format!("{SECRET} schrieb"));
        let person = store
            .tenant
            .read(&store.admin(), |op| records::show(op, "contract", &due))
            .unwrap()
            .person
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.obhut");
        upkeep::backup(&store.tenant, &store.admin(), &file).unwrap();
        // All that follows is lost with the disk.
        assert_eq!(run(store), 1);
        act(&store.tenant, "delete", &gone, &[]);
        act(&store.tenant, "partial", &part, &["holder_last_name", "email"]);
        let late = contract(store, "Spaet", true);
        assert_eq!(run(store), 1);
        let held_outside = outside(store);
        journal::ops::settle(&store.tenant).unwrap();
        journal::ops::integrate(&store.tenant).unwrap();
        let size = verified(&store.tenant, &[]).size;
        for (round, postgres) in targets().into_iter().enumerate() {
            let second = Second::new(store, postgres, true);
            let report = second.restore(store, &file).unwrap();
            assert_eq!((report.erasures, report.records), (3, 3), "{report:?}");
            assert!(report.lost > 5 && !report.keystore_missing, "{report:?}");
            assert!(report.ended.is_some());
            let tenant = second.open(store);
            assert_eq!(shown(&tenant, &due).unwrap()["holder_last_name"], "XXXX");
            assert_eq!(shown(&tenant, &gone), None);
            assert_eq!(shown(&tenant, &late), None);
            let fields = shown(&tenant, &part).unwrap();
            assert_eq!(fields["holder_last_name"], "XXXX");
            assert_eq!(fields["city"], format!("{SECRET}-part-Stadt"));
            assert_eq!(shown(&tenant, &kept).unwrap()["holder_last_name"], "Kiesling");
            // Whoever holds a checkpoint from before the loss is told how much is gone, by the
            // new log's own first entry.
            let found = verified(&tenant, std::slice::from_ref(&held_outside));
            let problems: Vec<_> = found.problems.iter().map(obhut_kernel::Message::key).collect();
            // In the second round the keystore knows the log of the first, whose key is elsewhere.
            assert_eq!(problems, vec!["journal-problem-log-missing"; round]);
            assert!(found.lost > 5);
            assert!(found.size < size && found.size > 3);
            let admin = access::ops::actor(&tenant, setup::FIRST_LOGIN).unwrap();
            let cases =
                tenant.read(&admin, |op| retention::list_cases(op, Some("done"), 100)).unwrap();
            let again: Vec<_> = cases.iter().filter(|case| case.origin == "restore").collect();
            assert_eq!(again.len(), 3, "{cases:?}");
            let entries = tenant
                .read(&admin, |op| journal::ops::list(op, &journal::Filter::default()))
                .unwrap();
            assert!(entries.iter().any(|entry| entry.act == "store.restore"));
            // The history of the erased is erased in the ended log as well.
            let filter = journal::Filter { person: Some(person), ..journal::Filter::default() };
            let of_person = tenant.read(&admin, |op| journal::ops::list(op, &filter)).unwrap();
            assert!(of_person.is_empty());
            let changed = entries.iter().find(|e| e.act == "contract.edit").unwrap();
            assert!(changed.reason.is_none() && changed.fields.iter().all(|field| field.erased));
            // A number that the ledger knows is not given to another record.
            let new = NewRecord { visibility: Visibility::All, ..NewRecord::default() };
            let provenance =
                Provenance { channel: Channel::Manual, source: "test".into(), basis: None };
            let key = tenant
                .write(&admin, |op| records::create(op, "contract", &new, &provenance))
                .unwrap();
            assert!(key.parse::<i64>().unwrap() > late.parse::<i64>().unwrap());
            // A second export has both logs.
            let out = tempfile::tempdir().unwrap();
            journal::export(&tenant, &admin, out.path(), &[0]).unwrap();
            assert!(out.path().join("previous-1/checkpoint").is_file());
            let leaf = fs::read_to_string(out.path().join("entry-0.leaf")).unwrap();
            assert!(leaf.contains("\"prev\":\"obhut/main/"), "{leaf}");
            let raw = raw(&second.place);
            let left = reachable(&raw, &format!("{SECRET}-due"));
            assert_eq!(left, [""; 0]);
            assert_eq!(reachable(&raw, &format!("{SECRET}-gone")), [""; 0]);
            // The key files of each second place are their own, the keystore is shared: the next
            // round restores the same backup, and everything holds again.
            // What the backup had of the ended log cannot be cut off under cover of what it
            // lacked.
            let problems_after = |text: &str| {
                raw.write(|tx| {
                    let entries = "(SELECT id FROM journal_entry WHERE log_id = 1 AND idx >= 3)";
                    for table in ["journal_change", "journal_batch"] {
                        let text = format!("DELETE FROM {table} WHERE entry_id IN {entries}");
                        tx.execute(Box::leak(text.into_boxed_str()), &[])?;
                    }
                    tx.execute(Box::leak(text.to_owned().into_boxed_str()), &[])
                })
                .unwrap();
                let found = verified(&tenant, &[]).problems;
                found.iter().map(|problem| problem.key().to_owned()).collect::<Vec<_>>()
            };
            let cut = problems_after("DELETE FROM journal_entry WHERE log_id = 1 AND idx >= 3");
            assert!(cut.contains(&"journal-problem-cut".to_owned()), "{cut:?}");
        }
    });
}

/// The rows of a backup laid in the place of the store, as by somebody who knows nothing of
/// `restore`: the cut is noticed, by the anchors here and by whoever holds a checkpoint.
#[test]
fn a_raw_copy_of_older_data_is_noticed() {
    let store = TestStore::new(Template::Crm, None);
    contract(&store, "Kiesling", false);
    journal::ops::integrate(&store.tenant).unwrap();
    let Target::Sqlite(path) = store.place.data() else { unreachable!() };
    raw(&store.place).checkpoint().unwrap();
    let older = fs::read(&path).unwrap();
    contract(&store, "Zander", false);
    let held_outside = outside(&store);
    let second = Second::new(&store, false, true);
    let Target::Sqlite(copied) = second.place.data() else { unreachable!() };
    fs::create_dir_all(copied.parent().unwrap()).unwrap();
    fs::write(&copied, &older).unwrap();
    let keys = |found: &journal::Verification| -> Vec<_> {
        found.problems.iter().map(obhut_kernel::Message::key).collect()
    };
    assert_eq!(keys(&verified(&second.open(&store), &[])), ["journal-problem-cut"]);
    // With a keystore from before as well, only an outsider notices.
    let alone = Second::new(&store, false, false);
    fs::create_dir_all(alone.place.keys()).unwrap();
    for file in fs::read_dir(store.place.keys()).unwrap().flatten() {
        fs::copy(file.path(), alone.place.keys().join(file.file_name())).unwrap();
    }
    let Target::Sqlite(copied) = alone.place.data() else { unreachable!() };
    fs::create_dir_all(copied.parent().unwrap()).unwrap();
    fs::write(&copied, &older).unwrap();
    // Makes the empty keystore that such a place has.
    drop(obhut_db::Keystore::open(&alone.place, true, &*store.world.random).unwrap());
    let tenant = alone.open(&store);
    assert_eq!(keys(&verified(&tenant, &[])), [""; 0]);
    assert_eq!(keys(&verified(&tenant, &[held_outside])), ["journal-problem-cut"]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn what_is_no_sound_backup_is_refused_and_nothing_is_lost() {
    on_each_engine(Template::Crm, |store| {
        let key = contract(store, "Kiesling", false);
        let folder = tempfile::tempdir().unwrap();
        let good = folder.path().join("good.obhut");
        upkeep::backup(&store.tenant, &store.admin(), &good).unwrap();
        let bytes = fs::read(&good).unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let changed = |name: &str, text: &'static str| {
            let path = write(name, &bytes);
            let db = Db::open(&Target::Sqlite(path.clone()), &Options::default()).unwrap();
            db.write(|tx| tx.execute(text, &[])).unwrap();
            db.outside_transaction("PRAGMA journal_mode = DELETE").unwrap();
            path
        };
        let mut flipped = bytes.clone();
        let at = flipped.windows(8).position(|window| window == b"Kiesling").unwrap();
        flipped[at] = b'k';
        let foreign = folder.path().join("other.db");
        drop(Db::open(
            &Target::Sqlite(foreign.clone()),
            &Options { create: true, ..Options::default() },
        ));
        let cases = [
            (folder.path().join("none"), Kind::NotFound, "error-backup-missing"),
            (write("empty", b""), Kind::Invalid, "error-backup-foreign"),
            (write("text", &b"Guten Tag. ".repeat(1000)), Kind::Invalid, "error-backup-foreign"),
            (foreign, Kind::Invalid, "error-backup-foreign"),
            (write("cut", &bytes[..bytes.len() / 2]), Kind::Integrity, "error-backup-damaged"),
            (write("flipped", &flipped), Kind::Integrity, "error-backup-damaged"),
            (
                changed("edited", "UPDATE account SET kind = 'system'"),
                Kind::Integrity,
                "error-backup-damaged",
            ),
            (
                changed("facts", "UPDATE backup_manifest SET value = '0' WHERE key = 'size'"),
                Kind::Integrity,
                "error-backup-damaged",
            ),
            (
                changed("format", "UPDATE backup_manifest SET value = '2' WHERE key = 'format'"),
                Kind::TooNew,
                "error-store-newer",
            ),
            (
                changed(
                    "newer",
                    "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                     VALUES (99, 'later', '2027-01-01T00:00:00Z', '1')",
                ),
                Kind::TooNew,
                "error-store-newer",
            ),
        ];
        for postgres in targets() {
            let second = Second::new(store, postgres, true);
            second.restore(store, &good).unwrap();
            let before = everything(&raw(&second.place));
            for (file, kind, message) in &cases {
                let wish = Restore {
                    file,
                    force: true,
                    without_keystore: false,
                    login: setup::FIRST_LOGIN,
                };
                let error = upkeep::restore(&second.place, &store.world, &wish).unwrap_err();
                assert_eq!((error.kind(), error.outside().key()), (*kind, *message), "{file:?}");
            }
            let error = second.restore(store, &good).unwrap_err();
            assert_eq!(
                (error.kind(), error.outside().key()),
                (Kind::Conflict, "error-restore-exists")
            );
            for (login, message) in [("nobody", "error-account"), ("clara", "error-account")] {
                let wish = Restore { file: &good, force: true, without_keystore: false, login };
                let error = upkeep::restore(&second.place, &store.world, &wish).unwrap_err();
                assert_eq!((error.kind(), error.outside().key()), (Kind::Forbidden, message));
            }
            assert_eq!(everything(&raw(&second.place)), before, "nothing is lost");
            let tenant = second.open(store);
            assert_eq!(shown(&tenant, &key).unwrap()["holder_last_name"], "Kiesling");
            assert!(verified(&tenant, &[]).is_ok());
            if !postgres {
                // Somebody has the store open.
                let wish = Restore {
                    file: &good,
                    force: true,
                    without_keystore: false,
                    login: setup::FIRST_LOGIN,
                };
                let error = upkeep::restore(&second.place, &store.world, &wish).unwrap_err();
                assert_eq!(error.kind(), Kind::Busy, "{error:?}");
                assert_eq!(shown(&tenant, &key).unwrap()["holder_last_name"], "Kiesling");
            }
        }
        let other = Place::new(folder.path().join("o"), None, None, "other").unwrap();
        let wish = Restore {
            file: &good,
            force: false,
            without_keystore: false,
            login: setup::FIRST_LOGIN,
        };
        let error = upkeep::restore(&other, &store.world, &wish).unwrap_err();
        assert_eq!(error.outside().key(), "error-backup-tenant");
    });
}

/// Over the store that is there, again and again; each time a log more.
#[test]
fn a_store_is_replaced_when_asked_for() {
    on_each_engine(Template::Crm, |store| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.obhut");
        for postgres in targets() {
            let second = Second::new(store, postgres, false);
            let setup = setup::Setup {
                template: Template::Crm,
                sandbox: false,
                zone: "Europe/Berlin".to_owned(),
            };
            let tenant = setup::init(&second.place, &setup, &store.world).unwrap();
            let admin = access::ops::actor(&tenant, setup::FIRST_LOGIN).unwrap();
            upkeep::backup(&tenant, &admin, &file).unwrap();
            tenant
                .write(&admin, |op| persons::ops::suppress(op, "a@example.org", "Widerspruch"))
                .unwrap();
            journal::ops::integrate(&tenant).unwrap();
            let first = journal::verify(&tenant, &admin, &[]).unwrap();
            drop(tenant);
            for logs in 2..4 {
                let wish = Restore {
                    file: &file,
                    force: true,
                    without_keystore: false,
                    login: setup::FIRST_LOGIN,
                };
                let report = upkeep::restore(&second.place, &store.world, &wish).unwrap();
                let tenant = second.open(store);
                assert!(!tenant.is_sandbox());
                let found = verified(&tenant, &[]);
                // The second time the log of the first restore is missing altogether.
                assert!(found.is_ok(), "{:?}", found.problems);
                assert!(found.lost == report.lost && found.lost > 0, "{found:?} {report:?}");
                assert_eq!(tenant.verify_keys().len(), logs);
            }
            assert!(first.size > 0);
            fs::remove_file(&file).unwrap();
        }
    });
}

/// Killed between the change-over of the data and that of the key files, the next opening carries
/// it to the end.
#[test]
fn a_restore_that_was_killed_is_carried_to_its_end() {
    on_each_engine(Template::Crm, |store| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.obhut");
        upkeep::backup(&store.tenant, &store.admin(), &file).unwrap();
        contract(store, "Zander", false);
        journal::ops::integrate(&store.tenant).unwrap();
        let second = Second::new(store, false, true);
        second.restore(store, &file).unwrap();
        let keys = second.place.keys();
        fs::rename(keys.join("log-main.key"), keys.join("log-main.next.key")).unwrap();
        fs::rename(keys.join("log-main.old-1.key"), keys.join("log-main.key")).unwrap();
        let tenant = second.open(store);
        assert!(verified(&tenant, &[]).is_ok());
        assert!(!keys.join("log-main.next.key").exists());
        assert!(keys.join("log-main.old-1.key").exists());
        // Whoever still has the former store open cannot write into the new log.
        journal::ops::integrate(&tenant).unwrap();
    });
}

/// With the backup alone, without keystore and key files: it is said plainly, and the journal still
/// verifies with the keys that came along.
#[test]
fn without_the_keystore_the_records_are_back() {
    on_each_engine(Template::Crm, |store| {
        let key = contract(store, "Kiesling", false);
        edit(store, &key, "city", "Köln", "Umzug");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.obhut");
        upkeep::backup(&store.tenant, &store.admin(), &file).unwrap();
        for postgres in targets() {
            let mut second = Second::new(store, postgres, false);
            second.without_keystore = false;
            let refused = second.restore(store, &file).unwrap_err();
            assert_eq!(refused.outside().key(), "error-restore-keystore");
            // A fresh one in its place, made by accident, knows nothing either.
            drop(obhut_db::Keystore::open(&second.place, true, &*store.world.random).unwrap());
            let refused = second.restore(store, &file).unwrap_err();
            assert_eq!(refused.outside().key(), "error-restore-keystore");
            second.without_keystore = true;
            let report = second.restore(store, &file).unwrap();
            assert!(report.keystore_missing && report.ended.is_some(), "{report:?}");
            let tenant = second.open(store);
            assert_eq!(shown(&tenant, &key).unwrap()["city"], "Köln");
            let found = verified(&tenant, &[]);
            assert!(found.is_ok(), "{:?}", found.problems);
            let admin = access::ops::actor(&tenant, setup::FIRST_LOGIN).unwrap();
            let entries = tenant
                .read(&admin, |op| journal::ops::list(op, &journal::Filter::default()))
                .unwrap();
            let edited = entries.iter().find(|entry| entry.act == "contract.edit").unwrap();
            assert_eq!((&edited.reason, &edited.fields[0].old), (&None, &None));
        }
    });
}
