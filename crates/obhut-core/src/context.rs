use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{Arc, RwLock},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use obhut_db::{
    Keystore, Place,
    sql::{Db, Tx},
};
use obhut_kernel::{Clock, Error, Kind, Message, Random, Result, new_uuid};
use obhut_tlog::SigningKey;
use zeroize::Zeroizing;

use crate::{
    access::Actor,
    journal,
    operation::Operation,
    settings,
    systems::{RecordType, Types},
};

/// An open tenant: one organisation, its database, its keys, its clock.
///
/// Everything goes through [`Tenant::write`] and [`Tenant::read`], which hand an [`Op`] to the
/// operation; there is no other way to the data.
pub struct Tenant {
    pub(crate) db: Db,
    pub(crate) keystore: Keystore,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) place: Place,
    pub(crate) zone: TimeZone,
    pub(crate) signing: SigningKey,
    /// The public keys of logs that ended with a restored backup.
    pub(crate) retired: Vec<obhut_tlog::VerifyKey>,
    pub(crate) sandbox: bool,
    /// The record types, with the version of them that was read (see [`settings::TYPES`]).
    pub(crate) types: RwLock<Option<(Option<String>, Arc<Types>)>>,
    pub(crate) secrets: RwLock<HashMap<&'static str, Zeroizing<[u8; 32]>>>,
}

/// The context of one operation: who acts, when, with what randomness, in which transaction.
pub struct Op<'a, 'tx> {
    pub(crate) tx: &'a mut Tx<'tx>,
    /// The tenant it happens in.
    pub tenant: &'a Tenant,
    /// Who acts.
    pub actor: &'a Actor,
    /// The instant of the whole operation.
    pub now: Timestamp,
    attempt: &'a RefCell<Attempt>,
    journalled: u32,
    types_changed: bool,
    /// The record types as this operation sees them.
    types: Option<Arc<Types>>,
    settles: Settles,
}

/// What is carried out right after the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Settles {
    Nothing,
    Keys,
    KeysAndLog,
}

/// What was asked for last, for the entry on a refusal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempt {
    pub(crate) operation: Option<Operation>,
    pub(crate) type_id: Option<crate::TypeId>,
    pub(crate) record_key: Option<String>,
    pub(crate) refused: bool,
}

