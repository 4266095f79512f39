//! `obhut timeline`

use obhut_core::{
    PersonId,
    persons::{self, Event},
};
use obhut_kernel::Message;
use obhut_text::formats;

use crate::{
    failure::Outcome,
    screen::{DIM, Screen},
    session::{Context, Session},
};

/// Tell what happened to a record or person.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Type of the record
    #[arg(value_name = "TYPE", required_unless_present = "person", requires = "key")]
    type_key: Option<String>,
    /// Key of the record
    #[arg(value_name = "KEY")]
    key: Option<String>,
    /// Number of a person: all of their records
    #[arg(long, value_name = "N", conflicts_with = "type_key")]
    person: Option<i64>,
}

/// Tells it, oldest first.
pub fn timeline(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    let events = session.read(|op| match (args.person, &args.type_key, &args.key) {
        (None, Some(type_key), Some(key)) => persons::of_record(op, type_key, key),
        (person, ..) => persons::of_person(op, PersonId(person.unwrap_or_default())),
    })?;
    let screen = &mut context.screen;
    if events.is_empty() {
        return screen.say(&Message::new("timeline-none"));
    }
    events.iter().try_for_each(|event| tell(screen, &session, event))
}

fn tell(screen: &mut Screen, session: &Session, event: &Event) -> Outcome {
    screen.json(event)?;
    if screen.is_json() {
        return Ok(());
    }
    let at = formats::date_time(screen.lang, event.at, session.tenant.zone());
    let at = screen.styled(DIM, &at);
    let key = event.key.as_deref().unwrap_or_default();
    let reason = event.reason.as_deref().map(|reason| format!("  ({reason})")).unwrap_or_default();
    let line = format!("{at}  {} {key}  {}{reason}", event.act, event.actor);
    screen.line(&line)?;
    for field in &event.fields {
        let side = |value: &Option<serde_json::Value>| match value {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => "–".to_owned(),
        };
        let text = if field.erased {
            format!("{}: {}", field.field, screen.word("word-erased"))
        } else {
            format!("{}: {} → {}", field.field, side(&field.old), side(&field.new))
        };
        screen.line(&format!("    {}", crate::table::plain(&text)))?;
    }
    Ok(())
}
