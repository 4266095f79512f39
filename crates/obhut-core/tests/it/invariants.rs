//! What must hold of every operation: refused to strangers, journalled when it changes data,
//! nothing seen through any door that the role may not see, and nothing half done when a commit
//! breaks.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use jiff::civil::date;
use obhut_core::{
    CaseId, Op, Operation, Place, Right, Tenant,
    access::{self, Actor, ActorKind, Rights, Role, builtin_grants},
    jobs, journal, marks, persons,
    register::{
        Channel, FieldSpec, NewRecord, Provenance, RecordFilter, Template, TypeSpec, Visibility,
        export::{ExportRequest, export},
        import::{ImportRequest, import},
        records, schema,
    },
    retention::{self, HandAction, RunOrigin, RunRequest},
    setup, upkeep,
};
use obhut_kernel::{Category, DataType, FieldClass, Kind, Result, Value};
use obhut_law::LegalBasis;
use obhut_sheets::{CsvStyle, CsvWriter, Options as SheetOptions, Table, Writer};
use obhut_sql::{Db, Fault, Options, catalogue};

use crate::harness::{TestStore, on_each_engine};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "note-old"
type = "note"
start = "written_on"
period = "P24M"
action = "delete"
reason = "no purpose left"

[[rule]]
key = "contract-ended"
type = "contract"
when = 'status = "ended"'
start = "ended_on"
class = "end_of_relationship_6y"
action = "anonymise"
reason = "contract documents"
"#;

fn raw(store: &TestStore) -> Db {
    let options = Options { schema: Some(store.place.schema()), ..Options::default() };
    Db::open(&store.place.data(), &options).unwrap()
}

/// Every value of every table but the journal's, as texts.
fn values(store: &TestStore) -> BTreeMap<String, Vec<String>> {
    let db = raw(store);
    let tables = db.read(|tx| catalogue::read(tx, None)).unwrap().tables;
    tables
        .iter()
        .map(|table| table.name.name.as_str())
        .filter(|name| !name.starts_with("journal_") && !name.starts_with("sqlite_"))
        .map(|name| {
            let text: &'static str = Box::leak(format!("SELECT * FROM \"{name}\"").into());
            let found = db.read(|tx| tx.query(text, &[])).unwrap();
            let mut all: Vec<_> = found.iter().map(|row| format!("{:?}", row.values())).collect();
            all.sort();
            (name.to_owned(), all)
        })
        .collect()
}

fn entries(store: &TestStore) -> Vec<journal::EntryView> {
    let filter = journal::Filter::default();
    store.tenant.read(&store.admin(), |op| journal::ops::list(op, &filter)).unwrap()
}

fn provenance() -> Provenance {
    Provenance {
        channel: Channel::Manual,
        source: "test".to_owned(),
        basis: Some(LegalBasis::Contract),
    }
}

/// Keys of records that scenarios work on.
struct Prepared {
    contract: String,
    kept: String,
    folder: tempfile::TempDir,
}

fn prepare(store: &TestStore) -> Prepared {
    let admin = store.admin();
    store.tenant.write(&admin, |op| retention::ops::apply(op, CONCEPT)).unwrap();
    let contract = |name: &str| {
        store.record(
            "contract",
            &[
                ("holder_last_name", name.into()),
                ("email", format!("{name}@example.org").to_lowercase().into()),
                ("ended_on", date(2010, 1, 1).into()),
            ],
        )
    };
    let prepared = Prepared {
        contract: contract("Barbara"),
        kept: contract("Kiesling"),
        folder: tempfile::tempdir().unwrap(),
    };
    store.record("note", &[("body", "alt".into()), ("written_on", date(2020, 1, 1).into())]);
    let target = marks::Target::Record { type_key: "contract", key: &prepared.kept };
    store
        .tenant
        .write(&admin, |op| marks::ops::set(op, marks::MarkKind::Lock, target, "Art. 18", None))
        .unwrap();
    store.actor("vera", Role::Sales);
    journal::ops::settle(&store.tenant).unwrap();
    journal::ops::integrate(&store.tenant).unwrap();
    prepared
}

fn type_spec() -> TypeSpec {
    TypeSpec {
        key: "pet".to_owned(),
        de: "Haustier".to_owned(),
        en: "Pet".to_owned(),
        kind: obhut_core::systems::TypeKind::Matter,
        retain: Vec::new(),
        fields: vec![field_spec("name")],
    }
}

fn field_spec(key: &str) -> FieldSpec {
    FieldSpec {
        key: key.to_owned(),
        de: key.to_owned(),
        en: key.to_owned(),
        data_type: DataType::Text,
        category: Category::OtherPersonal,
        classified: true,
        required: false,
        unique: false,
        choices: Vec::new(),
        link: None,
    }
}

