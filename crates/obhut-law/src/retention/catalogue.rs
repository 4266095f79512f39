use std::{str::FromStr, sync::LazyLock};

use obhut_kernel::{Error, Message};
use serde::{Deserialize, Serialize};

use super::Period;

/// What a period of the catalogue does to a deletion rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionKind {
    /// A statute obliges to keep the record at least so long.
    MinimumRetention,
    /// A statute obliges to erase the record after so long.
    MaximumStorage,
    /// Claims expire after so long: a reason to keep evidence where claims are realistic, no duty.
    LimitationPeriod,
    /// Practice, a recommendation or an authority's view.
    Guideline,
    /// A statute obliges to be able to prove something for so long.
    ProofDuty,
}

impl RetentionKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::MinimumRetention,
        Self::MaximumStorage,
        Self::LimitationPeriod,
        Self::Guideline,
        Self::ProofDuty,
    ];

    /// The key used in tables, files and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::MinimumRetention => "minimum_retention",
            Self::MaximumStorage => "maximum_storage",
            Self::LimitationPeriod => "limitation_period",
            Self::Guideline => "guideline",
            Self::ProofDuty => "proof_duty",
        }
    }

    /// Its name for a reader.
    pub fn label(self) -> Message {
        match self {
            Self::MinimumRetention => Message::new("retention-kind-minimum-retention"),
            Self::MaximumStorage => Message::new("retention-kind-maximum-storage"),
            Self::LimitationPeriod => Message::new("retention-kind-limitation-period"),
            Self::Guideline => Message::new("retention-kind-guideline"),
            Self::ProofDuty => Message::new("retention-kind-proof-duty"),
        }
    }

    /// The side on which it binds a deletion rule, if it does.
    pub fn bound(self) -> Option<Bound> {
        match self {
            Self::MinimumRetention | Self::ProofDuty => Some(Bound::Minimum),
            Self::MaximumStorage => Some(Bound::Maximum),
            Self::LimitationPeriod | Self::Guideline => None,
        }
    }
}

/// The side on which a statutory period binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// Not erased before.
    Minimum,
    /// Not kept beyond.
    Maximum,
}

/// How sure the catalogue is of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Stands in the statute.
    Certain,
    /// Prevailing view.
    High,
    /// Common practice with a legal argument.
    Medium,
    /// A choice to be made and documented by the tenant.
    Low,
    /// Views differ openly.
    Disputed,
}

impl Certainty {
    /// All degrees.
    pub const ALL: [Self; 5] = [Self::Certain, Self::High, Self::Medium, Self::Low, Self::Disputed];

    /// The key used in tables, files and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Disputed => "disputed",
        }
    }

    /// Its name for a reader.
    pub fn label(self) -> Message {
        match self {
            Self::Certain => Message::new("certainty-certain"),
            Self::High => Message::new("certainty-high"),
            Self::Medium => Message::new("certainty-medium"),
            Self::Low => Message::new("certainty-low"),
            Self::Disputed => Message::new("certainty-disputed"),
        }
    }
}

/// One entry of the catalogue of statutory and customary periods.
#[derive(Debug, PartialEq, Eq)]
pub struct RetentionRule {
    /// The stable key, such as `hgb_voucher`.
    pub key: &'static str,
    /// What records it is about, in English; [`RetentionRule::label`] has both languages.
    pub subject: &'static str,
    /// The norms, as one cites them.
    pub law_reference: &'static str,
    /// What it does to a deletion rule.
    pub kind: RetentionKind,
    /// The period in the words of the source, in English.
    pub period_text: &'static str,
    /// The period, or none where the norm fixes an event and no length.
    pub period: Option<Period>,
    /// The event the period begins with, such as `document` or `end_of_relationship`; none where
    /// there is none.
    pub start_event: Option<&'static str>,
    /// Whether the period begins only with the end of the event's calendar year.
    pub year_end: bool,
    /// How sure the entry is.
    pub certainty: Certainty,
    /// What to know before using it, in English; may be empty.
    pub note: &'static str,
    /// Where and when it was read.
    pub source: &'static str,
    label: &'static str,
    event_label: Option<&'static str>,
}

impl RetentionRule {
    /// What records it is about.
    pub fn label(&self) -> Message {
        Message::new(self.label)
    }

    /// The name of the event the period begins with.
    pub fn event_label(&self) -> Option<Message> {
        self.event_label.map(Message::new)
    }

    /// The side on which it binds a deletion rule, if it does.
    pub fn bound(&self) -> Option<Bound> {
        self.kind.bound()
    }
}

/// All entries, in the order of the source (`data/retention.tsv`).
pub fn catalogue() -> &'static [RetentionRule] {
    static CATALOGUE: LazyLock<Vec<RetentionRule>> = LazyLock::new(|| {
        let rows = include_str!("../../data/retention.tsv").lines().skip(1);
        rows.map(|row| parse(row).unwrap_or_else(|| panic!("a row of the catalogue: {row}")))
            .collect()
    });
    &CATALOGUE
}

/// The entry with this key.
pub fn find(key: &str) -> Option<&'static RetentionRule> {
    catalogue().iter().find(|rule| rule.key == key)
}

impl FromStr for RetentionKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.key() == text)
            .ok_or_else(|| Error::invalid(Message::new("error-retention-kind").arg("given", text)))
    }
}

const YEAR_END: &str = "end_of_calendar_year_of_";

fn parse(row: &'static str) -> Option<RetentionRule> {
    let columns: Vec<&str> = row.split('\t').collect();
    let [key, subject, law, kind, text, iso, event, _, _, _, certainty, note, source] =
        columns.try_into().ok()?;
    let start_event = start_event(event);
    Some(RetentionRule {
        key,
        subject,
        law_reference: law,
        kind: kind.parse().ok()?,
        period_text: text,
        period: if iso.is_empty() { None } else { Some(iso.parse().ok()?) },
        start_event,
        year_end: event.starts_with(YEAR_END),
        certainty: Certainty::ALL.into_iter().find(|degree| degree.key() == certainty)?,
        note,
        source,
        label: message_key("retention", key),
        event_label: start_event.map(|event| message_key("start-event", event)),
    })
}

/// The event without its year-end prefix, under one name where the source has two.
fn start_event(event: &'static str) -> Option<&'static str> {
    match event.strip_prefix(YEAR_END).unwrap_or(event) {
        "-" => None,
        "relationship_end" => Some("end_of_relationship"),
        "process_end" => Some("end_of_process"),
        event => Some(event),
    }
}

/// A catalogue key made once per process for an entry that lives as long.
fn message_key(group: &str, key: &str) -> &'static str {
    format!("{group}-{}", key.replace('_', "-")).leak()
}
