//! Rust source seen as far as the checks need it: code without comments and literals.

use std::iter;

/// The same text with comments, strings and character literals blanked, line for line.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if let Some(end) = opaque_end(&chars, at) {
            let end = end.min(chars.len());
            let blank = |c: &char| if *c == '\n' { '\n' } else { ' ' };
            code.extend(chars[at..end].iter().map(blank));
            at = end;
        } else {
            code.push(chars[at]);
            at += 1;
        }
    }
    code
}

/// How many lines are left without items under `#[cfg(test)]`.
pub fn production_lines(text: &str) -> usize {
    const MARK: &str = "#[cfg(test)]";
    let code = code_only(text);
    let mut tests = 0;
    let mut from = 0;
    while let Some(start) = code[from..].find(MARK).map(|found| from + found) {
        let end = item_end(&code, start + MARK.len());
        tests += code[start..end].matches('\n').count() + 1;
        from = end;
    }
    text.lines().count().saturating_sub(tests)
}

/// Whether `word` stands in `text` with no letter, digit or underscore beside it.
pub fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// The end of the comment or literal that starts at `at`, if one does.
fn opaque_end(chars: &[char], at: usize) -> Option<usize> {
    let next = chars.get(at + 1);
    match chars[at] {
        '/' if next == Some(&'/') => {
            Some(chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| at + n))
        }
        '/' if next == Some(&'*') => Some(block_comment_end(chars, at)),
        '"' => Some(quoted_end(chars, at + 1, '"')),
        'r' if starts_token(chars, at) => raw_string_end(chars, at + 1),
        // Otherwise a lifetime.
        '\'' if next == Some(&'\\') || chars.get(at + 2) == Some(&'\'') => {
            Some(quoted_end(chars, at + 1, '\''))
        }
        _ => None,
    }
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                at += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn quoted_end(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// `after_r` is the place after the `r`; `None` when a raw identifier or a plain one follows.
fn raw_string_end(chars: &[char], after_r: usize) -> Option<usize> {
    let hashes = chars[after_r..].iter().take_while(|c| **c == '#').count();
    let open = after_r + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let close: Vec<char> = iter::once('"').chain(iter::repeat_n('#', hashes)).collect();
    let found = chars[open + 1..].windows(close.len()).position(|window| window == close);
    Some(found.map_or(chars.len(), |n| open + 1 + n + close.len()))
}

/// Whether no identifier runs into `at`; the `b` and `c` of byte and C strings are none.
fn starts_token(chars: &[char], at: usize) -> bool {
    let before = chars[..at].iter().rev().copied().skip_while({
        let mut first = true;
        move |c| std::mem::take(&mut first) && matches!(c, 'b' | 'c')
    });
    !before.into_iter().next().is_some_and(is_word)
}

/// The end of the item after an attribute: its closing brace, or its semicolon.
fn item_end(code: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return start + offset + 1;
                }
            }
            ';' if depth == 0 => return start + offset + 1,
            _ => {}
        }
    }
    code.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked() {
        let table = [
            ("a // b", "a     "),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"f("x \" y") g"#, "f(        ) g"),
            (r##"f(r#"x " y"#) g"##, "f(          ) g"),
            (r#"br"\" g"#, "b     g"),
            ("'\\'' 'x' '\"' a", "             a"),
            ("&'a str 'b'", "&'a str    "),
            ("for r in r#type", "for r in r#type"),
            ("\"open", "     "),
            ("// a\nb", "    \nb"),
        ];
        for (text, expected) in table {
            assert_eq!(code_only(text), expected, "{text}");
        }
    }

    #[test]
    fn test_items_are_no_production_lines() {
        let text = "fn a() {}\n#[cfg(test)]\nuse b;\nfn c() {}\n\
                    #[cfg(test)]\nmod tests {\n    const X: &str = \"}\";\n    fn d() {}\n}\n";
        assert_eq!(production_lines(text), 2);
        assert_eq!(production_lines("a\nb\n"), 2);
        assert_eq!(production_lines("#[cfg(test)]\nmod tests;\n"), 0);
    }

    #[test]
    fn words_stand_alone() {
        assert!(has_word("use obhut_db::Row;", "obhut_db"));
        assert!(!has_word("my_obhut_db", "obhut_db"));
        assert!(!has_word("obhut_dbx", "obhut_db"));
        assert!(has_word("xobhut_db obhut_db", "obhut_db"));
    }
}
