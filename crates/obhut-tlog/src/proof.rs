use std::{cell::RefCell, collections::HashMap};

use obhut_kernel::{Error, Kind, Message, Result};
use tlog_tiles::HashReader;

use crate::{
    Hash, MAX_SIZE, TileId, TileReader,
    tile::{place_in_tile, read_required},
    tree::{check_size, root_of, subtree_root},
};

/// The proof that the leaf at `index` is in the log of `size` leaves: the hashes from the leaf's
/// sibling up to the root's child (RFC 6962, section 2.1.1).
///
/// Fails with [`Kind::Invalid`] when `index` is not below `size`, with [`Kind::Integrity`] when
/// a tile is missing, and with the reader's errors.
pub fn prove_inclusion(tiles: &mut dyn TileReader, index: u64, size: u64) -> Result<Vec<Hash>> {
    check_index(index, size)?;
    NodeReader::new(tiles, size).run(|nodes| tlog_tiles::prove_record(size, index, nodes))
}

/// The same as [`prove_inclusion`] in a list that is at hand, such as the items of a bulk entry.
pub fn prove_inclusion_in(leaves: &[Hash], index: u64) -> Result<Vec<Hash>> {
    check_index(index, leaves.len() as u64)?;
    let mut rest = leaves;
    let mut position = usize::try_from(index).map_err(Error::internal)?;
    let mut proof = Vec::new();
    while rest.len() > 1 {
        let (left, right) = rest.split_at(rest.len().next_power_of_two() / 2);
        let sibling = if position < left.len() {
            rest = left;
            right
        } else {
            position -= left.len();
            rest = right;
            left
        };
        proof.push(root_of(sibling.iter().copied()));
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the log of `size` leaves begins with the log of `old_size` leaves (RFC 6962,
/// section 2.1.2); empty for `old_size` 0 or `size`.
///
/// Fails as [`prove_inclusion`] does.
pub fn prove_consistency(
    tiles: &mut dyn TileReader,
    old_size: u64,
    size: u64,
) -> Result<Vec<Hash>> {
    check_sizes(old_size, size)?;
    if old_size == 0 {
        return Ok(Vec::new());
    }
    NodeReader::new(tiles, size).run(|nodes| tlog_tiles::prove_tree(size, old_size, nodes))
}

/// The root of the log when it had `size` leaves, from tiles of that or a later size.
///
/// Fails with [`Kind::Integrity`] when a tile is missing, and with the reader's errors.
pub fn root_at(tiles: &mut dyn TileReader, size: u64) -> Result<Hash> {
    check_size(size)?;
    let root = NodeReader::new(tiles, size)
        .run(|nodes| tlog_tiles::tree_hash(size, nodes).map(|root| vec![root]))?;
    Ok(root[0])
}

/// Checks that `leaf` is the hash of the leaf at `index` in the tree of `size` leaves with the
/// root `root`.
///
/// Fails with [`Kind::Invalid`] when `index` is not below `size`, else with
/// [`Kind::Integrity`].
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<()> {
    check_index(index, size)?;
    let proof = foreign(proof)?;
    tlog_tiles::check_record(&proof, size, (*root).into(), index, (*leaf).into())
        .map_err(|error| refused().with_inside(error))
}

/// Checks that the tree of `size` leaves with the root `root` begins with the tree of
/// `old_size` leaves with the root `old_root`.
///
/// Fails with [`Kind::Invalid`] when `old_size` is greater than `size`, else with
/// [`Kind::Integrity`].
pub fn verify_consistency(
    (old_size, old_root): (u64, &Hash),
    (size, root): (u64, &Hash),
    proof: &[Hash],
) -> Result<()> {
    check_sizes(old_size, size)?;
    if old_size == 0 {
        // `check_tree` refuses the empty tree, with which every tree begins.
        let new_is_possible = size > 0 || *root == Hash::EMPTY_ROOT;
        let holds = *old_root == Hash::EMPTY_ROOT && proof.is_empty() && new_is_possible;
        return if holds { Ok(()) } else { Err(refused()) };
    }
    let proof = foreign(proof)?;
    tlog_tiles::check_tree(&proof, size, (*root).into(), old_size, (*old_root).into())
        .map_err(|error| refused().with_inside(error))
}

/// Looks up tree nodes for `tlog_tiles` in our tiles: each node is the root of some aligned part
/// of a tile.
struct NodeReader<'a>(RefCell<State<'a>>);

struct State<'a> {
    tiles: &'a mut dyn TileReader,
    size: u64,
    seen: HashMap<(u8, u64), Vec<Hash>>,
    /// What the reader failed with, since the foreign error type cannot carry it.
    failure: Option<Error>,
}

impl<'a> NodeReader<'a> {
    fn new(tiles: &'a mut dyn TileReader, size: u64) -> Self {
        Self(RefCell::new(State { tiles, size, seen: HashMap::new(), failure: None }))
    }

    fn run(
        self,
        work: impl FnOnce(&Self) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error>,
    ) -> Result<Vec<Hash>> {
        match work(&self) {
            Ok(hashes) => Ok(hashes.into_iter().map(Hash::from).collect()),
            Err(error) => {
                let failure = self.0.into_inner().failure;
                Err(failure.unwrap_or_else(|| Error::internal(error)))
            }
        }
    }
}

impl HashReader for NodeReader<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let mut state = self.0.borrow_mut();
        let nodes = indexes.iter().map(|index| {
            let (height, number) = tlog_tiles::split_stored_hash_index(*index);
            state.node(height, number).map(tlog_tiles::Hash::from)
        });
        let nodes: Result<Vec<_>> = nodes.collect();
        nodes.map_err(|error| {
            state.failure = Some(error);
            tlog_tiles::Error::IndexesNotInTree
        })
    }
}

impl State<'_> {
    /// The root of the complete subtree of height `height` that is the `number`th of its kind.
    fn node(&mut self, height: u8, number: u64) -> Result<Hash> {
        let (level, height) = (height / 8, height % 8);
        let (index, start) = place_in_tile(number << height);
        let hashes = match self.seen.entry((level, index)) {
            std::collections::hash_map::Entry::Occupied(seen) => seen.into_mut(),
            std::collections::hash_map::Entry::Vacant(empty) => {
                let id = TileId::in_log(level, index, self.size)
                    .ok_or_else(|| Error::internal("a node outside the tree"))?;
                empty.insert(read_required(self.tiles, id)?)
            }
        };
        hashes
            .get(start..start + (1 << height))
            .map(subtree_root)
            .ok_or_else(|| Error::internal("a node outside its tile"))
    }
}

fn check_index(index: u64, size: u64) -> Result<()> {
    if index < size && size <= MAX_SIZE {
        Ok(())
    } else {
        let message = Message::new("error-journal-index").arg("index", index).arg("size", size);
        Err(Error::invalid(message))
    }
}

fn check_sizes(old_size: u64, size: u64) -> Result<()> {
    if old_size <= size && size <= MAX_SIZE {
        Ok(())
    } else {
        let message = Message::new("error-journal-sizes").arg("old", old_size).arg("size", size);
        Err(Error::invalid(message))
    }
}

/// The proof in the library's own hash type; no proof in a tree of up to 2^48 leaves is longer
/// than 49 hashes.
fn foreign(proof: &[Hash]) -> Result<Vec<tlog_tiles::Hash>> {
    if proof.len() > 64 {
        return Err(refused());
    }
    Ok(proof.iter().copied().map(Into::into).collect())
}

fn refused() -> Error {
    Error::new(Kind::Integrity, Message::new("error-journal-proof"))
}
