//! The concept as a file: reading it, and what is wrong with it.

use std::collections::HashSet;

use obhut_kernel::{Error, Message, Result};
use obhut_law::retention::{Conflict, check_period};

use crate::{
    retention::{
        ActionKind, Concept, Rule,
        plan::{action_of, minima, period_of},
        syntax,
    },
    systems::{Cmp, Expr, Literal, Operand, RecordType, SystemField, Types},
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
#[derive(Debug, Clone, PartialEq)]
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

    /// Reads the TOML file; an error names line and column and shows the line.
    fn from_str(text: &str) -> Result<Self> {
        syntax::read(text)
    }
}

impl Concept {
    /// The rule with this key.
    pub fn rule(&self, key: &str) -> Result<&Rule> {
        self.rules
            .iter()
            .find(|rule| rule.key == key)
            .ok_or_else(|| Error::not_found(Message::new("error-rule-missing").arg("given", key)))
    }

    /// What can be found wrong without looking at the data: keys given twice, periods against
    /// the statutory ones, stages. Whether fields and conditions fit the types is found by
    /// planning each rule.
    pub(crate) fn findings(&self, types: &Types) -> Vec<Finding> {
        let mut findings = self.findings_on_names();
        let mut keys = HashSet::new();
        let mut stages = HashSet::new();
        for rule in &self.rules {
            let mut add = |severity, message| {
                findings.push(Finding { severity, rule: Some(rule.key.clone()), message });
            };
            if !keys.insert(&rule.key) {
                add(Severity::Error, Message::new("error-rule-twice").arg("rule", &rule.key));
            }
            for message in shape(rule) {
                add(Severity::Error, message);
            }
            let Ok((kind, ..)) = action_of(self, rule) else { continue };
            let is_step = matches!(kind, ActionKind::Partial | ActionKind::Mask);
            if is_step && rule.enabled && !stages.insert((&rule.type_key, rule.stage.unwrap_or(1)))
            {
                add(Severity::Warning, Message::new("finding-stage-twice").arg("rule", &rule.key));
            }
            if rule.reason.trim().is_empty() && rule.norm.trim().is_empty() && kind.destroys() {
                add(Severity::Warning, Message::new("finding-no-reason").arg("rule", &rule.key));
            }
            if kind.destroys() && may_lack_start(rule) {
                add(Severity::Warning, Message::new("finding-no-fallback").arg("rule", &rule.key));
            }
            for message in self.pointless(types, rule) {
                add(Severity::Warning, message);
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

    /// Names of classes and actions that mean two things.
    fn findings_on_names(&self) -> Vec<Finding> {
        let mut messages = Vec::new();
        let mut seen = HashSet::new();
        for class in &self.classes {
            if !seen.insert(&class.key) {
                messages.push(Message::new("error-class-twice").arg("class", &class.key));
            }
        }
        seen.clear();
        for action in &self.actions {
            if !seen.insert(&action.key) {
                messages.push(Message::new("error-action-twice").arg("action", &action.key));
            }
            if action.key.parse::<ActionKind>().is_ok() {
                messages.push(Message::new("error-action-built-in").arg("action", &action.key));
            }
        }
        let found = |message| Finding { severity: Severity::Error, rule: None, message };
        messages.into_iter().map(found).collect()
    }

    /// What a rule says that can never matter: a comparison with a value its field never has, an
    /// exemption from a period that does not bind.
    fn pointless(&self, types: &Types, rule: &Rule) -> Vec<Message> {
        let Some(record_type) = types.find(&rule.type_key) else { return Vec::new() };
        let mut found = Vec::new();
        if let Some(Ok(expr)) = rule.when.as_ref().map(|text| text.parse::<Expr>()) {
            let mut classes: Vec<String> =
                self.rules.iter().filter_map(|rule| rule.set_class.clone()).collect();
            classes.push("archived".to_owned());
            let mut look = Choices { types, classes, rule: &rule.key, found: &mut found };
            look.expr(record_type, &expr);
        }
        for norm in &rule.exempt {
            if !record_type.retain.iter().any(|retain| retain.norm == *norm) {
                let message = Message::new("finding-exempt").arg("rule", &rule.key);
                found.push(message.arg("norm", norm));
            }
        }
        found
    }
}

/// What is wrong with a rule by itself.
fn shape(rule: &Rule) -> Vec<Message> {
    let mut found = Vec::new();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if rule.key.is_empty() || !rule.key.chars().all(is_plain) {
        found.push(Message::new("error-rule-key").arg("rule", &rule.key));
    }
    if rule.cap == Some(0) {
        found.push(Message::new("error-rule-cap").arg("rule", &rule.key));
    }
    if rule.fallback.is_some() && rule.start.is_none() {
        found.push(Message::new("error-rule-fallback").arg("rule", &rule.key));
    }
    if let Some(text) = &rule.schedule
        && crate::jobs::parse_schedule(text).is_err()
    {
        let message = Message::new("error-rule-schedule").arg("rule", &rule.key);
        found.push(message.arg("given", text));
    }
    found
}

/// Whether records that meet the condition may have no start event and nothing in its stead.
fn may_lack_start(rule: &Rule) -> bool {
    let Some(start) = &rule.start else { return false };
    if rule.fallback.is_some() || ["created_at", "changed_at"].contains(&start.as_str()) {
        return false;
    }
    let when = rule.when.as_ref().and_then(|text| text.parse::<Expr>().ok());
    let demands = |part: &Expr| match part {
        Expr::IsSet(operand) => operand.to_string() == *start,
        _ => false,
    };
    !when.is_some_and(|expr| expr.parts().iter().any(demands))
}

/// Looks for comparisons of choices with values they never have.
struct Choices<'a> {
    types: &'a Types,
    /// The values that the class of a record can have.
    classes: Vec<String>,
    rule: &'a str,
    found: &'a mut Vec<Message>,
}

impl Choices<'_> {
    fn expr(&mut self, record_type: &RecordType, expr: &Expr) {
        match expr {
            Expr::All(parts) | Expr::Any(parts) => {
                for part in parts {
                    self.expr(record_type, part);
                }
            }
            Expr::Not(inner) => self.expr(record_type, inner),
            Expr::Compare(Operand::Field(key), Cmp::Equal | Cmp::NotEqual, value) => {
                self.value(record_type, key, value);
            }
            Expr::In(Operand::Field(key), values) => {
                for value in values {
                    self.value(record_type, key, value);
                }
            }
            Expr::Exists(key, Some(filter)) | Expr::No(key, Some(filter)) => {
                if let Some(other) = self.types.find(key) {
                    self.expr(other, filter);
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, record_type: &RecordType, key: &str, value: &Literal) {
        let Literal::Text(text) = value else { return };
        let choices = match record_type.field(key) {
            Some(field) => &field.choices,
            None if key == SystemField::Class.key() => &self.classes,
            None => return,
        };
        if choices.is_empty() || choices.contains(text) {
            return;
        }
        self.found.push(
            Message::new("finding-choice")
                .arg("rule", self.rule)
                .arg("field", key)
                .arg("given", value.to_string())
                .arg("choices", choices.join(", ")),
        );
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
