use std::collections::BTreeMap;

use crate::{PersonId, RunId};
use jiff::{Timestamp, civil::Date};
use obhut_kernel::{Error, Message};
use obhut_law::Period;
use obhut_law::retention::StartPoint;
use serde::{Deserialize, Serialize};

/// The deletion concept (Löschkonzept): deletion classes and rules, as one TOML file.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// What it is called.
    #[serde(default)]
    pub title: String,
    /// Deletion classes (Löschklassen): start point x standard period.
    #[serde(default, rename = "class")]
    pub classes: Vec<ClassSpec>,
    /// Actions with settings of their own, used by several rules.
    #[serde(default, rename = "action")]
    pub actions: Vec<ActionSpec>,
    /// The rules.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

/// A deletion class: an abstract start point and a standard period.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassSpec {
    /// Its key.
    pub key: String,
    /// The German name.
    #[serde(default)]
    pub de: String,
    /// The English name.
    #[serde(default)]
    pub en: String,
    /// Where the period starts.
    #[serde(deserialize_with = "start_point")]
    pub start_point: StartPoint,
    /// The standard period.
    pub period: Period,
    /// Whether the period starts at the end of the year.
    #[serde(default)]
    pub year_end: bool,
}

fn start_point<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<StartPoint, D::Error> {
    let key = String::deserialize(deserializer)?;
    StartPoint::ALL
        .into_iter()
        .find(|point| point.key() == key)
        .ok_or_else(|| serde::de::Error::custom(format_args!("no start point {key:?}")))
}

/// An action with settings of its own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionSpec {
    /// Its key.
    pub key: String,
    /// What it does.
    pub kind: ActionKind,
    /// The fields it is about; all personal ones when none is named.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What fields are overwritten with, where that is not the usual; see [`FieldAction`].
    #[serde(default)]
    pub replace: BTreeMap<String, String>,
}

/// A deletion rule (Löschregel): condition, start event, period, action.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its key.
    pub key: String,
    /// What it is called in German.
    #[serde(default)]
    pub de: String,
    /// What it is called in English.
    #[serde(default)]
    pub en: String,
    /// The type whose records it is about.
    #[serde(rename = "type")]
    pub type_key: String,
    /// What must hold of a record; see [`crate::systems::Expr`].
    #[serde(default)]
    pub when: Option<String>,
    /// The event at which the period starts: a field, or `latest(type.field)`.
    #[serde(default)]
    pub start: Option<String>,
    /// The event that stands in when the start event is empty.
    #[serde(default)]
    pub fallback: Option<String>,
    /// The deletion class that gives the period.
    #[serde(default)]
    pub class: Option<String>,
    /// The period, where no class gives it.
    #[serde(default)]
    pub period: Option<Period>,
    /// Whether the period starts at the end of the year.
    #[serde(default)]
    pub year_end: Option<bool>,
    /// What is done: a kind of action, or the key of one of the concept's.
    pub action: String,
    /// The fields it is about; all personal ones when none is named.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What fields are overwritten with, where that is not the usual; see [`FieldAction`].
    #[serde(default)]
    pub replace: BTreeMap<String, String>,
    /// Which step of a staged anonymisation this is, 1 to 8.
    #[serde(default)]
    pub stage: Option<u8>,
    /// The class that `classify` sets.
    #[serde(default)]
    pub set_class: Option<String>,
    /// Statutory periods that must have passed, by their keys in the retention catalogue.
    #[serde(default)]
    pub minimum: Vec<Minimum>,
    /// Statutory periods of the type that do not bind these records, by their keys; why not, the
    /// reason says.
    #[serde(default)]
    pub exempt: Vec<String>,
    /// Statutory periods that must not be exceeded.
    #[serde(default)]
    pub maximum: Vec<String>,
    /// When it runs: a cron expression in the tenant's zone; by hand only when there is none.
    #[serde(default)]
    pub schedule: Option<String>,
    /// How many records a run takes at most.
    #[serde(default)]
    pub cap: Option<u64>,
    /// Whether identifiers of erased persons go on the suppression list.
    #[serde(default = "yes")]
    pub suppress: bool,
    /// Why this period.
    #[serde(default)]
    pub reason: String,
    /// The norm it rests on.
    #[serde(default)]
    pub norm: String,
    /// Whether it runs at all.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

