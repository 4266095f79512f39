//! Files as other programs write them. They lie beside the project and are no part of it: in
//! the folder that `OBHUT_SHARED` names, or `../shared` seen from the project.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use obhut_sheets::{Options, Table};

use crate::fixtures::exhaust;

/// Path, format, columns, rows, rejected, name of the first column; or path, `error`, its key.
/// Each line was checked by eye against the file, and the CSV ones against another parser.
const EXPECTED: &str = include_str!("shared.tsv");

#[test]
fn every_shared_file_is_read_or_refused_as_expected() {
    let folder = std::env::var_os("OBHUT_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let sheets = folder.join("data/sheets");
    if !sheets.is_dir() {
        println!("NOT CHECKED: there is no folder {}; set OBHUT_SHARED", sheets.display());
        println!("NOT CHECKED: the files of other programs; only the built-in ones are");
        return;
    }
    let mut expected: BTreeSet<&str> =
        EXPECTED.lines().filter(|line| !line.starts_with('#')).collect();
    let mut wrong = Vec::new();
    for path in files(&sheets) {
        let name = path.strip_prefix(&sheets).unwrap().to_string_lossy().replace('\\', "/");
        let line = describe(&name, &path);
        if !expected.remove(line.as_str()) {
            wrong.push(format!("found:    {line}"));
        }
    }
    wrong.extend(expected.into_iter().map(|line| format!("expected: {line}")));
    wrong.sort_by_key(|line| line.split_at(10).1.to_owned());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_none_or(|extension| extension != "md") {
            files.push(path);
        }
    }
    files
}

fn describe(name: &str, path: &Path) -> String {
    let table = match Table::open(path, &Options::default()) {
        Ok(table) => table,
        Err(error) => return format!("{name}\terror\t{}", error.outside().key()),
    };
    let format = table.detected.format.key();
    let found = exhaust(table);
    assert_eq!(found.error, None, "{name}");
    format!(
        "{name}\t{format}\t{}\t{}\t{}\t{}",
        found.columns.len(),
        found.rows.len(),
        found.rejected.len(),
        found.columns[0],
    )
}
