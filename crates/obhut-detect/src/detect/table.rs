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

/// Tables that keep a field per row have the row's key, the person's, the field's, the value and
/// little more.
const MOST_IN_ROWS: usize = 6;

/// A table as the rules see it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings, each asked for by name")]
pub(super) struct Table {
    pub kind: TableKind,
    /// The rows are named after persons: `name` in them is a person's, whatever the kind.
    pub names_persons: bool,
    /// The rows are changes of a table of persons.
    pub audits_persons: bool,
    /// Rows hold postal addresses.
    pub has_addresses: bool,
    /// Rows carry the key of a person.
    pub of_persons: bool,
    /// Each row is one of many fields of a person, its meaning in another column or table.
    pub fields_in_rows: bool,
    /// A client is a program here, as in OAuth, and no customer.
    pub clients_are_programs: bool,
}

impl Table {
    /// Judges by the plain words of the table's name and of all its columns.
    pub fn of(name: &[&'static str], columns: &[Vec<&'static str>]) -> Self {
        let name = without_decoration(name);
        let kinds: Vec<_> =
            name.iter().filter_map(|word| LEXICON.kinds.get(word).copied()).collect();
        let named = kinds.last().copied().unwrap_or(TableKind::Other);
        let head = name.last().and_then(|word| LEXICON.kinds.get(word)) == Some(&named);
        let traits = Traits::of(columns);
        let kind = match named {
            _ if traits.program => TableKind::Other,
            TableKind::Person => person_kind(head, kinds.len() > 1, &traits),
            TableKind::Config
            | TableKind::Place
            | TableKind::Item
            | TableKind::Message
            | TableKind::Transaction => named,
            TableKind::Audit => audit_kind(name),
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
            of_persons: traits.person_key,
            fields_in_rows: traits.person_key && traits.value && columns.len() <= MOST_IN_ROWS,
            clients_are_programs: traits.program,
        }
    }
}

/// The name without words behind it that only say that it is a part: `contacts_custom`.
fn without_decoration<'a>(name: &'a [&'static str]) -> &'a [&'static str] {
    let end = name
        .iter()
        .rposition(|word| !LEXICON.beside.contains(word) || LEXICON.kinds.contains_key(word));
    end.map_or(name, |end| &name[..=end])
}

/// Changes of settings and products, or of something unknown, are not about people.
fn audit_kind(name: &[&'static str]) -> TableKind {
    let audited = name.iter().filter_map(|word| LEXICON.kinds.get(word)).rev();
    match audited.into_iter().find(|kind| **kind != TableKind::Audit) {
        Some(kind) if kind.is_catalogue() => TableKind::Config,
        None if name.contains(&UNKNOWN) => TableKind::Other,
        _ => TableKind::Audit,
    }
}

/// What a table named after a kind of person is.
fn person_kind(head: bool, compound: bool, traits: &Traits) -> TableKind {
    let named_head = head && !compound;
    if traits.identity >= 2 || (head && traits.identity == 1) {
        TableKind::Person
    } else if traits.person_key && (named_head || !head) {
        // A participant is the participation of somebody who is kept elsewhere.
        TableKind::Detail
    } else if named_head {
        TableKind::Person
    } else {
        // A group's contacts are a link.
        TableKind::Other
    }
}

/// What the columns of a table say of it.
#[expect(clippy::struct_excessive_bools, reason = "independent findings, each asked for by name")]
struct Traits {
    /// How many fields are there that only persons have.
    identity: usize,
    /// Rows belong to a person of another table.
    person_key: bool,
    /// Something written: a subject with a body, or a message.
    correspondence: bool,
    /// A bare value.
    value: bool,
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
            value: columns.iter().any(|words| words.ends_with(&["value"])),
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
    words.ends_with(&["gender"])
        || words == ["password"]
        || pairs.iter().any(|pair| words.ends_with(pair))
}

/// A key of the usual words for persons; those of other words (an author, a driver) as often are
/// the table's own.
fn is_person_key(words: &[&str]) -> bool {
    let [before @ .., noun, "id" | "number"] = words else { return false };
    before.is_empty()
        && matches!(
            *noun,
            "contact"
                | "user"
                | "person"
                | "customer"
                | "employee"
                | "member"
                | "student"
                | "patient"
        )
}
