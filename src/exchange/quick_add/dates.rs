//! Dates and times in words.
//!
//! The crates for date words that were looked at read a whole string and do not tell which of its words they used; they
//! take a bare number or "may" for a date, and today's weekday for today. A line of a task needs the opposite of all
//! three, so the words are read here.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::Reading;
use super::words::{Unit, amount, day_part, holiday, month, number, ordinal, weekday};
use crate::model::{Due, DueKind, PlanningDay};

/// Whether a number with a slash, like 3/4, begins with the day or with the month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// As in ISO dates, and where nothing is known.
    #[default]
    MonthFirst,
    DayFirst,
}

impl DateOrder {
    /// The order that is usual in a locale, such as `en_GB.UTF-8` or `de-DE`.
    pub fn of_locale(locale: &str) -> Self {
        const MONTH_FIRST: [&str; 11] = ["US", "PH", "CA", "JP", "CN", "KR", "TW", "HU", "LT", "MN", "ZA"];
        let name = locale.split(['.', '@']).next().unwrap_or_default();
        let known = name.len() >= 2 && !["C", "POSIX"].contains(&name);
        let region = name.split(['_', '-']).next_back().unwrap_or_default();
        let month_first = MONTH_FIRST.contains(&region.to_ascii_uppercase().as_str());
        if known && !month_first { Self::DayFirst } else { Self::MonthFirst }
    }
}

/// A date or a time of day or both, as far as words say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    /// Said as a bare weekday: today's means today if its time is still to come.
    pub weekday: bool,
}

/// Something understood at the head of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<T> {
    pub value: T,
    /// Words that it took.
    pub used: usize,
    /// Could as well be part of a title, so it counts only behind the title.
    pub weak: bool,
}

fn found<T>(value: T, used: usize) -> Option<Found<T>> {
    Some(Found { value, used, weak: false })
}

fn weak<T>(value: T, used: usize) -> Option<Found<T>> {
    Some(Found { value, used, weak: true })
}

/// A date with or without a time, or a time alone: "fri at 14:00", "2pm tomorrow", "in 2 hours", "noon".
pub(super) fn when(words: &[&str], reading: &Reading) -> Option<Found<When>> {
    if let Some(found) = in_some_time(words, reading) {
        return Some(found);
    }
    if let Some(day) = date(words, reading) {
        let mut when = When { date: Some(day.value), time: None, weekday: weekday(words[0]).is_some() };
        let mut used = day.used;
        if let Some(time) = time_after_date(&words[used..]) {
            when.time = Some(time.value);
            used += time.used;
        }
        when.date = Some(settled(when, reading));
        return Some(Found { value: when, used, weak: day.weak && when.time.is_none() });
    }
    let time = time(words)?;
    let mut when = When { date: None, time: Some(time.value), weekday: false };
    let mut used = time.used;
    let on = usize::from(["on", "of"].contains(words.get(used).unwrap_or(&"")));
    if let Some(day) = date(&words[used + on..], reading) {
        when = When { date: Some(day.value), weekday: weekday(words[used + on]).is_some(), ..when };
        when.date = Some(settled(when, reading));
        used += on + day.used;
        return found(when, used);
    }
    Some(Found { value: when, used, weak: time.weak })
}

/// The date of a weekday with a time: today, if today is that weekday and the time is still to come.
fn settled(when: When, reading: &Reading) -> NaiveDate {
    let date = when.date.unwrap_or(reading.today);
    let is_today = when.weekday && (date - reading.today).num_days() == 7;
    match when.time {
        Some(time) if is_today && reading.today.and_time(time) > reading.now => reading.today,
        _ => date,
    }
}

/// "in 20 min", "in 2 hours", "+90 min": an instant.
fn in_some_time(words: &[&str], reading: &Reading) -> Option<Found<When>> {
    let (n, unit, used) = ahead(words)?;
    let minutes = match unit {
        Unit::Minute => i64::from(n),
        Unit::Hour => i64::from(n) * 60,
        _ => return None,
    };
    let at = reading.now.checked_add_signed(TimeDelta::minutes(minutes))?;
    let at = at.date().and_hms_opt(chrono::Timelike::hour(&at), chrono::Timelike::minute(&at), 0)?;
    found(When { date: Some(at.date()), time: Some(at.time()), weekday: false }, used)
}

