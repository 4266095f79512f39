//! Copies the tables of a tenant from one database to another, whatever the engines; page by page,
//! so that the memory it takes does not grow with the tables.

use std::{collections::HashSet, fmt::Write as _};

use obhut_db::sql::{
    Catalogue, ColumnKind, Condition, Db, Dialect, FromValue, Key, Keyed, TableName, Tx,
    batch::{find, insert},
    catalogue::{self, Table},
    ddl::create_table,
};
use obhut_kernel::{Error, Kind, Message, Result, Value};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::{register::schema::table_again, systems::Types, upkeep::manifest::MANIFEST};

/// About how many bytes of rows are held at a time.
const PAGE_BYTES: usize = 4 << 20;
/// Rows in a page at most.
const PAGE_ROWS: u32 = 2_000;

/// Makes the tables of the record types in a database that has Obhut's own tables only.
pub(crate) fn make_record_tables(to: &mut Tx<'_>, types: &Types, from: &Catalogue) -> Result<()> {
    for record_type in types.iter().filter(|t| t.is_register()) {
        let table = from
            .table(&record_type.table)
            .ok_or_else(|| Error::internal(format!("no table {}", record_type.table.name)))?;
        let nullable = |name: &str| table.column(name).is_none_or(|column| column.nullable);
        create_table(to, &table_again(record_type, nullable))?;
    }
    Ok(())
}

/// Copies all rows of all tables that `to` has. Its tables are empty.
pub(crate) fn copy_rows(from: &mut Tx<'_>, source: &Catalogue, to: &Db) -> Result<()> {
    let target = to.write(|tx| catalogue::read(tx, None))?;
    for table in in_order(&target)? {
        let given = source.table(&TableName::new(&table.name.name));
        let given = given.filter(|given| {
            table.columns.iter().all(|column| given.column(&column.name).is_some())
        });
        let given =
            given.ok_or_else(|| Error::internal(format!("table {} differs", table.name.name)))?;
        copy_table(from, given, table, to)?;
    }
    Ok(())
}

fn copy_table(from: &mut Tx<'_>, given: &Table, table: &Table, to: &Db) -> Result<()> {
    let columns = columns_of(given);
    let kinds: Vec<(&str, ColumnKind)> = columns
        .iter()
        .filter_map(|name| table.column(name))
        .map(|column| (column.name.as_str(), column.kind.column_kind()))
        .collect();
    if kinds.len() != columns.len() {
        return Err(Error::internal(format!("table {} differs", table.name.name)));
    }
    let name = TableName::new(&table.name.name);
    let mut last = None;
    pages(from, given, |rows| {
        last = rows.last().and_then(|row| row.first()).and_then(Value::as_int).or(last);
        to.write(|tx| {
            let typed = rows.iter().map(|row| {
                row.iter().zip(&kinds).map(|(value, (_, kind))| typed(value, *kind)).collect()
            });
            insert(tx, &name, &kinds, &mut { typed }).map(drop)
        })
    })?;
    let identity = table.columns.iter().find(|column| column.is_identity);
    if let (Some(column), Some(last), Dialect::Postgres) = (identity, last, to.dialect()) {
        // Rows that brought their keys along are not counted on from by the engine.
        to.write(|tx| {
            tx.query(
                "SELECT setval(pg_get_serial_sequence(quote_ident(?), ?), ?)",
                &[name.name.as_str().into(), column.name.as_str().into(), last.max(1).into()],
            )
        })?;
    }
    Ok(())
}

/// Hands all rows of a table to `each`, page by page in the order of its key.
fn pages(
    tx: &mut Tx<'_>,
    table: &Table,
    mut each: impl FnMut(&[Vec<Value>]) -> Result<()>,
) -> Result<()> {
    if table.primary_key.is_empty() {
        return Err(Error::internal(format!("table {} has no key", table.name.name)));
    }
    let keyed = Keyed { table: TableName::new(&table.name.name), key: table.primary_key.clone() };
    let columns = columns_of(table);
    let rest = &columns[keyed.key.len()..];
    let mut after: Option<Key> = None;
    let mut limit = 50;
    loop {
        let found = find(tx, &keyed, rest, &Condition::Always, after.as_ref(), limit)?;
        let Some(last) = found.last() else { return Ok(()) };
        after = Some(last.values()[..keyed.key.len()].to_vec());
        let rows: Vec<Vec<Value>> = found.into_iter().map(|row| row.values().to_vec()).collect();
        each(&rows)?;
        let bytes: usize = rows.iter().flatten().map(size_of_value).sum();
        let fitting = PAGE_BYTES / (bytes / rows.len()).max(1);
        limit = u32::try_from(fitting).unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS);
    }
}

