//! The ways of coming again that can be chosen by hand, as parts of a rule.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::edit::weekday_name;
use super::rule::WEEKDAYS;

/// How an event comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repetition {
    pub every: Every,
    /// Every so many days, weeks, months or years; at least one.
    pub interval: u32,
    pub ends: Ends,
}

/// On which days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Every {
    Day,
    /// On these days of the week, from Monday (0) to Sunday (6); at least one.
    Week(BTreeSet<u8>),
    Month(InMonth),
    Year,
}

/// On which day of a month, seen from the day on which an event begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InMonth {
    /// On its date.
    Date,
    /// On its weekday, the first of the month to the fourth.
    Nth(u8),
    /// On its weekday, the last of the month.
    Last,
}

/// When it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Never,
    /// After this day.
    On(NaiveDate),
    /// After so many times; at least one.
    After(u32),
}

impl Repetition {
    /// Again and again, every time that `every` says.
    pub fn new(every: Every) -> Self {
        Self { every, interval: 1, ends: Ends::Never }
    }

    /// Reads a rule of an event that begins at `start`; `None` for one that says more than can be chosen by hand.
    pub fn read(rule: &str, start: NaiveDateTime) -> Option<Self> {
        let parts: Vec<(&str, &str)> = rule.split(';').map(|part| part.split_once('=')).collect::<Option<_>>()?;
        let part = |name: &str| parts.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let known = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT"];
        if parts.iter().any(|(name, _)| !known.contains(name)) {
            return None;
        }
        let date = start.date();
        let every = match (part("FREQ")?, part("BYDAY"), part("BYMONTHDAY")) {
            ("DAILY", None, None) => Every::Day,
            ("WEEKLY", None, None) => Every::week(date),
            ("WEEKLY", Some(days), None) => Every::Week(days.split(',').map(weekday).collect::<Option<_>>()?),
            ("MONTHLY", None, None) => Every::Month(InMonth::Date),
            ("MONTHLY", None, Some(day)) if day.parse() == Ok(date.day()) => Every::Month(InMonth::Date),
            ("MONTHLY", Some(day), None) => {
                let choice = InMonth::choices(date).find(|choice| choice.by_day(date).as_deref() == Some(day));
                Every::Month(choice?)
            }
            ("YEARLY", None, None) => Every::Year,
            _ => return None,
        };
        let ends = match (part("UNTIL"), part("COUNT")) {
            (None, None) => Ends::Never,
            (Some(until), None) => Ends::On(last_day(until, start)?),
            (None, Some(count)) => Ends::After(count.parse().ok().filter(|count| *count > 0)?),
            (Some(_), Some(_)) => return None,
        };
        let interval = part("INTERVAL").map_or(Some(1), |n| n.parse().ok().filter(|n| *n > 0))?;
        Some(Self { every, interval, ends })
    }

    /// The rule of an event that begins on `start`.
    pub fn rule(&self, start: NaiveDate) -> String {
        let interval = if self.interval > 1 { format!(";INTERVAL={}", self.interval) } else { String::new() };
        let (frequency, days) = match &self.every {
            Every::Day => ("DAILY", None),
            Every::Week(days) => {
                let names: Vec<_> = days.iter().map(|day| WEEKDAYS[usize::from(*day) % 7]).collect();
                ("WEEKLY", Some(names.join(",")))
            }
            Every::Month(choice) => ("MONTHLY", choice.by_day(start)),
            Every::Year => ("YEARLY", None),
        };
        let days = days.map(|days| format!(";BYDAY={days}")).unwrap_or_default();
        let end = match self.ends {
            Ends::Never => String::new(),
            Ends::On(day) => format!(";UNTIL={}", day.format("%Y%m%d")),
            Ends::After(times) => format!(";COUNT={times}"),
        };
        format!("FREQ={frequency}{interval}{days}{end}")
    }
}

