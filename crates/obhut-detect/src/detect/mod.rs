//! Proposes data type and category of columns, from their names, their declared types and samples
//! of their values, each with a confidence and reasons. A human confirms.
//!
//! How it judges: the words of a name (German or English, abbreviated, compound, in the middle of
//! prefixes) are looked up in `data/`, in the light of what kind of table it is; the values are
//! looked at for shapes (an e-mail address, a birth date) and against lists of frequent names and
//! places; both are weighed, and where they contradict each other the values win.

mod combine;
mod lexicon;
mod names;
mod patterns;
mod special;
mod table;
mod tokens;
mod types;
mod values;

use std::collections::HashMap;

use obhut_kernel::{Category, DataType, Message};

use crate::parse::{DateOrder, NumberStyle};
use table::Table;
use values::ValueEvidence;

/// A column as the detector is shown it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ColumnSample<'a> {
    /// The column's name or the heading above it.
    pub name: &'a str,
    /// The type a database declares it with.
    pub declared_type: Option<&'a str>,
    /// The table it belongs to. Columns of one table should be shown together: they explain each
    /// other.
    pub table: Option<&'a str>,
    /// Values as text, empty ones included, a few hundred at most; may be empty.
    pub values: Vec<String>,
}

/// What a column is proposed to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The data type.
    pub data_type: DataType,
    /// What it says of a person.
    pub category: Category,
    /// How sure the category is, from 0 to 1. Below 0.6 a human should look first.
    pub confidence: f32,
    /// Why, in the order of weight.
    pub reasons: Vec<Message>,
    /// The column holds special categories of Art. 9 DSGVO, perhaps only in some free texts.
    pub special: bool,
    /// Distinct values among the filled ones, from 0 to 1.
    pub unique_ratio: f32,
    /// Empty values among all, from 0 to 1.
    pub empty_ratio: f32,
    /// How many of the sampled values cannot be read as `data_type`.
    pub bad_examples_count: usize,
    /// The values found, the most frequent first, when `data_type` is a choice.
    pub choices: Option<Vec<String>>,
    /// How numbers of the column are written, where the values show it.
    pub number_style: Option<NumberStyle>,
    /// Whether day or month comes first in dates of the column, where the values show it.
    pub date_order: Option<DateOrder>,
}

/// A proposal for each column, in the same order.
pub fn detect_columns(columns: &[ColumnSample<'_>]) -> Vec<Proposal> {
    let product = tokens::common_prefix(table_names(columns).into_iter());
    let mut proposals: Vec<(usize, Proposal)> = Vec::with_capacity(columns.len());
    for (name, members) in by_table(columns) {
        let prefix = tokens::common_prefix(members.iter().map(|at| columns[*at].name));
        let words: Vec<_> = members
            .iter()
            .map(|at| tokens::tokens_after(columns[*at].name, prefix.as_deref()))
            .collect();
        let name = name.map(|name| tokens::tokens_after(name, product.as_deref()));
        let table = Table::of(&name.unwrap_or_default(), &words);
        for (at, words) in members.into_iter().zip(&words) {
            proposals.push((at, propose(&columns[at], words, &table)));
        }
    }
    proposals.sort_by_key(|(at, _)| *at);
    proposals.into_iter().map(|(_, proposal)| proposal).collect()
}

fn propose(column: &ColumnSample<'_>, words: &[&'static str], table: &Table) -> Proposal {
    let values = ValueEvidence::of(&column.values);
    let verdict = combine::weigh(&names::judge(words, table), &values, table);
    let data_type = types::data_type(words, verdict.category, column.declared_type, &values);
    let mut reasons = verdict.reasons;
    if values.filled == 0
        && let Some(declared) = column.declared_type
    {
        reasons.push(Message::new("detect-reason-declared").arg("type", declared));
    }
    Proposal {
        data_type,
        category: verdict.category,
        confidence: verdict.confidence,
        reasons,
        special: verdict.special,
        unique_ratio: values.unique_ratio,
        empty_ratio: values.empty_ratio,
        bad_examples_count: types::misfits(&column.values, data_type, &values),
        choices: types::choices(data_type, &values),
        number_style: values.number_style,
        date_order: values.date_order,
    }
}

/// The names of the tables, each once, in the order they come.
fn table_names<'a>(columns: &[ColumnSample<'a>]) -> Vec<&'a str> {
    by_table(columns).into_iter().filter_map(|(name, _)| name).collect()
}

/// The columns' positions by table, in the order the tables come.
fn by_table<'a>(columns: &[ColumnSample<'a>]) -> Vec<(Option<&'a str>, Vec<usize>)> {
    let mut places: HashMap<Option<&str>, usize> = HashMap::new();
    let mut tables: Vec<(Option<&'a str>, Vec<usize>)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let place = *places.entry(column.table).or_insert_with(|| {
            tables.push((column.table, Vec::new()));
            tables.len() - 1
        });
        tables[place].1.push(at);
    }
    tables
}
