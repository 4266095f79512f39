//! What the tests need from the system: PostgreSQL, MariaDB, and Python with `cryptography` for
//! the verifier of the log that shares no code with Obhut.

use std::io::{self, IsTerminal};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::{Fallible, cargo};

/// Where Debian puts each version of PostgreSQL.
const POSTGRES_VERSIONS: &str = "/usr/lib/postgresql";

/// Says whether packages may start services; Debian's policy for images without services.
const SERVICE_POLICY: &str = "/usr/sbin/policy-rc.d";

/// Somebody else's apt may take this long.
const LOCK_PATIENCE: Duration = Duration::from_mins(5);

/// Installs the Debian packages of what is missing; needs root or sudo only then.
pub fn install_missing() -> Fallible {
    let mut names = Vec::new();
    if postgres_programs().is_none() {
        names.push("postgresql");
    }
    // The core packages bring the programs without a service.
    if program("mariadbd").is_none() || program("mariadb-install-db").is_none() {
        names.push("mariadb-server-core");
    }
    if program("mariadb").is_none() {
        names.push("mariadb-client-core");
    }
    if python().is_none() {
        names.push("python3-cryptography");
    }
    if names.is_empty() {
        return Ok(());
    }
    if program("apt-get").is_none() {
        return Err(
            format!("install what Debian calls {}, then try again", names.join(", ")).into()
        );
    }
    let start = Instant::now();
    eprintln!("installing {}", names.join(", "));
    if is_root()? {
        install(&names)?;
    } else {
        as_root(&names)?;
    }
    eprintln!("installed in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// The folder with the newest PostgreSQL's `initdb` and `postgres`.
pub fn postgres_programs() -> Option<PathBuf> {
    let versions = fs::read_dir(POSTGRES_VERSIONS).into_iter().flatten().flatten();
    let newest = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("postgres").exists() && bin.join("initdb").exists())
        .max_by_key(|bin| major_version(bin));
    newest.or_else(|| program("initdb")?.parent().map(Path::to_path_buf))
}

/// A program by its name, also from the system folders that a user's `PATH` leaves out.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// A Python that has `cryptography`; Debian's own may not be the first in `PATH`.
pub fn python() -> Option<&'static str> {
    let has_it =
        |python: &&str| cargo::succeeds(Command::new(python).args(["-c", "import cryptography"]));
    ["python3", "/usr/bin/python3"].into_iter().find(has_it)
}

/// Whether this process may do everything, and PostgreSQL therefore refuses to run as its user.
pub fn is_root() -> Fallible<bool> {
    Ok(cargo::output(Command::new("id").arg("-u"))?.trim() == "0")
}

fn major_version(bin: &Path) -> Option<u32> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

/// The same chore again with more rights, so that the policy file is written by it as well.
fn as_root(names: &[&str]) -> Fallible {
    let mut sudo = Command::new("sudo");
    if !io::stdin().is_terminal() {
        sudo.arg("--non-interactive");
    }
    cargo::run(sudo.arg(env::current_exe()?).arg("packages")).map_err(|error| {
        format!("{error}; as root, `apt-get install {}` does the same", names.join(" ")).into()
    })
}

fn install(names: &[&str]) -> Fallible {
    let _quiet = NoServices::declare()?;
    apt_get(&["update"])?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt_get(&[&install, names].concat())
}

/// Waits for other users of apt, and tries again once when a download broke.
fn apt_get(args: &[&str]) -> Fallible {
    let start = Instant::now();
    let mut broken = 0;
    loop {
        let output = Command::new("apt-get")
            .args(["-qq", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"])
            .args(args)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null())
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        let log = String::from_utf8_lossy(&output.stderr);
        let locked = ["Could not get lock", "Unable to lock", "Unable to acquire"]
            .iter()
            .any(|complaint| log.contains(complaint));
        broken += usize::from(!locked);
        if broken > 1 || start.elapsed() > LOCK_PATIENCE {
            return Err(format!("apt-get {} failed:\n{log}", args.join(" ")).into());
        }
        eprintln!("apt-get {}: {}; trying again", args[0], log.lines().next().unwrap_or_default());
        thread::sleep(Duration::from_secs(if locked { 5 } else { 1 }));
    }
}

/// While this lives, an installed package starts no service; one that runs already is left alone.
struct NoServices {
    written: bool,
}

impl NoServices {
    fn declare() -> Fallible<Self> {
        let file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o755).open(SERVICE_POLICY);
        match file {
            Ok(mut file) => {
                io::Write::write_all(&mut file, b"#!/bin/sh\nexit 101\n")?;
                Ok(Self { written: true })
            }
            // The machine's own policy stands.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(Self { written: false })
            }
            Err(error) => Err(format!("{SERVICE_POLICY}: {error}").into()),
        }
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.written
            && let Err(error) = fs::remove_file(SERVICE_POLICY)
        {
            eprintln!("{SERVICE_POLICY} is left over, please remove it: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        let newest = ["9", "15", "latest"]
            .map(|version| Path::new(POSTGRES_VERSIONS).join(version).join("bin"))
            .into_iter()
            .max_by_key(|bin| major_version(bin));
        assert!(newest.unwrap().ends_with("15/bin"));
    }

    #[test]
    fn programs_are_found_by_name() {
        assert!(program("sh").is_some());
        assert!(program("no-such-program-anywhere").is_none());
    }
}
