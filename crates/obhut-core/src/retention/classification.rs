//! In which order the rules of a concept are run. Pure.

use std::cmp::Reverse;

use crate::{
    retention::{ActionKind, Concept, Rule, plan::action_of},
    systems::{RecordType, TypeKind, Types},
};

/// The rules that are switched on, in the order in which a run of all of them takes them:
/// classification first, so that conditions on the class see the present one; then keeps and
/// other marks, masking and partial anonymising by stage, and last what ends a record's life.
/// Among these children go before parents: activities before matters before persons, and types
/// that link to others before those they link to.
pub fn run_order<'a>(types: &Types, concept: &'a Concept) -> Vec<&'a Rule> {
    let mut rules: Vec<&Rule> = concept.rules.iter().filter(|rule| rule.enabled).collect();
    // Stable: rules that are alike stay in the order of the file.
    rules.sort_by_key(|rule| {
        let found = types.find(&rule.type_key);
        let (phase, stage) = phase(concept, rule);
        (phase, stage, found.map_or(0, generation), Reverse(found.map_or(0, |t| depth(types, t))))
    });
    rules
}

/// Which of the steps a rule belongs to, and its stage within that of partial anonymising.
fn phase(concept: &Concept, rule: &Rule) -> (u8, u8) {
    let Ok((kind, ..)) = action_of(concept, rule) else { return (u8::MAX, 0) };
    match kind {
        ActionKind::Classify => (0, 0),
        ActionKind::Keep => (1, 0),
        ActionKind::Release => (2, 0),
        ActionKind::Unlock => (3, 0),
        ActionKind::Lock => (4, 0),
        ActionKind::Mask | ActionKind::Partial => (5, rule.stage.unwrap_or(1)),
        ActionKind::Anonymise | ActionKind::Archive | ActionKind::Delete => (6, 0),
    }
}

fn generation(record_type: &RecordType) -> u8 {
    match record_type.kind {
        TypeKind::Activity => 0,
        TypeKind::Matter => 1,
        TypeKind::Person => 2,
    }
}

/// How many links lead on from a type, one after another; types that link in a circle count as
/// far as there are types.
fn depth(types: &Types, record_type: &RecordType) -> usize {
    let mut reached = vec![record_type];
    let most = types.iter().count();
    for depth in 0..most {
        reached = reached
            .iter()
            .flat_map(|record_type| &record_type.fields)
            .filter_map(|field| types.find(field.link_type.as_deref()?))
            .collect();
        reached.dedup_by_key(|record_type| record_type.id);
        if reached.is_empty() {
            return depth;
        }
        reached.truncate(most);
    }
    most
}
