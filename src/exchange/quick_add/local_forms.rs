//! Forms of dates and times that only some locales use: "1.12.", "17h30", and the words before them as in "um 9:00".

use chrono::NaiveDate;

use super::german::{day_before_part, english_forms};
use super::months::coming;
use super::reading::{DateOrder, Reading};
use super::tokens::{Word, digits, weekday, words};

/// Words after which a number with a dot is a version, not a date.
const NUMBERED: [&str; 12] = [
    "version",
    "v",
    "release",
    "chapter",
    "section",
    "part",
    "kapitel",
    "abschnitt",
    "teil",
    "build",
    "figure",
    "table",
];

/// Rewrites the local forms of a line to those of every locale.
pub(super) fn use_common_forms(text: &str, words: &mut Vec<Word>, reading: &Reading) {
    // A sentence begins with a capital, so that of the first word tells nothing.
    use_forms(text, words, reading, |at, word| at > 0 && text[word.core.clone()].starts_with(char::is_uppercase));
}

/// Returns the words of a date field in the forms of every locale, in lower case; empty for those in quotes. A field has
/// no title, so each of its words may be a day.
pub(super) fn field_words(text: &str, reading: &Reading) -> Vec<String> {
    let mut all = words(text);
    use_forms(text, &mut all, reading, |_, _| true);
    all.iter().map(|word| if word.literal { String::new() } else { word.lower.to_lowercase() }).collect()
}

/// Rewrites the local forms. `is_noun` tells whether a word may be a noun by its capital.
fn use_forms(text: &str, words: &mut Vec<Word>, reading: &Reading, is_noun: impl Fn(usize, &Word) -> bool) {
    use_german_forms(text, words, reading, is_noun);
    for at in 0..words.len() {
        let (before, rest) = words.split_at_mut(at);
        if let [word, ..] = rest
            && !word.literal
            && let Some(common) = common_form(&word.lower, before.last().map(|word| word.lower.as_str()), reading)
        {
            word.lower = common;
        }
    }
    use_common_leads(words);
    for at in 2..words.len() {
        // "In two weeks' time".
        if words[at].lower == "time" && words[..at].iter().rev().take(3).any(|word| word.lower == "in") {
            let unit = words[at - 1].lower.trim_end_matches(['\'', '’']).trim_end_matches("'s").trim_end_matches("’s");
            words[at - 1].lower = unit.to_owned();
        }
    }
}

/// Rewrites German words for days to English ones.
fn use_german_forms(text: &str, words: &mut Vec<Word>, reading: &Reading, is_noun: impl Fn(usize, &Word) -> bool) {
    for at in (0..words.len()).rev().filter(|_| reading.order == DateOrder::German) {
        let word = &words[at];
        let is_plain = !word.literal && text[word.core.clone()].to_lowercase() == word.lower;
        if let Some(length) = day_before_part(&word.lower).filter(|_| is_plain) {
            words.splice(at..=at, word.split(text, length));
        }
    }
    let lower: Vec<&str> = words.iter().map(|word| if word.literal { "" } else { word.lower.as_str() }).collect();
    let is_noun = |at: usize| is_noun(at, &words[at]);
    for (at, english) in english_forms(&lower, &is_noun, reading.order, reading.today) {
        words[at].lower = english;
    }
}

/// Words of other languages before a time, before a date on that day, and before a date until that day.
const LEADS: [(&str, &[&str]); 3] = [
    (
        "at",
        &[
            "um",
            "gegen",
            "à",
            "às",
            "om",
            "alle",
            "kl",
            "o",
            "around",
            "roughly",
            "approximately",
            "approx",
            "ca",
            "circa",
        ],
    ),
    ("on", &["am", "le", "op", "il", "el"]),
    ("by", &["bis", "avant", "tot", "entro", "hasta"]),
];

