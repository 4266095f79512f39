//! Exported logs, verified by ourselves and by a program that shares nothing with us.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use obhut_kernel::SeededRandom;
use obhut_tlog::{Export, Problem, Report, TileId, verify_export};

use crate::support::{Log, key, keys, leaf};

type Files = BTreeMap<String, Vec<u8>>;

fn export(log: &Log, chosen: &[u64]) -> Files {
    let (signed, key) = (log.sign(), key().verify_key());
    let export = Export::new(log.clone(), &signed, &key, chosen).unwrap();
    export.map(|file| file.unwrap()).collect()
}

fn verify(files: &Files, known: &[&str]) -> Report {
    verify_export(|path| Ok(files.get(path).cloned()), &keys(), known).unwrap()
}

fn chosen(size: usize) -> Vec<u64> {
    let size = size as u64;
    let mut chosen = vec![0, size / 2, size / 3, size - 1];
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// A log of leaves as the journal writes them.
fn journal(size: usize) -> Log {
    let random = SeededRandom::new(11);
    let leaves: Vec<_> = (0..size).map(|i| leaf(&random, i % 3).to_bytes().unwrap()).collect();
    let mut log = Log::default();
    leaves.chunks(1000).for_each(|batch| log.append(batch));
    log
}

#[test]
fn the_files_of_an_export() {
    let files = export(&Log::of(257), &[256]);
    let paths: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "checkpoint",
            "entry-256.leaf",
            "entry-256.tlog-proof",
            "log.vkey",
            "tile/0/000",
            "tile/0/001.p/1",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/001.p/1",
        ]
    );
    assert_eq!(files["tile/0/000"].len(), 8192);
    assert_eq!(files["entry-256.leaf"], b"leaf 256");
    assert_eq!(files["tile/entries/001.p/1"], b"\0\x08leaf 256");
    assert_eq!(export(&Log::of(0), &[]).keys().collect::<Vec<_>>(), ["checkpoint", "log.vkey"]);
}

#[test]
fn what_is_not_there_is_not_exported() {
    let mut log = Log::of(10);
    let (signed, key) = (log.sign(), key().verify_key());
    let error = Export::new(log.clone(), &signed, &key, &[10]).err().unwrap();
    assert_eq!(error.outside().key(), "error-journal-index");
    log.tiles = obhut_tlog::MemoryTiles::default();
    let files: Vec<_> = Export::new(log, &signed, &key, &[]).unwrap().collect();
    assert_eq!(files.len(), 3);
    assert_eq!(files[2].as_ref().unwrap_err().outside().key(), "error-journal-tile-missing");
}

#[test]
fn an_export_verifies() {
    let older = Log::of(300).sign().to_string();
    for size in [1, 255, 256, 257, 70_000] {
        let files = export(&Log::of(size), &[]);
        let known = if size > 300 { vec![older.as_str()] } else { Vec::new() };
        let report = verify(&files, &known);
        assert!(report.is_ok(), "{size} {:?}", report.problems);
        assert_eq!((report.size, report.signed), (size as u64, size as u64));
    }
    let report = verify(&export(&Log::of(257), &[]), &[&older]);
    assert_eq!(report.problems, [Problem::Cut { signed: 300, found: 257 }]);
}

#[test]
fn a_changed_export_is_found() {
    let honest = export(&Log::of(600), &[]);
    let tile = TileId::new(0, 1, 256).unwrap();
    let with = |change: &dyn Fn(&mut Files)| {
        let mut files = honest.clone();
        change(&mut files);
        verify(&files, &[]).problems
    };
    let edited = with(&|files| files.get_mut("tile/entries/001").unwrap()[5] ^= 1);
    assert_eq!(edited, [Problem::Edited { index: 256 }]);
    let cut = with(&|files| files.get_mut("tile/entries/001").unwrap().truncate(101));
    assert_eq!(cut, [Problem::Bundle { tile }, Problem::Missing { first: 256, last: 511 }]);
    let gone = with(&|files| drop(files.remove("tile/entries/001")));
    assert_eq!(gone, cut);
    let hash = with(&|files| files.get_mut("tile/0/001").unwrap()[77] ^= 1);
    assert_eq!(hash, [Problem::Tile { tile }]);
    let no_tile = with(&|files| drop(files.remove("tile/0/001")));
    assert_eq!(no_tile, [Problem::TileMissing { tile }]);
    let half = with(&|files| files.get_mut("tile/0/001").unwrap().truncate(8191));
    assert_eq!(half, no_tile);
    let unsigned = with(&|files| files.get_mut("checkpoint").unwrap()[3] ^= 1);
    assert_eq!(unsigned, [Problem::Signature { number: 0 }]);
    assert_eq!(with(&|files| drop(files.remove("checkpoint"))), unsigned);
}

