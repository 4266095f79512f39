//! vCard 2.1, 3.0 (RFC 2425, RFC 2426) and 4.0 (RFC 6350), as telephones and mail programs
//! really write them. Crates for it stop at the first card that breaks the norm, know no 2.1, or
//! no encoding but UTF-8.

use base64::{Engine, engine::general_purpose::STANDARD};
use encoding_rs::Encoding;
use obhut_kernel::Result;

use super::{
    Card, FIELDS,
    lines::{Lines, decode},
    names,
};

/// Cards one after the other.
pub(super) struct Cards {
    lines: Lines,
    fallback: &'static Encoding,
    ended: bool,
    /// The line on which a card began although the one before had no end.
    begun: Option<u64>,
}

/// One property of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property {
    /// `item1` in `item1.EMAIL`.
    pub(super) group: Option<String>,
    /// In capitals.
    pub(super) name: String,
    /// In lower case: what kinds it is of (`home`, `fax`), from `TYPE=` or bare.
    pub(super) types: Vec<String>,
    /// Decoded, still escaped.
    pub(super) value: String,
    /// The value is in an encoding that is named nowhere.
    pub(super) guessed: bool,
}

impl Cards {
    pub(super) fn new(lines: Lines, fallback: &'static Encoding) -> Self {
        Self { lines, fallback, ended: false, begun: None }
    }

    fn card(&mut self) -> Result<Option<Card>> {
        let Some(line) = self.begin()? else { return Ok(None) };
        let mut card = Card { line, ..Card::default() };
        let mut properties = Vec::new();
        // Cards inside a card: an agent's, which is another person.
        let mut inner = 0_u32;
        let mut agent = false;
        while let Some((at, bytes)) = self.logical()? {
            if is(&bytes, b"BEGIN:VCARD") {
                if !agent && inner == 0 {
                    self.begun = Some(at);
                    card.unreadable += 1;
                    break;
                }
                inner += 1;
            } else if is(&bytes, b"END:VCARD") {
                if inner == 0 {
                    break;
                }
                inner -= 1;
                agent = inner > 0;
                card.binary += 1;
            } else if inner == 0 && !bytes.trim_ascii().is_empty() {
                agent = is(bytes.trim_ascii(), b"AGENT:");
                match parse(&bytes, self.fallback) {
                    Parsed::Property(property) if properties.len() < FIELDS => {
                        card.guessed += u64::from(property.guessed);
                        properties.push(property);
                    }
                    Parsed::Binary => card.binary += 1,
                    Parsed::Property(_) | Parsed::Unreadable => {
                        card.unreadable += u64::from(!agent);
                    }
                }
            }
        }
        card.fields = names::fields(properties);
        Ok(Some(card))
    }

    /// Goes on to the next card.
    fn begin(&mut self) -> Result<Option<u64>> {
        if let Some(line) = self.begun.take() {
            return Ok(Some(line));
        }
        while let Some((at, bytes)) = self.logical()? {
            if is(&bytes, b"BEGIN:VCARD") {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// A line with those that continue it, and the number of the first.
    fn logical(&mut self) -> Result<Option<(u64, Vec<u8>)>> {
        let Some(mut line) = self.lines.next()? else { return Ok(None) };
        let at = self.lines.number;
        let quoted_printable = is_quoted_printable(&line);
        loop {
            if quoted_printable && line.last() == Some(&b'=') {
                line.pop();
                let Some(more) = self.lines.next()? else { break };
                self.lines.append(&mut line, &more);
            } else if self.lines.continues()? {
                let Some(more) = self.lines.next()? else { break };
                self.lines.append(&mut line, &more[1..]);
            } else {
                break;
            }
        }
        Ok(Some((at, line)))
    }
}

impl Iterator for Cards {
    type Item = Result<Card>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let card = self.card();
        self.ended = !matches!(card, Ok(Some(_)));
        card.transpose()
    }
}

enum Parsed {
    Property(Property),
    Binary,
    Unreadable,
}

fn parse(line: &[u8], fallback: &'static Encoding) -> Parsed {
    let Some(colon) = unquoted(line, b':') else { return Parsed::Unreadable };
    let head = decode(&line[..colon], None, fallback);
    let mut parts = head.split(';');
    let full = parts.next().unwrap_or_default().trim();
    let (group, name) = match full.split_once('.') {
        Some((group, name)) => (Some(group.to_lowercase()), name),
        None => (None, full),
    };
    let valid = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(valid) {
        return Parsed::Unreadable;
    }
    let (mut types, mut charset, mut encoding) = (Vec::new(), None, String::new());
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or(("TYPE", part));
        match key.trim().to_ascii_uppercase().as_str() {
            "TYPE" => {
                types.extend(value.trim_matches('"').split(',').map(|t| t.trim().to_lowercase()));
            }
            "CHARSET" => charset = Some(value.trim_matches('"').to_owned()),
            "ENCODING" => encoding = value.trim_matches('"').to_lowercase(),
            _ => {}
        }
    }
    let name = name.to_ascii_uppercase();
    let bare = |wanted: &str| types.iter().any(|t| t == wanted);
    let quoted = encoding == "quoted-printable" || bare("quoted-printable");
    let base64 = encoding == "b" || encoding == "base64" || bare("base64");
    let raw = &line[colon + 1..];
    if matches!(name.as_str(), "PHOTO" | "LOGO" | "SOUND" | "KEY") {
        return Parsed::Binary;
    }
    let mut guessed = false;
    let value = if quoted {
        let bytes = unquote_printable(raw);
        guessed = charset.is_none() && std::str::from_utf8(&bytes).is_err();
        decode(&bytes, charset.as_deref(), fallback)
    } else if base64 {
        let packed: Vec<u8> = raw.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
        match STANDARD.decode(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(text) => text,
            None => return Parsed::Binary,
        }
    } else {
        decode(raw, charset.as_deref(), fallback)
    };
    Parsed::Property(Property { group, name, types, value, guessed })
}

fn is(line: &[u8], start: &[u8]) -> bool {
    line.len() >= start.len() && line[..start.len()].eq_ignore_ascii_case(start)
}

fn is_quoted_printable(line: &[u8]) -> bool {
    let head = &line[..unquoted(line, b':').unwrap_or(0)];
    head.to_ascii_uppercase().windows(16).any(|part| part == b"QUOTED-PRINTABLE")
}

/// The first such byte outside double quotes.
fn unquoted(line: &[u8], wanted: u8) -> Option<usize> {
    let mut quoted = false;
    line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == wanted && !quoted
    })
}

/// RFC 2045, 6.7; what is not valid stays as it is.
fn unquote_printable(raw: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'='
            && let [high, low, after @ ..] = after
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            bytes.push(high << 4 | low);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    bytes
}
