//! Mistakes on the command line, told in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use obhut_kernel::{Lang, Message};
use obhut_text::render;

/// What is wrong and what to do next; nothing when clap's own output (help, version) is meant.
pub fn explain(lang: Lang, error: &clap::Error) -> String {
    let mut lines = vec![render(lang, &message(error))];
    let suggestion =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(|kind| text(error, kind));
    if let Some(given) = suggestion {
        lines.push(render(lang, &Message::new("usage-suggestion").arg("given", given)));
    }
    lines.push(render(lang, &Message::new("usage-hint")));
    lines.join(" ")
}

fn message(error: &clap::Error) -> Message {
    let argument = || text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = || text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => Message::new("usage-subcommand")
            .arg("given", text(error, ContextKind::InvalidSubcommand).unwrap_or_default()),
        ErrorKind::UnknownArgument => Message::new("usage-argument").arg("given", argument()),
        ErrorKind::MissingRequiredArgument => {
            Message::new("usage-missing").arg("names", argument())
        }
        ErrorKind::InvalidValue if value().is_empty() => {
            Message::new("usage-value-missing").arg("argument", argument())
        }
        ErrorKind::InvalidValue => Message::new("usage-value")
            .arg("given", value())
            .arg("argument", argument())
            .arg("possible", text(error, ContextKind::ValidValue).unwrap_or_default()),
        ErrorKind::ValueValidation => {
            Message::new("usage-value-form").arg("given", value()).arg("argument", argument())
        }
        ErrorKind::ArgumentConflict => Message::new("usage-conflict")
            .arg("argument", argument())
            .arg("other", text(error, ContextKind::PriorArg).unwrap_or_default()),
        ErrorKind::InvalidUtf8 => Message::new("usage-encoding"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("usage-no-subcommand")
        }
        _ => Message::new("usage-other"),
    }
}

/// What clap says of one side of a mistake.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        other => other.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}
