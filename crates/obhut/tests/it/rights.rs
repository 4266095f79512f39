//! What accounts with few rights may do, and what nobody may.

use obhut_kernel::{Clock, SystemClock};
use serde_json::json;

use crate::harness::{CONCEPT, Place, contracts, on_each_engine};

const PERSON: &str = "Vorname;Nachname;E-Mail;Telefon;IBAN;Geburtsdatum;Bemerkungen
Barbara;Zwiebelneu;barbara@example.org;030 901820;DE02120300000000202051;03.04.1970;mag Züge
";

/// A contact that everybody with a right to its type sees.
fn a_contact(place: &Place) {
    place.init();
    let file = place.write("person.csv", PERSON);
    place.ok(&["import", &file, "--type", "contact", "--visible", "all"]);
}

#[test]
fn fields_one_may_not_see_are_absent_or_masked_at_every_door() {
    on_each_engine(|place| {
        a_contact(place);
        let cases: [(&str, &[&str], &[&str]); 4] = [
            ("external", &[], &["barbara@example.org", "202051", "Züge", "Zwiebel"]),
            ("sales", &["Zwiebelneu", "barbara@example.org"], &["202051", "Züge"]),
            ("auditor", &[], &["Zwiebelneu", "barbara@", "202051", "Züge"]),
            ("administrator", &[], &["Zwiebelneu", "barbara@", "202051", "Züge"]),
        ];
        for (role, seen, hidden) in cases {
            place.ok(&["user", "add", role, "--role", role]);
            for call in [
                &["show", "contact", "1"][..],
                &["show", "contact", "1", "--format", "json"],
                &["records", "contact"],
                &["records", "contact", "--format", "json"],
                &["timeline", "contact", "1", "--format", "json"],
                &["find", "barbara@example.org", "--format", "json"],
            ] {
                let mut call = call.to_vec();
                call.extend(["--as", role]);
                let output = place.call(&call);
                let text = String::from_utf8(output.stdout).unwrap();
                let found = |word: &&str| text.contains(*word);
                assert!(!hidden.iter().any(&found), "{call:?}: {text}");
                if output.status.success() && ["show", "records"].contains(&call[0]) {
                    assert!(seen.iter().all(found), "{call:?}: {text}");
                }
            }
        }
        let masked = place.json(&["show", "contact", "1", "--as", "external"])[0].clone();
        assert_eq!(masked["fields"]["last_name"], "XXXXbelneu", "{masked}");
        assert!(
            masked["fields"].get("iban").is_none() && masked["fields"].get("remarks").is_none()
        );
        // A condition on a hidden field tells nothing either.
        let hidden = ["records", "contact", "--where", "iban is set", "--as", "sales"];
        assert!(!place.call(&hidden).status.success());
    });
}

#[test]
fn what_a_right_is_missing_for_ends_with_three_and_changes_nothing() {
    on_each_engine(|place| {
        a_contact(place);
        place.ok(&["user", "add", "sales", "--role", "sales"]);
        let out = place.folder.path().join("out.csv");
        let out = out.to_str().unwrap();
        let concept = place.write("concept.toml", "title = \"x\"\n");
        let log = place.folder.path().join("log");
        let calls: &[&[&str]] = &[
            &["export", "contact", out, "--reason", "x"],
            &["act", "delete", "contact", "1", "--reason", "x"],
            &["mark", "lock", "contact", "1", "--reason", "x"],
            &["suppress", "a@example.org", "--reason", "x"],
            &["concept", "apply", &concept],
            &["concept", "export", "-"],
            &["concept", "forecast"],
            &["concept", "coverage"],
            &["run"],
            &["run", "--dry-run"],
            &["cases"],
            &["journal", "list"],
            &["journal", "verify"],
            &["journal", "export", log.to_str().unwrap()],
            &["user", "list"],
            &["user", "add", "more"],
            &["user", "role", "sales", "administrator"],
            &["types", "field", "classify", "contact", "city", "none"],
            &["backup", out],
            &["purge"],
            &["records", "user"],
        ];
        for call in calls {
            let mut call = call.to_vec();
            call.extend(["--as", "sales"]);
            let told = place.fails(3, &call);
            assert!(told.starts_with("Error:"), "{call:?}: {told}");
        }
        assert!(!std::path::Path::new(out).exists(), "nothing is left of a refused export");
        let entries = place.json(&["journal", "list", "--limit", "0"]);
        let refused = entries.iter().filter(|entry| entry["act"] == "access.refused").count();
        assert_eq!(refused, calls.len());
        assert_eq!(place.json(&["records", "contact"]).len(), 1);
        let roles = place.json(&["user", "list"]);
        let sales = roles.iter().find(|account| account["login"] == "sales").unwrap();
        assert_eq!(sales["roles"], json!(["sales"]));
    });
}

#[test]
fn nobody_acts_as_obhut_itself() {
    on_each_engine(|place| {
        place.init();
        let told = place.fails(3, &["journal", "list", "--as", "obhut", "--lang", "de"]);
        assert!(told.contains("nur Obhut selbst"), "{told}");
    });
}

#[test]
fn another_day_is_for_throw_away_stores() {
    on_each_engine(|place| {
        place.json(&["init"]);
        let file = place.write("contracts.csv", &contracts(1..4));
        place.ok(&["import", &file, "--type", "contract", "--visible", "all"]);
        let concept = place.write("concept.toml", CONCEPT);
        place.ok(&["concept", "apply", &concept]);
        let told = place.fails(3, &["run", "--today", "2050-01-01"]);
        assert!(told.contains("--today") || told.contains("day"), "{told}");
        assert_eq!(place.json(&["cases", "--state", "done"]).len(), 0);
        place.ok(&["run", "--dry-run", "--today", "2050-01-01"]);
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let today = SystemClock.now().to_zoned(zone).date().to_string();
        place.ok(&["run", "--today", &today]);
    });
}
