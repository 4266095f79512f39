//! Operations on the concept.

use obhut_db::sql::{Dialect, purge};
use obhut_kernel::{Error, Kind, Message, Result};
use sha2::{Digest, Sha256};

use crate::{
    context::{Op, Tenant},
    journal::{Entry, ops::record},
    operation::Operation,
    retention::{Concept, Finding, Severity, plan::plan, store},
};

/// The number and content of the version in force; not found when there is none.
pub(crate) fn current(op: &mut Op<'_, '_>) -> Result<(i64, Concept)> {
    let row = store::concept(op)?
        .ok_or_else(|| Error::not_found(Message::new("error-concept-none")))?;
    Ok((row.id, row.text.parse()?))
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
            findings.push(Finding {
                severity: Severity::Error,
                rule: Some(rule.key.clone()),
                message: error.outside().clone(),
            });
        }
    }
    findings.dedup_by(|a, b| a.rule == b.rule && a.message == b.message);
    Ok(findings)
}

/// Puts a concept into force as a new version. Refused when a rule cannot hold; applying the text
/// that is in force changes nothing.
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
    if store::concept(op)?.is_some_and(|row| row.text == text) {
        return Ok(findings);
    }
    let hash = format!("{:x}", HexDigest(Sha256::digest(text).into()));
    let id = store::insert_concept(op, text, &hash)?;
    let concept: Concept = text.parse()?;
    let entry = Entry::new("concept.apply").detail("concept", id).detail("sha256", hash);
    record(op, entry.detail("rules", concept.rules.len()))?;
    Ok(findings)
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
        purge::refresh_statistics(tx, &[table.as_str().into()])
    })?;
    Ok(())
}
