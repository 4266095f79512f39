//! `obhut records`, `show` and `set`

use std::collections::BTreeMap;

use obhut_core::{
    register::{self, Owner, RecordFilter, RecordView, Visibility, records},
    systems::{Expr, RecordType},
};
use obhut_kernel::{Arg, Message};
use obhut_text::formats;
use serde_json::json;

use crate::{
    cell,
    failure::{Failure, Outcome},
    screen::{BOLD, DIM, Screen, WARN},
    session::{Context, Session},
    stop,
    table::Table,
};

/// Records that are read at once.
const PAGE: u32 = 1_000;

/// What `set` calls the visibility of a record; no field of the register has this key.
const VISIBLE: &str = "visible";
/// What `set` calls the person of a record; no field of the register has this key.
const PERSON: &str = "person";

/// List records of a type.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Type of the records
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// Condition, such as: status = "ended" and ended_on < today - P3Y
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// How many at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u64,
    /// Only records behind this key
    #[arg(long, value_name = "KEY")]
    after: Option<String>,
}

/// Show a record.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Type of the record
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// Key of the record
    #[arg(value_name = "KEY")]
    key: String,
}

/// Change fields of a record.
#[derive(Debug, clap::Args)]
pub struct SetArgs {
    /// Type of the record
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// Key of the record
    #[arg(value_name = "KEY")]
    key: String,
    /// Fields with their new values; nothing behind the sign empties a field. visible=owner, team
    /// or all says who sees the record, person=NUMBER or new whose it is
    #[arg(value_name = "FIELD=VALUE", required = true)]
    values: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Take in identifiers that are on the suppression list as well
    #[arg(long)]
    despite_suppression: bool,
}

/// Lists records, read page by page, so that any number takes little memory as JSON.
pub fn list(context: &mut Context, args: &ListArgs) -> Outcome {
    let condition = args.condition.as_deref().map(str::parse::<Expr>).transpose()?;
    let session = context.open()?;
    let types = session.types()?;
    let record_type = types.get(&args.type_key)?;
    let mut filter = RecordFilter { condition, after: args.after.clone(), limit: 0 };
    let mut left = if args.limit == 0 { u64::MAX } else { args.limit };
    let mut shown = Vec::new();
    while left > 0 && !stop::asked() {
        filter.limit = u32::try_from(left).unwrap_or(PAGE).min(PAGE);
        let page = session.read(|op| records::list(op, &args.type_key, &filter))?;
        let Some(last) = page.last() else { break };
        filter.after = Some(last.key.clone());
        left -= page.len() as u64;
        let is_last = page.len() < filter.limit as usize;
        for view in &page {
            context.screen.json(view)?;
        }
        if !context.screen.is_json() {
            shown.extend(page);
        }
        if is_last {
            break;
        }
    }
    if context.screen.is_json() {
        return Ok(());
    }
    let screen = &mut context.screen;
    if shown.is_empty() {
        return screen.say(&Message::new("records-none"));
    }
    table(screen, &session, record_type, &shown)?;
    if left == 0 {
        screen.say(&Message::new("records-more").arg("count", shown.len()))?;
    }
    Ok(())
}

fn table(
    screen: &mut Screen,
    session: &Session,
    record_type: &RecordType,
    shown: &[RecordView],
) -> Outcome {
    let lang = screen.lang;
    // A window has room for the first fields only; what goes elsewhere has all.
    let most = screen.width().map_or(usize::MAX, |width| (width / 18).max(2));
    let fields: Vec<_> = record_type
        .fields
        .iter()
        .filter(|field| shown.iter().any(|view| view.fields.contains_key(&field.key)))
        .take(most)
        .collect();
    let mut table = Table::new()
        .number(screen.word("column-key"))
        .number(screen.word("column-person"))
        .column(screen.word("column-state"));
    for field in &fields {
        table = table.column(field.label(lang));
    }
    for view in shown {
        let mut cells = vec![
            view.key.clone(),
            view.person.map(|person| person.0.to_string()).unwrap_or_default(),
            state(screen, view),
        ];
        cells.extend(fields.iter().map(|field| {
            let value = view.fields.get(&field.key).unwrap_or(&serde_json::Value::Null);
            cell::value(lang, session.tenant.zone(), Some(field), value)
        }));
        table.row(cells);
    }
    screen.table(&table)
}

/// How far a record is anonymised and which marks are on it, in short.
fn state(screen: &Screen, view: &RecordView) -> String {
    let mut words = Vec::new();
    match view.stage {
        0 => {}
        records::GONE => words.push(screen.word("state-anonymised")),
        stage => words.push(screen.text(&Message::new("state-stage").arg("stage", stage))),
    }
    if view.kept {
        words.push(screen.word("state-kept"));
    }
    if view.locked {
        words.push(screen.word("state-locked"));
    }
    words.extend(view.class.clone());
    words.join(", ")
}

