//! `obhut suppress`

use obhut_core::persons;
use obhut_kernel::Message;
use serde_json::json;

use crate::{failure::Outcome, session::Context};

/// Put an identifier on the suppression list.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// E-mail address or telephone number that must not come in again
    #[arg(value_name = "IDENTIFIER")]
    identifier: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Does it; only a keyed hash of the identifier is kept.
pub fn suppress(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    session.write(|op| persons::ops::suppress(op, &args.identifier, &args.reason))?;
    context.screen.say(&Message::new("suppress-done"))?;
    context.screen.json(&json!({ "suppressed": true }))
}
