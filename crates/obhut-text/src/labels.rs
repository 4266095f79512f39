use obhut_kernel::{Category, DataType, FieldClass, Lang};

use crate::text;

/// The label of a keyed thing: the text `group-key`, with the underscores of the key turned
/// into hyphens as all catalogue keys are written (`bank_account` of group `category` is
/// `category-bank-account`).
pub fn label(lang: Lang, group: &str, key: &str) -> String {
    text(lang, &format!("{group}-{}", key.replace('_', "-")))
}

/// The name of a data category (Datenkategorie).
pub fn category(lang: Lang, category: Category) -> String {
    label(lang, "category", category.key())
}

/// The name of a class of fields that rights are given for.
pub fn field_class(lang: Lang, class: FieldClass) -> String {
    label(lang, "field-class", class.key())
}

/// The name of a data type.
pub fn data_type(lang: Lang, data_type: DataType) -> String {
    label(lang, "data-type", data_type.key())
}
