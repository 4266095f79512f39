use obhut_kernel::Value;
use obhut_sql::{ColumnKind, Condition, KeySet, PseudonymSecret, Transform, batch};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::support::{Engine, on_each_engine, text};

on_each_engine!(sql_is_rust, composite_placeholders);

fn transforms() -> Vec<Transform> {
    let secret = PseudonymSecret::new([9; 32]);
    vec![
        Transform::Null,
        Transform::Constant(text("geschwärzt")),
        Transform::Replace(text("geschwärzt")),
        Transform::Placeholder { before: "x%'-".into(), after: "@anonym.invalid".into() },
        Transform::Mask { replace: 4, with: 4 },
        Transform::Mask { replace: 1, with: 0 },
        Transform::MaskAllBut { last: 4, with: 6 },
        Transform::MaskAllBut { last: 0, with: 3 },
        Transform::Keep { first: 2, pad: Some(('x', 5)) },
        Transform::Keep { first: 3, pad: None },
        Transform::Keep { first: 0, pad: Some(('•', 2)) },
        Transform::Pseudonym { secret, length: 20 },
    ]
}

/// Texts of letters that are hard: several bytes, marks, joiners, line ends, blanks, patterns.
fn values() -> impl Strategy<Value = Vec<Option<String>>> {
    let letter = prop::sample::select(vec![
        "a",
        "B",
        "ä",
        "ß",
        "e\u{301}",
        "\u{301}",
        "👍",
        "👍🏽",
        "👩\u{200D}👧",
        "❤\u{FE0F}",
        "名",
        " ",
        "\n",
        "\\",
        "%",
        "'",
        "X",
        "1",
        "^",
        "$",
        "[",
        "\u{1AB0}",
        "ﬁ",
        "İ",
        "\u{FE20}",
    ]);
    let value = prop::collection::vec(letter, 0..9).prop_map(|parts| parts.concat());
    prop::collection::vec(prop::option::weighted(0.95, value), 1..40)
}

fn sql_is_rust(engine: &Engine) {
    let kinds = [
        ("value", ColumnKind::Text),
        ("day", ColumnKind::Date),
        ("clock", ColumnKind::DateTime),
        ("at", ColumnKind::Instant),
        ("number", ColumnKind::BigInt),
    ];
    let table = engine.table("t", &kinds, &[]);
    let all = KeySet::Range { from: 0, to: i64::MAX };
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let columns = ["value", "day", "clock", "at", "number"];
    let input = (values(), -200_000_000_000_i64..4_000_000_000);
    let outcome = runner.run(&input, |(values, seconds)| {
        let at = jiff::Timestamp::from_second(seconds.max(-2_000_000_000)).unwrap();
        let clock = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        let rows: Vec<Vec<Value>> = values
            .iter()
            .map(|value| {
                let number = value.as_ref().filter(|text| text.len() % 3 > 0).map(|_| 17);
                let value = value.clone().into();
                vec![value, clock.date().into(), clock.into(), at.into(), number.into()]
            })
            .collect();
        for transform in transforms() {
            let number = Transform::Replace(7.into());
            let sets = [
                ("value".to_owned(), transform.clone()),
                ("number".to_owned(), number),
                ("day".to_owned(), Transform::DateToMonth),
                ("clock".to_owned(), Transform::DateToYear),
                ("at".to_owned(), Transform::DateToMonth),
            ];
            engine.write(|tx| {
                batch::delete(tx, &table, &all, &Condition::Always).unwrap();
                batch::insert(tx, &table.table, &kinds, &mut rows.clone().into_iter()).unwrap();
                let before = batch::read(tx, &table, &columns, &all).unwrap();
                let changed = batch::overwrite(tx, &table, &sets, &all, &Condition::Always);
                assert_eq!(changed.unwrap(), rows.len() as u64);
                let after = batch::read(tx, &table, &columns, &all).unwrap();
                for (old, new) in before.iter().zip(&after) {
                    for (column, how) in &sets {
                        let expected = how.apply(old.value(column).unwrap(), &old.values()[..1]);
                        assert_eq!(
                            (new.value(column).unwrap(), old.value(column).unwrap()),
                            (&expected, old.value(column).unwrap()),
                            "{how:?}"
                        );
                    }
                }
            });
        }
        Ok(())
    });
    outcome.unwrap();
}

fn composite_placeholders(engine: &Engine) {
    engine.script("CREATE TABLE c (a INTEGER NOT NULL, b VARCHAR(40) NOT NULL, v VARCHAR(90))");
    let table = obhut_sql::Keyed::new("c", ["a", "b"]);
    let rows = [(1, "x+"), (1, "x"), (2, "~1"), (2, "+"), (3, "ö ")];
    engine.write(|tx| {
        for (a, b) in rows {
            let params = [a.into(), text(b), text("v")];
            tx.execute("INSERT INTO c (a, b, v) VALUES (?, ?, ?)", &params).unwrap();
        }
        let all = Condition::Always;
        let keys: Vec<_> = batch::find(tx, &table, &[], &all, None, 9)
            .unwrap()
            .into_iter()
            .map(obhut_sql::Row::into_values)
            .collect();
        assert_eq!(keys.len(), rows.len());
        let how = Transform::Placeholder { before: "p-".into(), after: "-s".into() };
        let sets = [("v".to_owned(), how.clone())];
        let changed = batch::overwrite(tx, &table, &sets, &keys.clone().into(), &all);
        assert_eq!(changed.unwrap(), 5);
        for row in batch::read(tx, &table, &["v"], &keys.into()).unwrap() {
            let key = &row.values()[..2];
            assert_eq!(row.values()[2], how.apply(&text("v"), key));
        }
        assert_eq!(batch::group_count(tx, &table.table, &["v"], &all).unwrap().len(), 5);
    });
}
