use std::collections::BTreeMap;

use obhut_detect::parse::{DateOrder, NumberStyle};
use obhut_kernel::{Category, DataType, Message};
use obhut_law::LegalBasis;
use obhut_sheets::{Cell, RejectedWriter};
use serde_json::{Value as Json, json};

use crate::{
    PersonId,
    persons::matching::Candidate,
    register::{Channel, Visibility},
};

/// At most so many rejected rows, suppressed rows and possible duplicates are listed; all are
/// counted, and all rejected rows go to the [`RejectedSheet`].
pub const LISTED: usize = 10_000;

/// What to import and how.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent choices, each made by name")]
pub struct ImportRequest {
    /// The key of the record type.
    pub type_key: String,
    /// Whether to make the type, with a field for each column.
    pub new: bool,
    /// The name of a new type; otherwise its key.
    pub label: Option<String>,
    /// Where the data comes from, in the words of who brings it. It may hold a name and is kept
    /// with the records' origin only, never in the journal.
    pub source: Option<String>,
    /// The legal basis (Art. 6(1) or 9(2) DSGVO).
    pub basis: Option<LegalBasis>,
    /// Whether to tell what would happen and store nothing.
    pub dry_run: bool,
    /// How the data comes in.
    pub channel: Channel,
    /// What to do with columns, by their name in [`obhut_sheets::Table::columns`]; the others are
    /// mapped by what they are called and hold.
    pub columns: BTreeMap<String, ColumnChoice>,
    /// Whether day, month or year comes first in dates; otherwise as the columns show.
    pub dates: Option<DateOrder>,
    /// Whether a point or a comma parts the decimals; otherwise as the columns show.
    pub numbers: Option<NumberStyle>,
    /// Whether columns that fit no field of an existing type become fields, which needs the right
    /// to manage types. Otherwise they are reported and not imported.
    pub add_fields: bool,
    /// Who sees the records besides those who see all.
    pub visibility: Visibility,
    /// Whether to begin anew where an earlier import of the same file was stopped.
    pub restart: bool,
    /// Whether to import a file that was imported to its end before, and to store its records
    /// once more. Otherwise it is refused: the same rows into the same type by the same columns
    /// are never stored twice by mistake.
    pub again: bool,
}

impl ImportRequest {
    /// An import into an existing type with nothing else chosen.
    pub fn new(type_key: impl Into<String>) -> Self {
        Self {
            type_key: type_key.into(),
            new: false,
            label: None,
            source: None,
            basis: None,
            dry_run: false,
            channel: Channel::Import,
            columns: BTreeMap::new(),
            dates: None,
            numbers: None,
            add_fields: false,
            visibility: Visibility::default(),
            restart: false,
            again: false,
        }
    }
}

/// What to do with a column instead of what is proposed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Whether it is left out.
    pub skip: bool,
    /// The field it goes to: one of the type, or the key of the new one. Two keys with `+` between
    /// them are those of first names and surname, into which whole names are taken apart.
    pub field: Option<String>,
    /// The data type of a new field.
    pub data_type: Option<DataType>,
    /// What a new field says of a person; counts as confirmed.
    pub category: Option<Category>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows of the file so far.
    pub rows: u64,
    /// Records stored so far, or in a dry run those that would be.
    pub imported: u64,
}

/// A sheet that takes every rejected row with its reason, to be corrected and imported again.
pub struct RejectedSheet<'a> {
    /// The sheet.
    pub writer: &'a mut RejectedWriter,
    /// Renders reasons in the reader's language.
    pub render: &'a dyn Fn(&Message) -> String,
}

/// A row that was not stored, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// The row as a person counts it in the file, from 1.
    pub row: u64,
    /// The key of the field at fault, or the name of a column without one; none when it is the
    /// whole row.
    pub field: Option<String>,
    /// Why.
    pub reason: Message,
}

/// A column and the field it went to.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldReport {
    /// The name of the column.
    pub column: String,
    /// The key of the field; none when the column was not imported. Two keys with `+` between
    /// them where a whole name was taken apart.
    pub key: Option<String>,
    /// Whether it went to no field and served to find whose the records are.
    pub links: bool,
    /// The type of the field's values, or the proposed one.
    pub data_type: DataType,
    /// What it says of a person, or is proposed to say.
    pub category: Category,
    /// Whether the category is confirmed.
    pub classified: bool,
    /// How sure the mapping, or for a new field the category, is: from 0 to 1.
    pub confidence: f32,
    /// Why, in the order of weight.
    pub reasons: Vec<Message>,
    /// Whether values belong to the special categories of Art. 9 DSGVO, perhaps only some.
    pub special: bool,
}

/// Two records that may be of one person, for a human to decide on.
#[derive(Debug, Clone, PartialEq)]
pub struct PossibleDuplicate {
    /// The row in the file.
    pub row: u64,
    /// The known person it may be.
    pub person: Option<PersonId>,
    /// The other row in the file it may be.
    pub other_row: Option<u64>,
    /// What speaks for it.
    pub reasons: Vec<Message>,
}

