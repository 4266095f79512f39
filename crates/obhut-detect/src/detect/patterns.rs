//! What one value looks like. Each test is cheap and forgiving: columns are judged by shares.

use jiff::civil::Date;
use obhut_kernel::{DataType, Value};

use super::lexicon::LEXICON;
use crate::{
    normalise::{self, fold},
    parse::{self, ParseOptions},
};

macro_rules! shapes {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// What a value can look like.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Shape { $($(#[$doc])* $variant,)* }

        impl Shape {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The key of the text that names it.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }
    };
}

shapes! {
    Email = "detect-shape-email",
    Phone = "detect-shape-phone",
    Iban = "detect-shape-iban",
    Bic = "detect-shape-bic",
    Url = "detect-shape-url",
    Ip = "detect-shape-ip",
    Uuid = "detect-shape-uuid",
    Secret = "detect-shape-secret",
    Coordinates = "detect-shape-coordinates",
    CardNumber = "detect-shape-card-number",
    TaxId = "detect-shape-tax-id",
    SocialId = "detect-shape-social-id",
    DateTime = "detect-shape-date-time",
    Date = "detect-shape-date",
    Postcode = "detect-shape-postcode",
    PostcodeCity = "detect-shape-postcode-city",
    Street = "detect-shape-street",
    Place = "detect-shape-place",
    Salutation = "detect-shape-salutation",
    Gender = "detect-shape-gender",
    FirstName = "detect-shape-first-name",
    Surname = "detect-shape-surname",
    FullName = "detect-shape-full-name",
    Money = "detect-shape-money",
    Integer = "detect-shape-integer",
    Number = "detect-shape-number",
    Bool = "detect-shape-bool",
    Prose = "detect-shape-prose",
}

/// All that a value looks like, as bits by position in [`Shape::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shapes(u32);

impl Shapes {
    pub fn has(self, shape: Shape) -> bool {
        self.0 & (1 << shape as u32) != 0
    }

    fn set(&mut self, shape: Shape, yes: bool) {
        self.0 |= u32::from(yes) << shape as u32;
    }
}

/// What `value`, trimmed and not empty, looks like.
pub(super) fn shapes_of(value: &str, options: &ParseOptions) -> Shapes {
    let mut shapes = Shapes::default();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is = |data_type| matches!(parse::parse(value, data_type, options), Ok(v) if !v.is_null());
    if value.contains('@') {
        shapes.set(Shape::Email, normalise::email(value).is_some());
        return shapes;
    }
    shapes.set(Shape::Bool, parse::flag(value).is_some());
    shapes.set(Shape::Salutation, is_salutation(value));
    shapes.set(Shape::Gender, is_gender(value));
    shapes.set(Shape::Uuid, is_uuid(value));
    shapes.set(Shape::Secret, is_secret(value));
    shapes.set(Shape::Ip, is_ip(value));
    shapes.set(Shape::Url, value.contains('.') && digits < value.len() / 2 && is_url(value));
    if digits > 0 {
        shapes.set(Shape::Integer, is_integer(value));
        shapes.set(Shape::Number, is(DataType::Number));
        let date = is(DataType::Date) && value.contains(|c: char| !c.is_ascii_digit());
        shapes.set(Shape::Date, date || is_partial_date(value));
        shapes.set(Shape::DateTime, !date && value.contains(':') && is(DataType::DateTime));
        shapes.set(Shape::Money, has_currency(value) && is(DataType::Amount));
        shapes.set(Shape::Iban, digits > 8 && normalise::iban(value).is_ok());
        shapes.set(Shape::Phone, !shapes.has(Shape::Date) && is_phone(value));
        shapes.set(Shape::Coordinates, is_coordinates(value));
        shapes.set(Shape::Postcode, value.len() == 5 && digits == 5);
        shapes.set(Shape::CardNumber, is_card_number(value));
        shapes.set(Shape::TaxId, is_tax_id(value));
        shapes.set(Shape::SocialId, is_social_id(value));
        shapes.set(Shape::PostcodeCity, is_postcode_city(value));
        shapes.set(Shape::Street, is_street(value));
    }
    shapes.set(Shape::Bic, is_bic(value));
    if digits == 0 {
        words(value, &mut shapes);
    }
    let spaces = value.bytes().filter(|byte| *byte == b' ').count();
    shapes.set(Shape::Prose, spaces >= 3 && !shapes.has(Shape::Street) && value.len() > 20);
    shapes
}

/// The date of a value when it is a plausible birth date: a person alive. `None` for others.
pub(super) fn plausible_birth(value: &str, options: &ParseOptions) -> Option<Date> {
    match parse::parse(value, DataType::Date, options) {
        Ok(Value::Date(date)) if (1900..=i16::MAX).contains(&date.year()) => Some(date),
        _ => None,
    }
}

