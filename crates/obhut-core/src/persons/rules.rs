//! What identifies a person in a record. Pure.

use obhut_detect::normalise::fold;
use obhut_kernel::{Category, DataType, Value};

use crate::systems::{Field, RecordType};

/// What kind of identifier a field holds; values of one kind are compared with each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum IdKind {
    Email,
    Phone,
    /// A number given by somebody, by the key of its field: a customer number is no contract
    /// number.
    Number(String),
}

impl IdKind {
    /// The kind that a field holds, if any.
    pub(crate) fn of(field: &Field) -> Option<Self> {
        match (field.category, field.data_type) {
            (Category::Email, _) | (_, DataType::Email) => Some(Self::Email),
            (Category::Phone, _) | (_, DataType::Phone) => Some(Self::Phone),
            (Category::IdentifierOfPerson, data_type) if data_type.is_textual() => {
                Some(Self::Number(field.key.clone()))
            }
            _ => None,
        }
    }

    /// The key used where the kind is stored.
    pub(crate) fn key(&self) -> &str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Number(key) => key,
        }
    }
}

/// The identifiers in a record's values, which are in the order of the type's fields.
pub(crate) fn identifiers(record_type: &RecordType, values: &[Value]) -> Vec<(IdKind, String)> {
    record_type
        .fields
        .iter()
        .zip(values)
        .filter_map(|(field, value)| {
            let text = value.as_str().filter(|text| !text.is_empty())?;
            Some((IdKind::of(field)?, text.to_owned()))
        })
        .collect()
}

/// Where a type keeps names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct NameFields {
    pub(crate) first: Option<usize>,
    pub(crate) last: Option<usize>,
    pub(crate) full: Option<usize>,
}

impl NameFields {
    pub(crate) fn of(record_type: &RecordType) -> Self {
        let mut found = Self::default();
        for (at, field) in record_type.fields.iter().enumerate() {
            if field.category != Category::Name {
                continue;
            }
            let key = field.key.as_str();
            let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
            let place = if has(&["last", "nachname", "family", "surname", "familienname"]) {
                &mut found.last
            } else if has(&["first", "vorname", "given", "rufname"]) {
                &mut found.first
            } else if has(&["titel", "title", "suffix", "prefix", "anrede", "middle", "nickname"]) {
                continue;
            } else {
                &mut found.full
            };
            place.get_or_insert(at);
        }
        found
    }

    /// First name and surname as they are written; all in the surname where they are not kept
    /// apart.
    pub(crate) fn read<'a>(&self, values: &'a [Value]) -> (&'a str, &'a str) {
        let text = |at: Option<usize>| {
            at.and_then(|at| values.get(at)).and_then(Value::as_str).unwrap_or_default()
        };
        let (first, last) = (text(self.first), text(self.last));
        if first.is_empty() && last.is_empty() {
            let full = text(self.full);
            return match full.split_once(',') {
                Some((last, first)) => (first.trim(), last.trim()),
                None => match full.rsplit_once(' ') {
                    Some((first, last)) => (first, last),
                    None => ("", full),
                },
            };
        }
        (first, last)
    }
}

/// The folded name a record is searched by: `mueller, anna`; nothing when there is no name.
pub(crate) fn fold_of(record_type: &RecordType, values: &[Value]) -> Option<String> {
    folded(NameFields::of(record_type), values)
}

/// The folded name by the places of the names.
pub(crate) fn folded(names: NameFields, values: &[Value]) -> Option<String> {
    let (first, last) = names.read(values);
    folded_name(first, last)
}

/// First names and surname folded into one text; nothing when both are empty.
pub(crate) fn folded_name(first: &str, last: &str) -> Option<String> {
    let (first, last) = (fold(first), fold(last));
    match (first.is_empty(), last.is_empty()) {
        (true, true) => None,
        (true, false) => Some(last),
        (false, true) => Some(format!(", {first}")),
        (false, false) => Some(format!("{last}, {first}")),
    }
}
