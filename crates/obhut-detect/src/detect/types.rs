use obhut_kernel::{Category, DataType};

use super::{names, patterns::Shape, tokens::UNKNOWN, values::ValueEvidence};
use crate::parse;

/// At most so many values make a choice.
const MOST_CHOICES: usize = 12;
/// Fewer values do not show that they repeat.
const FEWEST_FOR_CHOICE: usize = 8;

/// The type that fits a column best.
pub(super) fn data_type(
    words: &[&'static str],
    category: Category,
    declared: Option<&str>,
    values: &ValueEvidence,
) -> DataType {
    let named = names::data_type(words, category);
    if values.filled == 0 {
        let declared = declared.and_then(from_declared);
        return match (declared, named) {
            // "decimal" is money when the name says so, "varchar" and "int" say little.
            (Some(DataType::Number), Some(DataType::Amount)) => DataType::Amount,
            (Some(DataType::Text | DataType::LongText) | None, Some(named)) => named,
            (Some(DataType::Integer), Some(DataType::Bool)) => DataType::Bool,
            (Some(declared), _) => declared,
            (None, None) => DataType::Text,
        };
    }
    from_values(words, category, named, values)
}

/// How many of the values cannot be kept as `data_type`.
pub(super) fn misfits(values: &[String], data_type: DataType, evidence: &ValueEvidence) -> usize {
    let options = evidence.options();
    values.iter().filter(|value| parse::parse(value.as_str(), data_type, &options).is_err()).count()
}

/// The values of a choice, the most frequent first.
pub(super) fn choices(data_type: DataType, values: &ValueEvidence) -> Option<Vec<String>> {
    (data_type == DataType::Choice && values.filled > 0)
        .then(|| values.distinct.iter().map(|(value, _)| value.clone()).collect())
}

fn from_values(
    words: &[&str],
    category: Category,
    named: Option<DataType>,
    values: &ValueEvidence,
) -> DataType {
    let share = |shape| values.share(shape);
    let whole = share(Shape::Integer) >= 0.95;
    // Codes of digits are no numbers: nobody adds them up, and their zeros count.
    let code = values.has_leading_zeros
        || matches!(
            category,
            Category::PostcodeCity
                | Category::BankAccount
                | Category::TaxOrSocialId
                | Category::NationalId
                | Category::Phone
                | Category::Name
        );
    let flag = share(Shape::Bool) >= 0.95 && values.distinct.len() <= 2;
    if share(Shape::Email) >= 0.6 {
        DataType::Email
    } else if share(Shape::Iban) >= 0.5 {
        DataType::Iban
    } else if share(Shape::Url) >= 0.7 {
        DataType::Url
    } else if share(Shape::DateTime) >= 0.7 {
        DataType::DateTime
    } else if share(Shape::Date) >= 0.7 {
        DataType::Date
    } else if share(Shape::Phone) >= 0.6
        || (category == Category::Phone
            && share(Shape::Integer) < 0.3
            && share(Shape::Number) > 0.0)
    {
        DataType::Phone
    } else if flag
        && (!whole || named == Some(DataType::Bool) || values.filled >= FEWEST_FOR_CHOICE)
    {
        DataType::Bool
    } else if share(Shape::Money) >= 0.5 {
        DataType::Amount
    } else if whole && !code {
        if named == Some(DataType::Amount) { DataType::Amount } else { DataType::Integer }
    } else if share(Shape::Number) >= 0.9 && !code {
        if named == Some(DataType::Amount) { DataType::Amount } else { DataType::Number }
    } else {
        textual(words, category, named, values)
    }
}

fn textual(
    words: &[&str],
    category: Category,
    named: Option<DataType>,
    values: &ValueEvidence,
) -> DataType {
    let long = values.has_line_breaks || values.average_length > 80;
    if long || named == Some(DataType::LongText) {
        return DataType::LongText;
    }
    let few = values.distinct.len() <= MOST_CHOICES
        && values.filled >= FEWEST_FOR_CHOICE
        && values.unique_ratio <= 0.4
        && values.average_length <= 30;
    let open = matches!(
        category,
        Category::Name
            | Category::Address
            | Category::PostcodeCity
            | Category::Email
            | Category::Phone
            | Category::Username
            | Category::BankAccount
            | Category::PasswordSecret
    );
    let key = words.iter().rev().find(|word| **word != UNKNOWN) == Some(&"id");
    if few && !open && !key { DataType::Choice } else { DataType::Text }
}

/// The type a SQL column was declared with, as far as it says anything.
fn from_declared(declared: &str) -> Option<DataType> {
    let lower = declared.to_ascii_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if is(&["bool", "tinyint(1)"]) || lower == "bit" {
        Some(DataType::Bool)
    } else if is(&["timestamp", "datetime"]) {
        Some(DataType::DateTime)
    } else if lower.starts_with("date") {
        Some(DataType::Date)
    } else if is(&["enum"]) {
        Some(DataType::Choice)
    } else if is(&["money"]) {
        Some(DataType::Amount)
    } else if is(&["numeric", "decimal", "float", "double", "real"]) {
        Some(DataType::Number)
    } else if is(&["serial"]) || lower.contains("int") && !is(&["interval", "point"]) {
        Some(DataType::Integer)
    } else if is(&["text", "clob"]) {
        Some(DataType::LongText)
    } else if is(&["char"]) {
        Some(DataType::Text)
    } else {
        None
    }
}
