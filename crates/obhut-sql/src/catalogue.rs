//! What a database says of itself: tables, columns, keys, checks, triggers.

mod assemble;
mod mysql;
mod postgres;
mod sqlite;
mod words;

use obhut_kernel::Result;

use crate::{ColumnKind, Dialect, TableName, Tx};

/// A database's tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// The engine.
    pub dialect: Dialect,
    /// The tables and views, by name.
    pub tables: Vec<Table>,
}

impl Catalogue {
    /// A table by its name; one without a schema is found by its own name alone.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| {
            table.name.name == name.name
                && (name.schema.is_none() || table.name.schema == name.schema)
        })
    }

    /// The tables that refer to `name` by a declared foreign key.
    pub fn referring_to<'a>(
        &'a self,
        name: &'a TableName,
    ) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
        self.tables.iter().flat_map(move |table| {
            let keys = table.foreign_keys.iter().filter(|key| key.to == *name);
            keys.map(move |key| (table, key))
        })
    }
}

/// A table or view.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name. The schema is set unless it is the one the catalogue was read for by default.
    pub name: TableName,
    /// The engine it lies in.
    pub dialect: Dialect,
    /// What it is.
    pub kind: TableKind,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// The columns of its primary key; none when it has none.
    pub primary_key: Vec<String>,
    /// Its other unique keys.
    pub unique_keys: Vec<UniqueKey>,
    /// Its declared references to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its check constraints.
    pub checks: Vec<Check>,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
    /// Its indexes, those of its keys included.
    pub indexes: Vec<Index>,
    /// About how many rows there are, if the engine knows.
    pub rows: Option<u64>,
    /// Whether the engine keeps old rows after a change (MariaDB's system versioning): they must
    /// be purged too.
    pub is_versioned: bool,
    /// What its owner wrote about it.
    pub comment: Option<String>,
}

impl Table {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// What a table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableKind {
    /// A table with rows of its own.
    Base,
    /// A table whose rows lie in partitions that are tables themselves (PostgreSQL).
    Partitioned,
    /// One of these partitions.
    Partition {
        /// The table it is a part of.
        of: TableName,
    },
    /// A view.
    View,
    /// A view whose rows are stored.
    MaterializedView,
    /// A table that lies on another server.
    Foreign,
}

impl TableKind {
    /// Whether rows lie in it: a view shows those of others.
    pub fn is_table(&self) -> bool {
        !matches!(self, Self::View | Self::MaterializedView)
    }
}

/// What a column's values are, across engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Binary floating-point numbers.
    Float,
    /// Exact numbers.
    Decimal,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Calendar dates.
    Date,
    /// Dates with a time of day, without a zone.
    DateTime,
    /// Instants.
    Instant,
    /// Times of day.
    Time,
    /// Yes or no.
    Bool,
    /// JSON.
    Json,
    /// UUIDs.
    Uuid,
    /// One of a few texts.
    Enum,
    /// Anything else: arrays, ranges, geometry, sets.
    Other,
}

impl Kind {
    /// How values of this kind are handled as keys and in loads.
    pub fn column_kind(self) -> ColumnKind {
        match self {
            Self::Int => ColumnKind::BigInt,
            Self::Float => ColumnKind::Real,
            Self::Decimal => ColumnKind::Decimal,
            Self::Bytes => ColumnKind::Bytes,
            Self::Date => ColumnKind::Date,
            Self::DateTime => ColumnKind::DateTime,
            Self::Instant => ColumnKind::Instant,
            Self::Bool => ColumnKind::Bool,
            Self::Text | Self::Time | Self::Json | Self::Uuid | Self::Enum | Self::Other => {
                ColumnKind::Text
            }
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as declared, such as `character varying(40)`.
    pub declared: String,
    /// What its values are.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub nullable: bool,
    /// How many letters or bytes it takes at most.
    pub length: Option<u64>,
    /// The default as the engine writes it.
    pub default: Option<String>,
    /// Whether the engine computes it from other columns.
    pub is_generated: bool,
    /// Whether the engine counts it up.
    pub is_identity: bool,
    /// The values it can take; empty when it is no enumeration.
    pub enum_values: Vec<String>,
    /// The collation, where one is declared.
    pub collation: Option<String>,
    /// What its owner wrote about it.
    pub comment: Option<String>,
}

/// A unique key besides the primary one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueKey {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its columns; empty when it is on expressions only.
    pub columns: Vec<String>,
    /// Whether it holds for some rows only, or on expressions: `columns` then do not tell rows
    /// apart.
    pub is_partial: bool,
}

/// A declared reference to another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub to: TableName,
    /// The columns referred to, in the same order.
    pub to_columns: Vec<String>,
    /// What happens here when the row there is deleted.
    pub on_delete: Referential,
    /// What happens here when the key there changes.
    pub on_update: Referential,
}

/// What happens to a referring row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Referential {
    /// The change is refused (also when checked at the end only).
    Refuse,
    /// The same happens to it.
    Cascade,
    /// Its reference becomes nothing.
    SetNull,
    /// Its reference becomes the default.
    SetDefault,
}

impl Referential {
    fn from_words(words: &str) -> Self {
        match words {
            "CASCADE" => Self::Cascade,
            "SET NULL" => Self::SetNull,
            "SET DEFAULT" => Self::SetDefault,
            _ => Self::Refuse,
        }
    }
}

/// A check constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The condition as the engine writes it.
    pub expression: String,
    /// The columns it names, as far as the engine tells.
    pub columns: Vec<String>,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// When it fires, such as `BEFORE UPDATE`.
    pub event: String,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it orders by: columns, or the expressions that the engine tells.
    pub parts: Vec<IndexPart>,
    /// Whether no two rows may be equal in it.
    pub is_unique: bool,
    /// Whether it holds some of the rows only.
    pub is_partial: bool,
}

/// A part of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexPart {
    /// A column.
    Column(String),
    /// An expression as the engine writes it, or nothing where it does not tell.
    Expression(String),
}

/// Reads the catalogue of one schema (PostgreSQL) or database (MySQL/MariaDB); none is the
/// connection's own. SQLite has one only. Takes a few queries, however many tables there are.
pub fn read(tx: &mut Tx<'_>, schema: Option<&str>) -> Result<Catalogue> {
    let dialect = tx.dialect();
    let mut tables = match dialect {
        Dialect::Sqlite => sqlite::read(tx)?,
        Dialect::Postgres => postgres::read(tx, schema)?,
        Dialect::Mysql => mysql::read(tx, schema)?,
    };
    tables.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Catalogue { dialect, tables })
}
