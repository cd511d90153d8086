//! Times of day in words.

use chrono::{NaiveTime, TimeDelta, Timelike};

use super::found::{Found, found, weak};
use super::tokens::{day_part, digits, number};
use crate::model::{Minutes, TimeRange};

/// Reads a time after a date, where a number is enough: "at 10", "@ 7pm", "14:00", "morning", "evening at 8".
pub(super) fn time_after_date(words: &[&str]) -> Option<Found<NaiveTime>> {
    let part = *words.first()?;
    if time_range(words).is_some() {
        return None;
    }
    let time = if day_part(part).is_some() { in_part(part, 1, words) } else { time(words) }?;
    found(time.value, time.used)
}

/// Reads a time of day: "14:00", "5pm", "at 10", "noon", "in the evening", "at 8 in the evening", "10 o'clock".
pub(super) fn time(words: &[&str]) -> Option<Found<NaiveTime>> {
    if let Some((part, lead)) = part_phrase(words) {
        return in_part(part, lead, words);
    }
    let time = told(words)?;
    match part_phrase(&words[time.used..]) {
        Some((part, more)) => found(of_part(time.value, part), time.used + more),
        None => Some(time),
    }
}

/// Reads the time after a part of the day of `lead` words; without one, its default hour.
pub(super) fn in_part(part: &str, lead: usize, words: &[&str]) -> Option<Found<NaiveTime>> {
    match told(&words[lead..]) {
        Some(time) => found(of_part(time.value, part), lead + time.used),
        None => found(NaiveTime::from_hms_opt(day_part(part)?, 0, 0)?, lead),
    }
}

/// Moves a time into a part of the day: 8 in the evening is 20:00.
pub(super) fn of_part(time: NaiveTime, part: &str) -> NaiveTime {
    let hours = match (part, time.hour()) {
        ("afternoon" | "evening", 1..=11) | ("night", 5..=11) => 12,
        ("morning", 13..=18) | ("night", 13..=16) => -12,
        _ => 0,
    };
    time.overflowing_add_signed(TimeDelta::hours(hours)).0
}

/// Reads "in the evening", "at night".
fn part_phrase<'a>(words: &[&'a str]) -> Option<(&'a str, usize)> {
    match *words {
        ["at", "night", ..] => Some(("night", 2)),
        ["in", "the", part, ..] if part != "night" && day_part(part).is_some() => Some((part, 3)),
        _ => None,
    }
}

fn told(words: &[&str]) -> Option<Found<NaiveTime>> {
    let first = *words.first()?;
    let behind_at = |words: &[&str]| {
        // "At about 3pm", and "at around", which is read as "at at".
        let about = usize::from(matches!(words.first(), Some(&("about" | "at"))));
        let words = &words[about..];
        let next = *words.first()?;
        let time = clock(words).or_else(|| named_time(next)).or_else(|| bare_hour(next)).or_else(|| spoken(words))?;
        Some(Found { used: time.used + about, ..time })
    };
    if let Some(bare) = first.strip_prefix('~') {
        let mut all = vec![bare];
        all.extend(&words[1..]);
        return clock(&all);
    }
    match first.strip_prefix('@') {
        None if first != "at" => clock(words).or_else(|| named_time(first).map(|time| Found { weak: true, ..time })),
        Some(bare) if !bare.is_empty() => {
            let mut all = vec![bare];
            all.extend(&words[1..]);
            behind_at(&all)
        }
        _ => behind_at(&words[1..]).map(|time| Found { used: time.used + 1, ..time }),
    }
}

/// Reads the "nine" or "nine thirty" of "at nine thirty". Weak, as "look at three houses".
fn spoken(words: &[&str]) -> Option<Found<NaiveTime>> {
    let hour = said_hour("1", number(words.first()?).filter(|hour| *hour <= 12)?);
    let minutes = words.get(1).and_then(|word| match *word {
        "fifteen" => Some(15),
        "twenty" => Some(20),
        "thirty" => Some(30),
        "forty" => Some(40),
        "forty-five" => Some(45),
        _ => None,
    });
    weak(NaiveTime::from_hms_opt(hour, minutes.unwrap_or(0), 0)?, 1 + usize::from(minutes.is_some()))
}

