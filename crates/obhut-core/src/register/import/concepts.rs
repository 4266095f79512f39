//! What columns of address lists are called, in German and English. Pure.

use crate::register::import::store::tame;

/// What a column or a field means, and the plain words for it: without blanks, umlauts spelled out.
const CONCEPTS: &[(&str, &[&str])] = &[
    (
        "last_name",
        &["nachname", "familienname", "zuname", "lastname", "surname", "familyname", "sn"],
    ),
    ("first_name", &["vorname", "rufname", "firstname", "givenname", "forename", "vornamen"]),
    (
        "full_name",
        &[
            "fullname",
            "displayname",
            "vollername",
            "namevorname",
            "nachnamevorname",
            "vornamename",
            "vornamenachname",
            "vorundnachname",
            "lastnamefirstname",
            "contactname",
            "ansprechpartner",
        ],
    ),
    ("title", &["titel", "title", "nameprefix", "akademischertitel", "prefix"]),
    ("salutation", &["anrede", "salutation", "formofaddress"]),
    (
        "email",
        &[
            "email",
            "mail",
            "emailadresse",
            "mailadresse",
            "emailaddress",
            "mailaddress",
            "emailvalue",
            "primaryemail",
        ],
    ),
    (
        "mobile",
        &[
            "mobil",
            "mobile",
            "handy",
            "mobiltelefon",
            "mobilnummer",
            "handynummer",
            "mobilephone",
            "cell",
            "cellphone",
            "phonemobile",
            "mobilfunk",
            "telefonmobil",
            "mobiletelephone",
        ],
    ),
    (
        "phone",
        &[
            "telefon",
            "phone",
            "tel",
            "telefonnummer",
            "rufnummer",
            "festnetz",
            "telephone",
            "phonenumber",
            "phonevalue",
            "telnr",
            "telefonnr",
        ],
    ),
    (
        "street",
        &[
            "strasse",
            "street",
            "strassehausnummer",
            "strasseundhausnummer",
            "strassenr",
            "strassehausnr",
            "anschrift",
            "adresse",
            "address",
            "streetaddress",
            "addressstreet",
            "addressline1",
            "address1",
            "strassehnr",
        ],
    ),
    ("postcode", &["plz", "postleitzahl", "postcode", "zip", "zipcode", "postalcode"]),
    ("city", &["ort", "stadt", "wohnort", "city", "town", "locality"]),
    ("country", &["land", "country", "landregion", "staat", "countryregion"]),
    (
        "birth_date",
        &[
            "geburtsdatum",
            "geburtstag",
            "gebdatum",
            "gebdat",
            "birthday",
            "birthdate",
            "dateofbirth",
            "dob",
            "geborenam",
        ],
    ),
    ("fax", &["fax", "telefax", "faxnummer", "faxnumber", "pager"]),
    ("iban", &["iban", "ibannummer"]),
    (
        "person_number",
        &[
            "kundennummer",
            "kundennr",
            "kdnr",
            "customernumber",
            "customerno",
            "customerid",
            "mitgliedsnummer",
            "mitgliedsnr",
            "mitgliednr",
            "mitgliedernummer",
            "membernumber",
            "memberno",
            "memberid",
            "membershipnumber",
            "externalidentifier",
            "externemitgliedsnummer",
        ],
    ),
    (
        "remarks",
        &[
            "bemerkung",
            "bemerkungen",
            "notiz",
            "notizen",
            "note",
            "notes",
            "remark",
            "remarks",
            "comment",
            "comments",
            "kommentar",
            "anmerkung",
            "anmerkungen",
            "vermerk",
        ],
    ),
    (
        "company",
        &[
            "firma",
            "company",
            "unternehmen",
            "organisation",
            "organization",
            "organizationname",
            "companyname",
            "arbeitgeber",
        ],
    ),
    ("department", &["abteilung", "department", "organizationdepartment"]),
    ("position", &["position", "funktion", "jobtitle", "organizationtitle", "berufsbezeichnung"]),
    ("login", &["login", "benutzername", "username", "loginname"]),
    ("tax_number", &["steuernummer", "taxnumber", "steuernr"]),
    (
        "joined_on",
        &["eintritt", "eintrittsdatum", "joinedon", "joindate", "membersince", "mitgliedseit"],
    ),
    ("left_on", &["austritt", "austrittsdatum", "lefton", "ausgeschiedenam"]),
    ("fee", &["beitrag", "jahresbeitrag", "annualfee", "mitgliedsbeitrag"]),
];

