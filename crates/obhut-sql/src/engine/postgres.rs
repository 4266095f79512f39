use std::{
    collections::HashMap,
    error::Error as StdError,
    mem,
    sync::{Arc, Mutex},
};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, date},
};
use obhut_kernel::{Error, Kind, Result, Value};
use postgres::{
    Client, Statement,
    error::{DbError, SqlState},
    fallible_iterator::FallibleIterator,
    types::{
        Format, FromSql, IsNull, Kind as PgKind, ToSql, Type, private::BytesMut, to_sql_checked,
    },
};
use rust_decimal::Decimal;

use crate::{Row, engine::database_error};

mod decode;

type Boxed = Box<dyn StdError + Sync + Send>;

/// A connection with its prepared statements.
pub(crate) struct Connection {
    pub(crate) client: Client,
    statements: HashMap<String, Statement>,
    remarks: Remarks,
}

/// Details of what the server remarks by the way, kept while somebody listens.
#[derive(Clone, Default)]
pub(crate) struct Remarks(Arc<Mutex<Option<Vec<String>>>>);

impl Remarks {
    /// Takes a remark in if somebody listens.
    pub(crate) fn take_in(&self, remark: &DbError) {
        if let Ok(mut heard) = self.0.lock()
            && let (Some(heard), Some(detail)) = (heard.as_mut(), remark.detail())
        {
            heard.push(detail.to_owned());
        }
    }

    fn swap(&self, with: Option<Vec<String>>) -> Vec<String> {
        self.0
            .lock()
            .map(|mut heard| mem::replace(&mut *heard, with))
            .ok()
            .flatten()
            .unwrap_or_default()
    }
}

/// Statements kept prepared per connection; past that the cache starts anew.
const STATEMENTS: usize = 512;

impl Connection {
    pub(crate) fn new(client: Client, remarks: Remarks) -> Self {
        Self { client, statements: HashMap::new(), remarks }
    }

    /// Runs one statement outside of any transaction; the details of what the server remarks
    /// meanwhile.
    pub(crate) fn remarks_on(&mut self, text: &str) -> Result<Vec<String>> {
        self.remarks.swap(Some(Vec::new()));
        let outcome = script(self, text);
        let heard = self.remarks.swap(None);
        outcome.map(|()| heard)
    }

    fn prepare(&mut self, text: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(text) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let statement = self.client.prepare(&numbered(text)).map_err(|e| error(&e))?;
        self.statements.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Forgets prepared statements, whose plans may name tables that changed.
    pub(crate) fn forget(&mut self) {
        self.statements.clear();
    }
}

/// `?` to `$1`, `$2`, … outside quotes; numbered text stays as it is.
fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut count, mut quote) = (0, None);
    for letter in text.chars() {
        match (quote, letter) {
            (None, '?') => {
                count += 1;
                out.push('$');
                out.push_str(&count.to_string());
                continue;
            }
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        out.push(letter);
    }
    out
}

