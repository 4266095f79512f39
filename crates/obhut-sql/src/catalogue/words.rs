//! Reading SQLite's definitions, which it keeps as they were typed.

/// A piece of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece<'a> {
    text: &'a str,
    /// Where it starts.
    at: usize,
    /// Whether it is a word outside of quotes.
    is_word: bool,
}

/// The conditions of all `CHECK (…)` of a table definition.
pub(super) fn checks(definition: &str) -> Vec<String> {
    let pieces: Vec<Piece<'_>> = pieces(definition).collect();
    let mut found = Vec::new();
    for (place, piece) in pieces.iter().enumerate() {
        let opens = pieces.get(place + 1).filter(|next| next.text == "(");
        let (true, Some(open)) = (is(piece, "CHECK"), opens) else { continue };
        let mut depth = 0_u32;
        for closing in &pieces[place + 1..] {
            match closing.text {
                "(" => depth += 1,
                ")" if depth == 1 => {
                    found.push(definition[open.at + 1..closing.at].trim().to_owned());
                    break;
                }
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    found
}

/// Whether a condition names a column.
pub(super) fn names(expression: &str, column: &str) -> bool {
    pieces(expression).any(|piece| {
        let bare = piece.text.trim_matches(['"', '`', '[', ']']);
        !piece.text.starts_with('\'') && bare.eq_ignore_ascii_case(column)
    })
}

/// When a trigger fires, such as `BEFORE UPDATE`.
pub(super) fn trigger_event(definition: &str) -> String {
    let mut timing = "BEFORE";
    let words: Vec<Piece<'_>> = pieces(definition).filter(|piece| piece.is_word).collect();
    for word in words {
        match word.text.to_ascii_uppercase().as_str() {
            "AFTER" => timing = "AFTER",
            "INSTEAD" => timing = "INSTEAD OF",
            event @ ("INSERT" | "UPDATE" | "DELETE") => return format!("{timing} {event}"),
            _ => {}
        }
    }
    timing.to_owned()
}

fn is(piece: &Piece<'_>, word: &str) -> bool {
    piece.is_word && piece.text.eq_ignore_ascii_case(word)
}

/// Words, quoted names and texts, and single signs; blanks and comments are left out.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let first = rest.chars().next()?;
            let start = at;
            let (length, is_word, keep) = match first {
                _ if first.is_whitespace() => (first.len_utf8(), false, false),
                '-' if rest.starts_with("--") => {
                    (rest.find('\n').unwrap_or(rest.len()), false, false)
                }
                '/' if rest.starts_with("/*") => {
                    (rest.find("*/").map_or(rest.len(), |end| end + 2), false, false)
                }
                '\'' | '"' | '`' => (quoted(rest, first), false, true),
                '[' => (rest.find(']').map_or(rest.len(), |end| end + 1), false, true),
                _ if is_letter(first) => {
                    (rest.find(|c| !is_letter(c)).unwrap_or(rest.len()), true, true)
                }
                _ => (first.len_utf8(), false, true),
            };
            at += length;
            if keep {
                return Some(Piece { text: &text[start..at], at: start, is_word });
            }
        }
    })
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// The length of a quoted piece, doubled quotes inside included.
fn quoted(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_checks() {
        let definition = "CREATE TABLE t (a TEXT CHECK (a IN ('x)', 'y''(')), -- CHECK (no)\n \
                          \"check\" INT, b INT CONSTRAINT c check( b > 0 AND (b < 9) ) /* ( */)";
        assert_eq!(checks(definition), ["a IN ('x)', 'y''(')", "b > 0 AND (b < 9)"]);
        assert!(names("\"Kind\" IN ('a')", "kind"));
        assert!(!names("kind IN ('a')", "a"));
        assert!(checks("CREATE TABLE t (a CHECK (").is_empty());
    }

    #[test]
    fn reads_events() {
        for (definition, event) in [
            ("CREATE TRIGGER x AFTER UPDATE OF a ON t BEGIN DELETE FROM u; END", "AFTER UPDATE"),
            ("CREATE TRIGGER \"delete\" INSTEAD OF INSERT ON v BEGIN", "INSTEAD OF INSERT"),
            ("create trigger y delete on t begin", "BEFORE DELETE"),
        ] {
            assert_eq!(trigger_event(definition), event);
        }
    }
}
