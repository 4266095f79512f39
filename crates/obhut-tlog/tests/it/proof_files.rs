use obhut_tlog::{TlogProof, prove_inclusion};
use proptest::prelude::*;

use crate::support::{Log, keys};

fn proof(log: &mut Log, index: u64) -> TlogProof {
    let size = log.state.size();
    TlogProof {
        index,
        hashes: prove_inclusion(log, index, size).unwrap(),
        extra: None,
        checkpoint: log.sign().to_string(),
    }
}

#[test]
fn the_form_of_the_specification() {
    let mut log = Log::of(3);
    let mut proof = proof(&mut log, 1);
    let (first, second) = (proof.hashes[0], proof.hashes[1]);
    let checkpoint = log.sign();
    assert_eq!(
        proof.to_string(),
        format!("c2sp.org/tlog-proof@v1\nindex 1\n{first}\n{second}\n\n{checkpoint}")
    );
    proof.extra = Some(b"extra".to_vec());
    assert!(proof.to_string().starts_with("c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 1\n"));
    assert_eq!(proof.to_string().parse::<TlogProof>().unwrap(), proof);
    let opened = proof.verify(b"leaf 1", &keys()).unwrap();
    assert_eq!(opened.checkpoint().size(), 3);
}

#[test]
fn a_log_of_one_leaf_needs_no_hashes() {
    let proof = proof(&mut Log::of(1), 0);
    assert_eq!(proof.hashes, []);
    let again: TlogProof = proof.to_string().parse().unwrap();
    again.verify(b"leaf 0", &keys()).unwrap();
}

#[test]
fn other_leaves_keys_and_places_are_refused() {
    let mut log = Log::of(300);
    let good = proof(&mut log, 77);
    assert!(good.verify(b"leaf 78", &keys()).is_err());
    assert!(good.verify(b"leaf 77", &[]).is_err());
    for index in [76, 78, 300, u64::MAX] {
        assert!(TlogProof { index, ..good.clone() }.verify(b"leaf 77", &keys()).is_err());
    }
    let other = Log::of(301).sign().to_string();
    assert!(TlogProof { checkpoint: other, ..good }.verify(b"leaf 77", &keys()).is_err());
}

#[test]
fn malformed_files_are_refused() {
    let text = proof(&mut Log::of(300), 77).to_string();
    for (from, to) in [
        ("@v1", "@v2"),
        ("index 77", "index 077"),
        ("index 77", "index +77"),
        ("index 77", "index"),
        ("index 77\n", ""),
        ("index 77", "extra !!\nindex 77"),
        ("index 77", "index 77\nextra AAAA"),
        ("=\n", "\n"),
        ("=\n", "=\r\n"),
        ("\n\n", "\n"),
    ] {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text);
        // Without the empty line the checkpoint's own takes its place and the rest is no hash.
        let error = bad.parse::<TlogProof>().unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-proof-file", "{from:?} {to:?}");
    }
}

proptest! {
    #[test]
    fn a_single_bit_breaks_a_proof_file(
        (index, size) in (1_u64..700).prop_flat_map(|size| (0..size, Just(size))),
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let mut log = Log::of(usize::try_from(size).unwrap());
        let leaf = format!("leaf {index}");
        let good = proof(&mut log, index);
        good.verify(leaf.as_bytes(), &keys()).unwrap();
        let mut bytes = good.to_string().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        let holds = String::from_utf8(bytes)
            .ok()
            .and_then(|text| text.parse::<TlogProof>().ok())
            .is_some_and(|proof| proof.verify(leaf.as_bytes(), &keys()).is_ok());
        prop_assert!(!holds);
    }
}
