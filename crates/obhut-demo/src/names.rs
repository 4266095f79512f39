//! The word lists under `data/`, read once.

use std::sync::LazyLock;

/// Names, places and sentences the generator draws from.
pub struct Lists {
    pub female: Vec<&'static str>,
    pub male: Vec<&'static str>,
    pub surnames: Vec<&'static str>,
    pub hard: Vec<HardName>,
    /// Postcode and town.
    pub towns: Vec<(&'static str, &'static str)>,
    pub streets: Vec<&'static str>,
    pub trades: Vec<&'static str>,
    /// Subject and text.
    pub calls: Vec<(&'static str, &'static str)>,
    /// Title, place and minutes.
    pub meetings: Vec<(&'static str, &'static str, &'static str)>,
    pub emails_in: Vec<(&'static str, &'static str)>,
    pub emails_out: Vec<(&'static str, &'static str)>,
    pub tasks: Vec<(&'static str, &'static str)>,
    pub notes: Vec<&'static str>,
    pub asides: Vec<&'static str>,
    /// Sentences that name a telephone number.
    pub contacts: Vec<&'static str>,
}

/// A whole name that search and matching should be tried on.
#[derive(Debug, Clone, Copy)]
pub struct HardName {
    pub gender: Gender,
    pub first: &'static str,
    pub last: &'static str,
}

/// Which salutation a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    Female,
    Male,
    Diverse,
}

impl Gender {
    /// The choice of the field `salutation`.
    pub fn salutation(self) -> &'static str {
        match self {
            Self::Female => "Frau",
            Self::Male => "Herr",
            Self::Diverse => "Divers",
        }
    }
}

/// The lists, read at the first use.
pub static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    female: lines(include_str!("../data/first_names_female.txt")),
    male: lines(include_str!("../data/first_names_male.txt")),
    surnames: lines(include_str!("../data/surnames.txt")),
    hard: lines(include_str!("../data/hard_names.txt")).into_iter().map(hard_name).collect(),
    towns: pairs(include_str!("../data/towns.txt")),
    streets: lines(include_str!("../data/streets.txt")),
    trades: lines(include_str!("../data/trades.txt")),
    calls: pairs(include_str!("../data/calls.txt")),
    meetings: pairs(include_str!("../data/meetings.txt")).into_iter().map(meeting).collect(),
    emails_in: pairs(include_str!("../data/emails_in.txt")),
    emails_out: pairs(include_str!("../data/emails_out.txt")),
    tasks: pairs(include_str!("../data/tasks.txt")),
    notes: lines(include_str!("../data/notes.txt")),
    asides: lines(include_str!("../data/asides.txt")),
    contacts: lines(include_str!("../data/contacts.txt")),
});

fn lines(text: &'static str) -> Vec<&'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn pairs(text: &'static str) -> Vec<(&'static str, &'static str)> {
    lines(text).into_iter().map(halves).collect()
}

fn hard_name(line: &'static str) -> HardName {
    let (gender, name) = halves(line);
    let (first, last) = halves(name);
    let gender = match gender {
        "f" => Gender::Female,
        "m" => Gender::Male,
        _ => Gender::Diverse,
    };
    HardName { gender, first, last }
}

fn meeting(
    (title, rest): (&'static str, &'static str),
) -> (&'static str, &'static str, &'static str) {
    let (place, minutes) = halves(rest);
    (title, place, minutes)
}

fn halves(line: &'static str) -> (&'static str, &'static str) {
    line.split_once('|').expect("a line of a list of pairs has a bar")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::reach::fold;

    #[test]
    fn each_letter_of_a_name_has_its_place_in_an_address() {
        let lists = &*LISTS;
        let hard = lists.hard.iter().flat_map(|name| [name.first, name.last]);
        let names = lists.female.iter().chain(&lists.male).chain(&lists.surnames).copied();
        for name in names.chain(hard) {
            let letters = name.chars().filter(|c| *c != '\'').count();
            assert!(fold(name).len() >= letters, "{name}: {}", fold(name));
        }
    }

    #[test]
    fn lists_repeat_nothing() {
        let lists = &*LISTS;
        for list in [&lists.female, &lists.male, &lists.surnames, &lists.streets, &lists.notes] {
            assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len());
        }
        let codes: HashSet<_> = lists.towns.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), lists.towns.len());
        assert!(codes.iter().all(|code| code.len() == 5 && code.parse::<u32>().is_ok()));
        assert!(codes.len() >= 150);
    }
}
