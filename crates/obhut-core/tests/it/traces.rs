//! What an erasure leaves: no key of a record without a person, no word in a field that was empty.

use std::collections::BTreeMap;

use obhut_core::{
    Op, Tenant, journal,
    marks::{self, MarkKind, Target},
    register::{FieldSpec, Template, TypeSpec, records, schema},
    retention::{self, HandAction, RunOrigin},
    systems::TypeKind,
};
use obhut_kernel::{Category, DataType, Error, Value};
use obhut_sql::{Db, Options};

use crate::harness::{TestStore, on_each_engine};

fn act(store: &TestStore, action: &str, type_key: &str, key: &str) {
    let action = HandAction {
        action,
        type_key,
        key,
        reason: "Verlangen vom 3. Mai",
        fields: Vec::new(),
        origin: RunOrigin::Hand,
    };
    store.tenant.write(&store.admin(), |op| retention::act(op, &action)).unwrap();
}

fn edit(store: &TestStore, key: &str, body: &str) {
    let values = BTreeMap::from([("body".to_owned(), Value::from(body))]);
    store
        .tenant
        .write(&store.admin(), |op| records::edit(op, "note", key, &values, "Anna rief an"))
        .unwrap();
}

/// The subjects of the keys in the keystore that begin so.
fn keys(store: &TestStore, start: &str) -> Vec<String> {
    let options =
        Options { schema: Some("obhut_keys".to_owned()), read_only: true, ..Options::default() };
    let db = Db::open(&store.place.keystore(), &options).unwrap();
    let rows = db.read(|tx| tx.query("SELECT subject FROM data_key ORDER BY subject", &[]));
    let subjects = rows.unwrap().iter().map(|row| row.get("subject").unwrap()).collect::<Vec<_>>();
    subjects.into_iter().filter(|subject: &String| subject.starts_with(start)).collect()
}

fn entries(tenant: &Tenant, store: &TestStore) -> Vec<journal::EntryView> {
    let filter = journal::Filter::default();
    tenant.read(&store.admin(), |op| journal::ops::list(op, &filter)).unwrap()
}

#[test]
fn keys_of_records_without_a_person_go_with_the_record() {
    on_each_engine(Template::Crm, |store| {
        let note = |body: &str| store.record("note", &[("body", body.into())]);
        let (erased, other) = (note("erste"), note("zweite"));
        edit(store, &erased, "Anna will nicht");
        edit(store, &other, "Berta will");
        let target = Target::Record { type_key: "note", key: &erased };
        let admin = store.admin();
        let set = |kind, reason| {
            store.tenant.write(&admin, |op| marks::ops::set(op, kind, target, reason, None))
        };
        set(MarkKind::Lock, "Annas Streit").unwrap();
        let lift =
            |op: &mut Op<'_, '_>| marks::ops::release(op, MarkKind::Lock, target, "Anna ist einig");
        store.tenant.write(&admin, lift).unwrap();
        assert_eq!(keys(store, "record:").len(), 2);
        journal::ops::integrate(&store.tenant).unwrap();
        let before = journal::verify(&store.tenant, &admin, &[]).unwrap();
        assert!(before.is_ok());
        assert_eq!(before.erased, 0);
        act(store, "anonymise", "note", &erased);
        let of_records = keys(store, "record:");
        assert_eq!(of_records.len(), 1);
        assert!(of_records[0].ends_with(&format!(":{other}")), "{of_records:?}");
        journal::ops::integrate(&store.tenant).unwrap();
        let after = journal::verify(&store.tenant, &admin, &[]).unwrap();
        assert!(after.is_ok(), "{:?}", after.problems);
        // Made, edited, locked, unlocked.
        assert_eq!(after.erased, 4);
        // Why it was erased can still be shown, and what was not erased can be read.
        let all = entries(&store.tenant, store);
        let deed = all.iter().find(|entry| entry.act == "note.anonymise").unwrap();
        assert_eq!(deed.reason.as_deref(), Some("Verlangen vom 3. Mai"));
        let of_other = all.iter().find(|entry| entry.key.as_deref() == Some(&*other));
        assert!(of_other.unwrap().reason.is_some());
    });
}

#[test]
fn what_was_empty_stays_empty() {
    on_each_engine(Template::Crm, |store| {
        let values: [(&str, Value); 3] = [
            ("last_name", "Muster".into()),
            ("street", "".into()),
            ("email", "muster@example.org".into()),
        ];
        let key = store.record("contact", &values);
        act(store, "anonymise", "contact", &key);
        let fields = store.fields("contact", &key);
        assert_eq!(fields["last_name"], "XXXX");
        for field in ["title", "first_name", "city"] {
            assert!(fields[field].is_null(), "{field}: {}", fields[field]);
        }
        assert_ne!(fields["street"], "XXXX");
    });
}

/// Whoever runs for weeks sees what somebody else made meanwhile.
#[test]
fn another_process_sees_new_types_and_fields_at_once() {
    on_each_engine(Template::Crm, |store| {
        let server = store.reopen();
        let shown = |key: &str| {
            let view = server.read(&store.admin(), |op| records::show(op, "note", key)).unwrap();
            view.fields.keys().cloned().collect::<Vec<_>>()
        };
        let note = store.record("note", &[("body", "alt".into())]);
        assert!(!shown(&note).contains(&"mood".to_owned()));
        let mood = FieldSpec {
            key: "mood".to_owned(),
            de: "Stimmung".to_owned(),
            en: "Mood".to_owned(),
            data_type: DataType::Text,
            category: Category::Health,
            classified: false,
            required: false,
            unique: false,
            choices: Vec::new(),
            link: None,
        };
        let admin = store.admin();
        store.tenant.write(&admin, |op| schema::add_field(op, "note", &mood)).unwrap();
        assert!(shown(&note).contains(&"mood".to_owned()));
        let car = TypeSpec {
            key: "car".to_owned(),
            de: "Auto".to_owned(),
            en: "Car".to_owned(),
            kind: TypeKind::Matter,
            retain: Vec::new(),
            fields: vec![mood.clone()],
        };
        server.write(&admin, |op| schema::create_type(op, &car).map(drop)).unwrap();
        store.record("car", &[("mood", "rot".into())]);
        let category = |tenant: &Tenant| {
            let types = tenant.read(&admin, |op| op.types()).unwrap();
            types.get("car").unwrap().field("mood").unwrap().category
        };
        assert_eq!(category(&server), Category::Health);
        store
            .tenant
            .write(&admin, |op| schema::classify(op, "car", "mood", Category::None))
            .unwrap();
        assert_eq!((category(&server), category(&store.tenant)), (Category::None, Category::None));
        // What is undone changes nothing for anybody.
        let undone = server.write(&admin, |op| {
            schema::classify(op, "car", "mood", Category::Name)?;
            Err::<(), _>(Error::internal("undo"))
        });
        assert!(undone.is_err());
        assert_eq!((category(&server), category(&store.tenant)), (Category::None, Category::None));
    });
}
