//! What a rule would do: the same plan as a run, stopped before the write.

use jiff::civil::Date;
use obhut_db::sql::{
    Condition, Key, KeySet,
    batch::{count_cases, update},
};
use obhut_kernel::{Message, Result};
use obhut_law::retention::{Term, explain};

use crate::{
    access::Actor,
    context::{Op, Tenant},
    operation::Operation,
    register,
    retention::{
        ActionKind, Concept, DueRecord, Held, Hold, Rule, RunReport,
        engine::{self, Work},
        plan::{Plan, action_of, plan, start_field},
        types::RunOrigin,
    },
    systems::{Data, RecordType, Types},
};

/// How many records a rule would take today, and what holds back the rest.
pub fn preview_counts(
    op: &mut Op<'_, '_>,
    concept: &Concept,
    rule: &Rule,
    today: Date,
) -> Result<RunReport> {
    op.authorise(Operation::ConceptSee, None)?;
    let types = op.types()?;
    let plan = plan(op, &types, concept, rule, today)?;
    let (due, held) = counts(op, types.get(&rule.type_key)?, &plan)?;
    let ready = due - held.iter().map(|held| held.count).sum::<u64>();
    let done = plan.rule.cap.map_or(ready, |cap| ready.min(cap));
    let mut report =
        RunReport { run: None, rule: rule.key.clone(), due, done, held, failed: 0, seconds: 0.0 };
    hold_by_cap(&mut report, ready, plan.rule.cap);
    Ok(report)
}

/// Looks at the records as each of `rules` will find them when they are run in this order: as what
/// went before has classified them, for other rules speak of the class. Without rules that classify
/// it is a plain look, otherwise one at changes that are undone; on SQLite other writers wait.
pub fn foresee(
    tenant: &Tenant,
    actor: &Actor,
    (concept, rules): (&Concept, &[&Rule]),
    today: Date,
    mut look: impl FnMut(&mut Op<'_, '_>, &Rule) -> Result<()>,
) -> Result<()> {
    let mut classify = Vec::with_capacity(rules.len());
    for rule in rules {
        classify.push(action_of(concept, rule)?.0 == ActionKind::Classify);
    }
    if rules.len() < 2 || !classify.contains(&true) {
        return tenant.read(actor, |op| rules.iter().try_for_each(|rule| look(op, rule)));
    }
    tenant.trial(actor, |op| {
        op.authorise(Operation::ConceptSee, None)?;
        for (rule, classify) in rules.iter().zip(&classify) {
            look(op, rule)?;
            if *classify {
                as_classified(op, concept, rule, today)?;
            }
        }
        Ok(())
    })
}

fn as_classified(op: &mut Op<'_, '_>, concept: &Concept, rule: &Rule, today: Date) -> Result<()> {
    let types = op.types()?;
    let record_type = types.get(&rule.type_key)?;
    let plan = plan(op, &types, concept, rule, today)?;
    let all = KeySet::Range { from: i64::MIN, to: i64::MAX };
    let sets = [("o_class".to_owned(), plan.rule.set_class.clone().into())];
    update(op.tx, &record_type.keyed(), &sets, &all, &plan.ready()).map(drop)
}

/// Names the records that the cap leaves for the next run.
pub(crate) fn hold_by_cap(report: &mut RunReport, ready: u64, cap: Option<u64>) {
    let left = cap.map_or(0, |cap| ready.saturating_sub(cap));
    if left > 0 {
        report.held.push(Held { reason: Hold::Cap.key(), count: left });
    }
}

/// How many records are due, and how many of them each hold holds back; a record held by several
/// counts for the first.
pub(crate) fn counts(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    plan: &Plan,
) -> Result<(u64, Vec<Held>)> {
    let holds: Vec<Condition> = plan.holds.iter().map(|(_, hold)| hold.clone()).collect();
    let counts = count_cases(op.tx, &record_type.table, &plan.due, &holds)?;
    let held = plan
        .holds
        .iter()
        .zip(&counts[1..])
        .filter(|(_, count)| **count > 0)
        .map(|((hold, _), count)| Held { reason: hold.key(), count: *count })
        .collect();
    let due = counts.iter().sum();
    Ok((due, held))
}

