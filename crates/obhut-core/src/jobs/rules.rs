use croner::Cron;
use jiff::{Timestamp, tz::TimeZone};
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
}
