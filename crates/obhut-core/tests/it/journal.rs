//! Tampering with the tables of the journal is noticed; erasing is not tampering.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use jiff::civil::date;
use obhut_core::{
    Place, journal, marks,
    register::{Template, records},
    retention::{self, HandAction, RunOrigin},
};
use obhut_kernel::{Message, Value};
use obhut_sql::{Db, Dialect, Options, Tx};
use obhut_tlog::{Checkpoint, SignedCheckpoint, SigningKey, TreeState, hashes_to_bytes, leaf_hash};

use crate::harness::{TestStore, on_each_engine};

/// What is done to the tables: in words, how, and the problem it must bring up.
type Tampering = (&'static str, fn(&Db), &'static str);

fn raw(place: &Place) -> Db {
    let options = Options { schema: Some(place.schema()), ..Options::default() };
    Db::open(&place.data(), &options).unwrap()
}

fn keystore(store: &TestStore) -> Db {
    let options = Options { schema: Some("obhut_keys".to_owned()), ..Options::default() };
    Db::open(&store.place.keystore(), &options).unwrap()
}

fn problems(store: &TestStore, outside: &[String]) -> Vec<&'static str> {
    let found = journal::verify(&store.tenant, &store.admin(), outside).unwrap();
    found.problems.iter().map(Message::key).collect()
}

/// A store with entries of every kind; the key of an edited contract.
fn filled(store: &TestStore) -> String {
    let key = store.record(
        "contract",
        &[
            ("holder_last_name", "Barbara".into()),
            ("city", "Olpe".into()),
            ("ended_on", date(2010, 1, 1).into()),
        ],
    );
    for city in ["Hagen", "Siegen"] {
        let values = BTreeMap::from([
            ("city".to_owned(), Value::from(city)),
            ("tariff".to_owned(), Value::from(format!("Tarif {city}"))),
        ]);
        store
            .tenant
            .write(&store.admin(), |op| records::edit(op, "contract", &key, &values, "Umzug"))
            .unwrap();
    }
    let note = store.record("note", &[("body", "Anruf".into())]);
    act(store, "delete", "note", &note);
    store.actor("vera", obhut_core::access::Role::Sales);
    let target = marks::Target::Record { type_key: "contract", key: &key };
    store
        .tenant
        .write(&store.admin(), |op| {
            marks::ops::set(op, marks::MarkKind::Keep, target, "Streit", None)
        })
        .unwrap();
    journal::ops::integrate(&store.tenant).unwrap();
    key
}

fn act(store: &TestStore, action: &str, type_key: &str, key: &str) {
    let action = HandAction {
        action,
        type_key,
        key,
        reason: "verlangt",
        fields: Vec::new(),
        origin: RunOrigin::Hand,
    };
    store.tenant.write(&store.admin(), |op| retention::act(op, &action)).unwrap();
}

/// The tables of the journal, children first.
const TABLES: [&str; 6] = [
    "journal_change",
    "journal_batch",
    "case_item",
    "journal_entry",
    "journal_tile",
    "journal_checkpoint",
];

fn exec(db: &Db, text: String) -> u64 {
    let text: &'static str = Box::leak(text.into_boxed_str());
    db.write(|tx| tx.execute(text, &[])).unwrap()
}

fn save(db: &Db) {
    for table in TABLES {
        exec(db, format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}"));
    }
}

fn put_back(db: &Db) {
    for table in TABLES {
        exec(db, format!("DELETE FROM {table}"));
    }
    for table in TABLES.iter().rev() {
        exec(db, format!("INSERT INTO {table} SELECT * FROM saved_{table}"));
    }
}

/// A way to tamper with the tables.
type Tamper = Box<dyn Fn(&Db)>;

/// The place of an entry with this action.
const EDIT: &str = "(SELECT min(idx) FROM journal_entry WHERE act = 'contract.edit')";

fn leaf(tx: &mut Tx<'_>) -> Vec<u8> {
    let text = "SELECT leaf FROM journal_entry WHERE idx = 5";
    tx.query_one(text, &[]).unwrap().unwrap().at(0).unwrap()
}

fn edit_leaf(db: &Db) {
    db.write(|tx| {
        let mut leaf = leaf(tx);
        let at = leaf.windows(4).position(|window| window == b"2026").unwrap();
        leaf[at + 3] = b'5';
        tx.execute("UPDATE journal_entry SET leaf = ? WHERE idx = 5", &[leaf.into()])
    })
    .unwrap();
}

fn garbage_leaf(db: &Db) {
    db.write(|tx| {
        let leaf = b"nothing".to_vec();
        tx.execute("UPDATE journal_entry SET leaf = ? WHERE idx = 5", &[leaf.into()])
    })
    .unwrap();
}