/// A parameter that takes the form of the column it is for.
#[derive(Debug)]
pub(crate) struct Param<'a>(pub(crate) &'a Value);

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        if let PgKind::Domain(base) = ty.kind() {
            return self.to_sql(base, out);
        }
        match *ty {
            _ if self.0.is_null() => Ok(IsNull::Yes),
            Type::BOOL => bool_of(self.0).ok_or("boolean")?.to_sql(ty, out),
            Type::INT2 => i16::try_from(int_of(self.0).ok_or("integer")?)?.to_sql(ty, out),
            Type::INT4 => i32::try_from(int_of(self.0).ok_or("integer")?)?.to_sql(ty, out),
            Type::INT8 => int_of(self.0).ok_or("integer")?.to_sql(ty, out),
            Type::FLOAT4 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "the column is single")]
                (float_of(self.0).ok_or("number")? as f32).to_sql(ty, out)
            }
            Type::FLOAT8 => float_of(self.0).ok_or("number")?.to_sql(ty, out),
            Type::NUMERIC => decimal_of(self.0).ok_or("decimal")?.to_sql(ty, out),
            Type::DATE => {
                let days = date_of(self.0).ok_or("date")?.since(EPOCH)?.get_days();
                out.extend_from_slice(&days.to_be_bytes());
                Ok(IsNull::No)
            }
            Type::TIMESTAMP => {
                let at = date_time_of(self.0).ok_or("date and time")?;
                let micros = at.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp().as_microsecond();
                out.extend_from_slice(&(micros - EPOCH_MICROS).to_be_bytes());
                Ok(IsNull::No)
            }
            Type::TIMESTAMPTZ => {
                let at = instant_of(self.0).ok_or("instant")?;
                out.extend_from_slice(&(at.as_microsecond() - EPOCH_MICROS).to_be_bytes());
                Ok(IsNull::No)
            }
            Type::UUID => {
                let hex: String =
                    self.0.as_str().ok_or("uuid")?.chars().filter(|c| *c != '-').collect();
                out.extend_from_slice(&u128::from_str_radix(&hex, 16)?.to_be_bytes());
                Ok(IsNull::No)
            }
            Type::BYTEA => match self.0 {
                Value::Bytes(bytes) => bytes.to_sql(ty, out),
                _ => Err("bytes".into()),
            },
            Type::JSONB => {
                out.extend_from_slice(&[1]);
                out.extend_from_slice(self.0.to_string().as_bytes());
                Ok(IsNull::No)
            }
            // All others go as text (see `encode_format`).
            _ => {
                out.extend_from_slice(self.0.to_string().as_bytes());
                Ok(IsNull::No)
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    /// Types whose binary form is not written here, arrays included, are sent as the text that
    /// the server parses itself.
    fn encode_format(&self, ty: &Type) -> Format {
        if let PgKind::Domain(base) = ty.kind() {
            return self.encode_format(base);
        }
        match *ty {
            Type::BOOL
            | Type::INT2
            | Type::INT4
            | Type::INT8
            | Type::FLOAT4
            | Type::FLOAT8
            | Type::NUMERIC
            | Type::DATE
            | Type::TIMESTAMP
            | Type::TIMESTAMPTZ
            | Type::UUID
            | Type::BYTEA
            | Type::JSONB => Format::Binary,
            _ => Format::Text,
        }
    }

    to_sql_checked!();
}

/// PostgreSQL counts days and microseconds from here.
const EPOCH: Date = date(2000, 1, 1);
const EPOCH_MICROS: i64 = 946_684_800_000_000;

fn bool_of(value: &Value) -> Option<bool> {
    crate::FromValue::from_value(value)
}
fn int_of(value: &Value) -> Option<i64> {
    match value {
        Value::Text(text) => text.parse().ok(),
        other => crate::FromValue::from_value(other),
    }
}
fn float_of(value: &Value) -> Option<f64> {
    crate::FromValue::from_value(value)
}
fn decimal_of(value: &Value) -> Option<Decimal> {
    crate::FromValue::from_value(value)
}
fn date_of(value: &Value) -> Option<Date> {
    crate::FromValue::from_value(value)
}
fn date_time_of(value: &Value) -> Option<DateTime> {
    match value {
        Value::DateTime(at) => Some(*at),
        Value::Date(date) => Some(date.at(0, 0, 0, 0)),
        Value::Text(text) => text.parse().ok(),
        Value::Instant(at) => Some(at.to_zoned(jiff::tz::TimeZone::UTC).datetime()),
        _ => None,
    }
}
fn instant_of(value: &Value) -> Option<Timestamp> {
    match value {
        // Midnight in UTC, as the server itself would take it.
        Value::Date(date) => {
            date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
        }
        other => crate::FromValue::from_value(other),
    }
}

/// Any column as a [`Value`].
pub(super) struct Stored(pub(super) Value);

