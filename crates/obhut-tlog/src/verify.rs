use std::collections::HashMap;

use obhut_kernel::Result;

use crate::{
    Frontier, Hash, Problem, Report, SignedCheckpoint, TileId, TileReader, VerifyKey, leaf_hash,
    tile::{place_in_tile, read_exact},
    tree::check_size,
};

/// Goes through a log once, leaf by leaf in order, and compares it with its tiles and with all
/// checkpoints at hand; needs memory for one tile per level and the findings only.
///
/// The tiles tell *where* leaves were changed, the checkpoints *that* they were: whoever edits
/// leaves and tiles alike cannot make a root that was signed before.
#[derive(Debug)]
pub struct Verifier<T> {
    tiles: T,
    size: u64,
    /// Size and root of the checkpoints still to come, the next one last.
    signed: Vec<(u64, Hash)>,
    /// The tree over the leaves as they are.
    found: Frontier,
    /// The tree over the hashes in the tiles of level 0, from where it differs.
    stored: Option<Frontier>,
    /// The tile of each level that the present leaf lies below.
    current: Vec<Current>,
    mismatches: Vec<Mismatch>,
    /// The size of the greatest checkpoint that fits the leaves as they are.
    intact: u64,
    /// Whether there is a gap that no tile helps over, after which nothing can be compared.
    broken: bool,
    report: Report,
}

#[derive(Debug, Default)]
struct Current {
    hashes: Option<Vec<Hash>>,
    known_bad: bool,
}

#[derive(Debug)]
struct Mismatch {
    index: u64,
    found: Hash,
    stored: Hash,
}

/// The nodes of tiles above level 0 that become complete with a leaf, by level: over the leaves as
/// they are, and over the leaves as stored in tiles.
#[derive(Default)]
struct Nodes {
    at: [[Option<Hash>; 2]; 6],
    levels: u8,
}

impl Nodes {
    fn note(&mut self, tree: usize, height: u32, node: Hash) {
        if height > 0 && height.is_multiple_of(8) {
            // No tree here is higher than 48.
            let level = u8::try_from(height / 8).unwrap_or(0);
            self.at[usize::from(level)][tree] = Some(node);
            self.levels = self.levels.max(level + 1);
        }
    }
}

impl<T: TileReader> Verifier<T> {
    /// A verification of a log that says it has `size` leaves, against `checkpoints` (signed
    /// notes as text, in any order), whose signatures are checked with `keys`.
    ///
    /// Fails with [`obhut_kernel::Kind::Invalid`] when the size exceeds [`crate::MAX_SIZE`];
    /// what is wrong with the log or the checkpoints is reported by [`Self::finish`] instead.
    pub fn new<'a>(
        tiles: T,
        size: u64,
        keys: &[VerifyKey],
        checkpoints: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self> {
        check_size(size)?;
        let mut report =
            Report { size: 0, root: Hash::EMPTY_ROOT, signed: 0, problems: Vec::new(), more: 0 };
        let mut signed = Vec::new();
        for (number, text) in checkpoints.into_iter().enumerate() {
            match SignedCheckpoint::open(text, keys) {
                Ok(opened) => {
                    let head = opened.checkpoint();
                    report.signed = report.signed.max(head.size());
                    signed.push((head.size(), *head.root()));
                }
                Err(_) => report.add(Problem::Signature { number }),
            }
        }
        signed.sort_unstable_by(|one, other| other.cmp(one));
        let mut verifier = Self {
            tiles,
            size,
            signed,
            found: Frontier::new(),
            stored: None,
            current: Vec::new(),
            mismatches: Vec::new(),
            intact: 0,
            broken: false,
            report,
        };
        verifier.compare_roots();
        Ok(verifier)
    }

