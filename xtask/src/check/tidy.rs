//! What a reader should never stumble over.

use std::collections::BTreeMap;
use std::path::Path;

use super::Finding;
use super::files::TextFile;
use super::source::{code_only, has_word, production_lines};
use crate::allow::AllowList;

/// A file longer than this wants splitting by what it is about.
const MAX_LINES: usize = 500;

// The words are put together here, so that this file may be checked like any other.

/// Marks of unfinished work.
const MARKS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// Macros that stand for code not written.
const UNWRITTEN: [&str; 2] = [concat!("to", "do!"), concat!("unimple", "mented!")];

/// Folders of one machine.
const FOLDERS: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Hosts of package registries and mirrors: which one serves a machine is that machine's matter.
const HOSTS: [&str; 10] = [
    concat!("deb.deb", "ian.org"),
    concat!("security.deb", "ian.org"),
    concat!("archive.ubu", "ntu.com"),
    concat!("static.cra", "tes.io"),
    concat!("index.cra", "tes.io"),
    concat!("py", "pi.org"),
    concat!("pythonho", "sted.org"),
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("proxy.gol", "ang.org"),
];

/// Machines write them, so nobody tidies them.
const GENERATED: [&str; 1] = ["Cargo.lock"];

/// Folders whose files are as their writer left them, on purpose.
const SAMPLES: [&str; 4] = ["data", "fixtures", "snapshots", "samples"];

/// Forbidden words, unfinished marks, bare `#[ignore]` and spaces at the end of lines.
pub fn check_text(files: &[TextFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !GENERATED.contains(&file.path.as_str())) {
        let mut find = |index: usize, what: String| {
            findings.push(Finding::new(&file.path, index + 1, what));
        };
        let sample = Path::new(&file.path)
            .components()
            .any(|part| SAMPLES.iter().any(|name| part.as_os_str() == *name));
        for (index, line) in file.text.lines().enumerate() {
            for word in foreign_words(line) {
                find(index, format!("`{word}` belongs to one machine, not to the project"));
            }
            if sample {
                continue;
            }
            for mark in MARKS.iter().filter(|mark| has_word(line, mark)) {
                find(index, format!("{mark}: finish it, or file an issue"));
            }
            if line.ends_with([' ', '\t', '\r']) {
                find(index, "white space at the end of the line".into());
            }
        }
        if file.is_rust() {
            for (index, line) in code_only(&file.text).lines().enumerate() {
                for name in UNWRITTEN.iter().filter(|name| line.contains(*name)) {
                    find(index, format!("{name}: write it, or return an error"));
                }
                if line.contains("#[ignore]") {
                    find(index, "#[ignore] without reason: write #[ignore = \"…\"]".into());
                }
            }
        }
    }
    findings
}

/// Each language has each catalogue.
pub fn check_catalogues(files: &[TextFile]) -> Vec<Finding> {
    const LANGUAGES: [&str; 2] = ["de", "en"];
    let mut catalogues: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files {
        let Some(path) = file.path.strip_prefix("i18n/") else { continue };
        match path.split_once('/') {
            Some((language, name)) if LANGUAGES.contains(&language) => {
                catalogues.entry(name).or_default().push(language);
            }
            _ => findings.push(Finding::new(&file.path, 0, "lies in no language's folder")),
        }
    }
    for (name, languages) in catalogues {
        for language in LANGUAGES.iter().filter(|language| !languages.contains(language)) {
            findings.push(Finding::new(&format!("i18n/{language}/{name}"), 0, "is missing"));
        }
    }
    findings
}

/// No production file is over-long without a reviewed reason.
pub fn check_lengths(files: &[TextFile], allowed: &mut AllowList) -> Vec<Finding> {
    let production = |file: &&TextFile| {
        file.is_rust()
            && !file.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
    };
    files
        .iter()
        .filter(production)
        .map(|file| (file, production_lines(&file.text)))
        .filter(|(file, lines)| *lines > MAX_LINES && !allowed.permits(&file.path))
        .map(|(file, lines)| {
            let what = format!("{lines} lines without tests, {MAX_LINES} are enough: split it");
            Finding::new(&file.path, 0, what)
        })
        .collect()
}

