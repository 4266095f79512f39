//! What a dry run remembers of the rows it did not store. Pure.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::persons::matching::Candidate;

/// At most so many things are remembered, which bounds the memory of a dry run; in larger files
/// the numbers of new persons and of values that occur twice are estimates.
const MOST: usize = 3_000_000;

/// Hashes of identifiers and unique values of earlier rows.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// By identifier, the hash of the first name that came with it; 0 for none.
    identifiers: HashMap<u64, u64>,
    /// Identifiers together with the further names that came with them.
    others: HashSet<u64>,
    values: HashSet<u64>,
}

impl Memory {
    /// Whether an earlier row was about the same person: has an identifier in common and, where
    /// both have a name, the same. Names that are spelled in two ways count as two.
    pub(super) fn knows(&self, candidate: &Candidate) -> bool {
        let name = name(candidate);
        candidate.identifiers.iter().any(|(kind, value)| {
            let identifier = hash(kind, value);
            let Some(other) = self.identifiers.get(&identifier) else { return false };
            let both = *other != 0 && name != 0;
            !both || *other == name || self.others.contains(&both_of(identifier, name))
        })
    }

    /// Remembers the identifiers of a row.
    pub(super) fn keep(&mut self, candidate: &Candidate) {
        let name = name(candidate);
        for (kind, value) in &candidate.identifiers {
            if self.identifiers.len() + self.others.len() >= MOST {
                return;
            }
            let identifier = hash(kind, value);
            match self.identifiers.entry(identifier) {
                Entry::Vacant(vacant) => drop(vacant.insert(name)),
                Entry::Occupied(mut known) if *known.get() == 0 => drop(known.insert(name)),
                Entry::Occupied(known) if *known.get() == name || name == 0 => {}
                Entry::Occupied(_) => drop(self.others.insert(both_of(identifier, name))),
            }
        }
    }

    /// Whether a unique field has this value for the first time.
    pub(super) fn first(&mut self, field: &str, value: &str) -> bool {
        self.values.len() >= MOST || self.values.insert(hash(field, value))
    }
}

/// The words of a name whatever their order, hashed.
fn name(candidate: &Candidate) -> u64 {
    let Some(fold) = &candidate.fold else { return 0 };
    let mut words: Vec<&str> = fold.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    hash("name", &words.join(" "))
}

fn both_of(identifier: u64, name: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (identifier, name).hash(&mut hasher);
    hasher.finish()
}

fn hash(kind: impl Hash, value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    kind.hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish()
}
