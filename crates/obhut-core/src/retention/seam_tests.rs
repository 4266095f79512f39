//! The engine on tables that are not ours: the same rule, plan and actions on a foreign table of
//! each engine, stages and marks kept on Obhut's side.

use std::sync::Arc;

use jiff::civil::{Date, date};
use obhut_db::{
    FieldId, Place, TypeId,
    sql::{
        ColumnKind, ColumnSpec, Db, Dialect, Faults, Options, TableName, TableSpec, Target, batch,
        ddl,
    },
};
use obhut_kernel::{Category, DataType, FixedClock, SeededRandom, Value};

use crate::{
    access,
    context::{Op, Tenant},
    journal,
    operation::Operation,
    register::Template,
    retention::{
        Concept,
        engine::{self, Work},
        plan::plan,
        store,
        types::RunOrigin,
    },
    setup::{self, Setup, World},
    systems::{Data, Field, PersonLink, RecordType, StateAt, TypeKind, insert_field, insert_type},
};

const CONCEPT: &str = r#"
[[rule]]
key = "customers-gone"
type = "customer"
when = 'state = "gone"'
start = "left_on"
period = "P3Y"
year_end = true
action = "anonymise"
reason = "no purpose left"

[[rule]]
key = "customers-delete"
type = "customer"
start = "left_on"
period = "P10Y"
action = "delete"
reason = "no purpose left"
"#;

fn tenant(folder: &std::path::Path) -> Tenant {
    let place = Place::new(folder.join("data"), None, None, "main").unwrap();
    let world = World {
        clock: Arc::new(FixedClock::new("2026-11-21T09:00:00Z".parse().unwrap())),
        random: Arc::new(SeededRandom::new(3)),
        faults: Arc::<Faults>::default(),
    };
    let zone = "Europe/Berlin".to_owned();
    setup::init(&place, &Setup { template: Template::Crm, sandbox: true, zone }, &world).unwrap()
}

/// The foreign databases at hand; with `OBHUT_REQUIRE_SERVERS` all three engines must be there.
fn foreign(folder: &std::path::Path) -> Vec<Db> {
    let path = folder.join("foreign.db");
    let mut targets = vec![Target::Sqlite(path)];
    for name in ["OBHUT_TEST_POSTGRES", "OBHUT_TEST_MARIADB"] {
        match std::env::var(name) {
            Ok(url) => targets.push(url.parse().unwrap()),
            Err(std::env::VarError::NotPresent)
                if std::env::var("OBHUT_REQUIRE_SERVERS").is_ok_and(|v| v == "1") =>
            {
                panic!("{name} is not set")
            }
            Err(_) => {}
        }
    }
    let options = Options { create: true, ..Options::default() };
    targets.iter().map(|target| Db::open(target, &options).unwrap()).collect()
}

fn table() -> TableName {
    TableName::new(format!("seam_customer_{}", std::process::id()))
}

fn fill(db: &Db) {
    let columns = vec![
        ColumnSpec::new("code", ColumnKind::BigInt).not_null(),
        ColumnSpec::new("contact_name", ColumnKind::Text),
        ColumnSpec::new("mail", ColumnKind::Text),
        ColumnSpec::new("state", ColumnKind::Text),
        ColumnSpec::new("left_on", ColumnKind::Date),
    ];
    let row = |code: i64, name: &str, left: Option<Date>| -> Vec<Value> {
        let mail = format!("{name}@example.org").into();
        vec![code.into(), name.into(), mail, "gone".into(), left.into()]
    };
    db.write(|tx| {
        ddl::drop_table(tx, &table())?;
        ddl::create_table(
            tx,
            &TableSpec { name: table(), columns: columns.clone(), indexes: Vec::new() },
        )?;
        let kinds: Vec<_> = columns.iter().map(|c| (c.name.as_str(), c.kind)).collect();
        let rows = [
            row(1, "due", Some(date(2022, 5, 1))),
            row(2, "early", Some(date(2024, 5, 1))),
            row(3, "never", None),
            row(4, "kept", Some(date(2021, 5, 1))),
            row(5, "ancient", Some(date(2010, 5, 1))),
        ];
        batch::insert(tx, &table(), &kinds, &mut rows.into_iter())
    })
    .unwrap();
}

