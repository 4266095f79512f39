use obhut_kernel::{Error, Kind as ErrorKind, Message, Result, Value};

use super::{LETTERS_MAX, Transform, expression};
use crate::{
    Dialect, Key, KeySet, Keyed, Tx, batch,
    catalogue::{Column, Kind, Table},
    condition::{Condition, Operand},
};

/// Rows a transformation is tried on.
const SAMPLE: u32 = 20;
/// A pseudonym this long does not meet another one by chance (64 bits).
const UNIQUE_PSEUDONYM: u32 = 16;
/// What keys add to a placeholder at most, as far as lengths are concerned: a UUID.
const KEY_LETTERS: usize = 36;

/// Refuses a transformation after which the column could break a rule of its table: it must be
/// of the column's type, fit its length, be one of its values, keep what must not be empty, keep
/// unique what must be, and leave alone what refers to others or is referred to. Checks are
/// understood when they are lists of values, lengths or comparisons with a constant; for others
/// see [`try_on_sample`].
pub fn check(table: &Table, column: &str, transform: &Transform) -> Result<()> {
    let Some(found) = table.column(column) else {
        return Err(refuse("error-transform-column-missing", table, column));
    };
    sensible(transform)?;
    if table.primary_key.contains(&found.name) {
        return Err(refuse("error-transform-primary-key", table, column));
    }
    if found.is_generated || found.is_identity {
        return Err(refuse("error-transform-generated", table, column));
    }
    not_null(table, found, transform)?;
    keys(table, found, transform)?;
    if *transform == Transform::Null {
        return Ok(());
    }
    of_type(table, found, transform)?;
    of_length(table, found, transform)?;
    of_enumeration(table, found, transform)?;
    by_checks(table, found, transform)
}

/// Tries a transformation on some rows and undoes it, for rules that only the engine
/// understands: checks with functions, triggers, exclusion constraints. A rule that breaks is an
/// [`ErrorKind::Conflict`].
pub fn try_on_sample(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    column: &str,
    transform: &Transform,
) -> Result<()> {
    let filled = Condition::IsNotNull(Operand::column(column));
    let rows = batch::find(tx, keyed, &[], &filled, None, SAMPLE)?;
    let keys: Vec<Key> = rows.into_iter().map(crate::Row::into_values).collect();
    let keys = KeySet::from(keys);
    let sets = [(column.to_owned(), transform.clone())];
    let mut tried = Ok(0);
    // The savepoint is undone by an error, whatever came of the trial.
    let undone = tx.savepoint(|tx| {
        tried = batch::overwrite(tx, keyed, &sets, &keys, &Condition::Always);
        Err::<(), _>(Error::internal("undo"))
    });
    match undone {
        Err(error) if error.kind() != ErrorKind::Internal => return Err(error),
        _ => {}
    }
    tried.map(|_| ()).map_err(|error| match error.kind() {
        ErrorKind::Conflict | ErrorKind::Invalid => {
            let message = Message::new("error-transform-refused")
                .arg("table", keyed.table.to_string())
                .arg("column", column);
            let inside = error.inside().unwrap_or_default().to_owned();
            Error::new(ErrorKind::Conflict, message).with_inside(inside)
        }
        _ => error,
    })
}

fn refuse(key: &'static str, table: &Table, column: &str) -> Error {
    Error::invalid(message(key, table, column))
}

fn message(key: &'static str, table: &Table, column: &str) -> Message {
    Message::new(key).arg("table", table.name.to_string()).arg("column", column)
}

/// Whether the transformation hides anything and stays within its bounds.
fn sensible(transform: &Transform) -> Result<()> {
    let within = match transform {
        Transform::Mask { replace, .. } => (1..=LETTERS_MAX).contains(replace),
        Transform::MaskAllBut { last, .. } => *last <= LETTERS_MAX,
        Transform::Keep { first, .. } => *first <= LETTERS_MAX,
        Transform::Pseudonym { length, .. } => (1..=64).contains(length),
        _ => true,
    };
    if within {
        return Ok(());
    }
    Err(Error::invalid(Message::new("error-transform-letters").arg("most", i64::from(LETTERS_MAX))))
}

