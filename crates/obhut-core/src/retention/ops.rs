//! Operations on the concept.

use jiff::Timestamp;
use obhut_db::sql::{Dialect, purge};
use obhut_kernel::{Error, Kind, Message, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    context::{Op, Tenant},
    journal::{Entry, ops::record},
    operation::Operation,
    retention::{Concept, Difference, Finding, Severity, diff, plan::plan, store},
    settings,
};

pub use super::classification::run_order;

/// The number and content of the version in force; not found when there is none.
pub(crate) fn current(op: &mut Op<'_, '_>) -> Result<(i64, Concept)> {
    let row =
        store::concept(op)?.ok_or_else(|| Error::not_found(Message::new("error-concept-none")))?;
    Ok((row.id, row.text.parse()?))
}

/// The version in force, or one without rules when there is none.
pub(crate) fn current_or_none(op: &mut Op<'_, '_>) -> Result<Concept> {
    match store::concept(op)? {
        Some(row) => row.text.parse(),
        None => Ok(Concept::default()),
    }
}

/// The concept in force.
pub fn concept(op: &mut Op<'_, '_>) -> Result<Concept> {
    op.authorise(Operation::ConceptSee, None)?;
    current(op).map(|(_, concept)| concept)
}

/// The text in force, byte for byte as it was applied.
pub fn export(op: &mut Op<'_, '_>) -> Result<String> {
    op.authorise(Operation::ConceptSee, None)?;
    let row = store::concept(op)?;
    row.map(|row| row.text).ok_or_else(|| Error::not_found(Message::new("error-concept-none")))
}

/// A version of the concept that is or was in force.
#[derive(Debug, Clone, Serialize)]
pub struct Version {
    /// Its number; a run names the one it followed.
    pub id: i64,
    /// When it was put into force.
    pub applied_at: Timestamp,
    /// Who put it into force.
    pub applied_by: String,
    /// The SHA-256 of its text, as the journal has it.
    pub sha256: String,
    /// How many rules it has.
    pub rules: usize,
}

/// All versions of the concept, the one in force first.
pub fn versions(op: &mut Op<'_, '_>) -> Result<Vec<Version>> {
    op.authorise(Operation::ConceptSee, None)?;
    store::concept_versions(op)?
        .into_iter()
        .map(|row| {
            Ok(Version {
                id: row.id,
                applied_at: row.applied_at,
                applied_by: row.login,
                rules: row.text.parse::<Concept>()?.rules.len(),
                sha256: row.hash,
            })
        })
        .collect()
}

/// The text of a version, byte for byte as it was applied.
pub fn version(op: &mut Op<'_, '_>, id: i64) -> Result<String> {
    op.authorise(Operation::ConceptSee, None)?;
    let row = store::concept_version(op, id)?;
    row.map(|row| row.text).ok_or_else(|| {
        Error::not_found(Message::new("error-concept-version").arg("given", id.to_string()))
    })
}

/// What differs between two versions, rule by rule.
pub fn differences(op: &mut Op<'_, '_>, before: i64, after: i64) -> Result<Vec<Difference>> {
    let before: Concept = version(op, before)?.parse()?;
    let after: Concept = version(op, after)?.parse()?;
    let types = op.types()?;
    Ok(diff(&types, &before, &after))
}

/// What is wrong with a concept, measured against the tenant's types: errors and warnings.
pub fn check(op: &mut Op<'_, '_>, text: &str) -> Result<Vec<Finding>> {
    op.authorise(Operation::ConceptSee, None)?;
    findings(op, text)
}

fn findings(op: &mut Op<'_, '_>, text: &str) -> Result<Vec<Finding>> {
    let concept: Concept = text.parse()?;
    let types = op.types()?;
    let mut findings = concept.findings(&types);
    let today = op.today();
    for rule in &concept.rules {
        if let Err(error) = plan(op, &types, &concept, rule, today) {
            if error.kind() == Kind::Internal {
                return Err(error);
            }
            let found = Finding {
                severity: Severity::Error,
                rule: Some(rule.key.clone()),
                message: error.outside().clone(),
            };
            if !findings.contains(&found) {
                findings.push(found);
            }
        }
    }
    Ok(findings)
}

/// Puts a concept into force as a new version. Refused when a rule cannot hold; applying the text
/// that is in force changes nothing. Runs that follow the version before end at their next batch:
/// what they have left is for the new version to say.
pub fn apply(op: &mut Op<'_, '_>, text: &str) -> Result<Vec<Finding>> {
    op.authorise(Operation::ConceptApply, None)?;
    let findings = findings(op, text)?;
    if let Some(error) = findings.iter().find(|finding| finding.severity == Severity::Error) {
        return Err(Error::invalid(
            Message::new("error-concept-refused")
                .arg("rule", error.rule.clone().unwrap_or_default())
                .arg("why", error.message.clone()),
        ));
    }
    if let Some(row) = store::concept(op)?.filter(|row| row.text == text) {
        if proposed(op)? {
            settings::put(op, settings::PROPOSED, "")?;
            let entry = Entry::new("concept.apply").detail("concept", row.id);
            record(op, entry.detail("sha256", row.hash))?;
        }
        return Ok(findings);
    }
    settings::put(op, settings::PROPOSED, "")?;
    let hash = format!("{:x}", HexDigest(Sha256::digest(text).into()));
    let id = store::insert_concept(op, text, &hash)?;
    let concept: Concept = text.parse()?;
    let superseded = store::supersede_runs(op)?;
    let entry = Entry::new("concept.apply").detail("concept", id).detail("sha256", hash);
    let entry = entry.detail("rules", concept.rules.len());
    record(op, if superseded > 0 { entry.detail("superseded", superseded) } else { entry })?;
    Ok(findings)
}

/// Lays the concept of a template down as a proposal: it can be looked at and previewed, yet no
/// rule runs before somebody answerable puts it, or another one, into force with [`apply`].
pub(crate) fn propose(op: &mut Op<'_, '_>, text: &str) -> Result<()> {
    apply(op, text)?;
    let (id, _) = current(op)?;
    settings::put(op, settings::PROPOSED, &id.to_string())
}

/// Whether the concept is a template's proposal that nobody has put into force.
pub fn is_proposed(op: &mut Op<'_, '_>) -> Result<bool> {
    op.authorise(Operation::ConceptSee, None)?;
    proposed(op)
}

/// As [`is_proposed`], within another operation.
pub(crate) fn proposed(op: &mut Op<'_, '_>) -> Result<bool> {
    Ok(settings::get(op.tx, settings::PROPOSED)?.is_some_and(|id| !id.is_empty()))
}

struct HexDigest([u8; 32]);

impl std::fmt::LowerHex for HexDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// PostgreSQL keeps the most common values of each column in its statistics: they are taken anew
/// for the tables a rule touched, so that no old value can be read there.
pub(crate) fn refresh_statistics(tenant: &Tenant, concept: &Concept, rule: &str) -> Result<()> {
    if tenant.dialect() != Dialect::Postgres {
        return Ok(());
    }
    let type_key = &concept.rule(rule)?.type_key;
    tenant.db.write(|tx| {
        let table = format!("rec_{type_key}");
        purge::refresh_statistics(tx, &[table.as_str().into(), "mark".into()])
    })?;
    Ok(())
}
