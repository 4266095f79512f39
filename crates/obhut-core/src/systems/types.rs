use std::collections::HashMap;

use obhut_db::{
    FieldId, TypeId,
    sql::{Keyed, TableName},
};
use obhut_kernel::{Category, DataType, Error, FieldClass, Lang, Message, Result};
use serde::{Deserialize, Serialize};

/// The key of Obhut's own system.
pub const REGISTER: &str = "register";

/// A record type: a mapping onto a table.
#[derive(Debug, Clone, Serialize)]
pub struct RecordType {
    /// Its number.
    #[serde(skip)]
    pub id: TypeId,
    /// The key used in rules, files and the API.
    pub key: String,
    /// The system the table lies in.
    pub system: String,
    /// The table.
    #[serde(skip)]
    pub table: TableName,
    /// The key columns.
    #[serde(skip)]
    pub key_columns: Vec<String>,
    /// How a record reaches its person.
    #[serde(skip)]
    pub person: PersonLink,
    /// Where its state is kept.
    #[serde(skip)]
    pub state: StateAt,
    /// The German name.
    pub label_de: String,
    /// The English name.
    pub label_en: String,
    /// What kind of type it is.
    pub kind: TypeKind,
    /// The statutory periods that hold for every record.
    pub retain: Vec<Retain>,
    /// The fields in the order of the form.
    pub fields: Vec<Field>,
}

/// A statutory period that holds for every record of a type, with the event it starts from. Written
/// as the key alone where the event is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RetainText", into = "RetainText")]
pub struct Retain {
    /// Its key in the retention catalogue.
    pub norm: String,
    /// The field with the day it starts from.
    pub start: Option<String>,
    /// The field that stands in where that one is empty.
    pub fallback: Option<String>,
}

impl Retain {
    /// The fields that may tell from when it runs.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        [&self.start, &self.fallback].into_iter().filter_map(Option::as_deref)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum RetainText {
    Norm(String),
    From {
        norm: String,
        start: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fallback: Option<String>,
    },
}

impl From<RetainText> for Retain {
    fn from(text: RetainText) -> Self {
        match text {
            RetainText::Norm(norm) => Self { norm, start: None, fallback: None },
            RetainText::From { norm, start, fallback } => {
                Self { norm, start: Some(start), fallback }
            }
        }
    }
}

impl From<Retain> for RetainText {
    fn from(retain: Retain) -> Self {
        match retain {
            Retain { norm, start: None, .. } => Self::Norm(norm),
            Retain { norm, start: Some(start), fallback } => Self::From { norm, start, fallback },
        }
    }
}

/// What kind of type it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeKind {
    /// Its records are persons or stand for one: contact, lead, user.
    Person,
    /// Something that exists with a person: contract.
    Matter,
    /// Something that happened: call, meeting, e-mail, task, note.
    Activity,
}

impl TypeKind {
    /// The key used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Matter => "matter",
            Self::Activity => "activity",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        [Self::Person, Self::Matter, Self::Activity].into_iter().find(|kind| kind.key() == key)
    }
}

/// How a record reaches the person it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonLink {
    /// It is about nobody.
    None,
    /// A column holds the person's number.
    Column(String),
    /// A column holds an identifier (e-mail address, customer number) that belongs to a person.
    Identifier(String),
}

impl PersonLink {
    /// The text form in the table `record_type`.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Column(column) => format!("column:{column}"),
            Self::Identifier(column) => format!("identifier:{column}"),
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Some(match text.split_once(':') {
            None if text == "none" => Self::None,
            Some(("column", column)) => Self::Column(column.to_owned()),
            Some(("identifier", column)) => Self::Identifier(column.to_owned()),
            _ => return None,
        })
    }

    /// The column with the person's number.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Column(column) => Some(column),
            _ => None,
        }
    }
}

/// Where the state of a record (how far anonymised, which marks) is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateAt {
    /// In columns of the table itself: the register.
    Columns,
    /// In `record_state`: tables that are not ours to alter.
    Side,
}

