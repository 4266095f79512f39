//! Pseudonyms on servers: computed here, because their secret must not go there.

use obhut_kernel::{Result, Value};

use super::{KeySet, Keyed, find::read_where, key::rows_of_table};
use crate::{
    Condition, Dialect, Tx,
    sql::Sql,
    transform::{Transform, write_transform},
};

type Sets<'a> = [&'a (String, Transform)];

/// Reads and locks the rows, computes pseudonyms and writes them together with the set-based
/// rest: by one statement on PostgreSQL, row by row on MySQL/MariaDB.
pub(super) fn overwrite_from_here(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    sets: &[(String, Transform)],
    (keys, recheck): (&KeySet, &Condition),
) -> Result<u64> {
    let (secret, plain): (Vec<_>, Vec<_>) =
        sets.iter().partition(|(_, transform)| matches!(transform, Transform::Pseudonym { .. }));
    let columns: Vec<&str> = secret.iter().map(|(column, _)| column.as_str()).collect();
    let width = keyed.key.len();
    let rows: Vec<Vec<Value>> = read_where(tx, keyed, &columns, (keys, recheck), true)?
        .into_iter()
        .map(|row| {
            let mut values = row.into_values();
            let old = values.split_off(width);
            let new = old.iter().zip(&secret).map(|(old, (_, how))| how.apply(old, &values));
            let new: Vec<Value> = new.collect();
            values.extend(new);
            values
        })
        .collect();
    if rows.is_empty() {
        return Ok(0);
    }
    if tx.dialect() == Dialect::Postgres {
        write_at_once(tx, keyed, &columns, &plain, &rows)
    } else {
        write_each(tx, keyed, &columns, &plain, &rows)
    }
}

fn write_at_once(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    columns: &[&str],
    plain: &Sets<'_>,
    rows: &[Vec<Value>],
) -> Result<u64> {
    let names: Vec<&str> = keyed.key.iter().map(String::as_str).chain(columns.to_vec()).collect();
    let mut sql = Sql::new(Dialect::Postgres);
    sql.push("UPDATE ").table(&keyed.table).push(" AS t SET ");
    sql.list(columns, ", ", |sql, column| {
        sql.name(column).push(" = ").column("u", column);
    });
    rest(&mut sql, keyed, plain);
    sql.push(" FROM ");
    rows_of_table(&mut sql, &keyed.table, &names, rows);
    sql.push(" AS u WHERE ").list(&keyed.key, " AND ", |sql, column| {
        sql.column("t", column).push(" = ").column("u", column);
    });
    tx.run(&sql.build())
}

fn write_each(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    columns: &[&str],
    plain: &Sets<'_>,
    rows: &[Vec<Value>],
) -> Result<u64> {
    let mut sql = Sql::new(tx.dialect());
    sql.push("UPDATE ").table(&keyed.table).push(" AS t SET ");
    sql.list(columns, ", ", |sql, column| _ = sql.name(column).push(" = ?"));
    rest(&mut sql, keyed, plain);
    sql.push(" WHERE ");
    sql.list(&keyed.key, " AND ", |sql, column| _ = sql.column("t", column).push(" = ?"));
    let built = sql.build();
    let sets: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| {
            let (key, new) = row.split_at(keyed.key.len());
            new.iter().chain(&built.params).chain(key).cloned().collect()
        })
        .collect();
    tx.each_text(&built.text, &mut sets.iter().map(Vec::as_slice))
}

fn rest(sql: &mut Sql, keyed: &Keyed, plain: &Sets<'_>) {
    for (column, transform) in plain {
        sql.push(", ").name(column).push(" = ");
        write_transform(sql, "t", column, transform, &keyed.key);
    }
}
