use std::{fmt, str::FromStr};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use obhut_kernel::{Error, Kind, Message, Random, Result};
use signed_note::{StandardSigner, key_id};
use zeroize::Zeroizing;

use crate::{Origin, words::is_name};

/// The key a log signs its checkpoints with (Ed25519, C2SP signed-note type 0x01). Its name is
/// the log's origin.
pub struct SigningKey {
    origin: Origin,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// A fresh key for the log `origin`.
    pub fn generate(random: &dyn Random, origin: Origin) -> Self {
        let seed = Zeroizing::new(random.bytes());
        Self { origin, key: ed25519_dalek::SigningKey::from_bytes(&seed) }
    }

    /// Reads the text that [`Self::to_text`] writes; white space around it is ignored.
    ///
    /// Fails with [`Kind::Invalid`].
    pub fn from_text(text: &str) -> Result<Self> {
        // The parser also checks that the key id fits name and key.
        let text = text.trim();
        StandardSigner::new(text).map_err(|error| bad_key().with_inside(error))?;
        let mut parts = text.splitn(5, '+').skip(2);
        let (Some(name), Some(data)) = (parts.next(), parts.nth(1)) else {
            return Err(bad_key());
        };
        let data = Zeroizing::new(BASE64_STANDARD.decode(data).map_err(|_| bad_key())?);
        let (_, seed) = data.split_first_chunk::<1>().ok_or_else(bad_key)?;
        let key = ed25519_dalek::SigningKey::try_from(seed).map_err(|_| bad_key())?;
        Ok(Self { origin: name.parse()?, key })
    }

    /// The secret text for a key file, `PRIVATE+KEY+<name>+<id>+<base64>`, as Go's `note`
    /// package writes it.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut data = Zeroizing::new([ED25519; 33]);
        data[1..].copy_from_slice(self.key.as_bytes());
        let data = Zeroizing::new(BASE64_STANDARD.encode(data.as_ref()));
        let id = self.verify_key().id;
        Zeroizing::new(format!("PRIVATE+KEY+{}+{id:08x}+{}", self.origin, data.as_str()))
    }

    /// The log's name.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The public key to hand out.
    pub fn verify_key(&self) -> VerifyKey {
        let name = self.origin.to_string();
        VerifyKey::new(name, KeyKind::Log, self.key.verifying_key())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.origin)
    }
}

impl signed_note::Signer for SigningKey {
    fn name(&self) -> &str {
        self.origin.as_str()
    }

    fn key_id(&self) -> u32 {
        self.verify_key().id
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        Ok(self.key.try_sign(message)?.to_vec())
    }
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text of a note: a log's own key (type 0x01).
    Log,
    /// A checkpoint together with the time it was seen: a witness's key (type 0x04, C2SP
    /// tlog-cosignature).
    Witness,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Log => ED25519,
            Self::Witness => COSIGNATURE,
        }
    }
}

/// A public key that signatures of notes are checked with. Its text form is the C2SP `vkey`,
/// `<name>+<id>+<base64>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyKey {
    name: String,
    id: u32,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifyKey {
    /// The name of the log or witness.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key id, which stands in each signature.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    fn new(name: String, kind: KeyKind, key: VerifyingKey) -> Self {
        let id = key_id(&name, &public_bytes(kind, &key));
        Self { name, id, kind, key }
    }
}

impl fmt::Display for VerifyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64_STANDARD.encode(public_bytes(self.kind, &self.key));
        write!(f, "{}+{:08x}+{key}", self.name, self.id)
    }
}

impl FromStr for VerifyKey {
    type Err = Error;

    /// Reads a `vkey` of type 0x01 or 0x04; white space around it is ignored.
    fn from_str(text: &str) -> Result<Self> {
        parse_vkey(text.trim()).ok_or_else(|| {
            Error::invalid(Message::new("error-journal-vkey").arg("given", text.trim()))
        })
    }
}

impl signed_note::Verifier for VerifyKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.kind {
            KeyKind::Log => self.accepts(message, signature),
            KeyKind::Witness => split_cosignature(signature).is_some_and(|(seconds, signature)| {
                let mut cosigned = format!("cosignature/v1\ntime {seconds}\n").into_bytes();
                cosigned.extend(message);
                self.accepts(&cosigned, signature)
            }),
        }
    }
}

impl VerifyKey {
    fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

/// A cosignature's time in seconds since 1970, and the Ed25519 signature after it.
pub(crate) fn split_cosignature(signature: &[u8]) -> Option<(i64, &[u8])> {
    let (seconds, signature) = signature.split_first_chunk()?;
    Some((i64::try_from(u64::from_be_bytes(*seconds)).ok()?, signature))
}

/// Signature type of a log's own key.
const ED25519: u8 = 0x01;
/// Signature type of a witness's key.
const COSIGNATURE: u8 = 0x04;

fn public_bytes(kind: KeyKind, key: &VerifyingKey) -> [u8; 33] {
    let mut bytes = [kind.byte(); 33];
    bytes[1..].copy_from_slice(key.as_bytes());
    bytes
}

fn parse_vkey(text: &str) -> Option<VerifyKey> {
    let (name, rest) = text.split_once('+')?;
    let (_, data) = rest.split_once('+')?;
    let data: [u8; 33] = BASE64_STANDARD.decode(data).ok()?.try_into().ok()?;
    let (kind, key) = data.split_first_chunk::<1>()?;
    let kind = match kind[0] {
        ED25519 => KeyKind::Log,
        COSIGNATURE => KeyKind::Witness,
        _ => return None,
    };
    let key = VerifyingKey::try_from(key).ok()?;
    let key = is_name(name).then(|| VerifyKey::new(name.to_owned(), kind, key))?;
    // Its own text form has the right id.
    (key.to_string() == text).then_some(key)
}

fn bad_key() -> Error {
    Error::new(Kind::Invalid, Message::new("error-journal-signing-key"))
}