/// Words that say which of several a column is: the first of them is as good as the bare word.
const FIRST_CHOICE: &[&str] = &[
    "privat",
    "private",
    "home",
    "1",
    "value",
    "primary",
    "main",
    "haupt",
    "address",
    "adresse",
    "holder",
    "des",
    "der",
    "vertragspartners",
    "lieferstelle",
    "of",
    "supply",
    "s",
    "pref",
];
/// These are taken where nothing better is there.
const SECOND_CHOICE: &[&str] = &[
    "geschaeftlich",
    "dienstlich",
    "business",
    "work",
    "office",
    "firma",
    "2",
    "3",
    "other",
    "weitere",
];

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meaning {
    pub(super) concept: &'static str,
    /// What is to be taken off the certainty because of words around it.
    pub(super) doubt: f32,
}

/// A name without case, blanks, accents and signs.
pub(super) fn squash(name: &str) -> String {
    words(name).concat()
}

/// What a name of a column or field means; `name` alone means neither surname nor whole name and
/// is [`PLAIN_NAME`].
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let words = words(name);
    if let Some(concept) = lookup(&words.concat()) {
        return Some(Meaning { concept, doubt: 0.0 });
    }
    let kept: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !FIRST_CHOICE.contains(word) && !SECOND_CHOICE.contains(word))
        .collect();
    if kept.is_empty() || kept.len() == words.len() {
        return None;
    }
    let second = words.iter().any(|word| SECOND_CHOICE.contains(&word.as_str()));
    let doubt = if second { 0.2 } else { 0.05 };
    lookup(&kept.concat()).map(|concept| Meaning { concept, doubt })
}

/// The meaning of a column that is just called "name".
pub(super) const PLAIN_NAME: &str = "name";

fn lookup(squashed: &str) -> Option<&'static str> {
    if squashed == PLAIN_NAME {
        return Some(PLAIN_NAME);
    }
    CONCEPTS
        .iter()
        .find(|(concept, names)| {
            names.contains(&squashed) || concept.split('_').eq_letters(squashed)
        })
        .map(|(concept, _)| *concept)
}

/// Whether words without what parts them are the letters of a text.
trait EqLetters {
    fn eq_letters(self, text: &str) -> bool;
}

impl<'a, I: Iterator<Item = &'a str>> EqLetters for I {
    fn eq_letters(self, text: &str) -> bool {
        let mut rest = text;
        for word in self {
            match rest.strip_prefix(word) {
                Some(left) => rest = left,
                None => return false,
            }
        }
        rest.is_empty()
    }
}

pub(super) fn words(name: &str) -> Vec<String> {
    tame(name).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// First names and surname of a name in one piece: `Höh, Helena von der` and
/// `Helena von der Höh` both have the surname with its particles where they stand.
pub(super) fn split_name(name: &str) -> (String, String) {
    let name = name.trim();
    if let Some((last, first)) = name.split_once(',') {
        return (first.trim().to_owned(), last.trim().to_owned());
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let particle =
        words.iter().skip(1).position(|word| word.starts_with(char::is_lowercase)).map(|at| at + 1);
    let cut = match particle {
        Some(at) if at + 1 < words.len() => at,
        _ => words.len().saturating_sub(1),
    };
    (words[..cut].join(" "), words[cut..].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_understood() {
        for (name, concept) in [
            ("Nachname", "last_name"),
            ("E-Mail-Adresse", "email"),
            ("E-mail 1 - Value", "email"),
            ("Mitglieds_Nr", "person_number"),
            ("PLZ", "postcode"),
            ("Postleitzahl privat", "postcode"),
            ("Straße geschäftlich", "street"),
            ("Address 1 - Street", "street"),
            ("Telefon_privat", "phone"),
            ("phone_mobile", "mobile"),
            ("Geburtstag", "birth_date"),
            ("Vorname des Vertragspartners", "first_name"),
            ("holder_last_name", "last_name"),
            ("Name, Vorname", "full_name"),
            ("Name", PLAIN_NAME),
            ("Fax geschäftlich", "fax"),
        ] {
            assert_eq!(meaning(name).map(|m| m.concept), Some(concept), "{name}");
        }
        for name in ["Phone 1 - Label", "E-Mail-Typ", "Kinder", "1", "-", ""] {
            assert_eq!(meaning(name), None, "{name}");
        }
        let doubt = |name| meaning(name).unwrap().doubt;
        assert!(doubt("Straße privat") < doubt("Straße geschäftlich"));
    }

    #[test]
    fn whole_names_are_taken_apart() {
        for (name, first, last) in [
            ("von der Höh, Helena", "Helena", "von der Höh"),
            ("Helena von der Höh", "Helena", "von der Höh"),
            ("Anna Maria Müller", "Anna Maria", "Müller"),
            ("Müller", "", "Müller"),
            ("Hans van", "Hans", "van"),
            ("", "", ""),
        ] {
            assert_eq!(split_name(name), (first.to_owned(), last.to_owned()), "{name}");
        }
    }
}
