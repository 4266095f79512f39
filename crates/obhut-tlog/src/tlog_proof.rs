use std::{fmt, fmt::Write as _, str::FromStr};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{Hash, SignedCheckpoint, VerifyKey, leaf_hash, verify_inclusion};

/// The media type-like first line of a proof file.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A proof, checkable without the log, that an entry is in it (C2SP tlog-proof): the content of
/// a `.tlog-proof` file. Nothing in it is trustworthy before [`Self::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// The entry's index in the log, from 0.
    pub index: u64,
    /// Its inclusion proof in the tree of the checkpoint.
    pub hashes: Vec<Hash>,
    /// Opaque data that no signature covers.
    pub extra: Option<Vec<u8>>,
    /// The signed checkpoint, as text.
    pub checkpoint: String,
}

impl TlogProof {
    /// Checks that `leaf` (the bytes as stored) is in the log that signed the checkpoint, and
    /// returns that.
    ///
    /// Fails with [`Kind::Integrity`] when a signature of one of `keys` is wrong, none is the
    /// log's, or the leaf is another than the one proved.
    pub fn verify(&self, leaf: &[u8], keys: &[VerifyKey]) -> Result<SignedCheckpoint> {
        let signed = SignedCheckpoint::open(&self.checkpoint, keys)?;
        let head = signed.checkpoint();
        if self.index >= head.size() {
            return Err(malformed("the index is not below the size"));
        }
        verify_inclusion(&leaf_hash(leaf), self.index, head.size(), &self.hashes, head.root())?;
        Ok(signed)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", BASE64_STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{hash}")?;
        }
        f.write_char('\n')?;
        f.write_str(&self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = Error;

    /// Reads the text of a proof file; anything that [`fmt::Display`] would write otherwise is
    /// refused, so that one proof has one form.
    fn from_str(text: &str) -> Result<Self> {
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or_else(|| malformed("no empty line"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(malformed("another first line"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(BASE64_STANDARD.decode(&line[6..]).map_err(malformed)?),
            None => None,
        };
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .ok_or_else(|| malformed("no index"))?
            .parse()
            .map_err(malformed)?;
        let hash = |line: &str| line.parse().map_err(|_| malformed("not a hash"));
        let hashes = lines.map(hash).collect::<Result<_>>()?;
        let proof = Self { index, hashes, extra, checkpoint: checkpoint.to_owned() };
        if proof.to_string() == text { Ok(proof) } else { Err(malformed("not in its one form")) }
    }
}

fn malformed(inside: impl fmt::Display) -> Error {
    Error::new(Kind::Integrity, Message::new("error-journal-proof-file")).with_inside(inside)
}