/// "in 3 days", "+3d", "3 days from now".
fn ahead(words: &[&str]) -> Option<(u32, Unit, usize)> {
    if words[0] == "in" {
        return amount(&words[1..]).map(|(n, unit, used)| (n, unit, used + 1));
    }
    if let Some(first) = words[0].strip_prefix('+') {
        let second = *words.get(1).unwrap_or(&"");
        return amount(&[first, second]);
    }
    let (n, unit, used) = amount(words)?;
    match words[used..] {
        ["from", "now" | "today", ..] => Some((n, unit, used + 2)),
        _ => None,
    }
}

/// A day: "today", "fri", "next week", "in 3 days", "12 dec", "end of month", "2026-12-12".
pub(super) fn date(words: &[&str], reading: &Reading) -> Option<Found<NaiveDate>> {
    let first = *words.first()?;
    named_day(words, reading.today)
        .or_else(|| days_ahead(words, reading.today))
        .or_else(|| {
            weekday(first).and_then(|day| weekday_and_date(words, reading).or(bare_weekday(first, day, reading.today)))
        })
        .or_else(|| part_of_month(words, reading.today))
        .or_else(|| day_and_month(words, reading.today))
        .or_else(|| numeric(first, reading))
        .or_else(|| day_of_month(words, reading.today))
}

fn named_day(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let plus = |days: u64| today.checked_add_days(Days::new(days));
    let monday = today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?;
    let of_week =
        |week: u64, day: Weekday| monday.checked_add_days(Days::new(7 * week + u64::from(day.num_days_from_monday())));
    let coming = |day: Weekday| plus(u64::from(day.days_since(today.weekday())));
    match *words {
        ["today" | "tod" | "eod", ..] => found(today, 1),
        ["tomorrow" | "tmr" | "tmrw", ..] => found(plus(1)?, 1),
        ["tom", ..] => weak(plus(1)?, 1),
        ["yesterday", ..] => found(today.pred_opt()?, 1),
        ["the", "day", "after", "tomorrow", ..] => found(plus(2)?, 4),
        ["day", "after", "tomorrow", ..] => found(plus(2)?, 3),
        ["next", "week", ..] => found(of_week(1, Weekday::Mon)?, 2),
        ["next", "weekend", ..] => found(of_week(1, Weekday::Sat)?, 2),
        ["next", "month", ..] => found(month_start(today, 1)?, 2),
        ["next", "year", ..] => found(NaiveDate::from_ymd_opt(today.year() + 1, 1, 1)?, 2),
        ["this", "weekend", ..] => found(coming(Weekday::Sat)?, 2),
        ["weekend", ..] => weak(coming(Weekday::Sat)?, 1),
        ["later", "this", "week", ..] => found(plus(2)?.min(of_week(0, Weekday::Sun)?), 3),
        ["next", day, ..] => found(of_week(1, weekday(day)?)?, 2),
        [day, "next", "week", ..] => found(of_week(1, weekday(day)?)?, 3),
        ["this" | "coming", day, ..] => found(coming(weekday(day)?)?, 2),
        ["last", "day", "of", "month", ..] => found(month_end(today, 0)?, 4),
        ["last", "day", "of", "the", "month", ..] => found(month_end(today, 0)?, 5),
        ["eow", ..] => found(of_week(0, Weekday::Sun)?, 1),
        ["eom", ..] => found(month_end(today, 0)?, 1),
        ["eoy", ..] => found(NaiveDate::from_ymd_opt(today.year(), 12, 31)?, 1),
        _ => None,
    }
}

/// "in 3 days", "+2 weeks", "a week from now", "in 6 months".
fn days_ahead(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    if let ["in", n, "workdays" | "weekdays", ..] = *words {
        let free = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let days = today.iter_days().skip(1).filter(free);
        return found(days.take(number(n)? as usize).last()?, 3);
    }
    let (n, unit, used) = ahead(words)?;
    found(plus_units(today, n, unit)?, used)
}

