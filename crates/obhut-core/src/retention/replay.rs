//! An erasure of the keystore's ledger, done again after a backup from before it was restored.

use std::collections::BTreeMap;

use obhut_db::{
    Erasure,
    sql::{Comparison, Condition, Key},
};
use obhut_kernel::{Error, Kind, Message, Result};
use serde::Deserialize;

use crate::{
    context::Op,
    operation::Operation,
    register::store::key_of,
    retention::{
        ActionKind, Concept, HandAction, RunOrigin,
        engine::{Work, act_on, page},
        hand::hand_rule,
        plan::{LAST_STAGE, Plan, plan},
    },
    systems::{Data, REGISTER, RecordType, StateAt},
};

/// What the ledger says of an erasure besides the records.
#[derive(Debug, Deserialize)]
struct Described {
    stage: i64,
    replace: BTreeMap<String, String>,
    #[serde(default = "yes")]
    suppress: bool,
}

fn yes() -> bool {
    true
}

/// Erases the records of one batch again, as far as they are there and not erased wholly, in what
/// of them is there. Keeps and statutory periods were looked at when it was done first. Returns
/// how many records it was.
pub(crate) fn again(op: &mut Op<'_, '_>, erasure: &Erasure, keys: &[String]) -> Result<u64> {
    op.authorise(Operation::StoreRestore, None)?;
    let types = op.types()?;
    let found = types.find(&erasure.type_key);
    let Some(record_type) = found.filter(|t| t.system == erasure.system && t.system == REGISTER)
    else {
        return Ok(0);
    };
    let broken = || Error::new(Kind::Integrity, Message::new("error-ledger"));
    let described: Described = serde_json::from_str(&erasure.plan).map_err(|_| broken())?;
    let kind: ActionKind = erasure.act.parse().map_err(|_| broken())?;
    if !kind.destroys() {
        return Err(broken());
    }
    let plan = plan_of(op, record_type, kind, described)?;
    let condition = these(record_type, keys)?;
    let work =
        Work { plan: &plan, record_type, origin: RunOrigin::Restore, run: None, reason: None };
    let most = u32::try_from(keys.len()).map_err(|_| broken())?;
    let targets = page(op, &mut Data::Own, &work, &condition, None, most)?;
    if targets.is_empty() {
        return Ok(0);
    }
    act_on(op, &mut Data::Own, &work, &targets, &condition)
}

/// The same transformations on the fields that the restored type has.
fn plan_of(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    kind: ActionKind,
    described: Described,
) -> Result<Plan> {
    let types = op.types()?;
    let mut rule = hand_rule(&HandAction {
        action: kind.key(),
        type_key: &record_type.key,
        key: "",
        reason: "",
        fields: Vec::new(),
        origin: RunOrigin::Restore,
    });
    rule.suppress = described.suppress;
    rule.stage = u8::try_from(described.stage).ok().filter(|stage| (1..=8).contains(stage));
    rule.replace = described.replace;
    rule.replace.retain(|field, _| record_type.field(field).is_some());
    rule.fields = rule.replace.keys().cloned().collect();
    let today = op.today();
    let mut plan = plan(op, &types, &Concept::default(), &rule, today)?;
    plan.holds.clear();
    Ok(plan)
}

/// The records with these keys that are not wholly erased.
fn these(record_type: &RecordType, keys: &[String]) -> Result<Condition> {
    let keys = keys.iter().map(|key| key_of(record_type, key)).collect::<Result<Vec<Key>>>()?;
    let [column] = record_type.key_columns.as_slice() else {
        return Err(Error::internal("key of the register"));
    };
    let values = keys.into_iter().filter_map(|mut key| key.pop()).collect();
    let these = Condition::In { column: column.clone(), values };
    if record_type.state == StateAt::Side {
        return Ok(these);
    }
    Ok(these.and(Condition::compare("o_state", Comparison::Less, LAST_STAGE)))
}
