//! Case files (Fallakten): one per person, with all records on which an action is due, held back,
//! done or failed. What is due and held is computed from the rules when asked, so that it is
//! never stale; what was done is stored.

use std::collections::HashSet;

use crate::PersonId;
use obhut_db::sql::{batch::find, key_text};
use obhut_kernel::{Error, Message, Result};

use crate::{
    context::Op,
    marks::{self, MarkKind},
    operation::Operation,
    retention::{
        ActionKind, CaseItem, Hold, RunOrigin, case_file,
        engine::{self, Work},
        ops,
        plan::plan,
        preview::due_records,
        store::{self, ItemRow},
    },
    systems::{Data, StateAt, Types},
};

/// The items of all case files in a state (`due`, `held`, `done`, `failed`), or in every state.
pub fn list(op: &mut Op<'_, '_>, state: Option<&str>, limit: u32) -> Result<Vec<CaseItem>> {
    op.authorise(Operation::CaseSee, None)?;
    if let Some(state) = state
        && !["due", "held", "done", "failed"].contains(&state)
    {
        return Err(Error::invalid(Message::new("error-case-state").arg("given", state)));
    }
    let types = op.types()?;
    let mut items = Vec::new();
    if matches!(state, None | Some("due" | "held")) {
        items.extend(pending(op, &types, state, limit)?);
    }
    if matches!(state, None | Some("done" | "failed")) {
        let rows = store::items_in_state(op, state, limit)?;
        items.extend(rows.into_iter().map(|row| stored(&types, row)));
    }
    items.truncate(limit as usize);
    Ok(items)
}

/// The case file of one person: what is due, held, done or failed, and all other records of hers
/// or his, for which nothing is due. Of each type the person's own records are read and no others.
///
/// Not found when there is no such person.
pub fn of_person(op: &mut Op<'_, '_>, person: PersonId) -> Result<Vec<CaseItem>> {
    op.authorise(Operation::CaseSee, None)?;
    let types = op.types()?;
    let mut items = pending_of(op, &types, person)?;
    for item in &mut items {
        item.reason = reason_of(op, &types, item)?;
    }
    let rows = store::items_of_person(op, person)?;
    items.extend(rows.into_iter().map(|row| stored(&types, row)));
    items.extend(others_of(op, &types, person, &items)?);
    if items.is_empty() && !marks::store::is_person(op, person)? {
        let message = Message::new("error-person-missing").arg("person", person.0);
        return Err(Error::not_found(message));
    }
    Ok(items)
}

/// Why somebody keeps or has locked what an item is about.
fn reason_of(op: &mut Op<'_, '_>, types: &Types, item: &CaseItem) -> Result<Option<String>> {
    let kind = match item.note.as_deref() {
        Some("keep" | "person_keep") => MarkKind::Keep,
        Some("lock" | "person_lock") => MarkKind::Lock,
        _ => return Ok(None),
    };
    let type_id = types.get(&item.type_key)?.id;
    let marks = marks::store::active(op, type_id, &item.key, item.person)?;
    Ok(marks.into_iter().find(|mark| mark.kind == kind).map(|mark| mark.reason))
}

/// The records of a person that no item speaks of.
fn others_of(
    op: &mut Op<'_, '_>,
    types: &Types,
    person: PersonId,
    items: &[CaseItem],
) -> Result<Vec<CaseItem>> {
    let named: HashSet<(&str, &str)> =
        items.iter().map(|item| (item.type_key.as_str(), item.key.as_str())).collect();
    let mut others = Vec::new();
    for record_type in types.iter().filter(|t| t.state == StateAt::Columns) {
        let Some(mine) = case_file::of_person(record_type, person) else { continue };
        let keys = record_type.key_columns.len();
        for row in find(op.tx, &record_type.keyed(), &[], &mine, None, u32::MAX)? {
            let key = key_text(&row.values()[..keys].to_vec());
            if !named.contains(&(record_type.key.as_str(), key.as_str())) {
                others.push(CaseItem {
                    person: Some(person),
                    type_key: record_type.key.clone(),
                    key,
                    action: String::new(),
                    state: "none".to_owned(),
                    origin: String::new(),
                    run: None,
                    rule: None,
                    due_on: None,
                    at: None,
                    note: None,
                    reason: None,
                });
            }
        }
    }
    Ok(others)
}

