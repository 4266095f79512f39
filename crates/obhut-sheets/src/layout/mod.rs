//! Where a table lies among the rows of a file: titles above it, one or two header lines or
//! none, unnamed and double columns. Everything found is reported.

mod header;
mod kind;
mod names;

use std::collections::{HashSet, VecDeque};

use obhut_kernel::{Error, Lang, Message, Result};

pub(crate) use self::{kind::is_total, names::unique_names};
use crate::{
    options::{HeaderChoice, Options},
    rows::{Merge, RawRow, RawRows},
    table::{Column, Header, SkippedRow},
};

/// Rows with content that are looked at.
const HEAD: usize = 100;

/// Rows looked at, with blank ones.
const HEAD_WITH_BLANKS: usize = 2_000;

/// Bytes of text looked at.
const HEAD_BYTES: usize = 32 << 20;

/// What is known of a sheet beside its rows.
#[derive(Debug, Default)]
pub(crate) struct Extent {
    pub(crate) merges: Vec<Merge>,
    /// Indices of the columns that are not shown.
    pub(crate) hidden: HashSet<usize>,
}

/// A table found among rows.
pub(crate) struct Layout {
    pub(crate) columns: Vec<Column>,
    pub(crate) header: Header,
    pub(crate) reason: Message,
    pub(crate) notes: Vec<Message>,
    pub(crate) skipped: Vec<SkippedRow>,
    /// The rows read ahead that are not skipped.
    pub(crate) head: VecDeque<RawRow>,
}

/// Reads the first rows and finds the table.
pub(crate) fn find(rows: &mut RawRows, extent: &Extent, options: &Options) -> Result<Layout> {
    let head = read_head(rows, options.header)?;
    let usable: Vec<&RawRow> =
        head.iter().filter(|row| !row.is_blank() && row.flaw.is_none()).collect();
    if usable.is_empty() && head.iter().all(RawRow::is_blank) {
        return Err(Error::invalid("error-sheet-no-content"));
    }
    let (found, reason) = choose(&usable, extent, options.header)?;
    let lines = Lines::of(&usable, found.as_ref());
    let width = width(&usable[lines.data..], lines.header_width());
    if width > options.limits.columns {
        return Err(Error::invalid(
            Message::new("error-sheet-too-many-columns").arg("limit", options.limits.columns),
        ));
    }
    let texts = lines.texts(width, &extent.merges);
    let mut notes = Vec::new();
    let columns =
        columns(&texts, &usable[lines.data..], extent, options.lang, lines.header, &mut notes);
    let first = lines.first.map_or(0, |row| row.number);
    let last = lines.last.map_or(0, |row| row.number);
    let header = lines.header;
    let (mut skipped, mut kept) = (Vec::new(), VecDeque::new());
    for row in head {
        if row.number > last || header == Header::Absent {
            kept.push_back(row);
        } else if row.number < first && !row.is_blank() {
            let reason = Message::new("skip-sheet-title");
            skipped.push(SkippedRow { number: row.number, reason, cells: row.cells });
        }
    }
    notes.extend(row_notes(&skipped, header));
    Ok(Layout { columns, header, reason, notes, skipped, head: kept })
}

fn read_head(rows: &mut RawRows, choice: HeaderChoice) -> Result<Vec<RawRow>> {
    let (mut head, mut full) = (Vec::new(), 0);
    let wanted = match choice {
        HeaderChoice::Row(number) => number,
        _ => 0,
    };
    let mut bytes = 0;
    while full < HEAD && head.len() < HEAD_WITH_BLANKS || reached(&head) < wanted {
        let Some(row) = rows.next().transpose()? else { break };
        full += usize::from(!row.is_blank());
        bytes += row.cells.iter().map(|cell| cell.as_text().len()).sum::<usize>();
        head.push(row);
        if head.len() > 100 * HEAD_WITH_BLANKS || bytes > HEAD_BYTES {
            break;
        }
    }
    Ok(head)
}

fn reached(head: &[RawRow]) -> u64 {
    head.last().map_or(0, |row| row.number)
}

fn choose(
    rows: &[&RawRow],
    extent: &Extent,
    choice: HeaderChoice,
) -> Result<(Option<header::Found>, Message)> {
    Ok(match choice {
        HeaderChoice::Absent => (None, Message::new("reason-sheet-header-forced-absent")),
        HeaderChoice::Row(number) => {
            let row = rows.iter().position(|row| row.number == number).ok_or_else(|| {
                Error::invalid(Message::new("error-sheet-header-row").arg("given", number))
            })?;
            let found = header::Found { row, second: None };
            (Some(found), Message::new("reason-sheet-header-forced").arg("row", number))
        }
        HeaderChoice::Detect => match header::find(rows, &extent.merges) {
            Some(found) => {
                let number = rows[found.row].number;
                (Some(found), Message::new("reason-sheet-header-found").arg("row", number))
            }
            None => (None, Message::new("reason-sheet-header-absent")),
        },
    })
}

