//! Which column goes to which field of an existing type. Pure.

use std::cmp::Reverse;

use obhut_detect::detect::Proposal;
use obhut_kernel::{Category, DataType, Error, Message, Result};

use crate::{
    persons::rules::NameFields,
    register::import::{
        concepts::{Meaning, PLAIN_NAME, meaning, squash},
        plan::{Situation, choice, misfits, too_many},
        signs::{are_titles, is_about_another, number_kind},
        spellings::Spellings,
    },
    systems::{Field, RecordType, TypeKind},
};

/// Where a column goes and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Claim {
    None(Message),
    Field {
        field: usize,
        confidence: f32,
        reasons: Vec<Message>,
    },
    /// A whole name, to the places of first names and surname.
    Name {
        first: usize,
        last: usize,
    },
}

/// Below this confidence of the detector a category alone maps no column; the field is proposed
/// instead, as a wrong one would be stored without anybody's having decided.
const SURE: f32 = 0.85;
/// Below this confidence a category is not even worth a proposal.
const WORTH_ASKING: f32 = 0.5;
/// A telephone number has so many digits; extensions and codes have fewer.
const PHONE_DIGITS: usize = 6;

/// From this confidence on a column is called as its field, or means the same.
const NAMED: f32 = 0.85;
/// Below this confidence a column is left out, with the hint how to map it.
const LEAST: f32 = SURE * 0.8 - 0.001;

/// The parts of an address.
const ADDRESS: [&str; 4] = ["street", "postcode", "city", "country"];
/// From this doubt on a column is the second of several.
const SECOND: f32 = 0.15;

fn is_other_address(meaning: Meaning) -> bool {
    meaning.doubt >= SECOND && ADDRESS.contains(&meaning.concept)
}

/// One possible pair.
struct Bid {
    column: usize,
    field: usize,
    confidence: f32,
    /// Confidence and what speaks for this column among several.
    score: u32,
    reason: Message,
}

/// A claim for each column, each field at most once: what was chosen, then what is called the
/// same, then what means the same, then what holds the same.
pub(super) fn claims(
    situation: &Situation<'_>,
    record_type: &RecordType,
    proposals: &[Proposal],
) -> Result<Vec<Claim>> {
    let mut board = Board {
        situation,
        record_type,
        proposals,
        meanings: meanings(situation),
        claims: vec![Claim::None(Message::new("import-map-none")); situation.columns.len()],
        open: vec![true; situation.columns.len()],
        free: vec![true; record_type.fields.len()],
    };
    board.take_choices()?;
    let bids = board.by_name();
    board.settle(bids);
    board.whole_name();
    let bids = board.by_category();
    board.settle(bids);
    Ok(board.claims)
}

/// What the columns mean by their names. One that is called "title" and holds positions means
/// those.
fn meanings(situation: &Situation<'_>) -> Vec<Option<Meaning>> {
    let columns = situation.columns.iter().zip(&situation.sample.columns);
    columns
        .map(|(column, values)| match meaning(&column.name) {
            Some(found) if found.concept == "title" && !are_titles(values) => {
                Some(Meaning { concept: "position", doubt: found.doubt + 0.1 })
            }
            found => found,
        })
        .collect()
}

struct Board<'a> {
    situation: &'a Situation<'a>,
    record_type: &'a RecordType,
    proposals: &'a [Proposal],
    meanings: Vec<Option<Meaning>>,
    claims: Vec<Claim>,
    /// Columns nobody decided on yet.
    open: Vec<bool>,
    /// Fields no column goes to yet.
    free: Vec<bool>,
}

