//! What becomes due in the next two years, by rule and month.
//!
//! Where a rule's start event is a plain date, the database counts its records by day once, and
//! the law's arithmetic is done on the days. Where it is not (an instant, the latest of several
//! records, a condition on the present day), it tells in one pass by the end of which month each
//! record is due. Both say what a run would find if nothing else changed until then.

use jiff::{ToSpan, civil::Date};
use obhut_db::sql::{
    Condition, FromValue, Operand as Column,
    batch::{count_cases, group_count},
};
use obhut_kernel::{DataType, Result};
use obhut_law::{
    Period,
    retention::{erasure_due, find, latest_due_start},
};
use serde::Serialize;

use crate::{
    context::Op,
    operation::Operation,
    retention::{
        ActionKind, Concept, Hold, Minimum, Rule, ops,
        plan::{Plan, minima, plan},
    },
    systems::{Expr, Literal, RecordType, Scope, Types},
};

/// How many months it looks ahead, the present one included.
const MONTHS: usize = 24;

/// What becomes due in the next 24 months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// The day it is made on.
    pub today: Date,
    /// The first days of the months, the present one first.
    pub months: Vec<Date>,
    /// One row for each rule that is switched on and does not only classify, in the order of the
    /// concept.
    pub rows: Vec<ForecastRow>,
}

/// What becomes due under one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForecastRow {
    /// The rule.
    pub rule: String,
    /// The key of its type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// What it does.
    pub action: ActionKind,
    /// What is due already.
    pub now: Month,
    /// What becomes due in each month, the present one from tomorrow on.
    pub months: Vec<Month>,
    /// What becomes due later.
    pub later: Month,
}

/// How many records become due in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Month {
    /// Records whose period, and every statutory minimum, ends then.
    pub due: u64,
    /// Records of which the same is true, but which a keep holds as things stand.
    pub held: u64,
}

/// What becomes due under the concept in force, if nothing changes.
pub fn forecast(op: &mut Op<'_, '_>) -> Result<Forecast> {
    op.authorise(Operation::ConceptSee, None)?;
    let types = op.types()?;
    let concept = ops::current_or_none(op)?;
    let today = op.today();
    let mut rows = Vec::new();
    for rule in concept.rules.iter().filter(|rule| rule.enabled) {
        rows.extend(row(op, &types, &concept, rule, today)?);
    }
    let first = today.first_of_month();
    let months = (0..MONTHS).map(|month| months_on(first, month)).collect();
    Ok(Forecast { today, months, rows })
}

fn row(
    op: &mut Op<'_, '_>,
    types: &Types,
    concept: &Concept,
    rule: &Rule,
    today: Date,
) -> Result<Option<ForecastRow>> {
    let planned = plan(op, types, concept, rule, today)?;
    if planned.kind == ActionKind::Classify {
        return Ok(None);
    }
    let record_type = types.get(&rule.type_key)?;
    let terms = match (planned.period, planned.start.is_some() && !speaks_of_today(rule)) {
        (Some(period), true) => terms(record_type, &planned, period),
        _ => None,
    };
    let mut buckets = Buckets::new(today);
    match terms {
        Some(terms) => by_start(op, types, record_type, &planned, &terms, &mut buckets)?,
        None => by_plans(op, types, concept, &planned, &mut buckets)?,
    }
    Ok(Some(ForecastRow {
        rule: rule.key.clone(),
        type_key: record_type.key.clone(),
        action: planned.kind,
        now: buckets.now,
        months: buckets.months.to_vec(),
        later: buckets.later,
    }))
}

/// Counts by month: what is due, what will be, what is later.
struct Buckets {
    today: Date,
    now: Month,
    months: [Month; MONTHS],
    later: Month,
}

impl Buckets {
    fn new(today: Date) -> Self {
        let none = Month::default();
        Self { today, now: none, months: [none; MONTHS], later: none }
    }

    /// The bucket of a first day free.
    fn on(&mut self, due: Date) -> &mut Month {
        if due <= self.today {
            return &mut self.now;
        }
        let months_of = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let ahead = usize::try_from(months_of(due) - months_of(self.today)).unwrap_or(usize::MAX);
        self.months.get_mut(ahead).unwrap_or(&mut self.later)
    }

    /// Today, and the last day of each month.
    fn days(&self) -> Vec<Date> {
        let first = self.today.first_of_month();
        let ends = (0..MONTHS).map(|month| months_on(first, month).last_of_month());
        std::iter::once(self.today).chain(ends).collect()
    }

    /// What is due by each of [`Buckets::days`], and what later.
    fn all(&mut self) -> impl Iterator<Item = &mut Month> {
        std::iter::once(&mut self.now)
            .chain(&mut self.months)
            .chain(std::iter::once(&mut self.later))
    }
}

/// The periods that must all have passed since the start event: the rule's and the statutory
/// ones. Nothing when one of them starts elsewhere.
fn terms(record_type: &RecordType, plan: &Plan, period: Period) -> Option<Vec<(Period, bool)>> {
    let mut terms = vec![(period, plan.year_end)];
    if !plan.kind.destroys() {
        return Some(terms);
    }
    for minimum in minima(record_type, &plan.rule, plan.kind) {
        let Minimum::Norm(norm) = minimum else { return None };
        let known = find(&norm)?;
        terms.extend(known.period.map(|period| (period, known.year_end)));
    }
    Some(terms)
}

