use obhut_kernel::Message;

use crate::{Hash, TileId};

/// What the verification of a log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many leaves were found in their places.
    pub size: u64,
    /// The root over them as they are.
    pub root: Hash,
    /// The size of the greatest checkpoint with a valid signature, 0 if there is none. Leaves
    /// from there on are not protected yet.
    pub signed: u64,
    /// What is wrong, up to [`Report::KEPT`] findings.
    pub problems: Vec<Problem>,
    /// How many findings more there are; leaves that all moved up or down are counted one by one.
    pub more: u64,
}

impl Report {
    /// How many findings are kept one by one.
    pub const KEPT: usize = 1000;

    /// Whether nothing is wrong.
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }

    /// Adds a finding.
    pub(crate) fn add(&mut self, problem: Problem) {
        if self.problems.len() < Self::KEPT {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }
}

/// One finding. Indexes count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The leaf at `index` is another than the one that was logged.
    Edited {
        /// Its place.
        index: u64,
    },
    /// The leaf at `index` was logged at `belongs`.
    Moved {
        /// Where it is.
        index: u64,
        /// Where it was logged.
        belongs: u64,
    },
    /// Leaves that were logged are gone.
    Missing {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// Leaves were put in that were not logged there.
    Added {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// A stored leaf bears an index that is taken, or lies outside the log.
    OutOfPlace {
        /// The index it bears.
        index: u64,
    },
    /// The log is shorter than a checkpoint it has signed.
    Cut {
        /// How many leaves the checkpoint speaks of.
        signed: u64,
        /// How many there are.
        found: u64,
    },
    /// The log as it is now does not begin with what was signed when it had `size` leaves, and
    /// its tiles were changed along with its leaves.
    Rewritten {
        /// The checkpoint's size.
        size: u64,
    },
    /// A stored tile does not hold the hashes of the leaves below it.
    Tile {
        /// Which.
        tile: TileId,
    },
    /// A tile is not there, or shorter than it must be.
    TileMissing {
        /// Which.
        tile: TileId,
    },
    /// A file of leaves of an exported log cannot be read.
    Bundle {
        /// The tile of level 0 whose leaves it should hold.
        tile: TileId,
    },
    /// A checkpoint is malformed, or not signed by the log.
    Signature {
        /// The number of the checkpoint in the order given, from 0.
        number: usize,
    },
}

impl Problem {
    /// The finding as text for the user.
    pub fn message(&self) -> Message {
        match self {
            Self::Edited { index } => Message::new("journal-problem-edited").arg("index", *index),
            Self::Moved { index, belongs } => {
                Message::new("journal-problem-moved").arg("index", *index).arg("belongs", *belongs)
            }
            Self::Missing { first, last } => range("journal-problem-missing", *first, *last),
            Self::Added { first, last } => range("journal-problem-added", *first, *last),
            Self::OutOfPlace { index } => {
                Message::new("journal-problem-out-of-place").arg("index", *index)
            }
            Self::Cut { signed, found } => {
                Message::new("journal-problem-cut").arg("signed", *signed).arg("found", *found)
            }
            Self::Rewritten { size } => {
                Message::new("journal-problem-rewritten").arg("size", *size)
            }
            Self::Tile { tile } => Message::new("journal-problem-tile").arg("tile", tile.path()),
            Self::TileMissing { tile } => {
                Message::new("journal-problem-tile-missing").arg("tile", tile.path())
            }
            Self::Bundle { tile } => {
                Message::new("journal-problem-bundle").arg("file", tile.entries_path())
            }
            Self::Signature { number } => {
                Message::new("journal-problem-signature").arg("number", *number + 1)
            }
        }
    }
}

fn range(key: &'static str, first: u64, last: u64) -> Message {
    Message::new(key).arg("count", last - first + 1).arg("first", first).arg("last", last)
}
