use obhut_kernel::Value;
use obhut_sql::{
    ColumnKind, Comparison, Condition, Key, KeySet, Keyed, Related, Row, TableName, Transform, Tx,
    batch,
};

use crate::support::{Engine, on_each_engine, text};

on_each_engine!(
    pages_in_key_order,
    pages_composite_keys,
    many_composite_keys,
    changes_what_still_holds,
    text_keys,
    looks_at_its_own_table,
    counts_groups,
    loads_many,
);

fn rows(count: i64) -> Vec<Vec<Value>> {
    (1..=count).map(|n| vec![text(&format!("name {n}")), (n % 3).into()]).collect()
}

const COLUMNS: [(&str, ColumnKind); 2] = [("name", ColumnKind::Text), ("due", ColumnKind::BigInt)];

fn key_of(row: Row, width: usize) -> Key {
    let mut values = row.into_values();
    values.truncate(width);
    values
}

fn pages(tx: &mut Tx<'_>, table: &Keyed, condition: &Condition, limit: u32) -> Vec<Vec<Key>> {
    let mut pages: Vec<Vec<Key>> = Vec::new();
    loop {
        let after = pages.last().and_then(|page| page.last()).cloned();
        let page = batch::walk(tx, table, &[], condition, after.as_ref(), limit).unwrap();
        let found = batch::find(tx, table, &[], condition, after.as_ref(), limit).unwrap();
        assert_eq!(page.len(), found.len());
        if page.is_empty() {
            return pages;
        }
        pages.push(page.into_iter().map(|row| key_of(row, table.key.len())).collect());
    }
}

fn pages_in_key_order(engine: &Engine) {
    let table = engine.table("t", &COLUMNS, &rows(1000));
    engine.write(|tx| {
        let due = Condition::equal("due", 1);
        let pages = pages(tx, &table, &due, 100);
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 100, 34]);
        let keys: Vec<i64> = pages.concat().iter().map(|key| key[0].as_int().unwrap()).collect();
        assert!(keys.is_sorted());
        let mut changed = 0;
        for page in pages {
            let keys = KeySet::covering(page);
            assert!(matches!(keys, KeySet::Range { .. }));
            let sets = [("due".to_owned(), 9.into())];
            changed += batch::update(tx, &table, &sets, &keys, &due).unwrap();
        }
        assert_eq!(changed, 334);
        assert_eq!(batch::count(tx, &table.table, &due).unwrap(), 0);
        assert_eq!(batch::count(tx, &table.table, &Condition::equal("due", 2)).unwrap(), 333);
    });
}

fn pages_composite_keys(engine: &Engine) {
    engine.script(
        "CREATE TABLE c (a INTEGER NOT NULL, b VARCHAR(20) NOT NULL, d DATE NOT NULL, v INTEGER, \
         PRIMARY KEY (a, b, d))",
    );
    let table = Keyed::new("c", ["a", "b", "d"]);
    engine.write(|tx| {
        for n in 0..300_i64 {
            let day: jiff::civil::Date =
                if n % 2 == 0 { "2024-01-01" } else { "2024-01-02" }.parse().unwrap();
            let params =
                [(n / 100).into(), text(&format!("{}", n / 4)), day.into(), (n % 4).into()];
            let insert = "INSERT INTO c (a, b, d, v) VALUES (?, ?, ?, ?)";
            if n % 4 < 2 {
                tx.execute(insert, &params).unwrap();
            }
        }
        let pages = pages(tx, &table, &Condition::Always, 7);
        let keys = pages.concat();
        assert_eq!(keys.len(), 150);
        let mut unique: Vec<String> = keys.iter().map(obhut_sql::key_text).collect();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), 150);
        let some: Vec<Key> = keys.iter().step_by(3).cloned().collect();
        batch::lock(tx, &table, &some.clone().into()).unwrap();
        assert_eq!(batch::read(tx, &table, &["v"], &some.clone().into()).unwrap().len(), 50);
        let gone = batch::delete(tx, &table, &some.into(), &Condition::Always).unwrap();
        assert_eq!(gone, 50);
        assert_eq!(batch::count(tx, &table.table, &Condition::Always).unwrap(), 100);
    });
}

/// Thousands of keys of several columns, of types that JSON does not know.
fn many_composite_keys(engine: &Engine) {
    engine.script(
        "CREATE TABLE m (at TIMESTAMP NOT NULL, n DECIMAL(12, 2) NOT NULL, v VARCHAR(20),
            PRIMARY KEY (at, n))",
    );
    let table = Keyed::new("m", ["at", "n"]);
    let start: jiff::civil::DateTime = "2024-01-01T12:00:00".parse().unwrap();
    engine.write(|tx| {
        let columns = [("at", ColumnKind::DateTime), ("n", ColumnKind::Decimal)];
        let mut rows = (0..20_000_i64).map(|n| {
            let at = start.checked_add(jiff::Span::new().minutes(n / 10)).unwrap();
            vec![at.into(), rust_decimal::Decimal::new(n % 10 * 25, 2).into()]
        });
        batch::insert(tx, &table.table, &columns, &mut rows).unwrap();
        let found = batch::find(tx, &table, &[], &Condition::Always, None, 20_000).unwrap();
        let keys: Vec<Key> = found.into_iter().step_by(2).map(Row::into_values).collect();
        assert_eq!(keys.len(), 10_000);
        let keys = KeySet::from(keys);
        let sets = [("v".to_owned(), text("x"))];
        let begun = std::time::Instant::now();
        let changed = batch::update(tx, &table, &sets, &keys, &Condition::Always).unwrap();
        assert_eq!(changed, 10_000);
        eprintln!("{}: 10,000 composite keys in {:?}", tx.dialect(), begun.elapsed());
        let left = batch::delete(tx, &table, &keys, &Condition::equal("v", "x")).unwrap();
        assert_eq!(left, 10_000);
    });
}

