//! Acts on a batch of records: data, marks, traces, journal, case items and ledger, in one
//! transaction where the records lie in the register.

use jiff::civil::Date;
use obhut_db::{
    EntryId, PersonId, RunId,
    sql::{
        Condition, Dialect, FromValue, Key, KeySet, Keyed, Row, Transform,
        batch::{delete, find, lock, overwrite, update, walk},
        key_text,
    },
};
use obhut_kernel::{Error, Kind, Message, Result, Value, new_uuid};
use obhut_law::retention::erasure_due;
use obhut_tlog::{Item, ItemSecret, ItemTree, Items};

use crate::{
    access,
    context::Op,
    journal::{Batch, BatchKind, Entry, ops::record},
    marks::{self, MarkKind},
    persons::rules::IdKind,
    retention::{
        ActionKind, RunOrigin,
        action::is_placeholder,
        erase,
        plan::{LAST_STAGE, Plan, start_field},
        store::{self, CommonItem, LedgerRow, NewItem},
    },
    systems::{Data, RecordType, StateAt, TypeKind},
};

/// What is to be done, for whom and why.
pub(crate) struct Work<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) record_type: &'a RecordType,
    pub(crate) origin: RunOrigin,
    pub(crate) run: Option<RunId>,
    /// The words of whoever acts by hand.
    pub(crate) reason: Option<&'a str>,
}

/// A record of a batch before it is acted on.
pub(crate) struct Target {
    pub(crate) key: Key,
    pub(crate) text: String,
    pub(crate) person: Option<PersonId>,
    pub(crate) start: Option<Date>,
    pub(crate) due_on: Option<Date>,
    /// The values of the identifying fields that the action destroys.
    identifiers: Vec<(IdKind, String)>,
    /// The login of an employee, whose account is closed with the record.
    login: Option<String>,
}

/// The next records that `condition` holds of, behind `after` in key order.
pub(crate) fn page(
    op: &mut Op<'_, '_>,
    data: &mut Data<'_, '_>,
    work: &Work<'_>,
    condition: &Condition,
    after: Option<&Key>,
    limit: u32,
) -> Result<Vec<Target>> {
    let columns = Columns::of(work);
    let names: Vec<&str> = columns.names.iter().map(String::as_str).collect();
    let keyed = work.record_type.keyed();
    let mut after = after.cloned();
    loop {
        let rows =
            data.with(op, |tx| walk(tx, &keyed, &names, condition, after.as_ref(), limit))?;
        let targets: Vec<_> = rows.iter().map(|row| columns.target(op, work, row)).collect();
        let Some(last) = targets.last().map(|target| target.key.clone()) else {
            return Ok(targets);
        };
        // A page of which nothing is left to do is not the end.
        let targets = leave_out_done(op, work, targets)?;
        if !targets.is_empty() {
            return Ok(targets);
        }
        after = Some(last);
    }
}

/// Some records that `condition` holds of, found by whatever index serves: those of one person.
pub(crate) fn picked(
    op: &mut Op<'_, '_>,
    data: &mut Data<'_, '_>,
    work: &Work<'_>,
    condition: &Condition,
    limit: u32,
) -> Result<Vec<Target>> {
    let columns = Columns::of(work);
    let names: Vec<&str> = columns.names.iter().map(String::as_str).collect();
    let keyed = work.record_type.keyed();
    let rows = data.with(op, |tx| find(tx, &keyed, &names, condition, None, limit))?;
    let targets = rows.iter().map(|row| columns.target(op, work, row)).collect();
    leave_out_done(op, work, targets)
}

/// Where stages and marks lie in side tables, records that are done or held are left out here.
fn leave_out_done(
    op: &mut Op<'_, '_>,
    work: &Work<'_>,
    mut targets: Vec<Target>,
) -> Result<Vec<Target>> {
    if work.record_type.state == StateAt::Side {
        let keys: Vec<String> = targets.iter().map(|target| target.text.clone()).collect();
        let states = store::side_states(op.tx, work.record_type.id, &keys)?;
        targets.retain(|target| {
            let (stage, marks) = states.get(&target.text).copied().unwrap_or_default();
            let done = work.plan.stage.is_some_and(|wanted| stage >= wanted);
            let kept = work.plan.kind.destroys() && marks & MarkKind::Keep.bit() != 0;
            !done && !kept
        });
    }
    Ok(targets)
}

/// The columns a batch has to read.
struct Columns {
    names: Vec<String>,
    person: Option<usize>,
    start: Option<usize>,
    fallback: Option<usize>,
    identifiers: Vec<(usize, IdKind)>,
    login: Option<usize>,
}

