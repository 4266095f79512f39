use obhut_kernel::{Error, Result, Value};

use super::{Key, KeySet, Keyed, change::parts, key::membership};
use crate::{Built, Condition, Dialect, Row, TableName, Tx, condition::compile, sql::Sql};

/// The next `limit` rows in key order that meet `condition`, behind `after`: first the key
/// columns, then `columns`. The engine chooses how to get at them, which is right when few rows
/// meet the condition; for a run over a large part of a table see [`walk`].
pub fn find(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    columns: &[&str],
    condition: &Condition,
    after: Option<&Key>,
    limit: u32,
) -> Result<Vec<Row>> {
    let page = page(tx.dialect(), keyed, columns, condition, (after, limit, false))?;
    tx.rows(&page)
}

/// As [`find`], but the table is read along its key, whatever indexes there are: a page costs
/// what lies between its first and last row, and all pages together cost one pass. With an index
/// of its own choice SQLite would sort all rows that are due for every page.
pub fn walk(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    columns: &[&str],
    condition: &Condition,
    after: Option<&Key>,
    limit: u32,
) -> Result<Vec<Row>> {
    let page = page(tx.dialect(), keyed, columns, condition, (after, limit, true))?;
    tx.rows(&page)
}

/// How many rows meet the condition.
pub fn count(tx: &mut Tx<'_>, table: &TableName, condition: &Condition) -> Result<u64> {
    let mut sql = Sql::new(tx.dialect());
    sql.push("SELECT count(*) FROM ").table(table).push(" AS t WHERE ");
    compile(&mut sql, "t", condition);
    tx.row(&sql.build())?.ok_or_else(|| Error::internal("count"))?.at(0)
}

/// How many rows meet the condition, told apart by the first of `cases` each meets: first those
/// that meet none, then one count for each case in order. One pass over the table.
pub fn count_cases(
    tx: &mut Tx<'_>,
    table: &TableName,
    condition: &Condition,
    cases: &[Condition],
) -> Result<Vec<u64>> {
    if cases.is_empty() {
        return count(tx, table, condition).map(|all| vec![all]);
    }
    let mut sql = Sql::new(tx.dialect());
    sql.push("SELECT first_case, count(*) FROM (SELECT CASE");
    for (at, case) in (1..).zip(cases) {
        sql.push(" WHEN ");
        compile(&mut sql, "t", case);
        sql.push(" THEN ").push(&format!("{at}"));
    }
    sql.push(" ELSE 0 END AS first_case FROM ").table(table).push(" AS t WHERE ");
    compile(&mut sql, "t", condition);
    sql.push(") AS told_apart GROUP BY first_case");
    let mut counts = vec![0; cases.len() + 1];
    for row in tx.rows(&sql.build())? {
        let at: i64 = row.at(0)?;
        let place = usize::try_from(at).ok().and_then(|at| counts.get_mut(at));
        *place.ok_or_else(|| Error::internal("case"))? = row.at(1)?;
    }
    Ok(counts)
}

/// How many rows meet the condition, for each combination of values of the columns `by`: these
/// columns in order, then `count`.
pub fn group_count(
    tx: &mut Tx<'_>,
    table: &TableName,
    by: &[&str],
    condition: &Condition,
) -> Result<Vec<Row>> {
    let mut sql = Sql::new(tx.dialect());
    let columns = |sql: &mut Sql| {
        sql.list(by, ", ", |sql, column| _ = sql.column("t", column));
    };
    sql.push("SELECT ");
    columns(&mut sql);
    sql.push(if by.is_empty() { "" } else { ", " });
    sql.push("count(*) AS count FROM ").table(table).push(" AS t WHERE ");
    compile(&mut sql, "t", condition);
    if !by.is_empty() {
        sql.push(" GROUP BY ");
        columns(&mut sql);
        sql.push(" ORDER BY ");
        columns(&mut sql);
    }
    tx.rows(&sql.build())
}

/// The rows of these keys in key order: first the key columns, then `columns`. An interval
/// stands for all rows in it.
pub fn read(tx: &mut Tx<'_>, keyed: &Keyed, columns: &[&str], keys: &KeySet) -> Result<Vec<Row>> {
    read_where(tx, keyed, columns, (keys, &Condition::Always), false)
}

/// The rows of these keys that meet the condition, locked if so wanted.
pub(super) fn read_where(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    columns: &[&str],
    (keys, condition): (&KeySet, &Condition),
    locked: bool,
) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for part in parts(tx.dialect(), keys).iter() {
        let mut sql = Sql::new(tx.dialect());
        select(&mut sql, keyed, columns);
        sql.push(" WHERE ");
        membership(&mut sql, "t", keyed, part)?;
        sql.push(if tx.dialect() == Dialect::Sqlite { " AND +" } else { " AND " });
        compile(&mut sql, "t", condition);
        order(&mut sql, keyed);
        if locked && tx.dialect() != Dialect::Sqlite {
            sql.push(" FOR UPDATE");
        }
        rows.extend(tx.rows(&sql.build())?);
    }
    Ok(rows)
}

