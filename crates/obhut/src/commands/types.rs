//! `obhut types`

use obhut_core::{
    register::{FieldSpec, schema},
    retention,
    systems::{Field, RecordType},
};
use obhut_kernel::{Category, DataType, Lang, Message};
use obhut_text::{category, data_type};
use serde_json::json;

use crate::{
    failure::Outcome,
    screen::{self, Screen},
    session::Context,
    table::Table,
};

/// Show the record types, or change their fields.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    /// Type to show with its fields
    #[arg(value_name = "TYPE")]
    key: Option<String>,
    #[command(subcommand)]
    change: Option<Change>,
}

#[derive(Debug, clap::Subcommand)]
enum Change {
    /// Add a field to a type, or say what one says of a person
    #[command(subcommand)]
    Field(FieldChange),
}

#[derive(Debug, clap::Subcommand)]
enum FieldChange {
    /// Add a field
    Add(AddArgs),
    /// Say what a field says of a person
    Classify(ClassifyArgs),
    /// Say which values a choice allows
    Choices(ChoicesArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// Type that gets the field
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// Key of the field
    #[arg(value_name = "FIELD")]
    field: String,
    /// Type of its values
    #[arg(long, value_name = "DATATYPE", default_value = "text", value_parser = data_types())]
    data_type: String,
    /// What it says of a person
    #[arg(long, value_name = "CATEGORY", value_parser = categories())]
    category: String,
    /// German name [default: the key]
    #[arg(long, value_name = "NAME")]
    de: Option<String>,
    /// English name [default: the key]
    #[arg(long, value_name = "NAME")]
    en: Option<String>,
    /// Type that a link leads to
    #[arg(long, value_name = "TYPE")]
    link: Option<String>,
}

#[derive(Debug, clap::Args)]
struct ClassifyArgs {
    /// Type of the field
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// Field
    #[arg(value_name = "FIELD")]
    field: String,
    /// What it says of a person
    #[arg(value_name = "CATEGORY", value_parser = categories())]
    category: String,
}

#[derive(Debug, clap::Args)]
struct ChoicesArgs {
    /// Type of the field
    #[arg(value_name = "TYPE")]
    type_key: String,
    /// Field
    #[arg(value_name = "FIELD")]
    field: String,
    /// All values in their order; one that a record still has cannot be left out
    #[arg(value_name = "VALUE", required = true)]
    values: Vec<String>,
}

/// Shows types or changes a field.
pub fn types(context: &mut Context, args: &Args) -> Outcome {
    match (&args.change, &args.key) {
        (Some(Change::Field(FieldChange::Add(args))), _) => add(context, args),
        (Some(Change::Field(FieldChange::Classify(args))), _) => classify(context, args),
        (Some(Change::Field(FieldChange::Choices(args))), _) => choices(context, args),
        (None, Some(key)) => one(context, key),
        (None, None) => all(context),
    }
}

fn all(context: &mut Context) -> Outcome {
    let session = context.open()?;
    let types = session.types()?;
    let screen = &mut context.screen;
    let mut table = Table::new()
        .column(screen.word("column-type"))
        .column(screen.word("column-name"))
        .column(screen.word("column-system"))
        .number(screen.word("column-fields"))
        .number(screen.word("column-personal"));
    for record_type in types.iter() {
        screen.json(record_type)?;
        let lang = screen.lang;
        table.row([
            record_type.key.clone(),
            record_type.label(lang).to_owned(),
            record_type.system.clone(),
            record_type.fields.len().to_string(),
            record_type.personal_fields().count().to_string(),
        ]);
    }
    if table.is_empty() {
        return screen.say(&Message::new("types-none"));
    }
    screen.table(&table)
}

fn one(context: &mut Context, key: &str) -> Outcome {
    let session = context.open()?;
    let types = session.types()?;
    let record_type = types.get(key)?;
    let screen = &mut context.screen;
    screen.json(record_type)?;
    describe(screen, record_type)
}

fn describe(screen: &mut Screen, record_type: &RecordType) -> Outcome {
    let lang = screen.lang;
    screen.line(record_type.label(lang))?;
    let mut table = Table::new()
        .column(screen.word("column-field"))
        .column(screen.word("column-name"))
        .column(screen.word("column-data-type"))
        .column(screen.word("column-category"))
        .note(screen.word("column-notes"));
    for field in &record_type.fields {
        table.row([
            field.key.clone(),
            field.label(lang).to_owned(),
            data_type(lang, field.data_type),
            category(lang, field.category),
            notes(lang, field),
        ]);
    }
    screen.table(&table)
}

fn notes(lang: Lang, field: &Field) -> String {
    let mut notes = Vec::new();
    let mut note = |is: bool, key: &str| {
        if is {
            notes.push(obhut_text::text(lang, key));
        }
    };
    note(field.required, "field-required");
    note(field.unique, "field-unique");
    note(!field.classified, "field-unclassified");
    if let Some(target) = &field.link_type {
        notes.push(format!("→ {target}"));
    }
    if !field.choices.is_empty() {
        // Rules name the key, people the name.
        let choices = field.choices.iter().map(|key| match field.choice_label(lang, key) {
            name if name == *key => name,
            name => format!("{key} ({name})"),
        });
        notes.push(choices.collect::<Vec<_>>().join(" | "));
    }
    notes.join(", ")
}

fn add(context: &mut Context, args: &AddArgs) -> Outcome {
    let session = context.open()?;
    let spec = FieldSpec {
        key: args.field.clone(),
        de: args.de.clone().unwrap_or_else(|| args.field.clone()),
        en: args.en.clone().unwrap_or_else(|| args.field.clone()),
        data_type: args.data_type.parse()?,
        category: args.category.parse()?,
        classified: true,
        required: false,
        unique: false,
        choices: Vec::new(),
        link: args.link.clone(),
    };
    session.write(|op| schema::add_field(op, &args.type_key, &spec))?;
    told(&mut context.screen, "types-field-added", &args.type_key, &args.field)
}

fn classify(context: &mut Context, args: &ClassifyArgs) -> Outcome {
    let category = args.category.parse()?;
    let session = context.open()?;
    session.write(|op| schema::classify(op, &args.type_key, &args.field, category))?;
    told(&mut context.screen, "types-field-classified", &args.type_key, &args.field)
}

fn choices(context: &mut Context, args: &ChoicesArgs) -> Outcome {
    let session = context.open()?;
    session.write(|op| schema::set_choices(op, &args.type_key, &args.field, &args.values))?;
    told(&mut context.screen, "types-field-choices", &args.type_key, &args.field)?;
    // Rules that compare with a value that is gone are not wrong, but never met any more.
    let findings = session.read(|op| match retention::ops::export(op) {
        Ok(concept) => retention::ops::check(op, &concept),
        Err(_) => Ok(Vec::new()),
    })?;
    let of_choices = findings.iter().filter(|finding| finding.message.key() == "finding-choice");
    for finding in of_choices {
        let head = context.screen.word("finding-warning");
        screen::complain(screen::WARN, &head, &context.screen.text(&finding.message));
    }
    Ok(())
}

fn told(screen: &mut Screen, key: &'static str, type_key: &str, field: &str) -> Outcome {
    screen.say(&Message::new(key).arg("type", type_key).arg("field", field))?;
    screen.json(&json!({ "type": type_key, "field": field }))
}

fn data_types() -> Vec<&'static str> {
    DataType::ALL.iter().map(|data_type| data_type.key()).collect()
}

fn categories() -> Vec<&'static str> {
    Category::ALL.iter().map(|category| category.key()).collect()
}
