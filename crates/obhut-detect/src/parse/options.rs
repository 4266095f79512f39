use jiff::{
    ToSpan,
    civil::{DateTime, date},
    tz::TimeZone,
};
use obhut_kernel::Message;

use super::{DateOrder, NumberStyle};
use crate::normalise::Region;

/// The greatest serial number Excel shows as a date, 9999-12-31.
const LAST_SERIAL: f64 = 2_958_466.0;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// How the ambiguous is to be read. The default is German.
#[derive(Debug, Clone)]
pub struct ParseOptions {
    /// Whether a point or a comma parts the decimals.
    pub numbers: NumberStyle,
    /// Whether the day or the month comes first between slashes or hyphens.
    pub dates: DateOrder,
    /// The last year that two digits can mean: `1.1.70` is 1970 with 2029 and 2070 with 2099.
    /// For birth dates it is best the present year.
    pub latest_year: i16,
    /// The zone of times of day that name none.
    pub zone: TimeZone,
    /// The country of phone numbers without country code.
    pub region: Region,
    /// How number cells count days, when the column is known to hold dates; `None` refuses
    /// numbers where a date is wanted.
    pub serials: Option<SerialEpoch>,
    /// The values of a choice; empty when any is allowed.
    pub choices: Vec<String>,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self {
            numbers: NumberStyle::German,
            dates: DateOrder::DayFirst,
            latest_year: 2029,
            zone: TimeZone::UTC,
            region: Region::GERMANY,
            serials: None,
            choices: Vec::new(),
        }
    }
}

/// From when a spreadsheet counts its days (ECMA-376, part 1, section 18.17.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SerialEpoch {
    /// Day 1 is 1900-01-01, and 1900 is wrongly a leap year: the usual one.
    Y1900,
    /// Day 0 is 1904-01-01: workbooks of old Macs.
    Y1904,
}

/// The date and time a serial number stands for, to the second.
pub(super) fn from_serial(number: f64, epoch: Option<SerialEpoch>) -> Result<DateTime, Message> {
    let Some(epoch) = epoch else {
        return Err(
            Message::new("error-parse-date-number").arg("given", number.to_string().as_str())
        );
    };
    let fault =
        || Message::new("error-parse-date-serial").arg("given", number.to_string().as_str());
    if !(0.0..LAST_SERIAL).contains(&number) {
        return Err(fault());
    }
    let start = match epoch {
        SerialEpoch::Y1904 => date(1904, 1, 1),
        // Day 60 is a 29 February 1900 that never was.
        SerialEpoch::Y1900 if number >= 61.0 => date(1899, 12, 30),
        SerialEpoch::Y1900 if (1.0..60.0).contains(&number) => date(1899, 12, 31),
        SerialEpoch::Y1900 => return Err(fault()),
    };
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked above")]
    let seconds = (number * SECONDS_PER_DAY).round() as i64;
    start.at(0, 0, 0, 0).checked_add(seconds.seconds()).map_err(|_| fault())
}