    /// Takes the next leaf with the index it is stored under and its bytes as stored.
    ///
    /// Fails only when a tile cannot be read.
    pub fn leaf(&mut self, index: u64, bytes: &[u8]) -> Result<()> {
        let next = self.found.size();
        if self.broken {
            return Ok(());
        }
        if index < next || index >= self.size {
            self.report.add(Problem::OutOfPlace { index });
            return Ok(());
        }
        if index > next {
            self.skip_to(index)?;
        }
        if !self.broken {
            let stored = self.stored_leaf(index)?;
            self.push(leaf_hash(bytes), stored)?;
        }
        Ok(())
    }

    /// Notes that the file with the leaves of `tile` cannot be read.
    pub(crate) fn unreadable(&mut self, tile: TileId) {
        self.report.add(Problem::Bundle { tile });
    }

    /// Ends the verification after the last leaf.
    pub fn finish(mut self) -> Report {
        let found = self.found.size();
        if !self.broken {
            if let Some((signed, _)) = self.signed.first() {
                self.report.add(Problem::Cut { signed: *signed, found });
            } else if found < self.size {
                self.report.add(Problem::Missing { first: found, last: self.size - 1 });
            }
        }
        self.report.size = found;
        self.report.root = self.found.root();
        self.explain_mismatches();
        self.report
    }

    /// Goes over leaves that are not there with the hashes that the tiles still have of them.
    fn skip_to(&mut self, index: u64) -> Result<()> {
        let first = self.found.size();
        self.report.add(Problem::Missing { first, last: index - 1 });
        for missing in first..index {
            let Some(stored) = self.stored_leaf(missing)? else {
                self.broken = true;
                return Ok(());
            };
            self.push(stored, Some(stored))?;
        }
        Ok(())
    }

    fn push(&mut self, found: Hash, stored: Option<Hash>) -> Result<()> {
        let index = self.found.size();
        if let Some(stored) = stored
            && stored != found
        {
            self.stored.get_or_insert_with(|| self.found.clone());
            if self.mismatches.len() < Report::KEPT {
                self.mismatches.push(Mismatch { index, found, stored });
            } else {
                self.report.more += 1;
            }
        }
        let mut nodes = Nodes::default();
        self.found.push_with(found, |height, node| nodes.note(0, height, node));
        if let Some(tree) = &mut self.stored {
            tree.push_with(stored.unwrap_or(found), |height, node| nodes.note(1, height, node));
        }
        for level in 1..nodes.levels {
            self.compare_node(level, &nodes.at[usize::from(level)])?;
        }
        self.compare_roots();
        Ok(())
    }

    /// The hash that the tiles hold of the leaf at `index`.
    fn stored_leaf(&mut self, index: u64) -> Result<Option<Hash>> {
        let (_, place) = place_in_tile(index);
        if place == 0 {
            self.load(0, index)?;
        }
        Ok(self.current[0].hashes.as_ref().and_then(|hashes| hashes.get(place).copied()))
    }

    /// Compares a node that is complete now with the tile of `level` that holds it; `nodes` are
    /// the one over the leaves as they are and the one over the leaves as stored in tiles.
    fn compare_node(&mut self, level: u8, nodes: &[Option<Hash>; 2]) -> Result<()> {
        let position = (self.found.size() >> (8 * u32::from(level))) - 1;
        let (index, place) = place_in_tile(position);
        if place == 0 {
            self.load(level, position)?;
        }
        let current = &mut self.current[usize::from(level)];
        let hash = current.hashes.as_ref().and_then(|hashes| hashes.get(place));
        if hash.is_some() && !nodes.iter().any(|node| node.as_ref() == hash) && !current.known_bad {
            current.known_bad = true;
            if let Some(tile) = TileId::in_log(level, index, self.size) {
                self.report.add(Problem::Tile { tile });
            }
        }
        Ok(())
    }

    /// Loads the tile of `level` that holds the node at `position`.
    fn load(&mut self, level: u8, position: u64) -> Result<()> {
        let place = usize::from(level);
        if self.current.len() <= place {
            self.current.resize_with(place + 1, Current::default);
        }
        let (index, _) = place_in_tile(position);
        let hashes = match TileId::in_log(level, index, self.size) {
            None => None,
            Some(tile) => {
                let hashes = read_exact(&mut self.tiles, tile)?;
                if hashes.is_none() {
                    self.report.add(Problem::TileMissing { tile });
                }
                hashes
            }
        };
        self.current[place] = Current { hashes, known_bad: false };
        Ok(())
    }