fn new_record(name: &str) -> NewRecord {
    NewRecord {
        values: BTreeMap::from([
            ("holder_last_name".to_owned(), name.into()),
            ("email".to_owned(), format!("{name}@example.net").to_lowercase().into()),
        ]),
        person: None,
        visibility: Visibility::All,
    }
}

fn run(tenant: &Tenant, actor: &Actor, rule: &str) -> Result<retention::RunReport> {
    let request =
        RunRequest { rule: rule.to_owned(), today: None, origin: RunOrigin::Hand, pause: false };
    retention::run(tenant, actor, &request, |_| true)
}

fn hand<'a>(action: &'a str, key: &'a str) -> HandAction<'a> {
    HandAction {
        action,
        type_key: "contract",
        key,
        reason: "verlangt",
        fields: Vec::new(),
        origin: RunOrigin::Hand,
    }
}

fn sheet() -> Table {
    let text = "Vorname;Nachname;E-Mail\nAnna;Weiß;anna@example.com\nBert;Grün;bert@example.com\n";
    Table::from_bytes("test.csv", text.as_bytes(), &SheetOptions::default()).unwrap()
}

fn import_sheet(tenant: &Tenant, actor: &Actor) -> Result<u64> {
    let request = ImportRequest {
        source: Some("Vereinsverwaltung".to_owned()),
        basis: Some(LegalBasis::Contract),
        ..ImportRequest::new("contact")
    };
    import(tenant, actor, sheet(), &request, None, |_| true).map(|report| report.imported)
}

fn edit(tenant: &Tenant, actor: &Actor, key: &str, city: &str) -> Result<usize> {
    let values = BTreeMap::from([("city".to_owned(), Value::from(city))]);
    tenant.write(actor, |op| records::edit(op, "contract", key, &values, "Umzug"))
}

fn take_out(tenant: &Tenant, actor: &Actor, type_key: &str, path: &Path) -> Result<u64> {
    let request = ExportRequest {
        type_key: type_key.to_owned(),
        reason: "Versand".to_owned(),
        format: "csv".to_owned(),
        ..ExportRequest::default()
    };
    export(tenant, actor, &request, |columns| {
        let out = fs::File::create(path).unwrap();
        Ok(Box::new(CsvWriter::new(out, CsvStyle::Comma, columns)?) as Box<dyn Writer>)
    })
    .map(|report| report.records)
}

/// Opens a case for the person of the contract that is not touched otherwise.
fn open_case(store: &TestStore, actor: &Actor, prepared: &Prepared) -> Result<CaseId> {
    let contract = |op: &mut Op<'_, '_>| records::show(op, "contract", &prepared.kept);
    let person = store.tenant.read(&store.admin(), contract).unwrap().person.unwrap();
    let open = |op: &mut Op<'_, '_>| {
        retention::open_case(op, person, "Anruf", RunOrigin::Hand, Some("invariants"))
    };
    store.tenant.write(actor, open).map(|case| case.id)
}

/// A case in which something is due, where the actor may open one.
fn case_of(store: &TestStore, actor: &Actor) -> CaseId {
    if actor.login != setup::FIRST_LOGIN {
        return CaseId(0);
    }
    let ended = [("status", "ended".into()), ("ended_on", date(2010, 1, 1).into())];
    let values = [("email", Value::from("fall@example.org")), ended[0].clone(), ended[1].clone()];
    let key = store.record("contract", &values);
    let contract = |op: &mut Op<'_, '_>| records::show(op, "contract", &key);
    let person = store.tenant.read(actor, contract).unwrap().person.unwrap();
    let open =
        |op: &mut Op<'_, '_>| retention::open_case(op, person, "Anruf", RunOrigin::Api, None);
    store.tenant.write(actor, open).unwrap().id
}

