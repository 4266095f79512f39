use std::collections::HashMap;

use obhut_kernel::{Result, Value};

use super::{
    Check, Column, ForeignKey, Index, IndexPart, Kind, Referential, Table, TableKind, Trigger,
    assemble::{Assembly, flag, optional, text},
};
use crate::{Dialect, Row, TableName, Tx};

const TABLES: &str = "
SELECT table_name, table_type, table_rows, table_comment FROM information_schema.tables
WHERE table_schema = coalesce(?, database()) AND table_type <> 'SEQUENCE'";

const COLUMNS: &str = "
SELECT table_name, column_name, column_type, data_type, is_nullable = 'YES',
       character_maximum_length, column_default, extra, generation_expression, collation_name,
       column_comment
FROM information_schema.columns WHERE table_schema = coalesce(?, database())
ORDER BY table_name, ordinal_position";

/// Prefixes of texts are no key of the whole.
const INDEXES: &str = "
SELECT table_name, index_name, non_unique = 0, sub_part IS NOT NULL, column_name
FROM information_schema.statistics WHERE table_schema = coalesce(?, database())
ORDER BY table_name, index_name, seq_in_index";

const FOREIGN_KEYS: &str = "
SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_schema,
       k.referenced_table_name, k.referenced_column_name, r.delete_rule, r.update_rule,
       k.referenced_table_schema = k.table_schema
FROM information_schema.key_column_usage AS k
JOIN information_schema.referential_constraints AS r
  ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
  AND r.table_name = k.table_name
WHERE k.table_schema = coalesce(?, database()) AND k.constraint_schema = coalesce(?, database())
  AND r.constraint_schema = coalesce(?, database()) AND k.referenced_table_name IS NOT NULL
ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

const CHECKS_MARIADB: &str = "
SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
WHERE constraint_schema = coalesce(?, database())";

const CHECKS_MYSQL: &str = "
SELECT t.table_name, c.constraint_name, c.check_clause
FROM information_schema.check_constraints AS c
JOIN information_schema.table_constraints AS t
  ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
WHERE c.constraint_schema = coalesce(?, database()) AND t.constraint_type = 'CHECK'";

const TRIGGERS: &str = "
SELECT event_object_table, trigger_name, action_timing, event_manipulation
FROM information_schema.triggers WHERE trigger_schema = coalesce(?, database())";

pub(super) fn read(tx: &mut Tx<'_>, schema: Option<&str>) -> Result<Vec<Table>> {
    let of = [Value::from(schema.map(str::to_owned))];
    let own = schema.map(str::to_owned);
    let mut all = Assembly::new(Dialect::Mysql);
    for row in tx.query(TABLES, &of)? {
        let name = TableName { schema: own.clone(), name: text(&row, 0) };
        let kind = if text(&row, 1).ends_with("VIEW") { TableKind::View } else { TableKind::Base };
        let table = all.add(text(&row, 0), name, kind);
        table.rows = row.at(2)?;
        table.is_versioned = text(&row, 1) == "SYSTEM VERSIONED";
        table.comment = optional(&row, 3).filter(|comment| !comment.is_empty());
    }
    for row in tx.query(COLUMNS, &of)? {
        all.column(&text(&row, 0), column(&row)?);
    }
    for row in tx.query(INDEXES, &of)? {
        index(&mut all, &row)?;
    }
    for (table, key) in foreign_keys(tx, &of[0], own.as_ref())? {
        all.foreign_key(&table, key);
    }
    let is_mariadb =
        tx.query_one("SELECT version()", &[])?.is_some_and(|row| text(&row, 0).contains("MariaDB"));
    let checks = if is_mariadb { CHECKS_MARIADB } else { CHECKS_MYSQL };
    for row in tx.query(checks, &of)? {
        check(&mut all, &row);
    }
    for row in tx.query(TRIGGERS, &of)? {
        let event = format!("{} {}", text(&row, 2), text(&row, 3));
        all.trigger(&text(&row, 0), Trigger { name: text(&row, 1), event });
    }
    Ok(all.finish())
}

