//! Rules that are simple enough for the controls of the inspector.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};
use rrule::{Frequency, NWeekday};

use super::parts::{Rule, Until};

/// A recurrence rule as the inspector edits it. Its days are seen from the day on which the event starts.
///
/// ```
/// use gapwise::calendar::{Ends, Every, InMonth, SimpleRule};
///
/// // A Monday, the fourth of its month.
/// let start: chrono::NaiveDateTime = "2026-11-23T10:00:00".parse().unwrap();
/// let monthly = SimpleRule::read(&"FREQ=MONTHLY;BYDAY=4MO;COUNT=6".parse().unwrap(), start).unwrap();
/// assert_eq!(monthly.every, Every::Month(InMonth::Nth(4)));
/// let endless = SimpleRule { ends: Ends::Never, ..monthly };
/// assert_eq!(endless.rule(start.date()).to_string(), "FREQ=MONTHLY;BYDAY=4MO");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleRule {
    pub every: Every,
    /// Days, weeks, months or years from one occurrence to the next; at least 1.
    pub interval: u32,
    pub ends: Ends,
}

/// The unit of a simple rule and the days within it.
///
/// ```
/// use gapwise::calendar::{Ends, Every, SimpleRule};
///
/// let monday = "2026-11-23".parse().unwrap();
/// let rule = |every| SimpleRule { every, interval: 2, ends: Ends::Never }.rule(monday).to_string();
/// assert_eq!(rule(Every::week(monday)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO");
/// assert_eq!(rule(Every::Day), "FREQ=DAILY;INTERVAL=2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Every {
    Day,
    /// Days of the week, Monday (0) to Sunday (6); at least one.
    Week(BTreeSet<u8>),
    Month(InMonth),
    Year,
}

/// The day of a month, named after the day on which the event starts.
///
/// ```
/// use gapwise::calendar::InMonth;
///
/// let choices = |date: &str| InMonth::choices(date.parse().unwrap()).collect::<Vec<_>>();
/// assert_eq!(choices("2026-11-23"), [InMonth::Date, InMonth::Nth(4)]);
/// assert_eq!(choices("2026-11-30"), [InMonth::Date, InMonth::Last], "not every month has a fifth Monday");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InMonth {
    /// The same date.
    Date,
    /// The same weekday, the first (1) to fourth (4) of the month.
    Nth(u8),
    /// The same weekday, the last of the month.
    Last,
}

/// The end of a simple rule.
///
/// ```
/// use gapwise::calendar::{Ends, SimpleRule};
///
/// let start = "2026-11-23T10:00:00".parse().unwrap();
/// let ends = |rule: &str| SimpleRule::read(&rule.parse().unwrap(), start).unwrap().ends;
/// assert_eq!(ends("FREQ=DAILY;COUNT=6"), Ends::After(6));
/// assert_eq!(ends("FREQ=DAILY;UNTIL=20261127T100000"), Ends::On("2026-11-27".parse().unwrap()));
/// assert_eq!(ends("FREQ=DAILY;UNTIL=20261127T095959"), Ends::On("2026-11-26".parse().unwrap()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Never,
    /// After this day.
    On(NaiveDate),
    /// After this many occurrences; at least 1.
    After(u32),
}

impl SimpleRule {
    /// Reads the rule of an event that starts at `start`; `None` if the inspector has no controls for it.
    pub fn read(rule: &Rule, start: NaiveDateTime) -> Option<Self> {
        let date = start.date();
        let plain =
            Rule { interval: rule.interval, count: rule.count, until: rule.until, ..Rule::every(rule.frequency) };
        let by_day = |days: &[NWeekday]| *rule == Rule { by_weekday: days.to_vec(), ..plain.clone() };
        let every = match rule.frequency {
            Frequency::Daily if *rule == plain => Every::Day,
            Frequency::Weekly if *rule == plain => Every::week(date),
            Frequency::Weekly if by_day(&rule.by_weekday) => {
                Every::Week(rule.by_weekday.iter().map(|day| weekday_number(*day)).collect())
            }
            Frequency::Monthly if *rule == plain => Every::Month(InMonth::Date),
            Frequency::Monthly if *rule == Rule { by_month_day: vec![date.day() as i8], ..plain.clone() } => {
                Every::Month(InMonth::Date)
            }
            Frequency::Monthly => Every::Month(
                InMonth::choices(date).find(|choice| choice.by_day(date).is_some_and(|day| by_day(&[day])))?,
            ),
            Frequency::Yearly if *rule == plain => Every::Year,
            _ => return None,
        };
        let ends = match (rule.until, rule.count) {
            (None, None) => Ends::Never,
            (Some(until), None) => Ends::On(last_day(until, start)),
            (None, Some(count)) => Ends::After(count),
            (Some(_), Some(_)) => return None,
        };
        Some(Self { every, interval: rule.interval, ends })
    }

