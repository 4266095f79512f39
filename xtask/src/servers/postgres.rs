//! PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Durability;
use super::server::{Launch, Scratch, Server, USER, secret};
use crate::{Fallible, cargo, packages};

/// Initialises a cluster and starts it.
pub fn start(scratch: &Scratch, durability: Durability) -> Fallible<Server> {
    let programs = packages::postgres_programs().ok_or("PostgreSQL's programs are missing")?;
    let home = scratch.folder("postgres")?;
    let log = home.join("log");
    let password = secret()?;
    scratch.file(&home.join("password"), &password)?;
    let postgres = Postgres { scratch, programs, home, log, password, durability };
    postgres.initialise()?;
    postgres.launch()
}

struct Postgres<'a> {
    scratch: &'a Scratch,
    programs: PathBuf,
    home: PathBuf,
    log: PathBuf,
    password: String,
    durability: Durability,
}

impl Postgres<'_> {
    fn initialise(&self) -> Fallible {
        let mut initdb = self.program("initdb")?;
        initdb.arg("--pgdata").arg(self.data()).arg("--pwfile").arg(self.home.join("password"));
        // The password goes over the loopback address only; hashing it would cost each of the
        // tests' many connections milliseconds.
        initdb.args(["--username", USER, "--auth=password"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]);
        cargo::run(&mut initdb).map_err(|_| self.trouble("cannot be initialised"))
    }

    fn program(&self, name: &str) -> Fallible<Command> {
        self.scratch.command(&self.programs.join(name), &self.home, &self.log)
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }
}

impl Launch for Postgres<'_> {
    const NAME: &'static str = "PostgreSQL";

    fn server(&self, port: u16) -> Fallible<Command> {
        let mut server = self.program("postgres")?;
        server.arg("-D").arg(self.data());
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        server.arg("-c").arg(format!("port={port}"));
        server.args(["-c", "max_connections=200"]);
        if self.durability == Durability::Process {
            // What a killed process had committed is in the kernel's cache all the same. Full-page
            // writes stay on, so that crash recovery is the one of production.
            server.args(["-c", "fsync=off"]);
        }
        Ok(server)
    }

    fn probe(&self, port: u16) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--host=127.0.0.1", "--username", USER, "--dbname=postgres"]);
        psql.arg(format!("--port={port}")).args(["--command", "select 1"]);
        psql.env("PGPASSWORD", &self.password).env_remove("LD_LIBRARY_PATH");
        psql
    }

    /// The server's own way also ends its backends, which killing it would leave to find out.
    fn stop(&self) -> Fallible<Option<Command>> {
        let mut stop = self.program("pg_ctl")?;
        stop.arg("stop").arg("-D").arg(self.data()).args(["--mode=immediate", "--wait"]);
        Ok(Some(stop))
    }

    fn url(&self, port: u16) -> String {
        format!("postgres://{USER}:{}@127.0.0.1:{port}/postgres", self.password)
    }

    fn log(&self) -> &Path {
        &self.log
    }
}
