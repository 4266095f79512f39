use obhut_kernel::Value;

use super::{
    Transform,
    apply::{Part, xs},
    letters::marks_class,
};
use crate::{Dialect, sql::Sql};

/// Writes what `column` of `alias` becomes. `key` names the key columns for placeholders.
pub(crate) fn write_transform(
    sql: &mut Sql,
    alias: &str,
    column: &str,
    transform: &Transform,
    key: &[String],
) {
    let column = Column { alias, name: column };
    match transform {
        Transform::Null => _ = sql.push("NULL"),
        Transform::Constant(value) => _ = sql.value(value),
        // A comparison instead of a length: numbers and bytes never equal the empty text.
        Transform::Replace(value) if sql.dialect() == Dialect::Sqlite => {
            sql.push("CASE WHEN ").column(alias, column.name).push(" IS NULL OR ");
            sql.column(alias, column.name).push(" = '' THEN ").column(alias, column.name);
            sql.push(" ELSE ").value(value).push(" END");
        }
        Transform::Replace(value) => unless_empty(sql, column, |sql| _ = sql.value(value)),
        Transform::DateToYear => truncate(sql, column, Part::Year),
        Transform::DateToMonth => truncate(sql, column, Part::Month),
        Transform::Placeholder { before, after } => unless_empty(sql, column, |sql| {
            concat(sql, |sql, between| {
                sql.text(before).push(between);
                joined(sql, alias, key, between);
                sql.push(between).text(after);
            });
        }),
        _ if sql.dialect() == Dialect::Sqlite => function(sql, column, transform),
        Transform::Mask { replace, with } => by_letters(sql, column, |sql, letters| {
            sql.push("CASE WHEN ");
            letters.count(sql, column);
            sql.push(" <= ").number(*replace).push(" THEN ").text(&xs(*with)).push(" ELSE ");
            concat(sql, |sql, between| {
                sql.text(&xs(*with)).push(between);
                letters.without_first(sql, column, *replace);
            });
            sql.push(" END");
        }),
        Transform::MaskAllBut { last, with } => by_letters(sql, column, |sql, letters| {
            sql.push("CASE WHEN ");
            letters.count(sql, column);
            sql.push(" <= ").number(*last).push(" THEN ").text(&xs(*with)).push(" ELSE ");
            concat(sql, |sql, between| {
                sql.text(&xs(*with)).push(between);
                letters.last(sql, column, *last);
            });
            sql.push(" END");
        }),
        Transform::Keep { first, pad } => by_letters(sql, column, |sql, letters| {
            concat(sql, |sql, between| {
                letters.first(sql, column, *first);
                if let Some((letter, total)) = pad {
                    sql.push(between).push("repeat(").text(&letter.to_string());
                    sql.push(", greatest(").number(*total).push(" - least(").number(*first);
                    sql.push(", ");
                    letters.count(sql, column);
                    sql.push("), 0))");
                }
            });
        }),
        // Servers get no secret: `overwrite` computes pseudonyms itself and binds them.
        Transform::Pseudonym { .. } => _ = sql.push("NULL"),
    }
}

#[derive(Clone, Copy)]
struct Column<'a> {
    alias: &'a str,
    name: &'a str,
}

/// A call of the function that SQLite was taught.
fn function(sql: &mut Sql, column: Column<'_>, transform: &Transform) {
    let (name, params): (_, Vec<Value>) = match transform {
        Transform::Mask { replace, with } => {
            ("obhut_mask(", vec![(*replace).into(), (*with).into()])
        }
        Transform::MaskAllBut { last, with } => {
            ("obhut_mask_all_but(", vec![(*last).into(), (*with).into()])
        }
        Transform::Keep { first, pad } => {
            let letter = pad.map(|(letter, _)| letter.to_string());
            let total = pad.map_or(0, |(_, total)| total);
            ("obhut_keep(", vec![(*first).into(), letter.into(), total.into()])
        }
        Transform::Pseudonym { secret, length } => {
            ("obhut_pseudonym(", vec![secret.bytes().to_vec().into(), (*length).into()])
        }
        _ => ("(", Vec::new()),
    };
    sql.push(name).column(column.alias, column.name);
    for param in &params {
        sql.push(", ").value(param);
    }
    sql.push(")");
}

fn truncate(sql: &mut Sql, column: Column<'_>, part: Part) {
    let (before, after) = match (sql.dialect(), part) {
        (Dialect::Sqlite, Part::Year) => ("obhut_year(", ")"),
        (Dialect::Sqlite, Part::Month) => ("obhut_month(", ")"),
        // Connections are set to UTC.
        (Dialect::Postgres, Part::Year) => ("date_trunc('year', ", ")"),
        (Dialect::Postgres, Part::Month) => ("date_trunc('month', ", ")"),
        (Dialect::Mysql, Part::Year) => ("date_format(", ", '%Y-01-01')"),
        (Dialect::Mysql, Part::Month) => ("date_format(", ", '%Y-%m-01')"),
    };
    sql.push(before).column(column.alias, column.name).push(after);
}

