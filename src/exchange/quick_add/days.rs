//! The days of a recurrence rule: weekdays, days of the month and days of the year.

use chrono::{NaiveDate, Weekday};

use super::months::{day_month_numbers, day_month_words, day_number};
use super::reading::DateOrder;
use super::rule::{every, monthly_on, weekly};
use super::tokens::{holiday, month, ordinal, unit, weekday, weekday_plural};
use crate::calendar::{Frequency, NWeekday, Rule};

const WORKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// Reads items separated by commas, "and", "and every" or nothing. Returns them with the number of words used.
pub(super) fn list<T>(words: &[&str], item: impl Fn(&[&str]) -> Option<(T, usize)>) -> Option<(Vec<T>, usize)> {
    let (first, mut used) = item(words)?;
    let mut all = vec![first];
    loop {
        let is = |at: usize, all: &[&str]| usize::from(words.get(at).is_some_and(|word| all.contains(word)));
        let and = is(used, &["and", "&", ","]);
        let and = and + is(used + and, &["every", "ev", "each"]);
        match words.get(used + and..).filter(|rest| !rest.is_empty()).and_then(&item) {
            Some((next, more)) => {
                all.push(next);
                used += and + more;
            }
            None => return Some((all, used)),
        }
    }
}

/// Reads "mon", "monday, wed and fri", "mon-fri", "monday to friday", "weekday", "workday", "weekend".
pub(super) fn weekdays(words: &[&str], interval: u32) -> Option<(Rule, usize)> {
    match *words.first()? {
        "weekday" | "workday" | "weekdays" | "workdays" => return Some((weekly(interval, WORKDAYS), 1)),
        "weekend" | "weekends" => return Some((weekly(interval, [Weekday::Sat]), 1)),
        _ => {}
    }
    match *words {
        ["week", "day" | "days", ..] | ["working" | "business", "day" | "days", ..] => {
            return Some((weekly(interval, WORKDAYS), 2));
        }
        ["week", "end" | "ends", ..] => return Some((weekly(interval, [Weekday::Sat]), 2)),
        _ => {}
    }
    let day = |word: &str| weekday(word).or_else(|| weekday_plural(word));
    let one = |words: &[&str]| -> Option<(Vec<Weekday>, usize)> {
        let first = *words.first()?;
        if first.contains('/') {
            return Some((first.split('/').map(day).collect::<Option<_>>()?, 1));
        }
        if let Some((from, to)) = first.split_once(['-', '–']) {
            return Some((days_between(day(from)?, day(to)?), 1));
        }
        let from = day(first)?;
        if let Some("to" | "-" | "–" | "through") = words.get(1).copied()
            && let Some(to) = words.get(2).and_then(|word| day(word))
        {
            return Some((days_between(from, to), 3));
        }
        Some((vec![from], 1))
    };
    let (days, used) = list(words, one)?;
    Some((weekly(interval, days.into_iter().flatten()), used))
}

fn days_between(from: Weekday, to: Weekday) -> Vec<Weekday> {
    let mut days = vec![from];
    while let Some(last) = days.last().copied().filter(|last| *last != to) {
        days.push(last.succ());
    }
    days
}

/// Counts the words of "of the month", "of month" or "of each month" after a day of the month.
pub(super) fn of_the_month(words: &[&str]) -> usize {
    match *words {
        ["of", "the" | "each" | "every" | "a", "month", ..] => 3,
        ["of", "month", ..] => 2,
        _ => 0,
    }
}

/// Ordinals of a weekday, and optionally a month.
type NthDays = (Vec<i16>, Weekday, Option<u32>);

