use obhut_kernel::{Category, DataType};

use super::{
    lexicon::{LEXICON, Rule},
    table::{Table, TableKind},
    tokens::UNKNOWN,
};

/// Below this the words of a name alone make no column personal.
pub(super) const PERSONAL: f32 = 0.42;
/// What a rule loses in tables of settings, places and products.
const IN_CATALOGUE: f32 = 0.55;
/// What a rule loses for each unknown word before it.
const PER_UNKNOWN_BEFORE: f32 = 0.96;
/// What a rule loses for an unknown word behind it, which then is what the name is about: in
/// tables of persons, and in others.
const UNKNOWN_BEHIND: (f32, f32) = (0.75, 0.5);

/// What a column's name says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NameEvidence {
    pub category: Category,
    /// From 0 to 1.
    pub strength: f32,
    /// The plain words that decided, for the reason.
    pub words: String,
}

impl NameEvidence {
    fn new(category: Category, strength: f32, words: &[&str]) -> Self {
        Self { category, strength, words: words.join(" ") }
    }

    fn none(words: &[&str]) -> Self {
        Self::new(Category::None, 0.5, words)
    }
}

/// What the plain words of a column's name say in a table of this kind.
pub(super) fn judge(words: &[&'static str], table: &Table) -> NameEvidence {
    let words = without_decoration(words);
    if let Some(evidence) = identifier(words, table) {
        return evidence;
    }
    if *words == ["name"] && table.names_persons {
        return NameEvidence::new(Category::Name, 0.75, words);
    }
    if words.ends_with(&["value"]) && table.fields_in_rows {
        return NameEvidence::new(Category::OtherPersonal, 0.6, words);
    }
    let Some(Hit { rule, start, end }) = best_rule(words, table) else {
        return NameEvidence::none(&[]);
    };
    let (before, matched, after) = (&words[..start], &words[start..end], &words[end..]);
    let flag = before.first().is_some_and(|word| LEXICON.before.contains(word));
    // "Geb.-Datum" has the date twice.
    let neutral = |word: &&str| LEXICON.after.contains(word) && !matched.contains(word);
    if flag || after.iter().any(neutral) {
        return NameEvidence::none(matched);
    }
    let mut strength = rule.strength;
    let unknown = before.iter().filter(|word| **word == UNKNOWN).count();
    strength *= PER_UNKNOWN_BEFORE.powi(i32::try_from(unknown).unwrap_or(9));
    if after.iter().any(|word| !changes_nothing(word)) {
        let about_people = matches!(table.kind, TableKind::Person | TableKind::Detail);
        strength *= if about_people { UNKNOWN_BEHIND.0 } else { UNKNOWN_BEHIND.1 };
    }
    if table.kind.is_catalogue() && !rule.category.is_special() && !is_secret(rule.category) {
        strength *= IN_CATALOGUE;
    }
    // "phone_id" is a link to a number, which is not the number, but still leads to it.
    if after.last() == Some(&"id") && !stands_as_key(rule.category) {
        strength *= 0.45;
    }
    if strength < PERSONAL {
        return NameEvidence::none(matched);
    }
    NameEvidence::new(rule.category, strength, matched)
}

/// The type that the words of a name suggest.
pub(super) fn data_type(words: &[&str], category: Category) -> Option<DataType> {
    let last = words.iter().rev().find(|word| **word != UNKNOWN)?;
    let first = words.first()?;
    if matches!(*first, "is" | "has" | "can" | "allow" | "enable" | "do") {
        return Some(DataType::Bool);
    }
    match category {
        Category::Email => return Some(DataType::Email),
        Category::Phone => return Some(DataType::Phone),
        Category::BankAccount if words.contains(&"iban") => return Some(DataType::Iban),
        Category::BirthDate if !matches!(*last, "year" | "age" | "month" | "day" | "range") => {
            return Some(DataType::Date);
        }
        Category::CommunicationContent if *last != "subject" => return Some(DataType::LongText),
        Category::FreeTextAboutPerson => return Some(DataType::LongText),
        Category::SalaryMoney => return Some(DataType::Amount),
        Category::Gender => return Some(DataType::Choice),
        _ => {}
    }
    match *last {
        "date" | "anniversary" => Some(DataType::Date),
        "amount" | "price" | "fee" | "total" | "cost" | "donation" => Some(DataType::Amount),
        "note" | "comment" | "description" | "body" => Some(DataType::LongText),
        "website" => Some(DataType::Url),
        "count" | "quantity" | "age" | "year" => Some(DataType::Integer),
        "latitude" | "longitude" => Some(DataType::Number),
        "deceased" | "active" | "enabled" => Some(DataType::Bool),
        "status" | "type" | "gender" | "country" => Some(DataType::Choice),
        _ => None,
    }
}

struct Hit {
    rule: &'static Rule,
    start: usize,
    end: usize,
}

fn best_rule(words: &[&'static str], table: &Table) -> Option<Hit> {
    let mut best: Option<Hit> = None;
    for rule in LEXICON.rules.iter().filter(|rule| holds(rule, table)) {
        let length = rule.words.len();
        if length > words.len() {
            continue;
        }
        for start in 0..=words.len() - length {
            let end = start + length;
            let bound = (!rule.at_start || start == 0) && (!rule.at_end || end == words.len());
            if !bound || !matches(rule, &words[start..end]) {
                continue;
            }
            let rank = |hit: &Hit| (hit.end, hit.end - hit.start, !hit.rule.is_generic());
            let hit = Hit { rule, start, end };
            // The first of equals stays: the file is ordered.
            if best.as_ref().is_none_or(|best| rank(&hit) > rank(best)) {
                best = Some(hit);
            }
        }
    }
    best
}

/// Whether the rule holds in the table. Towns and states beside a street or a postcode are parts
/// of an address, whatever else the table is about.
fn holds(rule: &Rule, table: &Table) -> bool {
    let part_of_address = rule.category == Category::PostcodeCity
        && table.has_addresses
        && !table.kind.is_catalogue();
    let of_persons = table.kind == TableKind::Transaction && table.of_persons;
    part_of_address
        || rule.tables.contain(table.kind)
        || (of_persons && rule.tables.contain_transactions_of_persons())
}

fn matches(rule: &Rule, words: &[&str]) -> bool {
    rule.words
        .iter()
        .zip(words)
        .all(|(wanted, word)| wanted == word || (*wanted == "@person" && LEXICON.is_person(word)))
}

/// Keys of persons: `customer_id`, the `id` of a table of persons, `created_by`.
fn identifier(words: &[&str], table: &Table) -> Option<NameEvidence> {
    let evidence =
        |strength| Some(NameEvidence::new(Category::IdentifierOfPerson, strength, words));
    match words {
        [.., "customer", "id"] if table.clients_are_programs => Some(NameEvidence::none(words)),
        ["id"] if table.kind == TableKind::Person => evidence(0.75),
        ["parent", "id"] if table.audits_persons => evidence(0.65),
        ["parent" | "master", "id"] => Some(NameEvidence::none(words)),
        [.., "unique" | "external", "id"] => None,
        [.., person, "id"] if LEXICON.is_person(person) && is_flagless(words) => evidence(0.85),
        [.., "created" | "modified" | "assigned", "id"] => evidence(0.5),
        [
            ..,
            "created" | "modified" | "entered" | "approved" | "assigned" | "registered",
            "by" | "to",
        ]
        | [.., "by", "user"] => evidence(0.55),
        [.., person] if LEXICON.is_person(person) && words.len() > 1 && is_link(words) => {
            evidence(0.5)
        }
        _ => None,
    }
}

/// Whether a word behind the one that decides leaves it what it is: `phone_home`, `email_1_value`.
fn changes_nothing(word: &str) -> bool {
    LEXICON.beside.contains(word)
        || LEXICON.is_person(word)
        || matches!(word, "id" | "number" | "name" | "address")
}

/// `assigned_user`, `account_manager`: the person itself stands in the column.
fn is_link(words: &[&str]) -> bool {
    matches!(words[0], "assigned" | "created" | "modified" | "responsible")
}

fn is_flagless(words: &[&str]) -> bool {
    !LEXICON.before.contains(words[0])
}

/// The words without what numbers or marks columns: `contact_id_a`, `address_1`, `id_c`.
fn without_decoration<'a>(words: &'a [&'static str]) -> &'a [&'static str] {
    let mut words = words;
    while words.len() > 1 && words.last() == Some(&UNKNOWN) && words[words.len() - 2] == "id" {
        words = &words[..words.len() - 1];
    }
    words
}

fn is_secret(category: Category) -> bool {
    category == Category::PasswordSecret
}

/// Categories whose values are usually kept as a key into a list.
fn stands_as_key(category: Category) -> bool {
    matches!(
        category,
        Category::Gender
            | Category::OnlineId
            | Category::TaxOrSocialId
            | Category::NationalId
            | Category::IdentifierOfPerson
            | Category::Employment
            | Category::PostcodeCity
    ) || category.is_special()
}
