use croner::Cron;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use obhut_kernel::{Error, Message, Result};

/// Reads a cron expression (minute, hour, day, month, weekday).
pub fn parse_schedule(text: &str) -> Result<Cron> {
    text.parse::<Cron>()
        .map_err(|_| Error::invalid(Message::new("error-schedule").arg("given", text)))
}

/// When a schedule is next due behind `after`, in the tenant's zone; nothing when never.
pub fn next_after(schedule: &Cron, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let after = after.to_zoned(zone.clone());
    schedule.find_next_occurrence(&after, false).ok().map(|next| next.timestamp())
}

/// How long to wait before a job that failed `attempts` times before is tried again: a minute,
/// doubled each time, six hours at most.
pub fn back_off(attempts: u32) -> SignedDuration {
    let minutes = 1_i64 << attempts.min(9);
    SignedDuration::from_mins(minutes.min(6 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(text: &str, after: &str) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let next = next_after(&parse_schedule(text).unwrap(), after.parse().unwrap(), &zone);
        next.unwrap().to_string()
    }

    #[test]
    fn schedules_run_in_the_tenants_zone() {
        assert_eq!(next("0 3 * * *", "2026-07-01T00:30:00Z"), "2026-07-01T01:00:00Z");
        assert_eq!(next("0 3 * * *", "2026-01-01T02:00:00Z"), "2026-01-02T02:00:00Z");
        assert_eq!(next("30 4 1 * *", "2026-11-21T20:00:00Z"), "2026-12-01T03:30:00Z");
        assert!(parse_schedule("every day").is_err());
    }

    #[test]
    fn waits_longer_each_time() {
        let minutes: Vec<_> = [0, 1, 2, 8, 9, 99].map(|n| back_off(n).as_mins()).into();
        assert_eq!(minutes, [1, 2, 4, 256, 360, 360]);
    }
}
