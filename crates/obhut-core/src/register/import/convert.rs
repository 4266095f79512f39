//! Cells to the values of a record. Pure.

use std::borrow::Cow;

use jiff::{civil::Date, tz::TimeZone};
use obhut_detect::{
    detect::Proposal,
    normalise::{self, fold, german_postcodes},
    parse::{DateOrder, Input, NumberStyle, ParseOptions, SerialEpoch, parse},
};
use obhut_kernel::{Category, DataType, Error, Message, Result, Value};
use obhut_sheets::{Cell, Row, RowError};
use rust_decimal::Decimal;

use crate::{
    register::import::{
        concepts::{meaning, split_name},
        plan::{ColumnPlan, Goes, Plan, Sample},
        types::{Prepared, Refused},
    },
    systems::{Field, RecordType},
};

/// PostgreSQL keeps amounts with sixteen digits before the point.
const AMOUNT_LIMIT: i64 = 10_000_000_000_000_000;
/// Two digits of a year that is no birth year mean at most so many years from now.
const YEARS_AHEAD: i16 = 10;

/// Forms of address and letters for a sex that mean the same.
const GENDERS: [&[&str]; 3] = [
    &["frau", "fr", "mrs", "ms", "miss", "w", "f", "weiblich", "female"],
    &["herr", "herrn", "hr", "mr", "m", "maennlich", "male"],
    &["divers", "d", "x", "diverse", "other"],
];

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

/// A form of address as the choices spell it: `Herrn` and `Mr` are `Herr`.
pub(super) fn spelled<'a>(
    text: &'a str,
    category: Category,
    choices: &'a [String],
) -> Cow<'a, str> {
    if category != Category::Gender || choices.is_empty() {
        return Cow::Borrowed(text);
    }
    let group_of = |word: &str| {
        let folded = fold(word);
        GENDERS.iter().position(|group| group.contains(&folded.as_str()))
    };
    let Some(group) = group_of(text) else { return Cow::Borrowed(text) };
    let choice = choices.iter().find(|choice| group_of(choice) == Some(group));
    choice.map_or(Cow::Borrowed(text), |choice| Cow::Borrowed(choice.as_str()))
}

/// Where the values of a column go, by their places in the type.
#[derive(Debug, Clone, Copy)]
enum Target {
    Nowhere,
    Field(usize),
    Name { first: usize, last: usize },
}

/// A column and how it is read.
struct Reading {
    name: String,
    key: Option<String>,
    target: Target,
    data_type: DataType,
    category: Category,
    options: ParseOptions,
    postcodes: Option<Postcodes>,
}

/// What a column of postcodes says of the country.
#[derive(Debug, Clone, Copy)]
struct Postcodes {
    german: bool,
    /// The column with the country.
    country: Option<usize>,
}

/// Turns rows of a file into values of records.
pub(super) struct Converter {
    columns: Vec<Reading>,
    /// The places and keys of fields that must have a value.
    required: Vec<(usize, String)>,
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
                Ok(Reading {
                    name: column.name.clone(),
                    key: match &column.goes {
                        Goes::Field(key) | Goes::Name { last: key, .. } => Some(key.clone()),
                        Goes::Nowhere => None,
                    },
                    target,
                    data_type: column.data_type,
                    category: column.category,
                    options: options_of(&column.proposal, column.category, choices, today, zone),
                    postcodes,
                })
            })
            .collect::<Result<_>>()?;
        let required = record_type.fields.iter().enumerate().filter(|(_, field)| field.required);
        let required = required.map(|(at, field)| (at, field.key.clone())).collect();
        let width = record_type.fields.len();
        Ok(Self { columns, required, width, keeps_cells })
    }

    /// The values of a row, or why it is not stored: all its bad cells, the first one by name.
    pub(super) fn row(&self, row: Row) -> Result<Prepared, Refused> {
        let mut values = vec![Value::Null; self.width];
        let mut faults: Vec<(usize, Message)> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let cell = &row.cells[at];
            match column.target {
                Target::Nowhere => {}
                _ if matches!(cell, Cell::Empty) => {}
                Target::Field(field) => match Self::value(column, cell, &row.cells) {
                    Ok(value) => values[field] = value,
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
        Ok(Prepared { number: row.number, values, cells })
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
            Cell::Text(given) => {
                text = spelled(given, column.category, &column.options.choices);
                Input::Text(&text)
            }
            Cell::Number(number) => Input::Number(*number),
            Cell::Bool(yes) => Input::Bool(*yes),
            Cell::Date(date) => Input::Date(*date),
            Cell::DateTime(at) => Input::DateTime(*at),
        };
        storable(parse(input, column.data_type, &column.options)?)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_address_are_spelled_as_the_choices() {
        let choices = ["Frau", "Herr", "Divers"].map(str::to_owned);
        for (given, wanted) in [
            ("Herrn", "Herr"),
            ("Mr.", "Herr"),
            ("weiblich", "Frau"),
            ("Frau", "Frau"),
            ("Dame", "Dame"),
        ] {
            assert_eq!(spelled(given, Category::Gender, &choices), wanted, "{given}");
        }
        assert_eq!(spelled("Herrn", Category::Name, &choices), "Herrn");
    }
}