fn foreign_words(line: &str) -> impl Iterator<Item = &'static str> {
    let folders = FOLDERS.into_iter().filter(|folder| has_absolute_path(line, folder));
    let hosts = HOSTS.into_iter().filter(|host| line.contains(host));
    folders.chain(hosts)
}

/// Whether the folder starts a path, rather than standing inside a longer one or a web address.
fn has_absolute_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_.-~/})>*$".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile { path: path.into(), text: text.into() }
    }

    fn shown(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    }

    /// How many findings one line has in a Rust file.
    fn count(line: &str) -> usize {
        check_text(&[file("a.rs", line)]).len()
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for folder in FOLDERS {
            assert_eq!(count(&format!("// see {folder}main/x")), 1, "{folder}");
            assert_eq!(count(&format!("\"{folder}x\"")), 1, "{folder}");
            assert_eq!(count(&format!("https://obhut.example{folder}x")), 0, "{folder}");
            assert_eq!(count(&format!("$DIR{folder}x {{}}{folder}")), 0, "{folder}");
            assert_eq!(count(&format!("../..{folder}x")), 0, "{folder}");
        }
        for host in HOSTS {
            assert_eq!(count(&format!("https://{host}/x")), 1, "{host}");
        }
    }

    #[test]
    fn unfinished_work_is_found() {
        for mark in MARKS {
            assert_eq!(count(&format!("// {mark}: later")), 1, "{mark}");
            assert_eq!(count(&format!("let {mark}S = 1;")), 0, "{mark}");
        }
        for name in UNWRITTEN {
            assert_eq!(count(&format!("    {name}()")), 1, "{name}");
            assert_eq!(count(&format!("// {name}()")), 0, "{name}");
        }
        assert_eq!(count("#[ignore]"), 1);
        assert_eq!(count("#[ignore = \"takes an hour\"]"), 0);
        assert_eq!(count("let text = \"#[ignore]\";"), 0);
    }

    #[test]
    fn lines_end_with_their_last_letter_except_in_samples() {
        assert_eq!(
            shown(&check_text(&[
                file("a.md", "a\nb \n"),
                file("tests/data/a.csv", "a;b; \r\n"),
                file("Cargo.lock", "a \n"),
            ])),
            ["a.md:2: white space at the end of the line"]
        );
    }

    #[test]
    fn catalogues_come_in_pairs() {
        let files = [
            file("i18n/de/law.ftl", ""),
            file("i18n/en/law.ftl", ""),
            file("i18n/de/sql.ftl", ""),
            file("i18n/fr/sql.ftl", ""),
        ];
        assert_eq!(
            shown(&check_catalogues(&files)),
            ["i18n/fr/sql.ftl: lies in no language's folder", "i18n/en/sql.ftl: is missing"]
        );
    }

    #[test]
    fn long_files_need_a_reason() {
        let long = "fn a() {}\n".repeat(MAX_LINES + 1);
        let tested = format!("{}#[cfg(test)]\nmod tests {{\n{long}}}\n", "\n".repeat(MAX_LINES));
        let files = [
            file("crates/a/src/long.rs", &long),
            file("crates/a/src/listed.rs", &long),
            file("crates/a/src/tested.rs", &tested),
            file("crates/a/tests/it/main.rs", &long),
        ];
        let mut allowed = AllowList::parse("list", "crates/a/src/listed.rs: one table\n");
        assert_eq!(
            shown(&check_lengths(&files, &mut allowed)),
            ["crates/a/src/long.rs: 501 lines without tests, 500 are enough: split it"]
        );
    }
}
