//! What the deletion concept leaves out: fields, types and records that no rule ever reaches, and
//! what should be gone and is not. Counted by the database, at most a few statements per rule.

use std::collections::HashSet;

use jiff::civil::Date;
use obhut_db::sql::{
    Comparison, Condition, Operand as Place,
    batch::{count, find},
    key_text,
};
use obhut_kernel::{Category, Message, Result};
use serde::Serialize;

use crate::{
    context::Op,
    operation::Operation,
    retention::{
        ActionKind, Concept, Severity, field_actions, ops,
        plan::{LAST_STAGE, Plan, action_of, plan},
        sentence::{field_name, operand_name, type_name},
    },
    systems::{Field, Operand, RecordType, StateAt, Types},
};

/// How many keys of uncaught records are named, so that somebody can look at them.
const EXAMPLES: u32 = 10;

/// What the concept in force leaves out on a day.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage {
    /// The day.
    pub today: Date,
    /// Types without a rule that ends a record's life.
    pub types: Vec<Unruled>,
    /// Personal fields that no rule ever overwrites or deletes.
    pub fields: Vec<FieldRef>,
    /// Records that no rule will ever take as they are now, by type and reason.
    pub records: Vec<Uncaught>,
    /// Records that belong to nobody although their type is about persons: they are found by no
    /// request of a person, and no erasure of one reaches them.
    pub personless: Vec<Unruled>,
    /// Start events that are empty.
    pub empty_starts: Vec<EmptyStart>,
    /// Records past due that nothing holds back; none after a run of all rules.
    pub overdue: Vec<Overdue>,
    /// Fields whose category nobody has confirmed.
    pub unclassified: Vec<FieldRef>,
    /// Rules that are switched off or run by hand only.
    pub idle_rules: Vec<RuleNote>,
    /// Rules whose period is in conflict with a statutory one.
    pub conflicts: Vec<RuleNote>,
}

/// A type and how many of its records a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unruled {
    /// The key of the type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// How many records with something personal left in them.
    pub records: u64,
}

/// A field of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldRef {
    /// The key of the type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// The key of the field.
    pub field: String,
    /// What it says of a person.
    pub category: Category,
}

/// Why no rule takes a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// No rule's condition holds of it.
    NoCondition,
    /// A rule's condition holds, but start event and stand-in are empty.
    NoStart,
}

/// Records of a type that no rule will ever take as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Uncaught {
    /// The key of the type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// Why not.
    pub reason: Gap,
    /// How many.
    pub records: u64,
    /// The keys of the first of them.
    pub examples: Vec<String>,
}

/// A rule whose start event is empty in some records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmptyStart {
    /// The rule.
    pub rule: String,
    /// The key of its type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// The event.
    pub event: String,
    /// In how many records it is empty.
    pub records: u64,
    /// For how many of them the stand-in counts.
    pub saved: u64,
}

/// Records of a rule that are due and that nothing holds back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overdue {
    /// The rule.
    pub rule: String,
    /// The key of its type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// What it does.
    pub action: ActionKind,
    /// How many.
    pub records: u64,
}

/// Something to know about a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleNote {
    /// The rule.
    pub rule: String,
    /// The catalogue key of what it is.
    pub reason: &'static str,
    /// What it is, in words.
    #[serde(skip)]
    pub message: Message,
}

/// What the concept in force leaves out today; without a concept that is everything.
pub fn coverage(op: &mut Op<'_, '_>) -> Result<Coverage> {
    op.authorise(Operation::ConceptSee, None)?;
    let types = op.types()?;
    let concept = ops::current_or_none(op)?;
    let today = op.today();
    let mut plans = Vec::new();
    for rule in concept.rules.iter().filter(|rule| rule.enabled) {
        plans.push(plan(op, &types, &concept, rule, today)?);
    }
    let mut found = Coverage {
        today,
        types: Vec::new(),
        fields: fields_left_out(&types, &concept)?,
        records: Vec::new(),
        personless: Vec::new(),
        empty_starts: Vec::new(),
        overdue: Vec::new(),
        unclassified: unclassified(&types),
        idle_rules: idle_rules(&concept),
        conflicts: conflicts(&types, &concept),
    };
    for record_type in types.iter() {
        let ends = |plan: &&Plan| plan.kind.ends_life() && plan.rule.type_key == record_type.key;
        let ends: Vec<&Plan> = plans.iter().filter(ends).collect();
        records_left_out(op, record_type, &ends, &mut found)?;
        found.personless.extend(personless(op, record_type)?);
    }
    for plan in plans.iter().filter(|plan| plan.kind != ActionKind::Classify) {
        let record_type = types.get(&plan.rule.type_key)?;
        found.empty_starts.extend(empty_start(op, record_type, plan)?);
        let records = count(op.tx, &record_type.table, &plan.ready())?;
        if records > 0 {
            found.overdue.push(Overdue {
                rule: plan.rule.key.clone(),
                type_key: record_type.key.clone(),
                action: plan.kind,
                records,
            });
        }
    }
    Ok(found)
}