fn field(key: &str, data_type: DataType, category: Category) -> Field {
    Field {
        id: FieldId(0),
        key: key.to_owned(),
        column: key.to_owned(),
        label_de: key.to_owned(),
        label_en: key.to_owned(),
        data_type,
        category,
        classified: true,
        required: false,
        unique: false,
        link_type: None,
        choices: Vec::new(),
    }
}

/// Maps the foreign table as the record type "customer" of the system "erp".
fn map(op: &mut Op<'_, '_>) -> obhut_kernel::Result<TypeId> {
    op.authorise(Operation::TypeCreate, None)?;
    let id = insert_type(
        op,
        &RecordType {
            id: TypeId(0),
            key: "customer".to_owned(),
            system: "erp".to_owned(),
            table: table(),
            key_columns: vec!["code".to_owned()],
            person: PersonLink::None,
            state: StateAt::Side,
            label_de: "Kunde".to_owned(),
            label_en: "Customer".to_owned(),
            kind: TypeKind::Person,
            retain: Vec::new(),
            fields: Vec::new(),
        },
    )?;
    let fields = [
        field("contact_name", DataType::Text, Category::Name),
        field("mail", DataType::Email, Category::Email),
        field("state", DataType::Choice, Category::None),
        field("left_on", DataType::Date, Category::None),
    ];
    for (position, field) in fields.iter().enumerate() {
        insert_field(op, id, field, position)?;
    }
    journal::ops::record(op, journal::Entry::new("type.create").detail("type", "customer"))?;
    Ok(id)
}

fn run(tenant: &Tenant, db: &Db, rule: &str) -> usize {
    let concept: Concept = CONCEPT.parse().unwrap();
    let admin = access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap();
    tenant
        .write(&admin, |op| {
            let types = op.types()?;
            let record_type = types.get("customer")?;
            op.authorise(Operation::RunStart, Some(record_type))?;
            let today = op.today();
            let plan = plan(op, &types, &concept, concept.rule(rule)?, today)?;
            let work =
                Work { plan: &plan, record_type, origin: RunOrigin::Hand, run: None, reason: None };
            db.write(|tx| {
                let mut data = Data::Foreign(tx);
                let ready = plan.ready();
                let targets = engine::page(op, &mut data, &work, &ready, None, 100)?;
                if !targets.is_empty() {
                    engine::act_on(op, &mut data, &work, &targets, &ready)?;
                }
                Ok(targets.len())
            })
        })
        .unwrap()
}

fn names(db: &Db) -> Vec<String> {
    let keyed = batch::Keyed::new(table(), ["code"]);
    db.read(|tx| {
        let always = obhut_db::sql::Condition::Always;
        batch::find(tx, &keyed, &["contact_name"], &always, None, 100)?
            .iter()
            .map(|row| row.get("contact_name"))
            .collect()
    })
    .unwrap()
}

#[test]
fn the_engine_acts_on_foreign_tables_of_each_engine() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    for (at, db) in foreign(folder.path()).iter().enumerate() {
        seen.push(db.dialect());
        fill(db);
        let tenant = tenant(&folder.path().join(at.to_string()));
        let admin = access::ops::actor(&tenant, setup::FIRST_LOGIN).unwrap();
        let id = tenant.write(&admin, map).unwrap();
        tenant
            .write(&admin, |op| {
                op.authorise(Operation::MarkSet, None)?;
                store::put_side_marks(op, id, "4", 1)?;
                journal::ops::record(op, journal::Entry::new("customer.keep")).map(drop)
            })
            .unwrap();
        assert_eq!(run(&tenant, db, "customers-gone"), 2, "{}", db.dialect());
        assert_eq!(names(db), ["XXXX", "early", "never", "kept", "XXXX"]);
        // Done once, it is not done again; what is kept stays out of every rule.
        assert_eq!(run(&tenant, db, "customers-gone"), 0);
        assert_eq!(run(&tenant, db, "customers-delete"), 1);
        assert_eq!(names(db), ["XXXX", "early", "never", "kept"]);
        journal::ops::integrate(&tenant).unwrap();
        let found = journal::verify(&tenant, &admin, &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
        db.write(|tx| ddl::drop_table(tx, &table())).unwrap();
    }
    let required = std::env::var("OBHUT_REQUIRE_SERVERS").is_ok_and(|v| v == "1");
    assert!(!required || seen == [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql]);
}
