//! The deletion concept in words: each rule as a full sentence, in the reader's language. Pure.
//!
//! A sentence is a [`Message`] made of messages, so that pages, letters, the command line and
//! tests render the same text. Clauses are built so that each part stands alone: a condition is
//! a clause that ends with its verb in German ("„Status“ „beendet“ ist").

mod condition;
mod cron;

use std::collections::BTreeMap;

use obhut_kernel::Message;

use crate::{
    retention::{
        ActionKind, Concept, FieldAction, Rule,
        plan::{action_of, period_of},
    },
    systems::{Expr, Operand, RecordType, Types},
};

/// A rule of `concept` as a full sentence. What cannot be read (a rule of a concept that has not
/// been checked) is shown as it is written.
pub fn sentence(types: &Types, concept: &Concept, rule: &Rule) -> Message {
    let words = Words { types, record_type: types.find(&rule.type_key) };
    let subject = subject(&words, rule);
    let action = action(&words, concept, rule);
    let mut told = match timing(&words, concept, rule) {
        Some(timing) => Message::new("rule-sentence-timed").arg("timing", timing),
        None => Message::new("rule-sentence"),
    }
    .arg("subject", subject)
    .arg("action", action);
    let details = details(concept, rule);
    told = Message::new("rule-details").arg("sentence", told).arg("details", details);
    told = Message::new("rule-full-stop").arg("sentence", told);
    if let Some(fallback) = fallback(&words, rule) {
        told = then(told, fallback);
    }
    if !rule.enabled {
        told = then(told, Message::new("rule-disabled"));
    }
    told
}

/// A condition as a clause, such as "„Status“ „beendet“ ist", on records of `record_type`.
pub fn condition(types: &Types, record_type: &RecordType, expr: &Expr) -> Message {
    condition::clause(&Words { types, record_type: Some(record_type) }, expr)
}

/// A schedule in words: "täglich um 03:00 Uhr". What is not one of the usual forms is shown as
/// it is written.
pub fn schedule(text: &str) -> Message {
    cron::words(text)
}

/// The name of a type in quotation marks.
pub(super) fn type_name(types: &Types, key: &str) -> Message {
    Words { types, record_type: None }.type_name(key)
}

/// The name of a field in quotation marks.
pub(super) fn field_name(types: &Types, type_key: &str, key: &str) -> Message {
    Words { types, record_type: types.find(type_key) }.field_name(key)
}

/// The name of an event as written in a rule.
pub(super) fn operand_name(types: &Types, type_key: &str, written: &str) -> Message {
    let words = Words { types, record_type: types.find(type_key) };
    match written.parse() {
        Ok(operand) => words.operand(&operand),
        Err(_) => text(written),
    }
}

/// What names in a rule are read against.
#[derive(Clone, Copy)]
struct Words<'a> {
    types: &'a Types,
    record_type: Option<&'a RecordType>,
}

impl<'a> Words<'a> {
    /// The same words on records of another type.
    fn on(self, type_key: &str) -> Words<'a> {
        Words { record_type: self.types.find(type_key), ..self }
    }

    /// The name of a type in quotation marks.
    fn type_name(self, key: &str) -> Message {
        let name = match self.types.find(key) {
            Some(found) => by_language(&found.label_de, &found.label_en),
            None => text(key),
        };
        quoted(name)
    }

    /// The name of a field in quotation marks.
    fn field_name(self, key: &str) -> Message {
        let found = self.record_type.and_then(|record_type| record_type.field(key));
        let name = match (found, key) {
            (Some(field), _) => by_language(&field.label_de, &field.label_en),
            (None, "created_at") => Message::new("system-field-created-at"),
            (None, "changed_at") => Message::new("system-field-changed-at"),
            (None, "class") => Message::new("system-field-class"),
            (None, "person") => Message::new("system-field-person"),
            (None, _) => text(key),
        };
        quoted(name)
    }

    /// A value that a field is compared with: that of a choice by its name.
    fn value(self, operand: &Operand, value: &str) -> Message {
        let (record_type, key) = match operand {
            Operand::Field(key) => (self.record_type, key),
            Operand::Latest { record_type, field } => (self.types.find(record_type), field),
        };
        let field = record_type.and_then(|found| found.field(key));
        match field.filter(|field| field.choices.iter().any(|choice| choice == value)) {
            Some(field) => field.choice_words(value),
            None => text(value),
        }
    }

    /// What an operand is called, in the form that is the subject of a clause.
    fn operand(self, operand: &Operand) -> Message {
        self.operand_as(operand, "phrase-latest")
    }

    /// The same in the form that follows "nach".
    fn operand_dative(self, operand: &Operand) -> Message {
        self.operand_as(operand, "phrase-latest-dative")
    }

    fn operand_as(self, operand: &Operand, latest: &'static str) -> Message {
        match operand {
            Operand::Field(key) => self.field_name(key),
            Operand::Latest { record_type, field } => Message::new(latest)
                .arg("field", self.on(record_type).field_name(field))
                .arg("type", self.type_name(record_type)),
        }
    }
}

