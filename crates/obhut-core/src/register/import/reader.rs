//! From the rows of a file to the batches that are stored, on a thread of its own: while one batch
//! is stored the next is read, converted and told whose it is.

use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use obhut_kernel::{Error, Message, Result};
use obhut_sheets::{Cell, Entry as Line, Row};

use crate::register::import::{
    convert::Converter,
    source::{Position, Source},
    types::{Prepared, Refused},
};

/// A batch ends earlier when its rows are as large as this.
const BATCH_BYTES: usize = 8 << 20;
/// So many skipped rows are named in the notes.
const NAMED: u64 = 20;
/// So many batches wait at most; with the one that is stored and the one that is read this bounds
/// the memory of an import.
const WAITING: usize = 1;

/// Rows on their way into one transaction.
pub(super) struct Load {
    pub(super) good: Vec<Prepared>,
    pub(super) bad: Vec<Refused>,
    /// Notes on rows that are no data.
    pub(super) notes: Vec<Message>,
    /// How far the file was read for it.
    pub(super) position: Position,
    /// Whether the file ended with it, well or badly.
    pub(super) end: Option<Result<()>>,
}

impl Load {
    /// Whether no row came, only the end of the file.
    pub(super) fn is_empty(&self) -> bool {
        self.good.is_empty() && self.bad.is_empty()
    }
}

/// Makes batches of rows.
pub(super) struct Reader<'a> {
    source: Source,
    converter: &'a Converter,
    /// Rows in a batch.
    most: usize,
    skipped: u64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: Source, converter: &'a Converter, most: usize) -> Self {
        Self { source, converter, most, skipped: 0 }
    }

    /// Takes rows until a batch is full, and looks whether others follow: so the last batch is
    /// known as the last, and the import ends with it.
    fn load(&mut self) -> Load {
        let mut load = Load {
            good: Vec::with_capacity(self.most),
            bad: Vec::new(),
            notes: Vec::new(),
            position: self.source.reached(),
            end: None,
        };
        let mut bytes = 0;
        while load.end.is_none() {
            let full = load.good.len() + load.bad.len() >= self.most || bytes >= BATCH_BYTES;
            let more = matches!(self.source.peek(), Some(Ok(Line::Row(_) | Line::Rejected(_))));
            if full && more {
                break;
            }
            match self.source.next() {
                None => load.end = Some(Ok(())),
                Some(Err(error)) => load.end = Some(Err(error)),
                Some(Ok(line)) => bytes += self.take(line, &mut load),
            }
        }
        load.position = self.source.reached();
        load
    }

    /// Puts a line where it belongs; how large it is.
    fn take(&mut self, line: Line, load: &mut Load) -> usize {
        match line {
            Line::Row(row) => {
                let bytes = size(&row);
                match self.converter.row(row) {
                    Ok(prepared) => load.good.push(prepared),
                    Err(refused) => load.bad.push(refused),
                }
                bytes
            }
            Line::Rejected(error) => {
                load.bad.push(self.converter.unreadable(error));
                1_000
            }
            Line::Skipped(row) => {
                self.skipped += 1;
                if self.skipped <= NAMED {
                    let note = Message::new("import-note-skipped").arg("row", row.number);
                    load.notes.push(note.arg("why", row.reason));
                }
                0
            }
        }
    }

    fn send(mut self, loads: &SyncSender<Load>) {
        loop {
            let load = self.load();
            let ended = load.end.is_some();
            // Nobody receives any more when the import was stopped or failed.
            if loads.send(load).is_err() || ended {
                return;
            }
        }
    }
}

/// What a row takes in memory, roughly.
fn size(row: &Row) -> usize {
    let text = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
    row.cells.iter().map(|cell| 24 + text(cell)).sum()
}

/// Hands the batches of a file to `store`, in their order, until it says stop (`false`).
pub(super) fn each_load(
    reader: Reader<'_>,
    mut store: impl FnMut(Load) -> Result<bool>,
) -> Result<()> {
    thread::scope(|scope| {
        let (sender, loads): (_, Receiver<Load>) = sync_channel(WAITING);
        thread::Builder::new()
            .name("import-reader".to_owned())
            .spawn_scoped(scope, move || reader.send(&sender))
            .map_err(|error| Error::internal("no thread").with_inside(error))?;
        for load in loads {
            if !store(load)? {
                break;
            }
        }
        Ok(())
    })
}
