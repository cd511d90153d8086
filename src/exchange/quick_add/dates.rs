//! Dates and times in words.
//!
//! The date parsers on crates.io read a whole string, do not report the words they used, accept a bare number or
//! "may" as a date, and read today's weekday name as today. A task line needs the opposite of all four, so quick add
//! reads the words itself.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Weekday};

use super::found::{DateAndTime, Found, found, weak};
use super::holidays::feast;
use super::lengths::length;
use super::local_forms::field_words;
use super::months::{
    day_and_month, day_of_month, is_workday, month_end, month_start, nth_of_a_month, numeric, part_of_month,
};
use super::reading::Reading;
use super::times::{clock, in_part, of_part, time, time_after_date};
use super::tokens::{Unit, amount, day_part, holiday, number, unit, weekday};
use crate::model::{Due, DueKind};

/// Reads a date with an optional time, or a time alone: "fri at 14:00", "2pm tomorrow", "tonight", "in 2 hours",
/// "noon".
pub(super) fn when(words: &[&str], reading: &Reading) -> Option<Found<DateAndTime>> {
    in_some_time(words, reading)
        .or_else(|| date_and_time_in_one(words, reading))
        .or_else(|| today_part_and_time(words, reading))
        .or_else(|| date_then_time(words, reading))
        .or_else(|| time_then_date(words, reading))
}

/// Reads "2026-04-01T15:30".
fn date_and_time_in_one(words: &[&str], reading: &Reading) -> Option<Found<DateAndTime>> {
    let (day, time) = words.first()?.split_once('t')?;
    let date = numeric(day, reading).filter(|date| !date.weak)?;
    let (minutes, seconds) = time.split_at_checked(5)?;
    let ends = seconds.chars().all(|c| c.is_ascii_digit() || ":.z".contains(c));
    let time = clock(&[minutes]).filter(|_| ends)?;
    found(DateAndTime { date: Some(date.value), time: Some(time.value), weekday: false }, 1)
}

/// Returns the part of the day named by "tonight" or "this evening", and the number of words used.
fn today_part<'a>(words: &[&'a str]) -> Option<(&'a str, usize)> {
    let later = usize::from(words.first() == Some(&"later"));
    match words[later..] {
        ["tonight", ..] => Some(("night", later + 1)),
        ["this", part, ..] if day_part(part).is_some() => Some((part, later + 2)),
        _ => None,
    }
}

/// Reads "this evening" or "tonight at 8": today, with the default hour of that part only while it is in the future.
fn today_part_and_time(words: &[&str], reading: &Reading) -> Option<Found<DateAndTime>> {
    let (part, lead) = today_part(words)?;
    let time = in_part(part, lead, words)?;
    let said = time.used > lead;
    if !said && reading.today.and_time(time.value) <= reading.now {
        return found(DateAndTime { date: Some(reading.today), ..DateAndTime::default() }, lead);
    }
    found(joined(reading.today, time.value, &words[lead..time.used], reading), time.used)
}

fn date_then_time(words: &[&str], reading: &Reading) -> Option<Found<DateAndTime>> {
    let day = date(words, reading)?;
    let weekday = day.used == 1 && weekday(words[0]).is_some();
    let Some(time) = time_after_date(&words[day.used..]) else {
        return Some(day.of(DateAndTime { date: Some(day.value), time: None, weekday }));
    };
    let used = day.used + time.used;
    let date = if weekday { weekday_at(day.value, time.value, reading) } else { day.value };
    found(DateAndTime { weekday, ..joined(date, time.value, &words[day.used..used], reading) }, used)
}

