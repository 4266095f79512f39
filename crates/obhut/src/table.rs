//! Tables of text with aligned columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::wrap::wrapped;

/// What stands between two columns.
const GAP: &str = "  ";
/// No column of text is cut to less.
const NARROWEST: usize = 8;
/// Notes stand beside the other cells where they have at least so much room, otherwise below.
const NOTE_ROOM: usize = 24;
/// How far notes are moved in below their row.
const NOTE_INDENT: &str = "    ";

/// Columns with a heading each, and rows.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Column {
    heading: String,
    kind: Kind,
}

/// What a column holds, and so how it can give way in a narrow window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words, which can be cut.
    Text,
    /// Numbers, to the right; never cut, as they would be others.
    Number,
    /// Days and times; never cut.
    Time,
    /// Sentences, wrapped at the end of the row or below it.
    Note,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// Whether it belongs to the row above it.
    pub is_note: bool,
}

impl Table {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of words.
    #[must_use]
    pub fn column(self, heading: impl Into<String>) -> Self {
        self.with(heading, Kind::Text)
    }

    /// Adds a column of numbers.
    #[must_use]
    pub fn number(self, heading: impl Into<String>) -> Self {
        self.with(heading, Kind::Number)
    }

    /// Adds a column of days or times.
    #[must_use]
    pub fn time(self, heading: impl Into<String>) -> Self {
        self.with(heading, Kind::Time)
    }

    /// Adds a column of sentences, which has to be the last one.
    #[must_use]
    pub fn note(self, heading: impl Into<String>) -> Self {
        self.with(heading, Kind::Note)
    }

    fn with(mut self, heading: impl Into<String>, kind: Kind) -> Self {
        self.columns.push(Column { heading: heading.into(), kind });
        self
    }

    /// Adds a row; line breaks in cells become blanks.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| plain(&cell)).collect());
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether nothing has to be cut where there is room for `width` columns.
    pub fn fits(&self, width: Option<usize>) -> bool {
        let widths: Vec<usize> = (0..self.columns.len()).map(|at| self.natural(at)).collect();
        width.is_none_or(|width| total(&widths) <= width)
    }

