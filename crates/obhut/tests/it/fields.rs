//! Who sees a record, and what a choice allows.

use crate::harness::{Place, on_each_engine};

const CONTACTS: &str = "Vorname;Nachname;E-Mail;Anrede
Anna;Berg;anna@example.org;Frau
Bert;Tal;bert@example.org;Herr
";

/// Two contacts that Anna owns, and two more sales accounts, one of them of her team.
fn contacts_of_anna(place: &Place) {
    place.init();
    for (login, team) in [("anna", "nord"), ("bert", "nord"), ("cora", "sued")] {
        place.ok(&["user", "add", login, "--role", "sales", "--team", team]);
    }
    let file = place.write("contacts.csv", CONTACTS);
    place.ok(&["import", &file, "--type", "contact", "--as", "anna"]);
}

fn seen(place: &Place, login: &str) -> Vec<String> {
    let records = place.json(&["records", "contact", "--as", login]);
    records.iter().map(|record| record["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn who_sees_a_record_can_be_changed() {
    on_each_engine(|place| {
        contacts_of_anna(place);
        assert_eq!(seen(place, "bert"), [""; 0], "the owner alone, as long as nothing is said");
        let set = |visible: &str, login: &str| {
            let visible = format!("visible={visible}");
            place.call(&["set", "contact", "1", &visible, "--reason", "Vertretung", "--as", login])
        };
        assert!(set("team", "anna").status.success());
        let logins = ["anna", "bert", "cora"];
        let counts = || logins.map(|login| seen(place, login).len());
        assert_eq!(counts(), [2, 1, 0]);
        let refused = set("all", "bert");
        assert_eq!(refused.status.code(), Some(3), "those who merely see it do not decide");
        assert_eq!(set("all", "cora").status.code(), Some(1), "hidden looks as if missing");
        assert!(set("all", "anna").status.success());
        assert_eq!(counts(), [2, 1, 1]);
        assert!(set("owner", "admin").status.success(), "those who see all may decide");
        assert_eq!(counts(), [2, 0, 0]);
        assert_eq!(set("everybody", "anna").status.code(), Some(1));

        // Together with fields, as one change or none.
        let both = ["set", "contact", "1", "visible=all", "city=Köln", "--reason", "x"];
        assert_eq!(place.json(&both)[0]["changed"], 2);
        assert_eq!(place.json(&both)[0]["changed"], 0);
        place.fails(1, &["set", "contact", "1", "visible=owner", "nowhere=x", "--reason", "x"]);
        assert_eq!(place.json(&["show", "contact", "1"])[0]["visibility"], "all");
        assert!(place.ok(&["show", "contact", "1"]).contains("Visible to all"));

        place.ok(&["mark", "lock", "contact", "1", "--reason", "Art. 18"]);
        place.fails(3, &["set", "contact", "1", "visible=team", "--reason", "x"]);
        let entries = place.json(&["journal", "list", "--limit", "0"]);
        let told: Vec<_> = entries
            .iter()
            .rev()
            .filter(|entry| entry["act"] == "contact.visibility")
            .map(|e| [&e["actor"], &e["details"]["before"], &e["details"]["after"], &e["reason"]])
            .map(|parts| parts.map(|part| part.as_str().unwrap().to_owned()).join(" "))
            .collect();
        assert_eq!(
            told,
            [
                "anna owner team Vertretung",
                "anna team all Vertretung",
                "admin all owner Vertretung",
                "admin owner all x",
            ]
        );
        assert_eq!(place.json(&["journal", "verify"])[0]["ok"], true);
    });
}

#[test]
fn no_field_takes_the_name_of_the_visibility() {
    on_each_engine(|place| {
        place.init();
        let add = ["types", "field", "add", "contact", "visible", "--category", "none"];
        place.fails(1, &add);
        let file = place.write("x.csv", "Name;Visible\nAnna Berg;ja\nBert Tal;nein\n");
        place.ok(&["import", &file, "--type", "guest", "--new"]);
        let fields = &place.json(&["types", "guest"])[0]["fields"];
        let keys: Vec<_> = fields.as_array().unwrap().iter().map(|field| &field["key"]).collect();
        assert!(!keys.contains(&&"visible".into()) && keys.len() == 2, "{keys:?}");
    });
}

#[test]
fn a_choice_in_use_does_not_vanish() {
    on_each_engine(|place| {
        contacts_of_anna(place);
        let choices = |values: &[&str]| {
            let mut call = vec!["types", "field", "choices", "contact", "salutation"];
            call.extend(values);
            place.call(&call)
        };
        let allowed = || {
            let fields = place.json(&["types", "contact"])[0]["fields"].clone();
            let field = fields.as_array().unwrap().iter().find(|f| f["key"] == "salutation");
            field.unwrap()["choices"].clone()
        };
        let before = allowed();
        let refused = choices(&["Frau", "Divers"]);
        assert_eq!(refused.status.code(), Some(1));
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(told.contains("“Herr”") && told.contains('1'), "{told}");
        assert_eq!(allowed(), before);

        place.fails(1, &["set", "contact", "2", "salutation=Keine Angabe", "--reason", "x"]);
        assert!(choices(&["Frau", "Herr", "Keine Angabe"]).status.success());
        assert_eq!(allowed(), serde_json::json!(["Frau", "Herr", "Keine Angabe"]));
        place.ok(&["set", "contact", "2", "salutation=Keine Angabe", "--reason", "Wunsch"]);
        assert!(choices(&["Frau", "Keine Angabe"]).status.success(), "nobody has it any more");

        for wrong in [&["Frau", "Frau", "Keine Angabe"][..], &["Frau", " ", "Keine Angabe"]] {
            assert_eq!(choices(wrong).status.code(), Some(1), "{wrong:?}");
        }
        assert_eq!(choices(&[]).status.code(), Some(2));
        place.fails(1, &["types", "field", "choices", "contact", "city", "Köln"]);
        place
            .fails(3, &["types", "field", "choices", "contact", "salutation", "x", "--as", "bert"]);
        let entries = place.json(&["journal", "list", "--limit", "0"]);
        let told = entries.iter().filter(|entry| entry["act"] == "type.field.choices");
        assert_eq!(told.count(), 2);
        // A rule that compares with a value that is gone is pointed at.
        let status = ["types", "field", "choices", "contact", "status", "active", "prospect"];
        let output = place.call(&status);
        assert!(output.status.success());
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("ended"), "{told}");
    });
}