/// A date some units of at least a day later.
pub(super) fn plus_units(date: NaiveDate, n: u32, unit: Unit) -> Option<NaiveDate> {
    match unit {
        Unit::Minute | Unit::Hour => None,
        Unit::Day => date.checked_add_days(Days::new(n.into())),
        Unit::Week => date.checked_add_days(Days::new(u64::from(n) * 7)),
        Unit::Month => date.checked_add_months(Months::new(n)),
        Unit::Quarter => date.checked_add_months(Months::new(n.checked_mul(3)?)),
        Unit::Year => date.checked_add_months(Months::new(n.checked_mul(12)?)),
    }
}

/// "tue 24 nov", "friday 2026-12-04": the date counts.
fn weekday_and_date(words: &[&str], reading: &Reading) -> Option<Found<NaiveDate>> {
    let rest = words.get(1..).filter(|rest| !rest.is_empty())?;
    let date = day_and_month(rest, reading.today).or_else(|| numeric(rest[0], reading))?;
    found(date.value, date.used + 1)
}

/// The next such day after today. The short forms that are words as well are weak.
fn bare_weekday(word: &str, day: Weekday, today: NaiveDate) -> Option<Found<NaiveDate>> {
    let ahead = match day.days_since(today.weekday()) {
        0 => 7,
        days => days,
    };
    let date = today.checked_add_days(Days::new(ahead.into()))?;
    Some(Found { value: date, used: 1, weak: ["sun", "sat", "wed", "mon"].contains(&word) })
}

/// "end of month", "mid january", "end of the year", "beginning of next month".
fn part_of_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let (part, mut at) = match *words {
        ["the", part, ..] if part_name(part) => (part, 2),
        [part, ..] if part_name(part) => (part, 1),
        [first, ..] => {
            let name = first.strip_prefix("mid-")?;
            return found(coming(15, month(name)?, today)?, 1);
        }
        [] => return None,
    };
    let of = words.get(at) == Some(&"of");
    if !of && part != "mid" {
        return None;
    }
    at += usize::from(of);
    if ["the", "this"].contains(words.get(at)?) {
        at += 1;
    }
    let next = i32::from(words.get(at)? == &"next");
    at += usize::from(next == 1);
    let name = *words.get(at)?;
    let on_month = |start: NaiveDate| match part {
        "end" => month_end(start, 0),
        "mid" | "middle" => start.with_day(15),
        _ => Some(start),
    };
    let value = match name {
        "day" if part == "end" && next == 0 => today,
        "week" if part == "end" => {
            let sunday = today.checked_add_days(Days::new(Weekday::Sun.days_since(today.weekday()).into()))?;
            sunday.checked_add_days(Days::new(7 * u64::from(next.unsigned_abs())))?
        }
        "month" => {
            let here = on_month(month_start(today, next.unsigned_abs())?)?;
            if here < today { on_month(month_start(today, 1)?)? } else { here }
        }
        "year" => {
            let (m, d) = if part == "end" { (12, 31) } else { (1, 1) };
            let here = NaiveDate::from_ymd_opt(today.year() + next, m, d)?;
            if here < today { NaiveDate::from_ymd_opt(today.year() + 1, m, d)? } else { here }
        }
        _ => {
            let month = month(name)?;
            let here = on_month(NaiveDate::from_ymd_opt(today.year(), month, 1)?)?;
            if here < today { on_month(NaiveDate::from_ymd_opt(today.year() + 1, month, 1)?)? } else { here }
        }
    };
    found(value, at + 1)
}

fn part_name(word: &str) -> bool {
    ["end", "mid", "middle", "beginning", "start"].contains(&word)
}

/// The first of the month `ahead` months from `date`.
fn month_start(date: NaiveDate, ahead: u32) -> Option<NaiveDate> {
    date.with_day(1)?.checked_add_months(Months::new(ahead))
}

fn month_end(date: NaiveDate, ahead: u32) -> Option<NaiveDate> {
    month_start(date, ahead + 1)?.pred_opt()
}

