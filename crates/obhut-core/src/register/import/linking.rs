//! Columns that say whose a record is without being stored: a note of whom it is about, a donation
//! whose it is. Pure, but for the look for namesakes.

use std::collections::{HashMap, HashSet};

use obhut_detect::detect::Proposal;
use obhut_kernel::{Category, Message, Result, Value};

use crate::{
    PersonId,
    context::Op,
    persons::rules::{IdKind, folded_name},
    register::import::{
        concepts::{PLAIN_NAME, meaning, split_name, squash},
        signs::is_about_another,
        store,
        types::Prepared,
    },
    systems::{Field, RecordType, StateAt, TypeKind, Types},
};

/// What a column says of whose the record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Identifier(IdKind),
    FirstName,
    LastName,
    FullName,
}

/// From this confidence on what a column holds counts.
const SURE: f32 = 0.6;
/// So many records are read in a batch to look for namesakes.
const MOST_NAMESAKES: u32 = 5_000;

/// What a column that goes to no field says of whose the record is. `numbers` are the fields of
/// all types with numbers of persons.
pub(super) fn part(name: &str, proposal: &Proposal, numbers: &[&Field]) -> Option<Part> {
    if is_about_another(name) {
        return None;
    }
    let squashed = squash(name);
    let called = |field: &&&Field| {
        [&field.key, &field.label_de, &field.label_en].iter().any(|name| squash(name) == squashed)
    };
    let meant = meaning(name).map(|meaning| meaning.concept);
    let means_same = |field: &&&Field| {
        meant == Some("person_number")
            && meaning(&field.key).is_some_and(|meaning| Some(meaning.concept) == meant)
    };
    let number = numbers.iter().find(called).or_else(|| numbers.iter().find(means_same));
    if let Some(kind) = number.and_then(|field| IdKind::of(field)) {
        return Some(Part::Identifier(kind));
    }
    let is_sure = proposal.confidence >= SURE;
    match meant {
        Some("email") => Some(Part::Identifier(IdKind::Email)),
        Some("phone" | "mobile") => Some(Part::Identifier(IdKind::Phone)),
        Some("first_name") => Some(Part::FirstName),
        Some("last_name") => Some(Part::LastName),
        Some("full_name" | PLAIN_NAME) => Some(Part::FullName),
        None if is_sure && proposal.category == Category::Email => {
            Some(Part::Identifier(IdKind::Email))
        }
        None if is_sure && proposal.category == Category::Phone => {
            Some(Part::Identifier(IdKind::Phone))
        }
        _ => None,
    }
}

/// The fields of the register with numbers of persons; those of persons' own types in front.
pub(super) fn numbers(types: &Types) -> Vec<&Field> {
    let mut all: Vec<(bool, &Field)> = types
        .iter()
        .filter(|t| t.state == StateAt::Columns && t.person.column().is_some())
        .flat_map(|t| t.fields.iter().map(|field| (t.kind != TypeKind::Person, field)))
        .filter(|(_, field)| matches!(IdKind::of(field), Some(IdKind::Number(_))))
        .collect();
    all.sort_by_key(|(is_other, _)| *is_other);
    all.into_iter().map(|(_, field)| field).collect()
}

/// What the columns of one row say of whose it is.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) identifiers: Vec<(IdKind, String)>,
    first: String,
    last: String,
}

impl Said {
    pub(super) fn name(&mut self, part: &Part, text: &str) {
        match part {
            Part::FirstName => text.clone_into(&mut self.first),
            Part::LastName => text.clone_into(&mut self.last),
            Part::FullName => (self.first, self.last) = split_name(text),
            Part::Identifier(_) => {}
        }
    }

    /// The folded name.
    pub(super) fn fold(&self) -> Option<String> {
        folded_name(&self.first, &self.last)
    }
}

/// Persons who are called as the rows at these places say, for a human to decide on: a name alone
/// links nothing.
pub(super) fn namesakes(
    op: &mut Op<'_, '_>,
    types: &Types,
    rows: &[Prepared],
    places: &[usize],
) -> Result<Vec<(u64, PersonId, Message)>> {
    let fold_of = |at: usize| rows[at].candidate.fold.as_deref().filter(|f| f.contains(", "));
    let folds: HashSet<&str> = places.iter().filter_map(|at| fold_of(*at)).collect();
    if folds.is_empty() {
        return Ok(Vec::new());
    }
    let mut known: HashMap<String, PersonId> = HashMap::new();
    let persons = |t: &&RecordType| {
        let has_name = t.fields.iter().any(|field| field.category == Category::Name);
        t.kind == TypeKind::Person && t.state == StateAt::Columns && has_name
    };
    for record_type in types.iter().filter(persons) {
        let folds = folds.iter().map(|fold| Value::from(*fold)).collect();
        for (person, fold, _) in store::namesakes(op, record_type, folds, &[], MOST_NAMESAKES)? {
            known.entry(fold).or_insert(person);
        }
    }
    let found = |at: &usize| {
        let person = known.get(fold_of(*at)?)?;
        Some((rows[*at].number, *person, Message::new("match-name-alone")))
    };
    Ok(places.iter().filter_map(found).collect())
}