/// What is due and what is held of one person.
pub(super) fn pending_of(
    op: &mut Op<'_, '_>,
    types: &Types,
    person: PersonId,
) -> Result<Vec<CaseItem>> {
    let concept = ops::current_or_none(op)?;
    let today = op.today();
    let mut items = Vec::new();
    for rule in concept.rules.iter().filter(|rule| rule.enabled) {
        let record_type = types.get(&rule.type_key)?;
        let Some(mine) = case_file::of_person(record_type, person) else { continue };
        let mut plan = plan(op, types, &concept, rule, today)?;
        if plan.kind == ActionKind::Classify {
            continue;
        }
        plan.due = mine.and(plan.due);
        let origin = RunOrigin::Hand;
        let work = Work { plan: &plan, record_type, origin, run: None, reason: None };
        let ready = engine::picked(op, &mut Data::Own, &work, &plan.ready(), u32::MAX)?;
        items.extend(ready.into_iter().map(|target| of_target(&work, target, None)));
        for (at, (hold, _)) in plan.holds.iter().enumerate() {
            let held = engine::picked(op, &mut Data::Own, &work, &plan.held_by(at), u32::MAX)?;
            items.extend(held.into_iter().map(|target| of_target(&work, target, Some(hold))));
        }
    }
    Ok(items)
}

fn of_target(work: &Work<'_>, target: engine::Target, hold: Option<&Hold>) -> CaseItem {
    CaseItem {
        person: target.person,
        type_key: work.record_type.key.clone(),
        key: target.text,
        action: work.plan.kind.key().to_owned(),
        state: if hold.is_some() { "held" } else { "due" }.to_owned(),
        origin: "rule".to_owned(),
        run: None,
        rule: Some(work.plan.rule.key.clone()),
        due_on: target.due_on,
        at: None,
        note: hold.map(Hold::key),
        reason: None,
    }
}

fn pending(
    op: &mut Op<'_, '_>,
    types: &Types,
    state: Option<&str>,
    limit: u32,
) -> Result<Vec<CaseItem>> {
    let concept = ops::current_or_none(op)?;
    let today = op.today();
    let mut items = Vec::new();
    for rule in concept.rules.iter().filter(|rule| rule.enabled) {
        let plan = plan(op, types, &concept, rule, today)?;
        if plan.kind == ActionKind::Classify {
            continue;
        }
        for due in due_records(op, types, &plan, limit)? {
            let item_state = if due.held.is_some() { "held" } else { "due" };
            if state.is_none_or(|wanted| wanted == item_state) {
                items.push(CaseItem {
                    person: due.person,
                    type_key: due.type_key,
                    key: due.key,
                    action: due.action.key().to_owned(),
                    state: item_state.to_owned(),
                    origin: "rule".to_owned(),
                    run: None,
                    rule: Some(due.rule),
                    due_on: due.due_on,
                    at: None,
                    note: due.held.map(|hold| hold.key()),
                    reason: None,
                });
            }
        }
    }
    Ok(items)
}

fn stored(types: &Types, row: ItemRow) -> CaseItem {
    CaseItem {
        person: row.person_id,
        type_key: types.by_id(row.type_id).map_or_else(String::new, |t| t.key.clone()),
        key: row.record_key,
        action: row.action,
        state: row.state,
        origin: row.origin,
        run: row.run_id,
        rule: row.rule_key,
        due_on: row.due_on,
        at: Some(row.at),
        note: row.note,
        reason: None,
    }
}