/// Whether the condition names the present day, so that it may hold on one day and not on another.
fn speaks_of_today(rule: &Rule) -> bool {
    fn in_expr(expr: &Expr) -> bool {
        match expr {
            Expr::All(parts) | Expr::Any(parts) => parts.iter().any(in_expr),
            Expr::Not(inner) => in_expr(inner),
            Expr::Compare(_, _, literal) => matches!(literal, Literal::Today(_)),
            Expr::In(_, literals) => literals.iter().any(|l| matches!(l, Literal::Today(_))),
            Expr::Exists(_, filter) | Expr::No(_, filter) => filter.as_deref().is_some_and(in_expr),
            Expr::Contains(..) | Expr::StartsWith(..) | Expr::IsSet(_) | Expr::IsEmpty(_) => false,
        }
    }
    let when = rule.when.as_ref().and_then(|text| text.parse::<Expr>().ok());
    when.is_some_and(|expr| in_expr(&expr))
}

/// What holds a record whatever the day.
fn kept(plan: &Plan) -> Condition {
    let marked =
        |hold: &Hold| matches!(hold, Hold::Keep | Hold::PersonKeep | Hold::Lock | Hold::PersonLock);
    let keeps = plan.holds.iter().filter(|(hold, _)| marked(hold));
    Condition::Any(keeps.map(|(_, condition)| condition.clone()).collect())
}

/// Counts by the start event, and by its stand-in where it is empty.
fn by_start(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    plan: &Plan,
    terms: &[(Period, bool)],
    buckets: &mut Buckets,
) -> Result<()> {
    let Some(start) = &plan.start else { return Ok(()) };
    let base = plan.when.clone().and(plan.undone.clone());
    let kept = kept(plan);
    let mut events = vec![(
        &start.column,
        start.data_type,
        base.clone().and(Condition::IsNotNull(start.column.clone())),
    )];
    if let Some((_, column, data_type)) = &start.fallback {
        let stand_in = base
            .and(Condition::IsNull(start.column.clone()))
            .and(Condition::IsNotNull(column.clone()));
        events.push((column, *data_type, stand_in));
    }
    for (column, data_type, records) in events {
        let free = records.clone().and(kept.clone().negated());
        let held = records.and(kept.clone());
        for (condition, side) in [(free, due as fn(&mut Month) -> &mut u64), (held, held_of)] {
            match column {
                Column::Column(name) if data_type == DataType::Date => {
                    for row in group_count(op.tx, &record_type.table, &[name], &condition)? {
                        let Some(day) = Date::from_value(&row.values()[0]) else { continue };
                        let number: u64 = row.at(1)?;
                        *side(buckets.on(due_of(day, terms))) += number;
                    }
                }
                _ => {
                    let event = (column, data_type);
                    by_cutoffs(op, types, record_type, event, terms, &condition, buckets, side)?;
                }
            }
        }
    }
    Ok(())
}

fn due(month: &mut Month) -> &mut u64 {
    &mut month.due
}

fn held_of(month: &mut Month) -> &mut u64 {
    &mut month.held
}

/// The first day on which all periods have passed.
fn due_of(start: Date, terms: &[(Period, bool)]) -> Date {
    let dues = terms.iter().map(|(period, year_end)| erasure_due(start, *period, *year_end));
    dues.max().unwrap_or(start)
}

/// Counts the records whose event lies so far back that it is due by the end of each month.
#[expect(clippy::too_many_arguments, reason = "one step of a loop, taken out to be read alone")]
fn by_cutoffs(
    op: &mut Op<'_, '_>,
    types: &Types,
    record_type: &RecordType,
    (column, data_type): (&Column, DataType),
    terms: &[(Period, bool)],
    condition: &Condition,
    buckets: &mut Buckets,
    side: fn(&mut Month) -> &mut u64,
) -> Result<()> {
    let zone = op.tenant.zone().clone();
    let mut by_then = Vec::with_capacity(MONTHS + 1);
    for day in buckets.days() {
        let scope = Scope { types, record_type, today: day, zone: &zone, reader: None };
        let cutoffs = terms.iter().map(|(period, end)| latest_due_start(day, *period, *end));
        by_then.push(scope.until(column, data_type, cutoffs.min().unwrap_or(day))?);
    }
    // Each record counts for the first day by which it is due.
    let counts = count_cases(op.tx, &record_type.table, condition, &by_then)?;
    let months = buckets.all().zip(counts.iter().skip(1).chain(&counts[..1]));
    for (month, number) in months {
        *side(month) += number;
    }
    Ok(())
}

/// Plans the rule for the last day of each month and counts what each would find first. What lies
/// beyond the last month is not told: the condition itself may change until then.
fn by_plans(
    op: &mut Op<'_, '_>,
    types: &Types,
    concept: &Concept,
    planned: &Plan,
    buckets: &mut Buckets,
) -> Result<()> {
    let record_type = types.get(&planned.rule.type_key)?;
    let kept = kept(planned);
    let mut by_then = Vec::with_capacity(MONTHS + 1);
    for day in buckets.days() {
        let plan = plan(op, types, concept, &planned.rule, day)?;
        let statutory = plan.holds.iter().filter(|(hold, _)| matches!(hold, Hold::Statutory(_)));
        by_then.push(statutory.fold(plan.due, |due, (_, hold)| due.and(hold.clone().negated())));
    }
    let free = planned.undone.clone().and(kept.clone().negated());
    let held = planned.undone.clone().and(kept);
    for (records, side) in [(free, due as fn(&mut Month) -> &mut u64), (held, held_of)] {
        let counts = count_cases(op.tx, &record_type.table, &records, &by_then)?;
        for (month, number) in buckets.all().zip(&counts[1..]) {
            *side(month) += number;
        }
    }
    Ok(())
}

fn months_on(first: Date, months: usize) -> Date {
    first.saturating_add(i32::try_from(months).unwrap_or(0).months())
}
