//! Keys are deleted for good, and what survives a restored backup of the data survives here.

use obhut_db::{Anchor, Erasure, Keystore, SealContext};
use obhut_kernel::{Kind, SeededRandom};
use obhut_sql::{Dialect, Target};

use crate::support::on_each_engine;

const CONTEXT: SealContext<'_> = SealContext { purpose: "old", tenant: "main", id: "1" };

fn erasure(uuid: &str) -> Erasure {
    Erasure {
        uuid: uuid.to_owned(),
        system: "register".to_owned(),
        type_key: "contract".to_owned(),
        act: "anonymise".to_owned(),
        rule_key: None,
        plan: "{}".to_owned(),
        record_keys: "[\"1\"]".to_owned(),
        at: "2026-11-21T09:00:00Z".parse().unwrap(),
    }
}

#[test]
fn a_deleted_key_is_gone_and_its_number_is_not_given_again() {
    on_each_engine(|stand| {
        let random = SeededRandom::new(4);
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let keys = &stand.keystore;
        let key = keys.provide("person:7", now, &random).unwrap();
        let sealed = key.seal(b"Barbara", CONTEXT, &random).unwrap();
        assert_eq!(keys.provide("person:7", now, &random).unwrap().kid(), key.kid());
        assert_eq!(keys.last_person().unwrap(), 7);
        keys.remove(&["person:7".to_owned(), "person:8".to_owned()]).unwrap();
        assert!(keys.find(key.kid()).unwrap().is_none());
        let other = keys.provide("person:7", now, &random).unwrap();
        assert_ne!(other.kid(), key.kid());
        assert_eq!(other.open(&sealed, CONTEXT).unwrap_err().kind(), Kind::Integrity);
        keys.purge().unwrap();
        assert!(keys.checkpoint().unwrap());
    });
}

#[test]
fn a_deleted_key_leaves_no_byte() {
    on_each_engine(|stand| {
        let Target::Sqlite(path) = stand.place.keystore() else {
            assert_eq!(stand.tenant.dialect(), Dialect::Postgres);
            return;
        };
        let random = SeededRandom::new(4);
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let subject = "record:1:Zwiebelfisch";
        let key = stand.keystore.provide(subject, now, &random).unwrap();
        let holds = || {
            ["", "-wal"].iter().any(|what| {
                let file = format!("{}{what}", path.display());
                let bytes = std::fs::read(file).unwrap_or_default();
                bytes.windows(12).any(|window| window == b"Zwiebelfisch")
            })
        };
        assert!(holds());
        stand.keystore.remove(&[subject.to_owned()]).unwrap();
        stand.keystore.purge().unwrap();
        assert!(!holds());
        assert!(stand.keystore.find(key.kid()).unwrap().is_none());
    });
}

#[test]
fn ledger_and_anchors_are_kept_in_order_and_once() {
    on_each_engine(|stand| {
        let keys = &stand.keystore;
        assert_eq!(keys.ledger_end().unwrap(), 0);
        keys.record_erasures(&[erasure("a"), erasure("b")]).unwrap();
        keys.record_erasures(&[erasure("b"), erasure("c")]).unwrap();
        let all = keys.erasures(0, 10).unwrap();
        let uuids: Vec<_> = all.iter().map(|(_, e)| e.uuid.as_str()).collect();
        assert_eq!(uuids, ["a", "b", "c"]);
        assert_eq!(all[0].1, erasure("a"));
        assert_eq!(keys.ledger_end().unwrap(), all[2].0);
        let rest = keys.erasures(all[1].0, 10).unwrap();
        assert_eq!(rest.len(), 1);
        for size in 1..=150 {
            let at = "2026-11-21T09:00:00Z".parse().unwrap();
            let (origin, note) = ("obhut/main/1".to_owned(), format!("note {size}"));
            keys.anchor(&Anchor { origin, size, note, at }).unwrap();
        }
        let kept = keys.anchors("obhut/main/1").unwrap();
        assert_eq!((kept.len(), kept[0].size, kept[99].size), (100, 150, 51));
        assert_eq!(keys.origins().unwrap(), ["obhut/main/1"]);
        assert!(keys.anchors("obhut/main/2").unwrap().is_empty());
    });
}

/// A tenant sees neither the keys nor the ledger of another in the same keystore.
#[test]
fn tenants_do_not_meet() {
    on_each_engine(|stand| {
        let random = SeededRandom::new(5);
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let place =
            obhut_db::Place::new(stand.place.folder(), None, Some(stand.place.keystore()), "other")
                .unwrap();
        let other = Keystore::open(&place, false, &random).unwrap();
        let key = stand.keystore.provide("person:1", now, &random).unwrap();
        stand.keystore.record_erasures(&[erasure("a")]).unwrap();
        assert!(other.find(key.kid()).unwrap().is_none());
        assert_eq!(other.last_person().unwrap(), 0);
        assert!(other.erasures(0, 10).unwrap().is_empty());
        assert_ne!(other.provide("person:1", now, &random).unwrap().kid(), key.kid());
    });
}
