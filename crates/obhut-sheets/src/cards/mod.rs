//! Formats that name their fields themselves: vCard and LDIF. They are read twice, first for the
//! columns and then for the rows, so that no number of cards has to be held.

mod ldif;
mod lines;
mod names;
mod vcard;

use std::collections::{BTreeMap, HashMap};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use obhut_kernel::{Error, Message, Result};

use crate::{
    Cell, Format, encoding,
    input::Input,
    options::{Limits, Options},
    rows::{Flaw, RawRow, RawRows},
    table::Column,
};

/// One card or entry.
#[derive(Debug, Default)]
pub(super) struct Card {
    /// The line on which it begins.
    pub(super) line: u64,
    /// Key and value in the order of the file; a key may come again.
    pub(super) fields: Vec<(String, String)>,
    pub(super) flaw: Option<Message>,
    /// Fields left out because they hold pictures, sounds, keys or certificates.
    pub(super) binary: u64,
    /// Lines that are no field.
    pub(super) unreadable: u64,
    /// Values in an encoding that is named nowhere.
    pub(super) guessed: u64,
}

/// Fields of a card that are kept; many more than there can be columns.
const FIELDS: usize = 20_000;

/// An opened file of cards.
pub(crate) struct Cards {
    pub(crate) encoding: &'static Encoding,
    pub(crate) columns: Vec<Column>,
    pub(crate) reasons: Vec<Message>,
    pub(crate) notes: Vec<Message>,
    pub(crate) rows: RawRows,
}

pub(crate) fn open(
    input: &Input,
    format: Format,
    found: encoding::Found,
    options: &Options,
) -> Result<Cards> {
    let encoding = found.encoding;
    let survey = Survey::of(read(input, format, encoding, &options.limits)?, &options.limits)?;
    let mut cards = read(input, format, encoding, &options.limits)?;
    let places: HashMap<String, usize> =
        survey.columns.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
    let max_cell_bytes = options.limits.cell_bytes;
    let rows = std::iter::from_fn(move || {
        Some(cards.next()?.map(|card| row(card, &places, max_cell_bytes)))
    });
    Ok(Cards {
        encoding,
        columns: survey
            .columns
            .iter()
            .enumerate()
            .map(|(at, name)| Column {
                name: name.clone(),
                original: Some(name.clone()),
                number: at + 1,
                hidden: false,
            })
            .collect(),
        reasons: vec![found.reason],
        notes: survey.notes(),
        rows: Box::new(rows),
    })
}

type CardIter = Box<dyn Iterator<Item = Result<Card>> + Send>;

fn read(
    input: &Input,
    format: Format,
    encoding: &'static Encoding,
    limits: &Limits,
) -> Result<CardIter> {
    let lines = lines::Lines::new(input, encoding, limits.cell_bytes)?;
    // Bytes that are not UTF-8 although the file as a whole is are most likely this.
    let fallback = if encoding == UTF_8 { WINDOWS_1252 } else { encoding };
    Ok(if format == Format::Ldif {
        Box::new(ldif::Entries::new(lines, fallback))
    } else {
        Box::new(vcard::Cards::new(lines, fallback))
    })
}

/// What a first pass over all cards finds.
#[derive(Default)]
struct Survey {
    columns: Vec<String>,
    binary: u64,
    unreadable: u64,
    guessed: u64,
}

impl Survey {
    fn of(cards: CardIter, limits: &Limits) -> Result<Self> {
        let mut survey = Self::default();
        // Name to order of first appearance.
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut any = false;
        for card in cards {
            let card = card?;
            any = true;
            survey.binary += card.binary;
            survey.unreadable += card.unreadable;
            survey.guessed += card.guessed;
            for (name, _) in numbered(card.fields) {
                let order = seen.len();
                seen.entry(name).or_insert(order);
            }
            if seen.len() > limits.columns {
                return Err(Error::invalid(
                    Message::new("error-sheet-too-many-columns").arg("limit", limits.columns),
                ));
            }
        }
        if !any || seen.is_empty() {
            return Err(Error::invalid("error-sheet-no-content"));
        }
        let mut columns: Vec<_> = seen.into_iter().collect();
        columns.sort_by_key(|(name, order)| (names::rank(name), *order));
        survey.columns = columns.into_iter().map(|(name, _)| name).collect();
        Ok(survey)
    }

    fn notes(&self) -> Vec<Message> {
        let mut notes = Vec::new();
        if self.binary > 0 {
            notes.push(Message::new("note-sheet-card-binary").arg("count", self.binary));
        }
        if self.unreadable > 0 {
            notes.push(Message::new("note-sheet-card-lines").arg("count", self.unreadable));
        }
        if self.guessed > 0 {
            notes.push(Message::new("note-sheet-card-guessed").arg("count", self.guessed));
        }
        notes
    }
}

/// Gives a key that comes again in a card a number: `email`, `email_2`.
fn numbered(fields: Vec<(String, String)>) -> impl Iterator<Item = (String, String)> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    fields.into_iter().map(move |(key, value)| {
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { key } else { format!("{key}_{count}") };
        (name, value)
    })
}

fn row(card: Card, places: &HashMap<String, usize>, max_cell_bytes: usize) -> RawRow {
    let mut row = RawRow::new(card.line, vec![Cell::Empty; places.len()]);
    row.flaw = card.flaw.map(|reason| Flaw { column: None, reason });
    for (name, value) in numbered(card.fields) {
        let Some(at) = places.get(&name).copied() else { continue };
        let reason = if value.len() > max_cell_bytes {
            Some(Message::new("row-sheet-cell-too-long").arg("limit", max_cell_bytes))
        } else if value.contains('\0') {
            Some(Message::new("row-sheet-nul"))
        } else {
            None
        };
        row.cells[at] = match reason {
            None => Cell::text(value),
            Some(reason) => {
                row.flaw.get_or_insert(Flaw { column: Some(at), reason });
                Cell::text(value.chars().filter(|c| *c != '\0').take(100).collect::<String>())
            }
        };
    }
    row
}
