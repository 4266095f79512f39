use obhut_kernel::Category;

use super::lexicon::LEXICON;
use crate::normalise::fold;

/// A word that reveals a special category of Art. 9 DSGVO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpecialHit {
    pub category: Category,
    pub word: &'static str,
}

/// The first such word of a text. "vegetarisch" is a preference and none.
pub(super) fn special_word(text: &str) -> Option<SpecialHit> {
    // Numbers, keys and addresses need no look.
    if text.len() < 3 || !text.contains(|c: char| c.is_alphabetic()) {
        return None;
    }
    let folded = format!(" {}", fold(text));
    LEXICON
        .special
        .iter()
        .find(|special| occurs(&folded, special.start, special.whole))
        .map(|special| SpecialHit { category: special.category, word: special.start })
}

/// Whether a word of the text begins with `start` (is `start`). The text begins with a blank.
fn occurs(folded: &str, start: &str, whole: bool) -> bool {
    folded.match_indices(start).any(|(at, _)| {
        let begins = at > 0 && folded.as_bytes()[at - 1] == b' ';
        let end = at + start.len();
        begins && (!whole || folded.as_bytes().get(end).is_none_or(|byte| *byte == b' '))
    })
}

#[cfg(test)]
mod tests {
    use super::special_word;

    #[test]
    fn finds_what_is_hidden_in_free_text() {
        for (text, wanted) in [
            ("wg. Krankheit (Bandscheibe) passiv", Some("health")),
            ("Laktose", Some("health")),
            ("hat Zöliakie", Some("health")),
            ("evangelisch", Some("religion_politics_union")),
            ("Mitglied der Gewerkschaft", Some("religion_politics_union")),
            ("in der SPD aktiv", Some("religion_politics_union")),
            ("vegetarisch", None),
            ("zahlt bar", None),
            ("sucht eine Wohnung", None),
            ("Kirchenstraße 5", None),
            ("spdx", None),
            ("Impfe", Some("health")),
            ("schimpft gern", None),
            ("", None),
        ] {
            let got = special_word(text).map(|hit| hit.category.key());
            assert_eq!(got, wanted, "{text}");
        }
    }
}
