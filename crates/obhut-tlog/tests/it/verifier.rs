use obhut_kernel::{Result, SeededRandom};
use obhut_tlog::{
    Hash, Origin, Problem, Report, SigningKey, Tile, TileId, TileReader, TreeState, Verifier,
    leaf_hash,
};
use proptest::prelude::*;

use crate::support::{Log, keys};

/// Verifies `log` as it is now against checkpoints.
fn verify(log: &Log, checkpoints: &[String]) -> Report {
    let stored: Vec<_> = (0..).zip(log.leaves.iter().map(Vec::as_slice)).collect();
    verify_rows(log, &stored, log.state.size(), checkpoints)
}

fn verify_rows(log: &Log, rows: &[(u64, &[u8])], size: u64, checkpoints: &[String]) -> Report {
    let texts = checkpoints.iter().map(String::as_str);
    let mut verifier = Verifier::new(log.tiles.clone(), size, &keys(), texts).unwrap();
    for (index, leaf) in rows {
        verifier.leaf(*index, leaf).unwrap();
    }
    verifier.finish()
}

/// A log of `size` leaves and the checkpoints it signed at 0, 300 and `size`.
fn signed(size: usize) -> (Log, Vec<String>) {
    let mut checkpoints = vec![Log::of(0).sign().to_string()];
    let mut log = Log::of(300);
    checkpoints.push(log.sign().to_string());
    log.append(&Log::of(size).leaves[300..]);
    checkpoints.push(log.sign().to_string());
    (log, checkpoints)
}

/// Rebuilds tiles and state from the leaves as they are, as a forger would.
fn forge(log: &mut Log) {
    log.state = TreeState::new();
    log.tiles = obhut_tlog::MemoryTiles::default();
    let leaves = std::mem::take(&mut log.leaves);
    log.append(&leaves);
}

#[test]
fn an_honest_log_is_in_order() {
    for size in [300, 301, 511, 512, 513, 1000] {
        let (log, checkpoints) = signed(size);
        let report = verify(&log, &checkpoints);
        assert!(report.is_ok(), "{report:?}");
        assert_eq!((report.size, report.signed), (size as u64, size as u64));
        assert_eq!(report.root, log.state.root());
    }
    assert!(verify(&Log::of(0), &[Log::of(0).sign().to_string()]).is_ok());
}

#[test]
fn leaves_after_the_last_checkpoint_are_allowed() {
    let (mut log, checkpoints) = signed(400);
    log.append(&[b"new".to_vec()]);
    let report = verify(&log, &checkpoints);
    assert!(report.is_ok());
    assert_eq!((report.size, report.signed), (401, 400));
}

#[test]
fn an_edited_leaf_is_found() {
    for index in [0, 255, 256, 299, 700, 999] {
        let (mut log, checkpoints) = signed(1000);
        log.leaves[usize::try_from(index).unwrap()][0] ^= 1;
        assert_eq!(verify(&log, &checkpoints).problems, [Problem::Edited { index }]);
    }
}

#[test]
fn swapped_leaves_are_found() {
    let (mut log, checkpoints) = signed(1000);
    log.leaves.swap(10, 900);
    assert_eq!(
        verify(&log, &checkpoints).problems,
        [Problem::Moved { index: 10, belongs: 900 }, Problem::Moved { index: 900, belongs: 10 }]
    );
    log.leaves.swap(10, 900);
    log.leaves.swap(10, 11);
    assert_eq!(
        verify(&log, &checkpoints).problems,
        [Problem::Moved { index: 10, belongs: 11 }, Problem::Moved { index: 11, belongs: 10 }]
    );
}

#[test]
fn rows_that_are_gone_are_found() {
    let (log, checkpoints) = signed(1000);
    let mut rows: Vec<_> = (0..).zip(log.leaves.iter().map(Vec::as_slice)).collect();
    rows.drain(250..260);
    rows.remove(0);
    let report = verify_rows(&log, &rows, 1000, &checkpoints);
    assert_eq!(
        report.problems,
        [Problem::Missing { first: 0, last: 0 }, Problem::Missing { first: 250, last: 259 }]
    );
}

