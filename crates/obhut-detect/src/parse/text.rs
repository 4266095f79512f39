use obhut_kernel::{Message, Value};

use super::ParseOptions;
use crate::normalise;

/// The fewest digits that can be a phone number: emergency numbers and short dial codes.
const FEWEST_DIGITS: usize = 3;

/// One line: line breaks and tabs become blanks, other control characters go.
pub(super) fn line(text: &str) -> Value {
    // Multi-byte characters have no byte below 0x80, so that only ASCII controls are found.
    if !text.bytes().any(|byte| byte.is_ascii_control()) {
        return Value::from(text);
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' if !line.ends_with(' ') => line.push(' '),
            c if c.is_control() => {}
            c => line.push(c),
        }
    }
    line.truncate(line.trim_end().len());
    Value::Text(line.trim_start().to_owned())
}

/// Several lines: line breaks become `\n`, other control characters go.
pub(super) fn lines(text: &str) -> Value {
    if !text.bytes().any(|byte| byte.is_ascii_control() && byte != b'\n' && byte != b'\t') {
        return Value::from(text);
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String =
        unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    Value::Text(kept.trim().to_owned())
}

pub(super) fn email(text: &str) -> Result<Value, Message> {
    normalise::email(text)
        .map(Value::Text)
        .ok_or_else(|| Message::new("error-parse-email").arg("given", text))
}

pub(super) fn phone(text: &str, options: &ParseOptions) -> Result<Value, Message> {
    if let Some(number) = normalise::phone(text, options.region) {
        return Ok(Value::Text(number));
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    // "911" or "04 12 - Zentrale" is a number, "siehe Anlage 123" or an address is none.
    if digits >= FEWEST_DIGITS && letters <= digits && !text.contains('@') {
        Ok(line(text))
    } else {
        Err(Message::new("error-parse-phone").arg("given", text))
    }
}

pub(super) fn iban(text: &str) -> Result<Value, Message> {
    normalise::iban(text).map(Value::Text).map_err(|fault| fault.message().arg("given", text))
}

pub(super) fn choice(text: &str, options: &ParseOptions) -> Result<Value, Message> {
    if options.choices.is_empty() || options.choices.iter().any(|choice| choice == text) {
        return Ok(line(text));
    }
    let folded = normalise::fold(text);
    options
        .choices
        .iter()
        .find(|choice| normalise::fold(choice) == folded)
        .map(|choice| Value::from(choice.as_str()))
        .ok_or_else(|| {
            Message::new("error-parse-choice")
                .arg("given", text)
                .arg("choices", options.choices.join(", "))
        })
}

/// A web address as it was written. Only schemes that a page can link to without running a
/// script; without a scheme it must look like a host name.
pub(super) fn url(text: &str) -> Result<Value, Message> {
    let fault = || Message::new("error-parse-url").arg("given", text);
    let rest = match text.split_once("://") {
        Some((scheme, rest)) => {
            let known = ["http", "https", "ftp", "sftp"];
            if !known.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
                return Err(fault());
            }
            rest
        }
        None => text,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let bare = text.len() == rest.len();
    let host_like = !host.is_empty()
        && host.chars().all(|c| c.is_alphanumeric() || "-._:[]@%".contains(c) || !c.is_ascii())
        && (!bare || (host.contains('.') && !host.contains(['@', '%']) && !host.ends_with('.')));
    if host_like && !text.contains(char::is_whitespace) && !text.contains(char::is_control) {
        Ok(Value::from(text))
    } else {
        Err(fault())
    }
}

#[cfg(test)]
mod tests {
    use obhut_kernel::{DataType, Value};

    use crate::parse::{ParseOptions, parse};

    #[test]
    fn lines_and_keys() {
        let options = ParseOptions::default();
        let one = |text, data_type| parse(text, data_type, &options).unwrap();
        assert_eq!(one(" a\r\nb\u{0}c ", DataType::Text), Value::from("a bc"));
        assert_eq!(one("a\r\nb", DataType::LongText), Value::from("a\nb"));
        assert_eq!(one("   ", DataType::Email), Value::Null);
    }

    #[test]
    fn urls() {
        let options = ParseOptions::default();
        for good in ["https://example.org/a?b=c", "www.example.org", "http://কানাডা.com"]
        {
            assert_eq!(parse(good, DataType::Url, &options), Ok(Value::from(good)), "{good}");
        }
        for bad in ["javascript://alert", "javascript:alert(1)", "a b.c", "anna@example.org", "x"] {
            let fault = parse(bad, DataType::Url, &options).unwrap_err();
            assert_eq!(fault.key(), "error-parse-url", "{bad}");
        }
    }

    #[test]
    fn phones_choices_ibans() {
        let mut options = ParseOptions::default();
        let phone = |text| parse(text, DataType::Phone, &ParseOptions::default());
        assert_eq!(phone("0171/1234567"), Ok(Value::from("+491711234567")));
        assert_eq!(phone("911"), Ok(Value::from("911")));
        assert_eq!(phone("mainphone").unwrap_err().key(), "error-parse-phone");
        assert_eq!(phone("a1b2c3@example.org").unwrap_err().key(), "error-parse-phone");

        options.choices = vec!["weiblich".to_owned(), "männlich".to_owned()];
        let choice = |text| parse(text, DataType::Choice, &options);
        assert_eq!(choice("Maennlich"), Ok(Value::from("männlich")));
        assert_eq!(choice("x").unwrap_err().key(), "error-parse-choice");

        let fault = parse("DE88370400440532013000", DataType::Iban, &options).unwrap_err();
        assert_eq!(fault.key(), "error-iban-checksum");
    }
}
