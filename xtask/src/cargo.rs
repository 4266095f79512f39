//! Running cargo and other programs from the workspace root.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Fallible;

/// The folder that holds the workspace's `Cargo.toml`.
pub fn workspace_root() -> Fallible<PathBuf> {
    let manifest =
        output(cargo().args(["locate-project", "--workspace", "--message-format", "plain"]))?;
    Path::new(manifest.trim())
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| format!("{manifest} is in no folder").into())
}

/// The cargo that runs this chore.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end with the output shown; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Fallible {
    let status = command.status().map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{}: {status}", shown(command)).into()) }
}

/// Standard output as text; standard error is shown.
pub fn output(command: &mut Command) -> Fallible<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    if !output.status.success() {
        return Err(format!("{}: {}", shown(command), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether the program is there and succeeds, with its output hidden.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether a cargo subcommand such as `nextest` is installed.
pub fn has_subcommand(name: &str) -> bool {
    succeeds(cargo().args([name, "--version"]))
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    format!("`{}`", words.join(" "))
}