fn words(value: &str, shapes: &mut Shapes) {
    let key = normalise::name_key(value);
    let list: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    let lexicon = &*LEXICON;
    let is_first = |word: &&str| lexicon.first_names.contains(*word);
    let is_surname = |word: &&str| lexicon.surnames.contains(*word);
    let known = list.iter().any(is_first);
    let particle = key.starts_with("von ") || key.starts_with("van ") || key.starts_with("de ");
    shapes.set(Shape::FirstName, known && list.len() <= 3);
    shapes.set(Shape::Surname, list.len() <= 4 && (list.iter().any(is_surname) || particle));
    let pair = (2..=6).contains(&list.len()) && known;
    shapes.set(Shape::FullName, pair && (value.contains(' ') || value.contains(',')));
    let folded = fold(value);
    let place = folded.split(' ').next().is_some_and(|word| lexicon.places.contains(word));
    shapes.set(Shape::Place, place && list.len() <= 4);
    shapes.set(Shape::Street, is_street_name(&folded));
}

fn is_salutation(value: &str) -> bool {
    matches!(
        fold(value).as_str(),
        "herr"
            | "frau"
            | "herrn"
            | "mr"
            | "mrs"
            | "ms"
            | "miss"
            | "divers"
            | "familie"
            | "eheleute"
            | "herr dr"
            | "frau dr"
            | "fraeulein"
    )
}

fn is_gender(value: &str) -> bool {
    matches!(
        fold(value).as_str(),
        "m" | "w"
            | "f"
            | "d"
            | "maennlich"
            | "weiblich"
            | "divers"
            | "male"
            | "female"
            | "diverse"
            | "other"
    )
}

fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Password hashes: crypt formats, and hexadecimal digests of the usual lengths.
fn is_secret(value: &str) -> bool {
    let crypt = ["$2a$", "$2b$", "$2y$", "$argon2", "$1$", "$5$", "$6$", "$P$", "{SSHA}"];
    crypt.iter().any(|start| value.starts_with(start))
        || (matches!(value.len(), 32 | 40 | 64 | 128)
            && value.bytes().all(|byte| byte.is_ascii_hexdigit())
            && value.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

fn is_ip(value: &str) -> bool {
    (value.contains('.') || value.matches(':').count() >= 2)
        && value.parse::<std::net::IpAddr>().is_ok()
}

fn is_url(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.")
}

fn is_integer(value: &str) -> bool {
    value.strip_prefix('-').unwrap_or(value).bytes().all(|byte| byte.is_ascii_digit())
        && value.len() <= 18
}

/// vCard dates without a year: dates for a person's eye, only not storable.
fn is_partial_date(value: &str) -> bool {
    value.len() == 7 && value.starts_with("--") && value.as_bytes()[4] == b'-'
}

fn has_currency(value: &str) -> bool {
    value.contains(['€', '$', '£']) || value.contains("EUR") || value.contains("CHF")
}

/// Dialable, or in a spelling that only phone numbers have.
fn is_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let spelled = value.chars().all(|c| {
        c.is_ascii_digit() || matches!(c, ' ' | '-' | '/' | '(' | ')' | '+' | '.' | '\u{a0}')
    });
    let marked = value.starts_with(['+', '0', '(']) || value.contains(['/', '(']);
    let grouped = value.contains([' ', '-']);
    let decimal = value.matches(['.', ',']).count() == 1 && value.parse::<f64>().is_ok();
    spelled && !decimal && (7..=15).contains(&digits) && (marked || grouped)
}

fn is_coordinates(value: &str) -> bool {
    let degree = |text: &str| {
        text.trim().parse::<f64>().is_ok_and(|degree| degree.abs() <= 180.0)
            && text.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 4)
    };
    match value.split_once(',') {
        Some((latitude, longitude)) => degree(latitude) && degree(longitude),
        None => degree(value),
    }
}

/// A bank's code (ISO 9362) in capitals, of a country that has IBANs or is frequent.
fn is_bic(value: &str) -> bool {
    const COUNTRIES: &[&str] = &[
        "DE", "AT", "CH", "FR", "IT", "ES", "NL", "BE", "LU", "PL", "CZ", "DK", "SE", "GB", "US",
        "LI", "IE", "PT", "FI", "NO", "HU", "LT", "EE",
    ];
    matches!(value.len(), 8 | 11)
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && value.as_bytes()[..6].iter().all(u8::is_ascii_uppercase)
        && COUNTRIES.contains(&&value[4..6])
}

