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

/// A template proposes; nothing is deleted before somebody puts a concept into force.
#[test]
fn the_concept_of_a_template_is_a_proposal() {
    on_each_engine(|place| {
        place.json(&["init"]);
        let told = place.fails(1, &["run", "--lang", "de"]);
        assert!(told.contains("obhut concept apply"), "{told}");
        place.ok(&["run", "--dry-run"]);
        let out = place.folder.path().join("proposed.toml");
        place.ok(&["concept", "export", out.to_str().unwrap()]);
        assert!(place.ok(&["concept", "versions", "--lang", "de"]).contains("vorgeschlagen"));
        place.ok(&["concept", "apply", out.to_str().unwrap()]);
        place.ok(&["run"]);
        let versions = place.json(&["concept", "versions"]);
        assert_eq!(versions.len(), 1, "what was proposed is what is in force");
        let own = place.write("own.toml", CONCEPT);
        place.ok(&["concept", "apply", &own]);
        let versions = place.json(&["concept", "versions"]);
        assert_eq!(versions.len(), 2);
        assert_eq!(versions[0]["rules"], 1);
        let before = versions[1]["id"].to_string();
        let earlier = place.ok(&["concept", "export", "-", "--version", &before]);
        assert_eq!(earlier, std::fs::read_to_string(out).unwrap());
        place.fails(1, &["concept", "export", "-", "--version", "99"]);
        let nothing = place.write("nothing.toml", "title = \"leer\"\n");
        let told = place.ok(&["concept", "apply", &nothing, "--lang", "de"]);
        assert!(told.contains("keine Regel"), "{told}");
    });
}

/// A rule that speaks of a class that another rule of the same run gives.
#[test]
fn a_dry_run_of_all_rules_says_what_the_run_does() {
    on_each_engine(|place| {
        place.init();
        let concept = place.write(
            "concept.toml",
            "[[rule]]\nkey = \"gone\"\ntype = \"contract\"\nwhen = \"class = 'ended'\"\n\
             start = \"ended_on\"\nperiod = \"P10Y\"\naction = \"delete\"\nreason = \"x\"\n\
             cap = 2\n\
             [[rule]]\nkey = \"classify\"\ntype = \"contract\"\nwhen = \"status = 'ended'\"\n\
             action = \"classify\"\nset_class = \"ended\"\nreason = \"x\"\n",
        );
        place.ok(&["concept", "apply", &concept]);
        let file = place.write(
            "contracts.csv",
            "contract_number;holder_last_name;status;ended_on\n\
             1;Alt;ended;2001-09-30\n2;Ende;ended;2001-10-31\n3;Mitte;ended;2001-01-01\n\
             4;Aktiv;active;\n",
        );
        place.ok(&["import", &file, "--type", "contract"]);
        let counts = |reports: Vec<serde_json::Value>| -> Vec<(String, u64, u64)> {
            let number = |report: &serde_json::Value, key: &str| report[key].as_u64().unwrap();
            let read = |report: &serde_json::Value| {
                let rule = report["rule"].as_str().unwrap().to_owned();
                (rule, number(report, "due"), number(report, "done"))
            };
            reports.iter().map(read).collect()
        };
        let announced = counts(place.json(&["run", "--dry-run"]));
        assert_eq!(announced, [("classify".to_owned(), 3, 3), ("gone".to_owned(), 3, 2)]);
        let text = place.ok(&["run", "--dry-run"]);
        assert_eq!(
            text.matches("limit of the run reached").count(),
            2,
            "in the table and above one: {text}"
        );
        let shown = place.json(&["show", "contract", "1"]);
        assert_ne!(shown[0]["class"], "ended", "it only looked");
        assert_eq!(counts(place.json(&["run"])), announced);
    });
}