impl Coverage {
    /// Whether every personal field and every record is reached by a rule, and nothing that is
    /// due is still there.
    pub fn is_complete(&self) -> bool {
        self.types.is_empty()
            && self.fields.is_empty()
            && self.records.is_empty()
            && self.overdue.is_empty()
            && self.unclassified.is_empty()
    }

    /// The findings as sentences, the gravest first.
    pub fn messages(&self, types: &Types) -> Vec<Message> {
        let mut messages = Vec::new();
        messages.extend(self.overdue.iter().map(|overdue| {
            Message::new("coverage-overdue")
                .arg("rule", &overdue.rule)
                .arg("count", overdue.records)
        }));
        messages.extend(self.types.iter().map(|unruled| {
            Message::new("coverage-type-without-rule")
                .arg("type", type_name(types, &unruled.type_key))
                .arg("count", unruled.records)
        }));
        messages.extend(self.fields.iter().map(|f| of_field(types, f, "coverage-field-never")));
        messages.extend(self.records.iter().map(|uncaught| {
            let message = match uncaught.reason {
                Gap::NoCondition => Message::new("coverage-no-condition"),
                Gap::NoStart => Message::new("coverage-no-start"),
            };
            message.arg("type", type_name(types, &uncaught.type_key)).arg("count", uncaught.records)
        }));
        messages.extend(self.personless.iter().map(|of| {
            Message::new("coverage-personless")
                .arg("type", type_name(types, &of.type_key))
                .arg("count", of.records)
        }));
        messages.extend(self.empty_starts.iter().map(|empty| empty.message(types)));
        let unclassified = self.unclassified.iter();
        messages.extend(unclassified.map(|f| of_field(types, f, "coverage-unclassified")));
        let notes = self.conflicts.iter().chain(&self.idle_rules);
        messages.extend(notes.map(|note| note.message.clone()));
        if self.is_complete() {
            messages.insert(0, Message::new("coverage-complete"));
        }
        messages
    }
}

impl EmptyStart {
    fn message(&self, types: &Types) -> Message {
        let message = Message::new("coverage-empty-start")
            .arg("rule", &self.rule)
            .arg("event", operand_name(types, &self.type_key, &self.event))
            .arg("count", self.records);
        if self.saved == 0 {
            return message;
        }
        Message::new("coverage-empty-start-saved").arg("sentence", message).arg("saved", self.saved)
    }
}

fn of_field(types: &Types, field: &FieldRef, key: &'static str) -> Message {
    Message::new(key)
        .arg("field", field_name(types, &field.type_key, &field.field))
        .arg("type", type_name(types, &field.type_key))
}

fn field_ref(record_type: &RecordType, field: &Field) -> FieldRef {
    FieldRef {
        type_key: record_type.key.clone(),
        field: field.key.clone(),
        category: field.category,
    }
}

/// The personal fields that no rule which is switched on overwrites or deletes.
fn fields_left_out(types: &Types, concept: &Concept) -> Result<Vec<FieldRef>> {
    let mut left_out = Vec::new();
    for record_type in types.iter() {
        let mut reached = HashSet::new();
        let own = |rule: &&super::Rule| rule.enabled && rule.type_key == record_type.key;
        for rule in concept.rules.iter().filter(own) {
            let (kind, fields, replace) = action_of(concept, rule)?;
            if kind == ActionKind::Delete {
                reached.extend(record_type.fields.iter().map(|field| field.key.as_str()));
            }
            let actions = field_actions(record_type, kind, &fields, &replace)?;
            reached.extend(actions.into_iter().map(|(field, _)| field.key.as_str()));
        }
        let missed =
            record_type.personal_fields().filter(|field| !reached.contains(field.key.as_str()));
        left_out.extend(missed.map(|field| field_ref(record_type, field)));
    }
    Ok(left_out)
}

fn unclassified(types: &Types) -> Vec<FieldRef> {
    types
        .iter()
        .flat_map(|record_type| {
            let open = record_type.fields.iter().filter(|field| !field.classified);
            open.map(|field| field_ref(record_type, field))
        })
        .collect()
}