/// Reads "3rd friday", "last fri of the month", "1st and 3rd monday", "first wed of january", "1st wed jan, 3rd thu
/// jul".
pub(super) fn nth_weekdays(words: &[&str]) -> Option<(Rule, usize)> {
    let nth = |word: &&str| ordinal(word).filter(|n| (-1..=5).contains(n)).and_then(|n| i16::try_from(n).ok());
    let one = |words: &[&str]| -> Option<(NthDays, usize)> {
        let (numbers, mut used) = list(words, |words| nth(words.first()?).map(|n| (n, 1)))?;
        let day = weekday(words.get(used)?)?;
        used += 1;
        let of = usize::from(["of", "in"].contains(words.get(used).unwrap_or(&"")));
        let month = words.get(used + of).and_then(|word| month(word));
        used += if month.is_some() { 1 + of } else { of_the_month(&words[used..]) };
        Some(((numbers, day, month), used))
    };
    let (all, used) = list(words, one)?;
    let days = || all.iter().flat_map(|(numbers, day, _)| numbers.iter().map(|n| NWeekday::Nth(*n, *day)));
    if all.iter().all(|(_, _, month)| month.is_none()) {
        return Some((Rule { by_weekday: days().collect(), ..every(Frequency::Monthly, 1) }, used));
    }
    let wanted: Vec<(u32, i16, Weekday)> =
        all.iter().map(|(numbers, day, month)| Some(((*month)?, *numbers.first()?, *day))).collect::<Option<_>>()?;
    Some((in_months(&wanted)?, used))
}

/// Builds a yearly rule for weekdays of certain months. Several different days need BYSETPOS among all pairs of month
/// and day; the pairs have a fixed order only if their ordinals differ.
fn in_months(wanted: &[(u32, i16, Weekday)]) -> Option<Rule> {
    let mut months: Vec<u32> = wanted.iter().map(|(month, ..)| *month).collect();
    months.sort_unstable();
    months.dedup();
    let mut days: Vec<(i16, Weekday)> = wanted.iter().map(|(_, n, day)| (*n, *day)).collect();
    days.sort_by_key(|(n, _)| if *n < 0 { 9 } else { *n });
    days.dedup();
    let fixed_order = days.windows(2).all(|pair| pair[0].0 != pair[1].0);
    if !fixed_order || days.iter().any(|(n, _)| *n == 5) && days.len() > 1 {
        return None;
    }
    let by_weekday = days.iter().map(|(n, day)| NWeekday::Nth(*n, *day)).collect();
    let rule = Rule { by_month: narrow(&months), by_weekday, ..every(Frequency::Yearly, 1) };
    if days.len() == 1 {
        return Some(rule);
    }
    let pairs = months.iter().flat_map(|month| days.iter().map(move |(n, day)| (*month, *n, *day)));
    Some(Rule { by_set_pos: positions(pairs, |pair| wanted.contains(pair)), ..rule })
}

/// Returns the 1-based positions of the wanted items; empty if all are wanted.
fn positions<T>(all: impl Iterator<Item = T>, wanted: impl Fn(&T) -> bool) -> Vec<i32> {
    let flags: Vec<bool> = all.map(|item| wanted(&item)).collect();
    if flags.iter().all(|wanted| *wanted) {
        return Vec::new();
    }
    (1..).zip(flags).filter(|(_, wanted)| *wanted).map(|(at, _)| at).collect()
}

/// Reads "last day", "first day of the month", "15th workday, last workday", "end of month", "month end", "eom".
pub(super) fn nth_of_month(words: &[&str]) -> Option<(Rule, usize)> {
    let of_month = |at: usize| of_the_month(&words[at..]);
    match *words {
        ["eom", ..] => return Some((monthly_on(vec![-1]), 1)),
        ["end", ..] if of_month(1) > 0 => return Some((monthly_on(vec![-1]), 1 + of_month(1))),
        ["start" | "beginning", ..] if of_month(1) > 0 => {
            return Some((monthly_on(vec![1]), 1 + of_month(1)));
        }
        ["month", "end", ..] | ["last", "day", ..] => return Some((monthly_on(vec![-1]), 2 + of_month(2))),
        [nth, "day", ..] if of_month(2) > 0 => {
            return Some((monthly_on(vec![i8::try_from(ordinal(nth)?).ok().filter(|n| *n <= 31)?]), 2 + of_month(2)));
        }
        _ => {}
    }
    // A month has at most 23 workdays.
    let nth = |words: &[&str]| ordinal(words.first()?).filter(|n| *n <= 23).map(|n| (n, 1));
    let (all, used) = list(words, |words| {
        let (numbers, used) = list(words, nth)?;
        ["workday", "weekday"].contains(words.get(used)?).then_some((numbers, used + 1))
    })?;
    let mut positions: Vec<i32> = all.into_iter().flatten().collect();
    positions.sort_by_key(|n| (*n < 0, *n));
    positions.dedup();
    let by_weekday = WORKDAYS.map(NWeekday::Every).into();
    Some((Rule { by_weekday, by_set_pos: positions, ..every(Frequency::Monthly, 1) }, used + of_month(used)))
}