fn page(
    dialect: Dialect,
    keyed: &Keyed,
    columns: &[&str],
    condition: &Condition,
    (after, limit, along_key): (Option<&Key>, u32, bool),
) -> Result<Built> {
    has_key(keyed)?;
    let mut sql = Sql::new(dialect);
    select(&mut sql, keyed, columns);
    sql.push(" WHERE ");
    if let Some(key) = after {
        behind(&mut sql, keyed, key)?;
        sql.push(" AND ");
    }
    // A sign in front keeps SQLite from using an index for what follows.
    sql.push(if along_key && dialect == Dialect::Sqlite { "+" } else { "" });
    compile(&mut sql, "t", condition);
    order(&mut sql, keyed);
    sql.push(" LIMIT ").number(limit);
    Ok(sql.build())
}

/// A table without a key has no order to read it in.
fn has_key(keyed: &Keyed) -> Result<()> {
    if keyed.key.is_empty() { Err(Error::internal("a table without a key")) } else { Ok(()) }
}

fn select(sql: &mut Sql, keyed: &Keyed, columns: &[&str]) {
    let all = keyed.key.iter().map(String::as_str).chain(columns.iter().copied());
    sql.push("SELECT ").list(all, ", ", |sql, column| _ = sql.column("t", column));
    sql.push(" FROM ").table(&keyed.table).push(" AS t");
}

fn order(sql: &mut Sql, keyed: &Keyed) {
    sql.push(" ORDER BY ").list(&keyed.key, ", ", |sql, column| _ = sql.column("t", column));
}

/// Writes that a row comes behind `key`.
fn behind(sql: &mut Sql, keyed: &Keyed, key: &[Value]) -> Result<()> {
    if key.len() != keyed.key.len() || key.is_empty() {
        return Err(Error::internal("a key of another table"));
    }
    let pairs: Vec<(&String, &Value)> = keyed.key.iter().zip(key).collect();
    match (sql.dialect(), pairs.as_slice()) {
        (_, [(column, value)]) => {
            sql.column("t", column).push(" > ").value(value);
        }
        // MySQL compares rows, but uses no index for it.
        (Dialect::Mysql, _) => {
            sql.column("t", pairs[0].0).push(" >= ").value(pairs[0].1).push(" AND (");
            sql.list(0..pairs.len(), " OR ", |sql, last| {
                sql.push("(").list(&pairs[..=last], " AND ", |sql, (column, value)| {
                    let op = if *column == pairs[last].0 { " > " } else { " = " };
                    sql.column("t", column).push(op).value(value);
                });
                sql.push(")");
            });
            sql.push(")");
        }
        _ => {
            sql.push("(").list(&keyed.key, ", ", |sql, column| _ = sql.column("t", column));
            sql.push(") > (").list(key, ", ", |sql, value| _ = sql.value(value)).push(")");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Comparison, Db, Options, Target};

    fn due() -> Condition {
        Condition::equal("status", "ended").and(Condition::compare("ended", Comparison::Less, "9"))
    }

    #[test]
    fn has_the_shape_of_each_engine() {
        let keyed = Keyed::new("t", ["a", "b"]);
        let after: Key = vec![1.into(), 2.into()];
        for (dialect, text) in [
            (
                Dialect::Sqlite,
                "SELECT t.\"a\", t.\"b\", t.\"v\" FROM \"t\" AS t WHERE (t.\"a\", t.\"b\") > (?, ?) \
                 AND +((t.\"status\" = ?) AND (t.\"ended\" < ?)) ORDER BY t.\"a\", t.\"b\" LIMIT 9",
            ),
            (
                Dialect::Postgres,
                "SELECT t.\"a\", t.\"b\", t.\"v\" FROM \"t\" AS t WHERE (t.\"a\", t.\"b\") > (?, ?) \
                 AND ((t.\"status\" = ?) AND (t.\"ended\" < ?)) ORDER BY t.\"a\", t.\"b\" LIMIT 9",
            ),
            (
                Dialect::Mysql,
                "SELECT t.`a`, t.`b`, t.`v` FROM `t` AS t WHERE t.`a` >= ? AND ((t.`a` > ?) OR \
                 (t.`a` = ? AND t.`b` > ?)) AND ((t.`status` = ?) AND (t.`ended` < ?)) ORDER BY \
                 t.`a`, t.`b` LIMIT 9",
            ),
        ] {
            let built = page(dialect, &keyed, &["v"], &due(), (Some(&after), 9, true)).unwrap();
            assert_eq!(built.text(), text);
        }
    }

    /// SQLite would sort all rows with this status for each page.
    #[test]
    fn sqlite_walks_along_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("x.db"));
        let db = Db::open(&target, &Options { create: true, ..Options::default() }).unwrap();
        let plan = |along_key: bool| {
            db.write(|tx| {
                let keyed = Keyed::new("t", ["id"]);
                let after: Key = vec![5.into()];
                let page =
                    page(Dialect::Sqlite, &keyed, &[], &due(), (Some(&after), 9, along_key))?;
                let text = format!("EXPLAIN QUERY PLAN {}", page.text());
                let rows = tx.query_text(&text, page.params())?;
                let steps: Vec<String> =
                    rows.iter().map(|row| row.get("detail")).collect::<Result<_>>()?;
                Ok(steps.join("; "))
            })
            .unwrap()
        };
        db.write(|tx| {
            tx.script("CREATE TABLE t (id INTEGER PRIMARY KEY, status TEXT, ended TEXT)")?;
            tx.script("CREATE INDEX s ON t (status); CREATE INDEX e ON t (ended)")
        })
        .unwrap();
        assert_eq!(plan(true), "SEARCH t USING INTEGER PRIMARY KEY (rowid>?)");
        assert!(plan(false).contains("USING INDEX s"), "{}", plan(false));
    }
}
