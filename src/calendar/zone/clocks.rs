//! Wall-clock time to instants and back.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, Utc};

use super::tables::{ZoneTable, ZoneTables};
use super::tz::{Tz, shifted};
use crate::model::{PlanningDay, Zone, ZonedTime};

/// Returns the clock change within a planning day: its wall time before the change, and the minutes that the clocks go
/// forward (negative: back).
pub fn clock_change(day: PlanningDay, here: Tz) -> Option<(NaiveDateTime, i32)> {
    const STEP: TimeDelta = TimeDelta::minutes(15);
    let mut at = here.instant(day.span().start);
    for _ in 0..27 * 4 {
        let (before, after) = (here.offset_at(at), here.offset_at(at + STEP));
        if before != after {
            let wall = shifted((at + STEP).naive_utc(), before);
            return day.span().contains(wall).then_some((wall, (after - before) / 60));
        }
        at += STEP;
    }
    None
}

/// Converts between wall-clock time and instants, for the zones of one calendar and the zone of the user.
///
/// ```
/// use chrono::NaiveDateTime;
/// use gapwise::calendar::{Clocks, Tz};
/// use gapwise::model::Zone;
///
/// let clocks = Clocks::at(Tz::named("Europe/Berlin").unwrap());
/// let nine: NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// let instant = clocks.to_utc(nine, &Zone::Floating);
/// assert_eq!(clocks.to_local(instant, &Zone::Iana("America/New_York".into())).to_string(), "2026-11-23 03:00:00");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Clocks<'a> {
    /// The zones that [`Zone::Custom`] names.
    pub custom: &'a ZoneTables<'a>,
    /// The user's zone, used for [`Zone::Floating`] and for unknown zones.
    pub here: Tz,
}

enum Rules<'a> {
    Database(Tz),
    Custom(&'a ZoneTable),
}

