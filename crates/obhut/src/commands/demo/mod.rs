//! `obhut demo`: data in, concept on top, due data gone, proof kept, on a throw-away store.

mod check;
mod files;
mod load;
mod prove;
mod store;

use jiff::Timestamp;
use obhut_core::retention::{self, Concept, Rule, RunOrigin, RunReport, RunRequest};
use obhut_demo::{DemoType, Generator};
use obhut_kernel::{Clock, Message, Result, SystemClock};
use obhut_text::formats;
use serde_json::json;

use crate::{
    commands::{demo::check::Checks, run},
    failure::{Failure, Outcome},
    progress,
    screen::{BAD, BOLD, GOOD, Screen},
    session::{Context, Session},
    stop,
    table::Table,
    wrap::wrapped,
};

/// Show everything on a throw-away store with fictional data.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Serve no pages; there are none yet, so it is always so
    #[arg(long)]
    no_serve: bool,
    /// How many persons the data are about
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(20..=10_000_000))]
    persons: u64,
    /// Which data set: the same number gives the same data
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Keep the store and say where it lies
    #[arg(long)]
    keep: bool,
}

/// A demonstration at work.
struct Demo {
    session: Session,
    generator: Generator,
    concept: Concept,
    checks: Checks,
    /// What the dry run said of each rule, in the order of the run.
    announced: Vec<u64>,
    began: Timestamp,
}

/// Shows everything; fails when something does not hold.
pub fn demo(context: &mut Context, args: &Args) -> Outcome {
    let began = SystemClock.now();
    let store = store::ThrowAway::make(&context.settings, args.keep)?;
    let outcome = shown(context, args, &store, began);
    store.remove(&mut context.screen)?;
    outcome
}

fn shown(
    context: &mut Context,
    args: &Args,
    store: &store::ThrowAway,
    began: Timestamp,
) -> Outcome {
    let screen = &mut context.screen;
    let title = screen.word("demo-title");
    let title = screen.styled(BOLD, &title);
    screen.line(&title)?;
    screen.say(&Message::new("demo-no-serve"))?;
    let session = store.open()?;
    let generator = Generator::new(args.seed, args.persons, session.tenant.today());
    let concept = session.read(retention::ops::concept)?;
    let checks = Checks::default();
    let mut demo = Demo { session, generator, concept, checks, announced: Vec::new(), began };
    demo.data(screen)?;
    demo.concept(screen)?;
    demo.dry_run(screen)?;
    let reports = demo.runs(screen)?;
    demo.proofs(screen)?;
    demo.summary(screen, &reports)
}

impl Demo {
    fn data(&mut self, screen: &mut Screen) -> Outcome {
        screen.heading(&Message::new("demo-data"))?;
        let since = self.session.tenant.now();
        load::load(screen, &self.session, &self.generator)?;
        let marks = load::marks(screen, &self.session, &self.generator)?;
        let types = self.session.types()?;
        let mut table =
            Table::new().column(screen.word("column-type")).number(screen.word("column-records"));
        for demo_type in DemoType::ALL {
            let label = types.get(demo_type.key())?.label(screen.lang).to_owned();
            table.row([label, number(screen, self.generator.count(demo_type))]);
        }
        screen.table(&table)?;
        let text = screen.text(
            &Message::new("demo-loaded")
                .arg("persons", self.generator.persons())
                .arg("records", records(&self.generator))
                .arg("kept", marks.kept)
                .arg("locked", marks.locked)
                .arg("time", self.since(screen, since)),
        );
        screen.line(&format!("  {text}"))?;
        screen.flush()
    }

    fn concept(&mut self, screen: &mut Screen) -> Outcome {
        let rules = self.rules()?;
        screen.heading(&Message::new("demo-concept").arg("count", rules.len()))?;
        let types = self.session.types()?;
        for (at, rule) in rules.iter().enumerate() {
            let sentence = retention::sentence(&types, &self.concept, rule);
            let text = screen.text(&sentence);
            let width = screen.width().unwrap_or(100).min(110);
            let label = format!("{:>3}. ", at + 1);
            for (at, line) in wrapped(&text, width.saturating_sub(8)).iter().enumerate() {
                let indent = if at == 0 { label.as_str() } else { "     " };
                screen.line(&format!("{indent}{line}"))?;
            }
        }
        screen.flush()
    }

    fn dry_run(&mut self, screen: &mut Screen) -> Outcome {
        let today = self.session.tenant.today();
        screen.heading(&Message::new("demo-dry-run").arg("today", today))?;
        let spinner = progress::spinner(screen.word("demo-counting"));
        let rules = self.rules()?;
        let (tenant, actor) = (&self.session.tenant, &self.session.actor);
        let each: Vec<&Rule> = rules.iter().collect();
        let mut reports: Vec<RunReport> = Vec::new();
        let seen = retention::foresee(tenant, actor, (&self.concept, &each), today, |op, rule| {
            reports.push(retention::preview_counts(op, &self.concept, rule, today)?);
            Ok(())
        });
        spinner.finish_and_clear();
        seen?;
        self.announced = reports.iter().map(|report| report.done).collect();
        busy(screen, &reports, true)?;
        let due: u64 = reports.iter().map(|report| report.due).sum();
        let held: u64 = reports.iter().flat_map(|r| &r.held).map(|held| held.count).sum();
        self.checks.note("demo-check-something-due", due > held && held > 0, due);
        screen.flush()
    }

