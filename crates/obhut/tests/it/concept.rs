//! What the deletion concept says of the data.

use crate::harness::{CONCEPT, on_each_engine};

#[test]
fn the_forecast_shows_month_by_month_what_becomes_due() {
    on_each_engine(|place| {
        place.init();
        let concept = place.write("concept.toml", CONCEPT);
        place.ok(&["concept", "apply", &concept]);
        let file = place.write(
            "contracts.csv",
            "contract_number;holder_last_name;status;ended_on\n\
             1;Alt;ended;2010-09-30\n2;Alt;ended;2010-10-31\n3;Neu;ended;2500-01-01\n\
             4;Aktiv;active;\n",
        );
        place.ok(&["import", &file, "--type", "contract"]);
        place.ok(&["mark", "keep", "contract", "2", "--reason", "x"]);
        let forecast = place.json(&["concept", "forecast"])[0].clone();
        assert_eq!(forecast["months"].as_array().unwrap().len(), 24);
        let row = &forecast["rows"][0];
        assert_eq!((&row["rule"], &row["type"]), (&"contract-ended".into(), &"contract".into()));
        assert_eq!(row["now"], serde_json::json!({ "due": 1, "held": 1 }));
        assert_eq!(row["later"]["due"], 1);
        let text = place.ok(&["concept", "forecast", "--lang", "de"]);
        assert!(text.contains("contract-ended") && text.contains("später"), "{text}");
    });
}

#[test]
fn coverage_names_what_no_rule_reaches() {
    on_each_engine(|place| {
        place.init();
        let concept = place.write("concept.toml", CONCEPT);
        place.ok(&["concept", "apply", &concept]);
        let file = place.write(
            "contracts.csv",
            "contract_number;holder_last_name;status;ended_on\n1;Alt;ended;\n2;Da;active;\n",
        );
        place.ok(&["import", &file, "--type", "contract"]);
        let coverage = place.json(&["concept", "coverage"])[0].clone();
        let types: Vec<_> =
            coverage["types"].as_array().unwrap().iter().map(|t| &t["type"]).collect();
        assert!(types.contains(&&"contact".into()) && !types.contains(&&"contract".into()));
        let empty = &coverage["empty_starts"][0];
        assert_eq!((&empty["rule"], &empty["records"]), (&"contract-ended".into(), &1.into()));
        let text = place.ok(&["concept", "coverage", "--lang", "de"]);
        assert!(text.contains("contract-ended") && !text.contains('⟦'), "{text}");
    });
}

#[test]
fn a_concept_with_mistakes_does_not_come_into_force() {
    on_each_engine(|place| {
        place.init();
        let before = place.ok(&["concept", "export", "-"]);
        let wrong = CONCEPT.replace("ended_on", "nowhere");
        let wrong = place.write("wrong.toml", &wrong);
        let output = place.call(&["concept", "check", &wrong, "--lang", "de"]);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("nowhere") && told.contains("1 Fehler"), "{told}");
        let findings = place.call(&["concept", "check", &wrong, "--format", "json"]);
        let findings = String::from_utf8(findings.stdout).unwrap();
        let mut findings = findings.lines().map(|line| line.parse::<serde_json::Value>().unwrap());
        let error = findings.find(|finding| finding["severity"] == "error").unwrap();
        assert_eq!(error["rule"], "contract-ended");
        place.fails(1, &["concept", "apply", &wrong]);
        let torn = place.write("torn.toml", "title = \"x");
        place.fails(1, &["concept", "apply", &torn]);
        place.fails(1, &["concept", "apply", "nowhere.toml"]);
        assert_eq!(place.ok(&["concept", "export", "-"]), before);
    });
}
