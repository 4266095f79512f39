//! From raw rows to the rows of a table: cut to the columns, blank rows dropped, sums at the end
//! held back.

use std::{collections::VecDeque, fmt};

use obhut_kernel::{Message, Result};

use crate::{
    Cell,
    layout::is_total,
    table::{Counts, Entry, Row, RowError, SkippedRow},
};

/// A row as a format's reader yields it, of any width.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RawRow {
    /// From 1, as a person counts.
    pub(crate) number: u64,
    pub(crate) cells: Vec<Cell>,
    /// Why the row cannot be used.
    pub(crate) flaw: Option<Flaw>,
}

/// Why a row cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flaw {
    pub(crate) column: Option<usize>,
    pub(crate) reason: Message,
}

impl RawRow {
    pub(crate) fn new(number: u64, cells: Vec<Cell>) -> Self {
        Self { number, cells, flaw: None }
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.flaw.is_none() && self.cells.iter().all(Cell::is_blank)
    }
}

/// Cells that a sheet shows as one. Rows count from 1, columns from 0; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) first_row: u64,
    pub(crate) last_row: u64,
    pub(crate) first_column: usize,
    pub(crate) last_column: usize,
}

/// What every format's reader is. The first error ends it.
pub(crate) type RawRows = Box<dyn Iterator<Item = Result<RawRow>> + Send>;

/// How many rows that look like sums are held back until it is known whether data follows.
const HELD: usize = 8;

/// The rows of a table, read as they are asked for.
///
/// An error ends the iteration: the file is damaged from there on, or a limit is reached.
pub struct Rows {
    /// Rows read ahead to find the header.
    head: VecDeque<RawRow>,
    rest: RawRows,
    /// Index in the raw row of each column.
    places: Vec<usize>,
    /// Whether sums at the end are looked for: not where the format names its fields.
    totals: bool,
    held: VecDeque<RawRow>,
    ready: VecDeque<Entry>,
    counts: Counts,
    ended: bool,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("columns", &self.places.len())
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

impl Rows {
    /// Rows with the cells at `places`, ascending, from `head` and then `rest`, after the
    /// `skipped` ones.
    pub(crate) fn new(
        places: Vec<usize>,
        totals: bool,
        skipped: Vec<SkippedRow>,
        head: VecDeque<RawRow>,
        rest: RawRows,
    ) -> Self {
        let ready = skipped.into_iter().map(Entry::Skipped).collect();
        let counts = Counts::default();
        Self { head, rest, places, totals, held: VecDeque::new(), ready, counts, ended: false }
    }

    /// How many rows came out so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn raw(&mut self) -> Option<Result<RawRow>> {
        match self.head.pop_front() {
            Some(row) => Some(Ok(row)),
            None => self.rest.next(),
        }
    }

    /// Takes in one raw row, if there is one, and says whether there was.
    fn advance(&mut self) -> Result<bool> {
        let Some(row) = self.raw().transpose()? else {
            let totals: Vec<_> = self.held.drain(..).collect();
            self.ready.extend(totals.into_iter().map(|row| {
                let reason = Message::new("skip-sheet-total");
                Entry::Skipped(SkippedRow { number: row.number, reason, cells: row.cells })
            }));
            return Ok(false);
        };
        if row.is_blank() {
            self.counts.blank += 1;
        } else if self.totals && row.flaw.is_none() && is_total(&row.cells, self.places.len()) {
            self.held.push_back(row);
            if self.held.len() > HELD {
                // So many cannot be sums at the end; the oldest is data after all.
                self.release(1);
            }
        } else {
            self.release(self.held.len());
            let entry = self.entry(row);
            self.ready.push_back(entry);
        }
        Ok(true)
    }

    fn release(&mut self, count: usize) {
        for row in self.held.drain(..count).collect::<Vec<_>>() {
            let entry = self.entry(row);
            self.ready.push_back(entry);
        }
    }

    /// Cuts or fills a row to the width of the table.
    fn entry(&self, row: RawRow) -> Entry {
        let RawRow { number, mut cells, flaw } = row;
        if let Some(Flaw { column, reason }) = flaw {
            let column = column.and_then(|at| self.places.binary_search(&at).ok());
            return self.rejected(number, column, reason, cells);
        }
        let width = self.places.last().map_or(0, |last| last + 1);
        let used = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        if used > width {
            let reason =
                Message::new("row-sheet-too-many-cells").arg("found", used).arg("expected", width);
            return self.rejected(number, None, reason, cells);
        }
        if self.places.len() < width {
            // Columns without a header and, so far, without content.
            let outside = cells
                .iter()
                .enumerate()
                .find(|(at, cell)| !cell.is_blank() && self.places.binary_search(at).is_err());
            if let Some((at, _)) = outside {
                let reason = Message::new("row-sheet-outside").arg("column", at + 1);
                return self.rejected(number, None, reason, cells);
            }
            cells = self.take(&mut cells);
        }
        cells.resize(self.places.len(), Cell::Empty);
        Entry::Row(Row { number, cells })
    }

    /// The cells of the columns.
    fn take(&self, cells: &mut [Cell]) -> Vec<Cell> {
        let places = self.places.iter();
        places.map(|at| cells.get_mut(*at).map(std::mem::take).unwrap_or_default()).collect()
    }

    /// A rejected row: the cells of the columns, and behind them what belongs to none.
    fn rejected(
        &self,
        number: u64,
        column: Option<usize>,
        reason: Message,
        mut raw: Vec<Cell>,
    ) -> Entry {
        let mut cells = self.take(&mut raw);
        cells.extend(raw.into_iter().filter(|cell| !cell.is_blank()));
        Entry::Rejected(RowError { number, column, reason, cells })
    }
}

impl Iterator for Rows {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                match &entry {
                    Entry::Row(_) => self.counts.rows += 1,
                    Entry::Rejected(_) => self.counts.rejected += 1,
                    Entry::Skipped(_) => self.counts.skipped += 1,
                }
                return Some(Ok(entry));
            }
            if self.ended {
                return None;
            }
            match self.advance() {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    self.ended = true;
                    // Held rows are not lost with the damage that follows them.
                    self.release(self.held.len());
                    if self.ready.is_empty() {
                        return Some(Err(error));
                    }
                    self.rest = Box::new(std::iter::once(Err(error)));
                    self.ended = false;
                }
            }
        }
    }
}
