//! `obhut journal`

use std::{fs, path::PathBuf};

use obhut_core::journal::{self, EntryView, Filter};
use obhut_kernel::{Error, Kind, Message};
use obhut_text::formats;
use serde_json::json;

use crate::{
    failure::{Failure, Outcome},
    screen::{GOOD, Screen},
    session::{Context, Session},
    table::Table,
};

/// Read, verify and export the journal.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List entries, newest first
    List {
        /// How many at most; 0 for all
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
    /// Verify that no entry was changed, removed, added or moved
    Verify {
        /// File with a signed checkpoint that was kept outside; can be given several times
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
    },
    /// Write the log in C2SP tlog-tiles layout, for a verifier that is not Obhut
    Export {
        /// Folder to write into
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Place of an entry to write with its proof; can be given several times
        #[arg(long, value_name = "INDEX")]
        entry: Vec<u64>,
    },
}

/// Lists, verifies or exports.
pub fn journal(context: &mut Context, args: &Args) -> Outcome {
    match &args.what {
        What::List { limit } => list(context, *limit),
        What::Verify { checkpoint } => verify(context, checkpoint),
        What::Export { folder, entry } => {
            let session = context.open()?;
            let size = journal::export(&session.tenant, &session.actor, folder, entry)?;
            session.integrate();
            let folder = folder.display().to_string();
            let screen = &mut context.screen;
            screen
                .say(&Message::new("journal-exported").arg("count", size).arg("place", &folder))?;
            screen.json(&json!({ "size": size, "place": folder }))
        }
    }
}

fn list(context: &mut Context, limit: u32) -> Outcome {
    let session = context.open()?;
    let filter = Filter { limit, ..Filter::default() };
    let entries = session.read(|op| journal::ops::list(op, &filter))?;
    let screen = &mut context.screen;
    let mut table = Table::new()
        .number(screen.word("column-index"))
        .time(screen.word("column-at"))
        .column(screen.word("column-actor"))
        .column(screen.word("column-act"))
        .number(screen.word("column-key"))
        .note(screen.word("column-notes"));
    for entry in &entries {
        screen.json(entry)?;
        table.row(row(screen, &session, entry));
    }
    if table.is_empty() {
        return screen.say(&Message::new("journal-none"));
    }
    screen.table(&table)
}

fn row(screen: &Screen, session: &Session, entry: &EntryView) -> [String; 6] {
    let mut notes: Vec<String> = entry.reason.iter().cloned().collect();
    if let Some(details) = entry.details.as_object() {
        notes.extend(details.iter().map(|(name, value)| match value {
            serde_json::Value::String(text) => format!("{name} {text}"),
            value => format!("{name} {value}"),
        }));
    }
    [
        entry.index.map(|index| index.to_string()).unwrap_or_default(),
        formats::date_time(screen.lang, entry.at, session.tenant.zone()),
        entry.actor.clone(),
        entry.act.clone(),
        entry.key.clone().unwrap_or_default(),
        notes.join(", "),
    ]
}

fn verify(context: &mut Context, files: &[PathBuf]) -> Outcome {
    let outside = files
        .iter()
        .map(|path| {
            fs::read_to_string(path).map_err(|error| {
                let path = path.display().to_string();
                Error::new(Kind::Unavailable, Message::new("error-file-read").arg("path", path))
                    .with_inside(error)
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let session = context.open()?;
    let found = match journal::verify(&session.tenant, &session.actor, &outside) {
        Ok(found) => found,
        Err(error) => {
            session.integrate();
            return Err(error.into());
        }
    };
    let screen = &mut context.screen;
    let problems: Vec<String> = found.problems.iter().map(|problem| screen.text(problem)).collect();
    screen.json(&json!({
        "size": found.size,
        "root": found.root.to_string(),
        "ok": found.is_ok(),
        "problems": problems,
        "pending": found.pending,
        "opened": found.opened,
        "erased": found.erased,
    }))?;
    if found.is_ok() {
        let good = screen.word("journal-ok");
        let good = screen.styled(GOOD, &good);
        screen.line(&good)?;
    }
    screen.say(
        &Message::new("journal-verified")
            .arg("size", found.size)
            .arg("opened", found.opened)
            .arg("erased", found.erased)
            .arg("pending", found.pending)
            .arg("root", found.root.to_string()),
    )?;
    if found.is_ok() {
        return Ok(());
    }
    screen.say(&Message::new("journal-broken").arg("count", problems.len()))?;
    for problem in &problems {
        screen.line(&format!("  {problem}"))?;
    }
    Err(Failure::Told)
}
