//! The `obhut` binary: reads the command line, opens the store, calls one operation, shows what
//! came of it. It holds no rule and no query; those are `obhut-core`'s.

mod app;
mod cell;
mod commands;
mod config;
mod failure;
mod help;
mod progress;
mod screen;
mod session;
mod stop;
mod table;
mod usage;
mod wrap;

use std::process::ExitCode;

/// Bulk work allocates by the million; the system's allocator keeps more and takes longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    app::main(&std::env::args_os().collect::<Vec<_>>())
}