impl Columns {
    fn of(work: &Work<'_>) -> Self {
        let record_type = work.record_type;
        let mut names: Vec<String> = Vec::new();
        let mut add = |name: &str| {
            names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        };
        let person = record_type.person.column().map(&mut add);
        let start = work.plan.start.as_ref();
        let start_at =
            start.and_then(|start| start_field(record_type, start)).map(|field| add(&field.column));
        let fallback =
            start.and_then(|start| start.fallback.as_ref()).and_then(
                |(operand, ..)| match operand {
                    crate::systems::Operand::Field(key) => {
                        record_type.field(key).map(|field| add(&field.column))
                    }
                    crate::systems::Operand::Latest { .. } => None,
                },
            );
        let ends_person = work.plan.kind.ends_life() && record_type.kind == TypeKind::Person;
        let identifiers = record_type
            .fields
            .iter()
            .filter(|field| {
                work.plan.rule.suppress
                    && work.plan.kind.destroys()
                    && record_type.kind == TypeKind::Person
                    && (ends_person || work.plan.fields.contains(&field.id))
            })
            .filter_map(|field| Some((add(&field.column), IdKind::of(field)?)))
            .collect();
        let login = record_type
            .login_field()
            .filter(|_| ends_person || work.plan.kind == ActionKind::Lock)
            .map(|field| add(&field.column));
        Self { names, person, start: start_at, fallback, identifiers, login }
    }

    fn target(&self, op: &Op<'_, '_>, work: &Work<'_>, row: &Row) -> Target {
        let keys = work.record_type.key_columns.len();
        let value = |at: usize| &row.values()[keys + at];
        let text =
            |at: usize| value(at).as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let key: Key = row.values()[..keys].to_vec();
        let day = |at: Option<usize>| at.and_then(|at| day_of(op, value(at)));
        let start = day(self.start).or_else(|| day(self.fallback));
        let due_on = match (start, work.plan.period) {
            (Some(start), Some(period)) => Some(erasure_due(start, period, work.plan.year_end)),
            _ => None,
        };
        Target {
            text: key_text(&key),
            person: self.person.and_then(|at| PersonId::from_value(value(at))),
            start,
            due_on,
            identifiers: self
                .identifiers
                .iter()
                .filter_map(|(at, kind)| Some((kind.clone(), text(*at)?)))
                // What an earlier stage has put in is nobody's.
                .filter(|(_, value)| !is_placeholder(value))
                .collect(),
            login: self.login.and_then(text),
            key,
        }
    }
}

/// The day of a stored date or instant.
pub(crate) fn day_of(op: &Op<'_, '_>, value: &Value) -> Option<Date> {
    match value {
        Value::Int(_) | Value::Instant(_) => jiff::Timestamp::from_value(value)
            .map(|at| at.to_zoned(op.tenant.zone().clone()).date()),
        other => Date::from_value(other),
    }
}

/// Acts on the records of a page that still meet `recheck`. Fails as a whole when their number
/// is not that of the page: somebody changed them meanwhile, and the page is to be read again.
pub(crate) fn act_on(
    op: &mut Op<'_, '_>,
    data: &mut Data<'_, '_>,
    work: &Work<'_>,
    targets: &[Target],
    recheck: &Condition,
) -> Result<u64> {
    let keys = match work.record_type.state {
        StateAt::Columns => KeySet::covering(targets.iter().map(|t| t.key.clone()).collect()),
        StateAt::Side => KeySet::List(targets.iter().map(|t| t.key.clone()).collect()),
    };
    let keyed = work.record_type.keyed();
    if work.record_type.state == StateAt::Side {
        // Stage and marks lie elsewhere: what was read of them must stay true until the write. In
        // the register they are part of the condition that is checked again while writing.
        data.with(op, |tx| lock(tx, &keyed, &keys))?;
    }
    let changed = change_data(op, data, work, targets, &keys, recheck)?;
    if changed != targets.len() as u64 {
        return Err(Error::new(Kind::Busy, Message::new("error-changed-meanwhile")));
    }
    if work.plan.kind == ActionKind::Classify {
        let class = work.plan.rule.set_class.clone().unwrap_or_default();
        let entry = Entry::on_type(work.record_type, "classify").detail("class", class);
        record(op, entry.detail("records", changed).detail("rule", work.plan.rule.key.as_str()))?;
        return Ok(changed);
    }
    follow_up(op, work, targets)?;
    Ok(changed)
}