/// The value itself where it is nothing or the empty text, else what `other` writes.
fn unless_empty(sql: &mut Sql, column: Column<'_>, other: impl FnOnce(&mut Sql)) {
    if sql.dialect() == Dialect::Postgres {
        sql.push("CASE WHEN ");
        text(sql, column);
        sql.push(" <> '' THEN ");
        other(sql);
        sql.push(" ELSE ").column(column.alias, column.name).push(" END");
        return;
    }
    // By length: MySQL takes blanks for equal to nothing.
    sql.push("CASE WHEN coalesce(length(");
    text(sql, column);
    sql.push("), 0) = 0 THEN ").column(column.alias, column.name).push(" ELSE ");
    other(sql);
    sql.push(" END");
}

/// The column as text in Unicode.
fn text(sql: &mut Sql, column: Column<'_>) {
    let (before, after) = match sql.dialect() {
        Dialect::Sqlite => ("", ""),
        Dialect::Postgres => ("CAST(", " AS text)"),
        Dialect::Mysql => ("CONVERT(", " USING utf8mb4)"),
    };
    sql.push(before).column(column.alias, column.name).push(after);
}

/// Parts written with the given text between them become one text.
fn concat(sql: &mut Sql, parts: impl FnOnce(&mut Sql, &str)) {
    if sql.dialect() == Dialect::Mysql {
        sql.push("concat(");
        parts(sql, ", ");
        sql.push(")");
    } else {
        sql.push("(");
        parts(sql, " || ");
        sql.push(")");
    }
}

/// The parts of the key as one text, as in `Transform::apply`.
fn joined(sql: &mut Sql, alias: &str, key: &[String], between: &str) {
    let word = if sql.dialect() == Dialect::Mysql { " AS char)" } else { " AS text)" };
    if let [column] = key {
        sql.push("CAST(").column(alias, column).push(word);
        return;
    }
    for (at, column) in key.iter().enumerate() {
        if at > 0 {
            sql.push(between).push("'+'").push(between);
        }
        sql.push("replace(replace(CAST(").column(alias, column).push(word);
        sql.push(", '~', '~0'), '+', '~1')");
    }
}

/// What works on letters, written once for values of ASCII, of which each is a letter, and once
/// for all others: PostgreSQL takes some microseconds for each regular expression.
fn by_letters(sql: &mut Sql, column: Column<'_>, write: impl Fn(&mut Sql, Letters)) {
    unless_empty(sql, column, |sql| {
        if sql.dialect() != Dialect::Postgres {
            return write(sql, Letters::Marked);
        }
        sql.push("CASE WHEN octet_length(");
        text(sql, column);
        sql.push(") = char_length(");
        text(sql, column);
        sql.push(") THEN ");
        write(sql, Letters::Plain);
        sql.push(" ELSE ");
        write(sql, Letters::Marked);
        sql.push(" END");
    });
}

/// How letters are told apart.
#[derive(Clone, Copy)]
enum Letters {
    /// Each character is one.
    Plain,
    /// A base character with its marks.
    Marked,
}

impl Letters {
    /// How many the column holds.
    fn count(self, sql: &mut Sql, column: Column<'_>) {
        if matches!(self, Self::Plain) {
            return call(sql, "char_length(", column, "");
        }
        sql.push("char_length(regexp_replace(");
        text(sql, column);
        sql.push(", ").text(&format!("[{}]", marks_class()));
        sql.push(if sql.dialect() == Dialect::Postgres { ", '', 'g'))" } else { ", ''))" });
    }

    /// The first ones.
    fn first(self, sql: &mut Sql, column: Column<'_>, count: u32) {
        if matches!(self, Self::Plain) {
            return call(sql, "left(", column, &format!(", {count}"));
        }
        sql.push("regexp_replace(");
        matching(sql, column, &format!("^[{}]*({}){{0,{count}}}", marks_class(), letter()));
        sql.push(", ").text(&format!("^[{}]+", marks_class())).push(", '')");
    }

    /// All but the first ones.
    fn without_first(self, sql: &mut Sql, column: Column<'_>, count: u32) {
        if matches!(self, Self::Plain) {
            return call(sql, "substr(", column, &format!(", {}", u64::from(count) + 1));
        }
        sql.push("regexp_replace(");
        text(sql, column);
        sql.push(", ").text(&first_letters(count)).push(", '')");
    }

    /// The last ones.
    fn last(self, sql: &mut Sql, column: Column<'_>, count: u32) {
        if matches!(self, Self::Plain) {
            return call(sql, "right(", column, &format!(", {count}"));
        }
        // `$` would also match in front of a line end that is the last letter.
        let end = if sql.dialect() == Dialect::Mysql { "\\z" } else { "$" };
        matching(sql, column, &format!("({}){{{count}}}{end}", letter()));
    }
}

fn call(sql: &mut Sql, function: &str, column: Column<'_>, rest: &str) {
    sql.push(function);
    text(sql, column);
    sql.push(rest).push(")");
}

/// A base character with its marks.
fn letter() -> String {
    let marks = marks_class();
    format!("[^{marks}][{marks}]*")
}

/// The first letters with marks in front of them.
fn first_letters(count: u32) -> String {
    format!("^[{}]*({}){{{count}}}", marks_class(), letter())
}

/// The part of the column that matches.
fn matching(sql: &mut Sql, column: Column<'_>, pattern: &str) {
    if sql.dialect() == Dialect::Postgres {
        // A group around it all, else the group inside would be returned.
        sql.push("coalesce(substring(");
        text(sql, column);
        sql.push(" FROM ").text(&format!("({pattern})")).push("), '')");
    } else {
        sql.push("coalesce(regexp_substr(");
        text(sql, column);
        sql.push(", ").text(pattern).push("), '')");
    }
}
