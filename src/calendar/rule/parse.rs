//! Reading the text of a rule.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rrule::{Frequency, NWeekday};

use super::error::RuleError;
use super::parts::{Rule, Skip, Until, rule_weekday};

/// Maximum values read from one BY part: one for each day of a leap year.
const MAX_PART_VALUES: usize = 366;

impl FromStr for Rule {
    type Err = RuleError;

    /// Reads the value of an RRULE, such as `FREQ=WEEKLY;BYDAY=MO,TH`.
    ///
    /// Lenient, as files in the wild need it: unknown parts are ignored, as are a COUNT below one and an INTERVAL of
    /// zero. An ordinal of BYDAY is dropped where the frequency gives it no meaning.
    ///
    /// # Errors
    /// If FREQ is missing, or a known part has an invalid value.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        read(text).map(|(rule, _)| rule)
    }
}

/// Reads the value of an RRULE. Returns the rule, and whether its INTERVAL is read as one because it is not a number
/// above zero.
///
/// # Errors
/// Those of [`Rule::from_str`].
pub(super) fn read(text: &str) -> Result<(Rule, bool), RuleError> {
    let parts = || {
        let named = text.split(';').filter_map(|part| part.split_once('='));
        // Some files repeat the property's name: `RRULE:FREQ=DAILY`.
        named.map(|(name, value)| (name.rsplit(':').next().unwrap_or(name).trim(), value.trim()))
    };
    let part = |name: &str| parts().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    if part("RSCALE").is_some_and(|scale| !scale.eq_ignore_ascii_case("GREGORIAN")) {
        return Err(RuleError::OtherCalendar);
    }
    let mut rule = Rule::every(frequency(part("FREQ").ok_or(RuleError::NoFrequency)?)?);
    let mut has_bad_interval = false;
    for (name, value) in parts() {
        set(&mut rule, name, value)?;
        has_bad_interval |= name.eq_ignore_ascii_case("INTERVAL") && !value.is_empty() && interval(value).is_none();
    }
    if rule.frequency != Frequency::Monthly && rule.frequency != Frequency::Yearly {
        for day in &mut rule.by_weekday {
            let (NWeekday::Every(weekday) | NWeekday::Nth(_, weekday)) = *day;
            *day = NWeekday::Every(weekday);
        }
    }
    Ok((rule, has_bad_interval))
}

fn set(rule: &mut Rule, name: &str, value: &str) -> Result<(), RuleError> {
    // Forms write parts that nobody filled in.
    if value.is_empty() {
        return Ok(());
    }
    match name.to_ascii_uppercase().as_str() {
        "INTERVAL" => rule.interval = interval(value).unwrap_or(1),
        // Calendar on macOS and forms write COUNT=0 for a series that goes on.
        "COUNT" => rule.count = value.parse().ok().filter(|count| *count > 0),
        "UNTIL" => rule.until = Some(value.parse()?),
        "WKST" => rule.week_start = rule_weekday(value).ok_or_else(|| RuleError::bad_part("WKST", value))?,
        "SKIP" => rule.skip = skip(value).ok_or_else(|| RuleError::bad_part("SKIP", value))?,
        "BYSETPOS" => rule.by_set_pos = numbers("BYSETPOS", value, -366, 366)?,
        "BYMONTH" => rule.by_month = numbers("BYMONTH", value, 1, 12)?,
        "BYMONTHDAY" => rule.by_month_day = numbers("BYMONTHDAY", value, -31, 31)?,
        "BYYEARDAY" => rule.by_year_day = numbers("BYYEARDAY", value, -366, 366)?,
        "BYWEEKNO" => rule.by_week_no = numbers("BYWEEKNO", value, -53, 53)?,
        "BYDAY" => rule.by_weekday = weekdays(value)?,
        "BYHOUR" => rule.by_hour = numbers("BYHOUR", value, 0, 23)?,
        "BYMINUTE" => rule.by_minute = numbers("BYMINUTE", value, 0, 59)?,
        "BYSECOND" => rule.by_second = numbers("BYSECOND", value, 0, 59)?,
        _ => {}
    }
    Ok(())
}

fn interval(text: &str) -> Option<u32> {
    text.parse().ok().filter(|interval| *interval > 0)
}

fn frequency(text: &str) -> Result<Frequency, RuleError> {
    Ok(match text.to_ascii_uppercase().as_str() {
        "YEARLY" => Frequency::Yearly,
        "MONTHLY" => Frequency::Monthly,
        "WEEKLY" => Frequency::Weekly,
        "DAILY" => Frequency::Daily,
        "HOURLY" => Frequency::Hourly,
        "MINUTELY" => Frequency::Minutely,
        "SECONDLY" => Frequency::Secondly,
        _ => return Err(RuleError::bad_frequency(text)),
    })
}

impl FromStr for Until {
    type Err = RuleError;

    /// Reads the value of UNTIL: `20261123`, `20261123T090000` or `20261123T090000Z`.
    ///
    /// # Errors
    /// If the text is not a date, with or without a time.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        until(text).ok_or_else(|| RuleError::bad_part("UNTIL", text))
    }
}

