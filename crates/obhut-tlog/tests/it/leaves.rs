use obhut_kernel::{Kind, SeededRandom};
use obhut_tlog::{Commitment, FieldChange, Hash, Items, Leaf, MAX_LEAF, Origin, Word};
use proptest::prelude::*;

use crate::support::leaf;

#[test]
fn the_bytes_of_a_leaf() {
    let commitment = |byte| Commitment(Hash([byte; 32]));
    let mut leaf = leaf(&SeededRandom::new(1), 0);
    leaf.actor = commitment(0);
    leaf.subjects = vec![commitment(1)];
    let short = r#"{"v":1,"id":"01890a5d-ac96-774b-bcce-b302099a8057","t":"2026-03-01T12:30:45.123456Z","log":"obhut.example/verein","sys":"register","act":"contract.anonymise","a":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","s":["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="]}"#;
    assert_eq!(String::from_utf8(leaf.to_bytes().unwrap()).unwrap(), short);

    leaf.subjects = Vec::new();
    leaf.items = Some(Items { count: 1000, root: Hash([2; 32]) });
    leaf.fields = vec![
        FieldChange { old: Some(commitment(3)), new: None },
        FieldChange { old: None, new: Some(commitment(4)) },
    ];
    leaf.previous = Some("obhut.example/alt\n0\n…\n".to_owned());
    let long = String::from_utf8(leaf.to_bytes().unwrap()).unwrap();
    let (_, end) = long.split_once(r#","s":[],"#).unwrap();
    assert_eq!(
        end,
        r#""n":1000,"r":"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=","f":[{"o":"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM="},{"n":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ="}],"prev":"obhut.example/alt\n0\n…\n"}"#
    );
    assert_eq!(Leaf::from_bytes(long.as_bytes()).unwrap(), leaf);
}

#[test]
fn what_is_not_a_leaf_is_refused() {
    let good = String::from_utf8(leaf(&SeededRandom::new(1), 1).to_bytes().unwrap()).unwrap();
    for (from, to) in [
        ("{", ""),
        ("\"v\":1,", ""),
        ("\"v\":1", "\"v\":0.5"),
        ("\"sys\":\"register\"", "\"sys\":\"Erika Mustermann\""),
        ("contract.anonymise", "erika@example.org"),
        ("2026-03-01", "2026-02-30"),
        ("obhut.example/verein", "obhut.example/mein verein"),
        ("\"s\":", "\"name\":\"x\",\"s\":"),
        ("\"s\":", "\"n\":5,\"s\":"),
        ("01890a5d", "zz890a5d"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good);
        let error = Leaf::from_bytes(bad.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.outside().key()), (Kind::Integrity, "error-journal-leaf"));
    }
    let newer = r#"{"v":2,"whatever":[]}"#;
    assert_eq!(Leaf::from_bytes(newer.as_bytes()).unwrap_err().kind(), Kind::TooNew);
}

#[test]
fn a_leaf_that_is_too_long_is_refused() {
    let random = SeededRandom::new(1);
    let base = leaf(&random, 1).to_bytes().unwrap().len();
    let most = (MAX_LEAF - base) / 47 + 1;
    assert!(leaf(&random, most).to_bytes().unwrap().len() <= MAX_LEAF);
    let error = leaf(&random, most + 1).to_bytes().unwrap_err();
    assert_eq!(error.outside().key(), "error-journal-leaf-size");
}

#[test]
fn words_and_origins() {
    for good in ["register", "crm-2", "own_type.set", "7"] {
        assert_eq!(good.parse::<Word>().unwrap().as_str(), good);
    }
    for bad in ["", "Register", "prüfen", "a b", "a@b", "a/b", "a\n", &"a".repeat(101)] {
        assert!(bad.parse::<Word>().is_err(), "{bad:?}");
    }
    for good in ["obhut.example/verein", "x", "prüfung.example"] {
        assert_eq!(good.parse::<Origin>().unwrap().as_str(), good);
    }
    for bad in ["", "a b", "a+b", "a\nb", "a\u{a0}b", "a\u{7f}b", &"a".repeat(256)] {
        assert!(bad.parse::<Origin>().is_err(), "{bad:?}");
    }
}

proptest! {
    #[test]
    fn leaves_round_trip(
        seed in any::<u64>(),
        subjects in 0_usize..5,
        fields in prop::collection::vec((any::<bool>(), any::<bool>()), 0..5),
        count in prop::option::of(any::<u64>()),
        seconds in 0_i64..4_000_000_000,
        previous in prop::option::of(".*"),
    ) {
        let random = SeededRandom::new(seed);
        let some = |wanted: bool| wanted.then(|| leaf(&random, 0).actor);
        let mut leaf = leaf(&random, subjects);
        leaf.time = jiff::Timestamp::from_second(seconds).unwrap();
        leaf.items = count.map(|count| Items { count, root: Hash([7; 32]) });
        leaf.fields =
            fields.iter().map(|(o, n)| FieldChange { old: some(*o), new: some(*n) }).collect();
        leaf.previous = previous;
        prop_assert_eq!(Leaf::from_bytes(&leaf.to_bytes().unwrap()).unwrap(), leaf);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Leaf::from_bytes(&bytes).is_err());
    }
}
