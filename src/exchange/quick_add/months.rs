//! Days of months and years: "last friday of march", "end of month", "12 dec", "3/4", "the 27th".

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::found::{Found, found, weak};
use super::reading::{DateOrder, Reading};
use super::tokens::{digits, holiday, month, number, ordinal, weekday};

/// Reads "last friday of march", "first workday of next month", "last day of the month".
pub(super) fn nth_of_a_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let the = usize::from(words.first() == Some(&"the"));
    let (nth, what) = (ordinal(words.get(the)?)?, *words.get(the + 1)?);
    let wanted = weekday(what);
    let fits = |day: &NaiveDate| match what {
        "day" => true,
        "workday" | "weekday" => is_workday(*day),
        _ => wanted == Some(day.weekday()),
    };
    let in_month = |start: NaiveDate| {
        let mut days = start.iter_days().take(31).filter(|day| day.month() == start.month()).filter(fits);
        if nth < 0 { days.max() } else { days.nth(usize::try_from(nth).ok()? - 1) }
    };
    let rest = words.get(the + 2..).filter(|rest| rest.len() > 1 && ["of", "in"].contains(&rest[0]))?;
    let used = the + 3;
    let coming = |months: u32, used: usize| {
        let here = in_month(month_start(today, months)?);
        let date = here.filter(|date| *date >= today).or_else(|| in_month(month_start(today, months + 1)?))?;
        found(date, used)
    };
    match rest[1..] {
        ["month", ..] => coming(0, used + 1),
        ["the" | "this", "month", ..] => coming(0, used + 2),
        ["next", "month", ..] => coming(1, used + 2),
        _ => {
            let month = month(rest[1])?;
            let of = |year: i32| in_month(NaiveDate::from_ymd_opt(year, month, 1)?);
            match rest.get(2).and_then(|word| year(word)) {
                Some(year) => found(of(year)?, used + 2),
                None => {
                    let years = [today.year(), today.year() + 1].into_iter().filter_map(of);
                    found(years.into_iter().find(|date| *date >= today)?, used + 1)
                }
            }
        }
    }
}

/// Reads a four-digit year after a month.
fn year(word: &str) -> Option<i32> {
    if let Some(short) = word.strip_prefix(['\'', '’']) {
        return (short.len() == 2).then(|| digits(short).map(|year| 2000 + year as i32))?;
    }
    (word.len() == 4).then(|| word.parse().ok())?.filter(|year| (1970..=2200).contains(year))
}

/// Reads "end of month", "mid january", "end of the year", "beginning of next month".
pub(super) fn part_of_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
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
    if !of && (part != "mid" || month(words.get(at)?).is_none()) {
        return None;
    }
    at += usize::from(of);
    if ["the", "this"].contains(words.get(at)?) {
        at += 1;
    }
    let next = i32::from(words.get(at)? == &"next");
    at += usize::from(next == 1);
    found(date_in(part, words.get(at)?, next, today)?, at + 1)
}

/// Returns the date at a part of a day, week, month, quarter or year, `next` of them ahead.
fn date_in(part: &str, period: &str, next: i32, today: NaiveDate) -> Option<NaiveDate> {
    let on_month = |start: NaiveDate| match part {
        "end" => month_end(start, 0),
        "mid" | "middle" => start.with_day(15),
        _ => Some(start),
    };
    let date = match period {
        "day" if part == "end" && next == 0 => today,
        "week" if part == "end" => {
            let sunday = today.checked_add_days(Days::new(Weekday::Sun.days_since(today.weekday()).into()))?;
            sunday.checked_add_days(Days::new(7 * u64::from(next.unsigned_abs())))?
        }
        "month" => {
            let here = on_month(month_start(today, next.unsigned_abs())?)?;
            if here < today { on_month(month_start(today, 1)?)? } else { here }
        }
        "quarter" => {
            let first =
                month_start(today.with_day(1)?.with_month(today.month0() / 3 * 3 + 1)?, 3 * next.unsigned_abs())?;
            match part {
                "end" => month_end(first, 2)?,
                _ if next == 0 => return None,
                _ => first,
            }
        }
        "year" => {
            let (m, d) = match part {
                "end" => (12, 31),
                "mid" | "middle" => (7, 1),
                _ => (1, 1),
            };
            let here = NaiveDate::from_ymd_opt(today.year() + next, m, d)?;
            if here < today { NaiveDate::from_ymd_opt(today.year() + 1, m, d)? } else { here }
        }
        _ => {
            let month = month(period)?;
            let here = on_month(NaiveDate::from_ymd_opt(today.year(), month, 1)?)?;
            if here < today { on_month(NaiveDate::from_ymd_opt(today.year() + 1, month, 1)?)? } else { here }
        }
    };
    Some(date)
}

fn part_name(word: &str) -> bool {
    ["end", "mid", "middle", "beginning", "start"].contains(&word)
}

/// Returns the first day of the month `ahead` months after `date`.
pub(super) fn month_start(date: NaiveDate, ahead: u32) -> Option<NaiveDate> {
    date.with_day(1)?.checked_add_months(Months::new(ahead))
}

