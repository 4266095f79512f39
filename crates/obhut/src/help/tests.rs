use std::collections::BTreeSet;

use clap::CommandFactory;

use super::*;
use crate::app::Cli;

/// Every text that the command line has a place for: lists of keys, of which one has to be there.
fn wanted(command: &Command, prefix: &str, all: &mut Vec<Vec<String>>) {
    let about = if prefix == "help" { "help-about" } else { prefix };
    all.push(vec![about.to_owned()]);
    let examples = format!("{prefix}-examples");
    // Every command needs examples; those below one only where its own do not say it all.
    if prefix.matches('-').count() < 2 || has_key(Lang::De, &examples) {
        all.push(vec![examples]);
    }
    for argument in command.get_arguments() {
        all.push(argument_keys(prefix, argument).to_vec());
        if argument.get_action().takes_values() {
            for name in argument.get_value_names().unwrap_or_default() {
                all.push(vec![value_key(name)]);
            }
        }
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        wanted(sub, &command_key(prefix, sub.get_name()), all);
    }
}

fn all_wanted() -> Vec<Vec<String>> {
    let mut command = Cli::command();
    command.build();
    let mut all = Vec::new();
    wanted(&command, "help", &mut all);
    let headings = ["arguments", "commands", "examples", "globals", "options", "usage"];
    all.extend(headings.map(|word| vec![format!("help-heading-{word}")]));
    let words = ["default", "env", "help", "possible"];
    all.extend(words.map(|word| vec![format!("help-clap-{word}")]));
    all.extend(["value-command", "value-options"].map(|key| vec![key.to_owned()]));
    all
}

#[test]
fn every_text_is_there_in_both_languages() {
    for lang in Lang::ALL {
        let missing: BTreeSet<String> = all_wanted()
            .into_iter()
            .filter(|keys| !keys.iter().any(|key| has_key(lang, key)))
            .map(|keys| keys[0].clone())
            .collect();
        assert!(missing.is_empty(), "{lang:?}: {missing:#?}");
    }
}

#[test]
fn no_text_is_left_over() {
    let wanted: BTreeSet<String> = all_wanted().into_iter().flatten().collect();
    for lang in Lang::ALL {
        let keys = obhut_text::keys(lang).into_iter();
        let over: Vec<String> = keys
            .filter(|key| key.starts_with("help-") || key.starts_with("value-"))
            .filter(|key| !wanted.contains(key))
            .collect();
        assert!(over.is_empty(), "{lang:?}: {over:#?}");
    }
}

/// Renders the help of a command and everything below it.
fn rendered(command: &mut Command, all: &mut Vec<(String, String)>) {
    let text = command.render_help().to_string();
    all.push((command.get_bin_name().unwrap_or_default().to_owned(), text));
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        rendered(sub, all);
    }
}

#[test]
fn nothing_of_the_help_is_in_another_language() {
    let german = ["Usage:", "Options:", "Commands:", "Arguments:", "Print ", "OPTIONS", "FILE"];
    let clap = ["[default", "[env", "[possible values", "⟦"];
    for lang in Lang::ALL {
        let mut all = Vec::new();
        rendered(&mut localise(Cli::command(), lang).term_width(100), &mut all);
        assert!(all.len() > 30, "{}", all.len());
        for (name, text) in all {
            for word in clap.iter().chain(german.iter().filter(|_| lang == Lang::De)) {
                let is_own = lang == Lang::En && ["[default", "[env"].contains(word);
                assert!(is_own || !text.contains(word), "{name} {lang:?}: {word}\n{text}");
            }
        }
    }
}

#[test]
fn calls_in_examples_are_calls_that_can_be_made() {
    for lang in Lang::ALL {
        let keys = all_wanted().into_iter().flatten().filter(|key| key.ends_with("-examples"));
        let lines: Vec<String> = keys
            .filter(|key| has_key(lang, key))
            .flat_map(|key| text(lang, &key).lines().map(str::to_owned).collect::<Vec<_>>())
            .filter_map(|line| line.trim_start().strip_prefix("obhut ").map(str::to_owned))
            .collect();
        assert!(lines.len() > 30, "{}", lines.len());
        for line in lines {
            // What is read from a file, or said of the call behind it, is no part of it.
            let ends = [line.find(" < "), line.find("   ")];
            let line = &line[..ends.into_iter().flatten().min().unwrap_or(line.len())];
            let words = std::iter::once("obhut".to_owned()).chain(shell_words(line));
            if let Err(error) = Cli::command().try_get_matches_from(words) {
                assert!(!error.use_stderr(), "{lang:?}: obhut {line}\n{error}");
            }
        }
    }
}

/// Words as a shell takes them apart, with both kinds of quotes.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        let is_end = quote.is_none() && c == ' ';
        match (c, quote) {
            (_, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            _ if is_end => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            _ => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}
