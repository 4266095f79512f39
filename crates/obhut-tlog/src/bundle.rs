use obhut_kernel::{Error, Kind, Message, Result};

use crate::TILE_WIDTH;

/// The most bytes a leaf may have: an entry bundle gives its length in 16 bits.
pub const MAX_LEAF: usize = u16::MAX as usize;

/// An entry bundle (C2SP tlog-tiles): each leaf preceded by its length as 2 bytes big-endian.
///
/// Fails with [`Kind::Invalid`] when a leaf has more than [`MAX_LEAF`] bytes or there are more
/// than 256.
pub fn encode_bundle<T: AsRef<[u8]>>(leaves: &[T]) -> Result<Vec<u8>> {
    if leaves.len() > usize::from(TILE_WIDTH) {
        return Err(Error::invalid(bundle_message()).with_inside("more than 256 leaves"));
    }
    let mut bundle = Vec::new();
    for leaf in leaves {
        let leaf = leaf.as_ref();
        bundle.extend(leaf_length(leaf)?.to_be_bytes());
        bundle.extend(leaf);
    }
    Ok(bundle)
}

/// The leaves of an entry bundle.
///
/// Fails with [`Kind::Integrity`] when the bytes end within a leaf or hold more than 256.
pub fn decode_bundle(bundle: &[u8]) -> Result<Vec<&[u8]>> {
    let broken = |inside| Error::new(Kind::Integrity, bundle_message()).with_inside(inside);
    let mut leaves = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk().ok_or_else(|| broken("half a length"))?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (leaf, after) = after.split_at_checked(length).ok_or_else(|| broken("cut leaf"))?;
        leaves.push(leaf);
        rest = after;
    }
    if leaves.len() > usize::from(TILE_WIDTH) {
        return Err(broken("more than 256 leaves"));
    }
    Ok(leaves)
}

/// The length of a leaf that is not too long for a log.
pub(crate) fn leaf_length(leaf: &[u8]) -> Result<u16> {
    u16::try_from(leaf.len()).map_err(|_| {
        Error::invalid(Message::new("error-journal-leaf-size").arg("bytes", leaf.len()))
    })
}

fn bundle_message() -> Message {
    Message::new("error-journal-bundle")
}
