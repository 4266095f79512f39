use obhut_kernel::{Error, Kind, Message, Result, Value};

use crate::{
    Dialect, TableName,
    condition::in_list,
    ddl::ColumnKind,
    sql::{Sql, hex, json_of},
};

/// A table whose rows are told apart by key columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Keyed {
    /// The table.
    pub table: TableName,
    /// The columns of its key in order: its primary key or another unique key without nulls.
    pub key: Vec<String>,
}

impl Keyed {
    /// A table by its key columns.
    pub fn new<K: Into<String>>(
        table: impl Into<TableName>,
        key: impl IntoIterator<Item = K>,
    ) -> Self {
        Self { table: table.into(), key: key.into_iter().map(Into::into).collect() }
    }
}

/// The key of one row: a value for each key column.
pub type Key = Vec<Value>;

/// The rows a batch is about.
#[derive(Debug, Clone, PartialEq)]
pub enum KeySet {
    /// All rows of an interval of a single whole-number key that meet the condition given with
    /// it. Right only when each row of the interval which meets it belongs to the batch, as with
    /// a page of [`find`](super::find) or [`walk`](super::walk): the fastest form.
    Range {
        /// The first key.
        from: i64,
        /// The last key, itself included.
        to: i64,
    },
    /// These rows.
    List(Vec<Key>),
}

impl KeySet {
    /// The interval that covers the keys of a whole page when they are single whole numbers, else
    /// the list of them. Right only as [`KeySet::Range`] says.
    pub fn covering(page: Vec<Key>) -> Self {
        let number = |key: &Key| match key.as_slice() {
            [Value::Int(number)] => Some(*number),
            _ => None,
        };
        let numbers: Option<Vec<i64>> = page.iter().map(number).collect();
        let bounds = numbers.and_then(|all| Some((*all.iter().min()?, *all.iter().max()?)));
        match bounds {
            Some((from, to)) => Self::Range { from, to },
            None => Self::List(page),
        }
    }

    /// Whether there can be no row.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Range { from, to } => from > to,
            Self::List(keys) => keys.is_empty(),
        }
    }
}

impl From<Vec<Key>> for KeySet {
    fn from(keys: Vec<Key>) -> Self {
        Self::List(keys)
    }
}

impl From<Key> for KeySet {
    fn from(key: Key) -> Self {
        Self::List(vec![key])
    }
}

impl From<&[Key]> for KeySet {
    fn from(keys: &[Key]) -> Self {
        Self::List(keys.to_vec())
    }
}

/// A key as text, for addresses and for tables about records: `17` for a single whole number, the
/// text for a single text, else a JSON array. [`parse_key`] reads it back.
pub fn key_text(key: &Key) -> String {
    match key.as_slice() {
        [Value::Int(number)] => number.to_string(),
        [Value::Text(text)] => text.clone(),
        parts => {
            let parts = parts.iter().map(|part| match part {
                Value::Bytes(bytes) => hex(bytes).into(),
                other => other.to_json(),
            });
            parts.collect::<serde_json::Value>().to_string()
        }
    }
}

/// Reads what [`key_text`] wrote, for key columns of these kinds. Fails with [`Kind::NotFound`]
/// when it cannot be a key of them, as there can be no such row; another way to write a key (`007`,
/// `+7`, `[1, "x"]`) is none either, so that one row never goes by two texts.
pub fn parse_key(text: &str, kinds: &[ColumnKind]) -> Result<Key> {
    let unknown = || Error::new(Kind::NotFound, Message::new("error-sql-key"));
    match kinds {
        [kind] if is_whole(*kind) => {
            let number: i64 = text.parse().map_err(|_| unknown())?;
            return if number.to_string() == text {
                Ok(vec![number.into()])
            } else {
                Err(unknown())
            };
        }
        [ColumnKind::Text | ColumnKind::SortKey] => return Ok(vec![text.into()]),
        _ => {}
    }
    let parts: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|_| unknown())?;
    let is_canonical = serde_json::to_string(&parts).is_ok_and(|again| again == text);
    if parts.len() != kinds.len() || !is_canonical {
        return Err(unknown());
    }
    parts.iter().zip(kinds).map(|(part, kind)| part_of(part, *kind).ok_or_else(unknown)).collect()
}

