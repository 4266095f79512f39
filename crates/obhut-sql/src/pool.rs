use std::{collections::HashSet, sync::Mutex, time::Duration};

use obhut_kernel::{Error, Kind, Message, Result};
use postgres::{Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::engine::{mysql as my, postgres as pg};

/// How long a caller waits for a free connection, and for a server to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes and checks PostgreSQL connections for the pool.
pub(crate) struct PostgresManager {
    config: Config,
    schema: Option<String>,
    read_only: bool,
}

impl PostgresManager {
    pub(crate) fn new(url: &str, schema: Option<&str>, read_only: bool) -> Result<Self> {
        let mut config: Config =
            url.parse().map_err(|_| Error::invalid(Message::new("error-database-url")))?;
        config.connect_timeout(PATIENCE);
        if config.get_application_name().is_none() {
            config.application_name("obhut");
        }
        Ok(Self { config, schema: schema.map(str::to_owned), read_only })
    }

    fn open(&self) -> Result<pg::Connection> {
        let remarks = pg::Remarks::default();
        let mut config = self.config.clone();
        let ear = remarks.clone();
        config.notice_callback(move |remark| ear.take_in(&remark));
        let client = if config.get_ssl_mode() == SslMode::Disable {
            config.connect(NoTls)
        } else {
            config.connect(tls()?)
        };
        let mut connection = pg::Connection::new(client.map_err(|e| pg::error(&e))?, remarks);
        pg::script(&mut connection, "SET TIME ZONE 'UTC'; SET DateStyle TO ISO")?;
        if let Some(schema) = &self.schema {
            let quoted = schema.replace('"', "\"\"");
            pg::script(&mut connection, &format!("SET search_path = \"{quoted}\""))?;
        }
        if self.read_only {
            pg::script(&mut connection, "SET default_transaction_read_only = on")?;
        }
        Ok(connection)
    }
}

/// TLS with the system's certificates.
fn tls() -> Result<MakeRustlsConnect> {
    let mut roots = rustls::RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    let config = rustls::ClientConfig::builder_with_provider(
        rustls::crypto::ring::default_provider().into(),
    )
    .with_safe_default_protocol_versions()
    .map_err(|e| Error::internal(format!("tls: {e}")))?
    .with_root_certificates(roots)
    .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// The pool asks for a `std::error::Error`; ours is carried inside.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Error);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Refused {}

impl r2d2::ManageConnection for PostgresManager {
    type Connection = pg::Connection;
    type Error = Refused;

    fn connect(&self) -> Result<pg::Connection, Refused> {
        self.open().map_err(Refused)
    }

    fn is_valid(&self, connection: &mut pg::Connection) -> Result<(), Refused> {
        pg::script(connection, "").map_err(Refused)
    }

    fn has_broken(&self, connection: &mut pg::Connection) -> bool {
        connection.client.is_closed()
    }
}

/// Makes and checks MySQL/MariaDB connections for the pool.
pub(crate) struct MysqlManager(mysql::Opts);

impl MysqlManager {
    pub(crate) fn new(url: &str, read_only: bool) -> Result<Self> {
        let options = mysql::Opts::from_url(url)
            .map_err(|_| Error::invalid(Message::new("error-database-url")))?;
        let mut settings = vec![
            "SET NAMES utf8mb4",
            "SET time_zone = '+00:00'",
            "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')",
        ];
        if read_only {
            settings.push("SET SESSION TRANSACTION READ ONLY");
        }
        let options = mysql::OptsBuilder::from_opts(options)
            .tcp_connect_timeout(Some(PATIENCE))
            // Rows that match count as changed, so that a repeated update is not "not found".
            .additional_capabilities(mysql::consts::CapabilityFlags::CLIENT_FOUND_ROWS)
            .init(settings);
        Ok(Self(options.into()))
    }
}

impl r2d2::ManageConnection for MysqlManager {
    type Connection = mysql::Conn;
    type Error = Refused;

    fn connect(&self) -> Result<mysql::Conn, Refused> {
        mysql::Conn::new(self.0.clone()).map_err(|e| Refused(my::error(&e)))
    }

    fn is_valid(&self, connection: &mut mysql::Conn) -> Result<(), Refused> {
        connection.ping().map_err(|e| Refused(my::error(&e)))
    }

    fn has_broken(&self, _: &mut mysql::Conn) -> bool {
        false
    }
}

/// Makes a pool and proves with one connection that the server is there.
pub(crate) fn pool<M: r2d2::ManageConnection<Error = Refused>>(
    manager: M,
    size: u32,
) -> Result<r2d2::Pool<M>> {
    drop(manager.connect().map_err(|refused| refused.0)?);
    Ok(r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(0))
        .connection_timeout(PATIENCE)
        .test_on_check_out(false)
        .error_handler(Box::new(QuietOnce::default()))
        .build_unchecked(manager))
}

/// A connection out of the pool.
pub(crate) fn take<M: r2d2::ManageConnection<Error = Refused>>(
    pool: &r2d2::Pool<M>,
) -> Result<r2d2::PooledConnection<M>> {
    pool.get().map_err(|error| {
        Error::new(Kind::Unavailable, Message::new("error-database-unreachable"))
            .with_inside(format!("pool: {error}"))
    })
}

/// Reports each kind of connection failure once, not at every retry.
#[derive(Debug, Default)]
struct QuietOnce(Mutex<HashSet<String>>);

impl r2d2::HandleError<Refused> for QuietOnce {
    fn handle_error(&self, error: Refused) {
        let text = error.to_string();
        if self.0.lock().is_ok_and(|mut seen| seen.insert(text.clone())) {
            tracing::warn!(cause = text, "database connection failed");
        }
    }
}
