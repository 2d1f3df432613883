//! The one clock of the product. Everything else is told the time.

use rules::value::{Date, Instant};

/// A clock; another one in tests and benches.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
}

/// The clock of this machine.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> Instant {
        Instant(jiff::Timestamp::now().as_microsecond())
    }
}

/// Returns the civil day of a moment in an IANA time zone; UTC where the zone is unknown.
pub fn civil_day(at: Instant, zone: &str) -> Date {
    let tz = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    Date(jiff::Timestamp::from_microsecond(at.0).unwrap_or_default().to_zoned(tz).date())
}
