//! Tests of the crate as others see it.

mod columns;
mod labels;
mod properties;
mod sheets;
mod speed;

use std::path::PathBuf;

/// The folder of shared test data, or `None` with a loud message when it is not there.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("OBHUT_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if folder.join("data").is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no test data at {}; set OBHUT_SHARED", folder.display());
    None
}
