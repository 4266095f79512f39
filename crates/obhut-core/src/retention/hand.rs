//! An action on one record, by hand or by API. Holds refuse it with their reason.

use std::collections::BTreeMap;

use obhut_db::sql::{Comparison, Condition, Dialect, key_text, purge};
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    context::Op,
    journal::{Entry, ops::record},
    marks,
    operation::Operation,
    register::records,
    retention::{
        ActionKind, Concept, Rule, RunOrigin,
        engine::{self, Work},
        ops,
        plan::{self, LAST_STAGE},
        statutory::Judgement,
        words,
    },
    systems::Data,
};

/// What to do to one record.
#[derive(Debug, Clone)]
pub struct HandAction<'a> {
    /// A kind of action, or the key of one of the concept's.
    pub action: &'a str,
    /// The key of the record's type.
    pub type_key: &'a str,
    /// The record's key.
    pub key: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The fields, for partial anonymising and masking.
    pub fields: Vec<String>,
    /// What asks for it.
    pub origin: RunOrigin,
}

/// Does it. Marks go through the operations on marks; what destroys is refused when a keep or a
/// statutory period holds the record.
pub fn act(op: &mut Op<'_, '_>, action: &HandAction<'_>) -> Result<ActionKind> {
    act_or_overrule(op, action, None)
}

/// Does it although a statutory period of the record cannot be computed, because the event it
/// starts from is empty or not known; `despite` says why the record need not be kept, names nobody,
/// and stays in the journal. A period that is known to run is not overruled: there the concept has
/// to say that it does not bind (`exempt`).
pub fn act_despite(
    op: &mut Op<'_, '_>,
    action: &HandAction<'_>,
    despite: &str,
) -> Result<ActionKind> {
    act_or_overrule(op, action, Some(records::required_reason(despite)?))
}

fn act_or_overrule(
    op: &mut Op<'_, '_>,
    action: &HandAction<'_>,
    despite: Option<&str>,
) -> Result<ActionKind> {
    let concept = ops::current_or_none(op)?;
    let rule = hand_rule(action);
    let (kind, ..) = plan::action_of(&concept, &rule)?;
    let target = marks::Target::Record { type_key: action.type_key, key: action.key };
    match kind {
        ActionKind::Lock => {
            marks::ops::set(op, marks::MarkKind::Lock, target, action.reason, None)?;
        }
        ActionKind::Keep => {
            marks::ops::set(op, marks::MarkKind::Keep, target, action.reason, None)?;
        }
        ActionKind::Unlock => {
            marks::ops::release(op, marks::MarkKind::Lock, target, action.reason)?;
        }
        ActionKind::Release => {
            marks::ops::release(op, marks::MarkKind::Keep, target, action.reason)?;
        }
        ActionKind::Classify => {
            return Err(Error::invalid(Message::new("error-act-classify")));
        }
        _ => destroy(op, action, &concept, &rule, despite)?,
    }
    Ok(kind)
}

/// The action as a rule without condition and period.
pub(super) fn hand_rule(action: &HandAction<'_>) -> Rule {
    Rule {
        key: "hand".to_owned(),
        de: String::new(),
        en: String::new(),
        type_key: action.type_key.to_owned(),
        when: None,
        start: None,
        fallback: None,
        class: None,
        period: None,
        year_end: None,
        action: action.action.to_owned(),
        fields: action.fields.clone(),
        replace: BTreeMap::new(),
        stage: None,
        set_class: None,
        minimum: Vec::new(),
        exempt: Vec::new(),
        maximum: Vec::new(),
        schedule: None,
        cap: None,
        suppress: true,
        reason: action.reason.to_owned(),
        norm: String::new(),
        enabled: true,
    }
}

fn destroy(
    op: &mut Op<'_, '_>,
    action: &HandAction<'_>,
    concept: &Concept,
    rule: &Rule,
    despite: Option<&str>,
) -> Result<()> {
    let types = op.types()?;
    let record_type = types.get(action.type_key)?;
    op.authorise(Operation::RecordAct, Some(record_type))?;
    op.about(action.key);
    let reason = records::required_reason(action.reason)?;
    // Nobody sets a mark between what is read here and the end of it.
    marks::store::hold_persons(op)?;
    marks::ops::lock_record(op, record_type, action.key)?;
    let telling = words::telling_fields(record_type);
    let stored = records::visible_record(op, record_type, &telling, action.key)?;
    marks::ops::refuse_if_kept(op, record_type, &stored.key, stored.person, stored.marks)?;
    marks::ops::refuse_if_locked(op, record_type, &stored.key, stored.person, stored.marks)?;
    let (kind, ..) = plan::action_of(concept, rule)?;
    if stored.state >= LAST_STAGE && kind != ActionKind::Delete {
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-record-gone").arg("key", action.key),
        ));
    }
    let today = op.today();
    let mut plan = plan::plan(op, &types, concept, rule, today)?;
    if plan.kind.ends_life() {
        for words in [Some(reason), despite].into_iter().flatten() {
            let told = telling.iter().zip(&stored.values);
            words::refuse_naming(
                told.map(|(f, value)| (f.key.as_str(), f.category, value)),
                words,
            )?;
        }
    }
    let this = stored
        .key
        .iter()
        .zip(&record_type.key_columns)
        .map(|(value, column)| Condition::compare(column, Comparison::Equal, value.clone()))
        .fold(Condition::Always, Condition::and);
    let unknown = if plan.kind.ends_life() {
        let judgement = Judgement::new(record_type, action.key, &this);
        judgement.refuse(op, &types, concept, despite.is_some())?
    } else {
        Vec::new()
    };
    plan.due = this;
    plan.holds.clear();
    if matches!(plan.kind, ActionKind::Partial | ActionKind::Mask) {
        // Not a step of the concept: what its rules have in view for the record is still to come.
        plan.stage = None;
    }
    let work =
        Work { plan: &plan, record_type, origin: action.origin, run: None, reason: Some(reason) };
    let targets = engine::page(op, &mut Data::Own, &work, &plan.due, None, 1)?;
    if targets.is_empty() {
        return Err(Error::not_found(
            Message::new("error-record-missing")
                .arg("type", action.type_key)
                .arg("key", key_text(&stored.key)),
        ));
    }
    engine::act_on(op, &mut Data::Own, &work, &targets, &plan.due)?;
    op.empty_log_after();
    for norm in unknown {
        let entry = Entry::on_type(record_type, "overrule").record(action.key, None);
        let entry = entry.detail("norm", norm.key).reason_of_nobody(despite.unwrap_or_default());
        record(op, entry)?;
    }
    if op.tx.dialect() == Dialect::Postgres {
        // The statistics show samples of values to whoever may read the table.
        purge::refresh_statistics(op.tx, &[record_type.table.clone(), "mark".into()])?;
    }
    Ok(())
}
