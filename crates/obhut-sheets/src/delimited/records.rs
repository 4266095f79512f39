//! Splits a text into records (RFC 4180, loosely): in a window of bounded size, with the line on
//! which each begins, and going on after a quote that is never closed.
//!
//! The `csv` crate reads what is well formed and faster than is needed here, but holds a cell of
//! any size, and takes everything up to the next quote, or the end of the file, for one cell
//! where a quote is missing: one bad row would lose all others.

use obhut_kernel::{Message, Result};

use super::Window;
use crate::{
    Cell,
    input::unreadable,
    neutral,
    options::Limits,
    rows::{Flaw, RawRow},
};

/// How far a record is kept, to go back where a quote turns out not to be closed.
const KEPT: usize = 16 << 20;

/// After so many quotes without an end a quote counts only within its line; otherwise a file of
/// nothing else would be read once per line.
const OPEN_QUOTES: u32 = 16;

pub(crate) struct Records {
    window: Window,
    name: String,
    /// None where there is only one column.
    delimiter: Option<u8>,
    max_cells: usize,
    max_cell_bytes: usize,
    fields: Vec<Field>,
    /// The line at the front of the window, from 1.
    line: u64,
    open_quotes: u32,
}

#[derive(Debug, Clone, Copy)]
struct Field {
    from: usize,
    to: usize,
    /// Holds doubled quotes.
    doubled: bool,
}

/// How a field ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Delimiter,
    Record,
    Text,
    /// A quote was opened and not closed.
    Open,
}

/// Where the reading of a record stands.
#[derive(Debug, Default)]
struct Progress {
    /// Bytes of the window that were looked at.
    at: usize,
    quoted: bool,
    /// The front of the record is no longer kept.
    lost: bool,
    lines: u64,
}

impl Records {
    pub(super) fn new(window: Window, name: &str, delimiter: Option<u8>, limits: &Limits) -> Self {
        Self {
            window,
            name: name.to_owned(),
            delimiter,
            // One more than allowed shows that there are too many.
            max_cells: limits.columns.saturating_add(1),
            max_cell_bytes: limits.cell_bytes,
            fields: Vec::new(),
            line: 1,
            open_quotes: 0,
        }
    }

    /// Drops the first line.
    pub(super) fn skip_line(&mut self) -> Result<()> {
        let mut at = 0;
        self.find(&mut at, |byte| byte == b'\n' || byte == b'\r')?;
        self.end_line(&mut at)?;
        self.window.drop_front(at);
        self.line += 1;
        Ok(())
    }

    fn record(&mut self) -> Result<Option<RawRow>> {
        if self.window.bytes().is_empty() && !self.grow()? {
            return Ok(None);
        }
        self.fields.clear();
        let mut progress = Progress::default();
        loop {
            match self.field(&mut progress)? {
                End::Delimiter => {}
                End::Open if !progress.lost => return self.open_quote().map(Some),
                End::Record | End::Text | End::Open => break,
            }
        }
        let number = self.line;
        let consumed = progress.at;
        if progress.lost {
            self.line += progress.lines + lines(&self.window.bytes()[..consumed]).max(1);
            self.window.drop_front(consumed);
            return Ok(Some(self.too_long(number)));
        }
        self.line +=
            if progress.quoted { lines(&self.window.bytes()[..consumed]).max(1) } else { 1 };
        let row = self.row(number);
        self.window.drop_front(consumed);
        Ok(Some(row))
    }

    /// Reads one field and what ends it.
    fn field(&mut self, progress: &mut Progress) -> Result<End> {
        let from = progress.at;
        if self.byte(progress.at)? == Some(b'"') {
            return self.quoted(progress);
        }
        let delimiter = self.delimiter.unwrap_or(b'\n');
        loop {
            let rest = &self.window.bytes()[progress.at..];
            let stop = rest.iter().position(|b| *b == delimiter || *b == b'\n' || *b == b'\r');
            progress.at += stop.unwrap_or(rest.len());
            if stop.is_some() || !self.grow_within(progress)? {
                break;
            }
        }
        self.push(Field { from, to: progress.at, doubled: false });
        self.end(progress)
    }

    /// Reads a field that begins with a quote. A quote inside it which is followed by anything
    /// but what ends a field is taken as part of the text; after a line break it shows that the
    /// first one was never closed.
    fn quoted(&mut self, progress: &mut Progress) -> Result<End> {
        progress.quoted = true;
        let from = progress.at + 1;
        let (mut doubled, mut stray, mut broke) = (false, false, false);
        progress.at = from;
        loop {
            let rest = &self.window.bytes()[progress.at..];
            let Some(stop) = rest.iter().position(|b| *b == b'"' || *b == b'\n') else {
                progress.at += rest.len();
                if self.grow_within(progress)? {
                    continue;
                }
                return Ok(End::Open);
            };
            let quote = rest[stop] == b'"';
            progress.at += stop + 1;
            if !quote {
                broke = true;
                if stray || self.open_quotes >= OPEN_QUOTES {
                    return Ok(End::Open);
                }
                continue;
            }
            if self.byte(progress.at)? == Some(b'"') {
                doubled = true;
                progress.at += 1;
            } else if let Some(after) = self.after_quote(progress.at)? {
                self.push(Field { from, to: progress.at - 1, doubled });
                progress.at = after;
                return self.end(progress);
            } else if broke {
                return Ok(End::Open);
            } else {
                stray = true;
            }
        }
    }