fn swap_entries(db: &Db) {
    for text in [
        "UPDATE journal_entry SET idx = -1 WHERE idx = 5",
        "UPDATE journal_entry SET idx = 5 WHERE idx = 6",
        "UPDATE journal_entry SET idx = 6 WHERE idx = -1",
    ] {
        exec(db, text.to_owned());
    }
}

fn wipe_tile(db: &Db) {
    db.write(|tx| {
        let text = "SELECT hashes FROM journal_tile WHERE level = 0 AND n = 0";
        let mut hashes: Vec<u8> = tx.query_one(text, &[]).unwrap().unwrap().at(0).unwrap();
        hashes[40] ^= 1;
        tx.execute("UPDATE journal_tile SET hashes = ? WHERE level = 0 AND n = 0", &[hashes.into()])
    })
    .unwrap();
}

fn cut_tail(db: &Db) {
    exec(
        db,
        "DELETE FROM journal_change WHERE entry_id IN (SELECT id FROM journal_entry WHERE idx > 3)"
            .into(),
    );
    exec(
        db,
        "DELETE FROM journal_batch WHERE entry_id IN (SELECT id FROM journal_entry WHERE idx > 3)"
            .into(),
    );
    exec(db, "DELETE FROM journal_entry WHERE idx > 3".into());
    exec(db, "DELETE FROM journal_checkpoint WHERE size > 4".into());
}

fn forge_tail(db: &Db) {
    exec(
        db,
        "INSERT INTO journal_entry (log_id, idx, uuid, at, act, leaf, actor_id, actor_salt, system, \
         details) SELECT log_id, (SELECT max(idx) + 1 FROM journal_entry), 'forged', at, act, leaf, \
         actor_id, actor_salt, system, details FROM journal_entry WHERE idx = 3"
            .into(),
    );
}

/// What changes the readable side of an entry.
const SIDES: &[&str] = &[
    "UPDATE journal_entry SET act = 'contract.show' WHERE idx = EDIT",
    "UPDATE journal_entry SET system = 'crm' WHERE idx = EDIT",
    "UPDATE journal_entry SET uuid = '00000000-0000-7000-8000-000000000000' WHERE idx = EDIT",
    "UPDATE journal_entry SET actor_id = 1 WHERE idx = EDIT",
    "UPDATE journal_entry SET actor_salt = NULL WHERE idx = EDIT",
    "UPDATE journal_entry SET details = '{\"a\":1}' WHERE idx = EDIT",
    "UPDATE journal_entry SET record_key = '77' WHERE idx = EDIT",
    "UPDATE journal_entry SET person_id = 77 WHERE idx = EDIT",
    "UPDATE journal_entry SET reason = NULL WHERE idx = EDIT",
    "UPDATE journal_entry SET subject_salt = NULL WHERE idx = EDIT",
    "UPDATE journal_entry SET reason = (SELECT reason FROM journal_entry \
     WHERE act = 'contract.edit' ORDER BY idx DESC LIMIT 1) WHERE idx = EDIT",
    "UPDATE journal_change SET new_value = NULL, old_value = NULL WHERE seq = 0",
    "UPDATE journal_change SET old_salt = NULL, new_salt = NULL WHERE seq = 0",
    "UPDATE journal_change SET new_value = old_value WHERE seq = 0",
    "UPDATE journal_change SET field_id = field_id + 1 WHERE seq = 0",
    "UPDATE journal_change SET record_key = '77' WHERE seq = 0",
    "DELETE FROM journal_change WHERE seq = 1",
    "UPDATE journal_batch SET key_from = 99 WHERE kind = 'created'",
    "UPDATE journal_batch SET items = 2 WHERE kind = 'created'",
    "DELETE FROM journal_batch WHERE kind = 'case_items'",
    "UPDATE case_item SET record_key = '77'",
    "UPDATE case_item SET action = 'anonymise'",
    "DELETE FROM case_item",
];