/// Does one operation of the list as `actor`.
fn attempt(
    store: &TestStore,
    prepared: &Prepared,
    actor: &Actor,
    operation: Operation,
) -> Result<()> {
    use Operation as O;
    let tenant = &store.tenant;
    let locked = || marks::Target::Record { type_key: "contract", key: &prepared.kept };
    let target = || marks::Target::Record { type_key: "contract", key: &prepared.contract };
    let path = |name: &str| prepared.folder.path().join(name);
    let key = prepared.contract.as_str();
    match operation {
        O::TypeCreate => tenant.write(actor, |op| schema::create_type(op, &type_spec())).map(drop),
        O::FieldChange => {
            tenant.write(actor, |op| schema::add_field(op, "note", &field_spec("mood")))
        }
        O::RecordCreate => tenant
            .write(actor, |op| records::create(op, "contract", &new_record("Neu"), &provenance()))
            .map(drop),
        O::RecordImport => import_sheet(tenant, actor).map(drop),
        O::RecordSee => tenant.read(actor, |op| records::show(op, "contract", key)).map(drop),
        O::RecordEdit => edit(tenant, actor, key, "Hagen").map(drop),
        O::RecordVisibility => tenant
            .write(actor, |op| {
                records::set_visibility(op, "contract", key, Visibility::Owner, "vertraulich")
            })
            .map(drop),
        O::RecordPerson => tenant
            .write(actor, |op| {
                obhut_core::register::set_person(
                    op,
                    "contract",
                    key,
                    obhut_core::register::Owner::New,
                    "getrennt",
                )
            })
            .map(drop),
        O::RecordExport => take_out(tenant, actor, "contract", &path("out.csv")).map(drop),
        O::MarkSet => {
            let kind = marks::MarkKind::Keep;
            tenant.write(actor, |op| marks::ops::set(op, kind, target(), "Streit", None)).and_then(
                |()| tenant.write(actor, |op| marks::ops::release(op, kind, target(), "vorbei")),
            )
        }
        O::MarkRelease => tenant
            .write(actor, |op| marks::ops::release(op, marks::MarkKind::Lock, locked(), "vorbei")),
        O::RecordAct => {
            tenant.write(actor, |op| retention::act(op, &hand("anonymise", key))).map(drop)
        }
        O::PersonFind => tenant.read(actor, |op| persons::ops::find(op, "Barbara")).map(drop),
        O::SuppressionAdd => {
            tenant.write(actor, |op| persons::ops::suppress(op, "a@example.org", "Widerspruch"))
        }
        O::SuppressionOverride => {
            let (new, from) = (new_record("Trotzdem"), provenance());
            tenant
                .write(actor, |op| {
                    records::create_despite_suppression(op, "contract", &new, &from, "kommt wieder")
                })
                .map(drop)
        }
        O::AccountAdd
        | O::AccountRole
        | O::AccountClose
        | O::AccountReopen
        | O::AccountRename
        | O::AccountList => attempt_account(tenant, actor, operation),
        _ => attempt_privacy(store, prepared, actor, operation),
    }
}

fn attempt_account(tenant: &Tenant, actor: &Actor, operation: Operation) -> Result<()> {
    use Operation as O;
    match operation {
        O::AccountAdd => tenant
            .write(actor, |op| access::ops::add(op, "max", "Max", ActorKind::User, None, &[]))
            .map(drop),
        O::AccountRole => {
            tenant.write(actor, |op| access::ops::set_role(op, "vera", Role::Clerk, true))
        }
        O::AccountClose => {
            let close = |op: &mut Op<'_, '_>| access::ops::close(op, "vera", "ausgeschieden");
            tenant.write(actor, close)
        }
        O::AccountReopen => {
            let reopen = |op: &mut Op<'_, '_>| access::ops::reopen(op, "vera", "wieder da");
            tenant.write(actor, reopen)
        }
        O::AccountRename => {
            tenant.write(actor, |op| access::ops::rename(op, "vera", "vera", Some("Vera")))
        }
        O::AccountList => tenant.read(actor, access::ops::list).map(drop),
        _ => unreachable!("{operation:?}"),
    }
}

fn attempt_privacy(
    store: &TestStore,
    prepared: &Prepared,
    actor: &Actor,
    operation: Operation,
) -> Result<()> {
    use Operation as O;
    let tenant = &store.tenant;
    let path = |name: &str| prepared.folder.path().join(name);
    match operation {
        O::ConceptSee => tenant.read(actor, retention::ops::concept).map(drop),
        O::ConceptApply => {
            let text = CONCEPT.replace("P24M", "P36M");
            tenant.write(actor, |op| retention::ops::apply(op, &text)).map(drop)
        }
        O::RunStart => run(tenant, actor, "note-old").map(drop),
        O::CaseSee => tenant.read(actor, |op| retention::list_cases(op, None, 10)).map(drop),
        O::CaseOpen => open_case(store, actor, prepared).map(drop),
        O::CaseApprove => {
            let case = case_of(store, actor);
            tenant.write(actor, |op| retention::approve_case(op, case)).map(drop)
        }
        O::CasePostpone => {
            let is_stranger = actor.login != setup::FIRST_LOGIN;
            // Asking for a case would be a refusal of its own.
            let case = if is_stranger { CaseId(0) } else { open_case(store, actor, prepared)? };
            let until = date(2027, 1, 1);
            tenant.write(actor, |op| retention::postpone_case(op, case, until, "Klage"))
        }
        O::JournalSee => {
            let filter = journal::Filter::default();
            tenant.read(actor, |op| journal::ops::list(op, &filter)).map(drop)
        }
        O::JournalVerify => journal::verify(tenant, actor, &[]).map(drop),
        O::JournalExport => journal::export(tenant, actor, &path("journal"), &[]).map(drop),
        O::StoreBackup => upkeep::backup(tenant, actor, &path("b.obhut")).map(drop),
        O::StoreRestore => {
            upkeep::backup(tenant, &store.admin(), &path("r.obhut")).unwrap();
            let file = path("r.obhut");
            let wish = upkeep::Restore {
                file: &file,
                force: true,
                without_keystore: true,
                login: &actor.login,
            };
            let outcome = upkeep::restore(&second_place(store), &store.world, &wish).map(drop);
            fs::remove_file(path("r.obhut")).unwrap();
            outcome
        }
        O::StorePurge => upkeep::purge(tenant, actor).map(drop),
        O::JobSee => tenant.read(actor, jobs::ops::list).map(drop),
        O::JobChange => tenant.write(actor, |op| jobs::ops::switch(op, true)),
        _ => panic!("no attempt at {operation:?}"),
    }
}

