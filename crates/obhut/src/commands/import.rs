//! `obhut import`

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use obhut_core::register::import::{
    self, ColumnChoice, DateOrder, ImportReport, ImportRequest, NumberStyle, RejectedSheet, Triage,
};
use obhut_kernel::{Kind, Message, Result};
use obhut_law::LegalBasis;
use obhut_sheets::{Options, RejectedLabels, RejectedWriter, Table as Sheet};

use super::sheets;
use crate::{
    failure::{Failure, Outcome},
    progress,
    screen::Screen,
    session::Context,
    stop,
    table::Table,
};

/// Rejected rows and duplicates shown as text at most.
const SHOWN: usize = 20;

/// Bring a file in.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, clap::Args)]
pub struct Args {
    /// CSV, XLSX, ODS, XLS, vCard or LDIF; - for a table pasted into standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Type the rows become records of
    #[arg(long = "type", value_name = "TYPE")]
    type_key: String,
    /// Make this type, with a field for each column
    #[arg(long)]
    new: bool,
    /// Name of a new type [default: its key]
    #[arg(long, value_name = "NAME", requires = "new")]
    label: Option<String>,
    /// Sheet of a workbook [default: the first with content]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Where the data comes from, in your words
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Legal basis by its article: 6a to 6f, 9a to 9j
    #[arg(long, value_name = "KEY", value_parser = bases())]
    basis: Option<String>,
    /// Write the rejected rows into a sheet (.csv, .xlsx, .json), to be corrected
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    /// Overwrite the sheet of rejected rows if it is there
    #[arg(long, requires = "rejected")]
    force: bool,
    /// Make fields of columns that fit none of the type
    #[arg(long)]
    add_fields: bool,
    /// Field a column goes to; nothing behind the sign leaves the column out, FIRST+LAST takes whole
    /// names apart; may be given for each column
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Encoding of a text file, such as utf-8 or windows-1252 [default: found out]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What comes first in dates between slashes: day, month or year [default: found out]
    #[arg(long, value_name = "ORDER", value_parser = ["dmy", "mdy", "ymd"])]
    dates: Option<String>,
    /// What parts the decimals of numbers [default: found out]
    #[arg(long, value_name = "SIGN", value_parser = ["comma", "point"])]
    decimal: Option<String>,
    /// Who sees the records besides those who see all
    #[arg(long, value_name = "WHO", default_value = "owner", value_parser = ["owner", "team", "all"])]
    visible: String,
    /// Begin anew where an earlier import of the file was stopped
    #[arg(long)]
    restart: bool,
    /// Import a file that was imported before, and store its records once more
    #[arg(long)]
    again: bool,
}

fn bases() -> Vec<&'static str> {
    LegalBasis::ALL.iter().map(|basis| basis.key()).collect()
}

/// Imports and shows what there is to know and decide.
pub fn import(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    let request = request(args)?;
    let options = Options {
        sheet: args.sheet.clone(),
        encoding: args.encoding.clone(),
        ..Options::default()
    };
    let sheet = if args.file == Path::new("-") {
        Sheet::from_reader("-", io::stdin().lock(), &options)?
    } else {
        Sheet::open(&args.file, &options)?
    };
    let screen = &mut context.screen;
    let mut writer = match &args.rejected {
        Some(path) => Some(rejected_writer(screen, (path, args.force), &sheet)?),
        None => None,
    };
    let lang = screen.lang;
    let render = move |message: &Message| obhut_text::render(lang, message);
    let rejects = writer.as_mut().map(|writer| RejectedSheet { writer, render: &render });
    let bar = progress::spinner(screen.word("import-reading"));
    let report =
        import::import(&session.tenant, &session.actor, sheet, &request, rejects, |so_far| {
            bar.set_message(render(&Message::new("import-read").arg("count", so_far.rows)));
            !stop::asked()
        });
    bar.finish_and_clear();
    session.integrate();
    let report = report?;
    if let (Some(writer), Some(path)) = (writer, &args.rejected) {
        writer.finish()?;
        let path = path.display().to_string();
        screen.say(&Message::new("import-rejected-file").arg("path", path))?;
    }
    screen.json(&report.to_json(|message| obhut_text::render(lang, message)))?;
    if !screen.is_json() {
        tell(screen, &report)?;
    }
    if report.triage.finished {
        return Ok(());
    }
    screen.flush()?;
    let message = Message::new("error-import-stopped");
    Err(Failure::Error(obhut_kernel::Error::new(Kind::Busy, message)))
}

