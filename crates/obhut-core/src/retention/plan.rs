//! From a rule to what it means on the tables: which records are due, what holds them back, what
//! is done to them. The law's arithmetic comes from `obhut-law`; nothing here reads the clock.

use jiff::civil::Date;
use obhut_db::sql::{Condition, Operand as Column, Transform};
use obhut_kernel::{DataType, Error, Message, Result, Value};
use obhut_law::{
    Period,
    retention::{RetentionRule, find, latest_due_start},
};

use crate::{
    context::Op,
    marks::{self, MarkKind},
    register::{MarkBits, store::key_of},
    retention::{
        ActionKind, Concept, FieldAction, Hold, Minimum, Rule,
        action::{field_actions, transform},
    },
    systems::{Expr, Field, Operand, RecordType, Retain, Scope, StateAt, Types},
};

/// The purpose under which the key of pseudonyms is derived.
const PSEUDONYM: &str = "pseudonym/v1";

/// The stage of a record that nothing personal is left in.
pub(crate) const LAST_STAGE: i64 = 9;

/// A rule resolved against the tenant's types on a day.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) rule: Rule,
    pub(crate) kind: ActionKind,
    /// The stage a record has afterwards; nothing when the action does not change it.
    pub(crate) stage: Option<i64>,
    pub(crate) period: Option<Period>,
    pub(crate) year_end: bool,
    pub(crate) start: Option<Start>,
    /// Records whose condition holds, due or not, done or not.
    pub(crate) when: Condition,
    /// Records on which it is not done yet.
    pub(crate) undone: Condition,
    /// Records whose condition holds, whose period has passed and on which it is not done yet.
    pub(crate) due: Condition,
    /// What holds due records back, in the order in which it is named.
    pub(crate) holds: Vec<(Hold, Condition)>,
    /// The columns that are overwritten, with the fields they belong to.
    pub(crate) sets: Vec<(String, Transform)>,
    /// What each of those fields is overwritten with, as written in a concept.
    pub(crate) actions: Vec<(String, FieldAction)>,
    /// The numbers of the fields that are overwritten.
    pub(crate) fields: Vec<crate::FieldId>,
    /// Whether a name is overwritten, so that the folded name must go too.
    pub(crate) touches_name: bool,
}

/// Where a rule's period starts.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) operand: Operand,
    pub(crate) column: Column,
    pub(crate) data_type: DataType,
    pub(crate) fallback: Option<(Operand, Column, DataType)>,
}

impl Start {
    /// The events as they are written, the one that stands in last.
    pub(crate) fn names(&self) -> Vec<String> {
        let fallback = self.fallback.as_ref().map(|(operand, ..)| operand.to_string());
        std::iter::once(self.operand.to_string()).chain(fallback).collect()
    }
}

impl Plan {
    /// The records that are due and that nothing holds back.
    pub(crate) fn ready(&self) -> Condition {
        self.holds
            .iter()
            .fold(self.due.clone(), |ready, (_, hold)| ready.and(hold.clone().negated()))
    }

    /// The records that are due and that this hold, but none before it, holds back.
    pub(crate) fn held_by(&self, at: usize) -> Condition {
        let before = self.holds[..at]
            .iter()
            .fold(self.due.clone(), |due, (_, hold)| due.and(hold.clone().negated()));
        before.and(self.holds[at].1.clone())
    }
}

