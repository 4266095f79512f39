//! LDIF (RFC 2849): directory entries, as mail programs export their address books.

use base64::{Engine, engine::general_purpose::STANDARD};
use encoding_rs::Encoding;
use obhut_kernel::{Message, Result};

use super::{
    Card, FIELDS,
    lines::{Lines, decode},
    names,
};

/// Entries one after the other.
pub(super) struct Entries {
    lines: Lines,
    fallback: &'static Encoding,
    ended: bool,
}

impl Entries {
    pub(super) fn new(lines: Lines, fallback: &'static Encoding) -> Self {
        Self { lines, fallback, ended: false }
    }

    fn entry(&mut self) -> Result<Option<Card>> {
        let mut card = Card::default();
        // A field with many values, joined: one column of classes is enough.
        let mut classes: Vec<String> = Vec::new();
        let mut any = false;
        while let Some((at, line)) = self.logical()? {
            if line.trim_ascii().is_empty() {
                if any {
                    break;
                }
                continue;
            }
            if line[0] == b'#' || line == b"-" {
                continue;
            }
            let Some((name, value)) = self.field(&line, &mut card) else { continue };
            if name == "version" && !any {
                continue;
            }
            if !any {
                card.line = at;
                any = true;
            }
            if name == "changetype" && !value.eq_ignore_ascii_case("add") {
                card.flaw = Some(Message::new("row-sheet-ldif-change").arg("change", value));
            } else if name == "objectclass" {
                if classes.len() < FIELDS {
                    classes.push(value);
                }
            } else if !value.is_empty() && card.fields.len() < FIELDS {
                card.fields.push((column(&name), value));
            }
        }
        if !classes.is_empty() {
            card.fields.push(("objectclass".to_owned(), classes.join(", ")));
        }
        Ok(any.then_some(card))
    }

    /// A line with those that continue it, and the number of the first.
    fn logical(&mut self) -> Result<Option<(u64, Vec<u8>)>> {
        let Some(mut line) = self.lines.next()? else { return Ok(None) };
        let at = self.lines.number;
        while self.lines.continues()? {
            let Some(more) = self.lines.next()? else { break };
            self.lines.append(&mut line, &more[1..]);
        }
        Ok(Some((at, line)))
    }

    fn field(&self, line: &[u8], card: &mut Card) -> Option<(String, String)> {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            card.unreadable += 1;
            return None;
        };
        let head = decode(&line[..colon], None, self.fallback).trim().to_lowercase();
        let name = head.split(';').next().unwrap_or_default().to_owned();
        let rest = &line[colon + 1..];
        let is_binary = head.ends_with(";binary") || matches!(name.as_str(), "jpegphoto" | "photo");
        let bytes = match rest.first() {
            Some(b':') => STANDARD.decode(rest[1..].trim_ascii()).ok(),
            // The value is a file elsewhere, which is not fetched.
            Some(b'<') => None,
            _ => Some(rest.trim_ascii().to_vec()),
        };
        match bytes {
            Some(bytes) if !is_binary => {
                let text = decode(&bytes, None, self.fallback);
                Some((name, text.trim_end_matches(['\n', '\r']).to_owned()))
            }
            _ => {
                card.binary += 1;
                None
            }
        }
    }
}

impl Iterator for Entries {
    type Item = Result<Card>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let entry = self.entry();
        self.ended = !matches!(entry, Ok(Some(_)));
        entry.transpose()
    }
}

/// The column of an attribute of RFC 4519, RFC 2798 and Mozilla's address book.
fn column(attribute: &str) -> String {
    let neutral = match attribute {
        "cn" | "displayname" => "full_name",
        "givenname" => "first_name",
        "sn" => "last_name",
        "mozillanickname" => "nickname",
        "o" | "company" => "organization",
        "ou" | "department" => "department",
        "title" => "job_title",
        "mail" | "mozillasecondemail" => "email",
        "telephonenumber" => "phone_work",
        "homephone" => "phone_home",
        "mobile" => "phone_mobile",
        "fax" | "facsimiletelephonenumber" => "fax",
        "pager" => "pager",
        "street" | "streetaddress" => "address_work_street",
        "mozillaworkstreet2" => "address_work_extended",
        "l" => "address_work_city",
        "st" => "address_work_region",
        "postalcode" => "address_work_postal_code",
        "c" | "co" => "address_work_country",
        "homestreet" | "mozillahomestreet" => "address_home_street",
        "mozillahomestreet2" => "address_home_extended",
        "mozillahomelocalityname" => "address_home_city",
        "mozillahomestate" => "address_home_region",
        "mozillahomepostalcode" => "address_home_postal_code",
        "mozillahomecountryname" => "address_home_country",
        "mozillaworkurl" => "url_work",
        "mozillahomeurl" => "url_home",
        "description" => "note",
        other => return names::plain(other),
    };
    neutral.to_owned()
}
