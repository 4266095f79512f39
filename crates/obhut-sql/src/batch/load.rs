use obhut_kernel::{Error, Result, Value};

use crate::{Dialect, TableName, Tx, ddl::ColumnKind, purge, sql::Sql};

/// Rows in one statement on PostgreSQL.
const CHUNK: usize = 5_000;
/// From so many rows on PostgreSQL is told at once what it would find out within a minute: until
/// then it would read whole tables to find a single row.
const ANALYSE: u64 = 10_000;
/// Rows in one statement on MySQL/MariaDB, whose packets are limited.
const MYSQL_ROWS: usize = 500;
/// Parameters in one statement on MySQL/MariaDB at most.
const MYSQL_PARAMS: usize = 60_000;

/// Inserts rows in the fastest way that leaves the transaction usable: prepared row by row on
/// SQLite, arrays of 5,000 rows on PostgreSQL, several rows a statement on MySQL/MariaDB. Each
/// row has a value for each column. Returns how many there were.
///
/// PostgreSQL does not count its keys on when they are given here: tables that also make their
/// own keys should leave the key column out.
pub fn insert(
    tx: &mut Tx<'_>,
    table: &TableName,
    columns: &[(&str, ColumnKind)],
    rows: &mut dyn Iterator<Item = Vec<Value>>,
) -> Result<u64> {
    if columns.is_empty() {
        return Err(Error::internal("an insert without columns"));
    }
    match tx.dialect() {
        Dialect::Sqlite => {
            let mut sql = head(Dialect::Sqlite, table, columns);
            sql.push(") VALUES (").list(columns, ", ", |sql, _| _ = sql.push("?")).push(")");
            tx.rows_text(&sql.build().text, rows)
        }
        Dialect::Postgres => {
            let inserted = insert_arrays(tx, table, columns, rows)?;
            analyse(tx, table, inserted)
        }
        Dialect::Mysql => insert_many(tx, table, columns, rows),
    }
}

/// Loads very many rows: by one `COPY` on PostgreSQL, where it pays from some ten thousand rows
/// on; as [`insert`] elsewhere. Returns how many there were.
pub fn copy_in(
    tx: &mut Tx<'_>,
    table: &TableName,
    columns: &[(&str, ColumnKind)],
    rows: &mut dyn Iterator<Item = Vec<Value>>,
) -> Result<u64> {
    if tx.dialect() != Dialect::Postgres || columns.is_empty() {
        return insert(tx, table, columns, rows);
    }
    let mut sql = Sql::new(Dialect::Postgres);
    sql.push("COPY ").table(table).push(" (");
    sql.list(columns, ", ", |sql, (column, _)| _ = sql.name(column)).push(") FROM STDIN");
    let width = columns.len();
    let inserted = tx.copy_text(&sql.build().text, &mut |out: &mut Vec<u8>| {
        let Some(row) = rows.next() else { return Ok(false) };
        if row.len() != width {
            return Err(Error::internal("number of values"));
        }
        copy_line(&row, out);
        Ok(true)
    })?;
    analyse(tx, table, inserted)
}

/// Inserts one row and returns the value of its key column, given or made by the engine.
pub fn insert_returning_key(
    tx: &mut Tx<'_>,
    table: &TableName,
    key: &str,
    values: &[(&str, Value)],
) -> Result<Value> {
    let mut sql = Sql::new(tx.dialect());
    sql.push("INSERT INTO ").table(table);
    match (values, tx.dialect()) {
        ([], Dialect::Mysql) => _ = sql.push(" () VALUES ()"),
        ([], _) => _ = sql.push(" DEFAULT VALUES"),
        _ => {
            sql.push(" (").list(values, ", ", |sql, (column, _)| _ = sql.name(column));
            sql.push(") VALUES (").list(values, ", ", |sql, (_, value)| _ = sql.value(value));
            sql.push(")");
        }
    }
    if tx.dialect() != Dialect::Mysql {
        sql.push(" RETURNING ").name(key);
        let row = tx.row_changed(&sql.build())?;
        return row.ok_or_else(|| Error::internal("no key returned"))?.at(0);
    }
    tx.run(&sql.build())?;
    if let Some((_, given)) =
        values.iter().find(|(column, given)| *column == key && !given.is_null())
    {
        return Ok(given.clone());
    }
    let row = tx.query_one("SELECT last_insert_id()", &[])?;
    row.ok_or_else(|| Error::internal("no key returned"))?.at(0)
}