fn not_null(table: &Table, column: &Column, transform: &Transform) -> Result<()> {
    let empties = match transform {
        Transform::Null => true,
        Transform::Constant(value) | Transform::Replace(value) => value.is_null(),
        // What is no date becomes nothing, and SQLite keeps dates as any text.
        Transform::DateToYear | Transform::DateToMonth => {
            column.kind == Kind::Text && table.dialect != Dialect::Sqlite
        }
        _ => false,
    };
    if empties && !column.nullable {
        return Err(refuse("error-transform-not-null", table, &column.name));
    }
    Ok(())
}

/// Unique values stay unique; references stay or are emptied.
fn keys(table: &Table, column: &Column, transform: &Transform) -> Result<()> {
    let name = &column.name;
    let empties = match transform {
        Transform::Null => true,
        Transform::Constant(value) | Transform::Replace(value) => value.is_null(),
        _ => false,
    };
    if let Some(key) = table.foreign_keys.iter().find(|key| key.columns.contains(name))
        && !empties
    {
        let message =
            message("error-transform-foreign-key", table, name).arg("to", key.to.to_string());
        return Err(Error::invalid(message));
    }
    let is_unique = table
        .unique_keys
        .iter()
        .any(|key| key.columns.contains(name) || (key.is_partial && key.columns.is_empty()));
    let stays_unique = match transform {
        Transform::Placeholder { .. } => true,
        Transform::Pseudonym { length, .. } => *length >= UNIQUE_PSEUDONYM,
        _ => empties,
    };
    if is_unique && !stays_unique {
        return Err(refuse("error-transform-unique", table, name));
    }
    Ok(())
}

fn of_type(table: &Table, column: &Column, transform: &Transform) -> Result<()> {
    let is_text = column.kind == Kind::Text;
    let fits = match transform {
        Transform::Constant(value) | Transform::Replace(value) => {
            constant_fits(table.dialect, column.kind, value)
        }
        Transform::DateToYear | Transform::DateToMonth => match column.kind {
            Kind::Date | Kind::DateTime | Kind::Instant => true,
            // SQLite keeps dates as text and instants as numbers.
            Kind::Text | Kind::Int => table.dialect == Dialect::Sqlite,
            _ => false,
        },
        _ => is_text,
    };
    if fits {
        return Ok(());
    }
    let message = message("error-transform-type", table, &column.name)
        .arg("declared", column.declared.as_str());
    Err(Error::invalid(message))
}

fn constant_fits(dialect: Dialect, kind: Kind, value: &Value) -> bool {
    if value.is_null() {
        return true;
    }
    let on_sqlite = dialect == Dialect::Sqlite;
    match (kind, value) {
        (Kind::Int, Value::Instant(_)) | (Kind::Text, Value::Date(_) | Value::DateTime(_)) => {
            on_sqlite
        }
        (Kind::Int, _) => matches!(value, Value::Int(_) | Value::Bool(_)),
        (Kind::Bool, Value::Int(number)) => (0..=1).contains(number),
        (Kind::Bool, _) => matches!(value, Value::Bool(_)),
        (Kind::Float | Kind::Decimal, _) => {
            matches!(value, Value::Int(_) | Value::Float(_) | Value::Decimal(_))
        }
        (Kind::Text | Kind::Enum, _) => value.as_str().is_some(),
        (Kind::Bytes, _) => matches!(value, Value::Bytes(_)),
        (Kind::Other, _)
        | (Kind::Date, Value::Date(_))
        | (Kind::DateTime | Kind::Instant, Value::DateTime(_) | Value::Instant(_)) => true,
        (_, Value::Text(text)) => text_fits(kind, text),
        _ => false,
    }
}

