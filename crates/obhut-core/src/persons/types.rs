use crate::PersonId;
use obhut_kernel::Message;
use serde::Serialize;

/// A record found by a query.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// Its person.
    pub person: Option<PersonId>,
    /// The system it lies in.
    pub system: String,
    /// The key of its type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// Its key.
    pub key: String,
    /// Why it was found.
    #[serde(skip)]
    pub why: Message,
}

/// What a new record's identifiers say of its person.
#[derive(Debug, Clone, Default)]
pub struct Matched {
    /// The person it surely belongs to.
    pub person: Option<PersonId>,
    /// A person it may belong to, for a human to decide, with the reason.
    pub suggestion: Option<(PersonId, Message)>,
    /// Whether an identifier is on the suppression list, and nobody with the right to let the
    /// person in again since.
    pub suppressed: bool,
}
