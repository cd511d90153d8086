//! Repetition in words: "every 3rd friday", "every! 10 days", "daily" as a recurrence rule of RFC 5545.

use chrono::{Days, NaiveDate, NaiveTime, Weekday};

use super::dates::{date_or_feast, is_named_day};
use super::days::{dates_of_year, list, month_days, nth_of_month, nth_weekdays, weekdays, whole_month};
use super::found::Found;
use super::lengths::length;
use super::months::{day_number, end_of_named_month};
use super::reading::Reading;
use super::rule::{every, every_unit, first_date, selects_days, weekday_of, weekly};
use super::times::{in_part, time, time_after_date};
use super::tokens::{Unit, amount, day_part, month, number, ordinal, unit, weekday, weekday_plural};
use crate::calendar::{Frequency, Rule};

/// A recurrence rule with the time, start and end given with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RepeatPhrase {
    pub rule: Rule,
    pub after_completion: bool,
    pub time: Option<NaiveTime>,
    pub start: Option<NaiveDate>,
    pub end: Option<RuleEnd>,
}

/// The end of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RuleEnd {
    On(NaiveDate),
    /// This long after the first occurrence.
    After(u32, Unit),
    Times(u32),
}

/// Reads a recurrence rule. Returns a match without a value for an "every" that no rule can express; it takes its
/// dates and times along, because part of them would mean something else. A bare adverb or plural, like "weekly" or
/// "mondays", is weak.
pub(super) fn repeated(words: &[&str], reading: &Reading) -> Option<Found<Option<RepeatPhrase>>> {
    let first = *words.first()?;
    if ["every", "ev", "each", "every!", "ev!"].contains(&first) {
        let found =
            every_phrase(words, reading).map(|it| Found { value: Some(it.value), used: it.used, weak: it.weak });
        return found.or_else(|| Some(Found { value: None, used: not_understood(words, reading), weak: false }));
    }
    let on = usize::from(first == "on");
    let (rule, time, used, weak) = if first == "after" {
        let (n, unit, used) = amount(&words[1..]).filter(|(n, ..)| *n > 0)?;
        let rule = every_unit(n, unit);
        if rule.is_within_day() {
            return Some(Found { value: None, used: used + 1, weak: false });
        }
        (rule, None, used + 1, true)
    } else if let Some((rule, used)) = of_every_month(words) {
        (rule, None, used, false)
    } else if let Some((rule, used)) = weekday_list(&words[on..]) {
        (rule, None, used + on, true)
    } else if let Some((rule, time, used)) = parts_of_days(&words[on..]) {
        (rule, Some(time), used + on, on == 0)
    } else {
        let said = plural(&words[on..]).map(|(rule, used)| (rule, used + on));
        let (rule, used) = adverb(words).map(|(rule, used)| on_days(rule, used, words, reading)).or(said)?;
        let (rule, used) = without_days(rule, used, words);
        (rule, None, used, on == 0)
    };
    let mut value = RepeatPhrase { rule, time, after_completion: first == "after", start: None, end: None };
    let tails = tails(&words[used..], &mut value, reading);
    Some(Found { value: Some(value), used: used + tails, weak: weak && (tails == 0 || first == "after") })
}

/// Reads "every 2 weeks", "every! 10 days", "every mon and thu at 9:00 until 12 dec".
fn every_phrase(words: &[&str], reading: &Reading) -> Option<Found<RepeatPhrase>> {
    let bang = words[0].ends_with('!') || words.get(1) == Some(&"!");
    let lead = 1 + usize::from(words.get(1) == Some(&"!"));
    let lead = lead + usize::from(words.get(lead) == Some(&"single"));
    let (body, used) = body(&words[lead..], reading)?;
    let (rule, used) = without_days(body.rule, lead + used, words);
    let mut value = RepeatPhrase { rule, after_completion: bang, time: body.time, start: None, end: None };
    let tails = tails(&words[used..], &mut value, reading);
    let used = used + tails;
    let goes_on = (selects_days(&value.rule) || words.get(used) == Some(&"on")) && goes_on(&words[used..]);
    (!goes_on).then_some(Found { value, used, weak: !body.sure && tails == 0 })
}

/// Returns whether more days follow that the rule does not include.
fn goes_on(words: &[&str]) -> bool {
    let next = words.iter().find(|word| !["and", "&", "or", "on", "the", "of", "in", ","].contains(word));
    let numeral = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && ordinal(word).is_some();
    next.is_some_and(|word| is_day(word) || numeral(word))
}

/// Returns whether a word can only name days.
fn is_day(word: &str) -> bool {
    const DAYS: [&str; 6] = ["workday", "workdays", "weekday", "weekdays", "weekend", "weekends"];
    weekday(word).is_some() || weekday_plural(word).is_some() || month(word).is_some() || DAYS.contains(&word)
}

