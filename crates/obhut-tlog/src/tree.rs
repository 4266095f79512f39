use obhut_kernel::{Error, Kind, Message, Result};
use serde::{Deserialize, Serialize};

use crate::{
    Hash, MAX_SIZE, TILE_WIDTH, Tile, TileId, TileReader, node_hash,
    tile::{MemoryTiles, read_required},
};

/// The right edge of a Merkle tree: all that is needed to append leaves and to know the root.
///
/// It holds the roots of the complete subtrees, one for each bit of the size, the largest
/// first; at most 48 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "FrontierForm", into = "FrontierForm")]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        self.push_with(leaf, |_, _| {});
    }

    /// Appends a leaf and hands each node that is thereby complete to `made`, with its height
    /// above the leaves (0 for the leaf itself).
    pub(crate) fn push_with(&mut self, leaf: Hash, mut made: impl FnMut(u32, Hash)) {
        let mut node = leaf;
        made(0, node);
        for height in 1..=self.size.trailing_ones() {
            let left = self.peaks.pop().expect("there is a peak for each bit of the size");
            node = node_hash(&left, &node);
            made(height, node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root of the tree (RFC 6962, section 2.1), [`Hash::EMPTY_ROOT`] if it has no leaf.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        peaks.next().map_or(Hash::EMPTY_ROOT, |last| {
            peaks.fold(*last, |right, left| node_hash(left, &right))
        })
    }
}

/// The root of a list of leaf hashes (RFC 6962, section 2.1).
pub fn root_of(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    let mut frontier = Frontier::new();
    leaves.into_iter().for_each(|leaf| frontier.push(leaf));
    frontier.root()
}

/// The growing end of a tiled log: its [`Frontier`] and the last, partial tile of each level.
///
/// Whoever appends stores the tiles that [`Self::append`] returns, in the same transaction as
/// the entries, and can then [`Self::load`] the state again at any time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "StateForm", into = "StateForm")]
pub struct TreeState {
    frontier: Frontier,
    /// By level; fewer than 256 hashes each.
    edge: Vec<Vec<Hash>>,
}

impl TreeState {
    /// The empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state of a log of `size` leaves from its stored tiles: reads one tile per level.
    ///
    /// Fails with [`Kind::Integrity`] when a tile is missing. It cannot see that a tile was
    /// changed: compare [`Self::root`] with the last checkpoint.
    pub fn load(size: u64, tiles: &mut (impl TileReader + ?Sized)) -> Result<Self> {
        check_size(size)?;
        let mut edge = Vec::new();
        for level in 0..6_u8 {
            let nodes = size >> (8 * u32::from(level));
            if nodes == 0 {
                break;
            }
            edge.push(match TileId::in_log(level, nodes / u64::from(TILE_WIDTH), size) {
                Some(id) => read_required(tiles, id)?,
                None => Vec::new(),
            });
        }
        let peaks = edge.iter().rev().flat_map(|hashes| peaks_of(hashes)).collect();
        Ok(Self { frontier: Frontier { size, peaks }, edge })
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.frontier.size
    }

    /// The root of the tree over all leaves.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Appends leaves by their hashes and returns the tiles to store: each that became full,
    /// and the last of each level that changed, in place of the narrower one stored before.
    ///
    /// Fails with [`Kind::Invalid`] when the log would exceed [`MAX_SIZE`]; the state is then
    /// that after the leaves that fitted and must be dropped.
    pub fn append(&mut self, leaves: impl IntoIterator<Item = Hash>) -> Result<Vec<Tile>> {
        let Self { frontier, edge } = self;
        let mut full = Vec::new();
        let mut changed = 0;
        for leaf in leaves {
            check_size(frontier.size + 1)?;
            let grown = frontier.size + 1;
            frontier.push_with(leaf, |height, node| {
                if height % 8 != 0 {
                    return;
                }
                let level = (height / 8) as usize;
                changed = changed.max(level + 1);
                if edge.len() == level {
                    edge.push(Vec::with_capacity(usize::from(TILE_WIDTH)));
                }
                edge[level].push(node);
                if edge[level].len() == usize::from(TILE_WIDTH) {
                    let next = Vec::with_capacity(usize::from(TILE_WIDTH));
                    let hashes = std::mem::replace(&mut edge[level], next);
                    full.push((level, (grown >> (height + 8)) - 1, hashes));
                }
            });
        }
        let size = frontier.size;
        let partial = edge
            .iter()
            .enumerate()
            .take(changed)
            .filter(|(_, hashes)| !hashes.is_empty())
            .map(|(level, hashes)| (level, size >> (8 * (level + 1)), hashes.clone()));
        full.into_iter()
            .chain(partial)
            .map(|(level, index, hashes)| {
                Tile::new(u8::try_from(level).unwrap_or(u8::MAX), index, hashes)
            })
            .collect()
    }
}

/// Refuses sizes beyond [`MAX_SIZE`].
pub(crate) fn check_size(size: u64) -> Result<()> {
    if size <= MAX_SIZE {
        Ok(())
    } else {
        Err(Error::invalid(Message::new("error-journal-size").arg("size", size)))
    }
}

/// The root of the complete subtree over `hashes`, whose number must be a power of two.
pub(crate) fn subtree_root(hashes: &[Hash]) -> Hash {
    debug_assert!(hashes.len().is_power_of_two());
    root_of(hashes.iter().copied())
}

/// The roots of the complete subtrees a partial tile consists of, the largest first.
fn peaks_of(hashes: &[Hash]) -> Vec<Hash> {
    let mut rest = hashes;
    let mut peaks = Vec::new();
    while let Some(height) = rest.len().checked_ilog2() {
        let (complete, shorter) = rest.split_at(1 << height);
        peaks.push(subtree_root(complete));
        rest = shorter;
    }
    peaks
}

#[derive(Serialize, Deserialize)]
struct FrontierForm {
    size: u64,
    peaks: Vec<Hash>,
}

impl TryFrom<FrontierForm> for Frontier {
    type Error = &'static str;

    fn try_from(form: FrontierForm) -> Result<Self, Self::Error> {
        if form.size <= MAX_SIZE && form.peaks.len() == form.size.count_ones() as usize {
            Ok(Self { size: form.size, peaks: form.peaks })
        } else {
            Err("the number of hashes does not fit the size")
        }
    }
}

impl From<Frontier> for FrontierForm {
    fn from(Frontier { size, peaks }: Frontier) -> Self {
        Self { size, peaks }
    }
}

#[derive(Serialize, Deserialize)]
struct StateForm {
    size: u64,
    edge: Vec<Vec<Hash>>,
}

impl TryFrom<StateForm> for TreeState {
    type Error = &'static str;

    fn try_from(form: StateForm) -> Result<Self, Self::Error> {
        let mut tiles = MemoryTiles::default();
        for (level, hashes) in (0_u8..).zip(form.edge).filter(|(_, hashes)| !hashes.is_empty()) {
            let index = form.size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0);
            tiles.put(Tile::new(level, index, hashes).map_err(|_| "not a tile")?);
        }
        Self::load(form.size, &mut tiles).map_err(|error| match error.kind() {
            Kind::Integrity => "there are fewer hashes than the size asks for",
            _ => "the size is too large",
        })
    }
}

impl From<TreeState> for StateForm {
    fn from(state: TreeState) -> Self {
        Self { size: state.size(), edge: state.edge }
    }
}