#[test]
fn tampering_with_the_tables_is_noticed() {
    on_each_engine(Template::Crm, |store| {
        filled(store);
        assert_eq!(problems(store, &[]), [""; 0]);
        let db = raw(&store.place);
        save(&db);
        let statement = |text: &str| {
            let text = text.replace("EDIT", EDIT);
            move |db: &Db| assert!(exec(db, text.clone()) > 0, "{text}")
        };
        let side = "journal-problem-side";
        let mut tampers: Vec<(String, Tamper, &str)> = SIDES
            .iter()
            .map(|text| ((*text).to_owned(), Box::new(statement(text)) as Tamper, side))
            .collect();
        let plain: [Tampering; 7] = [
            ("edited leaf", edit_leaf, "journal-problem-edited"),
            ("garbage leaf", garbage_leaf, "journal-problem-edited"),
            ("swapped", swap_entries, "journal-problem-moved"),
            ("tile", wipe_tile, "journal-problem-tile"),
            ("cut tail", cut_tail, "journal-problem-cut"),
            ("forged tail", forge_tail, "journal-problem-tile-missing"),
            (
                "checkpoint",
                |db| {
                    exec(db, "UPDATE journal_checkpoint SET note = replace(note, '—', '-')".into());
                },
                "journal-problem-signature",
            ),
        ];
        for (name, tamper, expected) in plain {
            tampers.push((name.to_owned(), Box::new(tamper), expected));
        }
        let earlier = if db.dialect() == Dialect::Sqlite {
            "UPDATE journal_entry SET at = at - 60480000000 WHERE idx = EDIT"
        } else {
            "UPDATE journal_entry SET at = at - interval '7 days' WHERE idx = EDIT"
        };
        tampers.push(("earlier".to_owned(), Box::new(statement(earlier)), side));
        let no_checkpoints = statement("DELETE FROM journal_checkpoint");
        let expected = "journal-problem-checkpoints";
        tampers.push(("checkpoints".to_owned(), Box::new(no_checkpoints), expected));
        let gone = statement("DELETE FROM journal_entry WHERE act = 'account.add'");
        tampers.push(("deleted".to_owned(), Box::new(gone), "journal-problem-missing"));
        for (name, tamper, expected) in &tampers {
            tamper(&db);
            let found = problems(store, &[]);
            assert!(found.contains(expected), "{name}: {found:?}");
            put_back(&db);
        }
        assert_eq!(problems(store, &[]), [""; 0]);
    });
}

/// Writes the log anew without one of its entries, as somebody with the database can: leaves,
/// tiles, root; signed with `key`.
fn rewrite(db: &Db, key: &SigningKey) -> SignedCheckpoint {
    exec(db, "DELETE FROM journal_entry WHERE act = 'account.add'".into());
    db.write(|tx| {
        let rows = tx.query("SELECT id, leaf FROM journal_entry WHERE idx IS NOT NULL ORDER BY idx", &[])?;
        let mut leaves = Vec::new();
        tx.execute("UPDATE journal_entry SET idx = -1 - idx WHERE idx IS NOT NULL", &[])?;
        for (index, row) in (0_i64..).zip(&rows) {
            leaves.push(leaf_hash(&row.get::<Vec<u8>>("leaf")?));
            let id: i64 = row.get("id")?;
            tx.execute("UPDATE journal_entry SET idx = ? WHERE id = ?", &[index.into(), id.into()])?;
        }
        let mut tree = TreeState::new();
        let tiles = tree.append(leaves)?;
        tx.execute("DELETE FROM journal_tile", &[])?;
        for tile in &tiles {
            let index = i64::try_from(tile.id().index()).unwrap();
            tx.execute(
                "INSERT INTO journal_tile (log_id, level, n, hashes) VALUES (1, ?, ?, ?)",
                &[
                    i64::from(tile.id().level()).into(),
                    index.into(),
                    hashes_to_bytes(tile.hashes()).into(),
                ],
            )?;
        }
        let head = Checkpoint::new(key.origin().clone(), tree.size(), tree.root())?;
        let signed = SignedCheckpoint::sign(head, &[key])?;
        tx.execute("DELETE FROM journal_checkpoint WHERE size <> (SELECT max(size) FROM journal_checkpoint)", &[])?;
        tx.execute(
            "UPDATE journal_checkpoint SET size = ?, root = ?, note = ?",
            &[
                i64::try_from(tree.size()).unwrap().into(),
                tree.root().as_bytes().to_vec().into(),
                signed.to_string().into(),
            ],
        )?;
        Ok(signed)
    })
    .unwrap()
}