fn is_whole(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Key | ColumnKind::BigInt | ColumnKind::SmallInt)
}

fn part_of(part: &serde_json::Value, kind: ColumnKind) -> Option<Value> {
    match kind {
        _ if part.is_null() => Some(Value::Null),
        ColumnKind::Key | ColumnKind::BigInt | ColumnKind::SmallInt => {
            part.as_i64().map(Value::Int)
        }
        ColumnKind::Bool => {
            part.as_bool().map(Value::Bool).or_else(|| part.as_i64().map(Value::Int))
        }
        ColumnKind::Real => part.as_f64().map(Value::Float),
        ColumnKind::Decimal => match part.as_f64() {
            Some(number) => Some(Value::Float(number)),
            None => part.as_str()?.parse().ok().map(Value::Decimal),
        },
        ColumnKind::Text | ColumnKind::SortKey => part.as_str().map(Value::from),
        ColumnKind::Bytes => {
            let text = part.as_str().filter(|text| !text.contains(|c: char| c.is_uppercase()))?;
            let pairs = (0..text.len()).step_by(2).map(|at| text.get(at..at + 2));
            let bytes: Option<Vec<u8>> =
                pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
            bytes.map(Value::Bytes)
        }
        ColumnKind::Date => match part.as_str()?.parse() {
            Ok(date) => Some(Value::Date(date)),
            Err(_) => part.as_str().map(Value::from),
        },
        ColumnKind::DateTime => match part.as_str()?.parse() {
            Ok(at) => Some(Value::DateTime(at)),
            Err(_) => part.as_str().map(Value::from),
        },
        ColumnKind::Instant => match part.as_i64() {
            Some(micros) => Some(Value::Int(micros)),
            None => part.as_str()?.parse().ok().map(Value::Instant),
        },
    }
}

/// Writes the condition that a row of `alias` is one of `keys`.
pub(super) fn membership(sql: &mut Sql, alias: &str, keyed: &Keyed, keys: &KeySet) -> Result<()> {
    match (keys, keyed.key.as_slice()) {
        (KeySet::Range { from, to }, [column]) => {
            sql.column(alias, column).push(" BETWEEN ").value(&(*from).into());
            sql.push(" AND ").value(&(*to).into());
        }
        (KeySet::List(list), [column]) => {
            let values: Vec<Value> = list.iter().flatten().cloned().collect();
            sql.push("(");
            in_list(sql, alias, column, &values);
            sql.push(")");
        }
        (KeySet::List(list), columns) if list.iter().all(|key| key.len() == columns.len()) => {
            several(sql, keyed, alias, list);
        }
        _ => return Err(Error::internal("keys of another table")),
    }
    Ok(())
}

/// Membership of a key of several columns in a list: one parameter where the engine can take the
/// list apart, as a statement with thousands of them takes seconds to plan.
fn several(sql: &mut Sql, keyed: &Keyed, alias: &str, keys: &[Key]) {
    let columns = keyed.key.as_slice();
    if keys.is_empty() {
        sql.push("FALSE");
        return;
    }
    sql.push("(").list(columns, ", ", |sql, column| _ = sql.column(alias, column)).push(") IN (");
    match sql.dialect() {
        Dialect::Sqlite => {
            let row = |key: &Key| key.iter().map(json_of).collect::<serde_json::Value>();
            let list: serde_json::Value = keys.iter().map(row).collect();
            sql.push("SELECT ").list(0..columns.len(), ", ", |sql, at| {
                let bytes = keys.iter().any(|key| matches!(key[at], Value::Bytes(_)));
                let part = format!("json_extract(value, '$[{at}]')");
                sql.push(&if bytes { format!("unhex({part})") } else { part });
            });
            sql.push(" FROM json_each(").value(&Value::Text(list.to_string())).push("))");
        }
        // As rows of the table itself, which tells the types.
        Dialect::Postgres => {
            sql.push("SELECT ").list(columns, ", ", |sql, column| _ = sql.column("k", column));
            sql.push(" FROM ");
            let names: Vec<&str> = columns.iter().map(String::as_str).collect();
            rows_of_table(sql, &keyed.table, &names, keys);
            sql.push(" AS k)");
        }
        Dialect::Mysql => {
            sql.list(keys, ", ", |sql, key| {
                sql.push("(").list(key, ", ", |sql, value| _ = sql.value(value)).push(")");
            });
            sql.push(")");
        }
    }
}

