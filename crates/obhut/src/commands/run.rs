//! `obhut run`

use jiff::civil::Date;
use obhut_core::{
    Op,
    retention::{self, Concept, DueFrom, DueRecord, Hold, Rule, RunOrigin, RunReport, RunRequest},
};
use obhut_kernel::{Lang, Message, Result};
use obhut_text::formats;
use serde_json::{Value, json};

use crate::{
    failure::{Failure, Outcome},
    progress,
    screen::{DIM, Screen},
    session::{Context, Session},
    stop,
    table::Table,
};

/// Records that a dry run reads at once.
const PAGE: u32 = 1_000;

/// Execute the deletion rules.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this rule; otherwise all, classification first, deleting and anonymising last
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// Only say what would be done, and what holds back the rest
    #[arg(long)]
    dry_run: bool,
    /// With --dry-run and --format json: a line for each record instead of one for each rule
    #[arg(long, requires = "dry_run")]
    list: bool,
    /// With --dry-run: how many records of a rule are named as text at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20, requires = "dry_run")]
    limit: u64,
    /// Another day than the present one; on a real run in throw-away stores only
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Leave no time to other writers between batches: faster when nobody else is at work
    #[arg(long)]
    no_pause: bool,
}

/// Executes rules or says what they would do.
pub fn run(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    let concept = session.read(retention::ops::concept)?;
    let types = session.types()?;
    let rules: Vec<&Rule> = match &args.rule {
        Some(key) => vec![concept.rule(key)?],
        None => retention::ops::run_order(&types, &concept),
    };
    if rules.is_empty() {
        return context.screen.say(&Message::new("run-no-rules"));
    }
    if args.dry_run {
        return dry_run(&mut context.screen, &session, &concept, &rules, args);
    }
    let mut reports = Vec::new();
    for rule in rules {
        let report = execute(&mut context.screen, &session, rule, args)?;
        context.screen.json(&report)?;
        context.screen.flush()?;
        let is_stopped = stop::asked();
        reports.push(report);
        if is_stopped {
            context.screen.line("")?;
            table(&mut context.screen, &reports, false)?;
            context.screen.flush()?;
            return Err(Failure::Error(obhut_kernel::Error::new(
                obhut_kernel::Kind::Busy,
                Message::new("error-run-stopped"),
            )));
        }
    }
    table(&mut context.screen, &reports, false)?;
    if reports.iter().any(|report| report.failed > 0) {
        context.screen.say(&Message::new("run-failures"))?;
        return Err(Failure::Told);
    }
    Ok(())
}

fn execute(screen: &mut Screen, session: &Session, rule: &Rule, args: &Args) -> Result<RunReport> {
    let request = RunRequest {
        rule: rule.key.clone(),
        today: args.today,
        origin: RunOrigin::Hand,
        pause: !args.no_pause,
    };
    let bar = progress::bar(screen.lang, name(screen.lang, rule), 0);
    let report = retention::run(&session.tenant, &session.actor, &request, |progress| {
        bar.set_length(progress.ready);
        bar.set_position(progress.done);
        !stop::asked()
    });
    bar.finish_and_clear();
    report
}

/// The name of a rule in the reader's language, or its key.
pub fn name(lang: Lang, rule: &Rule) -> &str {
    let name = match lang {
        Lang::De => &rule.de,
        Lang::En => &rule.en,
    };
    if name.is_empty() { &rule.key } else { name }
}

fn dry_run(
    screen: &mut Screen,
    session: &Session,
    concept: &Concept,
    rules: &[&Rule],
    args: &Args,
) -> Outcome {
    let today = args.today.unwrap_or_else(|| session.tenant.today());
    let each = (concept, rules);
    if screen.is_json() {
        return foresee(session, each, today, |op, rule| {
            if !args.list {
                return screen.json(&retention::preview_counts(op, concept, rule, today)?);
            }
            each_due(op, concept, rule, today, |due| {
                let object = due_object(screen, due);
                screen.json(&object).map(|()| true)
            })
        });
    }
    let mut reports = Vec::new();
    foresee(session, each, today, |op, rule| {
        reports.push(retention::preview_counts(op, concept, rule, today)?);
        Ok(())
    })?;
    screen.say(&Message::new("run-dry").arg("today", today))?;
    table(screen, &reports, true)?;
    let mut reports = reports.iter();
    foresee(session, each, today, |op, rule| match reports.next() {
        Some(report) if report.due > 0 => {
            records(screen, op, (concept, rule, today), report, args.limit)
        }
        _ => Ok(()),
    })
}

/// As the library's, with what can go wrong on the screen.
fn foresee(
    session: &Session,
    (concept, rules): (&Concept, &[&Rule]),
    today: Date,
    mut look: impl FnMut(&mut Op<'_, '_>, &Rule) -> Outcome,
) -> Outcome {
    let mut outcome = Ok(());
    let (tenant, actor) = (&session.tenant, &session.actor);
    retention::foresee(tenant, actor, (concept, rules), today, |op, rule| {
        if outcome.is_ok() {
            outcome = look(op, rule);
        }
        Ok(())
    })?;
    outcome
}

