use jiff::Timestamp;
use serde::Serialize;

/// A job as listed: what runs by schedule, when it ran and runs next, how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Job {
    /// `rule:<key>`, `purge` or `reviews`.
    pub key: String,
    /// The cron expression, in the tenant's zone.
    pub schedule: String,
    /// When it last ended well.
    pub last_at: Option<Timestamp>,
    /// When it runs next; nothing when its schedule has no further day.
    pub next_at: Option<Timestamp>,
    /// Whether a process is at work on it.
    pub running: bool,
    /// How often in a row it failed.
    pub attempts: u32,
    /// The key of the message on why it failed last.
    pub failure: Option<String>,
    /// What it did last, in numbers, as JSON.
    pub result: Option<String>,
}

/// What one job did in a [`tick`](super::ops::tick).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobReport {
    /// The job; `journal` for what is brought into the log.
    pub job: String,
    /// What it did, in numbers.
    pub result: serde_json::Value,
    /// The key of the message on why it failed.
    pub failure: Option<String>,
}
