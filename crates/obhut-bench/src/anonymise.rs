//! Anonymising 3 of 10 contracts against the best bare `UPDATE`, and what others notice of it.

use std::time::Instant;

use obhut_core::retention::{self, RunOrigin, RunRequest};
use obhut_sql::Dialect;

use crate::{
    fresh,
    others::Others,
    report::{Report, peak_memory, percentile},
    store::Store,
};

const CONCEPT: &str = r#"
[[rule]]
key = "contract"
type = "contract"
when = 'status = "ended"'
start = "ended_on"
period = "P6Y"
year_end = true
action = "anonymise"
norm = "AO § 147"
"#;

/// The same change as the rule's, as one statement: the table in key order on SQLite, where the
/// planner's choice of an index would be three times slower.
const BARE_SQLITE: &str = "UPDATE rec_contract NOT INDEXED SET contract_number = 'anonym-' || id, \
    holder_first_name = 'XXXX', holder_last_name = 'XXXX', \
    email = 'geloescht-' || id || '@anonym.invalid', phone = NULL, street = 'XXXX', \
    postcode = substr(postcode, 1, 2) || 'xxx', city = NULL, iban = NULL, o_state = 9, o_fold = NULL \
    WHERE status = 'ended' AND ended_on <= '2019-12-31' AND o_state < 9";
const BARE_POSTGRES: &str = "UPDATE rec_contract SET contract_number = 'anonym-' || id, \
    holder_first_name = 'XXXX', holder_last_name = 'XXXX', \
    email = 'geloescht-' || id || '@anonym.invalid', phone = NULL, street = 'XXXX', \
    postcode = substr(postcode, 1, 2) || 'xxx', city = NULL, iban = NULL, o_state = 9, o_fold = NULL \
    WHERE status = 'ended' AND ended_on <= '2019-12-31' AND o_state < 9";
const BARE_COUNT: &str = "SELECT count(*) FROM rec_contract \
    WHERE status = 'ended' AND ended_on <= '2019-12-31' AND o_state < 9";

/// Measures and adds the rows.
pub fn measure(report: &mut Report, server: Option<&str>, rows: u64) {
    let bare = bare(server, rows);
    let store = prepared(server, rows);
    let engine = store.engine();
    preview(report, &store, &engine);
    let fast = run(&store, false);
    let target = if store.tenant.dialect() == Dialect::Sqlite { 1.6 } else { 1.65 };
    let work = format!("anonymise {} of {rows} contracts", rows * 3 / 10);
    report.ratio(&engine, &work, fast, bare, target);
    drop(store);
    with_others(report, server, rows, bare);
    report.figure(&engine, "peak memory so far", &format!("{} MB", peak_memory()));
}

fn prepared(server: Option<&str>, rows: u64) -> Store {
    let store = fresh(server);
    store.tenant.write(&store.admin, |op| retention::ops::apply(op, CONCEPT)).expect("the concept");
    store.load_contracts(rows);
    settle(&store);
    store
}

/// Nothing of the loading is left to be paid by what is measured.
fn settle(store: &Store) {
    match store.tenant.dialect() {
        Dialect::Sqlite => _ = store.db.checkpoint().expect("checkpoint"),
        _ => store.db.outside_transaction("VACUUM ANALYZE").expect("vacuum"),
    }
}

fn bare(server: Option<&str>, rows: u64) -> f64 {
    let store = prepared(server, rows);
    let text = match store.tenant.dialect() {
        Dialect::Sqlite => BARE_SQLITE,
        _ => BARE_POSTGRES,
    };
    let began = Instant::now();
    let changed = store.db.write(|tx| tx.execute(text, &[])).expect("the bare update");
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(changed, rows * 3 / 10);
    seconds
}

fn preview(report: &mut Report, store: &Store, engine: &str) {
    let time = |work: &mut dyn FnMut()| {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let began = Instant::now();
            work();
            best = best.min(began.elapsed().as_secs_f64());
        }
        best
    };
    let bare = time(&mut || {
        store.db.read(|tx| tx.query_one(BARE_COUNT, &[])).expect("the bare count");
    });
    let ours = time(&mut || {
        store
            .tenant
            .read(&store.admin, |op| {
                let concept = retention::ops::concept(op)?;
                let rule = concept.rule("contract")?.clone();
                let today = op.today();
                retention::preview_counts(op, &concept, &rule, today)
            })
            .expect("the preview");
    });
    report.ratio(engine, "preview count of a rule, with holds", ours, bare, 1.2);
}

fn run(store: &Store, pause: bool) -> f64 {
    let request =
        RunRequest { rule: "contract".to_owned(), today: None, origin: RunOrigin::Hand, pause };
    let began = Instant::now();
    let done = retention::run(&store.tenant, &store.admin, &request, |_| true).expect("the run");
    assert!(done.done > 0 && done.failed == 0);
    began.elapsed().as_secs_f64()
}

/// A run that leaves time to others, who read and write all the while.
fn with_others(report: &mut Report, server: Option<&str>, rows: u64, bare: f64) {
    let store = prepared(server, rows);
    let engine = store.engine();
    let mut idle = Others::during(&store, || std::thread::sleep(std::time::Duration::from_secs(3)));
    let mut seconds = 0.0;
    let mut busy = Others::during(&store, || seconds = run(&store, true));
    report.ratio(&engine, "the same with pauses, while others read and write", seconds, bare, 2.7);
    report.figure(
        &engine,
        "reader p99 when idle",
        &format!("{:.2} ms", percentile(&mut idle.reads, 0.99)),
    );
    report.limit(&engine, "reader p99 during the run", percentile(&mut busy.reads, 0.99), 2.0);
    report.figure(
        &engine,
        "writer p99 when idle",
        &format!("{:.2} ms", percentile(&mut idle.writes, 0.99)),
    );
    report.limit(&engine, "writer p99 during the run", percentile(&mut busy.writes, 0.99), 10.0);
    report.limit(&engine, "writer maximum during the run", percentile(&mut busy.writes, 1.0), 50.0);
}