/// "12 dec", "dec 12th", "the 12th of december", "january 27, 2027": this year, or the next in which it is to come.
fn day_and_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    // A single word like "halloween" is rather a part of the title.
    let named = holiday(words).filter(|(.., used)| *used > 1);
    let (day, month, used) = named.or_else(|| day_month_words(words))?;
    if let Some(year) = words.get(used).filter(|word| word.len() == 4).and_then(|word| word.parse().ok())
        && (1970..=2200).contains(&year)
    {
        return found(NaiveDate::from_ymd_opt(year, month, day)?, used + 1);
    }
    found(coming(day, month, today)?, used)
}

/// A day and a month in either order, and the words that they took.
pub(super) fn day_month_words(words: &[&str]) -> Option<(u32, u32, usize)> {
    let the = usize::from(words.first() == Some(&"the"));
    let (first, second) = (*words.get(the)?, *words.get(the + 1)?);
    if second == "of" {
        return Some((day_number(first)?, month(words.get(the + 2)?)?, the + 3));
    }
    match (day_number(first), month(second)) {
        (Some(day), Some(month)) => Some((day, month, the + 2)),
        _ => Some((day_number(second)?, month(first)?, the + 2)),
    }
}

/// "12", "12th", "first".
pub(super) fn day_number(word: &str) -> Option<u32> {
    let number = match ordinal(word) {
        Some(n) => u32::try_from(n).ok(),
        None => number(word).filter(|_| word.starts_with(|c: char| c.is_ascii_digit())),
    };
    number.filter(|day| (1..=31).contains(day))
}

/// The next such date, today included.
fn coming(day: u32, month: u32, today: NaiveDate) -> Option<NaiveDate> {
    let year = today.year();
    (year..year + 9).find_map(|year| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date >= today))
}

/// "2026-12-12", "12/12/2026", "3/4", "12.12.2026".
fn numeric(word: &str, reading: &Reading) -> Option<Found<NaiveDate>> {
    let separator = word.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<u32> = word.split(separator).map(whole).collect::<Option<_>>()?;
    let year = |year: u32| i32::try_from(if year < 100 { year + 2000 } else { year }).ok();
    let first_is_day = separator == '.' || reading.order == DateOrder::DayFirst;
    let day_month = |a: u32, b: u32| match first_is_day {
        _ if a > 12 => (a, b),
        _ if b > 12 => (b, a),
        true => (a, b),
        false => (b, a),
    };
    match parts[..] {
        [y, m, d] if y > 31 => found(NaiveDate::from_ymd_opt(year(y)?, m, d)?, 1),
        [a, b, y] => {
            let (day, month) = day_month(a, b);
            found(NaiveDate::from_ymd_opt(year(y)?, month, day)?, 1)
        }
        [a, b] if separator == '/' => {
            let (day, month) = day_month(a, b);
            weak(coming(day, month, reading.today)?, 1)
        }
        _ => None,
    }
}