/// Resolves a rule of the concept on `today`.
pub(crate) fn plan(
    op: &mut Op<'_, '_>,
    types: &Types,
    concept: &Concept,
    rule: &Rule,
    today: Date,
) -> Result<Plan> {
    let record_type = types.get(&rule.type_key)?;
    let zone = op.tenant.zone().clone();
    let scope = Scope { types, record_type, today, zone: &zone, reader: None };
    let (kind, fields, replace) = action_of(concept, rule)?;
    let (period, year_end) = period_of(concept, rule)?;
    let start = start_of(&scope, rule)?;
    let when = match &rule.when {
        Some(text) => scope.compile(&text.parse::<Expr>()?)?,
        None => Condition::Always,
    };
    let mut due = when.clone();
    match (&start, period) {
        (Some(start), Some(period)) => {
            due = due.and(reached(&scope, start, latest_due_start(today, period, year_end))?);
        }
        (None, None) => {}
        (Some(_), None) => {
            return Err(Error::invalid(Message::new("error-rule-period").arg("rule", &rule.key)));
        }
        (None, Some(_)) => {
            return Err(Error::invalid(Message::new("error-rule-start").arg("rule", &rule.key)));
        }
    }
    let stage = stage_of(kind, rule)?;
    let undone = not_done(record_type, kind, stage, rule)?;
    due = due.and(undone.clone());
    let secret = op.tenant.blind_secret(PSEUDONYM)?;
    let mut sets = Vec::new();
    let mut actions = Vec::new();
    let mut touched = Vec::new();
    let mut touches_name = kind.ends_life();
    for (field, action) in field_actions(record_type, kind, &fields, &replace)? {
        sets.push((field.column.clone(), transform(field, &action, &secret)?));
        touched.push(field.id);
        actions.push((field.key.clone(), action));
        touches_name |= field.category == obhut_kernel::Category::Name;
    }
    let holds = holds_of(op, &scope, rule, kind, start.as_ref())?;
    Ok(Plan {
        rule: rule.clone(),
        kind,
        stage,
        period,
        year_end,
        start,
        when,
        undone,
        due,
        holds,
        sets,
        actions,
        fields: touched,
        touches_name,
    })
}

/// The kind of a rule's action with fields and replacements, from the rule and the concept's
/// action of that name.
pub fn action_of(
    concept: &Concept,
    rule: &Rule,
) -> Result<(ActionKind, Vec<String>, std::collections::BTreeMap<String, String>)> {
    let Some(action) = concept.actions.iter().find(|action| action.key == rule.action) else {
        return Ok((rule.action.parse()?, rule.fields.clone(), rule.replace.clone()));
    };
    let fields = if rule.fields.is_empty() { &action.fields } else { &rule.fields };
    let mut replace = action.replace.clone();
    replace.extend(rule.replace.clone());
    Ok((action.kind, fields.clone(), replace))
}

/// The period of a rule and whether it starts at the end of the year.
pub(crate) fn period_of(concept: &Concept, rule: &Rule) -> Result<(Option<Period>, bool)> {
    let Some(key) = &rule.class else {
        return Ok((rule.period, rule.year_end.unwrap_or(false)));
    };
    if rule.period.is_some() {
        return Err(Error::invalid(Message::new("error-rule-class-period").arg("rule", &rule.key)));
    }
    let own = concept.classes.iter().find(|class| class.key == *key);
    let (period, year_end) = if let Some(class) = own {
        (class.period, class.year_end)
    } else {
        let class = obhut_law::retention::find_class(key).ok_or_else(|| {
            Error::invalid(
                Message::new("error-rule-class").arg("rule", &rule.key).arg("class", key),
            )
        })?;
        (class.standard.period, class.standard.year_end)
    };
    Ok((Some(period), rule.year_end.unwrap_or(year_end)))
}

fn start_of(scope: &Scope<'_>, rule: &Rule) -> Result<Option<Start>> {
    let Some(text) = &rule.start else { return Ok(None) };
    let (operand, column, data_type) = event(scope, &rule.key, text)?;
    let fallback = rule.fallback.as_ref().map(|text| event(scope, &rule.key, text)).transpose()?;
    Ok(Some(Start { operand, column, data_type, fallback }))
}

/// A start event must have a day; `of` says whose it is.
fn event(scope: &Scope<'_>, of: &str, text: &str) -> Result<(Operand, Column, DataType)> {
    let operand: Operand = text.parse()?;
    let (column, data_type) = scope.operand_column(&operand)?;
    if !matches!(data_type, DataType::Date | DataType::DateTime) {
        return Err(Error::invalid(
            Message::new("error-rule-event").arg("rule", of).arg("field", text),
        ));
    }
    Ok((operand, column, data_type))
}

/// The start event, or where it is empty its stand-in, lies on `cutoff` or before.
fn reached(scope: &Scope<'_>, start: &Start, cutoff: Date) -> Result<Condition> {
    let own = scope.until(&start.column, start.data_type, cutoff)?;
    let Some((_, column, data_type)) = &start.fallback else { return Ok(own) };
    let stand_in = scope.until(column, *data_type, cutoff)?;
    Ok(Condition::Any(vec![
        own,
        Condition::All(vec![Condition::IsNull(start.column.clone()), stand_in]),
    ]))
}