/// Counts the words that an unreadable "every" keeps in the title: its dates and times.
fn not_understood(words: &[&str], reading: &Reading) -> usize {
    let said = |at: usize| {
        let word = words[at];
        is_day(word)
            || day_number(word).is_some()
            || ordinal(word).is_some()
            || unit(word).is_some()
            || time(&words[at..=at]).is_some()
            || date_or_feast(&words[at..], reading).is_some()
    };
    let joins = |word: &str| ["of", "the", "and", "&", "on", "at", "or", "other", "in", "!"].contains(&word);
    let end = (1..words.len()).take_while(|at| said(*at) || joins(words[*at])).last().unwrap_or(0);
    (1..=end).rev().find(|at| said(*at)).unwrap_or(0) + 1
}

/// Reads "third friday of every month", "on the 1st of each month".
fn of_every_month(words: &[&str]) -> Option<(Rule, usize)> {
    let lead = usize::from(words.first() == Some(&"on"));
    let the = lead + usize::from(words.get(lead) == Some(&"the"));
    let rest = &words[the..];
    let (rule, used) = nth_weekdays(rest)
        .or_else(|| nth_of_month(rest))
        .or_else(|| month_days(rest).map(|(rule, used, _)| (rule, used)))?;
    let used = the + used;
    let said = matches!(words[..used], [.., "every" | "each", "month"]);
    said.then_some((rule, used))
}

/// Reads "mon wed fri", "mon/thu", "mon-fri" without "every": at least two days, or all workdays.
fn weekday_list(words: &[&str]) -> Option<(Rule, usize)> {
    let bare = |word: &str| word.split(['/', '-', '–']).all(|day| weekday(day).is_some());
    let (rule, used) = weekdays(words, 1).filter(|_| bare(words[0]))?;
    let range = words[..used].iter().any(|word| word.contains(['-', '–']) || ["to", "through"].contains(word));
    let (days, pair) = (rule.by_weekday.len(), words[..used].iter().any(|word| ["and", "&"].contains(word)));
    let list = if range { days == 5 && words[0].starts_with("mon") } else { days > 2 || (days == 2 && !pair) };
    // "Mon and tue or wed" and "fri sat 12 dec" name dates.
    let more = words.get(used).is_some_and(|next| ["or", "and", "to"].contains(next));
    (list && !more).then_some((rule, used))
}

/// Reads "daily", "weekly", "once a week".
fn adverb(words: &[&str]) -> Option<(Rule, usize)> {
    if let ["once", "a" | "per" | "every", name, ..] = *words {
        return Some((every_unit(1, unit(name)?), 3));
    }
    let rule = match *words.first()? {
        "hourly" => every(Frequency::Hourly, 1),
        "daily" | "everyday" => every(Frequency::Daily, 1),
        "weekly" => every(Frequency::Weekly, 1),
        "biweekly" | "bi-weekly" | "fortnightly" => every(Frequency::Weekly, 2),
        "monthly" => every(Frequency::Monthly, 1),
        "bimonthly" | "bi-monthly" => every(Frequency::Monthly, 2),
        "quarterly" => every(Frequency::Monthly, 3),
        "semiannually" | "half-yearly" => every(Frequency::Monthly, 6),
        "yearly" | "annually" => every(Frequency::Yearly, 1),
        _ => return None,
    };
    Some((rule, 1))
}

/// Reads "mondays", "tuesdays and thursdays", "weekdays", "weekends".
fn plural(words: &[&str]) -> Option<(Rule, usize)> {
    match *words.first()? {
        "weekdays" | "workdays" | "weekends" => return weekdays(words, 1),
        _ => {}
    }
    let (days, used) = list(words, |words| weekday_plural(words.first()?).map(|day| (day, 1)))?;
    Some((weekly(1, days), used))
}

/// Reads "friday mornings", "mon and wed evenings at 8", "weekday mornings".
fn parts_of_days(words: &[&str]) -> Option<(Rule, NaiveTime, usize)> {
    let (rule, used) = weekdays(words, 1).filter(|_| !words[0].starts_with("weekend"))?;
    let time = part_of_days(&words[used..])?;
    Some((rule, time.value, used + time.used))
}

/// Reads "mornings", "evenings at 8".
fn part_of_days(words: &[&str]) -> Option<Found<NaiveTime>> {
    let part = words.first()?.strip_suffix('s').filter(|part| day_part(part).is_some())?;
    in_part(part, 1, words)
}

