//! What a dry run remembers of the rows it did not store. Pure.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::persons::{ops::Candidate, rules::IdKind};

/// At most so many things are remembered, which bounds the memory of a dry run; in larger files
/// the numbers of new persons and of values that occur twice are estimates.
const MOST: usize = 3_000_000;

/// Hashes of identifiers and unique values of earlier rows.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// By identifier, the hash of the first name; 0 for none.
    identifiers: HashMap<u64, u64>,
    values: HashSet<u64>,
}

impl Memory {
    /// Whether an earlier row was about the same person.
    pub(super) fn knows(&self, candidate: &Candidate) -> bool {
        let first = first_name(candidate);
        candidate.identifiers.iter().any(|(kind, value)| {
            let Some(other) = self.identifiers.get(&hash(kind, value)) else { return false };
            matches!(kind, IdKind::Number(_)) || *other == first || *other == 0 || first == 0
        })
    }

    /// Remembers the identifiers of a row.
    pub(super) fn keep(&mut self, candidate: &Candidate) {
        let first = first_name(candidate);
        for (kind, value) in &candidate.identifiers {
            if self.identifiers.len() >= MOST {
                return;
            }
            if let Entry::Vacant(vacant) = self.identifiers.entry(hash(kind, value)) {
                vacant.insert(first);
            }
        }
    }

    /// Whether a unique field has this value for the first time.
    pub(super) fn first(&mut self, field: &str, value: &str) -> bool {
        self.values.len() >= MOST || self.values.insert(hash(field, value))
    }
}

fn first_name(candidate: &Candidate) -> u64 {
    let first = candidate.fold.as_deref().and_then(|fold| fold.split_once(", "));
    first.map_or(0, |(_, first)| hash("first", first))
}

fn hash(kind: impl Hash, value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    kind.hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish()
}
