//! All records of one person over all types against the same selects by hand.

use std::time::Instant;

use obhut_core::persons;
use obhut_kernel::Value;

use crate::{fresh, report::Report};

/// Measures and adds the rows.
pub fn measure(report: &mut Report, server: Option<&str>, rows: u64) {
    let store = fresh(server);
    store.load_contracts(rows);
    let engine = store.engine();
    let types = store
        .tenant
        .read(&store.admin, |op| Ok(op.types()?.iter().map(|t| t.key.clone()).collect::<Vec<_>>()))
        .expect("types");
    let selects: Vec<&'static str> = types
        .iter()
        .map(|key| {
            let text = format!("SELECT * FROM rec_{key} WHERE person_id = ?");
            &*Box::leak(text.into_boxed_str())
        })
        .collect();
    let mut bare = Vec::new();
    let mut ours = Vec::new();
    for n in (1..=200_u64).map(|n| n * 7919 % rows + 1) {
        let began = Instant::now();
        store
            .db
            .read(|tx| {
                let email: Value = format!("person{n}@example.org").into();
                let text = "SELECT person_id FROM rec_contract WHERE email = ?";
                let row = tx.query_one(text, &[email])?;
                let person: i64 = row.map(|row| row.get("person_id")).transpose()?.unwrap_or(0);
                selects.iter().try_for_each(|text| tx.query(text, &[person.into()]).map(drop))
            })
            .expect("the bare selects");
        bare.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let query = format!("person{n}@example.org");
        let found =
            store.tenant.read(&store.admin, |op| persons::ops::find(op, &query)).expect("find");
        assert!(!found.is_empty());
        ours.push(began.elapsed().as_secs_f64());
    }
    let median = |samples: &mut Vec<f64>| crate::report::percentile(samples, 0.5);
    let (ours_median, bare_median) = (median(&mut ours), median(&mut bare));
    report.ratio(&engine, "find all records of a person", ours_median, bare_median, 3.0);
    report.limit(
        &engine,
        "find all records of a person, p99",
        crate::report::percentile(&mut ours, 0.99) * 1000.0,
        20.0,
    );
}
