use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use obhut_kernel::{Error, Kind, Message, Random, Result};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const NONCE: usize = 24;
const HEAD: usize = 1 + 4 + NONCE;

/// A key that seals values; deleting it makes them unreadable everywhere.
#[derive(Clone)]
pub struct DataKey {
    kid: u32,
    secret: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKey({})", self.kid)
    }
}

/// What a sealed value belongs to; a value moved elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub struct SealContext<'a> {
    /// What the value is for, such as `journal.old`.
    pub purpose: &'a str,
    /// The tenant's key.
    pub tenant: &'a str,
    /// The row it belongs to.
    pub id: &'a str,
}

impl SealContext<'_> {
    /// Associated data: `purpose NUL tenant NUL id`.
    fn bytes(&self) -> Vec<u8> {
        [self.purpose, self.tenant, self.id].join("\0").into_bytes()
    }
}

impl DataKey {
    pub(crate) fn new(kid: u32, secret: [u8; 32]) -> Self {
        Self { kid, secret: Zeroizing::new(secret) }
    }

    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// The number under which the keystore knows this key.
    pub fn kid(&self) -> u32 {
        self.kid
    }

    /// Which key a sealed value asks for, if it is one.
    pub fn kid_of(sealed: &[u8]) -> Option<u32> {
        if sealed.first() != Some(&VERSION) || sealed.len() < HEAD {
            return None;
        }
        sealed.get(1..5)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// Seals `clear` as `01‖kid‖nonce‖ciphertext‖tag` (XChaCha20-Poly1305).
    pub fn seal(
        &self,
        clear: &[u8],
        context: SealContext<'_>,
        random: &dyn Random,
    ) -> Result<Vec<u8>> {
        let nonce = random.bytes::<NONCE>();
        let payload = Payload { msg: clear, aad: &context.bytes() };
        let body = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Error::internal("seal"))?;
        let mut out = Vec::with_capacity(HEAD + body.len());
        out.push(VERSION);
        out.extend_from_slice(&self.kid.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&body);
        Ok(out)
    }

    /// Opens what [`seal`](Self::seal) made in the same context; [`Kind::Integrity`] when it was
    /// changed or belongs elsewhere.
    pub fn open(&self, sealed: &[u8], context: SealContext<'_>) -> Result<Zeroizing<Vec<u8>>> {
        let broken = || Error::new(Kind::Integrity, Message::new("error-sealed-value"));
        if Self::kid_of(sealed) != Some(self.kid) {
            return Err(broken());
        }
        let nonce: [u8; NONCE] = sealed[5..HEAD].try_into().map_err(|_| broken())?;
        let payload = Payload { msg: &sealed[HEAD..], aad: &context.bytes() };
        let clear = self.cipher().decrypt(&XNonce::from(nonce), payload).map_err(|_| broken())?;
        Ok(Zeroizing::new(clear))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.secret).into())
    }
}

/// A secret in a file that only its owner reads.
#[derive(Debug, Clone, Copy)]
pub struct KeyFile<'a>(pub &'a Path);

impl KeyFile<'_> {
    /// The text in the file; nothing when there is no file.
    pub fn read(&self) -> Result<Option<Zeroizing<String>>> {
        match fs::read_to_string(self.0) {
            Ok(text) => Ok(Some(Zeroizing::new(text.trim().to_owned()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.error(&error)),
        }
    }

    /// Writes a new file with mode 0600; never over one that is there. It is on disk when this
    /// returns, and so is its name in the folder.
    pub fn write_new(&self, text: &str) -> Result<()> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.0)
            .map_err(|error| self.error(&error))?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.write_all(b"\n"))
            .and_then(|()| file.sync_all())
            .and_then(|()| self.sync_folder())
            .map_err(|error| self.error(&error))
    }

    /// The 32 bytes that the file holds in base64; drawn anew with `create` when it is missing.
    pub fn secret(&self, create: bool, random: &dyn Random) -> Result<Zeroizing<[u8; 32]>> {
        let text = match self.read()? {
            Some(text) => text,
            None if create => {
                let text = Zeroizing::new(STANDARD.encode(random.bytes::<32>()));
                self.write_new(&text)?;
                text
            }
            None => {
                let path = self.0.display().to_string();
                return Err(Error::new(
                    Kind::Unavailable,
                    Message::new("error-key-file-missing").arg("path", path),
                ));
            }
        };
        let bytes = STANDARD.decode(text.as_bytes()).ok().and_then(|b| b.try_into().ok());
        bytes.map(Zeroizing::new).ok_or_else(|| {
            let path = self.0.display().to_string();
            Error::new(Kind::Integrity, Message::new("error-key-file-broken").arg("path", path))
        })
    }

    fn sync_folder(&self) -> std::io::Result<()> {
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    fn error(&self, error: &std::io::Error) -> Error {
        let path = self.0.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-key-file").arg("path", path))
            .with_inside(error)
    }
}

#[cfg(test)]
mod tests {
    use obhut_kernel::SeededRandom;

    use super::*;

    const CONTEXT: SealContext<'_> =
        SealContext { purpose: "journal.old", tenant: "main", id: "17" };

    #[test]
    fn opens_only_where_it_belongs() {
        let random = SeededRandom::new(1);
        let key = DataKey::new(7, [9; 32]);
        let sealed = key.seal(b"Barbara", CONTEXT, &random).unwrap();
        assert_eq!(DataKey::kid_of(&sealed), Some(7));
        assert_eq!(key.open(&sealed, CONTEXT).unwrap().as_slice(), b"Barbara");
        let elsewhere = SealContext { id: "18", ..CONTEXT };
        assert_eq!(key.open(&sealed, elsewhere).unwrap_err().kind(), Kind::Integrity);
        let other = DataKey::new(7, [8; 32]);
        assert!(other.open(&sealed, CONTEXT).is_err());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(key.open(&bent, CONTEXT).is_err(), "byte {at}");
        }
    }

    #[test]
    fn key_files_are_private_and_never_overwritten() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kek.key");
        let random = SeededRandom::new(2);
        let file = KeyFile(&path);
        assert_eq!(file.secret(false, &random).unwrap_err().kind(), Kind::Unavailable);
        let first = file.secret(true, &random).unwrap();
        assert_eq!(*file.secret(true, &random).unwrap(), *first);
        assert!(file.write_new("other").is_err());
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
