//! Free texts say whom they are about, so that a search shows what an erasure left over.

use std::collections::{HashMap, HashSet};

use obhut_demo::DemoType;

use crate::{demo, text};

const FREE_TEXTS: [(DemoType, &str); 8] = [
    (DemoType::Contact, "remarks"),
    (DemoType::Lead, "remarks"),
    (DemoType::Donation, "remarks"),
    (DemoType::Call, "summary"),
    (DemoType::Meeting, "minutes"),
    (DemoType::Email, "body"),
    (DemoType::Task, "description"),
    (DemoType::Note, "body"),
];

/// Surname and telephone numbers of each person.
fn persons() -> HashMap<u64, (String, Vec<String>)> {
    let mut persons = HashMap::new();
    for demo_type in [DemoType::Contact, DemoType::Lead, DemoType::LeadContactPerson] {
        for record in demo().records(demo_type) {
            let last = text(&record, "last_name").expect("everybody has one").to_owned();
            let mobile = record.fields.iter().find(|(key, _)| *key == "mobile");
            let mobile = mobile.and_then(|(_, value)| value.as_str());
            let person: &mut (_, Vec<_>) =
                persons.entry(record.person.expect("a person")).or_insert((last, Vec::new()));
            person.1.extend(mobile.into_iter().chain(text(&record, "phone")).map(str::to_owned));
        }
    }
    persons
}

#[test]
fn free_texts_name_the_person_and_often_a_telephone_number() {
    let persons = persons();
    for (demo_type, key) in FREE_TEXTS {
        let (mut texts, mut with_phone, mut different) = (0, 0, HashSet::new());
        for record in demo().records(demo_type) {
            let (last, phones) = &persons[&record.person.unwrap()];
            let Some(text) = text(&record, key) else { continue };
            assert!(text.contains(last.as_str()), "{last}: {text}");
            assert!(!text.contains(['{', '}']), "{text}");
            texts += 1;
            with_phone += usize::from(phones.iter().any(|phone| text.contains(phone.as_str())));
            different.insert(text.to_owned());
        }
        assert!(with_phone * 2 > texts, "{demo_type:?}: {with_phone} of {texts}");
        assert!(different.len() * 10 >= texts * 9, "{demo_type:?}: {} texts", different.len());
    }
}
