use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use obhut_kernel::{Error, Result, Value};
use rust_decimal::Decimal;

/// One row of a result: values in column order, shared column names.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The column names in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values in column order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The values in column order, moved out.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The value of a column, if the row has it.
    pub fn value(&self, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.values.get(at)
    }

    /// The value of a column as `T`. A missing column or another type is a bug.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let value = self
            .value(column)
            .ok_or_else(|| Error::internal(format!("no column {column} in the result")))?;
        T::from_value(value).ok_or_else(|| Error::internal(format!("column {column} is not so")))
    }

    /// The value at a position as `T`. A missing position or another type is a bug.
    pub fn at<T: FromValue>(&self, position: usize) -> Result<T> {
        self.values
            .get(position)
            .and_then(T::from_value)
            .ok_or_else(|| Error::internal(format!("column {position} is not so")))
    }
}

/// What can be read from a stored value. Engines store some types in different ways (instants
/// are microseconds on SQLite); reading hides that.
pub trait FromValue: Sized {
    /// The value as this type, or nothing when it is of another type.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(*number),
            Value::Bool(yes) => Some((*yes).into()),
            Value::Decimal(number) => (*number).try_into().ok(),
            _ => None,
        }
    }
}

impl FromValue for u64 {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|number| number.try_into().ok())
    }
}

impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|number| number.try_into().ok())
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(yes) => Some(*yes),
            Value::Int(number) => Some(*number != 0),
            _ => None,
        }
    }
}

impl FromValue for f64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Float(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "a float was asked for")]
            Value::Int(number) => Some(*number as Self),
            Value::Decimal(number) => (*number).try_into().ok(),
            _ => None,
        }
    }
}

impl FromValue for Decimal {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Decimal(number) => Some(*number),
            Value::Int(number) => Some((*number).into()),
            // SQLite keeps amounts as REAL; the shortest text form gives the digits back.
            Value::Float(number) => number.to_string().parse().ok(),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => bytes.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

impl FromValue for Date {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Date(date) => Some(*date),
            Value::DateTime(at) => Some(at.date()),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl FromValue for Timestamp {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Instant(at) => Some(*at),
            // MySQL/MariaDB keeps the UTC date and time.
            Value::DateTime(at) => {
                at.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
            }
            Value::Int(micros) => Self::from_microsecond(*micros).ok(),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// A struct that is read from a row by its column names; made by [`row_struct!`](crate::row_struct).
pub trait FromRow: Sized {
    /// The columns it is read from, separated by commas, for the `SELECT` list.
    const COLUMNS: &'static str;

    /// Reads it from a row that has these columns.
    fn from_row(row: &Row) -> Result<Self>;
}

/// Declares a struct whose fields are columns, and how to read it from a row.
#[macro_export]
macro_rules! row_struct {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty),* $(,)?
        }
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type,)*
        }

        impl $crate::FromRow for $name {
            const COLUMNS: &'static str = concat!($crate::row_struct!(@list $($field),*));

            fn from_row(row: &$crate::Row) -> ::obhut_kernel::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?,)* })
            }
        }
    };
    (@list $first:ident $(, $rest:ident)*) => {
        concat!(stringify!($first) $(, ", ", stringify!($rest))*)
    };
}
