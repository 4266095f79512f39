use super::{lexicon::LEXICON, tokens::UNKNOWN};

/// What kind of rows a table has, as far as its name and its columns tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableKind {
    /// Each row is a person.
    Person,
    /// Rows that belong to a person: addresses, phone numbers, a person's relatives.
    Detail,
    /// Companies and other organisations that are reached through persons.
    Business,
    /// What was said or written: messages, calls, notes.
    Message,
    /// Orders, payments, memberships.
    Transaction,
    /// Changes and accesses.
    Audit,
    /// Settings, types, templates.
    Config,
    /// Towns, countries.
    Place,
    /// Products and documents.
    Item,
    /// Anything else, links between tables, no table at all.
    Other,
}

impl TableKind {
    /// The letter that stands for it in the data files.
    pub fn letter(self) -> char {
        match self {
            Self::Person => 'P',
            Self::Detail => 'D',
            Self::Business => 'B',
            Self::Message => 'M',
            Self::Transaction => 'T',
            Self::Audit => 'A',
            Self::Config => 'C',
            Self::Place => 'G',
            Self::Item => 'I',
            Self::Other => 'O',
        }
    }

    /// The kind of a letter of the data files; the files are part of the program, an unknown
    /// letter is [`Self::Other`].
    pub fn of_letter(letter: &str) -> Self {
        let all = [
            Self::Person,
            Self::Detail,
            Self::Business,
            Self::Message,
            Self::Transaction,
            Self::Audit,
            Self::Config,
            Self::Place,
            Self::Item,
        ];
        all.into_iter().find(|kind| letter.starts_with(kind.letter())).unwrap_or(Self::Other)
    }

    /// Whether the rows are a catalogue of things that are no person's.
    pub fn is_catalogue(self) -> bool {
        matches!(self, Self::Config | Self::Place | Self::Item)
    }
}

/// A table as the rules see it.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub kind: TableKind,
    /// The rows are named after persons: `name` in them is a person's, whatever the kind.
    pub names_persons: bool,
    /// The rows are changes of a table of persons.
    pub audits_persons: bool,
    /// Rows hold postal addresses.
    pub has_addresses: bool,
    /// A client is a program here, as in OAuth, and no customer.
    pub clients_are_programs: bool,
}

impl Table {
    /// Judges by the plain words of the table's name and of all its columns.
    pub fn of(name: &[&'static str], columns: &[Vec<&'static str>]) -> Self {
        let kinds: Vec<_> =
            name.iter().filter_map(|word| LEXICON.kinds.get(word).copied()).collect();
        let named = kinds.last().copied().unwrap_or(TableKind::Other);
        let head = name.last().and_then(|word| LEXICON.kinds.get(word)) == Some(&named);
        let traits = Traits::of(columns);
        let kind = match named {
            _ if traits.program => TableKind::Other,
            TableKind::Person => person_kind(head, kinds.len() > 1, &traits),
            TableKind::Config | TableKind::Place | TableKind::Item => named,
            TableKind::Message | TableKind::Transaction | TableKind::Audit => named,
            _ if traits.correspondence => TableKind::Message,
            _ if traits.identity >= 2 => TableKind::Person,
            // "trackable_url" is no detail of anybody.
            TableKind::Detail if name.contains(&UNKNOWN) && !traits.person_key => TableKind::Other,
            other => other,
        };
        Self {
            kind,
            names_persons: named == TableKind::Person && head && kind != TableKind::Other,
            audits_persons: named == TableKind::Audit && kinds.contains(&TableKind::Person),
            has_addresses: traits.addresses,
            clients_are_programs: traits.program,
        }
    }
}

/// What a table named after a kind of person is.
fn person_kind(head: bool, compound: bool, traits: &Traits) -> TableKind {
    match (head, traits) {
        (_, Traits { identity: 2.., .. }) => TableKind::Person,
        (true, Traits { identity: 1, .. }) => TableKind::Person,
        // A participant is the participation of somebody who is kept elsewhere; a group's
        // contacts are a link.
        (true, Traits { person_key: true, .. }) if !compound => TableKind::Detail,
        (true, _) if !compound => TableKind::Person,
        (true, _) => TableKind::Other,
        (false, Traits { person_key: true, .. }) => TableKind::Detail,
        (false, _) => TableKind::Other,
    }
}

/// What the columns of a table say of it.
struct Traits {
    /// How many fields are there that only persons have.
    identity: usize,
    /// Rows belong to a person of another table.
    person_key: bool,
    /// Something written: a subject with a body, or a message.
    correspondence: bool,
    /// A street or a postcode.
    addresses: bool,
    /// Credentials of a program.
    program: bool,
}

impl Traits {
    fn of(columns: &[Vec<&'static str>]) -> Self {
        let has = |word| columns.iter().any(|words| words.as_slice() == [word]);
        let body = columns.iter().any(|words| words.contains(&"body"));
        Self {
            identity: columns.iter().filter(|words| is_identity(words)).count(),
            person_key: columns.iter().any(|words| is_person_key(words)),
            correspondence: (has("subject") && body) || has("message"),
            addresses: columns
                .iter()
                .any(|words| words.contains(&"street") || words.contains(&"postcode")),
            program: columns.iter().any(|words| words.ends_with(&["customer", "secret"])),
        }
    }
}

/// Fields that only a person has.
fn is_identity(words: &[&str]) -> bool {
    let pairs = [
        ["first", "name"],
        ["last", "name"],
        ["given", "name"],
        ["family", "name"],
        ["full", "name"],
        ["birth", "date"],
        ["marital", "status"],
        ["job", "title"],
    ];
    words.ends_with(&["gender"]) || words == ["password"] || pairs.iter().any(|pair| words.ends_with(pair))
}

/// A key of the usual words for persons; those of other words (an author, a driver) as often are
/// the table's own.
fn is_person_key(words: &[&str]) -> bool {
    let [before @ .., noun, "id" | "number"] = words else { return false };
    before.is_empty()
        && matches!(
            *noun,
            "contact" | "user" | "person" | "customer" | "employee" | "member" | "student" | "patient"
        )
}
