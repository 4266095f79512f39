//! Backup, restore, purge, worker.

use std::fs;

use crate::harness::{CONCEPT, Place, contracts, on_each_engine};

/// Five contracts that are due and a concept that says so.
fn due(place: &Place) {
    place.init();
    let file = place.write("contracts.csv", &contracts(1..6));
    place.ok(&["import", &file, "--type", "contract"]);
    let concept = place.write("concept.toml", CONCEPT);
    place.ok(&["concept", "apply", &concept]);
}

fn names(place: &Place) -> Vec<String> {
    let records = place.json(&["records", "contract"]);
    let name = |field: &serde_json::Value| field.as_str().unwrap_or_default().to_owned();
    records.iter().map(|record| name(&record["fields"]["holder_last_name"])).collect()
}

#[test]
fn a_backup_comes_back_without_what_was_erased_since() {
    on_each_engine(|place| {
        due(place);
        let file = place.folder.path().join("store.backup");
        let file = file.to_str().unwrap();
        let told = place.json(&["backup", file])[0].clone();
        assert_eq!(told["bytes"], fs::metadata(file).unwrap().len());
        assert_eq!(told["sha256"].as_str().unwrap().len(), 64);
        place.fails(1, &["backup", file]);
        let bytes = fs::read(file).unwrap();
        let keys = fs::read_dir(place.data().join("keys")).unwrap();
        for key in keys.map(|entry| fs::read(entry.unwrap().path()).unwrap()) {
            let is_in = bytes.windows(key.len().max(1)).any(|part| part == key);
            assert!(key.len() < 16 || !is_in, "a key is in the backup");
        }

        place.ok(&["act", "anonymise", "contract", "2", "--reason", "Antrag"]);
        place.ok(&["act", "delete", "contract", "3", "--reason", "Antrag"]);
        place.ok(&["set", "contract", "1", "holder_last_name=Neu", "--reason", "Heirat"]);
        let told = place.fails(1, &["restore", file]);
        assert!(told.contains("--force"), "{told}");
        assert_eq!(names(place)[0], "Neu");

        let report = place.json(&["restore", file, "--force"])[0].clone();
        assert_eq!((&report["erasures"], &report["records"]), (&2.into(), &2.into()), "{report}");
        assert_eq!(names(place), ["Nachname1", "XXXX", "Nachname4", "Nachname5"]);
        let verified = place.json(&["journal", "verify"])[0].clone();
        assert_eq!(verified["ok"], true, "{verified}");
        place.ok(&["import", &place.write("more.csv", &contracts(9..10)), "--type", "contract"]);

        fs::write(file, &bytes[..bytes.len() - 100]).unwrap();
        let told = place.fails(1, &["restore", file, "--force"]);
        assert!(told.contains("damaged"), "{told}");
        place.fails(1, &["restore", "nowhere.backup", "--force"]);
        let no_backup = place.write("no.backup", "hello");
        place.fails(1, &["restore", &no_backup, "--force"]);
        assert_eq!(names(place).len(), 5, "what was there is there");
    });
}

#[test]
fn purging_says_what_it_rewrote() {
    on_each_engine(|place| {
        due(place);
        place.ok(&["run"]);
        let purged = place.json(&["purge"])[0].clone();
        // SQLite zeroes what is deleted at once; PostgreSQL writes the tables anew.
        let is_rewritten = !purged["tables"].as_array().unwrap().is_empty();
        assert_eq!(is_rewritten, place.engine() == "PostgreSQL", "{purged}");
        assert_eq!(purged["left"], serde_json::json!([]), "{purged}");
        assert_eq!(names(place), ["XXXX"; 5]);
        assert!(place.ok(&["purge"]).lines().count() >= 1);
        let told = place.json(&["journal", "list"]);
        assert!(told.iter().any(|entry| entry["act"] == "store.purge"), "{told:?}");
    });
}

#[test]
fn a_worker_does_one_round_of_what_is_due() {
    on_each_engine(|place| {
        place.init();
        // Each minute of each day: due at the first round after the one that plans it.
        let concept = CONCEPT.replace("reason =", "schedule = \"* * * * *\"\nreason =");
        let concept = place.write("concept.toml", &concept);
        place.ok(&["concept", "apply", &concept]);
        let file = place.write("contracts.csv", &contracts(1..6));
        place.ok(&["import", &file, "--type", "contract"]);
        let mut jobs = place.json(&["worker", "--once"]);
        for _ in 0..70 {
            if names(place) == ["XXXX"; 5] {
                break;
            }
            std::thread::sleep(std::time::Duration::from_secs(1));
            jobs.extend(place.json(&["worker", "--once"]));
        }
        assert_eq!(names(place), ["XXXX"; 5], "{jobs:?}");
        let done = jobs.iter().find(|job| job["job"] == "rule:contract-ended").unwrap();
        assert_eq!((&done["failure"], done["result"].is_object()), (&().into(), true), "{done}");
        assert_eq!(place.json(&["cases", "--state", "done"]).len(), 5);
    });
}
