use std::{fmt, str::FromStr};

use jiff::{Span, civil::Date};
use obhut_kernel::{Error, Message};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The unit a [`Period`] counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Calendar years.
    Years,
    /// Calendar months.
    Months,
    /// Calendar days.
    Days,
    /// Hours of elapsed time.
    Hours,
}

/// A retention period: a number of one unit. Written, stored and exchanged as ISO 8601 text
/// (`P3Y`, `P6M`, `P90D`, `PT72H`), always in its shortest form, so that a text that was read is
/// written again byte for byte.
///
/// Periods of different units have no order by themselves (is `P1M` longer than `P30D`?); compare
/// the due dates they lead to. `P1Y` and `P12M` are different values although they always lead to
/// the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    count: u16,
    unit: Unit,
}

impl Period {
    /// `count` units.
    pub const fn new(count: u16, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// How many units.
    pub const fn count(self) -> u16 {
        self.count
    }

    /// What it counts.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// Whether it counts elapsed time and not calendar days.
    pub const fn is_time(self) -> bool {
        matches!(self.unit, Unit::Hours)
    }

    /// The period in words: "3 Jahre", "3 years".
    pub fn message(self) -> Message {
        let message = match self.unit {
            Unit::Years => Message::new("period-years"),
            Unit::Months => Message::new("period-months"),
            Unit::Days => Message::new("period-days"),
            Unit::Hours => Message::new("period-hours"),
        };
        message.arg("count", i64::from(self.count))
    }

    /// The period in the form that follows "nach": "3 Jahren", "3 years".
    pub fn message_dative(self) -> Message {
        let message = match self.unit {
            Unit::Years => Message::new("period-years-dative"),
            Unit::Months => Message::new("period-months-dative"),
            Unit::Days => Message::new("period-days-dative"),
            Unit::Hours => Message::new("period-hours-dative"),
        };
        message.arg("count", i64::from(self.count))
    }

    /// The day that lies this period before `day`, clamped to the end of a shorter month; nothing
    /// when the calendar does not reach so far.
    pub fn before(self, day: Date) -> Option<Date> {
        day.checked_sub(self.calendar_span()).ok()
    }

    /// The same as a calendar span; hours count as whole days, rounded up, because a record
    /// that knows only its day may have come in that day's last hour.
    pub(super) fn calendar_span(self) -> Span {
        match self.unit {
            Unit::Years => Span::new().years(self.count.min(CALENDAR_YEARS)),
            Unit::Months => Span::new().months(self.count),
            Unit::Days => Span::new().days(self.count),
            Unit::Hours => Span::new().days(self.count.div_ceil(24)),
        }
    }
}

impl fmt::Display for Period {
    /// The ISO 8601 text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.count;
        match self.unit {
            Unit::Years => write!(f, "P{count}Y"),
            Unit::Months => write!(f, "P{count}M"),
            Unit::Days => write!(f, "P{count}D"),
            Unit::Hours => write!(f, "PT{count}H"),
        }
    }
}

impl FromStr for Period {
    type Err = Error;

    /// Takes ISO 8601 text of one unit, up to 65535 of it: years, months, days or hours.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |message: Message| Err(Error::invalid(message.arg("given", text)));
        let Some((digits, unit)) = split(text) else {
            return match text.parse::<Span>() {
                Ok(span) if span.is_negative() => refuse(Message::new("error-period-negative")),
                Ok(_) => refuse(Message::new("error-period-mixed")),
                Err(_) => refuse(Message::new("error-period")),
            };
        };
        let Ok(count) = digits.parse() else {
            return refuse(Message::new("error-period-too-long"));
        };
        let period = Self { count, unit };
        // `P03Y` would come back as `P3Y`.
        if period.to_string() == text { Ok(period) } else { refuse(Message::new("error-period")) }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    /// Fails with an English reason, because serde errors carry no catalogue message; a reader
    /// that wants the user's language takes the text and parses it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_: Error| {
            D::Error::custom(format_args!("{text:?} is no period such as P3Y, P6M, P90D, PT72H"))
        })
    }
}

/// The years from the first to the last of the calendar; a span takes no more, and no date is
/// left after them.
const CALENDAR_YEARS: u16 = 19_998;

/// The digits and the unit of a text of the supported form.
fn split(text: &str) -> Option<(&str, Unit)> {
    let rest = text.strip_prefix('P')?;
    let (digits, unit) = if let Some(digits) = rest.strip_prefix('T') {
        (digits.strip_suffix('H')?, Unit::Hours)
    } else if let Some(digits) = rest.strip_suffix('Y') {
        (digits, Unit::Years)
    } else if let Some(digits) = rest.strip_suffix('M') {
        (digits, Unit::Months)
    } else {
        (rest.strip_suffix('D')?, Unit::Days)
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((digits, unit))
}
