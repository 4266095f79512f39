use crate::AccountId;
use obhut_kernel::{Error, Message};
use serde::Serialize;

use crate::access::Rights;

/// What acts through an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person of the staff.
    User,
    /// A program, through the API.
    Service,
    /// Obhut itself: schedules, clean-up.
    System,
}

impl ActorKind {
    /// The key used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Service => "service",
            Self::System => "system",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        [Self::User, Self::Service, Self::System].into_iter().find(|kind| kind.key() == key)
    }
}

/// Who acts, with all rights of its roles.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account.
    pub id: AccountId,
    /// Its login name.
    pub login: String,
    /// What acts through it.
    pub kind: ActorKind,
    /// The team, for record visibility.
    pub team: Option<String>,
    /// What it may do.
    pub rights: Rights,
}

/// An account as listed.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its login name.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// What acts through it.
    pub kind: ActorKind,
    /// The team, for record visibility.
    pub team: Option<String>,
    /// Whether it can be used.
    pub active: bool,
    /// Its roles.
    pub roles: Vec<String>,
}

/// A right given to a role, for a record type and a field class or for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The role.
    pub role: String,
    /// The key of the right.
    pub granted: String,
    /// The key of the record type, or `*`.
    pub record_type: String,
    /// The key of the field class, or `*`.
    pub field_class: String,
}

/// The roles every store starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Configures; sees no personal data by default.
    Administrator,
    /// Everything about personal data: concept, runs, actions, marks, requests.
    PrivacyManager,
    /// Works on records of all types.
    Clerk,
    /// Works on own contacts, leads and contracts.
    Sales,
    /// Sees contact data for mailings.
    Marketing,
    /// Reads concept and journal.
    Auditor,
    /// Somebody from outside: sees masked values.
    External,
}

impl Role {
    /// All built-in roles.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::PrivacyManager,
        Self::Clerk,
        Self::Sales,
        Self::Marketing,
        Self::Auditor,
        Self::External,
    ];

    /// The key used in tables and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::PrivacyManager => "privacy_manager",
            Self::Clerk => "clerk",
            Self::Sales => "sales",
            Self::Marketing => "marketing",
            Self::Auditor => "auditor",
            Self::External => "external",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|role| role.key() == text)
            .ok_or_else(|| Error::invalid(Message::new("error-role").arg("given", text)))
    }
}