fn change_data(
    op: &mut Op<'_, '_>,
    data: &mut Data<'_, '_>,
    work: &Work<'_>,
    targets: &[Target],
    keys: &KeySet,
    recheck: &Condition,
) -> Result<u64> {
    let keyed = work.record_type.keyed();
    match work.plan.kind {
        ActionKind::Delete => {
            empty_links(op, data, work, targets)?;
            data.with(op, |tx| delete(tx, &keyed, keys, recheck))
        }
        ActionKind::Lock | ActionKind::Unlock | ActionKind::Keep | ActionKind::Release => {
            set_marks(op, data, work, targets, keys, recheck)
        }
        _ => {
            let sets = sets_of(op, work);
            data.with(op, |tx| overwrite(tx, &keyed, &sets, keys, recheck))
        }
    }
}

/// The columns that are overwritten: the plan's, and those in which Obhut keeps stage and name.
fn sets_of(op: &Op<'_, '_>, work: &Work<'_>) -> Vec<(String, Transform)> {
    let mut sets = work.plan.sets.clone();
    if work.record_type.state == StateAt::Side {
        return sets;
    }
    let mut set = |column: &str, value: Value| {
        sets.push((column.to_owned(), Transform::Constant(value)));
    };
    if let Some(stage) = work.plan.stage {
        set("o_state", stage.into());
    }
    match work.plan.kind {
        ActionKind::Classify => {
            set("o_class", work.plan.rule.set_class.clone().into());
            return sets;
        }
        ActionKind::Archive => set("o_class", "archived".into()),
        _ => {}
    }
    set("o_changed_at", op.now.into());
    set("o_changed_by", op.actor.id.into());
    if work.plan.touches_name {
        sets.push(("o_fold".to_owned(), Transform::Null));
    }
    sets
}

/// Links to records that go are emptied; the linking records stay, and an entry says of how many,
/// in which field.
fn empty_links(
    op: &mut Op<'_, '_>,
    data: &mut Data<'_, '_>,
    work: &Work<'_>,
    targets: &[Target],
) -> Result<()> {
    let types = op.types()?;
    for other in types.iter().filter(|t| t.system == work.record_type.system) {
        for field in &other.fields {
            if field.link_type.as_deref() != Some(work.record_type.key.as_str()) {
                continue;
            }
            let keyed = Keyed::new(other.table.clone(), [field.column.as_str()]);
            let keys = KeySet::List(targets.iter().map(|target| target.key.clone()).collect());
            let mut sets = vec![(field.column.clone(), Value::Null)];
            if other.state == StateAt::Columns {
                sets.push(("o_changed_at".to_owned(), op.now.into()));
                sets.push(("o_changed_by".to_owned(), op.actor.id.into()));
            }
            let emptied =
                data.with(op, |tx| update(tx, &keyed, &sets, &keys, &Condition::Always))?;
            if emptied > 0 {
                let entry = Entry::on_type(other, "unlink")
                    .detail("field", field.key.as_str())
                    .detail("to", work.record_type.key.as_str())
                    .detail("records", emptied);
                record(op, entry)?;
            }
        }
    }
    Ok(())
}

fn set_marks(
    op: &mut Op<'_, '_>,
    data: &mut Data<'_, '_>,
    work: &Work<'_>,
    targets: &[Target],
    keys: &KeySet,
    recheck: &Condition,
) -> Result<u64> {
    let (kind, on) = match work.plan.kind {
        ActionKind::Lock => (MarkKind::Lock, true),
        ActionKind::Unlock => (MarkKind::Lock, false),
        ActionKind::Keep => (MarkKind::Keep, true),
        _ => (MarkKind::Keep, false),
    };
    let keyed = work.record_type.keyed();
    let mut changed = 0;
    if work.record_type.state == StateAt::Columns {
        for before in 0..4_i64 {
            let after = if on { before | kind.bit() } else { before & !kind.bit() };
            if after != before {
                let condition = recheck.clone().and(Condition::equal("o_marks", before));
                let sets = [("o_marks".to_owned(), after.into())];
                changed += data.with(op, |tx| update(tx, &keyed, &sets, keys, &condition))?;
            }
        }
    } else {
        let all: Vec<String> = targets.iter().map(|target| target.text.clone()).collect();
        let states = store::side_states(op.tx, work.record_type.id, &all)?;
        for key in all {
            let before = states.get(&key).map_or(0, |(_, marks)| *marks);
            let after = if on { before | kind.bit() } else { before & !kind.bit() };
            store::put_side_marks(op, work.record_type.id, &key, after)?;
            changed += 1;
        }
    }
    let reason = work.reason.unwrap_or(&work.plan.rule.reason);
    if on {
        let marks: Vec<_> = targets
            .iter()
            .map(|target| marks::store::NewMark {
                kind,
                record: Some((work.record_type.id, target.text.as_str())),
                person: target.person,
                reason,
                review_on: None,
                rule_key: work.run.map(|_| work.plan.rule.key.as_str()),
            })
            .collect();
        marks::store::insert_marks(op, &marks)?;
    } else {
        let keys: Vec<String> = targets.iter().map(|target| target.text.clone()).collect();
        marks::store::release_records(op, kind, work.record_type.id, &keys, reason)?;
    }
    Ok(changed)
}

