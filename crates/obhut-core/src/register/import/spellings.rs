//! How the values of choices are written. Pure.

use std::collections::HashMap;

use obhut_detect::normalise::fold;
use obhut_kernel::{Category, Lang};

use crate::systems::Field;

/// Forms of address and letters for a sex that mean the same.
const GENDERS: [&[&str]; 3] = [
    &["frau", "fr", "mrs", "ms", "miss", "w", "f", "weiblich", "female"],
    &["herr", "herrn", "hr", "mr", "m", "maennlich", "male"],
    &["divers", "d", "x", "diverse", "other"],
];

/// How the values of a choice may be written, folded: their keys, their names in each language,
/// and for forms of address what means the same (`Herrn` and `Mr` are `Herr`).
#[derive(Debug, Clone, Default)]
pub(super) struct Spellings {
    choices: Vec<String>,
    folded: HashMap<String, String>,
}

impl Spellings {
    pub(super) fn of(field: &Field) -> Self {
        let mut all = HashMap::new();
        for choice in &field.choices {
            let names = Lang::ALL.map(|lang| field.choice_label(lang, choice));
            for name in names.iter().chain([choice]) {
                all.entry(fold(name)).or_insert_with(|| choice.clone());
            }
        }
        if field.category == Category::Gender {
            for group in GENDERS {
                let known = group.iter().find_map(|word| all.get(*word).cloned());
                for (word, choice) in group.iter().zip(std::iter::repeat(known)) {
                    if let Some(choice) = choice {
                        all.entry((*word).to_owned()).or_insert(choice);
                    }
                }
            }
        }
        Self { choices: field.choices.clone(), folded: all }
    }

    /// The value that a text means, or the text itself.
    pub(super) fn read<'a>(&'a self, text: &'a str) -> &'a str {
        if self.choices.iter().any(|choice| choice == text) || self.folded.is_empty() {
            return text;
        }
        self.folded.get(&fold(text)).map_or(text, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Spellings;
    use crate::register::{Template, schema::field_row};

    #[test]
    fn forms_of_address_are_spelled_as_the_choices() {
        let types = Template::Crm.types().unwrap();
        let contact = types.iter().find(|spec| spec.key == "contact").unwrap();
        let field = |key: &str| {
            Spellings::of(&field_row(contact.fields.iter().find(|f| f.key == key).unwrap()))
        };
        for (key, given, wanted) in [
            ("salutation", "Herrn", "Herr"),
            ("salutation", "Mr.", "Herr"),
            ("salutation", "weiblich", "Frau"),
            ("salutation", "Frau", "Frau"),
            ("salutation", "Dame", "Dame"),
            ("status", "Aktiv", "active"),
            ("status", "Interessent", "prospect"),
            ("status", "Herr", "Herr"),
        ] {
            assert_eq!(field(key).read(given), wanted, "{given}");
        }
        assert_eq!(Spellings::default().read("Herrn"), "Herrn");
    }
}
