//! Every column is classified, and every classified column exists.

use std::collections::{BTreeMap, BTreeSet};

use obhut_db::COLUMNS;
use obhut_kernel::Category;
use obhut_sql::{Db, catalogue};

use crate::support::on_each_engine;

/// What the file says of a column.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Classified {
    personal: String,
    of: String,
    retention: String,
    erased: Option<String>,
}

fn file() -> BTreeMap<String, BTreeMap<String, Classified>> {
    toml::from_str(COLUMNS).unwrap()
}

/// The columns of all tables but the one in which migrations are noted.
fn columns(db: &Db) -> BTreeSet<(String, String)> {
    let catalogue = db.read(|tx| catalogue::read(tx, None)).unwrap();
    let tables = catalogue.tables.iter().filter(|t| t.name.name != "refinery_schema_history");
    tables
        .filter(|table| !table.name.name.starts_with("sqlite_"))
        .flat_map(|table| {
            table.columns.iter().map(|column| (table.name.name.clone(), column.name.clone()))
        })
        .collect()
}

#[test]
fn file_and_database_agree() {
    on_each_engine(|stand| {
        let mut there = columns(&stand.tenant);
        let keys = columns(stand.keystore.db());
        assert!(there.is_disjoint(&keys), "a table of both schemas");
        there.extend(keys);
        let listed: BTreeSet<(String, String)> = file()
            .into_iter()
            .flat_map(|(table, columns)| {
                columns.into_keys().map(move |column| (table.clone(), column))
            })
            .collect();
        let unclassified: Vec<_> = there.difference(&listed).collect();
        assert!(unclassified.is_empty(), "not in columns.toml: {unclassified:?}");
        let gone: Vec<_> = listed.difference(&there).collect();
        assert!(gone.is_empty(), "in columns.toml only: {gone:?}");
        assert!(there.len() > 150);
    });
}

#[test]
fn every_personal_column_says_how_it_is_erased() {
    for (table, columns) in file() {
        for (column, classified) in columns {
            let place = format!("{table}.{column}");
            let Classified { personal, of, retention, erased } = classified;
            let category: Category = personal.parse().unwrap_or_else(|_| panic!("{place}"));
            assert!(["data subject", "staff", "none"].contains(&of.as_str()), "{place}: {of}");
            assert!(!retention.trim().is_empty(), "{place}");
            if category != Category::None {
                assert!(of != "none", "{place} is personal, of nobody");
                assert!(erased.is_some_and(|how| how.len() > 20), "{place}: how is it erased?");
            }
        }
    }
}

/// Columns into which people write, or in which values lie, are never called harmless.
#[test]
fn columns_with_words_are_personal() {
    let file = file();
    for (table, column) in [
        ("mark", "reason"),
        ("mark", "release_reason"),
        ("journal_entry", "reason"),
        ("journal_change", "old_value"),
        ("journal_change", "new_value"),
        ("origin", "source"),
        ("account", "name"),
        ("account", "login"),
    ] {
        assert_ne!(file[table][column].personal, "none", "{table}.{column}");
    }
}