    /// Compares the roots with the checkpoints of the present size.
    fn compare_roots(&mut self) {
        let size = self.found.size();
        while let Some((_, root)) = self.signed.pop_if(|(signed, _)| *signed == size) {
            if self.found.root() == root {
                self.intact = size;
            } else if self.stored.as_ref().is_none_or(|stored| stored.root() != root) {
                self.report.add(Problem::Rewritten { size });
            }
        }
    }

    /// Finds out what happened to leaves that differ from their tiles.
    fn explain_mismatches(&mut self) {
        let mismatches = std::mem::take(&mut self.mismatches);
        // Up to where a checkpoint confirms the leaves, it is the tile that is wrong.
        let (wrong_tiles, changed) =
            mismatches.split_at(mismatches.partition_point(|one| one.index < self.intact));
        let mut tiles: Vec<_> = wrong_tiles.iter().map(|one| place_in_tile(one.index).0).collect();
        tiles.dedup();
        for tile in tiles.into_iter().filter_map(|index| TileId::in_log(0, index, self.size)) {
            self.report.add(Problem::Tile { tile });
        }
        for problem in explain(changed) {
            self.report.add(problem);
        }
    }
}

/// Tells edited, moved, missing and added leaves apart by looking for the hash of each leaf
/// among those that the tiles hold elsewhere.
fn explain(mismatches: &[Mismatch]) -> Vec<Problem> {
    let places: HashMap<Hash, u64> = mismatches.iter().map(|one| (one.stored, one.index)).collect();
    let shift = |one: &Mismatch| Some(places.get(&one.found)?.wrapping_sub(one.index));
    let mut problems = Vec::new();
    let mut rest = mismatches;
    while let [one, after @ ..] = rest {
        let run = run_of(rest);
        let shifts: Vec<_> = run.iter().map(shift).collect();
        let (problem, taken) = explain_first(one.index, &shifts);
        problems.push(problem);
        rest = rest.get(taken..).unwrap_or(after);
    }
    problems
}

/// The mismatches at the beginning whose indexes follow each other without a gap.
fn run_of(mismatches: &[Mismatch]) -> &[Mismatch] {
    let follows = |pair: &[Mismatch]| pair[0].index + 1 == pair[1].index;
    let length = mismatches.windows(2).take_while(|pair| follows(pair)).count() + 1;
    &mismatches[..length.min(mismatches.len())]
}

/// What happened to the first leaf of a run, and how many leaves of the run that explains.
/// `shifts` are the distances (modulo 2^64) from each leaf to the place it was logged at.
fn explain_first(index: u64, shifts: &[Option<u64>]) -> (Problem, usize) {
    let unknown = shifts.iter().take_while(|shift| shift.is_none()).count();
    let same = |from: usize, wanted: u64| {
        shifts[from..].iter().take_while(|shift| **shift == Some(wanted)).count()
    };
    match shifts.first().copied().flatten() {
        // All that follow were logged further on: what lay between is gone. The last ones of
        // the run were logged behind it, where nothing is known.
        Some(gone) if gone < 1 << 63 && same(0, gone) > 1 => {
            let moved = same(0, gone);
            let behind = shifts[moved..].iter().take_while(|shift| shift.is_none()).count();
            let behind = behind.min(usize::try_from(gone).unwrap_or(usize::MAX));
            (Problem::Missing { first: index, last: index + gone - 1 }, moved + behind)
        }
        Some(shift) => (Problem::Moved { index, belongs: index.wrapping_add(shift) }, 1),
        // All that follow were logged just as much earlier as there are unknown ones here.
        None => match same(unknown, (unknown as u64).wrapping_neg()) {
            0 => (Problem::Edited { index }, 1),
            moved => {
                (Problem::Added { first: index, last: index + unknown as u64 - 1 }, unknown + moved)
            }
        },
    }
}
