//! What every door demands of a record that is made or changed by hand, through the API or by a
//! program: values in the form in which they are stored, links that lead somewhere. Imports read
//! whole columns and have their own way to the same end.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use obhut_detect::parse::{Input, ParseOptions, parse};
use obhut_kernel::{DataType, Error, Message, Result, Value};
use rust_decimal::Decimal;

use crate::{
    access::Actor,
    context::Op,
    operation::Right,
    register::store,
    systems::{Field, RecordType, Types},
};

/// PostgreSQL keeps amounts with sixteen digits before the point.
const AMOUNT_LIMIT: i64 = 10_000_000_000_000_000;

/// The places of the given fields in their type, each with its value in stored form. What `current`
/// has already (in the order of the type's fields) is left out, however it came in.
pub(crate) fn values(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    right: Right,
    given: &BTreeMap<String, Value>,
    current: &[Value],
) -> Result<Vec<(usize, Value)>> {
    let mut checked = Vec::with_capacity(given.len());
    for (key, value) in given {
        let at = writable(op.actor, record_type, key, right)?;
        let field = &record_type.fields[at];
        if current.get(at) == Some(value) {
            continue;
        }
        let value = stored_form(field, value, op.tenant.zone())?;
        if field.required && value.is_null() {
            return Err(Error::invalid(Message::new("error-field-required").arg("field", key)));
        }
        if current.get(at) == Some(&value) {
            continue;
        }
        refuse_loose_link(op, types, field, &value)?;
        checked.push((at, value));
    }
    Ok(checked)
}

/// The place of a field that the actor may write; hidden and missing look the same.
fn writable(actor: &Actor, record_type: &RecordType, key: &str, right: Right) -> Result<usize> {
    let missing = || {
        Error::invalid(
            Message::new("error-field-missing").arg("field", key).arg("type", &record_type.key),
        )
    };
    let at = record_type.fields.iter().position(|field| field.key == key).ok_or_else(missing)?;
    let class = record_type.fields[at].class();
    if actor.rights.allows_class(right, &record_type.key, class) { Ok(at) } else { Err(missing()) }
}

/// A value in the form in which its field stores it: an e-mail address, telephone number or IBAN as
/// it is compared, one of the choices by its key or its name in any language, the key of a linked record as a number.
/// Text is read in the type of the field; a value of another type is refused.
pub(crate) fn stored_form(field: &Field, value: &Value, zone: &TimeZone) -> Result<Value> {
    let refused = |why: Message| {
        Error::invalid(Message::new("error-value").arg("field", &field.key).arg("why", why))
    };
    let found = match (field.data_type, value) {
        (_, Value::Null) => Value::Null,
        (data_type, Value::Text(text)) => {
            let text = field.choice_of(text).unwrap_or(text);
            let options = ParseOptions {
                zone: zone.clone(),
                choices: field.choices.clone(),
                ..ParseOptions::default()
            };
            let fault = |why| refused(field.choice_fault(why, text));
            match (data_type, parse(Input::Text(text), data_type, &options).map_err(fault)?) {
                (DataType::Link, Value::Text(key)) => key
                    .parse()
                    .map(Value::Int)
                    .map_err(|_| refused(Message::new("error-link-form").arg("given", key)))?,
                (_, value) => value,
            }
        }
        (DataType::Number, Value::Int(number)) => {
            let number = i32::try_from(*number).map(f64::from);
            number.map(Value::Float).map_err(|_| refused(Message::new("error-value-size")))?
        }
        (DataType::Amount, Value::Int(number)) => Value::Decimal(Decimal::from(*number)),
        (DataType::Amount, Value::Decimal(number)) => Value::Decimal(number.normalize()),
        (DataType::Date, Value::Date(_))
        | (DataType::DateTime, Value::Instant(_))
        | (DataType::Integer | DataType::Link, Value::Int(_))
        | (DataType::Number, Value::Float(_))
        | (DataType::Bool, Value::Bool(_)) => value.clone(),
        (data_type, _) => {
            return Err(refused(Message::new("error-value-type").arg("type", data_type.key())));
        }
    };
    let fits = match &found {
        Value::Decimal(amount) => amount.abs() < Decimal::from(AMOUNT_LIMIT),
        Value::Float(number) => number.is_finite(),
        _ => true,
    };
    if fits { Ok(found) } else { Err(refused(Message::new("error-value-size"))) }
}

/// Refuses a link to a record that is not there.
fn refuse_loose_link(
    op: &mut Op<'_, '_>,
    types: &Types,
    field: &Field,
    value: &Value,
) -> Result<()> {
    let (DataType::Link, Some(key), Some(target)) =
        (field.data_type, value.as_int(), &field.link_type)
    else {
        return Ok(());
    };
    if store::exists(op, types.get(target)?, key)? {
        return Ok(());
    }
    let message = Message::new("error-link-missing").arg("field", &field.key);
    Err(Error::invalid(message.arg("type", target).arg("key", key.to_string())))
}
