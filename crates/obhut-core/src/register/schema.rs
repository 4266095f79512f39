//! Operations on record types and fields: each type is a table of its own.

use obhut_db::{
    TypeId,
    sql::{
        ColumnKind, ColumnSpec, Condition, IndexSpec, TableName, TableSpec,
        batch::group_count,
        ddl::{add_column, create_index, create_table},
    },
};
use obhut_kernel::{Category, DataType, Error, Kind, Message, Result};

use crate::{
    context::Op,
    journal::{Entry, ops::record},
    operation::Operation,
    register::{FieldSpec, TypeSpec, store},
    systems::{
        Field, PersonLink, REGISTER, RecordType, StateAt, TypeKind, insert_field, insert_type,
    },
};

/// Makes a record type with its table.
pub fn create_type(op: &mut Op<'_, '_>, spec: &TypeSpec) -> Result<TypeId> {
    op.authorise(Operation::TypeCreate, None)?;
    spec.check()?;
    let types = op.types()?;
    if types.find(&spec.key).is_some() {
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-type-exists").arg("given", &spec.key),
        ));
    }
    for link in spec.fields.iter().filter_map(|field| field.link.as_ref()) {
        if *link != spec.key {
            types.get(link)?;
        }
    }
    let table = TableName::new(format!("rec_{}", spec.key));
    create_table(op.tx, &table_spec(spec, &table))?;
    let id = insert_type(
        op,
        &RecordType {
            id: TypeId(0),
            key: spec.key.clone(),
            system: REGISTER.to_owned(),
            table,
            key_columns: vec!["id".to_owned()],
            person: PersonLink::Column("person_id".to_owned()),
            state: StateAt::Columns,
            label_de: spec.de.clone(),
            label_en: spec.en.clone(),
            kind: spec.kind,
            retain: spec.retain.clone(),
            fields: Vec::new(),
        },
    )?;
    for (position, field) in spec.fields.iter().enumerate() {
        insert_field(op, id, &field_row(field), position)?;
    }
    let fields: Vec<_> = spec.fields.iter().map(|field| field.key.as_str()).collect();
    record(
        op,
        Entry::new("type.create").detail("type", spec.key.as_str()).detail("fields", fields),
    )?;
    Ok(id)
}

/// Adds a field to a type.
pub fn add_field(op: &mut Op<'_, '_>, type_key: &str, spec: &FieldSpec) -> Result<()> {
    op.authorise(Operation::FieldChange, None)?;
    spec.check()?;
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    if record_type.field(&spec.key).is_some() {
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-field-twice").arg("field", &spec.key),
        ));
    }
    if let Some(link) = &spec.link {
        types.get(link)?;
    }
    add_column(op.tx, &record_type.table, &ColumnSpec::new(&spec.key, spec.data_type.into()))?;
    if let Some(index) = index_of(&record_type.table, spec) {
        create_index(op.tx, &record_type.table, &index)?;
    }
    insert_field(op, record_type.id, &field_row(spec), record_type.fields.len())?;
    let entry = Entry::new("type.field.add").detail("type", type_key);
    record(op, entry.detail("field", spec.key.as_str()).detail("category", spec.category.key()))?;
    Ok(())
}

/// Confirms or changes what a field says of a person.
pub fn classify(
    op: &mut Op<'_, '_>,
    type_key: &str,
    field: &str,
    category: Category,
) -> Result<()> {
    op.authorise(Operation::FieldChange, None)?;
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    let found = record_type.field(field).ok_or_else(|| {
        Error::not_found(
            Message::new("error-field-missing").arg("field", field).arg("type", type_key),
        )
    })?;
    store::set_category(op, found.id, category)?;
    op.note_types_changed();
    let entry = Entry::new("type.field.classify").detail("type", type_key).detail("field", field);
    record(op, entry.detail("before", found.category.key()).detail("after", category.key()))?;
    Ok(())
}

/// Changes the values that a choice allows, in their order. A value that a record still has is
/// not taken away: [`Kind::Conflict`] names it and how many records have it.
pub fn set_choices(
    op: &mut Op<'_, '_>,
    type_key: &str,
    field: &str,
    choices: &[String],
) -> Result<()> {
    op.authorise(Operation::FieldChange, None)?;
    let types = op.types()?;
    let record_type = types.get(type_key)?;
    let found = record_type.field(field).ok_or_else(|| {
        Error::not_found(
            Message::new("error-field-missing").arg("field", field).arg("type", type_key),
        )
    })?;
    if found.data_type != DataType::Choice || !record_type.is_register() {
        return Err(Error::invalid(Message::new("error-choices-field").arg("field", field)));
    }
    let choices = checked_choices(choices)?;
    refuse_used(op, record_type, found, &choices)?;
    store::set_choices(op, found.id, &choices)?;
    op.note_types_changed();
    let entry = Entry::new("type.field.choices").detail("type", type_key).detail("field", field);
    record(op, entry.detail("before", found.choices.clone()).detail("after", choices))?;
    Ok(())
}

