use obhut_kernel::Result;

use super::{
    Check, Column, ForeignKey, Index, IndexPart, Kind, Referential, Table, TableKind, Trigger,
    assemble::{Assembly, declared_length, flag, optional, text},
    words,
};
use crate::{Dialect, Row, TableName, Tx, sql::Sql};

const TABLES: &str = "
SELECT l.name, l.type, m.sql, l.wr FROM pragma_table_list AS l
JOIN sqlite_schema AS m ON m.name = l.name AND m.type IN ('table', 'view')
WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual')
  AND substr(l.name, 1, 7) <> 'sqlite_'";

const COLUMNS: &str = "
SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden
FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS x
WHERE m.type IN ('table', 'view') AND x.hidden <> 1 ORDER BY m.name, x.cid";

const COLUMNS_OF_ONE: &str = "
SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden
FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS x
WHERE m.type IN ('table', 'view') AND m.name = ? AND x.hidden <> 1 ORDER BY x.cid";

const INDEXES: &str = "
SELECT m.name, l.name, l.\"unique\", l.partial, x.name
FROM sqlite_schema AS m, pragma_index_list(m.name) AS l, pragma_index_xinfo(l.name) AS x
WHERE m.type = 'table' AND x.key = 1 ORDER BY m.name, l.name, x.seqno";

const FOREIGN_KEYS: &str = "
SELECT m.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete
FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
WHERE m.type = 'table' ORDER BY m.name, f.id DESC, f.seq";

const TRIGGERS: &str = "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger'";

pub(super) fn read(tx: &mut Tx<'_>) -> Result<Vec<Table>> {
    let mut all = Assembly::new(Dialect::Sqlite);
    let mut countable = Vec::new();
    let mut definitions = Vec::new();
    for row in tx.query(TABLES, &[])? {
        let name = text(&row, 0);
        let is_view = text(&row, 1) == "view";
        let kind = if is_view { TableKind::View } else { TableKind::Base };
        if text(&row, 1) == "table" && !flag(&row, 3)? {
            countable.push(name.clone());
        }
        definitions.push((name.clone(), text(&row, 2)));
        all.add(name.clone(), TableName::new(name), kind);
    }
    for row in read_columns(tx, &definitions)? {
        add_column(&mut all, &row)?;
    }
    for (name, definition) in definitions {
        for expression in words::checks(&definition) {
            let columns = all.table(&name).map_or_else(Vec::new, |table| {
                let names = table.columns.iter().map(|column| column.name.clone());
                names.filter(|name| words::names(&expression, name)).collect()
            });
            all.check(&name, Check { name: None, expression, columns });
        }
    }
    for row in tx.query(INDEXES, &[])? {
        let index = Index {
            name: text(&row, 1),
            parts: Vec::new(),
            is_unique: flag(&row, 2)?,
            is_partial: flag(&row, 3)?,
        };
        let part =
            optional(&row, 4).map_or(IndexPart::Expression(String::new()), IndexPart::Column);
        all.index_part(&text(&row, 0), index, part);
    }
    read_foreign_keys(tx, &mut all)?;
    for row in tx.query(TRIGGERS, &[])? {
        let event = words::trigger_event(&text(&row, 2));
        all.trigger(&text(&row, 0), Trigger { name: text(&row, 1), event });
    }
    for name in countable {
        estimate(tx, &mut all, &name)?;
    }
    Ok(all.finish())
}

/// All columns at once; table by table when one of them cannot be read: a view on what is no
/// longer there, a virtual table whose module is not at hand. Such a one has no columns.
fn read_columns(tx: &mut Tx<'_>, tables: &[(String, String)]) -> Result<Vec<Row>> {
    let error = match tx.query(COLUMNS, &[]) {
        Ok(rows) => return Ok(rows),
        Err(error) => error,
    };
    let mut all = Vec::new();
    for (name, _) in tables {
        match tx.query(COLUMNS_OF_ONE, &[name.as_str().into()]) {
            Ok(rows) => all.extend(rows),
            Err(error) => tracing::warn!(table = name, cause = ?error, "no columns to be read"),
        }
    }
    if all.is_empty() { Err(error) } else { Ok(all) }
}

