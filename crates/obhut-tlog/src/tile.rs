use std::{collections::BTreeMap, fmt, fmt::Write as _};

use obhut_kernel::{Error, Kind, Message, Result};

use crate::Hash;

/// How many hashes a full tile holds (C2SP tlog-tiles: trees of height 8).
pub const TILE_WIDTH: u16 = 256;

/// The most leaves a log may have here, 2^48 − 1: more than any store holds, and small enough for
/// all arithmetic on indexes to stay within 64 bits.
pub const MAX_SIZE: u64 = (1 << 48) - 1;

/// The coordinates of a tile: `level`, `index` within the level, and `width`, the number of
/// hashes in it.
///
/// Level 0 holds leaf hashes; each hash of a higher level is the root of a full tile below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

impl TileId {
    /// The tile with these coordinates.
    ///
    /// Fails with [`Kind::Invalid`] when `width` is not between 1 and 256 or the tile lies
    /// outside any log of up to [`MAX_SIZE`] leaves.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self> {
        let inside = level < 6 && index <= MAX_SIZE >> (8 * (u32::from(level) + 1));
        if inside && (1..=TILE_WIDTH).contains(&width) {
            Ok(Self { level, index, width })
        } else {
            Err(Error::invalid(
                Message::new("error-journal-tile")
                    .arg("level", i32::from(level))
                    .arg("index", index)
                    .arg("width", i32::from(width)),
            ))
        }
    }

    /// The level, 0 for leaf hashes.
    pub fn level(self) -> u8 {
        self.level
    }

    /// The number within the level, from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many hashes it holds, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Whether it holds all the hashes it ever will.
    pub fn is_full(self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The tile at `level` and `index` as wide as it is in a log of `size` leaves, if there is
    /// any of it.
    pub fn in_log(level: u8, index: u64, size: u64) -> Option<Self> {
        let nodes = size.checked_shr(8 * u32::from(level))?;
        let width = nodes.checked_sub(index.checked_mul(u64::from(TILE_WIDTH))?)?;
        let width = u16::try_from(width.min(u64::from(TILE_WIDTH))).ok()?;
        Self::new(level, index, width).ok()
    }

    /// All tiles of a log of `size` leaves, level by level, the last of each level possibly
    /// partial.
    pub fn of_log(size: u64) -> impl Iterator<Item = Self> {
        (0..6).flat_map(move |level| {
            (0..).map_while(move |index| Self::in_log(level, index, size.min(MAX_SIZE)))
        })
    }

    /// Where the tile lies below a log's prefix: `tile/<L>/<N>[.p/<W>]` (C2SP tlog-tiles). An
    /// index is cut into groups of three digits, all but the last led by an `x`.
    pub fn path(self) -> String {
        self.path_below(self.level)
    }

    /// Where the entries of a tile of level 0 lie: `tile/entries/<N>[.p/<W>]`.
    pub fn entries_path(self) -> String {
        self.path_below("entries")
    }

    /// Reads what [`Self::path`] writes, and nothing else.
    ///
    /// Fails with [`Kind::Invalid`].
    pub fn from_path(path: &str) -> Result<Self> {
        parse_path(path).filter(|tile| tile.path() == path).ok_or_else(|| {
            Error::invalid(Message::new("error-journal-tile-path").arg("given", path))
        })
    }

    fn path_below(self, folder: impl fmt::Display) -> String {
        let mut path = format!("tile/{folder}/");
        let mut divisor = 1;
        while self.index / divisor >= 1000 {
            divisor *= 1000;
        }
        while divisor > 1 {
            // Writing to a string cannot fail.
            let _ = write!(path, "x{:03}/", self.index / divisor % 1000);
            divisor /= 1000;
        }
        let _ = write!(path, "{:03}", self.index % 1000);
        if !self.is_full() {
            let _ = write!(path, ".p/{}", self.width);
        }
        path
    }
}

/// A tile with its hashes, as a database keeps it in a row: written once when full, replaced by
/// a wider one until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    id: TileId,
    hashes: Vec<Hash>,
}

