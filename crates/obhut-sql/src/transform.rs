//! What a value is overwritten with. Set-based: the database computes the new values itself; the
//! same rules in Rust ([`Transform::apply`]) give exactly the same result, for previews and tests.
//!
//! Letters are counted as people see them: a base with its combining marks is one. Nothing
//! (`NULL`) and the empty text stay as they are, except under [`Transform::Null`] and
//! [`Transform::Constant`]: there is nothing to protect, and a replacement would pretend that
//! there had been something.

mod apply;
mod check;
mod expression;
mod functions;
mod letters;
mod sql;

pub use check::{check, try_on_sample};
pub(crate) use functions::register;
pub(crate) use sql::write_transform;
use std::fmt;

use obhut_kernel::Value;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The most letters a mask can replace or keep; PostgreSQL counts no further in a pattern.
pub const LETTERS_MAX: u32 = 255;

/// How one column is overwritten.
#[derive(Debug, Clone, PartialEq)]
pub enum Transform {
    /// Nothing.
    Null,
    /// The same value in each row, also where nothing was.
    Constant(Value),
    /// The same value in each row where something was.
    Replace(Value),
    /// A text of its own for each row: `before`, the key, `after`; such as
    /// `geloescht-17@anonym.invalid`. Parts of a key of several columns are joined by `+`.
    Placeholder {
        /// In front of the key.
        before: String,
        /// Behind the key.
        after: String,
    },
    /// The first letters become X's: by 4 and 4, "Barbara" is "XXXXara". A value with no more
    /// letters than that becomes the X's alone, which tell neither its text nor its length.
    Mask {
        /// How many letters are replaced, 1 to [`LETTERS_MAX`].
        replace: u32,
        /// How many X's stand for them.
        with: u32,
    },
    /// All but the last letters become X's: by 4 and 6, an IBAN is "XXXXXX3000". A value with no
    /// more letters than that becomes the X's alone.
    MaskAllBut {
        /// How many letters are kept, at most [`LETTERS_MAX`].
        last: u32,
        /// How many X's stand for the others.
        with: u32,
    },
    /// The first of January of the same year (in UTC).
    DateToYear,
    /// The first day of the same month (in UTC).
    DateToMonth,
    /// The first letters, the rest filled up or cut: by 2 and `x` up to 5, "04109" is "04xxx".
    /// Makes a value coarser; a value with no more letters stays readable.
    Keep {
        /// How many letters are kept, 1 to [`LETTERS_MAX`].
        first: u32,
        /// The letter to fill up with, and how many letters there are then.
        pad: Option<(char, u32)>,
    },
    /// The same text gives the same pseudonym, which nobody can undo or guess without the secret:
    /// the start of the hexadecimal HMAC-SHA-256 (RFC 2104) of the UTF-8 bytes.
    Pseudonym {
        /// The secret of all columns that shall agree.
        secret: PseudonymSecret,
        /// How many hexadecimal letters, 1 to 64.
        length: u32,
    },
}

/// The secret of a pseudonym; wiped from memory when dropped, shown nowhere.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PseudonymSecret([u8; 32]);

impl PseudonymSecret {
    /// 32 bytes of a key derivation or a random source.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PseudonymSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymSecret")
    }
}

impl Transform {
    /// Its name in files and messages.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Constant(_) => "constant",
            Self::Replace(_) => "replace",
            Self::Placeholder { .. } => "placeholder",
            Self::Mask { .. } => "mask",
            Self::MaskAllBut { .. } => "mask_all_but",
            Self::DateToYear => "date_to_year",
            Self::DateToMonth => "date_to_month",
            Self::Keep { .. } => "keep",
            Self::Pseudonym { .. } => "pseudonym",
        }
    }
}
