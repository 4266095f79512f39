use std::{
    collections::BTreeMap,
    env,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use jiff::{Timestamp, civil::Date};
use obhut_core::{
    Faults, Place, Tenant,
    access::{self, Actor, ActorKind, Role},
    register::{self, Channel, NewRecord, Provenance, Template, Visibility},
    setup::{self, Setup, World},
};
use obhut_kernel::{FixedClock, SeededRandom, Value};
use obhut_law::LegalBasis;
use obhut_sql::{Db, Dialect, Options, Target};
use tempfile::TempDir;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A fresh store on one engine with a clock that stands still.
pub struct TestStore {
    pub tenant: Tenant,
    pub place: Place,
    pub world: World,
    pub clock: Arc<FixedClock>,
    pub folder: TempDir,
    databases: Vec<(Target, String)>,
}

/// The day on which tests begin.
pub const TODAY: &str = "2026-11-21T09:00:00Z";

/// Runs `test` on SQLite and, where a server is given, on PostgreSQL; asserts which engine ran.
/// With `OBHUT_REQUIRE_SERVERS` a missing server fails.
pub fn on_each_engine(template: Template, test: impl Fn(&TestStore)) {
    run_on(template, None, &test);
    match env::var("OBHUT_TEST_POSTGRES") {
        Ok(url) => run_on(template, Some(url), &test),
        Err(env::VarError::NotPresent)
            if env::var("OBHUT_REQUIRE_SERVERS").is_ok_and(|v| v == "1") =>
        {
            panic!("OBHUT_TEST_POSTGRES is not set")
        }
        Err(_) => eprintln!("NOT RUN on PostgreSQL: OBHUT_TEST_POSTGRES is not set"),
    }
}

fn run_on(template: Template, server: Option<String>, test: &impl Fn(&TestStore)) {
    let expected = if server.is_some() { Dialect::Postgres } else { Dialect::Sqlite };
    let store = TestStore::new(template, server);
    assert_eq!(store.tenant.dialect(), expected);
    let outcome = catch_unwind(AssertUnwindSafe(|| test(&store)));
    store.remove();
    if let Err(panic) = outcome {
        eprintln!("failed on {expected}");
        resume_unwind(panic);
    }
}

impl TestStore {
    pub fn new(template: Template, server: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut databases = Vec::new();
        let database = server.map(|url| {
            let base: Target = url.parse().unwrap();
            let name = format!(
                "obhut_test_{}_{}",
                std::process::id(),
                NUMBER.fetch_add(1, Ordering::SeqCst)
            );
            base.provide_database(&name).unwrap();
            databases.push((base.clone(), name.clone()));
            databases.push((base.clone(), format!("{name}_keys")));
            base.with_database(&name)
        });
        let place = Place::new(folder.path().join("data"), database, None, "main").unwrap();
        let clock = Arc::new(FixedClock::new(TODAY.parse().unwrap()));
        let world = World {
            clock: Arc::clone(&clock) as _,
            random: Arc::new(SeededRandom::new(7)),
            faults: Arc::new(Faults::default()),
        };
        let setup = Setup { template, sandbox: true, zone: "Europe/Berlin".to_owned() };
        let tenant = setup::init(&place, &setup, &world).unwrap();
        Self { tenant, place, world, clock, folder, databases }
    }

    pub fn admin(&self) -> Actor {
        access::ops::actor(&self.tenant, setup::FIRST_LOGIN).unwrap()
    }

    /// An actor with one role.
    pub fn actor(&self, login: &str, role: Role) -> Actor {
        let admin = self.admin();
        self.tenant
            .write(&admin, |op| access::ops::add(op, login, login, ActorKind::User, None, &[role]))
            .unwrap();
        access::ops::actor(&self.tenant, login).unwrap()
    }

    /// Opens the same store anew, as the next process would.
    pub fn reopen(&self) -> Tenant {
        setup::open(&self.place, &self.world).unwrap()
    }

    pub fn set_day(&self, day: Date) {
        let at: Timestamp = day.at(9, 0, 0, 0).in_tz("Europe/Berlin").unwrap().timestamp();
        self.clock.set(at);
    }

    /// Makes a record as the administrator.
    pub fn record(&self, type_key: &str, values: &[(&str, Value)]) -> String {
        let new = NewRecord {
            values: values.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
            person: None,
            visibility: Visibility::All,
        };
        let provenance = Provenance {
            channel: Channel::Manual,
            source: "test".to_owned(),
            basis: Some(LegalBasis::Contract),
        };
        self.tenant
            .write(&self.admin(), |op| register::records::create(op, type_key, &new, &provenance))
            .unwrap()
    }

    /// The values of a record as the administrator sees them.
    pub fn fields(&self, type_key: &str, key: &str) -> BTreeMap<String, serde_json::Value> {
        self.tenant
            .read(&self.admin(), |op| register::records::show(op, type_key, key))
            .unwrap()
            .fields
    }

    pub fn remove(self) {
        let Self { tenant, databases, folder, .. } = self;
        drop(tenant);
        for (base, name) in databases {
            let db = Db::open(&base, &Options::default()).unwrap();
            let text = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
            db.outside_transaction(Box::leak(text.into_boxed_str())).unwrap();
        }
        drop(folder);
    }
}
