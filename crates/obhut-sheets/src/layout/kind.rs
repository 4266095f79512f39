use crate::Cell;

/// What a cell looks like, so far as a header looks otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Short text, as a header or a name is.
    Label,
    Number,
    /// A date or a time.
    Moment,
    /// An e-mail or web address.
    Address,
    Flag,
    /// A text too long for a header.
    Long,
}

/// Characters of the longest header.
const LABEL: usize = 120;

pub(super) fn kind(cell: &Cell) -> Kind {
    match cell {
        Cell::Number(_) => Kind::Number,
        Cell::Bool(_) => Kind::Flag,
        Cell::Date(_) | Cell::DateTime(_) => Kind::Moment,
        Cell::Empty | Cell::Error(_) => Kind::Label,
        Cell::Text(text) => kind_of_text(text.trim()),
    }
}

/// Whether a cell is a year, which may head a column of amounts.
pub(super) fn is_year(cell: &Cell) -> bool {
    let text = cell.as_text();
    text.trim().len() == 4
        && text.trim().parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
}

fn kind_of_text(text: &str) -> Kind {
    if text.len() > 4 * LABEL || text.chars().count() > LABEL || text.lines().count() > 4 {
        return Kind::Long;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let only =
        |allowed: &str| text.chars().all(|c| c.is_ascii_digit() || c == ' ' || allowed.contains(c));
    if digits > 0 && only("-./:TZ") && is_moment(text, digits) {
        Kind::Moment
    } else if digits > 0 && only("+-.,/()%€$'\u{a0}\u{202f}") {
        Kind::Number
    } else if is_address(text) {
        Kind::Address
    } else {
        Kind::Label
    }
}

/// Three groups of digits apart by one kind of sign, or two by a colon.
fn is_moment(text: &str, digits: usize) -> bool {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let parted = |sign: char| {
        let groups: Vec<_> = day.split(sign).collect();
        groups.len() == 3
            && groups
                .iter()
                .all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()))
    };
    (3..=20).contains(&digits) && (parted('.') || parted('-') || parted('/') || day.contains(':'))
}

fn is_address(text: &str) -> bool {
    let web = ["http://", "https://", "www."].iter().any(|start| text.starts_with(start));
    let mail = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
    });
    web || mail
}

/// Words that begin a row of sums, in lower case.
const TOTALS: [&str; 22] = [
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtanzahl",
    "gesamtbetrag",
    "zwischensumme",
    "endsumme",
    "insgesamt",
    "anzahl",
    "durchschnitt",
    "mittelwert",
    "saldo",
    "übertrag",
    "total",
    "totals",
    "grand",
    "subtotal",
    "sum",
    "count",
    "average",
    "balance",
    "mean",
];

/// Whether a row reads like a sum: it begins with such a word, and all else in it are numbers.
pub(crate) fn is_total(cells: &[Cell], width: usize) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_blank());
    let Some(Cell::Text(first)) = filled.next() else { return false };
    // The common case is decided by the length of the first word.
    let text = first.trim();
    if text.len() > 60 {
        return false;
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if !(3..=16).contains(&word.len()) || !TOTALS.contains(&word.to_lowercase().as_str()) {
        return false;
    }
    let others = filled.clone().count();
    let numbers = filled.all(|cell| matches!(kind(cell), Kind::Number));
    let has_number = others > 0 || rest.contains(|c: char| c.is_ascii_digit() || c == ':');
    // A row as full as any other is one of them, whatever its first word.
    numbers && (has_number || width > 2) && (width <= 2 || others + 1 < width)
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_total, kind};
    use crate::Cell;

    #[test]
    fn kinds_are_told_apart() {
        for (text, expected) in [
            ("E-Mail", Kind::Label),
            ("Phone 1 - Value", Kind::Label),
            ("04109", Kind::Number),
            ("1.234,56 €", Kind::Number),
            ("+49 30 1234", Kind::Number),
            ("03802/4177985", Kind::Number),
            ("17.07.2006", Kind::Moment),
            ("2008-9-1 ", Kind::Moment),
            ("01/09/08", Kind::Moment),
            ("2022-12-07 07:55:56", Kind::Moment),
            ("a@example.org", Kind::Address),
            ("https://example.org", Kind::Address),
            ("10 Downing St", Kind::Label),
        ] {
            assert_eq!(kind(&Cell::text(text)), expected, "{text}");
        }
    }

    #[test]
    fn sums_are_told_from_people() {
        let row = |cells: &[&str]| cells.iter().map(|text| Cell::text(*text)).collect::<Vec<_>>();
        for (cells, expected) in [
            (&["Summe", "", "", "120,00"][..], true),
            (&["Gesamt:", "", "3"], true),
            (&["", "Total", "", "5"], true),
            (&["Anzahl: 80", "", "", ""], true),
            (&["Anzahl Mitglieder", "", "80", ""], true),
            (&["Summe", "Anna", "a@example.org", "12"], false),
            (&["Sumper", "Anna", "", ""], false),
            (&["Total", "1", "2", "3"], false),
            (&["Grand"], false),
        ] {
            assert_eq!(is_total(&row(cells), cells.len()), expected, "{cells:?}");
        }
    }
}
