use std::collections::BTreeSet;

use jiff::civil::date;
use obhut_kernel::{Arg, Category, DataType, FieldClass, Lang, Message};
use obhut_text::{category, data_type, field_class, has_key, inspect, keys, render, text};
use proptest::prelude::*;

#[test]
fn no_syntax_error_and_no_key_twice() {
    for lang in Lang::ALL {
        assert_eq!(inspect::problems(lang), Vec::<String>::new());
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments() {
    let german = inspect::variables(Lang::De);
    let english = inspect::variables(Lang::En);
    let all: BTreeSet<&String> = german.keys().chain(english.keys()).collect();
    let differing: Vec<String> = all
        .into_iter()
        .filter(|key| german.get(*key) != english.get(*key))
        .map(|key| format!("{key}: de {:?}, en {:?}", german.get(key), english.get(key)))
        .collect();
    assert!(differing.is_empty(), "\n{}\n", differing.join("\n"));
}

#[test]
fn keys_are_kebab_case() {
    for key in keys(Lang::De) {
        assert!(
            key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')),
            "{key} is not kebab-case"
        );
    }
}

#[test]
fn every_kind_of_the_kernel_has_a_label() {
    for lang in Lang::ALL {
        let labels = Category::ALL
            .iter()
            .map(|it| category(lang, *it))
            .chain(FieldClass::ALL.map(|it| field_class(lang, it)))
            .chain(DataType::ALL.map(|it| data_type(lang, it)));
        for label in labels {
            assert!(!label.contains('⟦'), "{lang} lacks {label}");
        }
    }
    assert_eq!(category(Lang::De, Category::BankAccount), "Bankverbindung");
    assert_eq!(category(Lang::En, Category::BankAccount), "bank account");
}

#[test]
fn what_is_missing_stays_visible() {
    assert_eq!(text(Lang::De, "no-such-key"), "⟦no-such-key⟧");
    assert_eq!(text(Lang::De, ""), "⟦⟧");
    assert_eq!(render(Lang::En, &Message::new("no-such-key").arg("x", 1)), "⟦no-such-key⟧");
    assert!(!has_key(Lang::De, "no-such-key"));
    assert!(has_key(Lang::De, "error-internal"));
    let without_argument = text(Lang::De, "error-language");
    assert!(without_argument.contains("{$given}"), "{without_argument}");
}

#[test]
fn arguments_take_the_formats_of_the_language() {
    let given = |value: Arg| {
        let message = Message::new("error-language").arg("given", value);
        Lang::ALL.map(|lang| render(lang, &message))
    };
    let [german, english] = given(1_234_567_i64.into());
    assert!(german.contains("„1.234.567“"), "{german}");
    assert!(english.contains("“1,234,567”"), "{english}");
    let [german, english] = given(date(2026, 11, 21).into());
    assert!(german.contains("„21.11.2026“"), "{german}");
    assert!(english.contains("“21 November 2026”"), "{english}");
    let [german, english] = given(Message::new("period-years").arg("count", 1).into());
    assert!(german.contains("„1 Jahr“"), "{german}");
    assert!(english.contains("“1 year”"), "{english}");
}

#[test]
fn plural_follows_the_number() {
    let years = |lang, count: i64| render(lang, &Message::new("period-years").arg("count", count));
    assert_eq!(years(Lang::De, 0), "0 Jahre");
    assert_eq!(years(Lang::De, 1), "1 Jahr");
    assert_eq!(years(Lang::De, 1000), "1.000 Jahre");
    assert_eq!(years(Lang::En, 1), "1 year");
    assert_eq!(years(Lang::En, -3), "-3 years");
}

proptest! {
    #[test]
    fn text_of_others_is_shown_as_it_is(given in any::<String>()) {
        let message = Message::new("error-language").arg("given", given.as_str());
        let shown = render(Lang::De, &message);
        prop_assert!(shown.contains(&given));
        prop_assert_eq!(shown.matches('\u{2068}').count(), given.matches('\u{2068}').count());
    }
}
