use std::sync::LazyLock;

use obhut_kernel::Value;

use super::{Comparison, Condition, Operand, Related, TextMatch};
use crate::{
    Dialect,
    sql::{Sql, array_of, json_list},
};

/// Escapes the special letters of `LIKE`. Not the backslash, which MySQL also unescapes in texts.
const ESCAPE: char = '!';

/// Writes a condition on the rows of `alias`, in parentheses. What it yields may be unknown where
/// it does not hold; only `WHERE` and `IS NOT TRUE` look at it.
pub(crate) fn compile(sql: &mut Sql, alias: &str, condition: &Condition) {
    sql.push("(");
    write(sql, alias, condition);
    sql.push(")");
}

fn write(sql: &mut Sql, alias: &str, condition: &Condition) {
    match condition {
        Condition::Always => _ = sql.push("TRUE"),
        Condition::Never => _ = sql.push("FALSE"),
        Condition::All(parts) => join(sql, alias, parts, " AND ", "TRUE"),
        Condition::Any(parts) => join(sql, alias, parts, " OR ", "FALSE"),
        Condition::Not(part) => {
            compile(sql, alias, part);
            sql.push(" IS NOT TRUE");
        }
        Condition::Compare { left, op, right } => compare(sql, alias, left, *op, right),
        Condition::CompareColumns { left, op, right } => {
            either_way(sql, *op, |sql, op| {
                operand(sql, alias, left);
                sql.push(op);
                operand(sql, alias, right);
            });
        }
        Condition::In { column, values } => in_list(sql, alias, column, values),
        Condition::Text { column, how, text } => text_match(sql, alias, column, *how, text),
        Condition::IsNull(of) => {
            operand(sql, alias, of);
            sql.push(" IS NULL");
        }
        Condition::IsNotNull(of) => {
            operand(sql, alias, of);
            sql.push(" IS NOT NULL");
        }
        Condition::Exists(rows) => exists(sql, alias, "EXISTS (SELECT 1", rows),
        Condition::NotExists(rows) => exists(sql, alias, "NOT EXISTS (SELECT 1", rows),
    }
}

fn join(sql: &mut Sql, alias: &str, parts: &[Condition], word: &str, empty: &str) {
    if parts.is_empty() {
        sql.push(empty);
    }
    sql.list(parts, word, |sql, part| compile(sql, alias, part));
}

fn compare(sql: &mut Sql, alias: &str, left: &Operand, op: Comparison, right: &Value) {
    if right.is_null() {
        match op {
            Comparison::Equal => operand(sql, alias, left).push(" IS NULL"),
            Comparison::NotEqual => operand(sql, alias, left).push(" IS NOT NULL"),
            _ => sql.push("FALSE"),
        };
        return;
    }
    either_way(sql, op, |sql, op| {
        operand(sql, alias, left);
        sql.push(op).value(right);
    });
}

/// Writes a comparison; the complement where that is what the operator means.
fn either_way(sql: &mut Sql, op: Comparison, comparison: impl FnOnce(&mut Sql, &str)) {
    match op {
        Comparison::Equal => comparison(sql, " = "),
        Comparison::Less => comparison(sql, " < "),
        Comparison::LessOrEqual => comparison(sql, " <= "),
        Comparison::Greater => comparison(sql, " > "),
        Comparison::GreaterOrEqual => comparison(sql, " >= "),
        Comparison::NotEqual => {
            sql.push("(");
            comparison(sql, " = ");
            sql.push(") IS NOT TRUE");
        }
    }
}

fn operand<'a>(sql: &'a mut Sql, alias: &str, of: &Operand) -> &'a mut Sql {
    match of {
        Operand::Column(name) => {
            sql.column(alias, name);
        }
        Operand::Latest(rows, column) => {
            let inner = sql.alias();
            sql.push("(SELECT max(").column(&inner, column).push(")");
            from(sql, alias, rows, &inner);
            sql.push(")");
        }
        Operand::Coalesce(parts) => coalesce(sql, alias, parts.iter().collect()),
        Operand::Greatest(parts) => greatest(sql, alias, parts),
    }
    sql
}

fn coalesce(sql: &mut Sql, alias: &str, parts: Vec<&Operand>) {
    match parts.as_slice() {
        [] => _ = sql.push("NULL"),
        [one] => _ = operand(sql, alias, one),
        _ => {
            sql.push("coalesce(")
                .list(parts, ", ", |sql, part| _ = operand(sql, alias, part))
                .push(")");
        }
    }
}

