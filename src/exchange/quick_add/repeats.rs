//! How a task comes again: "every 3rd friday", "every! 10 days", "daily", to a rule of RFC 5545.

use chrono::{Days, NaiveDate, NaiveTime, Weekday};

use super::Reading;
use super::dates::{Found, date, day_month_words, day_number, time, time_after_date};
use super::rule::Rule;
use super::words::{Unit, amount, day_part, holiday, month, number, ordinal, unit, weekday, weekday_plural};

/// A rule as it was said, with what was said about its times and its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Repeated {
    pub rule: Rule,
    pub after_completion: bool,
    pub time: Option<NaiveTime>,
    pub start: Option<NaiveDate>,
    pub end: Option<End>,
}

/// When it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    On(NaiveDate),
    /// This long after the first time.
    After(u32, Unit),
    Times(u32),
}

const WORKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// The rule that the first words mean. A bare adverb or plural, like "weekly" or "mondays", is weak.
pub(super) fn repeated(words: &[&str], reading: &Reading) -> Option<Found<Repeated>> {
    let first = *words.first()?;
    let (rule, time, used, after_completion, weak) = match first {
        "every" | "ev" | "each" | "every!" | "ev!" => {
            let bang = first.ends_with('!') || words.get(1) == Some(&"!");
            let lead = 1 + usize::from(words.get(1) == Some(&"!"));
            let lead = lead + usize::from(words.get(lead) == Some(&"single"));
            let (rule, time, used) = body(&words[lead..])?;
            let (rule, used) = without_days(rule, used + lead, words);
            (rule, time, used, bang, false)
        }
        "after" => {
            let (n, unit, used) = amount(&words[1..]).filter(|(n, ..)| *n > 0)?;
            (Rule::of_unit(n, unit), None, used + 1, true, false)
        }
        "on" => {
            let (rule, used) = plural(&words[1..])?;
            (rule, None, used + 1, false, false)
        }
        _ => {
            let (rule, used) = adverb(first).map(|rule| on_days(rule, 1, words)).or_else(|| plural(words))?;
            let (rule, used) = without_days(rule, used, words);
            (rule, None, used, false, true)
        }
    };
    let mut value = Repeated { rule, after_completion, time, ..Repeated::default() };
    let tails = tails(&words[used..], &mut value, reading);
    Some(Found { value, used: used + tails, weak: weak && tails == 0 })
}

fn adverb(word: &str) -> Option<Rule> {
    Some(match word {
        "hourly" => Rule::every("HOURLY", 1),
        "daily" | "everyday" => Rule::every("DAILY", 1),
        "weekly" => Rule::every("WEEKLY", 1),
        "biweekly" | "bi-weekly" | "fortnightly" => Rule::every("WEEKLY", 2),
        "monthly" => Rule::every("MONTHLY", 1),
        "bimonthly" | "bi-monthly" => Rule::every("MONTHLY", 2),
        "quarterly" => Rule::every("MONTHLY", 3),
        "semiannually" | "half-yearly" => Rule::every("MONTHLY", 6),
        "yearly" | "annually" => Rule::every("YEARLY", 1),
        _ => return None,
    })
}

/// "mondays", "tuesdays and thursdays", "weekdays", "weekends".
fn plural(words: &[&str]) -> Option<(Rule, usize)> {
    match *words.first()? {
        "weekdays" | "workdays" => return Some((Rule::weekly(1, WORKDAYS), 1)),
        "weekends" => return Some((Rule::weekly(1, [Weekday::Sat]), 1)),
        _ => {}
    }
    let (days, used) = list(words, |words| weekday_plural(words.first()?).map(|day| (day, 1)))?;
    Some((Rule::weekly(1, days), used))
}

/// Items with commas, "and", "&" or nothing between them, and the words that they took.
fn list<T>(words: &[&str], item: impl Fn(&[&str]) -> Option<(T, usize)>) -> Option<(Vec<T>, usize)> {
    let (first, mut used) = item(words)?;
    let mut all = vec![first];
    loop {
        let and = usize::from(["and", "&", ","].contains(words.get(used).unwrap_or(&"")));
        match words.get(used + and..).filter(|rest| !rest.is_empty()).and_then(&item) {
            Some((next, more)) => {
                all.push(next);
                used += and + more;
            }
            None => return Some((all, used)),
        }
    }
}

