use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use obhut_kernel::Category;

use super::table::TableKind;

/// The word lists of `data/`, read once.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// Everything the detector knows of words.
pub(super) struct Lexicon {
    /// Words of column names to plain words.
    pub synonyms: HashMap<&'static str, Vec<&'static str>>,
    /// What words of column names speak for.
    pub rules: Vec<Rule>,
    /// Words for kinds of table.
    pub kinds: HashMap<&'static str, TableKind>,
    /// Words that neutralise what stands before them.
    pub after: HashSet<&'static str>,
    /// Words that neutralise what stands behind them.
    pub before: HashSet<&'static str>,
    /// Words that change nothing.
    pub beside: HashSet<&'static str>,
    /// Frequent first names, folded.
    pub first_names: HashSet<&'static str>,
    /// Frequent surnames, folded.
    pub surnames: HashSet<&'static str>,
    /// Towns and countries, folded.
    pub places: HashSet<&'static str>,
    /// Beginnings of words that reveal a special category.
    pub special: Vec<SpecialWord>,
    vocabulary: HashSet<&'static str>,
}

/// One line of `column_rules.tsv`.
pub(super) struct Rule {
    pub words: Vec<&'static str>,
    pub at_start: bool,
    pub at_end: bool,
    pub category: Category,
    /// From 0 to 1.
    pub strength: f32,
    pub tables: Tables,
}

impl Rule {
    /// Whether it speaks of any person, and yields to a rule that names the word.
    pub fn is_generic(&self) -> bool {
        self.words.contains(&"@person")
    }
}

/// The kinds of table a rule holds in.
pub(super) enum Tables {
    All,
    /// All but configuration, places and products.
    AboutPeople,
    These(&'static str),
}

impl Tables {
    /// Whether it holds in transactions that carry the key of a person.
    pub fn contain_transactions_of_persons(&self) -> bool {
        matches!(self, Self::These(letters) if letters.contains('K'))
    }

    pub fn contain(&self, kind: TableKind) -> bool {
        match self {
            Self::All => true,
            Self::AboutPeople => !kind.is_catalogue(),
            Self::These(letters) => letters.contains(kind.letter()),
        }
    }
}

/// One line of `special_words.tsv`.
pub(super) struct SpecialWord {
    pub category: Category,
    pub start: &'static str,
    pub whole: bool,
}

impl Lexicon {
    /// The word as the lexicon holds it.
    pub fn word(&self, word: &str) -> Option<&'static str> {
        self.vocabulary.get(word).copied()
    }

    /// Whether the plain word stands for a person.
    pub fn is_person(&self, word: &str) -> bool {
        self.kinds.get(word) == Some(&TableKind::Person)
    }

    fn load() -> Self {
        let synonyms: HashMap<_, Vec<_>> = rows(include_str!("../../data/synonyms.tsv"))
            .map(|[word, plain]: [&str; 2]| (word, plain.split(' ').collect()))
            .collect();
        let rules: Vec<_> = rows(include_str!("../../data/column_rules.tsv")).map(rule).collect();
        let mut kinds = HashMap::new();
        for [kind, words] in rows::<2>(include_str!("../../data/table_kinds.tsv")) {
            let kind = TableKind::of_letter(kind);
            kinds.extend(words.split(' ').map(|word| (word, kind)));
        }
        let mut modifiers: HashMap<_, HashSet<_>> = HashMap::new();
        for [place, words] in rows::<2>(include_str!("../../data/modifiers.tsv")) {
            modifiers.entry(place).or_default().extend(words.split(' '));
        }
        let mut list = |place| modifiers.remove(place).unwrap_or_default();
        let (after, before, beside) = (list("after"), list("before"), list("beside"));
        let vocabulary = synonyms
            .keys()
            .copied()
            .chain(synonyms.values().flatten().copied())
            .chain(rules.iter().flat_map(|rule: &Rule| rule.words.iter().copied()))
            .chain(kinds.keys().copied())
            .chain(after.iter().copied())
            .chain(before.iter().copied())
            .chain(beside.iter().copied())
            .collect();
        let special = rows(include_str!("../../data/special_words.tsv"))
            .map(|[category, word]: [&str; 2]| SpecialWord {
                category: category_of(category),
                start: word.trim_end_matches('.'),
                whole: word.ends_with('.'),
            })
            .collect();
        Self {
            synonyms,
            rules,
            kinds,
            after,
            before,
            beside,
            first_names: words(include_str!("../../data/first_names.txt")),
            surnames: words(include_str!("../../data/surnames.txt")),
            places: words(include_str!("../../data/places.txt")),
            special,
            vocabulary,
        }
    }
}

fn rule([words, category, strength, tables]: [&'static str; 4]) -> Rule {
    let strength: u8 = strength.parse().expect("a strength of 0 to 100");
    Rule {
        words: words.split(' ').filter(|word| !matches!(*word, "^" | "$")).collect(),
        at_start: words.starts_with('^'),
        at_end: words.ends_with('$'),
        category: category_of(category),
        strength: f32::from(strength) / 100.0,
        tables: match tables {
            "*" => Tables::All,
            "+" => Tables::AboutPeople,
            letters => Tables::These(letters),
        },
    }
}

fn category_of(key: &str) -> Category {
    key.parse().expect("a category of the closed list")
}

/// The lines of a data file with `N` fields; comments and blank lines left out.
fn rows<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    lines(file).map(|line| {
        let fields: Vec<_> = line.split('\t').collect();
        fields.try_into().expect("a line with all its fields")
    })
}

fn words(file: &'static str) -> HashSet<&'static str> {
    lines(file).flat_map(str::split_whitespace).collect()
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}
