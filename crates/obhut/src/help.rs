//! Help texts in the reader's language: those of the catalogue under `help-…`, where it has one;
//! otherwise the English ones beside the arguments.

use clap::Command;
use obhut_kernel::Lang;
use obhut_text::{has_key, text};

/// Puts the texts of `lang` into the command and everything below it.
pub fn localise(command: Command, lang: Lang) -> Command {
    below(command, lang, "help")
}

fn below(mut command: Command, lang: Lang, prefix: &str) -> Command {
    if let Some(about) = found(lang, prefix) {
        command = command.about(about);
    }
    command = command.mut_args(|argument| {
        let own = format!("{prefix}-{}", argument.get_id().as_str().replace('_', "-"));
        let shared = format!("help-{}", argument.get_id().as_str().replace('_', "-"));
        match found(lang, &own).or_else(|| found(lang, &shared)) {
            Some(help) => argument.help(help),
            None => argument,
        }
    });
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let key = format!("{prefix}-{name}");
        command = command.mut_subcommand(&name, |sub| below(sub, lang, &key));
    }
    command
}

fn found(lang: Lang, key: &str) -> Option<String> {
    has_key(lang, key).then(|| text(lang, key))
}
