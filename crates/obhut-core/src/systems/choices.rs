//! What the values of choices are called. The built-in types store keys (`active`), which have a
//! name in each language; a value that somebody made up is its own name.

use obhut_detect::normalise::fold;
use obhut_kernel::{Lang, Message};
use obhut_text::{has_key, text};

use crate::systems::Field;

impl Field {
    /// The name of a value of this choice in `lang`.
    pub fn choice_label(&self, lang: Lang, value: &str) -> String {
        let key = key_of(&self.key, value);
        let is_choice = self.choices.iter().any(|choice| choice == value);
        if is_choice && has_key(lang, &key) { text(lang, &key) } else { value.to_owned() }
    }

    /// The value that a text means: itself, or the one with this name in any language, however it
    /// is spelled; none for what is no choice.
    pub fn choice_of(&self, given: &str) -> Option<&str> {
        let given = given.trim();
        if let Some(choice) = self.choices.iter().find(|choice| *choice == given) {
            return Some(choice);
        }
        let folded = fold(given);
        let means = |choice: &&String| {
            fold(choice) == folded
                || Lang::ALL.iter().any(|lang| fold(&self.choice_label(*lang, choice)) == folded)
        };
        let found = self.choices.iter().find(means).filter(|_| !folded.is_empty());
        found.map(String::as_str)
    }

    /// The name of a value in the reader's language.
    pub(crate) fn choice_words(&self, value: &str) -> Message {
        Message::new("label-by-language")
            .arg("de", self.choice_label(Lang::De, value))
            .arg("en", self.choice_label(Lang::En, value))
    }

    /// The names of all values in the reader's language.
    pub(crate) fn choices_words(&self) -> Message {
        let all = |lang| {
            let names = self.choices.iter().map(|choice| self.choice_label(lang, choice));
            names.collect::<Vec<_>>().join(", ")
        };
        Message::new("label-by-language").arg("de", all(Lang::De)).arg("en", all(Lang::En))
    }

    /// A refusal to read a choice, which names the choices in the reader's language.
    pub(crate) fn choice_fault(&self, why: Message, given: &str) -> Message {
        if why.key() != "error-parse-choice" {
            return why;
        }
        Message::new(why.key()).arg("given", given).arg("choices", self.choices_words())
    }
}

/// The key of the text with a value's name.
fn key_of(field: &str, value: &str) -> String {
    format!("choice-{field}-{value}").replace('_', "-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Template;

    fn field(type_key: &str, key: &str) -> Field {
        let types = Template::Association.types().unwrap();
        let spec = types.into_iter().find(|spec| spec.key == type_key).unwrap();
        let field = spec.fields.into_iter().find(|field| field.key == key).unwrap();
        crate::register::schema::field_row(&field)
    }

    #[test]
    fn every_built_in_choice_has_a_name_in_each_language() {
        for spec in Template::Association.types().unwrap() {
            for field in spec.fields.iter().map(crate::register::schema::field_row) {
                for choice in &field.choices {
                    let key = key_of(&field.key, choice);
                    for lang in Lang::ALL {
                        assert!(has_key(lang, &key), "{key}");
                        let label = field.choice_label(lang, choice);
                        assert_eq!(field.choice_of(&label), Some(choice.as_str()), "{label}");
                    }
                }
            }
        }
    }

    #[test]
    fn names_mean_their_values() {
        let status = field("contact", "status");
        for (given, wanted) in [
            ("aktiv", Some("active")),
            (" Aktiv ", Some("active")),
            ("active", Some("active")),
            ("beendet", Some("ended")),
            ("Interessent", Some("prospect")),
            ("vielleicht", None),
            ("", None),
        ] {
            assert_eq!(status.choice_of(given), wanted, "{given}");
        }
        assert_eq!(status.choice_label(Lang::De, "active"), "aktiv");
        assert_eq!(status.choice_label(Lang::De, "anything"), "anything");
        let own = Field { choices: vec!["Ja!".to_owned(), "in".to_owned()], ..status };
        assert_eq!(own.choice_label(Lang::De, "Ja!"), "Ja!");
        assert_eq!(own.choice_label(Lang::De, "in"), "in");
    }
}