impl<'a> FromSql<'a> for Stored {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        let value = match *ty {
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::OID => Value::Int(u32::from_sql(ty, raw)?.into()),
            Type::FLOAT4 => Value::Float(f32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Float(f64::from_sql(ty, raw)?),
            // More digits than a decimal holds, or NaN: as text.
            Type::NUMERIC => match Decimal::from_sql(ty, raw) {
                Ok(number) => Value::Decimal(number),
                Err(_) => Value::Text(decode::numeric(raw).ok_or("numeric")?),
            },
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::DATE => {
                let days = i32::from_be_bytes(raw.try_into()?);
                Value::Date(EPOCH.checked_add(jiff::Span::new().try_days(days)?)?)
            }
            Type::TIMESTAMP => {
                let at = Timestamp::from_microsecond(
                    i64::from_be_bytes(raw.try_into()?) + EPOCH_MICROS,
                )?;
                Value::DateTime(at.to_zoned(jiff::tz::TimeZone::UTC).datetime())
            }
            Type::TIMESTAMPTZ => Value::Instant(Timestamp::from_microsecond(
                i64::from_be_bytes(raw.try_into()?) + EPOCH_MICROS,
            )?),
            Type::UUID => {
                let hex = format!("{:032x}", u128::from_be_bytes(raw.try_into()?));
                Value::Text(format!(
                    "{}-{}-{}-{}-{}",
                    &hex[..8],
                    &hex[8..12],
                    &hex[12..16],
                    &hex[16..20],
                    &hex[20..]
                ))
            }
            Type::CHAR => Value::Text(raw.iter().map(|byte| char::from(*byte)).collect()),
            Type::JSONB => {
                Value::Text(String::from_utf8(raw.get(1..).unwrap_or_default().to_vec())?)
            }
            // Blanks that fill up mean nothing.
            Type::BPCHAR => Value::from(std::str::from_utf8(raw)?.trim_end_matches(' ')),
            _ => decode::other(ty, raw),
        };
        Ok(Self(value))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Runs a statement that returns nothing; the number of rows changed.
pub(crate) fn execute(connection: &mut Connection, text: &str, params: &[Value]) -> Result<u64> {
    let statement = connection.prepare(text)?;
    let params: Vec<Param<'_>> = params.iter().map(Param).collect();
    let params: Vec<&(dyn ToSql + Sync)> =
        params.iter().map(|param| param as &(dyn ToSql + Sync)).collect();
    connection.client.execute(&statement, &params).map_err(|e| error(&e))
}

/// Runs one statement for each set of parameters, prepared once.
pub(crate) fn execute_each(
    connection: &mut Connection,
    text: &str,
    sets: &mut dyn Iterator<Item = &'_ [Value]>,
) -> Result<u64> {
    let mut changed = 0;
    for params in sets {
        changed += execute(connection, text, params)?;
    }
    Ok(changed)
}

/// Runs one statement whose parameters are whole columns (`UNNEST(?::bigint[], …)`).
pub(crate) fn execute_columns(
    connection: &mut Connection,
    text: &str,
    columns: &[Vec<Value>],
) -> Result<u64> {
    let statement = connection.prepare(text)?;
    let arrays: Vec<Vec<Param<'_>>> =
        columns.iter().map(|column| column.iter().map(Param).collect()).collect();
    let params: Vec<&(dyn ToSql + Sync)> =
        arrays.iter().map(|array| array as &(dyn ToSql + Sync)).collect();
    connection.client.execute(&statement, &params).map_err(|e| error(&e))
}

/// Bytes handed over at a time during a COPY.
const COPY_BUFFER: usize = 256 * 1024;

/// Runs a `COPY … FROM STDIN`; `more` appends lines and says whether there may be others. The
/// number of rows.
pub(crate) fn copy_in(
    connection: &mut Connection,
    text: &str,
    more: &mut dyn FnMut(&mut Vec<u8>) -> Result<bool>,
) -> Result<u64> {
    use std::io::Write;
    let io = |_: std::io::Error| {
        database_error(Kind::Unavailable, "error-database-unreachable", "postgres copy")
    };
    let mut writer = connection.client.copy_in(text).map_err(|e| error(&e))?;
    let mut buffer = Vec::with_capacity(COPY_BUFFER + 1024);
    while more(&mut buffer)? {
        if buffer.len() >= COPY_BUFFER {
            writer.write_all(&buffer).map_err(io)?;
            buffer.clear();
        }
    }
    writer.write_all(&buffer).map_err(io)?;
    writer.finish().map_err(|e| error(&e))
}

/// Runs several statements without parameters.
pub(crate) fn script(connection: &mut Connection, text: &str) -> Result<()> {
    connection.client.batch_execute(text).map_err(|e| error(&e))
}

/// Hands each row of the result to `each` until it says stop (`false`).
pub(crate) fn query_each(
    connection: &mut Connection,
    text: &str,
    params: &[Value],
    each: &mut dyn FnMut(Row) -> Result<bool>,
) -> Result<()> {
    let statement = connection.prepare(text)?;
    let columns: Arc<[String]> =
        statement.columns().iter().map(|column| column.name().to_owned()).collect();
    let mut rows =
        connection.client.query_raw(&statement, params.iter().map(Param)).map_err(|e| error(&e))?;
    while let Some(row) = rows.next().map_err(|e| error(&e))? {
        let values = (0..columns.len())
            .map(|at| row.try_get::<_, Stored>(at).map(|stored| stored.0).map_err(|e| error(&e)))
            .collect::<Result<Vec<_>>>()?;
        if !each(Row::new(Arc::clone(&columns), values))? {
            break;
        }
    }
    Ok(())
}

/// A driver error in our terms.
pub(crate) fn error(cause: &postgres::Error) -> Error {
    let Some(report) = cause.as_db_error() else {
        let text = if cause.is_closed() { "closed" } else { "no connection" };
        // The client's own errors name types and addresses, never a value of a statement …
        let detail = cause.source().map(ToString::to_string).unwrap_or_default();
        let text_of_cause = cause.to_string();
        if text_of_cause.starts_with("error serializing") {
            // A value that is none of the column's type: "x" for a whole number.
            return database_error(Kind::Invalid, "error-database-value", &text_of_cause);
        }
        if is_client_side(&text_of_cause) {
            return Error::internal(format!("postgres: {text_of_cause}"));
        }
        return database_error(
            Kind::Unavailable,
            "error-database-unreachable",
            &format!("postgres {text} {detail}"),
        );
    };
    let code = report.code();
    let mut state = format!("postgres {}", code.code());
    for name in [report.table(), report.column(), report.constraint()].into_iter().flatten() {
        state.push(' ');
        state.push_str(name);
    }
    let (kind, key) = match code {
        &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::LOCK_NOT_AVAILABLE => (Kind::Busy, "error-database-busy"),
        &SqlState::READ_ONLY_SQL_TRANSACTION => (Kind::Unavailable, "error-database-read-only"),
        &SqlState::INSUFFICIENT_PRIVILEGE => (Kind::Unavailable, "error-database-privilege"),
        &SqlState::DISK_FULL => (Kind::Unavailable, "error-database-full"),
        &SqlState::UNDEFINED_DATABASE => (Kind::Unavailable, "error-database-missing"),
        &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            (Kind::Unavailable, "error-database-login")
        }
        other if other.code().starts_with("23") => (Kind::Conflict, "error-database-constraint"),
        other if other.code().starts_with("08") || other.code().starts_with("57P") => {
            (Kind::Unavailable, "error-database-unreachable")
        }
        other if other.code().starts_with("53") => (Kind::Unavailable, "error-database-full"),
        other if other.code().starts_with("22") => (Kind::Invalid, "error-database-value"),
        // Syntax and missing names are bugs; their message quotes identifiers only.
        _ => return Error::internal(format!("{state} {}", report.message())),
    };
    database_error(kind, key, &state)
}

/// Whether the client could not read an answer or was used wrongly: a bug of ours.
fn is_client_side(text: &str) -> bool {
    text.starts_with("error deserializing") || text.starts_with("expected ")
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn numbers_placeholders_outside_quotes() {
        assert_eq!(
            numbered("SELECT '?' FROM \"a?\" WHERE b = ? AND c = ?"),
            "SELECT '?' FROM \"a?\" WHERE b = $1 AND c = $2"
        );
    }
}
