use std::{io::Read, process::Stdio};

use crate::harness::{CONCEPT, contracts, on_each_engine};

#[test]
fn data_in_concept_on_top_due_data_gone_proof_kept() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("contracts.csv", &contracts(1..6));
        let import = &place
            .json(&["import", &file, "--type", "contract", "--source", "Test", "--basis", "6b"])[0];
        assert_eq!((&import["rows"], &import["imported"]), (&5.into(), &5.into()));
        assert_eq!(import["persons"]["new"], 5);
        assert!(import["rejected"].as_array().unwrap().is_empty());
        let field = &import["fields"][3];
        assert_eq!((&field["column"], &field["key"]), (&"email".into(), &"email".into()));
        assert_eq!((&field["type"], &field["category"]), (&"email".into(), &"email".into()));
        assert!(field["confidence"].is_number() && field["reason"].is_string());

        let concept = place.write("concept.toml", CONCEPT);
        place.ok(&["concept", "check", &concept]);
        place.ok(&["concept", "apply", &concept]);
        assert_eq!(place.ok(&["concept", "export", "-"]), CONCEPT, "byte for byte");

        place.ok(&["mark", "keep", "contract", "2", "--reason", "Verfahren"]);
        let dry = &place.json(&["run", "--dry-run"])[0];
        assert_eq!(
            (&dry["rule"], &dry["due"], &dry["done"]),
            (&"contract-ended".into(), &5.into(), &4.into())
        );
        assert_eq!(dry["held"][0]["reason"], "keep");
        assert_eq!(dry["held"][0]["count"], 1);
        assert!(dry["run"].is_null());
        let listed = place.json(&["run", "--dry-run", "--list"]);
        assert_eq!(listed.len(), 5);
        assert_eq!(listed[4]["held"], "keep");
        assert!(listed.iter().all(|due| !due["why"].as_array().unwrap().is_empty()));

        let found = place.json(&["find", "person3@example.org"]);
        assert_eq!((&found[0]["type"], &found[0]["key"]), (&"contract".into(), &"3".into()));
        assert_eq!(found[0]["system"], "register");
        let person = found[0]["person"].to_string();

        let report = &place.json(&["run"])[0];
        assert_eq!(
            (&report["due"], &report["done"], &report["failed"]),
            (&5.into(), &4.into(), &0.into())
        );
        assert!(report["run"].is_number() && report["seconds"].is_number());
        let gone = &place.json(&["show", "contract", "3"])[0];
        assert_eq!(gone["fields"]["holder_last_name"], "XXXX");
        assert_eq!(gone["stage"], 9);
        let kept = &place.json(&["show", "contract", "2"])[0];
        assert_eq!(kept["fields"]["holder_last_name"], "Nachname2");
        assert_eq!(place.json(&["run"])[0]["done"], 0, "a second run does nothing");

        let events = place.json(&["timeline", "contract", "3"]);
        let acts: Vec<_> = events.iter().map(|event| event["act"].as_str().unwrap()).collect();
        assert!(acts.contains(&"contract.anonymise"), "{acts:?}");
        place.ok(&["timeline", "--person", &person]);
        assert_eq!(place.json(&["cases", "--state", "done"]).len(), 4);
        assert_eq!(place.json(&["cases", "--state", "held"]).len(), 1);
        place.ok(&["person", "case", &person]);

        let verified = &place.json(&["journal", "verify"])[0];
        assert_eq!(verified["ok"], true);
        assert!(verified["size"].as_u64().unwrap() > 5 && verified["root"].is_string());
        assert!(verified["problems"].as_array().unwrap().is_empty());
        let out = place.folder.path().join("log");
        place.ok(&["journal", "export", out.to_str().unwrap(), "--entry", "0"]);
        for file in ["log.vkey", "checkpoint", "entry-0.leaf", "entry-0.tlog-proof"] {
            assert!(out.join(file).exists(), "{file}");
        }
    });
}

#[test]
fn a_record_is_shown_changed_and_taken_out() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("contracts.csv", &contracts(1..4));
        place.ok(&["import", &file, "--type", "contract"]);
        let set = &place.json(&[
            "set",
            "contract",
            "1",
            "tariff=Öko",
            "started_on=01.02.2009",
            "--reason",
            "Anruf",
        ])[0];
        assert_eq!(set["changed"], 2);
        let view = &place.json(&["show", "contract", "1"])[0];
        assert_eq!(view["fields"]["started_on"], "2009-02-01");
        let some = place.json(&["records", "contract", "--where", "tariff = \"Öko\""]);
        assert_eq!(some.len(), 1);
        assert_eq!(place.json(&["records", "contract", "--limit", "2"]).len(), 2);
        place.ok(&["mark", "lock", "contract", "2", "--reason", "Art. 18"]);
        let out = place.folder.path().join("out.csv");
        let export =
            &place.json(&["export", "contract", out.to_str().unwrap(), "--reason", "Test"])[0];
        assert_eq!((&export["records"], &export["locked"]), (&2.into(), &1.into()));
        assert!(
            place
                .fails(3, &["set", "contract", "2", "tariff=Alt", "--reason", "x"])
                .contains("Art. 18")
        );
        place.ok(&["release", "contract", "2", "lock", "--reason", "geklärt"]);
        place.ok(&["set", "contract", "2", "tariff=Alt", "--reason", "x"]);
        let types = place.json(&["types"]);
        assert!(types.iter().any(|t| t["key"] == "contract"));
        assert_eq!(place.json(&["types", "contract"])[0]["fields"][0]["key"], "contract_number");
        assert!(place.ok(&["types", "contract", "--lang", "de"]).contains("Vertragsnummer"));
    });
}

#[test]
fn a_broken_pipe_ends_quietly() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("contracts.csv", &contracts(1..2_000));
        place.ok(&["import", &file, "--type", "contract"]);
        let mut child = place
            .command(&["records", "contract", "--limit", "0", "--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut some = [0; 100];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    });
}

#[test]
fn the_demonstration_holds() {
    on_each_engine(|place| {
        let output = place
            .command(&["demo", "--persons", "300", "--lang", "de"])
            .env_remove("OBHUT_DATA")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        assert!(
            text.contains("Alles hat gestimmt.") && !text.contains('✗') && !text.contains('⟦'),
            "{text}"
        );
    });
}
