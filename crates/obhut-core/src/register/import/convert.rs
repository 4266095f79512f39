//! Cells to the values of a record. Pure.

use std::borrow::Cow;

use jiff::{civil::Date, tz::TimeZone};
use obhut_detect::{
    detect::Proposal,
    normalise::{self, german_postcodes},
    parse::{DateOrder, Input, NumberStyle, ParseOptions, SerialEpoch, parse},
};
use obhut_kernel::{Category, DataType, Error, Message, Result, Value};
use obhut_sheets::{Cell, Row, RowError};
use rust_decimal::Decimal;

use crate::{
    persons::{
        matching::Candidate,
        rules::{IdKind, NameFields, folded},
    },
    register::import::{
        concepts::{meaning, split_name},
        hints::{self, Hints},
        linking::{Part, Said},
        plan::{ColumnPlan, Goes, Plan, Sample, is_bare_number},
        spellings::Spellings,
        types::{Prepared, Refused},
    },
    systems::{Field, RecordType},
};

/// PostgreSQL keeps amounts with sixteen digits before the point.
const AMOUNT_LIMIT: i64 = 10_000_000_000_000_000;
/// Two digits of a year that is no birth year mean at most so many years from now.
const YEARS_AHEAD: i16 = 10;

/// Smaller numbers are days of a month rather than the number that spreadsheets have for a date.
const FIRST_SERIAL: f64 = 1000.0;

/// How the cells of a column are to be read.
pub(super) fn options_of(
    proposal: &Proposal,
    category: Category,
    choices: Vec<String>,
    today: Date,
    zone: &TimeZone,
) -> ParseOptions {
    let ahead = if category == Category::BirthDate { 0 } else { YEARS_AHEAD };
    ParseOptions {
        numbers: proposal.number_style.unwrap_or(NumberStyle::German),
        dates: proposal.date_order.unwrap_or(DateOrder::DayFirst),
        latest_year: today.year().saturating_add(ahead),
        zone: zone.clone(),
        serials: Some(SerialEpoch::Y1900),
        choices,
        ..ParseOptions::default()
    }
}

/// Where the values of a column go, by their places in the type.
#[derive(Debug, Clone, Copy)]
enum Target {
    Nowhere,
    Field(usize),
    Name {
        first: usize,
        last: usize,
    },
    /// Nowhere: it only says whose the record is.
    Person,
}

/// A column and how it is read.
struct Reading {
    name: String,
    key: Option<String>,
    target: Target,
    /// What it says of whose the record is.
    part: Option<Part>,
    data_type: DataType,
    category: Category,
    spellings: Spellings,
    /// The field with the choices.
    choice: Option<Field>,
    options: ParseOptions,
    postcodes: Option<Postcodes>,
    /// Whether nothing says if day or month comes first.
    guesses_order: bool,
}

/// What a column of postcodes says of the country.
#[derive(Debug, Clone, Copy)]
struct Postcodes {
    german: bool,
    /// The column with the country.
    country: Option<usize>,
}

/// Turns rows of a file into values of records, with what identifies whose they are.
pub(super) struct Converter {
    columns: Vec<Reading>,
    /// The places and keys of fields that must have a value.
    required: Vec<(usize, String)>,
    /// The places of fields that identify a person.
    pub(super) identifiers: Vec<(usize, IdKind)>,
    pub(super) names: NameFields,
    pub(super) hints: Hints,
    today: Date,
    width: usize,
    keeps_cells: bool,
}

