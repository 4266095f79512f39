//! The names of the columns of address books: neutral, the same for vCard and LDIF, with the
//! kind behind (`email_work`, `phone_mobile`, `address_home_city`). A property without a neutral
//! name keeps its own in lower case.

use std::collections::HashMap;

use super::vcard::Property;

/// First parts of names in the order of the columns.
const ORDER: [&str; 22] = [
    "full_name",
    "name_prefix",
    "first_name",
    "middle_name",
    "last_name",
    "name_suffix",
    "nickname",
    "organization",
    "department",
    "job_title",
    "role",
    "email",
    "phone",
    "fax",
    "pager",
    "address",
    "birth_date",
    "anniversary",
    "gender",
    "url",
    "note",
    "categories",
];

/// The place of a column; columns without a neutral name come last.
pub(super) fn rank(name: &str) -> usize {
    let belongs = |start: &&str| {
        name.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    ORDER.iter().position(belongs).unwrap_or(ORDER.len())
}

/// A name in lower case, of letters, digits and underscores.
pub(super) fn plain(name: &str) -> String {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_")
        .to_lowercase()
}

/// The fields of a card.
pub(super) fn fields(properties: Vec<Property>) -> Vec<(String, String)> {
    // Apple names the kind in a property of its own: item1.X-ABLabel:_$!<HomePage>!$_
    let labels: HashMap<String, String> = properties
        .iter()
        .filter(|property| property.name == "X-ABLABEL")
        .filter_map(|property| Some((property.group.clone()?, plain(&property.value))))
        .collect();
    let mut fields = Vec::new();
    for property in properties {
        if property.name == "X-ABLABEL" && property.group.is_some() {
            continue;
        }
        let label = property.group.as_ref().and_then(|group| labels.get(group));
        let kind = kind(&property.types, label.map(String::as_str));
        for (key, value) in named(&property, &kind) {
            if !value.trim().is_empty() {
                fields.push((key, value));
            }
        }
    }
    fields
}

fn named(property: &Property, kind: &str) -> Vec<(String, String)> {
    let text = || unescape(&property.value);
    let one = |key: &str| vec![(key.to_owned(), text())];
    let of_kind = |key: &str| vec![(with_kind(key, kind), text())];
    match property.name.as_str() {
        "VERSION" => Vec::new(),
        "FN" => one("full_name"),
        "N" => {
            let keys = ["last_name", "first_name", "middle_name", "name_prefix", "name_suffix"];
            keys.iter()
                .map(|key| (*key).to_owned())
                .zip(parts(&property.value, keys.len()))
                .collect()
        }
        "NICKNAME" => one("nickname"),
        "ORG" => {
            let keys = ["organization", "department"];
            keys.iter()
                .map(|key| (*key).to_owned())
                .zip(parts(&property.value, keys.len()))
                .collect()
        }
        "X-DEPARTMENT" => one("department"),
        "TITLE" => one("job_title"),
        "ROLE" => one("role"),
        "EMAIL" => vec![(with_kind("email", kind), without_scheme(&text(), "mailto:"))],
        "TEL" => vec![(phone(&property.types, kind), without_scheme(&text(), "tel:"))],
        "ADR" => address(&property.value, kind),
        "LABEL" => of_kind("address_label"),
        "BDAY" => one("birth_date"),
        "ANNIVERSARY" | "X-ANNIVERSARY" => one("anniversary"),
        "GENDER" | "X-GENDER" => one("gender"),
        "URL" => of_kind("url"),
        "NOTE" => one("note"),
        "CATEGORIES" => one("categories"),
        other => vec![(with_kind(&plain(other), kind), text())],
    }
}

fn address(value: &str, kind: &str) -> Vec<(String, String)> {
    let keys = ["po_box", "extended", "street", "city", "region", "postal_code", "country"];
    let start = with_kind("address", kind);
    keys.iter().map(|key| format!("{start}_{key}")).zip(parts(value, keys.len())).collect()
}

fn phone(types: &[String], kind: &str) -> String {
    if types.iter().any(|t| t == "cell" || t == "iphone") {
        return "phone_mobile".to_owned();
    }
    if types.iter().any(|t| t == "pager") {
        return "pager".to_owned();
    }
    // `FAX` beside `HOME`, or `homefax` in one.
    match kind.strip_suffix("fax") {
        Some(rest) => with_kind("fax", rest.trim_end_matches('_')),
        None if types.iter().any(|t| t == "fax") => {
            with_kind("fax", kind.trim_start_matches("fax").trim_start_matches('_'))
        }
        None => with_kind("phone", kind),
    }
}

fn with_kind(key: &str, kind: &str) -> String {
    if kind.is_empty() { key.to_owned() } else { format!("{key}_{kind}") }
}

/// The kinds that tell values apart, joined.
fn kind(types: &[String], label: Option<&str>) -> String {
    const SAY_NOTHING: [&str; 14] = [
        "pref",
        "internet",
        "voice",
        "text",
        "msg",
        "dom",
        "intl",
        "postal",
        "parcel",
        "x400",
        "quoted-printable",
        "base64",
        "8bit",
        "other",
    ];
    let mut kinds: Vec<String> = types
        .iter()
        .filter(|kind| !SAY_NOTHING.contains(&kind.as_str()))
        .map(|kind| plain(kind.strip_prefix("x-").unwrap_or(kind)))
        .filter(|kind| !kind.is_empty())
        .collect();
    if let Some(label) = label.filter(|label| !label.is_empty() && kinds.is_empty()) {
        kinds.push(label.to_owned());
    }
    kinds.dedup();
    kinds.join("_")
}

fn without_scheme(value: &str, scheme: &str) -> String {
    match value.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => value[scheme.len()..].to_owned(),
        _ => value.to_owned(),
    }
}

/// Splits at semicolons that are not escaped, into `count` parts; what is left over belongs to
/// the last.
fn parts(value: &str, count: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in value.chars() {
        if c == ';' && !escaped && parts.len() < count {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    if let Some(last) = parts.last_mut() {
        last.truncate(last.trim_end_matches(';').len());
    }
    parts.iter().map(|part| unescape(part)).collect()
}

fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => text.push('\n'),
            Some(c @ (',' | ';' | ':' | '\\')) => text.push(c),
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{kind, phone, rank};

    #[test]
    fn kinds_stand_in_the_name() {
        let types = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        for (given, expected) in [
            ("home,voice", "phone_home"),
            ("cell,voice", "phone_mobile"),
            ("work,fax", "fax_work"),
            ("fax", "fax"),
            ("fax,work", "fax_work"),
            ("homefax", "fax_home"),
            ("home2", "phone_home2"),
            ("pager", "pager"),
            ("pref", "phone"),
        ] {
            let types = types(given);
            assert_eq!(phone(&types, &kind(&types, None)), expected, "{given}");
        }
        assert!(rank("first_name") < rank("email_work_2"));
        assert!(rank("x_spouse") > rank("note"));
    }
}