#[test]
fn a_rewritten_log_is_noticed_with_and_without_its_key() {
    on_each_engine(Template::Crm, |store| {
        filled(store);
        let outside = tempfile::tempdir().unwrap();
        journal::export(&store.tenant, &store.admin(), outside.path(), &[]).unwrap();
        let held = fs::read_to_string(outside.path().join("checkpoint")).unwrap();
        journal::ops::integrate(&store.tenant).unwrap();
        let db = raw(&store.place);
        save(&db);
        let text = fs::read_to_string(store.place.keys().join("log-main.key")).unwrap();
        let stolen = SigningKey::from_text(&text).unwrap();
        // The database was stolen, the key was not.
        let own = SigningKey::generate(&*store.world.random, stolen.origin().clone());
        rewrite(&db, &own);
        let found = problems(store, &[]);
        assert!(found.contains(&"journal-problem-signature"), "{found:?}");
        assert!(found.contains(&"journal-problem-cut"), "{found:?}");
        put_back(&db);
        assert_eq!(problems(store, &[]), [""; 0]);
        // The key was stolen too; the anchors in the keystore were not.
        let signed = rewrite(&db, &stolen);
        let found = problems(store, &[]);
        assert!(found.contains(&"journal-problem-rewritten"), "{found:?}");
        // And those as well: only what somebody outside holds tells.
        let keys = keystore(store);
        exec(&keys, "DELETE FROM anchor".to_owned());
        assert_eq!(problems(store, &[]), [""; 0]);
        assert_eq!(signed.checkpoint().origin(), stolen.origin());
        let found = problems(store, std::slice::from_ref(&held));
        assert_eq!(found, ["journal-problem-rewritten"]);
        // A checkpoint of another log proves nothing here.
        let other = SigningKey::generate(&*store.world.random, "obhut/main/other".parse().unwrap());
        let tree_head =
            Checkpoint::new(other.origin().clone(), 1, obhut_tlog::Hash::EMPTY_ROOT).unwrap();
        let note = SignedCheckpoint::sign(tree_head, &[&other]).unwrap().to_string();
        assert_eq!(problems(store, &[note]), ["journal-problem-stranger"]);
    });
}

/// The script shares no code with Obhut.
#[test]
fn an_export_is_accepted_by_an_independent_verifier() {
    on_each_engine(Template::Crm, |store| {
        filled(store);
        let folder = tempfile::tempdir().unwrap();
        let size =
            journal::export(&store.tenant, &store.admin(), folder.path(), &[0, 3, 5]).unwrap();
        assert!(folder.path().join("entry-5.tlog-proof").is_file());
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../obhut-tlog/tests/independent/verify.py");
        let there = Command::new("python3").args(["-c", "import cryptography"]).output();
        if !there.is_ok_and(|output| output.status.success()) {
            assert!(std::env::var_os("OBHUT_REQUIRE_PYTHON").is_none());
            eprintln!("NOT CHECKED: python3 with its package cryptography is missing");
            return;
        }
        let verify = || Command::new("python3").arg(&script).arg(folder.path()).output().unwrap();
        let accepted = verify();
        let said = String::from_utf8_lossy(&accepted.stdout).into_owned();
        assert!(accepted.status.success(), "{said}");
        assert!(said.contains(&size.to_string()), "{said}");
        let leaf = folder.path().join("entry-3.leaf");
        let mut bytes = fs::read(&leaf).unwrap();
        bytes[10] ^= 1;
        fs::write(&leaf, bytes).unwrap();
        assert!(!verify().status.success(), "an edited leaf is accepted");
    });
}

/// Erasing takes the readable side and the key; the log verifies as before.
#[test]
fn nothing_readable_is_left_of_an_erased_person() {
    on_each_engine(Template::Crm, |store| {
        let key = filled(store);
        let admin = store.admin();
        let person = store
            .tenant
            .read(&admin, |op| records::show(op, "contract", &key))
            .unwrap()
            .person
            .unwrap();
        let target = marks::Target::Record { type_key: "contract", key: &key };
        store
            .tenant
            .write(&admin, |op| marks::ops::release(op, marks::MarkKind::Keep, target, "vorbei"))
            .unwrap();
        let before = journal::verify(&store.tenant, &admin, &[]).unwrap();
        let subject = format!("person:{person}");
        let keys = keystore(store);
        let count = || -> i64 {
            let text = "SELECT count(*) FROM data_key WHERE subject = ?";
            keys.read(|tx| tx.query_one(text, &[subject.as_str().into()]))
                .unwrap()
                .unwrap()
                .at(0)
                .unwrap()
        };
        assert_eq!(count(), 1);
        act(store, "anonymise", "contract", &key);
        journal::ops::settle(&store.tenant).unwrap();
        journal::ops::integrate(&store.tenant).unwrap();
        assert_eq!(count(), 0);
        let found = journal::verify(&store.tenant, &admin, &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
        assert!(found.erased > before.erased && found.size > before.size);
        let entries = store
            .tenant
            .read(&admin, |op| journal::ops::list(op, &journal::Filter::default()))
            .unwrap();
        let edits: Vec<_> = entries.iter().filter(|entry| entry.act == "contract.edit").collect();
        assert_eq!(edits.len(), 2);
        for entry in &entries {
            assert_ne!(entry.person, Some(person), "{entry:?}");
        }
        for entry in edits {
            assert_eq!(entry.reason, None);
            assert!(entry.fields.iter().all(|f| f.erased && f.old.is_none() && f.new.is_none()));
        }
        let text = serde_json::to_string(&entries).unwrap();
        for word in ["Barbara", "Hagen", "Siegen", "Umzug", "Streit", "vorbei"] {
            assert!(!text.contains(word), "{word}");
        }
    });
}
