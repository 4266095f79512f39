use std::{borrow::Cow, io::Write};

use csv::{Terminator, WriterBuilder};
use obhut_kernel::Result;

use super::{Writer, failed};
use crate::{Cell, neutral::neutralise};

/// The dialect of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvStyle {
    /// What Excel with German settings opens by a double click: semicolons, a byte order mark,
    /// a comma in numbers.
    #[default]
    German,
    /// What programs expect: commas, no mark, a point in numbers (RFC 4180).
    Comma,
}

/// Writes CSV in UTF-8.
///
/// A text that a spreadsheet program would run as a formula gets a leading apostrophe: one that
/// begins with `=`, `@`, a tab or a carriage return, or with `+` or `-` and is not a plain number
/// or an international telephone number of digits and blanks. Reading with
/// [`Table`](crate::Table) takes the apostrophe away again.
pub struct CsvWriter<W: Write> {
    writer: csv::Writer<W>,
    style: CsvStyle,
    width: usize,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the header.
    pub fn new(mut out: W, style: CsvStyle, columns: &[impl AsRef<str>]) -> Result<Self> {
        let delimiter = match style {
            CsvStyle::German => {
                out.write_all("\u{feff}".as_bytes()).map_err(failed)?;
                b';'
            }
            CsvStyle::Comma => b',',
        };
        let mut writer =
            WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).from_writer(out);
        let names = columns.iter().map(|name| neutralise(name.as_ref()).into_owned());
        writer.write_record(names).map_err(failed)?;
        Ok(Self { writer, style, width: columns.len() })
    }

    fn text<'a>(&self, cell: &'a Cell) -> Cow<'a, str> {
        match cell {
            Cell::Text(text) | Cell::Error(text) => neutralise(text),
            Cell::Number(_) if self.style == CsvStyle::German => {
                Cow::Owned(cell.to_string().replace('.', ","))
            }
            other => other.as_text(),
        }
    }
}

impl<W: Write> Writer for CsvWriter<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        for column in 0..self.width {
            let text = self.text(cells.get(column).unwrap_or(&Cell::Empty));
            self.writer.write_field(text.as_bytes()).map_err(failed)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(failed)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.writer.flush().map_err(failed)
    }
}