fn named_time(word: &str) -> Option<Found<NaiveTime>> {
    let hour = match word {
        "noon" | "midday" => 12,
        "midnight" => 0,
        _ => return None,
    };
    found(NaiveTime::from_hms_opt(hour, 0, 0)?, 1)
}

/// Reads the "10" of "at 10", "1900", or "14h". Weak, because "look at 3 houses" is no time.
fn bare_hour(word: &str) -> Option<Found<NaiveTime>> {
    if word.len() == 4 {
        let time = digits(word)?;
        return weak(NaiveTime::from_hms_opt(time / 100, time % 100, 0)?, 1);
    }
    let bare = word.strip_suffix('h').unwrap_or(word);
    let hour = digits(bare).filter(|_| bare.len() <= 2)?;
    let hour = if bare == word { said_hour(word, hour) } else { hour };
    weak(NaiveTime::from_hms_opt(hour, 0, 0)?, 1)
}

/// Returns the hour for a bare number: 1 to 6 are in the afternoon, unless written with a zero (03).
fn said_hour(word: &str, hour: u32) -> u32 {
    if (1..=6).contains(&hour) && word.len() == 1 { hour + 12 } else { hour }
}

/// Reads "half past 12", "quarter to 3", "a quarter past 4 pm", "ten to nine", and "half nine" as the British say it.
fn past_or_to(words: &[&str]) -> Option<Found<NaiveTime>> {
    if let ["half", hour, ..] = words
        && number(hour).is_some_and(|hour| hour <= 12)
        && !matches!(words.get(1), Some(&("a" | "an")))
    {
        let hour = spoken(&words[1..2])?;
        return weak(hour.value.overflowing_add_signed(TimeDelta::minutes(30)).0, 2);
    }
    let skipped = usize::from(matches!(words, ["a", "quarter", ..]));
    let [part, side, hour @ ..] = &words[skipped..] else { return None };
    let minutes = match *part {
        "half" if *side == "past" => 30,
        "quarter" => 15,
        "five" => 5,
        "ten" => 10,
        "twenty" => 20,
        "twenty-five" => 25,
        _ => return None,
    };
    let minutes = match *side {
        "past" => minutes,
        "to" => -minutes,
        _ => return None,
    };
    let first = *hour.first()?;
    let spoken = |word: &str| found(NaiveTime::from_hms_opt(said_hour("1", number(word)?), 0, 0)?, 1);
    let full = clock(hour).or_else(|| named_time(first)).or_else(|| bare_hour(first)).or_else(|| spoken(first))?;
    let time = full.value.overflowing_add_signed(TimeDelta::minutes(minutes)).0;
    (full.value.minute() == 0).then_some(())?;
    // "From five to nine" is a range.
    Some(Found { value: time, used: skipped + 2 + full.used, weak: !matches!(*part, "half" | "quarter") })
}

/// Reads "14:00", "9.30pm", "5pm", "5 pm", "10 o'clock", "1400h", "half past 12".
pub(super) fn clock(words: &[&str]) -> Option<Found<NaiveTime>> {
    if let Some(time) = past_or_to(words) {
        return Some(time);
    }
    let first = *words.first()?;
    let half = |word: &str| match word {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    };
    let number_end = first.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')).count();
    if let Some(time) = first.strip_suffix('h').filter(|time| time.len() == 4).and_then(digits) {
        return found(NaiveTime::from_hms_opt(time / 100, time % 100, 0)?, 1);
    }
    let (value, ending) = first.split_at(number_end);
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
        Some(minute) if minute.len() == 2 => digits(minute)?,
        Some(_) => return None,
        None => 0,
    };
    let (word, hour) = (hour, digits(hour).filter(|_| hour.len() <= 2)?);
    let hour = match ending {
        None => said_hour(word, hour),
        Some(_) if hour == 0 || hour > 12 => return None,
        Some(pm) => hour % 12 + if pm { 12 } else { 0 },
    };
    // The end of a day; the date decides of which.
    let hour = if (hour, minute) == (24, 0) { 0 } else { hour };
    found(NaiveTime::from_hms_opt(hour, minute, 0)?, used)
}

/// Longest range of times.
const LONGEST: Minutes = Minutes::new(12 * 60);

