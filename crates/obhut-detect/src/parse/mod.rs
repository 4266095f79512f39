//! Text or a spreadsheet cell to a typed value, with a reason in words when it is none.
//!
//! What one cell cannot tell (is `1.234` a thousand or a fraction, is `03/04/2024` in March or in
//! April) the column can: [`NumberStyle::sniff`] and [`DateOrder::sniff`] look at samples of it.

mod date;
mod flag;
mod instant;
mod number;
mod options;
mod text;

use jiff::civil::{Date, DateTime};
use obhut_kernel::{DataType, Message, Value};

pub use date::DateOrder;
pub use flag::flag;
pub use number::NumberStyle;
pub use options::{ParseOptions, SerialEpoch};

/// What a file or a form hands over as one field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input<'a> {
    /// Text, as in a CSV file or a form.
    Text(&'a str),
    /// A number cell of a spreadsheet; perhaps a date's serial number.
    Number(f64),
    /// A yes/no cell.
    Bool(bool),
    /// A date cell without a time of day.
    Date(Date),
    /// A date cell with a time of day.
    DateTime(DateTime),
}

impl<'a> From<&'a str> for Input<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// The value that `input` holds as `data_type`, or why it holds none. Empty text is
/// [`Value::Null`] for every type.
///
/// The values are: text for the textual types, e-mail addresses, phone numbers and IBANs
/// normalised; [`Value::Date`]; [`Value::Instant`]; [`Value::Int`]; [`Value::Float`] for numbers;
/// [`Value::Decimal`] for amounts; [`Value::Bool`]; for links the key as text or whole number.
///
/// A phone number that cannot be dialled as it stands (a local one without area code) is kept as
/// it was written, so that importing loses nothing.
pub fn parse<'a>(
    input: impl Into<Input<'a>>,
    data_type: DataType,
    options: &ParseOptions,
) -> Result<Value, Message> {
    match input.into() {
        Input::Text(text) => {
            let text = text.trim();
            if text.is_empty() {
                return Ok(Value::Null);
            }
            parse_text(text, data_type, options)
        }
        Input::Number(number) => parse_number(number, data_type, options),
        Input::Bool(yes) => match data_type {
            DataType::Bool => Ok(Value::Bool(yes)),
            DataType::Integer => Ok(Value::Int(yes.into())),
            other => parse_text(if yes { "ja" } else { "nein" }, other, options),
        },
        Input::Date(date) => match data_type {
            DataType::Date => Ok(Value::Date(date)),
            DataType::DateTime => instant::at(date.at(0, 0, 0, 0), options),
            other => parse_text(&date.to_string(), other, options),
        },
        Input::DateTime(at) => match data_type {
            DataType::Date => date::without_time(at),
            DataType::DateTime => instant::at(at, options),
            other => parse_text(&at.to_string(), other, options),
        },
    }
}

fn parse_text(text: &str, data_type: DataType, options: &ParseOptions) -> Result<Value, Message> {
    match data_type {
        DataType::Text | DataType::Link => Ok(text::line(text)),
        DataType::LongText => Ok(text::lines(text)),
        DataType::Email => text::email(text),
        DataType::Phone => text::phone(text, options),
        DataType::Iban => text::iban(text),
        DataType::Date => date::parse(text, options),
        DataType::DateTime => instant::parse(text, options),
        DataType::Integer => number::integer(text, options.numbers),
        DataType::Number => number::float(text, options.numbers),
        DataType::Amount => number::amount(text, options.numbers),
        DataType::Bool => flag(text)
            .map(Value::Bool)
            .ok_or_else(|| Message::new("error-parse-bool").arg("given", text)),
        DataType::Choice => text::choice(text, options),
        DataType::Url => text::url(text),
    }
}

fn parse_number(
    number: f64,
    data_type: DataType,
    options: &ParseOptions,
) -> Result<Value, Message> {
    match data_type {
        DataType::Integer | DataType::Link => number::whole(number).map(Value::Int),
        DataType::Number => Ok(Value::Float(number)),
        DataType::Amount => number::amount_of(number),
        DataType::Date => {
            options::from_serial(number, options.serials).and_then(date::without_time)
        }
        DataType::DateTime => {
            options::from_serial(number, options.serials).and_then(|at| instant::at(at, options))
        }
        // Whole numbers are written without ".0", as the sheet showed them.
        other => parse_text(&number.to_string(), other, options),
    }
}
