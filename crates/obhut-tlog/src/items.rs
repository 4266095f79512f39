use std::fmt;

use hmac::{Hmac, Mac as _};
use obhut_kernel::{Random, Result};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    Frontier, Hash, Salt,
    commitment::{commit, mac},
    leaf_hash, verify_inclusion,
};

/// The domain of [`commit`] for items.
const ITEM_DOMAIN: &str = "obhut/journal/item/v1";
/// What the index is prefixed with when a salt is derived.
const SALT_LABEL: &[u8] = b"obhut/journal/item-salt/v1";

/// One record a bulk entry of the journal speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// The key of the record type.
    pub record_type: &'a str,
    /// The key of the record.
    pub key: &'a str,
    /// What was done, such as `anonymise`.
    pub action: &'a str,
    /// What came of it, such as `done` or `held`.
    pub outcome: &'a str,
}

/// 32 random bytes from which the salts of all items of one bulk entry are derived, so that a
/// million items need one stored secret.
///
/// To keep a single item provable after the secret is destroyed, store its [`item_salt`].
pub struct ItemSecret(Zeroizing<[u8; 32]>);

impl ItemSecret {
    /// A fresh secret.
    pub fn generate(random: &dyn Random) -> Self {
        Self(Zeroizing::new(random.bytes()))
    }

    /// A secret as it was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ItemSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemSecret(…)")
    }
}

/// The salt of the item at `index` (from 0): HMAC-SHA-256 of a label and the index as 8 bytes
/// big-endian, keyed with the entry's secret.
pub fn item_salt(secret: &ItemSecret, index: u64) -> Salt {
    derive(mac(secret.as_bytes()), index)
}

/// The leaf of an item in the tree of its bulk entry: the RFC 6962 leaf hash of the item's
/// commitment.
pub fn item_hash(salt: &Salt, item: &Item<'_>) -> Hash {
    let parts = [item.record_type, item.key, item.action, item.outcome].map(str::as_bytes);
    leaf_hash(commit(salt, ITEM_DOMAIN, &parts).0.as_bytes())
}

/// Checks that `item` is the one at `index` of a bulk entry of `count` items with the root
/// `root`, by its salt and its inclusion proof ([`crate::prove_inclusion_in`]).
///
/// Fails with [`obhut_kernel::Kind::Integrity`] when it is not.
pub fn verify_item(
    salt: &Salt,
    item: &Item<'_>,
    (index, count): (u64, u64),
    proof: &[Hash],
    root: &Hash,
) -> Result<()> {
    verify_inclusion(&item_hash(salt, item), index, count, proof, root)
}

/// The Merkle tree over the items of one bulk entry, built item by item; holds no more than the
/// right edge.
#[derive(Debug)]
pub struct ItemTree {
    keyed: Hmac<Sha256>,
    frontier: Frontier,
}

impl ItemTree {
    /// An empty tree whose salts come from `secret`.
    pub fn new(secret: &ItemSecret) -> Self {
        Self { keyed: mac(secret.as_bytes()), frontier: Frontier::new() }
    }

    /// Appends an item and returns its hash, which a caller keeps who wants to prove single
    /// items later without the others' contents.
    pub fn push(&mut self, item: &Item<'_>) -> Hash {
        let salt = derive(self.keyed.clone(), self.frontier.size());
        let hash = item_hash(&salt, item);
        self.frontier.push(hash);
        hash
    }

    /// How many items there are: the `n` of the leaf.
    pub fn len(&self) -> u64 {
        self.frontier.size()
    }

    /// Whether there is no item yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root over the items so far: the `r` of the leaf.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }
}

fn derive(mut keyed: Hmac<Sha256>, index: u64) -> Salt {
    keyed.update(SALT_LABEL);
    keyed.update(&index.to_be_bytes());
    Salt::from_bytes(keyed.finalize().into_bytes().into())
}
