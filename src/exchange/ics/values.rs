//! Property values: dates, times, durations and offsets (RFC 5545 section 3.3).

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use icalendar::parser::Property;

/// Maximum accepted duration: a hundred years.
const MAX_LENGTH_SECS: i64 = 100 * 366 * 86_400;

/// A date, or a local time with its UTC flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IcsTime {
    Date(NaiveDate),
    Time { local: NaiveDateTime, utc: bool },
}

/// Parses a DATE or DATE-TIME by its form, ignoring VALUE. Takes the forms of ISO 8601 too: dashes and colons,
/// fractions of a second, an offset. A time with an offset is an instant.
pub(super) fn when(text: &str) -> Option<IcsTime> {
    let text: String = text.trim().chars().take(40).collect();
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return date_of(text.strip_suffix(['Z', 'z']).unwrap_or(&text)).map(IcsTime::Date);
    };
    let date = date_of(date)?;
    let time = time.trim();
    let (time, offset) = match (time.strip_suffix(['Z', 'z']), time.find(['+', '-'])) {
        (Some(rest), _) => (rest, Some(0)),
        (None, Some(at)) => (&time[..at], Some(utc_offset(&time[at..])?)),
        (None, None) => (time, None),
    };
    let whole = time.split(['.', ',']).next().unwrap_or(time);
    let digits: String = whole.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    if !matches!(digits.len(), 2 | 4 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |digits| digits.parse::<u32>().ok());
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?.min(59));
    let local = match hour {
        24 if minute == 0 => date.succ_opt()?.and_time(NaiveTime::MIN),
        _ => date.and_hms_opt(hour, minute, second)?,
    };
    let local = local.checked_sub_signed(TimeDelta::seconds(offset.unwrap_or(0).into()))?;
    Some(IcsTime::Time { local, utc: offset.is_some() })
}

fn date_of(text: &str) -> Option<NaiveDate> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| year > 0)
}

/// A DURATION: days and weeks are nominal, hours to seconds exact (RFC 5545 section 3.3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IcsDuration {
    pub days: TimeDelta,
    pub exact: TimeDelta,
}

impl IcsDuration {
    /// Returns the length where no clock changes.
    pub(super) fn whole(self) -> TimeDelta {
        self.days + self.exact
    }
}

/// Parses a DURATION such as `P1DT2H` or `-PT15M`, at most a hundred years.
pub(super) fn duration(text: &str) -> Option<IcsDuration> {
    let text = text.trim().to_ascii_uppercase();
    let (text, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest, -1),
        None => (text.strip_prefix('+').unwrap_or(&text), 1),
    };
    let (mut nominal, mut exact) = (0_i64, 0_i64);
    let mut digits = String::new();
    let mut in_time = false;
    for c in text.strip_prefix('P')?.chars() {
        let unit = match c {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            'T' => {
                in_time = true;
                continue;
            }
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'M' if in_time => 60,
            'S' => 1,
            _ => return None,
        };
        let number: i64 = std::mem::take(&mut digits).parse().ok()?;
        let part = if in_time { &mut exact } else { &mut nominal };
        *part = part.checked_add(number.checked_mul(unit)?)?;
    }
    let delta = |secs: i64| TimeDelta::seconds(secs * sign);
    let is_short = nominal.checked_add(exact).is_some_and(|secs| secs <= MAX_LENGTH_SECS);
    (digits.is_empty() && is_short).then(|| IcsDuration { days: delta(nominal), exact: delta(exact) })
}

/// Parses a UTC-OFFSET such as `+0100`, `+01:00`, `+01` or `-075258` into seconds east of UTC, less than a day.
pub(super) fn utc_offset(text: &str) -> Option<i32> {
    let text: String = text.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text.as_str()),
    };
    if !matches!(digits.len(), 2 | 4 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |digits| digits.parse::<i32>().ok());
    let secs = part(0)? * 3_600 + part(2)? * 60 + part(4)?;
    (secs < 86_400).then_some(secs * sign)
}

/// Returns the value of a parameter; ignores the case of its name.
pub(super) fn parameter<'p>(property: &'p Property<'_>, name: &str) -> Option<&'p str> {
    let found = property.params.iter().find(|parameter| parameter.key.as_str().eq_ignore_ascii_case(name));
    found.and_then(|parameter| parameter.val.as_ref()).map(icalendar::parser::ParseString::as_str)
}

/// Returns whether a parameter has no name, as vCalendar 1.0 allows: `SUMMARY;QUOTED-PRINTABLE:...`.
pub(super) fn has_bare(property: &Property<'_>, value: &str) -> bool {
    property
        .params
        .iter()
        .any(|parameter| parameter.val.is_none() && parameter.key.as_str().eq_ignore_ascii_case(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_in_the_forms_that_occur() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let time = |hour, utc| Some(IcsTime::Time { local: date.and_hms_opt(hour, 0, 0).unwrap(), utc });
        assert_eq!(when("20261123"), Some(IcsTime::Date(date)));
        assert_eq!(when("2026-11-23"), Some(IcsTime::Date(date)));
        assert_eq!(when("20261123Z"), Some(IcsTime::Date(date)));
        assert_eq!(when("20261123T090000"), time(9, false));
        assert_eq!(when("20261123T090000Z"), time(9, true));
        assert_eq!(when("2026-11-23T09:00"), time(9, false));
        assert_eq!(when("20261122T240000"), time(0, false));
        assert_eq!(when("2026-11-23T09:00:00.000000"), time(9, false));
        assert_eq!(when("20261123T090000,5Z"), time(9, true));
        assert_eq!(when("2026-11-23T12:00:00+03:00"), time(9, true));
        assert_eq!(when("20261123T053000.25-0330"), time(9, true));
        assert_eq!(when("2026-11-23 10:00 +01"), time(9, true));
        assert_eq!(when("20261123T09"), time(9, false));
        for wrong in
            ["", "T", "20261323", "20261123T99", "2026112\u{663}", "99999999999", "20261123T0900000", "20261123T09+1"]
        {
            assert_eq!(when(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_and_offsets() {
        let whole = |text: &str| duration(text).map(IcsDuration::whole);
        assert_eq!(whole("P1W"), Some(TimeDelta::days(7)));
        assert_eq!(whole("-P1DT2H3M4S"), Some(-TimeDelta::seconds(93_784)));
        assert_eq!(whole("PT0S"), Some(TimeDelta::zero()));
        assert_eq!(duration("P1DT8H"), Some(IcsDuration { days: TimeDelta::days(1), exact: TimeDelta::hours(8) }));
        for wrong in ["", "1D", "P1", "P1M", "P99999999999999999999D", "P999999D"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
        assert_eq!(utc_offset("+0530"), Some(19_800));
        assert_eq!(utc_offset("-075258"), Some(-28_378));
        assert_eq!(utc_offset("+01:00"), Some(3_600));
        assert_eq!(utc_offset("+5744"), None);
    }
}
