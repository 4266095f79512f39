//! The project's chores. `cargo xtask help` lists them.

mod allow;
mod bench;
mod cargo;
mod check;
mod deny;
mod packages;
mod report;
mod servers;
mod test;

use std::env;
use std::process::ExitCode;

/// A chore's failure is read by a developer, so a sentence is all it carries.
type Fallible<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const HELP: &str = "\
cargo xtask test [--quick] [-- ARGS]   all checks and all tests, as in CI; ARGS go to the test runner
                                       (then without documentation tests); --quick leaves out
                                       clippy, the documentation and cargo-deny
cargo xtask check                      only the project's own checks: crate directions, tidiness
cargo xtask servers [-- CMD...]        private PostgreSQL and MariaDB until Ctrl-C, or around CMD,
                                       such as `cargo nextest run -p obhut-sql`
cargo xtask deny [--advisories DIR]    licences, bans and sources of all dependencies; with DIR, a
                                       folder of advisory databases kept by cargo-deny, advisories too
cargo xtask bench ARGS...              benchmarks against bare SQL, with both servers started
cargo xtask packages                   only installs the Debian packages that the tests need";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            eprintln!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        ["test", rest @ ..] => test::Options::parse(rest).and_then(|options| test::run(&options)),
        ["check"] => check::run(),
        ["servers"] => servers::serve(),
        ["servers", "--", command @ ..] if !command.is_empty() => servers::around(command),
        ["deny"] => deny::run(None),
        ["deny", "--advisories", folder] => deny::run(Some(folder)),
        ["bench", rest @ ..] => bench::run(rest),
        ["packages"] => packages::install_missing().map(|()| ExitCode::SUCCESS),
        // Not for people: the process that owns the servers, see `servers::guard`.
        ["guard-servers", durability] => servers::guard(durability),
        _ => {
            eprintln!("xtask: unknown arguments: {}\n\n{HELP}", args.join(" "));
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("xtask: {error}");
        ExitCode::FAILURE
    })
}