/// Takes the days behind "except" out of a rule by days of the week: "every day except sunday".
fn without_days(rule: Rule, used: usize, words: &[&str]) -> (Rule, usize) {
    const WEEK: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let lead = match words[used..] {
        ["except", "on" | "for", ..] => 2,
        ["except", ..] => 1,
        _ => return (rule, used),
    };
    let all: Vec<Weekday> = match (rule.freq, rule.days.is_empty()) {
        ("DAILY", true) if rule.interval == 1 => WEEK.into(),
        ("WEEKLY", false) => rule.days.iter().map(|(_, day)| *day).collect(),
        _ => return (rule, used),
    };
    let weekend = |words: &[&str]| ["weekends", "weekend"].contains(words.first()?).then_some(1);
    let Some((out, more)) =
        weekend(&words[used + lead..]).map(|more| (vec![Weekday::Sat, Weekday::Sun], more)).or_else(|| {
            weekdays(&words[used + lead..], 1).map(|(rule, more)| (rule.days.iter().map(|it| it.1).collect(), more))
        })
    else {
        return (rule, used);
    };
    let left: Vec<Weekday> = all.into_iter().filter(|day| !out.contains(day)).collect();
    if left.is_empty() { (rule, used) } else { (Rule::weekly(rule.interval, left), used + lead + more) }
}

/// What stands behind "every".
fn body(words: &[&str]) -> Option<(Rule, Option<NaiveTime>, usize)> {
    let first = *words.first()?;
    if let Some(hour) = day_part(first) {
        return Some((Rule::every("DAILY", 1), NaiveTime::from_hms_opt(hour, 0, 0), 1));
    }
    let plain = |(rule, used)| (rule, None, used);
    if let Some(found) = nth_weekdays(words).or_else(|| nth_of_month(words)).or_else(|| dates_of_year(words)) {
        return Some(plain(found));
    }
    if let Some((rule, used)) = units(words).or_else(|| weekdays(words, 1)) {
        return Some(plain(on_days(rule, used, words)));
    }
    month_days(words).or_else(|| whole_month(words)).map(plain).or_else(|| {
        // "every 9am": a time that can be nothing else.
        let time = time(words).filter(|time| !time.weak)?;
        Some((Rule::every("DAILY", 1), Some(time.value), time.used))
    })
}

/// "day", "2 weeks", "other month", "3rd day", "second week", "quarter", "other friday", "3 mondays".
fn units(words: &[&str]) -> Option<(Rule, usize)> {
    let first = *words.first()?;
    match *words {
        ["fortnight", ..] => return Some((Rule::every("WEEKLY", 2), 1)),
        ["half", "year", ..] => return Some((Rule::every("MONTHLY", 6), 2)),
        _ => {}
    }
    if let Some(unit) = unit(first) {
        return Some((Rule::of_unit(1, unit), 1));
    }
    if let Some((n, unit, used)) = amount(words) {
        return (n > 0).then(|| (Rule::of_unit(n, unit), used));
    }
    let n = match first {
        "other" => 2,
        _ => number(first).or_else(|| ordinal(first).and_then(|n| u32::try_from(n).ok()))?,
    };
    if n == 0 {
        return None;
    }
    if let Some(unit) = words.get(1).and_then(|word| unit(word)) {
        return Some((Rule::of_unit(n, unit), 2));
    }
    let (rule, used) = weekdays(&words[1..], n)?;
    Some((rule, used + 1))
}

