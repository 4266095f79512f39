//! Records fit the types of the register.

use std::collections::{BTreeMap, HashMap};

use obhut_demo::{DemoType, Generator, Record};
use obhut_kernel::Value;

use crate::{TODAY, all, demo, value};

struct Field {
    key: String,
    data_type: String,
    choices: Vec<String>,
    link: Option<String>,
}

fn types() -> BTreeMap<String, Vec<Field>> {
    let files = [
        include_str!("../../../obhut-core/data/types/crm.toml"),
        include_str!("../../../obhut-core/data/types/association.toml"),
    ];
    let tables = files.map(|file| file.parse::<toml::Table>().expect("valid TOML"));
    let types = tables.iter().flat_map(|table| table["type"].as_array().expect("a list"));
    types
        .map(|row| {
            let fields = row["fields"].as_array().expect("a list").iter().map(field).collect();
            (row["key"].as_str().expect("a text").to_owned(), fields)
        })
        .collect()
}

fn field(row: &toml::Value) -> Field {
    let text = |value: &toml::Value| value.as_str().expect("a text").to_owned();
    let choices = row.get("choices").map(|list| list.as_array().expect("a list").iter().map(text));
    Field {
        key: text(&row["key"]),
        data_type: text(&row["type"]),
        choices: choices.into_iter().flatten().collect(),
        link: row.get("link").map(text),
    }
}

fn fits(value: &Value, field: &Field) -> bool {
    match (field.data_type.as_str(), value) {
        (_, Value::Null)
        | ("date", Value::Date(_))
        | ("date_time", Value::Instant(_))
        | ("integer" | "link", Value::Int(_))
        | ("bool", Value::Bool(_)) => true,
        ("choice", Value::Text(text)) => field.choices.contains(text),
        ("text" | "email" | "phone" | "iban", Value::Text(text)) => {
            !text.is_empty() && text.trim() == text && !text.contains('\n')
        }
        ("long_text", Value::Text(text)) => !text.is_empty() && text.trim() == text,
        ("amount", Value::Decimal(amount)) => amount.scale() == 2 && amount.is_sign_positive(),
        _ => false,
    }
}

#[test]
fn each_type_occurs_and_has_all_its_fields_in_order() {
    let types = types();
    assert_eq!(types.len(), DemoType::ALL.len());
    for demo_type in DemoType::ALL {
        let fields = &types[demo_type.key()];
        let expected: Vec<_> = fields.iter().map(|field| field.key.as_str()).collect();
        for record in demo().records(demo_type) {
            let keys: Vec<_> = record.fields.iter().map(|(key, _)| *key).collect();
            assert_eq!(keys, expected, "{}", record.type_key);
            for (field, (_, value)) in fields.iter().zip(&record.fields) {
                assert!(fits(value, field), "{}.{}: {value:?}", record.type_key, field.key);
            }
        }
    }
}

#[test]
fn each_choice_and_each_field_is_used() {
    let types = types();
    let mut used: HashMap<(&str, &str), Vec<String>> = HashMap::new();
    for record in all(demo()) {
        for (key, value) in &record.fields {
            let seen = used.entry((record.type_key, key)).or_default();
            if let Value::Text(text) = value {
                if seen.len() < 10 && !seen.contains(text) {
                    seen.push(text.clone());
                }
            } else if !value.is_null() && seen.is_empty() {
                seen.push(value.to_string());
            }
        }
    }
    for (type_key, fields) in &types {
        for field in fields {
            let seen = &used[&(type_key.as_str(), field.key.as_str())];
            assert!(!seen.is_empty(), "{type_key}.{} is never filled", field.key);
            for choice in &field.choices {
                assert!(seen.contains(choice), "{type_key}.{} is never {choice}", field.key);
            }
        }
    }
}

#[test]
fn links_point_to_records_of_earlier_types() {
    let types = types();
    let demo = demo();
    let mut done: Vec<&str> = Vec::new();
    let mut links = 0;
    for demo_type in DemoType::ALL {
        let targets: Vec<_> = types[demo_type.key()]
            .iter()
            .filter_map(|field| field.link.as_deref().map(|target| (&field.key, target)))
            .collect();
        for (key, target) in targets {
            assert!(done.contains(&target), "{target} comes after {}", demo_type.key());
            let count = demo.count(DemoType::of(target).unwrap());
            for record in demo.records(demo_type) {
                let Some(number) = value(&record, key).as_int() else { continue };
                assert!((1..=count).contains(&u64::try_from(number).unwrap()));
                links += 1;
            }
        }
        done.push(demo_type.key());
    }
    assert!(links > 500, "{links}");
}

#[test]
fn counts_are_exact() {
    let expected = [20, 10, 1_500, 500, 100, 1_800, 800, 600, 1_600, 600, 1_600, 600, 1_000];
    assert_eq!(DemoType::ALL.map(|demo_type| demo().count(demo_type)), expected);
    for persons in [0, 19, 20, 33, 2_000, 2_019] {
        let demo = Generator::new(3, persons, TODAY);
        for demo_type in DemoType::ALL {
            let numbers: Vec<_> = demo.records(demo_type).map(|record| record.number).collect();
            assert!(numbers.iter().copied().eq(1..=demo.count(demo_type)), "{demo_type:?}");
            assert!(demo.record(demo_type, 0).is_none());
            assert!(demo.record(demo_type, demo.count(demo_type) + 1).is_none());
        }
    }
}

#[test]
fn the_same_input_gives_the_same_records() {
    assert!(all(demo()).eq(all(demo())));
    let other = Generator::new(2, 2_000, TODAY);
    assert!(all(demo()).ne(all(other)));
    let single = demo().record(DemoType::Contract, 777);
    assert_eq!(single, demo().records(DemoType::Contract).nth(776));
}

#[test]
fn a_person_stays_the_same_in_a_larger_data_set() {
    let larger = Generator::new(1, 50_000, TODAY);
    for demo_type in [DemoType::Contact, DemoType::Lead, DemoType::Membership, DemoType::Donation] {
        let same = |(ours, theirs): (Record, Record)| assert_eq!(ours, theirs);
        demo().records(demo_type).zip(larger.records(demo_type)).for_each(same);
    }
}
