use std::fmt;

use obhut_kernel::Value;
use sea_query::{
    DeleteStatement, InsertStatement, MysqlQueryBuilder, PostgresQueryBuilder,
    QueryStatementWriter, SelectStatement, SqliteQueryBuilder, UpdateStatement,
};

use crate::Dialect;

/// A statement assembled by `sea-query` or by this crate's own batch code: text with
/// placeholders of the dialect, and the parameters apart from it.
#[derive(Clone, PartialEq)]
pub struct Built {
    pub(crate) text: String,
    pub(crate) params: Vec<Value>,
}

impl Built {
    pub(crate) fn new(text: String, params: Vec<Value>) -> Self {
        Self { text, params }
    }

    /// The text with placeholders; holds no value.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters in order.
    pub fn params(&self) -> &[Value] {
        &self.params
    }

    fn build(statement: &impl QueryStatementWriter, dialect: Dialect) -> Self {
        let (text, values) = match dialect {
            Dialect::Sqlite => statement.build(SqliteQueryBuilder),
            Dialect::Postgres => statement.build(PostgresQueryBuilder),
            Dialect::Mysql => statement.build(MysqlQueryBuilder),
        };
        Self { text, params: values.0.into_iter().map(from_sea).collect() }
    }

    /// A `SELECT` in `dialect`.
    pub fn select(statement: &SelectStatement, dialect: Dialect) -> Self {
        Self::build(statement, dialect)
    }

    /// An `INSERT` in `dialect`.
    pub fn insert(statement: &InsertStatement, dialect: Dialect) -> Self {
        Self::build(statement, dialect)
    }

    /// An `UPDATE` in `dialect`.
    pub fn update(statement: &UpdateStatement, dialect: Dialect) -> Self {
        Self::build(statement, dialect)
    }

    /// A `DELETE` in `dialect`.
    pub fn delete(statement: &DeleteStatement, dialect: Dialect) -> Self {
        Self::build(statement, dialect)
    }
}

impl fmt::Debug for Built {
    /// The text and the number of parameters; values may be personal and are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{} parameters]", self.text, self.params.len())
    }
}

/// A parameter of `sea-query`, whose type each driver binds in its own way.
fn from_sea(value: sea_query::Value) -> Value {
    use sea_query::Value as Sea;
    match value {
        Sea::Bool(yes) => yes.into(),
        Sea::TinyInt(number) => number.map(i64::from).into(),
        Sea::SmallInt(number) => number.map(i64::from).into(),
        Sea::Int(number) => number.map(i64::from).into(),
        Sea::BigInt(number) => number.into(),
        Sea::TinyUnsigned(number) => number.map(i64::from).into(),
        Sea::SmallUnsigned(number) => number.map(i64::from).into(),
        Sea::Unsigned(number) => number.into(),
        Sea::BigUnsigned(number) => number.and_then(|number| i64::try_from(number).ok()).into(),
        Sea::Float(number) => number.map(f64::from).into(),
        Sea::Double(number) => number.into(),
        Sea::Decimal(number) => number.into(),
        Sea::String(text) => text.into(),
        Sea::Char(letter) => letter.map(|letter| letter.to_string()).into(),
        Sea::Bytes(bytes) => bytes.into(),
        Sea::JiffDate(date) => date.into(),
        Sea::JiffDateTime(at) => at.map(|at| *at).into(),
        Sea::JiffTimestamp(at) => at.map(|at| *at).into(),
        // This crate builds its statements from the variants above only.
        _ => Value::Null,
    }
}
