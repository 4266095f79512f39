//! Letters as people see them: a base character with the marks that change its looks. A simple
//! cut of Unicode's grapheme clusters (UAX #29) that regular expressions of all engines can say.

/// Characters that belong to the letter in front of them: combining marks, joiners, variation
/// selectors, skin tones, tags.
const MARKS: [(char, char); 9] = [
    ('\u{0300}', '\u{036F}'),
    ('\u{1AB0}', '\u{1AFF}'),
    ('\u{1DC0}', '\u{1DFF}'),
    ('\u{200D}', '\u{200D}'),
    ('\u{20D0}', '\u{20FF}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FE20}', '\u{FE2F}'),
    ('\u{1F3FB}', '\u{1F3FF}'),
    ('\u{E0020}', '\u{E007F}'),
];

fn is_mark(letter: char) -> bool {
    MARKS.iter().any(|(first, last)| (*first..=*last).contains(&letter))
}

/// The marks as they stand between the brackets of a regular expression.
pub(super) fn marks_class() -> String {
    MARKS.iter().flat_map(|(first, last)| [*first, '-', *last]).collect()
}

/// How many letters there are.
pub(super) fn count(text: &str) -> usize {
    text.chars().filter(|letter| !is_mark(*letter)).count()
}

/// The text behind its first `letters`; marks in front of the first letter go with it. Nothing
/// when there are no more letters.
pub(super) fn behind_first(text: &str, letters: usize) -> &str {
    starts(text).nth(letters).map_or("", |at| &text[at..])
}

/// The first `letters`, without marks in front of the first one.
pub(super) fn first(text: &str, letters: usize) -> &str {
    let start = starts(text).next().unwrap_or(text.len());
    let end = starts(text).nth(letters).unwrap_or(text.len());
    &text[start..end]
}

/// The last `letters`; the whole from the first letter on when there are no more.
pub(super) fn last(text: &str, letters: usize) -> &str {
    let all = count(text);
    if letters == 0 { "" } else { behind_first(text, all.saturating_sub(letters)) }
}

/// Where each letter starts.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter(|(_, letter)| !is_mark(*letter)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_people_see() {
        for (text, letters) in [
            ("", 0),
            ("Öl", 2),
            ("O\u{308}l", 2),
            ("👍🏽!", 2),
            ("❤\u{FE0F}", 1),
            ("\u{301}a", 1),
            ("Zoë", 3),
        ] {
            assert_eq!(count(text), letters, "{text:?}");
        }
        assert_eq!(behind_first("O\u{308}l", 1), "l");
        assert_eq!(first("\u{301}ae\u{301}x", 2), "ae\u{301}");
        assert_eq!(last("xe\u{301}", 1), "e\u{301}");
        assert_eq!(last("\u{301}ab", 5), "ab");
    }
}