impl Converter {
    /// For the type as it is when records are stored.
    pub(super) fn new(
        plan: &Plan,
        record_type: &RecordType,
        sample: &Sample,
        (today, zone): (Date, &TimeZone),
        keeps_cells: bool,
    ) -> Result<Self> {
        let country = plan.columns.iter().position(|column| means(&column.name, "country"));
        let columns = plan
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let target = target(column, record_type)?;
                let postcodes = is_postcode(column).then(|| Postcodes {
                    german: german_postcodes(sample.columns[at].iter().map(String::as_str)),
                    country,
                });
                let choices = column.choices.clone();
                let field = match target {
                    Target::Field(at) => Some(&record_type.fields[at]),
                    _ => None,
                };
                let choice = field.filter(|field| field.data_type == DataType::Choice);
                Ok(Reading {
                    name: column.name.clone(),
                    key: match &column.goes {
                        Goes::Field(key) | Goes::Name { last: key, .. } => Some(key.clone()),
                        Goes::Nowhere | Goes::Person(_) => None,
                    },
                    target,
                    part: match &column.goes {
                        Goes::Person(part) => Some(part.clone()),
                        _ => None,
                    },
                    data_type: column.data_type,
                    category: column.category,
                    spellings: choice.map(Spellings::of).unwrap_or_default(),
                    choice: choice.cloned(),
                    options: options_of(&column.proposal, column.category, choices, today, zone),
                    postcodes,
                    guesses_order: column.proposal.date_order.is_none(),
                })
            })
            .collect::<Result<_>>()?;
        let required = record_type.fields.iter().enumerate().filter(|(_, field)| field.required);
        let required = required.map(|(at, field)| (at, field.key.clone())).collect();
        let fields = record_type.fields.iter().enumerate();
        let identifiers = fields.filter_map(|(at, field)| Some((at, IdKind::of(field)?))).collect();
        let names = NameFields::of(record_type);
        let width = record_type.fields.len();
        let hints = Hints::default();
        Ok(Self { columns, required, identifiers, names, hints, today, width, keeps_cells })
    }

    /// The values of a row, or why it is not stored: all its bad cells, the first one by name.
    pub(super) fn row(&self, mut row: Row) -> Result<Prepared, Refused> {
        let mut values = vec![Value::Null; self.width];
        let mut faults: Vec<(usize, Message)> = Vec::new();
        let mut said = Said::default();
        for (at, column) in self.columns.iter().enumerate() {
            if matches!(column.target, Target::Nowhere) || matches!(row.cells[at], Cell::Empty) {
                continue;
            }
            match hints::sound(&row.cells[at]) {
                Ok(None) => {}
                Ok(Some(right)) => {
                    self.hints.add("import-hint-repaired", &column.name, row.number);
                    row.cells[at] = right;
                }
                Err(reason) => {
                    faults.push((at, reason));
                    continue;
                }
            }
            let cell = &row.cells[at];
            match column.target {
                Target::Nowhere => {}
                Target::Person => column.says(cell, &mut said),
                Target::Field(field) => match Self::value(column, cell, &row.cells) {
                    Ok(value) => {
                        if let Some(hint) = self.hint(column, cell, &value) {
                            self.hints.add(hint, &column.name, row.number);
                        }
                        values[field] = value;
                    }
                    Err(reason) => faults.push((at, reason)),
                },
                Target::Name { first, last } => {
                    let (given, family) = split_name(&cell.as_text());
                    values[first] = Some(given).filter(|name| !name.is_empty()).into();
                    values[last] = Some(family).filter(|name| !name.is_empty()).into();
                }
            }
        }
        if !faults.is_empty() {
            return Err(self.refused(row, faults));
        }
        if values.iter().all(Value::is_null) {
            return Err(self.whole(row, None, Message::new("import-reason-empty")));
        }
        if let Some((_, key)) = self.required.iter().find(|(at, _)| values[*at].is_null()) {
            let reason = Message::new("error-field-required").arg("field", key);
            return Err(self.whole(row, Some(key.clone()), reason));
        }
        let cells = if self.keeps_cells { row.cells } else { Vec::new() };
        let mut candidate = self.candidate(&values);
        let fold = candidate.fold.clone();
        candidate.fold = candidate.fold.or_else(|| said.fold());
        candidate.identifiers.append(&mut said.identifiers);
        Ok(Prepared { number: row.number, values, fold, candidate, cells })
    }

    /// What should be looked at in a cell that was understood.
    fn hint(&self, column: &Reading, cell: &Cell, value: &Value) -> Option<&'static str> {
        if let (Some(postcodes), Some(stored)) = (column.postcodes, value.as_str()) {
            let knows_country = postcodes.german || postcodes.country.is_some();
            return hints::zero(&cell.as_text(), stored, knows_country);
        }
        if !column.holds_days() {
            return None;
        }
        match (value, cell) {
            (Value::Null, Cell::Text(text)) if !text.trim().is_empty() => {
                Some("import-hint-no-date")
            }
            (Value::Date(day), _)
                if column.category == Category::BirthDate
                    && hints::is_odd_birth(*day, self.today) =>
            {
                Some("import-hint-birth")
            }
            (_, Cell::Text(text)) if column.guesses_order && hints::has_two_readings(text) => {
                Some("import-hint-order")
            }
            _ => None,
        }
    }

    fn candidate(&self, values: &[Value]) -> Candidate {
        let identifiers = self
            .identifiers
            .iter()
            .filter_map(|(at, kind)| {
                let text = values[*at].as_str().filter(|text| !text.is_empty())?;
                Some((kind.clone(), text.to_owned()))
            })
            .collect();
        Candidate { identifiers, fold: folded(self.names, values) }
    }

    /// A row that the reader of the file could not use.
    pub(super) fn unreadable(&self, error: RowError) -> Refused {
        let field = error.column.and_then(|at| self.columns.get(at)).map(Reading::shown);
        Refused {
            number: error.number,
            column: error.column,
            field,
            reason: error.reason,
            cells: if self.keeps_cells { error.cells } else { Vec::new() },
        }
    }

    /// The column that goes to a field, for the sheet of rejected rows.
    pub(super) fn column_of(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key.as_deref() == Some(key))
    }

    fn value(column: &Reading, cell: &Cell, cells: &[Cell]) -> Result<Value, Message> {
        let text;
        let input = match cell {
            Cell::Empty => return Ok(Value::Null),
            Cell::Error(shown) => {
                return Err(Message::new("import-reason-formula-error").arg("given", shown));
            }
            _ if column.postcodes.is_some() => {
                text = postcode(column, cell, cells);
                Input::Text(&text)
            }
            Cell::Text(given) if column.holds_days() && is_bare_number(given.trim()) => {
                return Err(Message::new("error-parse-date").arg("given", given));
            }
            Cell::Number(number) if column.holds_days() && *number < FIRST_SERIAL => {
                return Err(Message::new("error-parse-date").arg("given", number.to_string()));
            }
            Cell::Text(given) => Input::Text(column.spellings.read(given)),
            Cell::Number(number) => Input::Number(*number),
            Cell::Bool(yes) => Input::Bool(*yes),
            Cell::Date(date) => Input::Date(*date),
            Cell::DateTime(at) => Input::DateTime(*at),
        };
        let value = parse(input, column.data_type, &column.options);
        storable(value.map_err(|why| column.fault(why, cell))?)
            .and_then(|value| link(value, column.data_type))
    }

    fn refused(&self, row: Row, faults: Vec<(usize, Message)>) -> Refused {
        let column = faults.first().map(|(at, _)| *at);
        let mut faults = faults.into_iter();
        let first = faults.next().map(|(_, reason)| reason);
        let reason = first.map(|first| {
            faults.fold(first, |before, (at, why)| {
                Message::new("import-reason-also")
                    .arg("first", before)
                    .arg("field", self.columns[at].shown())
                    .arg("why", why)
            })
        });
        let field = column.map(|at| self.columns[at].shown());
        let reason = reason.unwrap_or_else(|| Message::new("import-reason-empty"));
        let cells = if self.keeps_cells { row.cells } else { Vec::new() };
        Refused { number: row.number, column, field, reason, cells }
    }

    fn whole(&self, row: Row, field: Option<String>, reason: Message) -> Refused {
        let column = field.as_deref().and_then(|key| self.column_of(key));
        let cells = if self.keeps_cells { row.cells } else { Vec::new() };
        Refused { number: row.number, column, field, reason, cells }
    }
}

