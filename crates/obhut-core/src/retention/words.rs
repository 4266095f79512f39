//! Words that stay when somebody is gone must not name them. Pure.

use obhut_detect::normalise::fold;
use obhut_kernel::{Category, Error, Message, Result, Value};

use crate::systems::{Field, RecordType};

/// What tells who somebody is.
const TELLING: &[Category] = &[
    Category::Name,
    Category::Email,
    Category::Phone,
    Category::Address,
    Category::BankAccount,
    Category::TaxOrSocialId,
    Category::NationalId,
    Category::Username,
    Category::OnlineId,
    Category::IdentifierOfPerson,
];
/// Letters of a part of a name, and of any other value, below which it tells nothing.
const NAME_PART: usize = 3;
const WHOLE: usize = 4;

/// The fields of a type whose values tell who somebody is.
pub(crate) fn telling_fields(record_type: &RecordType) -> Vec<&Field> {
    record_type.fields.iter().filter(|field| TELLING.contains(&field.category)).collect()
}

/// Refuses a reason in which one of the values that are about to be destroyed stands: the reason
/// of an erasure stays in the journal (Art. 5(2) DSGVO), the person must not. `told` are the
/// values with the key and the category of their field.
pub(crate) fn refuse_naming<'a>(
    told: impl IntoIterator<Item = (&'a str, Category, &'a Value)>,
    reason: &str,
) -> Result<()> {
    let folded = fold(reason);
    let words: Vec<&str> = folded.split(' ').collect();
    let run_on = closed_up(&folded);
    for (key, category, value) in told {
        let text = fold(&value.to_string());
        let named = if category == Category::Name {
            text.split(' ').any(|part| part.chars().count() >= NAME_PART && words.contains(&part))
        } else {
            let whole = closed_up(&text);
            whole.chars().count() >= WHOLE && run_on.contains(&whole)
        };
        if named && !value.is_null() {
            return Err(Error::invalid(Message::new("error-reason-names").arg("field", key)));
        }
    }
    Ok(())
}

/// Without blanks, as numbers are grouped in many ways.
fn closed_up(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_who_is_named() {
        let told: [(&str, Category, Value); 4] = [
            ("last_name", Category::Name, "Müller-Lüdenscheidt".into()),
            ("email", Category::Email, "erika@example.org".into()),
            ("iban", Category::BankAccount, "DE02120300000000202051".into()),
            ("number", Category::IdentifierOfPerson, "K-17".into()),
        ];
        let each = || told.iter().map(|(key, category, value)| (*key, *category, value));
        for (reason, named) in [
            ("Löschantrag von Frau MÜLLER", Some("last_name")),
            ("Antrag Luedenscheidt vom 3.5.", Some("last_name")),
            ("Mail von Erika@Example.org", Some("email")),
            ("Konto DE02 1203 0000 0000 2020 51", Some("iban")),
            ("Antrag vom 03.05.2026, Az. 2026-17", None),
            ("Müllerei geschlossen", None),
            ("verlangt", None),
        ] {
            let outcome = refuse_naming(each(), reason);
            assert_eq!(outcome.is_err(), named.is_some(), "{reason}");
            if let (Err(error), Some(field)) = (outcome, named) {
                assert!(format!("{:?}", error.outside()).contains(field), "{reason}");
            }
        }
        let empty = [("last_name", Category::Name, &Value::Null)];
        assert!(refuse_naming(empty, "null").is_ok());
    }
}
