//! `obhut export`

use std::path::PathBuf;

use obhut_core::{
    register::export::{self, ExportRequest},
    systems::Expr,
};
use obhut_kernel::Message;
use serde_json::json;

use super::sheets;
use crate::{failure::Outcome, session::Context};

/// Take records out into a file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Type of the records
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// File to write: .csv, .xlsx or .json
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Condition, such as: status = "active"
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Field to write; can be given several times [default: all that one may take out]
    #[arg(long = "field", value_name = "FIELD")]
    fields: Vec<String>,
    /// Names of fields as headers instead of their keys
    #[arg(long)]
    names: bool,
    /// Add key, person, class, source, legal basis and last change
    #[arg(long)]
    with_system: bool,
    /// Overwrite the file if it is there
    #[arg(long)]
    force: bool,
}

/// Writes the records; locked ones are left out and counted.
pub fn export(context: &mut Context, args: &Args) -> Outcome {
    let format = sheets::format(&args.file)?;
    sheets::refuse_existing(&args.file, args.force)?;
    let session = context.open()?;
    let lang = context.screen.lang;
    let request = ExportRequest {
        type_key: args.type_key.clone(),
        condition: args.condition.as_deref().map(str::parse::<Expr>).transpose()?,
        reason: args.reason.clone(),
        purpose: None,
        format: format.to_owned(),
        fields: (!args.fields.is_empty()).then(|| args.fields.clone()),
        headers: args.names.then_some(lang),
        with_system: args.with_system,
    };
    let report = export::export(&session.tenant, &session.actor, &request, |columns| {
        sheets::writer(&args.file, lang, args.force, columns)
    });
    session.integrate();
    let report = report?;
    let path = args.file.display().to_string();
    let screen = &mut context.screen;
    screen.say(&Message::new("export-done").arg("count", report.records).arg("path", &path))?;
    if report.locked > 0 {
        screen.say(&Message::new("export-locked").arg("count", report.locked))?;
    }
    if report.unwritable > 0 {
        screen.say(&Message::new("export-unwritable").arg("count", report.unwritable))?;
    }
    screen.json(&json!({
        "type": report.type_key,
        "file": path,
        "records": report.records,
        "locked": report.locked,
        "unwritable": report.unwritable,
        "fields": report.fields,
    }))
}