    /// Executes all rules in order; before each, what it is about is remembered, after it, that is
    /// read back.
    fn runs(&mut self, screen: &mut Screen) -> Outcome<Vec<RunReport>> {
        screen.heading(&Message::new("demo-runs"))?;
        screen.flush()?;
        let mut reports = Vec::new();
        for (rule, announced) in self.rules()?.iter().zip(self.announced.clone()) {
            let before = prove::Before::take(&self.session, &self.concept, rule, &self.generator)?;
            let before = before.announced(announced);
            let report = execute(screen, &self.session, rule)?;
            before.compare(&self.session, &report, &mut self.checks)?;
            reports.push(report);
            if stop::asked() {
                return Err(stopped());
            }
        }
        busy(screen, &reports, false)?;
        Ok(reports)
    }

    fn proofs(&mut self, screen: &mut Screen) -> Outcome {
        screen.heading(&Message::new("demo-proofs"))?;
        screen.flush()?;
        let spinner = progress::spinner(screen.word("demo-proving"));
        let proven = prove::after_all(&self.session, &self.generator, &mut self.checks)
            .and_then(|()| files::search(&self.session, &self.generator, &mut self.checks))
            .and_then(|()| self.again());
        spinner.finish_and_clear();
        proven?;
        self.checks.show(screen)
    }

    /// The same rules once more find nothing left to do, and the journal still holds.
    fn again(&mut self) -> Outcome {
        let mut done = 0;
        for rule in &self.rules()? {
            let report =
                retention::run(&self.session.tenant, &self.session.actor, &request(rule), |_| {
                    true
                })?;
            done += report.done + report.failed;
        }
        self.checks.note("demo-check-again", done == 0, done);
        let found = obhut_core::journal::verify(&self.session.tenant, &self.session.actor, &[])?;
        self.checks.note("demo-check-journal", found.is_ok() && found.pending == 0, found.size);
        Ok(())
    }

    fn summary(&self, screen: &mut Screen, reports: &[RunReport]) -> Outcome {
        let done: u64 = reports.iter().map(|report| report.done).sum();
        let seconds: f64 = reports.iter().map(|report| report.seconds).sum();
        let ok = self.checks.all_hold();
        screen.heading(&Message::new("demo-summary"))?;
        let text = screen.text(
            &Message::new("demo-counts")
                .arg("persons", self.generator.persons())
                .arg("records", records(&self.generator))
                .arg("done", done)
                .arg("runs", formats::duration(screen.lang, run::seconds(seconds)))
                .arg("time", self.since(screen, self.began)),
        );
        screen.line(&format!("  {text}"))?;
        let (style, key) = if ok { (GOOD, "demo-ok") } else { (BAD, "demo-not-ok") };
        let verdict = screen.word(key);
        let verdict = screen.styled(style, &verdict);
        screen.line(&format!("  {verdict}"))?;
        screen.json(&json!({
            "persons": self.generator.persons(),
            "records": records(&self.generator),
            "rules": reports,
            "checks": self.checks,
            "ok": ok,
            "seconds": self.session.tenant.now().duration_since(self.began).as_secs_f64(),
        }))?;
        if ok { Ok(()) } else { Err(Failure::Told) }
    }

    /// The rules in the order of a run of all of them.
    fn rules(&self) -> Result<Vec<Rule>> {
        let types = self.session.types()?;
        let order = retention::ops::run_order(&types, &self.concept);
        Ok(order.into_iter().cloned().collect())
    }

    fn since(&self, screen: &Screen, began: Timestamp) -> String {
        let seconds = self.session.tenant.now().duration_since(began).as_secs_f64();
        formats::duration(screen.lang, run::seconds(seconds))
    }
}

fn execute(screen: &Screen, session: &Session, rule: &Rule) -> Outcome<RunReport> {
    let bar = progress::bar(screen.lang, run::name(screen.lang, rule), 0);
    let report = retention::run(&session.tenant, &session.actor, &request(rule), |progress| {
        bar.set_length(progress.ready);
        bar.set_position(progress.done);
        !stop::asked()
    });
    bar.finish_and_clear();
    Ok(report?)
}

/// The table of rules that had anything to do.
fn busy(screen: &mut Screen, reports: &[RunReport], is_dry: bool) -> Outcome {
    let some: Vec<RunReport> = reports.iter().filter(|report| report.due > 0).cloned().collect();
    run::table(screen, &some, is_dry)?;
    let idle = reports.len() - some.len();
    if idle > 0 {
        let text = screen.text(&Message::new("demo-idle").arg("count", idle));
        screen.line(&format!("  {text}"))?;
    }
    Ok(())
}

/// Nobody else is at work in a throw-away store, so no time has to be left to others.
fn request(rule: &Rule) -> RunRequest {
    RunRequest { rule: rule.key.clone(), today: None, origin: RunOrigin::Hand, pause: false }
}

fn stopped() -> Failure {
    Failure::Error(obhut_kernel::Error::new(
        obhut_kernel::Kind::Busy,
        Message::new("error-demo-stopped"),
    ))
}

fn records(generator: &Generator) -> u64 {
    DemoType::ALL.into_iter().map(|demo_type| generator.count(demo_type)).sum()
}

fn number(screen: &Screen, count: u64) -> String {
    formats::number(screen.lang, i64::try_from(count).unwrap_or(i64::MAX))
}
