//! `obhut cases` and `obhut person case`

use obhut_core::{
    PersonId,
    retention::{self, CaseItem},
};
use obhut_kernel::Message;
use obhut_text::formats;

use crate::{
    failure::Outcome,
    screen::Screen,
    session::{Context, Session},
    table::Table,
};

/// List what is due, held, done or failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these
    #[arg(long, value_name = "STATE", value_parser = ["due", "held", "done", "failed"])]
    state: Option<String>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    limit: u32,
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

/// Lists the items of all case files.
pub fn cases(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    let items = session.read(|op| retention::list_cases(op, args.state.as_deref(), args.limit))?;
    let is_cut = items.len() >= args.limit as usize;
    list(&mut context.screen, &session, &items)?;
    if is_cut {
        context.screen.say(&Message::new("records-more").arg("count", items.len()))?;
    }
    Ok(())
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
        .column(screen.word("column-due"))
        .column(screen.word("column-at"))
        .column(screen.word("column-rule"))
        .column(screen.word("column-notes"));
    for item in items {
        screen.json(item)?;
        let state = match item.state.as_str() {
            "due" => screen.word("case-due"),
            "held" => screen.word("case-held"),
            "done" => screen.word("case-done"),
            "failed" => screen.word("case-failed"),
            other => other.to_owned(),
        };
        let note = item.note.as_deref().map(|note| super::hold(screen, note)).unwrap_or_default();
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
            item.rule.clone().unwrap_or_default(),
            note,
        ]);
    }
    if table.is_empty() {
        return screen.say(&Message::new("cases-none"));
    }
    screen.table(&table)
}
