//! Tables of text with aligned columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands between two columns.
const GAP: &str = "  ";

/// Columns with a heading each, and rows.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Column {
    heading: String,
    right: bool,
}

impl Table {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of text.
    #[must_use]
    pub fn column(mut self, heading: impl Into<String>) -> Self {
        self.columns.push(Column { heading: heading.into(), right: false });
        self
    }

    /// Adds a column of numbers.
    #[must_use]
    pub fn number(mut self, heading: impl Into<String>) -> Self {
        self.columns.push(Column { heading: heading.into(), right: true });
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

    /// The heading and the rows, each a line. Where they would be wider than `width`, the widest
    /// columns are cut.
    pub fn lines(&self, width: Option<usize>) -> (String, Vec<String>) {
        let mut widths: Vec<usize> = self.columns.iter().map(|c| c.heading.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        if let Some(width) = width {
            let gaps = GAP.len() * widths.len().saturating_sub(1);
            shrink(&mut widths, width.saturating_sub(gaps));
        }
        let heading: Vec<&str> = self.columns.iter().map(|c| c.heading.as_str()).collect();
        let line = |cells: &[&str]| {
            let mut line = String::new();
            for ((column, width), cell) in self.columns.iter().zip(&widths).zip(cells) {
                if !line.is_empty() {
                    line.push_str(GAP);
                }
                let cell = cut(cell, *width);
                let fill = " ".repeat(width - cell.width());
                if column.right {
                    line.push_str(&fill);
                    line.push_str(&cell);
                } else {
                    line.push_str(&cell);
                    line.push_str(&fill);
                }
            }
            line.trim_end().to_owned()
        };
        let rows = self
            .rows
            .iter()
            .map(|row| line(&row.iter().map(String::as_str).collect::<Vec<_>>()))
            .collect();
        (line(&heading), rows)
    }
}

/// The text without control characters, so that stored data cannot steer the terminal.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Takes from the widest columns until the sum fits; none becomes narrower than eight.
fn shrink(widths: &mut [usize], room: usize) {
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else { return };
        if *widest <= 8 {
            return;
        }
        *widest -= 1;
    }
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

    #[test]
    fn aligns_by_width_and_not_by_bytes() {
        let mut table = Table::new().column("Ort").number("Zahl");
        table.row(["Köln".into(), "7".into()]);
        table.row(["東京".into(), "1.200".into()]);
        let (heading, rows) = table.lines(None);
        assert_eq!(heading, "Ort    Zahl");
        assert_eq!(rows, ["Köln      7", "東京  1.200"]);
    }

    #[test]
    fn cuts_the_widest_column_only() {
        let mut table = Table::new().column("Schlüssel").column("Text");
        table.row(["17".into(), "ein langer Text, der nicht passt".into()]);
        let (_, rows) = table.lines(Some(25));
        assert_eq!(rows, ["17         ein langer Te…"]);
    }

    #[test]
    fn data_cannot_steer_the_terminal() {
        let mut table = Table::new().column("A");
        table.row(["\u{1b}[31mrot\nneu".into()]);
        assert_eq!(table.lines(None).1, [" [31mrot neu"]);
    }
}
