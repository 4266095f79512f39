//! Dates counted back from the day of the data set.

use jiff::tz::Offset;
use jiff::{ToSpan, civil::Date};
use obhut_kernel::Value;

use crate::draw::Draw;

/// Fourteen years, the whole time the data set covers.
pub const SPAN: i64 = 14 * 365 + 3;

/// A little over 24 months: whatever is older is due under a period of two years.
pub const TWO_YEARS: i64 = 735;

/// The day that counts as today.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    pub today: Date,
}

impl Days {
    /// The day so many days ago, or ahead when negative.
    pub fn ago(self, days: i64) -> Date {
        self.today.saturating_sub(days.days())
    }

    /// A moment in working hours, German time, on that day or the working day before.
    pub fn moment(self, ago: i64, draw: &mut Draw) -> Value {
        let day = self.ago(ago);
        let past_friday = i64::from((day.weekday().to_monday_zero_offset() - 4).max(0));
        let day = day.saturating_sub(past_friday.days());
        let hour = i8::try_from(draw.between(7, 15)).unwrap_or(7);
        let minute = i8::try_from(draw.between(0, 59)).unwrap_or(0);
        // None only at the very end of the calendar.
        Offset::UTC.to_timestamp(day.at(hour, minute, 0, 0)).ok().into()
    }
}
