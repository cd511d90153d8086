//! Recurrence rules as they are written (RRULE, RFC 5545 section 3.3.10).

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use rrule::{Frequency, NWeekday};

/// Most values of one BY part; the largest that means anything is one for each day of a leap year.
const MAX_PART_VALUES: usize = 366;

/// Why a rule cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("the rule does not say how often it repeats")]
    NoFrequency,
    #[error("\"{0}\" is not a way of repeating")]
    BadFrequency(String),
    #[error("{name} cannot be \"{value}\"")]
    BadPart { name: &'static str, value: String },
    #[error("calendars other than the Gregorian one are not supported")]
    OtherCalendar,
    #[error("the rule contradicts itself: {0}")]
    Contradiction(String),
}

/// When a rule ends, as it is written; the caller turns it into wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The whole day counts.
    Date(NaiveDate),
    Local(NaiveDateTime),
    Utc(NaiveDateTime),
}

impl Until {
    /// Reads the value of UNTIL: `20261123`, `20261123T090000` or `20261123T090000Z`.
    fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        if let Ok(date) = NaiveDate::parse_from_str(&digits, "%Y%m%d") {
            return Some(Self::Date(date));
        }
        let (digits, utc) = match digits.strip_suffix(['Z', 'z']) {
            Some(rest) => (rest, true),
            None => (digits.as_str(), false),
        };
        let time = NaiveDateTime::parse_from_str(digits, "%Y%m%dT%H%M%S").ok()?;
        Some(if utc { Self::Utc(time) } else { Self::Local(time) })
    }
}

/// A rule, read leniently: parts that nobody knows are ignored, as are a COUNT below one and an INTERVAL of zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u32,
    pub(super) count: Option<u32>,
    pub(super) until: Option<Until>,
    pub(super) week_start: Weekday,
    pub(super) by_set_pos: Vec<i32>,
    pub(super) by_month: Vec<u8>,
    pub(super) by_month_day: Vec<i8>,
    pub(super) by_year_day: Vec<i16>,
    pub(super) by_week_no: Vec<i8>,
    pub(super) by_weekday: Vec<NWeekday>,
    pub(super) by_hour: Vec<u8>,
    pub(super) by_minute: Vec<u8>,
    pub(super) by_second: Vec<u8>,
}

impl Rule {
    fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            count: None,
            until: None,
            week_start: Weekday::Mon,
            by_set_pos: Vec::new(),
            by_month: Vec::new(),
            by_month_day: Vec::new(),
            by_year_day: Vec::new(),
            by_week_no: Vec::new(),
            by_weekday: Vec::new(),
            by_hour: Vec::new(),
            by_minute: Vec::new(),
            by_second: Vec::new(),
        }
    }

    /// Reads the value of an RRULE, such as `FREQ=WEEKLY;BYDAY=MO,TH`.
    ///
    /// # Errors
    /// If it has no frequency, or a part that is known has a value that means nothing.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let parts = || text.split(';').filter_map(|part| part.rsplit(':').next()?.split_once('='));
        let part =
            |name: &str| parts().find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
        if part("RSCALE").is_some_and(|scale| !scale.eq_ignore_ascii_case("GREGORIAN")) {
            return Err(RuleError::OtherCalendar);
        }
        let mut rule = Self::every(frequency(part("FREQ").ok_or(RuleError::NoFrequency)?)?);
        for (name, value) in parts() {
            rule.set(name.trim(), value.trim())?;
        }
        if rule.frequency != Frequency::Monthly && rule.frequency != Frequency::Yearly {
            for day in &mut rule.by_weekday {
                let (NWeekday::Every(weekday) | NWeekday::Nth(_, weekday)) = *day;
                *day = NWeekday::Every(weekday);
            }
        }
        Ok(rule)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), RuleError> {
        match name.to_ascii_uppercase().as_str() {
            "INTERVAL" => self.interval = value.parse::<u32>().unwrap_or(1).max(1),
            "COUNT" => self.count = value.parse().ok().filter(|count| *count > 0),
            "UNTIL" => {
                let until = Until::parse(value).ok_or_else(|| bad("UNTIL", value))?;
                self.until = Some(until);
            }
            "WKST" => self.week_start = weekday(value).ok_or_else(|| bad("WKST", value))?,
            "BYSETPOS" => self.by_set_pos = numbers("BYSETPOS", value, -366, 366)?,
            "BYMONTH" => self.by_month = numbers("BYMONTH", value, 1, 12)?,
            "BYMONTHDAY" => self.by_month_day = numbers("BYMONTHDAY", value, -31, 31)?,
            "BYYEARDAY" => self.by_year_day = numbers("BYYEARDAY", value, -366, 366)?,
            "BYWEEKNO" => self.by_week_no = numbers("BYWEEKNO", value, -53, 53)?,
            "BYDAY" => self.by_weekday = weekdays(value)?,
            "BYHOUR" => self.by_hour = numbers("BYHOUR", value, 0, 23)?,
            "BYMINUTE" => self.by_minute = numbers("BYMINUTE", value, 0, 59)?,
            "BYSECOND" => self.by_second = numbers("BYSECOND", value, 0, 59)?,
            _ => {}
        }
        Ok(())
    }

    /// Where it ends, as written.
    pub fn until(&self) -> Option<Until> {
        self.until
    }
}

pub(super) fn bad(name: &'static str, value: &str) -> RuleError {
    RuleError::BadPart { name, value: value.chars().take(40).collect() }
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
        _ => return Err(RuleError::BadFrequency(text.chars().take(40).collect())),
    })
}

/// The weekdays as rules write them.
pub(super) const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn weekday(text: &str) -> Option<Weekday> {
    let at = WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(text))?;
    Weekday::try_from(u8::try_from(at).ok()?).ok()
}

fn weekdays(text: &str) -> Result<Vec<NWeekday>, RuleError> {
    let day = |text: &str| {
        let text = text.trim();
        let name = text.get(text.len().checked_sub(2)?..)?;
        let number = &text[..text.len() - 2];
        Some(match number {
            "" => NWeekday::Every(weekday(name)?),
            _ => match number.parse::<i16>().ok().filter(|n| (-53..=53).contains(n))? {
                0 => NWeekday::Every(weekday(name)?),
                n => NWeekday::Nth(n, weekday(name)?),
            },
        })
    };
    let days = text.split(',').filter(|part| !part.trim().is_empty()).take(MAX_PART_VALUES);
    days.map(|part| day(part).ok_or_else(|| bad("BYDAY", part))).collect()
}

/// A comma-separated list of numbers from `least` to `most`; a zero where zero means nothing is refused.
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
    let mut all = parts.map(|part| number(part).ok_or_else(|| bad(name, part))).collect::<Result<Vec<T>, _>>()?;
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        assert_eq!(Rule::parse(""), Err(RuleError::NoFrequency));
        assert_eq!(Rule::parse("RSCALE=CHINESE;FREQ=YEARLY"), Err(RuleError::OtherCalendar));
        assert_eq!(Rule::parse("FREQ=DAILY;BYMONTH=13"), Err(bad("BYMONTH", "13")));
    }
}
