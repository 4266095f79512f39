//! Texts whose keys are made from data have to be there in both languages; keys written out in
//! the sources are checked by `obhut-text`, which this crate does not know.

use std::{collections::BTreeSet, fs, path::Path};

use obhut_kernel::Message;
use obhut_law::{
    LegalBasis,
    retention::{Certainty, RetentionKind, StandardPeriod, StartPoint, catalogue},
};

#[test]
fn every_entry_has_a_german_and_an_english_label() {
    let messages = catalogue()
        .iter()
        .flat_map(|rule| [Some(rule.label()), rule.event_label()])
        .flatten()
        .chain(RetentionKind::ALL.map(RetentionKind::label))
        .chain(Certainty::ALL.map(Certainty::label))
        .chain(StartPoint::ALL.map(StartPoint::label))
        .chain(StandardPeriod::ALL.map(StandardPeriod::label))
        .chain(LegalBasis::ALL.iter().map(|basis| basis.label()));
    let keys: BTreeSet<&str> = messages.map(|message: Message| message.key()).collect();
    for language in ["de", "en"] {
        let texts = texts(language);
        for key in &keys {
            assert!(texts.contains(*key), "{language} lacks {key}");
        }
    }
}

/// The catalogue has no text for an entry that is gone.
#[test]
fn every_label_has_an_entry() {
    let keys: BTreeSet<&str> = catalogue().iter().map(|rule| rule.label().key()).collect();
    for key in texts("de") {
        let is_entry = key.starts_with("retention-") && !key.starts_with("retention-kind-");
        assert!(!is_entry || keys.contains(key.as_str()), "{key} belongs to no entry");
    }
}

fn texts(language: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../i18n").join(language);
    ["law.ftl", "text.ftl"]
        .iter()
        .flat_map(|file| {
            let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
            text.lines()
                .filter_map(|line| line.split_once(" ="))
                .map(|(key, _)| key.to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}
