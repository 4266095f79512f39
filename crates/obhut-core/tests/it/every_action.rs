//! Every action on every built-in type.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::date};
use obhut_core::{
    marks,
    register::{Template, records},
    retention::ActionKind,
    systems::{Field, RecordType},
};
use obhut_kernel::{DataType, Kind, Value};

use crate::{
    actions::{act, view},
    harness::{TestStore, on_each_engine},
    rules::{apply, run, types_of},
};

/// A value for a field of each type; personal text says `PRIVAT`.
fn sample(field: &Field, number: usize) -> Value {
    match field.data_type {
        DataType::Email => format!("privat{number}@example.org").into(),
        DataType::Phone => format!("+49341555{number:04}").into(),
        DataType::Iban => "DE02120300000000202051".into(),
        DataType::Date => date(1990, 5, 17).into(),
        DataType::DateTime => "2020-05-17T10:00:00Z".parse::<Timestamp>().unwrap().into(),
        DataType::Integer => 42_i64.into(),
        DataType::Number => 4.5_f64.into(),
        DataType::Amount => Value::Decimal("12.50".parse().unwrap()),
        DataType::Bool => true.into(),
        DataType::Choice => field.choices.first().cloned().into(),
        DataType::Link => Value::Null,
        _ if field.category.is_personal() => format!("PRIVAT {number}").into(),
        _ => format!("Sache {number}").into(),
    }
}

fn filled(store: &TestStore, record_type: &RecordType, number: usize) -> String {
    let values: Vec<(&str, Value)> = record_type
        .fields
        .iter()
        .map(|field| (field.key.as_str(), sample(field, number)))
        .filter(|(_, value)| !value.is_null())
        .collect();
    store.record(&record_type.key, &values)
}

/// F061, F062: every action works on every built-in type, by hand and by rule.
#[test]
fn every_action_works_on_every_type() {
    on_each_engine(Template::Association, |store| {
        // Without rules of the template, so that no statutory period of theirs holds by hand.
        apply(store, "title = \"leer\"\n");
        let types = types_of(store);
        assert!(types.iter().count() >= 13);
        for (at, record_type) in types.iter().enumerate() {
            for (n, kind) in ActionKind::ALL.into_iter().enumerate() {
                let number = at * 100 + n;
                by_hand(store, record_type, kind, number);
                by_rule(store, record_type, kind, number + 50);
            }
        }
        let found = obhut_core::journal::verify(&store.tenant, &store.admin(), &[]).unwrap();
        assert!(found.is_ok(), "{:?}", found.problems);
    });
}

fn by_hand(store: &TestStore, record_type: &RecordType, kind: ActionKind, number: usize) {
    let (type_key, told) =
        (record_type.key.as_str(), format!("{} {}", kind.key(), record_type.key));
    let key = filled(store, record_type, number);
    let before = view(store, type_key, &key);
    let personal = record_type.personal_fields().next().unwrap().key.clone();
    let fields = if kind == ActionKind::Partial { vec![personal.as_str()] } else { Vec::new() };
    match kind {
        ActionKind::Unlock => _ = act(store, "lock", type_key, &key, &[]).unwrap(),
        ActionKind::Release => _ = act(store, "keep", type_key, &key, &[]).unwrap(),
        _ => {}
    }
    let outcome = act(store, kind.key(), type_key, &key, &fields);
    if kind == ActionKind::Classify {
        assert_eq!(outcome.unwrap_err().outside().key(), "error-act-classify");
        return;
    }
    assert_eq!(outcome.unwrap(), kind, "{told}");
    expect(store, record_type, kind, &key, &before.fields, &told);
}

fn by_rule(store: &TestStore, record_type: &RecordType, kind: ActionKind, number: usize) {
    let type_key = record_type.key.as_str();
    let told = format!("rule {} {type_key}", kind.key());
    let key = filled(store, record_type, number);
    let before = view(store, type_key, &key);
    let extra = match kind {
        ActionKind::Partial => {
            format!("fields = [\"{}\"]\n", record_type.personal_fields().next().unwrap().key)
        }
        ActionKind::Classify => "set_class = \"old\"\n".to_owned(),
        _ => String::new(),
    };
    let mark = |action: &str| _ = act(store, action, type_key, &key, &[]).unwrap();
    match kind {
        ActionKind::Unlock => mark("lock"),
        ActionKind::Release => mark("keep"),
        _ => {}
    }
    let types = types_of(store);
    let exempt = serde_json::to_string(
        &types.get(type_key).unwrap().retain.iter().map(|r| &r.norm).collect::<Vec<_>>(),
    )
    .unwrap();
    apply(
        store,
        &format!(
            "[[rule]]\nkey = \"r\"\ntype = \"{type_key}\"\naction = \"{}\"\nexempt = {exempt}\nreason = \"x\"\n{extra}",
            kind.key()
        ),
    );
    let report = run(store, "r");
    assert_eq!((report.failed, report.done, report.held.len()), (0, report.due, 0), "{told}");
    assert!(report.done >= 1, "{told}");
    expect(store, record_type, kind, &key, &before.fields, &told);
    apply(store, "title = \"leer\"\n");
}

fn expect(
    store: &TestStore,
    record_type: &RecordType,
    kind: ActionKind,
    key: &str,
    before: &BTreeMap<String, serde_json::Value>,
    told: &str,
) {
    let type_key = record_type.key.as_str();
    if kind == ActionKind::Delete {
        let missing = store.tenant.read(&store.admin(), |op| records::show(op, type_key, key));
        assert_eq!(missing.unwrap_err().kind(), Kind::NotFound, "{told}");
        return;
    }
    let after = view(store, type_key, key);
    let changed: Vec<&str> = before
        .iter()
        .filter(|(field, value)| after.fields.get(*field) != Some(value))
        .map(|(field, _)| field.as_str())
        .collect();
    let personal: Vec<&str> =
        record_type.personal_fields().map(|field| field.key.as_str()).collect();
    match kind {
        ActionKind::Anonymise | ActionKind::Archive => {
            assert_eq!(after.stage, 9, "{told}");
            let left = format!("{:?}", after.fields);
            assert!(!left.to_lowercase().contains("privat"), "{told}: {left}");
            assert!(personal.iter().all(|field| changed.contains(field)), "{told}: {changed:?}");
            assert!(changed.iter().all(|field| personal.contains(field)), "{told}: {changed:?}");
        }
        ActionKind::Mask => {
            // By hand it is no step of the concept.
            assert_eq!(after.stage, i64::from(told.starts_with("rule")), "{told}");
            assert!(personal.iter().all(|field| changed.contains(field)), "{told}: {changed:?}");
        }
        ActionKind::Partial => assert_eq!(changed, [personal[0]], "{told}"),
        ActionKind::Lock => assert!(after.locked && changed.is_empty(), "{told}"),
        ActionKind::Keep => assert!(after.kept && changed.is_empty(), "{told}"),
        ActionKind::Unlock | ActionKind::Release => {
            assert!(!after.locked && !after.kept && changed.is_empty(), "{told}");
        }
        ActionKind::Classify => assert_eq!(after.class.as_deref(), Some("old"), "{told}"),
        ActionKind::Delete => {}
    }
    if kind == ActionKind::Keep {
        let target = marks::Target::Record { type_key, key };
        let release = |op: &mut obhut_core::Op<'_, '_>| {
            marks::ops::release(op, marks::MarkKind::Keep, target, "over")
        };
        store.tenant.write(&store.admin(), release).unwrap();
    }
}
