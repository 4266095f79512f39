use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use obhut_db::{Keystore, Place, open_tenant};
use obhut_kernel::SeededRandom;
use obhut_sql::{Db, Dialect, Faults, Options, Target};
use tempfile::TempDir;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A fresh tenant and its keystore.
pub struct Stand {
    pub tenant: Db,
    pub keystore: Keystore,
    pub place: Place,
    _folder: TempDir,
}

/// Runs `test` on SQLite and, where a server is given, on PostgreSQL; asserts which engine ran.
/// With `OBHUT_REQUIRE_SERVERS` a missing server fails.
pub fn on_each_engine(test: impl Fn(&Stand)) {
    run(None, &test);
    if let Ok(url) = env::var("OBHUT_TEST_POSTGRES") {
        run(Some(url), &test);
        return;
    }
    let required = env::var("OBHUT_REQUIRE_SERVERS").is_ok_and(|v| v == "1");
    assert!(!required, "OBHUT_TEST_POSTGRES is not set");
    eprintln!("NOT RUN on PostgreSQL: OBHUT_TEST_POSTGRES is not set");
}

fn run(server: Option<String>, test: &impl Fn(&Stand)) {
    let expected = if server.is_some() { Dialect::Postgres } else { Dialect::Sqlite };
    let base: Option<Target> = server.map(|url| url.parse().unwrap());
    let name = format!("obhut_db_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let database = base.as_ref().map(|base| {
        base.provide_database(&name).unwrap();
        base.with_database(&name)
    });
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path().join("data"), database, None, "main").unwrap();
    let keystore = Keystore::open(&place, true, &SeededRandom::new(3)).unwrap();
    let tenant = open_tenant(&place, true, Arc::<Faults>::default()).unwrap();
    assert_eq!(tenant.dialect(), expected);
    let made = Stand { tenant, keystore, place, _folder: folder };
    let outcome = catch_unwind(AssertUnwindSafe(|| test(&made)));
    drop(made);
    if let Some(base) = base {
        let db = Db::open(&base, &Options::default()).unwrap();
        for each in [format!("{name}_keys"), name] {
            let drop_it = format!("DROP DATABASE IF EXISTS \"{each}\" WITH (FORCE)");
            db.outside_transaction(Box::leak(drop_it.into_boxed_str())).unwrap();
        }
    }
    if let Err(panic) = outcome {
        eprintln!("failed on {expected}");
        resume_unwind(panic);
    }
}
