//! Wall-clock time to instants and back.

use super::super::rule::{Rule, Until};
use crate::model::{CustomZone, Observance, PlanningDay, Zone, ZonedTime};
use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The zones that a calendar's own file defines (VTIMEZONE), by name.
pub type CustomZones = BTreeMap<String, CustomZone>;

/// Returns the clock change within a planning day: its wall time before the change, and the minutes that the clocks go
/// forward (negative: back).
pub fn clock_change(day: PlanningDay, here: Tz) -> Option<(NaiveDateTime, i32)> {
    const STEP: TimeDelta = TimeDelta::minutes(15);
    let from = Clocks { custom: &CustomZones::new(), here }.to_utc(day.span().start, &Zone::Floating);
    let offset = |at: DateTime<Utc>| here.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    let mut at = from;
    for _ in 0..27 * 4 {
        let (before, after) = (offset(at), offset(at + STEP));
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
/// use gapwise::calendar::{Clocks, CustomZones};
/// use gapwise::model::Zone;
///
/// let clocks = Clocks { custom: &CustomZones::new(), here: chrono_tz::Europe::Berlin };
/// let nine: NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// let instant = clocks.to_utc(nine, &Zone::Floating);
/// assert_eq!(clocks.to_local(instant, &Zone::Iana("America/New_York".into())).to_string(), "2026-11-23 03:00:00");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Clocks<'a> {
    /// The zones that [`Zone::Custom`] names.
    pub custom: &'a CustomZones,
    /// The user's zone, used for [`Zone::Floating`] and for unknown zones.
    pub here: Tz,
}

enum Rules<'a> {
    Utc,
    Iana(Tz),
    Custom(&'a CustomZone),
}

impl Clocks<'_> {
    /// Returns the instant at which the wall clock of `zone` shows `local`. A time that occurs twice is the earlier one; a
    /// time that the clocks skip has the offset before the change (RFC 5545 section 3.3.5).
    pub fn to_utc(&self, local: NaiveDateTime, zone: &Zone) -> DateTime<Utc> {
        let offset_secs = match self.rules(zone) {
            Rules::Utc => 0,
            Rules::Iana(tz) => iana_offset(tz, local),
            Rules::Custom(zone) => custom_offset(zone, local),
        };
        shifted(local, -offset_secs).and_utc()
    }

    /// Returns the wall-clock time of `zone` at `instant`.
    pub fn to_local(&self, instant: DateTime<Utc>, zone: &Zone) -> NaiveDateTime {
        let utc = instant.naive_utc();
        let offset_secs = match self.rules(zone) {
            Rules::Utc => 0,
            Rules::Iana(tz) => tz.offset_from_utc_datetime(&utc).fix().local_minus_utc(),
            Rules::Custom(zone) => custom_offset_at(zone, utc),
        };
        shifted(utc, offset_secs)
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
            Zone::Floating => Rules::Iana(self.here),
            Zone::Utc => Rules::Utc,
            Zone::Iana(name) => Rules::Iana(name.parse().unwrap_or(self.here)),
            Zone::Custom(name) => self.custom.get(name).map_or(Rules::Iana(self.here), Rules::Custom),
        }
    }
}

/// Adds seconds, saturating at the range of the calendar.
fn shifted(at: NaiveDateTime, secs: i32) -> NaiveDateTime {
    let limit = if secs < 0 { NaiveDateTime::MIN } else { NaiveDateTime::MAX };
    at.checked_add_signed(TimeDelta::seconds(secs.into())).unwrap_or(limit)
}

/// Seconds east of UTC at a wall-clock time.
fn iana_offset(tz: Tz, local: NaiveDateTime) -> i32 {
    let earlier = |hours: i64| local.checked_sub_signed(TimeDelta::hours(hours));
    let before_gap =
        || [1, 3, 25].into_iter().find_map(|hours| tz.offset_from_local_datetime(&earlier(hours)?).latest());
    let offset = tz.offset_from_local_datetime(&local).earliest().or_else(before_gap);
    offset.map_or(0, |offset| offset.fix().local_minus_utc())
}

fn custom_offset(zone: &CustomZone, local: NaiveDateTime) -> i32 {
    let mut offsets: Vec<i32> = zone.observances.iter().flat_map(|o| [o.offset_from, o.offset_to]).collect();
    offsets.sort_unstable_by(|a, b| b.cmp(a));
    offsets.dedup();
    let holds = |secs: &i32| custom_offset_at(zone, shifted(local, -secs)) == *secs;
    let before_gap = || offsets.first().map_or(0, |east| custom_offset_at(zone, shifted(local, -east)));
    offsets.iter().copied().find(holds).unwrap_or_else(before_gap)
}