/// PostgreSQL: some columns of rows of a table as one parameter.
pub(super) fn rows_of_table(
    sql: &mut Sql,
    table: &TableName,
    columns: &[&str],
    rows: &[Vec<Value>],
) {
    let row = |values: &Vec<Value>| {
        let pairs = columns.iter().zip(values);
        let parts = pairs.map(|(column, part)| ((*column).to_owned(), plain_json(part)));
        serde_json::Value::Object(parts.collect())
    };
    let list: serde_json::Value = rows.iter().map(row).collect();
    sql.push("json_populate_recordset(CAST(NULL AS ").table(table).push("), CAST(");
    sql.value(&Value::Text(list.to_string())).push(" AS json))");
}

/// JSON that PostgreSQL reads back as the same value.
fn plain_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bytes(bytes) => format!("\\x{}", hex(bytes)).into(),
        other => other.to_json(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_as_text() {
        let day: jiff::civil::Date = "2024-02-29".parse().unwrap();
        let cases: [(Key, &[ColumnKind], &str); 6] = [
            (vec![17.into()], &[ColumnKind::Key], "17"),
            (vec!["a\"1".into()], &[ColumnKind::Text], "a\"1"),
            (vec!["17".into()], &[ColumnKind::Text], "17"),
            (vec![1.into(), "x".into()], &[ColumnKind::BigInt, ColumnKind::Text], r#"[1,"x"]"#),
            (vec![day.into()], &[ColumnKind::Date], r#"["2024-02-29"]"#),
            (vec![Value::Bytes(vec![1, 255])], &[ColumnKind::Bytes], r#"["01ff"]"#),
        ];
        for (key, kinds, text) in cases {
            assert_eq!(key_text(&key), text);
            assert_eq!(parse_key(text, kinds).unwrap(), key);
        }
        for (text, kinds) in [
            ("x", &[ColumnKind::Key][..]),
            ("[1]", &[ColumnKind::BigInt, ColumnKind::Text][..]),
            ("[1,2]", &[ColumnKind::BigInt, ColumnKind::Text][..]),
            ("[\"0\"]", &[ColumnKind::Bytes][..]),
            ("007", &[ColumnKind::Key][..]),
            ("+7", &[ColumnKind::Key][..]),
            ("-0", &[ColumnKind::Key][..]),
            ("[1, \"x\"]", &[ColumnKind::BigInt, ColumnKind::Text][..]),
            ("[01,\"x\"]", &[ColumnKind::BigInt, ColumnKind::Text][..]),
            ("[\"01FF\"]", &[ColumnKind::Bytes][..]),
        ] {
            assert_eq!(parse_key(text, kinds).unwrap_err().kind(), Kind::NotFound, "{text}");
        }
    }

    #[test]
    fn covers_whole_numbers_only() {
        let page: Vec<Key> = [5, 3, 9].into_iter().map(|n| vec![n.into()]).collect();
        assert_eq!(KeySet::covering(page), KeySet::Range { from: 3, to: 9 });
        let page: Vec<Key> = vec![vec!["a".into()]];
        assert_eq!(KeySet::covering(page.clone()), KeySet::List(page));
        assert!(KeySet::covering(Vec::new()).is_empty());
    }
}
