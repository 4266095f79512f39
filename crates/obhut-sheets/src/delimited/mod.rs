//! Text with a delimiter: CSV, TSV and their relatives, read as they stream by.

mod records;
mod sniff;
mod text;

pub(crate) use self::text::Window;

use encoding_rs::Encoding;
use obhut_kernel::{Error, Message, Result};

use self::records::Records;
use crate::{encoding, input::Input, options::Options, rows::RawRows};

/// An opened text file.
pub(crate) struct Delimited {
    pub(crate) encoding: &'static Encoding,
    pub(crate) delimiter: Option<char>,
    pub(crate) reasons: Vec<Message>,
    pub(crate) rows: RawRows,
}

pub(crate) fn open(input: &Input, found: encoding::Found, options: &Options) -> Result<Delimited> {
    let encoding = found.encoding;
    let sample = sniff::Sample::of(input, encoding)?;
    let declared = sample.declared();
    let (delimiter, reason) = match (options.delimiter, declared) {
        (Some(given), _) => (Some(ascii(given)?), "reason-sheet-delimiter-forced"),
        (None, Some(declared)) => (Some(declared), "reason-sheet-delimiter-declared"),
        (None, None) => match sample.sniff(&input.extension(), &options.limits) {
            Some(sniffed) => (Some(sniffed), "reason-sheet-delimiter-sniffed"),
            None => (None, "reason-sheet-delimiter-none"),
        },
    };
    let window = Window::new(input.open()?, encoding);
    let mut records = Records::new(window, &input.name, delimiter, &options.limits);
    if declared.is_some() {
        records.skip_line()?;
    }
    let delimiter = delimiter.map(char::from);
    let reason = Message::new(reason).arg("delimiter", shown(delimiter));
    Ok(Delimited {
        encoding,
        delimiter,
        reasons: vec![found.reason, reason],
        rows: Box::new(records),
    })
}

fn ascii(delimiter: char) -> Result<u8> {
    u8::try_from(delimiter)
        .ok()
        .filter(|byte| byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | 0))
        .ok_or_else(|| {
            Error::invalid(
                Message::new("error-sheet-delimiter").arg("given", delimiter.to_string()),
            )
        })
}

fn shown(delimiter: Option<char>) -> String {
    match delimiter {
        Some('\t') => "Tab".to_owned(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
