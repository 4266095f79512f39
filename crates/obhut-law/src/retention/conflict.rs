use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};
use obhut_kernel::{Error, Message, Result};

use super::{Bound, Period, RetentionRule, due::erasure_due_at, find};

/// Where a deletion rule and the statutes that apply to its records do not go together. A
/// conflict is reported; nothing resolves it but a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// The rule erases before a statute allows it.
    TooShort(Breach),
    /// The rule has the length the statute asks for, but counts from the event and not from the
    /// end of its calendar year, and so erases up to a year too early.
    YearEndMissing(Breach),
    /// The rule keeps beyond what a statute allows.
    TooLong(Breach),
    /// Two statutes contradict each other: the first still obliges to keep when the second
    /// already obliges to erase. The records need splitting, or one norm does not apply.
    Statutory {
        /// Obliges to keep.
        minimum: &'static RetentionRule,
        /// Obliges to erase.
        maximum: &'static RetentionRule,
    },
    /// The statute names an event and no length, so that no rule can be compared with it.
    NotComparable(&'static RetentionRule),
}

/// A statute that a rule breaks, with the start date on which it is broken by most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The statute.
    pub norm: &'static RetentionRule,
    /// The rule's period.
    pub period: Period,
    /// A day of the start event on which the two differ by most.
    pub start: Date,
    /// When the rule erases a record of that day.
    pub rule_due: Date,
    /// When the statute allows or demands to erase it.
    pub norm_due: Date,
}

impl Conflict {
    /// The statutes it is about.
    pub fn norms(&self) -> Vec<&'static RetentionRule> {
        match self {
            Self::TooShort(breach) | Self::YearEndMissing(breach) | Self::TooLong(breach) => {
                vec![breach.norm]
            }
            Self::Statutory { minimum, maximum } => vec![minimum, maximum],
            Self::NotComparable(norm) => vec![norm],
        }
    }

    /// What is wrong, naming the norm, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::TooShort(breach) => breach.message(Message::new("conflict-too-short")),
            Self::YearEndMissing(breach) => {
                breach.message(Message::new("conflict-year-end-missing"))
            }
            Self::TooLong(breach) => breach.message(Message::new("conflict-too-long")),
            Self::Statutory { minimum, maximum } => Message::new("conflict-statutory")
                .arg("minimum", minimum.law_reference)
                .arg("minimum-subject", minimum.label())
                .arg("maximum", maximum.law_reference)
                .arg("maximum-subject", maximum.label()),
            Self::NotComparable(norm) => Message::new("conflict-not-comparable")
                .arg("norm", norm.law_reference)
                .arg("subject", norm.label()),
        }
    }
}

impl Breach {
    fn message(&self, message: Message) -> Message {
        message
            .arg("period", self.period.message_dative())
            .arg("norm", self.norm.law_reference)
            .arg("subject", self.norm.label())
            .arg("start", self.start)
            .arg("rule-due", self.rule_due)
            .arg("norm-due", self.norm_due)
    }
}

/// Compares a deletion rule's period with the entries of the catalogue that apply to its records,
/// named by their keys: minimum periods, maximum periods and these among each other. Limitation
/// periods and guidelines bind nobody and are passed over.
///
/// All periods are taken to begin with the same event; where a statute's own event differs
/// ([`RetentionRule::start_event`]), whoever writes the rule has to see to it that the rule's is
/// the right one. What counts are the resulting due dates over all days of four years with a leap
/// day, at the first and the last moment of each day, not the nominal lengths.
///
/// Fails when a key is not in the catalogue.
pub fn check_period(period: Period, year_end: bool, keys: &[&str]) -> Result<Vec<Conflict>> {
    let norms = keys
        .iter()
        .map(|key| {
            find(key).ok_or_else(|| {
                Error::not_found(Message::new("error-retention-key").arg("given", *key))
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let rule = Length { period, year_end };
    let mut conflicts: Vec<Conflict> =
        norms.iter().filter_map(|norm| against(rule, norm)).collect();
    for minimum in of(&norms, Bound::Minimum) {
        for maximum in of(&norms, Bound::Maximum) {
            if contradict(minimum, maximum) {
                conflicts.push(Conflict::Statutory { minimum, maximum });
            }
        }
    }
    Ok(conflicts)
}

/// A period with its alignment.
#[derive(Clone, Copy)]
struct Length {
    period: Period,
    year_end: bool,
}

impl Length {
    fn of(norm: &RetentionRule) -> Option<Self> {
        norm.period.map(|period| Self { period, year_end: norm.year_end })
    }

    fn due(self, start: Timestamp) -> Timestamp {
        erasure_due_at(start, self.period, self.year_end, &TimeZone::UTC)
    }
}

fn against(rule: Length, norm: &'static RetentionRule) -> Option<Conflict> {
    let bound = norm.bound()?;
    let Some(length) = Length::of(norm) else { return Some(Conflict::NotComparable(norm)) };
    match bound {
        Bound::Maximum => breach(rule, rule, length, norm, length).map(Conflict::TooLong),
        Bound::Minimum => {
            let found = breach(rule, length, rule, norm, length)?;
            let aligned = Length { year_end: true, ..rule };
            let alignment_helps = norm.year_end
                && !rule.year_end
                && breach(rule, length, aligned, norm, length).is_none();
            Some(if alignment_helps {
                Conflict::YearEndMissing(found)
            } else {
                Conflict::TooShort(found)
            })
        }
    }
}

/// The start on which `longer` ends after `shorter` by most, as a breach of `norm` by `rule`.
fn breach(
    rule: Length,
    longer: Length,
    shorter: Length,
    norm: &'static RetentionRule,
    norm_length: Length,
) -> Option<Breach> {
    let start = worst_start(longer, shorter)?;
    Some(Breach {
        norm,
        period: rule.period,
        start: day(start),
        rule_due: day(rule.due(start)),
        norm_due: day(norm_length.due(start)),
    })
}

fn contradict(minimum: &RetentionRule, maximum: &RetentionRule) -> bool {
    match (Length::of(minimum), Length::of(maximum)) {
        (Some(minimum), Some(maximum)) => worst_start(minimum, maximum).is_some(),
        _ => false,
    }
}

/// The first of the starts on which `longer` ends after `shorter` by most; none if it never
/// does.
fn worst_start(longer: Length, shorter: Length) -> Option<Timestamp> {
    let excess = |start: Timestamp| longer.due(start).duration_since(shorter.due(start));
    starts()
        .map(|start| (excess(start), start))
        .filter(|(excess, _)| excess.is_positive())
        // The first of equals: `max_by_key` would take the last.
        .reduce(|worst, next| if next.0 > worst.0 { next } else { worst })
        .map(|(_, start)| start)
}

/// The first and the last moment of each day of four years, one of them a leap year: a whole
/// turn of the calendar.
fn starts() -> impl Iterator<Item = Timestamp> {
    const FIRST: Date = date(2023, 1, 1);
    const DAYS: i64 = 365 * 4 + 1;
    let midnight = FIRST.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
    let midnight = midnight.expect("a day in UTC has a midnight");
    (0..DAYS).flat_map(move |day| {
        let begin = midnight + SignedDuration::from_hours(24 * day);
        [begin, begin + SignedDuration::new(86_399, 999_999_999)]
    })
}

fn of(
    norms: &[&'static RetentionRule],
    bound: Bound,
) -> impl Iterator<Item = &'static RetentionRule> {
    norms.iter().copied().filter(move |norm| norm.bound() == Some(bound))
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
