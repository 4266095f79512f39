//! Reads back: what was due is gone, what was held is untouched.

use std::collections::HashMap;

use obhut_core::{
    register::{RecordView, records},
    retention::{self, ActionKind, Concept, DueFrom, FieldAction, Rule, RunReport},
};
use obhut_demo::{DemoType, Generator, MarkKind};
use obhut_kernel::{DataType, Value};
use serde_json::Value as Json;

use super::check::Checks;
use crate::{failure::Outcome, session::Session};

/// Up to so many records of a rule are all remembered; of more, a sample is.
const ALL: u64 = 20_000;
/// From so many places of a type a sample takes so many records each.
const PLACES: u64 = 40;
const FROM_EACH: u32 = 250;
/// Records read at once.
const PAGE: usize = 500;

const GONE: &str = "demo-check-due-gone";
const DONE: &str = "demo-check-due-done";
const HELD: &str = "demo-check-held";
const COUNT: &str = "demo-check-count";
const KEPT: &str = "demo-check-kept";

/// What a rule was about before it was executed.
pub struct Before {
    rule: Rule,
    kind: ActionKind,
    actions: HashMap<String, FieldAction>,
    expected: u64,
    due: Vec<RecordView>,
    held: Vec<RecordView>,
}

impl Before {
    /// Remembers the due and the held records with all their values: all of them, or a sample
    /// from all over the type where they are very many.
    pub fn take(
        session: &Session,
        concept: &Concept,
        rule: &Rule,
        generator: &Generator,
    ) -> Outcome<Self> {
        let today = session.tenant.today();
        let counts = session.read(|op| retention::preview_counts(op, concept, rule, today))?;
        let held: u64 = counts.held.iter().filter(|h| h.reason != "cap").map(|h| h.count).sum();
        let types = session.types()?;
        let (kind, fields, replace) = retention::action_of(concept, rule)?;
        let record_type = types.get(&rule.type_key)?;
        let actions = retention::field_actions(record_type, kind, &fields, &replace)?;
        let actions = actions.into_iter().map(|(field, action)| (field.key.clone(), action));
        let most = DemoType::of(&rule.type_key).map_or(0, |t| generator.count(t));
        let (mut due_keys, mut held_keys) = (Vec::new(), Vec::new());
        let sample = Sample { session, concept, rule, most };
        sample.take(counts.due - held, &mut due_keys, |part| part == 0)?;
        sample.take(held, &mut held_keys, |part| part > 0)?;
        // With a cap the first records in the order of their keys are acted on.
        if rule.cap.is_some() {
            let cap = usize::try_from(counts.done).unwrap_or(usize::MAX);
            due_keys.truncate(if counts.due - held > ALL { 0 } else { cap });
        }
        Ok(Self {
            rule: rule.clone(),
            kind,
            actions: actions.collect(),
            expected: counts.done,
            due: read(session, &rule.type_key, &due_keys)?,
            held: read(session, &rule.type_key, &held_keys)?,
        })
    }

    /// What the dry run before all runs said of the rule.
    pub fn announced(self, announced: u64) -> Self {
        Self { expected: announced, ..self }
    }

    /// Compares with what is there after the run.
    pub fn compare(&self, session: &Session, report: &RunReport, checks: &mut Checks) -> Outcome {
        let place =
            |view: &RecordView| format!("{}: {} {}", self.rule.key, view.type_key, view.key);
        checks.note(COUNT, report.done == self.expected && report.failed == 0, report.done);
        let claim = if self.kind.destroys() { GONE } else { DONE };
        for (old, new) in pairs(session, &self.due)? {
            checks.note(claim, true, 1);
            if !self.is_done(old, new.as_ref()) {
                checks.broken(claim, place(old));
            }
        }
        for (old, new) in pairs(session, &self.held)? {
            checks.note(HELD, true, 1);
            let same = new.is_some_and(|new| new.fields == old.fields && new.stage == old.stage);
            if !same {
                checks.broken(HELD, place(old));
            }
        }
        Ok(())
    }

    fn is_done(&self, old: &RecordView, new: Option<&RecordView>) -> bool {
        let Some(new) = new else { return self.kind == ActionKind::Delete };
        match self.kind {
            ActionKind::Delete => false,
            ActionKind::Lock => new.locked,
            ActionKind::Unlock => !new.locked,
            ActionKind::Keep => new.kept,
            ActionKind::Release => !new.kept,
            ActionKind::Classify => new.class == self.rule.set_class,
            ActionKind::Anonymise | ActionKind::Archive => {
                new.stage == records::GONE && self.is_overwritten(old, new)
            }
            ActionKind::Partial | ActionKind::Mask => {
                new.stage > old.stage && self.is_overwritten(old, new)
            }
        }
    }

    /// Whether no old value is left in a field that is overwritten, and all others are as before.
    fn is_overwritten(&self, old: &RecordView, new: &RecordView) -> bool {
        old.fields.iter().all(|(key, before)| {
            let after = new.fields.get(key).unwrap_or(&Json::Null);
            match self.actions.get(key) {
                None => after == before,
                Some(_) if before.is_null() => true,
                Some(action) => after != before || may_stay(action, before),
            }
        })
    }
}

