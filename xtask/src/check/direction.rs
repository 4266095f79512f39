//! Which crate may use which, `ARCHITECTURE.md`'s picture as a table.

use std::path::Path;

use serde_json::Value;

use super::Finding;
use super::files::TextFile;
use super::source::{code_only, has_word};
use crate::Fallible;
use crate::allow::AllowList;

/// A crate of the workspace and what its manifest names, for any target and kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    name: String,
    manifest: String,
    dependencies: Vec<String>,
}

/// What a crate may depend on among the workspace's crates.
enum May {
    UseAll,
    Use(&'static [&'static str]),
}

/// Tests and build scripts count like the code: what they name, a reader has to know as well.
const DIRECTIONS: [(&str, May); 14] = [
    ("obhut", May::UseAll),
    // Measures each layer and the whole; nothing ships with it.
    ("obhut-bench", May::UseAll),
    ("obhut-http", May::Use(&["obhut-core", "obhut-text", "obhut-kernel"])),
    (
        "obhut-core",
        May::Use(&[
            "obhut-db",
            "obhut-sql",
            "obhut-text",
            "obhut-law",
            "obhut-tlog",
            "obhut-sheets",
            "obhut-detect",
            "obhut-kernel",
        ]),
    ),
    ("obhut-db", May::Use(&["obhut-sql", "obhut-kernel"])),
    ("obhut-sql", May::Use(&["obhut-kernel"])),
    ("obhut-text", May::Use(&["obhut-kernel"])),
    ("obhut-law", May::Use(&["obhut-kernel"])),
    ("obhut-tlog", May::Use(&["obhut-kernel"])),
    ("obhut-sheets", May::Use(&["obhut-kernel"])),
    ("obhut-detect", May::Use(&["obhut-kernel"])),
    // Invented records; only the programs load them.
    ("obhut-demo", May::Use(&["obhut-kernel"])),
    ("obhut-kernel", May::Use(&[])),
    ("xtask", May::Use(&[])),
];

/// Programs at the end of the picture, which no crate may use.
const PROGRAMS: [&str; 3] = ["obhut", "obhut-bench", "xtask"];

/// Words that the code of a folder may not name outside its storage files.
struct Unnamed {
    folder: &'static str,
    word: &'static str,
    /// Files of the name `store.rs` and reviewed ones may.
    except_store: bool,
    why: &'static str,
}

const UNNAMED: [Unnamed; 5] = [
    Unnamed {
        folder: "crates/obhut-core/src/",
        word: "obhut_db",
        except_store: true,
        why: "only store.rs files touch tables",
    },
    Unnamed {
        folder: "crates/obhut-core/src/",
        word: "obhut_sql",
        except_store: true,
        why: "only store.rs files touch tables",
    },
    Unnamed {
        folder: "crates/obhut-core/",
        word: "axum",
        except_store: false,
        why: "an operation knows no web",
    },
    Unnamed {
        folder: "crates/obhut-http/",
        word: "obhut_db",
        except_store: false,
        why: "a handler calls one operation and holds no query",
    },
    Unnamed {
        folder: "crates/obhut-http/",
        word: "obhut_sql",
        except_store: false,
        why: "a handler calls one operation and holds no query",
    },
];

/// Reads the output of `cargo metadata --no-deps`.
pub fn packages(root: &Path, metadata: &str) -> Fallible<Vec<Package>> {
    let metadata: Value = serde_json::from_str(metadata)?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let package = |value: &Value| {
        let manifest = text(&value["manifest_path"])?;
        let manifest = Path::new(&manifest).strip_prefix(root).ok()?;
        Some(Package {
            name: text(&value["name"])?,
            manifest: manifest.to_string_lossy().replace('\\', "/"),
            dependencies: value["dependencies"]
                .as_array()?
                .iter()
                .map(|dependency| text(&dependency["name"]))
                .collect::<Option<_>>()?,
        })
    };
    metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().map(package).collect())
        .ok_or_else(|| "cargo metadata has another form than expected".into())
}

/// Dependencies between crates that the picture does not have.
pub fn check_edges(packages: &[Package], files: &[TextFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let Some((_, may)) = DIRECTIONS.iter().find(|(name, _)| *name == package.name) else {
            let what = format!("{} has no place in the directions yet", package.name);
            findings.push(Finding::new(&package.manifest, 0, what));
            continue;
        };
        for dependency in &package.dependencies {
            let own = packages.iter().any(|other| other.name == *dependency);
            let allowed = match may {
                May::UseAll => !PROGRAMS.contains(&dependency.as_str()),
                May::Use(names) => names.contains(&dependency.as_str()),
            };
            let web = package.name == "obhut-core" && dependency == "axum";
            if (own && !allowed) || web {
                let line = line_of(files, &package.manifest, dependency);
                let what = format!("{} may not depend on {dependency}", package.name);
                findings.push(Finding::new(&package.manifest, line, what));
            }
        }
    }
    findings.sort();
    findings.dedup();
    findings
}

