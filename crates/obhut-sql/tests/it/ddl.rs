use jiff::Timestamp;
use obhut_kernel::{DataType, Value};
use obhut_sql::{
    ColumnKind, ColumnSpec, Condition, Dialect, IndexSpec, KeySet, Keyed, TableName, TableSpec,
    batch, ddl,
};

use crate::support::{Engine, on_each_engine, text};

on_each_engine!(makes_and_alters, keeps_values, never_reuses_keys, defaults);

fn index(name: &str, columns: &[&str], unique: bool) -> IndexSpec {
    IndexSpec {
        name: name.into(),
        columns: columns.iter().map(|column| (*column).into()).collect(),
        unique,
        where_not_null: true,
    }
}

fn makes_and_alters(engine: &Engine) {
    let name = TableName::new("person");
    let table = TableSpec {
        name: name.clone(),
        columns: vec![
            ColumnSpec::new("id", ColumnKind::Key),
            ColumnSpec::new("email", ColumnKind::Text),
            ColumnSpec::new("name", ColumnKind::Text).not_null(),
        ],
        indexes: vec![index("person_email", &["email"], true), index("person_n", &["name"], false)],
    };
    let add = |email: Value| {
        engine.db.write(|tx| {
            batch::insert_returning_key(
                tx,
                &name,
                "id",
                &[("email", email.clone()), ("name", text("x"))],
            )
        })
    };
    engine.write(|tx| ddl::create_table(tx, &table).unwrap());
    add(text("a@b.de")).unwrap();
    add(Value::Null).unwrap();
    add(Value::Null).unwrap();
    assert_eq!(add(text("a@b.de")).unwrap_err().kind(), obhut_kernel::Kind::Conflict);
    engine.write(|tx| {
        let city = ColumnSpec::new("city", ColumnKind::Text);
        ddl::add_column(tx, &name, &city).unwrap();
        ddl::create_index(tx, &name, &index("person_city", &["city", "name"], false)).unwrap();
        ddl::rename_column(tx, &name, "city", "town").unwrap();
        ddl::drop_column(tx, &name, "email").unwrap();
        ddl::drop_index(tx, &name, "person_n").unwrap();
        assert_eq!(batch::count(tx, &name, &Condition::IsNull(town())).unwrap(), 3);
        // A prepared statement knows the columns of before.
        let keyed = Keyed::new("person", ["id"]);
        let rows = batch::read(tx, &keyed, &["town", "name"], &KeySet::Range { from: 1, to: 9 });
        assert_eq!(rows.unwrap().len(), 3);
        ddl::drop_table(tx, &name).unwrap();
        ddl::drop_table(tx, &name).unwrap();
        ddl::create_table(tx, &table).unwrap();
    });
}

fn town() -> obhut_sql::Operand {
    obhut_sql::Operand::column("town")
}

