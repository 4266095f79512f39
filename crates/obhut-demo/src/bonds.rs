//! How long persons and contracts have been with the association: the part that decides what is
//! due, kept apart because marks need it without the rest of a record.

use jiff::ToSpan;

use crate::days::{Days, SPAN};
use crate::draw::{Draw, Stream};
use crate::plan::{self, PROSPECT};

/// A person's relation to the association.
#[derive(Debug, Clone, Copy)]
pub enum Bond {
    /// Asked, did not buy.
    Prospect,
    Active,
    Ended {
        /// Days since the end.
        ago: i64,
        /// Whether anybody noted the day of the end.
        is_known: bool,
    },
}

impl Bond {
    /// The relation of a person who is a contact.
    pub fn of(seed: u64, person: u64) -> Self {
        if plan::place(person) == PROSPECT {
            return Self::Prospect;
        }
        let mut draw = Draw::new(seed, Stream::Bond, person);
        if draw.chance(260) {
            Self::Ended { ago: draw.between(20, SPAN - 100), is_known: draw.chance(950) }
        } else {
            Self::Active
        }
    }

    /// The choice of the field `status` of a contact.
    pub fn status(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::Active => "active",
            Self::Ended { .. } => "ended",
        }
    }

    /// Days since the end, where it is known.
    pub fn ended(self) -> Option<i64> {
        match self {
            Self::Ended { ago, is_known: true } => Some(ago),
            _ => None,
        }
    }
}

/// What happened to a contract, each in days ago.
#[derive(Debug, Clone, Copy)]
pub struct ContractLife {
    pub status: &'static str,
    pub started: Option<i64>,
    pub cancelled: Option<i64>,
    pub ended: Option<i64>,
}

impl ContractLife {
    pub fn of(seed: u64, number: u64, person: u64) -> Self {
        let mut draw = Draw::new(seed, Stream::Contract, number);
        let unsigned = |status| Self { status, started: None, cancelled: None, ended: None };
        match Bond::of(seed, person) {
            Bond::Prospect if draw.chance(500) => unsigned("draft"),
            Bond::Prospect => unsigned("not_concluded"),
            Bond::Ended { ago, .. } => Self::over(ago + draw.between(0, 60), &mut draw),
            Bond::Active => match draw.below(1_000) {
                0..190 => Self::over(draw.between(30, SPAN - 60), &mut draw),
                190..235 => Self {
                    status: "cancelled",
                    started: Some(draw.between(200, SPAN)),
                    cancelled: Some(draw.between(1, 40)),
                    ended: Some(-draw.between(1, 90)),
                },
                _ => Self {
                    status: "active",
                    started: Some(draw.between(5, SPAN)),
                    cancelled: None,
                    ended: None,
                },
            },
        }
    }

    fn over(ago: i64, draw: &mut Draw) -> Self {
        let started = draw.between((ago + 30).min(SPAN), SPAN);
        Self {
            status: "ended",
            started: Some(started),
            cancelled: draw.chance(700).then(|| (ago + draw.between(14, 60)).min(started)),
            ended: draw.chance(950).then_some(ago),
        }
    }
}

/// Whether a relation that ended so many days ago counts as due here: over eight years.
pub fn is_long_over(days: Days, ended: Option<i64>) -> bool {
    let limit = days.today.saturating_sub(8.years());
    ended.is_some_and(|ago| days.ago(ago) < limit)
}
