use obhut_tlog::{
    Frontier, Hash, TileId, TileReader as _, TreeState, leaf_hash, node_hash, prove_consistency,
    prove_inclusion, root_at, root_of,
};
use proptest::prelude::*;

use crate::support::Log;

/// The eight leaves and the roots that the Certificate Transparency project tests with.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hex(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| format!("{hash:x}")).collect()
}

#[test]
fn roots_of_the_certificate_transparency_vectors() {
    for size in 0..=8 {
        let leaves = LEAVES[..size].iter().map(|leaf| leaf_hash(leaf));
        assert_eq!(format!("{:x}", root_of(leaves)), ROOTS[size], "size {size}");
    }
    assert_eq!(root_of([]), Hash::EMPTY_ROOT);
}

#[test]
fn proofs_of_the_certificate_transparency_vectors() {
    let mut log = Log::default();
    log.append(&LEAVES.map(<[u8]>::to_vec));
    let first_of_eight = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    let six_to_eight = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    let two_to_five = [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ];
    assert_eq!(hex(&prove_inclusion(&mut log, 0, 8).unwrap()), first_of_eight);
    assert_eq!(hex(&prove_consistency(&mut log, 1, 8).unwrap()), first_of_eight);
    assert_eq!(hex(&prove_consistency(&mut log, 6, 8).unwrap()), six_to_eight);
    assert_eq!(hex(&prove_consistency(&mut log, 2, 5).unwrap()), two_to_five);
}

#[test]
fn hash_has_one_text_form() {
    let hash = leaf_hash(b"");
    assert_eq!(hash.to_string().parse::<Hash>().unwrap(), hash);
    let json = serde_json::to_string(&hash).unwrap();
    assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
    for bad in ["", "AAAA", "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0", "not base64 at all"] {
        assert_eq!(bad.parse::<Hash>().unwrap_err().outside().key(), "error-journal-hash");
    }
}

#[test]
fn state_is_the_same_after_storing() {
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537, 70_000] {
        let mut log = Log::of(size);
        let loaded = TreeState::load(size as u64, &mut log.tiles).unwrap();
        assert_eq!(loaded, log.state, "size {size}");
        let json = serde_json::to_string(&log.state).unwrap();
        assert_eq!(serde_json::from_str::<TreeState>(&json).unwrap(), log.state);
        assert_eq!(log.state.root(), root_of(log.hashes()));
    }
}

#[test]
fn state_with_a_missing_tile_is_refused() {
    let mut log = Log::of(600);
    assert_eq!(
        TreeState::load(700, &mut log.tiles).unwrap_err().outside().key(),
        "error-journal-tile-missing"
    );
    assert!(TreeState::load(1 << 48, &mut log.tiles).is_err());
    let wrong = serde_json::json!({"size": 3, "edge": [[Hash::EMPTY_ROOT]]});
    assert!(serde_json::from_value::<TreeState>(wrong).is_err());
    let wrong = serde_json::json!({"size": 3, "peaks": [Hash::EMPTY_ROOT]});
    assert!(serde_json::from_value::<Frontier>(wrong).is_err());
}

#[test]
fn append_returns_each_changed_tile_once() {
    let mut state = TreeState::new();
    let ids = |tiles: Vec<obhut_tlog::Tile>| {
        tiles.iter().map(|tile| tile.id().path()).collect::<Vec<_>>()
    };
    let leaves = |count| std::iter::repeat_n(leaf_hash(b"x"), count);
    assert_eq!(ids(state.append(leaves(0)).unwrap()), [""; 0]);
    assert_eq!(ids(state.append(leaves(2)).unwrap()), ["tile/0/000.p/2"]);
    assert_eq!(ids(state.append(leaves(253)).unwrap()), ["tile/0/000.p/255"]);
    assert_eq!(ids(state.append(leaves(1)).unwrap()), ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(ids(state.append(leaves(1)).unwrap()), ["tile/0/001.p/1"]);
    assert_eq!(
        ids(state.append(leaves(600)).unwrap()),
        ["tile/0/001", "tile/0/002", "tile/0/003.p/89", "tile/1/000.p/3"]
    );
}

#[test]
fn tiles_hold_the_hashes_the_specification_asks_for() {
    let mut log = Log::of(70_000);
    let hashes = log.hashes();
    for id in TileId::of_log(70_000) {
        let tile = log.read(id).unwrap().unwrap();
        assert_eq!(tile.len(), usize::from(id.width()), "{}", id.path());
        let below = 256_usize.pow(id.level().into());
        let first = usize::try_from(id.index()).unwrap() * 256 * below;
        for (place, hash) in tile.iter().enumerate() {
            let start = first + place * below;
            let expected = root_of(hashes[start..start + below].iter().copied());
            assert_eq!(*hash, expected, "{} at {place}", id.path());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn batches_make_no_difference(batches in prop::collection::vec(0_usize..900, 0..6)) {
        let mut log = Log::default();
        for (number, batch) in batches.iter().enumerate() {
            let leaves: Vec<_> =
                (0..*batch).map(|i| format!("{number} {i}").into_bytes()).collect();
            log.append(&leaves);
        }
        let mut at_once = Log::default();
        at_once.append(&log.leaves);
        prop_assert_eq!(&log.state, &at_once.state);
        for id in TileId::of_log(log.state.size()) {
            prop_assert_eq!(log.read(id).unwrap(), at_once.read(id).unwrap());
        }
    }

    #[test]
    fn earlier_roots_come_from_later_tiles(size in 0_usize..3000, earlier in 0.0..1.0_f64) {
        let mut log = Log::of(size);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction")]
        #[expect(clippy::cast_precision_loss, reason = "a small size")]
        let earlier = (size as f64 * earlier) as usize;
        let expected = root_of(log.hashes()[..earlier].iter().copied());
        prop_assert_eq!(root_at(&mut log, earlier as u64).unwrap(), expected);
    }
}

#[test]
fn node_hash_is_that_of_the_standard() {
    let joined = [&[1][..], &[2; 32], &[3; 32]].concat();
    let expected = sha2_of(&joined);
    assert_eq!(node_hash(&Hash([2; 32]), &Hash([3; 32])).0, expected);
    assert_eq!(leaf_hash(b"abc").0, sha2_of(b"\0abc"));
}

fn sha2_of(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}