impl Tile {
    /// A tile of these hashes.
    ///
    /// Fails with [`Kind::Invalid`] when there are none or more than 256.
    pub fn new(level: u8, index: u64, hashes: Vec<Hash>) -> Result<Self> {
        let width = u16::try_from(hashes.len()).unwrap_or(u16::MAX);
        Ok(Self { id: TileId::new(level, index, width)?, hashes })
    }

    /// Its coordinates.
    pub fn id(&self) -> TileId {
        self.id
    }

    /// Its hashes, left to right.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Its hashes one after another: the content of the file at [`TileId::path`].
    pub fn to_bytes(&self) -> Vec<u8> {
        hashes_to_bytes(&self.hashes)
    }
}

/// The hashes of a tile as bytes, 32 each.
pub fn hashes_to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Hashes from the bytes of a tile.
///
/// Fails with [`Kind::Integrity`] when the length is not a multiple of 32.
pub fn hashes_from_bytes(bytes: &[u8]) -> Result<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<{ Hash::LEN }>();
    if rest.is_empty() {
        Ok(hashes.iter().copied().map(Hash).collect())
    } else {
        Err(Error::new(
            Kind::Integrity,
            Message::new("error-journal-tile-bytes").arg("bytes", bytes.len()),
        ))
    }
}

/// Where tiles come from: rows of a database, files of an exported log, memory.
///
/// Any closure of the right form is one.
pub trait TileReader {
    /// The hashes of the tile `id`, or `None` if it is not there. A reader that holds the tile
    /// in a greater width returns that; the reader's caller cuts it.
    ///
    /// Fails only when the store cannot be read.
    fn read(&mut self, id: TileId) -> Result<Option<Vec<Hash>>>;
}

impl<F> TileReader for F
where
    F: FnMut(TileId) -> Result<Option<Vec<Hash>>>,
{
    fn read(&mut self, id: TileId) -> Result<Option<Vec<Hash>>> {
        self(id)
    }
}

/// Tiles in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryTiles(BTreeMap<(u8, u64), Vec<Hash>>);

impl MemoryTiles {
    /// Keeps a tile in place of a narrower one.
    pub fn put(&mut self, tile: Tile) {
        self.0.insert((tile.id.level, tile.id.index), tile.hashes);
    }
}

impl Extend<Tile> for MemoryTiles {
    fn extend<I: IntoIterator<Item = Tile>>(&mut self, tiles: I) {
        tiles.into_iter().for_each(|tile| self.put(tile));
    }
}

impl TileReader for MemoryTiles {
    fn read(&mut self, id: TileId) -> Result<Option<Vec<Hash>>> {
        Ok(self.0.get(&(id.level, id.index)).cloned())
    }
}

/// In which tile of its level the node at `position` lies, and at which place in the tile: the low
/// eight bits of the position.
pub(crate) fn place_in_tile(position: u64) -> (u64, usize) {
    (position >> 8, usize::from(position.to_le_bytes()[0]))
}

/// Exactly the hashes of `id`, or `None` if the reader has not all of them.
pub(crate) fn read_exact(
    reader: &mut (impl TileReader + ?Sized),
    id: TileId,
) -> Result<Option<Vec<Hash>>> {
    Ok(reader.read(id)?.and_then(|mut hashes| {
        hashes.truncate(usize::from(id.width));
        (hashes.len() == usize::from(id.width)).then_some(hashes)
    }))
}

/// Like [`read_exact`], but a missing tile is an error of [`Kind::Integrity`].
pub(crate) fn read_required(
    reader: &mut (impl TileReader + ?Sized),
    id: TileId,
) -> Result<Vec<Hash>> {
    read_exact(reader, id)?.ok_or_else(|| {
        Error::new(
            Kind::Integrity,
            Message::new("error-journal-tile-missing").arg("tile", id.path()),
        )
    })
}

fn parse_path(path: &str) -> Option<TileId> {
    let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok().filter(|width| *width < TILE_WIDTH)?),
        None => (rest, TILE_WIDTH),
    };
    let index = index.split('/').try_fold(0_u64, |index, group| {
        let group: u64 = group.trim_start_matches('x').parse().ok()?;
        index.checked_mul(1000)?.checked_add(group)
    })?;
    TileId::new(level.parse().ok()?, index, width).ok()
}
