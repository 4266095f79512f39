//! What differs between two versions of the concept. Pure.

use obhut_kernel::Message;

use crate::{
    retention::{
        Concept, Rule,
        plan::{action_of, period_of},
        sentence,
    },
    systems::Types,
};

/// A rule that differs between two versions.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// The later version has it, the earlier one has not.
    Added {
        /// Its key.
        rule: String,
        /// Its sentence.
        sentence: Message,
    },
    /// The earlier version has it, the later one has not.
    Removed {
        /// Its key.
        rule: String,
        /// Its sentence.
        sentence: Message,
    },
    /// Both have it, and it says something else: itself, its deletion class or its action.
    Changed {
        /// Its key.
        rule: String,
        /// Its earlier sentence.
        before: Message,
        /// Its later sentence.
        after: Message,
    },
}

impl Difference {
    /// The key of the rule.
    pub fn rule(&self) -> &str {
        match self {
            Self::Added { rule, .. } | Self::Removed { rule, .. } | Self::Changed { rule, .. } => {
                rule
            }
        }
    }

    /// The difference in words, with the sentences.
    pub fn message(&self) -> Message {
        match self {
            Self::Added { rule, sentence } => Message::new("concept-rule-added")
                .arg("rule", rule)
                .arg("sentence", sentence.clone()),
            Self::Removed { rule, sentence } => Message::new("concept-rule-removed")
                .arg("rule", rule)
                .arg("sentence", sentence.clone()),
            Self::Changed { rule, before, after } => Message::new("concept-rule-changed")
                .arg("rule", rule)
                .arg("before", before.clone())
                .arg("after", after.clone()),
        }
    }
}

/// What differs, rule by rule: first what the later version has, in its order, then what is gone.
pub fn diff(types: &Types, before: &Concept, after: &Concept) -> Vec<Difference> {
    let find = |concept: &'_ Concept, key: &str| -> Option<Rule> {
        concept.rules.iter().find(|rule| rule.key == key).cloned()
    };
    let later = after.rules.iter().filter_map(|rule| {
        let sentence_after = sentence(types, after, rule);
        match find(before, &rule.key) {
            None => Some(Difference::Added { rule: rule.key.clone(), sentence: sentence_after }),
            Some(old) if is_same(before, &old, after, rule) => None,
            Some(old) => Some(Difference::Changed {
                rule: rule.key.clone(),
                before: sentence(types, before, &old),
                after: sentence_after,
            }),
        }
    });
    let gone = before.rules.iter().filter(|rule| find(after, &rule.key).is_none()).map(|rule| {
        Difference::Removed { rule: rule.key.clone(), sentence: sentence(types, before, rule) }
    });
    later.chain(gone).collect()
}

/// Whether a rule means the same in both versions: its class and action may have changed.
fn is_same(before: &Concept, old: &Rule, after: &Concept, new: &Rule) -> bool {
    old == new
        && period_of(before, old).ok() == period_of(after, new).ok()
        && action_of(before, old).ok() == action_of(after, new).ok()
}
