//! Whether two records may be of one person: a suggestion with reasons for a human to decide on.
//!
//! A name alone never suggests anything, and neither does a household: twins share surname, birth
//! date, phone and address, so that first names that differ rule a suggestion out.

mod name;

use jiff::civil::Date;
use obhut_kernel::Message;

use crate::normalise;
pub use name::NameKeys;

/// Suggestions below this are not worth a human's time.
const LEAST: f32 = 0.6;
/// Nothing is certain.
const MOST: f32 = 0.99;

const NAME: f32 = 0.45;
const BIRTH_DATE: f32 = 0.35;
const NEAR_BIRTH_DATE: f32 = 0.15;
const OTHER_BIRTH_DATE: f32 = -0.4;
const EMAIL: f32 = 0.35;
const PHONE: f32 = 0.25;
const ADDRESS: f32 = 0.25;
const POSTCODE: f32 = 0.08;

/// What persons are compared by, normalised. Build it with [`Traits::new`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Traits {
    /// Keys of the name.
    pub name: NameKeys,
    /// The birth date.
    pub birth_date: Option<Date>,
    /// As [`normalise::email`] gives it.
    pub email: Option<String>,
    /// As [`normalise::phone`] gives it.
    pub phone: Option<String>,
    /// As [`normalise::postcode`] gives it.
    pub postcode: Option<String>,
    /// As [`normalise::street_key`] gives it.
    pub street: Option<String>,
}

impl Traits {
    /// The traits of somebody of whom so far only the name is known: first names and surname, or
    /// all in one of them when they are not kept apart.
    pub fn new(given: &str, family: &str) -> Self {
        Self { name: NameKeys::new(given, family), ..Self::default() }
    }

    /// Adds the birth date.
    #[must_use]
    pub fn birth_date(self, birth_date: Option<Date>) -> Self {
        Self { birth_date, ..self }
    }

    /// Adds an e-mail address; one that is none is left out.
    #[must_use]
    pub fn email(self, email: &str) -> Self {
        Self { email: normalise::email(email), ..self }
    }

    /// Adds a phone number; one that cannot be dialled is left out.
    #[must_use]
    pub fn phone(self, phone: &str, region: normalise::Region) -> Self {
        Self { phone: normalise::phone(phone, region), ..self }
    }

    /// Adds street and house number, and the postcode.
    #[must_use]
    pub fn address(self, street: &str, postcode: &str) -> Self {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            street: some(normalise::street_key(street)),
            postcode: some(postcode.trim().to_uppercase()),
            ..self
        }
    }
}

/// That two records may be of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// From 0.6 (worth a look) to 0.99. Not a probability: an order to work through.
    pub score: f32,
    /// What speaks for it and what against.
    pub reasons: Vec<Message>,
}

/// A suggestion when the two may be one person. Symmetric.
pub fn compare(a: &Traits, b: &Traits) -> Option<Suggestion> {
    let likeness = name::compare(&a.name, &b.name)?;
    let mut score = likeness.weight() * NAME;
    let mut reasons = vec![likeness.message()];
    let mut beside_name = false;
    let mut note = |points: f32, key: &'static str| {
        score += points;
        beside_name |= points >= NEAR_BIRTH_DATE;
        reasons.push(Message::new(key));
    };
    match (a.birth_date, b.birth_date) {
        (Some(one), Some(other)) if one == other => note(BIRTH_DATE, "match-birth-date"),
        (Some(one), Some(other)) if is_near(one, other) => {
            note(NEAR_BIRTH_DATE, "match-birth-date-near");
        }
        (Some(_), Some(_)) => note(OTHER_BIRTH_DATE, "match-birth-date-differs"),
        _ => {}
    }
    if same(a.email.as_ref(), b.email.as_ref()) {
        note(EMAIL, "match-email");
    }
    if same(a.phone.as_ref(), b.phone.as_ref()) {
        note(PHONE, "match-phone");
    }
    let postcode = same(a.postcode.as_ref(), b.postcode.as_ref());
    let street = same(a.street.as_ref(), b.street.as_ref());
    let apart = differ(a.street.as_ref(), b.street.as_ref())
        || differ(a.postcode.as_ref(), b.postcode.as_ref());
    if postcode && street {
        note(ADDRESS, "match-address");
    } else if postcode {
        note(POSTCODE, "match-postcode");
    } else if apart {
        // Not against it: people move.
        note(0.0, "match-moved");
    }
    let score = score.min(MOST);
    (beside_name && score >= LEAST).then_some(Suggestion { score, reasons })
}