impl Reading {
    /// Why a cell is refused; of a choice it names the choices.
    fn fault(&self, why: Message, cell: &Cell) -> Message {
        match &self.choice {
            Some(field) => field.choice_fault(why, &cell.as_text()),
            None => why,
        }
    }

    fn holds_days(&self) -> bool {
        matches!(self.data_type, DataType::Date | DataType::DateTime)
    }

    /// Adds what a cell says of whose the record is. What cannot be read says nothing: the record
    /// is stored all the same.
    fn says(&self, cell: &Cell, said: &mut Said) {
        let text = cell.as_text();
        let Some(Part::Identifier(kind)) = &self.part else {
            return self.part.iter().for_each(|part| said.name(part, text.trim()));
        };
        let data_type = match kind {
            IdKind::Email => DataType::Email,
            IdKind::Phone => DataType::Phone,
            IdKind::Number(_) => DataType::Text,
        };
        let value = parse(Input::Text(&text), data_type, &self.options);
        if let Ok(Value::Text(value)) = value {
            said.identifiers.push((kind.clone(), value));
        }
    }

    /// The field's key, or the column's name where it has none.
    fn shown(&self) -> String {
        self.key.clone().unwrap_or_else(|| self.name.clone())
    }
}

fn target(column: &ColumnPlan, record_type: &RecordType) -> Result<Target> {
    let place = |key: &str| {
        record_type
            .fields
            .iter()
            .position(|field: &Field| field.key == key)
            .ok_or_else(|| Error::internal(format!("field {key} of {}", record_type.key)))
    };
    Ok(match &column.goes {
        Goes::Nowhere => Target::Nowhere,
        Goes::Person(_) => Target::Person,
        Goes::Field(key) => Target::Field(place(key)?),
        Goes::Name { first, last } => Target::Name { first: place(first)?, last: place(last)? },
    })
}

