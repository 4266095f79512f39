use std::io::Write;

use obhut_kernel::Result;
use serde_json::Value;

use super::{Writer, failed};
use crate::Cell;

/// How objects follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JsonStyle {
    /// One object on each line, as streams want it.
    #[default]
    Lines,
    /// One array of objects.
    Array,
}

/// Writes an object for each row, with the columns in their order as keys: numbers and truth
/// values as such, dates in ISO 8601, `null` for nothing.
pub struct JsonWriter<W: Write> {
    out: W,
    style: JsonStyle,
    /// The names as JSON.
    keys: Vec<String>,
    any: bool,
}

impl<W: Write> JsonWriter<W> {
    /// Begins with the names of the columns.
    pub fn new(mut out: W, style: JsonStyle, columns: &[impl AsRef<str>]) -> Result<Self> {
        if style == JsonStyle::Array {
            out.write_all(b"[").map_err(failed)?;
        }
        let keys = columns.iter().map(|name| Value::from(name.as_ref()).to_string()).collect();
        Ok(Self { out, style, keys, any: false })
    }
}

impl<W: Write> Writer for JsonWriter<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        let mut line = String::new();
        for (index, key) in self.keys.iter().enumerate() {
            line.push(if index == 0 { '{' } else { ',' });
            line.push_str(key);
            line.push(':');
            line.push_str(&value(cells.get(index).unwrap_or(&Cell::Empty)).to_string());
        }
        let before = match self.style {
            JsonStyle::Array if self.any => ",\n",
            JsonStyle::Array => "\n",
            JsonStyle::Lines => "",
        };
        let after = if self.style == JsonStyle::Lines { "}\n" } else { "}" };
        self.any = true;
        for part in [before, if self.keys.is_empty() { "{" } else { "" }, &line, after] {
            self.out.write_all(part.as_bytes()).map_err(failed)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if self.style == JsonStyle::Array {
            self.out.write_all(b"\n]\n").map_err(failed)?;
        }
        self.out.flush().map_err(failed)
    }
}

fn value(cell: &Cell) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be a whole number in range")]
    match cell {
        Cell::Empty => Value::Null,
        // Whole numbers read better without a point.
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Value::from(*number as i64)
        }
        Cell::Number(number) => Value::from(*number),
        Cell::Bool(yes) => Value::from(*yes),
        other => Value::from(other.as_text()),
    }
}
