//! New types and new fields from columns. Pure.

use std::collections::HashSet;

use obhut_detect::detect::Proposal;
use obhut_kernel::{Category, DataType, Result};

use crate::{
    register::{
        FieldSpec, TypeSpec,
        fields::RESERVED,
        import::{
            plan::{ColumnPlan, Goes, Plan, Situation, choice, misfits, too_many},
            spellings::Spellings,
            store::tame,
        },
    },
    systems::{RecordType, SystemField, TypeKind},
};

/// From this confidence on a proposed category counts as confirmed, so that the field's class
/// governs who sees it. Special categories (Art. 9 DSGVO) and "says nothing of a person" are left
/// to a human whatever the confidence: a wrong "nothing" would show the field to everybody.
const CONFIRMED: f32 = 0.85;
/// From this confidence on a name or e-mail address makes a new type one of persons.
const PERSON: f32 = 0.6;
/// The longest key a field can have.
const LONGEST: usize = 50;

/// Keys that are taken.
pub(super) struct Names(HashSet<String>);

impl Names {
    /// The reserved ones, and those of a type.
    pub(super) fn of(record_type: &RecordType) -> Self {
        let mut names = Self::reserved();
        names.0.extend(record_type.fields.iter().map(|field| field.key.clone()));
        names
    }

    fn reserved() -> Self {
        let own = SystemField::ALL.iter().map(|field| field.key());
        Self(RESERVED.into_iter().chain(own).map(str::to_owned).collect())
    }

    /// A key for a column that nothing else has.
    fn take(&mut self, column: &str, number: usize) -> String {
        let mut key = tame(column);
        if key.is_empty() {
            key = format!("column_{number}");
        } else if key.starts_with("o_") || !key.starts_with(|c: char| c.is_ascii_lowercase()) {
            key.insert_str(0, "c_");
        }
        key.truncate(LONGEST);
        let mut candidate = key.clone();
        let mut counter = 1;
        while !self.0.insert(candidate.clone()) {
            counter += 1;
            let suffix = format!("_{counter}");
            key.truncate(LONGEST - suffix.len());
            candidate = format!("{key}{suffix}");
        }
        candidate
    }
}

/// A type with a field for each column that is not skipped.
pub(super) fn whole_type(situation: &Situation<'_>, proposals: Vec<Proposal>) -> Result<Plan> {
    let mut names = Names::reserved();
    let mut fields = Vec::new();
    let mut columns = Vec::new();
    let is_person = proposals.iter().any(|proposal| {
        matches!(proposal.category, Category::Name | Category::Email)
            && proposal.confidence >= PERSON
    });
    for (at, proposal) in proposals.into_iter().enumerate() {
        let (mut planned, field) = column(situation, at, proposal, &mut names);
        if choice(situation, at).is_some_and(|choice| choice.skip) {
            planned.goes = Goes::Nowhere;
            planned.reasons = vec!["import-map-skipped".into()];
        } else {
            fields.push(field);
        }
        columns.push(planned);
    }
    let request = situation.request;
    let label = request.label.clone().unwrap_or_else(|| request.type_key.clone());
    let spec = TypeSpec {
        key: request.type_key.clone(),
        de: label.clone(),
        en: label,
        kind: if is_person { TypeKind::Person } else { TypeKind::Matter },
        retain: Vec::new(),
        fields,
    };
    spec.check()?;
    Ok(Plan { new_type: Some(spec), additions: Vec::new(), columns })
}

/// A field for a column.
pub(super) fn column(
    situation: &Situation<'_>,
    at: usize,
    proposal: Proposal,
    names: &mut Names,
) -> (ColumnPlan, FieldSpec) {
    let name = &situation.columns[at].name;
    let choice = choice(situation, at).cloned().unwrap_or_default();
    let category = choice.category.unwrap_or(proposal.category);
    let special = proposal.special || category.is_special();
    let confident = category.is_personal() && !special && proposal.confidence >= CONFIRMED;
    let mut reasons = proposal.reasons.clone();
    let data_type = choice.data_type.unwrap_or_else(|| {
        let fitting = fitting_type(situation, at, &proposal);
        if fitting != proposal.data_type {
            reasons.push("import-type-text".into());
        }
        fitting
    });
    let choices = match data_type {
        DataType::Choice => proposal.choices.clone().unwrap_or_default(),
        _ => Vec::new(),
    };
    let key = match choice.field {
        Some(key) => {
            names.0.insert(key.clone());
            key
        }
        None => names.take(name, at + 1),
    };
    let field = FieldSpec {
        key: key.clone(),
        de: name.clone(),
        en: name.clone(),
        data_type,
        category,
        classified: choice.category.is_some() || confident,
        required: false,
        unique: false,
        choices: choices.clone(),
        link: None,
    };
    let planned = ColumnPlan {
        name: name.clone(),
        goes: Goes::Field(key),
        confidence: if choice.category.is_some() { 1.0 } else { proposal.confidence },
        reasons,
        classified: field.classified,
        data_type,
        category,
        choices,
        proposal,
    };
    (planned, field)
}

/// The proposed type, or text where too many values of the sample would be lost by it. A choice
/// is only proposed when all values were seen.
fn fitting_type(situation: &Situation<'_>, at: usize, proposal: &Proposal) -> DataType {
    let values = &situation.sample.columns[at];
    let unseen = proposal.data_type == DataType::Choice && !situation.sample.whole;
    let choices = proposal.choices.as_deref().unwrap_or_default();
    let misfits = misfits(
        values,
        proposal.data_type,
        proposal.category,
        (proposal, choices, &Spellings::default()),
        situation.today,
    );
    if unseen || proposal.data_type == DataType::Link || too_many(misfits.all, proposal.data_type) {
        return DataType::Text;
    }
    proposal.data_type
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn keys_are_plain_and_each_their_own() {
        let mut names = Names::reserved();
        let long = "Ein sehr langer Name einer Spalte der nicht in fünfzig Zeichen passt";
        for (column, key) in [
            ("Straße", "strasse"),
            ("Strasse", "strasse_2"),
            ("ID", "id_2"),
            ("Person", "person_2"),
            ("2. Vorname", "c_2_vorname"),
            ("o_state", "c_o_state"),
            ("☎", "column_7"),
            (long, "ein_sehr_langer_name_einer_spalte_der_nicht_in_fue"),
            (long, "ein_sehr_langer_name_einer_spalte_der_nicht_in_f_2"),
        ] {
            assert_eq!(names.take(column, 7), key);
        }
    }
}
