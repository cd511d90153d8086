//! A recurrence rule as parts and RRULE text, and its wording for quick add.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, Weekday};

use super::words::Unit;

/// The parts of a recurrence rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RuleParts {
    pub freq: &'static str,
    pub interval: u32,
    pub months: Vec<u32>,
    pub month_days: Vec<i32>,
    pub days: Vec<(i32, Weekday)>,
    pub positions: Vec<i32>,
}

impl RuleParts {
    pub fn every(freq: &'static str, interval: u32) -> Self {
        Self { freq, interval, ..Self::default() }
    }

    pub fn of_unit(n: u32, unit: Unit) -> Self {
        match unit {
            Unit::Minute => Self::every("MINUTELY", n),
            Unit::Hour => Self::every("HOURLY", n),
            Unit::Day => Self::every("DAILY", n),
            Unit::Week => Self::every("WEEKLY", n),
            Unit::Month => Self::every("MONTHLY", n),
            Unit::Quarter => Self::every("MONTHLY", n.saturating_mul(3)),
            Unit::Year => Self::every("YEARLY", n),
        }
    }

    pub fn weekly(interval: u32, days: impl IntoIterator<Item = Weekday>) -> Self {
        let mut days: Vec<_> = days.into_iter().map(|day| (0, day)).collect();
        days.sort_by_key(|(_, day)| day.num_days_from_monday());
        days.dedup();
        Self { days, ..Self::every("WEEKLY", interval) }
    }

    pub fn monthly_on(month_days: Vec<i32>) -> Self {
        Self { month_days, ..Self::every("MONTHLY", 1) }
    }

    /// Whether the rule selects days.
    pub fn chooses_days(&self) -> bool {
        !(self.days.is_empty() && self.month_days.is_empty() && self.months.is_empty())
    }

    /// Whether the rule repeats within a day.
    pub fn is_within_day(&self) -> bool {
        ["HOURLY", "MINUTELY"].contains(&self.freq)
    }

    /// The RRULE value, ending on `until` or after `count` occurrences.
    pub fn text(&self, until: Option<NaiveDate>, count: Option<u32>) -> String {
        let mut text = format!("FREQ={}", self.freq);
        let mut part = |name: &str, value: String| {
            if !value.is_empty() {
                let _ = write!(text, ";{name}={value}");
            }
        };
        part("INTERVAL", if self.interval > 1 { self.interval.to_string() } else { String::new() });
        part("BYMONTH", joined(&self.months));
        part("BYMONTHDAY", joined(&self.month_days));
        let days = self.days.iter().map(|(nth, day)| {
            let name = &day.to_string()[..2].to_ascii_uppercase();
            if *nth == 0 { name.clone() } else { format!("{nth}{name}") }
        });
        part("BYDAY", days.collect::<Vec<_>>().join(","));
        part("BYSETPOS", joined(&self.positions));
        part("UNTIL", until.map(|date| date.format("%Y%m%d").to_string()).unwrap_or_default());
        part("COUNT", count.map(|count| count.to_string()).unwrap_or_default());
        text
    }
}

fn joined<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The first date of a rule from `from` on; `from` itself if the rule selects no days.
pub(super) fn first_date(rule: &RuleParts, from: NaiveDate) -> NaiveDate {
    if !rule.chooses_days() {
        return from;
    }
    // From the start of a year, so that BYSETPOS counts from its beginning.
    let anchor = NaiveDate::from_ymd_opt(from.year(), 1, 1).unwrap_or(from);
    let every = RuleParts { interval: 1, ..rule.clone() };
    let parsed = every.text(None, None).parse::<crate::calendar::Rule>().ok();
    parsed.and_then(|rule| rule.next_date(anchor, from).ok().flatten()).unwrap_or(from)
}

/// Words that quick add reads back as the same rule; `None` for a rule that it cannot express.
pub fn repeat_words(rrule: &str, after_completion: bool) -> Option<String> {
    let part = |name: &str| {
        let parts = rrule.split(';').filter_map(|part| part.split_once('='));
        parts.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let every = if after_completion { "every!" } else { "every" };
    let interval: u32 = part("INTERVAL").map_or(Some(1), |n| n.parse().ok())?;
    let days: Vec<(i32, String)> =
        part("BYDAY").map_or(Some(Vec::new()), |days| days.split(',').map(named_day).collect())?;
    let month_days = part("BYMONTHDAY");
    let units =
        |unit: &str| if interval == 1 { format!("{every} {unit}") } else { format!("{every} {interval} {unit}s") };
    let nth = |n: i32| if n == -1 { "last".to_owned() } else { numeral(n) };
    let on_month_days = |days: &str| match days {
        "-1" => "last day".to_owned(),
        days => days.split(',').filter_map(|day| day.parse().ok()).map(numeral).collect::<Vec<_>>().join(", "),
    };
    let of_month = |what: String| {
        if interval == 1 { format!("{every} {what}") } else { format!("{} on the {what}", units("month")) }
    };
    let names = || days.iter().map(|(_, day)| day.as_str()).collect::<Vec<_>>().join(", ");
    let rule = match (part("FREQ")?, part("BYSETPOS")) {
        ("MINUTELY", None) => units("minute"),
        ("HOURLY", None) => units("hour"),
        ("DAILY", None) => units("day"),
        ("WEEKLY", None) if days.is_empty() => units("week"),
        ("WEEKLY", None) if names() == "mon, tue, wed, thu, fri" && interval == 1 => format!("{every} weekday"),
        ("WEEKLY", None) if interval == 1 => format!("{every} {}", names()),
        ("WEEKLY", None) => format!("{} on {}", units("week"), names()),
        ("MONTHLY", None) if days.is_empty() => {
            month_days.map_or_else(|| units("month"), |days| of_month(on_month_days(days)))
        }
        ("MONTHLY", None) => {
            let all = days.iter().map(|(n, day)| format!("{} {day}", nth(*n)));
            of_month(all.collect::<Vec<_>>().join(", "))
        }
        ("MONTHLY", Some(position)) if names() == "mon, tue, wed, thu, fri" => {
            let one = |n: &str| Some(format!("{} workday", nth(n.parse().ok()?)));
            of_month(position.split(',').map(one).collect::<Option<Vec<_>>>()?.join(", "))
        }
        ("YEARLY", None) if days.is_empty() => match (part("BYMONTH"), month_days) {
            (None, None) => units("year"),
            (Some(month), Some(day)) if interval == 1 => format!("{every} {day} {}", month_name(month)?),
            _ => return None,
        },
        _ => return None,
    };
    let end = match (part("UNTIL"), part("COUNT")) {
        (Some(until), _) => format!(" until {}", NaiveDate::parse_from_str(until.get(..8)?, "%Y%m%d").ok()?),
        (None, Some(count)) => format!(" {count} times"),
        (None, None) => String::new(),
    };
    Some(rule + &end)
}

/// Splits "3FR" into 3 and "fri".
fn named_day(text: &str) -> Option<(i32, String)> {
    let (number, name) = text.split_at(text.len().checked_sub(2)?);
    let all = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let name = names[all.iter().position(|other| *other == name)?];
    Some((if number.is_empty() { 0 } else { number.parse().ok()? }, name.to_owned()))
}

fn month_name(number: &str) -> Option<String> {
    let month = chrono::Month::try_from(number.parse::<u8>().ok()?).ok()?;
    Some(month.name()[..3].to_lowercase())
}

/// Formats 3 as "3rd".
fn numeral(n: i32) -> String {
    let ending = match (n % 10, n % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
