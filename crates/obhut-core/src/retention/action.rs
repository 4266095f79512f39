//! From an action to the transformations of a type's columns. Pure.

use std::collections::BTreeMap;

use obhut_db::sql::{PseudonymSecret, Transform};
use obhut_detect::parse::{Input, ParseOptions, parse};
use obhut_kernel::{Category, DataType, Error, Message, Result};

use crate::{
    retention::{ActionKind, FieldAction},
    systems::{Field, RecordType},
};

/// Erratum 1: the first four letters become four X's unless set otherwise.
const MASK: FieldAction = FieldAction::Mask(4, 4);

impl std::str::FromStr for FieldAction {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let (name, arguments) = match text.split_once('(') {
            Some((name, rest)) if rest.ends_with(')') => {
                (name.trim(), rest[..rest.len() - 1].split(',').map(str::trim).collect())
            }
            _ => (text, Vec::new()),
        };
        let wrong = || Error::invalid(Message::new("error-replace").arg("given", text));
        let numbers = arguments
            .iter()
            .map(|argument| argument.parse::<u32>())
            .collect::<Result<Vec<_>, _>>()
            .ok();
        let two = |first: u32, second: u32| match numbers.as_deref() {
            Some([]) => Ok((first, second)),
            Some([a, b]) => Ok((*a, *b)),
            Some([a]) => Ok((*a, second)),
            _ => Err(wrong()),
        };
        Ok(match name {
            "empty" => Self::Empty,
            "placeholder" => Self::Placeholder,
            "year" => Self::Year,
            "month" => Self::Month,
            "mask" => two(4, 4).map(|(a, b)| Self::Mask(a, b))?,
            "last" => two(4, 6).map(|(a, b)| Self::Last(a, b))?,
            "keep" => two(2, 5).map(|(a, b)| Self::KeepFirst(a, b))?,
            "pseudonym" => match numbers.as_deref() {
                Some([]) => Self::Pseudonym(16),
                Some([length @ 1..=64]) => Self::Pseudonym(*length),
                _ => return Err(wrong()),
            },
            _ => Self::Value(text.to_owned()),
        })
    }
}

impl std::fmt::Display for FieldAction {
    /// The text that reading gives the same action for.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::Placeholder => f.write_str("placeholder"),
            Self::Year => f.write_str("year"),
            Self::Month => f.write_str("month"),
            Self::Mask(replace, with) => write!(f, "mask({replace},{with})"),
            Self::Last(last, with) => write!(f, "last({last},{with})"),
            Self::KeepFirst(first, length) => write!(f, "keep({first},{length})"),
            Self::Pseudonym(length) => write!(f, "pseudonym({length})"),
            Self::Value(value) => f.write_str(value),
        }
    }
}

/// What each field of a type is overwritten with by an action: for anonymising and archiving all
/// personal fields, for partial anonymising and masking those in `fields`.
pub fn field_actions<'a>(
    record_type: &'a RecordType,
    kind: ActionKind,
    fields: &[String],
    replace: &BTreeMap<String, String>,
) -> Result<Vec<(&'a Field, FieldAction)>> {
    if !kind.overwrites() {
        return Ok(Vec::new());
    }
    for key in fields.iter().chain(replace.keys()) {
        if record_type.field(key).is_none() {
            return Err(Error::invalid(
                Message::new("error-field-missing").arg("field", key).arg("type", &record_type.key),
            ));
        }
    }
    let whole = matches!(kind, ActionKind::Anonymise | ActionKind::Archive);
    if kind == ActionKind::Partial && fields.is_empty() && replace.is_empty() {
        return Err(Error::invalid(Message::new("error-partial-fields")));
    }
    let is_meant = |field: &Field| {
        let named = fields.contains(&field.key) || replace.contains_key(&field.key);
        let personal = field.category.is_personal() || !field.classified;
        named || (personal && (whole || fields.is_empty() && kind == ActionKind::Mask))
    };
    record_type
        .fields
        .iter()
        .filter(|field| is_meant(field))
        .map(|field| {
            let action = match replace.get(&field.key) {
                Some(text) => text.parse()?,
                None if kind == ActionKind::Mask => mask_of(field),
                None => usual(field),
            };
            Ok((field, action))
        })
        .collect()
}

/// What a field is masked with: text by its letters, all else as when anonymised.
fn mask_of(field: &Field) -> FieldAction {
    match field.data_type {
        DataType::Iban => FieldAction::Last(4, 6),
        DataType::Email => FieldAction::Placeholder,
        // A part of a choice is none of its values.
        DataType::Choice => usual(field),
        data_type if data_type.is_textual() && !field.unique => MASK,
        _ => usual(field),
    }
}