    /// Whether a quote just before `at` closes its field: nothing but blanks up to what ends a
    /// field. Yields where that is.
    fn after_quote(&mut self, mut at: usize) -> Result<Option<usize>> {
        loop {
            match self.byte(at)? {
                None | Some(b'\n' | b'\r') => return Ok(Some(at)),
                byte if byte == self.delimiter => return Ok(Some(at)),
                Some(b' ') => at += 1,
                Some(_) => return Ok(None),
            }
        }
    }

    /// Takes in what ends a field.
    fn end(&mut self, progress: &mut Progress) -> Result<End> {
        match self.byte(progress.at)? {
            None => Ok(End::Text),
            byte if byte == self.delimiter => {
                progress.at += 1;
                Ok(End::Delimiter)
            }
            Some(_) => {
                self.end_line(&mut progress.at)?;
                Ok(End::Record)
            }
        }
    }

    fn end_line(&mut self, at: &mut usize) -> Result<()> {
        if self.byte(*at)? == Some(b'\r') {
            *at += 1;
        } else if self.byte(*at)? == Some(b'\n') {
            *at += 1;
            return Ok(());
        }
        if self.byte(*at)? == Some(b'\n') {
            *at += 1;
        }
        Ok(())
    }

    /// Rejects the line that opened a quote and goes on with the next one.
    fn open_quote(&mut self) -> Result<RawRow> {
        self.open_quotes += 1;
        let mut at = 0;
        self.find(&mut at, |byte| byte == b'\n' || byte == b'\r')?;
        let line = self.window.part(0, at.min(self.max_cell_bytes));
        let cells = match self.delimiter {
            Some(delimiter) => line
                .split(char::from(delimiter))
                .take(self.max_cells)
                .map(|text| Cell::text(text.replace('\0', "")))
                .collect(),
            None => vec![Cell::text(line.replace('\0', ""))],
        };
        let number = self.line;
        self.end_line(&mut at)?;
        self.window.drop_front(at);
        self.line += 1;
        let flaw = Flaw { column: None, reason: Message::new("row-sheet-open-quote") };
        Ok(RawRow { number, cells, flaw: Some(flaw) })
    }

    fn row(&self, number: u64) -> RawRow {
        let mut row = RawRow::new(number, Vec::with_capacity(self.fields.len()));
        for field in &self.fields {
            let text = self.window.part(field.from, field.to);
            if text.len() > self.max_cell_bytes {
                row.flaw.get_or_insert_with(|| self.cell_too_long(Some(row.cells.len())));
                row.cells.push(Cell::text(text.chars().take(100).collect::<String>()));
                continue;
            }
            let text = if field.doubled { text.replace("\"\"", "\"") } else { text.to_owned() };
            row.cells.push(self.cell(text, row.cells.len(), &mut row.flaw));
        }
        row
    }

    fn cell(&self, text: String, column: usize, flaw: &mut Option<Flaw>) -> Cell {
        let column = Some(column);
        if text.as_bytes().contains(&0) {
            let reason = Message::new("row-sheet-nul");
            flaw.get_or_insert(Flaw { column, reason });
            return Cell::text(text.replace('\0', ""));
        }
        if self.window.broken && text.contains(char::REPLACEMENT_CHARACTER) {
            let reason = Message::new("row-sheet-undecodable");
            flaw.get_or_insert(Flaw { column, reason });
        }
        Cell::text(neutral::restore(text))
    }

    fn too_long(&self, number: u64) -> RawRow {
        RawRow { number, cells: Vec::new(), flaw: Some(self.cell_too_long(None)) }
    }

    fn cell_too_long(&self, column: Option<usize>) -> Flaw {
        let reason = Message::new("row-sheet-cell-too-long").arg("limit", self.max_cell_bytes);
        Flaw { column, reason }
    }

    fn push(&mut self, field: Field) {
        if self.fields.len() < self.max_cells {
            self.fields.push(field);
        }
    }

    fn byte(&mut self, at: usize) -> Result<Option<u8>> {
        if let Some(byte) = self.window.bytes().get(at) {
            return Ok(Some(*byte));
        }
        self.grow()?;
        Ok(self.window.bytes().get(at).copied())
    }

    fn find(&mut self, at: &mut usize, stop: impl Fn(u8) -> bool) -> Result<()> {
        loop {
            let rest = &self.window.bytes()[*at..];
            match rest.iter().position(|byte| stop(*byte)) {
                Some(count) => {
                    *at += count;
                    return Ok(());
                }
                None => *at += rest.len(),
            }
            if !self.grow()? {
                return Ok(());
            }
        }
    }

    fn grow(&mut self) -> Result<bool> {
        self.window.grow().map_err(|error| unreadable(&self.name, &error))
    }

    /// Reads on in the middle of a record, and forgets its front once it is too long to go back.
    fn grow_within(&mut self, progress: &mut Progress) -> Result<bool> {
        if progress.at > KEPT {
            progress.lost = true;
            progress.lines += lines(&self.window.bytes()[..progress.at]);
            self.window.drop_front(progress.at);
            progress.at = 0;
        }
        self.grow()
    }
}

impl Iterator for Records {
    type Item = Result<RawRow>;

    fn next(&mut self) -> Option<Self::Item> {
        self.record().transpose()
    }
}

/// Line ends of any kind.
fn lines(bytes: &[u8]) -> u64 {
    let mut count = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let lone = *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
        count += u64::from(*byte == b'\n' || lone);
    }
    count
}
