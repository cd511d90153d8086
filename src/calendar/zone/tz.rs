//! Time zones of the database, as handles that are free to copy.

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use crate::model::{CustomZone, Observance};

/// The database that zones come from. The program chooses it at its start; without a choice it is the bundled copy.
static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();

/// The zones in use by name. They live as long as the program; there are no more than names in the database.
static ZONES: LazyLock<RwLock<HashMap<String, Tz>>> = LazyLock::new(RwLock::default);

/// A zone without a database name: a rule in the variable TZ, or an unnamed file.
static UNNAMED: RwLock<Vec<Tz>> = RwLock::new(Vec::new());

static UTC: TimeZone = TimeZone::UTC;

/// A time zone: a name of the IANA database, or the zone of the system. A copy costs nothing.
///
/// ```
/// use gapwise::calendar::Tz;
///
/// let berlin = Tz::named("Europe/Berlin").unwrap();
/// let noon: chrono::NaiveDateTime = "2026-07-01T12:00:00".parse().unwrap();
/// assert_eq!(berlin.instant(noon).to_rfc3339(), "2026-07-01T10:00:00+00:00");
/// assert_eq!(berlin.local(berlin.instant(noon)), noon);
/// ```
#[derive(Clone, Copy)]
pub struct Tz(&'static TimeZone);

impl Tz {
    pub const UTC: Self = Self(&UTC);

    /// Chooses the database for all zones. Has no effect after the first zone was looked up.
    pub fn use_database(database: TimeZoneDatabase) {
        if DATABASE.set(database).is_err() {
            tracing::warn!("the zone database was chosen before");
        }
    }

    /// Returns the zone of a database name, in any case. A name that only the bundled copy has is found there.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(known) = ZONES.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Some(*known);
        }
        let found = DATABASE.get_or_init(TimeZoneDatabase::bundled).get(name);
        let zone = found.or_else(|_| TimeZoneDatabase::bundled().get(name)).ok()?;
        let canonical = zone.iana_name()?.to_owned();
        let mut zones = ZONES.write().unwrap_or_else(PoisonError::into_inner);
        Some(*zones.entry(canonical).or_insert_with(|| Self(Box::leak(Box::new(zone)))))
    }

    /// Returns the zone of the system: the variable TZ in every form of POSIX, else the setting of the system. A zone
    /// with a name comes from the chosen database.
    ///
    /// # Errors
    /// If the zone is not set, or TZ is neither a zone, a rule nor a file.
    pub fn of_system() -> Result<Self, jiff::Error> {
        let zone = TimeZone::try_system()
            .or_else(|error| lenient_zone(&std::env::var("TZ").unwrap_or_default()).ok_or(error))?;
        if let Some(known) = zone.iana_name().and_then(Self::named) {
            return Ok(known);
        }
        let mut unnamed = UNNAMED.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = unnamed.iter().find(|known| *known.0 == zone) {
            return Ok(*known);
        }
        let new = Self(Box::leak(Box::new(zone)));
        unnamed.push(new);
        Ok(new)
    }

    /// Returns the database name; `None` for a rule or an unnamed file.
    pub fn name(self) -> Option<&'static str> {
        self.0.iana_name()
    }

    /// Returns seconds east of UTC at an instant. Beyond the years -9999 to 9999, the offset at their end.
    pub fn offset_at(self, instant: DateTime<Utc>) -> i32 {
        let secs = instant.timestamp().clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        Timestamp::from_second(secs).map_or(0, |at| self.0.to_offset(at).seconds())
    }

    /// Returns seconds east of UTC at a wall-clock time. A time that occurs twice is the earlier one; a time that the
    /// clocks skip has the offset before the change (RFC 5545 section 3.3.5).
    fn offset_at_local(self, local: NaiveDateTime) -> i32 {
        // A zone without dates is fixed; outside of jiff's years any offset will do.
        let Some(civil) = civil(local) else { return self.offset_at(local.and_utc()) };
        match self.0.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.seconds(),
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before.seconds(),
        }
    }

    /// Returns the zone in the form of RFC 5545: its offset at the start of a year, and each change in so many `years`
    /// from then on.
    pub fn observances(self, year: i32, years: i32) -> CustomZone {
        let new_year = |year: i32| NaiveDate::from_ymd_opt(year.clamp(1, 9_998), 1, 1).unwrap_or_default();
        let (start, end) = (new_year(year).and_time(NaiveTime::MIN), new_year(year.saturating_add(years)));
        let offset = self.offset_at(start.and_utc());
        let mut zone = CustomZone::fixed(offset);
        zone.observances[0].start = start;
        let from = Timestamp::from_second(start.and_utc().timestamp()).unwrap_or(Timestamp::MIN);
        let mut before = offset;
        for change in self.0.following(from) {
            let at = DateTime::from_timestamp(change.timestamp().as_second(), 0).unwrap_or_default().naive_utc();
            if at.date() >= end {
                break;
            }
            let (offset_from, offset_to) = (before, change.offset().seconds());
            let start = shifted(at, offset_from);
            zone.observances.push(Observance { start, offset_from, offset_to, rrule: None, dates: Vec::new() });
            before = offset_to;
        }
        zone
    }

    /// Returns the wall-clock time at an instant.
    pub fn local(self, instant: DateTime<Utc>) -> NaiveDateTime {
        shifted(instant.naive_utc(), self.offset_at(instant))
    }

    /// Returns the instant at which the wall clock shows `local`. A time that occurs twice is the earlier one; a time
    /// that the clocks skip has the offset before the change (RFC 5545 section 3.3.5).
    pub fn instant(self, local: NaiveDateTime) -> DateTime<Utc> {
        shifted(local, -self.offset_at_local(local)).and_utc()
    }
}

