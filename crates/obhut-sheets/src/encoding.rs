//! Which encoding a text is in, found by a pass over all of it: a name with an umlaut may first
//! come after a million rows.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use obhut_kernel::{Error, Message, Result};

use crate::input::{Input, unreadable};

/// An encoding and why.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) encoding: &'static Encoding,
    pub(crate) reason: Message,
}

/// Bytes that decide between UTF-16 with and without a mark and the others.
const SAMPLE: u64 = 1 << 16;

/// The encoding of the input, or the one with this label.
pub(crate) fn find(input: &Input, label: Option<&str>) -> Result<Found> {
    if let Some(label) = label {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            Error::invalid(Message::new("error-sheet-encoding").arg("given", label))
        })?;
        return Ok(found(encoding, "reason-sheet-encoding-forced"));
    }
    let start = input.start(SAMPLE)?;
    if start.starts_with(&[0xff, 0xfe, 0, 0]) || start.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(Error::invalid(Message::new("error-sheet-encoding").arg("given", "UTF-32")));
    }
    if let Some((encoding, _)) = Encoding::for_bom(&start) {
        return Ok(found(encoding, "reason-sheet-encoding-mark"));
    }
    if let Some(encoding) = utf16(&start) {
        return Ok(found(encoding, "reason-sheet-encoding-zeros"));
    }
    if is_binary(&start) {
        return Err(Error::invalid("error-sheet-binary"));
    }
    match Survey::of(input)?.verdict() {
        Some(found) => Ok(found),
        None => guess(input).map(|encoding| found(encoding, "reason-sheet-encoding-letters")),
    }
}

/// The right text where UTF-8 was taken for Windows-1252 (`JÃ¶rg`), once or in the program that
/// wrote the file; none where it is something else.
pub fn repaired(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â', 'Ä', 'Å', 'â']) {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    let right = String::from_utf8(bytes.into_owned()).ok().filter(|_| !unmappable)?;
    (right.chars().count() < text.chars().count()).then_some(right)
}

fn found(encoding: &'static Encoding, reason: &'static str) -> Found {
    Found { encoding, reason: Message::new(reason).arg("encoding", encoding.name()) }
}

/// UTF-16 without a mark: in Western text every other byte is zero.
fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    let pairs = start.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    if low * 10 > pairs * 6 && high * 10 < pairs {
        Some(UTF_16LE)
    } else if high * 10 > pairs * 6 && low * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// More than one byte in fifty is a control character that no text has. A stray one or two are
/// left to their rows.
fn is_binary(start: &[u8]) -> bool {
    let odd = start.iter().filter(|b| matches!(**b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f)).count();
    odd > 4 + start.len() / 50
}

/// The encoding that the letters of a text speak for. A pass of its own, many times slower than
/// finding out that a text is valid UTF-8, which most are.
fn guess(input: &Input) -> Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut reader = input.open()?;
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = reader.read(&mut buffer).map_err(|error| unreadable(&input.name, &error))?;
        let block = &buffer[..count];
        // Letters of ASCII say nothing.
        let tells = Encoding::ascii_valid_up_to(block) < count;
        detector.feed(if tells { block } else { b"" }, count == 0);
        if count == 0 {
            let guess = detector.guess(Some(b"de"), Utf8Detection::Deny);
            return Ok(if guess == UTF_8 { WINDOWS_1252 } else { guess });
        }
    }
}

/// What the bytes of a file that are not ASCII look like.
struct Survey {
    /// Characters of more than one byte in valid UTF-8.
    valid: u64,
    /// Places where the bytes are not valid UTF-8.
    invalid: u64,
    /// How often each byte occurs outside valid UTF-8.
    bytes: [u64; 256],
}

impl Survey {
    fn of(input: &Input) -> Result<Self> {
        let mut survey = Self { valid: 0, invalid: 0, bytes: [0; 256] };
        let mut reader = input.open()?;
        let mut buffer = vec![0; 1 << 18];
        let mut kept = 0;
        loop {
            let count = reader
                .read(&mut buffer[kept..])
                .map_err(|error| unreadable(&input.name, &error))?;
            let end = kept + count;
            kept = survey.take(&mut buffer[..end], count == 0);
            if count == 0 {
                return Ok(survey);
            }
        }
    }