pub(super) fn month_end(date: NaiveDate, ahead: u32) -> Option<NaiveDate> {
    month_start(date, ahead + 1)?.pred_opt()
}

/// Reads "12 dec", "dec 12th", "the 12th of december", "january 27, 2027". Without a year it is the next such date.
pub(super) fn day_and_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    // A single word like "halloween" is usually part of the title.
    let named = holiday(words).filter(|(.., used)| *used > 1);
    let (day, month, used) = named.or_else(|| day_month_words(words))?;
    if let Some(year) = words.get(used).and_then(|word| year(word)) {
        return found(NaiveDate::from_ymd_opt(year, month, day)?, used + 1);
    }
    found(coming(day, month, today)?, used)
}

/// Reads a day and a month in either order, also as "12dec". Returns them with the number of words used.
pub(super) fn day_month_words(words: &[&str]) -> Option<(u32, u32, usize)> {
    let the = usize::from(words.first() == Some(&"the"));
    let first = *words.get(the)?;
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    if let (Some(day), Some(month)) = (day_number(&first[..digits]), month(first[digits..].trim_start_matches('-'))) {
        return Some((day, month, the + 1));
    }
    let second = *words.get(the + 1)?;
    if second == "of" {
        return Some((day_number(first)?, month(words.get(the + 2)?)?, the + 3));
    }
    match (day_number(first), month(second)) {
        (Some(day), Some(month)) => Some((day, month, the + 2)),
        _ => Some((day_number(second)?, month(first)?, the + 2)),
    }
}

/// Reads "dec 2026" or "december" as the last day of that month. Without a year it is the next such month.
pub(super) fn end_of_named_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let month = month(words.first()?)?;
    let end = |year: i32| month_end(NaiveDate::from_ymd_opt(year, month, 1)?, 0);
    match words.get(1).and_then(|word| year(word)) {
        Some(year) => found(end(year)?, 2),
        None => found(end(today.year()).filter(|end| *end >= today).or_else(|| end(today.year() + 1))?, 1),
    }
}

/// Reads "12", "12th", "first".
pub(super) fn day_number(word: &str) -> Option<u32> {
    let number = match ordinal(word) {
        Some(n) => u32::try_from(n).ok(),
        None => number(word).filter(|_| word.starts_with(|c: char| c.is_ascii_digit())),
    };
    number.filter(|day| (1..=31).contains(day))
}

/// Returns the next such date, today included.
pub(super) fn coming(day: u32, month: u32, today: NaiveDate) -> Option<NaiveDate> {
    let year = today.year();
    (year..year + 9).find_map(|year| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date >= today))
}

/// Reads "2026-12-12", "12/12/2026", "3/4", "12.12.2026". A two-digit year must be last year or later: 6.8.12 is a
/// version.
pub(super) fn numeric(word: &str, reading: &Reading) -> Option<Found<NaiveDate>> {
    if let Some((day, month)) = day_month_numbers(word, reading.order) {
        return weak(coming(day, month, reading.today)?, 1);
    }
    let separator = word.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = word.split(separator).collect();
    let &[first, middle, last] = &parts[..] else { return None };
    if let (Some(year), Some(month), Some(day)) = (year(first), digits(middle), digits(last)) {
        return found(NaiveDate::from_ymd_opt(year, month, day)?, 1);
    }
    let short = || i32::try_from(digits(last).filter(|_| last.len() == 2)?).ok().map(|year| year + 2000);
    let year = year(last).or_else(|| short().filter(|year| *year >= reading.today.year() - 1))?;
    let order = if separator == '.' { DateOrder::DayFirst } else { reading.order };
    let (day, month) = in_order(digits(first)?, digits(middle)?, order);
    found(NaiveDate::from_ymd_opt(year, month, day)?, 1)
}

/// Reads the day and month of "3/4".
pub(super) fn day_month_numbers(word: &str, order: DateOrder) -> Option<(u32, u32)> {
    let (first, second) = word.split_once('/').filter(|_| word != "24/7")?;
    Some(in_order(digits(first)?, digits(second)?, order))
}

/// Orders two numbers as day and month.
fn in_order(a: u32, b: u32, order: DateOrder) -> (u32, u32) {
    match order {
        _ if a > 12 => (a, b),
        _ if b > 12 => (b, a),
        DateOrder::MonthFirst => (b, a),
        DateOrder::DayFirst | DateOrder::DayFirstDots | DateOrder::German | DateOrder::DayFirstHours => (a, b),
    }
}

/// Reads "the 27th" or "27th" as the next such day of a month.
pub(super) fn day_of_month(words: &[&str], today: NaiveDate) -> Option<Found<NaiveDate>> {
    let the = usize::from(words.first() == Some(&"the"));
    let word = words.get(the)?;
    let day = ordinal(word).filter(|_| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let day = u32::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    let months = (0..12).filter_map(|ahead| month_start(today, ahead)?.with_day(day));
    let date = months.into_iter().find(|date| *date >= today)?;
    weak(date, the + 1)
}

pub(super) fn is_workday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}
