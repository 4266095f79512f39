//! `cargo xtask bench`: the benchmark program between servers of its own.

use std::process::ExitCode;

use crate::servers::{Durability, Servers};
use crate::{Fallible, cargo, packages};

const CRATE: &str = "obhut-bench";

/// Builds the benchmarks optimised, then runs them with the servers' addresses in the environment.
pub fn run(args: &[&str]) -> Fallible<ExitCode> {
    let root = cargo::workspace_root()?;
    if !root.join("crates").join(CRATE).join("Cargo.toml").exists() {
        return Err(format!("there is no crate {CRATE} in crates/, so nothing to measure").into());
    }
    packages::install_missing()?;
    // Built first, so that the servers do not idle beside the compiler.
    cargo::run(cargo::cargo().current_dir(&root).args(["build", "--release", "-p", CRATE]))?;
    // Disks count in a benchmark: every commit is flushed, on both sides of a ratio.
    let servers = Servers::start(Durability::Disk)?;
    let args = args.strip_prefix(&["--"]).unwrap_or(args);
    let measured = cargo::run(
        cargo::cargo()
            .current_dir(&root)
            .args(["run", "--release", "-p", CRATE, "--"])
            .args(args)
            .envs(servers.variables()),
    );
    servers.stop()?;
    measured.map(|()| ExitCode::SUCCESS)
}
