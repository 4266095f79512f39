//! Being stopped, and finding the store in use or read-only.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use obhut_sql::{Db, Options, Target};
use serde_json::Value;

use crate::harness::{CONCEPT, Place, contracts, on_each_engine};

/// Enough rows that a call is not done before it is stopped.
const ROWS: u32 = 40_000;

/// Calls, waits until `begun`, asks to stop as Ctrl-C does; what it ended with.
fn stopped(place: &Place, arguments: &[&str], begun: impl Fn() -> bool) -> Output {
    let child =
        place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let since = Instant::now();
    while !begun() {
        assert!(since.elapsed() < Duration::from_mins(1), "{arguments:?} does not begin");
        thread::sleep(Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert!(since.elapsed() < Duration::from_mins(1), "it stops soon");
    output
}

fn told(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

fn count(place: &Place, arguments: &[&str]) -> usize {
    place.json(arguments).len()
}

#[test]
fn an_import_stops_after_its_batch_and_goes_on() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("contracts.csv", &contracts(1..ROWS + 1));
        let import = ["import", &file, "--type", "contract", "--format", "json"];
        let some = ["records", "contract", "--limit", "1"];
        let output = stopped(place, &import, || count(place, &some) > 0);
        assert!(told(&output).contains("stopped"));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let stored = count(place, &["records", "contract", "--limit", "0"]);
        assert!(stored > 0 && stored < ROWS as usize, "{stored}");
        assert_eq!(report["imported"], stored);
        assert_eq!(place.json(&["journal", "verify"])[0]["ok"], true);

        let report = &place.json(&["import", &file, "--type", "contract"])[0];
        assert_eq!(report["triage"]["resumed_after"], stored, "{}", report["triage"]);
        assert_eq!(count(place, &["records", "contract", "--limit", "0"]), ROWS as usize);
        let entries = place.json(&["journal", "list", "--limit", "0"]);
        assert!(entries.iter().any(|entry| entry["act"] == "contract.import.finish"));
    });
}

#[test]
fn a_run_stops_after_its_batch_and_goes_on() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("contracts.csv", &contracts(1..ROWS + 1));
        place.ok(&["import", &file, "--type", "contract"]);
        let concept = place.write("concept.toml", CONCEPT);
        place.ok(&["concept", "apply", &concept]);
        let some = ["cases", "--state", "done", "--limit", "1"];
        let run = ["run", "--format", "json"];
        let output = stopped(place, &run, || count(place, &some) > 0);
        assert!(told(&output).contains("stopped"));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let all = ["cases", "--state", "done", "--limit", "1000000"];
        let done = count(place, &all);
        assert!(done > 0 && done < ROWS as usize, "{done}");
        assert_eq!(report["done"], done);

        let rest = &place.json(&["run"])[0];
        assert_eq!(rest["run"], report["run"], "the same run goes on");
        assert_eq!(count(place, &all), ROWS as usize, "each once");
        assert_eq!(place.json(&["journal", "verify"])[0]["ok"], true);
    });
}

#[test]
fn a_worker_ends_when_asked_to() {
    on_each_engine(|place| {
        place.init();
        let begun = Instant::now();
        let waited = || begun.elapsed() > Duration::from_secs(3);
        let output = stopped(place, &["worker", "--lang", "de"], waited);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        assert!(text.contains("Angehalten."), "{text}");
    });
}

#[test]
fn a_store_that_another_program_writes_to_is_waited_for_and_then_named_busy() {
    let place = Place::new(None);
    place.init();
    let target = Target::Sqlite(place.data().join("tenants/main.db"));
    let db = Db::open(&target, &Options::default()).unwrap();
    let add = ["user", "add", "vera"];
    let (short, told) = db
        .write(|tx| {
            tx.execute("UPDATE account SET name = name", &[])?;
            // Looking is possible meanwhile.
            place.ok(&["types"]);
            let waiting = place.command(&add).stdout(Stdio::null()).spawn().unwrap();
            Ok((waiting, place.fails(1, &["user", "add", "max"])))
        })
        .map(|(mut waiting, told)| (waiting.wait().unwrap(), told))
        .unwrap();
    assert!(told.contains("Try again"), "{told}");
    assert_eq!(short.code(), Some(1), "waited as long as the other");
    place.ok(&add);
}

/// The account `nobody` of the system.
const NOBODY: u32 = 65_534;

fn each_below(path: &Path, work: &impl Fn(&Path)) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            each_below(&entry.unwrap().path(), work);
        }
    }
    work(path);
}

/// The superuser may write everywhere, so the store is handed to an account that may not.
#[test]
fn a_read_only_store_is_named_and_left_as_it_is() {
    let place = Place::new(None);
    place.init();
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let binary = place.folder.path().join("obhut");
    fs::copy(env!("CARGO_BIN_EXE_obhut"), &binary).unwrap();
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(place.folder.path(), 0o755);
    each_below(&place.data(), &|path| {
        if is_root {
            chown(path, Some(NOBODY), None).unwrap();
        }
        mode(path, if path.is_dir() { 0o500 } else { 0o400 });
    });
    let call = |arguments: &[&str]| {
        let mut command = Command::new(&binary);
        command.current_dir("/").args(arguments).env("OBHUT_DATA", place.data());
        command.env("LC_ALL", "en_GB.UTF-8");
        if is_root {
            command.uid(NOBODY);
        }
        command.output().unwrap()
    };
    let file = place.write("contracts.csv", &contracts(1..3));
    let out = place.folder.path().join("out");
    fs::create_dir(&out).unwrap();
    mode(&out, 0o777);
    let backup = out.join("store.backup");
    let backup = backup.to_str().unwrap();
    let import = ["import", &file, "--type", "contract"];
    for arguments in [&["user", "add", "vera"][..], &import, &["run"], &["backup", backup]] {
        let output = call(arguments);
        let text = told(&output);
        assert!(text.contains("reading only"), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty());
    }
    let left = fs::read_dir(&out).unwrap().count();
    assert_eq!(left, 0, "no backup that the journal does not know of");
    // Looking needs no right to write.
    for arguments in [&["types"][..], &["user", "list"], &["journal", "verify"]] {
        let output = call(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let elsewhere = call(&["init", "--data", "/proc/store"]);
    assert!(told(&elsewhere).starts_with("Error:"));
    each_below(&place.data(), &|path| mode(path, if path.is_dir() { 0o700 } else { 0o600 }));
    place.ok(&["user", "add", "vera"]);
}
