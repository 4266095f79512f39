//! `obhut init`

use obhut_core::setup::{self, Setup};
use obhut_kernel::Message;
use serde_json::json;

use crate::{
    failure::Outcome,
    session::{Context, world},
};

/// Make a store.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What it starts with: record types and a deletion concept
    #[arg(long, value_name = "TEMPLATE", default_value = "crm", value_parser = ["crm", "association", "empty"])]
    template: String,
    /// Make a throw-away store, in which runs can take place on any day
    #[arg(long)]
    sandbox: bool,
    /// Time zone in which days begin and schedules run
    #[arg(long, value_name = "NAME", default_value = "Europe/Berlin")]
    zone: String,
}

/// Makes the store and says where it lies.
pub fn init(context: &mut Context, args: &Args) -> Outcome {
    let place = context.settings.place()?;
    let setup =
        Setup { template: args.template.parse()?, sandbox: args.sandbox, zone: args.zone.clone() };
    let tenant = setup::init(&place, &setup, &world())?;
    let engine = tenant.dialect().to_string();
    let folder = place.folder().display().to_string();
    let screen = &mut context.screen;
    screen.say(&Message::new("init-done").arg("place", &folder).arg("engine", &engine))?;
    let keys = Message::new("init-keys").arg("place", place.keys().display().to_string());
    screen.say(&keys.arg("keystore", place.keystore().to_string()))?;
    if args.template != "empty" && !args.sandbox {
        screen.say(&Message::new("init-concept"))?;
    }
    let next = if args.template == "empty" { "init-next-empty" } else { "init-next" };
    screen.say(&Message::new(next))?;
    screen.json(&json!({
        "tenant": place.tenant(),
        "place": folder,
        "engine": engine,
        "template": args.template,
        "sandbox": args.sandbox,
    }))
}
