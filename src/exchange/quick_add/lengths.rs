//! Lengths of time in words.

use super::words::{Unit, number, unit};
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
        _ => {
            let (first, used) = part(words)?;
            let rest = &words[used..];
            let (and, rest) = if rest.first() == Some(&"and") { (1, &rest[1..]) } else { (0, rest) };
            match (first, part(rest), rest.first()) {
                (LengthPart::Hours(hours), Some((LengthPart::Minutes(minutes), more)), _) => {
                    (hours + minutes, used + and + more)
                }
                (LengthPart::Hours(hours), None, Some(bare)) if and == 0 && is_rest_of_hour(bare) => {
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

/// Whether a word is the "20" of "1 h 20".
fn is_rest_of_hour(word: &str) -> bool {
    word.len() == 2 && word.parse::<u32>().is_ok_and(|minutes| minutes < 60)
}

/// Minutes, by the unit they were written in. Only hours may be followed by minutes.
enum LengthPart {
    Hours(u32),
    Minutes(u32),
}

fn part(words: &[&str]) -> Option<(LengthPart, usize)> {
    let first = *words.first()?;
    if let Some(part) = one_word(first) {
        return Some((part, 1));
    }
    let name = *words.get(1)?;
    match unit(name)? {
        // "5 m" is not read: it may be metres.
        Unit::Minute => Some((LengthPart::Minutes(number(first)?), 2)),
        Unit::Hour => Some((LengthPart::Hours(hours(first).or_else(|| number(first)?.checked_mul(60))?), 2)),
        _ => None,
    }
}

/// Reads "25m", "90min", "1h", "1h30", "1h30m", "1.5h".
fn one_word(word: &str) -> Option<LengthPart> {
    let digits = word.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let (value, rest) = word.split_at(digits);
    if value.is_empty() || rest.is_empty() {
        return None;
    }
    if rest == "m" || unit(rest) == Some(Unit::Minute) {
        return Some(LengthPart::Minutes(whole(value)?));
    }
    let name = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, minutes) = rest.split_at(name);
    if unit(name) != Some(Unit::Hour) {
        return None;
    }
    let Some(minutes) = (!minutes.is_empty()).then_some(minutes) else { return Some(LengthPart::Hours(hours(value)?)) };
    let minutes = ["minutes", "mins", "min", "m"].iter().find_map(|unit| minutes.strip_suffix(unit)).unwrap_or(minutes);
    Some(LengthPart::Minutes(whole(value)?.checked_mul(60)?.checked_add(whole(minutes)?)?))
}

/// Digits only; rejects signs.
fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?.filter(|n| *n <= Minutes::MAX.get())
}

/// Converts whole or decimal hours to minutes.
fn hours(text: &str) -> Option<u32> {
    let decimal = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let hours: f64 = decimal.then(|| text.replace(',', ".").parse().ok())??;
    (hours <= 10_000.0).then(|| (hours * 60.0).round() as u32)
}
