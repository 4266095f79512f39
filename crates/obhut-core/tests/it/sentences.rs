//! Each rule as a German and English sentence.

use std::fmt::Write;

use obhut_core::{
    register::Template,
    retention::{self, Concept, sentence},
    systems::Expr,
};
use obhut_kernel::Lang;
use obhut_text::render;
use proptest::prelude::*;

use crate::{harness::TestStore, rules::types_of};

const RULES: &str = include_str!("sentences.toml");
const SENTENCES: &str = include_str!("sentences.txt");

#[test]
fn each_form_of_a_rule_reads_well() {
    let store = TestStore::new(Template::Association, None);
    let concept: Concept = RULES.parse().unwrap();
    assert!(concept.rules.len() >= 25);
    let types = types_of(&store);
    let mut told = String::new();
    for rule in &concept.rules {
        let [german, english] =
            Lang::ALL.map(|lang| render(lang, &sentence(&types, &concept, rule)));
        writeln!(told, "{}\n  {german}\n  {english}", rule.key).unwrap();
    }
    for (found, wanted) in told.lines().zip(SENTENCES.lines()) {
        assert_eq!(found, wanted);
    }
    assert_eq!(told.lines().count(), SENTENCES.lines().count());
}

#[test]
fn no_sentence_of_a_template_has_a_gap() {
    let store = TestStore::new(Template::Association, None);
    let types = types_of(&store);
    for text in [RULES, Template::Crm.concept().unwrap(), Template::Association.concept().unwrap()]
    {
        let concept: Concept = text.parse().unwrap();
        for rule in &concept.rules {
            for lang in Lang::ALL {
                let told = render(lang, &sentence(&types, &concept, rule));
                for gap in ["⟦", "{", "  ", "()", " ,", " .", "„“", "“”"] {
                    assert!(!told.contains(gap), "{} {lang}: {told}", rule.key);
                }
                assert!(told.ends_with('.'), "{told}");
            }
        }
    }
}

#[test]
fn schedules_read_as_people_say_them() {
    for (cron, german, english) in [
        ("0 3 * * *", "täglich um 03:00 Uhr", "daily at 03:00"),
        ("30 4 1 * *", "am 1. jedes Monats um 04:30 Uhr", "on day 1 of each month at 04:30"),
        ("0 6 * * 1", "jeden Montag um 06:00 Uhr", "every Monday at 06:00"),
        ("0 6 * * 7", "jeden Sonntag um 06:00 Uhr", "every Sunday at 06:00"),
        ("0 0 1 1 *", "jedes Jahr am 1. Januar um 00:00 Uhr", "every year on 1 January at 00:00"),
        ("0 * * * *", "stündlich zur vollen Stunde", "hourly on the hour"),
        ("* * * * *", "jede Minute", "every minute"),
        ("*/10 * * * *", "alle 10 Minuten", "every 10 minutes"),
        ("*/25 * * * *", "nach dem Takt */25 * * * *", "by the schedule */25 * * * *"),
        ("61 3 * * *", "nach dem Takt 61 3 * * *", "by the schedule 61 3 * * *"),
        ("0 3 1,15 * *", "nach dem Takt 0 3 1,15 * *", "by the schedule 0 3 1,15 * *"),
        ("täglich", "nach dem Takt täglich", "by the schedule täglich"),
    ] {
        let words = retention::schedule(cron);
        assert_eq!(render(Lang::De, &words), german);
        assert_eq!(render(Lang::En, &words), english);
    }
}

fn expr() -> impl Strategy<Value = String> {
    let operand = prop_oneof![
        Just("status".to_owned()),
        Just("ended_on".to_owned()),
        Just("class".to_owned()),
        Just("latest(call.started_at)".to_owned()),
        "[a-zäö_]{1,8}",
    ];
    let literal = prop_oneof![
        Just("\"ended\"".to_owned()),
        Just("2024-02-29".to_owned()),
        Just("today - P3Y".to_owned()),
        Just("today".to_owned()),
        Just("true".to_owned()),
        "[0-9]{1,9}(\\.[0-9]{1,4})?",
    ];
    let leaf = (operand, literal, 0..10_u8).prop_map(|(field, value, form)| match form {
        0 => format!("{field} = {value}"),
        1 => format!("{field} != {value}"),
        2 => format!("{field} < {value}"),
        3 => format!("{field} <= {value}"),
        4 => format!("{field} > {value}"),
        5 => format!("{field} >= {value}"),
        6 => format!("{field} in ({value}, {value})"),
        7 => format!("{field} contains \"x\""),
        8 => format!("{field} is empty"),
        _ => format!("{field} is set"),
    });
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join(" and "))),
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.clone().prop_map(|part| format!("not ({part})")),
            inner.clone().prop_map(|part| format!("exists contract where ({part})")),
            inner.prop_map(|part| format!("no nothing where ({part})")),
        ]
    })
}

#[test]
fn any_condition_can_be_told() {
    let store = TestStore::new(Template::Crm, None);
    let types = types_of(&store);
    let contract = types.get("contract").unwrap();
    proptest!(|(text in expr())| {
        if let Ok(expr) = text.parse::<Expr>() {
            for lang in Lang::ALL {
                let told = render(lang, &retention::condition(&types, contract, &expr));
                prop_assert!(!told.is_empty() && !told.contains('⟦') && !told.contains("{$"), "{told}");
            }
        }
    });
    // A long list nests no deeper than a short one.
    let long = (0..50_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let expr: Expr = format!("seconds in ({long})").parse().unwrap();
    assert!(render(Lang::De, &retention::condition(&types, contract, &expr)).len() > 50_000);
}