    /// Looks at a block and returns how many bytes of an unfinished character it moved to the
    /// front.
    fn take(&mut self, block: &mut [u8], last: bool) -> usize {
        if Encoding::ascii_valid_up_to(block) == block.len() {
            return 0;
        }
        let mut at = 0;
        loop {
            let rest = &block[at..];
            let (text, wrong) = match std::str::from_utf8(rest) {
                Ok(text) => (text, None),
                Err(error) => {
                    let valid = error.valid_up_to();
                    // The part up to there is valid, as the error just said.
                    let text = std::str::from_utf8(&rest[..valid]).unwrap_or_default();
                    (text, Some((valid, error.error_len())))
                }
            };
            self.valid += text.chars().filter(|c| !c.is_ascii()).count() as u64;
            match wrong {
                None => return 0,
                Some((valid, None)) if !last => {
                    let from = at + valid;
                    block.copy_within(from.., 0);
                    return block.len() - from;
                }
                Some((valid, len)) => {
                    let len = len.unwrap_or(rest.len() - valid).max(1);
                    for byte in &rest[valid..valid + len] {
                        self.bytes[usize::from(*byte)] += 1;
                    }
                    self.invalid += 1;
                    at += valid + len;
                }
            }
        }
    }

    /// The encoding, unless only the letters can tell.
    fn verdict(&self) -> Option<Found> {
        if self.invalid == 0 {
            let reason = if self.valid == 0 {
                "reason-sheet-encoding-ascii"
            } else {
                "reason-sheet-encoding-valid"
            };
            return Some(found(UTF_8, reason));
        }
        if self.valid > self.invalid.saturating_mul(4) {
            // A few broken characters in a UTF-8 file: their rows are rejected.
            let found = found(UTF_8, "reason-sheet-encoding-mostly");
            return Some(Found { reason: found.reason.arg("broken", self.invalid), ..found });
        }
        self.is_macintosh().then(|| found(MACINTOSH, "reason-sheet-encoding-letters"))
    }

    /// German umlauts lie at other places in Mac OS Roman, which the detector does not know.
    fn is_macintosh(&self) -> bool {
        let count = |bytes: &[u8]| bytes.iter().map(|b| self.bytes[usize::from(*b)]).sum::<u64>();
        let macintosh = count(&[0x8a, 0x9a, 0x9f, 0x80, 0x85, 0x86, 0xa7]);
        let windows = count(&[0xe4, 0xf6, 0xfc, 0xc4, 0xd6, 0xdc, 0xdf, 0xe9, 0xe8]);
        // At least some of them must be the small letters, for 0x80 is a euro sign in Windows.
        macintosh > windows && count(&[0x8a, 0x9a, 0x9f]) * 2 > macintosh
    }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::input::Input;

    fn name(bytes: &[u8]) -> &'static str {
        find(&Input::bytes("a.csv", bytes).unwrap(), None).unwrap().encoding.name()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "Name;Straße\nMüller;Königsweg 3\nJäger;Am Tor 1\n";
        let windows = encoding_rs::WINDOWS_1252.encode(text).0;
        let mac: Vec<u8> = windows
            .iter()
            .map(|b| match b {
                0xfc => 0x9f,
                0xf6 => 0x9a,
                0xe4 => 0x8a,
                0xdf => 0xa7,
                other => *other,
            })
            .collect();
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(name(text.as_bytes()), "UTF-8");
        assert_eq!(name(b"Name;Ort\n"), "UTF-8");
        assert_eq!(name(&windows), "windows-1252");
        assert_eq!(name(&mac), "macintosh");
        assert_eq!(name(&little), "UTF-16LE");
        assert_eq!(name(&big), "UTF-16BE");
        assert_eq!(name(&[&[0xff, 0xfe][..], &little].concat()), "UTF-16LE");
        assert_eq!(name("\u{feff}Name".as_bytes()), "UTF-8");
    }

    #[test]
    fn an_umlaut_after_a_million_bytes_decides_too() {
        let mut bytes = b"Meier;Hans\n".repeat(100_000);
        bytes.extend_from_slice(b"M\xfcller;J\xf6rg\n");
        assert_eq!(name(&bytes), "windows-1252");
    }

    #[test]
    fn a_few_broken_characters_leave_a_file_utf8() {
        let mut bytes = "Müller;Jörg\n".repeat(50).into_bytes();
        bytes.extend_from_slice(b"M\xfcller;X\n");
        assert_eq!(name(&bytes), "UTF-8");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let bytes: Vec<u8> = (0..=255).collect();
        let error = find(&Input::bytes("a.csv", bytes).unwrap(), None).unwrap_err();
        assert_eq!(error.outside().key(), "error-sheet-binary");
    }
}
