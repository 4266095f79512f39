//! Help texts in the reader's language, from the catalogue:
//!
//! - `help-COMMAND-SUBCOMMAND` says what a command does (`help-about` the whole),
//!   `help-COMMAND-examples` what a call of it looks like;
//! - `help-COMMAND--ARGUMENT` says what an argument of one command means, `help--ARGUMENT` what one
//!   means everywhere;
//! - `value-NAME` is the name of a value in calls: `FILE`, `KEY`.
//!
//! The doc comments beside the arguments are for those who read the code. clap's own words are
//! English and cannot be exchanged one by one, so what it would add to a text (defaults, possible
//! values, variables of the environment) is hidden and written here.

use clap::{
    Arg, ArgAction, Command,
    builder::{StyledStr, Styles},
};
use obhut_kernel::{Lang, Message};
use obhut_text::{has_key, render, text};

/// The command and everything below it, built, with the texts of `lang`.
pub fn localise(mut command: Command, lang: Lang) -> Command {
    command.build();
    Reader { lang, styles: command.get_styles().clone() }.command(command, "help")
}

/// The catalogue key of a command; `prefix` is that of the one above it.
fn command_key(prefix: &str, name: &str) -> String {
    format!("{prefix}-{name}")
}

/// The catalogue keys of an argument: its own, and that of its name everywhere.
fn argument_keys(prefix: &str, argument: &Arg) -> [String; 2] {
    let id = argument.get_id().as_str().replace('_', "-");
    [format!("{prefix}--{id}"), format!("help--{id}")]
}

/// The catalogue key of a value's name: `FIELD=VALUE` is `value-field-value`.
fn value_key(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("value-{}", name.chars().map(plain).collect::<String>())
}

/// Whom the texts are for.
struct Reader {
    lang: Lang,
    styles: Styles,
}

impl Reader {
    fn command(&self, mut command: Command, prefix: &str) -> Command {
        let about = if prefix == "help" { "help-about" } else { prefix };
        if let Some(about) = self.found(about) {
            command = command.about(about).long_about(None);
        }
        let mut place = 0;
        command = command.mut_args(|argument| {
            place += 1;
            self.argument(argument, prefix, place)
        });
        command = command
            .subcommand_help_heading(self.word("help-heading-commands"))
            .subcommand_value_name(self.word("value-command"));
        let names: Vec<String> =
            command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        for name in names {
            command = command.mut_subcommand(&name, |sub| match name.as_str() {
                // clap's own; what lies below it is never shown.
                "help" => sub.about(self.word("help-clap-help")),
                _ => self.command(sub, &command_key(prefix, &name)),
            });
        }
        let examples = self.found(&format!("{prefix}-examples"));
        if let Some(examples) = examples.map(|examples| self.examples(prefix, &examples)) {
            command = command.after_help(examples);
        }
        let usage = self.usage(&mut command);
        let heading = self.heading("help-heading-usage");
        command.help_template(format!(
            "{{about-with-newline}}\n{heading} {usage}\n\n{{all-args}}{{after-help}}"
        ))
    }

    /// How a command is called.
    fn usage(&self, command: &mut Command) -> String {
        let usage = command.render_usage().ansi().to_string();
        let usage = usage.split_once("Usage:").map_or(usage.as_str(), |(_, usage)| usage);
        // Behind the word its style ends.
        let usage = usage.split_once(' ').map_or(usage, |(_, usage)| usage);
        usage.replace("[OPTIONS]", &format!("[{}]", self.word("value-options")))
    }

    fn argument(&self, argument: Arg, prefix: &str, place: usize) -> Arg {
        let help = argument_keys(prefix, &argument).iter().find_map(|key| self.found(key));
        let heading = match (argument.get_help_heading(), argument.is_positional()) {
            (Some(_), _) => "help-heading-globals",
            (None, _) if ["help", "version"].contains(&argument.get_id().as_str()) => {
                "help-heading-globals"
            }
            (None, true) => "help-heading-arguments",
            (None, false) => "help-heading-options",
        };
        let mut parts: Vec<String> = help.into_iter().collect();
        parts.extend(self.specifics(&argument));
        let names: Vec<String> = argument
            .get_value_names()
            .unwrap_or_default()
            .iter()
            .map(|name| self.found(&value_key(name)).unwrap_or_else(|| name.to_string()))
            .collect();
        let is_valued = argument.get_action().takes_values() && !names.is_empty();
        let argument = argument
            .help(parts.join(" "))
            .long_help(None)
            .help_heading(self.word(heading))
            .display_order(place)
            .hide_default_value(true)
            .hide_possible_values(true)
            .hide_env(true);
        if is_valued { argument.value_names(names) } else { argument }
    }

    /// What clap would add in English.
    fn specifics(&self, argument: &Arg) -> Vec<String> {
        let mut all = Vec::new();
        let mut add = |key: &'static str, name: &'static str, value: String| {
            all.push(render(self.lang, &Message::new(key).arg(name, value)));
        };
        if !matches!(argument.get_action(), ArgAction::Set | ArgAction::Append) {
            return all;
        }
        let values = argument.get_possible_values();
        if !values.is_empty() {
            let names: Vec<&str> =
                values.iter().map(clap::builder::PossibleValue::get_name).collect();
            add("help-clap-possible", "values", names.join(", "));
        }
        let defaults = argument.get_default_values();
        if !defaults.is_empty() {
            let defaults: Vec<_> = defaults.iter().map(|value| value.to_string_lossy()).collect();
            add("help-clap-default", "value", defaults.join(" "));
        }
        if let Some(variable) = argument.get_env() {
            add("help-clap-env", "name", variable.to_string_lossy().into_owned());
        }
        all
    }

    /// Examples below their heading; those of the whole command line bring their own.
    fn examples(&self, prefix: &str, examples: &str) -> StyledStr {
        if prefix == "help" {
            return examples.to_owned().into();
        }
        let lines: Vec<String> = examples.lines().map(|line| format!("  {line}")).collect();
        format!("{}\n{}", self.heading("help-heading-examples"), lines.join("\n")).into()
    }

    fn heading(&self, key: &'static str) -> String {
        let style = self.styles.get_header();
        format!("{style}{}:{style:#}", self.word(key))
    }

    fn word(&self, key: &'static str) -> String {
        text(self.lang, key)
    }

    fn found(&self, key: &str) -> Option<String> {
        has_key(self.lang, key).then(|| text(self.lang, key))
    }
}

#[cfg(test)]
mod tests;