/// What a field is overwritten with when nothing else is said.
fn usual(field: &Field) -> FieldAction {
    let word = || FieldAction::Value("XXXX".to_owned());
    match (field.category, field.data_type) {
        (_, data_type) if field.unique && data_type.is_textual() => FieldAction::Placeholder,
        (Category::BirthDate, DataType::Date) => FieldAction::Year,
        (Category::Email, DataType::Email | DataType::Text)
        | (Category::Username | Category::IdentifierOfPerson, DataType::Text) => {
            FieldAction::Placeholder
        }
        (Category::Name | Category::Address, DataType::Text | DataType::LongText) => word(),
        (Category::PostcodeCity, DataType::Text) if is_postcode(field) => {
            FieldAction::KeepFirst(2, 5)
        }
        (_, DataType::Choice) if field.required => match field.choices.first() {
            Some(choice) => FieldAction::Value(choice.clone()),
            None => word(),
        },
        (_, DataType::Email) if field.required => FieldAction::Placeholder,
        (_, data_type) if field.required && data_type.is_textual() => word(),
        (_, DataType::Date) if field.required => FieldAction::Year,
        (_, DataType::Integer | DataType::Number | DataType::Amount) if field.required => {
            FieldAction::Value("0".to_owned())
        }
        (_, DataType::Bool) if field.required => FieldAction::Value("false".to_owned()),
        _ => FieldAction::Empty,
    }
}

fn is_postcode(field: &Field) -> bool {
    ["post", "plz", "zip"].iter().any(|word| field.key.contains(word))
}

/// The transformation of the field's column. Refuses what the field cannot hold.
pub(crate) fn transform(
    field: &Field,
    action: &FieldAction,
    secret: &[u8; 32],
) -> Result<Transform> {
    let unfit = || {
        Error::invalid(
            Message::new("error-replace-unfit")
                .arg("field", &field.key)
                .arg("type", field.data_type.key()),
        )
    };
    refuse_choice(field, action)?;
    if field.unique && !stays_unique(action) {
        return Err(Error::invalid(Message::new("error-replace-unique").arg("field", &field.key)));
    }
    let textual = field.data_type.is_textual();
    Ok(match action {
        FieldAction::Empty if field.required => {
            return Err(Error::invalid(
                Message::new("error-replace-required").arg("field", &field.key),
            ));
        }
        FieldAction::Empty => Transform::Null,
        FieldAction::Placeholder if field.data_type == DataType::Email => {
            Transform::Placeholder { before: MAIL.0.to_owned(), after: MAIL.1.to_owned() }
        }
        FieldAction::Placeholder if textual => {
            Transform::Placeholder { before: NUMBER.to_owned(), after: String::new() }
        }
        FieldAction::Year if field.data_type == DataType::Date => Transform::DateToYear,
        FieldAction::Month if field.data_type == DataType::Date => Transform::DateToMonth,
        FieldAction::Mask(replace, with) if textual => {
            Transform::Mask { replace: *replace, with: *with }
        }
        FieldAction::Last(last, with) if textual => {
            Transform::MaskAllBut { last: *last, with: *with }
        }
        FieldAction::KeepFirst(first, length) if textual => {
            Transform::Keep { first: *first, pad: Some(('x', *length)) }
        }
        FieldAction::Pseudonym(length) if textual => {
            Transform::Pseudonym { secret: PseudonymSecret::new(*secret), length: *length }
        }
        FieldAction::Value(text) if textual => Transform::Replace(text.as_str().into()),
        FieldAction::Value(text) => {
            let value = parse(Input::Text(text), field.data_type, &ParseOptions::default());
            Transform::Replace(value.map_err(|_| unfit())?)
        }
        _ => return Err(unfit()),
    })
}

/// What stands before and after a record's number in the place of an e-mail address, and before it
/// in the place of another identifier.
const MAIL: (&str, &str) = ("geloescht-", "@anonym.invalid");
const NUMBER: &str = "anonym-";

/// Whether a placeholder, or what a mask leaves, stands where an identifier was.
pub(crate) fn is_placeholder(value: &str) -> bool {
    value.ends_with(MAIL.1) || value.starts_with(NUMBER) || value.contains("XXXX")
}

/// A choice takes nothing but its values.
fn refuse_choice(field: &Field, action: &FieldAction) -> Result<()> {
    let fits = match action {
        FieldAction::Empty => true,
        FieldAction::Value(value) => field.choices.contains(value),
        _ => false,
    };
    if field.data_type != DataType::Choice || field.choices.is_empty() || fits {
        return Ok(());
    }
    Err(Error::invalid(
        Message::new("error-replace-choice")
            .arg("field", &field.key)
            .arg("choices", field.choices.join(", ")),
    ))
}

/// Whether different records keep different values; sixteen letters of a pseudonym do.
fn stays_unique(action: &FieldAction) -> bool {
    matches!(action, FieldAction::Empty | FieldAction::Placeholder | FieldAction::Pseudonym(16..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, action) in [
            ("empty", FieldAction::Empty),
            ("mask", FieldAction::Mask(4, 4)),
            ("mask(2, 6)", FieldAction::Mask(2, 6)),
            ("last(4,6)", FieldAction::Last(4, 6)),
            ("keep(2)", FieldAction::KeepFirst(2, 5)),
            ("pseudonym", FieldAction::Pseudonym(16)),
            ("year", FieldAction::Year),
            ("XXXX", FieldAction::Value("XXXX".into())),
            ("Mustermann (gelöscht)", FieldAction::Value("Mustermann (gelöscht)".into())),
        ] {
            assert_eq!(text.parse::<FieldAction>().unwrap(), action, "{text}");
        }
        for text in ["mask(a,b)", "pseudonym(99)", "keep(1,2,3)"] {
            assert!(text.parse::<FieldAction>().is_err(), "{text}");
        }
    }
}
