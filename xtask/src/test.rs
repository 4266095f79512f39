//! `cargo xtask test`: everything that has to hold before a change lands.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use crate::report::Report;
use crate::servers::{Durability, Servers};
use crate::{Fallible, cargo, check, deny, packages};

/// What the developer asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    quick: bool,
    /// For the test runner.
    filter: Vec<String>,
}

impl Options {
    /// Reads the arguments after `test`.
    pub fn parse(args: &[&str]) -> Fallible<Self> {
        let (own, filter) = match args.iter().position(|arg| *arg == "--") {
            Some(at) => (&args[..at], &args[at + 1..]),
            None => (args, &args[..0]),
        };
        if let Some(unknown) = own.iter().find(|arg| **arg != "--quick") {
            return Err(format!("unknown argument {unknown}; tests are named after `--`").into());
        }
        let filter = filter.iter().map(ToString::to_string).collect();
        Ok(Self { quick: !own.is_empty(), filter })
    }
}

/// Runs all steps and the tests last, so that the runner's closing lines close the whole. What
/// does not build ends it at once; anything else that fails is told before the tests and after.
pub fn run(options: &Options) -> Fallible<ExitCode> {
    let root = cargo::workspace_root()?;
    let mut report = Report::default();
    report.must("packages", packages::install_missing)?;
    checks(&root, options, &mut report)?;
    let servers = report.must("servers", || Servers::start(Durability::Process))?;

    eprintln!("\n==> steps so far\n{report}\n==> tests");
    let tested = tests(&root, options, &servers);
    servers.stop()?;

    let mut failed = report.failed();
    if tested.is_err() {
        failed.push("tests");
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("failed: {}", failed.join(", ")).into())
}

fn checks(root: &Path, options: &Options, report: &mut Report) -> Fallible {
    let cargo = |args: &[&str]| {
        let mut command = cargo::cargo();
        command.current_dir(root).args(args);
        command
    };
    report.step("format", || cargo::run(&mut cargo(&["fmt", "--all", "--check"])));
    report.step("directions", || check::directions(root));
    report.step("tidy", || check::tidiness(root));
    report.must("build", || cargo::run(runner(root).arg("--no-run")))?;
    if !options.quick {
        report.step("clippy", || {
            let lint = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-Dwarnings"];
            cargo::run(&mut cargo(&lint))
        });
        report.step("documentation", || {
            let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
            cargo::run(doc.env("RUSTDOCFLAGS", "-Dwarnings"))
        });
        licences(root, report);
    }
    if options.filter.is_empty() {
        report.step("doc tests", || {
            cargo::run(&mut cargo(&["test", "--workspace", "--doc", "--locked"]))
        });
    }
    Ok(())
}

/// CI installs cargo-deny when it is missing; elsewhere its absence is told.
fn licences(root: &Path, report: &mut Report) {
    if !deny::installed() {
        if env::var_os("CI").is_none() {
            eprintln!("\n==> deny: left out, cargo-deny is not installed (`cargo xtask deny`)");
            return;
        }
        report.step("cargo-deny", deny::install);
    }
    if deny::installed() {
        report.step("deny", || deny::check(root, None));
    }
}

/// nextest where it is installed, otherwise cargo's own runner.
fn runner(root: &Path) -> Command {
    let mut command = cargo::cargo();
    command.current_dir(root);
    if cargo::has_subcommand("nextest") {
        command.args(["nextest", "run", "--config-file", "xtask/nextest.toml"]);
    } else {
        command.args(["test", "--tests"]);
    }
    command.args(["--workspace", "--locked"]);
    command
}

fn tests(root: &Path, options: &Options, servers: &Servers) -> Fallible {
    let mut command = runner(root);
    command.arg("--no-fail-fast").args(&options.filter).envs(servers.variables());
    if command.get_args().any(|arg| arg == "nextest") {
        return cargo::run(&mut command);
    }
    // One closing line for the many that cargo prints, one for each test binary.
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut sum = Tally::default();
    let mut out = std::io::stdout();
    for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
        let line = line?;
        writeln!(out, "{line}")?;
        sum.add(&line);
    }
    let status = child.wait()?;
    writeln!(out, "{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.ignored)?;
    if status.success() { Ok(()) } else { Err(status.to_string().into()) }
}

/// The sum of `cargo test`'s result lines.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl Tally {
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        let words: Vec<&str> = result.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(count) = pair[0].parse::<usize>() else { continue };
            match pair[1] {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_after_the_dashes_are_the_runners() {
        let filter = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        assert_eq!(Options::parse(&[]).unwrap(), Options::default());
        assert_eq!(
            Options::parse(&["--quick", "--", "journal", "--", "x"]).unwrap(),
            Options { quick: true, filter: filter(&["journal", "--", "x"]) }
        );
        assert!(Options::parse(&["journal"]).is_err());
    }

    #[test]
    fn result_lines_add_up() {
        let mut sum = Tally::default();
        sum.add("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out");
        sum.add("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        sum.add("test a ... ok");
        assert_eq!(sum, Tally { passed: 4, failed: 2, ignored: 1 });
    }
}