impl Every {
    /// Weekly on the weekday of a date.
    pub fn week(date: NaiveDate) -> Self {
        Self::Week(BTreeSet::from([weekday_number(date)]))
    }

    /// From Monday to Friday.
    pub fn weekday() -> Self {
        Self::Week((0..5).collect())
    }
}

impl InMonth {
    /// What a day of a month may be called.
    pub fn choices(date: NaiveDate) -> impl Iterator<Item = Self> {
        let nth = u8::try_from(date.day0() / 7 + 1).unwrap_or(1);
        let is_last = date.day() + 7 > u32::from(date.num_days_in_month());
        let nth = (nth < 5).then_some(Self::Nth(nth));
        [Some(Self::Date), nth, is_last.then_some(Self::Last)].into_iter().flatten()
    }

    /// What it is on another day: the like, if that day may be called so, else by its weekday.
    pub(super) fn on(self, date: NaiveDate) -> Self {
        if self == Self::Date {
            return self;
        }
        let by_weekday = || Self::choices(date).filter(|choice| *choice != Self::Date);
        let same = by_weekday().find(|choice| (*choice == Self::Last) == (self == Self::Last));
        same.or_else(|| by_weekday().next()).unwrap_or(Self::Date)
    }

    /// The weekday as rules write it: "4MO".
    fn by_day(self, date: NaiveDate) -> Option<String> {
        let name = weekday_name(date.weekday());
        match self {
            Self::Date => None,
            Self::Nth(n) => Some(format!("{n}{name}")),
            Self::Last => Some(format!("-1{name}")),
        }
    }
}

fn weekday(name: &str) -> Option<u8> {
    u8::try_from(WEEKDAYS.iter().position(|other| *other == name)?).ok()
}

fn weekday_number(date: NaiveDate) -> u8 {
    date.weekday().num_days_from_monday() as u8
}

/// The last day on which something that begins at the time of day of `start` may be, by the value of an UNTIL.
fn last_day(until: &str, start: NaiveDateTime) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(until.get(..8)?, "%Y%m%d").ok()?;
    match until.get(8..15) {
        None if until.len() == 8 => Some(day),
        Some(time) => {
            let at = chrono::NaiveTime::parse_from_str(time, "T%H%M%S").ok()?;
            if at < start.time() { day.pred_opt() } else { Some(day) }
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Monday, the fourth of its month.
    fn start() -> NaiveDateTime {
        "2026-11-23T10:00:00".parse().expect("a time")
    }

    #[test]
    fn what_can_be_chosen_is_read_back() {
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
            let read = Repetition::read(rule, start()).expect(rule);
            assert_eq!(read.rule(start().date()), rule);
        }
        let last = "2026-11-30T10:00:00".parse().expect("a time");
        let read = Repetition::read("FREQ=MONTHLY;BYDAY=-1MO", last).expect("a rule");
        assert_eq!(read.every, Every::Month(InMonth::Last));
        let words: Vec<_> = InMonth::choices(last.date()).collect();
        assert_eq!(words, [InMonth::Date, InMonth::Last], "no month surely has a fifth Monday");
    }

    #[test]
    fn what_says_more_is_left_alone() {
        for rule in ["FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;BYDAY=MO;WKST=SU", "FREQ=YEARLY;BYMONTH=3", "FREQ=HOURLY"] {
            assert_eq!(Repetition::read(rule, start()), None, "{rule}");
        }
    }

    #[test]
    fn an_end_before_the_time_of_day_is_that_of_the_day_before() {
        let ends = |until: &str| Repetition::read(&format!("FREQ=DAILY;UNTIL={until}"), start()).map(|it| it.ends);
        let day = |text: &str| Some(Ends::On(text.parse().expect("a date")));
        assert_eq!(ends("20261130T095959"), day("2026-11-29"));
        assert_eq!(ends("20261130T100000Z"), day("2026-11-30"));
        assert_eq!(ends("20261130"), day("2026-11-30"));
    }
}
