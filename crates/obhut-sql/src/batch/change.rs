use std::borrow::Cow;

use obhut_kernel::{Result, Value};

use super::{
    Key, KeySet, Keyed, find::read_where, key::membership, pseudonym::overwrite_from_here,
};
use crate::{
    Condition, Dialect, Tx,
    condition::compile,
    sql::Sql,
    transform::{Transform, write_transform},
};

/// Keys in one statement of MySQL/MariaDB, which takes 65,535 parameters at most.
const MYSQL_KEYS: usize = 10_000;
/// Keys of several columns in one such statement: its planner weighs each of them.
const MYSQL_COMPOSITE_KEYS: usize = 1_000;

/// Keeps everybody else from changing these rows until the transaction ends (`SELECT … FOR
/// UPDATE`, in key order, so that two who do so cannot block each other). On SQLite there is only
/// one who changes anything at a time, and nothing to do.
pub fn lock(tx: &mut Tx<'_>, keyed: &Keyed, keys: &KeySet) -> Result<()> {
    if tx.dialect() != Dialect::Sqlite {
        read_where(tx, keyed, &[], (keys, &Condition::Always), true)?;
    }
    Ok(())
}

/// Overwrites columns of the rows of `keys` that still meet `recheck`; how many there were. The
/// values never leave the database, except for pseudonyms on servers: their secret must not go
/// there, where it could end up in a log.
pub fn overwrite(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    sets: &[(String, Transform)],
    keys: &KeySet,
    recheck: &Condition,
) -> Result<u64> {
    if sets.is_empty() || keys.is_empty() {
        return Ok(0);
    }
    let secret =
        |(_, transform): &&(String, Transform)| matches!(transform, Transform::Pseudonym { .. });
    let pseudonyms: Vec<_> = sets.iter().filter(secret).collect();
    if !pseudonyms.is_empty() && tx.dialect() != Dialect::Sqlite {
        return overwrite_from_here(tx, keyed, sets, (keys, recheck));
    }
    let key = keyed.key.clone();
    change(tx, keyed, (keys, recheck), |sql| {
        sql.list(sets, ", ", |sql, (column, transform)| {
            sql.name(column).push(" = ");
            write_transform(sql, "t", column, transform, &key);
        });
    })
}

/// Sets columns of the rows of `keys` that still meet `recheck`; how many there were.
pub fn update(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    sets: &[(String, Value)],
    keys: &KeySet,
    recheck: &Condition,
) -> Result<u64> {
    if sets.is_empty() || keys.is_empty() {
        return Ok(0);
    }
    change(tx, keyed, (keys, recheck), |sql| {
        sql.list(sets, ", ", |sql, (column, value)| {
            sql.name(column).push(" = ").value(value);
        });
    })
}

/// Deletes the rows of `keys` that still meet `recheck`; how many there were.
pub fn delete(tx: &mut Tx<'_>, keyed: &Keyed, keys: &KeySet, recheck: &Condition) -> Result<u64> {
    let (keys, recheck) = narrowed(tx, keyed, keys, recheck)?;
    let mut deleted = 0;
    for part in parts(tx.dialect(), &keys).iter() {
        let mut sql = Sql::new(tx.dialect());
        sql.push(if tx.dialect() == Dialect::Mysql { "DELETE t FROM " } else { "DELETE FROM " });
        sql.table(&keyed.table).push(" AS t");
        filter(&mut sql, keyed, part, &recheck)?;
        deleted += tx.run(&sql.build())?;
    }
    Ok(deleted)
}

/// One `UPDATE` for each part of the keys.
fn change(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    (keys, recheck): (&KeySet, &Condition),
    sets: impl Fn(&mut Sql),
) -> Result<u64> {
    let (keys, recheck) = narrowed(tx, keyed, keys, recheck)?;
    let mut changed = 0;
    for part in parts(tx.dialect(), &keys).iter() {
        let mut sql = Sql::new(tx.dialect());
        sql.push("UPDATE ").table(&keyed.table).push(" AS t SET ");
        sets(&mut sql);
        filter(&mut sql, keyed, part, &recheck)?;
        changed += tx.run(&sql.build())?;
    }
    Ok(changed)
}

fn filter(sql: &mut Sql, keyed: &Keyed, keys: &KeySet, recheck: &Condition) -> Result<()> {
    sql.push(" WHERE ");
    membership(sql, "t", keyed, keys)?;
    // A sign in front keeps SQLite from using an index for what follows: rows are changed in key
    // order, three times as fast as in the order of the index it would choose.
    sql.push(if sql.dialect() == Dialect::Sqlite { " AND +" } else { " AND " });
    compile(sql, "t", recheck);
    Ok(())
}

/// MySQL refuses to change a table that the condition looks at as well: there the keys that meet
/// it are found and locked first.
fn narrowed<'a>(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    keys: &'a KeySet,
    recheck: &'a Condition,
) -> Result<(Cow<'a, KeySet>, Cow<'a, Condition>)> {
    if tx.dialect() != Dialect::Mysql || !recheck.looks_at(&keyed.table) {
        return Ok((Cow::Borrowed(keys), Cow::Borrowed(recheck)));
    }
    let rows = read_where(tx, keyed, &[], (keys, recheck), true)?;
    let keys: Vec<Key> = rows.into_iter().map(crate::Row::into_values).collect();
    Ok((Cow::Owned(KeySet::List(keys)), Cow::Owned(Condition::Always)))
}

/// The keys in parts that one statement can take.
pub(super) fn parts(dialect: Dialect, keys: &KeySet) -> Cow<'_, [KeySet]> {
    let most = |list: &[Key]| match dialect {
        Dialect::Sqlite | Dialect::Postgres => usize::MAX,
        Dialect::Mysql if list[0].len() == 1 => MYSQL_KEYS,
        Dialect::Mysql => MYSQL_COMPOSITE_KEYS,
    };
    match keys {
        KeySet::List(list) if list.is_empty() => Cow::Borrowed(&[]),
        KeySet::List(list) if list.len() > most(list) => {
            let most = most(list);
            Cow::Owned(list.chunks(most).map(KeySet::from).collect())
        }
        one => Cow::Borrowed(std::slice::from_ref(one)),
    }
}
