//! The deletion concept as a file: templates, what a check finds, versions.

use obhut_core::{
    register::{FieldSpec, Template, TypeSpec, schema},
    retention::{self, Concept, Difference, Finding, Severity},
    systems::TypeKind,
};
use obhut_kernel::{Category, DataType, Kind, Lang};
use obhut_text::render;

use crate::{
    harness::{TestStore, on_each_engine},
    rules::types_of,
};

fn check(store: &TestStore, text: &str) -> Vec<Finding> {
    store.tenant.read(&store.admin(), |op| retention::ops::check(op, text)).unwrap()
}

fn apply(store: &TestStore, text: &str) -> obhut_kernel::Result<Vec<Finding>> {
    store.tenant.write(&store.admin(), |op| retention::ops::apply(op, text))
}

fn export(store: &TestStore) -> String {
    store.tenant.read(&store.admin(), retention::ops::export).unwrap()
}

#[test]
fn the_templates_are_sound() {
    for template in [Template::Crm, Template::Association] {
        on_each_engine(template, |store| {
            let text = template.concept().unwrap();
            assert_eq!(export(store), text);
            let findings = check(store, text);
            let told: Vec<String> = findings
                .iter()
                .map(|found| format!("{:?} {}", found.rule, render(Lang::De, &found.message)))
                .collect();
            assert!(told.is_empty(), "{told:#?}");
            let concept: Concept = text.parse().unwrap();
            for rule in &concept.rules {
                assert!(!rule.de.is_empty() && !rule.en.is_empty(), "{}", rule.key);
                assert!(!rule.reason.is_empty() && rule.schedule.is_some(), "{}", rule.key);
                assert!(rule.action == "classify" || !rule.norm.is_empty(), "{}", rule.key);
            }
            let types = types_of(store);
            for record_type in types.iter() {
                let ends = |rule: &&retention::Rule| {
                    rule.type_key == record_type.key
                        && ["anonymise", "archive", "delete"].contains(&rule.action.as_str())
                };
                assert!(concept.rules.iter().any(|rule| ends(&rule)), "{}", record_type.key);
            }
        });
    }
}

/// A rule that is in order, but for what `more` adds or, coming later in the table, replaces.
fn rule(more: &str) -> String {
    let mut lines = vec![
        "key = \"r\"",
        "type = \"contract\"",
        "start = \"ended_on\"",
        "fallback = \"cancelled_on\"",
        "period = \"P10Y\"",
        "action = \"anonymise\"",
        "reason = \"test\"",
    ];
    let given = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let replaced: Vec<String> = more.lines().map(given).collect();
    lines.retain(|line| !replaced.contains(&given(line)));
    let kept: Vec<&str> = more.lines().filter(|line| !line.trim_end().ends_with('=')).collect();
    format!("[[rule]]\n{}\n{}\n", lines.join("\n"), kept.join("\n"))
}

/// The type with a field that is required, one that is unique and one that takes values.
fn strict_type() -> TypeSpec {
    let field = |key: &str, data_type, category| FieldSpec {
        key: key.to_owned(),
        de: key.to_owned(),
        en: key.to_owned(),
        data_type,
        category,
        classified: true,
        required: false,
        unique: false,
        choices: Vec::new(),
        link: None,
    };
    TypeSpec {
        key: "strict".to_owned(),
        de: "Streng".to_owned(),
        en: "Strict".to_owned(),
        kind: TypeKind::Person,
        retain: Vec::new(),
        fields: vec![
            FieldSpec { required: true, ..field("name", DataType::Text, Category::Name) },
            FieldSpec {
                unique: true,
                ..field("number", DataType::Text, Category::IdentifierOfPerson)
            },
            FieldSpec {
                choices: vec!["a".to_owned(), "b".to_owned()],
                required: true,
                ..field("kind", DataType::Choice, Category::Gender)
            },
            field("seen_on", DataType::Date, Category::None),
        ],
    }
}

/// A rule on [`strict_type`].
fn strict(more: &str) -> String {
    rule(&format!("type = \"strict\"\nstart = \"seen_on\"\nfallback = \"created_at\"\n{more}"))
}

