use calamine::{Data, Dimensions, ExcelDateTime, Range, SheetType, SheetVisible};
use jiff::civil::{Date, DateTime};
use obhut_kernel::{Error, Message, Result};

use super::Sink;
use crate::{
    Cell,
    options::Limits,
    rows::{Flaw, Merge, RawRow},
    table::Sheet,
};

/// Builds rows from cells in the order of the file.
pub(super) struct Collector<'a> {
    sink: Sink,
    limits: &'a Limits,
    row: RawRow,
}

impl<'a> Collector<'a> {
    pub(super) fn new(sink: Sink, limits: &'a Limits) -> Self {
        Self { sink, limits, row: RawRow::default() }
    }

    /// Takes the cell at a row and column from 0. False if nobody wants more.
    pub(super) fn push(&mut self, row: u32, column: u32, data: Data) -> Result<bool> {
        let cell = cell(data);
        if cell == Cell::Empty {
            return Ok(true);
        }
        let number = u64::from(row) + 1;
        if number != self.row.number {
            let done = std::mem::replace(&mut self.row, RawRow::new(number, Vec::new()));
            if !self.sink.push(done)? {
                return Ok(false);
            }
        }
        let at = column as usize;
        if at >= self.limits.columns && !cell.is_blank() {
            return Err(Error::invalid(
                Message::new("error-sheet-too-many-columns").arg("limit", self.limits.columns),
            ));
        }
        if at < self.limits.columns {
            if self.row.cells.len() <= at {
                self.row.cells.resize(at + 1, Cell::Empty);
            }
            self.row.cells[at] = checked(cell, at, self.limits, &mut self.row.flaw);
        }
        Ok(true)
    }

    /// Hands over what is left.
    pub(super) fn finish(mut self) -> Result<()> {
        self.sink.push(self.row)?;
        self.sink.flush();
        Ok(())
    }
}

/// Hands over a sheet that was loaded as a whole.
pub(super) fn collect(range: &Range<Data>, sink: Sink, limits: &Limits) -> Result<()> {
    let mut collector = Collector::new(sink, limits);
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, cells) in (first_row..).zip(range.rows()) {
        for (column, data) in (first_column..).zip(cells) {
            if *data != Data::Empty && !collector.push(row, column, data.clone())? {
                return Ok(());
            }
        }
    }
    collector.finish()
}

pub(super) fn merges(dimensions: &[Dimensions]) -> Vec<Merge> {
    dimensions
        .iter()
        .map(|d| Merge {
            first_row: u64::from(d.start.0) + 1,
            last_row: u64::from(d.end.0) + 1,
            first_column: d.start.1 as usize,
            last_column: d.end.1 as usize,
        })
        .collect()
}

/// The sheets that hold cells: no charts, no macros.
pub(super) fn sheets(metadata: &[calamine::Sheet]) -> Vec<Sheet> {
    metadata
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| Sheet {
            name: sheet.name.clone(),
            hidden: sheet.visible != SheetVisible::Visible,
        })
        .collect()
}

/// Whether nothing is to be seen in it.
pub(super) fn is_empty(data: &Data) -> bool {
    match data {
        Data::Empty => true,
        Data::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn checked(cell: Cell, at: usize, limits: &Limits, flaw: &mut Option<Flaw>) -> Cell {
    let Cell::Text(text) = cell else { return cell };
    let reason = if text.len() > limits.cell_bytes {
        Message::new("row-sheet-cell-too-long").arg("limit", limits.cell_bytes)
    } else if text.contains('\0') {
        Message::new("row-sheet-nul")
    } else {
        return Cell::Text(text);
    };
    flaw.get_or_insert(Flaw { column: Some(at), reason });
    Cell::text(text.chars().filter(|c| *c != '\0').take(100).collect::<String>())
}

fn cell(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets hold no larger numbers")]
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) if number.is_finite() => Cell::Number(number),
        Data::Float(number) => Cell::Error(number.to_string()),
        Data::String(text) => Cell::text(text),
        Data::Bool(yes) => Cell::Bool(yes),
        Data::DateTime(at) => moment(at),
        Data::DateTimeIso(text) => iso(&text),
        Data::DurationIso(text) => Cell::text(duration_iso(&text).unwrap_or(text)),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A day number of Excel: before day 1 it is a time of day.
fn moment(at: ExcelDateTime) -> Cell {
    let days = at.as_f64();
    if at.is_duration() || (0.0..1.0).contains(&days) {
        return Cell::text(clock(days * 86_400.0));
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    // calamine clamps what lies outside the calendar, which would be another date.
    if !(1.0..2_958_466.0).contains(&days) {
        return Cell::Number(days);
    }
    let small = |number: u8| i8::try_from(number).unwrap_or(-1);
    let date = Date::new(i16::try_from(year).unwrap_or(-1), small(month), small(day));
    match date {
        Ok(date) if (hour, minute, second, milli) == (0, 0, 0, 0) => Cell::Date(date),
        Ok(date) => {
            let nanos = i32::from(milli) * 1_000_000;
            let time = jiff::civil::Time::new(small(hour), small(minute), small(second), nanos);
            time.map_or(Cell::Number(days), |time| Cell::DateTime(date.to_datetime(time)))
        }
        // The 29th of February 1900, which only Excel knows.
        Err(_) => Cell::Number(days),
    }
}

fn iso(text: &str) -> Cell {
    if let Ok(date) = text.parse::<Date>()
        && text.len() <= 10
    {
        return Cell::Date(date);
    }
    match text.parse::<DateTime>() {
        Ok(at) if at.time() == jiff::civil::Time::midnight() => Cell::Date(at.date()),
        Ok(at) => Cell::DateTime(at),
        Err(_) => Cell::text(text),
    }
}

/// Seconds as hours, minutes and seconds; hours may exceed a day.
fn clock(seconds: f64) -> String {
    let sign = if seconds < -0.5 { "-" } else { "" };
    #[expect(clippy::cast_possible_truncation, reason = "a cast from float saturates")]
    #[expect(clippy::cast_sign_loss, reason = "the sign was taken off")]
    let whole = seconds.abs().round() as u64;
    format!("{sign}{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// `PT10H10M10.5S` as `10:10:10`, as a sheet shows it.
fn duration_iso(text: &str) -> Option<String> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds: f64 = rest.strip_suffix('S')?.replace(',', ".").parse().ok()?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(clock(f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0 + seconds.floor()))
}

#[cfg(test)]
mod tests {
    use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

    use super::cell;

    #[test]
    fn dates_of_both_systems_are_read() {
        for (days, is_1904, text) in [
            (44197.0, false, "2021-01-01"),
            (42735.0, true, "2021-01-01"),
            (44197.5, false, "2021-01-01T12:00:00"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (60.0, false, "60"),
            (61.0, false, "1900-03-01"),
            (0.25, false, "06:00:00"),
            (-1.0, false, "-1"),
            (1e15, false, "1000000000000000"),
        ] {
            let at = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_1904);
            assert_eq!(cell(Data::DateTime(at)).to_string(), text, "{days} {is_1904}");
        }
        let long = ExcelDateTime::new(10.632_060_185_185_2, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(cell(Data::DateTime(long)).to_string(), "255:10:10");
        for (text, read) in [
            ("2021-01-01", "2021-01-01"),
            ("2021-01-01T10:10:10", "2021-01-01T10:10:10"),
            ("gestern", "gestern"),
        ] {
            assert_eq!(cell(Data::DateTimeIso(text.into())).to_string(), read);
        }
        assert_eq!(cell(Data::DurationIso("PT10H10M10.123456S".into())).to_string(), "10:10:10");
    }
}
