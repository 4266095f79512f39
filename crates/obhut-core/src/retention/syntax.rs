//! The concept file as text: where it cannot be read, in words of our own.

use obhut_kernel::{Error, Message, Result};

use crate::retention::Concept;

/// So many characters of a line are shown.
const SHOWN: usize = 80;

/// Reads the TOML file; an error names line and column and shows the line. What the parser says
/// of it is in the error's inside only.
pub(super) fn read(text: &str) -> Result<Concept> {
    // A byte order mark says nothing here; the text is kept with it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let place = Place::new(text, error.span().map_or(0, |span| span.start));
        let message = match toml::from_str::<toml::Table>(text) {
            Err(_) => Message::new("error-concept-syntax"),
            Ok(_) => reason(error.message()),
        };
        let message = message.arg("line", place.line).arg("column", place.column);
        Error::invalid(message.arg("text", place.shown)).with_inside(error.message())
    })
}

/// Where in a text something is; lines and columns count from 1.
struct Place {
    line: usize,
    column: usize,
    /// The line, cut to what can be shown.
    shown: String,
}

impl Place {
    fn new(text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default().trim();
        let mut shown: String = line.chars().take(SHOWN).collect();
        if shown.len() < line.len() {
            shown.push('…');
        }
        Self {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            shown,
        }
    }
}

/// Why TOML that is well formed is no concept. What the parser says is compared with the forms
/// that serde gives its messages; one in another form is told of in general.
fn reason(said: &str) -> Message {
    let mut names = said.split('`').skip(1).step_by(2);
    let mut form = |start: &str, key: &'static str| {
        let name = said.starts_with(start).then(|| names.next()).flatten()?;
        let others: Vec<&str> = names.by_ref().collect();
        Some(Message::new(key).arg("given", name).arg("possible", others.join(", ")))
    };
    form("unknown field", "error-concept-entry")
        .or_else(|| form("unknown variant", "error-concept-word"))
        .or_else(|| form("missing field", "error-concept-lacks"))
        .unwrap_or_else(|| Message::new("error-concept-value"))
}

#[cfg(test)]
mod tests {
    use obhut_kernel::Lang;

    use super::read;

    const RULE: &str = "[[rule]]\nkey = \"a\"\ntype = \"contact\"\n";

    #[test]
    fn what_cannot_be_read_is_shown_where_it_stands() {
        let long = format!("when = '{}", "x".repeat(200));
        for (text, key, place, shown) in [
            ("[[rule]\n".to_owned(), "error-concept-syntax", (1, 8), "[[rule]"),
            (format!("{RULE}when = 'Straße"), "error-concept-syntax", (4, 15), "when = 'Straße"),
            (format!("{RULE}  ö = 1 2\n"), "error-concept-syntax", (4, 3), "ö = 1 2"),
            (format!("{RULE}key = \"b\"\n"), "error-concept-syntax", (4, 1), "key = \"b\""),
            (format!("\u{feff}{RULE}wenn = 1\n"), "error-concept-entry", (4, 1), "wenn = 1"),
            ("[[rule]]\nkey = \"a\"\n".to_owned(), "error-concept-lacks", (1, 1), "[[rule]]"),
            (format!("{RULE}enabled = 7\n"), "error-concept-value", (4, 11), "enabled = 7"),
            (
                format!("{RULE}{long}"),
                "error-concept-syntax",
                (4, 209),
                &format!("{}…", &long[..80]),
            ),
        ] {
            let error = read(&text).unwrap_err();
            assert_eq!(error.outside().key(), key, "{text}");
            let found = obhut_text::render(Lang::De, error.outside());
            let (line, column) = place;
            assert!(found.starts_with(&format!("Zeile {line}, Spalte {column} ")), "{found}");
            assert!(found.contains(shown), "{found}");
            for english in ["expected", " field `", "invalid", "missing", "unknown"] {
                assert!(!found.contains(english), "{found}");
            }
            assert!(error.inside().is_some_and(|inside| !inside.is_empty()));
        }
    }

    #[test]
    fn an_unknown_entry_is_told_with_those_there_are() {
        let error = read(&format!("{RULE}wenn = 1\n")).unwrap_err();
        let found = obhut_text::render(Lang::De, error.outside());
        assert!(found.contains("„wenn“") && found.contains("when, "), "{found}");
        let error = read("[[rule]]\nkey = \"a\"\n").unwrap_err();
        assert!(obhut_text::render(Lang::De, error.outside()).contains("„type“"));
    }
}