/// Lines of code that name a crate they may not.
pub fn check_sources(files: &[TextFile], stores: &mut AllowList) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let rules: Vec<_> =
            UNNAMED.iter().filter(|rule| file.path.starts_with(rule.folder)).collect();
        if rules.is_empty() {
            continue;
        }
        let is_store = file.path.ends_with("/store.rs");
        for (index, line) in code_only(&file.text).lines().enumerate() {
            for rule in rules.iter().filter(|rule| has_word(line, rule.word)) {
                if rule.except_store && (is_store || stores.permits(&file.path)) {
                    continue;
                }
                let what = format!("names {}: {}", rule.word, rule.why);
                findings.push(Finding::new(&file.path, index + 1, what));
            }
        }
    }
    findings
}

/// The line of the manifest that names the dependency; 0 when it is not found.
fn line_of(files: &[TextFile], manifest: &str, dependency: &str) -> usize {
    let names = |line: &str| {
        line.trim_start()
            .strip_prefix(dependency)
            .is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    };
    let file = files.iter().find(|file| file.path == manifest);
    file.and_then(|file| file.text.lines().position(names)).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        Package {
            name: name.into(),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies: dependencies.iter().map(ToString::to_string).collect(),
        }
    }

    fn file(path: &str, text: &str) -> TextFile {
        TextFile { path: path.into(), text: text.into() }
    }

    fn shown(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_the_pictured_edges_pass() {
        let packages = [
            package("obhut", &["obhut-core", "obhut-kernel", "clap"]),
            package("obhut-core", &["obhut-db", "obhut-kernel", "serde"]),
            package("obhut-db", &["obhut-kernel", "obhut-law"]),
            package("obhut-law", &["obhut-kernel"]),
            package("obhut-kernel", &["serde", "obhut"]),
            package("obhut-new", &[]),
        ];
        let manifest =
            "[dependencies]\nobhut-kernel.workspace = true\nobhut-law.workspace = true\n";
        let files = [file("crates/obhut-db/Cargo.toml", manifest)];
        assert_eq!(
            shown(&check_edges(&packages, &files)),
            [
                "crates/obhut-db/Cargo.toml:3: obhut-db may not depend on obhut-law",
                "crates/obhut-kernel/Cargo.toml: obhut-kernel may not depend on obhut",
                "crates/obhut-new/Cargo.toml: obhut-new has no place in the directions yet",
            ]
        );
    }

    #[test]
    fn the_web_is_no_dependency_of_the_core_and_programs_of_nobody() {
        let packages = [
            package("obhut-core", &["axum"]),
            package("obhut", &["axum", "xtask"]),
            package("xtask", &["obhut-core"]),
        ];
        assert_eq!(
            shown(&check_edges(&packages, &[])),
            [
                "crates/obhut-core/Cargo.toml: obhut-core may not depend on axum",
                "crates/obhut/Cargo.toml: obhut may not depend on xtask",
                "crates/xtask/Cargo.toml: xtask may not depend on obhut-core",
            ]
        );
    }

    #[test]
    fn allowed_crates_name_only_known_crates() {
        for (name, may) in &DIRECTIONS {
            let May::Use(others) = may else { continue };
            for other in *others {
                assert!(DIRECTIONS.iter().any(|(known, _)| known == other), "{name}: {other}");
            }
        }
    }

    #[test]
    fn tables_are_named_in_store_files_only() {
        let files = [
            file("crates/obhut-core/src/requests/store.rs", "use obhut_db::Row;\n"),
            file("crates/obhut-core/src/requests/ops.rs", "// obhut_db\nuse obhut_db::Row;\n"),
            file("crates/obhut-core/src/ctx.rs", "use obhut_sql::Tx;\nuse axum::Json;\n"),
            file("crates/obhut-core/tests/it/main.rs", "use obhut_db::TestStore;\n"),
            file("crates/obhut-db/src/lib.rs", "use obhut_sql::Tx;\n"),
            file("crates/obhut-http/src/requests/store.rs", "use obhut_sql::Tx;\n"),
        ];
        let mut stores = AllowList::parse("list", "crates/obhut-core/src/ctx.rs: holds the Tx\n");
        assert_eq!(
            shown(&check_sources(&files, &mut stores)),
            [
                "crates/obhut-core/src/requests/ops.rs:2: names obhut_db: \
                 only store.rs files touch tables",
                "crates/obhut-core/src/ctx.rs:2: names axum: an operation knows no web",
                "crates/obhut-http/src/requests/store.rs:1: names obhut_sql: \
                 a handler calls one operation and holds no query",
            ]
        );
        assert!(stores.into_findings().is_empty());
    }

    #[test]
    fn metadata_is_read() {
        let metadata = r#"{"packages": [{"name": "obhut-db", "manifest_path": "/p/crates/d/Cargo.toml",
            "dependencies": [{"name": "serde", "kind": "dev"}]}]}"#;
        let expected = Package {
            name: "obhut-db".into(),
            manifest: "crates/d/Cargo.toml".into(),
            dependencies: vec!["serde".into()],
        };
        assert_eq!(packages(Path::new("/p"), metadata).unwrap(), [expected]);
        assert!(packages(Path::new("/p"), "{}").is_err());
    }
}
