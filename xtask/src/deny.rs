//! `cargo xtask deny`: what the dependencies may be, by cargo-deny and `deny.toml`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use crate::{Fallible, cargo};

/// The version that was tried with `deny.toml`.
const VERSION: &str = "0.20.2";

/// Checks licences, bans and sources; advisories only when a folder with their database is given,
/// since it cannot be fetched everywhere.
pub fn run(advisories: Option<&str>) -> Fallible<ExitCode> {
    let root = cargo::workspace_root()?;
    if !installed() {
        return Err(format!(
            "cargo-deny is missing; `cargo install cargo-deny --version {VERSION} --locked` \
             installs it"
        )
        .into());
    }
    check(&root, advisories)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether cargo-deny can be run.
pub fn installed() -> bool {
    cargo::has_subcommand("deny")
}

/// Builds cargo-deny into cargo's own folder: measured at under four minutes on two busy cores,
/// which a cold CI run can bear and a warm one does not pay.
pub fn install() -> Fallible {
    let mut install = cargo::cargo();
    install.args(["install", "cargo-deny", "--version", VERSION, "--locked"]);
    // Built in a folder that goes away, not in the project's.
    cargo::run(install.env_remove("CARGO_TARGET_DIR"))
}

/// Runs the checks on the lock file of the workspace at `root`.
pub fn check(root: &Path, advisories: Option<&str>) -> Fallible {
    // cargo-deny reads the manifests of all platforms' dependencies, which a build leaves out.
    cargo::run(cargo::cargo().current_dir(root).args(["fetch", "--locked"]))?;
    let mut deny = cargo::cargo();
    deny.current_dir(root).args(["deny", "--offline"]);
    let config = advisories.map(|folder| config_with_advisories(root, folder)).transpose()?;
    if let Some(config) = &config {
        deny.arg("--config").arg(config);
    }
    deny.args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]);
    if config.is_some() {
        deny.arg("advisories");
    }
    let checked = cargo::run(&mut deny);
    if let Some(config) = &config {
        fs::remove_file(config)?;
    }
    checked
}

/// cargo-deny takes the place of its database from its configuration only.
fn config_with_advisories(root: &Path, folder: &str) -> Fallible<PathBuf> {
    let folder = fs::canonicalize(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut config: toml::Table = fs::read_to_string(root.join("deny.toml"))?.parse()?;
    let section = config.entry("advisories").or_insert_with(|| toml::Table::new().into());
    let section = section.as_table_mut().ok_or("deny.toml: advisories is not a table")?;
    section.insert("db-path".into(), folder.to_string_lossy().into_owned().into());
    let path = env::temp_dir().join(format!("obhut-deny-{}.toml", std::process::id()));
    fs::write(&path, config.to_string())?;
    Ok(path)
}