/// Reads a date and time in the forms of iCalendar, also with the dashes and colons of ISO 8601, with a fraction of
/// a second, or cut short: a month or year ends with its last day, a time without digits is the whole day.
fn until(text: &str) -> Option<Until> {
    let (text, utc) = text.strip_suffix(['Z', 'z']).map_or((text, false), |rest| (rest, true));
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let digits = |text: &str| text.chars().filter(|c| !matches!(c, '-' | ':' | ' ')).collect::<String>();
    let (date, time) = (digits(date), digits(time.split(['.', ',']).next()?));
    let number = |from: usize, to: usize| date.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(number(0, 4)?).ok()?;
    let next_month = |month: u32| NaiveDate::from_ymd_opt(year + i32::from(month == 12), month % 12 + 1, 1);
    let date = match date.len() {
        4 => NaiveDate::from_ymd_opt(year, 12, 31)?,
        6 => next_month(number(4, 6).filter(|month| (1..=12).contains(month))?)?.pred_opt()?,
        8 => NaiveDate::from_ymd_opt(year, number(4, 6)?, number(6, 8)?)?,
        _ => return None,
    };
    if time.is_empty() {
        return Some(Until::Date(date));
    }
    let padded = format!("{time:0<6}");
    let at = NaiveDateTime::new(date, NaiveTime::parse_from_str(&padded, "%H%M%S").ok()?);
    Some(if utc { Until::Utc(at) } else { Until::Local(at) })
}

fn skip(text: &str) -> Option<Skip> {
    Some(match text.to_ascii_uppercase().as_str() {
        "" | "OMIT" => Skip::Omit,
        "BACKWARD" => Skip::Backward,
        "FORWARD" => Skip::Forward,
        _ => return None,
    })
}

fn weekdays(text: &str) -> Result<Vec<NWeekday>, RuleError> {
    let day = |text: &str| {
        let text = text.trim();
        let name = text.get(text.len().checked_sub(2)?..)?;
        let number = &text[..text.len() - 2];
        Some(match number {
            "" => NWeekday::Every(rule_weekday(name)?),
            _ => match number.parse::<i16>().ok().filter(|n| (-53..=53).contains(n))? {
                0 => NWeekday::Every(rule_weekday(name)?),
                n => NWeekday::Nth(n, rule_weekday(name)?),
            },
        })
    };
    let days = text.split(',').filter(|part| !part.trim().is_empty()).take(MAX_PART_VALUES);
    days.map(|part| day(part).ok_or_else(|| RuleError::bad_part("BYDAY", part))).collect()
}

/// Reads comma-separated numbers from `least` to `most`, ascending and without duplicates. Zero is an error unless
/// `least` is zero.
fn numbers<T>(name: &'static str, text: &str, least: i32, most: i32) -> Result<Vec<T>, RuleError>
where
    T: TryFrom<i32> + Ord,
{
    let number = |part: &str| {
        let number: i32 = part.trim().parse().ok()?;
        let fits = (least..=most).contains(&number) && (number != 0 || least == 0);
        T::try_from(number).ok().filter(|_| fits)
    };
    let parts = text.split(',').filter(|part| !part.trim().is_empty()).take(MAX_PART_VALUES);
    let numbers = parts.map(|part| number(part).ok_or_else(|| RuleError::bad_part(name, part)));
    let mut all = numbers.collect::<Result<Vec<T>, _>>()?;
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_bad_part() {
        assert_eq!("".parse::<Rule>(), Err(RuleError::NoFrequency));
        assert_eq!("RSCALE=CHINESE;FREQ=YEARLY".parse::<Rule>(), Err(RuleError::OtherCalendar));
        assert_eq!("FREQ=DAILY;BYMONTH=13".parse::<Rule>(), Err(RuleError::bad_part("BYMONTH", "13")));
    }

    #[test]
    fn text_is_canonical_and_reads_back() {
        let rules = [
            ("COUNT=3;FREQ=DAILY", "FREQ=DAILY;COUNT=3"),
            ("freq=monthly;byday=-1fr,mo;interval=1", "FREQ=MONTHLY;BYDAY=-1FR,MO"),
            ("FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2;X-OWN=1;WKST=SU", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;WKST=SU"),
            ("FREQ=HOURLY;INTERVAL=5;UNTIL=2026-11-23T09:00:00Z", "FREQ=HOURLY;INTERVAL=5;UNTIL=20261123T090000Z"),
            ("FREQ=DAILY;UNTIL=20261123T090000", "FREQ=DAILY;UNTIL=20261123T090000"),
            ("FREQ=DAILY;UNTIL=;COUNT=;WKST=", "FREQ=DAILY"),
            ("FREQ=YEARLY;COUNT=0;UNTIL=20270427T220000Z", "FREQ=YEARLY;UNTIL=20270427T220000Z"),
            ("FREQ=WEEKLY;COUNT=0;BYDAY=TH", "FREQ=WEEKLY;BYDAY=TH"),
            ("FREQ=DAILY;UNTIL=202602", "FREQ=DAILY;UNTIL=20260228"),
            ("FREQ=DAILY;UNTIL=2026", "FREQ=DAILY;UNTIL=20261231"),
            ("FREQ=DAILY;UNTIL=202612", "FREQ=DAILY;UNTIL=20261231"),
            ("FREQ=DAILY;UNTIL=20261123T", "FREQ=DAILY;UNTIL=20261123"),
            ("FREQ=DAILY;UNTIL=20261123T2359", "FREQ=DAILY;UNTIL=20261123T235900"),
            ("FREQ=DAILY;UNTIL=20261123T09Z", "FREQ=DAILY;UNTIL=20261123T090000Z"),
            ("FREQ=DAILY;UNTIL=2026-11-23T09:00:00.000Z", "FREQ=DAILY;UNTIL=20261123T090000Z"),
            ("SKIP=backward;FREQ=MONTHLY;RSCALE=gregorian", "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD"),
            ("FREQ=WEEKLY;BYDAY=2MO;UNTIL=20261123", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261123"),
        ];
        for (text, canonical) in rules {
            let rule: Rule = text.parse().expect(text);
            assert_eq!(rule.to_string(), canonical);
            assert_eq!(canonical.parse(), Ok(rule));
        }
    }
}
