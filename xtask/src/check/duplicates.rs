//! Crates that the lock file has in several versions: each costs building, size and review.

use std::collections::BTreeMap;

use super::Finding;
use crate::allow::AllowList;

/// Exceptions have the key `NAME COUNT`.
pub fn check(lock: &toml::Table, allowed: &mut AllowList) -> Vec<Finding> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock.get("package").and_then(toml::Value::as_array).into_iter().flatten() {
        let text = |key| package.get(key).and_then(toml::Value::as_str);
        if let (Some(name), Some(version)) = (text("name"), text("version")) {
            versions.entry(name).or_default().push(version);
        }
    }
    versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
        .filter(|(name, versions)| !allowed.permits(&format!("{name} {}", versions.len())))
        .map(|(name, versions)| {
            let hints: Vec<_> = versions
                .iter()
                .map(|v| format!("`cargo tree --target all -i {name}@{v}`"))
                .collect();
            let what = format!(
                "{} versions of {name}: see {}; unite them, or add `{name} {}: REASON` to \
                 xtask/allow/duplicates.txt",
                versions.len(),
                hints.join(", "),
                versions.len(),
            );
            Finding::new("Cargo.lock", 0, what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        version = 4
        [[package]]
        name = "sha2"
        version = "0.10.9"
        [[package]]
        name = "sha2"
        version = "0.11.0"
        [[package]]
        name = "serde"
        version = "1.0.0"
    "#;

    #[test]
    fn new_duplicates_fail_with_a_hint_and_reviewed_ones_pass() {
        let lock = LOCK.parse().unwrap();
        let findings = check(&lock, &mut AllowList::parse("list", "sha2 3: three were reviewed"));
        assert_eq!(findings.len(), 1);
        let shown = findings[0].to_string();
        assert!(shown.contains("2 versions of sha2"), "{shown}");
        assert!(shown.contains("cargo tree --target all -i sha2@0.10.9"), "{shown}");

        let mut allowed = AllowList::parse("list", "sha2 2: tlog_tiles brings 0.10");
        assert!(check(&lock, &mut allowed).is_empty());
        assert!(allowed.into_findings().is_empty());
    }
}
