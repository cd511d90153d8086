//! Lengths of time in words.

use super::tokens::{Unit, month, number, unit};
use crate::model::Minutes;

/// Parses a length field of at least one minute: "25m", "25 min", "1h", "1h30", "1 h 20", "1.5h", "half an hour",
/// "90" (minutes). Returns `None` unless every word is used.
///
/// ```
/// use gapwise::exchange::parse_length;
///
/// assert_eq!(parse_length("1h30").unwrap().get(), 90);
/// assert_eq!(parse_length("90").unwrap().get(), 90);
/// assert_eq!(parse_length("soon"), None);
/// ```
pub fn parse_length(text: &str) -> Option<Minutes> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    if let [digits] = words[..]
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        return at_least_one(digits.parse().ok()?);
    }
    length(&words).filter(|(_, used)| *used == words.len()).map(|(minutes, _)| minutes)
}

/// Reads a length from the first words. Returns it with the number of words used.
pub(super) fn length(words: &[&str]) -> Option<(Minutes, usize)> {
    let (total, used) = match *words {
        ["half", "an", "hour", ..] => (30, 3),
        ["quarter", "of", "an", "hour", ..] => (15, 4),
        ["a", "quarter", "of", "an", "hour", ..] => (15, 5),
        ["an", "hour", "and", "a", "half", ..] => (90, 5),
        ["half", "hour", ..] => (30, 2),
        ["quarter", "hour", ..] => (15, 2),
        ["three", "quarters", "of", "an", "hour", ..] => (45, 5),
        [n, "and", "a", "half", "hours", ..] => (number(n)?.checked_mul(60)?.checked_add(30)?, 5),
        [n, "1/2", name, ..] if unit(name) == Some(Unit::Hour) => (number(n)?.checked_mul(60)?.checked_add(30)?, 3),
        [n, part @ ("¼" | "½" | "¾"), name, ..] if unit(name) == Some(Unit::Hour) => {
            (hours(&format!("{n}{part}"))?, 3)
        }
        ["1/2", name, ..] if unit(name) == Some(Unit::Hour) => (30, 2),
        ["1/4", name, ..] if unit(name) == Some(Unit::Hour) => (15, 2),
        ["3/4", name, ..] if unit(name) == Some(Unit::Hour) => (45, 2),
        [from, "to" | "-" | "–", to, name, ..] if unit(name).is_some() => {
            (part(&[&format!("{from}-{to}"), name])?.0.minutes(), 4)
        }
        _ => {
            let (first, used) = part(words)?;
            let rest = &words[used..];
            let (and, rest) = if rest.first() == Some(&"and") { (1, &rest[1..]) } else { (0, rest) };
            match (first, part(rest), rest.first()) {
                (LengthPart::Hours(hours), Some((LengthPart::Minutes(minutes), more)), _) => {
                    (hours + minutes, used + and + more)
                }
                (LengthPart::Hours(hours), None, Some(bare)) if and == 0 && is_rest_of_hour(rest) => {
                    (hours + bare.parse::<u32>().ok()?, used + 1)
                }
                (LengthPart::Hours(total) | LengthPart::Minutes(total), ..) => (total, used),
            }
        }
    };
    Some((at_least_one(total)?, used))
}

fn at_least_one(minutes: u32) -> Option<Minutes> {
    (minutes > 0).then(|| Minutes::new(minutes))
}

/// Returns whether the first word is the "20" of "1 h 20", not the day of "5h 12 dec" nor the hour of "2h 10 pm".
fn is_rest_of_hour(words: &[&str]) -> bool {
    let [word, rest @ ..] = words else { return false };
    let of = usize::from(rest.first() == Some(&"of"));
    let other = rest.get(of).is_some_and(|next| {
        month(next).is_some() || unit(next).is_some() || matches!(*next, "am" | "pm" | "a.m" | "p.m" | "o'clock")
    });
    word.len() == 2 && word.parse::<u32>().is_ok_and(|minutes| minutes < 60) && !other
}

/// Minutes, by the unit they were written in. Only hours may be followed by minutes.
enum LengthPart {
    Hours(u32),
    Minutes(u32),
}

impl LengthPart {
    fn minutes(&self) -> u32 {
        let (Self::Hours(minutes) | Self::Minutes(minutes)) = self;
        *minutes
    }
}

/// Reads "20-30" with `one` and returns the middle, rounded up.
fn middle(text: &str, one: impl Fn(&str) -> Option<u32>) -> Option<u32> {
    match text.split_once(['-', '–', '—', '~']) {
        Some((from, to)) => {
            let (from, to) = (one(from)?, one(to)?);
            (0 < from && from < to).then(|| from + (to - from).div_ceil(2))
        }
        None => one(text),
    }
}

fn part(words: &[&str]) -> Option<(LengthPart, usize)> {
    let first = *words.first()?;
    if let Some(part) = one_word(first) {
        return Some((part, 1));
    }
    let name = *words.get(1)?;
    match unit(name)? {
        // "5 m" is not read: it may be metres.
        Unit::Minute => Some((LengthPart::Minutes(middle(first, number)?), 2)),
        Unit::Hour => {
            let one = |text: &str| hours(text).or_else(|| number(text)?.checked_mul(60));
            Some((LengthPart::Hours(middle(first, one)?), 2))
        }
        _ => None,
    }
}

/// Reads "25m", "90min", "30'", "1h", "1h30", "1h30m", "1.5h", "1½h", "20-30min".
fn one_word(word: &str) -> Option<LengthPart> {
    let is_number = |c: char| c.is_ascii_digit() || ".,½¼¾-–—~".contains(c);
    let (value, rest) = word.split_at(word.find(|c| !is_number(c))?);
    if value.is_empty() {
        return None;
    }
    if MINUTES.contains(&rest) {
        return Some(LengthPart::Minutes(middle(value, whole)?));
    }
    let name = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, minutes) = rest.split_at(name);
    if unit(name) != Some(Unit::Hour) {
        return None;
    }
    if minutes.is_empty() {
        return Some(LengthPart::Hours(middle(value, hours)?));
    }
    let minutes = MINUTES.iter().find_map(|unit| minutes.strip_suffix(unit)).unwrap_or(minutes);
    Some(LengthPart::Minutes(whole(value)?.checked_mul(60)?.checked_add(whole(minutes)?)?))
}

/// The units of minutes that follow a number without a space; longer ones first.
const MINUTES: [&str; 8] = ["minutes", "minute", "mins", "min", "m", "'", "’", "′"];

/// Parses digits only; rejects signs.
fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?.filter(|n| *n <= Minutes::MAX.get())
}

/// Converts whole or decimal hours to minutes, also "1½". "1515h" is a time.
fn hours(text: &str) -> Option<u32> {
    let (text, part) = match text.char_indices().next_back()? {
        (at, '¼') => (&text[..at], 15),
        (at, '½') => (&text[..at], 30),
        (at, '¾') => (&text[..at], 45),
        _ => (text, 0),
    };
    if part > 0 && text.is_empty() {
        return Some(part);
    }
    let decimal = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let hours: f64 = decimal.then(|| text.replace(',', ".").parse().ok())??;
    (hours < 1_000.0).then(|| (hours * 60.0).round() as u32 + part)
}
