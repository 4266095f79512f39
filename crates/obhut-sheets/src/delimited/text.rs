use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

use crate::input::Bytes;

/// A growing window on a text: UTF-8 from whatever it was, of which the front can be dropped.
pub(crate) struct Window {
    source: Box<dyn Bytes>,
    decoder: Decoder,
    block: Vec<u8>,
    /// Decoded and not yet dropped; always whole characters.
    pub(super) text: String,
    /// Where the part that is still wanted begins.
    pub(super) from: usize,
    ended: bool,
    /// Whether bytes were met that the encoding does not know.
    pub(super) broken: bool,
}

/// Bytes read at a time.
const BLOCK: usize = 1 << 16;

impl Window {
    pub(crate) fn new(source: Box<dyn Bytes>, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            block: vec![0; BLOCK],
            text: String::new(),
            from: 0,
            ended: false,
            broken: false,
        }
    }

    /// What is wanted and read so far.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.text.as_bytes()[self.from..]
    }

    /// A part of [`Self::bytes`]. Both ends lie beside ASCII characters, so it is whole.
    pub(super) fn part(&self, from: usize, to: usize) -> &str {
        self.text.get(self.from + from..self.from + to).unwrap_or_default()
    }

    /// Drops the first `count` bytes of what is wanted.
    pub(crate) fn drop_front(&mut self, count: usize) {
        self.from += count;
    }

    /// Reads on. False at the end of the text.
    pub(crate) fn grow(&mut self) -> io::Result<bool> {
        if self.from > 0 {
            self.text.drain(..self.from);
            self.from = 0;
        }
        let before = self.text.len();
        while !self.ended && self.text.len() == before {
            let count = match self.source.read(&mut self.block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            self.ended = count == 0;
            let mut at = 0;
            loop {
                let rest = &self.block[at..count];
                let need = self.decoder.max_utf8_buffer_length(rest.len()).unwrap_or(BLOCK);
                self.text.reserve(need);
                let (result, read, broken) =
                    self.decoder.decode_to_string(rest, &mut self.text, self.ended);
                self.broken |= broken;
                at += read;
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
        }
        Ok(self.text.len() > before)
    }
}
