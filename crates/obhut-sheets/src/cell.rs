use std::{borrow::Cow, fmt};

use jiff::civil::{Date, DateTime};

/// One cell as the file holds it, before anybody decides what it means.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing there.
    #[default]
    Empty,
    /// Text, untrimmed. All cells of text formats are text.
    Text(String),
    /// A number of a workbook. Postcodes that lost their leading zeros stay numbers.
    Number(f64),
    /// A truth value of a workbook.
    Bool(bool),
    /// A calendar date of a workbook.
    Date(Date),
    /// A calendar date with a time of day, without a zone.
    DateTime(DateTime),
    /// What a workbook shows where a formula failed, such as `#N/A`.
    Error(String),
}

impl Cell {
    /// The text of a cell, [`Cell::Empty`] for the empty text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Whether a person sees nothing there: empty or white space only.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as a person would see it; see the `Display` form. Borrows where it is text.
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        }
    }
}

impl fmt::Display for Cell {
    /// Numbers with a point and at most 15 significant digits, which is what spreadsheet
    /// programs show; dates and times in ISO 8601; `true` and `false`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) | Self::Error(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{}", significant(*number)),
            Self::Bool(yes) => yes.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::DateTime(at) => at.fmt(f),
        }
    }
}

/// Rounds to 15 significant digits, so that 0.1 + 0.2 reads 0.3 as it does in the program that
/// wrote the file.
fn significant(number: f64) -> f64 {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // A negative zero would print its sign.
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::Cell;

    #[test]
    fn a_cell_reads_as_a_person_sees_it() {
        for (cell, text) in [
            (Cell::Empty, ""),
            (Cell::Text(" a ".into()), " a "),
            (Cell::Number(1234.5), "1234.5"),
            (Cell::Number(4109.0), "4109"),
            (Cell::Number(0.1 + 0.2), "0.3"),
            (Cell::Number(-0.0), "0"),
            (Cell::Number(4_930_123_456_789.0), "4930123456789"),
            (Cell::Bool(true), "true"),
            (Cell::Date(date(2024, 2, 29)), "2024-02-29"),
            (Cell::DateTime(datetime(2024, 2, 29, 7, 5, 0, 0)), "2024-02-29T07:05:00"),
            (Cell::Error("#N/A".into()), "#N/A"),
        ] {
            assert_eq!(cell.to_string(), text);
            assert_eq!(cell.as_text(), text);
        }
    }
}
