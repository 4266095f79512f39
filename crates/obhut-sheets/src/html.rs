//! Tables of web pages and of the clipboard, which spreadsheet programs fill with HTML.

use ego_tree::iter::Edge;
use obhut_kernel::{Error, Message, Result};
use scraper::{ElementRef, Html, Node};

use crate::{
    Cell, encoding,
    input::Input,
    layout::Extent,
    merges::Filler,
    options::{Limits, Options},
    rows::{Flaw, Merge, RawRow, RawRows},
};

/// An opened table.
pub(crate) struct Page {
    pub(crate) extent: Extent,
    pub(crate) reasons: Vec<Message>,
    pub(crate) notes: Vec<Message>,
    pub(crate) rows: RawRows,
}

pub(crate) fn open(input: &Input, found: encoding::Found, options: &Options) -> Result<Page> {
    let bytes = input.all(&options.limits)?;
    let mut text = found.encoding.decode(&bytes).0.into_owned();
    let lower = text.to_ascii_lowercase();
    if !lower.contains("<table") {
        // Rows without a table around them would be dropped by the parser.
        let from = lower.find("<tr").unwrap_or(0);
        text = format!("<table>{}</table>", text.get(from..).unwrap_or_default());
    }
    let html = Html::parse_document(&text);
    let tables = tables(&html);
    let count = tables.len();
    // The first of the largest.
    let largest = tables.into_iter().rev().max_by_key(Vec::len);
    let Some(rows) = largest.filter(|rows| !rows.is_empty()) else {
        return Err(Error::invalid("error-sheet-no-table"));
    };
    let mut notes = Vec::new();
    if count > 1 {
        notes.push(Message::new("note-sheet-html-tables").arg("count", count));
    }
    let (mut rows, merges) = grid(&rows, &options.limits)?;
    let mut filler = Filler::new(&merges);
    for row in &mut rows {
        filler.fill(row);
    }
    Ok(Page {
        extent: Extent { merges, ..Extent::default() },
        reasons: vec![found.reason],
        notes,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// The rows of each table, those of tables inside it not among them. One pass, because pages can
/// nest tables without end.
fn tables(html: &Html) -> Vec<Vec<ElementRef<'_>>> {
    let mut tables: Vec<Vec<ElementRef<'_>>> = Vec::new();
    // Indices of the tables around the place that was reached.
    let mut around: Vec<usize> = Vec::new();
    for edge in html.tree.root().traverse() {
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        let Some(element) = ElementRef::wrap(node) else { continue };
        match (element.value().name(), opens) {
            ("table", true) => {
                around.push(tables.len());
                tables.push(Vec::new());
            }
            ("table", false) => {
                around.pop();
            }
            ("tr", true) => {
                if let Some(index) = around.last() {
                    tables[*index].push(element);
                }
            }
            _ => {}
        }
    }
    tables
}

/// Lays cells into rows and columns, where a cell may take more than one of each.
fn grid(rows: &[ElementRef<'_>], limits: &Limits) -> Result<(Vec<RawRow>, Vec<Merge>)> {
    let mut grid = Vec::with_capacity(rows.len());
    let mut merges: Vec<Merge> = Vec::new();
    // For each column the last row that a cell from above takes.
    let mut taken: Vec<u64> = Vec::new();
    let mut count = 0_u64;
    for (number, row) in (1..).zip(rows) {
        let mut raw = RawRow::new(number, Vec::new());
        for cell in row.children().filter_map(ElementRef::wrap) {
            if !matches!(cell.value().name(), "td" | "th") {
                continue;
            }
            while taken.get(raw.cells.len()).is_some_and(|last| *last >= number) {
                raw.cells.push(Cell::Empty);
            }
            let first = raw.cells.len();
            let columns = span(cell, "colspan", limits.columns as u64 + 1);
            let height = span(cell, "rowspan", rows.len() as u64);
            let last = first.saturating_add(usize::try_from(columns).unwrap_or(1)) - 1;
            push(&mut raw, &text(cell), limits);
            raw.cells.resize(last + 1, Cell::Empty);
            if columns > 1 || height > 1 {
                merges.push(Merge {
                    first_row: number,
                    last_row: number + height - 1,
                    first_column: first,
                    last_column: last,
                });
                taken.resize(taken.len().max(last + 1), 0);
                taken[first..=last].fill(number + height - 1);
            }
            count += columns;
            if count > limits.loaded_cells {
                return Err(Error::invalid(
                    Message::new("error-sheet-too-many-cells").arg("limit", limits.loaded_cells),
                ));
            }
            if raw.cells.len() > limits.columns.saturating_mul(2) {
                return Err(Error::invalid(
                    Message::new("error-sheet-too-many-columns").arg("limit", limits.columns),
                ));
            }
        }
        grid.push(raw);
    }
    Ok((grid, merges))
}

fn push(row: &mut RawRow, text: &str, limits: &Limits) {
    if text.len() > limits.cell_bytes {
        let reason = Message::new("row-sheet-cell-too-long").arg("limit", limits.cell_bytes);
        row.flaw.get_or_insert(Flaw { column: Some(row.cells.len()), reason });
        row.cells.push(Cell::text(text.chars().take(100).collect::<String>()));
    } else {
        row.cells.push(Cell::text(text));
    }
}

fn span(cell: ElementRef<'_>, name: &str, most: u64) -> u64 {
    let given = cell.value().attr(name).and_then(|value| value.trim().parse().ok());
    given.unwrap_or(1_u64).clamp(1, most.max(1))
}

/// The text as a browser shows it: white space is one blank, `<br>` and paragraphs are breaks.
fn text(cell: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in cell.descendants().skip(1) {
        match node.value() {
            Node::Element(element) => {
                let breaks = matches!(element.name(), "br" | "p" | "div" | "li" | "tr");
                if breaks && !text.trim().is_empty() {
                    text.truncate(text.trim_end_matches(' ').len());
                    text.push('\n');
                }
            }
            Node::Text(part) => {
                let hidden = node
                    .parent()
                    .and_then(ElementRef::wrap)
                    .is_some_and(|above| matches!(above.value().name(), "style" | "script"));
                if hidden {
                    continue;
                }
                for c in part.chars() {
                    if !c.is_whitespace() {
                        text.push(c);
                    } else if !text.ends_with([' ', '\n']) {
                        text.push(' ');
                    }
                }
            }
            _ => {}
        }
    }
    text.trim().replace('\0', "\u{fffd}")
}