#[test]
fn leaves_that_moved_up_are_found() {
    for (gone, count) in [(0, 1), (300, 1), (990, 1), (500, 20), (254, 3)] {
        let (mut log, checkpoints) = signed(1000);
        log.leaves.drain(gone..gone + count);
        let report = verify(&log, &checkpoints);
        let (first, last) = (gone as u64, (gone + count - 1) as u64);
        assert!(
            report.problems.contains(&Problem::Missing { first, last }),
            "{gone} {:?}",
            report.problems
        );
        assert!(
            report.problems.contains(&Problem::Cut { signed: 1000, found: 1000 - count as u64 })
        );
        assert_eq!(report.problems.len(), 2, "{gone} {:?}", report.problems);
    }
}

#[test]
fn leaves_that_were_put_in_are_found() {
    for count in [1, 2, 5] {
        let (mut log, checkpoints) = signed(1000);
        for _ in 0..count {
            log.leaves.insert(400, b"forged".to_vec());
        }
        let report = verify(&log, &checkpoints);
        let last = 400 + count as u64 - 1;
        assert!(report.problems.contains(&Problem::Added { first: 400, last }));
        let beyond = report.problems.iter().filter(|p| matches!(p, Problem::OutOfPlace { .. }));
        assert_eq!(beyond.count(), count);
        assert_eq!(report.problems.len(), count + 1, "{:?}", report.problems);
    }
}

#[test]
fn rows_with_a_taken_index_are_found() {
    let (log, checkpoints) = signed(400);
    let mut rows: Vec<_> = (0..).zip(log.leaves.iter().map(Vec::as_slice)).collect();
    rows.insert(20, (5, b"forged"));
    rows.push((u64::MAX, b"forged"));
    assert_eq!(
        verify_rows(&log, &rows, 400, &checkpoints).problems,
        [Problem::OutOfPlace { index: 5 }, Problem::OutOfPlace { index: u64::MAX }]
    );
}

#[test]
fn a_cut_log_is_found() {
    let (mut log, checkpoints) = signed(1000);
    log.leaves.truncate(400);
    forge(&mut log);
    assert_eq!(verify(&log, &checkpoints).problems, [Problem::Cut { signed: 1000, found: 400 }]);
    // Without a checkpoint beyond the cut only the store's own count tells.
    let rows: Vec<_> = (0..).zip(log.leaves.iter().map(Vec::as_slice)).collect();
    assert_eq!(
        verify_rows(&log, &rows[..390], 400, &checkpoints[..2]).problems,
        [Problem::Missing { first: 390, last: 399 }]
    );
}

#[test]
fn a_rewritten_log_is_found() {
    let (mut log, checkpoints) = signed(1000);
    log.leaves[20] = b"never happened".to_vec();
    forge(&mut log);
    let mut all = checkpoints.clone();
    all.push(log.sign().to_string());
    assert_eq!(
        verify(&log, &all).problems,
        [Problem::Rewritten { size: 300 }, Problem::Rewritten { size: 1000 }]
    );
    // The forger's own checkpoint alone shows nothing: an older one must be held outside.
    assert!(verify(&log, &[log.sign().to_string()]).is_ok());
}

#[test]
fn a_changed_tile_is_found() {
    for (level, index, place) in
        [(0, 0, 0), (0, 1, 255), (0, 273, 111), (1, 0, 255), (1, 1, 3), (2, 0, 0)]
    {
        let mut log = Log::of(70_000);
        let checkpoint = log.sign().to_string();
        let tile = TileId::in_log(level, index, 70_000).unwrap();
        let mut hashes = log.tiles.read(tile).unwrap().unwrap();
        hashes[place].0[31] ^= 0x80;
        log.tiles.put(Tile::new(level, index, hashes).unwrap());
        assert_eq!(verify(&log, &[checkpoint]).problems, [Problem::Tile { tile }]);
    }
}

#[test]
fn a_missing_tile_is_found() {
    let (log, checkpoints) = signed(1000);
    let mut tiles = log.tiles.clone();
    let without = move |id: TileId| -> Result<Option<Vec<Hash>>> {
        if id.index() == 2 { Ok(None) } else { tiles.read(id) }
    };
    let texts = checkpoints.iter().map(String::as_str);
    let mut verifier = Verifier::new(without, 1000, &keys(), texts).unwrap();
    for (index, leaf) in (0..).zip(&log.leaves) {
        verifier.leaf(index, leaf).unwrap();
    }
    let tile = TileId::new(0, 2, 256).unwrap();
    assert_eq!(verifier.finish().problems, [Problem::TileMissing { tile }]);
}

