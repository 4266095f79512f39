//! `obhut concept`

use std::{
    fs, io,
    io::Read,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use obhut_core::retention::{self, Concept, Finding, ForecastRow, Month, Severity};
use obhut_kernel::{Error, Kind, Message, Result};
use obhut_text::formats;
use serde_json::json;

use crate::{
    failure::{Failure, Outcome},
    screen::{BAD, GOOD, Screen, WARN},
    session::{Context, Session},
    table::Table,
};

/// Read, check and change the deletion concept.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the concept in force into a file, byte for byte as it was applied
    Export {
        /// File; - for standard output
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// An earlier version [default: the one in force]
        #[arg(long, value_name = "N")]
        version: Option<i64>,
    },
    /// List all versions, the one in force first
    Versions,
    /// Say what is wrong with a concept, and read its rules as sentences
    Check {
        /// File; - for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show what becomes due in the next 24 months
    Forecast,
    /// Show which fields, types and records no rule covers
    Coverage,
    /// Put a concept into force as a new version
    Apply {
        /// File; - for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Exports, checks or applies.
pub fn concept(context: &mut Context, args: &Args) -> Outcome {
    match &args.what {
        What::Export { file, version } => export(context, file, *version),
        What::Versions => versions(context),
        What::Check { file } => check(context, file),
        What::Apply { file } => apply(context, file),
        What::Forecast => forecast(context),
        What::Coverage => coverage(context),
    }
}

fn export(context: &mut Context, file: &Path, version: Option<i64>) -> Outcome {
    let session = context.open()?;
    let text = match version {
        Some(id) => session.read(|op| retention::ops::version(op, id))?,
        None => session.read(retention::ops::export)?,
    };
    if file == Path::new("-") {
        return context.screen.raw(&text);
    }
    super::write_file(file, text.as_bytes())?;
    let path = file.display().to_string();
    context.screen.say(&Message::new("concept-exported").arg("path", &path))?;
    context.screen.json(&json!({ "file": path, "bytes": text.len() }))
}

fn versions(context: &mut Context) -> Outcome {
    let session = context.open()?;
    let versions = session.read(retention::ops::versions)?;
    let proposed = session.read(retention::ops::is_proposed)?;
    let screen = &mut context.screen;
    let mut table = Table::new()
        .number(screen.word("column-version"))
        .column(screen.word("column-at"))
        .column(screen.word("column-actor"))
        .number(screen.word("column-rules"))
        .column(screen.word("column-state"));
    for (at, version) in versions.iter().enumerate() {
        screen.json(version)?;
        let state = match (at, proposed) {
            (0, true) => "concept-proposed",
            (0, false) => "concept-in-force",
            _ => "concept-past",
        };
        table.row([
            version.id.to_string(),
            formats::date_time(screen.lang, version.applied_at, session.tenant.zone()),
            version.applied_by.clone(),
            version.rules.to_string(),
            screen.word(state),
        ]);
    }
    screen.table(&table)
}

fn check(context: &mut Context, file: &Path) -> Outcome {
    let text = read_text(file)?;
    let session = context.open()?;
    let findings = session.read(|op| retention::ops::check(op, &text))?;
    let screen = &mut context.screen;
    list(screen, &findings)?;
    if let (false, Ok(concept)) = (screen.is_json(), text.parse::<Concept>()) {
        sentences(screen, &session, &concept)?;
    }
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    let warnings = findings.len() - errors;
    if errors > 0 {
        screen.say(&Message::new("concept-errors").arg("count", errors))?;
        return Err(Failure::Told);
    }
    let good = screen.text(&Message::new("concept-sound").arg("warnings", warnings));
    let good = screen.styled(GOOD, &good);
    screen.line(&good)
}

fn apply(context: &mut Context, file: &Path) -> Outcome {
    let text = read_text(file)?;
    let session = context.open()?;
    let findings = session.write(|op| retention::ops::apply(op, &text))?;
    let rules = session.read(retention::ops::concept)?.rules.len();
    let screen = &mut context.screen;
    if !screen.is_json() {
        list(screen, &findings)?;
    }
    screen.say(&Message::new("concept-applied").arg("count", rules))?;
    if rules == 0 {
        let warning = screen.word("concept-no-rules");
        let warning = screen.styled(WARN, &warning);
        screen.line(&warning)?;
    }
    let warnings: Vec<_> = findings.iter().map(|finding| object(screen, finding)).collect();
    screen.json(&json!({ "rules": rules, "findings": warnings }))
}

/// The rules of a concept as sentences.
fn sentences(screen: &mut Screen, session: &Session, concept: &Concept) -> Outcome {
    let types = session.types()?;
    screen.heading(&Message::new("concept-rules"))?;
    for rule in &concept.rules {
        let sentence = screen.text(&retention::sentence(&types, concept, rule));
        screen.line(&format!("  {}: {sentence}", rule.key))?;
    }
    screen.line("")
}

fn forecast(context: &mut Context) -> Outcome {
    let session = context.open()?;
    let forecast = session.read(retention::forecast)?;
    let screen = &mut context.screen;
    screen.json(&forecast)?;
    screen.heading(&Message::new("concept-forecast"))?;
    let mut table =
        Table::new().column(screen.word("column-rule")).number(screen.word("column-now"));
    for month in &forecast.months {
        table = table.number(month.strftime("%m/%y").to_string());
    }
    table = table.number(screen.word("column-later"));
    for row in &forecast.rows {
        let cells = std::iter::once(&row.now).chain(&row.months).chain([&row.later]);
        let cells = cells.map(|month| match month.due {
            0 => "·".to_owned(),
            due => due.to_string(),
        });
        table.row(std::iter::once(row.rule.clone()).chain(cells));
    }
    if table.fits(screen.width()) {
        return screen.table(&table);
    }
    forecast.rows.iter().try_for_each(|row| months(screen, &forecast.months, row))
}

/// The months in which a rule has something to do, for windows too narrow for all of them.
fn months(screen: &mut Screen, days: &[Date], row: &ForecastRow) -> Outcome {
    let named =
        |name: String, month: &Month| (month.due > 0).then(|| format!("{name} {}", month.due));
    let (now, later) = (screen.word("column-now"), screen.word("column-later"));
    let mut parts: Vec<String> = named(now, &row.now).into_iter().collect();
    let days = days.iter().map(|day| day.strftime("%m/%y").to_string());
    parts.extend(days.zip(&row.months).filter_map(|(day, month)| named(day, month)));
    parts.extend(named(later, &row.later));
    let parts = if parts.is_empty() { "·".to_owned() } else { parts.join(", ") };
    screen.line(&format!("  {}: {parts}", row.rule))
}

fn coverage(context: &mut Context) -> Outcome {
    let session = context.open()?;
    let (coverage, types) = session.read(|op| Ok((retention::coverage(op)?, op.types()?)))?;
    let screen = &mut context.screen;
    screen.json(&coverage)?;
    for message in coverage.messages(&types) {
        screen.say(&message)?;
    }
    Ok(())
}

fn list(screen: &mut Screen, findings: &[Finding]) -> Outcome {
    for finding in findings {
        let object = object(screen, finding);
        screen.json(&object)?;
        let (style, head) = match finding.severity {
            Severity::Error => (BAD, "finding-error"),
            Severity::Warning => (WARN, "finding-warning"),
        };
        let head = screen.word(head);
        let head = screen.styled(style, &head);
        let rule = finding.rule.as_deref().map(|rule| format!("{rule}: ")).unwrap_or_default();
        let line = format!("{head} {rule}{}", screen.text(&finding.message));
        screen.line(&line)?;
    }
    Ok(())
}

fn object(screen: &Screen, finding: &Finding) -> serde_json::Value {
    json!({
        "severity": finding.severity,
        "rule": finding.rule,
        "message": screen.text(&finding.message),
    })
}

/// The text of a file, or of standard input for `-`.
fn read_text(path: &Path) -> Result<String> {
    let read = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    read.map_err(|error| {
        let shown = path.display().to_string();
        let (kind, key) = match error.kind() {
            io::ErrorKind::NotFound => (Kind::NotFound, "error-file-missing"),
            io::ErrorKind::InvalidData => (Kind::Invalid, "error-file-encoding"),
            _ => (Kind::Unavailable, "error-file-read"),
        };
        Error::new(kind, Message::new(key).arg("path", shown)).with_inside(error)
    })
}
