//! An open store and who acts in it.

use std::sync::Arc;

use obhut_core::{
    Op, Tenant,
    access::{self, Actor, ActorKind},
    journal, setup,
    systems::Types,
};
use obhut_kernel::{Error, Kind, Message, OsRandom, Result, SystemClock};

use crate::{config::Settings, screen::Screen};

/// What a command works with before a store is open.
pub struct Context {
    /// The settings that hold.
    pub settings: Settings,
    /// Where results go.
    pub screen: Screen,
}

/// An open store and who acts in it.
pub struct Session {
    /// The store.
    pub tenant: Tenant,
    /// Who acts.
    pub actor: Actor,
}

impl Context {
    /// Opens the store of the settings as their account.
    pub fn open(&self) -> Result<Session> {
        let tenant = setup::open(&self.settings.place()?, &world())?;
        let actor = access::ops::actor(&tenant, &self.settings.user)?;
        if actor.kind == ActorKind::System {
            // It has every right and answers to nobody.
            let message = Message::new("error-account-system").arg("login", &actor.login);
            return Err(Error::new(Kind::Forbidden, message));
        }
        Ok(Session { tenant, actor })
    }
}

impl Session {
    /// Looks.
    pub fn read<T>(&self, work: impl FnMut(&mut Op<'_, '_>) -> Result<T>) -> Result<T> {
        let outcome = self.tenant.read(&self.actor, work);
        if outcome.is_err() {
            self.integrate();
        }
        outcome
    }

    /// The record types.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method alone is not general enough in its lifetimes"
    )]
    pub fn types(&self) -> Result<Arc<Types>> {
        self.read(|op| op.types())
    }

    /// Changes something, and brings what was written down about it into the log.
    pub fn write<T>(&self, work: impl FnMut(&mut Op<'_, '_>) -> Result<T>) -> Result<T> {
        let outcome = self.tenant.write(&self.actor, work);
        self.integrate();
        outcome
    }

    /// Brings new journal entries into the log. What fails here is made up for by the next one:
    /// the entries themselves are stored.
    pub fn integrate(&self) {
        if let Err(error) = journal::ops::integrate(&self.tenant) {
            tracing::warn!(?error, "new journal entries are not in the log yet");
        }
    }
}

/// The clock and the random source of this machine.
pub fn world() -> setup::World {
    setup::World {
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        faults: Arc::default(),
    }
}
