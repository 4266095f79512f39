use std::{fmt, path::PathBuf, str::FromStr};

use obhut_kernel::{Error, Message};

use crate::Dialect;

/// Where a database is. `Debug` and `Display` never show a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL connection URL.
    Postgres(String),
    /// A MySQL/MariaDB connection URL.
    Mysql(String),
}

impl Target {
    /// The dialect spoken there.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
            Self::Mysql(_) => Dialect::Mysql,
        }
    }

    /// The same PostgreSQL server and login, another database; unchanged for other engines.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let Self::Postgres(url) = self else { return self.clone() };
        let (base, query) = match url.split_once('?') {
            Some((base, query)) => (base, format!("?{query}")),
            None => (url.as_str(), String::new()),
        };
        let start = base.find("://").map_or(0, |at| at + 3);
        let base = base[start..].find('/').map_or(base, |at| &base[..start + at]);
        Self::Postgres(format!("{base}/{name}{query}"))
    }

    /// The database's name, as the URL gives it.
    pub fn database(&self) -> Option<&str> {
        let (Self::Postgres(url) | Self::Mysql(url)) = self else { return None };
        let rest = url.split_once("://")?.1;
        let name = rest.split_once('/')?.1;
        name.split('?').next().filter(|name| !name.is_empty())
    }
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into()));
        }
        match url.split_once("://").map(|(scheme, _)| scheme) {
            Some("postgres" | "postgresql") => Ok(Self::Postgres(url.to_owned())),
            Some("mysql" | "mariadb") => Ok(Self::Mysql(url.replacen("mariadb://", "mysql://", 1))),
            _ => Err(Error::invalid(Message::new("error-database-url"))),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = match self {
            Self::Sqlite(path) => return write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) | Self::Mysql(url) => url.split('?').next().unwrap_or_default(),
        };
        match (url.find("://"), url.rfind('@')) {
            (Some(scheme), Some(at)) if at > scheme => {
                write!(f, "{}{}", &url[..scheme + 3], &url[at + 1..])
            }
            _ => f.write_str(url),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_no_password() {
        let target: Target = "postgres://me:secret@host:5433/crm?sslmode=require".parse().unwrap();
        assert_eq!(target.to_string(), "postgres://host:5433/crm");
        assert_eq!(target.database(), Some("crm"));
        assert_eq!(
            target.with_database("crm_keys"),
            Target::Postgres("postgres://me:secret@host:5433/crm_keys?sslmode=require".into())
        );
    }

    #[test]
    fn refuses_what_it_cannot_reach() {
        assert!("oracle://x".parse::<Target>().is_err());
        assert!("crm.db".parse::<Target>().is_err());
    }
}
