//! Standard output: text in the reader's language, or JSON.

use std::{
    env,
    io::{self, IsTerminal, Stdout, Write},
};

use anstyle::{AnsiColor, Style};
use obhut_kernel::{Lang, Message};
use obhut_text::render;
use serde::Serialize;

use crate::{config::Format, failure::Outcome, table::Table, wrap::wrapped};

// The colours are those of the terminal's palette that can be read on black and on white; yellow
// and the bright ones cannot. None of them says anything that the text does not say.
/// Headings.
pub const BOLD: Style = Style::new().bold();
/// Asides.
pub const DIM: Style = Style::new().dimmed();
/// What went well.
pub const GOOD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
/// What needs a look.
pub const WARN: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Magenta)));
/// What failed.
pub const BAD: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

/// Where results go.
pub struct Screen {
    /// The language of text.
    pub lang: Lang,
    /// Text or JSON.
    pub format: Format,
    out: io::BufWriter<Stdout>,
    colours: bool,
    width: Option<usize>,
}

impl Screen {
    /// Standard output, with colours and cut to the width of the window where it is a terminal.
    pub fn new(lang: Lang, format: Format) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        Self {
            lang,
            format,
            colours: is_terminal && wants_colours(),
            width: is_terminal.then(window_width),
            out: io::BufWriter::new(stdout),
        }
    }

    /// Whether results are JSON.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// The width of the window; nothing when output goes elsewhere.
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// A message in the reader's language.
    pub fn text(&self, message: &Message) -> String {
        render(self.lang, message)
    }

    /// A text without arguments in the reader's language.
    pub fn word(&self, key: &str) -> String {
        obhut_text::text(self.lang, key)
    }

    /// `text` in `style`, where there are colours.
    pub fn styled(&self, style: Style, text: &str) -> String {
        if self.colours { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Writes a line, wrapped at blanks where a window is too narrow for it; not in JSON, where
    /// only [`Screen::json`] writes.
    pub fn line(&mut self, text: &str) -> Outcome {
        if !self.is_json() {
            for line in wrapped(text, self.width.unwrap_or(usize::MAX)) {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }

    /// Writes a line as it is; not in JSON.
    fn unwrapped(&mut self, text: &str) -> Outcome {
        if !self.is_json() {
            writeln!(self.out, "{text}")?;
        }
        Ok(())
    }

    /// Writes a message as a line; see [`Screen::line`].
    pub fn say(&mut self, message: &Message) -> Outcome {
        let text = self.text(message);
        self.line(&text)
    }

    /// Writes a heading with an empty line before it.
    pub fn heading(&mut self, message: &Message) -> Outcome {
        let text = self.text(message);
        let text = self.styled(BOLD, &text);
        self.line("")?;
        self.line(&text)
    }

    /// Writes a table with an indent, rows below their headings.
    pub fn table(&mut self, table: &Table) -> Outcome {
        let (heading, rows) = table.lines(self.width.map(|width| width.saturating_sub(2)));
        let heading = self.styled(DIM, &heading);
        self.unwrapped(&format!("  {heading}"))?;
        rows.iter().try_for_each(|row| {
            let style = if row.is_note { DIM } else { Style::new() };
            let text = self.styled(style, &row.text);
            self.unwrapped(&format!("  {text}"))
        })
    }

    /// Writes an object as one line of JSON; nothing in text.
    pub fn json(&mut self, value: &impl Serialize) -> Outcome {
        if self.is_json() {
            serde_json::to_writer(&mut self.out, value).map_err(io::Error::from)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    /// Writes text as it is, whatever the format: the content of a file asked for by `-`.
    pub fn raw(&mut self, text: &str) -> Outcome {
        self.out.write_all(text.as_bytes())?;
        Ok(())
    }

    /// Brings out what is written so far.
    pub fn flush(&mut self) -> Outcome {
        self.out.flush()?;
        Ok(())
    }
}

/// Writes a line to standard error, in `style` where that is a terminal. Nobody can be told when
/// that fails.
pub fn complain(style: Style, head: &str, text: &str) {
    let mut err = io::stderr();
    let is_terminal = err.is_terminal();
    let line = if is_terminal && wants_colours() {
        format!("{style}{head}{style:#} {text}")
    } else {
        format!("{head} {text}")
    };
    let room = if is_terminal { window_width() } else { usize::MAX };
    for line in wrapped(&line, room) {
        let _ = writeln!(err, "{line}");
    }
}

/// <https://no-color.org>: set and not empty means none.
fn wants_colours() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn window_width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).max(40)
}
