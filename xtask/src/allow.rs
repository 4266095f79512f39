//! Reviewed exceptions: files in `xtask/allow` with one `key: reason` a line.

use std::fs;
use std::path::Path;

use crate::Fallible;
use crate::check::Finding;

/// The exceptions of one check, which reports those that nothing needs any more.
pub struct AllowList {
    file: String,
    entries: Vec<Entry>,
    findings: Vec<Finding>,
}

struct Entry {
    key: String,
    line: usize,
    used: bool,
}

impl AllowList {
    /// Reads `xtask/allow/NAME`.
    pub fn read(root: &Path, name: &str) -> Fallible<Self> {
        let file = format!("xtask/allow/{name}");
        let text = fs::read_to_string(root.join(&file)).map_err(|e| format!("{file}: {e}"))?;
        Ok(Self::parse(&file, &text))
    }

    /// Empty lines and lines that start with `#` are left out; an entry without reason is a finding.
    pub fn parse(file: &str, text: &str) -> Self {
        let mut list = Self { file: file.into(), entries: Vec::new(), findings: Vec::new() };
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.split_once(':') {
                Some((key, reason)) if !reason.trim().is_empty() => {
                    list.entries.push(Entry { key: key.into(), line: index + 1, used: false });
                }
                _ => list.findings.push(Finding::new(file, index + 1, "no `key: reason`")),
            }
        }
        list
    }

    /// Whether the exception stands in the list.
    pub fn permits(&mut self, key: &str) -> bool {
        let entry = self.entries.iter_mut().find(|entry| entry.key == key);
        entry.map(|entry| entry.used = true).is_some()
    }

    /// Lines without reason and lines that no check asked for.
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.findings;
        for entry in self.entries.iter().filter(|entry| !entry.used) {
            let what = format!("`{}` needs no exception any more: remove the line", entry.key);
            findings.push(Finding::new(&self.file, entry.line, what));
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permits_what_is_listed_and_reports_what_is_stale_or_without_reason() {
        let mut list =
            AllowList::parse("list", "# heading\n\na.rs: a table\nb.rs: old\nc.rs\nd.rs:  \n");
        assert!(list.permits("a.rs"));
        assert!(!list.permits("c.rs"));
        let findings: Vec<_> = list.into_findings().iter().map(ToString::to_string).collect();
        assert_eq!(
            findings,
            [
                "list:5: no `key: reason`",
                "list:6: no `key: reason`",
                "list:4: `b.rs` needs no exception any more: remove the line",
            ]
        );
    }
}
