//! Where each column goes: to a field of the type, to a new one, or nowhere. Pure.

use obhut_detect::{
    detect::{ColumnSample, Proposal, detect_columns},
    parse::{Input, parse},
};
use obhut_kernel::{Category, DataType, Error, Message, Result};
use obhut_sheets::Column;
use sha2::{Digest, Sha256};

use crate::{
    register::{
        FieldSpec, TypeSpec,
        import::{
            ColumnChoice, FieldReport, ImportRequest,
            convert::options_of,
            fresh::{self, Names},
            linking::{Part, part},
            mapping::{self, Claim},
            source::Digest32,
            spellings::Spellings,
        },
    },
    systems::{Field, RecordType, TypeKind},
};

/// The first rows of a file, column by column, as text.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) columns: Vec<Vec<String>>,
    /// Whether these are all rows of the file.
    pub(super) whole: bool,
}

/// What a plan is made for.
pub(super) struct Situation<'a> {
    pub(super) request: &'a ImportRequest,
    pub(super) columns: &'a [Column],
    pub(super) sample: &'a Sample,
    /// The type as it is; none when it is to be made.
    pub(super) existing: Option<&'a RecordType>,
    /// The fields the actor may fill.
    pub(super) may_fill: &'a dyn Fn(&Field) -> bool,
    pub(super) today: jiff::civil::Date,
    /// The fields of all types with numbers of persons.
    pub(super) numbers: &'a [&'a Field],
}

/// Where a column goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Goes {
    Nowhere,
    /// To the field of this key.
    Field(String),
    /// A whole name, to the fields for first names and surname.
    Name {
        first: String,
        last: String,
    },
    /// To no field; it only says whose the record is.
    Person(Part),
}

impl Goes {
    /// Whether it goes to a field.
    pub(super) fn is_stored(&self) -> bool {
        matches!(self, Self::Field(_) | Self::Name { .. })
    }
}

/// What happens to a column.
#[derive(Debug, Clone)]
pub(super) struct ColumnPlan {
    pub(super) name: String,
    pub(super) goes: Goes,
    pub(super) proposal: Proposal,
    /// How sure and why, as reported.
    pub(super) confidence: f32,
    pub(super) reasons: Vec<Message>,
    pub(super) classified: bool,
    pub(super) data_type: DataType,
    pub(super) category: Category,
    pub(super) choices: Vec<String>,
}

/// What happens to all columns.
#[derive(Debug)]
pub(super) struct Plan {
    /// The type to make.
    pub(super) new_type: Option<TypeSpec>,
    /// The fields to add to the existing type.
    pub(super) additions: Vec<FieldSpec>,
    pub(super) columns: Vec<ColumnPlan>,
}

/// So large a share of a column's sample may be misread without the column losing its proposed
/// type or its field.
const MOST_MISFITS: f32 = 0.25;

/// Makes the plan. Fails when a choice names a column or field there is not, when nothing would
/// be imported, and when a required field would stay empty in every row.
pub(super) fn plan(situation: &Situation<'_>) -> Result<Plan> {
    check_choices(situation)?;
    let samples: Vec<_> = situation
        .columns
        .iter()
        .zip(&situation.sample.columns)
        .map(|(column, values)| ColumnSample {
            name: &column.name,
            declared_type: None,
            table: None,
            values: values.clone(),
        })
        .collect();
    let mut proposals = detect_columns(&samples);
    for proposal in &mut proposals {
        proposal.date_order = situation.request.dates.or(proposal.date_order);
        proposal.number_style = situation.request.numbers.or(proposal.number_style);
    }
    let plan = match situation.existing {
        None => fresh::whole_type(situation, proposals),
        Some(record_type) => into_existing(situation, record_type, proposals),
    }?;
    if !plan.columns.iter().any(|column| column.goes.is_stored()) {
        let names: Vec<_> = situation.columns.iter().map(|c| c.name.as_str()).collect();
        return Err(Error::invalid(
            Message::new("error-import-nothing-mapped")
                .arg("type", &situation.request.type_key)
                .arg("columns", names.join(", ")),
        ));
    }
    Ok(plan)
}

