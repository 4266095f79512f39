use hmac::{Hmac, KeyInit as _, Mac as _};
use obhut_kernel::SeededRandom;
use obhut_tlog::{
    Item, ItemSecret, ItemTree, Salt, commit, item_hash, item_salt, leaf_hash, prove_inclusion_in,
    root_of, verify_commitment, verify_item,
};
use proptest::prelude::*;

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[test]
fn a_commitment_is_the_documented_hmac() {
    let salt = Salt::from_bytes([9; 32]);
    let message = b"\0\0\0\0\0\0\0\x05actor\0\0\0\0\0\0\0\x02ab\0\0\0\0\0\0\0\0";
    assert_eq!(commit(&salt, "actor", &[b"ab", b""]).0.0, mac(&[9; 32], message));
}

#[test]
fn a_commitment_fits_its_own_parts_only() {
    let salt = Salt::generate(&SeededRandom::new(1));
    let other = Salt::generate(&SeededRandom::new(2));
    let commitment = commit(&salt, "subject", &[b"person", b"42"]);
    verify_commitment(&commitment, &salt, "subject", &[b"person", b"42"]).unwrap();
    for (salt, domain, parts) in [
        (&other, "subject", &[&b"person"[..], b"42"][..]),
        (&salt, "actor", &[b"person", b"42"]),
        (&salt, "subject", &[b"person", b"43"]),
        (&salt, "subject", &[b"person4", b"2"]),
        (&salt, "subject", &[b"person42"]),
        (&salt, "subject", &[b"42", b"person"]),
        (&salt, "subject", &[]),
    ] {
        let error = verify_commitment(&commitment, salt, domain, parts).unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-commitment");
    }
}

#[test]
fn secrets_do_not_show() {
    let random = SeededRandom::new(1);
    assert_eq!(format!("{:?}", Salt::generate(&random)), "Salt(…)");
    assert_eq!(format!("{:?}", ItemSecret::generate(&random)), "ItemSecret(…)");
}

fn item(key: &str) -> Item<'_> {
    Item { record_type: "contract", key, action: "anonymise", outcome: "done" }
}

#[test]
fn an_item_is_the_documented_hash() {
    let secret = ItemSecret::from_bytes([3; 32]);
    let salt = item_salt(&secret, 258);
    assert_eq!(*salt.as_bytes(), mac(&[3; 32], b"obhut/journal/item-salt/v1\0\0\0\0\0\0\x01\x02"));
    let parts = [b"contract".as_slice(), b"7", b"anonymise", b"done"];
    let commitment = commit(&salt, "obhut/journal/item/v1", &parts);
    assert_eq!(item_hash(&salt, &item("7")), leaf_hash(&commitment.0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn each_item_of_a_tree_is_provable(
        keys in prop::collection::vec("[a-z0-9]{0,12}", 1..300),
        at in any::<prop::sample::Index>(),
    ) {
        let secret = ItemSecret::generate(&SeededRandom::new(5));
        let mut tree = ItemTree::new(&secret);
        prop_assert!(tree.is_empty());
        let hashes: Vec<_> = keys.iter().map(|key| tree.push(&item(key))).collect();
        prop_assert_eq!(tree.len(), keys.len() as u64);
        prop_assert_eq!(tree.root(), root_of(hashes.iter().copied()));

        let place = at.index(keys.len());
        let index = place as u64;
        let salt = item_salt(&secret, index);
        let proof = prove_inclusion_in(&hashes, index).unwrap();
        let (count, root) = (tree.len(), tree.root());
        verify_item(&salt, &item(&keys[place]), (index, count), &proof, &root).unwrap();
        let held = Item { outcome: "held", ..item(&keys[place]) };
        prop_assert!(verify_item(&salt, &held, (index, count), &proof, &root).is_err());
    }
}
