use jiff::Timestamp;
use uuid::Uuid;

use crate::Random;

/// A time-ordered identifier (RFC 9562, version 7) from the operation's instant and random
/// source.
pub fn new_uuid(now: Timestamp, random: &dyn Random) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random.bytes::<10>()).into_uuid()
}
