//! What was understood but should be looked at, and cells whose characters are damaged. Pure, but
//! for the counting.

use std::{collections::BTreeMap, sync::Mutex};

use jiff::civil::Date;
use obhut_kernel::Message;
use obhut_sheets::{Cell, repaired};

/// Nobody is older.
const OLDEST: i16 = 120;
/// In longer texts a quotation mark between letters is a missing blank rather than an umlaut.
const SHORT: usize = 60;

/// What there is to look at, and in which column.
type Matter = (&'static str, String);

/// How often each thing to look at occurs, and in which row first.
#[derive(Debug, Default)]
pub(super) struct Hints(Mutex<BTreeMap<Matter, (u64, u64)>>);

impl Hints {
    /// Counts one more, in this row.
    pub(super) fn add(&self, key: &'static str, column: &str, row: u64) {
        let mut all = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.entry((key, column.to_owned())).or_insert((0, row)).0 += 1;
    }

    /// All of them in words.
    pub(super) fn told(&self) -> Vec<Message> {
        let all = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let told = all.iter().map(|((key, column), (count, row))| {
            Message::new(key).arg("column", column).arg("count", *count).arg("row", *row)
        });
        told.collect()
    }
}

/// The text of a cell with its characters right: as it is, or repaired where UTF-8 was taken for
/// an older encoding and nothing else can be meant. Refused when they are damaged otherwise.
pub(super) fn sound(cell: &Cell) -> Result<Option<Cell>, Message> {
    let Cell::Text(text) = cell else { return Ok(None) };
    let is_odd = |c: char| c == '\u{fffd}' || c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(None);
    }
    if let Some(right) = repaired(text) {
        return Ok(Some(Cell::text(right)));
    }
    if text.contains(is_odd) || has_stray_quote(text) {
        let shown: String =
            text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        return Err(Message::new("import-reason-damaged").arg("given", shown));
    }
    Ok(None)
}

/// Whether a quotation mark stands within a word, where the encodings of DOS (CP850) have umlauts.
fn has_stray_quote(text: &str) -> bool {
    if text.len() > SHORT {
        return false;
    }
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).any(|three| {
        matches!(three[1], '„' | '”') && three[0].is_alphabetic() && three[2].is_lowercase()
    })
}

/// Whether somebody born on that day can be alive.
pub(super) fn is_odd_birth(born: Date, today: Date) -> bool {
    born > today || born.year() < today.year().saturating_sub(OLDEST)
}

/// Whether day and month of a date as written can be taken for each other: 09/01/08.
pub(super) fn has_two_readings(text: &str) -> bool {
    let mut parts = text.trim().split(['/', '-']);
    let (Some(one), Some(two)) = (parts.next(), parts.next()) else { return false };
    let number = |part: &str| part.parse::<u8>().ok().filter(|number| (1..=12).contains(number));
    match (number(one), number(two)) {
        (Some(one_number), Some(other)) => one.len() <= 2 && one_number != other,
        _ => false,
    }
}

/// What became of a postcode: its zero came back, or may be missing.
pub(super) fn zero(given: &str, stored: &str, knows_country: bool) -> Option<&'static str> {
    let given = given.trim();
    let is_short = given.len() == 4 && given.bytes().all(|byte| byte.is_ascii_digit());
    match (is_short, stored.len()) {
        (true, 5) => Some("import-hint-zero-back"),
        (true, _) if !knows_country => Some("import-hint-zero-lost"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_cells_are_repaired_or_refused() {
        let of = |text: &str| sound(&Cell::text(text));
        for text in ["Jörg", "Müller", "sagte „Hallo“ und", "François", "Ångström", "a\tb", ""]
        {
            assert_eq!(of(text), Ok(None), "{text}");
        }
        assert_eq!(of("JÃ¶rg MÃ¼ller"), Ok(Some(Cell::text("Jörg Müller"))));
        assert_eq!(of("StraÃŸe"), Ok(Some(Cell::text("Straße"))));
        for text in ["J”rg", "M\u{81}ller", "M\u{fffd}ller", "a\u{0}b", "J„ger"] {
            assert!(of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dates_with_two_readings_are_told() {
        for (text, wanted) in [
            ("09/01/08", true),
            ("9-1-2008", true),
            ("13/01/08", false),
            ("01/01/08", false),
            ("2008-01-09", false),
            ("9.1.2008", false),
            ("", false),
        ] {
            assert_eq!(has_two_readings(text), wanted, "{text}");
        }
    }
}
