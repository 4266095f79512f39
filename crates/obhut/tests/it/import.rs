//! What whoever imports is told, and how a wrong proposal is put right.

use std::fmt::Write as _;

use crate::harness::on_each_engine;

#[test]
fn a_proposal_is_corrected_by_options() {
    on_each_engine(|place| {
        place.init();
        let file = place.write(
            "list.csv",
            "Wer;Kontakt=weg;Datum;Extension\nAnna Weiß;anna@example.org;02/03/1970;5467\n",
        );
        let told = place.ok(&[
            "import",
            &file,
            "--type",
            "contact",
            "--map",
            "Wer=last_name",
            "--dry-run",
            "--lang",
            "de",
        ]);
        assert!(told.contains("Gelesen in der Kodierung UTF-8"), "{told}");
        let import = [
            "import",
            &file,
            "--type",
            "contact",
            "--map",
            "Wer=first_name+last_name",
            "--map",
            "Kontakt=weg=email",
            "--map",
            "Datum=birth_date",
            "--map",
            "Extension=",
            "--dates",
            "mdy",
            "--decimal",
            "point",
            "--encoding",
            "utf-8",
        ];
        let report = &place.json(&import)[0];
        assert_eq!((&report["imported"], &report["encoding"]), (&1.into(), &"UTF-8".into()));
        let fields = &place.json(&["show", "contact", "1"])[0]["fields"];
        assert_eq!(fields["last_name"], "Weiß");
        assert_eq!(fields["email"], "anna@example.org");
        assert_eq!(fields["birth_date"], "1970-02-03");
        for wrong in ["Wer", "Wer=last_name=first_name"] {
            let wrong = ["import", &file, "--type", "contact", "--map", wrong];
            assert!(!place.call(&wrong).status.success(), "{wrong:?}");
        }
        let twice = ["import", &file, "--type", "contact", "--map", "Wer=title", "--map", "Wer="];
        assert!(place.fails(2, &twice).contains("--map"));
        let unknown = ["import", &file, "--type", "contact", "--map", "Wer=nonsense"];
        assert!(place.fails(1, &unknown).contains("nonsense"));
        let unknown = ["import", &file, "--type", "contact", "--encoding", "nonsense"];
        assert!(place.fails(1, &unknown).contains("nonsense"));
    });
}

#[test]
fn names_of_choices_are_read_and_shown() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("list.csv", "Nachname;Status\nWeiß;aktiv\nHöh;beendet\n");
        assert_eq!(place.json(&["import", &file, "--type", "contact"])[0]["imported"], 2);
        assert_eq!(place.json(&["show", "contact", "1"])[0]["fields"]["status"], "active");
        place.ok(&["set", "contact", "1", "status=Interessent", "--reason", "x"]);
        assert_eq!(place.json(&["show", "contact", "1"])[0]["fields"]["status"], "prospect");
        assert!(place.ok(&["show", "contact", "1", "--lang", "de"]).contains("Interessent"));
        assert!(place.ok(&["records", "contact", "--lang", "de"]).contains("beendet"));
        assert!(place.ok(&["types", "contact", "--lang", "de"]).contains("active (aktiv)"));
    });
}

#[test]
fn what_was_left_out_is_listed_and_long_lists_end_with_a_number() {
    on_each_engine(|place| {
        place.init();
        let mut text = "Vorname;Nachname;E-Mail\nAnna;Weiß;anna@example.org\n".to_owned();
        let first = ["Bernd", "Clara", "Dieter", "Emil", "Frieda"];
        for (first, last) in first.iter().flat_map(|first| {
            ["Adler", "Busch", "Decker", "Ebert", "Huber"].iter().map(move |last| (first, last))
        }) {
            writeln!(text, "{first};{last};info@example.org").unwrap();
        }
        place.ok(&["suppress", "anna@example.org", "--reason", "Widerspruch"]);
        let file = place.write("list.csv", &text);
        let rejected = place.folder.path().join("out.csv");
        let out = rejected.to_str().unwrap();
        let told =
            place.ok(&["import", &file, "--type", "contact", "--rejected", out, "--lang", "de"]);
        assert!(told.contains("Wegen der Sperrliste ausgelassen: Zeilen 2."), "{told}");
        assert!(told.contains("… und 4 weitere"), "{told}");
        let sheet = std::fs::read_to_string(&rejected).unwrap();
        assert!(sheet.contains("anna@example.org") && sheet.lines().count() == 2, "{sheet}");
        // A note finds its person by a column, and by hand.
        let notes =
            place.write("notes.csv", "E-Mail;Text\ninfo@example.org;a\nweg@example.org;b\n");
        let told = place.ok(&["import", &notes, "--type", "note", "--lang", "de"]);
        assert!(told.contains("ohne gespeichert zu werden: E-Mail"), "{told}");
        assert!(told.contains("Ein Datensatz gehört zu keiner Person"), "{told}");
        let coverage = &place.json(&["concept", "coverage"])[0];
        assert_eq!(coverage["personless"][0]["type"], "note");
        assert!(place.json(&["show", "note", "2"])[0]["person"].is_null());
        place.ok(&["set", "note", "2", "person=1", "--reason", "Anruf"]);
        assert_eq!(place.json(&["show", "note", "2"])[0]["person"], 1);
        place.fails(1, &["set", "note", "2", "person=999", "--reason", "x"]);
    });
}
