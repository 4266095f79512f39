//! Progress bars on standard error, when that is a terminal.

use std::{fmt::Write, time::Duration};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use obhut_kernel::{Lang, Message};
use obhut_text::{formats, render};

/// How many letters of a bar's label are shown.
const LABEL: usize = 24;

/// A bar for `total` pieces of work; invisible where standard error is no terminal.
pub fn bar(lang: Lang, label: &str, total: u64) -> ProgressBar {
    let template = format!("  {{msg:{LABEL}!}}  {{wide_bar}}  {{counts}}  {{left}}");
    let style = ProgressStyle::with_template(&template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━─")
        .with_key("counts", move |state: &ProgressState, out: &mut dyn Write| {
            let total = state.len().unwrap_or_default();
            // A bar that cannot be drawn is no reason to stop.
            let _ = write!(out, "{}/{}", number(lang, state.pos()), number(lang, total));
        })
        .with_key("left", move |state: &ProgressState, out: &mut dyn Write| {
            let seconds = state.eta().as_secs();
            if seconds > 0 {
                let time = match seconds {
                    1..60 => format!("{seconds} s"),
                    _ => formats::duration(lang, Duration::from_secs(seconds)),
                };
                let text = render(lang, &Message::new("progress-left").arg("time", time));
                let _ = write!(out, "{text}");
            }
        });
    ProgressBar::new(total).with_style(style).with_message(label.to_owned())
}

/// A turning sign for work of unknown length.
pub fn spinner(label: String) -> ProgressBar {
    let style = ProgressStyle::with_template("  {spinner} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let spinner = ProgressBar::new_spinner().with_style(style).with_message(label);
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

fn number(lang: Lang, number: u64) -> String {
    formats::number(lang, i64::try_from(number).unwrap_or(i64::MAX))
}
