use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use obhut_kernel::Result;

use crate::{
    delimited::Window,
    input::{Input, unreadable},
};

/// Lines as bytes: a card may name another encoding for a single value.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    name: String,
    /// The line read last, from 1.
    pub(super) number: u64,
    ahead: Option<Vec<u8>>,
    /// Longer lines are cut; their value is refused by its length.
    max: usize,
}

impl Lines {
    pub(super) fn new(
        input: &Input,
        encoding: &'static Encoding,
        max_cell_bytes: usize,
    ) -> Result<Self> {
        let source = input.open()?;
        let reader: Box<dyn BufRead + Send> = if encoding == UTF_16LE || encoding == UTF_16BE {
            Box::new(BufReader::new(AsUtf8(Window::new(source, encoding))))
        } else {
            Box::new(BufReader::new(source))
        };
        // Three bytes of quoted-printable or four of base64 may stand for one.
        let max = max_cell_bytes.saturating_mul(4).saturating_add(1000);
        Ok(Self { reader, name: input.name.clone(), number: 0, ahead: None, max })
    }

    /// The next line without its end.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let line = match self.ahead.take() {
            Some(line) => Some(line),
            None => self.read()?,
        };
        self.number += u64::from(line.is_some());
        Ok(line)
    }

    /// Whether the next line continues this one: it begins with a blank.
    pub(super) fn continues(&mut self) -> Result<bool> {
        if self.ahead.is_none() {
            self.ahead = self.read()?;
        }
        let ahead = self.ahead.as_deref().unwrap_or_default();
        Ok(ahead.len() > 1 && matches!(ahead[0], b' ' | b'\t') && !ahead.trim_ascii().is_empty())
    }

    /// Appends a part to a line, up to the length at which it is refused anyway.
    pub(super) fn append(&self, line: &mut Vec<u8>, part: &[u8]) {
        let room = self.max.saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
    }

    fn read(&mut self) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut any = false;
        loop {
            let block = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other.map_err(|error| unreadable(&self.name, &error))?,
            };
            if block.is_empty() {
                break;
            }
            any = true;
            let end = block.iter().position(|byte| *byte == b'\n');
            let part = &block[..end.unwrap_or(block.len())];
            let room = self.max.saturating_sub(line.len());
            line.extend_from_slice(&part[..part.len().min(room)]);
            let used = end.map_or(block.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        Ok(any.then_some(line))
    }
}

/// A decoded text as bytes again.
struct AsUtf8(Window);

impl Read for AsUtf8 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.bytes().is_empty() && !self.0.grow()? {
            return Ok(0);
        }
        let count = self.0.bytes().len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.0.bytes()[..count]);
        self.0.drop_front(count);
        Ok(count)
    }
}

/// Text in the encoding it names, or UTF-8 where it is valid, or the other one.
pub(super) fn decode(bytes: &[u8], named: Option<&str>, fallback: &'static Encoding) -> String {
    if let Some(encoding) = named.and_then(|label| Encoding::for_label(label.as_bytes())) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => fallback.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