impl Tenant {
    /// Runs an operation that may change data, in one transaction with its journal entries.
    ///
    /// Whatever it changed without authorisation or without a journal entry is undone and
    /// reported as a bug. A refusal is journalled in a transaction of its own. The operation may
    /// be run again when the engine asks for it.
    pub fn write<T>(
        &self,
        actor: &Actor,
        mut work: impl FnMut(&mut Op<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let attempt = RefCell::default();
        let (mut types_changed, mut settles) = (false, Settles::Nothing);
        let outcome = self.db.write(|tx| {
            let before = tx.changes();
            let mut op = Op::new(self, tx, actor, &attempt);
            let value = work(&mut op)?;
            op.check_trail(before)?;
            if op.types_changed {
                // Other processes read the types anew as soon as this is committed.
                let version = new_uuid(op.now, op.random()).to_string();
                settings::put(&mut op, settings::TYPES, &version)?;
            }
            (types_changed, settles) = (op.types_changed, op.settles);
            Ok(value)
        });
        if types_changed || outcome.is_err() {
            *self.types.write().expect("no holder panics") = None;
        }
        let follow = || {
            journal::ops::settle(self)?;
            if settles == Settles::KeysAndLog { journal::ops::empty_log(self) } else { Ok(()) }
        };
        if settles != Settles::Nothing
            && outcome.is_ok()
            && let Err(error) = follow()
        {
            // It is committed; what must follow in the keystore is carried out the next time.
            tracing::error!(?error, "what follows in the keystore is left for later");
        }
        self.note_refusal(actor, &attempt.into_inner(), outcome.as_ref().err());
        outcome
    }

    /// Runs an operation that only looks. A refusal is journalled.
    pub fn read<T>(
        &self,
        actor: &Actor,
        mut work: impl FnMut(&mut Op<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let attempt = RefCell::default();
        let outcome = self.db.read(|tx| work(&mut Op::new(self, tx, actor, &attempt)));
        self.note_refusal(actor, &attempt.into_inner(), outcome.as_ref().err());
        outcome
    }

    /// Runs `work` on data that it changes for itself: all of it is undone, whatever comes out. On
    /// SQLite other writers wait for its end.
    pub(crate) fn trial<T>(
        &self,
        actor: &Actor,
        mut work: impl FnMut(&mut Op<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let attempt = RefCell::default();
        let mut kept = None;
        let undone = self.db.write(|tx| -> Result<()> {
            kept = Some(work(&mut Op::new(self, tx, actor, &attempt)));
            Err(Error::internal("a trial is undone"))
        });
        let outcome = match (kept, undone) {
            (Some(outcome), _) => outcome,
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(Error::internal("a trial without outcome")),
        };
        self.note_refusal(actor, &attempt.into_inner(), outcome.as_ref().err());
        outcome
    }

    fn note_refusal(&self, actor: &Actor, attempt: &Attempt, error: Option<&Error>) {
        let refused =
            error.is_some_and(|error| matches!(error.kind(), Kind::Forbidden | Kind::Held));
        if !(refused || attempt.refused) {
            return;
        }
        let kind = if error.is_some_and(|error| error.kind() == Kind::Held) {
            "held"
        } else {
            "forbidden"
        };
        let noted = self.db.write(|tx| {
            let cell = RefCell::default();
            let mut op = Op::new(self, tx, actor, &cell);
            journal::ops::record_refusal(&mut op, attempt, kind)
        });
        if let Err(error) = noted {
            tracing::error!(?error, "a refusal could not be journalled");
        }
    }

    /// The public keys of all its logs; the open one's comes first.
    pub fn verify_keys(&self) -> Vec<obhut_tlog::VerifyKey> {
        std::iter::once(self.signing.verify_key()).chain(self.retired.iter().cloned()).collect()
    }

    /// The tenant's secret for one purpose, always the same.
    pub(crate) fn blind_secret(&self, purpose: &'static str) -> Result<Zeroizing<[u8; 32]>> {
        if let Some(secret) = self.secrets.read().expect("no holder panics").get(purpose) {
            return Ok(secret.clone());
        }
        let secret = self.keystore.derive(purpose, self.clock.now(), &*self.random)?;
        self.secrets.write().expect("no holder panics").insert(purpose, secret.clone());
        Ok(secret)
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The civil date of the present instant in the tenant's zone.
    pub fn today(&self) -> Date {
        self.clock.today(&self.zone)
    }

    /// The tenant's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether it is a throw-away store, in which the day of a real run may be chosen.
    pub fn is_sandbox(&self) -> bool {
        self.sandbox
    }

    /// Where the store lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The engine the tables lie in.
    pub fn dialect(&self) -> obhut_db::sql::Dialect {
        self.db.dialect()
    }
}

impl<'a, 'tx> Op<'a, 'tx> {
    fn new(
        tenant: &'a Tenant,
        tx: &'a mut Tx<'tx>,
        actor: &'a Actor,
        attempt: &'a RefCell<Attempt>,
    ) -> Self {
        let now = tenant.clock.now();
        Self {
            tx,
            tenant,
            actor,
            now,
            attempt,
            journalled: 0,
            types_changed: false,
            types: None,
            settles: Settles::Nothing,
        }
    }

    /// The civil date of the operation in the tenant's zone.
    pub fn today(&self) -> Date {
        self.now.to_zoned(self.tenant.zone.clone()).date()
    }

    /// The random source.
    pub fn random(&self) -> &'a dyn Random {
        &*self.tenant.random
    }

    /// Demands the right that `operation` needs; on records, for their type.
    ///
    /// Fails with [`Kind::Forbidden`], which is journalled.
    pub fn authorise(&mut self, operation: Operation, of: Option<&RecordType>) -> Result<()> {
        *self.attempt.borrow_mut() = Attempt {
            operation: Some(operation),
            type_id: of.map(|record_type| record_type.id),
            record_key: None,
            refused: false,
        };
        let type_key = of.map(|record_type| record_type.key.as_str());
        if self.actor.rights.allows(operation.right(), type_key) {
            return Ok(());
        }
        Err(forbidden(operation))
    }

    /// Demands the right that `operation` needs on the records of every type, also of those to come:
    /// for what concerns a person as a whole. Fails as [`Self::authorise`].
    pub fn authorise_everywhere(&mut self, operation: Operation) -> Result<()> {
        self.authorise(operation, None)?;
        if self.actor.rights.allows_everywhere(operation.right()) {
            return Ok(());
        }
        Err(forbidden(operation))
    }

    /// Says which record the operation is about, for the entry on a refusal.
    pub(crate) fn about(&mut self, record_key: &str) {
        self.attempt.borrow_mut().record_key = Some(record_key.to_owned());
    }

    /// Notes a refusal that the caller sees as "not found", so that hidden and missing look the
    /// same outside, yet not in the journal.
    pub(crate) fn note_hidden(&mut self) {
        self.attempt.borrow_mut().refused = true;
    }

    /// Asks that what must follow in the keystore is carried out right after the commit, because
    /// nobody else will soon: a mark or an objection must outlive the disk with the data.
    pub(crate) fn settle_after(&mut self) {
        self.settles = self.settles.max(Settles::Keys);
    }

    /// As [`Self::settle_after`], and that no old value stays in SQLite's write-ahead log or is
    /// only changed there.
    pub(crate) fn empty_log_after(&mut self) {
        self.settles = Settles::KeysAndLog;
    }

    pub(crate) fn count_entry(&mut self) {
        self.journalled += 1;
    }

    pub(crate) fn note_types_changed(&mut self) {
        self.types_changed = true;
        self.types = None;
        *self.tenant.types.write().expect("no holder panics") = None;
    }

    /// The record types: from the cache of the tenant where nothing changed them, here or in
    /// another process. An operation reads their version once and sees the same types throughout,
    /// apart from its own changes.
    pub fn types(&mut self) -> Result<Arc<Types>> {
        if let Some(types) = &self.types {
            return Ok(Arc::clone(types));
        }
        // Read before the types: if they change in between, they are read once more than needed.
        let version = settings::get(self.tx, settings::TYPES)?;
        let cached = self.tenant.types.read().expect("no holder panics").clone();
        let types = match cached {
            Some((known, types)) if known == version && !self.types_changed => types,
            _ => {
                let types = Arc::new(crate::systems::load_types(self.tx)?);
                if !self.types_changed {
                    *self.tenant.types.write().expect("no holder panics") =
                        Some((version, Arc::clone(&types)));
                }
                types
            }
        };
        self.types = Some(Arc::clone(&types));
        Ok(types)
    }

    /// Invariants 2 and "denied by default", below every door: nothing is changed without
    /// authorisation, nothing without a journal entry.
    fn check_trail(&self, before: u64) -> Result<()> {
        if self.tx.changes() == before {
            return Ok(());
        }
        let operation = self.attempt.borrow().operation;
        match operation {
            None => Err(Error::internal("change without authorisation")),
            Some(operation) if !operation.changes_data() => {
                Err(Error::internal(format!("change in {}", operation.key())))
            }
            Some(operation) if self.journalled == 0 => {
                Err(Error::internal(format!("change without journal entry in {}", operation.key())))
            }
            Some(_) => Ok(()),
        }
    }
}

fn forbidden(operation: Operation) -> Error {
    let message = Message::new("error-forbidden").arg("right", operation.right().key());
    Error::new(Kind::Forbidden, message)
}

#[cfg(test)]
mod tests {
    use obhut_db::sql::{ColumnKind, ColumnSpec, Faults, TableSpec, ddl};
    use obhut_kernel::{FixedClock, SeededRandom};

    use super::*;
    use crate::{
        access::{self, ActorKind},
        journal::{Entry, ops::record},
        register::{Channel, Provenance, Template, store},
        setup::{self, Setup, World},
    };

    type Work = fn(&mut Op<'_, '_>) -> Result<()>;

    /// Changes of which the engine reports no rows by itself: those read with `RETURNING`, tables.
    const CHANGES: [(&str, Work); 5] = [
        ("account", |op| {
            let kind = ActorKind::User;
            access::store::insert_account(op, "eve", "Eve", kind, None).map(drop)
        }),
        ("origin", |op| {
            let source = "test".to_owned();
            let from = Provenance { channel: Channel::Manual, source, basis: None };
            store::insert_origin(op, &from).map(drop)
        }),
        ("keys", |op| store::take_keys(op, "rec_contact", 3).map(drop)),
        ("table", |op| {
            let columns = vec![ColumnSpec::new("id", ColumnKind::Key)];
            ddl::create_table(
                op.tx,
                &TableSpec { name: "eve".into(), columns, indexes: Vec::new() },
            )
        }),
        ("column", |op| {
            ddl::add_column(op.tx, &"rec_contact".into(), &ColumnSpec::new("eve", ColumnKind::Text))
        }),
    ];

    #[test]
    fn whatever_changes_anything_leaves_a_trail_or_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("data"), None, None, "main").unwrap();
        let world = World {
            clock: Arc::new(FixedClock::new("2026-11-21T09:00:00Z".parse().unwrap())),
            random: Arc::new(SeededRandom::new(3)),
            faults: Arc::<Faults>::default(),
        };
        let zone = "Europe/Berlin".to_owned();
        let wish = Setup { template: Template::Crm, sandbox: true, zone };
        let tenant = setup::init(&place, &wish, &world).unwrap();
        let admin = access::ops::actor(&tenant, setup::FIRST_LOGIN).unwrap();
        for (what, change) in CHANGES {
            let unasked = tenant.write(&admin, change).unwrap_err();
            assert_eq!(unasked.inside(), Some("change without authorisation"), "{what}");
            let untold = tenant.write(&admin, |op| {
                op.authorise(Operation::AccountAdd, None)?;
                change(op)
            });
            let inside = untold.unwrap_err().inside().map(str::to_owned);
            assert_eq!(
                inside.as_deref(),
                Some("change without journal entry in account.add"),
                "{what}"
            );
            let misnamed = tenant.write(&admin, |op| {
                op.authorise(Operation::AccountList, None)?;
                change(op)?;
                record(op, Entry::new("test.change")).map(drop)
            });
            assert_eq!(misnamed.unwrap_err().inside(), Some("change in account.list"), "{what}");
            // Each of them was undone, or it could not be done now.
            tenant
                .write(&admin, |op| {
                    op.authorise(Operation::AccountAdd, None)?;
                    change(op)?;
                    record(op, Entry::new("test.change")).map(drop)
                })
                .unwrap();
        }
    }
}