/// Where a backup of the store is restored to.
fn second_place(store: &TestStore) -> Place {
    Place::new(store.folder.path().join("second"), None, None, "main").unwrap()
}

#[test]
fn every_operation_is_refused_to_a_stranger_and_journalled() {
    on_each_engine(Template::Crm, |store| {
        let prepared = prepare(store);
        store
            .tenant
            .write(&store.admin(), |op| {
                access::ops::add(op, "fremd", "Fremd", ActorKind::User, None, &[])
            })
            .unwrap();
        let stranger = access::ops::actor(&store.tenant, "fremd").unwrap();
        for operation in Operation::ALL {
            let before = (values(store), entries(store).len());
            let outcome = attempt(store, &prepared, &stranger, *operation);
            let error = outcome.expect_err(operation.key());
            assert_eq!(error.kind(), Kind::Forbidden, "{}: {error:?}", operation.key());
            let entries = entries(store);
            if *operation == Operation::StoreRestore {
                // The refusal belongs to the store that was not restored.
                continue;
            }
            assert_eq!(values(store), before.0, "{} changed something", operation.key());
            assert_eq!(entries.len(), before.1 + 1, "{}", operation.key());
            let refusal = &entries[0];
            assert_eq!((refusal.act.as_str(), refusal.actor.as_str()), ("access.refused", "fremd"));
            assert_eq!(refusal.details["operation"], operation.key());
            assert_eq!(refusal.details["why"], "forbidden");
        }
    });
}