/// Removes the days after "except" from a rule by weekdays: "every day except sunday".
fn without_days(rule: Rule, used: usize, words: &[&str]) -> (Rule, usize) {
    const WEEK: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let lead = match words[used..] {
        ["except" | "but", "on" | "for", ..] => 2,
        ["except" | "but", ..] => 1,
        _ => return (rule, used),
    };
    let all: Vec<Weekday> = match (rule.frequency, rule.by_weekday.is_empty()) {
        (Frequency::Daily, true) if rule.interval == 1 => WEEK.into(),
        (Frequency::Weekly, false) => rule.by_weekday.iter().copied().map(weekday_of).collect(),
        _ => return (rule, used),
    };
    let weekend = |words: &[&str]| ["weekends", "weekend"].contains(words.first()?).then_some(1);
    let Some((out, more)) =
        weekend(&words[used + lead..]).map(|more| (vec![Weekday::Sat, Weekday::Sun], more)).or_else(|| {
            weekdays(&words[used + lead..], 1)
                .map(|(rule, more)| (rule.by_weekday.into_iter().map(weekday_of).collect(), more))
        })
    else {
        return (rule, used);
    };
    let left: Vec<Weekday> = all.into_iter().filter(|day| !out.contains(day)).collect();
    if left.is_empty() { (rule, used) } else { (weekly(rule.interval, left), used + lead + more) }
}

/// The words after "every".
struct RepeatBody {
    rule: Rule,
    time: Option<NaiveTime>,
    /// Whether they can only mean repetition.
    sure: bool,
}

fn body(words: &[&str], reading: &Reading) -> Option<(RepeatBody, usize)> {
    let first = *words.first()?;
    let daily = |time| RepeatBody { rule: every(Frequency::Daily, 1), time: Some(time), sure: true };
    if day_part(first).is_some() {
        return in_part(first, 1, words).map(|time| (daily(time.value), time.used));
    }
    let plain = |(rule, used)| (RepeatBody { rule, time: None, sure: true }, used);
    nth_weekdays(words)
        .or_else(|| nth_of_month(words))
        .or_else(|| dates_of_year(words, reading.order))
        .or_else(|| {
            let (rule, used) = weekdays(words, 1).or_else(|| units(words))?;
            Some(on_days(rule, used, words, reading))
        })
        .map(plain)
        .or_else(|| month_days(words).map(|(rule, used, sure)| (RepeatBody { rule, time: None, sure }, used)))
        .or_else(|| whole_month(words).map(plain))
        // "every 9am": an unambiguous time.
        .or_else(|| time(words).filter(|time| !time.weak).map(|time| (daily(time.value), time.used)))
}

/// Reads "day", "2 weeks", "other month", "3rd day", "second week", "quarter", "other friday", "3 mondays".
fn units(words: &[&str]) -> Option<(Rule, usize)> {
    let first = *words.first()?;
    match *words {
        ["fortnight", ..] => return Some((every(Frequency::Weekly, 2), 1)),
        ["half", "year", ..] => return Some((every(Frequency::Monthly, 6), 2)),
        _ => {}
    }
    if let Some(unit) = unit(first) {
        return Some((every_unit(1, unit), 1));
    }
    if let Some((n, unit, used)) = amount(words) {
        return (n > 0).then(|| (every_unit(n, unit), used));
    }
    if let Some((minutes, used)) = length(&words[..1]) {
        return Some((every_unit(minutes.get(), Unit::Minute), used));
    }
    if let (Some(nth), Some(unit)) = (ordinal(first), words.get(1).and_then(|word| unit(word))) {
        return Some((every_unit(u32::try_from(nth).ok()?, unit), 2));
    }
    let n = if ["other", "alternate"].contains(&first) { 2 } else { number(first).filter(|n| *n > 0)? };
    if let Some(unit) = words.get(1).and_then(|word| unit(word)) {
        return Some((every_unit(n, unit), 2));
    }
    // No rule gives every third workday.
    let (rule, used) = weekdays(&words[1..], n).filter(|(rule, _)| rule.by_weekday.len() < 5)?;
    Some((rule, used + 1))
}

/// Adds "on fri" to a weekly rule, "on the 15th" or "on the last friday" to a monthly one, "on dec 12" to a yearly
/// one.
fn on_days(rule: Rule, used: usize, words: &[&str], reading: &Reading) -> (Rule, usize) {
    let rest = &words[used..];
    if rest.first() != Some(&"on") || !rule.by_weekday.is_empty() {
        return (rule, used);
    }
    let the = usize::from(rest.get(1) == Some(&"the"));
    let rest = &rest[1 + the..];
    let more = match rule.frequency {
        Frequency::Weekly => weekdays(rest, 1),
        Frequency::Monthly => nth_weekdays(rest)
            .or_else(|| nth_of_month(rest))
            .or_else(|| month_days(rest).map(|(rule, used, _)| (rule, used))),
        Frequency::Yearly => dates_of_year(rest, reading.order)
            .or_else(|| nth_weekdays(rest).filter(|(rule, _)| !rule.by_month.is_empty())),
        _ => None,
    };
    match more {
        Some((more, taken)) => {
            (Rule { frequency: rule.frequency, interval: rule.interval, ..more }, used + 1 + the + taken)
        }
        None => (rule, used),
    }
}

