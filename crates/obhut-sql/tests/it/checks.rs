//! Transformations that would break a rule of a table are refused when they are chosen.

use obhut_kernel::{Kind, Value};
use obhut_sql::{
    Condition, Dialect, KeySet, Keyed, PseudonymSecret, TableName, Transform, batch, catalogue,
    transform::{check, try_on_sample},
};

use crate::support::{Engine, on_each_engine, text};

on_each_engine!(refuses_what_breaks, tries_what_it_does_not_understand);

fn constant(value: impl Into<Value>) -> Transform {
    Transform::Constant(value.into())
}

fn placeholder(before: &str) -> Transform {
    Transform::Placeholder { before: before.into(), after: "@anonym.invalid".into() }
}

const MASK: Transform = Transform::Mask { replace: 4, with: 4 };

/// Each case: the column, the transformation, and the message of the refusal, if there is one.
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn refuses_what_breaks(engine: &Engine) {
    let generated = match engine.dialect() {
        Dialect::Postgres => "GENERATED ALWAYS AS (lower(email)) STORED",
        _ => "AS (lower(email)) STORED",
    };
    engine.script(&format!(
        "CREATE TABLE org (id INTEGER NOT NULL PRIMARY KEY);
         CREATE TABLE person (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR(60) NOT NULL UNIQUE,
            low VARCHAR(60) {generated}, name VARCHAR(20) NOT NULL, short VARCHAR(5), born DATE,
            org INTEGER REFERENCES org (id), score INTEGER CHECK (score >= 1 AND score <= 5),
            kind VARCHAR(10) CHECK (kind IN ('in', 'out')), note TEXT,
            nick VARCHAR(20) CHECK (length(nick) <= 6), paid DECIMAL(10, 2),
            {})",
        if engine.dialect() == Dialect::Mysql {
            "FOREIGN KEY (org) REFERENCES org (id)"
        } else {
            "CHECK (paid > 0)"
        }
    ));
    let all = engine.db.read(|tx| catalogue::read(tx, None)).unwrap();
    let person = all.table(&TableName::new("person")).unwrap();
    let secret = PseudonymSecret::new([1; 32]);
    let pseudonym = |length| Transform::Pseudonym { secret: secret.clone(), length };
    let day: jiff::civil::Date = "1900-01-01".parse().unwrap();
    let keep = |total| Transform::Keep { first: 2, pad: Some(('x', total)) };
    let cases: Vec<(&str, Transform, Option<&str>)> = vec![
        ("none", MASK, Some("error-transform-column-missing")),
        ("id", placeholder("x"), Some("error-transform-primary-key")),
        ("low", MASK, Some("error-transform-generated")),
        ("email", MASK, Some("error-transform-unique")),
        ("email", constant("x"), Some("error-transform-unique")),
        ("email", Transform::Null, Some("error-transform-not-null")),
        ("email", placeholder("geloescht-"), None),
        ("email", placeholder(&"x".repeat(40)), Some("error-transform-length")),
        ("email", pseudonym(12), Some("error-transform-unique")),
        ("email", pseudonym(20), None),
        ("name", pseudonym(21), Some("error-transform-length")),
        ("name", pseudonym(65), Some("error-transform-letters")),
        ("name", Transform::Null, Some("error-transform-not-null")),
        ("name", constant(Value::Null), Some("error-transform-not-null")),
        ("name", MASK, None),
        ("name", Transform::Mask { replace: 0, with: 4 }, Some("error-transform-letters")),
        ("name", Transform::Mask { replace: 4, with: 5 }, Some("error-transform-length")),
        ("name", Transform::MaskAllBut { last: 4, with: 6 }, None),
        ("name", constant(5), Some("error-transform-type")),
        ("name", constant("XXXX"), None),
        ("name", constant("X".repeat(21)), Some("error-transform-length")),
        ("short", keep(5), None),
        ("short", keep(6), Some("error-transform-length")),
        ("short", Transform::Null, None),
        ("born", Transform::DateToYear, None),
        ("born", MASK, Some("error-transform-type")),
        ("born", constant(day), None),
        ("born", constant("1900-01-01"), None),
        ("born", constant("XXXX"), Some("error-transform-type")),
        ("note", MASK, None),
        ("org", constant(7), Some("error-transform-foreign-key")),
        ("org", Transform::Null, None),
        ("score", constant(0), Some("error-transform-check")),
        ("score", constant(5), None),
        ("score", constant("x"), Some("error-transform-type")),
        ("kind", constant("in"), None),
        ("kind", constant("XXXX"), Some("error-transform-check")),
        ("kind", MASK, Some("error-transform-check")),
        ("kind", Transform::Null, None),
        ("nick", constant("XXXXXXX"), Some("error-transform-check")),
        ("nick", constant("XXXXXX"), None),
        ("nick", keep(6), None),
        ("nick", placeholder(""), Some("error-transform-length")),
    ];
    for (column, transform, expected) in cases {
        let outcome = check(person, column, &transform);
        let refused = outcome.as_ref().err().map(|error| error.outside().key());
        assert_eq!(refused, expected, "{column} {transform:?}");
    }
}

/// What `check` lets pass because it does not understand the rule, the trial refuses; it leaves
/// everything as it was.
fn tries_what_it_does_not_understand(engine: &Engine) {
    engine.script(
        "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY,
            mail VARCHAR(60) CHECK (mail LIKE '%@%' OR mail = ''))",
    );
    let keyed = Keyed::new("t", ["id"]);
    engine.write(|tx| {
        for id in 1..=30 {
            let params = [id.into(), text("a@b.example")];
            tx.execute("INSERT INTO t (id, mail) VALUES (?, ?)", &params).unwrap();
        }
    });
    let all = engine.db.read(|tx| catalogue::read(tx, None)).unwrap();
    let table = all.table(&TableName::new("t")).unwrap();
    let bad = constant("secret words");
    engine.write(|tx| {
        check(table, "mail", &bad).unwrap();
        let refused = try_on_sample(tx, &keyed, "mail", &bad).unwrap_err();
        assert_eq!(refused.kind(), Kind::Conflict);
        assert_eq!(refused.outside().key(), "error-transform-refused");
        assert!(!format!("{refused:?}").contains("secret"));
        try_on_sample(tx, &keyed, "mail", &placeholder("x-")).unwrap();
        let same = Condition::equal("mail", "a@b.example");
        assert_eq!(batch::count(tx, &keyed.table, &same).unwrap(), 30);
        let all = KeySet::Range { from: 1, to: 30 };
        assert_eq!(batch::delete(tx, &keyed, &all, &same).unwrap(), 30);
    });
}
