//! The command line as a whole: reading it, calling a command, telling how it ended.

use std::{
    env,
    ffi::{OsStr, OsString},
    process::ExitCode,
};

use clap::{
    CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind, parser::ValueSource,
};
use obhut_kernel::{Kind, Lang};
use tracing_subscriber::EnvFilter;

use crate::{
    commands::{
        act, cases, concept, demo, export, find, import, init, journal, marks, records, run,
        suppress, timeline, types, upkeep, user,
    },
    config::{self, Globals, Settings},
    failure::{Failure, Outcome},
    help,
    screen::{self, Screen},
    session::Context,
    stop, usage,
};

/// Obhut keeps personal data safe, deletes it on time and proves both.
#[derive(Debug, Parser)]
#[command(name = "obhut", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a store
    Init(init::Args),
    /// Show everything on a throw-away store with fictional data
    Demo(demo::Args),
    /// Bring a file in: CSV, XLSX, ODS, XLS, vCard, or a pasted table
    Import(import::Args),
    /// Show the record types, or one of them with its fields; change fields
    Types(types::Args),
    /// List records of a type
    Records(records::ListArgs),
    /// Show a record
    Show(records::ShowArgs),
    /// Change fields of a record
    Set(records::SetArgs),
    /// Take records out into a file; locked ones are left out
    Export(export::Args),
    /// Find all records of a person by e-mail address, telephone, number or name
    Find(find::Args),
    /// Tell what happened to a record or person
    Timeline(timeline::Args),
    /// Show what is known of a person
    Person(cases::PersonArgs),
    /// Put an e-mail address or telephone number on the suppression list
    Suppress(suppress::Args),
    /// Read, check and change the deletion concept
    Concept(concept::Args),
    /// Execute the deletion rules that are due
    Run(run::Args),
    /// Anonymise, mask, archive, delete, lock or keep one record
    Act(act::Args),
    /// Keep or lock a record or person
    Mark(marks::MarkArgs),
    /// Lift a keep or lock
    Release(marks::ReleaseArgs),
    /// List what is due, held, done or failed
    Cases(cases::Args),
    /// Read, verify and export the journal
    Journal(journal::Args),
    /// Add accounts and give roles
    User(user::Args),
    /// Write a backup of the store, without its keys
    Backup(upkeep::BackupArgs),
    /// Restore a backup; erasures since are done again
    Restore(upkeep::RestoreArgs),
    /// Do what is due by schedule, until stopped
    Worker(upkeep::WorkerArgs),
    /// Rewrite tables so that nothing old is left in their files
    Purge(upkeep::PurgeArgs),
}

/// Does what the command line says; the exit code.
pub fn main(arguments: &[OsString]) -> ExitCode {
    log();
    let lang = early_lang(arguments);
    let (cli, data_given) = match parse(arguments, lang) {
        Ok(parsed) => parsed,
        Err(error) => return refuse(lang, &error),
    };
    stop::listen();
    let settings = match Settings::resolve(&cli.globals, data_given) {
        Ok(settings) => settings,
        Err(error) => return end(lang, &Failure::Error(error)),
    };
    let lang = settings.lang;
    let screen = Screen::new(lang, settings.format);
    let mut context = Context { settings, screen };
    let outcome = call(&cli.command, &mut context);
    let flushed = context.screen.flush();
    match outcome.and(flushed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => end(lang, &failure),
    }
}

