//! Types that have no value of their own here, as the text PostgreSQL itself would write. Binary
//! forms are those of the server's `*_send` functions.

use std::{
    fmt::Write,
    net::{Ipv4Addr, Ipv6Addr},
};

use obhut_kernel::Value;
use postgres::types::{FromSql, Kind, Type};

use super::Stored;

/// A value of another type: text where its form is known or happens to be text, else bytes.
pub(super) fn other(ty: &Type, raw: &[u8]) -> Value {
    let known = match *ty {
        Type::TIME | Type::TIMETZ => time(raw),
        Type::INTERVAL => interval(raw),
        Type::INET | Type::CIDR => address(raw),
        Type::MACADDR | Type::MACADDR8 => {
            let parts: Vec<String> = raw.iter().map(|byte| format!("{byte:02x}")).collect();
            Some(parts.join(":"))
        }
        _ => match ty.kind() {
            Kind::Array(member) => array(member, raw),
            _ => std::str::from_utf8(raw).ok().map(str::to_owned),
        },
    };
    known.map_or_else(|| Value::Bytes(raw.to_vec()), Value::Text)
}

/// Any number: digits in groups of four, with the place of the first group.
pub(super) fn numeric(raw: &[u8]) -> Option<String> {
    let mut parts = raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight, sign) = (parts.next()?, parts.next()?, parts.next()?);
    let scale = usize::from(parts.next()?.cast_unsigned());
    match sign.cast_unsigned() {
        0xC000 => return Some("NaN".to_owned()),
        0xD000 => return Some("Infinity".to_owned()),
        0xF000 => return Some("-Infinity".to_owned()),
        _ => {}
    }
    let groups: Vec<i16> = parts.take(usize::try_from(count).ok()?).collect();
    let weight = i32::from(weight);
    // The four digits of a place; places behind the point are negative.
    let digits = |mut text: String, place: i32| {
        let at = usize::try_from(weight - place).ok();
        let group = at.and_then(|at| groups.get(at)).copied().unwrap_or(0);
        let _ = write!(text, "{group:04}");
        text
    };
    let mut text = (0..=weight.max(0)).rev().fold(String::new(), digits);
    let zeros = text.len() - text.trim_start_matches('0').len();
    text.drain(..zeros.min(text.len() - 1));
    if scale > 0 {
        let places = i32::try_from(scale.div_ceil(4)).ok()?;
        let behind = (1..=places).map(|place| -place).fold(String::new(), digits);
        text.push('.');
        text.push_str(behind.get(..scale)?);
    }
    Some(if sign == 0 { text } else { format!("-{text}") })
}

/// Microseconds since midnight, and seconds west of Greenwich where there is a zone.
fn time(raw: &[u8]) -> Option<String> {
    let micros = i64::from_be_bytes(raw.get(..8)?.try_into().ok()?);
    let mut text = clock(micros);
    if let Some(zone) = raw.get(8..12) {
        let east = -i32::from_be_bytes(zone.try_into().ok()?);
        let sign = if east < 0 { '-' } else { '+' };
        let minutes = east.abs() / 60;
        // Writing to a String cannot fail.
        let _ = write!(text, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    Some(text)
}

fn clock(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    let seconds = micros / 1_000_000;
    let fraction = match micros % 1_000_000 {
        0 => String::new(),
        rest => format!(".{rest:06}").trim_end_matches('0').to_owned(),
    };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

/// Microseconds, days and months.
fn interval(raw: &[u8]) -> Option<String> {
    let micros = i64::from_be_bytes(raw.get(..8)?.try_into().ok()?);
    let days = i32::from_be_bytes(raw.get(8..12)?.try_into().ok()?);
    let months = i32::from_be_bytes(raw.get(12..16)?.try_into().ok()?);
    let mut parts = Vec::new();
    for (count, word) in [(months / 12, "year"), (months % 12, "mon"), (days, "day")] {
        if count != 0 {
            parts.push(format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if micros != 0 || parts.is_empty() {
        parts.push(clock(micros));
    }
    Some(parts.join(" "))
}

/// Family, bits of the net mask, whether it is a net, length, bytes.
fn address(raw: &[u8]) -> Option<String> {
    let [_, bits, is_net, _, bytes @ ..] = raw else { return None };
    let (address, whole) = match bytes.len() {
        4 => (Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?).to_string(), 32),
        16 => (Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?).to_string(), 128),
        _ => return None,
    };
    if *is_net == 0 && *bits == whole { Some(address) } else { Some(format!("{address}/{bits}")) }
}

/// Arrays of one dimension, in the form `{a,NULL,"b c"}`.
fn array(member: &Type, raw: &[u8]) -> Option<String> {
    let word = |at: usize| -> Option<i32> {
        Some(i32::from_be_bytes(raw.get(at..at + 4)?.try_into().ok()?))
    };
    match word(0)? {
        0 => return Some("{}".to_owned()),
        1 => {}
        _ => return None,
    }
    let mut items = Vec::new();
    let mut at = 20;
    for _ in 0..word(12)? {
        let length = word(at)?;
        at += 4;
        let Ok(length) = usize::try_from(length) else {
            items.push("NULL".to_owned());
            continue;
        };
        let stored = Stored::from_sql(member, raw.get(at..at + length)?).ok()?;
        at += length;
        items.push(item(&stored.0.to_string()));
    }
    Some(format!("{{{}}}", items.join(",")))
}

fn item(text: &str) -> String {
    let special = |c: char| c.is_whitespace() || "{},\"\\".contains(c);
    if text.is_empty() || text.contains(special) || text.eq_ignore_ascii_case("null") {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    }
}
