//! MariaDB.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Durability;
use super::server::{Launch, Scratch, Server, USER, secret};
use crate::{Fallible, cargo, packages};

/// Initialises a data folder and starts a server on it.
pub fn start(scratch: &Scratch, durability: Durability) -> Fallible<Server> {
    let home = scratch.folder("mariadb")?;
    let log = home.join("log");
    let password = secret()?;
    let account = format!("'{USER}'@'127.0.0.1'");
    scratch.file(
        &home.join("init.sql"),
        &format!(
            "CREATE USER {account} IDENTIFIED BY '{password}';\n\
             GRANT ALL PRIVILEGES ON *.* TO {account} WITH GRANT OPTION;\n\
             CREATE DATABASE {USER};\n"
        ),
    )?;
    let mariadb = MariaDb { scratch, home, log, password, durability };
    mariadb.initialise()?;
    mariadb.launch()
}

struct MariaDb<'a> {
    scratch: &'a Scratch,
    home: PathBuf,
    log: PathBuf,
    password: String,
    durability: Durability,
}

impl MariaDb<'_> {
    fn initialise(&self) -> Fallible {
        let mut install = self.program("mariadb-install-db")?;
        // Without test database and so without anonymous accounts; `root` gets in through the
        // socket only, which lies in a folder of the servers' account.
        install.args(["--no-defaults", "--skip-test-db"]);
        install.arg(format!("--datadir={}", self.data().display()));
        cargo::run(&mut install).map_err(|_| self.trouble("cannot be initialised"))
    }

    fn program(&self, name: &str) -> Fallible<Command> {
        let program = packages::program(name).ok_or_else(|| format!("{name} is missing"))?;
        self.scratch.command(&program, &self.home, &self.log)
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }
}

impl Launch for MariaDb<'_> {
    const NAME: &'static str = "MariaDB";

    fn server(&self, port: u16) -> Fallible<Command> {
        let mut server = self.program("mariadbd")?;
        // The machine's own configuration, and its server, stay out of it.
        server.arg("--no-defaults");
        for (option, file) in [
            ("datadir", "data"),
            ("tmpdir", ""),
            ("socket", "socket"),
            ("pid-file", "pid"),
            ("init-file", "init.sql"),
        ] {
            server.arg(format!("--{option}={}", self.home.join(file).display()));
        }
        server.args(["--bind-address=127.0.0.1", "--skip-name-resolve", "--max-connections=200"]);
        server.arg(format!("--port={port}"));
        server.args(["--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci"]);
        if self.durability == Durability::Process {
            // Flushed once a second; what is written survives the process.
            server.arg("--innodb-flush-log-at-trx-commit=2");
        }
        Ok(server)
    }

    fn probe(&self, port: u16) -> Command {
        let mut client = Command::new("mariadb");
        client.args(["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", "--user", USER]);
        client.arg(format!("--port={port}")).args(["--execute", "select 1", USER]);
        client.env("MYSQL_PWD", &self.password).env_remove("LD_LIBRARY_PATH");
        client
    }

    /// One process, whose data goes away: nothing is lost by killing it.
    fn stop(&self) -> Fallible<Option<Command>> {
        Ok(None)
    }

    fn url(&self, port: u16) -> String {
        format!("mysql://{USER}:{}@127.0.0.1:{port}/{USER}", self.password)
    }

    fn log(&self) -> &Path {
        &self.log
    }
}