/// Whether a text is one that the engines take for a value of the kind.
fn text_fits(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Date => text.parse::<jiff::civil::Date>().is_ok(),
        Kind::DateTime => text.parse::<jiff::civil::DateTime>().is_ok(),
        Kind::Instant => text.parse::<jiff::Timestamp>().is_ok(),
        Kind::Time => text.parse::<jiff::civil::Time>().is_ok(),
        Kind::Json => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        Kind::Uuid => {
            let hex: Vec<char> = text.chars().filter(|letter| *letter != '-').collect();
            hex.len() == 32 && hex.iter().all(char::is_ascii_hexdigit)
        }
        _ => false,
    }
}

/// The longest text that can come out, in letters; nothing where values only get shorter.
fn longest(transform: &Transform, length: usize) -> Option<usize> {
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    match transform {
        Transform::Constant(Value::Text(text)) | Transform::Replace(Value::Text(text)) => {
            Some(text.chars().count())
        }
        Transform::Placeholder { before, after } => {
            Some(before.chars().count() + after.chars().count() + KEY_LETTERS)
        }
        // A value as long as the column loses `replace` letters and gains X's.
        Transform::Mask { replace, with } => {
            Some((length.saturating_sub(size(*replace)) + size(*with)).max(size(*with)))
        }
        Transform::MaskAllBut { last, with } => Some(size(*last) + size(*with)),
        Transform::Keep { first, pad } => {
            Some(size(*first).max(pad.map_or(0, |(_, total)| size(total))))
        }
        Transform::Pseudonym { length, .. } => Some(size(*length)),
        _ => None,
    }
}

fn of_length(table: &Table, column: &Column, transform: &Transform) -> Result<()> {
    let Some(most) = column.length else { return Ok(()) };
    let length = usize::try_from(most).unwrap_or(usize::MAX);
    // A placeholder with whole-number keys needs less than one with UUIDs.
    let whole = table.primary_key.len() == 1
        && table
            .primary_key
            .first()
            .and_then(|key| table.column(key))
            .is_some_and(|key| key.kind == Kind::Int);
    let spare = match transform {
        Transform::Placeholder { .. } if whole => KEY_LETTERS - 12,
        _ => 0,
    };
    match longest(transform, length) {
        Some(longest) if longest - spare > length => {
            let message = message("error-transform-length", table, &column.name)
                .arg("length", most)
                .arg("needed", longest - spare);
            Err(Error::invalid(message))
        }
        _ => Ok(()),
    }
}

fn of_enumeration(table: &Table, column: &Column, transform: &Transform) -> Result<()> {
    let (Transform::Constant(Value::Text(text)) | Transform::Replace(Value::Text(text)), false) =
        (transform, column.enum_values.is_empty())
    else {
        return Ok(());
    };
    if column.enum_values.contains(text) {
        return Ok(());
    }
    let message = message("error-transform-values", table, &column.name)
        .arg("values", column.enum_values.join(", "));
    Err(Error::invalid(message))
}

/// Checks that name this column alone and are understood.
fn by_checks(table: &Table, column: &Column, transform: &Transform) -> Result<()> {
    for check in table.checks.iter().filter(|check| check.columns == [column.name.clone()]) {
        for rule in expression::rules(&check.expression) {
            let holds = match (&rule, transform) {
                (_, Transform::Constant(value) | Transform::Replace(value)) => rule.holds(value),
                (expression::Rule::OneOf(_), _) => Some(false),
                (expression::Rule::Length(op, most), _) => {
                    let op_allows = |letters: usize| op.holds(letters.cmp(most));
                    longest(transform, column_length(column)).map(op_allows)
                }
                (expression::Rule::Compare(..), _) => None,
            };
            if holds == Some(false) {
                let message = message("error-transform-check", table, &column.name)
                    .arg("check", check.expression.as_str());
                return Err(Error::invalid(message));
            }
        }
    }
    Ok(())
}

fn column_length(column: &Column) -> usize {
    column.length.and_then(|length| usize::try_from(length).ok()).unwrap_or(usize::MAX / 2)
}