/// The one or two header rows.
struct Lines<'a> {
    first: Option<&'a RawRow>,
    last: Option<&'a RawRow>,
    header: Header,
    /// Index of the first row of data.
    data: usize,
}

impl<'a> Lines<'a> {
    fn of(rows: &[&'a RawRow], found: Option<&header::Found>) -> Self {
        let Some(found) = found else {
            return Self { first: None, last: None, header: Header::Absent, data: 0 };
        };
        let second = found.second.unwrap_or(found.row);
        let (upper, lower) = (found.row.min(second), found.row.max(second));
        let (first, last) = (rows[upper], rows[lower]);
        let header = if upper == lower {
            Header::Row(first.number)
        } else {
            Header::Rows(first.number, last.number)
        };
        Self { first: Some(first), last: Some(last), header, data: lower + 1 }
    }

    fn header_width(&self) -> usize {
        [self.first, self.last].into_iter().flatten().map(used).max().unwrap_or_default()
    }

    fn texts(&self, width: usize, merges: &[Merge]) -> Vec<String> {
        match (self.first, self.last) {
            (Some(first), Some(last)) if first.number != last.number => {
                let spans_known = merges
                    .iter()
                    .any(|m| m.first_row == first.number && m.last_column > m.first_column);
                let upper = names::texts(first, width, merges);
                names::join(&upper, &names::texts(last, width, merges), spans_known)
            }
            (Some(row), _) => names::texts(row, width, merges),
            _ => vec![String::new(); width],
        }
    }
}

/// Columns up to the last with a header, and on where a good part of the rows has content.
fn width(data: &[&RawRow], header: usize) -> usize {
    let mut counts: Vec<usize> = Vec::new();
    for row in data {
        let used = used(row);
        if counts.len() < used {
            counts.resize(used, 0);
        }
        if let Some(last) = used.checked_sub(1) {
            counts[last] += 1;
        }
    }
    // Beside a header a wider row is a mistake unless half of them are.
    let enough = if header > 0 { data.len() / 2 + 1 } else { (data.len() / 10).max(1) };
    let mut wider = 0;
    for width in (1..=counts.len()).rev() {
        wider += counts[width - 1];
        if wider >= enough {
            return width.max(header);
        }
    }
    header
}

fn used(row: &RawRow) -> usize {
    row.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1)
}

fn columns(
    texts: &[String],
    data: &[&RawRow],
    extent: &Extent,
    lang: Lang,
    header: Header,
    notes: &mut Vec<Message>,
) -> Vec<Column> {
    let later: HashSet<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let mut taken = HashSet::new();
    let (mut unnamed, mut double, mut empty) = (Vec::new(), Vec::new(), 0_usize);
    let mut columns = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let has_data =
            || data.iter().any(|row| row.cells.get(index).is_some_and(|cell| !cell.is_blank()));
        if text.is_empty() && !has_data() {
            empty += 1;
            continue;
        }
        let numbered = format!("{} {}", column_word(lang), index + 1);
        let wanted = if text.is_empty() { &numbered } else { text };
        let name = names::unique(wanted, &mut taken, &later);
        if text.is_empty() {
            unnamed.push(name.clone());
        } else if name != *text {
            double.push(name.clone());
        }
        columns.push(Column {
            name,
            original: (!text.is_empty()).then(|| text.clone()),
            number: index + 1,
            hidden: extent.hidden.contains(&index),
        });
    }
    if header != Header::Absent && !unnamed.is_empty() {
        notes.push(Message::new("note-sheet-unnamed").arg("columns", unnamed.join(", ")));
    }
    if !double.is_empty() {
        notes.push(Message::new("note-sheet-double").arg("columns", double.join(", ")));
    }
    if empty > 0 {
        notes.push(Message::new("note-sheet-empty-columns").arg("count", empty));
    }
    let hidden: Vec<&str> =
        columns.iter().filter(|column| column.hidden).map(|column| column.name.as_str()).collect();
    if !hidden.is_empty() {
        notes.push(Message::new("note-sheet-hidden-columns").arg("columns", hidden.join(", ")));
    }
    columns
}

fn column_word(lang: Lang) -> &'static str {
    match lang {
        Lang::De => "Spalte",
        Lang::En => "Column",
    }
}

fn row_notes(skipped: &[SkippedRow], header: Header) -> Vec<Message> {
    let mut notes = Vec::new();
    match header {
        Header::Absent => notes.push(Message::new("note-sheet-no-header")),
        Header::Rows(first, second) => {
            notes.push(
                Message::new("note-sheet-two-lines").arg("first", first).arg("second", second),
            );
        }
        Header::Row(_) | Header::Fields => {}
    }
    if let (Some(first), Some(last)) = (skipped.first(), skipped.last()) {
        notes.push(
            Message::new("note-sheet-titles")
                .arg("count", skipped.len())
                .arg("first", first.number)
                .arg("last", last.number),
        );
    }
    notes
}