/// `INSERT INTO table (columns`, still open.
fn head(dialect: Dialect, table: &TableName, columns: &[(&str, ColumnKind)]) -> Sql {
    let mut sql = Sql::new(dialect);
    sql.push("INSERT INTO ").table(table).push(" (");
    sql.list(columns, ", ", |sql, (column, _)| _ = sql.name(column));
    sql
}

fn insert_arrays(
    tx: &mut Tx<'_>,
    table: &TableName,
    columns: &[(&str, ColumnKind)],
    mut rows: &mut dyn Iterator<Item = Vec<Value>>,
) -> Result<u64> {
    let mut sql = head(Dialect::Postgres, table, columns);
    sql.push(") SELECT * FROM unnest(").list(columns, ", ", |sql, (_, kind)| {
        sql.push("CAST(? AS ").push(kind.postgres_type()).push("[])");
    });
    sql.push(")");
    let text = sql.build().text;
    let mut inserted = 0;
    let mut arrays: Vec<Vec<Value>> = vec![Vec::new(); columns.len()];
    loop {
        arrays.iter_mut().for_each(Vec::clear);
        let mut taken = 0;
        for row in (&mut rows).take(CHUNK) {
            check_width(&row, columns)?;
            row.into_iter().zip(&mut arrays).for_each(|(value, array)| array.push(value));
            taken += 1;
        }
        if taken == 0 {
            return Ok(inserted);
        }
        inserted += tx.columns_text(&text, &arrays)?;
    }
}

/// A role that may not is only warned by the server.
fn analyse(tx: &mut Tx<'_>, table: &TableName, inserted: u64) -> Result<u64> {
    if inserted >= ANALYSE {
        purge::refresh_statistics(tx, std::slice::from_ref(table))?;
    }
    Ok(inserted)
}

fn insert_many(
    tx: &mut Tx<'_>,
    table: &TableName,
    columns: &[(&str, ColumnKind)],
    mut rows: &mut dyn Iterator<Item = Vec<Value>>,
) -> Result<u64> {
    let most = (MYSQL_PARAMS / columns.len()).clamp(1, MYSQL_ROWS);
    let mut inserted = 0;
    loop {
        let mut params = Vec::new();
        let mut taken = 0;
        for row in (&mut rows).take(most) {
            check_width(&row, columns)?;
            params.extend(row);
            taken += 1;
        }
        if taken == 0 {
            return Ok(inserted);
        }
        let mut sql = head(Dialect::Mysql, table, columns);
        sql.push(") VALUES ").list(0..taken, ", ", |sql, _: usize| {
            sql.push("(").list(columns, ", ", |sql, _| _ = sql.push("?")).push(")");
        });
        inserted += tx.execute_text(&sql.build().text, &params)?;
    }
}

fn check_width(row: &[Value], columns: &[(&str, ColumnKind)]) -> Result<()> {
    if row.len() == columns.len() { Ok(()) } else { Err(Error::internal("number of values")) }
}

/// A line of PostgreSQL's text form of COPY.
fn copy_line(row: &[Value], out: &mut Vec<u8>) {
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        match value {
            Value::Null => out.extend_from_slice(b"\\N"),
            Value::Bool(yes) => out.push(if *yes { b't' } else { b'f' }),
            Value::Bytes(bytes) => {
                out.extend_from_slice(b"\\\\x");
                out.extend_from_slice(crate::sql::hex(bytes).as_bytes());
            }
            Value::Text(text) => copy_escape(text, out),
            other => out.extend_from_slice(other.to_string().as_bytes()),
        }
    }
    out.push(b'\n');
}

fn copy_escape(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => out.push(other),
        }
    }
}