fn whole(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// "the 27th", "27th": of this month, or of the next in which it is to come.
fn day_of_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let the = usize::from(words[0] == "the");
    let word = words.get(the)?;
    let day = ordinal(word).filter(|_| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let day = u32::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    let months = (0..12).filter_map(|ahead| month_start(today, ahead)?.with_day(day));
    let date = months.into_iter().find(|date| *date >= today)?;
    weak(date, the + 1)
}

/// A time behind a date, where it needs no more than a number: "at 10", "@ 7pm", "14:00", "morning".
pub(super) fn time_after_date(words: &[&str]) -> Option<Found<NaiveTime>> {
    let first = *words.first()?;
    if let Some(hour) = day_part(first) {
        return found(NaiveTime::from_hms_opt(hour, 0, 0)?, 1);
    }
    if ["at", "@"].contains(&first) || first.starts_with('@') {
        let time = time(words)?;
        return found(time.value, time.used);
    }
    if let ["in", "the", part, ..] = *words {
        return found(NaiveTime::from_hms_opt(day_part(part)?, 0, 0)?, 3);
    }
    let time = time(words)?;
    found(time.value, time.used)
}

/// A time of day: "14:00", "5pm", "5 pm", "at 10", "noon", "tonight", "this evening", "10 o'clock".
pub(super) fn time(words: &[&str]) -> Option<Found<NaiveTime>> {
    let first = *words.first()?;
    let hour = |hour: u32| NaiveTime::from_hms_opt(hour, 0, 0);
    if let Some(rest) = first.strip_prefix('@') {
        let rest = if rest.is_empty() { words.get(1).copied()? } else { rest };
        let used = if first == "@" { 2 } else { 1 };
        let mut all = vec![rest];
        all.extend(words[used..].iter().copied());
        let time = clock(&all).or_else(|| bare_hour(rest))?;
        return found(time.value, used + time.used - 1);
    }
    match *words {
        ["at", "night", ..] => found(hour(22)?, 2),
        ["at", next, ..] => {
            let time = clock(&words[1..]).or_else(|| named_time(next)).or_else(|| bare_hour(next))?;
            Some(Found { used: time.used + 1, ..time })
        }
        ["tonight", ..] => found(hour(22)?, 1),
        ["this", part, ..] => found(hour(day_part(part)?)?, 2),
        ["in", "the", part, ..] if part != "night" => found(hour(day_part(part)?)?, 3),
        _ => clock(words).or_else(|| named_time(first).map(|time| Found { weak: true, ..time })),
    }
}

fn named_time(word: &str) -> Option<Found<NaiveTime>> {
    let hour = match word {
        "noon" | "midday" => 12,
        "midnight" => 0,
        _ => return None,
    };
    found(NaiveTime::from_hms_opt(hour, 0, 0)?, 1)
}

/// The "10" of "at 10", or "14h": weak, for one also looks at 3 houses.
fn bare_hour(word: &str) -> Option<Found<NaiveTime>> {
    let word = word.strip_suffix('h').unwrap_or(word);
    let hour = whole(word).filter(|_| word.len() <= 2)?;
    weak(NaiveTime::from_hms_opt(hour, 0, 0)?, 1)
}

/// "14:00", "9.30pm", "5pm", "5 pm", "10 o'clock".
fn clock(words: &[&str]) -> Option<Found<NaiveTime>> {
    let first = *words.first()?;
    let half = |word: &str| match word {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    };
    let digits = first.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')).count();
    let (value, ending) = first.split_at(digits);
    let (value, ending, used) = match ending {
        "" => match words.get(1) {
            Some(word) if half(word).is_some() => (value, half(word), 2),
            Some(word) if matches!(*word, "o'clock" | "o’clock" | "oclock") => (value, None, 2),
            _ => (value, None, 1),
        },
        _ => (value, Some(half(ending)?), 1),
    };
    let (hour, minute) = match value.split_once(':') {
        Some((hour, minute)) => (hour, Some(minute)),
        None if ending.is_some() => value.split_once('.').map_or((value, None), |(h, m)| (h, Some(m))),
        None => (value, None),
    };
    if minute.is_none() && ending.is_none() && used == 1 {
        return None;
    }
    let minute = match minute {
        Some(minute) if minute.len() == 2 => whole(minute)?,
        Some(_) => return None,
        None => 0,
    };
    let hour = whole(hour).filter(|_| hour.len() <= 2)?;
    let hour = match ending {
        None => hour,
        Some(_) if hour == 0 || hour > 12 => return None,
        Some(pm) => hour % 12 + if pm { 12 } else { 0 },
    };
    found(NaiveTime::from_hms_opt(hour, minute, 0)?, used)
}

/// A date as a person writes it in a field: "today", "fri", "12 dec", "2026-12-12", "in 3 days".
pub fn parse_date(text: &str, today: PlanningDay) -> Option<NaiveDate> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let all = date(&words, &Reading::of_day(today)).filter(|found| found.used == words.len())?;
    Some(all.value)
}

/// A due date and time as a person writes it in a field: "fri", "tomorrow 14:00", "12 dec", "2026-12-12".
pub fn parse_due(text: &str, today: PlanningDay) -> Option<Due> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
    let reading = Reading::of_day(today);
    let all = (!words.is_empty()).then(|| when(&words, &reading))?.filter(|found| found.used == words.len())?;
    let date = all.value.date.unwrap_or(today.date);
    Some(Due { date, time: all.value.time, kind: DueKind::Soft })
}

/// The first instant after now at which it is `time`.
pub(super) fn next_at(time: NaiveTime, now: NaiveDateTime) -> NaiveDate {
    let today = now.date();
    if today.and_time(time) > now { today } else { today.succ_opt().unwrap_or(today) }
}
