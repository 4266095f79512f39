//! Making and opening a store.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use jiff::tz::TimeZone;
use obhut_db::{Keystore, Place, open_tenant, sql::Faults};
use obhut_kernel::{Clock, Error, Kind, Message, Random, Result};
use obhut_tlog::SigningKey;

use crate::{
    access::{ActorKind, Role, builtin_grants, ops::SYSTEM_LOGIN, store as accounts},
    context::Tenant,
    journal::{self, Entry},
    operation::Operation,
    register::{Template, schema},
    retention, settings,
    upkeep::signing,
};

/// The login of the first account.
pub const FIRST_LOGIN: &str = "admin";

/// The world as handed in from the binary.
#[derive(Clone)]
pub struct World {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The random source.
    pub random: Arc<dyn Random>,
    /// Commits to break, in tests.
    pub faults: Arc<Faults>,
}

/// What a fresh store is to be.
#[derive(Debug, Clone)]
pub struct Setup {
    /// What it starts with.
    pub template: Template,
    /// Whether it is a throw-away store, in which the day of a real run may be chosen.
    pub sandbox: bool,
    /// The time zone, by its IANA name.
    pub zone: String,
}

/// Makes a store: keys, schema, the first accounts, types and concept of the template. A conflict
/// when there is one already.
pub fn init(place: &Place, setup: &Setup, world: &World) -> Result<Tenant> {
    zone(&setup.zone)?;
    let keystore = Keystore::open(place, true, &*world.random)?;
    let signing = signing::provide(place, world)?;
    let db = open_tenant(place, true, Arc::clone(&world.faults))?;
    if db.read(|tx| settings::get(tx, settings::ZONE))?.is_some() {
        let path = place.folder().display().to_string();
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-store-exists").arg("place", path),
        ));
    }
    let tenant =
        assemble(place, world, keystore, signing, db, (setup.sandbox, zone(&setup.zone)?))?;
    let system = crate::access::Actor {
        id: crate::AccountId(1),
        login: SYSTEM_LOGIN.to_owned(),
        kind: ActorKind::System,
        team: None,
        rights: crate::access::Rights::all(),
    };
    let types = setup.template.types()?;
    tenant.write(&system, |op| {
        op.authorise(Operation::AccountAdd, None)?;
        accounts::insert_account(op, SYSTEM_LOGIN, "Obhut", ActorKind::System, None)?;
        let admin =
            accounts::insert_account(op, FIRST_LOGIN, "Administrator", ActorKind::User, None)?;
        for role in [Role::Administrator, Role::PrivacyManager] {
            accounts::add_role(op, admin, role.key())?;
        }
        accounts::insert_grants(op, &builtin_grants())?;
        settings::put(op, settings::ZONE, &setup.zone)?;
        settings::put(op, settings::SANDBOX, if setup.sandbox { "yes" } else { "no" })?;
        journal::log::store::begin_log(op, op.tenant.signing.origin().as_str())?;
        let entry = Entry::new("store.init").detail("template", setup.template.key());
        journal::ops::record(op, entry.detail("sandbox", setup.sandbox))?;
        for spec in &types {
            schema::create_type(op, spec)?;
        }
        if let Some(text) = setup.template.concept() {
            // What is thrown away needs nobody's approval.
            if setup.sandbox {
                retention::ops::apply(op, text)?;
            } else {
                retention::ops::propose(op, text)?;
            }
        }
        Ok(())
    })?;
    journal::ops::integrate(&tenant)?;
    Ok(tenant)
}

/// Opens a store; not found when there is none.
pub fn open(place: &Place, world: &World) -> Result<Tenant> {
    let db = open_tenant(place, false, Arc::clone(&world.faults))?;
    let Some(settings) = sandbox_and_zone(&db)? else {
        let path = place.folder().display().to_string();
        return Err(Error::not_found(Message::new("error-store-missing").arg("place", path)));
    };
    let keystore = Keystore::open(place, false, &*world.random)?;
    let origin = db.read(|tx| Ok(journal::log::store::logs(tx)?.pop()))?.map(|log| log.origin);
    let signing = signing::take(place, origin.as_deref())?;
    let tenant = assemble(place, world, keystore, signing, db, settings)?;
    // What a kill left between the data and the keystore is carried out before anything else.
    journal::ops::settle(&tenant)?;
    Ok(tenant)
}

/// Removes the tables of a throw-away store from its PostgreSQL database; a SQLite store goes
/// with its folder, which is the caller's. Refused for any other store.
pub fn discard(place: &Place, world: &World) -> Result<()> {
    let db = open_tenant(place, false, Arc::clone(&world.faults))?;
    if !sandbox_and_zone(&db)?.is_some_and(|(sandbox, _)| sandbox) {
        return Err(Error::new(Kind::Forbidden, Message::new("error-discard")));
    }
    if db.dialect() == obhut_db::sql::Dialect::Postgres {
        db.write(|tx| obhut_db::sql::ddl::drop_schema(tx, &place.schema()))?;
    }
    Ok(())
}

/// Whether a store is a throw-away one, and its time zone; nothing when it was not set up.
pub(crate) fn sandbox_and_zone(db: &obhut_db::sql::Db) -> Result<Option<(bool, TimeZone)>> {
    let (name, sandbox) = db.read(|tx| {
        Ok((settings::get(tx, settings::ZONE)?, settings::get(tx, settings::SANDBOX)?))
    })?;
    name.map(|name| Ok((sandbox.as_deref() == Some("yes"), zone(&name)?))).transpose()
}

pub(crate) fn assemble(
    place: &Place,
    world: &World,
    keystore: Keystore,
    signing: SigningKey,
    db: obhut_db::sql::Db,
    (sandbox, zone): (bool, TimeZone),
) -> Result<Tenant> {
    Ok(Tenant {
        db,
        keystore,
        clock: Arc::clone(&world.clock),
        random: Arc::clone(&world.random),
        place: place.clone(),
        zone,
        signing,
        retired: signing::retired(place)?,
        sandbox,
        types: RwLock::new(None),
        secrets: RwLock::new(HashMap::new()),
    })
}

fn zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name)
        .map_err(|_| Error::invalid(Message::new("error-time-zone").arg("given", name)))
}
