//! Accounts that close and open, and what is written by whom it may be read.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::harness::{Place, on_each_engine};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn accounts_close_open_and_change_their_names() {
    on_each_engine(|place| {
        place.init();
        place.ok(&["user", "add", "vera", "--role", "auditor"]);
        place.ok(&["user", "close", "vera", "--reason", "has left"]);
        place.fails(3, &["journal", "list", "--as", "vera"]);
        let last = place.fails(1, &["user", "close", "admin", "--reason", "x"]);
        assert!(last.contains("last account"), "{last}");
        place.ok(&["user", "reopen", "vera", "--reason", "is back"]);
        place.ok(&["user", "rename", "vera", "vera.winter", "--name", "Vera Winter"]);
        let accounts = place.json(&["user", "list"]);
        let vera = accounts.iter().find(|account| account["login"] == "vera.winter").unwrap();
        assert_eq!((&vera["name"], &vera["active"]), (&"Vera Winter".into(), &true.into()));
    });
}

#[test]
fn personal_data_is_written_for_its_owner_alone() {
    on_each_engine(|place| {
        // A folder that was there before, for everybody to read.
        fs::create_dir_all(place.data()).unwrap();
        fs::set_permissions(place.data(), fs::Permissions::from_mode(0o755)).unwrap();
        place.init();
        for file in files(&place.data()) {
            assert_eq!(mode(&file) & 0o077, 0, "{}", file.display());
        }
        let file = place.write("one.csv", "Vorname;Nachname\nAnna;Zander\n");
        place.ok(&["import", &file, "--type", "contact"]);
        for name in ["out.csv", "out.json", "out.xlsx"] {
            let out = place.folder.path().join(name);
            let path = out.to_str().unwrap();
            place.ok(&["export", "contact", path, "--reason", "Test"]);
            assert_eq!(mode(&out), 0o600, "{name}");
            fs::write(&out, "mine").unwrap();
            fs::set_permissions(&out, fs::Permissions::from_mode(0o644)).unwrap();
            let refused = place.fails(1, &["export", "contact", path, "--reason", "Test"]);
            assert!(refused.contains("--force"), "{refused}");
            assert_eq!(fs::read(&out).unwrap(), b"mine");
            place.ok(&["export", "contact", path, "--reason", "Test", "--force"]);
            assert_eq!(mode(&out), 0o600, "{name}");
            assert!(fs::metadata(&out).unwrap().len() > 4);
        }
    });
}

/// All files of a folder and the folders in it.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn who_objected_comes_back_with_a_reason_only() {
    on_each_engine(|place: &Place| {
        place.init();
        let file = place.write("one.csv", "Vorname;Nachname\nAnna;Zander\n");
        place.ok(&["import", &file, "--type", "contact"]);
        place.ok(&["suppress", "weg@example.org", "--reason", "objection"]);
        let set = ["set", "contact", "1", "email=Weg@example.org", "--reason", "asked for it"];
        let refused = place.fails(3, &set);
        assert!(refused.contains("--despite-suppression"), "{refused}");
        place.ok(&[&set[..], &["--despite-suppression"]].concat());
        assert_eq!(place.json(&["show", "contact", "1"])[0]["fields"]["email"], "weg@example.org");
        // A key has one form.
        place.fails(1, &["set", "contact", "01", "city=Hagen", "--reason", "x"]);
        let choice = place.fails(1, &["set", "contact", "1", "status=happy", "--reason", "x"]);
        assert!(choice.contains("happy"), "{choice}");
    });
}
