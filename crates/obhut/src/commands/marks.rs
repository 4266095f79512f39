//! `obhut mark` and `release`

use jiff::civil::Date;
use obhut_core::{
    PersonId,
    marks::{self, MarkKind, Target},
};
use obhut_kernel::Message;
use serde_json::json;

use crate::{
    failure::{Failure, Outcome},
    screen::Screen,
    session::Context,
};

/// Keep or lock a record or person.
#[derive(Debug, clap::Args)]
pub struct MarkArgs {
    /// keep: exempt from deletion; lock: neither edited nor let out
    #[arg(value_name = "KIND", value_parser = ["keep", "lock"])]
    kind: String,
    /// Type of the record
    #[arg(value_name = "TYPE", required_unless_present = "person", requires = "key")]
    type_key: Option<String>,
    /// Key of the record
    #[arg(value_name = "KEY")]
    key: Option<String>,
    /// Number of a person: all of their records, also those to come
    #[arg(long, value_name = "N", conflicts_with = "type_key")]
    person: Option<i64>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// When somebody has to look at it again
    #[arg(long, value_name = "YYYY-MM-DD")]
    review: Option<Date>,
}

/// Lift a keep or lock.
#[derive(Debug, clap::Args)]
pub struct ReleaseArgs {
    /// TYPE KEY KIND, or the kind alone with --person
    #[arg(value_name = "TYPE KEY keep|lock", required = true, num_args = 1..=3)]
    what: Vec<String>,
    /// Number of a person
    #[arg(long, value_name = "N")]
    person: Option<i64>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Sets a mark.
pub fn mark(context: &mut Context, args: &MarkArgs) -> Outcome {
    let kind: MarkKind = args.kind.parse()?;
    let target = target(args.person, args.type_key.as_deref(), args.key.as_deref());
    let session = context.open()?;
    session.write(|op| marks::ops::set(op, kind, target, &args.reason, args.review))?;
    let key = match kind {
        MarkKind::Keep => "mark-kept",
        MarkKind::Lock => "mark-locked",
    };
    told(&mut context.screen, key, kind, target)
}

/// Lifts a mark.
pub fn release(context: &mut Context, args: &ReleaseArgs) -> Outcome {
    let (target, kind) = match (args.what.as_slice(), args.person) {
        ([type_key, key, kind], None) => (Target::Record { type_key, key }, kind),
        ([kind], Some(person)) => (Target::Person(PersonId(person)), kind),
        _ => return Err(Failure::Usage(Message::new("usage-release"))),
    };
    let Ok(kind) = kind.parse::<MarkKind>() else {
        return Err(Failure::Usage(Message::new("usage-release")));
    };
    let session = context.open()?;
    session.write(|op| marks::ops::release(op, kind, target, &args.reason))?;
    let key = match kind {
        MarkKind::Keep => "release-kept",
        MarkKind::Lock => "release-locked",
    };
    told(&mut context.screen, key, kind, target)
}

/// clap has seen to it that a record is there where no person is.
fn target<'a>(person: Option<i64>, type_key: Option<&'a str>, key: Option<&'a str>) -> Target<'a> {
    match person {
        Some(person) => Target::Person(PersonId(person)),
        None => {
            Target::Record { type_key: type_key.unwrap_or_default(), key: key.unwrap_or_default() }
        }
    }
}

fn told(screen: &mut Screen, key: &'static str, kind: MarkKind, target: Target<'_>) -> Outcome {
    let (on, json) = match target {
        Target::Record { type_key, key } => (
            Message::new("mark-on-record").arg("type", type_key).arg("key", key),
            json!({ "kind": kind, "type": type_key, "key": key }),
        ),
        Target::Person(person) => (
            Message::new("mark-on-person").arg("person", person.0),
            json!({ "kind": kind, "person": person }),
        ),
    };
    screen.say(&Message::new(key).arg("on", on))?;
    screen.json(&json)
}
