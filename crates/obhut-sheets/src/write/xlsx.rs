use std::{
    io::{Seek, Write},
    path::Path,
};

use jiff::civil::DateTime;
use obhut_kernel::{Error, Message, Result};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Writer, failed};
use crate::Cell;

/// Rows and columns of a sheet (ECMA-376); characters of a cell.
const MAX_ROWS: u32 = 1 << 20;
const MAX_COLUMNS: usize = 1 << 14;
const MAX_TEXT: usize = 32_767;

/// Characters the widest column shows.
const WIDEST: usize = 40;

/// Writes a workbook of one sheet with a bold, fixed header and a filter, in constant memory.
///
/// Texts are written as texts, numbers and dates as such, so nothing in it is a formula. Dates
/// before 1900-03-01, which Excel counts wrongly or not at all, are written as ISO text. A
/// workbook keeps both a date and a date with a time as a number, so midnight reads back as the
/// date alone.
pub struct XlsxWriter<W: Write + Seek + Send> {
    out: W,
    workbook: Workbook,
    formats: Formats,
    width: usize,
    row: u32,
}

struct Formats {
    header: Format,
    date: Format,
    date_time: Format,
}

impl<W: Write + Seek + Send> XlsxWriter<W> {
    /// Begins a sheet of this name. Rows wait in a temporary file until the workbook is
    /// finished: in `temp_dir` if given, because they may be personal data, else where the
    /// system keeps such files.
    ///
    /// # Errors
    /// The name is longer than 31 characters or holds one of `[]:*?/\`, or there are more than
    /// 16,384 columns.
    pub fn new(
        out: W,
        temp_dir: Option<&Path>,
        sheet: &str,
        columns: &[impl AsRef<str>],
    ) -> Result<Self> {
        if columns.len() > MAX_COLUMNS {
            return Err(Error::invalid(
                Message::new("error-sheet-too-many-columns").arg("limit", MAX_COLUMNS),
            ));
        }
        let mut workbook = Workbook::new();
        if let Some(dir) = temp_dir {
            workbook.set_tempdir(dir).map_err(failed)?;
        }
        let formats = Formats {
            header: Format::new().set_bold(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            date_time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        };
        let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        worksheet.set_name(sheet).map_err(|error| {
            Error::invalid(Message::new("error-sheet-name").arg("given", sheet)).with_inside(error)
        })?;
        worksheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, name) in (0..).zip(columns) {
            let width = name.as_ref().chars().count().clamp(10, WIDEST) + 2;
            let width = u8::try_from(width).unwrap_or(u8::MAX);
            worksheet.set_column_width(column, f64::from(width)).map_err(failed)?;
            let name: String = name.as_ref().chars().take(MAX_TEXT).collect();
            worksheet.write_string_with_format(0, column, name, &formats.header).map_err(failed)?;
        }
        Ok(Self { out, workbook, formats, width: columns.len(), row: 1 })
    }
}

impl<W: Write + Seek + Send> Writer for XlsxWriter<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        if self.row >= MAX_ROWS {
            return Err(Error::invalid(
                Message::new("error-sheet-too-many-rows").arg("limit", u64::from(MAX_ROWS)),
            ));
        }
        let cells = &cells[..cells.len().min(self.width)];
        if let Some(column) = cells.iter().position(is_too_long) {
            return Err(Error::invalid(
                Message::new("error-sheet-write-cell")
                    .arg("column", column + 1)
                    .arg("limit", MAX_TEXT),
            ));
        }
        let worksheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0..).zip(cells) {
            write(worksheet, self.row, column, cell, &self.formats).map_err(failed)?;
        }
        self.row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if let Some(last) = self.width.checked_sub(1) {
            let last = u16::try_from(last).unwrap_or(u16::MAX);
            let worksheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
            worksheet.autofilter(0, 0, self.row - 1, last).map_err(failed)?;
        }
        self.workbook.save_to_writer(&mut self.out).map_err(failed)?;
        self.out.flush().map_err(failed)
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let excel = |at: DateTime| {
        let year = u16::try_from(at.year()).ok()?;
        let small = |number: i8| u8::try_from(number).ok();
        let date = ExcelDateTime::from_ymd(year, small(at.month())?, small(at.day())?).ok()?;
        let milli = u16::try_from(at.millisecond()).ok()?;
        date.and_hms_milli(
            u16::from(small(at.hour())?),
            small(at.minute())?,
            small(at.second())?,
            milli,
        )
        .ok()
        .filter(|_| at.date() >= jiff::civil::date(1900, 3, 1))
        // Excel holds no more than milliseconds.
        .filter(|_| at.microsecond() == 0 && at.nanosecond() == 0)
    };
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Number(number) if number.is_finite() => sheet.write_number(row, column, *number)?,
        Cell::Bool(yes) => sheet.write_boolean(row, column, *yes)?,
        Cell::Date(date) => match excel(date.at(0, 0, 0, 0)) {
            Some(at) => sheet.write_datetime_with_format(row, column, &at, &formats.date)?,
            None => sheet.write_string(row, column, cell.to_string())?,
        },
        Cell::DateTime(date_time) => match excel(*date_time) {
            Some(at) => sheet.write_datetime_with_format(row, column, &at, &formats.date_time)?,
            None => sheet.write_string(row, column, cell.to_string())?,
        },
        other => sheet.write_string(row, column, other.to_string())?,
    };
    Ok(())
}

fn is_too_long(cell: &Cell) -> bool {
    // Excel counts UTF-16 units.
    matches!(cell, Cell::Text(text) if text.len() > MAX_TEXT && text.encode_utf16().count() > MAX_TEXT)
}
