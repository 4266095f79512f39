//! Persons of the same name: whether a new one may be one of them.

use std::collections::{HashMap, HashSet};

use obhut_detect::{
    matching::{NameKeys, Traits, compare},
    normalise::street_key,
};
use obhut_kernel::{Category, DataType, Message, Result, Value};

use crate::{
    PersonId,
    context::Op,
    persons::rules::NameFields,
    register::{
        import::{concepts::meaning, store, types::Prepared},
        typed,
    },
    systems::{RecordType, TypeKind},
};

/// So many records are read in one import to look for namesakes; what comes after is counted as
/// not compared. Common names would make each batch of a large import read more than the last.
const MOST_COMPARED: u64 = 200_000;
/// A row is compared with so many of the same name in its batch.
const MOST_IN_BATCH: usize = 20;

/// Which fields persons are compared by.
#[derive(Debug, Clone)]
pub(super) struct Comparer {
    names: NameFields,
    birth: Option<usize>,
    email: Option<usize>,
    phone: Option<usize>,
    street: Option<usize>,
    postcode: Option<usize>,
    /// The places of all these fields.
    used: Vec<usize>,
    /// Whether the table has an index on names.
    has_index: bool,
}

/// A row, the person or other row it may be, and why.
pub(super) type Suggested = (u64, Option<PersonId>, Option<u64>, Vec<Message>);

/// What a look for namesakes came to.
#[derive(Debug, Default)]
pub(super) struct Namesakes {
    pub(super) suggestions: Vec<Suggested>,
    pub(super) compared: u64,
    pub(super) unchecked: u64,
}

impl Comparer {
    pub(super) fn new(record_type: &RecordType, names: NameFields, has_table: bool) -> Self {
        let fields = &record_type.fields;
        let of = |category| fields.iter().position(|field| field.category == category);
        let called = |concept| {
            fields
                .iter()
                .position(|field| meaning(&field.key).is_some_and(|m| m.concept == concept))
        };
        let birth = of(Category::BirthDate).filter(|at| fields[*at].data_type == DataType::Date);
        let (email, phone) = (of(Category::Email), of(Category::Phone));
        let (street, postcode) = (called("street"), called("postcode"));
        let all = [names.first, names.last, names.full, birth, email, phone, street, postcode];
        let has_name = fields.iter().any(|field| field.category == Category::Name);
        Self {
            names,
            birth,
            email,
            phone,
            street,
            postcode,
            used: all.into_iter().flatten().collect(),
            has_index: has_table && has_name && record_type.kind != TypeKind::Activity,
        }
    }

    /// Whether a record says enough to be compared by: a name alone never does.
    pub(super) fn can_tell(&self, values: &[Value]) -> bool {
        let filled = |at: Option<usize>| at.is_some_and(|at| !values[at].is_null());
        filled(self.birth) || filled(self.street) && filled(self.postcode)
    }

    fn traits(&self, values: &[Value]) -> Traits {
        let text = |at: Option<usize>| at.and_then(|at| values[at].as_str());
        let (first, last) = self.names.read(values);
        Traits {
            name: NameKeys::new(first, last),
            birth_date: self.birth.and_then(|at| match values[at] {
                Value::Date(date) => Some(date),
                _ => None,
            }),
            email: text(self.email).map(str::to_owned),
            phone: text(self.phone).map(str::to_owned),
            postcode: text(self.postcode).map(str::to_uppercase),
            street: text(self.street).map(street_key),
        }
    }
}

/// Compares new persons, given by their places and folded names, with those of the same name: in
/// the batch and, by one indexed query, in the table.
pub(super) fn find(
    op: &mut Op<'_, '_>,
    comparer: &Comparer,
    record_type: &RecordType,
    rows: &[Prepared],
    fresh: &[(usize, &str)],
    fetched: u64,
) -> Result<Namesakes> {
    let mut found = Namesakes::default();
    in_batch(comparer, rows, fresh, &mut found);
    if !comparer.has_index || fresh.is_empty() {
        return Ok(found);
    }
    if fetched >= MOST_COMPARED {
        found.unchecked = fresh.len() as u64;
        return Ok(found);
    }
    let folds: HashSet<&str> = fresh.iter().map(|(_, fold)| *fold).collect();
    let folds = folds.into_iter().map(Value::from).collect();
    let fields = &record_type.fields;
    let columns: Vec<&str> = comparer.used.iter().map(|at| fields[*at].column.as_str()).collect();
    let mut known: HashMap<String, Vec<(PersonId, Traits)>> = HashMap::new();
    for (person, fold, values) in store::namesakes(op, record_type, folds, &columns, u32::MAX)? {
        found.compared += 1;
        let mut all = vec![Value::Null; fields.len()];
        for (at, value) in comparer.used.iter().zip(values) {
            all[*at] = typed(value, fields[*at].data_type);
        }
        known.entry(fold).or_default().push((person, comparer.traits(&all)));
    }
    for (at, fold) in fresh {
        let Some(namesakes) = known.get(*fold) else { continue };
        let own = comparer.traits(&rows[*at].values);
        let best = namesakes
            .iter()
            .filter_map(|(person, other)| Some((*person, compare(&own, other)?)))
            .max_by(|(_, one), (_, other)| one.score.total_cmp(&other.score));
        if let Some((person, suggestion)) = best {
            found.suggestions.push((rows[*at].number, Some(person), None, suggestion.reasons));
        }
    }
    Ok(found)
}

fn in_batch(
    comparer: &Comparer,
    rows: &[Prepared],
    fresh: &[(usize, &str)],
    found: &mut Namesakes,
) {
    let mut by_fold: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, fold) in fresh {
        by_fold.entry(fold).or_default().push(*at);
    }
    let mut groups: Vec<Vec<usize>> = by_fold.into_values().filter(|g| g.len() > 1).collect();
    groups.sort_unstable();
    for group in groups {
        let group = &group[..group.len().min(MOST_IN_BATCH)];
        let traits: Vec<Traits> =
            group.iter().map(|at| comparer.traits(&rows[*at].values)).collect();
        for later in 1..group.len() {
            let same = (0..later).find_map(|earlier| {
                compare(&traits[later], &traits[earlier]).map(|found| (earlier, found))
            });
            if let Some((earlier, suggestion)) = same {
                let (row, other) = (rows[group[later]].number, rows[group[earlier]].number);
                found.suggestions.push((row, None, Some(other), suggestion.reasons));
            }
        }
    }
}
