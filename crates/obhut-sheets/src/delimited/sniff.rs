use std::collections::HashMap;

use encoding_rs::{Encoding, UTF_8};
use obhut_kernel::Result;

use super::{Window, records::Records};
use crate::{input::Input, options::Limits};

/// What may stand between cells, the more usual first: on a draw the first wins.
const CANDIDATES: [u8; 4] = *b";,\t|";

/// Bytes looked at.
const SAMPLE: u64 = 1 << 16;

/// Records looked at.
const RECORDS: usize = 200;

/// The beginning of a text.
pub(super) struct Sample {
    text: String,
    whole: bool,
}

impl Sample {
    pub(super) fn of(input: &Input, encoding: &'static Encoding) -> Result<Self> {
        let bytes = input.start(SAMPLE)?;
        let whole = bytes.len() as u64 == input.len;
        let (text, _) = encoding.decode_with_bom_removal(&bytes);
        Ok(Self { text: text.into_owned(), whole })
    }

    /// The delimiter of a first line `sep=;`, which Excel writes and obeys.
    pub(super) fn declared(&self) -> Option<u8> {
        let line = self.text.lines().next()?.trim_matches(['"', '\r', ' ']);
        let rest = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep="))?;
        match line.as_bytes().get(rest.len()..)? {
            [delimiter] if delimiter.is_ascii() && *delimiter != 0 => Some(*delimiter),
            _ => None,
        }
    }

    /// The delimiter that splits most records into the same number of cells, and into many;
    /// none if no candidate splits them.
    pub(super) fn sniff(&self, extension: &str, limits: &Limits) -> Option<u8> {
        let mut best = (0.0, None);
        for delimiter in CANDIDATES {
            let hinted = (extension == "tsv" || extension == "tab") && delimiter == b'\t';
            let score = self.score(delimiter, limits) * if hinted { 2.0 } else { 1.0 };
            if score > best.0 {
                best = (score, Some(delimiter));
            }
        }
        best.1
    }

    fn score(&self, delimiter: u8, limits: &Limits) -> f64 {
        let Ok(input) = Input::bytes("", self.text.as_bytes()) else { return 0.0 };
        let Ok(source) = input.open() else { return 0.0 };
        let records = Records::new(Window::new(source, UTF_8), "", Some(delimiter), limits);
        let mut widths: Vec<usize> = records
            .take(RECORDS)
            .map_while(Result::ok)
            .filter(|row| !row.is_blank())
            .map(|row| row.cells.len())
            .collect();
        if !self.whole && widths.len() > 1 && widths.len() < RECORDS {
            // The last one is cut off.
            widths.pop();
        }
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for width in widths.iter().filter(|width| **width > 1) {
            *counts.entry(*width).or_default() += 1;
        }
        let Some((width, count)) = counts.into_iter().max_by_key(|(width, count)| (*count, *width))
        else {
            return 0.0;
        };
        let share = ratio(count, widths.len());
        share * share * ratio(width, 1).ln()
    }
}

/// Both are at most a few hundred.
fn ratio(part: usize, whole: usize) -> f64 {
    let exact = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    exact(part) / exact(whole).max(1.0)
}