    /// Returns the rule of an event that starts on `start`.
    pub fn rule(&self, start: NaiveDate) -> Rule {
        let (frequency, by_weekday) = match &self.every {
            Every::Day => (Frequency::Daily, Vec::new()),
            Every::Week(days) => {
                let weekdays = days.iter().filter_map(|day| Weekday::try_from(*day).ok());
                (Frequency::Weekly, weekdays.map(NWeekday::Every).collect())
            }
            Every::Month(choice) => (Frequency::Monthly, choice.by_day(start).into_iter().collect()),
            Every::Year => (Frequency::Yearly, Vec::new()),
        };
        let rule = Rule { interval: self.interval, by_weekday, ..Rule::every(frequency) };
        match self.ends {
            Ends::Never => rule,
            Ends::On(day) => rule.with_until(Until::Date(day)),
            Ends::After(count) => rule.with_count(count),
        }
    }
}

impl Every {
    /// Returns weekly on the weekday of a date.
    pub fn week(date: NaiveDate) -> Self {
        Self::Week(BTreeSet::from([weekday_number(NWeekday::Every(date.weekday()))]))
    }

    /// Returns weekly from Monday to Friday.
    pub fn weekday() -> Self {
        Self::Week((0..5).collect())
    }
}

impl InMonth {
    /// Returns the names that a date has within its month: its date, and its weekday counted from the start and the
    /// end.
    pub fn choices(date: NaiveDate) -> impl Iterator<Item = Self> {
        let nth = u8::try_from(date.day0() / 7 + 1).unwrap_or(1);
        let is_last = date.day() + 7 > u32::from(date.num_days_in_month());
        let nth = (nth < 5).then_some(Self::Nth(nth));
        [Some(Self::Date), nth, is_last.then_some(Self::Last)].into_iter().flatten()
    }

    /// Returns the choice of the same kind for another date; if that date has none, a choice by its weekday.
    pub(in crate::calendar) fn on(self, date: NaiveDate) -> Self {
        if self == Self::Date {
            return self;
        }
        let by_weekday = || Self::choices(date).filter(|choice| *choice != Self::Date);
        let same = by_weekday().find(|choice| (*choice == Self::Last) == (self == Self::Last));
        same.or_else(|| by_weekday().next()).unwrap_or(Self::Date)
    }

    /// Returns the value of BYDAY on this date, such as `4MO`.
    fn by_day(self, date: NaiveDate) -> Option<NWeekday> {
        match self {
            Self::Date => None,
            Self::Nth(n) => Some(NWeekday::Nth(n.into(), date.weekday())),
            Self::Last => Some(NWeekday::Nth(-1, date.weekday())),
        }
    }
}

fn weekday_number(day: NWeekday) -> u8 {
    let (NWeekday::Every(day) | NWeekday::Nth(_, day)) = day;
    day.num_days_from_monday() as u8
}

/// Returns the last day that UNTIL allows for a start at the time of day of `start`.
fn last_day(until: Until, start: NaiveDateTime) -> NaiveDate {
    match until {
        Until::Date(day) => day,
        Until::Local(at) | Until::Utc(at) if at.time() < start.time() => at.date().pred_opt().unwrap_or(at.date()),
        Until::Local(at) | Until::Utc(at) => at.date(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a Monday, the fourth of its month.
    fn start() -> NaiveDateTime {
        "2026-11-23T10:00:00".parse().expect("a time")
    }

    fn read(rule: &str, start: NaiveDateTime) -> Option<SimpleRule> {
        SimpleRule::read(&rule.parse().ok()?, start)
    }

    #[test]
    fn simple_rules_read_back() {
        let rules = [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3;COUNT=5",
            "FREQ=WEEKLY;BYDAY=MO,WE,FR",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20261218",
            "FREQ=MONTHLY",
            "FREQ=MONTHLY;BYDAY=4MO",
            "FREQ=YEARLY",
        ];
        for rule in rules {
            let read = read(rule, start()).expect(rule);
            assert_eq!(read.rule(start().date()).to_string(), rule);
        }
        let last = "2026-11-30T10:00:00".parse().expect("a time");
        let read = read("FREQ=MONTHLY;BYDAY=-1MO", last).expect("a rule");
        assert_eq!(read.every, Every::Month(InMonth::Last));
        let words: Vec<_> = InMonth::choices(last.date()).collect();
        assert_eq!(words, [InMonth::Date, InMonth::Last], "not every month has a fifth Monday");
    }

    #[test]
    fn other_rules_are_not_simple() {
        for rule in ["FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;BYDAY=MO;WKST=SU", "FREQ=YEARLY;BYMONTH=3", "FREQ=HOURLY"] {
            assert_eq!(read(rule, start()), None, "{rule}");
        }
    }

    #[test]
    fn until_before_the_time_of_day_ends_on_the_day_before() {
        let ends = |until: &str| read(&format!("FREQ=DAILY;UNTIL={until}"), start()).map(|it| it.ends);
        let day = |text: &str| Some(Ends::On(text.parse().expect("a date")));
        assert_eq!(ends("20261130T095959"), day("2026-11-29"));
        assert_eq!(ends("20261130T100000Z"), day("2026-11-30"));
        assert_eq!(ends("20261130"), day("2026-11-30"));
    }
}
