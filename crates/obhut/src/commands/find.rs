//! `obhut find`

use obhut_core::persons;
use obhut_kernel::Message;
use serde_json::json;

use crate::{failure::Outcome, session::Context, table::Table};

/// Find all records of a person.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// E-mail address, telephone, customer or other number, or name
    #[arg(value_name = "QUERY")]
    query: String,
}

/// Lists the records found and why.
pub fn find(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    let found = session.read(|op| persons::ops::find(op, &args.query))?;
    let screen = &mut context.screen;
    let mut table = Table::new()
        .number(screen.word("column-person"))
        .column(screen.word("column-type"))
        .number(screen.word("column-key"))
        .note(screen.word("column-why"));
    for found in &found {
        let why = screen.text(&found.why);
        screen.json(&json!({
            "person": found.person,
            "system": found.system,
            "type": found.type_key,
            "key": found.key,
            "why": why,
        }))?;
        let person = found.person.map(|person| person.0.to_string()).unwrap_or_default();
        table.row([person, found.type_key.clone(), found.key.clone(), why]);
    }
    if table.is_empty() {
        return screen.say(&Message::new("find-none"));
    }
    screen.table(&table)
}
