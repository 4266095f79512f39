//! What both servers share: a folder, an account without rights, a port, waiting for an answer.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File};
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use crate::{Fallible, cargo, packages};

/// The user of the servers in the tests' addresses.
pub const USER: &str = "obhut";

/// A busy machine may take this long to bring a server up.
const PATIENCE: Duration = Duration::from_mins(2);

/// Somebody else may take a free port before the server does.
const PORT_ATTEMPTS: usize = 5;

/// A folder that goes away with the value.
pub struct Scratch {
    path: PathBuf,
    account: Option<Account>,
}

/// Whom the servers run as.
#[derive(Clone, Copy)]
struct Account {
    uid: u32,
    gid: u32,
}

impl Scratch {
    /// Makes a folder with a name of its own.
    pub fn create() -> Fallible<Self> {
        let account = unprivileged()?;
        // Another account may have no way into this one's temporary folder.
        let parent = if account.is_some() { PathBuf::from("/tmp") } else { env::temp_dir() };
        let path = parent.join(format!("obhut-servers-{}", &secret()?[..12]));
        DirBuilder::new().mode(0o711).create(&path)?;
        Ok(Self { path, account })
    }

    /// Makes a folder inside that only the servers' account reads.
    pub fn folder(&self, name: &str) -> Fallible<PathBuf> {
        let path = self.path.join(name);
        DirBuilder::new().mode(0o700).create(&path)?;
        self.give(&path)?;
        Ok(path)
    }

    /// Writes a file that only the servers' account reads.
    pub fn file(&self, path: &Path, text: &str) -> Fallible {
        fs::write(path, text)?;
        self.give(path)
    }

    /// A program that runs under the servers' account, with its output in `log`.
    pub fn command(&self, program: &Path, home: &Path, log: &Path) -> Fallible<Command> {
        let output = File::options().create(true).append(true).open(log)?;
        let mut command = Command::new(program);
        command
            .current_dir(home)
            .env("HOME", home)
            // Cargo's own, with folders that the account may not enter.
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        if let Some(account) = self.account {
            command.gid(account.gid).uid(account.uid);
        }
        Ok(command)
    }

    fn give(&self, path: &Path) -> Fallible {
        if let Some(account) = self.account {
            chown(path, Some(account.uid), Some(account.gid))?;
        }
        Ok(())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("{} is left over: {error}", self.path.display());
        }
    }
}

/// A server that answers, and stops with the value.
pub struct Server {
    child: Child,
    url: String,
    /// Ends the server in its own way; killing it is the way without one.
    stop: Option<Command>,
}

impl Server {
    /// The address with user and password.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stopped = self.stop.as_mut().is_some_and(cargo::succeeds);
        if !stopped && let Err(error) = self.child.kill() {
            eprintln!("{}: {error}", self.child.id());
        }
        if let Err(error) = self.child.wait() {
            eprintln!("{}: {error}", self.child.id());
        }
    }
}

/// How to start one kind of server at a port.
pub trait Launch {
    /// For messages.
    const NAME: &'static str;
    /// The server in the foreground.
    fn server(&self, port: u16) -> Fallible<Command>;
    /// A program that succeeds when this very server answers a query.
    fn probe(&self, port: u16) -> Command;
    /// See [`Server::stop`].
    fn stop(&self) -> Fallible<Option<Command>>;
    /// The address for the tests.
    fn url(&self, port: u16) -> String;
    /// Where the server writes what is wrong.
    fn log(&self) -> &Path;

    /// Starts it at a free port, at another one when it ends at once.
    fn launch(&self) -> Fallible<Server> {
        for _ in 0..PORT_ATTEMPTS {
            let port = free_port()?;
            let child = self.server(port)?.process_group(0).spawn()?;
            let mut server = Server { child, url: self.url(port), stop: None };
            if self.answers(&mut server, port)? {
                server.stop = self.stop()?;
                return Ok(server);
            }
        }
        Err(self.trouble("does not stay up"))
    }

    /// Whether it answers before it ends.
    fn answers(&self, server: &mut Server, port: u16) -> Fallible<bool> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if server.child.try_wait()?.is_some() {
                return Ok(false);
            }
            if cargo::succeeds(&mut self.probe(port)) {
                return Ok(true);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(self.trouble("does not answer"))
    }

    /// An error with the last lines of the log.
    fn trouble(&self, what: &str) -> Box<dyn std::error::Error + Send + Sync> {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(20)..].join("\n");
        format!("{} {what}; its log ends:\n{tail}", Self::NAME).into()
    }
}

/// 32 hexadecimal digits that nobody guesses.
pub fn secret() -> Fallible<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all");
        text
    }))
}

fn free_port() -> Fallible<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// An account to step down to; `None` when there is nothing to step down from.
fn unprivileged() -> Fallible<Option<Account>> {
    if !packages::is_root()? {
        return Ok(None);
    }
    let account = |name: &str| {
        let id = |kind| {
            cargo::output(Command::new("id").args([kind, name]))
                .and_then(|id| Ok(id.trim().parse::<u32>()?))
        };
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Account {
            uid: id("-u")?,
            gid: id("-g")?,
        })
    };
    account("postgres").or_else(|_| account("nobody")).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_folder_goes_away_with_what_is_in_it() {
        let scratch = Scratch::create().unwrap();
        let folder = scratch.folder("a").unwrap();
        scratch.file(&folder.join("b"), "c").unwrap();
        let path = scratch.path.clone();
        assert!(path.join("a/b").exists());
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn secrets_differ() {
        let (one, other) = (secret().unwrap(), secret().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}
