use std::time::{Duration, Instant};

use obhut_detect::parse::{ParseOptions, parse};
use obhut_kernel::DataType;

const CELLS: usize = 200_000;

/// Cells per second for each type. Only an optimised build is held to the limits:
/// `cargo test --release -p obhut-detect --test it speed -- --nocapture`.
#[test]
fn speed_of_parsing() {
    let options = ParseOptions::default();
    for (data_type, cells, least) in [
        (DataType::Text, ["Anna", "Müller-Lüdenscheidt", "04109 Köln"], 2_000_000),
        (DataType::Integer, ["1", "4711", "1.234.567"], 2_000_000),
        (DataType::Amount, ["12,50", "1.234,56 €", "100"], 2_000_000),
        (DataType::Number, ["12,5", "1.234,56", "0.125"], 2_000_000),
        (DataType::Date, ["31.12.1970", "1970-12-31", "1.1.70"], 2_000_000),
        (DataType::Bool, ["ja", "nein", "x"], 2_000_000),
        (DataType::Email, ["a@example.org", "Anna@Example.ORG", "b.c@example.de"], 2_000_000),
        (DataType::DateTime, ["2024-07-01T12:00:00Z", "1.7.2024 12:00", "2024-07-01"], 1_000_000),
        (DataType::Phone, ["+49 172 2452545", "03802/4177985", "0171 1234567"], 1_000_000),
        (DataType::Phone, ["+43 1 58858-0", "0041 44 668 18 00", "0800 1234567"], 10_000),
        (DataType::Iban, ["DE89370400440532013000"; 3], 500_000),
    ] {
        let start = Instant::now();
        for at in 0..CELLS {
            std::hint::black_box(parse(cells[at % 3], data_type, &options)).unwrap();
        }
        let rate = per_second(CELLS, start.elapsed());
        println!("{:10} {rate:>12} cells/s", data_type.key());
        if !cfg!(debug_assertions) {
            assert!(rate >= least, "{} parses {rate} cells/s, wanted {least}", data_type.key());
        }
    }
}

fn per_second(count: usize, elapsed: Duration) -> u128 {
    count as u128 * 1_000_000 / elapsed.as_micros().max(1)
}
