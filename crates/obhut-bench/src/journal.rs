//! Verifying the journal against SHA-256 of its bytes.

use std::time::Instant;

use obhut_core::journal;
use sha2::{Digest, Sha256};

use crate::{fresh, report::Report};

/// Measures and adds the rows.
pub fn measure(report: &mut Report, server: Option<&str>, rows: u64) {
    let store = fresh(server);
    let engine = store.engine();
    let began = Instant::now();
    let mut written = 0;
    while written < rows {
        let chunk = (rows - written).min(5_000);
        store.tenant.measure_entries(&store.admin, chunk).expect("entries");
        written += chunk;
    }
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = rows as f64 / seconds;
    report.figure(&engine, "write entries", &format!("{rate:.0} a second"));
    let began = Instant::now();
    journal::ops::integrate(&store.tenant).expect("integrate");
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = rows as f64 / began.elapsed().as_secs_f64();
    report.figure(&engine, "bring entries into the log", &format!("{rate:.0} a second"));
    let mut bytes = Vec::new();
    store
        .db
        .read(|tx| {
            tx.query_each("SELECT leaf FROM journal_entry ORDER BY idx", &[], |row| {
                bytes.push(row.at::<Vec<u8>>(0)?);
                Ok(true)
            })
        })
        .expect("leaves");
    let began = Instant::now();
    let mut last = [0; 32];
    for leaf in &bytes {
        last = Sha256::digest(leaf).into();
    }
    let bare = began.elapsed().as_secs_f64();
    assert_ne!(last, [0; 32]);
    drop(bytes);
    let began = Instant::now();
    let found = journal::verify(&store.tenant, &store.admin, &[]).expect("verify");
    assert!(found.is_ok(), "{:?}", found.problems.first());
    let ours = began.elapsed().as_secs_f64();
    let work =
        format!("verify a journal of {rows} entries, both sides, against SHA-256 of its bytes");
    report.ratio(&engine, &work, ours, bare, 3.0);
}
