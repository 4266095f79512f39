use jiff::Timestamp;
use obhut_kernel::{Error, Kind, Message, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Commitment, Hash, Origin, Word, bundle::leaf_length};

/// An entry of the journal as the log sees it. It names no person, key or field: whom it is
/// about stands in it as salted commitments only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The entry's own identifier.
    pub id: Uuid,
    /// When it happened, by the operation's clock.
    pub time: Timestamp,
    /// The log it belongs to, so that it cannot be moved to another.
    pub log: Origin,
    /// The system whose records were touched, such as `register`.
    pub system: Word,
    /// What was done, such as `contract.anonymise`.
    pub action: Word,
    /// Commits to who did it.
    pub actor: Commitment,
    /// One commitment per data subject.
    pub subjects: Vec<Commitment>,
    /// What a bulk entry is about.
    pub items: Option<Items>,
    /// The fields that were changed.
    pub fields: Vec<FieldChange>,
    /// The last witnessed checkpoint, as text, of an abandoned log that this log goes on from.
    pub previous: Option<String>,
}

/// The records of a bulk entry: their number and the root of an [`crate::ItemTree`] over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Items {
    /// How many there are.
    pub count: u64,
    /// The root of their tree.
    pub root: Hash,
}

/// A changed field: commitments to its value before and after. Which field it is stands in the
/// side tables only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// The value before, if there was one.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Commitment>,
    /// The value after, if there is one.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Commitment>,
}

impl Leaf {
    /// The JSON bytes that are stored and hashed:
    /// `{"v":1,"id":…,"t":…,"log":…,"sys":…,"act":…,"a":…,"s":[…]}`, where needed followed by
    /// `n` and `r` (items), `f` (fields) and `prev`. Commitments and hashes are base64, the time
    /// is RFC 3339 in UTC.
    ///
    /// Fails with [`Kind::Invalid`] when they exceed [`crate::MAX_LEAF`]: a change of that many
    /// subjects or fields belongs into a bulk entry.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let form = Form {
            v: VERSION,
            id: self.id.to_string(),
            t: self.time.to_string(),
            log: self.log.clone(),
            sys: self.system.clone(),
            act: self.action.clone(),
            a: self.actor,
            s: self.subjects.clone(),
            n: self.items.map(|items| items.count),
            r: self.items.map(|items| items.root),
            f: self.fields.clone(),
            prev: self.previous.clone(),
        };
        let bytes = serde_json::to_vec(&form).map_err(Error::internal)?;
        leaf_length(&bytes)?;
        Ok(bytes)
    }

    /// Reads a stored leaf. The bytes stay what is hashed: never hash what [`Self::to_bytes`]
    /// makes of the result.
    ///
    /// Fails with [`Kind::TooNew`] when a newer version wrote it and with [`Kind::Integrity`]
    /// when it is not a leaf.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let Version { v } = serde_json::from_slice(bytes).map_err(malformed)?;
        if v > VERSION {
            let message = Message::new("error-journal-leaf-version").arg("version", u64::from(v));
            return Err(Error::new(Kind::TooNew, message));
        }
        let form: Form = serde_json::from_slice(bytes).map_err(malformed)?;
        let items = match (form.n, form.r) {
            (None, None) => None,
            (Some(count), Some(root)) => Some(Items { count, root }),
            _ => return Err(malformed("n and r only stand together")),
        };
        Ok(Self {
            id: form.id.parse().map_err(malformed)?,
            time: form.t.parse().map_err(malformed)?,
            log: form.log,
            system: form.sys,
            action: form.act,
            actor: form.a,
            subjects: form.s,
            items,
            fields: form.f,
            previous: form.prev,
        })
    }
}

const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// The leaf as JSON; the order of fields here is the order of bytes in the log.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    v: u32,
    id: String,
    t: String,
    log: Origin,
    sys: Word,
    act: Word,
    a: Commitment,
    s: Vec<Commitment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<Hash>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    f: Vec<FieldChange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prev: Option<String>,
}

fn malformed(inside: impl std::fmt::Display) -> Error {
    Error::new(Kind::Integrity, Message::new("error-journal-leaf")).with_inside(inside)
}