fn same(a: Option<&String>, b: Option<&String>) -> bool {
    a.is_some() && a == b
}

fn differ(a: Option<&String>, b: Option<&String>) -> bool {
    a.is_some() && b.is_some() && a != b
}

/// Whether two dates differ as by a slip: day and month swapped, or one digit.
fn is_near(a: Date, b: Date) -> bool {
    let swapped = a.year() == b.year() && a.day() == b.month() && a.month() == b.day();
    let (one, other) = (a.to_string(), b.to_string());
    let digits = one.bytes().zip(other.bytes()).filter(|(one, other)| one != other).count();
    swapped || digits == 1 || strsim::osa_distance(&one, &other) == 1
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Traits, compare};
    use crate::normalise::Region;

    fn helena() -> Traits {
        Traits::new("Helena", "von der Höh")
            .birth_date(Some(date(1970, 7, 17)))
            .email("helena@example.org")
            .phone("0172 2452545", Region::GERMANY)
            .address("Iwan-Eimer-Gasse 7/9", "04109")
    }

    fn keys(a: &Traits, b: &Traits) -> Vec<&'static str> {
        let forth = compare(a, b);
        assert_eq!(
            forth.as_ref().map(|s| s.score),
            compare(b, a).map(|s| s.score),
            "the order must not matter"
        );
        forth
            .map(|s| s.reasons.iter().map(obhut_kernel::Message::key).collect())
            .unwrap_or_default()
    }

    #[test]
    fn a_name_alone_is_never_enough() {
        let name_only = Traits::new("Helena", "von der Höh");
        assert_eq!(compare(&name_only, &name_only), None);
        assert_eq!(compare(&helena(), &name_only), None);
        let same_town = Traits::new("Helena", "von der Höh").address("Anderswo 1", "04109");
        assert_eq!(compare(&helena(), &same_town), None);
    }

    #[test]
    fn slips_and_spellings_are_found() {
        let born = Some(date(1970, 7, 17));
        for (given, family, reason) in [
            ("Helena", "von der Hoeh", "match-name"),
            ("HELENA", "VON DER HÖH", "match-name"),
            ("von der Höh", "Helena", "match-name-swapped"),
            ("Helena", "von der Hoh", "match-name-umlaut"),
            ("Helene", "von der Höh", "match-name-sound"),
            ("Hekena", "von der Höh", "match-name-typo"),
            ("Helena Maria", "von der Höh", "match-name-part"),
            ("H.", "von der Höh", "match-name-part"),
            ("Helena", "Schmidt", "match-name-given"),
        ] {
            let mut other = Traits::new(given, family).birth_date(born);
            if reason == "match-name-given" {
                other = other.email("helena@example.org");
            }
            let found = keys(&helena(), &other);
            assert_eq!(found.first(), Some(&reason), "{given} {family}");
            assert!(found.contains(&"match-birth-date"), "{given} {family}");
        }
        let maier = Traits::new("Jörg", "Maier").birth_date(born);
        let meyer = Traits::new("Jörg", "Meyer").birth_date(born);
        assert_eq!(keys(&maier, &meyer)[0], "match-name-sound");
    }

    #[test]
    fn households_are_not_one_person() {
        let twin = Traits { name: super::NameKeys::new("Gisela", "von der Höh"), ..helena() };
        assert_eq!(compare(&helena(), &twin), None);
        let stranger = Traits { name: super::NameKeys::new("Otto", "Kramer"), ..helena() };
        assert_eq!(compare(&helena(), &stranger), None);
    }

    #[test]
    fn father_and_son_are_told_apart() {
        let son = Traits { birth_date: Some(date(1999, 1, 2)), email: None, ..helena() };
        assert_eq!(compare(&helena(), &son), None);
        let slip = Traits { birth_date: Some(date(1970, 7, 18)), ..helena() };
        assert!(keys(&helena(), &slip).contains(&"match-birth-date-near"));
    }

    #[test]
    fn people_move() {
        let moved = helena().address("Neue Straße 1", "80331");
        let found = keys(&helena(), &moved);
        assert!(found.contains(&"match-moved"));
        assert!(compare(&helena(), &moved).unwrap().score > 0.9);
    }
}
