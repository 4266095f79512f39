//! Ctrl-C and the request of a service manager to stop: work ends after the batch at hand.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on. The first request stops after the batch, a second one at once.
pub fn listen() {
    let heard = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
    if let Err(error) = heard {
        tracing::debug!(%error, "signals are not listened to");
    }
}

/// Whether somebody asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// The flag itself, for loops that look at it.
pub fn flag() -> &'static AtomicBool {
    &ASKED
}
