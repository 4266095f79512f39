//! Stores to measure on.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use jiff::{ToSpan, civil::date};
use obhut_core::{
    Place, Tenant,
    access::{self, Actor},
    register::Template,
    setup::{self, Setup, World},
};
use obhut_kernel::{OsRandom, SystemClock, Value};
use obhut_sql::{ColumnKind, Db, Dialect, Options, TableName, Target, batch};
use tempfile::TempDir;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A store with its database.
pub struct Store {
    pub tenant: Tenant,
    pub admin: Actor,
    /// The tenant's tables, for bare statements.
    pub db: Db,
    databases: Vec<(Target, String)>,
    _folder: TempDir,
}

impl Store {
    /// A fresh store with the association's types, on SQLite or on the server at `server`.
    pub fn new(server: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut databases = Vec::new();
        let database = server.map(|url| {
            let base: Target = url.parse().expect("a database URL");
            let number = NUMBER.fetch_add(1, Ordering::SeqCst);
            let name = format!("obhut_bench_{}_{number}", std::process::id());
            base.provide_database(&name).expect("a database");
            databases.push((base.clone(), name.clone()));
            databases.push((base.clone(), format!("{name}_keys")));
            base.with_database(&name)
        });
        let place = Place::new(folder.path().join("data"), database, None, "main").expect("place");
        let world = World {
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
            faults: Arc::default(),
        };
        let setup = Setup {
            template: Template::Association,
            sandbox: true,
            zone: "Europe/Berlin".to_owned(),
        };
        let tenant = setup::init(&place, &setup, &world).expect("a store");
        let admin = access::ops::actor(&tenant, setup::FIRST_LOGIN).expect("the first account");
        let options = Options { schema: Some(place.schema()), ..Options::default() };
        let db = Db::open(&place.data(), &options).expect("the tenant's database");
        Self { tenant, admin, db, databases, _folder: folder }
    }

    /// The engine's name.
    pub fn engine(&self) -> String {
        self.tenant.dialect().to_string()
    }

    /// Fills `rec_contract` with `rows` contracts of as many persons, 30 % of them due.
    pub fn load_contracts(&self, rows: u64) {
        let columns: Vec<(&str, ColumnKind)> = CONTRACT.to_vec();
        let table = TableName::new("rec_contract");
        self.db
            .write(|tx| {
                tx.execute(
                    "INSERT INTO origin (id, channel, source, actor_id, at) VALUES (1, 'demo', '', 1, ?)",
                    &[Value::Instant(jiff::Timestamp::UNIX_EPOCH)],
                )
            })
            .expect("an origin");
        let mut first = 1;
        while first <= rows {
            let last = rows.min(first + CHUNK - 1);
            self.db
                .write(|tx| {
                    let persons = [
                        ("id", ColumnKind::BigInt),
                        ("origin_id", ColumnKind::BigInt),
                        ("created_at", ColumnKind::Instant),
                    ];
                    let now = Value::Instant(jiff::Timestamp::UNIX_EPOCH);
                    let mut people =
                        (first..=last).map(|n| vec![number(n), Value::Int(1), now.clone()]);
                    batch::copy_in(tx, &TableName::new("person"), &persons, &mut people)?;
                    let mut contracts = (first..=last).map(contract);
                    batch::copy_in(tx, &table, &columns, &mut contracts)
                })
                .expect("contracts");
            first = last + 1;
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        for (base, name) in &self.databases {
            let text = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
            let dropped = Db::open(base, &Options::default())
                .and_then(|db| db.outside_transaction(Box::leak(text.into_boxed_str())));
            if dropped.is_err() && self.tenant.dialect() == Dialect::Postgres {
                eprintln_once(name);
            }
        }
    }
}

#[expect(clippy::print_stderr, reason = "a left-over database should be known")]
fn eprintln_once(name: &str) {
    eprintln!("database {name} is left over");
}

/// A number as a value.
pub fn number(n: u64) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Rows in one transaction of the loading.
const CHUNK: u64 = 50_000;

const CONTRACT: &[(&str, ColumnKind)] = &[
    ("id", ColumnKind::BigInt),
    ("person_id", ColumnKind::BigInt),
    ("o_origin", ColumnKind::BigInt),
    ("o_fold", ColumnKind::Text),
    ("o_created_at", ColumnKind::Instant),
    ("o_changed_at", ColumnKind::Instant),
    ("o_changed_by", ColumnKind::BigInt),
    ("contract_number", ColumnKind::Text),
    ("holder_first_name", ColumnKind::Text),
    ("holder_last_name", ColumnKind::Text),
    ("email", ColumnKind::Text),
    ("phone", ColumnKind::Text),
    ("street", ColumnKind::Text),
    ("postcode", ColumnKind::Text),
    ("city", ColumnKind::Text),
    ("iban", ColumnKind::Text),
    ("tariff", ColumnKind::Text),
    ("status", ColumnKind::Text),
    ("ended_on", ColumnKind::Date),
];

fn contract(n: u64) -> Vec<Value> {
    // Spread over the table: 3 of 10 are due.
    let due = n % 10 < 3;
    let now = Value::Instant(jiff::Timestamp::UNIX_EPOCH);
    let days = i64::try_from(n % 300).unwrap_or(0).days();
    let ended = if due { date(2012, 1, 1) } else { date(2025, 1, 1) };
    vec![
        number(n),
        number(n),
        Value::Int(1),
        format!("nachname{}, vorname{}", n * 7919 % 50_021, n * 31 % 5_003).into(),
        now.clone(),
        now,
        Value::Int(1),
        format!("V-{n:09}").into(),
        format!("Vorname{}", n * 31 % 5_003).into(),
        format!("Nachname{}", n * 7919 % 50_021).into(),
        format!("person{n}@example.org").into(),
        format!("+4930{n:08}").into(),
        format!("Weg {}", n % 300).into(),
        format!("{:05}", n % 99_999).into(),
        format!("Ort{}", n % 3_000).into(),
        format!("DE89{:018}", n * 999_983 % 1_000_000_000).into(),
        "Öko".into(),
        "ended".into(),
        ended.checked_add(days).unwrap_or(ended).into(),
    ]
}