/// What must follow in the same transaction: traces, accounts, suppression, journal, case items,
/// ledger.
fn follow_up(op: &mut Op<'_, '_>, work: &Work<'_>, targets: &[Target]) -> Result<()> {
    let plan = work.plan;
    let keys: Vec<String> = targets.iter().map(|target| target.text.clone()).collect();
    if work.record_type.state == StateAt::Side
        && let Some(stage) = plan.stage
    {
        for key in &keys {
            store::put_side_stage(op.tx, work.record_type.id, key, stage)?;
        }
    }
    let logins: Vec<String> = targets.iter().filter_map(|target| target.login.clone()).collect();
    // What is done again after a restore finds the accounts in the ledger by themselves.
    if work.origin != RunOrigin::Restore {
        access::ops::close_of_records(op, &logins)?;
    }
    if plan.kind.destroys() {
        let identifiers: Vec<_> = targets.iter().flat_map(|t| t.identifiers.clone()).collect();
        erase::suppress(op, &identifiers)?;
        let fields = (!plan.kind.ends_life()).then_some(plan.fields.as_slice());
        let persons: Vec<PersonId> = targets.iter().filter_map(|target| target.person).collect();
        erase::traces(op, work.record_type, &keys, fields, &persons)?;
        // What is done again after a restore stands in the ledger already.
        if work.origin != RunOrigin::Restore {
            write_ledger(op, work, &keys)?;
        }
        if op.tx.dialect() == Dialect::Postgres {
            for table in [&work.record_type.table.name, "journal_change", "journal_entry", "mark"] {
                store::note_purge_due(op, table)?;
            }
        }
    }
    let entry = write_entry(op, work, targets)?;
    let common = CommonItem {
        type_id: work.record_type.id,
        action: plan.kind.key(),
        origin: work.origin,
        run: work.run,
        entry: Some(entry),
        rule_key: work.run.map(|_| plan.rule.key.as_str()),
    };
    let items = (0..).zip(targets).map(|(seq, target)| NewItem {
        person: target.person,
        key: target.text.clone(),
        state: "done",
        note: None,
        due_on: target.due_on,
        seq: Some(seq),
        common: &common,
    });
    store::insert_items(op, items)
}

fn write_entry(op: &mut Op<'_, '_>, work: &Work<'_>, targets: &[Target]) -> Result<EntryId> {
    let action = work.plan.kind.key();
    let secret = ItemSecret::generate(op.random());
    let mut tree = ItemTree::new(&secret);
    for target in targets {
        let record_type = work.record_type.key.as_str();
        tree.push(&Item { record_type, key: &target.text, action, outcome: "done" });
    }
    let items = Items { count: tree.len(), root: tree.root() };
    let batch = Batch { type_id: work.record_type.id, kind: BatchKind::CaseItems, secret, items };
    let mut entry = Entry::on_type(work.record_type, action)
        .batch(batch)
        .detail("records", targets.len())
        .detail("origin", work.origin.key());
    if let Some(run) = work.run {
        entry = entry.detail("run", run.0).detail("rule", work.plan.rule.key.as_str());
    }
    if let ([only], None) = (targets, work.run) {
        // Nothing of an erased person is named again, not even by number.
        let person = only.person.filter(|_| !work.plan.kind.ends_life());
        entry = entry.record(&only.text, person);
    }
    if let Some(reason) = work.reason {
        // The words stay when the person is gone, and name nobody (see `hand::refuse_naming`).
        let ends_life = work.plan.kind.ends_life();
        entry = if ends_life { entry.reason_of_nobody(reason) } else { entry.reason(reason) };
    }
    record(op, entry)
}

fn write_ledger(op: &mut Op<'_, '_>, work: &Work<'_>, keys: &[String]) -> Result<()> {
    let plan = work.plan;
    let replace: serde_json::Map<String, serde_json::Value> = plan
        .actions
        .iter()
        .map(|(field, action)| (field.clone(), action.to_string().into()))
        .collect();
    let described = serde_json::json!({
        "stage": plan.stage.unwrap_or(LAST_STAGE),
        "replace": replace,
        "suppress": plan.rule.suppress,
    });
    let row = LedgerRow {
        uuid: new_uuid(op.now, op.random()).to_string(),
        system: &work.record_type.system,
        type_key: &work.record_type.key,
        act: plan.kind.key(),
        rule_key: work.run.map(|_| plan.rule.key.as_str()),
        plan: described.to_string(),
        record_keys: serde_json::to_string(keys).map_err(Error::internal)?,
    };
    store::insert_ledger(op, &row)
}