fn request(args: &Args) -> Result<ImportRequest, Failure> {
    Ok(ImportRequest {
        columns: columns_of(&args.map)?,
        dates: args.dates.as_deref().map(|order| match order {
            "mdy" => DateOrder::MonthFirst,
            "ymd" => DateOrder::YearFirst,
            _ => DateOrder::DayFirst,
        }),
        numbers: args.decimal.as_deref().map(|sign| match sign {
            "point" => NumberStyle::English,
            _ => NumberStyle::German,
        }),
        new: args.new,
        label: args.label.clone(),
        source: args.source.clone(),
        basis: args.basis.as_deref().map(str::parse).transpose()?,
        dry_run: args.dry_run,
        add_fields: args.add_fields,
        visibility: args.visible.parse()?,
        restart: args.restart,
        again: args.again,
        ..ImportRequest::new(&args.type_key)
    })
}

/// What `--map` says of columns. A column may have the sign in its name, a field never.
fn columns_of(pairs: &[String]) -> Result<BTreeMap<String, ColumnChoice>, Failure> {
    let mut columns = BTreeMap::new();
    for pair in pairs {
        let usage = || Failure::Usage(Message::new("usage-map").arg("given", pair));
        let (column, field) = pair.rsplit_once('=').ok_or_else(usage)?;
        let field = Some(field.trim().to_owned()).filter(|field| !field.is_empty());
        let choice = ColumnChoice { skip: field.is_none(), field, ..ColumnChoice::default() };
        if columns.insert(column.trim().to_owned(), choice).is_some() {
            return Err(usage());
        }
    }
    Ok(columns)
}

fn rejected_writer(
    screen: &Screen,
    (path, force): (&Path, bool),
    sheet: &Sheet,
) -> Result<RejectedWriter> {
    let labels = RejectedLabels {
        row: screen.word("column-row"),
        column: screen.word("column-column"),
        reason: screen.word("column-reason"),
    };
    RejectedWriter::new(&sheet.columns, &labels, |columns| {
        sheets::writer(path, screen.lang, force, columns)
    })
}

fn tell(screen: &mut Screen, report: &ImportReport) -> Outcome {
    if let Some(encoding) = report.encoding {
        screen.say(&Message::new("import-encoding").arg("encoding", encoding))?;
    }
    for note in &report.notes {
        screen.say(note)?;
    }
    columns(screen, report)?;
    rejected(screen, report)?;
    triage(screen, &report.triage)?;
    screen.line("")?;
    let key = if report.triage.dry_run { "import-counts-dry" } else { "import-counts" };
    screen.say(
        &Message::new(key)
            .arg("rows", report.rows)
            .arg("imported", report.imported)
            .arg("rejected", report.triage.rejected)
            .arg("suppressed", report.suppressed),
    )?;
    screen.say(
        &Message::new("import-persons")
            .arg("new", report.persons_new)
            .arg("matched", report.persons_matched),
    )
}

fn columns(screen: &mut Screen, report: &ImportReport) -> Outcome {
    let lang = screen.lang;
    screen.heading(&Message::new("import-columns"))?;
    let mut table = Table::new()
        .column(screen.word("column-column"))
        .column(screen.word("column-field"))
        .column(screen.word("column-data-type"))
        .column(screen.word("column-category"))
        .number(screen.word("column-confidence"))
        .note(screen.word("column-reason"));
    for field in &report.fields {
        let why: Vec<String> = field.reasons.iter().map(|reason| screen.text(reason)).collect();
        table.row([
            field.column.clone(),
            field.key.clone().unwrap_or_else(|| screen.word("import-not-imported")),
            obhut_text::data_type(lang, field.data_type),
            obhut_text::category(lang, field.category),
            format!("{:.0} %", field.confidence * 100.0),
            why.join(" "),
        ]);
    }
    screen.table(&table)
}

