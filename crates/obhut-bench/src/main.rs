//! Measures the product against bare statements of the same engine, in one run, and prints ratios.
//!
//! ```text
//! cargo xtask bench [--rows 1000000] [--only anonymise] [--engine sqlite|postgres|both]
//! ```

mod anonymise;
mod find;
mod import;
mod journal;
mod others;
mod report;
mod store;

use clap::Parser;
use mimalloc::MiMalloc;
use obhut_sql::Dialect;

use crate::{report::Report, store::Store};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What to measure.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many contracts, rows of a file, and entries of the journal, there are.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// Measure only this: import, anonymise, find, journal.
    #[arg(long)]
    only: Option<String>,
    /// Measure on this engine only: sqlite, postgres.
    #[arg(long, default_value = "both")]
    engine: String,
}

fn main() {
    let arguments = Arguments::parse();
    let mut report = Report::default();
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        if arguments.engine != "both" && arguments.engine != dialect.key() {
            continue;
        }
        let server = match (dialect, std::env::var("OBHUT_TEST_POSTGRES")) {
            (Dialect::Postgres, Err(_)) => {
                report.note("PostgreSQL: not measured, OBHUT_TEST_POSTGRES is not set");
                continue;
            }
            (Dialect::Postgres, Ok(url)) => Some(url),
            _ => None,
        };
        let wants = |name: &str| arguments.only.as_deref().is_none_or(|only| only == name);
        // First, while the program's memory is still its own.
        if wants("import") {
            import::measure(&mut report, server.as_deref(), arguments.rows);
        }
        if wants("anonymise") {
            anonymise::measure(&mut report, server.as_deref(), arguments.rows);
        }
        if wants("find") {
            find::measure(&mut report, server.as_deref(), arguments.rows);
        }
        if wants("journal") {
            journal::measure(&mut report, server.as_deref(), arguments.rows);
        }
    }
    report.print();
}

/// A store filled with contracts, and the same table bare in a database of its own.
fn fresh(server: Option<&str>) -> Store {
    Store::new(server)
}
