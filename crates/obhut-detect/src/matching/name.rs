use obhut_kernel::Message;

use crate::normalise::{name_key, phonetic};

/// A name's parts as they are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct NameKeys {
    /// [`name_key`] of the first names.
    pub given: String,
    /// [`name_key`] of the surname.
    pub family: String,
    /// [`phonetic`] of first names and surname.
    pub sound: String,
}

impl NameKeys {
    /// The keys of first names and surname as they are written.
    pub fn new(given: &str, family: &str) -> Self {
        let (given, family) = (name_key(given), name_key(family));
        let sound = phonetic(&format!("{given} {family}"));
        Self { given, family, sound }
    }

    /// First names and surname in one.
    fn full(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }
}

/// In which way two names are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Same,
    /// `Müller` and `Muller`.
    Umlaut,
    /// First name and surname the other way round.
    Swapped,
    /// The same sounds in German.
    Sound,
    /// A letter or two.
    Typo,
    /// A second first name or all but an initial is missing.
    Part,
    /// Another surname, as after a wedding.
    Given,
}

impl Likeness {
    /// What it is worth, 1 for the same name.
    pub fn weight(self) -> f32 {
        match self {
            Self::Same => 1.0,
            Self::Umlaut | Self::Swapped => 0.95,
            Self::Sound => 0.85,
            Self::Typo => 0.8,
            Self::Part => 0.75,
            Self::Given => 0.3,
        }
    }

    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Same => "match-name",
            Self::Umlaut => "match-name-umlaut",
            Self::Swapped => "match-name-swapped",
            Self::Sound => "match-name-sound",
            Self::Typo => "match-name-typo",
            Self::Part => "match-name-part",
            Self::Given => "match-name-given",
        })
    }
}

/// In which way the names are alike; `None` when they are of different people.
pub(super) fn compare(a: &NameKeys, b: &NameKeys) -> Option<Likeness> {
    let (full_a, full_b) = (a.full(), b.full());
    if full_a.is_empty() || full_b.is_empty() {
        return None;
    }
    if full_a == full_b {
        return Some(Likeness::Same);
    }
    if a.given == b.family && a.family == b.given {
        return Some(Likeness::Swapped);
    }
    if without_umlauts(&full_a) == without_umlauts(&full_b) {
        return Some(Likeness::Umlaut);
    }
    if a.given.is_empty() || b.given.is_empty() || a.family.is_empty() || b.family.is_empty() {
        return whole(&full_a, &full_b);
    }
    let family = part(&a.family, &b.family);
    let given = part(&a.given, &b.given);
    match (given, family) {
        (Some(_), Some(_)) if a.sound == b.sound => Some(Likeness::Sound),
        (Some(Closeness::Piece), Some(_)) | (Some(_), Some(Closeness::Piece)) => {
            Some(Likeness::Part)
        }
        (Some(_), Some(_)) => Some(Likeness::Typo),
        (Some(Closeness::Equal), None) => Some(Likeness::Given),
        _ => None,
    }
}

/// Names of which at least one is not kept in parts: the same words in any order, or a typo.
fn whole(a: &str, b: &str) -> Option<Likeness> {
    let sorted = |text: &str| {
        let mut words: Vec<_> = text.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    if sorted(a) == sorted(b) {
        return Some(Likeness::Swapped);
    }
    matches!(part(a, b), Some(Closeness::Slip)).then_some(Likeness::Typo)
}

enum Closeness {
    Equal,
    Slip,
    Piece,
}

fn part(a: &str, b: &str) -> Option<Closeness> {
    if a == b {
        return Some(Closeness::Equal);
    }
    if is_piece(a, b) || is_piece(b, a) {
        return Some(Closeness::Piece);
    }
    let length = a.chars().count().min(b.chars().count());
    let allowed = match length {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    };
    let slip = strsim::damerau_levenshtein(a, b) <= allowed
        || (length >= 6 && strsim::jaro_winkler(a, b) >= 0.95);
    // "Maier" and "Meyer" differ by two letters in five but not to the ear.
    let heard = length >= 4 && strsim::jaro_winkler(a, b) >= 0.75 && phonetic(a) == phonetic(b);
    (slip || heard).then_some(Closeness::Slip)
}

/// Whether `short` is the first word of `long` or its initial: "Hans" of "Hans Bernd", "h".
fn is_piece(short: &str, long: &str) -> bool {
    let Some(rest) = long.strip_prefix(short) else { return false };
    rest.starts_with(' ') || short.chars().count() == 1
}

/// `mueller` as people write it who have no umlauts: `muller`.
fn without_umlauts(key: &str) -> String {
    key.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}
