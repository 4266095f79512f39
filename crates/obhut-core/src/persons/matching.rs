//! Whose new records are.

use obhut_kernel::Result;

use crate::{
    PersonId,
    context::Op,
    persons::{
        Matched,
        alike::{Known, contradiction},
        ops::blind,
        rules::IdKind,
        store::{self, Holders},
    },
    systems::Types,
};

/// What identifies the person of one new record.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) identifiers: Vec<(IdKind, String)>,
    pub(crate) fold: Option<String>,
}

impl Candidate {
    /// The identifiers, those that tell most in front: numbers, e-mail addresses, telephones.
    pub(crate) fn ranked(&self) -> Vec<&(IdKind, String)> {
        let mut ranked: Vec<_> = self.identifiers.iter().collect();
        ranked.sort_by_key(|(kind, _)| match kind {
            IdKind::Number(_) => 0,
            IdKind::Email => 1,
            IdKind::Phone => 2,
        });
        ranked
    }

    pub(crate) fn emails(&self) -> impl Iterator<Item = &str> {
        let emails = self.identifiers.iter().filter(|(kind, _)| *kind == IdKind::Email);
        emails.map(|(_, value)| value.as_str())
    }
}

/// Finds the person of each candidate: by customer number first, then e-mail address, then
/// telephone. Of several persons with an identifier it is the first whom nothing contradicts; when
/// something speaks against all of them, the first of them is a suggestion, with the reason.
pub(crate) fn match_many(
    op: &mut Op<'_, '_>,
    types: &Types,
    candidates: &[&Candidate],
) -> Result<Vec<Matched>> {
    // Few kinds: looking through them is quicker than hashing one for each identifier.
    let mut wanted: Vec<(&IdKind, Vec<&str>)> = Vec::new();
    for (kind, value) in candidates.iter().flat_map(|c| &c.identifiers) {
        match wanted.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, values)) => values.push(value),
            None => wanted.push((kind, vec![value])),
        }
    }
    let names = candidates.iter().any(|candidate| candidate.fold.is_some());
    let holders = store::holders(op, types, &wanted, names)?;
    let mut matched: Vec<Matched> = candidates.iter().map(|c| resolve(c, &holders)).collect();
    mark_suppressed(op, types, candidates, &mut matched)?;
    Ok(matched)
}

fn resolve(candidate: &Candidate, holders: &Holders) -> Matched {
    let mut matched = Matched::default();
    for identifier in candidate.ranked() {
        let fold = candidate.fold.as_deref();
        if let Some(person) = fold.and_then(|fold| holders.named(identifier, fold)) {
            matched.person = Some(person);
            return matched;
        }
        let mut against = None;
        for holder in holders.of(identifier) {
            let emails: Vec<&str> = holder.emails.iter().map(String::as_str).collect();
            let folds = holders.names(holder);
            let known = Known { folds: &folds, emails: &emails };
            match contradiction(&identifier.0, candidate, known) {
                None => {
                    matched.person = Some(holder.person);
                    return matched;
                }
                Some(reason) => against = against.or(Some((holder.person, reason))),
            }
        }
        matched.suggestion = matched.suggestion.or(against);
    }
    matched
}

/// Whoever is on the suppression list does not come back, whatever else is still known of them,
/// unless somebody with the right to let them in again since.
fn mark_suppressed(
    op: &mut Op<'_, '_>,
    types: &Types,
    candidates: &[&Candidate],
    matched: &mut [Matched],
) -> Result<()> {
    if !store::suppresses(op)? {
        return Ok(());
    }
    let mut hashes: Vec<(usize, &(IdKind, String), [u8; 16])> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        for identifier in &candidate.identifiers {
            hashes.push((at, identifier, blind(op, &identifier.0, &identifier.1)?));
        }
    }
    let list: Vec<[u8; 16]> = hashes.iter().map(|(.., hash)| *hash).collect();
    let found = store::suppressed(op, &list)?;
    for (at, identifier, hash) in hashes {
        let Some(since) = found.get(&hash) else { continue };
        if !matched[at].suppressed && !store::came_after(op, types, identifier, *since)? {
            matched[at].suppressed = true;
        }
    }
    Ok(())
}

/// A person who has an identifier, as one record says.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) person: PersonId,
    pub(crate) fold: Option<String>,
    pub(crate) emails: Vec<String>,
}
