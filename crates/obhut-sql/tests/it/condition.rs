use obhut_kernel::Value;
use obhut_sql::{
    ColumnKind, Comparison, Condition, Keyed, Operand, Related, TableName, TextMatch, Tx, batch,
};

use crate::support::{Engine, on_each_engine, text};

on_each_engine!(
    compares_with_nothing,
    complements,
    matches_text,
    long_lists,
    related_rows,
    operands,
    strange_names,
);

fn day(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

/// The ids of the rows that meet a condition.
fn ids(tx: &mut Tx<'_>, keyed: &Keyed, condition: &Condition) -> Vec<i64> {
    let rows = batch::find(tx, keyed, &[], condition, None, 100_000).unwrap();
    let walked = batch::walk(tx, keyed, &[], condition, None, 100_000).unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row.at(0).unwrap()).collect();
    let same: Vec<i64> = walked.iter().map(|row| row.at(0).unwrap()).collect();
    assert_eq!(ids, same);
    assert_eq!(batch::count(tx, &keyed.table, condition).unwrap(), ids.len() as u64);
    ids
}

fn contracts(engine: &Engine) -> Keyed {
    engine.table(
        "contract",
        &[
            ("status", ColumnKind::Text),
            ("ended", ColumnKind::Date),
            ("amount", ColumnKind::Decimal),
            ("score", ColumnKind::BigInt),
            ("paid", ColumnKind::Bool),
        ],
        &[
            vec![text("won"), day("2020-05-01"), dec("10.50"), 5.into(), true.into()],
            vec![text("lost"), day("2021-05-01"), dec("20.25"), Value::Null, false.into()],
            vec![Value::Null, Value::Null, Value::Null, 7.into(), Value::Null],
            vec![text("open"), Value::Null, dec("-1"), 5.into(), true.into()],
        ],
    )
}