fn rejected(screen: &mut Screen, report: &ImportReport) -> Outcome {
    if report.rejected.is_empty() {
        return Ok(());
    }
    screen.heading(&Message::new("import-rejected"))?;
    let mut table = Table::new()
        .number(screen.word("column-row"))
        .column(screen.word("column-field"))
        .note(screen.word("column-reason"));
    for row in report.rejected.iter().take(SHOWN) {
        let field = row.field.clone().unwrap_or_default();
        table.row([row.row.to_string(), field, screen.text(&row.reason)]);
    }
    screen.table(&table)?;
    let left = report.triage.rejected.saturating_sub(SHOWN as u64);
    if left > 0 {
        let more = screen.text(&Message::new("import-rejected-more").arg("count", left));
        screen.line(&format!("  {more}"))?;
    }
    Ok(())
}

fn triage(screen: &mut Screen, triage: &Triage) -> Outcome {
    let mut notes = Vec::new();
    if let Some(day) = triage.imported_before {
        let key = if triage.imported_same { "import-before-same" } else { "import-before" };
        notes.push(Message::new(key).arg("day", day));
    }
    if triage.resumed_after > 0 {
        notes.push(Message::new("import-resumed").arg("row", triage.resumed_after));
    }
    if !triage.special.is_empty() {
        notes.push(Message::new("import-special").arg("columns", triage.special.join(", ")));
    }
    if triage.missing_basis {
        notes.push(Message::new("import-no-basis"));
    }
    if triage.missing_source {
        notes.push(Message::new("import-no-source"));
    }
    notes.extend(triage.hints.iter().cloned());
    if !triage.suppressed.is_empty() {
        let rows: Vec<String> =
            triage.suppressed.iter().take(SHOWN).map(ToString::to_string).collect();
        let left = triage.suppressed.len().saturating_sub(SHOWN);
        let message = Message::new("import-suppressed").arg("rows", rows.join(", "));
        notes.push(message.arg("left", left));
    }
    if !triage.linking.is_empty() {
        notes.push(Message::new("import-linking").arg("columns", triage.linking.join(", ")));
    }
    if triage.unlinked > 0 {
        notes.push(Message::new("import-unlinked").arg("count", triage.unlinked));
    }
    if !triage.unmapped.is_empty() {
        notes.push(Message::new("import-unmapped").arg("columns", triage.unmapped.join(", ")));
    }
    if !triage.unclassified.is_empty() {
        notes.push(
            Message::new("import-unclassified").arg("fields", triage.unclassified.join(", ")),
        );
    }
    if triage.duplicates_count > 0 {
        notes.push(Message::new("import-duplicates").arg("count", triage.duplicates_count));
    }
    if notes.is_empty() {
        return Ok(());
    }
    screen.heading(&Message::new("import-triage"))?;
    for note in &notes {
        let note = screen.text(note);
        screen.line(&format!("  {note}"))?;
    }
    for duplicate in triage.duplicates.iter().take(SHOWN) {
        let why: Vec<String> = duplicate.reasons.iter().map(|reason| screen.text(reason)).collect();
        let message = match (duplicate.person, duplicate.other_row) {
            (Some(person), _) => Message::new("import-duplicate-person").arg("person", person.0),
            (None, other) => {
                Message::new("import-duplicate-row").arg("other", other.unwrap_or_default())
            }
        };
        let text = screen.text(&message.arg("row", duplicate.row).arg("why", why.join(" ")));
        screen.line(&format!("    {text}"))?;
    }
    let left = triage.duplicates_count.saturating_sub(SHOWN as u64);
    if triage.duplicates.len() > SHOWN && left > 0 {
        let more = screen.text(&Message::new("import-duplicates-more").arg("count", left));
        screen.line(&format!("    {more}"))?;
    }
    Ok(())
}