fn time_then_date(words: &[&str], reading: &Reading) -> Option<Found<DateAndTime>> {
    let time = time(words)?;
    let rest = &words[time.used..];
    if let Some((part, more)) = today_part(rest) {
        let at = of_part(time.value, part);
        return found(joined(reading.today, at, &words[..time.used], reading), time.used + more);
    }
    let on = usize::from(["on", "of"].contains(rest.first().unwrap_or(&"")));
    let Some(day) = date(&rest[on..], reading) else {
        let when = DateAndTime { date: None, time: Some(time.value), weekday: false };
        return Some(Found { value: when, used: time.used, weak: time.weak });
    };
    let weekday = day.used == 1 && weekday(rest[on]).is_some();
    let used = time.used + on + day.used;
    let part = words.get(used).filter(|word| day_part(word).is_some());
    let at = part.map_or(time.value, |part| of_part(time.value, part));
    let date = if weekday { weekday_at(day.value, at, reading) } else { day.value };
    found(DateAndTime { weekday, ..joined(date, at, &words[..time.used], reading) }, used + usize::from(part.is_some()))
}

/// Returns the date of a weekday with a time: today, if today is that weekday and the time is in the future.
fn weekday_at(date: NaiveDate, time: NaiveTime, reading: &Reading) -> NaiveDate {
    let is_today = (date - reading.today).num_days() == 7;
    if is_today && reading.today.and_time(time) > reading.now { reading.today } else { date }
}

/// Returns whether a time is the end of a day: "midnight", "24:00", "24 o'clock".
fn says_midnight(said: &[&str]) -> bool {
    let bare = |word: &str| matches!(word.trim_start_matches(['@', '~']), "midnight" | "24:00");
    said.iter().any(|word| bare(word)) || said.windows(2).any(|pair| pair == ["24", "o'clock"])
}

/// Joins a date and a time. Midnight belongs to the end of the day. Times in today's small hours, and past times
/// typed in them, belong to the next calendar date.
fn joined(date: NaiveDate, time: NaiveTime, said: &[&str], reading: &Reading) -> DateAndTime {
    let today = date == reading.today;
    let small_hours = reading.now.date() > date;
    let later = |date: NaiveDate| date.succ_opt().unwrap_or(date);
    let past = date.and_time(time) <= reading.now;
    let date = match says_midnight(said) {
        true if today => later(reading.now.date()),
        true => later(date),
        false if today && past && (small_hours || time < reading.day_start) => later(date),
        false => date,
    };
    DateAndTime { date: Some(date), time: Some(time), weekday: false }
}

/// Reads "in 20 min", "in 1h30", "in half an hour", "+90 min" as a wall-clock time, correct across a clock change.
fn in_some_time(words: &[&str], reading: &Reading) -> Option<Found<DateAndTime>> {
    let bare = words.first()?.strip_prefix('+').map(|first| [first, words.get(1).copied().unwrap_or_default()]);
    let (minutes, used) = match (&bare, words) {
        (Some(words), _) => length(words)?,
        (None, ["in", rest @ ..]) => length(rest).map(|(minutes, used)| (minutes, used + 1))?,
        _ => {
            length(words).filter(|(_, used)| words[*used..].starts_with(&["from", "now"])).map(|it| (it.0, it.1 + 2))?
        }
    };
    let used = used + time_behind(&words[used.min(words.len())..]);
    let at = reading.instant.checked_add_signed(TimeDelta::minutes(minutes.get().into()))?;
    let at = reading.zone.local(at);
    let at = at.date().and_hms_opt(at.hour(), at.minute(), 0)?;
    found(DateAndTime { date: Some(at.date()), time: Some(at.time()), weekday: false }, used)
}

/// Counts the "time" of "in two weeks' time".
fn time_behind(words: &[&str]) -> usize {
    usize::from(words.first() == Some(&"time"))
}

