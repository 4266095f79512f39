use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt};

use obhut_sql::{Db, Options, Target};

use crate::harness::{Place, contracts, on_each_engine};

#[test]
fn mistakes_on_the_command_line_are_told_in_the_readers_language() {
    let place = Place::new(None);
    let hint = place.fails(2, &["journal", "verfiy"]);
    assert!(hint.contains("There is no command") && hint.contains("verify"), "{hint}");
    let hint = place.fails(2, &["show", "contract", "--lang", "de"]);
    assert!(hint.starts_with("Fehler:") && hint.contains("<SCHLÜSSEL>"), "{hint}");
    place.fails(2, &["mark", "freeze", "contract", "1", "--reason", "x"]);
    place.fails(2, &["run", "--today", "31.02.2026"]);
    place.fails(2, &["set", "contract", "1", "tariff", "--reason", "x"]);
    let mut command = place.command(&["find"]);
    let output = command.arg(OsStr::from_bytes(b"M\xfcller")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_store_must_be_there_once() {
    on_each_engine(|place| {
        let missing = place.fails(1, &["types"]);
        assert!(missing.starts_with("Error:"), "{missing}");
        place.init();
        place.fails(1, &["init"]);
        place.ok(&["types"]);
    });
}

#[test]
fn refusals_have_a_code_of_their_own_and_are_journalled() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("contracts.csv", &contracts(1..3));
        place.ok(&["import", &file, "--type", "contract"]);
        place.ok(&["user", "add", "nobody"]);
        place.fails(3, &["records", "contract", "--as", "nobody"]);
        place.fails(3, &["run", "--as", "nobody"]);
        place.fails(3, &["types", "--as", "stranger"]);
        let entries = place.json(&["journal", "list"]);
        let refused = entries.iter().filter(|entry| entry["act"] == "access.refused");
        let by: Vec<_> = refused.map(|entry| entry["actor"].as_str().unwrap()).collect();
        assert_eq!(by, ["nobody", "nobody"]);
        place.ok(&["mark", "keep", "contract", "1", "--reason", "x"]);
        place.fails(3, &["act", "delete", "contract", "1", "--reason", "x"]);
        assert_eq!(place.json(&["journal", "verify"])[0]["ok"], true);
    });
}

#[test]
fn an_unreachable_database_is_named_without_its_password() {
    let place = Place::new(None);
    let url = "postgres://me:geheim@127.0.0.1:1/obhut";
    let text = place.fails(1, &["init", "--database", url]);
    assert!(!text.contains("geheim"), "{text}");
}

#[test]
fn settings_come_from_flag_environment_and_file() {
    let place = Place::new(None);
    place.init();
    let file = place.write("settings.toml", "data = \"data\"\nlang = \"de\"\nas = \"nobody\"\n");
    let call = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env_remove("OBHUT_DATA").args(["--config", &file]).output().unwrap()
    };
    let output = call(&["user", "list"]);
    assert_eq!(output.status.code(), Some(3), "the file says who acts");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("Fehler:"));
    assert!(call(&["user", "list", "--as", "admin"]).status.success(), "the line wins");
    let environment = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env_remove("OBHUT_DATA").env("OBHUT_CONFIG", &file);
        command.envs(variables.iter().copied()).output().unwrap()
    };
    let admin = [("OBHUT_AS", "admin"), ("OBHUT_FORMAT", "json"), ("OBHUT_LANG", "en")];
    let output = environment(&admin, &["user", "list"]);
    assert!(output.status.success(), "the environment wins over the file");
    assert!(output.stdout.starts_with(b"{"), "{}", String::from_utf8_lossy(&output.stdout));
    let output = environment(&admin, &["user", "list", "--as", "nobody", "--format", "text"]);
    assert_eq!(output.status.code(), Some(3), "the line wins over the environment");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("Error:"));
    let elsewhere = [("OBHUT_DATA", "elsewhere"), ("OBHUT_AS", "admin")];
    let told = environment(&elsewhere, &["user", "list"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("elsewhere"));
    let wrong = environment(&[("OBHUT_FORMAT", "xml")], &["user", "list"]);
    assert_eq!(wrong.status.code(), Some(2), "what the environment says is checked as well");
    // A variable that is there and empty counts as not set, as service managers leave them so.
    let empty = ["OBHUT_DATA", "OBHUT_DATABASE", "OBHUT_TENANT", "OBHUT_LANG", "OBHUT_FORMAT"];
    let output = environment(&empty.map(|name| (name, "")), &["user", "list", "--as", "admin"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    place.write("settings.toml", "date = \"data\"\n");
    assert_eq!(call(&["user", "list"]).status.code(), Some(1));
    let told = environment(&[("OBHUT_CONFIG", "nowhere.toml")], &["user", "list"]);
    assert_eq!(told.status.code(), Some(1), "a file that is named has to be there");
}

#[test]
fn a_newer_store_is_left_alone() {
    let place = Place::new(None);
    place.init();
    let target = Target::Sqlite(place.data().join("tenants/main.db"));
    let db = Db::open(&target, &Options::default()).unwrap();
    db.write(|tx| {
        tx.execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
             VALUES (999, 'later', '2030-01-01T00:00:00Z', '1')",
            &[],
        )
    })
    .unwrap();
    drop(db);
    assert!(place.fails(1, &["types"]).contains("newer version"));
}

#[test]
fn a_full_disk_loses_nothing() {
    let place = Place::new(None);
    place.init();
    let small = place.write("small.csv", &contracts(1..11));
    place.ok(&["import", &small, "--type", "contract"]);
    let large = place.write("large.csv", &contracts(100..20_000));
    let script = format!(
        "trap '' XFSZ; ulimit -f 1200; exec '{}' import '{large}' --type contract",
        env!("CARGO_BIN_EXE_obhut"),
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .env("OBHUT_DATA", place.data())
        .output()
        .unwrap();
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(place.json(&["journal", "verify"])[0]["ok"], true);
    place.ok(&["import", &large, "--type", "contract"]);
    assert_eq!(place.json(&["records", "contract", "--limit", "0"]).len(), 10 + 19_900);
    assert!(fs::metadata(place.data()).is_ok());
}
