//! Text that a spreadsheet program would run as a formula when it opens a CSV file.
//!
//! Such a text gets a leading apostrophe when it is written, and loses one when it is read, so
//! that a file of ours reads back as it was. A text that has an apostrophe there already gets
//! another one. Plain numbers and international telephone numbers of digits, blanks, points and
//! commas (`-12,50`, `+49 30 1234`) hold nothing to run and stay as they are; `+49-30-1234`,
//! which a program would compute, does not. (OWASP, CSV injection.)

use std::borrow::Cow;

/// The text as it may be written into a CSV file.
pub(crate) fn neutralise(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text as it was before [`neutralise`].
pub(crate) fn restore(mut text: String) -> String {
    if text.starts_with('\'') && is_formula(text.trim_start_matches('\'')) {
        text.remove(0);
    }
    text
}

fn is_formula(text: &str) -> bool {
    match text.as_bytes() {
        [b'=' | b'@' | b'\t' | b'\r', ..] => true,
        [b'+' | b'-', rest @ ..] => {
            !rest.iter().all(|byte| matches!(byte, b'0'..=b'9' | b' ' | b'.' | b','))
                || !rest.iter().any(u8::is_ascii_digit)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{neutralise, restore};

    #[test]
    fn formulas_are_neutralised_and_come_back() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("-", "'-"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("+49 30 1234", "+49 30 1234"),
            ("+4930123456", "+4930123456"),
            ("-12,50", "-12,50"),
            ("+49-30-1234", "'+49-30-1234"),
            ("'s Gravenhage", "'s Gravenhage"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(neutralise(text), written);
            assert_eq!(restore(written.to_owned()), text);
        }
    }
}
