//! Feasts and holidays by name: "christmas", "easter monday", "new year's eve".

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::months::coming;
use super::tokens::holiday;

/// Reads the name of a feast. Returns its next date and the number of words used.
pub(super) fn feast(words: &[&str], today: NaiveDate) -> Option<(NaiveDate, usize)> {
    if let Some((day, month, used)) = holiday(words) {
        return Some((coming(day, month, today)?, used));
    }
    let (of_year, used) = moving(words)?;
    let years = (today.year()..=today.year() + 1).filter_map(of_year);
    Some((years.into_iter().find(|date| *date >= today)?, used))
}

type DateOfYear = fn(i32) -> Option<NaiveDate>;

/// Reads a feast whose date differs from year to year.
fn moving(words: &[&str]) -> Option<(DateOfYear, usize)> {
    let beside_easter: (DateOfYear, usize) = match *words {
        ["shrove", "tuesday", ..] | ["pancake", "day", ..] => (|year| beside(easter(year)?, -47), 2),
        ["ash", "wednesday", ..] => (|year| beside(easter(year)?, -46), 2),
        ["palm", "sunday", ..] => (|year| beside(easter(year)?, -7), 2),
        ["good", "friday", ..] => (|year| beside(easter(year)?, -2), 2),
        ["easter", "saturday", ..] => (|year| beside(easter(year)?, -1), 2),
        ["easter", "sunday" | "day", ..] => (easter, 2),
        ["easter", "monday", ..] => (|year| beside(easter(year)?, 1), 2),
        ["easter", ..] => (easter, 1),
        ["ascension", "day", ..] => (|year| beside(easter(year)?, 39), 2),
        ["whit", "sunday", ..] => (|year| beside(easter(year)?, 49), 2),
        ["whit", "monday", ..] => (|year| beside(easter(year)?, 50), 2),
        ["pentecost" | "whitsun", ..] => (|year| beside(easter(year)?, 49), 1),
        ["thanksgiving", "day", ..] => (thanksgiving, 2),
        ["thanksgiving", ..] => (thanksgiving, 1),
        ["black", "friday", ..] => (|year| beside(thanksgiving(year)?, 1), 2),
        ["cyber", "monday", ..] => (|year| beside(thanksgiving(year)?, 4), 2),
        _ => return None,
    };
    Some(beside_easter)
}

fn beside(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { date.checked_sub_days(by) } else { date.checked_add_days(by) }
}

/// Returns the fourth Thursday of November.
fn thanksgiving(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, 11, Weekday::Thu, 4)
}

/// Returns Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moons = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moons + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let march = epact + to_sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(march / 31).ok()?, u32::try_from(march % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_of_known_years() {
        for date in ["1961-04-02", "2000-04-23", "2024-03-31", "2027-03-28", "2038-04-25"] {
            let date: NaiveDate = date.parse().unwrap();
            assert_eq!(easter(date.year()), Some(date));
        }
    }
}
