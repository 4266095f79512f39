use std::cell::RefCell;

use obhut_kernel::{Error, Message, Result};

use crate::{
    Report, SignedCheckpoint, TileId, TileReader, TlogProof, Verifier, VerifyKey, decode_bundle,
    encode_bundle, hashes_from_bytes, hashes_to_bytes, prove_inclusion, tile::read_required,
};

/// Where a log lies that is to be exported: its tiles and its leaves.
pub trait LogReader: TileReader {
    /// The leaves from index `first` on, `count` of them, as stored.
    ///
    /// Fails when the store cannot be read or a leaf is missing.
    fn leaves(&mut self, first: u64, count: u16) -> Result<Vec<Vec<u8>>>;
}

/// The files of a log as anyone can verify them without Obhut (C2SP tlog-tiles): `log.vkey`,
/// `checkpoint`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`, and for chosen entries
/// `entry-<i>.leaf` and `entry-<i>.tlog-proof`.
///
/// Iterating yields each file's path, relative and with `/`, and its content; an error ends the
/// export.
pub struct Export<'a, L> {
    log: L,
    signed: &'a SignedCheckpoint,
    key: &'a VerifyKey,
    files: Box<dyn Iterator<Item = File> + 'a>,
}

impl<'a, L: LogReader> Export<'a, L> {
    /// An export of `log` as of the checkpoint `signed`, with proofs for the entries `chosen`.
    ///
    /// Fails with [`obhut_kernel::Kind::Invalid`] when a chosen index is not below the
    /// checkpoint's size.
    pub fn new(
        log: L,
        signed: &'a SignedCheckpoint,
        key: &'a VerifyKey,
        chosen: &'a [u64],
    ) -> Result<Self> {
        let size = signed.checkpoint().size();
        if let Some(index) = chosen.iter().find(|index| **index >= size) {
            let message = Message::new("error-journal-index").arg("index", *index);
            return Err(Error::invalid(message.arg("size", size)));
        }
        let files = [File::Key, File::Checkpoint]
            .into_iter()
            .chain(TileId::of_log(size).map(File::Tile))
            .chain(TileId::of_log(size).take_while(|tile| tile.level() == 0).map(File::Bundle))
            .chain(chosen.iter().flat_map(|index| [File::Leaf(*index), File::Proof(*index)]));
        Ok(Self { log, signed, key, files: Box::new(files) })
    }

    fn content(&mut self, file: File) -> Result<(String, Vec<u8>)> {
        Ok(match file {
            File::Key => ("log.vkey".to_owned(), format!("{}\n", self.key).into_bytes()),
            File::Checkpoint => ("checkpoint".to_owned(), self.signed.to_string().into_bytes()),
            File::Tile(id) => (id.path(), hashes_to_bytes(&read_required(&mut self.log, id)?)),
            File::Bundle(id) => {
                let leaves = self.leaves(id.index() << 8, id.width())?;
                (id.entries_path(), encode_bundle(&leaves)?)
            }
            File::Leaf(index) => {
                (format!("entry-{index}.leaf"), self.leaves(index, 1)?.swap_remove(0))
            }
            File::Proof(index) => {
                let size = self.signed.checkpoint().size();
                let proof = TlogProof {
                    index,
                    hashes: prove_inclusion(&mut self.log, index, size)?,
                    extra: None,
                    checkpoint: self.signed.to_string(),
                };
                (format!("entry-{index}.tlog-proof"), proof.to_string().into_bytes())
            }
        })
    }

    fn leaves(&mut self, first: u64, count: u16) -> Result<Vec<Vec<u8>>> {
        let leaves = self.log.leaves(first, count)?;
        if leaves.len() == usize::from(count) {
            Ok(leaves)
        } else {
            Err(Error::internal("the store gave another number of leaves than asked for"))
        }
    }
}

impl<L: LogReader> Iterator for Export<'_, L> {
    type Item = Result<(String, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let file = self.files.next()?;
        let content = self.content(file);
        if content.is_err() {
            self.files = Box::new(std::iter::empty());
        }
        Some(content)
    }
}

/// Verifies an exported log: its checkpoint, all tiles and all leaves, and that it goes on from
/// the older checkpoints `known`.
///
/// In the report, checkpoint 0 is the export's own and the older ones follow.
///
/// `file` gives the content of a file by its path, or `None` if there is none; it fails when a
/// file cannot be read, and so does this. The keys must come from elsewhere: a `log.vkey` beside
/// the log proves nothing to a reader who does not know it.
pub fn verify_export(
    file: impl FnMut(&str) -> Result<Option<Vec<u8>>>,
    keys: &[VerifyKey],
    known: &[&str],
) -> Result<Report> {
    let file = RefCell::new(file);
    let read = |path: String| (file.borrow_mut())(&path);
    let text = read("checkpoint".to_owned())?.unwrap_or_default();
    let text = String::from_utf8(text).unwrap_or_default();
    // A checkpoint that does not open counts as the first problem; nothing says then how much
    // of the log there is to check.
    let size = SignedCheckpoint::open(&text, keys).map_or(0, |signed| signed.checkpoint().size());
    let tiles = |id: TileId| match read(id.path())? {
        Some(bytes) => Ok(hashes_from_bytes(&bytes).ok()),
        None => Ok(None),
    };
    let checkpoints = std::iter::once(text.as_str()).chain(known.iter().copied());
    let mut verifier = Verifier::new(tiles, size, keys, checkpoints)?;
    for id in TileId::of_log(size).take_while(|tile| tile.level() == 0) {
        let bundle = read(id.entries_path())?;
        match bundle.as_deref().map(decode_bundle) {
            Some(Ok(leaves)) => {
                for (index, leaf) in (id.index() << 8..).zip(leaves) {
                    verifier.leaf(index, leaf)?;
                }
            }
            None | Some(Err(_)) => verifier.unreadable(id),
        }
    }
    Ok(verifier.finish())
}

#[derive(Clone, Copy)]
enum File {
    Key,
    Checkpoint,
    Tile(TileId),
    Bundle(TileId),
    Leaf(u64),
    Proof(u64),
}
