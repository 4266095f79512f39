//! Conditions on rows as a typed tree, compiled to text with parameters.
//!
//! Two-valued: a condition holds or does not. A comparison with nothing (`NULL`) does not hold,
//! and its opposite therefore does: `NotEqual` and `Not` are exact complements, so "status is not
//! won" includes rows without a status. Comparing text follows the column's collation, so that
//! its indexes serve: MySQL/MariaDB usually ignore case there.

mod compile;

pub(crate) use compile::{compile, in_list};
use obhut_kernel::Value;

/// A table, with the schema (PostgreSQL) or database (MySQL/MariaDB) it lies in unless it is the
/// connection's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// The schema or database; none is the connection's own.
    pub schema: Option<String>,
    /// The table's own name, exactly as the database spells it.
    pub name: String,
}

impl TableName {
    /// A table of the connection's own schema.
    pub fn new(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// A table of another schema or database.
    pub fn in_schema(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }
}

impl From<&str> for TableName {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl std::fmt::Display for TableName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A column of the row.
    Column(String),
    /// The greatest value of a column over related rows; nothing when there are none.
    Latest(Box<Related>, String),
    /// The first that is not nothing.
    Coalesce(Vec<Operand>),
    /// The greatest of those that are not nothing; nothing when all are.
    Greatest(Vec<Operand>),
}

impl Operand {
    /// A column of the row.
    pub fn column(name: impl Into<String>) -> Self {
        Self::Column(name.into())
    }
}

/// Rows of another (or the same) table that belong to a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// Where they lie.
    pub table: TableName,
    /// Pairs of a column there and the column here that it equals.
    pub on: Vec<(String, String)>,
    /// What else must hold there.
    pub filter: Option<Condition>,
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// The same.
    Equal,
    /// Not the same; nothing is not the same as anything.
    NotEqual,
    /// Less, earlier.
    Less,
    /// Less or the same.
    LessOrEqual,
    /// Greater, later.
    Greater,
    /// Greater or the same.
    GreaterOrEqual,
}

/// How text is matched; never by case, on every engine alike for letters of the Latin alphabets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextMatch {
    /// Anywhere in the value.
    Contains,
    /// At its start.
    StartsWith,
}

/// What must hold of a row. See the module's words on nothing (`NULL`).
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Of every row.
    Always,
    /// Of none.
    Never,
    /// All of these; of every row when there are none.
    All(Vec<Condition>),
    /// Any of these; of no row when there are none.
    Any(Vec<Condition>),
    /// The exact complement.
    Not(Box<Condition>),
    /// An operand against a value. `Equal` and `NotEqual` with [`Value::Null`] ask for nothing
    /// and something; any other comparison with it never holds.
    Compare {
        /// What is compared.
        left: Operand,
        /// How.
        op: Comparison,
        /// With what; of the type the column is stored as (an instant for instants, not a date:
        /// SQLite would find each number less than any text).
        right: Value,
    },
    /// An operand against another one of the same row. `NotEqual` is the complement of `Equal`,
    /// so it holds when either side is nothing.
    CompareColumns {
        /// What is compared.
        left: Operand,
        /// How.
        op: Comparison,
        /// With what.
        right: Operand,
    },
    /// A column is one of these, of which there may be tens of thousands. [`Value::Null`] among
    /// them asks for nothing.
    In {
        /// The column.
        column: String,
        /// The values.
        values: Vec<Value>,
    },
    /// A column holds text. No character of it has a special meaning.
    Text {
        /// The column.
        column: String,
        /// How.
        how: TextMatch,
        /// What to look for.
        text: String,
    },
    /// Nothing is there.
    IsNull(Operand),
    /// Something is there.
    IsNotNull(Operand),
    /// There is a related row.
    Exists(Box<Related>),
    /// There is none.
    NotExists(Box<Related>),
}

impl Condition {
    /// The column equals the value.
    pub fn equal(column: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::compare(column, Comparison::Equal, value)
    }

    /// The column against a value.
    pub fn compare(column: impl Into<String>, op: Comparison, value: impl Into<Value>) -> Self {
        Self::Compare { left: Operand::column(column), op, right: value.into() }
    }

    /// This and the other one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Always, one) | (one, Self::Always) => one,
            (Self::All(mut parts), Self::All(more)) => {
                parts.extend(more);
                Self::All(parts)
            }
            (Self::All(mut parts), one) => {
                parts.push(one);
                Self::All(parts)
            }
            (one, other) => Self::All(vec![one, other]),
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Whether rows of `table` are looked at by a related part of this condition.
    pub(crate) fn looks_at(&self, table: &TableName) -> bool {
        let related = |related: &Related| {
            related.table.name == table.name
                || related.filter.as_ref().is_some_and(|filter| filter.looks_at(table))
        };
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.looks_at(table)),
            Self::Not(part) => part.looks_at(table),
            Self::Compare { left, .. } | Self::IsNull(left) | Self::IsNotNull(left) => {
                left.looks_at(table)
            }
            Self::CompareColumns { left, right, .. } => {
                left.looks_at(table) || right.looks_at(table)
            }
            Self::Exists(rows) | Self::NotExists(rows) => related(rows),
            Self::Always | Self::Never | Self::In { .. } | Self::Text { .. } => false,
        }
    }
}

impl Operand {
    fn looks_at(&self, table: &TableName) -> bool {
        match self {
            Self::Column(_) => false,
            Self::Latest(related, _) => Condition::Exists(related.clone()).looks_at(table),
            Self::Coalesce(parts) | Self::Greatest(parts) => {
                parts.iter().any(|part| part.looks_at(table))
            }
        }
    }
}
