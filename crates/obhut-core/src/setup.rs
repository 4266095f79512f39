//! Making and opening a store.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use jiff::tz::TimeZone;
use obhut_db::{KeyFile, Keystore, Place, open_tenant, sql::Faults};
use obhut_kernel::{Clock, Error, Kind, Message, Random, Result, new_uuid};
use obhut_tlog::SigningKey;

use crate::{
    access::{ActorKind, Role, builtin_grants, ops::SYSTEM_LOGIN, store as accounts},
    context::Tenant,
    journal::{self, Entry},
    operation::Operation,
    register::{Template, schema},
    retention,
    settings,
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
    let signing = signing_key(place, true, world)?;
    let db = open_tenant(place, true, Arc::clone(&world.faults))?;
    if db.read(|tx| settings::get(tx, settings::ZONE))?.is_some() {
        let path = place.folder().display().to_string();
        return Err(Error::new(Kind::Conflict, Message::new("error-store-exists").arg("place", path)));
    }
    let tenant = assemble(place, world, keystore, signing, db, setup.sandbox, zone(&setup.zone)?);
    let system = crate::access::Actor {
        id: obhut_db::AccountId(1),
        login: SYSTEM_LOGIN.to_owned(),
        kind: ActorKind::System,
        team: None,
        rights: crate::access::Rights::all(),
    };
    let types = setup.template.types()?;
    tenant.write(&system, |op| {
        op.authorise(Operation::AccountAdd, None)?;
        accounts::insert_account(op, SYSTEM_LOGIN, "Obhut", ActorKind::System, None)?;
        let admin = accounts::insert_account(op, FIRST_LOGIN, "Administrator", ActorKind::User, None)?;
        for role in [Role::Administrator, Role::PrivacyManager] {
            accounts::add_role(op, admin, role.key())?;
        }
        accounts::insert_grants(op, &builtin_grants())?;
        settings::put(op, settings::ZONE, &setup.zone)?;
        settings::put(op, settings::SANDBOX, if setup.sandbox { "yes" } else { "no" })?;
        journal::store::begin_log(op, op.tenant.signing.origin().as_str())?;
        let entry = Entry::new("store.init").detail("template", setup.template.key());
        journal::ops::record(op, entry.detail("sandbox", setup.sandbox))?;
        for spec in &types {
            schema::create_type(op, spec)?;
        }
        if let Some(text) = setup.template.concept() {
            retention::ops::apply(op, text)?;
        }
        Ok(())
    })?;
    journal::ops::integrate(&tenant)?;
    Ok(tenant)
}

/// Opens a store; not found when there is none.
pub fn open(place: &Place, world: &World) -> Result<Tenant> {
    let db = open_tenant(place, false, Arc::clone(&world.faults))?;
    let Some(name) = db.read(|tx| settings::get(tx, settings::ZONE))? else {
        let path = place.folder().display().to_string();
        return Err(Error::not_found(Message::new("error-store-missing").arg("place", path)));
    };
    let sandbox = db.read(|tx| settings::get(tx, settings::SANDBOX))?.as_deref() == Some("yes");
    let keystore = Keystore::open(place, false, &*world.random)?;
    let signing = signing_key(place, false, world)?;
    let tenant = assemble(place, world, keystore, signing, db, sandbox, zone(&name)?);
    // What a kill left between the data and the keystore is carried out before anything else.
    journal::ops::settle(&tenant)?;
    Ok(tenant)
}

fn assemble(
    place: &Place,
    world: &World,
    keystore: Keystore,
    signing: SigningKey,
    db: obhut_db::sql::Db,
    sandbox: bool,
    zone: TimeZone,
) -> Tenant {
    Tenant {
        db,
        keystore,
        clock: Arc::clone(&world.clock),
        random: Arc::clone(&world.random),
        place: place.clone(),
        zone,
        signing,
        sandbox,
        types: RwLock::new(None),
        secrets: RwLock::new(HashMap::new()),
    }
}

fn zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name)
        .map_err(|_| Error::invalid(Message::new("error-time-zone").arg("given", name)))
}

/// The key that the tenant's journal is signed with; it lies beside the key-encryption key.
fn signing_key(place: &Place, create: bool, world: &World) -> Result<SigningKey> {
    let path = place.keys().join(format!("log-{}.key", place.tenant()));
    let file = KeyFile(&path);
    if let Some(text) = file.read()? {
        return SigningKey::from_text(&text);
    }
    if !create {
        let path = path.display().to_string();
        return Err(Error::new(Kind::Unavailable, Message::new("error-key-file-missing").arg("path", path)));
    }
    let id = new_uuid(world.clock.now(), &*world.random);
    let origin = format!("obhut/{}/{id}", place.tenant()).parse()?;
    let key = SigningKey::generate(&*world.random, origin);
    file.write_new(&key.to_text())?;
    Ok(key)
}
