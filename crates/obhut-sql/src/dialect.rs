use std::fmt;

/// The SQL an engine speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite 3, embedded.
    Sqlite,
    /// PostgreSQL 13 and newer, Citus included.
    Postgres,
    /// MySQL 8 and MariaDB 10.5 and newer.
    Mysql,
}

impl Dialect {
    /// The key used in files and messages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL/MariaDB",
        })
    }
}
