//! The rows of a file, the first ones looked at beforehand, with a running hash by which a
//! stopped import recognises its file.

use std::collections::VecDeque;

use obhut_kernel::Result;
use obhut_sheets::{Cell, Column, Entry, Rows};
use sha2::{Digest, Sha256};

use crate::register::import::plan::Sample;

/// Rows looked at to find out what columns hold.
const SAMPLE_ROWS: usize = 500;
/// The sample ends earlier when its cells are as large as this.
const SAMPLE_BYTES: usize = 16 << 20;

/// A keyed hash over rows, which says nothing of them to whoever lacks the key.
pub(super) type Digest32 = [u8; 32];

/// The rows of a file in their order.
pub(super) struct Source {
    /// Taken from the rows, but not yet given out.
    ahead: VecDeque<Result<Entry>>,
    rows: Rows,
    hasher: Sha256,
    taken: u64,
}

/// How far a source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// Rows taken, rejected and skipped ones included.
    pub(super) entries: u64,
    /// The hash over them.
    pub(super) chain: Digest32,
}

impl Source {
    /// Reads the sample; returns it and the file's fingerprint, made of the columns and it.
    pub(super) fn new(
        mut rows: Rows,
        columns: &[Column],
        type_key: &str,
        secret: &[u8; 32],
    ) -> Result<(Self, Sample, Digest32)> {
        let mut ahead = VecDeque::new();
        let mut sample = Sample { columns: vec![Vec::new(); columns.len()], whole: false };
        let mut print = Sha256::new_with_prefix(secret);
        print.update(type_key);
        for column in columns {
            print.update([0x1e]);
            print.update(&column.name);
        }
        let (mut seen, mut bytes) = (0, 0);
        while seen < SAMPLE_ROWS && bytes < SAMPLE_BYTES {
            let Some(entry) = rows.next().transpose()? else {
                sample.whole = true;
                break;
            };
            if let Entry::Row(row) = &entry {
                seen += 1;
                for (values, cell) in sample.columns.iter_mut().zip(&row.cells) {
                    let text = cell.as_text();
                    bytes += text.len();
                    values.push(text.into_owned());
                }
            }
            digest(&mut print, &entry);
            ahead.push_back(Ok(entry));
        }
        let hasher = Sha256::new_with_prefix(secret);
        Ok((Self { ahead, rows, hasher, taken: 0 }, sample, print.finalize().into()))
    }

    /// How far it was read.
    pub(super) fn reached(&self) -> Position {
        Position { entries: self.taken, chain: self.hasher.clone().finalize().into() }
    }

    /// Reads on to where another reading had stopped; false when the file differs from that one's
    /// up to there.
    pub(super) fn skip_to(&mut self, position: &Position) -> Result<bool> {
        while self.taken < position.entries {
            if self.next().transpose()?.is_none() {
                return Ok(false);
            }
        }
        Ok(self.reached() == *position)
    }

    /// Reads to the end: how far that is.
    pub(super) fn read_out(mut self) -> Result<Position> {
        while self.next().transpose()?.is_some() {}
        Ok(self.reached())
    }

    /// What comes next, without taking it.
    pub(super) fn peek(&mut self) -> Option<&Result<Entry>> {
        if self.ahead.is_empty() {
            self.ahead.extend(self.rows.next());
        }
        self.ahead.front()
    }
}

impl Iterator for Source {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.ahead.pop_front().or_else(|| self.rows.next());
        if let Some(Ok(entry)) = &next {
            self.taken += 1;
            digest(&mut self.hasher, entry);
        }
        next
    }
}

fn digest(hasher: &mut Sha256, entry: &Entry) {
    let (kind, number, cells) = match entry {
        Entry::Row(row) => (0_u8, row.number, &row.cells),
        Entry::Rejected(row) => (1, row.number, &row.cells),
        Entry::Skipped(row) => (2, row.number, &row.cells),
    };
    hasher.update([kind]);
    hasher.update(number.to_le_bytes());
    for cell in cells {
        match cell {
            Cell::Empty => hasher.update([0]),
            Cell::Text(text) => {
                hasher.update([1]);
                hasher.update(text);
            }
            other => {
                hasher.update([2]);
                hasher.update(other.to_string());
            }
        }
    }
}