fn column(row: &Row) -> Result<Column> {
    let declared = text(row, 2);
    let extra = text(row, 7).to_ascii_lowercase();
    let is_row_period = extra.contains("row start") || extra.contains("row end");
    let has_length = matches!(
        text(row, 3).as_str(),
        "char" | "varchar" | "tinytext" | "text" | "binary" | "varbinary" | "tinyblob" | "blob"
    );
    Ok(Column {
        name: text(row, 1),
        kind: kind(&text(row, 3), &declared),
        nullable: flag(row, 4)?,
        length: if has_length { row.at(5)? } else { None },
        // MariaDB writes the default of a nullable column as the word NULL.
        default: optional(row, 6).filter(|default| default != "NULL"),
        is_generated: is_row_period
            || (extra.contains("generated") && !extra.contains("default_generated"))
            || extra.contains("persistent")
            || optional(row, 8).is_some_and(|expression| !expression.is_empty()),
        is_identity: extra.contains("auto_increment"),
        enum_values: if text(row, 3) == "enum" { enum_values(&declared) } else { Vec::new() },
        collation: optional(row, 9),
        comment: optional(row, 10).filter(|comment| !comment.is_empty()),
        declared,
    })
}

fn kind(data_type: &str, declared: &str) -> Kind {
    match data_type {
        "tinyint" if declared.starts_with("tinyint(1)") => Kind::Bool,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" => Kind::Int,
        "float" | "double" => Kind::Float,
        "decimal" => Kind::Decimal,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => Kind::Text,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => Kind::Bytes,
        "date" => Kind::Date,
        // Connections are set to UTC, in which `timestamp` is handed out.
        "datetime" | "timestamp" => Kind::DateTime,
        "time" => Kind::Time,
        "json" => Kind::Json,
        "enum" => Kind::Enum,
        "uuid" => Kind::Uuid,
        _ => Kind::Other,
    }
}

/// The texts of `enum('a','b''c')`.
fn enum_values(declared: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut letters = declared.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\'' {
            continue;
        }
        let mut value = String::new();
        while let Some(letter) = letters.next() {
            if letter == '\'' && letters.next_if_eq(&'\'').is_none() {
                break;
            }
            value.push(letter);
        }
        values.push(value);
    }
    values
}

fn index(all: &mut Assembly, row: &Row) -> Result<()> {
    let (id, name, column) = (text(row, 0), text(row, 1), optional(row, 4));
    if let (true, Some(table), Some(column)) = (name == "PRIMARY", all.table(&id), &column) {
        table.primary_key.push(column.clone());
    }
    let index =
        Index { name, parts: Vec::new(), is_unique: flag(row, 2)?, is_partial: flag(row, 3)? };
    let part = match column {
        Some(column) => IndexPart::Column(column),
        // Only MySQL 8 has such, and tells the expression in a column that MariaDB lacks.
        None => IndexPart::Expression(String::new()),
    };
    all.index_part(&id, index, part);
    Ok(())
}

fn foreign_keys(
    tx: &mut Tx<'_>,
    of: &Value,
    own: Option<&String>,
) -> Result<Vec<(String, ForeignKey)>> {
    let mut keys: Vec<(String, ForeignKey)> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for row in tx.query(FOREIGN_KEYS, &[of.clone(), of.clone(), of.clone()])? {
        let at = *places.entry((text(&row, 0), text(&row, 1))).or_insert(keys.len());
        if at == keys.len() {
            let schema = if flag(&row, 8)? { own.cloned() } else { optional(&row, 3) };
            let key = ForeignKey {
                name: optional(&row, 1),
                columns: Vec::new(),
                to: TableName { schema, name: text(&row, 4) },
                to_columns: Vec::new(),
                on_delete: Referential::from_words(&text(&row, 6)),
                on_update: Referential::from_words(&text(&row, 7)),
            };
            keys.push((text(&row, 0), key));
        }
        keys[at].1.columns.push(text(&row, 2));
        keys[at].1.to_columns.push(text(&row, 5));
    }
    Ok(keys)
}

/// Which columns a check names is not told: those that stand in it as quoted names (in the quotes
/// of the connection's mode).
fn check(all: &mut Assembly, row: &Row) {
    let expression = text(row, 2);
    let Some(table) = all.table(&text(row, 0)) else { return };
    let names = |column: &&Column| {
        ['`', '"']
            .iter()
            .any(|quote| expression.contains(&format!("{quote}{}{quote}", column.name)))
    };
    let columns: Vec<String> =
        table.columns.iter().filter(names).map(|column| column.name.clone()).collect();
    // MariaDB keeps JSON as a long text with this check.
    if let [one] = columns.as_slice()
        && expression.to_ascii_lowercase().contains("json_valid(")
        && let Some(column) = table.columns.iter_mut().find(|column| column.name == *one)
    {
        column.kind = Kind::Json;
    }
    table.checks.push(Check { name: optional(row, 1), expression, columns });
}

#[cfg(test)]
mod tests {
    use super::enum_values;

    #[test]
    fn reads_enumerations() {
        assert_eq!(enum_values("enum('a','b''c','','x,y')"), ["a", "b'c", "", "x,y"]);
    }
}
