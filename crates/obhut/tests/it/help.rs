//! Help and mistakes in the reader's language.

use crate::harness::Place;

#[test]
fn help_is_in_the_readers_language_wherever_it_is_asked_for() {
    let place = Place::new(None);
    let german = place.ok(&["import", "--help", "--lang", "de"]);
    assert!(german.starts_with("Liest eine Datei ein"), "{german}");
    assert!(german.contains("Aufruf: obhut import [OPTIONEN] --type <DATENOBJEKT> <DATEI>"));
    for words in ["Argumente:", "Optionen:", "Allgemein:", "Beispiele:", "[Umgebung: OBHUT_DATA]"] {
        assert!(german.contains(words), "{words}: {german}");
    }
    let english = place.ok(&["import", "--help", "--lang", "en"]);
    assert!(english.contains("Usage: obhut import [OPTIONS] --type <TYPE> <FILE>"), "{english}");
    for call in [vec!["import", "-h"], vec!["help", "import"], vec!["import", "--help"]] {
        assert_eq!(place.ok(&call), english, "{call:?}: surroundings are English");
    }
    let mut german_by_environment = place.command(&["import", "-h"]);
    let output = german_by_environment.env("OBHUT_LANG", "de").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), german);
    let file = place.write("settings.toml", "lang = \"de\"\n");
    assert_eq!(place.ok(&["import", "-h", "--config", &file]), german);
    place.write("obhut.toml", "lang = \"de\"\n");
    assert_eq!(place.ok(&["import", "-h"]), german);
    assert!(place.fails(2, &["imprt"]).starts_with("Fehler:"), "mistakes follow the file too");
}

#[test]
fn help_has_no_escape_codes_where_it_is_not_read_on_a_terminal() {
    let place = Place::new(None);
    for call in [vec!["--help"], vec!["journal", "--help"], vec!["types", "field", "add", "-h"]] {
        let text = place.ok(&call);
        assert!(!text.contains('\u{1b}') && !text.contains('⟦'), "{text}");
    }
    assert_eq!(place.ok(&["--version"]).split_whitespace().next(), Some("obhut"));
}

#[test]
fn without_a_command_the_help_is_shown_and_the_call_is_a_mistake() {
    let place = Place::new(None);
    for call in [&["--lang", "de"][..], &["journal", "--lang", "de"]] {
        let output = place.call(call);
        assert_eq!(output.status.code(), Some(2), "{call:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("Aufruf:") || text.starts_with("Fehler:"), "{text}");
        assert!(output.stdout.is_empty());
    }
}