fn stage_of(kind: ActionKind, rule: &Rule) -> Result<Option<i64>> {
    match kind {
        ActionKind::Anonymise | ActionKind::Archive => Ok(Some(LAST_STAGE)),
        ActionKind::Partial | ActionKind::Mask => match rule.stage.unwrap_or(1) {
            stage @ 1..=8 => Ok(Some(stage.into())),
            _ => Err(Error::invalid(Message::new("error-rule-stage").arg("rule", &rule.key))),
        },
        _ => Ok(None),
    }
}

/// The records on which the action is not done yet. Where the state lies in side tables the run
/// itself leaves out those that are done.
fn not_done(
    record_type: &RecordType,
    kind: ActionKind,
    stage: Option<i64>,
    rule: &Rule,
) -> Result<Condition> {
    use obhut_db::sql::Comparison::Less;
    if record_type.state == StateAt::Side {
        return Ok(Condition::Always);
    }
    let marks = |bits: [i64; 2]| Condition::In {
        column: "o_marks".to_owned(),
        values: bits.map(Value::from).to_vec(),
    };
    Ok(match kind {
        ActionKind::Lock => marks([0, MarkBits::KEEP]),
        ActionKind::Unlock => marks([MarkBits::LOCK, MarkBits::LOCK | MarkBits::KEEP]),
        ActionKind::Keep => marks([0, MarkBits::LOCK]),
        ActionKind::Release => marks([MarkBits::KEEP, MarkBits::LOCK | MarkBits::KEEP]),
        ActionKind::Classify => {
            let class = rule.set_class.as_deref().ok_or_else(|| {
                Error::invalid(Message::new("error-rule-set-class").arg("rule", &rule.key))
            })?;
            // What is archived or anonymised has its class for good.
            Condition::compare("o_class", obhut_db::sql::Comparison::NotEqual, class)
                .and(Condition::compare("o_state", Less, LAST_STAGE))
        }
        _ => match stage {
            Some(stage) => Condition::compare("o_state", Less, stage),
            None => Condition::Always,
        },
    })
}

fn holds_of(
    op: &mut Op<'_, '_>,
    scope: &Scope<'_>,
    rule: &Rule,
    kind: ActionKind,
    start: Option<&Start>,
) -> Result<Vec<(Hold, Condition)>> {
    if !kind.destroys() {
        return Ok(Vec::new());
    }
    let mut holds = Vec::new();
    if scope.record_type.state == StateAt::Columns {
        let values = [MarkBits::KEEP, MarkBits::KEEP | MarkBits::LOCK].map(Value::from).to_vec();
        holds.push((Hold::Keep, Condition::In { column: "o_marks".to_owned(), values }));
    }
    holds.extend(locks_of(op, scope.record_type)?);
    for (kind, hold) in [(MarkKind::Keep, Hold::PersonKeep), (MarkKind::Lock, Hold::PersonLock)] {
        let persons = marks::store::marked_persons(op, kind)?;
        if let (Some(column), false) = (scope.record_type.person.column(), persons.is_empty()) {
            holds.push((hold, Condition::In { column: column.to_owned(), values: persons }));
        }
    }
    for minimum in minima(scope.record_type, rule, kind) {
        let norm = minimum.norm();
        let known = find(norm).ok_or_else(|| {
            Error::invalid(Message::new("error-retention-key").arg("given", norm))
        })?;
        match (&minimum, start) {
            (Minimum::From { start, .. }, _) => {
                let (operand, column, data_type) = event(scope, &rule.key, start)?;
                let own = Start { operand, column, data_type, fallback: None };
                holds.extend(running_or_unknown(scope, known, &own)?);
            }
            // The rule is due only where its start event is known.
            (Minimum::Norm(_), Some(start)) => holds.extend(running(scope, known, start)?),
            (Minimum::Norm(_), None) => holds.extend(type_minimum(scope, known)?),
        }
    }
    Ok(holds)
}