/// Seconds east of UTC at an instant: the offset of the last onset until then; before the first onset, the offset that it
/// replaced (RFC 5545 section 3.6.5).
fn custom_offset_at(zone: &CustomZone, utc: NaiveDateTime) -> i32 {
    let onset_utc =
        |o: &Observance| Some((shifted(last_onset(o, shifted(utc, o.offset_from))?, -o.offset_from), o.offset_to));
    let last = zone.observances.iter().filter_map(onset_utc).max_by_key(|(onset, _)| *onset);
    let first = || zone.observances.iter().min_by_key(|o| o.start).map(|o| o.offset_from);
    last.map(|(_, offset)| offset).or_else(first).unwrap_or(0)
}

/// Returns the last onset of an observance up to `local`, both in the wall time of the offset that it replaces.
fn last_onset(observance: &Observance, local: NaiveDateTime) -> Option<NaiveDateTime> {
    let single =
        std::iter::once(&observance.start).chain(&observance.dates).copied().filter(|at| *at <= local).max()?;
    let rule = observance.rrule.as_deref().and_then(|text| text.parse::<Rule>().ok());
    let recurring = rule.and_then(|rule| last_start(&rule, observance, local));
    recurring.into_iter().chain([single]).max()
}

fn last_start(rule: &Rule, observance: &Observance, local: NaiveDateTime) -> Option<NaiveDateTime> {
    let until = rule.until.map(|until| match until {
        Until::Date(day) => day.and_time(chrono::NaiveTime::MIN) + TimeDelta::days(1),
        Until::Local(at) => at,
        Until::Utc(at) => shifted(at, observance.offset_from),
    });
    let last = until.map_or(local, |until| until.min(local));
    let last_within = |days: i64| {
        let first = last.checked_sub_signed(TimeDelta::days(days))?;
        rule.starts(observance.start, until, (first, last)).ok()?.pop()
    };
    rule.last_of_nth_weekday(observance.start, last).or_else(|| [400, 4_000].into_iter().find_map(last_within))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_change_of_a_planning_day() {
        let change = |date: &str, here: Tz| {
            let starts = chrono::NaiveTime::from_hms_opt(4, 0, 0).expect("a time");
            let day = PlanningDay { date: date.parse().expect("a date"), starts };
            clock_change(day, here).map(|(at, minutes)| format!("{} {minutes}", at.format("%d %H:%M")))
        };
        // A change in the small hours belongs to the planning day before.
        assert_eq!(change("2026-03-28", Tz::Europe__Berlin).as_deref(), Some("29 02:00 60"));
        assert_eq!(change("2026-10-24", Tz::Europe__Berlin).as_deref(), Some("25 03:00 -60"));
        assert_eq!(change("2026-10-25", Tz::Europe__Berlin), None);
        assert_eq!(change("2026-03-07", Tz::America__New_York).as_deref(), Some("08 02:00 60"));
        assert_eq!(change("2026-10-31", Tz::America__New_York).as_deref(), Some("01 02:00 -60"));
        assert_eq!(change("2026-04-04", Tz::Australia__Lord_Howe).as_deref(), Some("05 02:00 -30"));
        assert_eq!(change("2026-10-03", Tz::Australia__Lord_Howe).as_deref(), Some("04 02:00 30"));
        assert_eq!(change("2026-02-14", Tz::Africa__Casablanca).as_deref(), Some("15 03:00 -60"));
        assert_eq!(change("2026-03-21", Tz::Africa__Casablanca).as_deref(), Some("22 02:00 60"));
        assert_eq!(change("2026-12-31", Tz::UTC), None);
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

    /// The European rules since 1996, under a name that is not in the database.
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
        BTreeMap::from([("Customized Time Zone".to_owned(), CustomZone { observances })])
    }

    #[test]
    fn skipped_and_repeated_times() {
        let custom = own_zone();
        let clocks = Clocks { custom: &custom, here: Tz::America__New_York };
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
        let clocks = Clocks { custom: &custom, here: Tz::UTC };
        let zone = Zone::Custom("Customized Time Zone".to_owned());
        assert_eq!(clocks.to_utc(at("1980-07-01T09:00:00"), &zone), utc("1980-07-01T08:00:00"));
        for zone in [zone, iana("Asia/Tokyo"), Zone::Utc] {
            clocks.to_utc(NaiveDateTime::MIN, &zone);
            clocks.to_utc(NaiveDateTime::MAX, &zone);
        }
    }
}
