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
use obhut_kernel::{Clock, Error, Kind, Message, Random, Result};
use obhut_tlog::SigningKey;
use zeroize::Zeroizing;

use crate::{
    access::Actor,
    journal,
    operation::Operation,
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
    pub(crate) types: RwLock<Option<Arc<Types>>>,
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
        let mut types_changed = false;
        let outcome = self.db.write(|tx| {
            let before = tx.changes();
            let mut op = Op::new(self, tx, actor, &attempt);
            let value = work(&mut op)?;
            op.check_trail(before)?;
            types_changed = op.types_changed;
            Ok(value)
        });
        if types_changed || outcome.is_err() {
            *self.types.write().expect("no holder panics") = None;
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
        Self { tx, tenant, actor, now, attempt, journalled: 0, types_changed: false }
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
        Err(Error::new(
            Kind::Forbidden,
            Message::new("error-forbidden").arg("right", operation.right().key()),
        ))
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

    pub(crate) fn count_entry(&mut self) {
        self.journalled += 1;
    }

    pub(crate) fn note_types_changed(&mut self) {
        self.types_changed = true;
        *self.tenant.types.write().expect("no holder panics") = None;
    }

    /// The record types, from the cache of the tenant where nothing changed them.
    pub fn types(&mut self) -> Result<Arc<Types>> {
        if let Some(types) = self.tenant.types.read().expect("no holder panics").as_ref() {
            return Ok(Arc::clone(types));
        }
        let types = Arc::new(crate::systems::load_types(self.tx)?);
        if !self.types_changed {
            *self.tenant.types.write().expect("no holder panics") = Some(Arc::clone(&types));
        }
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
