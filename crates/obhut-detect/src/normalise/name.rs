use rphonetic::{Cologne, Encoder};
use unicode_normalization::UnicodeNormalization;

/// Words in front of or behind a name that say nothing of which person it is, folded.
const TITLES: &[&str] = &[
    "dr",
    "prof",
    "professor",
    "doktor",
    "dipl",
    "diplom",
    "habil",
    "hc",
    "phd",
    "mba",
    "llm",
    "herr",
    "herrn",
    "frau",
    "fraeulein",
    "familie",
    "eheleute",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "monsieur",
    "madame",
    "mme",
];

/// What may follow a title but is a name of its own elsewhere (Phil Collins, Jack Ma, Ada Vet).
const BESIDE_TITLES: &[&str] = &[
    "med", "phil", "jur", "iur", "rer", "nat", "ing", "mag", "dent", "vet", "oec", "pol", "theol",
    "msc", "bsc", "ba", "ma", "fam", "hr", "fr", "h", "c",
];

/// Text folded for comparison: lower case, `ä` and `ae`, `ö` and `oe`, `ü` and `ue`, `ß` and
/// `ss` alike, all other accents dropped, any run of blanks and punctuation one blank.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 4);
    let mut gap = false;
    let mut push = |c: char, apostrophe: bool| {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else if !apostrophe {
            gap = true;
        }
    };
    if text.is_ascii() {
        for c in text.chars() {
            push(c.to_ascii_lowercase(), c == '\'');
        }
        return folded;
    }
    let mut letters = text.nfkd().flat_map(char::to_lowercase).nfkd().peekable();
    while let Some(c) = letters.next() {
        if c == '\u{308}' || unicode_normalization::char::is_combining_mark(c) {
            continue;
        }
        push_letter(c, &mut push);
        // The two dots above a, o, u are the German umlaut, written "e" where it is missing.
        if matches!(c, 'a' | 'o' | 'u') && letters.peek() == Some(&'\u{308}') {
            push('e', false);
        }
    }
    folded
}

/// The key under which a person's name is searched and compared: [`fold`]ed, without academic
/// titles and forms of address, `Surname, First name` turned round. Noble particles stay, they
/// are part of the name. Empty when nothing but titles is there.
///
/// `Müller`, `Mueller` and `MUELLER` give one key; `Muller` gives another.
pub fn name_key(text: &str) -> String {
    let turned = match text.split_once(',') {
        Some((family, given)) if is_name_part(family) && is_name_part(given) => {
            fold(&format!("{given} {family}"))
        }
        _ => fold(text),
    };
    let titled = turned.split(' ').any(|word| TITLES.contains(&word));
    let mut key = String::with_capacity(turned.len());
    for word in turned.split(' ') {
        if TITLES.contains(&word) || (titled && BESIDE_TITLES.contains(&word)) {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

/// The Kölner Phonetik (Postel 1969) of each word of the name's key, words parted by blanks.
/// Names that sound alike in German get the same code: `Meyer`, `Maier` and `Mayr`.
pub fn phonetic(text: &str) -> String {
    let key = name_key(text);
    let mut codes = String::with_capacity(key.len());
    for word in key.split(' ') {
        let code = Cologne.encode(word);
        if !code.is_empty() {
            if !codes.is_empty() {
                codes.push(' ');
            }
            codes.push_str(&code);
        }
    }
    codes
}

/// Whether a side of a comma can be a part of a name: it has letters and is not merely a title
/// put behind ("Anna Muster, Dr.").
fn is_name_part(text: &str) -> bool {
    fold(text).split(' ').any(|word| !word.is_empty() && !TITLES.contains(&word))
}

/// Letters that Unicode does not decompose but people write in plain Latin.
fn push_letter(c: char, push: &mut impl FnMut(char, bool)) {
    let (first, second) = match c {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' | 'ø' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ł' => ('l', None),
        'đ' | 'ð' => ('d', None),
        'ı' => ('i', None),
        'ħ' => ('h', None),
        other => (other, None),
    };
    push(first, matches!(c, '\'' | '’' | '‘' | '`' | 'ʼ' | 'ʹ'));
    if let Some(second) = second {
        push(second, false);
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, name_key, phonetic};

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (key, spellings) in [
            ("mueller", &["Müller", "Mueller", "MUELLER", "Mu\u{308}ller", " müller "][..]),
            (
                "anna mueller luedenscheidt",
                &[
                    "Anna Müller-Lüdenscheidt",
                    "Müller-Lüdenscheidt, Anna",
                    "Frau Dr. Anna Müller Lüdenscheidt",
                    "Mueller – Luedenscheidt, Prof. Dr. Anna",
                ],
            ),
            ("helena von der hoeh", &["Helena von der Höh", "von der Höh, Helena"]),
            ("hans bernd dangelo", &["Hans-Bernd D’Angelo", "hans bernd d'angelo"]),
            ("jose nunez", &["José Núñez", "JOSE NUNEZ"]),
            ("weiss", &["Weiß", "WEISS", "WEIẞ"]),
            ("lukasz simic", &["Łukasz Šimić"]),
            (
                "max muster",
                &[
                    "Dipl.-Ing. Max Muster",
                    "Max Muster, Dr.",
                    "Herrn Max Muster",
                    "Dr. rer. nat. h. c. Max Muster",
                ],
            ),
            ("phil collins", &["Phil Collins"]),
        ] {
            for spelling in spellings {
                assert_eq!(name_key(spelling), key, "{spelling}");
            }
        }
    }

    #[test]
    fn different_names_differ() {
        assert_ne!(name_key("Muller"), name_key("Müller"));
        assert_ne!(name_key("von Höh"), name_key("Höh"));
        assert_eq!(name_key("Dr."), "");
        assert_eq!(name_key(""), "");
    }

    #[test]
    fn sounds_alike() {
        assert_eq!(phonetic("Meyer"), phonetic("Maier"));
        assert_eq!(phonetic("Müller"), "657");
        assert_eq!(phonetic("Schmidt, Jörg"), phonetic("Joerg Schmitt"));
        assert_ne!(phonetic("Meyer"), phonetic("Müller"));
    }

    #[test]
    fn folds() {
        assert_eq!(fold("Straße  Nr. 5"), "strasse nr 5");
        assert_eq!(fold("ﬁne Œuvre"), "fine oeuvre");
    }
}
