//! Which row holds the column names: the one that looks most unlike what follows it.

use std::collections::HashMap;

use super::kind::{Kind, is_year, kind};
use crate::{
    Cell,
    rows::{Merge, RawRow},
};

/// Rows among which the header is looked for.
const CANDIDATES: usize = 25;

/// Rows below a candidate that it is compared with.
const BELOW: usize = 50;

/// Characters of the longest name of a group of columns.
const GROUP: usize = 40;

/// The header among the first rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Index of the row that was chosen.
    pub(super) row: usize,
    /// Index of a second header row, and whether it lies above or below.
    pub(super) second: Option<usize>,
}

/// The header, or none if the first row is data already. `rows` are neither blank nor flawed.
pub(super) fn find(rows: &[&RawRow], merges: &[Merge]) -> Option<Found> {
    let typical = typical_fill(rows);
    let mut best: Option<(f64, usize)> = None;
    let mut passed = 0.0;
    for (index, row) in rows.iter().enumerate().take(CANDIDATES) {
        let fill = filled(row) / typical;
        if fill >= 0.5 {
            let score = score(rows, index) + fill.min(1.0) - passed;
            if score > best.map_or(0.0, |(score, _)| score) {
                best = Some((score, index));
            }
            // Each full row above a header would be a row lost.
            passed += 1.5;
        }
    }
    let (_, row) = best?;
    Some(Found { row, second: second(rows, row, merges) })
}

/// The second line of a header, if it has one.
pub(super) fn second(rows: &[&RawRow], header: usize, merges: &[Merge]) -> Option<usize> {
    let adjacent = |upper: usize, lower: usize| rows[lower].number == rows[upper].number + 1;
    if header > 0 && adjacent(header - 1, header) && is_group_row(rows, header - 1, merges) {
        return Some(header - 1);
    }
    let below = header + 1;
    (below < rows.len() && adjacent(header, below) && is_sub_header(rows, header)).then_some(below)
}

fn filled(row: &RawRow) -> f64 {
    let count = row.cells.iter().filter(|cell| !cell.is_blank()).count();
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The median of filled cells, at least 1.
fn typical_fill(rows: &[&RawRow]) -> f64 {
    let mut fills: Vec<f64> = rows.iter().map(|row| filled(row)).collect();
    fills.sort_by(f64::total_cmp);
    fills.get(fills.len() / 2).copied().unwrap_or(1.0).max(1.0)
}

/// How much a row looks like the names of what lies below it; below 0 it looks like data.
fn score(rows: &[&RawRow], index: usize) -> f64 {
    let row = rows[index];
    let below = &rows[index + 1..(index + 1 + BELOW).min(rows.len())];
    let has_label = row.cells.iter().any(|cell| !cell.is_blank() && kind(cell) == Kind::Label);
    let mut score = 0.0;
    for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
        let (own, data) = (kind(cell), data_kind(below, column));
        score += match (own, data) {
            (Kind::Label, Some(_)) => 2.0,
            (Kind::Label, None) if recurs(cell, below, column) => -1.5,
            (Kind::Label, None) => 0.25,
            // Hardly any header is an address, a truth value or a paragraph.
            (Kind::Address | Kind::Flag | Kind::Long, _) => -6.0,
            _ if has_label && is_year(cell) && !years(below, column) => 0.0,
            (own, Some(data)) if own == data => -2.0,
            _ if column_of(below, column).next().is_none() => -2.0,
            _ => -1.0,
        };
    }
    score
}

/// The kind of most cells of a column, unless they look like names themselves.
fn data_kind(rows: &[&RawRow], column: usize) -> Option<Kind> {
    let mut counts: HashMap<Kind, usize> = HashMap::new();
    let mut all = 0;
    for cell in column_of(rows, column) {
        all += 1;
        *counts.entry(kind(cell)).or_default() += 1;
    }
    let labels = counts.remove(&Kind::Label).unwrap_or_default();
    let most = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (labels * 2 < all).then_some(most.0)
}

fn recurs(cell: &Cell, rows: &[&RawRow], column: usize) -> bool {
    column_of(rows, column).any(|other| other == cell)
}

fn years(rows: &[&RawRow], column: usize) -> bool {
    column_of(rows, column).all(is_year)
}

fn column_of<'a>(rows: &'a [&RawRow], column: usize) -> impl Iterator<Item = &'a Cell> {
    rows.iter().filter_map(move |row| row.cells.get(column)).filter(|cell| !cell.is_blank())
}

/// Whether a row names groups of the columns that the row below it names: several short texts
/// without digits, one of them over more than one column. A title says something else.
fn is_group_row(rows: &[&RawRow], index: usize, merges: &[Merge]) -> bool {
    let (row, below) = (rows[index], rows[index + 1]);
    let texts: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_blank()).collect();
    let wide_merges = merges
        .iter()
        .filter(|merge| merge.first_row == row.number && merge.last_column > merge.first_column)
        .count();
    let short = texts.iter().all(|cell| {
        let text = cell.as_text();
        kind(cell) == Kind::Label
            && text.chars().count() <= GROUP
            && !text.contains(|c: char| c.is_ascii_digit() || c == ':')
    });
    let spans = wide_merges > 0
        || below.cells.iter().enumerate().any(|(column, cell)| {
            column > 0
                && !cell.is_blank()
                && row.cells.get(column).is_none_or(Cell::is_blank)
                && row.cells[..column.min(row.cells.len())].iter().any(|cell| !cell.is_blank())
        });
    short && spans && texts.len() >= 2
}

/// Whether the row below the header only names the parts of columns that the header leaves
/// unnamed, and data of another kind follows.
fn is_sub_header(rows: &[&RawRow], header: usize) -> bool {
    let (top, row) = (rows[header], rows[header + 1]);
    let data = &rows[header + 2..];
    let blank = |column: usize| top.cells.get(column).is_none_or(Cell::is_blank);
    let (mut gaps, mut contrast) = (0, false);
    for (column, cell) in row.cells.iter().enumerate() {
        if cell.is_blank() || top.cells.get(column) == Some(cell) {
            continue;
        }
        let grouped = blank(column) && column > 0 || !blank(column) && blank(column + 1);
        if !grouped || kind(cell) != Kind::Label || cell.as_text().chars().count() > GROUP {
            return false;
        }
        gaps += usize::from(blank(column));
        contrast |= data_kind(data, column).is_some();
    }
    gaps > 0 && contrast
}