#[test]
fn a_gap_without_tiles_ends_the_comparison() {
    let (log, checkpoints) = signed(1000);
    let nothing = |_: TileId| -> Result<Option<Vec<Hash>>> { Ok(None) };
    let texts = checkpoints.iter().map(String::as_str);
    let mut verifier = Verifier::new(nothing, 1 << 47, &keys(), texts).unwrap();
    verifier.leaf((1 << 47) - 1, &log.leaves[0]).unwrap();
    let problems = verifier.finish().problems;
    assert_eq!(problems[0], Problem::Missing { first: 0, last: (1 << 47) - 2 });
    assert_eq!(problems.len(), 2);
}

#[test]
fn a_wrong_signature_is_found() {
    let (log, mut checkpoints) = signed(400);
    checkpoints.insert(1, checkpoints[2].replace("400", "401"));
    let other: Origin = "other.example".parse().unwrap();
    let other = SigningKey::generate(&SeededRandom::new(3), other);
    let head = obhut_tlog::Checkpoint::new(other.origin().clone(), 400, log.state.root()).unwrap();
    let foreign = obhut_tlog::SignedCheckpoint::sign(head, &[&other]).unwrap();
    checkpoints.push(foreign.to_string());
    let report = verify(&log, &checkpoints);
    assert_eq!(
        report.problems,
        [Problem::Signature { number: 1 }, Problem::Signature { number: 4 }]
    );
    assert_eq!(report.signed, 400);
}

#[test]
fn findings_are_counted_beyond_the_limit() {
    let (mut log, checkpoints) = signed(3000);
    log.leaves.iter_mut().for_each(|leaf| leaf.push(b'!'));
    let report = verify(&log, &checkpoints);
    assert_eq!(report.problems.len(), Report::KEPT);
    assert_eq!(report.problems[7], Problem::Edited { index: 7 });
    assert_eq!(report.more, 2000);
}

#[test]
fn a_store_that_cannot_be_read_is_an_error() {
    let broken =
        |_: TileId| -> Result<Option<Vec<Hash>>> { Err(obhut_kernel::Error::internal("disk")) };
    let mut verifier = Verifier::new(broken, 5, &keys(), []).unwrap();
    assert!(verifier.leaf(0, b"x").is_err());
    assert!(Verifier::new(broken, u64::MAX, &keys(), []).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_single_bit_anywhere_is_found(
        size in 300_usize..1500,
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
        in_tile in any::<bool>(),
    ) {
        let (mut log, checkpoints) = signed(size);
        if in_tile {
            let ids: Vec<_> = TileId::of_log(size as u64).collect();
            let id = ids[at.index(ids.len())];
            let mut hashes = log.tiles.read(id).unwrap().unwrap();
            let place = at.index(hashes.len());
            hashes[place].0[bit / 8] ^= 1 << (bit % 8);
            log.tiles.put(Tile::new(id.level(), id.index(), hashes).unwrap());
            prop_assert_eq!(verify(&log, &checkpoints).problems, [Problem::Tile { tile: id }]);
        } else {
            let place = at.index(size);
            let leaf = &mut log.leaves[place];
            let byte = bit / 8 % leaf.len();
            leaf[byte] ^= 1 << (bit % 8);
            let index = place as u64;
            prop_assert_eq!(verify(&log, &checkpoints).problems, [Problem::Edited { index }]);
            // With the tile changed to fit, the checkpoints still tell.
            let (tile, inside) = (index / 256, place % 256);
            let id = TileId::in_log(0, tile, size as u64).unwrap();
            let mut hashes = log.tiles.read(id).unwrap().unwrap();
            hashes[inside] = leaf_hash(&log.leaves[place]);
            log.tiles.put(Tile::new(0, tile, hashes).unwrap());
            let problems = verify(&log, &checkpoints).problems;
            let rewritten = Problem::Rewritten { size: size as u64 };
            prop_assert!(problems.contains(&rewritten), "{:?}", problems);
        }
    }
}
