//! Progress bars on standard error, when that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for `total` pieces of work; invisible where standard error is no terminal.
pub fn bar(label: String, total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let style = ProgressStyle::with_template("  {msg:28} {bar:32} {human_pos}/{human_len}  {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.progress_chars("━━─"));
    bar.with_message(label)
}

/// A turning sign for work of unknown length.
pub fn spinner(label: String) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(label);
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    spinner
}