fn size_of_value(value: &Value) -> usize {
    16 + match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// The columns of a table, those of its key first.
fn columns_of(table: &Table) -> Vec<&str> {
    let names = table.columns.iter().map(|column| column.name.as_str());
    let rest = names.filter(|name| !table.primary_key.iter().any(|key| key == name));
    table.primary_key.iter().map(String::as_str).chain(rest).collect()
}

/// The tables with rows of the tenant: not those in which the engine and the migrations keep
/// theirs.
fn own(catalogue: &Catalogue) -> impl Iterator<Item = &Table> {
    catalogue.tables.iter().filter(|table| {
        let name = table.name.name.as_str();
        table.kind.is_table()
            && name != "refinery_schema_history"
            && name != MANIFEST
            && !name.starts_with("sqlite_")
    })
}

/// The tables, each behind those it refers to.
fn in_order(catalogue: &Catalogue) -> Result<Vec<&Table>> {
    let mut left: Vec<&Table> = own(catalogue).collect();
    let mut placed = HashSet::new();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let (ready, waiting): (Vec<_>, Vec<_>) = left.into_iter().partition(|table| {
            let refers = |name: &str| name == table.name.name || placed.contains(name);
            table.foreign_keys.iter().all(|key| refers(&key.to.name))
        });
        if ready.is_empty() {
            return Err(Error::internal("tables refer to each other in a circle"));
        }
        placed.extend(ready.iter().map(|table| table.name.name.clone()));
        ordered.extend(ready);
        left = waiting;
    }
    Ok(ordered)
}

/// A value as another engine stores it.
fn typed(value: &Value, kind: ColumnKind) -> Value {
    let converted = match kind {
        ColumnKind::Instant => jiff::Timestamp::from_value(value).map(Value::Instant),
        ColumnKind::Date => jiff::civil::Date::from_value(value).map(Value::Date),
        ColumnKind::Bool => bool::from_value(value).map(Value::Bool),
        ColumnKind::Decimal => Decimal::from_value(value).map(Value::Decimal),
        _ => None,
    };
    converted.unwrap_or_else(|| value.clone())
}

/// A digest over all rows of all tables of a backup file, and over `facts`.
pub(crate) fn digest(tx: &mut Tx<'_>, facts: &[(String, String)]) -> Result<String> {
    let catalogue = catalogue::read(tx, None)?;
    let mut hasher = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    for (key, value) in facts {
        field(key.as_bytes());
        field(value.as_bytes());
    }
    for table in own(&catalogue) {
        field(table.name.name.as_bytes());
        for column in columns_of(table) {
            field(column.as_bytes());
        }
        pages(tx, table, |rows| {
            for value in rows.iter().flatten() {
                match value {
                    Value::Null => field(b"n"),
                    Value::Int(number) => field(&[b"i", number.to_be_bytes().as_slice()].concat()),
                    Value::Float(number) => {
                        field(&[b"f", number.to_be_bytes().as_slice()].concat());
                    }
                    Value::Text(text) => {
                        field(b"t");
                        field(text.as_bytes());
                    }
                    Value::Bytes(bytes) => {
                        field(b"b");
                        field(bytes);
                    }
                    _ => return Err(Error::internal("a value SQLite does not have")),
                }
            }
            Ok(())
        })?;
    }
    Ok(hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// A backup that cannot be read to its end, or that somebody changed.
pub(crate) fn damaged(path: &std::path::Path) -> Error {
    let path = path.display().to_string();
    Error::new(Kind::Integrity, Message::new("error-backup-damaged").arg("path", path))
}
