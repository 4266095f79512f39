//! Schedules in words.

use obhut_kernel::Message;

use super::text;

/// A cron expression in words where it is one of the usual forms.
pub(super) fn words(written: &str) -> Message {
    let fields: Vec<&str> = written.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else {
        return as_written(written);
    };
    usual(minute, hour, day, month, weekday).unwrap_or_else(|| as_written(written))
}

fn as_written(written: &str) -> Message {
    Message::new("schedule-other").arg("given", text(written.trim()))
}

fn usual(minute: &str, hour: &str, day: &str, month: &str, weekday: &str) -> Option<Message> {
    let every_day = [day, month, weekday] == ["*"; 3];
    if every_day && let Some(message) = often(minute, hour) {
        return Some(message);
    }
    let minute = number(minute, 0, 59)?;
    let hour = number(hour, 0, 23)?;
    let time = text(&format!("{hour:02}:{minute:02}"));
    let message = match (day, month, weekday) {
        ("*", "*", "*") => Message::new("schedule-daily"),
        ("*", "*", "1-5") => Message::new("schedule-workdays"),
        ("*", "*", weekday) => {
            Message::new("schedule-weekly").arg("weekday", weekday_name(weekday)?)
        }
        (day, "*", "*") => {
            Message::new("schedule-monthly").arg("day", i64::from(number(day, 1, 31)?))
        }
        (day, month, "*") => Message::new("schedule-yearly")
            .arg("day", i64::from(number(day, 1, 31)?))
            .arg("month", month_name(number(month, 1, 12)?)?),
        _ => return None,
    };
    Some(message.arg("time", time))
}

/// Schedules that are due more than once a day.
fn often(minute: &str, hour: &str) -> Option<Message> {
    match (minute, hour) {
        ("*", "*") => Some(Message::new("schedule-minutes").arg("count", 1)),
        (minute, "*") => {
            if let Some(step) = minute.strip_prefix("*/") {
                let count = i64::from(number(step, 1, 59)?);
                // "Every 25 minutes" starts anew with each hour and would be wrong.
                return (60 % count == 0)
                    .then(|| Message::new("schedule-minutes").arg("count", count));
            }
            let minute = i64::from(number(minute, 0, 59)?);
            Some(Message::new("schedule-hourly").arg("minute", minute))
        }
        ("0", hour) => {
            let count = i64::from(number(hour.strip_prefix("*/")?, 1, 23)?);
            (24 % count == 0).then(|| Message::new("schedule-hours").arg("count", count))
        }
        _ => None,
    }
}

fn number(written: &str, least: u8, most: u8) -> Option<u8> {
    let is_plain = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    let number: u8 = written.parse().ok().filter(|_| is_plain)?;
    (least..=most).contains(&number).then_some(number)
}

fn weekday_name(written: &str) -> Option<Message> {
    Some(match written.to_ascii_uppercase().as_str() {
        "1" | "MON" => Message::new("weekday-monday"),
        "2" | "TUE" => Message::new("weekday-tuesday"),
        "3" | "WED" => Message::new("weekday-wednesday"),
        "4" | "THU" => Message::new("weekday-thursday"),
        "5" | "FRI" => Message::new("weekday-friday"),
        "6" | "SAT" => Message::new("weekday-saturday"),
        "0" | "7" | "SUN" => Message::new("weekday-sunday"),
        _ => return None,
    })
}

fn month_name(month: u8) -> Option<Message> {
    Some(match month {
        1 => Message::new("month-january"),
        2 => Message::new("month-february"),
        3 => Message::new("month-march"),
        4 => Message::new("month-april"),
        5 => Message::new("month-may"),
        6 => Message::new("month-june"),
        7 => Message::new("month-july"),
        8 => Message::new("month-august"),
        9 => Message::new("month-september"),
        10 => Message::new("month-october"),
        11 => Message::new("month-november"),
        12 => Message::new("month-december"),
        _ => return None,
    })
}
