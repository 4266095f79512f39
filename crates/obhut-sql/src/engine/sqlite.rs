use std::{path::Path, sync::Arc, time::Duration};

use obhut_kernel::{Error, Kind, Result, Value};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use crate::{Row, engine::database_error};

/// How long a statement waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Statements kept prepared per connection.
const STATEMENTS: usize = 256;

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// For the writer; makes the file when it is missing and that is wanted.
    Write {
        /// Make the file when it is missing.
        create: bool,
    },
    /// For the readers.
    Read,
}

/// Opens a connection with the settings that erasure and concurrency need.
pub(crate) fn open(path: &Path, mode: Mode) -> Result<Connection> {
    let flags = match mode {
        Mode::Write { create: true } => {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        }
        Mode::Write { create: false } => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    } | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if matches!(mode, Mode::Write { create: true }) {
        make_private(path);
    }
    let connection = Connection::open_with_flags(path, flags).map_err(|e| error(&e))?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(|e| error(&e))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let settings = match mode {
        // FULL: a commit that was reported survives a power cut. secure_delete: what is deleted
        // or overwritten is zeroed in the file, not only forgotten.
        Mode::Write { .. } => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; \
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; \
             PRAGMA wal_autocheckpoint = 16000;"
        }
        Mode::Read => {
            "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;"
        }
    };
    connection.execute_batch(settings).map_err(|e| error(&e))?;
    crate::transform::register(&connection).map_err(|e| error(&e))?;
    Ok(connection)
}

/// Makes a new file that its owner alone may read, wherever it lies; its log and shared memory are
/// made with the same rights. Where that fails, opening it will say why.
fn make_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    drop(made);
}

/// A parameter as SQLite stores it.
struct Param<'a>(&'a Value);

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::Value as Owned;
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Owned(Owned::Null),
            Value::Bool(yes) => ToSqlOutput::Owned(Owned::Integer((*yes).into())),
            Value::Int(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
            Value::Float(number) => ToSqlOutput::Owned(Owned::Real(*number)),
            Value::Decimal(number) => {
                ToSqlOutput::Owned(Owned::Real((*number).try_into().unwrap_or(f64::NAN)))
            }
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Date(date) => ToSqlOutput::Owned(Owned::Text(date.to_string())),
            // With a blank, as SQLite's own functions and most programs write it: texts compare.
            Value::DateTime(at) => {
                ToSqlOutput::Owned(Owned::Text(at.to_string().replace('T', " ")))
            }
            Value::Instant(at) => ToSqlOutput::Owned(Owned::Integer(at.as_microsecond())),
        })
    }
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Value]) -> Result<()> {
    if statement.parameter_count() != params.len() {
        return Err(Error::internal("number of parameters"));
    }
    for (at, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, Param(value)).map_err(|e| error(&e))?;
    }
    Ok(())
}

/// Runs a statement that returns nothing; the number of rows changed.
pub(crate) fn execute(connection: &Connection, text: &str, params: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare_cached(text).map_err(|e| error(&e))?;
    bind(&mut statement, params)?;
    let changed = statement.raw_execute().map_err(|e| error(&e))?;
    Ok(changed as u64)
}

/// Runs one statement for each set of parameters, prepared once.
pub(crate) fn execute_each(
    connection: &Connection,
    text: &str,
    sets: &mut dyn Iterator<Item = &'_ [Value]>,
) -> Result<u64> {
    let mut statement = connection.prepare_cached(text).map_err(|e| error(&e))?;
    let mut changed = 0;
    for params in sets {
        bind(&mut statement, params)?;
        changed += statement.raw_execute().map_err(|e| error(&e))? as u64;
    }
    Ok(changed)
}

/// Runs one statement for each row of parameters, prepared once.
pub(crate) fn execute_rows(
    connection: &Connection,
    text: &str,
    rows: &mut dyn Iterator<Item = Vec<Value>>,
) -> Result<u64> {
    let mut statement = connection.prepare_cached(text).map_err(|e| error(&e))?;
    let mut changed = 0;
    for params in rows {
        bind(&mut statement, &params)?;
        changed += statement.raw_execute().map_err(|e| error(&e))? as u64;
    }
    Ok(changed)
}

/// Runs several statements without parameters.
pub(crate) fn script(connection: &Connection, text: &str) -> Result<()> {
    connection.execute_batch(text).map_err(|e| error(&e))
}

/// Hands each row of the result to `each` until it says stop (`false`).
pub(crate) fn query_each(
    connection: &Connection,
    text: &str,
    params: &[Value],
    each: &mut dyn FnMut(Row) -> Result<bool>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(text).map_err(|e| error(&e))?;
    bind(&mut statement, params)?;
    let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|e| error(&e))? {
        let values = (0..columns.len())
            .map(|at| row.get_ref(at).map(value).map_err(|e| error(&e)))
            .collect::<Result<Vec<_>>>()?;
        if !each(Row::new(Arc::clone(&columns), values))? {
            break;
        }
    }
    Ok(())
}

fn value(stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

/// Moves the write-ahead log into the file and empties it, so that no old page image stays.
/// Returns whether every page went over; a reader may hold some back.
pub(crate) fn checkpoint(connection: &Connection) -> Result<bool> {
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        .map(|busy| busy == 0)
        .map_err(|e| error(&e))
}

/// Moves what it can of the write-ahead log into the file without waiting for anybody.
pub(crate) fn checkpoint_some(connection: &Connection) -> Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(|e| error(&e))
}

/// A driver error in our terms.
pub(crate) fn error(cause: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(code, _) = cause else {
        return Error::internal(format!("sqlite: {}", shape(cause)));
    };
    let state = format!("sqlite {}", code.extended_code);
    let (kind, key) = match code.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => (Kind::Busy, "error-database-busy"),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            (Kind::Unavailable, "error-database-read-only")
        }
        ErrorCode::DiskFull => (Kind::Unavailable, "error-database-full"),
        ErrorCode::SystemIoFailure => (Kind::Unavailable, "error-database-io"),
        ErrorCode::CannotOpen => (Kind::Unavailable, "error-database-open"),
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
            (Kind::Integrity, "error-database-corrupt")
        }
        ErrorCode::ConstraintViolation => (Kind::Conflict, "error-database-constraint"),
        ErrorCode::TypeMismatch => (Kind::Invalid, "error-database-value"),
        ErrorCode::TooBig => (Kind::Invalid, "error-database-too-big"),
        _ => return Error::internal(state),
    };
    database_error(kind, key, &state)
}

/// What kind of driver error it is, without the text that may quote a value.
fn shape(cause: &rusqlite::Error) -> String {
    match cause {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => {
            let text = format!("{other:?}");
            text.split(['(', '{', ' ']).next().unwrap_or_default().to_owned()
        }
    }
}
