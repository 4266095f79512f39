//! PostgreSQL and MariaDB of one's own: fresh data, free ports on the loopback address, a password
//! of this run, and gone afterwards, however the chore ends.
//!
//! The servers belong to a second process, the guard. It lives in a process group of its own, so
//! that Ctrl-C does not reach it, and waits for the end of its standard input, which is the other
//! end of a pipe that only the chore holds. Whether the chore returns, panics or is killed, the
//! pipe closes, and the guard stops the servers and removes their data.

mod mariadb;
mod postgres;
mod server;

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::thread;
use std::time::Instant;

use crate::{Fallible, cargo, packages};

use server::Scratch;

/// Whether a commit reaches the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Survives killed processes, not a power cut: tests lose only time by more.
    Process,
    /// As in production, for measuring.
    Disk,
}

impl Durability {
    fn parse(word: &str) -> Fallible<Self> {
        [Self::Process, Self::Disk]
            .into_iter()
            .find(|durability| durability.word() == word)
            .ok_or_else(|| format!("unknown durability {word}").into())
    }

    fn word(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Disk => "disk",
        }
    }
}

/// Both servers, running until [`Servers::stop`] or drop.
pub struct Servers {
    guard: Child,
    /// Closing it ends the servers.
    leash: Option<ChildStdin>,
    said: BufReader<ChildStdout>,
    variables: Vec<(String, String)>,
}

impl Servers {
    /// Starts the guard and waits until both servers answer.
    pub fn start(durability: Durability) -> Fallible<Self> {
        let start = Instant::now();
        let mut guard = Command::new(env::current_exe()?)
            .args(["guard-servers", durability.word()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let leash = guard.stdin.take();
        let said = BufReader::new(guard.stdout.take().ok_or("the guard has no output")?);
        let mut servers = Self { guard, leash, said, variables: Vec::new() };
        servers.await_ready()?;
        servers.variables.extend(other_variables()?);
        eprintln!("servers started in {:.1} s", start.elapsed().as_secs_f64());
        Ok(servers)
    }

    /// The environment that the tests read.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns when both servers are gone.
    pub fn stop(mut self) -> Fallible {
        let clean = self.release()?;
        if clean { Ok(()) } else { Err("the servers did not stop cleanly".into()) }
    }

    fn await_ready(&mut self) -> Fallible {
        for line in self.said.by_ref().lines() {
            let line = line?;
            match line.split_once('=') {
                Some((name, value)) => self.variables.push((name.into(), value.into())),
                None => return Ok(()),
            }
        }
        Err("the servers did not start".into())
    }

    fn release(&mut self) -> io::Result<bool> {
        drop(self.leash.take());
        Ok(self.guard.wait()?.success())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // After `stop` this waits for nothing; on the way out of a failure a second error helps nobody.
        drop(self.release());
    }
}

/// `cargo xtask servers`: prints the variables and stays until Ctrl-C.
pub fn serve() -> Fallible<ExitCode> {
    packages::install_missing()?;
    let mut servers = Servers::start(Durability::Process)?;
    let mut out = io::stdout();
    for (name, value) in servers.variables() {
        writeln!(out, "export {name}='{value}'")?;
    }
    out.flush()?;
    eprintln!("Ctrl-C stops them");
    // Ends only when the guard does.
    io::copy(&mut servers.said, &mut io::sink())?;
    Err("the guard of the servers ended".into())
}

/// `cargo xtask servers -- CMD`: runs CMD with the variables and hands on its exit code.
pub fn around(command: &[&str]) -> Fallible<ExitCode> {
    packages::install_missing()?;
    let servers = Servers::start(Durability::Process)?;
    let status = Command::new(command[0])
        .args(&command[1..])
        .envs(servers.variables())
        .status()
        .map_err(|error| format!("{}: {error}", command[0]));
    servers.stop()?;
    let code = status?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The process that owns the servers: says on standard output where they are, then waits for the
/// end of standard input.
pub fn guard(durability: &str) -> Fallible<ExitCode> {
    let durability = Durability::parse(durability)?;
    // Declared first, so that it is removed after the servers have stopped.
    let scratch = Scratch::create()?;
    let (postgres, mariadb) = thread::scope(|scope| {
        let postgres = scope.spawn(|| postgres::start(&scratch, durability));
        (postgres.join(), mariadb::start(&scratch, durability))
    });
    let postgres = postgres.map_err(|_| "starting PostgreSQL panicked")??;
    let mariadb = mariadb?;
    let mut out = io::stdout();
    writeln!(out, "OBHUT_TEST_POSTGRES={}", postgres.url())?;
    writeln!(out, "OBHUT_TEST_MARIADB={}", mariadb.url())?;
    writeln!(out, "ready")?;
    out.flush()?;
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(ExitCode::SUCCESS)
}

/// What the tests need beside the addresses.
fn other_variables() -> Fallible<Vec<(String, String)>> {
    // With it, a test fails without its server instead of passing over it.
    let mut variables = vec![("OBHUT_REQUIRE_SERVERS".to_owned(), "1".to_owned())];
    if let Some(python) = packages::python() {
        variables.push(("OBHUT_TEST_PYTHON".into(), python.into()));
    }
    let shared = cargo::workspace_root()?.join("../shared");
    if env::var_os("OBHUT_SHARED").is_none()
        && let Ok(shared) = shared.canonicalize()
    {
        variables.push(("OBHUT_SHARED".into(), shared.to_string_lossy().into_owned()));
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durability_survives_the_way_to_the_guard() {
        for durability in [Durability::Process, Durability::Disk] {
            assert_eq!(Durability::parse(durability.word()).unwrap(), durability);
        }
        assert!(Durability::parse("sometimes").is_err());
    }
}