    /// The heading and the rows. Where they would be wider than `width`, sentences are wrapped or
    /// stand below their row, then headings are cut, then words.
    pub fn lines(&self, width: Option<usize>) -> (String, Vec<Line>) {
        let count = self.columns.len();
        let mut widths: Vec<usize> = (0..count).map(|at| self.natural(at)).collect();
        let notes_at = self.columns.iter().position(|column| column.kind == Kind::Note);
        let notes_at = notes_at.filter(|_| width.is_some_and(|width| total(&widths) > width));
        let mut below = false;
        if let (Some(width), Some(at)) = (width, notes_at) {
            let room = width.saturating_sub(total(&widths[..at]) + GAP.len());
            below = room < NOTE_ROOM;
            if below {
                widths.truncate(at);
            } else {
                widths[at] = room;
            }
        }
        if let Some(width) = width {
            self.shrink(&mut widths, width);
        }
        let headings: Vec<&str> = self.columns.iter().map(|c| c.heading.as_str()).collect();
        let heading = self.line(&headings, &widths);
        let mut lines = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let note = notes_at.and_then(|at| cells.get_mut(at)).map(std::mem::take);
            let mut rest = Vec::new();
            match (note, notes_at) {
                (Some(note), Some(at)) if !below => {
                    let mut parts = wrapped(note, widths[at]).into_iter();
                    let first = parts.next().unwrap_or_default();
                    cells[at] = first.as_str();
                    let before = " ".repeat(total(&widths[..at]) + GAP.len());
                    rest.extend(parts.map(|part| format!("{before}{part}")));
                    lines.push(Line { text: self.line(&cells, &widths), is_note: false });
                }
                (note, _) => {
                    lines.push(Line { text: self.line(&cells, &widths), is_note: false });
                    if let Some(note) = note.filter(|note| !note.is_empty()) {
                        let text = format!("{NOTE_INDENT}{note}");
                        rest = wrapped(&text, width.unwrap_or(usize::MAX));
                    }
                }
            }
            lines.extend(rest.into_iter().map(|text| Line { text, is_note: true }));
        }
        (heading, lines)
    }

    /// How wide a column is when nothing is cut.
    fn natural(&self, at: usize) -> usize {
        self.content(at).max(self.columns[at].heading.width())
    }

    /// How wide the cells of a column are.
    fn content(&self, at: usize) -> usize {
        self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0)
    }

    /// Takes from the widest headings, then from the widest words, until all fit.
    fn shrink(&self, widths: &mut [usize], width: usize) {
        let content: Vec<usize> = (0..widths.len()).map(|at| self.content(at).max(4)).collect();
        while total(widths) > width {
            let over = |at: &usize| widths[*at].saturating_sub(content[*at]);
            let Some(at) = (0..widths.len()).filter(|at| over(at) > 0).max_by_key(over) else {
                break;
            };
            widths[at] -= 1;
        }
        while total(widths) > width {
            let is_cut =
                |at: &usize| self.columns[*at].kind == Kind::Text && widths[*at] > NARROWEST;
            let Some(at) = (0..widths.len()).filter(is_cut).max_by_key(|at| widths[*at]) else {
                break;
            };
            widths[at] -= 1;
        }
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let mut line = String::new();
        for (at, ((column, width), cell)) in self.columns.iter().zip(widths).zip(cells).enumerate()
        {
            if at > 0 {
                line.push_str(GAP);
            }
            let cell = cut(cell, *width);
            let fill = " ".repeat(width.saturating_sub(cell.width()));
            if column.kind == Kind::Number {
                line.push_str(&fill);
                line.push_str(&cell);
            } else {
                line.push_str(&cell);
                line.push_str(&fill);
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// The width of columns with what stands between them.
fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}

/// The text without control characters, so that stored data cannot steer the terminal.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn aligns_by_width_and_not_by_bytes() {
        let mut table = Table::new().column("Ort").number("Zahl");
        table.row(["Köln".into(), "7".into()]);
        table.row(["東京".into(), "1.200".into()]);
        let (heading, rows) = table.lines(None);
        assert_eq!(heading, "Ort    Zahl");
        assert_eq!(texts(&rows), ["Köln      7", "東京  1.200"]);
    }

    #[test]
    fn cuts_the_widest_column_only() {
        let mut table = Table::new().column("Schlüssel").column("Text");
        table.row(["Nummer 17".into(), "ein langer Text, der nicht passt".into()]);
        let (_, rows) = table.lines(Some(25));
        assert_eq!(texts(&rows), ["Nummer 17  ein langer Te…"]);
    }

    #[test]
    fn cuts_headings_before_words_and_numbers_never() {
        let mut table = Table::new().column("Regel").number("fehlgeschlagen").time("Zeitpunkt");
        table.row(["beendete-kontakte".into(), "1.234.567".into(), "22.11.2026, 00:03".into()]);
        let (heading, rows) = table.lines(Some(46));
        assert_eq!(heading, "Regel             fehlgesc…  Zeitpunkt");
        assert_eq!(texts(&rows), ["beendete-kontak…  1.234.567  22.11.2026, 00:03"]);
        let (_, rows) = table.lines(Some(10));
        assert_eq!(texts(&rows), ["beendet…  1.234.567  22.11.2026, 00:03"]);
    }

    #[test]
    fn sentences_are_wrapped_beside_or_below() {
        let mut table = Table::new().number("Zeile").note("Grund");
        table.row(["3".into(), "Das Datum gibt es nicht, denn der Februar ist kürzer.".into()]);
        table.row(["4".into(), String::new()]);
        let (_, beside) = table.lines(Some(40));
        assert_eq!(
            texts(&beside),
            ["    3  Das Datum gibt es nicht, denn der", "       Februar ist kürzer.", "    4",]
        );
        let (heading, below) = table.lines(Some(28));
        assert_eq!(heading, "Zeile");
        assert_eq!(
            texts(&below),
            [
                "    3",
                "    Das Datum gibt es nicht,",
                "    denn der Februar ist",
                "    kürzer.",
                "    4",
            ]
        );
        assert!(below[1].is_note && !below[4].is_note);
    }

    #[test]
    fn data_cannot_steer_the_terminal() {
        let mut table = Table::new().column("A");
        table.row(["\u{1b}[31mrot\nneu".into()]);
        assert_eq!(texts(&table.lines(None).1), [" [31mrot neu"]);
    }
}