fn check_choices(situation: &Situation<'_>) -> Result<()> {
    for name in situation.request.columns.keys() {
        if !situation.columns.iter().any(|column| column.name == *name) {
            return Err(Error::invalid(Message::new("error-import-column").arg("column", name)));
        }
    }
    Ok(())
}

fn into_existing(
    situation: &Situation<'_>,
    record_type: &RecordType,
    proposals: Vec<Proposal>,
) -> Result<Plan> {
    let claims = mapping::claims(situation, record_type, &proposals)?;
    let mut names = Names::of(record_type);
    let has_others = record_type.kind != TypeKind::Person && record_type.person.column().is_some();
    let mut additions = Vec::new();
    let mut columns = Vec::with_capacity(proposals.len());
    for (at, (proposal, claim)) in proposals.into_iter().zip(claims).enumerate() {
        let name = &situation.columns[at].name;
        let choice = situation.request.columns.get(name);
        let mut column = match claim {
            Claim::Field { field, confidence, reasons } => {
                to_field(&record_type.fields[field], name, proposal, confidence, reasons)
            }
            Claim::Name { first, last } => {
                let reason = Message::new("import-map-whole-name");
                let mut column =
                    to_field(&record_type.fields[last], name, proposal, 0.85, vec![reason]);
                column.goes = Goes::Name {
                    first: record_type.fields[first].key.clone(),
                    last: record_type.fields[last].key.clone(),
                };
                column
            }
            Claim::None(reason) => nowhere(name, proposal, reason),
        };
        let skipped = choice.is_some_and(|choice| choice.skip);
        if column.goes == Goes::Nowhere && situation.request.add_fields && !skipped {
            let (planned, field) = fresh::column(situation, at, column.proposal, &mut names);
            column = planned;
            additions.push(field);
        }
        if column.goes == Goes::Nowhere && has_others && !skipped {
            link(&mut column, situation.numbers);
        }
        columns.push(column);
    }
    require_required(record_type, &columns)?;
    Ok(Plan { new_type: None, additions, columns })
}

/// Lets a column without a field say whose the records are.
fn link(column: &mut ColumnPlan, numbers: &[&Field]) {
    let Some(part) = part(&column.name, &column.proposal, numbers) else { return };
    let key = match part {
        Part::Identifier(_) => "import-map-links",
        _ => "import-map-suggests",
    };
    column.reasons = vec![Message::new(key)];
    column.goes = Goes::Person(part);
}

fn require_required(record_type: &RecordType, columns: &[ColumnPlan]) -> Result<()> {
    let filled = |key: &str| {
        columns.iter().any(|column| match &column.goes {
            Goes::Field(field) => field == key,
            Goes::Name { first, last } => first == key || last == key,
            Goes::Nowhere | Goes::Person(_) => false,
        })
    };
    match record_type.fields.iter().find(|field| field.required && !filled(&field.key)) {
        None => Ok(()),
        Some(field) => Err(Error::invalid(
            Message::new("error-import-required")
                .arg("field", &field.key)
                .arg("type", &record_type.key),
        )),
    }
}

fn to_field(
    field: &Field,
    name: &str,
    proposal: Proposal,
    confidence: f32,
    mut reasons: Vec<Message>,
) -> ColumnPlan {
    if proposal.special && !field.category.is_special() {
        reasons.extend(proposal.reasons.iter().cloned());
    }
    ColumnPlan {
        name: name.to_owned(),
        goes: Goes::Field(field.key.clone()),
        proposal,
        confidence,
        reasons,
        classified: field.classified,
        data_type: field.data_type,
        category: field.category,
        choices: field.choices.clone(),
    }
}

fn nowhere(name: &str, proposal: Proposal, reason: Message) -> ColumnPlan {
    let mut reasons = vec![reason];
    reasons.extend(proposal.reasons.iter().cloned());
    ColumnPlan {
        name: name.to_owned(),
        goes: Goes::Nowhere,
        confidence: proposal.confidence,
        reasons,
        classified: false,
        data_type: proposal.data_type,
        category: proposal.category,
        choices: Vec::new(),
        proposal,
    }
}