/// A statutory period by what the type says of its start: the records of which the start is not
/// known, and those of which it runs.
pub(crate) fn type_minimum(
    scope: &Scope<'_>,
    norm: &RetentionRule,
) -> Result<Vec<(Hold, Condition)>> {
    let own = scope.record_type.retain.iter().find(|retain| retain.norm == norm.key);
    let Some((start, fallback)) = own.and_then(|own| Some((own.start.as_ref()?, &own.fallback)))
    else {
        let never = norm.period.map(|_| (Hold::Unknown(norm.key.to_owned()), Condition::Always));
        return Ok(never.into_iter().collect());
    };
    let of = &scope.record_type.key;
    let (operand, column, data_type) = event(scope, of, start)?;
    let fallback = fallback.as_ref().map(|text| event(scope, of, text)).transpose()?;
    running_or_unknown(scope, norm, &Start { operand, column, data_type, fallback })
}

/// The records of which a period's start is not known, and those of which it runs.
fn running_or_unknown(
    scope: &Scope<'_>,
    norm: &RetentionRule,
    start: &Start,
) -> Result<Vec<(Hold, Condition)>> {
    let Some(runs) = running(scope, norm, start)? else { return Ok(Vec::new()) };
    Ok(vec![(Hold::Unknown(norm.key.to_owned()), start_is_empty(start)), runs])
}

/// The records of which a period has not passed.
fn running(
    scope: &Scope<'_>,
    norm: &RetentionRule,
    start: &Start,
) -> Result<Option<(Hold, Condition)>> {
    let Some(period) = norm.period else { return Ok(None) };
    let passed = reached(scope, start, latest_due_start(scope.today, period, norm.year_end))?;
    Ok(Some((Hold::Statutory(norm.key.to_owned()), passed.negated())))
}

/// The records without start event and without what stands in for it.
pub(crate) fn start_is_empty(start: &Start) -> Condition {
    let mut empty = Condition::IsNull(start.column.clone());
    if let Some((_, column, _)) = &start.fallback {
        empty = empty.and(Condition::IsNull(column.clone()));
    }
    empty
}

/// What somebody has locked stays as it is (Art. 18(1) DSGVO: the data subject may oppose the
/// erasure) until the lock is lifted. What a rule has locked waits for its deletion.
fn locks_of(op: &mut Op<'_, '_>, record_type: &RecordType) -> Result<Option<(Hold, Condition)>> {
    let ([column], StateAt::Columns) = (record_type.key_columns.as_slice(), record_type.state)
    else {
        return Ok(None);
    };
    let keys = marks::store::locked_by_hand(op, record_type.id)?;
    if keys.is_empty() {
        return Ok(None);
    }
    let mut values = Vec::with_capacity(keys.len());
    for key in &keys {
        values.extend(key_of(record_type, key)?);
    }
    let bits = [MarkBits::LOCK, MarkBits::LOCK | MarkBits::KEEP].map(Value::from).to_vec();
    let locked = Condition::In { column: "o_marks".to_owned(), values: bits };
    let by_hand = Condition::In { column: column.clone(), values };
    Ok(Some((Hold::Lock, locked.and(by_hand))))
}

/// The statutory periods that hold back a rule's action: its own, and those of the type where the
/// whole record is at stake. A partial anonymising leaves what must be kept; which fields that
/// is, the rule says.
pub(crate) fn minima(record_type: &RecordType, rule: &Rule, kind: ActionKind) -> Vec<Minimum> {
    let mut minima = rule.minimum.clone();
    if kind.ends_life() {
        for Retain { norm, .. } in &record_type.retain {
            let binds = find(norm).is_some_and(|rule| rule.bound().is_some());
            let exempt = rule.exempt.contains(norm);
            if binds && !exempt && !minima.iter().any(|minimum| minimum.norm() == norm) {
                minima.push(Minimum::Norm(norm.clone()));
            }
        }
    }
    minima
}

/// The field a plain start event reads.
pub(crate) fn start_field<'a>(record_type: &'a RecordType, start: &Start) -> Option<&'a Field> {
    match &start.operand {
        Operand::Field(key) => record_type.field(key),
        Operand::Latest { .. } => None,
    }
}