/// Hands every due record of a rule to `each`, ready ones first, until it has enough.
pub fn each_due(
    op: &mut Op<'_, '_>,
    concept: &Concept,
    rule: &Rule,
    today: Date,
    mut each: impl FnMut(&DueRecord) -> Outcome<bool>,
) -> Outcome {
    let mut from = Some(DueFrom::default());
    while let Some(place) = from {
        let (page, next) = retention::preview_page(op, concept, rule, today, &place, PAGE)?;
        for due in &page {
            if !each(due)? || stop::asked() {
                return Ok(());
            }
        }
        from = next;
    }
    Ok(())
}

fn due_object(screen: &Screen, due: &DueRecord) -> Value {
    let why: Vec<String> = due.why.iter().map(|step| screen.text(step)).collect();
    json!({
        "rule": due.rule,
        "type": due.type_key,
        "key": due.key,
        "person": due.person,
        "action": due.action,
        "start": due.start,
        "due_on": due.due_on,
        "why": why,
        "held": due.held.as_ref().map(Hold::key),
    })
}

/// The due records of one rule: grouped by what holds them, bounded.
fn records(
    screen: &mut Screen,
    op: &mut Op<'_, '_>,
    (concept, rule, today): (&Concept, &Rule, Date),
    report: &RunReport,
    limit: u64,
) -> Outcome {
    let title = name(screen.lang, rule).to_owned();
    screen.heading(&Message::new("run-rule").arg("name", title).arg("rule", &rule.key))?;
    let limit = if limit == 0 { u64::MAX } else { limit };
    let (mut shown, mut left_out) = (0, 0);
    let mut group: Option<Option<String>> = None;
    // What the cap leaves for the next run comes last among those that nothing else holds.
    let mut ready = report.done;
    each_due(op, concept, rule, today, |due| {
        let capped = due.held.is_none() && ready == 0;
        ready = ready.saturating_sub(u64::from(due.held.is_none()));
        let by = if capped { Some(&Hold::Cap) } else { due.held.as_ref() };
        let held = by.map(|hold| screen.text(&hold.message()));
        if group.as_ref() != Some(&held) {
            more(screen, left_out)?;
            (shown, left_out) = (0, 0);
            let title = match &held {
                None => screen.word("run-ready"),
                Some(why) => screen.text(&Message::new("run-held").arg("why", why)),
            };
            screen.line(&format!("  {title}"))?;
            group = Some(held);
        }
        if shown == limit {
            left_out += 1;
            return Ok(true);
        }
        shown += 1;
        let why: Vec<String> = due.why.iter().map(|step| screen.text(step)).collect();
        let person = due
            .person
            .map(|person| screen.text(&Message::new("run-person").arg("person", person.0)));
        let person = person.unwrap_or_default();
        let why = screen.styled(DIM, &why.join(" · "));
        screen.line(&format!("    {} {}  {person}  {why}", due.type_key, due.key))?;
        Ok(true)
    })?;
    more(screen, left_out)
}

fn more(screen: &mut Screen, left_out: u64) -> Outcome {
    if left_out == 0 {
        return Ok(());
    }
    let text = screen.text(&Message::new("run-more").arg("count", left_out));
    screen.line(&format!("    {text}"))
}

/// What rules did or would do, as a table.
pub fn table(screen: &mut Screen, reports: &[RunReport], is_dry: bool) -> Outcome {
    let lang = screen.lang;
    let mut table = Table::new()
        .column(screen.word("column-rule"))
        .number(screen.word("column-due"))
        .number(screen.word(if is_dry { "column-ready" } else { "column-done" }))
        .number(screen.word("column-held"));
    if !is_dry {
        table = table.number(screen.word("column-failed")).number(screen.word("column-time"));
    }
    let mut table = table.note(screen.word("column-held-by"));
    let number = |count: u64| formats::number(lang, i64::try_from(count).unwrap_or(i64::MAX));
    for report in reports {
        let held: u64 = report.held.iter().map(|held| held.count).sum();
        let by: Vec<String> = report
            .held
            .iter()
            .map(|held| format!("{} ({})", super::hold(screen, &held.reason), number(held.count)))
            .collect();
        let mut row =
            vec![report.rule.clone(), number(report.due), number(report.done), number(held)];
        if !is_dry {
            row.push(number(report.failed));
            row.push(formats::duration(lang, seconds(report.seconds)));
        }
        row.push(by.join(", "));
        table.row(row);
    }
    screen.table(&table)
}

/// A measured time; what is no number counts as none.
pub fn seconds(seconds: f64) -> std::time::Duration {
    std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