/// What a person should know and decide before the data is used, or in a dry run before it is
/// stored.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings, each asked for by name")]
pub struct Triage {
    /// Whether nothing was stored.
    pub dry_run: bool,
    /// Whether the file was read to its end.
    pub finished: bool,
    /// Rows that an earlier, stopped import of the same file had brought in already; counted in
    /// the report, but what was rejected among them is not listed again.
    pub resumed_after: u64,
    /// The day on which a file that begins the same was imported before.
    pub imported_before: Option<jiff::civil::Date>,
    /// Whether it was the same to its end and went to the same fields, so that the import would
    /// be refused without [`ImportRequest::again`].
    pub imported_same: bool,
    /// Whether no legal basis was given (Art. 6 DSGVO).
    pub missing_basis: bool,
    /// Whether no source was given (Art. 14(2)(f) DSGVO).
    pub missing_source: bool,
    /// Columns with special categories of personal data (Art. 9 DSGVO).
    pub special: Vec<String>,
    /// Columns that went to no field and served only to find whose the records are.
    pub linking: Vec<String>,
    /// Records of a type about persons that were joined to nobody; those of an earlier run of a
    /// resumed import are not counted.
    pub unlinked: u64,
    /// Columns that were not imported.
    pub unmapped: Vec<String>,
    /// New fields whose category somebody has to confirm.
    pub unclassified: Vec<String>,
    /// What was understood and stored but should be looked at: repaired characters, dates with
    /// two readings, birth dates that cannot be, postcodes that may have lost a zero.
    pub hints: Vec<Message>,
    /// All rejected rows.
    pub rejected: u64,
    /// The rows of suppressed persons.
    pub suppressed: Vec<u64>,
    /// Possible duplicates.
    pub duplicates: Vec<PossibleDuplicate>,
    /// How many of them there are.
    pub duplicates_count: u64,
    /// New rows that were not compared with others by name and birth date, because there were too
    /// many.
    pub duplicates_unchecked: u64,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportReport {
    /// Rows of data in the file so far, rejected ones included.
    pub rows: u64,
    /// The encoding a text file was read in, by its WHATWG name.
    pub encoding: Option<&'static str>,
    /// Records made.
    pub imported: u64,
    /// Rows that were not stored, at most [`LISTED`] of them.
    pub rejected: Vec<Rejected>,
    /// Persons made.
    pub persons_new: u64,
    /// Records joined to a person that was there before, or came in an earlier row.
    pub persons_matched: u64,
    /// Rows of persons who must not come back, which were not stored.
    pub suppressed: u64,
    /// The columns.
    pub fields: Vec<FieldReport>,
    /// What the reader of the file noticed, and rows that are no data.
    pub notes: Vec<Message>,
    /// What to know and decide.
    pub triage: Triage,
}

impl ImportReport {
    /// The report as the command line and the API show it, with its reasons rendered.
    pub fn to_json(&self, render: impl Fn(&Message) -> String) -> Json {
        let joined =
            |messages: &[Message]| messages.iter().map(&render).collect::<Vec<_>>().join(" ");
        let rejected: Vec<_> = self
            .rejected
            .iter()
            .map(|r| json!({ "row": r.row, "field": r.field, "reason": render(&r.reason) }))
            .collect();
        let fields: Vec<_> = self
            .fields
            .iter()
            .map(|field| {
                json!({
                    "column": field.column,
                    "key": field.key,
                    "type": field.data_type.key(),
                    "category": field.category.key(),
                    "confidence": two_digits(field.confidence),
                    "reason": joined(&field.reasons),
                })
            })
            .collect();
        json!({
            "rows": self.rows,
            "encoding": self.encoding,
            "imported": self.imported,
            "rejected": rejected,
            "persons": { "new": self.persons_new, "matched": self.persons_matched },
            "suppressed": self.suppressed,
            "fields": fields,
            "notes": self.notes.iter().map(&render).collect::<Vec<_>>(),
            "triage": self.triage.to_json(&joined),
        })
    }
}

impl Triage {
    fn to_json(&self, joined: &impl Fn(&[Message]) -> String) -> Json {
        let duplicates: Vec<_> = self
            .duplicates
            .iter()
            .map(|d| {
                json!({
                    "row": d.row,
                    "person": d.person,
                    "other_row": d.other_row,
                    "reason": joined(&d.reasons),
                })
            })
            .collect();
        json!({
            "dry_run": self.dry_run,
            "finished": self.finished,
            "resumed_after": self.resumed_after,
            "imported_before": self.imported_before.map(|day| day.to_string()),
            "imported_same": self.imported_same,
            "missing_basis": self.missing_basis,
            "missing_source": self.missing_source,
            "special": self.special,
            "linking": self.linking,
            "unlinked_count": self.unlinked,
            "unmapped": self.unmapped,
            "unclassified": self.unclassified,
            "hints": self.hints.iter().map(|hint| joined(std::slice::from_ref(hint))).collect::<Vec<_>>(),
            "rejected_count": self.rejected,
            "suppressed_rows": self.suppressed,
            "duplicates": duplicates,
            "duplicates_count": self.duplicates_count,
            "duplicates_unchecked": self.duplicates_unchecked,
        })
    }
}

/// More digits would pretend to know more.
fn two_digits(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}

/// A row whose cells were understood.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    /// As a person counts.
    pub(super) number: u64,
    /// One for each field of the type.
    pub(super) values: Vec<obhut_kernel::Value>,
    /// The folded name it is searched by.
    pub(super) fold: Option<String>,
    /// What identifies its person, in columns that are not stored as well.
    pub(super) candidate: Candidate,
    /// The cells, where a sheet of rejected rows wants them.
    pub(super) cells: Vec<Cell>,
}

/// A row that is not stored.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) number: u64,
    /// The column at fault.
    pub(super) column: Option<usize>,
    pub(super) field: Option<String>,
    pub(super) reason: Message,
    pub(super) cells: Vec<Cell>,
}
