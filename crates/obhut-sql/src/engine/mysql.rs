use std::sync::Arc;

use jiff::civil::{Date, Time};
use mysql::{Conn, Params, consts::ColumnType, prelude::Queryable};
use obhut_kernel::{Error, Kind, Result, Value};

use crate::{Row, engine::database_error};

fn param(value: &Value) -> mysql::Value {
    match value {
        Value::Null => mysql::Value::NULL,
        Value::Bool(yes) => mysql::Value::Int((*yes).into()),
        Value::Int(number) => mysql::Value::Int(*number),
        Value::Float(number) => mysql::Value::Double(*number),
        Value::Bytes(bytes) => mysql::Value::Bytes(bytes.clone()),
        // Foreign clock columns hold UTC unless their mapping says otherwise; the mapping
        // converts before it comes here.
        Value::Instant(at) => mysql::Value::Bytes(
            at.to_zoned(jiff::tz::TimeZone::UTC)
                .datetime()
                .to_string()
                .replace('T', " ")
                .into_bytes(),
        ),
        Value::DateTime(at) => mysql::Value::Bytes(at.to_string().replace('T', " ").into_bytes()),
        Value::Text(_) | Value::Decimal(_) | Value::Date(_) => {
            mysql::Value::Bytes(value.to_string().into_bytes())
        }
    }
}

fn params(values: &[Value]) -> Params {
    if values.is_empty() {
        Params::Empty
    } else {
        Params::Positional(values.iter().map(param).collect())
    }
}

fn value(stored: mysql::Value, column: &mysql::Column) -> Value {
    match stored {
        mysql::Value::NULL => Value::Null,
        mysql::Value::Int(number) => Value::Int(number),
        mysql::Value::UInt(number) => {
            i64::try_from(number).map_or_else(|_| Value::Text(number.to_string()), Value::Int)
        }
        mysql::Value::Float(number) => Value::Float(number.into()),
        mysql::Value::Double(number) => Value::Float(number),
        mysql::Value::Date(year, month, day, hour, minute, second, micros) => {
            clock(column, (year, month, day), (hour, minute, second, micros))
        }
        mysql::Value::Time(negative, days, hours, minutes, seconds, _) => {
            let sign = if negative { "-" } else { "" };
            Value::Text(format!(
                "{sign}{:02}:{minutes:02}:{seconds:02}",
                u64::from(days) * 24 + u64::from(hours)
            ))
        }
        mysql::Value::Bytes(bytes) => match column.column_type() {
            ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                text.parse().map_or(Value::Text(text), Value::Decimal)
            }
            // Character set 63 is MySQL's "binary".
            _ if column.character_set() == 63 => match String::from_utf8(bytes) {
                Ok(text) if is_json(column) => Value::Text(text),
                Ok(text) => Value::Bytes(text.into_bytes()),
                Err(bytes) => Value::Bytes(bytes.into_bytes()),
            },
            _ => Value::Text(String::from_utf8_lossy(&bytes).into_owned()),
        },
    }
}

fn is_json(column: &mysql::Column) -> bool {
    column.column_type() == ColumnType::MYSQL_TYPE_JSON
}

/// MySQL allows `0000-00-00`, which is no date: it comes back as the text it is.
fn clock(column: &mysql::Column, day: (u16, u8, u8), time: (u8, u8, u8, u32)) -> Value {
    let (hour, minute, second, micros) = time;
    let civil = || -> Option<(Date, Time)> {
        let date =
            Date::new(day.0.try_into().ok()?, day.1.try_into().ok()?, day.2.try_into().ok()?);
        let nanos = i32::try_from(micros).ok()? * 1000;
        let time = Time::new(
            hour.try_into().ok()?,
            minute.try_into().ok()?,
            second.try_into().ok()?,
            nanos,
        );
        Some((date.ok()?, time.ok()?))
    };
    let is_date = matches!(
        column.column_type(),
        ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE
    );
    match civil() {
        Some((date, _)) if is_date => Value::Date(date),
        Some((date, time)) => Value::DateTime(date.to_datetime(time)),
        None => Value::Text(format!("{:04}-{:02}-{:02}", day.0, day.1, day.2)),
    }
}

/// Runs a statement that returns nothing; the number of rows changed.
pub(crate) fn execute(connection: &mut Conn, text: &str, values: &[Value]) -> Result<u64> {
    connection.exec_drop(text, params(values)).map_err(|e| error(&e))?;
    Ok(connection.affected_rows())
}

/// Runs one statement for each set of parameters, prepared once.
pub(crate) fn execute_each(
    connection: &mut Conn,
    text: &str,
    sets: &mut dyn Iterator<Item = &'_ [Value]>,
) -> Result<u64> {
    let statement = connection.prep(text).map_err(|e| error(&e))?;
    let mut changed = 0;
    for values in sets {
        connection.exec_drop(&statement, params(values)).map_err(|e| error(&e))?;
        changed += connection.affected_rows();
    }
    Ok(changed)
}

/// Runs several statements without parameters.
pub(crate) fn script(connection: &mut Conn, text: &str) -> Result<()> {
    for statement in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        connection.query_drop(statement).map_err(|e| error(&e))?;
    }
    Ok(())
}

/// Hands each row of the result to `each` until it says stop (`false`).
pub(crate) fn query_each(
    connection: &mut Conn,
    text: &str,
    values: &[Value],
    each: &mut dyn FnMut(Row) -> Result<bool>,
) -> Result<()> {
    let result = connection.exec_iter(text, params(values)).map_err(|e| error(&e))?;
    let described: Vec<mysql::Column> = result.columns().as_ref().to_vec();
    let columns: Arc<[String]> =
        described.iter().map(|column| column.name_str().into_owned()).collect();
    for row in result {
        let stored = row.map_err(|e| error(&e))?.unwrap();
        let values = stored.into_iter().zip(&described).map(|(v, c)| value(v, c)).collect();
        if !each(Row::new(Arc::clone(&columns), values))? {
            break;
        }
    }
    Ok(())
}

/// A driver error in our terms.
pub(crate) fn error(cause: &mysql::Error) -> Error {
    let mysql::Error::MySqlError(report) = cause else {
        return database_error(Kind::Unavailable, "error-database-unreachable", "mysql");
    };
    let state = format!("mysql {} {}", report.code, report.state);
    let (kind, key) = match report.code {
        1205 | 1213 => (Kind::Busy, "error-database-busy"),
        1290 | 1792 | 1836 => (Kind::Unavailable, "error-database-read-only"),
        1044 | 1142 | 1143 | 1227 => (Kind::Unavailable, "error-database-privilege"),
        1045 | 1698 => (Kind::Unavailable, "error-database-login"),
        1049 => (Kind::Unavailable, "error-database-missing"),
        1021 | 1041 | 1114 => (Kind::Unavailable, "error-database-full"),
        1048 | 1062 | 1169 | 1216 | 1217 | 1451 | 1452 | 1364 | 3819 | 4025 => {
            (Kind::Conflict, "error-database-constraint")
        }
        1264 | 1265 | 1292 | 1366 | 1406 => (Kind::Invalid, "error-database-value"),
        1146 | 1054 | 1064 => return Error::internal(format!("{state} {}", report.message)),
        _ => return Error::internal(state),
    };
    database_error(kind, key, &state)
}