/// Shows one record with where it came from.
pub fn show(context: &mut Context, args: &ShowArgs) -> Outcome {
    let session = context.open()?;
    let (types, view) = session.read(|op| {
        let view = records::show(op, &args.type_key, &args.key)?;
        Ok((op.types()?, view))
    })?;
    let record_type = types.get(&args.type_key)?;
    let screen = &mut context.screen;
    screen.json(&view)?;
    if screen.is_json() {
        return Ok(());
    }
    let lang = screen.lang;
    let title = screen.styled(BOLD, &format!("{} {}", record_type.label(lang), view.key));
    screen.line(&title)?;
    let state = state(screen, &view);
    if !state.is_empty() {
        let state = screen.styled(WARN, &state);
        screen.line(&format!("  {state}"))?;
    }
    let width = view
        .fields
        .keys()
        .filter_map(|key| record_type.field(key))
        .map(|field| field.label(lang).chars().count())
        .max()
        .unwrap_or(0);
    for field in &record_type.fields {
        let Some(value) = view.fields.get(&field.key) else { continue };
        let value = match value {
            serde_json::Value::Null => "–".to_owned(),
            value => cell::value(lang, session.tenant.zone(), Some(field), value),
        };
        let label = screen.styled(DIM, &format!("{:width$}", field.label(lang)));
        screen.line(&format!("  {label}  {}", crate::table::plain(&value)))?;
    }
    provenance(screen, &session, &view)
}

fn provenance(screen: &mut Screen, session: &Session, view: &RecordView) -> Outcome {
    let (lang, zone) = (screen.lang, session.tenant.zone());
    if let Some(person) = view.person {
        screen.say(&Message::new("show-person").arg("person", person.0))?;
    }
    if let Some(source) = &view.source {
        let basis =
            source.basis.as_deref().and_then(|key| key.parse::<obhut_law::LegalBasis>().ok());
        let basis =
            basis.map_or_else(|| Message::new("word-no-basis"), obhut_law::LegalBasis::label);
        let given = match source.source.as_str() {
            "" => Message::new("word-no-source").into(),
            text => Arg::from(text),
        };
        screen.say(
            &Message::new("show-source")
                .arg("source", given)
                .arg("channel", &source.channel)
                .arg("actor", &source.actor)
                .arg("at", formats::date_time(lang, source.at, zone))
                .arg("basis", basis),
        )?;
    }
    let visible = match view.visibility {
        Visibility::All => "show-visible-all",
        Visibility::Team => "show-visible-team",
        Visibility::Owner => "show-visible-owner",
    };
    screen.say(&Message::new(visible))?;
    screen.say(
        &Message::new("show-changed")
            .arg("at", formats::date_time(lang, view.changed_at, zone))
            .arg("actor", &view.changed_by),
    )
}

/// Changes fields of one record.
pub fn set(context: &mut Context, args: &SetArgs) -> Outcome {
    let mut given = BTreeMap::new();
    for pair in &args.values {
        let Some((field, value)) = pair.split_once('=') else {
            return Err(Failure::Usage(Message::new("usage-set").arg("given", pair)));
        };
        given.insert(field.trim().to_owned(), value.to_owned());
    }
    let visibility =
        given.remove(VISIBLE).map(|who| who.trim().parse::<Visibility>()).transpose()?;
    let owner = given.remove(PERSON).map(|who| who.parse::<Owner>()).transpose()?;
    let session = context.open()?;
    let changed = session.write(|op| {
        let mut changed = 0;
        if let Some(owner) = owner {
            let (type_key, key) = (&args.type_key, &args.key);
            let is_changed = register::set_person(op, type_key, key, owner, &args.reason)?;
            changed += usize::from(is_changed);
        }
        if let Some(visibility) = visibility {
            let (type_key, key) = (&args.type_key, &args.key);
            let is_changed = records::set_visibility(op, type_key, key, visibility, &args.reason)?;
            changed += usize::from(is_changed);
        }
        if !given.is_empty() {
            let types = op.types()?;
            let values = register::input(types.get(&args.type_key)?, &given, op.tenant.zone())?;
            let edit = if args.despite_suppression {
                records::edit_despite_suppression
            } else {
                records::edit
            };
            changed += edit(op, &args.type_key, &args.key, &values, &args.reason)?;
        }
        Ok(changed)
    })?;
    let screen = &mut context.screen;
    screen.say(
        &Message::new("set-done")
            .arg("type", &args.type_key)
            .arg("key", &args.key)
            .arg("count", changed),
    )?;
    screen.json(&json!({ "type": args.type_key, "key": args.key, "changed": changed }))
}
