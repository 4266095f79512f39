//! `obhut backup`, `restore`, `purge` and `worker`

use std::{path::PathBuf, time::Duration};

use obhut_core::{
    jobs,
    upkeep::{self, Restore},
};
use obhut_kernel::Message;
use obhut_text::formats;
use serde_json::json;

use crate::{
    failure::Outcome,
    session::{Context, world},
    stop,
};

/// Write a backup.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// File to write; it must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Restore a backup.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace the store that is there
    #[arg(long)]
    force: bool,
    /// Go on although the keystore is missing or older: what was erased since comes back
    #[arg(long)]
    without_keystore: bool,
}

/// Do what is due by schedule.
#[derive(Debug, clap::Args)]
pub struct WorkerArgs {
    /// Do one round and end
    #[arg(long)]
    once: bool,
    /// Seconds between two rounds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    poll: u64,
}

/// Rewrite tables so that nothing old is left in their files.
#[derive(Debug, clap::Args)]
pub struct PurgeArgs {}

/// Writes a backup.
pub fn backup(context: &mut Context, args: &BackupArgs) -> Outcome {
    let session = context.open()?;
    let report = upkeep::backup(&session.tenant, &session.actor, &args.file);
    session.integrate();
    let report = report?;
    let path = report.file.display().to_string();
    let size = formats::bytes(context.screen.lang, report.bytes);
    context.screen.say(&Message::new("backup-done").arg("path", &path).arg("size", size))?;
    let keystore = session.tenant.place().keystore().to_string();
    context.screen.say(&Message::new("backup-keys").arg("keystore", keystore))?;
    context.screen.json(&json!({
        "file": path,
        "bytes": report.bytes,
        "sha256": report.sha256,
        "size": report.size,
    }))
}

/// Restores a backup and replays what protects persons since: erasures, marks, objections.
pub fn restore(context: &mut Context, args: &RestoreArgs) -> Outcome {
    let place = context.settings.place()?;
    let login = context.settings.user.clone();
    let wish = Restore {
        file: &args.file,
        force: args.force,
        without_keystore: args.without_keystore,
        login: &login,
    };
    let report = upkeep::restore(&place, &world(), &wish)?;
    let screen = &mut context.screen;
    let zone = jiff::tz::TimeZone::UTC;
    let at = formats::date_time(screen.lang, report.taken_at, &zone);
    screen.say(&Message::new("restore-done").arg("at", format!("{at} UTC")))?;
    if report.keystore_missing {
        screen.say(&Message::new("restore-no-keystore"))?;
    } else {
        screen.say(
            &Message::new("restore-erasures")
                .arg("count", report.erasures)
                .arg("records", report.records),
        )?;
        screen.say(
            &Message::new("restore-marks")
                .arg("marks", report.marks)
                .arg("suppressions", report.suppressions)
                .arg("accounts", report.accounts),
        )?;
    }
    for missed in &report.missed {
        let message = Message::new("restore-missed").arg("act", missed.act.as_str());
        let message = message.arg("type", missed.type_key.as_str()).arg("count", missed.count);
        screen.say(&message)?;
    }
    if report.ended.is_some() {
        screen
            .say(&Message::new("restore-log").arg("lost", report.lost).arg("log", &report.log))?;
    }
    screen.json(&report)
}

/// Rewrites the tables that erasures touched.
pub fn purge(context: &mut Context, _: &PurgeArgs) -> Outcome {
    let session = context.open()?;
    let report = upkeep::purge(&session.tenant, &session.actor);
    session.integrate();
    let report = report?;
    let screen = &mut context.screen;
    screen.say(&Message::new("purge-done").arg("count", report.tables.len()))?;
    if !report.left.is_empty() {
        screen.say(&Message::new("purge-left").arg("tables", report.left.join(", ")))?;
    }
    if !report.statistics {
        screen.say(&Message::new("purge-statistics"))?;
    }
    screen.json(&json!({
        "tables": report.tables,
        "left": report.left,
        "statistics": report.statistics,
        "sources": report.sources,
    }))
}

/// Does rounds of jobs until somebody asks to stop, or one.
pub fn worker(context: &mut Context, args: &WorkerArgs) -> Outcome {
    let session = context.open()?;
    let screen = &mut context.screen;
    if args.once {
        let reports = jobs::ops::tick_while(&session.tenant, &session.actor, || !stop::asked())?;
        for report in &reports {
            screen.json(report)?;
            let failure =
                report.failure.as_deref().map(|key| format!("  {}", super::hold(screen, key)));
            let line = format!("{}  {}{}", report.job, report.result, failure.unwrap_or_default());
            screen.line(&line)?;
        }
        if reports.is_empty() {
            screen.say(&Message::new("worker-idle"))?;
        }
        return Ok(());
    }
    screen.say(&Message::new("worker-works"))?;
    screen.flush()?;
    jobs::ops::worker(&session.tenant, stop::flag(), Duration::from_secs(args.poll))?;
    screen.say(&Message::new("worker-stopped"))
}
