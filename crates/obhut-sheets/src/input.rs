use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek},
    path::{Path, PathBuf},
    sync::Arc,
};

use obhut_kernel::{Error, Kind, Message, Result};

use crate::options::Limits;

/// Something that can be read from any place and handed to another thread.
pub(crate) trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

/// The bytes of a file, which can be read more than once: to find out what they are, and again
/// for the rows.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// The file's name, for its extension.
    pub(crate) name: String,
    pub(crate) len: u64,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

impl Input {
    pub(crate) fn file(path: &Path, limits: &Limits) -> Result<Self> {
        let shown = path.display().to_string();
        let meta = std::fs::metadata(path).map_err(|error| unreadable(&shown, &error))?;
        if meta.is_dir() {
            return Err(Error::invalid(
                Message::new("error-sheet-is-directory").arg("path", shown),
            ));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !meta.is_file() {
            // A pipe or device can be read only once.
            let file = File::open(path).map_err(|error| unreadable(&shown, &error))?;
            return Self::reader(&name, file, limits);
        }
        Self { name, len: meta.len(), place: Place::File(path.to_owned()) }.not_empty()
    }

    pub(crate) fn bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Self> {
        let bytes = bytes.into();
        Self { name: name.to_owned(), len: bytes.len() as u64, place: Place::Memory(bytes) }
            .not_empty()
    }

    pub(crate) fn reader(name: &str, reader: impl Read, limits: &Limits) -> Result<Self> {
        let mut bytes = Vec::new();
        reader
            .take(limits.memory_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(name, &error))?;
        if bytes.len() as u64 > limits.memory_bytes {
            return Err(too_large(limits));
        }
        Self::bytes(name, bytes)
    }

    fn not_empty(self) -> Result<Self> {
        if self.len == 0 {
            return Err(Error::invalid(Message::new("error-sheet-empty").arg("name", self.name)));
        }
        Ok(self)
    }

    /// The extension in lower case, without the point; empty without one.
    pub(crate) fn extension(&self) -> String {
        Path::new(&self.name)
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    }

    /// The bytes from the beginning.
    pub(crate) fn open(&self) -> Result<Box<dyn Bytes>> {
        Ok(match &self.place {
            Place::File(path) => {
                let file = File::open(path).map_err(|error| unreadable(&self.name, &error))?;
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
            Place::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    /// The first bytes, fewer than `count` only if there are no more.
    pub(crate) fn start(&self, count: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?
            .take(count)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&self.name, &error))?;
        Ok(bytes)
    }

    /// All bytes, if they fit into memory.
    pub(crate) fn all(&self, limits: &Limits) -> Result<Vec<u8>> {
        if self.len > limits.memory_bytes {
            return Err(too_large(limits));
        }
        self.start(limits.memory_bytes)
    }
}

/// A file that cannot be read.
pub(crate) fn unreadable(name: &str, error: &io::Error) -> Error {
    let (kind, key) = match error.kind() {
        io::ErrorKind::NotFound => (Kind::NotFound, "error-sheet-not-found"),
        io::ErrorKind::PermissionDenied => (Kind::Unavailable, "error-sheet-no-permission"),
        _ => (Kind::Unavailable, "error-sheet-unreadable"),
    };
    Error::new(kind, Message::new(key).arg("path", name)).with_inside(error)
}

/// More than may be held in memory.
pub(crate) fn too_large(limits: &Limits) -> Error {
    Error::invalid(
        Message::new("error-sheet-too-large").arg("limit-mib", limits.memory_bytes >> 20),
    )
}

#[cfg(test)]
mod tests {
    use obhut_kernel::Kind;

    use super::Input;
    use crate::options::Limits;

    #[test]
    fn what_cannot_be_opened_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let error = Input::file(dir.path(), &Limits::default()).unwrap_err();
        assert_eq!(error.outside().key(), "error-sheet-is-directory");
        let error = Input::file(&dir.path().join("none.csv"), &Limits::default()).unwrap_err();
        assert_eq!(
            (error.kind(), error.outside().key()),
            (Kind::NotFound, "error-sheet-not-found")
        );
        assert_eq!(Input::bytes("a.csv", []).unwrap_err().outside().key(), "error-sheet-empty");
        let limits = Limits { memory_bytes: 3, ..Limits::default() };
        let error = Input::reader("-", &b"abcd"[..], &limits).unwrap_err();
        assert_eq!(error.outside().key(), "error-sheet-too-large");
        assert!(Input::reader("-", &b"abc"[..], &limits).is_ok());
    }
}
