use std::collections::BTreeMap;

use crate::PersonId;
use jiff::Timestamp;
use obhut_kernel::{Error, Message, Value};
use obhut_law::LegalBasis;
use serde::Serialize;

use crate::systems::Expr;

/// How data came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Typed in by hand.
    Manual,
    /// A file or a pasted sheet.
    Import,
    /// A web form.
    Form,
    /// An e-mail.
    Email,
    /// A service request.
    Request,
    /// Another system, through the API.
    Api,
    /// Made up for a demonstration.
    Demo,
}

impl Channel {
    /// The key used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Import => "import",
            Self::Form => "form",
            Self::Email => "email",
            Self::Request => "request",
            Self::Api => "api",
            Self::Demo => "demo",
        }
    }
}

/// Where data comes from and on what legal basis: kept with every record.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// How it came in.
    pub channel: Channel,
    /// From where, in the words of who brought it.
    pub source: String,
    /// The legal basis (Art. 6(1) or 9(2) DSGVO).
    pub basis: Option<LegalBasis>,
}

/// Who sees a record besides those who see all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody with the right for its type.
    All,
    /// The owner's team.
    Team,
    /// The owner: the strictest setting, and that of new records.
    #[default]
    Owner,
}

impl Visibility {
    /// The key used on the command line, in files and in the journal.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Team => "team",
            Self::Owner => "owner",
        }
    }

    pub(crate) fn number(self) -> i64 {
        match self {
            Self::All => 0,
            Self::Team => 1,
            Self::Owner => 2,
        }
    }

    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            0 => Self::All,
            1 => Self::Team,
            _ => Self::Owner,
        }
    }
}

impl std::str::FromStr for Visibility {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "all" => Ok(Self::All),
            "team" => Ok(Self::Team),
            "owner" => Ok(Self::Owner),
            _ => Err(Error::invalid(Message::new("error-visibility").arg("given", text))),
        }
    }
}

/// The marks on a record, as bits of its column `o_marks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MarkBits(pub i64);

impl MarkBits {
    /// The bit of a keep.
    pub const KEEP: i64 = 1;
    /// The bit of a lock.
    pub const LOCK: i64 = 2;

    /// Whether a keep is on the record.
    pub fn is_kept(self) -> bool {
        self.0 & Self::KEEP != 0
    }

    /// Whether a lock is on the record.
    pub fn is_locked(self) -> bool {
        self.0 & Self::LOCK != 0
    }
}

/// A record to make.
#[derive(Debug, Clone, Default)]
pub struct NewRecord {
    /// Values by field key; the others stay empty.
    pub values: BTreeMap<String, Value>,
    /// The person, when known; otherwise matched or made.
    pub person: Option<PersonId>,
    /// Who sees it.
    pub visibility: Visibility,
}

/// Which records to list.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// What must hold.
    pub condition: Option<Expr>,
    /// Only records behind this key, in key order.
    pub after: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// A record as shown to one reader: fields hidden from them are absent.
#[derive(Debug, Clone, Serialize)]
pub struct RecordView {
    /// The key of its type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// Its key.
    pub key: String,
    /// Its person.
    pub person: Option<PersonId>,
    /// How far it is anonymised: 0 not at all, 1 to 8 stages of partial anonymisation, 9 wholly.
    pub stage: i64,
    /// Whether a lock is on it.
    pub locked: bool,
    /// Whether a keep is on it.
    pub kept: bool,
    /// Its class (active, ended, …).
    pub class: Option<String>,
    /// Who sees it.
    pub visibility: Visibility,
    /// Where it came from.
    pub source: Option<SourceView>,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Who changed it last.
    pub changed_by: String,
    /// The values the reader may see, masked where the role asks for it.
    pub fields: BTreeMap<String, serde_json::Value>,
}

/// Where a record came from.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    /// How it came in.
    pub channel: String,
    /// From where.
    pub source: String,
    /// The legal basis.
    pub basis: Option<String>,
    /// Who brought it in.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}
