use obhut_tlog::{
    Hash, MAX_LEAF, MAX_SIZE, Tile, TileId, decode_bundle, encode_bundle, hashes_from_bytes,
};
use proptest::prelude::*;

#[test]
fn paths() {
    for (level, index, width, path, entries) in [
        (0, 0, 256, "tile/0/000", "tile/entries/000"),
        (0, 0, 1, "tile/0/000.p/1", "tile/entries/000.p/1"),
        (0, 999, 256, "tile/0/999", "tile/entries/999"),
        (0, 1000, 256, "tile/0/x001/000", "tile/entries/x001/000"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067", "tile/entries/x001/x234/067"),
        (1, 1_234_067, 17, "tile/1/x001/x234/067.p/17", "tile/entries/x001/x234/067.p/17"),
        (2, 5, 255, "tile/2/005.p/255", "tile/entries/005.p/255"),
        (0, 1_000_000, 256, "tile/0/x001/x000/000", "tile/entries/x001/x000/000"),
    ] {
        let id = TileId::new(level, index, width).unwrap();
        assert_eq!(id.path(), path);
        assert_eq!(id.entries_path(), entries);
        assert_eq!(TileId::from_path(path).unwrap(), id);
    }
}

#[test]
fn other_paths_are_refused() {
    for path in [
        "",
        "tile/0/0",
        "tile/0/00",
        "tile/00/000",
        "tile/8/0/000",
        "tile/6/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/xx001/000",
        "tile/0/x001",
        "tile/0/1000",
        "tile/0/x001/000/",
        "tile/entries/000",
        "/tile/0/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        let error = TileId::from_path(path).unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-tile-path", "{path}");
    }
}

#[test]
fn tiles_of_the_specifications_example() {
    let tiles: Vec<_> = TileId::of_log(70_000).collect();
    let of = |level| tiles.iter().filter(move |tile| tile.level() == level);
    assert_eq!(of(0).filter(|tile| tile.is_full()).count(), 273);
    assert_eq!(of(0).next_back().unwrap().path(), "tile/0/273.p/112");
    let upper: Vec<_> = tiles.iter().filter(|tile| tile.level() > 0).map(|t| t.path()).collect();
    assert_eq!(upper, ["tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]);
    let small: Vec<_> = TileId::of_log(256).map(TileId::path).collect();
    assert_eq!(small, ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(TileId::of_log(0).count(), 0);
}

#[test]
fn impossible_tiles_are_refused() {
    for (level, index, width) in
        [(0, 0, 0), (0, 0, 257), (6, 0, 1), (255, 0, 1), (0, 1 << 40, 1), (5, 1, 1)]
    {
        let error = TileId::new(level, index, width).unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-tile", "{level} {index} {width}");
    }
    assert!(Tile::new(0, 0, Vec::new()).is_err());
    assert!(Tile::new(0, 0, vec![Hash::EMPTY_ROOT; 257]).is_err());
    assert_eq!(TileId::in_log(0, u64::MAX, MAX_SIZE), None);
    assert_eq!(TileId::in_log(9, 0, MAX_SIZE), None);
    assert_eq!(TileId::in_log(5, 0, MAX_SIZE).unwrap().width(), 255);
}

#[test]
fn tile_bytes() {
    let tile = Tile::new(0, 3, vec![Hash([1; 32]), Hash([2; 32])]).unwrap();
    assert_eq!(tile.to_bytes(), [[1; 32], [2; 32]].concat());
    assert_eq!(hashes_from_bytes(&tile.to_bytes()).unwrap(), tile.hashes());
    assert_eq!(
        hashes_from_bytes(&[0; 33]).unwrap_err().outside().key(),
        "error-journal-tile-bytes"
    );
}

#[test]
fn bundles() {
    assert_eq!(encode_bundle(&["ab", "", "c"]).unwrap(), b"\0\x02ab\0\0\0\x01c");
    assert_eq!(encode_bundle::<&str>(&[]).unwrap(), b"");
    encode_bundle(&[vec![0; MAX_LEAF]]).unwrap();
    let error = encode_bundle(&[vec![0; MAX_LEAF + 1]]).unwrap_err();
    assert_eq!(error.outside().key(), "error-journal-leaf-size");
    assert!(encode_bundle(&[""; 257]).is_err());
    for broken in [&b"\0"[..], b"\0\x02a", b"\0\x01ab", &[0; 514]] {
        let error = decode_bundle(broken).unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-bundle", "{broken:?}");
    }
}

proptest! {
    #[test]
    fn bundles_round_trip(
        leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..400), 0..=256)
    ) {
        let bundle = encode_bundle(&leaves).unwrap();
        prop_assert_eq!(decode_bundle(&bundle).unwrap(), leaves);
    }

    #[test]
    fn paths_round_trip(level in 0_u8..6, index in 0_u64..1 << 40, width in 1_u16..=256) {
        if let Ok(id) = TileId::new(level, index, width) {
            prop_assert_eq!(TileId::from_path(&id.path()).unwrap(), id);
        }
    }
}
