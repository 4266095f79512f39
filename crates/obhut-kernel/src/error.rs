use std::fmt;

use crate::Message;

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in terms a caller can act on. The edge (command line, HTTP) turns the kind
/// into an exit code or a status; nothing below knows either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The input cannot be understood or breaks a rule of its form.
    Invalid,
    /// There is no such thing, or the caller may not know that there is.
    NotFound,
    /// It exists already, or changed since the caller looked.
    Conflict,
    /// The actor lacks the right.
    Forbidden,
    /// A lock, a keep or a statutory period refuses it.
    Held,
    /// Somebody else is at work; trying again later helps.
    Busy,
    /// A database or a file cannot be reached, read or written.
    Unavailable,
    /// The store was written by a newer version.
    TooNew,
    /// Stored data contradicts itself: a broken journal, a key that does not open.
    Integrity,
    /// A bug.
    Internal,
}

/// What a user may read: a message of the text catalogue.
pub type Outside = Message;

/// An error with an outside message for the user and an inside context for the log.
///
/// It has no `Display`, so that the two cannot be mixed up by accident: the outside message is
/// rendered by the text catalogue, the inside goes to the log. For the same reason `Debug`, which
/// ends in logs, names the message by its key alone: its arguments are what the user typed or may
/// read, such as the reason of a mark.
#[derive(Clone)]
pub struct Error {
    kind: Kind,
    outside: Outside,
    inside: Option<String>,
}

impl Error {
    /// An error of `kind` that tells the user `outside`.
    pub fn new(kind: Kind, outside: impl Into<Outside>) -> Self {
        Self { kind, outside: outside.into(), inside: None }
    }

    /// The input is wrong: see [`Kind::Invalid`].
    pub fn invalid(outside: impl Into<Outside>) -> Self {
        Self::new(Kind::Invalid, outside)
    }

    /// Nothing there: see [`Kind::NotFound`].
    pub fn not_found(outside: impl Into<Outside>) -> Self {
        Self::new(Kind::NotFound, outside)
    }

    /// A bug; `inside` says where.
    pub fn internal(inside: impl fmt::Display) -> Self {
        Self::new(Kind::Internal, Message::new("error-internal")).with_inside(inside)
    }

    /// Adds context for the log, in front of what is there. Must hold no personal data.
    #[must_use]
    pub fn with_inside(mut self, inside: impl fmt::Display) -> Self {
        self.inside = Some(match self.inside {
            Some(before) => format!("{inside}: {before}"),
            None => inside.to_string(),
        });
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What the user may read.
    pub fn outside(&self) -> &Outside {
        &self.outside
    }

    /// What only the log may hold.
    pub fn inside(&self) -> Option<&str> {
        self.inside.as_deref()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.kind, self.outside.key())?;
        match &self.inside {
            Some(inside) => write!(f, " ({inside})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_logged_names_nobody() {
        let message = Message::new("error-record-locked").arg("reason", "Streit mit Frau Zander");
        let why = Message::new("error-value").arg("why", message);
        let error = Error::new(Kind::Held, why).with_inside("rec_contact");
        assert_eq!(format!("{error:?}"), "Held error-value (rec_contact)");
        assert_eq!(format!("{error:#?}"), "Held error-value (rec_contact)");
    }
}
