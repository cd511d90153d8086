//! The parts of a recurrence rule and its text (RRULE, RFC 5545 section 3.3.10).

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use rrule::{Frequency, NWeekday};

/// A recurrence rule (RFC 5545): the parts of `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH`.
///
/// A rule has no start and no zone: those belong to the event or task that recurs. Values outside the ranges below
/// match nothing. [`str::parse`] reads the text of a rule, `to_string` writes it in a canonical order.
///
/// ```
/// use gapwise::calendar::{Frequency, Rule};
///
/// let rule: Rule = "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261218".parse().unwrap();
/// assert_eq!(rule.frequency, Frequency::Weekly);
/// assert_eq!(rule.with_count(10).to_string(), "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10");
/// assert!("BYDAY=MO".parse::<Rule>().is_err(), "a rule needs a frequency");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub frequency: Frequency,
    /// Periods of `frequency` from one to the next; zero counts as one.
    pub interval: u32,
    /// Number of starts; `None` for no limit.
    pub count: Option<u32>,
    /// Last possible start; `None` for no limit.
    pub until: Option<Until>,
    pub week_start: Weekday,
    /// Positions within the starts of one period, 1 to 366, or -1 to -366 from its end.
    pub by_set_pos: Vec<i32>,
    /// 1 to 12.
    pub by_month: Vec<u8>,
    /// 1 to 31, or -1 to -31 from the end of the month.
    pub by_month_day: Vec<i8>,
    /// 1 to 366, or -1 to -366 from the end of the year.
    pub by_year_day: Vec<i16>,
    /// ISO weeks 1 to 53, or -1 to -53 from the end of the year.
    pub by_week_no: Vec<i8>,
    /// Weekdays; an ordinal counts within the month or year and needs a monthly or yearly rule.
    pub by_weekday: Vec<NWeekday>,
    /// 0 to 23.
    pub by_hour: Vec<u8>,
    /// 0 to 59.
    pub by_minute: Vec<u8>,
    /// 0 to 59.
    pub by_second: Vec<u8>,
    /// The meaning of a date that does not exist, such as 31 April.
    pub skip: Skip,
}

/// The meaning of a date that a rule gives and the calendar does not have (SKIP, RFC 7529).
///
/// ```
/// use gapwise::calendar::{Rule, Skip};
///
/// let rule: Rule = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD".parse().unwrap();
/// assert_eq!(rule.skip, Skip::Backward);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Skip {
    /// No occurrence.
    #[default]
    Omit,
    /// The last day of that month.
    Backward,
    /// The first day of the next month.
    Forward,
}

/// The last possible start of a rule (UNTIL), in the form in which it is written.
///
/// ```
/// use gapwise::calendar::Until;
///
/// let until: Until = "20261218T170000Z".parse().unwrap();
/// assert!(matches!(until, Until::Utc(_)));
/// assert_eq!(until.to_string(), "20261218T170000Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Includes the whole day.
    Date(NaiveDate),
    Local(NaiveDateTime),
    Utc(NaiveDateTime),
}

impl Rule {
    /// Returns an endless rule that recurs every period of `frequency`.
    pub fn every(frequency: Frequency) -> Self {
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
            skip: Skip::Omit,
        }
    }

    /// Returns an endless weekly rule on the days from Monday to Friday.
    pub fn every_workday() -> Self {
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        Self { by_weekday: days.map(NWeekday::Every).to_vec(), ..Self::every(Frequency::Weekly) }
    }

    /// Returns the rule with `until` in place of its end.
    #[must_use]
    pub fn with_until(self, until: Until) -> Self {
        Self { until: Some(until), count: None, ..self }
    }

    /// Returns the rule with `count` starts in place of its end.
    #[must_use]
    pub fn with_count(self, count: u32) -> Self {
        Self { count: Some(count), until: None, ..self }
    }

    /// Returns the rule without UNTIL and COUNT.
    #[must_use]
    pub fn without_end(self) -> Self {
        Self { count: None, until: None, ..self }
    }

    /// Returns whether it recurs by the hour, minute or second.
    pub fn is_within_day(&self) -> bool {
        self.frequency >= Frequency::Hourly
    }
}

/// The weekdays as rules write them, from Monday.
const WEEKDAY_NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Reads a weekday as rules write it, `MO` to `SU`, in any case.
pub fn rule_weekday(text: &str) -> Option<Weekday> {
    let at = WEEKDAY_NAMES.iter().position(|name| name.eq_ignore_ascii_case(text))?;
    Weekday::try_from(u8::try_from(at).ok()?).ok()
}

fn weekday_name(day: Weekday) -> &'static str {
    WEEKDAY_NAMES[day.num_days_from_monday() as usize]
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let frequency = match self.frequency {
            Frequency::Yearly => "YEARLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Daily => "DAILY",
            Frequency::Hourly => "HOURLY",
            Frequency::Minutely => "MINUTELY",
            Frequency::Secondly => "SECONDLY",
        };
        let scale = if self.skip == Skip::Omit { "" } else { "RSCALE=GREGORIAN;" };
        write!(f, "{scale}FREQ={frequency}")?;
        if self.interval > 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        list(f, "BYMONTH", &self.by_month)?;
        list(f, "BYWEEKNO", &self.by_week_no)?;
        list(f, "BYYEARDAY", &self.by_year_day)?;
        list(f, "BYMONTHDAY", &self.by_month_day)?;
        let weekdays = self.by_weekday.iter().map(|day| match day {
            NWeekday::Every(day) => weekday_name(*day).to_owned(),
            NWeekday::Nth(nth, day) => format!("{nth}{}", weekday_name(*day)),
        });
        list(f, "BYDAY", &weekdays.collect::<Vec<_>>())?;
        list(f, "BYHOUR", &self.by_hour)?;
        list(f, "BYMINUTE", &self.by_minute)?;
        list(f, "BYSECOND", &self.by_second)?;
        list(f, "BYSETPOS", &self.by_set_pos)?;
        if self.week_start != Weekday::Mon {
            write!(f, ";WKST={}", weekday_name(self.week_start))?;
        }
        match self.skip {
            Skip::Omit => {}
            Skip::Backward => write!(f, ";SKIP=BACKWARD")?,
            Skip::Forward => write!(f, ";SKIP=FORWARD")?,
        }
        if let Some(until) = self.until {
            write!(f, ";UNTIL={until}")?;
        }
        self.count.map_or(Ok(()), |count| write!(f, ";COUNT={count}"))
    }
}

fn list<T: ToString>(f: &mut fmt::Formatter<'_>, name: &str, values: &[T]) -> fmt::Result {
    if values.is_empty() {
        return Ok(());
    }
    write!(f, ";{name}={}", values.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{}", date.format("%Y%m%d")),
            Self::Local(at) => write!(f, "{}", at.format("%Y%m%dT%H%M%S")),
            Self::Utc(at) => write!(f, "{}", at.format("%Y%m%dT%H%M%SZ")),
        }
    }
}
