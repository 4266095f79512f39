use obhut_db::{
    FieldId, TypeId,
    sql::{TableName, Tx, row_struct},
};
use obhut_kernel::{Error, Result, Value};

use crate::{
    context::Op,
    systems::{Field, PersonLink, RecordType, StateAt, TypeKind, Types, types::REGISTER},
};

row_struct! {
    struct TypeRow {
        id: TypeId,
        key: String,
        system: String,
        schema_name: Option<String>,
        table_name: String,
        key_columns: String,
        person_link: String,
        label_de: String,
        label_en: String,
        kind: String,
        retain: String,
    }
}

row_struct! {
    struct FieldRow {
        id: FieldId,
        type_id: TypeId,
        key: String,
        column_name: String,
        label_de: String,
        label_en: String,
        data_type: String,
        category: String,
        classified: bool,
        required: bool,
        is_unique: bool,
        link_type: Option<String>,
        choices: String,
    }
}

/// Reads all record types with their fields.
pub(crate) fn load_types(tx: &mut Tx<'_>) -> Result<Types> {
    let types = tx.query_as::<TypeRow>(
        "SELECT id, key, system, schema_name, table_name, key_columns, person_link, label_de, \
         label_en, kind, retain FROM record_type ORDER BY id",
        &[],
    )?;
    let fields = tx.query_as::<FieldRow>(
        "SELECT id, type_id, key, column_name, label_de, label_en, data_type, category, \
         classified, required, is_unique, link_type, choices \
         FROM field ORDER BY type_id, position, id",
        &[],
    )?;
    let mut fields = fields
        .into_iter()
        .map(|row| Ok((row.type_id, field(row)?)))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .peekable();
    let mut all = Vec::with_capacity(types.len());
    for row in types {
        let mut own = Vec::new();
        while let Some((_, field)) = fields.next_if(|(id, _)| *id == row.id) {
            own.push(field);
        }
        all.push(record_type(row, own)?);
    }
    Ok(Types::new(all))
}

fn record_type(row: TypeRow, fields: Vec<Field>) -> Result<RecordType> {
    let broken = |what: &str| Error::internal(format!("record type {}: {what}", row.key));
    let state = if row.system == REGISTER { StateAt::Columns } else { StateAt::Side };
    Ok(RecordType {
        id: row.id,
        table: TableName { schema: row.schema_name.clone(), name: row.table_name.clone() },
        key_columns: serde_json::from_str(&row.key_columns).map_err(|_| broken("keys"))?,
        person: PersonLink::from_text(&row.person_link).ok_or_else(|| broken("person"))?,
        state,
        kind: TypeKind::from_key(&row.kind).ok_or_else(|| broken("kind"))?,
        retain: serde_json::from_str(&row.retain).map_err(|_| broken("retain"))?,
        key: row.key,
        system: row.system,
        label_de: row.label_de,
        label_en: row.label_en,
        fields,
    })
}

fn field(row: FieldRow) -> Result<Field> {
    Ok(Field {
        id: row.id,
        column: row.column_name,
        label_de: row.label_de,
        label_en: row.label_en,
        data_type: row.data_type.parse()?,
        category: row.category.parse()?,
        classified: row.classified,
        required: row.required,
        unique: row.is_unique,
        link_type: row.link_type,
        choices: serde_json::from_str(&row.choices)
            .map_err(|_| Error::internal(format!("choices of {}", row.key)))?,
        key: row.key,
    })
}

/// Stores a type without its fields; its number in it is ignored.
pub(crate) fn insert_type(op: &mut Op<'_, '_>, record_type: &RecordType) -> Result<TypeId> {
    let json = |list: &[String]| serde_json::to_string(list).map_err(Error::internal);
    let params: [Value; 11] = [
        record_type.key.as_str().into(),
        record_type.system.as_str().into(),
        record_type.table.schema.clone().into(),
        record_type.table.name.as_str().into(),
        json(&record_type.key_columns)?.into(),
        record_type.person.to_text().into(),
        record_type.label_de.as_str().into(),
        record_type.label_en.as_str().into(),
        record_type.kind.key().into(),
        serde_json::to_string(&record_type.retain).map_err(Error::internal)?.into(),
        op.now.into(),
    ];
    let row = op.tx.query_one(
        "INSERT INTO record_type (key, system, schema_name, table_name, key_columns, person_link, \
         label_de, label_en, kind, retain, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &params,
    )?;
    op.note_types_changed();
    row.ok_or_else(|| Error::internal("type id"))?.get("id")
}

/// Stores a field; its number in it is ignored.
pub(crate) fn insert_field(
    op: &mut Op<'_, '_>,
    type_id: TypeId,
    field: &Field,
    position: usize,
) -> Result<FieldId> {
    let choices = serde_json::to_string(&field.choices).map_err(Error::internal)?;
    let position = i64::try_from(position).map_err(|_| Error::internal("position"))?;
    let params: [Value; 13] = [
        type_id.into(),
        field.key.as_str().into(),
        field.column.as_str().into(),
        field.label_de.as_str().into(),
        field.label_en.as_str().into(),
        field.data_type.key().into(),
        field.category.key().into(),
        i64::from(field.classified).into(),
        i64::from(field.required).into(),
        i64::from(field.unique).into(),
        field.link_type.clone().into(),
        choices.into(),
        position.into(),
    ];
    let row = op.tx.query_one(
        "INSERT INTO field (type_id, key, column_name, label_de, label_en, data_type, category, \
         classified, required, is_unique, link_type, choices, position) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &params,
    )?;
    op.note_types_changed();
    row.ok_or_else(|| Error::internal("field id"))?.get("id")
}