/// Reads "in 3 days", "within the next 3 days", "in two weeks' time", "in a year and a half", "+3d", "3 days from now".
fn ahead(words: &[&str]) -> Option<(u32, Unit, usize)> {
    if ["in", "within"].contains(words.first()?) {
        let lead = match words[1..] {
            ["the", "next" | "coming", ..] => 3,
            ["next" | "coming", ..] => 2,
            _ => 1,
        };
        let (n, unit, used) = amount(&words[lead..])?;
        return match (unit, &words[lead + used..]) {
            (Unit::Year, ["and", "a", "half", ..]) => Some((n.checked_mul(12)? + 6, Unit::Month, lead + used + 3)),
            (_, ["and", "a", "half", ..]) => None,
            (_, rest) => Some((n, unit, lead + used + time_behind(rest))),
        };
    }
    if let Some(first) = words.first()?.strip_prefix('+') {
        let second = *words.get(1).unwrap_or(&"");
        return amount(&[first, second]);
    }
    let (n, unit, used) = amount(words)?;
    match words[used..] {
        ["from", "now" | "today", ..] => Some((n, unit, used + 2)),
        _ => None,
    }
}

/// Reads a day: "today", "fri", "next week", "in 3 days", "12 dec", "end of month", "2026-12-12".
pub(super) fn date(words: &[&str], reading: &Reading) -> Option<Found<NaiveDate>> {
    let today = reading.today;
    named_day(words, today)
        .or_else(|| beside_a_day(words, reading))
        .or_else(|| days_ahead(words, today))
        .or_else(|| a_weekday(words, reading))
        .or_else(|| part_of_month(words, today))
        .or_else(|| long_feast(words, today).filter(|_| holiday(words).is_none()))
        .or_else(|| nth_of_a_month(words, today))
        .or_else(|| day_and_month(words, today))
        .or_else(|| numeric(words.first()?, reading))
        .or_else(|| day_of_month(words, today))
        .or_else(|| match *words {
            ["later" | "early" | "late", "today" | "this" | "next", ..] => {
                let day = date(&words[1..], reading)?;
                found(day.value, day.used + 1)
            }
            _ => None,
        })
}

/// Does the same as [`date`], and also reads one-word holidays like "christmas". Alone these are usually part of a
/// title, so they are weak.
pub(super) fn date_or_feast(words: &[&str], reading: &Reading) -> Option<Found<NaiveDate>> {
    date(words, reading).or_else(|| {
        let (date, used) = feast(words, reading.today)?;
        weak(date, used)
    })
}

/// Reads a holiday of more than one word, like "easter monday", which may also be part of a title.
fn long_feast(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let (date, used) = feast(words, today).filter(|(_, used)| *used > 1 && words[..2] != ["new", "year"])?;
    weak(date, used)
}

