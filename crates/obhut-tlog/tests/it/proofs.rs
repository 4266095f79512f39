//! Proofs against the recursive definitions of RFC 6962, sections 2.1.1 and 2.1.2.

use obhut_tlog::{
    Hash, node_hash, prove_consistency, prove_inclusion, prove_inclusion_in, root_at,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use crate::support::Log;

fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, sibling) =
        if index < k { (path(index, left), right) } else { (path(index - k, right), left) };
    proof.push(root(sibling));
    proof
}

fn subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, sibling) = if old <= k {
        (subproof(old, left, whole), right)
    } else {
        (subproof(old - k, right, false), left)
    };
    proof.push(root(sibling));
    proof
}

/// The largest power of two below `size`.
fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

fn check_inclusion(log: &mut Log, hashes: &[Hash], index: usize, size: usize) {
    let (at, of) = (index as u64, size as u64);
    let proof = prove_inclusion(log, at, of).unwrap();
    assert_eq!(proof, path(index, &hashes[..size]), "{index} of {size}");
    assert_eq!(prove_inclusion_in(&hashes[..size], at).unwrap(), proof);
    let root = root_at(log, of).unwrap();
    verify_inclusion(&hashes[index], at, of, &proof, &root).unwrap();
}

fn check_consistency(log: &mut Log, hashes: &[Hash], old: usize, size: usize) {
    let (from, to) = (old as u64, size as u64);
    let proof = prove_consistency(log, from, to).unwrap();
    let expected = if old == 0 { Vec::new() } else { subproof(old, &hashes[..size], true) };
    assert_eq!(proof, expected, "{old} to {size}");
    let (before, after) = (root_at(log, from).unwrap(), root_at(log, to).unwrap());
    verify_consistency((from, &before), (to, &after), &proof).unwrap();
}

#[test]
fn proofs_hold_for_all_sizes_up_to_600() {
    let mut log = Log::of(600);
    let hashes = log.hashes();
    for size in 1..=600 {
        assert_eq!(root_at(&mut log, size as u64).unwrap(), root(&hashes[..size]));
        let all = size <= 40 || [255, 256, 257, 513].contains(&size);
        let step = if all { 1 } else { 97 };
        for index in (0..size).step_by(step).chain([size - 1, split(size)]) {
            check_inclusion(&mut log, &hashes, index.min(size - 1), size);
            check_consistency(&mut log, &hashes, index, size);
        }
        check_consistency(&mut log, &hashes, size, size);
    }
}

#[test]
fn sizes_that_do_not_fit_are_refused() {
    let mut log = Log::of(10);
    let root = log.state.root();
    let key = |error: obhut_kernel::Error| error.outside().key();
    assert_eq!(key(prove_inclusion(&mut log, 10, 10).unwrap_err()), "error-journal-index");
    assert_eq!(key(prove_inclusion(&mut log, 0, 0).unwrap_err()), "error-journal-index");
    assert_eq!(key(prove_inclusion(&mut log, 3, 11).unwrap_err()), "error-journal-tile-missing");
    assert_eq!(key(prove_inclusion_in(&[], 0).unwrap_err()), "error-journal-index");
    assert_eq!(key(prove_consistency(&mut log, 11, 10).unwrap_err()), "error-journal-sizes");
    assert_eq!(key(root_at(&mut log, u64::MAX).unwrap_err()), "error-journal-size");
    assert_eq!(key(verify_inclusion(&root, 1, 1, &[], &root).unwrap_err()), "error-journal-index");
    let endless = vec![root; 10_000];
    assert_eq!(
        key(verify_inclusion(&root, 0, 2, &endless, &root).unwrap_err()),
        "error-journal-proof"
    );
    for size in [1 << 48, u64::MAX] {
        assert!(verify_inclusion(&root, 0, size, &endless, &root).is_err());
        assert!(verify_consistency((1, &root), (size, &root), &endless).is_err());
    }
}