/// What is its own replacement: the first of January is what its year leaves of a date, and what an
/// earlier stage overwrote is overwritten with the same again.
fn may_stay(action: &FieldAction, before: &Json) -> bool {
    let text = before.as_str().unwrap_or_default();
    match action {
        FieldAction::Year => text.ends_with("-01-01"),
        FieldAction::Month => text.ends_with("-01"),
        FieldAction::Value(value) => before.to_string().trim_matches('"') == value,
        FieldAction::Mask(..) | FieldAction::Last(..) => text.starts_with("XX"),
        FieldAction::KeepFirst(..) => text.ends_with("xx"),
        FieldAction::Placeholder => {
            text.ends_with("@anonym.invalid") || text.starts_with("anonym-")
        }
        _ => false,
    }
}

/// After all runs: records that somebody keeps still have the values they were loaded with, letter
/// for letter, whatever rule was executed.
pub fn after_all(session: &Session, generator: &Generator, checks: &mut Checks) -> Outcome {
    let types = session.types()?;
    let kept: Vec<_> = generator
        .marks()
        .filter(|mark| mark.kind == MarkKind::Keep)
        .take(usize::try_from(ALL).unwrap_or(usize::MAX))
        .collect();
    for mark in &kept {
        let Some(demo_type) = DemoType::of(mark.type_key) else { continue };
        let Some(loaded) = generator.record(demo_type, mark.number) else { continue };
        let record_type = types.get(mark.type_key)?;
        let key = mark.number.to_string();
        let view = session.read(|op| records::show(op, mark.type_key, &key))?;
        let same = loaded.fields.iter().all(|(field, value)| {
            let data_type = record_type.field(field).map(|field| field.data_type);
            let compared = data_type
                .is_some_and(|data_type| data_type.is_textual() || data_type == DataType::Date);
            let stored = view.fields.get(*field);
            !compared || stored.is_none_or(|stored| *stored == Value::to_json(value))
        });
        checks.note(KEPT, true, 1);
        if !same || view.stage != 0 || !view.kept {
            checks.broken(KEPT, format!("{} {key}", mark.type_key));
        }
    }
    Ok(())
}

/// Reads keys of due records.
struct Sample<'a> {
    session: &'a Session,
    concept: &'a Concept,
    rule: &'a Rule,
    most: u64,
}

impl Sample<'_> {
    /// The keys of the parts meant (0: ready, others: held back); a sample where there are `count`
    /// and that is very many.
    fn take(&self, count: u64, keys: &mut Vec<String>, meant: impl Fn(usize) -> bool) -> Outcome {
        if count == 0 {
            return Ok(());
        }
        if count <= ALL {
            return self.walk(&DueFrom::default(), u32::MAX, keys, &meant);
        }
        for place in 0..PLACES {
            let after = (self.most / PLACES * place).to_string();
            let from = DueFrom { part: 0, after: Some(after) };
            self.walk(&from, FROM_EACH, keys, &meant)?;
        }
        keys.sort();
        keys.dedup();
        Ok(())
    }

    /// Goes through the parts from a place on, and takes at most `each` of a part.
    fn walk(
        &self,
        start: &DueFrom,
        each: u32,
        keys: &mut Vec<String>,
        meant: &impl Fn(usize) -> bool,
    ) -> Outcome {
        let today = self.session.tenant.today();
        let mut from = start.clone();
        loop {
            let limit = if meant(from.part) { each.min(5_000) } else { 1 };
            let (page, next) = self.session.read(|op| {
                retention::preview_page(op, self.concept, self.rule, today, &from, limit)
            })?;
            if meant(from.part) {
                keys.extend(page.into_iter().map(|due| due.key));
            }
            from = match next {
                None => {
                    return Ok(());
                }
                Some(next) if next.part == from.part && (each < 5_000 || !meant(from.part)) => {
                    DueFrom { part: from.part + 1, after: start.after.clone() }
                }
                Some(next) if next.part != from.part => {
                    DueFrom { part: next.part, after: start.after.clone() }
                }
                Some(next) => next,
            };
        }
    }
}

fn read(session: &Session, type_key: &str, keys: &[String]) -> Outcome<Vec<RecordView>> {
    let mut views = Vec::with_capacity(keys.len());
    for some in keys.chunks(PAGE) {
        views.extend(session.read(|op| records::show_many(op, type_key, some))?);
    }
    Ok(views)
}

/// Each record as it was, with what is there now.
fn pairs<'a>(
    session: &Session,
    before: &'a [RecordView],
) -> Outcome<Vec<(&'a RecordView, Option<RecordView>)>> {
    let mut pairs = Vec::with_capacity(before.len());
    for some in before.chunks(PAGE) {
        let keys: Vec<String> = some.iter().map(|view| view.key.clone()).collect();
        let Some(first) = some.first() else { continue };
        let now = read(session, &first.type_key, &keys)?;
        let mut now: HashMap<String, RecordView> =
            now.into_iter().map(|view| (view.key.clone(), view)).collect();
        pairs.extend(some.iter().map(|old| (old, now.remove(&old.key))));
    }
    Ok(pairs)
}
