//! Recurrence rules for quick add: the usual forms, and their wording.

use chrono::{Datelike, NaiveDate, Weekday};

use super::tokens::Unit;
use crate::calendar::words::counted;
use crate::calendar::{Frequency, NWeekday, Rule, Until};

/// Returns a rule that repeats every `interval` periods.
pub(super) fn every(frequency: Frequency, interval: u32) -> Rule {
    Rule { interval, ..Rule::every(frequency) }
}

/// Returns a rule that repeats every `n` units.
pub(super) fn every_unit(n: u32, unit: Unit) -> Rule {
    match unit {
        Unit::Minute => every(Frequency::Minutely, n),
        Unit::Hour => every(Frequency::Hourly, n),
        Unit::Day => every(Frequency::Daily, n),
        Unit::Week => every(Frequency::Weekly, n),
        Unit::Month => every(Frequency::Monthly, n),
        Unit::Quarter => every(Frequency::Monthly, n.saturating_mul(3)),
        Unit::Year => every(Frequency::Yearly, n),
    }
}

/// Returns a rule for days of every `interval` weeks.
pub(super) fn weekly(interval: u32, days: impl IntoIterator<Item = Weekday>) -> Rule {
    let mut days: Vec<_> = days.into_iter().collect();
    days.sort_by_key(Weekday::num_days_from_monday);
    days.dedup();
    Rule { by_weekday: days.into_iter().map(NWeekday::Every).collect(), ..every(Frequency::Weekly, interval) }
}

/// Returns a rule for days of every month.
pub(super) fn monthly_on(days: Vec<i8>) -> Rule {
    Rule { by_month_day: days, ..Rule::every(Frequency::Monthly) }
}

/// Returns whether the rule selects days.
pub(super) fn selects_days(rule: &Rule) -> bool {
    !(rule.by_weekday.is_empty() && rule.by_month_day.is_empty() && rule.by_month.is_empty())
}

/// Returns the weekday of an entry of BYDAY.
pub(super) fn weekday_of(day: NWeekday) -> Weekday {
    let (NWeekday::Every(day) | NWeekday::Nth(_, day)) = day;
    day
}

/// Returns the first date of a rule from `from` on; `from` itself if the rule selects no days.
pub(super) fn first_date(rule: &Rule, from: NaiveDate) -> NaiveDate {
    if !selects_days(rule) {
        return from;
    }
    // From the start of a year, so that BYSETPOS counts from its beginning.
    let anchor = NaiveDate::from_ymd_opt(from.year(), 1, 1).unwrap_or(from);
    let every = Rule { interval: 1, ..rule.clone() };
    every.next_date(anchor, from).ok().flatten().unwrap_or(from)
}

/// Returns words that quick add reads back as the same rule; `None` for a rule that it cannot express.
///
/// ```
/// use gapwise::exchange::repeat_words;
///
/// let words = repeat_words("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=5", false);
/// assert_eq!(words.as_deref(), Some("every 2 weeks on mon, thu 5 times"));
/// assert_eq!(repeat_words("FREQ=DAILY;INTERVAL=10", true).as_deref(), Some("every! 10 days"));
/// ```
pub fn repeat_words(rrule: &str, after_completion: bool) -> Option<String> {
    let rule: Rule = rrule.parse().ok()?;
    let cannot_say = !rule.by_year_day.is_empty()
        || !rule.by_week_no.is_empty()
        || !rule.by_hour.is_empty()
        || !rule.by_minute.is_empty()
        || !rule.by_second.is_empty();
    if cannot_say {
        return None;
    }
    let days = days_words(&rule, if after_completion { "every!" } else { "every" })?;
    let end = match (rule.until, rule.count) {
        (Some(until), _) => format!(" until {}", until_date(until)),
        (None, Some(count)) => format!(" {}", counted(count, "time", "times")),
        (None, None) => String::new(),
    };
    Some(days + &end)
}

/// Returns the wording of a rule without its end.
fn days_words(rule: &Rule, every: &str) -> Option<String> {
    let interval = rule.interval.max(1);
    let units = |one: &str, many: &str| match interval {
        1 => format!("{every} {one}"),
        _ => format!("{every} {interval} {many}"),
    };
    let of_month = |days: String| match interval {
        1 => format!("{every} {days}"),
        _ => format!("{} on the {days}", units("month", "months")),
    };
    let weekdays = rule.by_weekday.iter().map(|day| weekday_name(weekday_of(*day))).collect::<Vec<_>>().join(", ");
    let workdays = weekdays == "mon, tue, wed, thu, fri";
    let positions = &rule.by_set_pos[..];
    Some(match (rule.frequency, &rule.by_month[..], &rule.by_month_day[..]) {
        (Frequency::Minutely, [], []) if positions.is_empty() => units("minute", "minutes"),
        (Frequency::Hourly, [], []) if positions.is_empty() => units("hour", "hours"),
        (Frequency::Daily, [], []) if positions.is_empty() => units("day", "days"),
        (Frequency::Weekly, [], []) if positions.is_empty() => match interval {
            _ if weekdays.is_empty() => units("week", "weeks"),
            1 if workdays => format!("{every} weekday"),
            1 => format!("{every} {weekdays}"),
            _ => format!("{} on {weekdays}", units("week", "weeks")),
        },
        (Frequency::Monthly, [], []) if !positions.is_empty() && workdays => {
            of_month(list(positions, |n| format!("{} workday", ordinal_words(*n))))
        }
        (Frequency::Monthly, [], []) if positions.is_empty() && weekdays.is_empty() => units("month", "months"),
        (Frequency::Monthly, [], []) if positions.is_empty() => {
            let nth = |day: &NWeekday| match day {
                NWeekday::Nth(n, day) => Some(format!("{} {}", ordinal_words((*n).into()), weekday_name(*day))),
                NWeekday::Every(_) => None,
            };
            of_month(rule.by_weekday.iter().map(nth).collect::<Option<Vec<_>>>()?.join(", "))
        }
        (Frequency::Monthly, [], days) if positions.is_empty() && weekdays.is_empty() => of_month(match days {
            [-1] => "last day".to_owned(),
            _ => list(days, |n| ordinal_words((*n).into())),
        }),
        (Frequency::Yearly, [], []) if positions.is_empty() && weekdays.is_empty() => units("year", "years"),
        (Frequency::Yearly, [month], [day]) if positions.is_empty() && weekdays.is_empty() && interval == 1 => {
            format!("{every} {day} {}", month_name(*month)?)
        }
        _ => return None,
    })
}

fn list<T>(items: &[T], words: impl Fn(&T) -> String) -> String {
    items.iter().map(words).collect::<Vec<_>>().join(", ")
}

fn until_date(until: Until) -> NaiveDate {
    match until {
        Until::Date(date) => date,
        Until::Local(at) | Until::Utc(at) => at.date(),
    }
}

fn weekday_name(day: Weekday) -> String {
    day.to_string().to_lowercase()
}

fn month_name(number: u8) -> Option<String> {
    Some(chrono::Month::try_from(number).ok()?.name()[..3].to_lowercase())
}

/// Formats 3 as "3rd", and -1 as "last".
fn ordinal_words(n: i32) -> String {
    if n == -1 {
        return "last".to_owned();
    }
    let ending = match (n % 10, n % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
