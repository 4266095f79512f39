//! Signs that a column is not what its name seems to say. Pure.

use obhut_detect::normalise::fold;

use crate::register::import::concepts::{squash, words};

/// Words of columns about somebody else than the person of the row, or about a part of a value.
const ANOTHER: &[&str] = &[
    "dad",
    "mom",
    "mum",
    "mother",
    "father",
    "parent",
    "parents",
    "guardian",
    "spouse",
    "wife",
    "husband",
    "child",
    "children",
    "son",
    "daughter",
    "brother",
    "sister",
    "emergency",
    "assistant",
    "manager",
    "supervisor",
    "referred",
    "referrer",
    "reference",
    "soft",
    "related",
    "relationship",
    "household",
    "mutter",
    "vater",
    "eltern",
    "elternteil",
    "erziehungsberechtigte",
    "erziehungsberechtigter",
    "ehepartner",
    "ehefrau",
    "ehemann",
    "partner",
    "partnerin",
    "kind",
    "sohn",
    "tochter",
    "bruder",
    "schwester",
    "notfall",
    "notfallkontakt",
    "assistent",
    "assistentin",
    "assistenz",
    "vorgesetzter",
    "vorgesetzte",
    "geworben",
    "werber",
    "betreuer",
    "vermittler",
];

/// Whether a column is about somebody else than the person of its row: "Dad email", "Notfall
/// Telefon". Its values would otherwise become that person's own.
pub(super) fn is_about_another(name: &str) -> bool {
    words(name).iter().any(|word| ANOTHER.contains(&word.as_str()))
}

/// Whose numbers those in a column or field are, where its name says it.
pub(super) fn number_kind(name: &str) -> Option<&'static str> {
    let squashed = squash(name);
    let begins = |words: &[&str]| words.iter().any(|word| squashed.starts_with(word));
    if begins(&["kund", "kd", "customer"]) {
        Some("customer")
    } else if begins(&["mitglied", "member", "externemitglied"]) {
        Some("member")
    } else {
        None
    }
}

/// The words of academic titles and forms of address, folded.
const TITLES: &[&str] = &[
    "dr",
    "drs",
    "prof",
    "professor",
    "doktor",
    "dipl",
    "diplom",
    "mag",
    "magister",
    "med",
    "phil",
    "jur",
    "iur",
    "rer",
    "nat",
    "ing",
    "dent",
    "vet",
    "oec",
    "pol",
    "theol",
    "habil",
    "hc",
    "h",
    "c",
    "mult",
    "pd",
    "priv",
    "doz",
    "phd",
    "mba",
    "msc",
    "bsc",
    "ma",
    "ba",
    "llm",
    "bachelor",
    "master",
    "of",
    "arts",
    "science",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "lord",
    "herr",
    "herrn",
    "frau",
    "fr",
    "hr",
    "kfm",
    "kffr",
    "inf",
    "math",
    "phys",
    "chem",
    "biol",
    "psych",
    "soz",
    "paed",
    "vw",
    "bw",
    "fh",
    "univ",
    "tu",
    "graf",
    "graefin",
    "freiherr",
    "baron",
    "baronin",
    "prinz",
    "prinzessin",
    "pater",
    "pfarrer",
    "pfr",
    "rabbi",
    "schwester",
];

/// Whether the filled ones of these values are academic titles and forms of address for the
/// most part, and not positions such as "Sales representative".
pub(super) fn are_titles(values: &[String]) -> bool {
    let is_title = |value: &String| fold(value).split(' ').all(|word| TITLES.contains(&word));
    let filled = values.iter().filter(|value| !value.trim().is_empty());
    let (all, titles) =
        filled.fold((0, 0), |(all, titles), value| (all + 1, titles + u32::from(is_title(value))));
    titles * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_about_others_are_told() {
        for name in ["Dad email", "Mother – phone", "Soft Credit to", "Notfall Telefon"] {
            assert!(is_about_another(name), "{name}");
        }
        for name in ["E-Mail", "Telefon privat", "Kinderzahl", "Partnernummer", ""] {
            assert!(!is_about_another(name), "{name}");
        }
    }

    #[test]
    fn titles_are_no_positions() {
        let of = |values: &[&str]| {
            are_titles(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())
        };
        assert!(of(&["Dr.", "", "Prof. Dr. med.", "Dipl.-Ing."]));
        assert!(of(&["Mr", "Ms."]));
        assert!(of(&[]));
        assert!(!of(&["Sales Representative", "Owner", "Dr."]));
    }
}