/// The choices without blanks around them: at least one, none of them empty or there twice.
fn checked_choices(given: &[String]) -> Result<Vec<String>> {
    let mut choices: Vec<String> = Vec::with_capacity(given.len());
    for choice in given.iter().map(|choice| choice.trim()) {
        if choice.is_empty() || choice.contains(char::is_control) {
            return Err(Error::invalid(Message::new("error-choices-form")));
        }
        if choices.iter().any(|known| known == choice) {
            return Err(Error::invalid(Message::new("error-choices-twice").arg("given", choice)));
        }
        choices.push(choice.to_owned());
    }
    if choices.is_empty() {
        return Err(Error::invalid(Message::new("error-choices-form")));
    }
    Ok(choices)
}

/// Refuses to take away a value that is in use: the records that have it would no longer fit.
fn refuse_used(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    field: &Field,
    choices: &[String],
) -> Result<()> {
    let by = [field.column.as_str()];
    for row in group_count(op.tx, &record_type.table, &by, &Condition::Always)? {
        let value: Option<String> = row.at(0)?;
        let count: i64 = row.get("count")?;
        // What no choice ever allowed (the mark of an anonymised value) stays as it was.
        let Some(value) = value.filter(|value| field.choices.contains(value)) else { continue };
        if !choices.contains(&value) {
            return Err(Error::new(
                Kind::Conflict,
                Message::new("error-choices-used")
                    .arg("given", value)
                    .arg("field", &field.key)
                    .arg("count", count),
            ));
        }
    }
    Ok(())
}

pub(crate) fn field_row(spec: &FieldSpec) -> Field {
    Field {
        id: crate::FieldId(0),
        key: spec.key.clone(),
        column: spec.key.clone(),
        label_de: spec.de.clone(),
        label_en: spec.en.clone(),
        data_type: spec.data_type,
        category: spec.category,
        classified: spec.classified,
        required: spec.required,
        unique: spec.unique,
        link_type: spec.link.clone(),
        choices: spec.choices.clone(),
    }
}

/// The table of a type that is there already, as it is made anew when a backup is written or
/// restored; `may_be_empty` says which of the columns may hold nothing.
pub(crate) fn table_again(
    record_type: &RecordType,
    may_be_empty: impl Fn(&str) -> bool,
) -> TableSpec {
    let fields = record_type.fields.iter().map(|field| FieldSpec {
        key: field.column.clone(),
        de: field.label_de.clone(),
        en: field.label_en.clone(),
        data_type: field.data_type,
        category: field.category,
        classified: field.classified,
        required: field.required && !may_be_empty(&field.column),
        unique: field.unique,
        choices: field.choices.clone(),
        link: field.link_type.clone(),
    });
    let spec = TypeSpec {
        key: record_type.key.clone(),
        de: record_type.label_de.clone(),
        en: record_type.label_en.clone(),
        kind: record_type.kind,
        retain: record_type.retain.clone(),
        fields: fields.collect(),
    };
    table_spec(&spec, &record_type.table)
}

fn table_spec(spec: &TypeSpec, table: &TableName) -> TableSpec {
    let small = |name: &str, default: i64| {
        ColumnSpec::new(name, ColumnKind::SmallInt).not_null().default(default)
    };
    let mut columns = vec![
        ColumnSpec::new("id", ColumnKind::Key),
        ColumnSpec::new("person_id", ColumnKind::BigInt),
        small("o_state", 0),
        small("o_marks", 0),
        small("o_visible", 2),
        ColumnSpec::new("o_origin", ColumnKind::BigInt).not_null(),
        ColumnSpec::new("o_owner", ColumnKind::BigInt),
        ColumnSpec::new("o_team", ColumnKind::Text),
        ColumnSpec::new("o_class", ColumnKind::Text),
        ColumnSpec::new("o_fold", ColumnKind::SortKey),
        ColumnSpec::new("o_created_at", ColumnKind::Instant).not_null(),
        ColumnSpec::new("o_changed_at", ColumnKind::Instant).not_null(),
        ColumnSpec::new("o_changed_by", ColumnKind::BigInt).not_null(),
    ];
    columns.extend(spec.fields.iter().map(|field| ColumnSpec {
        not_null: field.required,
        ..ColumnSpec::new(&field.key, field.data_type.into())
    }));
    let index = |columns: &[&str]| IndexSpec {
        name: format!("{}_{}", table.name, columns.join("_")),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        unique: false,
        where_not_null: true,
    };
    let mut indexes = vec![index(&["person_id"])];
    let has_name = spec.fields.iter().any(|field| field.category == Category::Name);
    if spec.kind != TypeKind::Activity && has_name {
        indexes.push(index(&["o_fold"]));
    }
    indexes.extend(spec.fields.iter().filter_map(|field| index_of(table, field)));
    TableSpec { name: table.clone(), columns, indexes }
}

/// Fields that a person or record is found by have an index; unique ones are enforced by one.
fn index_of(table: &TableName, field: &FieldSpec) -> Option<IndexSpec> {
    let is_identifier =
        matches!(field.category, Category::Email | Category::Phone | Category::IdentifierOfPerson);
    let found_by = is_identifier || field.data_type == DataType::Link;
    (found_by || field.unique).then(|| IndexSpec {
        name: format!("{}_{}", table.name, field.key),
        columns: vec![field.key.clone()],
        unique: field.unique,
        where_not_null: true,
    })
}