/// A field of a record type: a column and what it says of a person.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// Its number.
    #[serde(skip)]
    pub id: FieldId,
    /// The key used in rules, files and the API.
    pub key: String,
    /// The column.
    #[serde(skip)]
    pub column: String,
    /// The German name.
    pub label_de: String,
    /// The English name.
    pub label_en: String,
    /// The type of its values.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// What it says of a person.
    pub category: Category,
    /// Whether somebody confirmed the category; until then only the privacy role sees it.
    pub classified: bool,
    /// Whether it must have a value.
    pub required: bool,
    /// Whether a value may occur once only.
    pub unique: bool,
    /// The type that a link leads to.
    pub link_type: Option<String>,
    /// The values of a choice.
    pub choices: Vec<String>,
}

impl Field {
    /// The class whose rights govern it.
    pub fn class(&self) -> FieldClass {
        if self.classified { self.category.class() } else { FieldClass::Other }
    }

    /// Whether it says something of a person, or nobody has confirmed yet that it does not.
    pub fn is_personal(&self) -> bool {
        self.category.is_personal() || !self.classified
    }

    /// The name in `lang`.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.label_de,
            Lang::En => &self.label_en,
        }
    }
}

/// What Obhut itself keeps with each record of the register, usable in conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemField {
    /// When the record was made.
    CreatedAt,
    /// When it was last changed.
    ChangedAt,
    /// Its class (active, ended, …), set by classification.
    Class,
    /// The number of its person.
    Person,
}

impl SystemField {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::CreatedAt, Self::ChangedAt, Self::Class, Self::Person];

    /// The key used in conditions.
    pub fn key(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::ChangedAt => "changed_at",
            Self::Class => "class",
            Self::Person => "person",
        }
    }

    /// The type of its values.
    pub fn data_type(self) -> DataType {
        match self {
            Self::CreatedAt | Self::ChangedAt => DataType::DateTime,
            Self::Class => DataType::Text,
            Self::Person => DataType::Integer,
        }
    }

    /// The column in the register's tables.
    pub fn column(self) -> &'static str {
        match self {
            Self::CreatedAt => "o_created_at",
            Self::ChangedAt => "o_changed_at",
            Self::Class => "o_class",
            Self::Person => "person_id",
        }
    }
}

impl RecordType {
    /// Table and key columns.
    pub fn keyed(&self) -> Keyed {
        Keyed { table: self.table.clone(), key: self.key_columns.clone() }
    }

    /// Whether its table is the register's own.
    pub fn is_register(&self) -> bool {
        self.system == REGISTER
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The field with the login of an employee, whose account goes with the record: that of the
    /// built-in type of users alone. A login that a customer has somewhere is none of ours.
    pub fn login_field(&self) -> Option<&Field> {
        (self.is_register() && self.key == "user").then(|| self.field("login")).flatten()
    }

    /// The field with this number.
    pub fn field_by_id(&self, id: FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The fields that say something of a person.
    pub fn personal_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_personal())
    }

    /// The name in `lang`.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.label_de,
            Lang::En => &self.label_en,
        }
    }
}

/// All record types of a tenant.
#[derive(Debug, Default)]
pub struct Types {
    all: Vec<RecordType>,
    by_key: HashMap<String, usize>,
}

impl Types {
    pub(crate) fn new(all: Vec<RecordType>) -> Self {
        let by_key = all.iter().enumerate().map(|(at, t)| (t.key.clone(), at)).collect();
        Self { all, by_key }
    }

    /// All of them, in the order of their making.
    pub fn iter(&self) -> impl Iterator<Item = &RecordType> {
        self.all.iter()
    }

    /// The type with this key.
    pub fn find(&self, key: &str) -> Option<&RecordType> {
        self.by_key.get(key).and_then(|at| self.all.get(*at))
    }

    /// The type with this key; not found otherwise.
    pub fn get(&self, key: &str) -> Result<&RecordType> {
        self.find(key)
            .ok_or_else(|| Error::not_found(Message::new("error-type-missing").arg("given", key)))
    }

    /// The type with this number.
    pub fn by_id(&self, id: TypeId) -> Option<&RecordType> {
        self.all.iter().find(|record_type| record_type.id == id)
    }
}