/// 13 to 19 digits whose check digit fits (ISO/IEC 7812-1, Luhn).
fn is_card_number(value: &str) -> bool {
    let digits: Vec<u8> =
        value.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let plain = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-'));
    if !plain || !(13..=19).contains(&digits.len()) || digits[0] == 0 {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| {
            let digit = u32::from(digit);
            if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The German tax identification number: eleven digits with a check digit (ISO 7064, MOD 11,10;
/// § 139b AO).
fn is_tax_id(value: &str) -> bool {
    let digits: Vec<u32> =
        value.chars().filter(|c| *c != ' ').filter_map(|c| c.to_digit(10)).collect();
    let plain = value.chars().all(|c| c.is_ascii_digit() || c == ' ');
    if !plain || digits.len() != 11 || digits[0] == 0 {
        return false;
    }
    let product = digits[..10].iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == digits[10]
}

/// The German social-insurance number: area, birth date, initial, serial, check digit (§ 2 VKVV).
fn is_social_id(value: &str) -> bool {
    let bare: Vec<u8> = value.bytes().filter(|byte| *byte != b' ').collect();
    bare.len() == 12
        && bare[8].is_ascii_uppercase()
        && bare.iter().enumerate().all(|(at, byte)| at == 8 || byte.is_ascii_digit())
        && matches!((bare[4] - b'0') * 10 + (bare[5] - b'0'), 1..=12)
}

/// `80331 München`
fn is_postcode_city(value: &str) -> bool {
    let Some((code, city)) = value.split_once(' ') else { return false };
    matches!(code.len(), 4 | 5)
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && city.chars().next().is_some_and(char::is_uppercase)
        && city.chars().all(|c| c.is_alphabetic() || " .-()/".contains(c))
}

/// A street's name with a house number behind it, or an English one in front.
fn is_street(value: &str) -> bool {
    let folded = fold(value);
    let mut pieces = folded.split(' ');
    let first = pieces.next().unwrap_or_default();
    let numbered_front = first.parse::<u16>().is_ok();
    if numbered_front {
        let ends =
            ["street", "st", "road", "rd", "avenue", "ave", "lane", "drive", "blvd", "court"];
        return folded.split(' ').any(|word| ends.contains(&word));
    }
    let name: Vec<&str> = folded
        .split(' ')
        .take_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    let number = folded.split(' ').nth(name.len());
    number.is_some_and(|number| number.len() <= 5)
        && !name.is_empty()
        && (is_street_name(&name.join(" ")) || folded.starts_with("postfach"))
}

fn is_street_name(folded: &str) -> bool {
    const ENDS: &[&str] = &[
        "strasse",
        "str",
        "weg",
        "gasse",
        "allee",
        "platz",
        "ring",
        "damm",
        "ufer",
        "chaussee",
        "steig",
        "stieg",
        "pfad",
        "markt",
        "hof",
        "graben",
        "promenade",
        "winkel",
    ];
    folded.split(' ').any(|word| word.len() > 4 && ENDS.iter().any(|end| word.ends_with(end)))
        || folded.split(' ').any(|word| matches!(word, "strasse" | "str" | "weg" | "allee"))
}

#[cfg(test)]
mod tests {
    use super::{Shape, shapes_of};
    use crate::parse::ParseOptions;

    #[test]
    fn knows_shapes() {
        let options = ParseOptions::default();
        for (value, shape) in [
            ("anna@example.org", Shape::Email),
            ("+49 172 2452545", Shape::Phone),
            ("03802/4177985", Shape::Phone),
            ("(675) 816-6565", Shape::Phone),
            ("DE89370400440532013000", Shape::Iban),
            ("COBADEFFXXX", Shape::Bic),
            ("https://example.org", Shape::Url),
            ("192.0.2.17", Shape::Ip),
            ("2001:db8::1", Shape::Ip),
            ("123e4567-e89b-12d3-a456-426614174000", Shape::Uuid),
            ("$2y$10$abcdefghijklmnopqrstuv", Shape::Secret),
            ("52.520008, 13.404954", Shape::Coordinates),
            ("4111 1111 1111 1111", Shape::CardNumber),
            ("86095742719", Shape::TaxId),
            ("65170839J003", Shape::SocialId),
            ("17.7.2006", Shape::Date),
            ("--07-17", Shape::Date),
            ("01067", Shape::Postcode),
            ("80331 München", Shape::PostcodeCity),
            ("Iwan-Eimer-Gasse 7/9", Shape::Street),
            ("Jo-Trupp-Weg 296", Shape::Street),
            ("24 Adelaide Road", Shape::Street),
            ("Frankfurt a. M.", Shape::Place),
            ("Frau", Shape::Salutation),
            ("weiblich", Shape::Gender),
            ("Helena", Shape::FirstName),
            ("von der Höh", Shape::Surname),
            ("Müller-Lüdenscheidt", Shape::Surname),
            ("von der Höh, Helena", Shape::FullName),
            ("12,50 €", Shape::Money),
            ("wg. Krankheit (Bandscheibe) passiv", Shape::Prose),
        ] {
            assert!(shapes_of(value, &options).has(shape), "{value} {shape:?}");
        }
    }

    #[test]
    fn does_not_take_one_for_another() {
        let options = ParseOptions::default();
        for (value, shape) in [
            ("17.7.2006", Shape::Phone),
            ("1234.56", Shape::Phone),
            ("1234567", Shape::Phone),
            ("4111 1111 1111 1112", Shape::CardNumber),
            ("86095742718", Shape::TaxId),
            ("MUELLERX", Shape::Bic),
            ("München", Shape::FirstName),
            ("1234", Shape::Date),
            ("anna.muster", Shape::Url),
        ] {
            assert!(!shapes_of(value, &options).has(shape), "{value} {shape:?}");
        }
    }
}
