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

/// Parses a DATE or DATE-TIME by its form, ignoring VALUE.
pub(super) fn when(text: &str) -> Option<IcsTime> {
    let compact: String = text.trim().chars().filter(|c| !matches!(c, '-' | ':')).take(20).collect();
    let (compact, utc) = match compact.strip_suffix(['Z', 'z']) {
        Some(rest) => (rest, true),
        None => (compact.as_str(), false),
    };
    let Some((date, time)) = compact.split_once(['T', 't', ' ']) else {
        return date_of(compact).map(IcsTime::Date);
    };
    let date = date_of(date)?;
    let part = |at: usize| time.get(at..at + 2).map_or(Some(0), |digits| digits.parse::<u32>().ok());
    if !matches!(time.len(), 4 | 6) || !time.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?.min(59));
    let local = match hour {
        24 if minute == 0 => date.succ_opt()?.and_time(NaiveTime::MIN),
        _ => date.and_hms_opt(hour, minute, second)?,
    };
    Some(IcsTime::Time { local, utc })
}

fn date_of(digits: &str) -> Option<NaiveDate> {
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Parses a DURATION such as `P1DT2H` or `-PT15M`, at most a hundred years.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim().to_ascii_uppercase();
    let (text, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest, -1),
        None => (text.strip_prefix('+').unwrap_or(&text), 1),
    };
    let mut secs = 0_i64;
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
        secs = secs.checked_add(number.checked_mul(unit)?)?;
    }
    (digits.is_empty() && secs <= MAX_LENGTH_SECS).then(|| TimeDelta::seconds(secs * sign))
}

/// Parses a UTC-OFFSET such as `+0100` or `-075258` into seconds east of UTC, less than a day.
pub(super) fn utc_offset(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |digits| digits.parse::<i32>().ok());
    let secs = part(0)? * 3_600 + part(2)? * 60 + part(4)?;
    (secs < 86_400).then_some(secs * sign)
}

/// The value of a parameter; ignores the case of its name.
pub(super) fn parameter<'p>(property: &'p Property<'_>, name: &str) -> Option<&'p str> {
    let found = property.params.iter().find(|parameter| parameter.key.as_str().eq_ignore_ascii_case(name));
    found.and_then(|parameter| parameter.val.as_ref()).map(icalendar::parser::ParseString::as_str)
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
        for wrong in ["", "T", "20261323", "20261123T99", "2026112\u{663}", "99999999999", "20261123T0900000"] {
            assert_eq!(when(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_and_offsets() {
        assert_eq!(duration("P1W"), Some(TimeDelta::days(7)));
        assert_eq!(duration("-P1DT2H3M4S"), Some(-TimeDelta::seconds(93_784)));
        assert_eq!(duration("PT0S"), Some(TimeDelta::zero()));
        for wrong in ["", "1D", "P1", "P1M", "P99999999999999999999D", "P999999D"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
        assert_eq!(utc_offset("+0530"), Some(19_800));
        assert_eq!(utc_offset("-075258"), Some(-28_378));
        assert_eq!(utc_offset("+5744"), None);
    }
}
