//! Conditions as clauses.

use obhut_kernel::Message;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Words, by_language, enumeration, joined, quoted, text};
use crate::systems::{Cmp, Expr, Literal, Operand};

/// The clause that a condition is.
pub(super) fn clause(words: &Words<'_>, expr: &Expr) -> Message {
    match expr {
        Expr::All(parts) => joined(&grouped(words, parts), "phrase-and"),
        Expr::Any(parts) => joined(&grouped(words, parts), "phrase-or"),
        Expr::Not(inner) => Message::new("condition-not").arg("condition", group(words, inner)),
        Expr::Compare(left, cmp, right) => compare(words, left, *cmp, right),
        Expr::In(left, values) => one_of(words, left, values),
        Expr::Contains(left, value) => Message::new("condition-contains")
            .arg("field", words.operand(left))
            .arg("value", quoted(text(value))),
        Expr::StartsWith(left, value) => Message::new("condition-starts-with")
            .arg("field", words.operand(left))
            .arg("value", quoted(text(value))),
        Expr::IsSet(left) => Message::new("condition-is-set").arg("field", words.operand(left)),
        Expr::IsEmpty(left) => Message::new("condition-is-empty").arg("field", words.operand(left)),
        Expr::Exists(key, filter) => {
            related(words, Message::new("condition-exists"), key, filter.as_deref())
        }
        Expr::No(key, filter) => {
            related(words, Message::new("condition-no"), key, filter.as_deref())
        }
    }
}

/// The parts of a conjunction or disjunction, those that are one themselves in brackets.
fn grouped(words: &Words<'_>, parts: &[Expr]) -> Vec<Message> {
    parts.iter().map(|part| group(words, part)).collect()
}

fn group(words: &Words<'_>, expr: &Expr) -> Message {
    let clause = clause(words, expr);
    match expr {
        Expr::All(_) | Expr::Any(_) => Message::new("phrase-group").arg("inner", clause),
        _ => clause,
    }
}

fn related(words: &Words<'_>, message: Message, key: &str, filter: Option<&Expr>) -> Message {
    let found = message.arg("type", words.type_name(key));
    match filter {
        None => found,
        Some(filter) => {
            let condition = clause(&words.on(key), filter);
            let note = Message::new("condition-for-which").arg("condition", condition);
            Message::new("phrase-with-note").arg("inner", found).arg("note", note)
        }
    }
}

fn one_of(words: &Words<'_>, left: &Operand, values: &[Literal]) -> Message {
    let is_day = |value: &Literal| matches!(value, Literal::Date(_) | Literal::Today(_));
    if values.iter().any(is_day) {
        let parts: Vec<Message> =
            values.iter().map(|value| compare(words, left, Cmp::Equal, value)).collect();
        return Message::new("phrase-group").arg("inner", joined(&parts, "phrase-or"));
    }
    let values = enumeration(
        values.iter().map(|value| value_words(words, left, value)).collect(),
        "phrase-or",
    );
    Message::new("condition-equal")
        .arg("field", words.operand(left))
        .arg("value", values.unwrap_or_else(|| text("–")))
}

fn compare(words: &Words<'_>, left: &Operand, cmp: Cmp, right: &Literal) -> Message {
    let field = words.operand(left);
    match right {
        Literal::Date(date) => on_day(cmp, field, |key| Message::new(key).arg("day", *date), false),
        Literal::Today(None) => on_day(cmp, field, Message::new, true),
        Literal::Today(Some(period)) => {
            let message = match cmp {
                Cmp::Equal => Message::new("condition-age-equal"),
                Cmp::NotEqual => Message::new("condition-age-not-equal"),
                Cmp::Less => Message::new("condition-age-more"),
                Cmp::AtMost => Message::new("condition-age-at-least"),
                Cmp::Greater => Message::new("condition-age-less"),
                Cmp::AtLeast => Message::new("condition-age-at-most"),
            };
            message.arg("field", field).arg("period", period.message())
        }
        Literal::Text(_) | Literal::Number(_) | Literal::Bool(_) => {
            let message = match cmp {
                Cmp::Equal => Message::new("condition-equal"),
                Cmp::NotEqual => Message::new("condition-not-equal"),
                Cmp::Less => Message::new("condition-less"),
                Cmp::AtMost => Message::new("condition-at-most"),
                Cmp::Greater => Message::new("condition-greater"),
                Cmp::AtLeast => Message::new("condition-at-least"),
            };
            message.arg("field", field).arg("value", value_words(words, left, right))
        }
    }
}

/// A comparison with a day; German needs its name in two cases.
fn on_day(
    cmp: Cmp,
    field: Message,
    day: impl Fn(&'static str) -> Message,
    is_today: bool,
) -> Message {
    let [accusative, dative] = if is_today {
        ["phrase-today", "phrase-today"]
    } else {
        ["phrase-day", "phrase-day-dative"]
    };
    let (message, form) = match cmp {
        Cmp::Equal => (Message::new("condition-day-equal"), accusative),
        Cmp::NotEqual => (Message::new("condition-day-not-equal"), accusative),
        Cmp::Less => (Message::new("condition-day-before"), dative),
        Cmp::AtMost => (Message::new("condition-day-not-after"), dative),
        Cmp::Greater => (Message::new("condition-day-after"), dative),
        Cmp::AtLeast => (Message::new("condition-day-not-before"), dative),
    };
    message.arg("field", field).arg("day", day(form))
}

/// A value as it is written; one of a choice by its name.
fn value_words(words: &Words<'_>, left: &Operand, literal: &Literal) -> Message {
    match literal {
        Literal::Text(value) => quoted(words.value(left, value)),
        Literal::Number(number) => number_words(*number),
        Literal::Bool(true) => Message::new("phrase-yes"),
        Literal::Bool(false) => Message::new("phrase-no"),
        Literal::Date(date) => Message::new("phrase-day").arg("day", *date),
        Literal::Today(_) => text(&literal.to_string()),
    }
}

fn number_words(number: Decimal) -> Message {
    if let Some(whole) = number.to_i64().filter(|_| number.fract().is_zero()) {
        return Message::new("phrase-number").arg("number", whole);
    }
    let written = number.normalize().to_string();
    by_language(&written.replace('.', ","), &written)
}
