//! Every catalogue key named in the sources of the workspace has a text in both languages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use obhut_kernel::Lang;
use obhut_text::has_key;

/// What stands in front of a literal key. Blanks and line breaks of the source are ignored.
const BEFORE_KEY: [&str; 3] = ["Message::new(\"", "::invalid(\"", "::not_found(\""];

#[test]
fn every_key_in_the_sources_has_a_text() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in rust_files(&crates) {
        let source = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(&crates).unwrap().display().to_string();
        for key in keys_in(&source) {
            used.entry(key).or_default().insert(name.clone());
        }
    }
    assert!(used.contains_key("error-internal"), "the scan found no sources");
    let missing: Vec<String> = used
        .iter()
        .flat_map(|(key, files)| {
            Lang::ALL
                .into_iter()
                .filter(|lang| !has_key(*lang, key))
                .map(move |lang| format!("{lang} lacks {key}, used in {files:?}"))
        })
        .collect();
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

#[test]
fn the_scan_finds_each_way_to_name_a_key() {
    let source = r#"
        // Message::new("in-a-comment")
        let a = Message::new("plain");
        let b = Error::new(
            Kind::Busy,
            "with-kind",
        );
        let c = Self::invalid("of-self"); let d = crate::Error::not_found(
            "broken-line");
        let e = Message::new(key);
        let f = Error::new(Kind::Busy, Message::new("nested").arg("given", "no-key"));
        #[cfg(test)]
        mod tests { const X: Message = Message::new("in-a-test"); }
    "#;
    let found: Vec<String> = keys_in(source).into_iter().collect();
    assert_eq!(found, ["broken-line", "nested", "of-self", "plain", "with-kind"]);
}

fn rust_files(crates: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = entries(crates).map(|path| path.join("src")).collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// What lies in `folder`; nothing when it is not there, as files come and go while others work.
fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// The keys a source file names outside comments and tests.
fn keys_in(source: &str) -> BTreeSet<String> {
    let production = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = production
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(str::chars)
        .filter(|character| !character.is_whitespace())
        .collect();
    let mut keys = BTreeSet::new();
    for call in BEFORE_KEY {
        keys.extend(code.split(call).skip(1).filter_map(key_at_start));
    }
    for call in code.split("::new(Kind::").skip(1) {
        // `Error::new(Kind::Busy, "key")`: the literal follows the name of the kind.
        let after_kind = call.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        keys.extend(after_kind.strip_prefix(",\"").and_then(key_at_start));
    }
    keys
}

fn key_at_start(code: &str) -> Option<String> {
    code.split_once('"').map(|(key, _)| key.to_owned())
}