fn subject(words: &Words<'_>, rule: &Rule) -> Message {
    let type_name = words.type_name(&rule.type_key);
    match &rule.when {
        None => Message::new("rule-subject").arg("type", type_name),
        Some(written) => {
            let condition = match written.parse::<Expr>() {
                Ok(expr) => condition::clause(words, &expr),
                Err(_) => text(written),
            };
            Message::new("rule-subject-when").arg("type", type_name).arg("condition", condition)
        }
    }
}

fn timing(words: &Words<'_>, concept: &Concept, rule: &Rule) -> Option<Message> {
    let operand: Operand = rule.start.as_ref()?.parse().ok()?;
    let (period, year_end) = period_of(concept, rule).ok()?;
    let period = period?;
    Some(if year_end {
        Message::new("rule-timing-year-end")
            .arg("period", period.message())
            .arg("event", words.operand(&operand))
    } else if period.count() == 0 {
        Message::new("rule-timing-day-after").arg("event", words.operand_dative(&operand))
    } else {
        Message::new("rule-timing-after")
            .arg("period", period.message())
            .arg("event", words.operand_dative(&operand))
    })
}

fn fallback(words: &Words<'_>, rule: &Rule) -> Option<Message> {
    let start: Operand = rule.start.as_ref()?.parse().ok()?;
    let fallback: Operand = rule.fallback.as_ref()?.parse().ok()?;
    Some(
        Message::new("rule-fallback")
            .arg("event", words.operand(&start))
            .arg("fallback", words.operand(&fallback)),
    )
}

fn action(words: &Words<'_>, concept: &Concept, rule: &Rule) -> Message {
    let Ok((kind, fields, replace)) = action_of(concept, rule) else {
        return text(&rule.action);
    };
    let named = named_fields(words, &fields, &replace);
    let stage = i64::from(rule.stage.unwrap_or(1));
    match (kind, named) {
        (ActionKind::Anonymise, None) => Message::new("rule-does-anonymise"),
        (ActionKind::Anonymise, Some(named)) => {
            Message::new("rule-does-anonymise-with").arg("fields", named)
        }
        (ActionKind::Archive, None) => Message::new("rule-does-archive"),
        (ActionKind::Archive, Some(named)) => {
            Message::new("rule-does-archive-with").arg("fields", named)
        }
        (ActionKind::Mask, None) => Message::new("rule-does-mask-all").arg("stage", stage),
        (ActionKind::Mask, Some(named)) => {
            Message::new("rule-does-mask").arg("fields", named).arg("stage", stage)
        }
        (ActionKind::Partial, named) => Message::new("rule-does-partial")
            .arg("fields", named.unwrap_or_else(|| text("–")))
            .arg("stage", stage),
        (ActionKind::Lock, _) => Message::new("rule-does-lock"),
        (ActionKind::Unlock, _) => Message::new("rule-does-unlock"),
        (ActionKind::Keep, _) => Message::new("rule-does-keep"),
        (ActionKind::Release, _) => Message::new("rule-does-release"),
        (ActionKind::Delete, _) => Message::new("rule-does-delete"),
        (ActionKind::Classify, _) => {
            let class = text(rule.set_class.as_deref().unwrap_or("–"));
            Message::new("rule-does-classify").arg("class", quoted(class))
        }
    }
}

/// The fields a rule names, with what they are overwritten with where it says so.
fn named_fields(
    words: &Words<'_>,
    fields: &[String],
    replace: &BTreeMap<String, String>,
) -> Option<Message> {
    let more = replace.keys().filter(|key| !fields.contains(key));
    let named: Vec<Message> = fields
        .iter()
        .chain(more)
        .map(|key| {
            let name = words.field_name(key);
            match replace.get(key).map(|written| written.parse::<FieldAction>()) {
                Some(Ok(action)) => Message::new("phrase-with-note")
                    .arg("inner", name)
                    .arg("note", replacement(&action)),
                _ => name,
            }
        })
        .collect();
    enumeration(named, "phrase-and")
}