fn add_column(all: &mut Assembly, row: &Row) -> Result<()> {
    let declared = text(row, 2);
    let hidden: i64 = row.at(6)?;
    let place: i64 = row.at(5)?;
    let column = Column {
        name: text(row, 1),
        kind: kind(&declared),
        nullable: !flag(row, 3)?,
        length: declared_length(&declared).filter(|_| kind(&declared) == Kind::Text),
        default: optional(row, 4),
        is_generated: hidden == 2 || hidden == 3,
        // A single INTEGER PRIMARY KEY is the row id; undone below when the key has more columns.
        is_identity: place == 1 && declared.eq_ignore_ascii_case("INTEGER"),
        enum_values: Vec::new(),
        collation: None,
        comment: None,
        declared,
    };
    let Some(table) = all.table(&text(row, 0)) else { return Ok(()) };
    if place > 0 {
        // Key columns come in the order of the table; their place in the key is told.
        let at = usize::try_from(place - 1).unwrap_or(0);
        if table.primary_key.len() <= at {
            table.primary_key.resize(at + 1, String::new());
        }
        table.primary_key[at].clone_from(&column.name);
        if table.primary_key.len() > 1 {
            table.columns.iter_mut().for_each(|column| column.is_identity = false);
        }
    }
    let is_identity = column.is_identity && table.primary_key.len() == 1;
    table.columns.push(Column { is_identity, ..column });
    Ok(())
}

/// By SQLite's rules of affinity, after the words that programs use for dates and the like.
fn kind(declared: &str) -> Kind {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    match declared.split('(').next().unwrap_or_default().trim() {
        "" | "ANY" => Kind::Other,
        "DATE" => Kind::Date,
        "DATETIME" | "TIMESTAMP" => Kind::DateTime,
        "TIME" => Kind::Time,
        "BOOL" | "BOOLEAN" => Kind::Bool,
        "JSON" => Kind::Json,
        "UUID" => Kind::Uuid,
        _ if has("INT") => Kind::Int,
        _ if has("CHAR") || has("CLOB") || has("TEXT") => Kind::Text,
        _ if has("BLOB") => Kind::Bytes,
        _ if has("REAL") || has("FLOA") || has("DOUB") => Kind::Float,
        _ => Kind::Decimal,
    }
}

fn read_foreign_keys(tx: &mut Tx<'_>, all: &mut Assembly) -> Result<()> {
    let mut last: Option<(String, i64)> = None;
    let mut keys: Vec<(String, ForeignKey)> = Vec::new();
    for row in tx.query(FOREIGN_KEYS, &[])? {
        let this = (text(&row, 0), row.at(1)?);
        if last.as_ref() != Some(&this) {
            let key = ForeignKey {
                name: None,
                columns: Vec::new(),
                to: TableName::new(text(&row, 2)),
                to_columns: Vec::new(),
                on_delete: Referential::from_words(&text(&row, 6)),
                on_update: Referential::from_words(&text(&row, 5)),
            };
            keys.push((this.0.clone(), key));
            last = Some(this);
        }
        if let Some((_, key)) = keys.last_mut() {
            key.columns.push(text(&row, 3));
            key.to_columns.extend(optional(&row, 4));
        }
    }
    for (table, mut key) in keys {
        // Names are compared without case, and columns left out mean the primary key.
        let spelled = all.spelling(&key.to.name);
        if let Some(name) = spelled {
            key.to.name = name;
        }
        if key.to_columns.is_empty()
            && let Some(target) = all.table(&key.to.name)
        {
            key.to_columns.clone_from(&target.primary_key);
        }
        all.foreign_key(&table, key);
    }
    Ok(())
}

/// The greatest row id: how many rows were ever there, found in a few steps.
fn estimate(tx: &mut Tx<'_>, all: &mut Assembly, name: &str) -> Result<()> {
    let mut sql = Sql::new(Dialect::Sqlite);
    sql.push("SELECT max(t._rowid_) FROM ").table(&TableName::new(name)).push(" AS t");
    let row = tx.row(&sql.build())?;
    let last = row.and_then(|row| row.at::<Option<u64>>(0).ok()).flatten();
    if let Some(table) = all.table(name) {
        table.rows = Some(last.unwrap_or(0));
    }
    Ok(())
}