/// Reads "27th", "27", "the 1st", "2, 15, 27", "1st and 15th of the month". The flag tells whether these can only be
/// days.
pub(super) fn month_days(words: &[&str]) -> Option<(Rule, usize, bool)> {
    let the = usize::from(words.first() == Some(&"the"));
    let (mut days, used) = list(&words[the..], |words| {
        let first = *words.first()?;
        let day = i8::try_from(day_number(first)?).ok()?;
        let what = words.get(1).copied().unwrap_or_default();
        let other = unit(what).is_some() || month(what).is_some() || ["times", "x"].contains(&what);
        let (digits, nth) = (first.starts_with(|c: char| c.is_ascii_digit()), ordinal(first).is_some());
        (!other).then_some(((day, digits, nth), 1))
    })?;
    let used = the + used;
    let of_month = of_the_month(&words[used..]);
    let said = the + of_month > 0;
    if !said && days.iter().any(|(_, digits, _)| !digits) {
        return None;
    }
    let sure = said || days.iter().all(|(.., nth)| *nth);
    days.sort_unstable();
    days.dedup_by_key(|(day, ..)| *day);
    Some((monthly_on(days.into_iter().map(|(day, ..)| day).collect()), used + of_month, sure))
}

/// Reads "jan 27", "27 jan", "27/1", "14 jan, 14 apr, 15 jun".
pub(super) fn dates_of_year(words: &[&str], order: DateOrder) -> Option<(Rule, usize)> {
    let (mut dates, used) = list(words, |words| {
        let numbers = || day_month_numbers(words.first()?, order).map(|(day, month)| (day, month, 1));
        let (day, month, used) = holiday(words).or_else(|| day_month_words(words)).or_else(numbers)?;
        Some(((month, day), used))
    })?;
    // A leap year, so that 29 February exists.
    let exists = |(month, day): (u32, u32)| NaiveDate::from_ymd_opt(2028, month, day).is_some();
    if !dates.iter().all(|date| exists(*date)) {
        return None;
    }
    dates.sort_unstable();
    dates.dedup();
    let mut months: Vec<u32> = dates.iter().map(|(month, _)| *month).collect();
    months.dedup();
    let mut days: Vec<u32> = dates.iter().map(|(_, day)| *day).collect();
    days.sort_unstable();
    days.dedup();
    let pairs: Vec<_> = months.iter().flat_map(|month| days.iter().map(move |day| (*month, *day))).collect();
    let all_wanted = pairs.iter().all(|pair| dates.contains(pair));
    let leap = pairs.contains(&(2, 29));
    if leap && !all_wanted {
        return None;
    }
    let by_set_pos = positions(pairs.into_iter().filter(|pair| exists(*pair)), |pair| dates.contains(pair));
    let by_month_day = narrow(&days);
    Some((Rule { by_month: narrow(&months), by_month_day, by_set_pos, ..every(Frequency::Yearly, 1) }, used))
}

/// Reads "january" as its first day.
pub(super) fn whole_month(words: &[&str]) -> Option<(Rule, usize)> {
    let month = month(words.first()?).filter(|_| words.get(1).is_none_or(|next| day_number(next).is_none()))?;
    Some((Rule { by_month: narrow(&[month]), by_month_day: vec![1], ..every(Frequency::Yearly, 1) }, 1))
}

/// Converts months or days to the type of a rule.
fn narrow<T: TryFrom<u32>>(numbers: &[u32]) -> Vec<T> {
    numbers.iter().filter_map(|n| T::try_from(*n).ok()).collect()
}