fn call(command: &Command, context: &mut Context) -> Outcome {
    match command {
        Command::Init(args) => init::init(context, args),
        Command::Demo(args) => demo::demo(context, args),
        Command::Import(args) => import::import(context, args),
        Command::Types(args) => types::types(context, args),
        Command::Records(args) => records::list(context, args),
        Command::Show(args) => records::show(context, args),
        Command::Set(args) => records::set(context, args),
        Command::Export(args) => export::export(context, args),
        Command::Find(args) => find::find(context, args),
        Command::Timeline(args) => timeline::timeline(context, args),
        Command::Person(args) => cases::person(context, args),
        Command::Suppress(args) => suppress::suppress(context, args),
        Command::Concept(args) => concept::concept(context, args),
        Command::Run(args) => run::run(context, args),
        Command::Act(args) => act::act(context, args),
        Command::Mark(args) => marks::mark(context, args),
        Command::Release(args) => marks::release(context, args),
        Command::Cases(args) => cases::cases(context, args),
        Command::Journal(args) => journal::journal(context, args),
        Command::User(args) => user::user(context, args),
        Command::Backup(args) => upkeep::backup(context, args),
        Command::Restore(args) => upkeep::restore(context, args),
        Command::Worker(args) => upkeep::worker(context, args),
        Command::Purge(args) => upkeep::purge(context, args),
    }
}

/// The command line, and whether it names the data folder itself.
fn parse(arguments: &[OsString], lang: Lang) -> Result<(Cli, bool), clap::Error> {
    let mut matches = command().try_get_matches_from(arguments).or_else(|_| {
        // Texts are of use only where clap has something to say.
        help::localise(command(), lang).try_get_matches_from(arguments)
    })?;
    let data_given = matches.value_source("data") == Some(ValueSource::CommandLine);
    Ok((Cli::from_arg_matches_mut(&mut matches)?, data_given))
}

/// The command line; a variable of the environment that is there and empty counts as not set, as
/// service managers and shells leave such behind.
fn command() -> clap::Command {
    let is_empty = |name: &OsStr| env::var_os(name).is_some_and(|value| value.is_empty());
    Cli::command().mut_args(|argument| match argument.get_env() {
        Some(name) if is_empty(name) => argument.env(None::<&'static str>),
        _ => argument,
    })
}

/// Help and version are no mistakes; everything else is one, told in the reader's language.
fn refuse(lang: Lang, error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Nobody is left to be told when this fails.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            let head = obhut_text::text(lang, "error-head");
            screen::complain(screen::BAD, &head, &usage::explain(lang, error));
            ExitCode::from(2)
        }
    }
}

fn end(lang: Lang, failure: &Failure) -> ExitCode {
    if let Failure::Error(error) = failure {
        match error.kind() {
            Kind::Internal => tracing::error!(?error, "the command failed"),
            Kind::Integrity => tracing::warn!(?error, "the command failed"),
            _ => tracing::debug!(?error, "the command failed"),
        }
    }
    if let Some(message) = failure.message() {
        let head = obhut_text::text(lang, "error-head");
        screen::complain(screen::BAD, &head, &obhut_text::render(lang, message));
    }
    failure.code()
}

/// The language for mistakes on the command line itself, before it is read.
fn early_lang(arguments: &[OsString]) -> Lang {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let given = |name: &str, variable: &str| {
        let option = texts.iter().enumerate().find_map(|(at, text)| {
            let value = text.strip_prefix(name)?;
            match value.strip_prefix('=') {
                None if value.is_empty() => texts.get(at + 1).copied(),
                value => value,
            }
        });
        let environment = || env::var(variable).ok().filter(|value| !value.is_empty());
        option.map(str::to_owned).or_else(environment)
    };
    given("--lang", "OBHUT_LANG")
        .and_then(|text| text.parse().ok())
        .or_else(|| config::lang_of_file(given("--config", "OBHUT_CONFIG").as_deref()))
        .unwrap_or_else(config::surrounding_lang)
}

/// The application's log goes to standard error; `OBHUT_LOG` says how much of it, in the syntax
/// of `RUST_LOG` (`info`, `obhut_core=debug`). It holds no personal data.
fn log() {
    let filter = EnvFilter::builder()
        .with_env_var("OBHUT_LOG")
        .with_default_directive(tracing::level_filters::LevelFilter::ERROR.into())
        .from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_language_of_mistakes_is_known_before_the_line_is_read() {
        let lang =
            |line: &str| early_lang(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(lang("obhut nonsense --lang en"), Lang::En);
        assert_eq!(lang("obhut nonsense --lang=de"), Lang::De);
        assert_eq!(lang("obhut --language=en --lang de nonsense"), Lang::De);
    }
}
