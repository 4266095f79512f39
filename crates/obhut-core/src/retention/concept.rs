//! The concept as a file: reading it, and what is wrong with it.

use std::collections::HashSet;

use obhut_kernel::{Error, Message, Result};
use obhut_law::retention::{Conflict, check_period};

use crate::{
    retention::{
        ActionKind, Concept, Rule,
        plan::{action_of, minima, period_of},
    },
    systems::Types,
};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The concept cannot be applied.
    Error,
    /// Somebody should look at it.
    Warning,
}

/// Something a check of the concept found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The rule it is about.
    pub rule: Option<String>,
    /// What it is.
    pub message: Message,
}

impl std::str::FromStr for Concept {
    type Err = Error;

    /// Reads the TOML file; an error names line and cause.
    fn from_str(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            Error::invalid(
                Message::new("error-concept-syntax").arg("line", line).arg("why", error.message()),
            )
        })
    }
}

impl Concept {
    /// The rule with this key.
    pub fn rule(&self, key: &str) -> Result<&Rule> {
        self.rules.iter().find(|rule| rule.key == key).ok_or_else(|| {
            Error::not_found(Message::new("error-rule-missing").arg("given", key))
        })
    }

    /// What can be found wrong without looking at the data: keys given twice, periods against
    /// the statutory ones, stages. Whether fields and conditions fit the types is found by
    /// planning each rule.
    pub(crate) fn findings(&self, types: &Types) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut keys = HashSet::new();
        let mut stages = HashSet::new();
        for rule in &self.rules {
            let mut add = |severity, message| {
                findings.push(Finding { severity, rule: Some(rule.key.clone()), message });
            };
            if !keys.insert(&rule.key) {
                add(Severity::Error, Message::new("error-rule-twice").arg("rule", &rule.key));
            }
            let Ok((kind, ..)) = action_of(self, rule) else { continue };
            if matches!(kind, ActionKind::Partial | ActionKind::Mask)
                && !stages.insert((&rule.type_key, rule.stage.unwrap_or(1)))
            {
                add(Severity::Warning, Message::new("finding-stage-twice").arg("rule", &rule.key));
            }
            if rule.reason.trim().is_empty() && rule.norm.trim().is_empty() && kind.destroys() {
                add(Severity::Warning, Message::new("finding-no-reason").arg("rule", &rule.key));
            }
            if rule.start.is_some() && rule.fallback.is_none() && kind.destroys() {
                add(Severity::Warning, Message::new("finding-no-fallback").arg("rule", &rule.key));
            }
            if let Some(text) = &rule.schedule
                && crate::jobs::parse_schedule(text).is_err()
            {
                let message = Message::new("error-rule-schedule").arg("rule", &rule.key);
                add(Severity::Error, message.arg("given", text));
            }
            match conflicts(self, types, rule, kind) {
                Ok(conflicts) => {
                    for conflict in conflicts {
                        add(Severity::Warning, conflict.message());
                    }
                }
                Err(error) => add(Severity::Error, error.outside().clone()),
            }
        }
        findings
    }
}

/// The statutory periods a rule's period is in conflict with.
fn conflicts(
    concept: &Concept,
    types: &Types,
    rule: &Rule,
    kind: ActionKind,
) -> Result<Vec<Conflict>> {
    let record_type = types.get(&rule.type_key)?;
    let (Some(period), year_end) = period_of(concept, rule)? else { return Ok(Vec::new()) };
    if !kind.destroys() {
        return Ok(Vec::new());
    }
    let minima = minima(record_type, rule, kind);
    let mut keys: Vec<&str> = minima.iter().map(super::Minimum::norm).collect();
    keys.extend(rule.maximum.iter().map(String::as_str));
    check_period(period, year_end, &keys)
}
