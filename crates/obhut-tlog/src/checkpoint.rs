use std::fmt;

use jiff::Timestamp;
use obhut_kernel::{Error, Kind, Message, Result};
use signed_note::{Note, NoteError, Signature, Verifier as _, VerifierList};

use crate::{
    Hash, KeyKind, Origin, SigningKey, VerifyKey, keys::split_cosignature, tree::check_size,
};

/// The head of a log's tree: what a log signs (C2SP tlog-checkpoint).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: Origin,
    size: u64,
    root: Hash,
    extension: String,
}

impl Checkpoint {
    /// The head of the log `origin` when it has `size` leaves and the root `root`.
    ///
    /// Fails with [`Kind::Invalid`] when the size exceeds [`crate::MAX_SIZE`].
    pub fn new(origin: Origin, size: u64, root: Hash) -> Result<Self> {
        check_size(size)?;
        Ok(Self { origin, size, root, extension: String::new() })
    }

    /// The log's name.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How many leaves the log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    pub fn root(&self) -> &Hash {
        &self.root
    }

    /// Further lines, each ended by a newline. Obhut writes none; other logs may.
    pub fn extension(&self) -> &str {
        &self.extension
    }

    fn from_text(text: &[u8]) -> Result<Self> {
        let parsed = tlog_tiles::Checkpoint::from_bytes(text)
            .map_err(|_| Error::new(Kind::Integrity, Message::new("error-journal-checkpoint")))?;
        Ok(Self {
            extension: parsed.extension().to_owned(),
            ..Self::new(parsed.origin().parse()?, parsed.size(), (*parsed.hash()).into())?
        })
    }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed: origin, size and root in a line each, then any extension.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n{}", self.origin, self.size, self.root, self.extension)
    }
}

/// What a witness confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// The witness's name.
    pub witness: String,
    /// When it saw the checkpoint.
    pub time: Timestamp,
}

/// A checkpoint that its log has signed: exists only with a signature that was made or checked
/// here.
#[derive(Debug, PartialEq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    cosignatures: Vec<Cosignature>,
    note: Note,
}

impl SignedCheckpoint {
    /// Signs `checkpoint` with the log's key, and with further keys of the same log such as the
    /// next one while keys are rotated.
    ///
    /// The log's promise rests with the caller: never sign two checkpoints of one origin that
    /// are not consistent with each other.
    ///
    /// Fails with [`Kind::Invalid`] when there is no key or one is of another origin.
    pub fn sign(checkpoint: Checkpoint, keys: &[&SigningKey]) -> Result<Self> {
        if keys.is_empty() || keys.iter().any(|key| *key.origin() != checkpoint.origin) {
            let message = Message::new("error-journal-key-origin");
            return Err(Error::invalid(message.arg("origin", checkpoint.origin.as_str())));
        }
        let mut note = Note::new(checkpoint.to_string().as_bytes(), &[]).map_err(bad_note)?;
        let signers: Vec<&dyn signed_note::Signer> =
            keys.iter().map(|key| *key as &dyn signed_note::Signer).collect();
        note.add_sigs(&signers).map_err(bad_note)?;
        Ok(Self { checkpoint, cosignatures: Vec::new(), note })
    }

    /// Reads a signed checkpoint and checks each signature of a key in `keys`; signatures of
    /// other keys are ignored (C2SP signed-note).
    ///
    /// Fails with [`Kind::Integrity`] when it is malformed, when a signature of a known key is
    /// wrong, or when none is of a log key that bears the name of the checkpoint's origin.
    pub fn open(text: &str, keys: &[VerifyKey]) -> Result<Self> {
        let note = Note::from_bytes(text.as_bytes()).map_err(bad_note)?;
        let known = VerifierList::new(
            keys.iter()
                .map(|key| Box::new(key.clone()) as Box<dyn signed_note::Verifier>)
                .collect(),
        );
        let (verified, _) = note.verify(&known).map_err(bad_signature)?;
        let checkpoint = Checkpoint::from_text(note.text())?;
        let mut by_log = false;
        let mut cosignatures = Vec::new();
        for signature in &verified {
            match keys.iter().find(|key| is_of(signature, key)).map(VerifyKey::kind) {
                Some(KeyKind::Log) => by_log |= signature.name() == checkpoint.origin.as_str(),
                Some(KeyKind::Witness) => cosignatures.push(cosignature(signature)?),
                None => {}
            }
        }
        if by_log {
            Ok(Self { checkpoint, cosignatures, note })
        } else {
            Err(bad_signature(NoteError::UnverifiedNote))
        }
    }

    /// Adds a witness's signature line, as a witness returns it (C2SP tlog-witness).
    ///
    /// Fails with [`Kind::Integrity`] when the line is malformed or not a valid cosignature by
    /// `witness`.
    pub fn add_cosignature(&mut self, line: &str, witness: &VerifyKey) -> Result<()> {
        let signature =
            Signature::from_bytes(line.trim_end_matches('\n').as_bytes()).map_err(bad_note)?;
        let valid = witness.kind() == KeyKind::Witness
            && is_of(&signature, witness)
            && witness.verify(self.note.text(), signature.signature());
        if !valid {
            return Err(bad_signature(NoteError::UnverifiedNote));
        }
        self.cosignatures.push(cosignature(&signature)?);
        let text = format!("{self}{}", String::from_utf8_lossy(&signature.to_bytes()));
        self.note = Note::from_bytes(text.as_bytes()).map_err(bad_note)?;
        Ok(())
    }

    /// What was signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The valid cosignatures of known witnesses.
    pub fn cosignatures(&self) -> &[Cosignature] {
        &self.cosignatures
    }
}

impl fmt::Display for SignedCheckpoint {
    /// The signed note as it is stored and published, with all signatures.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.note.to_bytes()))
    }
}

fn is_of(signature: &Signature, key: &VerifyKey) -> bool {
    signature.name() == key.name() && signature.id() == key.id()
}

fn cosignature(signature: &Signature) -> Result<Cosignature> {
    let time = split_cosignature(signature.signature())
        .and_then(|(seconds, _)| Timestamp::from_second(seconds).ok())
        .ok_or_else(|| bad_signature(NoteError::MalformedNote))?;
    Ok(Cosignature { witness: signature.name().to_owned(), time })
}

fn bad_note(error: NoteError) -> Error {
    Error::new(Kind::Integrity, Message::new("error-journal-note")).with_inside(error)
}

fn bad_signature(error: NoteError) -> Error {
    Error::new(Kind::Integrity, Message::new("error-journal-signature")).with_inside(error)
}
