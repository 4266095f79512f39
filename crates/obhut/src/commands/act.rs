//! `obhut act`

use obhut_core::retention::{self, HandAction, RunOrigin};
use obhut_kernel::Message;
use serde_json::json;

use crate::{failure::Outcome, session::Context};

/// Act on one record.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// anonymise, partial, mask, lock, unlock, keep, release, delete, archive, or one of the
    /// concept's own
    #[arg(value_name = "ACTION")]
    action: String,
    /// Type of the record
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// Key of the record
    #[arg(value_name = "KEY")]
    key: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Field, for partial anonymising and masking; can be given several times
    #[arg(long = "field", value_name = "FIELD")]
    fields: Vec<String>,
    /// Why the record need not be kept, where its statutory period cannot be computed
    #[arg(long, value_name = "TEXT")]
    despite_unknown_period: Option<String>,
}

/// Acts; what holds the record refuses it.
pub fn act(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    let kind = session.write(|op| {
        let action = HandAction {
            action: &args.action,
            type_key: &args.type_key,
            key: &args.key,
            reason: &args.reason,
            fields: args.fields.clone(),
            origin: RunOrigin::Hand,
        };
        match &args.despite_unknown_period {
            Some(why) => retention::act_despite(op, &action, why),
            None => retention::act(op, &action),
        }
    })?;
    obhut_core::journal::ops::settle(&session.tenant)?;
    let screen = &mut context.screen;
    screen.say(
        &Message::new("act-done")
            .arg("action", Message::new(super::action_label(kind)))
            .arg("type", &args.type_key)
            .arg("key", &args.key),
    )?;
    screen.json(&json!({ "action": kind, "type": args.type_key, "key": args.key }))
}
