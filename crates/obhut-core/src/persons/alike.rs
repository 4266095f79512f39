//! Whether two records with the same identifier are of one person. Pure.

use obhut_kernel::Message;

use crate::persons::{matching::Candidate, rules::IdKind};

/// Words of names that tell nobody from another, folded: they stand in front, behind or nowhere.
const PARTICLES: &[&str] = &[
    "von", "vom", "van", "der", "den", "dem", "de", "del", "della", "di", "da", "dos", "das", "du",
    "la", "le", "zu", "zum", "zur", "ten", "ter", "und", "dr", "prof", "dipl", "ing", "med",
    "herr", "herrn", "frau", "mr", "mrs", "ms",
];
/// From this likeness on two words are one with a slip of the pen.
const SLIP: f64 = 0.9;
/// What makes another name of a name: Paula of Paul, Andreas of Andrea, Georgine of Georg.
const OTHER_NAME: &[&str] =
    &["a", "e", "i", "o", "s", "in", "ia", "ina", "ine", "iana", "iane", "ette", "etta"];

/// What is known of who has an identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// Folded names, any of which the person may go by.
    pub(crate) folds: &'a [&'a str],
    /// E-mail addresses.
    pub(crate) emails: &'a [&'a str],
}

/// How far names agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    /// They are of two persons.
    Different,
    /// One of them is missing.
    Unknown,
    /// The one word that both have is the same.
    Partial,
    /// First name and surname are the same.
    Same,
}

/// What speaks against a new record's being of the person who has the same identifier: another
/// name, for a number also another e-mail address where the names do not agree.
pub(crate) fn contradiction(
    kind: &IdKind,
    candidate: &Candidate,
    known: Known<'_>,
) -> Option<Message> {
    let agreement = match candidate.fold.as_deref() {
        None => Agreement::Unknown,
        Some(own) => {
            let all = known.folds.iter().map(|fold| compare(own, fold));
            all.max().unwrap_or(Agreement::Unknown)
        }
    };
    let key = match (kind, agreement) {
        (IdKind::Email, Agreement::Different) => "match-same-email-other-name",
        (IdKind::Phone, Agreement::Different) => "match-same-phone-other-name",
        (IdKind::Number(_), Agreement::Different) => "match-same-number-other-name",
        (IdKind::Number(_), Agreement::Unknown | Agreement::Partial)
            if has_other_email(candidate, known.emails) =>
        {
            "match-same-number-other-email"
        }
        _ => return None,
    };
    Some(Message::new(key))
}

fn has_other_email(candidate: &Candidate, known: &[&str]) -> bool {
    let mut own = candidate.emails().peekable();
    own.peek().is_some() && !known.is_empty() && !own.any(|email| known.contains(&email))
}

/// How far two folded names (`mueller, anna`) agree: as sets of words, in any order, without
/// particles and titles; the smaller set decides.
fn compare(one: &str, other: &str) -> Agreement {
    if one == other {
        return if one.contains(' ') { Agreement::Same } else { Agreement::Partial };
    }
    let (mine, theirs) = (words(one), words(other));
    if mine.is_empty() || theirs.is_empty() {
        return Agreement::Unknown;
    }
    if mine.concat() == theirs.concat() {
        return Agreement::Same;
    }
    let (few, mut many) = if mine.len() <= theirs.len() { (mine, theirs) } else { (theirs, mine) };
    let count = few.len();
    let all = few.iter().all(|word| {
        let found = many.iter().position(|other| are_one(word, other));
        found.map(|at| many.swap_remove(at)).is_some()
    });
    match (all, count) {
        (true, 1) => Agreement::Partial,
        (true, _) => Agreement::Same,
        (false, _) => Agreement::Different,
    }
}

fn words(fold: &str) -> Vec<&str> {
    let all = fold.split([' ', ',']).filter(|word| !word.is_empty());
    all.filter(|word| !PARTICLES.contains(word)).collect()
}

/// Whether two words of names are the same word: an initial or a beginning may stand for the
/// whole, and a slip of the pen is forgiven.
fn are_one(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short == long {
        return true;
    }
    if short.chars().count() == 1 {
        return long.starts_with(short);
    }
    if let Some(rest) = long.strip_prefix(short) {
        return short.len() > 2 && !OTHER_NAME.contains(&rest);
    }
    // Maria, Marie and Mario are three persons.
    let but_last = |word: &str| word.char_indices().next_back().map_or(0, |(at, _)| at);
    if short[..but_last(short)] == long[..but_last(long)] {
        return false;
    }
    strsim::jaro_winkler(short, long) >= SLIP
}

#[cfg(test)]
mod tests {
    use super::{Agreement::*, *};

    #[test]
    fn names_agree_as_sets_of_words() {
        for (one, other, wanted) in [
            ("mueller, anna", "mueller, anna", Same),
            ("hoeh helena von der", "von der hoeh, helena", Same),
            ("von der hoeh, helena", "hoeh, helena", Same),
            ("mueller, hans peter", "mueller, hanspeter", Same),
            ("mueller, anna maria", "mueller, anna", Same),
            ("mueller, a", "mueller, anna", Same),
            ("mueller, katharina", "mueller, catharina", Same),
            ("mueller, kath", "mueller, katharina", Same),
            ("mueller", "mueller, hans", Partial),
            (", hans", "mueller, hans", Partial),
            ("mueller, anna", "schmidt, anna", Different),
            ("mueller, anna", "mueller, hans", Different),
            ("anders, paul", "fremd, paula", Different),
            ("anders, paul", "anders, paula", Different),
            ("anders, maria", "anders, marie", Different),
            ("goncalves, luis", "smith, mary", Different),
            ("dr", "mueller", Unknown),
        ] {
            assert_eq!(compare(one, other), wanted, "{one} / {other}");
            assert_eq!(compare(other, one), wanted, "{other} / {one}");
        }
    }

    #[test]
    fn each_kind_of_identifier_is_contradicted_in_its_way() {
        let number = IdKind::Number("customer_number".to_owned());
        let candidate = |fold: &str, email: &str| Candidate {
            identifiers: vec![(IdKind::Email, email.to_owned())],
            fold: Some(fold.to_owned()),
        };
        let key = |kind: &IdKind, candidate: &Candidate, folds: &[&str], emails: &[&str]| {
            contradiction(kind, candidate, Known { folds, emails }).map(|message| message.key())
        };
        let anna = candidate("mueller, anna", "a@example.org");
        for (kind, fold, email, wanted) in [
            (&number, "mueller, anna", "b@example.org", None),
            (&number, "mueller", "b@example.org", Some("match-same-number-other-email")),
            (&number, "mueller", "a@example.org", None),
            (&number, "schmidt, anna", "a@example.org", Some("match-same-number-other-name")),
            (&IdKind::Phone, "schmidt, anna", "", Some("match-same-phone-other-name")),
            (&IdKind::Email, "schmidt, anna", "", Some("match-same-email-other-name")),
            (&IdKind::Email, "mueller, hans", "", Some("match-same-email-other-name")),
        ] {
            assert_eq!(key(kind, &anna, &[fold], &[email]), wanted, "{kind:?} {fold}");
        }
        assert_eq!(key(&number, &anna, &["smith, mary", "mueller, anna"], &[]), None);
        let other = Some("match-same-number-other-email");
        assert_eq!(key(&number, &anna, &[], &["b@example.org"]), other);
        assert_eq!(key(&number, &anna, &[], &[]), None);
    }
}
