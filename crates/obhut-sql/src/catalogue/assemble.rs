//! What the three readers share: putting rows of the system catalogues together.

use std::collections::HashMap;

use obhut_kernel::{Result, Value};

use super::{Check, Column, ForeignKey, Index, IndexPart, Table, TableKind, Trigger, UniqueKey};
use crate::{Dialect, Row, TableName};

/// Separates names that a query has aggregated into one text: no name holds it.
pub(super) const SEPARATOR: char = '\u{1F}';

/// Tables that are being put together, by the engine's own id of each.
pub(super) struct Assembly {
    dialect: Dialect,
    tables: Vec<Table>,
    places: HashMap<String, usize>,
}

impl Assembly {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, tables: Vec::new(), places: HashMap::new() }
    }

    pub(super) fn add(&mut self, id: String, name: TableName, kind: TableKind) -> &mut Table {
        let at = self.tables.len();
        self.places.insert(id, at);
        self.tables.push(Table {
            name,
            dialect: self.dialect,
            kind,
            columns: Vec::new(),
            primary_key: Vec::new(),
            unique_keys: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            triggers: Vec::new(),
            indexes: Vec::new(),
            rows: None,
            is_versioned: false,
            comment: None,
        });
        &mut self.tables[at]
    }

    /// The table with this id. What belongs to a table that is none of ours is passed over.
    pub(super) fn table(&mut self, id: &str) -> Option<&mut Table> {
        self.places.get(id).map(|at| &mut self.tables[*at])
    }

    /// A table's own spelling of a name that is compared without case.
    pub(super) fn spelling(&self, name: &str) -> Option<String> {
        let names = || self.tables.iter().map(|table| &table.name.name);
        names()
            .find(|own| *own == name)
            .or_else(|| names().find(|own| own.eq_ignore_ascii_case(name)))
            .cloned()
    }

    pub(super) fn column(&mut self, id: &str, column: Column) {
        if let Some(table) = self.table(id) {
            table.columns.push(column);
        }
    }

    pub(super) fn foreign_key(&mut self, id: &str, key: ForeignKey) {
        if let Some(table) = self.table(id) {
            table.foreign_keys.push(key);
        }
    }

    pub(super) fn check(&mut self, id: &str, check: Check) {
        if let Some(table) = self.table(id) {
            table.checks.push(check);
        }
    }

    pub(super) fn trigger(&mut self, id: &str, trigger: Trigger) {
        if let Some(table) = self.table(id) {
            table.triggers.push(trigger);
        }
    }

    /// A further part of an index, which come one row each and in order.
    pub(super) fn index_part(&mut self, id: &str, index: Index, part: IndexPart) {
        let Some(table) = self.table(id) else { return };
        match table.indexes.last_mut().filter(|last| last.name == index.name) {
            Some(last) => last.parts.push(part),
            None => table.indexes.push(Index { parts: vec![part], ..index }),
        }
    }

    /// The tables, with unique keys out of unique indexes.
    pub(super) fn finish(mut self) -> Vec<Table> {
        for table in &mut self.tables {
            let primary = table.primary_key.clone();
            let unique = table.indexes.iter().filter(|index| index.is_unique).map(unique_key);
            table.unique_keys =
                unique.filter(|key| key.is_partial || key.columns != primary).collect();
        }
        self.tables
    }
}

fn unique_key(index: &Index) -> UniqueKey {
    let columns: Vec<String> = index
        .parts
        .iter()
        .filter_map(|part| match part {
            IndexPart::Column(name) => Some(name.clone()),
            IndexPart::Expression(_) => None,
        })
        .collect();
    let is_partial = index.is_partial || columns.len() < index.parts.len();
    UniqueKey { name: Some(index.name.clone()), columns, is_partial }
}

/// Text of a catalogue row; some engines hand out theirs as bytes.
pub(super) fn text(row: &Row, at: usize) -> String {
    optional(row, at).unwrap_or_default()
}

/// Text of a catalogue row, if there is any.
pub(super) fn optional(row: &Row, at: usize) -> Option<String> {
    match row.values().get(at)? {
        Value::Null => None,
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        other => Some(other.to_string()),
    }
}

/// Yes or no of a catalogue row.
pub(super) fn flag(row: &Row, at: usize) -> Result<bool> {
    Ok(row.at::<Option<bool>>(at)?.unwrap_or(false))
}

/// Names aggregated into one text.
pub(super) fn names(row: &Row, at: usize) -> Vec<String> {
    let joined = text(row, at);
    joined.split(SEPARATOR).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The number in the parentheses of a declared type such as `varchar(40)`.
pub(super) fn declared_length(declared: &str) -> Option<u64> {
    let (_, rest) = declared.split_once('(')?;
    rest.split([')', ',']).next()?.trim().parse().ok()
}
