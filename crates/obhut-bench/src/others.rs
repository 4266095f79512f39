//! Others who read and write while something runs.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use obhut_sql::Tx;

use crate::store::Store;

/// How long each read and write of the others took, in milliseconds.
#[derive(Debug, Default)]
pub struct Others {
    pub reads: Vec<f64>,
    pub writes: Vec<f64>,
}

impl Others {
    /// Runs `work` while one reader and one writer do single-row transactions, 500 a second each
    /// at most. They go through the tenant's own connections, so that on SQLite the writer stands
    /// in the same queue as the run.
    pub fn during(store: &Store, work: impl FnOnce()) -> Self {
        let stop = AtomicBool::new(false);
        let mut all = Self::default();
        thread::scope(|scope| {
            let reader = scope.spawn(|| {
                sample(&stop, |n| {
                    store.tenant.measure_read(|tx| {
                        let text = "SELECT * FROM rec_contract WHERE id = ?";
                        tx.query_one(text, &[(n * 7919 % 1000 + 1).into()]).map(drop)
                    });
                })
            });
            let writer = scope.spawn(|| {
                sample(&stop, |n| {
                    store.tenant.measure_write(|tx: &mut Tx<'_>| {
                        tx.execute(
                            "INSERT INTO setting (key, value) VALUES (?, 'x') \
                             ON CONFLICT (key) DO UPDATE SET value = 'y'",
                            &[format!("bench.{}", n % 100).into()],
                        )
                        .map(drop)
                    });
                })
            });
            work();
            stop.store(true, Ordering::SeqCst);
            all.reads = reader.join().unwrap_or_default();
            all.writes = writer.join().unwrap_or_default();
        });
        all
    }
}

fn sample(stop: &AtomicBool, mut once: impl FnMut(i64)) -> Vec<f64> {
    let mut taken = Vec::new();
    let mut n = 0;
    while !stop.load(Ordering::SeqCst) {
        n += 1;
        let began = Instant::now();
        once(n);
        taken.push(began.elapsed().as_secs_f64() * 1000.0);
        thread::sleep(Duration::from_millis(2));
    }
    taken
}