fn dec(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

fn compare(column: &str, op: Comparison, value: impl Into<Value>) -> Condition {
    Condition::compare(column, op, value)
}

fn compares_with_nothing(engine: &Engine) {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let table = contracts(engine);
    let cases: [(Condition, &[i64]); 16] = [
        (compare("status", Equal, "won"), &[1]),
        (compare("status", NotEqual, "won"), &[2, 3, 4]),
        (compare("status", Equal, Value::Null), &[3]),
        (compare("status", NotEqual, Value::Null), &[1, 2, 4]),
        (compare("status", Less, Value::Null), &[]),
        (compare("ended", Less, day("2021-05-01")), &[1]),
        (compare("ended", LessOrEqual, day("2021-05-01")), &[1, 2]),
        (compare("ended", Greater, day("2020-05-01")), &[2]),
        (compare("ended", GreaterOrEqual, day("2020-05-01")), &[1, 2]),
        (compare("amount", Greater, dec("10.25")), &[1, 2]),
        (compare("amount", Equal, dec("20.25")), &[2]),
        (compare("score", NotEqual, 5), &[2, 3]),
        (compare("paid", Equal, true), &[1, 4]),
        (compare("paid", NotEqual, true), &[2, 3]),
        (Condition::Always, &[1, 2, 3, 4]),
        (Condition::Never, &[]),
    ];
    engine.write(|tx| {
        for (condition, expected) in &cases {
            assert_eq!(ids(tx, &table, condition), *expected, "{condition:?}");
        }
    });
}

/// `Not` of each condition holds for exactly the other rows.
fn complements(engine: &Engine) {
    let table = contracts(engine);
    let column = Operand::column;
    let conditions = [
        compare("status", Comparison::Equal, "won"),
        compare("status", Comparison::NotEqual, "won"),
        compare("ended", Comparison::Less, day("2021-01-01")),
        compare("ended", Comparison::Less, Value::Null),
        Condition::CompareColumns {
            left: column("score"),
            op: Comparison::Less,
            right: column("amount"),
        },
        Condition::CompareColumns {
            left: column("score"),
            op: Comparison::NotEqual,
            right: column("score"),
        },
        Condition::In { column: "status".into(), values: vec![text("won"), Value::Null] },
        Condition::In { column: "status".into(), values: vec![text("won")] },
        Condition::In { column: "status".into(), values: vec![] },
        Condition::Text { column: "status".into(), how: TextMatch::Contains, text: "O".into() },
        Condition::IsNull(column("ended")),
        Condition::All(vec![]),
        Condition::Any(vec![]),
        Condition::All(vec![
            compare("status", Comparison::NotEqual, "won"),
            compare("score", Comparison::Greater, 4),
        ]),
        Condition::Any(vec![
            compare("ended", Comparison::Greater, day("2020-06-01")),
            compare("score", Comparison::Greater, 6),
        ]),
    ];
    engine.write(|tx| {
        for condition in &conditions {
            let mut all = ids(tx, &table, condition);
            let not = condition.clone().negated();
            let others = ids(tx, &table, &not);
            assert_eq!(ids(tx, &table, &not.clone().negated()), all, "{condition:?}");
            all.extend(others);
            all.sort_unstable();
            assert_eq!(all, [1, 2, 3, 4], "{condition:?}");
        }
        // Nothing differs from everything, itself included.
        let differs = Condition::CompareColumns {
            left: column("score"),
            op: Comparison::NotEqual,
            right: column("score"),
        };
        assert_eq!(ids(tx, &table, &differs), [2]);
    });
}

fn matches_text(engine: &Engine) {
    let values = [
        "100% sure",
        "100 sure",
        "a_b",
        "aXb",
        "Müller",
        "MUELLER",
        "back\\slash",
        "a!b",
        "MÜLLER",
        "Frau ÉMILIE Çağ",
    ];
    let rows: Vec<Vec<Value>> = values.iter().map(|value| vec![text(value)]).collect();
    let table = engine.table("notes", &[("note", ColumnKind::Text)], &rows);
    let cases: [(TextMatch, &str, &[i64]); 11] = [
        (TextMatch::Contains, "0%", &[1]),
        (TextMatch::Contains, "a_b", &[3]),
        (TextMatch::StartsWith, "100", &[1, 2]),
        (TextMatch::StartsWith, "M", &[5, 6, 9]),
        (TextMatch::Contains, "!B", &[8]),
        (TextMatch::Contains, "k\\s", &[7]),
        (TextMatch::Contains, "müller", &[5, 9]),
        (TextMatch::StartsWith, "MÜL", &[5, 9]),
        (TextMatch::Contains, "muller", &[]),
        (TextMatch::Contains, "émilie ç", &[10]),
        (TextMatch::Contains, "emilie", &[]),
    ];
    engine.write(|tx| {
        for (how, wanted, expected) in cases {
            let text = wanted.to_owned();
            let condition = Condition::Text { column: "note".into(), how, text };
            assert_eq!(ids(tx, &table, &condition), expected, "{condition:?}");
        }
    });
}

fn long_lists(engine: &Engine) {
    let rows: Vec<Vec<Value>> = (0..12_000)
        .map(|n: i64| {
            let bytes = Value::Bytes(n.to_be_bytes().to_vec());
            vec![text(&format!("name \"{n}\", \\")), (n * 2).into(), bytes]
        })
        .collect();
    let columns =
        [("name", ColumnKind::Text), ("number", ColumnKind::BigInt), ("raw", ColumnKind::Bytes)];
    let table = engine.table("many", &columns, &rows);
    engine.write(|tx| {
        for (at, column) in ["name", "number", "raw"].into_iter().enumerate() {
            let values: Vec<Value> =
                rows.iter().take(10_000).map(|row| row[at].clone()).chain([Value::Null]).collect();
            let condition = Condition::In { column: column.into(), values };
            assert_eq!(ids(tx, &table, &condition).len(), 10_000, "{column}");
            assert_eq!(ids(tx, &table, &condition.negated()).len(), 2_000, "{column}");
        }
    });
}

fn related_rows(engine: &Engine) {
    let persons = engine.table(
        "person",
        &[("name", ColumnKind::Text), ("boss", ColumnKind::BigInt)],
        &[
            vec![text("Anna"), Value::Null],
            vec![text("Bert"), 1.into()],
            vec![text("Carl"), 1.into()],
        ],
    );
    engine.table(
        "call",
        &[("person", ColumnKind::BigInt), ("made", ColumnKind::Date), ("kind", ColumnKind::Text)],
        &[
            vec![1.into(), day("2020-01-01"), text("in")],
            vec![1.into(), day("2022-01-01"), text("out")],
            vec![2.into(), day("2021-01-01"), text("in")],
        ],
    );
    let calls = |filter: Option<Condition>| {
        let on = vec![("person".to_owned(), "id".to_owned())];
        Box::new(Related { table: TableName::new("call"), on, filter })
    };
    let incoming = || calls(Some(Condition::equal("kind", "in")));
    let minions = Box::new(Related {
        table: TableName::new("person"),
        on: vec![("boss".into(), "id".into())],
        filter: Some(Condition::NotExists(calls(None))),
    });
    let latest = |op, value: &str| Condition::Compare {
        left: Operand::Latest(incoming(), "made".into()),
        op,
        right: day(value),
    };
    let cases: [(Condition, &[i64]); 7] = [
        (Condition::Exists(calls(None)), &[1, 2]),
        (Condition::NotExists(calls(None)), &[3]),
        (Condition::NotExists(calls(Some(Condition::equal("kind", "out")))), &[2, 3]),
        (latest(Comparison::Less, "2020-06-01"), &[1]),
        (latest(Comparison::NotEqual, "2020-01-01"), &[2, 3]),
        (Condition::IsNull(Operand::Latest(calls(None), "made".into())), &[3]),
        (Condition::Exists(minions), &[1]),
    ];
    engine.write(|tx| {
        for (condition, expected) in &cases {
            assert_eq!(ids(tx, &persons, condition), *expected, "{condition:?}");
        }
    });
}

fn operands(engine: &Engine) {
    let columns = [("a", ColumnKind::Date), ("b", ColumnKind::Date), ("c", ColumnKind::Date)];
    let table = engine.table(
        "dates",
        &columns,
        &[
            vec![day("2020-01-01"), day("2021-01-01"), Value::Null],
            vec![Value::Null, Value::Null, day("2022-01-01")],
            vec![Value::Null, Value::Null, Value::Null],
            vec![day("2023-01-01"), Value::Null, day("2019-01-01")],
        ],
    );
    let all = || ["a", "b", "c"].map(Operand::column).to_vec();
    let is = |left: Operand, value: &str| Condition::Compare {
        left,
        op: Comparison::Equal,
        right: day(value),
    };
    engine.write(|tx| {
        for (value, expected) in
            [("2021-01-01", vec![1]), ("2022-01-01", vec![2]), ("2023-01-01", vec![4])]
        {
            let greatest = is(Operand::Greatest(all()), value);
            assert_eq!(ids(tx, &table, &greatest), expected, "greatest {value}");
        }
        for (value, expected) in
            [("2020-01-01", vec![1]), ("2022-01-01", vec![2]), ("2023-01-01", vec![4])]
        {
            let first = is(Operand::Coalesce(all()), value);
            assert_eq!(ids(tx, &table, &first), expected, "coalesce {value}");
        }
        let none = Condition::IsNull(Operand::Greatest(all()));
        assert_eq!(ids(tx, &table, &none), [3]);
        let one = is(Operand::Greatest(vec![Operand::column("a")]), "2020-01-01");
        assert_eq!(ids(tx, &table, &one), [1]);
        let empty = Condition::IsNull(Operand::Coalesce(Vec::new()));
        assert_eq!(ids(tx, &table, &empty).len(), 4);
    });
}

fn strange_names(engine: &Engine) {
    let columns = [("from", ColumnKind::Text), ("0 \"x\" `y` ?", ColumnKind::BigInt)];
    let table = engine.table("order details?", &columns, &[vec![text("a'b"), 3.into()]]);
    engine.write(|tx| {
        let condition = Condition::equal("from", "a'b").and(Condition::equal("0 \"x\" `y` ?", 3));
        assert_eq!(ids(tx, &table, &condition), [1]);
        // SQLite would take an unknown quoted name for a text.
        let unknown = Condition::equal("no such column", "no such column");
        assert!(tx.savepoint(|tx| batch::count(tx, &table.table, &unknown)).is_err());
    });
}