/// "mon", "monday, wed and fri", "mon-fri", "monday to friday", "weekday", "workday", "weekend".
fn weekdays(words: &[&str], interval: u32) -> Option<(Rule, usize)> {
    match *words.first()? {
        "weekday" | "workday" | "weekdays" | "workdays" => return Some((Rule::weekly(interval, WORKDAYS), 1)),
        "weekend" | "weekends" => return Some((Rule::weekly(interval, [Weekday::Sat]), 1)),
        _ => {}
    }
    let day = |word: &str| weekday(word).or_else(|| weekday_plural(word));
    let one = |words: &[&str]| -> Option<(Vec<Weekday>, usize)> {
        let first = *words.first()?;
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
    Some((Rule::weekly(interval, days.into_iter().flatten()), used))
}

fn days_between(from: Weekday, to: Weekday) -> Vec<Weekday> {
    let mut days = vec![from];
    while let Some(last) = days.last().copied().filter(|last| *last != to) {
        days.push(last.succ());
    }
    days
}

/// Adds "on fri" to a rule by weeks, "on the 15th" or "on the last friday" to one by months, "on dec 12" to one by years.
fn on_days(rule: Rule, used: usize, words: &[&str]) -> (Rule, usize) {
    let rest = &words[used..];
    if rest.first() != Some(&"on") || !rule.days.is_empty() {
        return (rule, used);
    }
    let the = usize::from(rest.get(1) == Some(&"the"));
    let rest = &rest[1 + the..];
    let more = match rule.freq {
        "WEEKLY" => weekdays(rest, 1),
        "MONTHLY" => nth_weekdays(rest).or_else(|| nth_of_month(rest)).or_else(|| month_days(rest)),
        "YEARLY" => dates_of_year(rest),
        _ => None,
    };
    match more {
        Some((more, taken)) => (Rule { freq: rule.freq, interval: rule.interval, ..more }, used + 1 + the + taken),
        None => (rule, used),
    }
}

/// "of the month", "of month", "of each month": what may stand behind a day of the month.
fn of_the_month(words: &[&str]) -> usize {
    match *words {
        ["of", "the" | "each" | "every" | "a", "month", ..] => 3,
        ["of", "month", ..] => 2,
        _ => 0,
    }
}

/// Which ones of a weekday, and of which month.
type NthDays = (Vec<i32>, Weekday, Option<u32>);

/// "3rd friday", "last fri of the month", "1st and 3rd monday", "first wed of january", "1st wed jan, 3rd thu jul".
fn nth_weekdays(words: &[&str]) -> Option<(Rule, usize)> {
    let nth = |word: &&str| ordinal(word).filter(|n| (-1..=5).contains(n));
    let one = |words: &[&str]| -> Option<(NthDays, usize)> {
        let (numbers, mut used) = list(words, |words| nth(words.first()?).map(|n| (n, 1)))?;
        let day = weekday(words.get(used)?)?;
        used += 1;
        let of = usize::from(words.get(used) == Some(&"of"));
        let month = words.get(used + of).and_then(|word| month(word));
        used += if month.is_some() { 1 + of } else { of_the_month(&words[used..]) };
        Some(((numbers, day, month), used))
    };
    let (all, used) = list(words, one)?;
    let days = || all.iter().flat_map(|(numbers, day, _)| numbers.iter().map(|n| (*n, *day)));
    if all.iter().all(|(_, _, month)| month.is_none()) {
        return Some((Rule { days: days().collect(), ..Rule::every("MONTHLY", 1) }, used));
    }
    let wanted: Vec<(u32, i32, Weekday)> =
        all.iter().map(|(numbers, day, month)| Some(((*month)?, *numbers.first()?, *day))).collect::<Option<_>>()?;
    Some((in_months(&wanted)?, used))
}

/// A yearly rule for weekdays of certain months. Several with different days need positions among all pairs of month
/// and day; these stand in a fixed order only if their numbers differ.
fn in_months(wanted: &[(u32, i32, Weekday)]) -> Option<Rule> {
    let mut months: Vec<u32> = wanted.iter().map(|(month, ..)| *month).collect();
    months.sort_unstable();
    months.dedup();
    let mut days: Vec<(i32, Weekday)> = wanted.iter().map(|(_, n, day)| (*n, *day)).collect();
    days.sort_by_key(|(n, _)| if *n < 0 { 9 } else { *n });
    days.dedup();
    let fixed_order = days.windows(2).all(|pair| pair[0].0 != pair[1].0);
    if !fixed_order || days.iter().any(|(n, _)| *n == 5) && days.len() > 1 {
        return None;
    }
    let rule = Rule { months: months.clone(), days: days.clone(), ..Rule::every("YEARLY", 1) };
    if days.len() == 1 {
        return Some(rule);
    }
    let pairs = months.iter().flat_map(|month| days.iter().map(move |(n, day)| (*month, *n, *day)));
    Some(Rule { positions: positions(pairs, |pair| wanted.contains(pair)), ..rule })
}

/// The numbers, from one, of the items that are wanted; none if all are.
fn positions<T>(all: impl Iterator<Item = T>, wanted: impl Fn(&T) -> bool) -> Vec<i32> {
    let flags: Vec<bool> = all.map(|item| wanted(&item)).collect();
    if flags.iter().all(|wanted| *wanted) {
        return Vec::new();
    }
    (1..).zip(flags).filter(|(_, wanted)| *wanted).map(|(at, _)| at).collect()
}

/// "last day", "first day of the month", "15th workday", "last weekday", "end of month", "month end".
fn nth_of_month(words: &[&str]) -> Option<(Rule, usize)> {
    let (rule, used) = match *words {
        ["end", "of", "month", ..] => (Rule::monthly_on(vec![-1]), 3),
        ["end", "of", "the", "month", ..] => (Rule::monthly_on(vec![-1]), 4),
        ["month", "end", ..] | ["last", "day", ..] => (Rule::monthly_on(vec![-1]), 2),
        [nth, "day", ..] if of_the_month(&words[2..]) > 0 => (Rule::monthly_on(vec![ordinal(nth)?]), 2),
        [nth, "workday" | "weekday", ..] => {
            let n = ordinal(nth).or_else(|| number(nth).and_then(|n| i32::try_from(n).ok()))?;
            let days = WORKDAYS.map(|day| (0, day)).into();
            (Rule { days, positions: vec![n], ..Rule::every("MONTHLY", 1) }, 2)
        }
        _ => return None,
    };
    let used = used + of_the_month(&words[used..]);
    Some((rule, used))
}

/// "27th", "27", "the 1st", "2, 15, 27", "1st and 15th of the month".
fn month_days(words: &[&str]) -> Option<(Rule, usize)> {
    let the = usize::from(words.first() == Some(&"the"));
    let (days, used) = list(&words[the..], |words| {
        let day = day_number(words.first()?)?;
        let free = words.get(1).is_none_or(|next| unit(next).is_none() && !["times", "x"].contains(next));
        Some((i32::try_from(day).ok()?, 1)).filter(|_| free)
    })?;
    let mut days = days;
    days.sort_unstable();
    days.dedup();
    let used = the + used;
    Some((Rule::monthly_on(days), used + of_the_month(&words[used..])))
}

/// "jan 27", "27 jan", "14 jan, 14 apr, 15 jun".
fn dates_of_year(words: &[&str]) -> Option<(Rule, usize)> {
    let (mut dates, used) = list(words, |words| {
        let (day, month, used) = holiday(words).or_else(|| day_month_words(words))?;
        Some(((month, day), used))
    })?;
    // A leap year, so that 29 February is a date.
    let exists = |(month, day): (u32, u32)| NaiveDate::from_ymd_opt(2028, month, day).is_some();
    dates.retain(|date| exists(*date));
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
    if dates.is_empty() || (leap && !all_wanted) {
        return None;
    }
    let positions = positions(pairs.into_iter().filter(|pair| exists(*pair)), |pair| dates.contains(pair));
    let month_days = days.iter().filter_map(|day| i32::try_from(*day).ok()).collect();
    Some((Rule { months, month_days, positions, ..Rule::every("YEARLY", 1) }, used))
}

/// "january": the first of it.
fn whole_month(words: &[&str]) -> Option<(Rule, usize)> {
    let month = month(words.first()?)?;
    Some((Rule { months: vec![month], month_days: vec![1], ..Rule::every("YEARLY", 1) }, 1))
}

/// Times, starts and ends behind a rule, in any order. Returns the words that they took.
fn tails(words: &[&str], to: &mut Repeated, reading: &Reading) -> usize {
    let mut used = 0;
    while let Some(more) = tail(&words[used..], to, reading) {
        used += more;
    }
    used
}

fn tail(words: &[&str], to: &mut Repeated, reading: &Reading) -> Option<usize> {
    let first = *words.first()?;
    let preposition = |at: usize| usize::from(["on", "from", "at"].contains(words.get(at).unwrap_or(&"")));
    match first {
        "starting" | "start" | "starts" | "from" | "beginning" if to.start.is_none() => {
            let lead = 1 + preposition(1);
            if let Some(day) = date(&words[lead..], reading) {
                to.start = Some(day.value);
                return Some(lead + day.used);
            }
            let time = time_after_date(&words[1..]).filter(|_| to.time.is_none())?;
            to.time = Some(time.value);
            Some(1 + time.used)
        }
        "until" | "till" | "ending" | "ends" | "end" | "to" if to.end.is_none() => {
            let lead = 1 + preposition(1);
            let day = date(&words[lead..], reading)?;
            to.end = Some(End::On(day.value));
            Some(lead + day.used)
        }
        "for" if to.end.is_none() => {
            if let [_, n, "times", ..] = words {
                to.end = Some(End::Times(number(n).filter(|n| *n > 0)?));
                return Some(3);
            }
            let (n, unit, used) = amount(&words[1..]).filter(|(n, ..)| *n > 0)?;
            if matches!(unit, Unit::Minute | Unit::Hour) {
                return None;
            }
            to.end = Some(End::After(n, unit));
            Some(1 + used)
        }
        _ => {
            if to.end.is_none()
                && let Some(times) = times(words)
            {
                to.end = Some(End::Times(times.0));
                return Some(times.1);
            }
            if to.time.is_some() {
                return None;
            }
            let found = match day_part(first) {
                Some(hour) => Some((NaiveTime::from_hms_opt(hour, 0, 0)?, 1)),
                None => time(words).map(|time| (time.value, time.used)),
            };
            let (time, used) = found?;
            to.time = Some(time);
            Some(used)
        }
    }
}

/// "5 times", "x5".
fn times(words: &[&str]) -> Option<(u32, usize)> {
    let n = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?.filter(|n: &u32| *n > 0);
    match *words {
        [count, "times", ..] => Some((number(count).filter(|n| *n > 0)?, 2)),
        ["x", count, ..] => Some((n(count)?, 2)),
        [word, ..] => Some((n(word.strip_prefix('x').or_else(|| word.strip_suffix('x'))?)?, 1)),
        [] => None,
    }
}

/// The last day of a rule that ends some time after its first day.
pub(super) fn last_day(first: NaiveDate, n: u32, unit: Unit) -> Option<NaiveDate> {
    super::dates::plus_units(first, n, unit)?.checked_sub_days(Days::new(1))
}