fn means(name: &str, concept: &str) -> bool {
    meaning(name).is_some_and(|meaning| meaning.concept == concept)
}

fn is_postcode(column: &ColumnPlan) -> bool {
    let named = means(&column.name, "postcode")
        || matches!(&column.goes, Goes::Field(key) if means(key, "postcode"));
    named && column.data_type == DataType::Text
}

/// A postcode with the zero that a spreadsheet took.
fn postcode<'a>(column: &Reading, cell: &'a Cell, cells: &'a [Cell]) -> Cow<'a, str> {
    let Some(postcodes) = column.postcodes else { return cell.as_text() };
    let value = match cell {
        Cell::Number(number) => Value::Float(*number),
        other => Value::Text(other.as_text().into_owned()),
    };
    let named = postcodes.country.and_then(|at| cells.get(at)).map(Cell::as_text);
    let named = named.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let country = named.or(postcodes.german.then_some("DE")).unwrap_or("-");
    Cow::Owned(normalise::postcode(&value, Some(country)))
}

/// Refuses numbers that no engine could keep, so that they do not cost their batch.
fn storable(value: Value) -> Result<Value, Message> {
    let fits = match &value {
        Value::Decimal(amount) => amount.abs() < Decimal::from(AMOUNT_LIMIT),
        Value::Float(number) => number.is_finite(),
        _ => true,
    };
    if fits { Ok(value) } else { Err(Message::new("import-reason-too-large")) }
}

/// Links are the whole numbers of records.
fn link(value: Value, data_type: DataType) -> Result<Value, Message> {
    match (data_type, &value) {
        (DataType::Link, Value::Text(text)) => text
            .parse()
            .map(Value::Int)
            .map_err(|_| Message::new("import-reason-link").arg("given", text)),
        _ => Ok(value),
    }
}