/// PostgreSQL's `greatest` passes over nulls; the others' yields null as soon as one is. There,
/// each part stands in for the ones that are missing.
fn greatest(sql: &mut Sql, alias: &str, parts: &[Operand]) {
    if parts.len() < 2 {
        return coalesce(sql, alias, parts.iter().collect());
    }
    sql.push(if sql.dialect() == Dialect::Sqlite { "max(" } else { "greatest(" });
    sql.list(0..parts.len(), ", ", |sql, first| {
        if sql.dialect() == Dialect::Postgres {
            operand(sql, alias, &parts[first]);
        } else {
            let order = parts[first..].iter().chain(&parts[..first]).collect();
            coalesce(sql, alias, order);
        }
    });
    sql.push(")");
}

fn exists(sql: &mut Sql, outer: &str, word: &str, rows: &Related) {
    let inner = sql.alias();
    sql.push(word);
    from(sql, outer, rows, &inner);
    sql.push(")");
}

/// ` FROM table AS inner WHERE …` for the rows that belong to the row of `outer`.
fn from(sql: &mut Sql, outer: &str, rows: &Related, inner: &str) {
    sql.push(" FROM ").table(&rows.table).push(" AS ").push(inner).push(" WHERE TRUE");
    for (there, here) in &rows.on {
        sql.push(" AND ").column(inner, there).push(" = ").column(outer, here);
    }
    if let Some(filter) = &rows.filter {
        sql.push(" AND ");
        compile(sql, inner, filter);
    }
}

/// Membership in a list of any length, as one parameter where the engine can.
pub(crate) fn in_list(sql: &mut Sql, alias: &str, column: &str, values: &[Value]) {
    let some: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
    if some.len() < values.len() {
        sql.column(alias, column).push(" IS NULL OR ");
    }
    if some.is_empty() {
        sql.push("FALSE");
        return;
    }
    sql.column(alias, column);
    match sql.dialect() {
        Dialect::Sqlite => {
            let bytes = some.iter().any(|value| matches!(value, Value::Bytes(_)));
            sql.push(if bytes { " IN (SELECT unhex(value)" } else { " IN (SELECT value" })
                .push(" FROM json_each(")
                .value(&Value::Text(json_list(&some)))
                .push("))");
        }
        Dialect::Postgres => {
            sql.push(" = ANY(").value(&array_of(some)).push(")");
        }
        Dialect::Mysql => {
            sql.push(" IN (").list(some, ", ", |sql, value| _ = sql.value(value)).push(")");
        }
    }
}

fn text_match(sql: &mut Sql, alias: &str, column: &str, how: TextMatch, text: &str) {
    let (before, after) = match how {
        TextMatch::Contains => ("%", "%"),
        TextMatch::StartsWith => ("", "%"),
    };
    let pattern = format!("{before}{}{after}", escaped(&text.to_lowercase()));
    // What the engines fold by themselves, everywhere alike, is A to Z.
    match (sql.dialect(), text.is_ascii()) {
        (Dialect::Sqlite, true) => _ = sql.column(alias, column).push(" LIKE "),
        (Dialect::Sqlite, false) => {
            sql.push("obhut_lower(").column(alias, column).push(") LIKE ");
        }
        (Dialect::Postgres, true) => {
            sql.push("CAST(").column(alias, column).push(" AS text) ILIKE ");
        }
        // `lower` follows the locale of the database, and folds nothing but A to Z in some.
        (Dialect::Postgres, false) => {
            sql.push("lower(translate(CAST(").column(alias, column).push(" AS text), '");
            sql.push(&UPPER).push("', '").push(&LOWER).push("')) LIKE ");
        }
        (Dialect::Mysql, _) => _ = mysql_lower(sql, alias, column).push(" LIKE "),
    }
    sql.text(&pattern).push(" ESCAPE '!'");
}

/// The capital letters of the Latin alphabets beyond ASCII that have a small one, and those in the
/// same order.
static UPPER: LazyLock<String> = LazyLock::new(|| latin().map(|(upper, _)| upper).collect());
static LOWER: LazyLock<String> = LazyLock::new(|| latin().map(|(_, lower)| lower).collect());

fn latin() -> impl Iterator<Item = (char, char)> {
    ('\u{C0}'..='\u{17F}').filter_map(|upper| {
        let mut lower = upper.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(lower), None) if lower != upper => Some((upper, lower)),
            _ => None,
        }
    })
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | ESCAPE) {
            out.push(ESCAPE);
        }
        out.push(letter);
    }
    out
}

/// Lower case, compared letter by letter: collations that ignore accents would find "Muller" for
/// "Müller".
fn mysql_lower<'a>(sql: &'a mut Sql, alias: &str, column: &str) -> &'a mut Sql {
    sql.push("lower(CONVERT(").column(alias, column).push(" USING utf8mb4)) COLLATE utf8mb4_bin")
}