/// A statutory period that must have passed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Minimum {
    /// From the rule's own start event.
    Norm(String),
    /// From an event of its own.
    From {
        /// The key in the retention catalogue.
        norm: String,
        /// The field it starts from.
        start: String,
    },
}

impl Minimum {
    /// The key in the retention catalogue.
    pub fn norm(&self) -> &str {
        match self {
            Self::Norm(norm) | Self::From { norm, .. } => norm,
        }
    }
}

/// What can be done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// All personal fields are overwritten.
    Anonymise,
    /// Some personal fields are overwritten.
    Partial,
    /// A part of each value is overwritten.
    Mask,
    /// Locked: unchanged, but neither edited nor let out.
    Lock,
    /// The lock is lifted.
    Unlock,
    /// Exempt from anonymising, masking and deletion.
    Keep,
    /// The keep is lifted.
    Release,
    /// The record goes.
    Delete,
    /// The record stays for statistics, personal fields are overwritten.
    Archive,
    /// The record's class is set.
    Classify,
}

impl ActionKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Anonymise,
        Self::Partial,
        Self::Mask,
        Self::Lock,
        Self::Unlock,
        Self::Keep,
        Self::Release,
        Self::Delete,
        Self::Archive,
        Self::Classify,
    ];

    /// The key used in files, tables and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Anonymise => "anonymise",
            Self::Partial => "partial",
            Self::Mask => "mask",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Keep => "keep",
            Self::Release => "release",
            Self::Delete => "delete",
            Self::Archive => "archive",
            Self::Classify => "classify",
        }
    }

    /// Whether it destroys data, so that keeps and statutory periods hold it back.
    pub fn destroys(self) -> bool {
        self.ends_life() || matches!(self, Self::Partial | Self::Mask)
    }

    /// Whether nothing personal is left afterwards.
    pub fn ends_life(self) -> bool {
        matches!(self, Self::Anonymise | Self::Delete | Self::Archive)
    }

    /// Whether it overwrites fields.
    pub fn overwrites(self) -> bool {
        matches!(self, Self::Anonymise | Self::Archive | Self::Partial | Self::Mask)
    }
}

impl std::str::FromStr for ActionKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.key() == text)
            .ok_or_else(|| Error::invalid(Message::new("error-action").arg("given", text)))
    }
}

/// What one field is overwritten with, as written in `replace`: `empty`, `placeholder`, `year`,
/// `month`, `mask(4,4)`, `last(4,6)`, `keep(2,5)`, `pseudonym(16)`, or a value of the field's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldAction {
    /// Nothing is left.
    Empty,
    /// A text of its own for each record.
    Placeholder,
    /// A date is brought to the first of its year.
    Year,
    /// A date is brought to the first of its month.
    Month,
    /// The first letters become X's: how many, and how many X's.
    Mask(u32, u32),
    /// All but the last letters become X's: how many are kept, and how many X's.
    Last(u32, u32),
    /// The first letters are kept and filled up with x: how many, and the whole length.
    KeepFirst(u32, u32),
    /// A keyed pseudonym of this many letters.
    Pseudonym(u32),
    /// A value; an empty field stays empty.
    Value(String),
}

/// Who made a case or run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOrigin {
    /// A schedule.
    Schedule,
    /// Somebody, by hand.
    Hand,
    /// Another program, through the API.
    Api,
    /// The replay of erasures after a restore.
    Restore,
}

impl RunOrigin {
    /// The key used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Hand => "hand",
            Self::Api => "api",
            Self::Restore => "restore",
        }
    }
}