fn named_day(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let plus = |days: u64| today.checked_add_days(Days::new(days));
    let of_week = |week: u64, day: Weekday| of_week(today, week, day);
    let coming = |day: Weekday| plus(u64::from(day.days_since(today.weekday())));
    let weekend = || if today.weekday() == Weekday::Sun { Some(today) } else { coming(Weekday::Sat) };
    match *words {
        ["today", "week", ..] => weak(plus(7)?, 2),
        ["tomorrow", "week", ..] => weak(plus(8)?, 2),
        ["today" | "tod" | "eod" | "cob", ..] => found(today, 1),
        ["end" | "close", "of", "business", ..] => found(today, 3),
        ["tomorrow" | "tmr" | "tmrw", ..] => found(plus(1)?, 1),
        ["tom", ..] => weak(plus(1)?, 1),
        ["yesterday", ..] => found(today.pred_opt()?, 1),
        ["the", "day", "after", "tomorrow", ..] => found(plus(2)?, 4),
        ["day", "after", "tomorrow", ..] => found(plus(2)?, 3),
        [which @ ("this" | "next"), "week", ref rest @ ..] if day_of_week(rest).is_some() => {
            let (day, used) = day_of_week(rest)?;
            found(of_week(u64::from(which == "next"), day)?, used + 2)
        }
        ["next", "week", ..] => found(of_week(1, Weekday::Mon)?, 2),
        ["next", "weekend", ..] => found(of_week(1, Weekday::Sat)?, 2),
        ["next", "workday", ..] => found(workdays(today, 1, NaiveDate::succ_opt)?, 2),
        ["next", "business" | "working", "day", ..] => found(workdays(today, 1, NaiveDate::succ_opt)?, 3),
        ["next", "month", ..] => found(month_start(today, 1)?, 2),
        ["next", "year", ..] => found(NaiveDate::from_ymd_opt(today.year() + 1, 1, 1)?, 2),
        ["this", "weekend", ..] => found(weekend()?, 2),
        ["weekend", ..] => weak(weekend()?, 1),
        ["later", "this", "week", ..] => found(plus(2)?.min(of_week(0, Weekday::Sun)?), 3),
        ["next", day, ..] => found(of_week(1, weekday(day)?)?, 2),
        [day, "of", "next", "week", ..] => found(of_week(1, weekday(day)?)?, 4),
        [day, "next", "week", ..] => found(of_week(1, weekday(day)?)?, 3),
        ["this", "coming", day, ..] => found(coming(weekday(day)?)?, 3),
        ["this" | "coming", day, ..] => found(coming(weekday(day)?)?, 2),
        ["eow", ..] => found(of_week(0, Weekday::Sun)?, 1),
        ["eom", ..] => found(month_end(today, 0)?, 1),
        ["eoy", ..] => found(NaiveDate::from_ymd_opt(today.year(), 12, 31)?, 1),
        _ => None,
    }
}

/// Reads the "friday" or "on friday" of "next week on friday".
fn day_of_week(words: &[&str]) -> Option<(Weekday, usize)> {
    let on = usize::from(words.first() == Some(&"on"));
    Some((weekday(words.get(on)?)?, on + 1))
}

/// Returns whether the words name a day relative to today.
pub(super) fn is_named_day(words: &[&str], today: NaiveDate) -> bool {
    named_day(words, today).is_some()
}

/// Returns the given weekday, `weeks` weeks after the current week.
fn of_week(today: NaiveDate, weeks: u64, day: Weekday) -> Option<NaiveDate> {
    let monday = today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?;
    monday.checked_add_days(Days::new(7 * weeks + u64::from(day.num_days_from_monday())))
}

/// Reads "in 3 days", "+2 weeks", "a week from now", "in 6 months".
fn days_ahead(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let lead = usize::from(["in", "within"].contains(words.first()?));
    let plus = words[0].strip_prefix('+').map(|n| [n, words.get(1).unwrap_or(&""), words.get(2).unwrap_or(&"")]);
    let counted = plus.as_ref().map_or(&words[lead..], |words| &words[..]);
    if let Some((n, used)) = workday_amount(counted) {
        let now = usize::from(matches!(words[lead + used..], ["from", "now" | "today", ..])) * 2;
        let said = plus.is_some() || lead + now > 0;
        return found(workdays(today, n, NaiveDate::succ_opt).filter(|_| said)?, lead + used + now);
    }
    if let ["in", n, "fortnight" | "fortnights", ..] = *words {
        return found(plus_units(today, number(n)?.checked_mul(2)?, Unit::Week)?, 3);
    }
    let (n, unit, used) = ahead(words)?;
    found(plus_units(today, n, unit)?, used)
}

/// A distance from a day.
enum Distance {
    Units(u32, Unit),
    Workdays(u32),
    To(Weekday),
}

/// Reads "6 weeks", "3 business days", "the day" or "the friday".
fn distance(words: &[&str]) -> Option<(Distance, usize)> {
    if let Some((n, used)) = workday_amount(words) {
        return Some((Distance::Workdays(n), used));
    }
    if let Some((n, unit, used)) = amount(words) {
        return Some((Distance::Units(n, unit), used));
    }
    if let [n, "fortnight" | "fortnights", ..] = *words {
        return Some((Distance::Units(number(n)?.checked_mul(2)?, Unit::Week), 2));
    }
    let the = usize::from(words.first() == Some(&"the"));
    let name = *words.get(the)?;
    match unit(name) {
        Some(unit) if the == 1 || name == "day" => Some((Distance::Units(1, unit), the + 1)),
        _ => Some((Distance::To(weekday(name)?), the + 1)),
    }
}