#[test]
fn every_operation_that_changes_data_is_journalled_and_no_other_changes_any() {
    on_each_engine(Template::Crm, |store| {
        let prepared = prepare(store);
        let admin = store.admin();
        for operation in Operation::ALL {
            let before = (values(store), entries(store).len());
            let outcome = attempt(store, &prepared, &admin, *operation);
            outcome.unwrap_or_else(|error| panic!("{}: {error:?}", operation.key()));
            let after = entries(store);
            if *operation == Operation::StoreRestore {
                // Its entry stands in the store that it made.
                let second = setup::open(&second_place(store), &store.world).unwrap();
                let read =
                    |op: &mut Op<'_, '_>| journal::ops::list(op, &journal::Filter::default());
                let entries = second.read(&admin, read).unwrap();
                assert_eq!((&*entries[0].act, &*entries[0].actor), ("store.restore", "admin"));
                continue;
            }
            if operation.changes_data() {
                assert!(after.len() > before.1, "{} left no entry", operation.key());
                assert_eq!(after[0].actor, "admin", "{}", operation.key());
            } else {
                assert_eq!((values(store), after.len()), before, "{}", operation.key());
            }
        }
        journal::ops::integrate(&store.tenant).unwrap();
        let found = journal::verify(&store.tenant, &admin, &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
    });
}

/// What each role may, in short; a change here is a change of what people see.
#[test]
fn roles_have_the_rights_they_had() {
    let mut matrix = Vec::new();
    for role in Role::ALL {
        let rights = Rights::new(builtin_grants().into_iter().filter(|g| g.role == role.key()));
        let has: Vec<_> = Right::ALL
            .iter()
            .filter(|r| rights.allows(**r, Some("contact")))
            .map(|r| r.key())
            .collect();
        let classes = |right| -> String {
            let all = FieldClass::ALL.into_iter();
            let seen = all.filter(|class| rights.allows_class(right, "contact", *class));
            seen.map(FieldClass::key).collect::<Vec<_>>().join(" ")
        };
        matrix.push(format!("{}: {}", role.key(), has.join(" ")));
        matrix.push(format!("  sees {}", classes(Right::RecordsSee)));
        matrix.push(format!("  sees masked {}", classes(Right::RecordsSeeMasked)));
        matrix.push(format!("  edits {}", classes(Right::RecordsEdit)));
        matrix.push(format!("  exports {}", classes(Right::RecordsExport)));
        let contract = rights.allows(Right::RecordsSee, Some("contract"));
        let user = rights.allows(Right::RecordsSee, Some("user"));
        matrix.push(format!("  contract {contract} user {user}"));
    }
    let all = "plain identity contact finance employment content technical special other";
    let everything = format!("  sees {all}\n  sees masked {all}\n  edits {all}\n  exports {all}");
    let daily = "plain identity contact finance employment content";
    let nothing = "";
    let expected = format!(
        "administrator: records.see types.manage concept.see journal.verify accounts.manage store.manage
  sees plain
  sees masked \n  edits \n  exports {nothing}
  contract true user true
privacy_manager: records.see records.see_all records.see_masked records.create records.edit \
records.export records.act records.mark types.manage concept.see concept.edit runs.start \
journal.see journal.verify
{everything}
  contract true user true
clerk: records.see records.see_all records.create records.edit
  sees {daily}
  sees masked \n  edits {daily}\n  exports {nothing}
  contract true user true
sales: records.see records.create records.edit
  sees plain identity contact
  sees masked \n  edits plain identity contact\n  exports {nothing}
  contract true user false
marketing: records.see records.see_all
  sees plain identity contact
  sees masked \n  edits \n  exports {nothing}
  contract false user false
auditor: records.see records.see_all concept.see journal.see journal.verify
  sees plain
  sees masked \n  edits \n  exports {nothing}
  contract true user true
external: records.see records.see_all records.see_masked
  sees plain
  sees masked plain identity contact
  edits \n  exports {nothing}
  contract false user false"
    );
    assert_eq!(matrix.join("\n"), expected);
}

/// The words of a contact that only some roles may see, by the class of their fields.
const IBAN: &str = "DE89370400440532013000";

pub(crate) fn contact(store: &TestStore) -> String {
    let key = store.record(
        "contact",
        &[
            ("first_name", "Barbara".into()),
            ("last_name", "Zwiebelfisch".into()),
            ("email", "zwiebel@example.org".into()),
            ("iban", IBAN.into()),
            ("remarks", "hat Zwiebelgeheimnis".into()),
            ("status", "active".into()),
        ],
    );
    let values = BTreeMap::from([
        ("iban".to_owned(), Value::from("DE02120300000000202051")),
        ("last_name".to_owned(), Value::from("Zwiebelneu")),
    ]);
    store
        .tenant
        .write(&store.admin(), |op| records::edit(op, "contact", &key, &values, "Heirat"))
        .unwrap();
    key
}

/// Everything that reading doors show to an actor of a contact, as one text.
pub(crate) fn all_doors(store: &TestStore, actor: &Actor, key: &str) -> String {
    let tenant = &store.tenant;
    let filter = || RecordFilter { limit: 10, ..RecordFilter::default() };
    let mut seen = String::new();
    let mut add = |what: String| seen.push_str(&what);
    let show = tenant.read(actor, |op| records::show(op, "contact", key));
    add(show.map_or_else(|_| String::new(), |view| serde_json::to_string(&view).unwrap()));
    let list = tenant.read(actor, |op| records::list(op, "contact", &filter()));
    add(list.map_or_else(|_| String::new(), |views| serde_json::to_string(&views).unwrap()));
    for query in ["Zwiebelneu", "zwiebel@example.org", "DE02120300000000202051"] {
        let found = tenant.read(actor, |op| persons::ops::find(op, query));
        add(found.map_or_else(|_| String::new(), |found| format!("{query}: {}", found.len())));
    }
    let journal = tenant.read(actor, |op| journal::ops::list(op, &journal::Filter::default()));
    add(journal.map_or_else(|_| String::new(), |views| serde_json::to_string(&views).unwrap()));
    let timeline = tenant.read(actor, |op| persons::of_record(op, "contact", key));
    add(timeline.map_or_else(|_| String::new(), |events| serde_json::to_string(&events).unwrap()));
    let many = [key.to_owned()];
    let many = tenant.read(actor, |op| records::show_many(op, "contact", &many));
    add(many.map_or_else(|_| String::new(), |views| serde_json::to_string(&views).unwrap()));
    for condition in
        ["last_name starts with \"Zwie\"", "email contains \"zwiebel\"", "class is set"]
    {
        let condition = Some(condition.parse().unwrap());
        let filter = RecordFilter { condition, limit: 10, ..RecordFilter::default() };
        let found = tenant.read(actor, |op| records::list(op, "contact", &filter));
        add(found.map_or_else(|_| String::new(), |found| format!("where: {}", found.len())));
    }
    let person = raw(store)
        .read(|tx| {
            let key = key.parse::<i64>().unwrap().into();
            tx.query_one("SELECT person_id FROM rec_contact WHERE id = ?", &[key])
        })
        .unwrap();
    let person = obhut_core::PersonId(person.unwrap().at(0).unwrap());
    let all = tenant.read(actor, |op| persons::of_person(op, person));
    add(all.map_or_else(|_| String::new(), |events| serde_json::to_string(&events).unwrap()));
    let cases = tenant.read(actor, |op| retention::list_cases(op, None, 100));
    add(cases.map_or_else(|_| String::new(), |cases| serde_json::to_string(&cases).unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    if take_out(tenant, actor, "contact", &path).is_ok() {
        add(fs::read_to_string(&path).unwrap());
    }
    seen
}

#[test]
fn no_door_shows_what_the_role_may_not_see() {
    on_each_engine(Template::Crm, |store| {
        store.tenant.write(&store.admin(), |op| retention::ops::apply(op, CONCEPT)).unwrap();
        let key = contact(store);
        let words: [(&str, FieldClass); 6] = [
            ("Zwiebelneu\"", FieldClass::Identity),
            ("Zwiebelfisch", FieldClass::Identity),
            ("zwiebel@example.org\"", FieldClass::Contact),
            (IBAN, FieldClass::Finance),
            ("DE02120300000000202051\"", FieldClass::Finance),
            ("Zwiebelgeheimnis", FieldClass::Content),
        ];
        for role in Role::ALL {
            let actor = store.actor(role.key(), role);
            let seen = all_doors(store, &actor, &key);
            assert!(seen.contains("active") || role == Role::Sales, "{role:?} sees nothing at all");
            for (word, class) in words {
                let may = actor.rights.allows_class(Right::RecordsSee, "contact", class);
                assert!(may || !seen.contains(word), "{role:?} sees {word}");
            }
        }
        let manager = access::ops::actor(&store.tenant, "privacy_manager").unwrap();
        let seen = all_doors(store, &manager, &key);
        for (word, _) in words {
            assert!(seen.contains(word), "who may sees {word}");
        }
    });
}

/// Whether a value is there cannot be found out by asking for it: neither by a condition, nor by
/// the search.
#[test]
fn hidden_fields_are_no_oracle() {
    on_each_engine(Template::Crm, |store| {
        let key = contact(store);
        let conditions = [
            ("iban = \"DE02120300000000202051\"", FieldClass::Finance),
            ("iban is empty", FieldClass::Finance),
            ("last_name starts with \"Zwie\"", FieldClass::Identity),
            ("email contains \"zwiebel\"", FieldClass::Contact),
            ("remarks contains \"geheim\"", FieldClass::Content),
        ];
        for role in Role::ALL {
            let actor = store.actor(role.key(), role);
            for (text, class) in conditions {
                let Ok(condition) = text.parse::<obhut_core::systems::Expr>() else {
                    panic!("{text}");
                };
                let filter = RecordFilter {
                    condition: Some(condition),
                    limit: 10,
                    ..RecordFilter::default()
                };
                let outcome = store.tenant.read(&actor, |op| records::list(op, "contact", &filter));
                if !actor.rights.allows_class(Right::RecordsSee, "contact", class) {
                    let error = outcome.expect_err(text);
                    assert!(matches!(error.kind(), Kind::Invalid | Kind::Forbidden), "{error:?}");
                }
            }
            let may = |class| actor.rights.allows_class(Right::RecordsSee, "contact", class);
            for (query, class) in [
                ("DE02120300000000202051", FieldClass::Finance),
                ("Zwiebelneu", FieldClass::Identity),
                ("zwiebel@example.org", FieldClass::Contact),
            ] {
                let found = store.tenant.read(&actor, |op| persons::ops::find(op, query));
                let found = found.is_ok_and(|found| found.iter().any(|found| found.key == key));
                assert!(may(class) || !found, "{role:?} finds {query}");
            }
        }
    });
}

#[test]
fn records_of_others_look_as_if_they_were_missing() {
    on_each_engine(Template::Crm, |store| {
        let admin = store.admin();
        for (login, team) in [("anna", "nord"), ("bert", "nord"), ("cora", "sued")] {
            store
                .tenant
                .write(&admin, |op| {
                    access::ops::add(op, login, login, ActorKind::User, Some(team), &[Role::Sales])
                })
                .unwrap();
        }
        let actor = |login: &str| access::ops::actor(&store.tenant, login).unwrap();
        let (anna, bert, cora) = (actor("anna"), actor("bert"), actor("cora"));
        let make = |visibility| {
            let new = NewRecord {
                values: BTreeMap::from([
                    ("first_name".to_owned(), "Barbara".into()),
                    ("last_name".to_owned(), "Zander".into()),
                ]),
                person: None,
                visibility,
            };
            store
                .tenant
                .write(&anna, |op| records::create(op, "contact", &new, &provenance()))
                .unwrap()
        };
        let (own, team, all) =
            (make(Visibility::Owner), make(Visibility::Team), make(Visibility::All));
        for (reader, sees) in
            [(&anna, vec![&own, &team, &all]), (&bert, vec![&team, &all]), (&cora, vec![&all])]
        {
            let filter = RecordFilter { limit: 10, ..RecordFilter::default() };
            let list =
                store.tenant.read(reader, |op| records::list(op, "contact", &filter)).unwrap();
            assert_eq!(list.iter().map(|view| &view.key).collect::<Vec<_>>(), sees);
            let found = store.tenant.read(reader, |op| persons::ops::find(op, "Zander")).unwrap();
            let found: BTreeSet<_> = found.iter().map(|found| &found.key).collect();
            assert_eq!(found, sees.iter().copied().collect());
            for key in [&own, &team, &all] {
                let show = store.tenant.read(reader, |op| records::show(op, "contact", key));
                if sees.contains(&key) {
                    show.unwrap();
                    continue;
                }
                let hidden = show.unwrap_err();
                let missing = store
                    .tenant
                    .read(reader, |op| records::show(op, "contact", "4711"))
                    .unwrap_err();
                assert_eq!(hidden.kind(), missing.kind());
                assert_eq!(hidden.outside().key(), missing.outside().key());
                let edited = BTreeMap::from([("city".to_owned(), Value::from("Hagen"))]);
                let edit = store
                    .tenant
                    .write(reader, |op| records::edit(op, "contact", key, &edited, "Umzug"));
                assert_eq!(edit.unwrap_err().kind(), Kind::NotFound);
                let timeline =
                    store.tenant.read(reader, |op| persons::of_record(op, "contact", key));
                assert_eq!(timeline.unwrap_err().kind(), Kind::NotFound);
            }
        }
        // Outside it looks the same, in the journal it does not.
        let refused = entries(store).into_iter().filter(|entry| entry.act == "access.refused");
        assert!(refused.count() >= 6);
    });
}

#[test]
fn whoever_is_in_charge_sees_clear_what_others_see_masked() {
    on_each_engine(Template::Crm, |store| {
        let key = contact(store);
        let external = store.actor("extern", Role::External);
        let view = store.tenant.read(&external, |op| records::show(op, "contact", &key)).unwrap();
        assert_eq!(view.fields["last_name"], "XXXXbelneu");
        assert!(!view.fields.contains_key("iban") && view.fields["status"] == "active");
        // The person in charge is the record's owner.
        let db = raw(store);
        db.write(|tx| tx.execute("UPDATE rec_contact SET o_owner = ?", &[external.id.into()]))
            .unwrap();
        let view = store.tenant.read(&external, |op| records::show(op, "contact", &key)).unwrap();
        assert_eq!(view.fields["last_name"], "Zwiebelneu");
        assert!(!view.fields.contains_key("iban"));
    });
}

type Step = fn(&Tenant, &Actor, &Prepared) -> Result<()>;

/// Steps of storing, each of which can be repeated after it failed.
const STEPS: [(&str, Step); 9] = [
    ("create", |tenant, actor, _| {
        tenant
            .write(actor, |op| records::create(op, "contract", &new_record("Neu"), &provenance()))
            .map(drop)
    }),
    ("edit", |tenant, actor, prepared| edit(tenant, actor, &prepared.contract, "Hagen").map(drop)),
    ("mark", |tenant, actor, prepared| {
        let target = marks::Target::Record { type_key: "contract", key: &prepared.contract };
        tenant
            .write(actor, |op| marks::ops::set(op, marks::MarkKind::Lock, target, "Art. 18", None))
    }),
    ("act", |tenant, actor, prepared| {
        tenant
            .write(actor, |op| retention::act(op, &hand("anonymise", &prepared.contract)))
            .map(drop)
    }),
    ("run", |tenant, actor, _| run(tenant, actor, "note-old").map(drop)),
    ("apply", |tenant, actor, _| {
        let text = CONCEPT.replace("P24M", "P36M");
        tenant.write(actor, |op| retention::ops::apply(op, &text)).map(drop)
    }),
    ("integrate", |tenant, _, _| journal::ops::integrate(tenant).map(drop)),
    ("settle", |tenant, actor, prepared| {
        let erased =
            tenant.write(actor, |op| retention::act(op, &hand("anonymise", &prepared.contract)));
        match erased {
            Err(error) if error.kind() != Kind::Conflict => Err(error),
            // Done before; what follows in the keystore may not be.
            _ => journal::ops::settle(tenant),
        }
    }),
    ("import", |tenant, actor, _| import_sheet(tenant, actor).map(drop)),
];

/// What a repetition after a commit that was kept may say: it was done already.
fn is_done_already(step: &str, kind: Kind) -> bool {
    match step {
        "mark" | "act" => kind == Kind::Conflict,
        _ => false,
    }
}

/// What matters of the end state: everything but moments, random identifiers, and the journal,
/// which is verified instead.
fn end_state(store: &TestStore) -> Vec<(String, i64)> {
    let db = raw(store);
    let count = |text: &'static str| -> i64 {
        db.read(|tx| tx.query_one(text, &[])).unwrap().unwrap().at(0).unwrap()
    };
    [
        "SELECT count(*) FROM rec_contract",
        "SELECT count(*) FROM rec_contract WHERE o_state = 9",
        "SELECT count(*) FROM rec_contract WHERE o_marks <> 0",
        "SELECT count(*) FROM rec_contract WHERE city = 'Hagen'",
        "SELECT count(*) FROM rec_note",
        "SELECT count(*) FROM rec_contact",
        "SELECT count(*) FROM person",
        "SELECT count(*) FROM mark",
        "SELECT count(*) FROM case_item",
        "SELECT count(*) FROM concept",
        "SELECT coalesce(sum(done), 0)::bigint FROM run",
        "SELECT count(*) FROM run WHERE state = 'running'",
        "SELECT count(*) FROM suppression",
        "SELECT count(*) FROM ledger_outbox",
        "SELECT count(*) FROM key_removal",
    ]
    .into_iter()
    .map(|text| {
        let text = if db.dialect() == obhut_sql::Dialect::Sqlite {
            Box::leak(text.replace("::bigint", "").into_boxed_str())
        } else {
            text
        };
        (text.to_owned(), count(text))
    })
    .collect()
}

/// Does a step with its `nth` commit broken, and then again.
fn broken(
    (name, work): (&str, Step),
    nth: u64,
    fault: Fault,
    expected: &[(String, i64)],
    store: &TestStore,
) {
    let prepared = prepare(store);
    let admin = store.admin();
    let before = end_state(store);
    store.world.faults.plan(nth, fault);
    if let Err(error) = work(&store.tenant, &admin, &prepared) {
        assert_eq!(error.outside().key(), "error-database-io", "{name} {nth} {fault:?}");
    } else {
        // Only what follows in log and keystore may fail without being called a failure.
        assert!(["import", "mark", "act", "settle"].contains(&name), "{name} {nth} {fault:?}");
        let data = |state: &[(String, i64)]| state[..state.len() - 2].to_vec();
        assert_eq!(data(&end_state(store)), data(expected), "{name} {nth} {fault:?}");
    }
    let now = end_state(store);
    if !["run", "import", "settle"].contains(&name) {
        // What follows in the keystore is carried out later and is no part of the state.
        let data = |state: &[(String, i64)]| state[..state.len() - 2].to_vec();
        let whole = data(&now) == data(&before) || data(&now) == data(expected);
        assert!(whole, "{name} {nth} {fault:?}: between the states: {now:?}");
    }
    // As the next process would do it. What was kept cannot be told from what was not: whoever
    // makes a record or imports a file looks first whether it is there.
    let again = store.reopen();
    let made = ["create", "import"].contains(&name) && now == expected;
    if !made && let Err(error) = work(&again, &admin, &prepared) {
        assert!(is_done_already(name, error.kind()), "{name} {nth} {fault:?}: {error:?}");
    }
    journal::ops::settle(&again).unwrap();
    journal::ops::integrate(&again).unwrap();
    assert_eq!(end_state(store), expected, "{name} {nth} {fault:?}");
    let found = journal::verify(&store.tenant, &admin, &[]).unwrap();
    assert!(found.is_ok(), "{name} {nth} {fault:?}: {:?}", found.problems);
    assert_eq!(found.pending, 0);
}

/// On one engine each time a fresh store; what a step ends in is measured without a fault first.
fn break_steps(server: Option<&str>) {
    let fresh = || TestStore::new(Template::Crm, server.map(str::to_owned));
    for (name, work) in STEPS {
        let store = fresh();
        let prepared = prepare(&store);
        let before = store.world.faults.commits();
        work(&store.tenant, &store.admin(), &prepared).unwrap();
        let commits = store.world.faults.commits() - before;
        assert!(commits > 0, "{name} commits nothing");
        journal::ops::settle(&store.tenant).unwrap();
        journal::ops::integrate(&store.tenant).unwrap();
        let expected = end_state(&store);
        store.remove();
        for fault in [Fault::NotKept, Fault::KeptButFailed] {
            for nth in 1..=commits {
                let store = fresh();
                broken((name, work), nth, fault, &expected, &store);
                store.remove();
            }
        }
    }
}

#[test]
fn each_commit_broken_twice_ends_in_the_same_state() {
    break_steps(None);
}

#[test]
fn each_commit_broken_twice_ends_in_the_same_state_on_postgres() {
    if let Ok(url) = std::env::var("OBHUT_TEST_POSTGRES") {
        break_steps(Some(&url));
        return;
    }
    assert!(std::env::var("OBHUT_REQUIRE_SERVERS").is_err(), "OBHUT_TEST_POSTGRES is not set");
    eprintln!("NOT RUN on PostgreSQL: OBHUT_TEST_POSTGRES is not set");
}

/// A store can be opened by several, and what a first account is called is known.
#[test]
fn the_first_account_may_not_be_lost() {
    on_each_engine(Template::Empty, |store| {
        let admin = store.admin();
        let taken = store.tenant.write(&admin, |op| {
            access::ops::set_role(op, setup::FIRST_LOGIN, Role::Administrator, false)
        });
        assert_eq!(taken.unwrap_err().kind(), Kind::Conflict);
    });
}