fn idle_rules(concept: &Concept) -> Vec<RuleNote> {
    let note = |rule: &super::Rule| {
        let key = match (rule.enabled, &rule.schedule) {
            (false, _) => "coverage-rule-disabled",
            (true, None) => "coverage-rule-by-hand",
            (true, Some(_)) => return None,
        };
        let message = Message::new(key).arg("rule", &rule.key);
        Some(RuleNote { rule: rule.key.clone(), reason: key, message })
    };
    concept.rules.iter().filter_map(note).collect()
}

/// What the concept's check says about statutory periods.
fn conflicts(types: &Types, concept: &Concept) -> Vec<RuleNote> {
    let is_conflict = |finding: &super::Finding| {
        finding.severity == Severity::Warning && finding.message.key().starts_with("conflict-")
    };
    concept
        .findings(types)
        .into_iter()
        .filter(is_conflict)
        .map(|finding| {
            let rule = finding.rule.unwrap_or_default();
            let reason = finding.message.key();
            let message = Message::new("coverage-conflict")
                .arg("rule", &rule)
                .arg("conflict", finding.message);
            RuleNote { rule, reason, message }
        })
        .collect()
}

/// Counts the records of a type that none of these rules will ever take.
fn records_left_out(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    rules: &[&Plan],
    found: &mut Coverage,
) -> Result<()> {
    let living = living(record_type);
    let total = count(op.tx, &record_type.table, &living)?;
    if rules.is_empty() {
        if record_type.personal_fields().next().is_some() {
            found.types.push(Unruled { type_key: record_type.key.clone(), records: total });
        }
        return Ok(());
    }
    let whens = Condition::Any(rules.iter().map(|plan| plan.when.clone()).collect());
    let caught = Condition::Any(rules.iter().map(|plan| started(plan)).collect());
    let meant = living.clone().and(whens.clone());
    let gaps = [
        (Gap::NoCondition, living.and(whens.negated())),
        (Gap::NoStart, meant.and(caught.negated())),
    ];
    for (reason, condition) in gaps {
        let records = count(op.tx, &record_type.table, &condition)?;
        if records > 0 {
            let rows = find(op.tx, &record_type.keyed(), &[], &condition, None, EXAMPLES)?;
            let keys = record_type.key_columns.len();
            let examples =
                rows.iter().map(|row| key_text(&row.values()[..keys].to_vec())).collect();
            let type_key = record_type.key.clone();
            found.records.push(Uncaught { type_key, reason, records, examples });
        }
    }
    Ok(())
}

/// Counts the records of a type about persons in which something personal is left and that belong
/// to nobody.
fn personless(op: &mut Op<'_, '_>, record_type: &RecordType) -> Result<Option<Unruled>> {
    let Some(person) = record_type.person.column() else { return Ok(None) };
    if record_type.personal_fields().next().is_none() {
        return Ok(None);
    }
    let condition = living(record_type).and(Condition::IsNull(Place::column(person)));
    let records = count(op.tx, &record_type.table, &condition)?;
    let type_key = record_type.key.clone();
    Ok((records > 0).then_some(Unruled { type_key, records }))
}

/// Records in which something personal may be left.
fn living(record_type: &RecordType) -> Condition {
    match record_type.state {
        StateAt::Columns => Condition::compare("o_state", Comparison::Less, LAST_STAGE),
        StateAt::Side => Condition::Always,
    }
}

/// Records that a rule takes some day if nothing about them changes.
fn started(plan: &Plan) -> Condition {
    let Some(start) = &plan.start else { return plan.when.clone() };
    let mut known = vec![Condition::IsNotNull(start.column.clone())];
    known.extend(start.fallback.iter().map(|(_, column, _)| Condition::IsNotNull(column.clone())));
    plan.when.clone().and(Condition::Any(known))
}

fn empty_start(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    plan: &Plan,
) -> Result<Option<EmptyStart>> {
    let Some(start) = &plan.start else { return Ok(None) };
    let never_empty = match &start.operand {
        Operand::Field(key) => record_type.field(key).is_none_or(|field| field.required),
        Operand::Latest { .. } => false,
    };
    if never_empty {
        return Ok(None);
    }
    let empty =
        plan.when.clone().and(plan.undone.clone()).and(Condition::IsNull(start.column.clone()));
    let records = count(op.tx, &record_type.table, &empty)?;
    if records == 0 {
        return Ok(None);
    }
    let saved = match &start.fallback {
        None => 0,
        Some((_, column, _)) => {
            let saved = empty.and(Condition::IsNotNull(column.clone()));
            count(op.tx, &record_type.table, &saved)?
        }
    };
    Ok(Some(EmptyStart {
        rule: plan.rule.key.clone(),
        type_key: record_type.key.clone(),
        event: start.operand.to_string(),
        records,
        saved,
    }))
}