/// Reads "6 weeks before 21 jul", "a week from friday", "the day before christmas", "a week on tuesday", "two weeks
/// tomorrow".
fn beside_a_day(words: &[&str], reading: &Reading) -> Option<Found<NaiveDate>> {
    let (distance, used) = distance(words)?;
    let joins = |word: &str| matches!(word, "on" | "from" | "today" | "tomorrow") || weekday(word).is_some();
    let (back, lead) = match (words.get(used..)?, &distance) {
        (["before", ..], _) => (true, 1),
        (["prior", "to", ..] | ["ahead", "of", ..], _) => (true, 2),
        (["after" | "from" | "following", ..], _) => (false, 1),
        ([word, ..], Distance::Units(_, Unit::Week)) if joins(word) => (false, usize::from(*word == "on")),
        _ => return None,
    };
    let rest = &words[used + lead..];
    let day = date_or_feast(rest, reading)?;
    let value = match distance {
        Distance::Units(n, unit) => moved(day.value, n, unit, back)?,
        Distance::Workdays(n) if back => workdays(day.value, n, NaiveDate::pred_opt)?,
        Distance::Workdays(n) => workdays(day.value, n, NaiveDate::succ_opt)?,
        Distance::To(weekday) => {
            let (from, to) = if back { (weekday, day.value.weekday()) } else { (day.value.weekday(), weekday) };
            let days = Days::new(u64::from((to.num_days_from_monday() + 6 - from.num_days_from_monday()) % 7 + 1));
            if back { day.value.checked_sub_days(days)? } else { day.value.checked_add_days(days)? }
        }
    };
    found(value, used + lead + day.used)
}

/// Reads "3 workdays", "2 business days". Returns the number and the number of words used.
fn workday_amount(words: &[&str]) -> Option<(u32, usize)> {
    let n = number(words.first()?)?;
    match words[1..] {
        ["workday" | "workdays" | "weekday" | "weekdays" | "bd" | "bds", ..] => Some((n, 2)),
        ["business" | "working" | "work" | "week", "day" | "days", ..] => Some((n, 3)),
        _ => None,
    }
}

/// Returns the `n`th workday before or after a date.
fn workdays(date: NaiveDate, n: u32, next: fn(&NaiveDate) -> Option<NaiveDate>) -> Option<NaiveDate> {
    let days = std::iter::successors(next(&date), next).filter(|day| is_workday(*day));
    days.take(n.min(36_525) as usize).last()
}

/// Adds `n` units to a date; `None` for units shorter than a day.
pub(super) fn plus_units(date: NaiveDate, n: u32, unit: Unit) -> Option<NaiveDate> {
    moved(date, n, unit, false)
}

/// Moves a date by `n` units, at most a hundred years; `None` for units shorter than a day.
fn moved(date: NaiveDate, n: u32, unit: Unit, back: bool) -> Option<NaiveDate> {
    let (days, months) = match unit {
        Unit::Minute | Unit::Hour => return None,
        Unit::Day => (n, 0),
        Unit::Week => (n.checked_mul(7)?, 0),
        Unit::Month => (0, n),
        Unit::Quarter => (0, n.checked_mul(3)?),
        Unit::Year => (0, n.checked_mul(12)?),
    };
    if days > 36_525 || months > 1_200 {
        return None;
    }
    let (days, months) = (Days::new(days.into()), Months::new(months));
    if back {
        date.checked_sub_months(months)?.checked_sub_days(days)
    } else {
        date.checked_add_months(months)?.checked_add_days(days)
    }
}

