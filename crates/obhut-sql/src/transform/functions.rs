//! The transformations as functions of SQLite, which has no regular expressions: the same Rust
//! code as [`Transform::apply`], called by the set-based statement.

use obhut_kernel::Value;
use rusqlite::{
    Connection, Result,
    functions::{Context, FunctionFlags},
    types::{Value as Stored, ValueRef},
};

use super::{PseudonymSecret, Transform};

/// Makes the functions known to a connection. They may be called from statements only, not from
/// a schema that somebody else made.
pub(crate) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("obhut_lower", 1, flags, |call| {
        Ok(match call.get(0)? {
            Stored::Text(text) => Stored::Text(text.to_lowercase()),
            other => other,
        })
    })?;
    connection.create_scalar_function("obhut_mask", 3, flags, |call| {
        Ok(apply(call, &Transform::Mask { replace: call.get(1)?, with: call.get(2)? }))
    })?;
    connection.create_scalar_function("obhut_mask_all_but", 3, flags, |call| {
        Ok(apply(call, &Transform::MaskAllBut { last: call.get(1)?, with: call.get(2)? }))
    })?;
    connection.create_scalar_function("obhut_keep", 4, flags, |call| {
        let letter: Option<String> = call.get(2)?;
        let total: u32 = call.get(3)?;
        let pad = letter.and_then(|text| text.chars().next()).map(|letter| (letter, total));
        Ok(apply(call, &Transform::Keep { first: call.get(1)?, pad }))
    })?;
    connection.create_scalar_function("obhut_year", 1, flags, |call| {
        Ok(apply(call, &Transform::DateToYear))
    })?;
    connection.create_scalar_function("obhut_month", 1, flags, |call| {
        Ok(apply(call, &Transform::DateToMonth))
    })?;
    connection.create_scalar_function("obhut_pseudonym", 3, flags, |call| {
        let secret = PseudonymSecret::new(call.get(1)?);
        Ok(apply(call, &Transform::Pseudonym { secret, length: call.get(2)? }))
    })
}

fn apply(call: &Context<'_>, transform: &Transform) -> Stored {
    let value = match call.get_raw(0) {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    };
    match transform.apply(&value, &[]) {
        Value::Text(text) => Stored::Text(text),
        Value::Int(number) => Stored::Integer(number),
        // The transformations registered here yield nothing else.
        _ => Stored::Null,
    }
}