#[test]
fn every_log_begins_with_the_empty_one() {
    let root = Log::of(5).state.root();
    let empty = Hash::EMPTY_ROOT;
    verify_consistency((0, &empty), (5, &root), &[]).unwrap();
    verify_consistency((0, &empty), (0, &empty), &[]).unwrap();
    assert!(verify_consistency((0, &root), (5, &root), &[]).is_err());
    assert!(verify_consistency((0, &empty), (0, &root), &[]).is_err());
    assert!(verify_consistency((0, &empty), (5, &root), &[root]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn proofs_hold_for_random_sizes(
        (index, old, size) in
            (600_usize..8000).prop_flat_map(|size| (0..size, 0..=size, Just(size)))
    ) {
        let mut log = Log::of(size);
        let hashes = log.hashes();
        check_inclusion(&mut log, &hashes, index, size);
        check_consistency(&mut log, &hashes, old, size);
    }

    #[test]
    fn a_single_bit_breaks_an_inclusion_proof(
        (index, size) in (2_u64..700).prop_flat_map(|size| (0..size, Just(size))),
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        let mut log = Log::of(usize::try_from(size).unwrap());
        let mut proof = prove_inclusion(&mut log, index, size).unwrap();
        let mut leaf = log.hashes()[usize::try_from(index).unwrap()];
        let root = log.state.root();
        let place = at.index(proof.len() + 1);
        let target = if place == proof.len() { &mut leaf } else { &mut proof[place] };
        target.0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_err());
    }

    #[test]
    fn an_inclusion_proof_fits_one_place_only(
        (index, other, size) in
            (2_u64..700).prop_flat_map(|size| (0..size, 0..size, Just(size)))
    ) {
        let mut log = Log::of(usize::try_from(size).unwrap());
        let proof = prove_inclusion(&mut log, index, size).unwrap();
        let leaf = log.hashes()[usize::try_from(index).unwrap()];
        let root = log.state.root();
        let fits = verify_inclusion(&leaf, other, size, &proof, &root).is_ok();
        prop_assert_eq!(fits, index == other);
        prop_assert!(verify_inclusion(&leaf, index, size, &proof[1..], &root).is_err());
        let longer = [&proof[..], &[root]].concat();
        prop_assert!(verify_inclusion(&leaf, index, size, &longer, &root).is_err());
    }

    #[test]
    fn a_single_bit_breaks_a_consistency_proof(
        (old, size) in (2_u64..700).prop_flat_map(|size| (1..size, Just(size))),
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        let mut log = Log::of(usize::try_from(size).unwrap());
        let mut proof = prove_consistency(&mut log, old, size).unwrap();
        let mut before = root_at(&mut log, old).unwrap();
        let after = log.state.root();
        let place = at.index(proof.len() + 1);
        let target = if place == proof.len() { &mut before } else { &mut proof[place] };
        target.0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_consistency((old, &before), (size, &after), &proof).is_err());
    }

    #[test]
    fn a_proof_from_a_changed_tile_fails(
        (index, size) in (2_u64..700).prop_flat_map(|size| (0..size, Just(size))),
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        use obhut_tlog::{TileId, TileReader as _};
        let mut log = Log::of(usize::try_from(size).unwrap());
        let place = at.index(usize::try_from(size).unwrap());
        prop_assume!(place as u64 != index);
        let leaf = log.hashes()[usize::try_from(index).unwrap()];
        let root = log.state.root();
        let honest = prove_inclusion(&mut log, index, size).unwrap();
        let mut tiles = log.tiles;
        let mut changed = |id: TileId| {
            let mut hashes = tiles.read(id)?;
            if let Some(hashes) = &mut hashes
                && (id.level(), id.index()) == (0, place as u64 / 256)
            {
                hashes[place % 256].0[bit / 8] ^= 1 << (bit % 8);
            }
            Ok(hashes)
        };
        let proof = prove_inclusion(&mut changed, index, size).unwrap();
        // A proof that does not lead over the changed hash is the honest one.
        let fits = verify_inclusion(&leaf, index, size, &proof, &root).is_ok();
        prop_assert_eq!(fits, proof == honest);
    }
}