#[test]
fn an_independent_program_accepts_an_export() {
    if !python_is_there() {
        return;
    }
    for size in [1, 255, 256, 257, 70_000] {
        let log = journal(size);
        let folder = tempfile::tempdir().unwrap();
        let chosen = chosen(size);
        write(folder.path(), &export(&log, &chosen));
        let public = key().verify_key().to_string();
        for vkey in [None, Some(public.as_str())] {
            let (ok, said) = independent(folder.path(), vkey);
            assert!(ok, "{size}: {said}");
            let expected = format!("ok: obhut.example/verein, {size} leaves,");
            assert!(said.starts_with(&expected), "{said}");
            assert!(said.contains(&format!("{} proofs", chosen.len())), "{said}");
        }
    }
}

#[test]
fn an_independent_program_refuses_a_changed_export() {
    if !python_is_there() {
        return;
    }
    let honest = export(&journal(600), &[3, 599]);
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &honest);
    assert!(independent(folder.path(), None).0);
    for (path, bytes) in &honest {
        // One bit of each file, in its middle.
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 4;
        write_one(folder.path(), path, &changed);
        let (ok, said) = independent(folder.path(), None);
        assert!(!ok && said.starts_with("refused: "), "{path}: {said}");
        write_one(folder.path(), path, bytes);
    }
    // Leaves and tiles of another log under the old checkpoint.
    write(folder.path(), &export(&Log::of(600), &[]));
    write_one(folder.path(), "checkpoint", &honest["checkpoint"]);
    let (ok, said) = independent(folder.path(), None);
    assert!(!ok && said.contains("another root"), "{said}");
    // A log whose forger brings a key along is refused by whoever knows the key.
    write(folder.path(), &honest);
    let other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert!(!independent(folder.path(), Some(other)).0);
}

/// Writes an export for a check by hand, `OBHUT_TLOG_EXPORT` names the folder.
#[test]
#[ignore = "only for checks by hand with other verifiers"]
fn write_an_export() {
    let folder = PathBuf::from(std::env::var_os("OBHUT_TLOG_EXPORT").unwrap());
    for size in [1, 2, 255, 256, 257, 70_000] {
        write(&folder.join(size.to_string()), &export(&journal(size), &chosen(size)));
    }
}

fn write(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        write_one(folder, path, bytes);
    }
}

fn write_one(folder: &Path, path: &str, bytes: &[u8]) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
}

/// Runs the independent verifier and returns whether it accepts, and what it says.
fn independent(folder: &Path, vkey: Option<&str>) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/verify.py");
    let output = Command::new("python3").arg(script).arg(folder).args(vkey).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(errors, "", "the script itself failed");
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// Whether the independent verifier can run. Without `OBHUT_REQUIRE_PYTHON` it is skipped where
/// Python or its package `cryptography` is missing, but not silently.
fn python_is_there() -> bool {
    let there = Command::new("python3")
        .args(["-c", "import cryptography"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !there {
        let hint = "install python3 and its package cryptography";
        assert!(std::env::var_os("OBHUT_REQUIRE_PYTHON").is_none(), "{hint}");
        // Past the test harness, which swallows what a passing test prints.
        let loud = format!("\n*** SKIPPED: independent verification of exports; {hint} ***\n\n");
        std::io::stderr().write_all(loud.as_bytes()).unwrap();
    }
    there
}