/// What a field is overwritten with, in words.
fn replacement(action: &FieldAction) -> Message {
    match action {
        FieldAction::Empty => Message::new("replace-empty"),
        FieldAction::Placeholder => Message::new("replace-placeholder"),
        FieldAction::Year => Message::new("replace-year"),
        FieldAction::Month => Message::new("replace-month"),
        FieldAction::Mask(replaced, with) => Message::new("replace-mask")
            .arg("replaced", i64::from(*replaced))
            .arg("with", i64::from(*with)),
        FieldAction::Last(last, _) => Message::new("replace-last").arg("last", i64::from(*last)),
        FieldAction::KeepFirst(first, _) => {
            Message::new("replace-keep").arg("first", i64::from(*first))
        }
        FieldAction::Pseudonym(length) => {
            Message::new("replace-pseudonym").arg("length", i64::from(*length))
        }
        FieldAction::Value(value) => {
            Message::new("replace-value").arg("value", quoted(text(value)))
        }
    }
}

/// What stands in brackets behind the sentence.
fn details(concept: &Concept, rule: &Rule) -> Message {
    let mut details = vec![match &rule.schedule {
        Some(written) => cron::words(written),
        None => Message::new("rule-by-hand"),
    }];
    if let Some(cap) = rule.cap {
        details.push(Message::new("rule-cap").arg("cap", cap));
    }
    if let Some(class) = rule.class.as_deref() {
        details.push(Message::new("rule-class").arg("class", class_name(concept, class)));
    }
    let norms = |key: &'static str, norms: Vec<&str>| {
        let cited = norms.into_iter().map(law).collect();
        enumeration(cited, "phrase-and").map(|norms| Message::new(key).arg("norms", norms))
    };
    details.extend(norms("rule-minimum", rule.minimum.iter().map(super::Minimum::norm).collect()));
    details.extend(norms("rule-maximum", rule.maximum.iter().map(String::as_str).collect()));
    details.extend(norms("rule-exempt", rule.exempt.iter().map(String::as_str).collect()));
    if !rule.norm.trim().is_empty() {
        details.push(Message::new("rule-norm").arg("norm", rule.norm.trim()));
    }
    joined(&details, "phrase-semicolon")
}

fn class_name(concept: &Concept, key: &str) -> Message {
    let own = concept.classes.iter().find(|class| class.key == key);
    match (own, obhut_law::retention::find_class(key)) {
        (Some(class), _) if !class.de.is_empty() && !class.en.is_empty() => {
            by_language(&class.de, &class.en)
        }
        (None, Some(class)) => class.label(),
        _ => text(key),
    }
}

fn law(key: &str) -> Message {
    text(obhut_law::retention::find(key).map_or(key, |norm| norm.law_reference))
}

fn then(first: Message, second: Message) -> Message {
    Message::new("phrase-then").arg("first", first).arg("second", second)
}

/// A name that somebody gave in both languages.
fn by_language(german: &str, english: &str) -> Message {
    Message::new("label-by-language").arg("de", german).arg("en", english)
}

/// Words that are the same in each language.
fn text(words: &str) -> Message {
    Message::new("phrase-text").arg("text", words)
}

fn quoted(inner: Message) -> Message {
    Message::new("phrase-quoted").arg("inner", inner)
}

/// "A, B and C", the last joined by the phrase `last`; nothing for nothing.
fn enumeration(mut parts: Vec<Message>, last: &'static str) -> Option<Message> {
    let end = parts.pop()?;
    if parts.is_empty() {
        return Some(end);
    }
    let begin = joined(&parts, "phrase-comma");
    Some(Message::new(last).arg("left", begin).arg("right", end))
}

/// Joins parts pairwise, in halves, so that long lists do not nest deeply: rendering recurses.
fn joined(parts: &[Message], by: &'static str) -> Message {
    match parts {
        [] => text(""),
        [only] => only.clone(),
        _ => {
            let (left, right) = parts.split_at(parts.len() / 2);
            Message::new(by).arg("left", joined(left, by)).arg("right", joined(right, by))
        }
    }
}
