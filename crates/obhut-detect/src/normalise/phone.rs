use std::{fmt, str::FromStr};

use obhut_kernel::{Error, Message};
use phonenumber::{Mode, country::Id};

/// The country whose dialling habits a number without country code follows, by its ISO 3166
/// two-letter code.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region(Id);

impl Region {
    /// Germany.
    pub const GERMANY: Self = Self(Id::DE);
}

impl Default for Region {
    fn default() -> Self {
        Self::GERMANY
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref())
    }
}

impl FromStr for Region {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self, Error> {
        code.trim()
            .to_ascii_uppercase()
            .parse()
            .map(Self)
            .map_err(|_| Error::invalid(Message::new("error-region").arg("given", code)))
    }
}

/// The number in E.164 form (`+49301234`), an extension dropped; `None` when it cannot be dialled
/// from `region` as it stands, for instance a local number without area code.
///
/// The common German spellings are read by hand, which takes a fortieth of the time of the full
/// metadata of libphonenumber that all others go through.
pub fn phone(text: &str, region: Region) -> Option<String> {
    let text = without_label(text.trim());
    if text.len() > 64 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match german(text, region) {
        Shortcut::Number(number) => Some(number),
        Shortcut::NotDialable => None,
        Shortcut::Unsure => by_metadata(text, region),
    }
}

/// What the quick reading came to.
enum Shortcut {
    Number(String),
    /// A number in Germany without trunk prefix and country code.
    NotDialable,
    /// Not German, or of a rare form.
    Unsure,
}

fn german(text: &str, region: Region) -> Shortcut {
    let Some(Digits { digits, plus }) = digits(text) else { return Shortcut::Unsure };
    let national = if plus {
        digits.strip_prefix("49")
    } else if let Some(abroad) = digits.strip_prefix("00") {
        abroad.strip_prefix("49")
    } else if region != Region::GERMANY {
        None
    } else if let Some(national) = digits.strip_prefix('0') {
        Some(national)
    } else {
        return Shortcut::NotDialable;
    };
    // "+49 0171": the trunk prefix kept by mistake.
    let Some(national) = national.map(|national| national.strip_prefix('0').unwrap_or(national))
    else {
        return Shortcut::Unsure;
    };
    let bytes = national.as_bytes();
    let plausible = match bytes {
        // Mobile numbers: 10 or 11 digits without the trunk prefix (numbering plan of the
        // Bundesnetzagentur, ranges 015, 016, 017).
        [b'1', b'5'..=b'7', ..] => (10..=11).contains(&bytes.len()),
        // Area codes begin with 2 to 9; the plan allows up to 11 digits in all. Service numbers
        // (0700, 0800, 0900) have their own lengths and go the long way.
        [b'7'..=b'9', b'0', b'0', ..] => false,
        [b'2'..=b'9', ..] => (6..=11).contains(&bytes.len()),
        _ => false,
    };
    if plausible { Shortcut::Number(format!("+49{national}")) } else { Shortcut::Unsure }
}

struct Digits {
    digits: String,
    plus: bool,
}

/// The digits when nothing but digits and the usual separators stand in `text`, a bracketed trunk
/// prefix `(0)` left out.
fn digits(text: &str) -> Option<Digits> {
    let plus = text.starts_with('+') || text.starts_with("(+");
    let abroad = plus || text.starts_with("00");
    let mut digits = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if abroad && rest.starts_with("(0)") {
            rest = &rest[3..];
            continue;
        }
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '/' | '(' | ')' | '.' | '\u{a0}' | '\u{2013}' | '\u{202f}' => {}
            '+' if digits.is_empty() => {}
            _ => return None,
        }
        rest = &rest[c.len_utf8()..];
    }
    Some(Digits { digits, plus })
}

fn by_metadata(text: &str, region: Region) -> Option<String> {
    // The library reads "/" as the end of a number and "(0)" as digits.
    let spelled = text.replace("(0)", "").replace('/', " ");
    let abroad = spelled.strip_prefix("00").map(|rest| format!("+{rest}"));
    let number = phonenumber::parse(Some(region.0), abroad.as_deref().unwrap_or(&spelled)).ok()?;
    if !phonenumber::is_valid(&number) {
        return None;
    }
    let trunk_needed = region == Region::GERMANY && number.code().value() == 49;
    if trunk_needed && !matches!(spelled.trim_start().as_bytes(), [b'0' | b'+' | b'(', ..]) {
        return None;
    }
    let full = number.format().mode(Mode::E164).to_string();
    // The library appends an extension even in this mode.
    let end = full.bytes().skip(1).position(|byte| !byte.is_ascii_digit());
    Some(end.map_or(full.clone(), |end| full[..=end].to_owned()))
}

/// `Tel.: 030 1234` without its label.
fn without_label(text: &str) -> &str {
    let letters = text.len() - text.trim_start_matches(char::is_alphabetic).len();
    match text[..letters].to_ascii_lowercase().as_str() {
        "tel" | "telefon" | "phone" | "fon" | "mobil" | "mobile" | "handy" | "fax" | "telefax"
        | "privat" => text[letters..].trim_start_matches(['.', ':', ' ']),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Region, by_metadata, phone};

    #[test]
    fn reads_what_people_write() {
        for (given, wanted) in [
            ("0049 (0)171/123 45 67", Some("+491711234567")),
            ("+49 30 1234-0", Some("+493012340")),
            ("030/1234567", Some("+49301234567")),
            ("(030) 123 45 67", Some("+49301234567")),
            ("+49 172 2452545", Some("+491722452545")),
            ("03802/4177985", Some("+4938024177985")),
            ("Tel.: 030 1234567", Some("+49301234567")),
            ("+49 (0) 30 1234567", Some("+49301234567")),
            ("+49 0171 1234567", Some("+491711234567")),
            ("tel:+49-30-1234567", Some("+49301234567")),
            ("+43 1 58858-0", Some("+431588580")),
            ("0041 44 668 18 00", Some("+41446681800")),
            ("+1 (675) 816-6565", None),
            ("+1 650-253-0000", Some("+16502530000")),
            ("(675) 816-6565", None),
            ("1234567", None),
            ("110", None),
            ("", None),
            ("mobil", None),
            ("anna@example.org", None),
        ] {
            assert_eq!(phone(given, Region::GERMANY).as_deref(), wanted, "{given}");
        }
    }

    #[test]
    fn follows_the_region() {
        let us = "us".parse().unwrap();
        assert_eq!(phone("(650) 253-0000", us).as_deref(), Some("+16502530000"));
        assert_eq!(phone("(650) 253-0000", Region::GERMANY), None);
        assert!("XX".parse::<Region>().is_err());
    }

    #[test]
    fn shortcut_agrees_with_the_library() {
        for given in [
            "030 12345678",
            "089/123456",
            "0171 1234567",
            "+49 221 4710",
            "0049 40 123456",
            "0221-4710123",
            "06131 123456",
        ] {
            let library = by_metadata(given, Region::GERMANY);
            assert!(library.is_some(), "{given}");
            assert_eq!(phone(given, Region::GERMANY), library, "{given}");
        }
    }
}