/// Reads "fri", "monday in 2 weeks", and "tue 24 nov", "friday 2026-12-04" or "fri 20th", where the date decides.
fn a_weekday(words: &[&str], reading: &Reading) -> Option<Found<NaiveDate>> {
    let day = weekday(words.first()?)?;
    if let [_, "in", n, "week" | "weeks", ..] = *words {
        return found(of_week(reading.today, number(n).filter(|n| *n <= 5_200)?.into(), day)?, 4);
    }
    if let [_, after @ ("week" | "fortnight"), ..] = *words {
        let first = bare_weekday("", day, reading.today)?;
        return weak(plus_units(first.value, if after == "week" { 1 } else { 2 }, Unit::Week)?, 2);
    }
    let rest = &words[1..];
    let date = day_and_month(rest, reading.today).or_else(|| numeric(rest.first()?, reading));
    if let Some(date) = date {
        return found(date.value, date.used + 1);
    }
    match day_of_month(rest, reading.today) {
        // "Friday the 13th" may be a name if that is another weekday.
        Some(date) => Some(Found { value: date.value, used: date.used + 1, weak: date.value.weekday() != day }),
        None => bare_weekday(words[0], day, reading.today),
    }
}

/// Returns the next such weekday after today. Short forms that are also words ("sun", "sat", "wed", "mon") are weak.
fn bare_weekday(word: &str, day: Weekday, today: NaiveDate) -> Option<Found<NaiveDate>> {
    let ahead = match day.days_since(today.weekday()) {
        0 => 7,
        days => days,
    };
    let date = today.checked_add_days(Days::new(ahead.into()))?;
    Some(Found { value: date, used: 1, weak: ["sun", "sat", "wed", "mon"].contains(&word) })
}

/// Parses a date field: "today", "fri", "12 dec", "2026-12-12", "in 3 days". Returns `None` unless every word is
/// used.
///
/// ```
/// use gapwise::exchange::parse_date;
/// # use gapwise::exchange::{DateOrder, Reading};
/// # use gapwise::model::Moment;
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let day_start = chrono::NaiveTime::from_hms_opt(4, 0, 0).unwrap();
/// // Monday 23 November 2026, 9:40.
/// let reading = Reading::at(now, gapwise::calendar::Tz::UTC, day_start, DateOrder::DayFirst);
/// assert_eq!(parse_date("in 3 days", &reading).unwrap().to_string(), "2026-11-26");
/// assert_eq!(parse_date("3 days of rain", &reading), None);
/// ```
pub fn parse_date(text: &str, reading: &Reading) -> Option<NaiveDate> {
    let lower = field_words(text, reading);
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    let words = after_lead(&words);
    Some(date(words, reading).filter(|found| found.used == words.len())?.value)
}

/// Parses a due-date field: "fri", "tomorrow 14:00", "12 dec", "2026-12-12". A time alone means its next occurrence.
/// The due date is soft.
pub fn parse_due(text: &str, reading: &Reading) -> Option<Due> {
    let lower = field_words(text, reading);
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    let words = after_lead(&words);
    let all = when(words, reading).filter(|found| found.used == words.len())?;
    let DateAndTime { date, time, .. } = all.value;
    let date = date.or_else(|| time.map(|time| next_at(time, reading.now)))?;
    Some(Due { date, time, kind: DueKind::Soft })
}

/// Returns the words after the lead of a date: "on friday", "by friday".
fn after_lead<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    match words {
        ["on" | "by", rest @ ..] if !rest.is_empty() => rest,
        _ => words,
    }
}

/// Returns the date on which the clock next shows `time`.
pub(super) fn next_at(time: NaiveTime, now: NaiveDateTime) -> NaiveDate {
    let today = now.date();
    if today.and_time(time) > now { today } else { today.succ_opt().unwrap_or(today) }
}
