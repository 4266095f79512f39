//! `obhut cases` and `obhut person case`

use jiff::civil::Date;
use obhut_core::{
    CaseId, PersonId,
    retention::{self, CaseItem, RunOrigin},
};
use obhut_kernel::Message;
use obhut_text::formats;

use crate::{
    failure::Outcome,
    screen::Screen,
    session::{Context, Session},
    table::Table,
};

/// List what is due, held, done or failed; decide cases of single persons.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    step: Option<Step>,
    /// Only these
    #[arg(long, value_name = "STATE", value_parser = ["due", "held", "done", "failed"])]
    state: Option<String>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    limit: u32,
}

#[derive(Debug, clap::Subcommand)]
enum Step {
    /// Open a case for a person and list what is due
    Open {
        /// Number of the person
        #[arg(value_name = "N")]
        person: i64,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Do what is due in a case and nothing holds
    Approve {
        /// Number of the case
        #[arg(value_name = "N")]
        case: i64,
    },
    /// Exempt the person of a case from erasure until a day
    Postpone {
        /// Number of the case
        #[arg(value_name = "N")]
        case: i64,
        /// The day on which somebody looks at it again
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Date,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Show what is known of a person.
#[derive(Debug, clap::Args)]
pub struct PersonArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Show the case file: all records with actions due, held, done or failed
    Case {
        /// Number of the person
        #[arg(value_name = "N")]
        person: i64,
    },
}

/// Lists the items of all case files, or decides a case.
pub fn cases(context: &mut Context, args: &Args) -> Outcome {
    if let Some(step) = &args.step {
        return decide(context, step);
    }
    let session = context.open()?;
    let items = session.read(|op| retention::list_cases(op, args.state.as_deref(), args.limit))?;
    let is_cut = items.len() >= args.limit as usize;
    list(&mut context.screen, &session, &items)?;
    if is_cut {
        context.screen.say(&Message::new("records-more").arg("count", items.len()))?;
    }
    Ok(())
}

fn decide(context: &mut Context, step: &Step) -> Outcome {
    let session = context.open()?;
    match step {
        Step::Open { person, reason } => {
            let person = PersonId(*person);
            let case = session
                .write(|op| retention::open_case(op, person, reason, RunOrigin::Hand, None))?;
            let items = session.read(|op| retention::case_file(op, person))?;
            context.screen.json(&case)?;
            let message = Message::new("case-opened").arg("case", case.id.0);
            context.screen.say(&message.arg("person", person.0))?;
            list(&mut context.screen, &session, &items)
        }
        Step::Approve { case } => {
            let done = session.write(|op| retention::approve_case(op, CaseId(*case)))?;
            context.screen.json(&done)?;
            let message = Message::new("case-approved").arg("case", *case);
            context.screen.say(&message.arg("done", done.done).arg("held", done.held))
        }
        Step::Postpone { case, until, reason } => {
            session.write(|op| retention::postpone_case(op, CaseId(*case), *until, reason))?;
            let case = session.read(|op| retention::case(op, CaseId(*case)))?;
            context.screen.json(&case)?;
            let message = Message::new("case-postponed").arg("case", case.id.0);
            context.screen.say(&message.arg("until", *until))
        }
    }
}

/// Shows the case file of one person.
pub fn person(context: &mut Context, args: &PersonArgs) -> Outcome {
    let What::Case { person } = args.what;
    let session = context.open()?;
    let items = session.read(|op| retention::case_file(op, PersonId(person)))?;
    list(&mut context.screen, &session, &items)
}

fn list(screen: &mut Screen, session: &Session, items: &[CaseItem]) -> Outcome {
    let lang = screen.lang;
    let mut table = Table::new()
        .number(screen.word("column-person"))
        .column(screen.word("column-type"))
        .number(screen.word("column-key"))
        .column(screen.word("column-action"))
        .column(screen.word("column-state"))
        .time(screen.word("column-due"))
        .time(screen.word("column-at"))
        .note(screen.word("column-rule"));
    for item in items {
        screen.json(item)?;
        let state = match item.state.as_str() {
            "due" => screen.word("case-due"),
            "held" => screen.word("case-held"),
            "done" => screen.word("case-done"),
            "failed" => screen.word("case-failed"),
            "none" => screen.word("case-none"),
            other => other.to_owned(),
        };
        let note = item.note.as_deref().map(|note| super::hold(screen, note));
        table.row([
            item.person.map(|person| person.0.to_string()).unwrap_or_default(),
            item.type_key.clone(),
            item.key.clone(),
            item.action
                .parse()
                .map_or(item.action.clone(), |kind| screen.word(super::action_label(kind))),
            state,
            item.due_on.map(|day| formats::date(lang, day)).unwrap_or_default(),
            item.at
                .map(|at| formats::date_time(lang, at, session.tenant.zone()))
                .unwrap_or_default(),
            item.rule
                .iter()
                .chain(&note)
                .chain(&item.reason)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" – "),
        ]);
    }
    if table.is_empty() {
        return screen.say(&Message::new("cases-none"));
    }
    screen.table(&table)
}
