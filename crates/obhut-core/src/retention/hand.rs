//! An action on one record, by hand or by API. Holds refuse it with their reason.

use std::collections::BTreeMap;

use obhut_db::sql::{Comparison, Condition, Dialect, key_text, purge};
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    context::Op,
    marks,
    operation::Operation,
    register::records,
    retention::{
        ActionKind, Concept, Hold, Rule, RunOrigin,
        engine::{self, Work},
        ops,
        plan::{self, LAST_STAGE},
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
    let concept = ops::current(op).map(|(_, concept)| concept).unwrap_or_default();
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
        _ => destroy(op, action, &concept, &rule)?,
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
        // The last of the partial stages, so that it is always something new to do.
        stage: Some(8),
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
) -> Result<()> {
    let types = op.types()?;
    let record_type = types.get(action.type_key)?;
    op.authorise(Operation::RecordAct, Some(record_type))?;
    op.about(action.key);
    let reason = records::required_reason(action.reason)?;
    let stored = records::visible_record(op, record_type, &[], action.key)?;
    marks::ops::refuse_if_kept(op, record_type, &stored.key, stored.person, stored.marks)?;
    if stored.state >= LAST_STAGE && rule.action != "delete" {
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-record-gone").arg("key", action.key),
        ));
    }
    let today = op.today();
    let mut plan = plan::plan(op, &types, concept, rule, today)?;
    let this = stored
        .key
        .iter()
        .zip(&record_type.key_columns)
        .map(|(value, column)| Condition::compare(column, Comparison::Equal, value.clone()))
        .fold(Condition::Always, Condition::and);
    refuse_statutory(op, concept, action, &this, plan.kind)?;
    plan.due = this;
    plan.holds.clear();
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
    if op.tx.dialect() == Dialect::Postgres {
        // The statistics show samples of values to whoever may read the table.
        purge::refresh_statistics(op.tx, &[record_type.table.clone(), "mark".into()])?;
    }
    Ok(())
}

/// Refuses when a rule of the concept on the same type says that a statutory period of the record
/// still runs.
fn refuse_statutory(
    op: &mut Op<'_, '_>,
    concept: &Concept,
    action: &HandAction<'_>,
    this: &Condition,
    kind: ActionKind,
) -> Result<()> {
    if !kind.ends_life() {
        return Ok(());
    }
    let types = op.types()?;
    let record_type = types.get(action.type_key)?;
    let today = op.today();
    let mut plans = Vec::new();
    for rule in concept.rules.iter().filter(|rule| rule.type_key == action.type_key) {
        plans.push(plan::plan(op, &types, concept, rule, today)?);
    }
    let table = &record_type.table;
    let ends: Vec<_> = plans.iter().filter(|planned| planned.kind.ends_life()).collect();
    // The rule that speaks of this record says from when its periods run; a record of which no
    // rule speaks (a running contract) is held by each of them.
    let mut speaking = Vec::new();
    for planned in &ends {
        let meant = this.clone().and(planned.when.clone());
        if obhut_db::sql::batch::count(op.tx, table, &meant)? > 0 {
            speaking.push(*planned);
        }
    }
    let judges = if speaking.is_empty() { ends } else { speaking };
    for planned in judges {
        for (hold, condition) in &planned.holds {
            let Hold::Statutory(norm) = hold else { continue };
            let exempt = plans
                .iter()
                .filter(|other| other.rule.enabled && other.rule.exempt.contains(norm))
                .map(|other| other.when.clone())
                .collect();
            let bound = Condition::Any(exempt).negated();
            let holds = this.clone().and(condition.clone()).and(bound);
            if obhut_db::sql::batch::count(op.tx, table, &holds)? > 0 {
                let law = obhut_law::retention::find(norm)
                    .map_or(norm.as_str(), |known| known.law_reference);
                return Err(Error::new(
                    Kind::Held,
                    Message::new("error-record-statutory")
                        .arg("type", action.type_key)
                        .arg("key", action.key)
                        .arg("norm", law),
                ));
            }
        }
    }
    Ok(())
}
