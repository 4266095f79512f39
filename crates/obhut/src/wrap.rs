//! Text in lines that fit a window, broken at blanks.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns of a terminal the text takes; styles take none.
pub fn width(text: &str) -> usize {
    if !text.contains('\u{1b}') {
        return text.width();
    }
    let mut total = 0;
    let mut in_style = false;
    for c in text.chars() {
        match c {
            '\u{1b}' => in_style = true,
            'm' if in_style => in_style = false,
            _ if in_style => {}
            c => total += c.width().unwrap_or(0),
        }
    }
    total
}

/// The text in lines of at most `room` columns, broken at blanks; a word that is longer stands
/// alone. The blanks at its beginning are kept, and later lines begin below the first one's text.
pub fn wrapped(text: &str, room: usize) -> Vec<String> {
    let indent = " ".repeat(text.len() - text.trim_start_matches(' ').len());
    if width(text) <= room {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = indent.clone();
    let mut used = indent.len();
    let mut is_empty = true;
    for word in text[indent.len()..].split(' ') {
        let takes = width(word);
        if !is_empty && used + 1 + takes > room {
            lines.push(std::mem::replace(&mut line, indent.clone()));
            (used, is_empty) = (indent.len(), true);
        }
        if !is_empty {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += takes;
        is_empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_at_blanks_and_keeps_the_indent() {
        assert_eq!(wrapped("  eins zwei drei", 11), ["  eins zwei", "  drei"]);
        assert_eq!(wrapped("kurz", 4), ["kurz"]);
        assert_eq!(wrapped("a Donaudampfschiff b", 6), ["a", "Donaudampfschiff", "b"]);
        assert_eq!(wrapped("", 3), [""]);
    }

    #[test]
    fn styles_take_no_room() {
        let text = "\u{1b}[31mFehler:\u{1b}[0m Köln";
        assert_eq!(width(text), 12);
        assert_eq!(wrapped(text, 12), [text]);
        assert_eq!(wrapped(text, 11).len(), 2);
    }
}