type Case = (Severity, &'static str, String);

fn errors() -> Vec<Case> {
    use Severity::Error;
    vec![
        (Error, "error-condition-field", rule("when = 'colour = \"red\"'")),
        (Error, "error-condition-field", rule("when = 'o_state = 9'")),
        (Error, "error-condition-field", rule("start = \"o_created_at\"")),
        (Error, "error-condition-literal", rule("when = 'ended_on = \"x\"'")),
        (Error, "error-condition-literal", rule("when = 'status > 5'")),
        (Error, "error-condition", rule("when = 'status == \"ended\"'")),
        (Error, "error-condition-end", rule("when = 'status ='")),
        (Error, "error-type-missing", rule("type = \"ship\"")),
        (Error, "error-type-missing", rule("when = 'exists ship'")),
        (Error, "error-action", rule("action = \"shred\"")),
        (Error, "error-field-missing", rule("action = \"partial\"\nfields = [\"colour\"]")),
        (Error, "error-partial-fields", rule("action = \"partial\"")),
        (Error, "error-replace", rule("replace = { email = \"mask(a)\" }")),
        (Error, "error-replace-unfit", rule("replace = { email = \"year\" }")),
        (Error, "error-replace-required", strict("replace = { name = \"empty\" }")),
        (Error, "error-replace-unique", strict("replace = { number = \"XXXX\" }")),
        (Error, "error-replace-unique", strict("replace = { number = \"mask\" }")),
        (Error, "error-replace-unique", strict("replace = { number = \"pseudonym(8)\" }")),
        (Error, "error-replace-choice", strict("replace = { kind = \"c\" }")),
        (Error, "error-replace-choice", strict("replace = { kind = \"mask\" }")),
        (Error, "error-rule-class", rule("period =\nclass = \"forever\"")),
        (Error, "error-rule-class-period", rule("class = \"end_of_relationship_6y\"")),
        (Error, "error-rule-period", rule("period =")),
        (Error, "error-rule-start", rule("start =\nfallback =")),
        (Error, "error-rule-fallback", rule("start =\nperiod =")),
        (Error, "error-rule-event", rule("start = \"status\"")),
        (Error, "error-rule-event", rule("fallback = \"status\"")),
        (Error, "error-rule-stage", rule("action = \"mask\"\nstage = 9")),
        (Error, "error-rule-set-class", rule("action = \"classify\"")),
        (Error, "error-rule-cap", rule("cap = 0")),
        (Error, "error-rule-schedule", rule("schedule = \"every day\"")),
        (Error, "error-rule-schedule", rule("schedule = \"99 99 * * *\"")),
        (Error, "error-rule-key", rule("key = \"\"")),
        (Error, "error-rule-key", rule("key = \"Große Regel\"")),
        (Error, "error-rule-twice", rule("") + &rule("")),
        (Error, "error-retention-key", rule("minimum = [\"hgb_forever\"]")),
        (Error, "error-retention-key", rule("maximum = [\"hgb_forever\"]")),
        (Error, "error-class-twice", class("c") + &class("c") + &rule("")),
        (Error, "error-action-twice", action("a") + &action("a") + &rule("")),
        (Error, "error-action-built-in", action("delete") + &rule("")),
    ]
}

fn warnings() -> Vec<Case> {
    use Severity::Warning;
    vec![
        (Warning, "finding-stage-twice", {
            let step = |key: &str| {
                rule(&format!("key = \"{key}\"\naction = \"partial\"\nfields = [\"email\"]"))
            };
            step("one") + &step("two")
        }),
        (Warning, "finding-no-reason", rule("reason =")),
        (Warning, "finding-no-fallback", rule("fallback =")),
        (Warning, "finding-choice", rule("when = 'status = \"endet\"'")),
        (Warning, "finding-choice", rule("when = 'class in (\"gone\")'")),
        (Warning, "finding-choice", rule("when = 'exists lead where status = \"los\"'")),
        (Warning, "finding-exempt", rule("exempt = [\"hgb_books\"]")),
        (Warning, "conflict-too-short", rule("period = \"P5Y\"")),
        (Warning, "conflict-year-end-missing", rule("period = \"P6Y\"")),
        (Warning, "conflict-too-long", rule("period = \"P20Y\"\nmaximum = [\"gwg_max\"]")),
        (Warning, "conflict-statutory", rule("minimum = [\"hgb_books\"]\nmaximum = [\"hinschg\"]")),
    ]
}

#[test]
fn each_mistake_has_its_own_finding() {
    on_each_engine(Template::Crm, |store| {
        let make = |op: &mut obhut_core::Op<'_, '_>| schema::create_type(op, &strict_type());
        store.tenant.write(&store.admin(), make).unwrap();
        assert_eq!(check(store, &rule("")), []);
        assert_eq!(check(store, &strict("")), []);
        for (severity, key, text) in errors().iter().chain(&warnings()) {
            let found = check(store, text);
            let hit = found.iter().find(|found| found.message.key() == *key);
            let Some(hit) = hit else { panic!("{key} is not in {found:?} for\n{text}") };
            assert_eq!(hit.severity, *severity, "{key}");
            let twice = found.iter().filter(|other| *other == hit).count();
            assert!(twice == 1, "{key} is found {twice} times");
            for lang in Lang::ALL {
                let told = render(lang, &hit.message);
                assert!(!told.contains('⟦') && !told.contains("{$"), "{told}");
            }
            if *severity == Severity::Error {
                let refused = apply(store, text).unwrap_err();
                assert_eq!(refused.outside().key(), "error-concept-refused", "{key}");
            }
        }
        assert_eq!(export(store), Template::Crm.concept().unwrap());
    });
}

fn class(key: &str) -> String {
    format!("[[class]]\nkey = \"{key}\"\nstart_point = \"collection\"\nperiod = \"P1Y\"\n")
}

fn action(key: &str) -> String {
    format!("[[action]]\nkey = \"{key}\"\nkind = \"mask\"\n")
}

#[test]
fn an_error_in_the_file_names_the_line() {
    for (text, line) in [
        ("title = \"x\"\n\n[[rule]\nkey = 1\n", "3"),
        ("title = \"x\"\r\n\r\n[[rule]]\r\nkey = 1\r\n", "4"),
        (
            "\u{feff}title = \"ä\"\n[[rule]]\nkey = \"a\"\ntype = \"b\"\naction = \"lock\"\ncolour = 1\n",
            "6",
        ),
        ("[[rule]]\nkey = \"a\"\ntype = \"b\"\naction = \"lock\"\nperiod = \"3 Jahre\"\n", "5"),
        ("[[class]]\nkey = \"a\"\nstart_point = \"birth\"\nperiod = \"P3Y\"\n", "3"),
        ("[[rule]]\ntype = \"b\"\naction = \"lock\"\n", "1"),
    ] {
        let error = text.parse::<Concept>().unwrap_err();
        assert_eq!(error.kind(), Kind::Invalid);
        let told = render(Lang::De, error.outside());
        assert!(told.starts_with(&format!("Zeile {line},")), "{told}");
        assert!(told.contains("obhut concept check"), "{told}");
    }
}

#[test]
fn the_text_comes_back_byte_for_byte_and_versions_are_kept() {
    let odd = "\u{feff}# Größe & Maß: „ß“ 🦔\r\ntitle   =  \"Löschkonzept\"  # hier\r\n\r\n\r\n[[rule]]\r\n  key = \"note-old\"\r\n\ttype = 'note'\r\nstart=\"written_on\"\r\nperiod = \"P24M\"\r\naction = \"delete\" \r\nreason = \"alt\"\r\n# Ende ohne Zeilenende";
    let later = odd.replace("P24M", "P36M")
        + "\r\n[[rule]]\r\nkey = \"task-old\"\r\ntype = \"task\"\r\nstart = \"due_on\"\r\nperiod = \"P1Y\"\r\naction = \"delete\"\r\nreason = \"x\"\r\n";
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        apply(store, odd).unwrap();
        assert_eq!(export(store), odd);
        // The same text again is no new version.
        apply(store, odd).unwrap();
        apply(store, &later).unwrap();
        assert_eq!(export(store), later);
        let versions = store.tenant.read(&admin, retention::ops::versions).unwrap();
        assert_eq!(versions.len(), 3);
        assert_eq!(versions.iter().map(|version| version.rules).collect::<Vec<_>>()[..2], [2, 1]);
        assert!(versions.iter().all(|version| version.sha256.len() == 64));
        let [new, old, template] = [versions[0].id, versions[1].id, versions[2].id];
        let text = |id| store.tenant.read(&admin, |op| retention::ops::version(op, id));
        assert_eq!(text(old).unwrap(), odd);
        assert_eq!(text(template).unwrap(), Template::Crm.concept().unwrap());
        assert_eq!(text(999).unwrap_err().kind(), Kind::NotFound);
        let differ =
            |a, b| store.tenant.read(&admin, |op| retention::ops::differences(op, a, b)).unwrap();
        assert_eq!(differ(new, new), []);
        let found = differ(old, new);
        assert_eq!(
            found.iter().map(Difference::rule).collect::<Vec<_>>(),
            ["note-old", "task-old"]
        );
        let told = render(Lang::De, &found[0].message());
        assert!(told.contains("24 Monate") && told.contains("36 Monate"), "{told}");
        assert!(matches!(found[1], Difference::Added { .. }));
        let back = differ(new, old);
        assert!(matches!(back[1], Difference::Removed { .. }), "{back:?}");
    });
}

#[test]
fn a_rule_differs_when_its_class_does() {
    let store = TestStore::new(Template::Crm, None);
    let types = types_of(&store);
    let before: Concept = (class("c") + &rule("period =\nclass = \"c\"")).parse().unwrap();
    let after: Concept =
        (class("c").replace("P1Y", "P2Y") + &rule("period =\nclass = \"c\"")).parse().unwrap();
    assert_eq!(retention::diff(&types, &before, &before), []);
    let found = retention::diff(&types, &before, &after);
    assert!(matches!(found.as_slice(), [Difference::Changed { .. }]), "{found:?}");
}