impl Board<'_> {
    fn take_choices(&mut self) -> Result<()> {
        for at in 0..self.open.len() {
            let Some(choice) = choice(self.situation, at) else { continue };
            if choice.skip {
                self.claims[at] = Claim::None(Message::new("import-map-skipped"));
                self.open[at] = false;
            } else if let Some((first, last)) =
                choice.field.as_deref().and_then(|key| key.split_once('+'))
            {
                self.take_name(at, first.trim(), last.trim())?;
            } else if let Some(key) = &choice.field {
                let fields = &self.record_type.fields;
                let Some(field) = fields.iter().position(|field| field.key == *key) else {
                    if self.situation.request.add_fields {
                        self.open[at] = false;
                        continue;
                    }
                    return Err(missing(key, self.record_type));
                };
                if !(self.situation.may_fill)(&fields[field]) {
                    return Err(missing(key, self.record_type));
                }
                if !std::mem::take(&mut self.free[field]) {
                    let message = Message::new("error-import-field-twice").arg("field", key);
                    return Err(Error::invalid(message));
                }
                let reasons = vec![Message::new("import-map-chosen")];
                self.claims[at] = Claim::Field { field, confidence: 1.0, reasons };
                self.open[at] = false;
            }
        }
        Ok(())
    }

    /// Whole names to two fields, as chosen.
    fn take_name(&mut self, column: usize, first: &str, last: &str) -> Result<()> {
        let mut places = [0; 2];
        for (place, key) in places.iter_mut().zip([first, last]) {
            let fields = &self.record_type.fields;
            let found = fields.iter().position(|field| field.key == key);
            let found = found.filter(|at| (self.situation.may_fill)(&fields[*at]));
            *place = found.ok_or_else(|| missing(key, self.record_type))?;
            if !std::mem::take(&mut self.free[*place]) {
                let message = Message::new("error-import-field-twice").arg("field", key);
                return Err(Error::invalid(message));
            }
        }
        self.claims[column] = Claim::Name { first: places[0], last: places[1] };
        self.open[column] = false;
        Ok(())
    }

    fn by_name(&self) -> Vec<Bid> {
        let fields: Vec<_> = self.record_type.fields.iter().map(FieldNames::of).collect();
        let has_home = self.has_home();
        let mut bids = Vec::new();
        for (column, name) in self.situation.columns.iter().enumerate() {
            let squashed = squash(&name.name);
            if has_home && self.meanings[column].is_some_and(is_other_address) {
                continue;
            }
            let of_another = is_about_another(&name.name);
            for (field, names) in fields.iter().enumerate() {
                if self.is_no_title(column, field) {
                    continue;
                }
                let same = !squashed.is_empty() && names.squashed.contains(&squashed);
                let meant = self.meanings[column].map(|m| (self.resolved(m), m.doubt));
                let other = &self.record_type.fields[field];
                if !same && (of_another || self.is_number_elsewhere(column, other)) {
                    continue;
                }
                let (confidence, reason) = match meant {
                    _ if same => (1.0, "import-map-name"),
                    Some((concept, doubt)) if names.concept == Some(concept) => {
                        (0.95 - doubt, "import-map-synonym")
                    }
                    _ => continue,
                };
                bids.push(self.bid(column, field, confidence, Message::new(reason)));
            }
        }
        bids
    }

    /// Whether the file has a first address with content; parts of a second one would be mixed
    /// into its gaps.
    fn has_home(&self) -> bool {
        self.meanings.iter().zip(self.proposals).any(|(meaning, proposal)| {
            let first = |m: &Meaning| ADDRESS.contains(&m.concept) && !is_other_address(*m);
            meaning.as_ref().is_some_and(first) && proposal.empty_ratio < 1.0
        })
    }

    /// A column that is called "name" holds the surname where another one holds the first names,
    /// unless there is one for surnames as well, or it has the first names within it.
    fn resolved(&self, meaning: Meaning) -> &'static str {
        if meaning.concept != PLAIN_NAME {
            return meaning.concept;
        }
        let place = |concept| {
            self.meanings.iter().position(|m| m.is_some_and(|other| other.concept == concept))
        };
        let Some(first) = place("first_name") else { return "full_name" };
        if place("last_name").is_some() || place(PLAIN_NAME).is_some_and(|at| self.has(at, first)) {
            return "full_name";
        }
        "last_name"
    }

    /// Whether most values of a column have those of another within them.
    fn has(&self, column: usize, part: usize) -> bool {
        let all = &self.situation.sample.columns;
        let both = || {
            let pairs = all[column].iter().zip(&all[part]);
            pairs.filter(|(whole, part)| !whole.trim().is_empty() && !part.trim().is_empty())
        };
        let within = both().filter(|(whole, part)| whole.contains(part.trim())).count();
        within * 2 > both().count()
    }

    /// Whether a column has the numbers of one kind and the field those of another, and some other
    /// type has a field for the column's: a customer number is no member number. Records of persons
    /// take any.
    fn is_number_elsewhere(&self, column: usize, field: &Field) -> bool {
        let Some(kind) = number_kind(self.name(column)) else { return false };
        self.record_type.kind != TypeKind::Person
            && number_kind(&field.key).is_some_and(|other| other != kind)
            && self.situation.numbers.iter().any(|known| number_kind(&known.key) == Some(kind))
    }

    /// Whether a column is called "title" and what it holds are positions, not academic titles.
    fn is_no_title(&self, column: usize, field: usize) -> bool {
        let field = &self.record_type.fields[field];
        field.category == Category::Name
            && meaning(&field.key).is_some_and(|meaning| meaning.concept == "title")
            && !are_titles(&self.situation.sample.columns[column])
    }

    fn by_category(&self) -> Vec<Bid> {
        let mut bids = Vec::new();
        let mut taken = vec![false; self.free.len()];
        for (column, proposal) in self.proposals.iter().enumerate() {
            let alike = |field: &Field| match proposal.category {
                // What is called something else is something else.
                _ if self.meanings[column].is_some()
                    && FieldNames::of(field).concept
                        != self.meanings[column].map(|m| m.concept) =>
                {
                    false
                }
                Category::Phone => field.category == Category::Phone && self.has_phones(column),
                Category::Email | Category::BirthDate => field.category == proposal.category,
                Category::BankAccount => {
                    proposal.data_type == DataType::Iban && field.data_type == DataType::Iban
                }
                _ => false,
            };
            let is_worth = proposal.confidence >= WORTH_ASKING;
            if !self.open[column] || !is_worth || is_about_another(self.name(column)) {
                continue;
            }
            let found = self
                .record_type
                .fields
                .iter()
                .enumerate()
                .position(|(at, field)| self.free[at] && !taken[at] && alike(field));
            if let Some(field) = found {
                taken[field] = true;
                let reason = Message::new("import-map-content");
                bids.push(self.bid(column, field, proposal.confidence * 0.8, reason));
            }
        }
        bids
    }

    fn name(&self, column: usize) -> &str {
        &self.situation.columns[column].name
    }

    fn has_phones(&self, column: usize) -> bool {
        let digits = |value: &String| value.bytes().filter(u8::is_ascii_digit).count();
        let values = &self.situation.sample.columns[column];
        let filled = values.iter().filter(|value| !value.trim().is_empty());
        let (all, long) = filled.fold((0, 0), |(all, long), value| {
            (all + 1, long + usize::from(digits(value) >= PHONE_DIGITS))
        });
        long * 2 > all
    }

    fn bid(&self, column: usize, field: usize, confidence: f32, reason: Message) -> Bid {
        let filled = 1.0 - self.proposals[column].empty_ratio;
        // An empty column gives way to a filled one that is called a little less well.
        let empty = self.situation.sample.columns[column].iter().all(|v| v.trim().is_empty());
        let score = confidence + 0.05 * filled - if empty { 0.5 } else { 0.0 };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small, positive"
        )]
        let score = (score.max(0.0) * 1_000_000.0) as u32;
        Bid { column, field, confidence, score, reason }
    }

    fn settle(&mut self, mut bids: Vec<Bid>) {
        bids.sort_by_key(|bid| (Reverse(bid.score), bid.column, bid.field));
        for bid in bids {
            if !self.open[bid.column] || !self.free[bid.field] {
                continue;
            }
            let field = &self.record_type.fields[bid.field];
            if !(self.situation.may_fill)(field) {
                self.claims[bid.column] =
                    Claim::None(Message::new("import-map-no-right").arg("field", &field.key));
                continue;
            }
            let misfits = misfits(
                &self.situation.sample.columns[bid.column],
                field.data_type,
                field.category,
                (&self.proposals[bid.column], &field.choices, &Spellings::of(field)),
                self.situation.today,
            );
            let is_named_date = bid.confidence >= NAMED
                && matches!(field.data_type, DataType::Date | DataType::DateTime);
            let keeps = bid.confidence >= 1.0 || is_named_date;
            if too_many(misfits.other, field.data_type) && !keeps || misfits.other > 0.9 {
                self.claims[bid.column] = Claim::None(self.hint("import-map-unfit", &bid));
                continue;
            }
            if bid.confidence < LEAST {
                self.claims[bid.column] = Claim::None(self.hint("import-map-unsure", &bid));
                continue;
            }
            self.open[bid.column] = false;
            self.free[bid.field] = false;
            let reasons = vec![bid.reason];
            self.claims[bid.column] =
                Claim::Field { field: bid.field, confidence: bid.confidence, reasons };
        }
    }

    /// Why a column was left out, with how to map it all the same.
    fn hint(&self, key: &'static str, bid: &Bid) -> Message {
        let field = &self.record_type.fields[bid.field].key;
        Message::new(key).arg("field", field).arg("column", self.name(bid.column))
    }

    /// A column with whole names fills both name fields where nothing else does.
    fn whole_name(&mut self) {
        let names = NameFields::of(self.record_type);
        let (Some(first), Some(last)) = (names.first, names.last) else { return };
        let fields = &self.record_type.fields;
        let may = [first, last].iter().all(|at| (self.situation.may_fill)(&fields[*at]));
        if !(self.free[last] && may) {
            return;
        }
        let column = (0..self.open.len()).find(|at| {
            self.open[*at]
                && self.meanings[*at].is_some_and(|m| self.resolved(m) == "full_name")
                && self.proposals[*at].empty_ratio < 1.0
        });
        if let Some(at) = column {
            // What has the whole name has the first names as well.
            let is_first =
                |claim: &Claim| matches!(claim, Claim::Field { field, .. } if *field == first);
            if let Some(claim) = self.claims.iter_mut().find(|claim| is_first(claim)) {
                *claim = Claim::None(Message::new("import-map-none"));
            }
            self.claims[at] = Claim::Name { first, last };
            self.open[at] = false;
            self.free[first] = false;
            self.free[last] = false;
        }
    }
}

/// What a field is called.
struct FieldNames {
    squashed: [String; 3],
    concept: Option<&'static str>,
}

impl FieldNames {
    fn of(field: &Field) -> Self {
        let names = [&field.key, &field.label_de, &field.label_en];
        let concept = names.iter().find_map(|name| meaning(name)).map(|meaning| {
            if meaning.concept == PLAIN_NAME { "full_name" } else { meaning.concept }
        });
        Self { squashed: names.map(|name| squash(name)), concept }
    }
}

fn missing(key: &str, record_type: &RecordType) -> Error {
    let message = Message::new("error-field-missing").arg("field", key);
    Error::invalid(message.arg("type", &record_type.key))
}
