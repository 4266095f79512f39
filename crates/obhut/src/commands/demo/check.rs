//! What the demonstration claims, and whether it held.

use obhut_kernel::Message;
use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::json;

use crate::{
    failure::Outcome,
    screen::{BAD, GOOD, Screen},
};

/// Claims in the order they are shown, each with how much it was checked on.
#[derive(Debug, Default)]
pub struct Checks(Vec<Check>);

#[derive(Debug)]
struct Check {
    claim: &'static str,
    holds: bool,
    count: u64,
    broken: Vec<String>,
}

impl Checks {
    /// Notes a claim checked on `count` things; several notes on one claim add up.
    pub fn note(&mut self, claim: &'static str, holds: bool, count: u64) {
        let check = self.claim(claim);
        check.holds &= holds;
        check.count += count;
    }

    /// Notes where a claim does not hold: a place, no personal data.
    pub fn broken(&mut self, claim: &'static str, place: String) {
        let check = self.claim(claim);
        check.holds = false;
        check.broken.push(place);
    }

    fn claim(&mut self, claim: &'static str) -> &mut Check {
        let at = self.0.iter().position(|check| check.claim == claim).unwrap_or_else(|| {
            self.0.push(Check { claim, holds: true, count: 0, broken: Vec::new() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    /// Whether there are claims and all of them held.
    pub fn all_hold(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|check| check.holds)
    }

    /// Shows each claim with a sign for whether it held.
    pub fn show(&self, screen: &mut Screen) -> Outcome {
        for check in &self.0 {
            let sign =
                if check.holds { screen.styled(GOOD, "✓") } else { screen.styled(BAD, "✗") };
            let claim = screen.text(&Message::new(check.claim).arg("count", check.count));
            screen.line(&format!("  {sign} {claim}"))?;
            for place in check.broken.iter().take(5) {
                screen.line(&format!("      {place}"))?;
            }
        }
        Ok(())
    }
}

impl Serialize for Checks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for check in &self.0 {
            let key = check.claim.trim_start_matches("demo-check-");
            list.serialize_element(&json!({
                "check": key,
                "ok": check.holds,
                "count": check.count,
                "broken": check.broken.len(),
            }))?;
        }
        list.end()
    }
}