impl Clocks<'_> {
    /// Returns the clocks of a user in the zone `here`, without zones of a calendar.
    pub fn at(here: Tz) -> Self {
        Self { custom: ZoneTables::NONE, here }
    }

    /// Returns the instant at which the wall clock of `zone` shows `local`. A time that occurs twice is the earlier
    /// one; a time that the clocks skip has the offset before the change (RFC 5545 section 3.3.5).
    pub fn to_utc(&self, local: NaiveDateTime, zone: &Zone) -> DateTime<Utc> {
        match self.rules(zone) {
            Rules::Database(tz) => tz.instant(local),
            Rules::Custom(table) => shifted(local, -table.offset_at_local(local)).and_utc(),
        }
    }

    /// Returns the wall-clock time of `zone` at `instant`.
    pub fn to_local(&self, instant: DateTime<Utc>, zone: &Zone) -> NaiveDateTime {
        match self.rules(zone) {
            Rules::Database(tz) => tz.local(instant),
            Rules::Custom(table) => shifted(instant.naive_utc(), table.offset_at(instant.naive_utc())),
        }
    }

    /// Returns the instant of a time with its zone; see [`Clocks::to_utc`].
    pub fn instant(&self, time: &ZonedTime) -> DateTime<Utc> {
        self.to_utc(time.local, &time.zone)
    }

    /// Returns `time` on the wall clock of `zone`. Floating times are the same on every wall clock.
    pub fn on_wall_of(&self, zone: &Zone, time: &ZonedTime) -> NaiveDateTime {
        if time.zone == *zone || time.zone == Zone::Floating || *zone == Zone::Floating {
            return time.local;
        }
        self.to_local(self.instant(time), zone)
    }

    /// Returns `time` with the offset of its zone at that time. A time that the clocks skip moves behind the change.
    pub fn with_offset(&self, time: &ZonedTime) -> DateTime<FixedOffset> {
        let instant = self.instant(time);
        let offset_secs = (self.to_local(instant, &time.zone) - instant.naive_utc()).num_seconds();
        let offset = i32::try_from(offset_secs).ok().and_then(FixedOffset::east_opt).unwrap_or(Utc.fix());
        instant.with_timezone(&offset)
    }

    fn rules(&self, zone: &Zone) -> Rules<'_> {
        match zone {
            Zone::Floating => Rules::Database(self.here),
            Zone::Utc => Rules::Database(Tz::UTC),
            Zone::Iana(name) => Rules::Database(Tz::named(name).unwrap_or(self.here)),
            Zone::Custom(name) => self.custom.get(name).map_or(Rules::Database(self.here), Rules::Custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::CustomZones;
    use super::*;
    use crate::model::{CustomZone, Observance};

    #[test]
    fn clock_change_of_a_planning_day() {
        let change = |date: &str, here: Tz| {
            let starts = chrono::NaiveTime::from_hms_opt(4, 0, 0).expect("a time");
            let day = PlanningDay { date: date.parse().expect("a date"), starts };
            clock_change(day, here).map(|(at, minutes)| format!("{} {minutes}", at.format("%d %H:%M")))
        };
        // A change in the small hours belongs to the planning day before.
        assert_eq!(change("2026-03-28", tz("Europe/Berlin")).as_deref(), Some("29 02:00 60"));
        assert_eq!(change("2026-10-24", tz("Europe/Berlin")).as_deref(), Some("25 03:00 -60"));
        assert_eq!(change("2026-10-25", tz("Europe/Berlin")), None);
        assert_eq!(change("2026-03-07", tz("America/New_York")).as_deref(), Some("08 02:00 60"));
        assert_eq!(change("2026-10-31", tz("America/New_York")).as_deref(), Some("01 02:00 -60"));
        assert_eq!(change("2026-04-04", tz("Australia/Lord_Howe")).as_deref(), Some("05 02:00 -30"));
        assert_eq!(change("2026-10-03", tz("Australia/Lord_Howe")).as_deref(), Some("04 02:00 30"));
        assert_eq!(change("2026-02-14", tz("Africa/Casablanca")).as_deref(), Some("15 03:00 -60"));
        assert_eq!(change("2026-03-21", tz("Africa/Casablanca")).as_deref(), Some("22 02:00 60"));
        assert_eq!(change("2026-12-31", Tz::UTC), None);
    }

    fn tz(name: &str) -> Tz {
        Tz::named(name).expect("a zone")
    }

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a date and time")
    }

    fn utc(text: &str) -> DateTime<Utc> {
        at(text).and_utc()
    }

    fn iana(name: &str) -> Zone {
        Zone::Iana(name.to_owned())
    }

    /// Returns the European rules since 1996, under a name that is not in the database.
    fn own_zone() -> CustomZones {
        let observance = |start: &str, from, to, rule: &str| Observance {
            start: at(start),
            offset_from: from,
            offset_to: to,
            rrule: Some(rule.to_owned()),
            dates: Vec::new(),
        };
        let observances = vec![
            observance("1996-03-31T02:00:00", 3600, 7200, "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
            observance("1996-10-27T03:00:00", 7200, 3600, "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
        ];
        CustomZones::from([("Customized Time Zone".to_owned(), CustomZone { observances })])
    }

    #[test]
    fn skipped_and_repeated_times() {
        let custom = own_zone();
        let tables = ZoneTables::of(&custom);
        let clocks = Clocks { custom: &tables, here: tz("America/New_York") };
        for zone in [iana("Europe/Berlin"), Zone::Custom("Customized Time Zone".to_owned())] {
            let to_utc = |local: &str| clocks.to_utc(at(local), &zone);
            assert_eq!(to_utc("2026-03-29T01:59:00"), utc("2026-03-29T00:59:00"), "{zone:?}");
            assert_eq!(to_utc("2026-03-29T02:30:00"), utc("2026-03-29T01:30:00"), "skipped, {zone:?}");
            assert_eq!(to_utc("2026-03-29T03:00:00"), utc("2026-03-29T01:00:00"), "{zone:?}");
            assert_eq!(to_utc("2026-10-25T02:30:00"), utc("2026-10-25T00:30:00"), "twice, {zone:?}");
            assert_eq!(to_utc("2026-12-01T09:00:00"), utc("2026-12-01T08:00:00"), "{zone:?}");
            assert_eq!(clocks.to_local(utc("2026-07-01T07:00:00"), &zone), at("2026-07-01T09:00:00"), "{zone:?}");
        }
        assert_eq!(clocks.to_utc(at("2026-11-23T09:00:00"), &Zone::Floating), utc("2026-11-23T14:00:00"));
        assert_eq!(clocks.to_utc(at("2026-11-23T09:00:00"), &iana("No/Such")), utc("2026-11-23T14:00:00"));
        assert_eq!(clocks.to_utc(at("2011-12-30T12:00:00"), &iana("Pacific/Apia")), utc("2011-12-30T22:00:00"));
    }

    #[test]
    fn before_the_first_onset_and_at_the_ends_of_time() {
        let custom = own_zone();
        let tables = ZoneTables::of(&custom);
        let clocks = Clocks { custom: &tables, here: Tz::UTC };
        let zone = Zone::Custom("Customized Time Zone".to_owned());
        assert_eq!(clocks.to_utc(at("1980-07-01T09:00:00"), &zone), utc("1980-07-01T08:00:00"));
        for zone in [zone, iana("Asia/Tokyo"), Zone::Utc] {
            clocks.to_utc(NaiveDateTime::MIN, &zone);
            clocks.to_utc(NaiveDateTime::MAX, &zone);
        }
    }
}
