//! Workbooks: XLSX, XLSM, XLSB, ODS, XLS, read by `calamine` on a thread of their own, which
//! hands over rows as it goes. XLSX and XLSB so take memory for their shared texts only, and a
//! parser that panics over a damaged file ends its thread, not the process.
//!
//! Formulas are never evaluated: the value that was stored with them is the value.

mod cells;
mod gaps;
mod ods;
mod xls;
mod xlsx;

use std::{
    panic::AssertUnwindSafe,
    sync::mpsc::{self, Receiver, SyncSender},
    thread::{self, JoinHandle},
};

use obhut_kernel::{Error, Message, Result};

use crate::{
    Format,
    input::Input,
    layout::Extent,
    merges::Filler,
    options::{Limits, Options},
    rows::{RawRow, RawRows},
    table::Sheet,
};

/// Rows handed over at a time.
const BATCH: usize = 256;

/// Batches that may wait.
const WAITING: usize = 4;

/// An opened sheet of a workbook.
pub(crate) struct Workbook {
    pub(crate) opened: Opened,
    pub(crate) rows: RawRows,
}

/// What is known before the first row.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) sheet: String,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) extent: Extent,
}

enum Event {
    Opened(Opened),
    Rows(Vec<RawRow>),
    Failed(Error),
}

pub(crate) fn open(input: &Input, format: Format, options: &Options) -> Result<Workbook> {
    let (sender, receiver) = mpsc::sync_channel(WAITING);
    let (input, options) = (input.clone(), options.clone());
    let thread = thread::Builder::new()
        .name("sheet".to_owned())
        .spawn(move || {
            let failed = sender.clone();
            let read = AssertUnwindSafe(|| match format {
                Format::Xlsb => xlsx::read_binary(&input, &options, sender),
                Format::Ods => ods::read(&input, &options, sender),
                Format::Xls => xls::read(&input, &options, sender),
                _ => xlsx::read(&input, &options, sender),
            });
            let result = std::panic::catch_unwind(read)
                .unwrap_or_else(|_| Err(damaged("the parser gave up")));
            if let Err(error) = result {
                // Nobody listens any more if the table was dropped.
                let _ = failed.send(Event::Failed(error));
            }
        })
        .map_err(|error| Error::internal(format!("no thread for a sheet: {error}")))?;
    let opened = match receiver.recv() {
        Ok(Event::Opened(opened)) => opened,
        Ok(Event::Failed(error)) => return Err(error),
        Ok(Event::Rows(_)) | Err(_) => return Err(damaged("the parser ended early")),
    };
    let rows =
        Batches { receiver: Some(receiver), thread: Some(thread), batch: Vec::new().into_iter() };
    Ok(Workbook { opened, rows: Box::new(rows) })
}

/// What the workbook itself is to be told of.
pub(crate) fn notes(opened: &Opened) -> Vec<Message> {
    let mut notes = Vec::new();
    let others = |hidden: bool| {
        let names = opened.sheets.iter().filter(|s| s.hidden == hidden && s.name != opened.sheet);
        names.map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    if opened.sheets.iter().any(|sheet| sheet.hidden && sheet.name == opened.sheet) {
        notes.push(Message::new("note-sheet-hidden-sheet").arg("sheet", &opened.sheet));
    }
    let visible = others(false);
    if !visible.is_empty() {
        notes.push(Message::new("note-sheet-other-sheets").arg("sheets", visible));
    }
    let hidden = others(true);
    if !hidden.is_empty() {
        notes.push(Message::new("note-sheet-hidden-sheets").arg("sheets", hidden));
    }
    if !opened.extent.merges.is_empty() {
        notes.push(Message::new("note-sheet-merged").arg("count", opened.extent.merges.len()));
    }
    notes
}

/// The rows that the thread hands over.
struct Batches {
    receiver: Option<Receiver<Event>>,
    thread: Option<JoinHandle<()>>,
    batch: std::vec::IntoIter<RawRow>,
}

impl Iterator for Batches {
    type Item = Result<RawRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(Ok(row));
            }
            match self.receiver.as_ref()?.recv() {
                Ok(Event::Rows(rows)) => self.batch = rows.into_iter(),
                Ok(Event::Opened(_)) => {}
                Ok(Event::Failed(error)) => {
                    self.receiver = None;
                    return Some(Err(error));
                }
                Err(_) => self.receiver = None,
            }
        }
    }
}

impl Drop for Batches {
    fn drop(&mut self) {
        // Without a receiver the thread stops at its next batch.
        self.receiver = None;
        if let Some(thread) = self.thread.take() {
            // It catches its own panics.
            let _ = thread.join();
        }
    }
}

/// Takes rows on the thread and hands them over.
struct Sink {
    sender: SyncSender<Event>,
    batch: Vec<RawRow>,
    filler: Filler,
    rows: u64,
    max_rows: u64,
}

impl Sink {
    /// Hands over what was opened.
    fn new(sender: SyncSender<Event>, opened: Opened, limits: &Limits) -> Self {
        let filler = Filler::new(&opened.extent.merges);
        // If nobody listens any more, the first batch finds out.
        let _ = sender.send(Event::Opened(opened));
        Self { sender, batch: Vec::new(), filler, rows: 0, max_rows: limits.sheet_rows }
    }

    /// Takes a row. False if nobody wants more.
    fn push(&mut self, mut row: RawRow) -> Result<bool> {
        if row.is_blank() {
            return Ok(true);
        }
        self.rows += 1;
        if self.rows > self.max_rows {
            self.flush();
            return Err(Error::invalid(
                Message::new("error-sheet-too-many-rows").arg("limit", self.max_rows),
            ));
        }
        self.filler.fill(&mut row);
        self.batch.push(row);
        Ok(self.batch.len() < BATCH || self.flush())
    }

    fn flush(&mut self) -> bool {
        self.sender.send(Event::Rows(std::mem::take(&mut self.batch))).is_ok()
    }
}

/// The sheet asked for, or the first with content, visible ones before hidden ones.
fn choose(
    sheets: &[Sheet],
    wanted: Option<&str>,
    mut has_content: impl FnMut(&str) -> Result<bool>,
) -> Result<String> {
    if let Some(wanted) = wanted {
        let same =
            |sheet: &&Sheet| sheet.name.trim().to_lowercase() == wanted.trim().to_lowercase();
        let exact = sheets.iter().find(|sheet| sheet.name == wanted);
        return exact.or_else(|| sheets.iter().find(same)).map(|s| s.name.clone()).ok_or_else(
            || {
                let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                Error::not_found(
                    Message::new("error-sheet-no-such-sheet")
                        .arg("given", wanted)
                        .arg("sheets", names.join(", ")),
                )
            },
        );
    }
    for hidden in [false, true] {
        for sheet in sheets.iter().filter(|sheet| sheet.hidden == hidden) {
            if has_content(&sheet.name)? {
                return Ok(sheet.name.clone());
            }
        }
    }
    Err(Error::invalid("error-sheet-no-content"))
}

fn damaged(inside: impl std::fmt::Display) -> Error {
    Error::invalid("error-sheet-damaged").with_inside(inside)
}
