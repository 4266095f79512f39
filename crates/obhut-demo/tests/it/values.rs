//! Values are valid, in the stored form, and reach nobody.

use std::collections::{BTreeMap, HashMap, HashSet};

use obhut_demo::{DemoType, Generator};
use obhut_kernel::Value;

use crate::{TODAY, all, day, demo, text};

/// Prefix and how many digits follow, as published in Mitteilung 148/2021 of the
/// Bundesnetzagentur.
const FREE_NUMBERS: [(&str, usize); 17] = [
    ("+493023125", 3),
    ("+496990009", 3),
    ("+494066969", 3),
    ("+492214710", 3),
    ("+498999998", 3),
    ("+4915228817386", 0),
    ("+4915228895456", 0),
    ("+4915254599371", 0),
    ("+4917139200", 2),
    ("+491729925904", 0),
    ("+491729968532", 0),
    ("+491729973185", 0),
    ("+491729973186", 0),
    ("+491729980752", 0),
    ("+491749091317", 0),
    ("+491749464308", 0),
    ("+49176040690", 2),
];

fn each_text(keys: &[&str], mut check: impl FnMut(Option<u64>, &str, &str)) {
    for record in all(demo()) {
        for (key, value) in &record.fields {
            if let (true, Value::Text(text)) = (keys.contains(key), value) {
                check(record.person, record.type_key, text);
            }
        }
    }
}

#[test]
fn email_addresses_are_valid_reserved_and_of_one_person() {
    let mut owners = HashMap::new();
    each_text(&["email"], |person, type_key, email| {
        let (name, domain) = email.split_once('@').expect("an address");
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        assert!(!name.is_empty() && name.chars().all(allowed), "{email}");
        assert!(!name.starts_with('.') && !name.ends_with('.') && !name.contains(".."), "{email}");
        let reserved = ["example.org", "example.com", "example.net"];
        assert!(reserved.contains(&domain) || domain.ends_with(".example"), "{email}");
        assert!(domain.split('.').all(|label| !label.is_empty() && label.chars().all(allowed)));
        let owner = person.ok_or_else(|| type_key.to_owned());
        assert_eq!(owners.entry(email.to_owned()).or_insert(owner.clone()), &owner, "{email}");
    });
    assert!(owners.len() > 1_800, "{}", owners.len());
}

#[test]
fn ibans_are_valid_and_of_no_bank() {
    let mut ibans = HashMap::new();
    each_text(&["iban"], |person, _, iban| {
        iban.parse::<iban::Iban>().unwrap_or_else(|error| panic!("{iban}: {error}"));
        assert!(iban.starts_with("DE") && iban.len() == 22 && iban.as_bytes()[4] == b'9', "{iban}");
        if let Some(person) = person {
            assert_eq!(*ibans.entry(iban.to_owned()).or_insert(person), person, "{iban}");
        }
    });
    assert!(ibans.len() > 1_000);
}

#[test]
fn telephone_numbers_are_kept_free_and_stay_when_normalised() {
    let mut seen = HashSet::new();
    each_text(&["phone", "mobile"], |_, _, phone| {
        let is_free = FREE_NUMBERS
            .iter()
            .any(|(prefix, digits)| phone.strip_prefix(prefix).is_some_and(|r| r.len() == *digits));
        assert!(is_free, "{phone}");
        seen.insert(phone.to_owned());
    });
    for phone in &seen {
        let parsed = phonenumber::parse(Some(phonenumber::country::DE), phone).unwrap();
        assert_eq!(parsed.format().mode(phonenumber::Mode::E164).to_string(), *phone);
        assert!(phonenumber::is_valid(&parsed), "{phone}");
    }
}

#[test]
fn a_person_has_one_name_in_all_types() {
    let mut names: BTreeMap<u64, String> = BTreeMap::new();
    for record in all(demo()) {
        let field = |key| record.fields.iter().find(|(field, _)| *field == key);
        let last = field("last_name").or_else(|| field("holder_last_name"));
        if let (Some(person), Some((_, Value::Text(last)))) = (record.person, last) {
            assert_eq!(names.entry(person).or_insert_with(|| last.clone()), last);
        }
    }
    assert_eq!(names.len(), 2_000);
}

#[test]
fn households_share_address_and_mostly_the_name() {
    let mut homes: HashMap<_, Vec<_>> = HashMap::new();
    for record in demo().records(DemoType::Contact) {
        let home = ["street", "postcode", "phone"].map(|key| text(&record, key).map(str::to_owned));
        let last = text(&record, "last_name").unwrap().to_owned();
        homes.entry(home).or_default().push(last);
    }
    let shared: Vec<_> = homes.values().filter(|members| members.len() > 1).collect();
    let alike = shared.iter().filter(|members| members.iter().all(|m| *m == members[0])).count();
    assert!(shared.len() > 250 && homes.values().all(|members| members.len() <= 8));
    assert!(alike * 10 > shared.len() * 7 && alike < shared.len(), "{alike} of {}", shared.len());
}

#[test]
fn names_that_are_hard_to_find_occur() {
    let mut names = HashSet::new();
    for demo_type in [DemoType::Contact, DemoType::Lead, DemoType::LeadContactPerson] {
        for record in demo().records(demo_type) {
            names.insert(format!(
                "{} {}",
                text(&record, "first_name").unwrap(),
                text(&record, "last_name").unwrap()
            ));
        }
    }
    for name in [
        "Jürgen Müller",
        "Juergen Mueller",
        "Anna Groß",
        "Anna Gross",
        "Luca D'Angelo",
        "Wilhelmine von der Höh",
        "Ömer Yılmaz",
        "Łukasz Wiśniewski",
        "Thị Hoa Nguyễn",
    ] {
        assert!(names.contains(name), "{name}");
    }
    assert!(names.iter().filter(|name| name.contains('-')).count() > 40);
    let titles = demo().records(DemoType::Contact).filter(|r| text(r, "title").is_some()).count();
    assert!((30..150).contains(&titles), "{titles}");
}

#[test]
fn dates_are_in_order_and_within_fourteen_years() {
    for today in [TODAY, jiff::civil::date(2028, 2, 29)] {
        let demo = Generator::new(5, 2_000, today);
        let oldest = today.saturating_sub(jiff::Span::new().years(14).days(2));
        for record in all(demo) {
            for (key, value) in &record.fields {
                let date = match value {
                    Value::Date(_) | Value::Instant(_) => day(&record, key).unwrap(),
                    _ => continue,
                };
                let planned = ["due_on", "held_at", "ended_on"].contains(key);
                assert!(planned || date <= today, "{}.{key}: {date}", record.type_key);
                assert!(*key == "birth_date" || date >= oldest, "{}.{key} {date}", record.type_key);
            }
        }
        for (demo_type, from, to) in [
            (DemoType::Contract, "started_on", "ended_on"),
            (DemoType::Contract, "started_on", "cancelled_on"),
            (DemoType::Membership, "joined_on", "left_on"),
        ] {
            for record in demo.records(demo_type) {
                if let (Some(from), Some(to)) = (day(&record, from), day(&record, to)) {
                    assert!(from <= to, "{record:?}");
                }
            }
        }
    }
}
