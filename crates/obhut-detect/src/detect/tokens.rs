use std::collections::HashMap;

use super::lexicon::LEXICON;
use crate::normalise::fold;

/// Pieces shorter than this are cut from compounds only when they are one of [`SHORT`].
const SHORTEST_PIECE: usize = 4;
const SHORT: &[&str] = &["id", "nr", "tel", "fax", "plz", "ort", "zip", "str", "url", "ip"];
/// Longer words are no words; cutting them up would only take time.
const LONGEST_WORD: usize = 40;

/// The words of a column or table name: parted at signs, digits and changes of case, folded,
/// digits dropped, synonyms replaced by plain words, compounds cut up, plurals made singular; the
/// first word is left out when it is `prefix`, the mark of the table or the product.
///
/// `usr_GebDatum2` behind `usr` gives `birth`, `date`, `date`.
pub(super) fn tokens_after(name: &str, prefix: Option<&str>) -> Vec<&'static str> {
    let pieces = raw(name);
    let rest = match pieces.split_first() {
        Some((first, rest)) if Some(first.as_str()) == prefix && !rest.is_empty() => rest,
        _ => &pieces,
    };
    let mut words = Vec::new();
    for piece in rest {
        plain(piece, &mut words);
    }
    words
}

/// The first word that nearly all of several names share and that is no word of its own: `usr_`,
/// `civicrm_`. "phone_1, phone_2" share a word that means something only when few names do.
pub(super) fn common_prefix<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut all = 0;
    for name in names {
        all += 1;
        let mut pieces = raw(name).into_iter();
        if let (Some(first), Some(_)) = (pieces.next(), pieces.next()) {
            *counts.entry(first).or_default() += 1;
        }
    }
    let (word, count) = counts.into_iter().max_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)))?;
    (all >= 4 && count * 10 >= all * 7).then_some(word)
}

/// The words as they stand, folded, before synonyms.
pub(super) fn raw(name: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let behind = chars.get(at + 1);
        // "gebDatum", "URLPath"
        let hump = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || (before.is_uppercase() && behind.is_some_and(|next| next.is_lowercase()))
            });
        if hump || !c.is_alphabetic() {
            pieces.push(String::new());
        }
        if c.is_alphabetic() {
            pieces.last_mut().expect("never empty").push(c);
        }
    }
    pieces.iter().map(|piece| fold(piece)).filter(|piece| !piece.is_empty()).collect()
}

fn plain(word: &str, words: &mut Vec<&'static str>) {
    if known(word, words) || word.len() > LONGEST_WORD {
        return;
    }
    match cut(word) {
        Some(pieces) => {
            for piece in pieces {
                known(piece, words);
            }
        }
        // An unknown word stays in its place: what stands around it is not the whole name.
        None => words.push(UNKNOWN),
    }
}

/// Stands for a word that no list knows.
pub(super) const UNKNOWN: &str = "?";

/// Appends the plain words of a known word, perhaps its singular.
fn known(word: &str, words: &mut Vec<&'static str>) -> bool {
    let singular = [
        Some(word),
        word.strip_suffix('s'),
        word.strip_suffix("es"),
        word.strip_suffix('n'),
        word.strip_suffix("en"),
    ];
    let lexicon = &*LEXICON;
    for form in singular.into_iter().flatten() {
        if let Some(plain) = lexicon.synonyms.get(form) {
            words.extend(plain);
            return true;
        }
        if let Some(form) = lexicon.word(form) {
            words.push(form);
            return true;
        }
    }
    if let Some(stem) = word.strip_suffix("ies")
        && let Some(form) = lexicon.word(&format!("{stem}y"))
    {
        words.push(form);
        return true;
    }
    false
}

/// Cuts a compound into known words, the longest first piece first.
fn cut(word: &str) -> Option<Vec<&str>> {
    fn fits(piece: &str) -> bool {
        (piece.len() >= SHORTEST_PIECE || SHORT.contains(&piece)) && known(piece, &mut Vec::new())
    }
    for end in (2..word.len()).rev() {
        let (Some(head), Some(tail)) = (word.get(..end), word.get(end..)) else { continue };
        if !fits(head) {
            continue;
        }
        // German links some compounds with an "s".
        for tail in [Some(tail), tail.strip_prefix('s')].into_iter().flatten() {
            if fits(tail) {
                return Some(vec![head, tail]);
            }
            if let Some(mut rest) = cut(tail) {
                rest.insert(0, head);
                return Some(rest);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{common_prefix, tokens_after};

    #[test]
    fn names_become_plain_words() {
        for (name, wanted) in [
            ("first_name", "first name"),
            ("firstName", "first name"),
            ("FIRSTNAME", "first name"),
            ("Vorname", "first name"),
            ("usr_gebdat", "user birth date"),
            ("GebDatum", "birth date date"),
            ("Straße privat", "street private"),
            ("Hausnr.", "house number"),
            ("phone_numbers", "phone number"),
            ("E-Mail 2 - Value", "e email value"),
            ("kundennummer", "customer number"),
            ("billingcity", "billing city"),
            ("contactid", "contact id"),
            ("xyzzy", "?"),
            ("Mitgliedsbeitrag", "member fee"),
        ] {
            assert_eq!(tokens_after(name, None).join(" "), wanted, "{name}");
        }
        assert_eq!(tokens_after("usr_gebdat", Some("usr")), ["birth", "date"]);
        assert_eq!(tokens_after("usr", Some("usr")), ["user"]);
    }

    #[test]
    fn prefixes_are_shared_by_nearly_all() {
        let columns = ["usr_id", "usr_name", "usr_email", "usr_gebdat"];
        assert_eq!(common_prefix(columns.into_iter()).as_deref(), Some("usr"));
        assert_eq!(common_prefix(["phone_1", "phone_2"].into_iter()), None);
        assert_eq!(common_prefix(["id", "name", "email", "usr_x"].into_iter()), None);
    }
}