/// What holds a due record back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// A keep on the record.
    Keep,
    /// A keep on its person.
    PersonKeep,
    /// A lock that somebody has set on the record.
    Lock,
    /// A lock on its person.
    PersonLock,
    /// A statutory period, by its key in the retention catalogue.
    Statutory(String),
    /// A statutory period that cannot be computed, because the event it starts from is empty or not
    /// known.
    Unknown(String),
    /// The cap of the run.
    Cap,
}

impl Hold {
    /// The key used in tables and JSON.
    pub fn key(&self) -> String {
        match self {
            Self::Keep => "keep".to_owned(),
            Self::PersonKeep => "person_keep".to_owned(),
            Self::Lock => "lock".to_owned(),
            Self::PersonLock => "person_lock".to_owned(),
            Self::Statutory(norm) => format!("statutory:{norm}"),
            Self::Unknown(norm) => format!("statutory_unknown:{norm}"),
            Self::Cap => "cap".to_owned(),
        }
    }

    /// The reason in words.
    pub fn message(&self) -> Message {
        match self {
            Self::Keep => Message::new("hold-keep"),
            Self::PersonKeep => Message::new("hold-person-keep"),
            Self::Lock => Message::new("hold-lock"),
            Self::PersonLock => Message::new("hold-person-lock"),
            Self::Statutory(norm) => Message::new("hold-statutory").arg("norm", law(norm)),
            Self::Unknown(norm) => Message::new("hold-statutory-unknown").arg("norm", law(norm)),
            Self::Cap => Message::new("hold-cap"),
        }
    }
}

fn law(norm: &str) -> String {
    obhut_law::retention::find(norm)
        .map_or_else(|| norm.to_owned(), |known| known.law_reference.to_owned())
}

/// How many records a hold holds back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// What holds them.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// What a run did, or a dry run would do.
#[derive(Debug, Clone, Serialize)]
pub struct RunReport {
    /// The run; none for a dry run.
    pub run: Option<RunId>,
    /// The rule.
    pub rule: String,
    /// How many records were due, held ones included.
    pub due: u64,
    /// How many were acted on.
    pub done: u64,
    /// What held back the rest.
    pub held: Vec<Held>,
    /// How many could not be acted on.
    pub failed: u64,
    /// How long it took.
    pub seconds: f64,
}

/// A due record as a dry run lists it.
#[derive(Debug, Clone, Serialize)]
pub struct DueRecord {
    /// The rule.
    pub rule: String,
    /// The key of its type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// Its key.
    pub key: String,
    /// Its person.
    pub person: Option<PersonId>,
    /// What would be done.
    pub action: ActionKind,
    /// The day its period started.
    pub start: Option<Date>,
    /// Since when it is due.
    pub due_on: Option<Date>,
    /// Why it is due, in steps.
    #[serde(skip)]
    pub why: Vec<Message>,
    /// What holds it back.
    #[serde(skip)]
    pub held: Option<Hold>,
}

/// A record's action in a case file.
#[derive(Debug, Clone, Serialize)]
pub struct CaseItem {
    /// The person whose case file it is in.
    pub person: Option<PersonId>,
    /// The key of the record's type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// The record's key.
    pub key: String,
    /// What is done.
    pub action: String,
    /// `due`, `held`, `done`, `failed`; in the file of a person also `none`: nothing is due.
    pub state: String,
    /// What made it: a schedule, somebody by hand, the API.
    pub origin: String,
    /// The run.
    pub run: Option<RunId>,
    /// The rule.
    pub rule: Option<String>,
    /// Since when it was or is due.
    pub due_on: Option<Date>,
    /// When it was done or noted.
    pub at: Option<Timestamp>,
    /// What holds it or why it failed.
    pub note: Option<String>,
    /// In the file of a person, where somebody keeps or has locked it: why.
    pub reason: Option<String>,
}
