//! The text builder behind conditions, batches and table changes. Names are always quoted, values
//! are always parameters.

use obhut_kernel::Value;

use crate::{Built, Dialect, TableName};

/// A statement that is being written.
pub(crate) struct Sql {
    dialect: Dialect,
    text: String,
    params: Vec<Value>,
    aliases: u32,
}

impl Sql {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, text: String::with_capacity(128), params: Vec::new(), aliases: 0 }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Text of this crate, never of a caller.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// A quoted identifier.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        let quote = if self.dialect == Dialect::Mysql { '`' } else { '"' };
        self.text.push(quote);
        for letter in name.chars() {
            if letter == quote {
                self.text.push(quote);
            }
            self.text.push(letter);
        }
        self.text.push(quote);
        self
    }

    /// A column of a table known by `alias`. Qualified, because SQLite takes an unknown quoted
    /// name that stands alone for a text.
    pub(crate) fn column(&mut self, alias: &str, name: &str) -> &mut Self {
        self.text.push_str(alias);
        self.text.push('.');
        self.name(name)
    }

    pub(crate) fn table(&mut self, table: &TableName) -> &mut Self {
        if let Some(schema) = &table.schema {
            self.name(schema).push(".");
        }
        self.name(&table.name)
    }

    /// A parameter; nothing is written as `NULL`, whose type every engine can tell.
    pub(crate) fn value(&mut self, value: &Value) -> &mut Self {
        if value.is_null() {
            return self.push("NULL");
        }
        self.params.push(value.clone());
        self.push("?")
    }

    /// A text parameter where the engine cannot tell the type from the surroundings.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.params.push(Value::from(text));
        self.push(if self.dialect == Dialect::Postgres { "CAST(? AS text)" } else { "?" })
    }

    /// A whole number of this crate or of a typed setting, written as digits.
    pub(crate) fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        self.text.push_str(&number.into().to_string());
        self
    }

    /// `each` for every item, with `between` between them.
    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        between: &str,
        mut each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.push(between);
            }
            each(self, item);
        }
        self
    }

    /// An alias that no other part of the statement has.
    pub(crate) fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("r{}", self.aliases)
    }

    pub(crate) fn build(self) -> Built {
        Built::new(self.text, self.params)
    }
}

/// A list as one text parameter: a JSON array on SQLite.
pub(crate) fn json_list(values: &[&Value]) -> String {
    let mut text = Vec::with_capacity(32 * values.len());
    for value in values {
        text.push(if text.is_empty() { b'[' } else { b',' });
        let written = match value {
            Value::Text(plain) => serde_json::to_writer(&mut text, plain),
            other => serde_json::to_writer(&mut text, &json_of(other)),
        };
        debug_assert!(written.is_ok(), "memory takes everything");
    }
    text.extend_from_slice(if text.is_empty() { b"[]" } else { b"]" });
    String::from_utf8_lossy(&text).into_owned()
}

/// A value of such a list. Bytes go as hexadecimal text.
pub(crate) fn json_of(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(yes) => i64::from(*yes).into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Decimal(number) => f64::try_from(*number).unwrap_or(f64::NAN).into(),
        Value::Bytes(bytes) => hex(bytes).into(),
        Value::Instant(at) => at.as_microsecond().into(),
        Value::DateTime(at) => at.to_string().replace('T', " ").into(),
        Value::Text(_) | Value::Date(_) => value.to_string().into(),
    }
}

/// A list as one text parameter: an array literal on PostgreSQL.
pub(crate) fn array_of<'a>(values: impl IntoIterator<Item = &'a Value>) -> Value {
    let mut text = String::from("{");
    for value in values {
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        let plain = match value {
            Value::Bytes(bytes) => format!("\\x{}", hex(bytes)),
            other => other.to_string(),
        };
        for letter in plain.chars() {
            if matches!(letter, '"' | '\\') {
                text.push('\\');
            }
            text.push(letter);
        }
        text.push('"');
    }
    text.push('}');
    Value::Text(text)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_names_and_binds_values() {
        let mut sql = Sql::new(Dialect::Sqlite);
        sql.column("t", "a\"b").push(" = ").value(&Value::from("x'y"));
        let built = sql.build();
        assert_eq!(built.text(), "t.\"a\"\"b\" = ?");
        assert_eq!(built.params(), [Value::from("x'y")]);
        let mut sql = Sql::new(Dialect::Mysql);
        sql.table(&TableName::in_schema("s", "0_`x"));
        assert_eq!(sql.build().text(), "`s`.`0_``x`");
    }

    #[test]
    fn writes_array_literals() {
        let values = [Value::from(1), Value::from("a\"\\,b"), Value::Bytes(vec![0, 255])];
        assert_eq!(array_of(&values), Value::from(r#"{"1","a\"\\,b","\\x00ff"}"#));
    }
}
