use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use obhut_kernel::{Error, Kind, Message, Random, Result};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Hash;

/// 32 random bytes that make a [`Commitment`] unguessable. Whoever destroys the salt destroys
/// the way back from the commitment to what it stands for.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Salt([u8; 32]);

impl Salt {
    /// A fresh salt.
    pub fn generate(random: &dyn Random) -> Self {
        Self(random.bytes())
    }

    /// A salt as it was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// What stands in a leaf for an actor, a data subject or a field value: HMAC-SHA-256 keyed with
/// a [`Salt`]. Without the salt it says nothing, with it anyone can check what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(pub Hash);

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Commits to `parts` in `domain`.
///
/// The domain keeps commitments of one use from serving in another (an actor's as a subject's);
/// each part, and the domain, is preceded by its length as 8 bytes big-endian, so that no two
/// lists of parts yield the same message.
pub fn commit(salt: &Salt, domain: &str, parts: &[&[u8]]) -> Commitment {
    Commitment(Hash(mac_of_parts(&salt.0, domain, parts).finalize().into_bytes().into()))
}

/// Checks that `commitment` was made by [`commit`] from the same arguments, in a time that does
/// not depend on where they differ.
///
/// Fails with [`Kind::Integrity`] when it was not.
pub fn verify_commitment(
    commitment: &Commitment,
    salt: &Salt,
    domain: &str,
    parts: &[&[u8]],
) -> Result<()> {
    mac_of_parts(&salt.0, domain, parts)
        .verify_slice(&commitment.0.0)
        .map_err(|_| Error::new(Kind::Integrity, Message::new("error-journal-commitment")))
}

/// HMAC-SHA-256 with this key, nothing fed to it yet.
pub(crate) fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn mac_of_parts(key: &[u8; 32], domain: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = mac(key);
    feed(&mut mac, domain.as_bytes());
    for part in parts {
        feed(&mut mac, part);
    }
    mac
}

fn feed(mac: &mut Hmac<Sha256>, part: &[u8]) {
    // A length fits: no slice is longer than isize::MAX.
    mac.update(&(part.len() as u64).to_be_bytes());
    mac.update(part);
}
