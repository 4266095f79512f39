//! A log in memory.

use obhut_kernel::{Random as _, Result, SeededRandom};
use obhut_tlog::{
    Checkpoint, Commitment, Hash, Leaf, LogReader, MemoryTiles, Origin, SignedCheckpoint,
    SigningKey, TileId, TileReader, TreeState, VerifyKey, leaf_hash,
};

pub const ORIGIN: &str = "obhut.example/verein";

pub fn origin() -> Origin {
    ORIGIN.parse().unwrap()
}

pub fn key() -> SigningKey {
    SigningKey::generate(&SeededRandom::new(7), origin())
}

#[derive(Clone, Default)]
pub struct Log {
    pub leaves: Vec<Vec<u8>>,
    pub tiles: MemoryTiles,
    pub state: TreeState,
}

impl Log {
    /// A log of `size` short leaves, appended in batches of different sizes.
    pub fn of(size: usize) -> Self {
        let mut log = Self::default();
        let leaves: Vec<_> = (0..size).map(|i| format!("leaf {i}").into_bytes()).collect();
        let mut rest = &leaves[..];
        for batch in [1, 3, 700, 255, 2, 1000].into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (now, later) = rest.split_at(batch.min(rest.len()));
            log.append(now);
            rest = later;
        }
        log
    }

    pub fn append(&mut self, leaves: &[Vec<u8>]) {
        let tiles = self.state.append(leaves.iter().map(|leaf| leaf_hash(leaf))).unwrap();
        self.tiles.extend(tiles);
        self.leaves.extend_from_slice(leaves);
    }

    pub fn hashes(&self) -> Vec<Hash> {
        self.leaves.iter().map(|leaf| leaf_hash(leaf)).collect()
    }

    pub fn sign(&self) -> SignedCheckpoint {
        let head = Checkpoint::new(origin(), self.state.size(), self.state.root()).unwrap();
        SignedCheckpoint::sign(head, &[&key()]).unwrap()
    }
}

impl TileReader for Log {
    fn read(&mut self, id: TileId) -> Result<Option<Vec<Hash>>> {
        self.tiles.read(id)
    }
}

impl LogReader for Log {
    fn leaves(&mut self, first: u64, count: u16) -> Result<Vec<Vec<u8>>> {
        let first = usize::try_from(first).unwrap();
        Ok(self.leaves[first..first + usize::from(count)].to_vec())
    }
}

pub fn keys() -> Vec<VerifyKey> {
    vec![key().verify_key()]
}

/// A leaf as the journal writes it, with `subjects` data subjects.
pub fn leaf(random: &SeededRandom, subjects: usize) -> Leaf {
    let commitment = || Commitment(Hash(random.array()));
    Leaf {
        id: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
        time: "2026-03-01T12:30:45.123456Z".parse().unwrap(),
        log: origin(),
        system: "register".parse().unwrap(),
        action: "contract.anonymise".parse().unwrap(),
        actor: commitment(),
        subjects: (0..subjects).map(|_| commitment()).collect(),
        items: None,
        fields: Vec::new(),
        previous: None,
    }
}
