use obhut_kernel::{Category, DataType, Error, Message, Result};
use obhut_law::retention;
use serde::Deserialize;

use crate::systems::{Retain, TypeKind};

/// Keys that no field of the register has: they mean something else where fields are named.
pub(crate) const RESERVED: [&str; 4] = ["id", "key", "person_id", "visible"];

/// A record type to make.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeSpec {
    /// Its key.
    pub key: String,
    /// The German name.
    pub de: String,
    /// The English name.
    pub en: String,
    /// What kind of type it is.
    #[serde(deserialize_with = "kind")]
    pub kind: TypeKind,
    /// The statutory periods that hold for every record.
    #[serde(default)]
    pub retain: Vec<Retain>,
    /// Its fields in the order of the form.
    pub fields: Vec<FieldSpec>,
}

/// A field to make.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// Its key.
    pub key: String,
    /// The German name.
    pub de: String,
    /// The English name.
    pub en: String,
    /// The type of its values.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// What it says of a person.
    pub category: Category,
    /// Whether somebody confirmed the category; a proposal is not confirmed.
    #[serde(default = "confirmed")]
    pub classified: bool,
    /// Whether it must have a value.
    #[serde(default)]
    pub required: bool,
    /// Whether a value may occur once only.
    #[serde(default)]
    pub unique: bool,
    /// The values of a choice.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The key of the type a link leads to.
    #[serde(default)]
    pub link: Option<String>,
}

fn confirmed() -> bool {
    true
}

fn kind<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<TypeKind, D::Error> {
    let key = String::deserialize(deserializer)?;
    TypeKind::from_key(&key).ok_or_else(|| serde::de::Error::custom("unknown kind"))
}

/// What a fresh store starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// The built-in types of customers, sales and activities.
    Crm,
    /// Those, memberships and donations.
    Association,
    /// No type at all.
    Empty,
}

impl Template {
    /// The key used on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Crm => "crm",
            Self::Association => "association",
            Self::Empty => "empty",
        }
    }

    /// The deletion concept it starts with.
    pub fn concept(self) -> Option<&'static str> {
        match self {
            Self::Crm => Some(concat!(
                include_str!("../../data/concepts/crm.toml"),
                include_str!("../../data/concepts/common.toml")
            )),
            Self::Association => Some(concat!(
                include_str!("../../data/concepts/association.toml"),
                include_str!("../../data/concepts/common.toml")
            )),
            Self::Empty => None,
        }
    }

    /// The types it makes, link targets before links.
    pub fn types(self) -> Result<Vec<TypeSpec>> {
        let texts: &[&str] = match self {
            Self::Crm => &[include_str!("../../data/types/crm.toml")],
            Self::Association => &[
                include_str!("../../data/types/crm.toml"),
                include_str!("../../data/types/association.toml"),
            ],
            Self::Empty => &[],
        };
        let mut types = Vec::new();
        for text in texts {
            let file: File = toml::from_str(text)
                .map_err(|e| Error::internal(format!("template {}: {e}", self.key())))?;
            types.extend(file.types);
        }
        // Links can only lead to types that exist: sales_organisation before contract.
        types.sort_by_key(|t| t.fields.iter().any(|field| field.link.is_some()));
        Ok(types)
    }
}

impl std::str::FromStr for Template {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        [Self::Crm, Self::Association, Self::Empty]
            .into_iter()
            .find(|template| template.key() == text)
            .ok_or_else(|| Error::invalid(Message::new("error-template").arg("given", text)))
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "type")]
    types: Vec<TypeSpec>,
}

impl TypeSpec {
    /// Refuses what could not be stored or would hide a field of Obhut's own.
    pub(crate) fn check(&self) -> Result<()> {
        check_key(&self.key)?;
        for retain in &self.retain {
            if retention::find(&retain.norm).is_none() {
                return Err(Error::not_found(
                    Message::new("error-retention-key").arg("given", &retain.norm),
                ));
            }
            for key in retain.fields() {
                let has_day = |field: &FieldSpec| {
                    field.key == key
                        && matches!(field.data_type, DataType::Date | DataType::DateTime)
                };
                if !self.fields.iter().any(has_day) {
                    return Err(Error::invalid(
                        Message::new("error-retain-start")
                            .arg("type", &self.key)
                            .arg("norm", &retain.norm)
                            .arg("field", key),
                    ));
                }
            }
        }
        let mut seen = std::collections::HashSet::new();
        for field in &self.fields {
            field.check()?;
            if !seen.insert(&field.key) {
                return Err(Error::invalid(
                    Message::new("error-field-twice").arg("field", &field.key),
                ));
            }
        }
        Ok(())
    }
}

impl FieldSpec {
    pub(crate) fn check(&self) -> Result<()> {
        check_key(&self.key)?;
        let reserved = RESERVED.contains(&self.key.as_str())
            || self.key.starts_with("o_")
            || crate::systems::SystemField::ALL.iter().any(|field| field.key() == self.key);
        if reserved {
            return Err(Error::invalid(
                Message::new("error-field-reserved").arg("field", &self.key),
            ));
        }
        if (self.data_type == DataType::Link) != self.link.is_some() {
            return Err(Error::invalid(Message::new("error-field-link").arg("field", &self.key)));
        }
        Ok(())
    }
}

/// Keys are identifiers: they stand in rules, files and URLs.
fn check_key(key: &str) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts_well = key.starts_with(|c: char| c.is_ascii_lowercase());
    if starts_well && key.len() <= 50 && key.chars().all(is_plain) {
        return Ok(());
    }
    Err(Error::invalid(Message::new("error-key-form").arg("given", key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_sound() {
        for template in [Template::Crm, Template::Association, Template::Empty] {
            let types = template.types().unwrap();
            let mut known = Vec::new();
            for spec in &types {
                spec.check().unwrap();
                for link in spec.fields.iter().filter_map(|field| field.link.as_ref()) {
                    assert!(
                        known.contains(link),
                        "{} links to {link} before it is there",
                        spec.key
                    );
                }
                known.push(spec.key.clone());
            }
        }
    }

    #[test]
    fn the_built_in_types_are_all_there() {
        let keys: Vec<_> = Template::Crm.types().unwrap().into_iter().map(|t| t.key).collect();
        for key in [
            "contact",
            "lead",
            "lead_contact_person",
            "contract",
            "user",
            "sales_organisation",
            "call",
            "meeting",
            "email",
            "task",
            "note",
        ] {
            assert!(keys.iter().any(|k| k == key), "{key}");
        }
    }
}
