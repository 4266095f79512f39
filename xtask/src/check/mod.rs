//! The project's own checks, which no compiler makes: crate directions and tidiness.

mod direction;
mod duplicates;
mod files;
mod source;
mod tidy;

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use crate::allow::AllowList;
use crate::report::Report;
use crate::{Fallible, cargo};

use files::TextFile;

/// Something to mend, at a line of a file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    file: String,
    line: usize,
    what: String,
}

impl Finding {
    /// `line` counts from 1; 0 stands for the whole file.
    pub fn new(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.into(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.what),
            line => write!(f, "{}:{line}: {}", self.file, self.what),
        }
    }
}

/// `cargo xtask check`.
pub fn run() -> Fallible<ExitCode> {
    let root = cargo::workspace_root()?;
    let mut report = Report::default();
    report.step("directions", || directions(&root));
    report.step("tidy", || tidiness(&root));
    Ok(if report.failed().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Each crate depends on what it may, and files name only the crates they may.
pub fn directions(root: &Path) -> Fallible {
    let metadata = cargo::output(cargo::cargo().current_dir(root).args([
        "metadata",
        "--format-version=1",
        "--no-deps",
        "--locked",
    ]))?;
    let files = files::tracked(root)?;
    let mut findings = direction::check_edges(&direction::packages(root, &metadata)?, &files);
    let mut allowed = AllowList::read(root, "store.txt")?;
    findings.extend(direction::check_sources(&files, &mut allowed));
    findings.extend(allowed.into_findings());
    conclude(findings)
}

/// No over-long file, forbidden word, unfinished mark, lone translation or new duplicate.
pub fn tidiness(root: &Path) -> Fallible {
    let files = files::tracked(root)?;
    let mut findings = tidy::check_text(&files);
    findings.extend(tidy::check_catalogues(&files));
    let mut allowed = AllowList::read(root, "long-files.txt")?;
    findings.extend(tidy::check_lengths(&files, &mut allowed));
    findings.extend(allowed.into_findings());
    let mut allowed = AllowList::read(root, "duplicates.txt")?;
    findings.extend(duplicates::check(&lock_file(&files)?, &mut allowed));
    findings.extend(allowed.into_findings());
    conclude(findings)
}

fn lock_file(files: &[TextFile]) -> Fallible<toml::Table> {
    let file = files.iter().find(|file| file.path == "Cargo.lock");
    Ok(file.ok_or("Cargo.lock is missing")?.text.parse()?)
}

fn conclude(mut findings: Vec<Finding>) -> Fallible {
    findings.sort();
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err("1 finding".into()),
        count => Err(format!("{count} findings").into()),
    }
}