/// A value of each kind comes back as it went in, by the types that `FromValue` reads.
fn keeps_values(engine: &Engine) {
    let at: Timestamp = "2024-02-29T23:59:59.123456Z".parse().unwrap();
    let date: jiff::civil::Date = "1899-12-31".parse().unwrap();
    let clock: jiff::civil::DateTime = "2038-01-20T03:14:08".parse().unwrap();
    let amount: rust_decimal::Decimal = "1234567.8901".parse().unwrap();
    let note = "Zoë 👍🏽 \\ ' \" % \n";
    let row = vec![
        i64::MIN.into(),
        (-7).into(),
        0.1.into(),
        amount.into(),
        note.into(),
        vec![0_u8, 255].into(),
        date.into(),
        clock.into(),
        at.into(),
        true.into(),
    ];
    let kinds = [
        ("big", ColumnKind::BigInt),
        ("small", ColumnKind::SmallInt),
        ("float", ColumnKind::Real),
        ("amount", ColumnKind::Decimal),
        ("note", ColumnKind::Text),
        ("raw", ColumnKind::Bytes),
        ("day", ColumnKind::Date),
        ("clock", ColumnKind::DateTime),
        ("at", ColumnKind::Instant),
        ("yes", ColumnKind::Bool),
    ];
    let nothing = vec![Value::Null; kinds.len()];
    let keyed = engine.table("kinds", &kinds, &[row.clone(), nothing.clone()]);
    let mut with_id = vec![("id", ColumnKind::BigInt)];
    with_id.extend(kinds);
    engine.write(|tx| {
        let mut copies = [(101, row.clone()), (102, nothing.clone())].into_iter();
        let mut copies = copies.by_ref().map(|(id, mut values)| {
            values.insert(0, id.into());
            values
        });
        assert_eq!(batch::copy_in(tx, &keyed.table, &with_id, &mut copies).unwrap(), 2);
    });
    let columns: Vec<&str> = kinds.iter().map(|(name, _)| *name).collect();
    let rows =
        engine.write(|tx| batch::find(tx, &keyed, &columns, &Condition::Always, None, 10).unwrap());
    assert_eq!(rows.len(), 4);
    for row in [&rows[0], &rows[2]] {
        assert_eq!(row.get::<i64>("big").unwrap(), i64::MIN);
        assert_eq!(row.get::<i64>("small").unwrap(), -7);
        assert!((row.get::<f64>("float").unwrap() - 0.1).abs() < f64::EPSILON);
        assert_eq!(row.get::<rust_decimal::Decimal>("amount").unwrap(), amount);
        assert_eq!(row.get::<String>("note").unwrap(), note);
        assert_eq!(row.get::<Vec<u8>>("raw").unwrap(), [0, 255]);
        assert_eq!(row.get::<jiff::civil::Date>("day").unwrap(), date);
        assert_eq!(row.get::<jiff::civil::Date>("clock").unwrap(), clock.date());
        assert_eq!(row.get::<Timestamp>("at").unwrap(), at);
        assert!(row.get::<bool>("yes").unwrap());
    }
    for row in [&rows[1], &rows[3]] {
        assert!(row.values()[1..].iter().all(Value::is_null));
    }
}

/// A key that was deleted never comes back: journal and marks name records by it.
fn never_reuses_keys(engine: &Engine) {
    let keyed = engine.table("t", &[("x", ColumnKind::Text)], &[]);
    let add = |value: &'static str| {
        engine.write(|tx| {
            let key = batch::insert_returning_key(tx, &keyed.table, "id", &[("x", text(value))]);
            key.unwrap().as_int().unwrap()
        })
    };
    let first = add("a");
    let last = add("b");
    assert!(last > first);
    engine.write(|tx| {
        let keys = KeySet::from(vec![Value::from(last)]);
        assert_eq!(batch::delete(tx, &keyed, &keys, &Condition::Always).unwrap(), 1);
    });
    assert!(add("c") > last);
    let empty = engine.write(|tx| batch::insert_returning_key(tx, &keyed.table, "id", &[]));
    assert!(empty.unwrap().as_int().is_some());
}

fn defaults(engine: &Engine) {
    let tricky = "it's; a \\ \"?\" – 'x'";
    let columns = vec![
        ColumnSpec::new("id", ColumnKind::Key),
        ColumnSpec::new("note", ColumnKind::Text).not_null().default(tricky),
        ColumnSpec::new("number", ColumnKind::BigInt).default(-3),
        ColumnSpec::new("yes", ColumnKind::Bool).not_null().default(true),
    ];
    let spec = TableSpec { name: TableName::new("d"), columns, indexes: Vec::new() };
    let row = engine.write(|tx| {
        ddl::create_table(tx, &spec).unwrap();
        let key = batch::insert_returning_key(tx, &spec.name, "id", &[]).unwrap();
        let keyed = Keyed::new("d", ["id"]);
        batch::read(tx, &keyed, &["note", "number", "yes"], &vec![key].into()).unwrap().remove(0)
    });
    assert_eq!(row.get::<String>("note").unwrap(), tricky);
    assert_eq!(row.get::<i64>("number").unwrap(), -3);
    assert!(row.get::<bool>("yes").unwrap());
}

#[test]
fn every_data_type_has_a_kind() {
    for data_type in DataType::ALL {
        assert_eq!(ColumnKind::from(data_type) == ColumnKind::Text, data_type.is_textual());
    }
    assert_eq!(Dialect::Sqlite.key(), "sqlite");
}