/// Reads "2-4pm", "14:00 to 15:30", "from 2 to 4pm", "between 2 and 4pm". One side at least must be a time without the
/// other: "pages 2-4" and "John 3:16-18" are none. Returns also the number of words used.
pub(super) fn time_range(words: &[&str]) -> Option<(TimeRange, usize)> {
    let lead = usize::from(["from", "between", "at", "@"].contains(words.first()?));
    let rest = &words[lead..];
    let starts = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || named_time(word).is_some();
    let dash = ['-', '–', '—'];
    let first = *rest.first().filter(|first| starts(first))?;
    let (from, to, before) = match first.split_once(dash) {
        Some((from, to)) => (vec![from], [&[to], &rest[1..]].concat(), 0),
        None => {
            let used = side(rest)?.used;
            let joins = |word: &str| match words[0] {
                "between" => word == "and",
                _ => ["to", "till", "until"].contains(&word) || word.chars().all(|c| dash.contains(&c)),
            };
            let to = rest.get(used + 1..).filter(|_| joins(rest[used]))?;
            (rest[..used].to_vec(), to.to_vec(), used + 1)
        }
    };
    let (mut start, mut end) = (side(&from)?, side(to.get(..).filter(|to| to.first().is_some_and(|to| starts(to)))?)?);
    settle_halves(&mut start, &mut end);
    let range = match (start.half, end.half) {
        (Some(_), _) if end.bare => TimeRange { from: start.time, to: after(start.time, end.time) },
        (None, Some(true)) if start.time.hour() < 12 => {
            let later = of_part(start.time, "afternoon");
            TimeRange { from: if later < end.time { later } else { start.time }, to: end.time }
        }
        _ if start.bare && end.bare => return None,
        _ if end.bare && (start.time.minute() != 0 || first.contains(dash) && lead == 0 && start.time.hour() < 7) => {
            return None;
        }
        _ if end.bare => TimeRange { from: start.time, to: after(start.time, end.time) },
        _ => TimeRange { from: start.time, to: end.time },
    };
    let minutes = range.minutes();
    (!minutes.is_zero() && minutes <= LONGEST).then_some((range, lead + before + end.used))
}

/// Moves sides such as "2:00" into the afternoon, unless the range would then be none.
fn settle_halves(start: &mut RangeSide, end: &mut RangeSide) {
    let is_open = end.half.is_none() && !end.bare;
    if start.early && end.half != Some(false) {
        let later = of_part(start.time, "afternoon");
        let to = if is_open { after(later, end.time) } else { end.time };
        if later < to || end.bare {
            (start.time, end.time) = (later, to);
        }
    } else if end.early {
        end.time = after(start.time, end.time);
    }
}

/// One side of a range.
struct RangeSide {
    time: NaiveTime,
    used: usize,
    /// A number alone.
    bare: bool,
    /// The half of the day, if it was typed: `true` for pm.
    half: Option<bool>,
    /// Written as an hour from 1 to 6 with minutes, such as "2:00"; `time` is in the morning.
    early: bool,
}

fn side(words: &[&str]) -> Option<RangeSide> {
    let first = *words.first()?;
    if let Some(named) = named_time(first) {
        return Some(RangeSide {
            time: named.value,
            used: 1,
            bare: false,
            half: Some(first != "midnight"),
            early: false,
        });
    }
    if let Some(time) = clock(words) {
        let last = words[time.used - 1].trim_end_matches(".m").trim_end_matches('m');
        let half = match last.chars().next_back() {
            Some('a') => Some(false),
            Some('p') => Some(true),
            _ => None,
        };
        let hour = first.split_once(':').filter(|_| half.is_none()).and_then(|(hour, _)| digits(hour));
        let early = hour.is_some_and(|hour| time.value.hour() == hour + 12);
        let at = if early { time.value - TimeDelta::hours(12) } else { time.value };
        return Some(RangeSide { time: at, used: time.used, bare: false, half, early });
    }
    let hour = digits(first).filter(|hour| first.len() <= 2 && *hour < 24)?;
    Some(RangeSide { time: NaiveTime::from_hms_opt(hour, 0, 0)?, used: 1, bare: true, half: None, early: false })
}

/// Returns the time after `start` that a clock with twelve hours shows as `time`.
fn after(start: NaiveTime, time: NaiveTime) -> NaiveTime {
    let later = of_part(time, "afternoon");
    if time <= start && later > start { later } else { time }
}
