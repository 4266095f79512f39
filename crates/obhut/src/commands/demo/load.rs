//! Loads the fictional data set: persons first, then each type, then marks.

use std::collections::HashMap;

use obhut_core::{
    PersonId,
    marks::{self, Target},
    register::{Channel, Provenance, Visibility, load},
    systems::RecordType,
};
use obhut_demo::{DemoType, Generator, MarkKind, Record};
use obhut_kernel::{DataType, Error, Result, Value};
use obhut_law::LegalBasis;

use super::stopped;
use crate::{failure::Outcome, progress, screen::Screen, session::Session, stop};

/// Rows in one transaction.
const BATCH: usize = 5_000;
/// Marks in one transaction: each has an entry of its own.
const MARKS: usize = 200;
/// After how many transactions the journal's entries are brought into the log.
const SETTLE: usize = 20;

/// How many marks were set.
#[derive(Debug, Default)]
pub struct Marks {
    /// Keeps.
    pub kept: u64,
    /// Locks.
    pub locked: u64,
}

/// Loads all records; keys and numbers of persons follow those of the data set.
pub fn load(screen: &Screen, session: &Session, generator: &Generator) -> Outcome {
    let bar = progress::bar(screen.lang, &screen.word("demo-loading"), super::records(generator));
    let persons = persons(session, generator)?;
    let mut loader = Loader { session, persons, bases: HashMap::new() };
    for demo_type in DemoType::ALL {
        loader.load(generator, demo_type, |done| bar.inc(done))?;
    }
    bar.finish_and_clear();
    session.integrate();
    Ok(())
}

/// The number before that of the first person.
fn persons(session: &Session, generator: &Generator) -> Result<i64> {
    let source = provenance("Vorführdaten: Personen", None);
    let mut left = usize::try_from(generator.persons()).unwrap_or(usize::MAX);
    let mut first = None;
    while left > 0 {
        let count = left.min(20_000);
        let PersonId(made) =
            session.tenant.write(&session.actor, |op| load::persons(op, count, &source))?;
        first.get_or_insert(made);
        left -= count;
    }
    Ok(first.unwrap_or(1) - 1)
}

/// Loads type after type; links lead to types loaded before.
struct Loader<'a> {
    session: &'a Session,
    persons: i64,
    /// The key before the first, by type.
    bases: HashMap<&'static str, i64>,
}

impl Loader<'_> {
    fn load(
        &mut self,
        generator: &Generator,
        demo_type: DemoType,
        mut progress: impl FnMut(u64),
    ) -> Outcome {
        let session = self.session;
        let types = session.types()?;
        let record_type = types.get(demo_type.key())?;
        let source = format!("Vorführdaten: {}", record_type.label_de);
        let source = provenance(&source, Some(basis(demo_type)));
        let origin = session.tenant.write(&session.actor, |op| load::origin(op, &source))?;
        let mut records = generator.records(demo_type);
        for at in 1.. {
            let rows = records
                .by_ref()
                .take(BATCH)
                .map(|record| self.row(record_type, record))
                .collect::<Result<Vec<_>>>()?;
            if rows.is_empty() {
                break;
            }
            let first = session.tenant.write(&session.actor, |op| {
                load::records(op, demo_type.key(), origin, Visibility::All, &rows)
            })?;
            self.bases.entry(demo_type.key()).or_insert(first - 1);
            progress(rows.len() as u64);
            if at % SETTLE == 0 {
                obhut_core::journal::ops::integrate(&session.tenant)?;
            }
            if stop::asked() {
                return Err(stopped());
            }
        }
        Ok(())
    }

    fn row(&self, record_type: &RecordType, record: Record) -> Result<load::Row> {
        let fits = record.fields.len() == record_type.fields.len();
        let values = record_type
            .fields
            .iter()
            .zip(record.fields)
            .map(|(field, (key, value))| {
                if !fits || field.key != key {
                    return Err(Error::internal(format!("{}: field {key}", record_type.key)));
                }
                match (&value, &field.link_type) {
                    (Value::Int(number), Some(target)) if field.data_type == DataType::Link => {
                        let base = self.bases.get(target.as_str()).copied();
                        let base =
                            base.ok_or_else(|| Error::internal(format!("link to {target}")))?;
                        Ok(Value::Int(base + number))
                    }
                    _ => Ok(value),
                }
            })
            .collect::<Result<_>>()?;
        let person = record.person.and_then(|person| i64::try_from(person).ok());
        Ok(load::Row { person: person.map(|person| PersonId(self.persons + person)), values })
    }
}

/// Sets the marks of the data set.
pub fn marks(screen: &Screen, session: &Session, generator: &Generator) -> Outcome<Marks> {
    let mut set = Marks::default();
    let bar = progress::spinner(screen.word("demo-marking"));
    let mut marks = generator.marks();
    loop {
        let some: Vec<_> = marks.by_ref().take(MARKS).collect();
        if some.is_empty() {
            break;
        }
        session.tenant.write(&session.actor, |op| {
            for mark in &some {
                let key = mark.number.to_string();
                let target = Target::Record { type_key: mark.type_key, key: &key };
                let kind = match mark.kind {
                    MarkKind::Keep => marks::MarkKind::Keep,
                    MarkKind::Lock => marks::MarkKind::Lock,
                };
                marks::ops::set(op, kind, target, &mark.reason, None)?;
            }
            Ok(())
        })?;
        for mark in &some {
            match mark.kind {
                MarkKind::Keep => set.kept += 1,
                MarkKind::Lock => set.locked += 1,
            }
        }
        if stop::asked() {
            return Err(stopped());
        }
    }
    session.integrate();
    bar.finish_and_clear();
    Ok(set)
}

fn provenance(source: &str, basis: Option<LegalBasis>) -> Provenance {
    Provenance { channel: Channel::Demo, source: source.to_owned(), basis }
}

fn basis(demo_type: DemoType) -> LegalBasis {
    match demo_type {
        DemoType::Contact
        | DemoType::Contract
        | DemoType::Membership
        | DemoType::User
        | DemoType::SalesOrganisation => LegalBasis::Contract,
        DemoType::Lead => LegalBasis::Consent,
        DemoType::Donation => LegalBasis::LegalObligation,
        _ => LegalBasis::LegitimateInterests,
    }
}