/// Which shares of the filled values in a sample cannot be kept as a type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Misfits {
    /// All of them.
    pub(super) all: f32,
    /// Those that show another type. A date with a mistake (31.02.2001, a birthday without its
    /// year) is none: it is a bad cell in a good column.
    pub(super) other: f32,
}

/// How well a sample fits `data_type`.
pub(super) fn misfits(
    values: &[String],
    data_type: DataType,
    category: Category,
    (proposal, choices, spellings): (&Proposal, &[String], &Spellings),
    today: jiff::civil::Date,
) -> Misfits {
    let options = options_of(proposal, category, choices.to_vec(), today, &jiff::tz::TimeZone::UTC);
    let filled = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
    let is_date = matches!(data_type, DataType::Date | DataType::DateTime);
    let (mut count, mut all, mut other) = (0_u16, 0_u16, 0_u16);
    for value in filled.take(500) {
        count += 1;
        let is_number = is_date && is_bare_number(value);
        let value = Input::Text(spellings.read(value));
        let (bad, another) = match parse(value, data_type, &options) {
            Ok(_) => (is_number, is_number),
            Err(why) => (true, !(is_date && ATTEMPTED_DATE.contains(&why.key()))),
        };
        all += u16::from(bad);
        other += u16::from(another);
    }
    let share = |number: u16| if count == 0 { 0.0 } else { f32::from(number) / f32::from(count) };
    Misfits { all: share(all), other: share(other) }
}

/// Why a date with a mistake is none.
const ATTEMPTED_DATE: [&str; 5] = [
    "error-parse-date-day",
    "error-parse-date-month",
    "error-parse-date-no-year",
    "error-parse-date-no-day",
    "error-parse-date-has-time",
];

/// A small number is the day of a month or a year without century rather than the date for which
/// spreadsheets have that number.
pub(super) fn is_bare_number(text: &str) -> bool {
    text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether so many misread values speak against a type. Addresses and account numbers are told
/// by their form: what has it not is a mistake rather than another type.
pub(super) fn too_many(misfits: f32, data_type: DataType) -> bool {
    match data_type {
        DataType::Email | DataType::Iban => misfits > 0.5,
        _ => misfits > MOST_MISFITS,
    }
}

impl Plan {
    /// A keyed hash over which column goes where.
    pub(super) fn mapping(&self, secret: &[u8; 32]) -> Digest32 {
        let mut print = Sha256::new_with_prefix(secret);
        for column in &self.columns {
            print.update([0x1e]);
            print.update(&column.name);
            let keys: &[&String] = match &column.goes {
                Goes::Nowhere | Goes::Person(_) => &[],
                Goes::Field(key) => &[key],
                Goes::Name { first, last } => &[first, last],
            };
            for key in keys {
                print.update([0x1f]);
                print.update(key);
            }
        }
        print.finalize().into()
    }

    /// The columns as reported.
    pub(super) fn report(&self) -> Vec<FieldReport> {
        self.columns
            .iter()
            .map(|column| FieldReport {
                column: column.name.clone(),
                key: match &column.goes {
                    Goes::Nowhere | Goes::Person(_) => None,
                    Goes::Field(key) => Some(key.clone()),
                    Goes::Name { first, last } => Some(format!("{first}+{last}")),
                },
                links: matches!(column.goes, Goes::Person(_)),
                data_type: column.data_type,
                category: column.category,
                classified: column.classified,
                confidence: column.confidence,
                reasons: column.reasons.clone(),
                special: column.proposal.special || column.category.is_special(),
            })
            .collect()
    }
}

/// The choice for a column, where one was made.
pub(super) fn choice<'a>(situation: &Situation<'a>, at: usize) -> Option<&'a ColumnChoice> {
    situation.request.columns.get(&situation.columns[at].name)
}