/// Rewrites the words around numeric dates and times of other languages, as in "am 1.12. um 9 Uhr".
fn use_common_leads(words: &mut [Word]) {
    for at in 0..words.len() {
        let numeric = |word: &Word| !word.literal && word.lower.starts_with(|c: char| c.is_ascii_digit());
        let hour = numeric(&words[at]) && digits(&words[at].lower).is_some_and(|hour| hour <= 24);
        let oclock = words.get(at + 1).is_some_and(|next| next.lower == "uhr");
        let half = |word: &str| ["am", "pm", "a.m", "p.m"].iter().any(|half| word.ends_with(half));
        let said = words[at].lower.contains(':') || half(&words[at].lower);
        let next = words.get(at + 1).is_some_and(|next| half(&next.lower) && next.lower.len() <= 3);
        let time = numeric(&words[at]) && (said || hour && (oclock || next));
        let date = numeric(&words[at]) && words[at].lower.contains(['/', '-']);
        if time && oclock {
            words[at + 1].lower = "o'clock".into();
        }
        // "At 9 am 1/12" is English, and "9 Uhr bis 10 Uhr" is a range.
        let after_hour = at > 1 && (numeric(&words[at - 2]) || words[at - 2].lower == "o'clock");
        let Some(lead) = at.checked_sub(1).filter(|_| time || date && !after_hour) else { continue };
        let fits = |(common, _): &&(&str, &[&str])| match *common {
            "at" => time,
            "by" => date || time && !after_hour,
            _ => date,
        };
        let known = LEADS.iter().filter(fits).find(|(_, leads)| leads.contains(&words[lead].lower.as_str()));
        if let Some((common, _)) = known
            && !words[lead].literal
        {
            words[lead].lower = (*common).to_owned();
        }
    }
}

/// Returns the form that every locale understands, if `word` has one of its own; `before` is the word before it.
pub(super) fn common_form(word: &str, before: Option<&str>, reading: &Reading) -> Option<String> {
    let narrow = narrow(word);
    let word = narrow.as_deref().unwrap_or(word);
    let bare = word.trim_start_matches(['>', '@']);
    let common = about(bare).or_else(|| common_form_of(bare, before, reading.order, reading.today));
    common.map(|common| format!("{}{common}", &word[..word.len() - bare.len()])).or(narrow)
}

/// Returns a word with the wide digits and signs of East Asian keyboards in their usual form.
fn narrow(word: &str) -> Option<String> {
    let wide = |c: char| ('\u{ff01}'..='\u{ff5e}').contains(&c);
    let narrow = |c: char| if wide(c) { char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c) } else { c };
    word.chars().any(|c| wide(c) && narrow(c).is_ascii_digit()).then(|| word.chars().map(narrow).collect())
}

/// Returns the time of "12ish" and "3pm-ish".
fn about(word: &str) -> Option<String> {
    let time = word.strip_suffix("ish")?.trim_end_matches('-');
    time.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
    match digits(time) {
        Some(hour) if time.len() <= 2 => {
            let half = if (1..=6).contains(&hour) { "pm" } else { ":00" };
            Some(format!("{hour}{half}"))
        }
        Some(_) => None,
        None => Some(time.to_owned()),
    }
}

fn common_form_of(word: &str, before: Option<&str>, order: DateOrder, today: NaiveDate) -> Option<String> {
    match order {
        DateOrder::DayFirstHours => {
            let (hour, minute) = word.split_once('h')?;
            let minute = if minute.is_empty() { "00" } else { minute };
            // "1h30" is a length.
            let fits = digits(hour).is_some_and(|hour| (7..24).contains(&hour)) && minute.len() == 2;
            (fits && digits(minute)? < 60).then(|| format!("{hour}:{minute}"))
        }
        DateOrder::DayFirstDots | DateOrder::German => {
            let (day, rest) = word.split_once('.')?;
            let (month, ends) = rest.strip_suffix('.').map_or((rest, false), |month| (month, true));
            let (day, number) = (digits(day)?, digits(month)?);
            let date = coming(day, number, today);
            match date {
                Some(date) if ends => Some(date.to_string()),
                Some(_) if !before.is_some_and(|before| NUMBERED.contains(&before)) => Some(format!("{day}/{number}")),
                Some(_) => None,
                None => {
                    let is_day = |word: &str| weekday(word).is_some() || ["today", "tomorrow", "um"].contains(&word);
                    let is_date = |word: &str| word.len() > 3 && word.starts_with(char::is_numeric);
                    let dated = before.is_some_and(|before| is_day(before) || is_date(before));
                    let is_time = month.len() == 2 && (day < 24 && number < 60 || (day, number) == (24, 0));
                    (dated && !ends && is_time).then(|| format!("{day}:{month}"))
                }
            }
        }
        DateOrder::MonthFirst | DateOrder::DayFirst => None,
    }
}