impl PartialEq for Tz {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0) || self.0 == other.0
    }
}

impl Eq for Tz {}

impl fmt::Debug for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tz({})", self.name().unwrap_or("unnamed"))
    }
}

/// Returns the zone of a value of TZ that `jiff` refuses and the C library takes: a name of its folders `posix` and
/// `right`, nothing behind a colon (UTC), and a rule without the dates of its clock changes, which are then those of
/// the United States.
fn lenient_zone(tz: &str) -> Option<TimeZone> {
    let tz = tz.strip_prefix(':').unwrap_or(tz);
    let name = ["posix/", "right/"].iter().find_map(|folder| tz.rsplit_once(folder)).map_or(tz, |(_, name)| name);
    if tz.is_empty() {
        return Some(TimeZone::UTC);
    }
    let rule = || TimeZone::posix(&format!("{tz},M3.2.0,M11.1.0")).ok();
    Tz::named(name).map(|known| known.0.clone()).or_else(rule)
}

/// Adds seconds, saturating at the range of the calendar.
pub(super) fn shifted(at: NaiveDateTime, secs: i32) -> NaiveDateTime {
    let limit = if secs < 0 { NaiveDateTime::MIN } else { NaiveDateTime::MAX };
    at.checked_add_signed(TimeDelta::seconds(secs.into())).unwrap_or(limit)
}

fn civil(at: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    use chrono::{Datelike as _, Timelike as _};
    let small = |part: u32| i8::try_from(part).ok();
    let (year, month, day) = (i16::try_from(at.year()).ok()?, small(at.month())?, small(at.day())?);
    jiff::civil::DateTime::new(year, month, day, small(at.hour())?, small(at.minute())?, small(at.second())?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_tz_that_only_the_c_library_takes() {
        let noon = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let offsets = |tz: &str| {
            let zone = Tz(Box::leak(Box::new(lenient_zone(tz)?)));
            Some(["2026-01-01T12:00:00Z", "2026-07-01T12:00:00Z"].map(|at| zone.offset_at(noon(at)) / 3_600))
        };
        assert_eq!(offsets("posix/Europe/Berlin"), Some([1, 2]));
        assert_eq!(offsets(":/usr/share/zoneinfo/posix/Asia/Tokyo"), Some([9, 9]));
        assert_eq!(offsets("right/Europe/Berlin"), Some([1, 2]));
        assert_eq!(offsets(":right/America/New_York"), Some([-5, -4]));
        assert_eq!(offsets(":"), Some([0, 0]));
        assert_eq!(offsets("EST5EDT"), Some([-5, -4]));
        assert_eq!(offsets("CET-1CEST"), Some([1, 2]));
        assert_eq!(offsets("Foo/Bar"), None);
    }

    #[test]
    fn times_beyond_the_years_of_the_database() {
        let berlin = Tz::named("Europe/Berlin").expect("a zone");
        for at in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            berlin.local(at.and_utc());
            berlin.instant(at);
        }
        assert_eq!(Tz::named("europe/berlin"), Some(berlin));
        assert_eq!(Tz::named("../../etc/passwd"), None);
    }
}