/// Reads the times, starts and ends after a rule, in any order. Returns the number of words used.
fn tails(words: &[&str], to: &mut RepeatPhrase, reading: &Reading) -> usize {
    let mut used = 0;
    while let Some(more) = tail(&words[used..], to, reading) {
        used += more;
    }
    used
}

fn tail(words: &[&str], to: &mut RepeatPhrase, reading: &Reading) -> Option<usize> {
    let first = *words.first()?;
    let preposition = |at: usize| usize::from(["on", "from", "at", "in"].contains(words.get(at).unwrap_or(&"")));
    match first {
        "starting" | "start" | "starts" | "from" | "beginning" if to.start.is_none() => {
            let leads = [1, 1 + preposition(1)].into_iter();
            let day = |lead: usize| Some((date_or_feast(&words[lead..], reading)?, lead));
            if let Some((day, lead)) = leads.filter_map(day).next() {
                to.start = Some(day.value);
                return Some(lead + day.used);
            }
            let time = time_after_date(&words[1..]).filter(|_| to.time.is_none())?;
            to.time = Some(time.value);
            Some(1 + time.used)
        }
        "until" | "till" | "ending" | "ends" | "end" | "to" if to.end.is_none() => {
            let leads = [1, 1 + preposition(1)].into_iter();
            let day = |lead: usize| Some((end_day(&words[lead..], to, reading)?, lead));
            let (day, lead) = leads.filter_map(day).next()?;
            to.end = Some(RuleEnd::On(day.value));
            Some(lead + day.used)
        }
        "except" | "but" => {
            let (rule, used) = without_days(to.rule.clone(), 0, words);
            to.rule = rule;
            (used > 0).then_some(used)
        }
        "after" if matches!(words.get(1), Some(&("completion" | "completing" | "finishing"))) => {
            to.after_completion = true;
            Some(2)
        }
        "when" if words.get(1) == Some(&"done") => {
            to.after_completion = true;
            Some(2)
        }
        "for" if to.end.is_none() => {
            if let [_, n, "time" | "times", ..] = words {
                to.end = Some(RuleEnd::Times(number(n).filter(|n| *n > 0)?));
                return Some(3);
            }
            let (n, unit, used) = amount(&words[1..]).filter(|(n, ..)| *n > 0)?;
            last_day(reading.today, n, unit)?;
            to.end = Some(RuleEnd::After(n, unit));
            Some(1 + used)
        }
        _ if to.end.is_none() && times(words).is_some() => {
            let (count, used) = times(words)?;
            to.end = Some(RuleEnd::Times(count));
            Some(used)
        }
        _ if to.time.is_none() => {
            let time = part_of_days(words).or_else(|| time_after_date(words))?;
            to.time = Some(time.value);
            Some(time.used)
        }
        _ => None,
    }
}

/// Reads the last day of a rule, on or after its first. An ambiguous end like "wed" or "dec 1" is the next one after
/// the start.
fn end_day(words: &[&str], to: &RepeatPhrase, reading: &Reading) -> Option<Found<NaiveDate>> {
    let first = first_date(&to.rule, to.start.unwrap_or(reading.today));
    let day = |from: &Reading| date_or_feast(words, from).or_else(|| end_of_named_month(words, from.today));
    let said = day(reading)?;
    if said.value >= first {
        return Some(said);
    }
    let from_start = Reading { today: to.start.unwrap_or(first), ..*reading };
    let counts = said.value >= reading.today && !is_named_day(words, reading.today);
    day(&from_start).filter(|later| counts && later.value > first)
}

/// Reads "5 times" or "x5".
fn times(words: &[&str]) -> Option<(u32, usize)> {
    let n = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?.filter(|n: &u32| *n > 0);
    match *words {
        [count, "time" | "times", ..] => Some((number(count).filter(|n| *n > 0)?, 2)),
        ["x", count, ..] => Some((n(count)?, 2)),
        [word, ..] => Some((n(word.strip_prefix('x').or_else(|| word.strip_suffix('x'))?)?, 1)),
        [] => None,
    }
}

/// Returns the last day of a rule that ends `n` units after its first day.
pub(super) fn last_day(first: NaiveDate, n: u32, unit: Unit) -> Option<NaiveDate> {
    super::dates::plus_units(first, n, unit)?.checked_sub_days(Days::new(1))
}
