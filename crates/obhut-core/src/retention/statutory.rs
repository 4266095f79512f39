//! Statutory periods against an action by hand. They hold whether a rule of the concept speaks of
//! the record or not: where no rule names the event a period starts from, the record type does
//! ([`crate::systems::Retain`]). A period of which that event is not known, or empty, cannot be
//! computed; the action is refused as well, and only an explicit reason overrules that.

use obhut_db::sql::{Condition, batch::count};
use obhut_kernel::{Error, Kind, Message, Result};
use obhut_law::retention::{Bound, RetentionRule, find};

use crate::{
    context::Op,
    retention::{
        Concept, Hold,
        plan::{Plan, Start, plan, start_is_empty, type_minimum},
    },
    systems::{RecordType, Types},
};

/// Why a statutory period holds a record.
enum Standing {
    /// It has not passed.
    Runs,
    /// It cannot be computed, and why.
    Unknown(Message),
}

/// What a statutory period says of the record that an action by hand is about.
pub(super) struct Judgement<'a> {
    record_type: &'a RecordType,
    key: &'a str,
    /// This record.
    this: &'a Condition,
    table: &'a obhut_db::sql::TableName,
}

impl<'a> Judgement<'a> {
    pub(super) fn new(record_type: &'a RecordType, key: &'a str, this: &'a Condition) -> Self {
        Self { record_type, key, this, table: &record_type.table }
    }

    /// Refuses when a statutory period of the record still runs, or cannot be computed and
    /// `overruled` is false. Returns the periods that were overruled.
    pub(super) fn refuse(
        &self,
        op: &mut Op<'_, '_>,
        types: &Types,
        concept: &Concept,
        overruled: bool,
    ) -> Result<Vec<&'static RetentionRule>> {
        let today = op.today();
        let mut plans = Vec::new();
        for rule in concept.rules.iter().filter(|rule| rule.type_key == self.record_type.key) {
            plans.push(plan(op, types, concept, rule, today)?);
        }
        let judges = self.judges(op, &plans)?;
        let mut unknown = Vec::new();
        for norm in self.norms(&judges) {
            if self.is_exempt(op, &plans, norm.key)? {
                continue;
            }
            match self.standing(op, types, &judges, norm)? {
                None => {}
                Some(Standing::Unknown(_)) if overruled => unknown.push(norm),
                Some(standing) => return Err(self.held(norm, standing)),
            }
        }
        Ok(unknown)
    }

    /// The rules that say from when periods of this record run: those that speak of it, or all of
    /// the type where none does (a running contract).
    fn judges<'p>(&self, op: &mut Op<'_, '_>, plans: &'p [Plan]) -> Result<Vec<&'p Plan>> {
        let ends: Vec<_> = plans.iter().filter(|planned| planned.kind.ends_life()).collect();
        let mut speaking = Vec::new();
        for planned in &ends {
            if self.holds(op, &planned.when)? {
                speaking.push(*planned);
            }
        }
        Ok(if speaking.is_empty() { ends } else { speaking })
    }

    /// The periods that can hold the record: those of the rules, and those of the type.
    fn norms(&self, judges: &[&Plan]) -> Vec<&'static RetentionRule> {
        let of_rules =
            judges.iter().flat_map(|planned| &planned.holds).filter_map(|(hold, _)| match hold {
                Hold::Statutory(norm) | Hold::Unknown(norm) => find(norm),
                _ => None,
            });
        let of_type = self.record_type.retain.iter().filter_map(|retain| find(&retain.norm));
        let binding = of_type.filter(|norm| norm.bound() == Some(Bound::Minimum));
        let mut norms: Vec<&'static RetentionRule> = Vec::new();
        for norm in of_rules.chain(binding) {
            if !norms.iter().any(|known| known.key == norm.key) {
                norms.push(norm);
            }
        }
        norms
    }

    /// Whether a rule in force that speaks of the record says that the period does not bind it.
    fn is_exempt(&self, op: &mut Op<'_, '_>, plans: &[Plan], norm: &str) -> Result<bool> {
        let exempting =
            |p: &&Plan| p.rule.enabled && p.rule.exempt.iter().any(|exempt| exempt == norm);
        for planned in plans.iter().filter(exempting) {
            if self.holds(op, &planned.when)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How a period stands: by the rules that know it, or else by the type.
    fn standing(
        &self,
        op: &mut Op<'_, '_>,
        types: &Types,
        judges: &[&Plan],
        norm: &'static RetentionRule,
    ) -> Result<Option<Standing>> {
        let mut known = false;
        for planned in judges {
            for (hold, condition) in &planned.holds {
                match hold {
                    Hold::Statutory(of) | Hold::Unknown(of) if of == norm.key => {}
                    _ => continue,
                }
                known = true;
                if self.holds(op, condition)? {
                    return self.runs_or_unknown(op, hold, planned.start.as_ref()).map(Some);
                }
            }
        }
        if known {
            return Ok(None);
        }
        let (today, zone) = (op.today(), op.tenant.zone().clone());
        let scope = crate::systems::Scope {
            types,
            record_type: self.record_type,
            today,
            zone: &zone,
            reader: None,
        };
        for (hold, condition) in type_minimum(&scope, norm)? {
            if self.holds(op, &condition)? {
                return self.runs_or_unknown(op, &hold, None).map(Some);
            }
        }
        Ok(None)
    }

    fn runs_or_unknown(
        &self,
        op: &mut Op<'_, '_>,
        hold: &Hold,
        start: Option<&Start>,
    ) -> Result<Standing> {
        if let Some(start) = start
            && matches!(hold, Hold::Statutory(_))
            && self.holds(op, &start_is_empty(start))?
        {
            return Ok(Standing::Unknown(empty(self.record_type, &start.names())));
        }
        let Hold::Unknown(norm) = hold else { return Ok(Standing::Runs) };
        let names = self.record_type.retain.iter().find(|retain| retain.norm == *norm);
        let names = names.map(|retain| retain.fields().map(str::to_owned).collect::<Vec<_>>());
        Ok(Standing::Unknown(match names {
            Some(names) if !names.is_empty() => empty(self.record_type, &names),
            _ => Message::new("statutory-start-unknown"),
        }))
    }

    fn holds(&self, op: &mut Op<'_, '_>, condition: &Condition) -> Result<bool> {
        let meant = self.this.clone().and(condition.clone());
        count(op.tx, self.table, &meant).map(|found| found > 0)
    }

    fn held(&self, norm: &RetentionRule, standing: Standing) -> Error {
        let message = match standing {
            Standing::Runs => Message::new("error-record-statutory"),
            Standing::Unknown(why) => {
                Message::new("error-record-statutory-unknown").arg("why", why)
            }
        };
        let message = message.arg("type", &self.record_type.key).arg("key", self.key);
        Error::new(Kind::Held, message.arg("norm", norm.law_reference))
    }
}

/// That these fields are empty.
fn empty(record_type: &RecordType, names: &[String]) -> Message {
    let label = |german: bool| {
        let labels = names.iter().map(|name| match record_type.field(name) {
            Some(field) if german => field.label_de.clone(),
            Some(field) => field.label_en.clone(),
            None => name.clone(),
        });
        labels.collect::<Vec<_>>().join(", ")
    };
    Message::new("statutory-start-empty").arg("de", label(true)).arg("en", label(false))
}