/// A row that changed since the preview is left alone and not counted.
fn changes_what_still_holds(engine: &Engine) {
    let table = engine.table("t", &COLUMNS, &rows(30));
    let due = Condition::equal("due", 1);
    let mask = [("name".to_owned(), Transform::Mask { replace: 4, with: 4 })];
    engine.write(|tx| {
        let found = batch::find(tx, &table, &[], &due, None, 100).unwrap();
        let keys: Vec<Key> = found.into_iter().map(|row| key_of(row, 1)).collect();
        assert_eq!(keys.len(), 10);
        let first = KeySet::from(keys[0].clone());
        batch::update(tx, &table, &[("due".to_owned(), 2.into())], &first, &due).unwrap();
        let set = KeySet::from(keys.as_slice());
        assert_eq!(batch::overwrite(tx, &table, &mask, &set, &due).unwrap(), 9);
        let masked = Condition::equal("name", "XXXX 4");
        assert_eq!(batch::count(tx, &table.table, &masked).unwrap(), 1);
        assert_eq!(batch::delete(tx, &table, &set, &due).unwrap(), 9);
        assert_eq!(batch::delete(tx, &table, &set, &due).unwrap(), 0);
        assert_eq!(batch::delete(tx, &table, &KeySet::List(Vec::new()), &due).unwrap(), 0);
        let kept = batch::read(tx, &table, &["name"], &first).unwrap();
        assert_eq!(kept[0].get::<String>("name").unwrap(), "name 1");
    });
}

fn text_keys(engine: &Engine) {
    engine.script("CREATE TABLE k (id VARCHAR(36) NOT NULL PRIMARY KEY, v VARCHAR(20))");
    let table = Keyed::new("k", ["id"]);
    engine.write(|tx| {
        let sets: Vec<[Value; 2]> =
            (0..12_000).map(|n| [text(&format!("seed_'{n:05}\\")), text("Barbara")]).collect();
        let columns = [("id", ColumnKind::Text), ("v", ColumnKind::Text)];
        let mut rows = sets.iter().map(|set| set.to_vec());
        assert_eq!(batch::insert(tx, &table.table, &columns, &mut rows).unwrap(), 12_000);
        let keys: Vec<Key> = sets.iter().map(|set| vec![set[0].clone()]).collect();
        let mask = [("v".to_owned(), Transform::Mask { replace: 4, with: 4 })];
        let keys = KeySet::from(keys);
        let changed = batch::overwrite(tx, &table, &mask, &keys, &Condition::Always);
        assert_eq!(changed.unwrap(), 12_000);
        let masked = Condition::equal("v", "XXXXara");
        assert_eq!(batch::count(tx, &table.table, &masked).unwrap(), 12_000);
        assert_eq!(batch::delete(tx, &table, &keys, &masked).unwrap(), 12_000);
    });
}

/// MySQL refuses to change a table that the condition reads.
fn looks_at_its_own_table(engine: &Engine) {
    let table = engine.table("t", &COLUMNS, &rows(30));
    let due = Condition::Exists(Box::new(Related {
        table: TableName::new("t"),
        on: vec![("due".into(), "id".into())],
        filter: Some(Condition::compare("id", Comparison::Greater, 20)),
    }));
    let all = KeySet::Range { from: 1, to: 30 };
    engine.write(|tx| {
        let sets = [("name".to_owned(), text("gone"))];
        assert_eq!(batch::update(tx, &table, &sets, &all, &due).unwrap(), 2);
        assert_eq!(batch::delete(tx, &table, &all, &due).unwrap(), 2);
        assert_eq!(batch::count(tx, &table.table, &Condition::Always).unwrap(), 28);
    });
}

fn counts_groups(engine: &Engine) {
    let table = engine.table("t", &COLUMNS, &rows(10)).table;
    engine.write(|tx| {
        let groups = batch::group_count(tx, &table, &["due"], &Condition::Always).unwrap();
        let counts: Vec<(i64, u64)> =
            groups.iter().map(|row| (row.at(0).unwrap(), row.get("count").unwrap())).collect();
        assert_eq!(counts, [(0, 3), (1, 4), (2, 3)]);
        let all = batch::group_count(tx, &table, &[], &Condition::equal("due", 1)).unwrap();
        assert_eq!(all[0].get::<u64>("count").unwrap(), 4);
    });
}

fn loads_many(engine: &Engine) {
    let table = engine.table("t", &COLUMNS, &[]).table;
    engine.write(|tx| {
        let mut some = rows(12_345).into_iter();
        assert_eq!(batch::insert(tx, &table, &COLUMNS, &mut some).unwrap(), 12_345);
        let mut more = rows(23_456).into_iter();
        assert_eq!(batch::copy_in(tx, &table, &COLUMNS, &mut more).unwrap(), 23_456);
        let mut short = vec![vec![text("x")]].into_iter();
        let refused = tx.savepoint(|tx| batch::insert(tx, &table, &COLUMNS, &mut short));
        assert!(refused.is_err());
        let mut short = vec![vec![text("x"), 1.into()], vec![text("x")]].into_iter();
        let refused = tx.savepoint(|tx| batch::copy_in(tx, &table, &COLUMNS, &mut short));
        assert!(refused.is_err());
        assert_eq!(batch::count(tx, &table, &Condition::Always).unwrap(), 35_801);
    });
}
