/// Yes or no, in the words, numbers and signs of German and English files; `None` for any other
/// text.
pub fn flag(text: &str) -> Option<bool> {
    let text = text.trim();
    // Longer than any word below, so that free text costs nothing.
    if text.len() > 12 {
        return None;
    }
    let mut lower = [0_u8; 12];
    let lower = &mut lower[..text.len()];
    lower.copy_from_slice(text.as_bytes());
    lower.make_ascii_lowercase();
    match std::str::from_utf8(lower).ok()? {
        "ja" | "j" | "x" | "wahr" | "1" | "yes" | "y" | "true" | "t" | "on" | "an" | "aktiv"
        | "☑" | "✓" | "✔" | "✅" | "☒" => Some(true),
        "nein" | "n" | "-" | "falsch" | "0" | "no" | "false" | "f" | "off" | "aus" | "inaktiv"
        | "☐" | "✗" | "✘" | "❌" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::flag;

    #[test]
    fn reads_words_and_signs() {
        for yes in ["ja", "JA", " x ", "X", "wahr", "WAHR", "1", "yes", "true", "☑", "✔"] {
            assert_eq!(flag(yes), Some(true), "{yes}");
        }
        for no in ["nein", "Nein", "0", "FALSCH", "false", "no", "☐"] {
            assert_eq!(flag(no), Some(false), "{no}");
        }
        for other in ["", "2", "vielleicht", "jaja", "ein längerer Text", "äöüäöüäöüäöü"]
        {
            assert_eq!(flag(other), None, "{other}");
        }
    }
}
