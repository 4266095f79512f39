//! Makes a large data set once and says how fast it was and how much memory it took:
//! `cargo run --release -p obhut-demo --example volume -- 1000000`.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]

use std::hint::black_box;
use std::time::Instant;

use obhut_demo::{DemoType, Generator};

fn main() {
    let persons = std::env::args().nth(1).and_then(|given| given.parse().ok()).unwrap_or(100_000);
    let demo = Generator::new(1, persons, jiff::civil::date(2026, 6, 30));
    let (start, mut total) = (Instant::now(), 0);
    for demo_type in DemoType::ALL {
        let since = Instant::now();
        let count = demo.records(demo_type).map(black_box).count();
        println!(
            "{:20} {count:9} records, {:.2} s",
            demo_type.key(),
            since.elapsed().as_secs_f64()
        );
        total += count;
    }
    let seconds = start.elapsed().as_secs_f64();
    let marks = demo.marks().count();
    println!("{total} records in {seconds:.2} s, {marks} marks, peak memory {}", peak_memory());
}

/// The peak resident set where the system tells it (Linux).
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown", str::trim).to_owned()
}
