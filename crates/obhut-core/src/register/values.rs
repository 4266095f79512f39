use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use obhut_db::sql::{FromValue, Transform};
use obhut_kernel::{DataType, Error, Message, Result, Value};
use rust_decimal::Decimal;

use crate::{
    access::Actor,
    operation::Right,
    register::check::stored_form,
    systems::{Field, RecordType},
};

/// A stored value in the type of its field: SQLite keeps dates as text, instants and truth values
/// as whole numbers, amounts as binary fractions.
pub(crate) fn typed(value: Value, data_type: DataType) -> Value {
    let converted = match data_type {
        DataType::Date => Date::from_value(&value).map(Value::Date),
        DataType::DateTime => Timestamp::from_value(&value).map(Value::Instant),
        DataType::Amount => Decimal::from_value(&value).map(|d| Value::Decimal(d.normalize())),
        DataType::Bool => bool::from_value(&value).map(Value::Bool),
        _ => None,
    };
    converted.unwrap_or(value)
}

/// Values as a person typed them, read in the types of their fields; a choice takes nothing but its
/// values.
pub fn input(
    record_type: &RecordType,
    given: &BTreeMap<String, String>,
    zone: &TimeZone,
) -> Result<BTreeMap<String, Value>> {
    given
        .iter()
        .map(|(key, text)| {
            let field = record_type.field(key).ok_or_else(|| {
                Error::invalid(
                    Message::new("error-field-missing")
                        .arg("field", key)
                        .arg("type", &record_type.key),
                )
            })?;
            let value = stored_form(field, &Value::from(text.as_str()), zone)?;
            Ok((key.clone(), value))
        })
        .collect()
}

/// How much of a field a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Nothing: the field is absent.
    Hidden,
    /// A masked value.
    Masked,
    /// The value.
    Clear,
}

/// What `actor` sees of `field`; whoever is in charge of the record sees clear what the role
/// would mask.
pub(crate) fn sight(
    actor: &Actor,
    record_type: &RecordType,
    field: &Field,
    in_charge: bool,
) -> Sight {
    let allows = |right| actor.rights.allows_class(right, &record_type.key, field.class());
    if allows(Right::RecordsSee) {
        Sight::Clear
    } else if allows(Right::RecordsSeeMasked) {
        if in_charge { Sight::Clear } else { Sight::Masked }
    } else {
        Sight::Hidden
    }
}

/// The masked form of a value: enough to tell records apart, too little to know the person.
pub(crate) fn masked(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Text(_) => Transform::Mask { replace: 4, with: 4 }.apply(value, &[]),
        Value::Date(date) => Value::Text(format!("••.••.{}", date.year())),
        _ => Value::Text("••••".to_owned()),
    }
}