/// The due records of a rule with the reason for each, ready ones first, then those held back.
pub fn preview(
    op: &mut Op<'_, '_>,
    concept: &Concept,
    rule: &Rule,
    today: Date,
    limit: u32,
) -> Result<Vec<DueRecord>> {
    op.authorise(Operation::ConceptSee, None)?;
    let types = op.types()?;
    let plan = plan(op, &types, concept, rule, today)?;
    due_records(op, &types, &plan, limit)
}

pub(crate) fn due_records(
    op: &mut Op<'_, '_>,
    types: &Types,
    plan: &Plan,
    limit: u32,
) -> Result<Vec<DueRecord>> {
    let record_type = types.get(&plan.rule.type_key)?;
    let mut found = listed(op, record_type, plan, &plan.ready(), None, (None, limit))?;
    for (at, (hold, _)) in plan.holds.iter().enumerate() {
        let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        let held = plan.held_by(at);
        found.extend(listed(op, record_type, plan, &held, Some(hold), (None, left))?);
    }
    Ok(found)
}

/// A place in the list of a rule's due records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueFrom {
    /// 0 for those that nothing holds back, then one for each hold.
    pub part: usize,
    /// Behind this key; keys ascend within a part.
    pub after: Option<String>,
}

/// The due records of a rule from a place on, at most `limit` of one part, and where to go on:
/// the same list as that of [`preview`], page by page, so that any number takes little memory.
pub fn preview_page(
    op: &mut Op<'_, '_>,
    concept: &Concept,
    rule: &Rule,
    today: Date,
    from: &DueFrom,
    limit: u32,
) -> Result<(Vec<DueRecord>, Option<DueFrom>)> {
    op.authorise(Operation::ConceptSee, None)?;
    let types = op.types()?;
    let record_type = types.get(&rule.type_key)?;
    let plan = plan(op, &types, concept, rule, today)?;
    let (hold, condition) = match from.part.checked_sub(1) {
        None => (None, plan.ready()),
        Some(at) if at < plan.holds.len() => (Some(&plan.holds[at].0), plan.held_by(at)),
        Some(_) => return Ok((Vec::new(), None)),
    };
    let after =
        from.after.as_deref().map(|key| register::store::key_of(record_type, key)).transpose()?;
    let found = listed(op, record_type, &plan, &condition, hold, (after.as_ref(), limit))?;
    let next = match found.last() {
        Some(last) if found.len() >= limit as usize => {
            Some(DueFrom { part: from.part, after: Some(last.key.clone()) })
        }
        _ if from.part < plan.holds.len() => Some(DueFrom { part: from.part + 1, after: None }),
        _ => None,
    };
    Ok((found, next))
}

fn listed(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    plan: &Plan,
    condition: &Condition,
    hold: Option<&Hold>,
    (after, limit): (Option<&Key>, u32),
) -> Result<Vec<DueRecord>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let work = Work { plan, record_type, origin: RunOrigin::Hand, run: None, reason: None };
    let page = engine::page(op, &mut Data::Own, &work, condition, after, limit)?;
    Ok(page
        .into_iter()
        .map(|target| DueRecord {
            rule: plan.rule.key.clone(),
            type_key: record_type.key.clone(),
            why: why(record_type, plan, target.start),
            key: target.text,
            person: target.person,
            action: plan.kind,
            start: target.start,
            due_on: target.due_on,
            held: hold.cloned(),
        })
        .collect())
}

/// The arithmetic behind a due record, as steps.
fn why(record_type: &RecordType, plan: &Plan, start: Option<Date>) -> Vec<Message> {
    let (Some(start), Some(period)) = (start, plan.period) else {
        return vec![Message::new("why-condition")];
    };
    let event = plan.start.as_ref().and_then(|s| start_field(record_type, s));
    let event = match event {
        Some(field) => {
            Message::new("why-event").arg("de", &field.label_de).arg("en", &field.label_en)
        }
        None => Message::new("why-event-latest"),
    };
    let reference = (!plan.rule.norm.is_empty()).then(|| plan.rule.norm.clone());
    let term = Term { event, start, period, year_end: plan.year_end, reference };
    explain(&term, &[])
}
