//! German words for days, read as their English forms: "Zahnarzt übermorgen um 9", "bis nächsten Freitag".
//!
//! Under a German locale they are read anywhere. Elsewhere they may be names, so only words around them, as in "am
//! Montag" or "Montag um 9", make them days.

use chrono::{Days, NaiveDate};

use super::reading::DateOrder;
use super::tokens::digits;

/// Returns whether a word in lower case names a German day.
pub(super) fn is_day(word: &str) -> bool {
    weekday(word).is_some() || matches!(word, "heute" | "morgen" | "übermorgen" | "uebermorgen")
}

fn weekday(word: &str) -> Option<&'static str> {
    Some(match word {
        "montag" => "monday",
        "dienstag" => "tuesday",
        "mittwoch" => "wednesday",
        "donnerstag" => "thursday",
        "freitag" => "friday",
        "samstag" | "sonnabend" => "saturday",
        "sonntag" => "sunday",
        _ => return None,
    })
}

/// Reads the short form of a weekday, which is also a word in lower case.
fn short_weekday(word: &str) -> Option<&'static str> {
    let names = ["mo", "di", "mi", "do", "fr", "sa", "so"];
    let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    Some(full[names.iter().position(|name| *name == word)?])
}

fn part(word: &str) -> Option<&'static str> {
    Some(match word {
        "früh" | "morgen" | "vormittag" => "morning",
        "mittag" => "noon",
        "nachmittag" => "afternoon",
        "abend" => "evening",
        "nacht" => "night",
        _ => return None,
    })
}

fn month(word: &str) -> Option<&'static str> {
    Some(match word {
        "januar" | "jänner" => "january",
        "februar" | "feber" => "february",
        "märz" => "march",
        "april" => "april",
        "mai" => "may",
        "juni" => "june",
        "juli" => "july",
        "august" => "august",
        "september" => "september",
        "oktober" | "okt" => "october",
        "november" => "november",
        "dezember" | "dez" => "december",
        _ => return None,
    })
}

/// Reads a unit of "in 3 Tagen" and "nächste Woche".
fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "tag" | "tage" | "tagen" => "days",
        "woche" | "wochen" => "week",
        "monat" | "monate" | "monaten" => "month",
        "jahr" | "jahre" | "jahren" => "year",
        _ => return None,
    })
}

/// Reads the period of "Ende des Monats".
fn period(word: &str) -> Option<&'static str> {
    Some(match word {
        "woche" => "week",
        "monats" => "month",
        "quartals" => "quarter",
        "jahres" => "year",
        _ => return None,
    })
}

/// Reads the distance of "jede zweite Woche".
fn nth(word: &str) -> Option<&'static str> {
    Some(match word.trim_end_matches(['n', 's']) {
        "zweite" => "other",
        "dritte" => "3rd",
        "vierte" => "4th",
        "fünfte" => "5th",
        "sechste" => "6th",
        _ => return None,
    })
}

fn number(word: &str) -> Option<&'static str> {
    let names = ["einem", "einer", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"];
    let numbers = ["1", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    Some(numbers[names.iter().position(|name| *name == word)?])
}

/// Reads a word before a day: the preposition, or the choice of the week.
fn lead(word: &str) -> Option<&'static str> {
    Some(match word {
        "am" => "on",
        "bis" => "by",
        "ab" => "starting",
        "nächsten" | "nächster" | "nächste" | "nächstes" | "naechsten" => "next",
        "kommenden" | "kommender" | "kommende" => "coming",
        "diesen" | "dieser" | "diese" | "dieses" => "this",
        "jeden" | "jede" | "jedes" => "every",
        _ => return None,
    })
}

/// Splits "freitagabend" into the day and the part of the day; returns the length of the day.
pub(super) fn day_before_part(word: &str) -> Option<usize> {
    let end = ["früh", "morgen", "vormittag", "mittag", "nachmittag", "abend", "nacht"];
    let day = end.iter().filter_map(|end| word.strip_suffix(end)).find(|day| weekday(day).is_some())?;
    Some(day.len())
}

/// A line as it is translated.
struct GermanLine<'a> {
    words: &'a [&'a str],
    is_noun: &'a dyn Fn(usize) -> bool,
    is_german: bool,
    found: Vec<(usize, String)>,
}

/// Returns the English forms of the German words among `words`, which are in lower case, with their positions.
/// `is_noun` tells whether a word may be a noun by its capital.
pub(super) fn english_forms(
    words: &[&str],
    is_noun: &dyn Fn(usize) -> bool,
    order: DateOrder,
    today: NaiveDate,
) -> Vec<(usize, String)> {
    let mut line = GermanLine { words, is_noun, is_german: order == DateOrder::German, found: Vec::new() };
    for at in 0..words.len() {
        line.read_day(at, today);
        line.read_clock(at);
        line.read_distance(at);
        line.read_end(at);
        line.read_month(at);
    }
    line.found
}

impl<'a> GermanLine<'a> {
    fn word(&self, at: Option<usize>) -> &'a str {
        at.and_then(|at| self.words.get(at)).copied().unwrap_or_default()
    }

    fn put(&mut self, at: usize, english: &str) {
        self.found.push((at, english.to_owned()));
    }

    /// Reads a day with the words around it.
    fn read_day(&mut self, at: usize, today: NaiveDate) {
        let (before, next) = (self.word(at.checked_sub(1)), self.word(Some(at + 1)));
        let hour = next.starts_with(|c: char| c.is_ascii_digit());
        let oclock = hour && (next.contains(':') || self.word(Some(at + 2)) == "uhr");
        let is_timed = next == "um" || next == "früh" || oclock;
        let day = match self.words[at] {
            // "Am Morgen" is no day, and "Montag Morgen" is a part of one.
            "morgen" if before == "am" || is_day(before) => return,
            "heute" => "today".to_owned(),
            "morgen" => "tomorrow".to_owned(),
            "übermorgen" | "uebermorgen" => match today.checked_add_days(Days::new(2)) {
                Some(date) => date.to_string(),
                None => return,
            },
            word if self.is_german && (self.is_noun)(at) && (next.is_empty() || is_timed) => {
                match weekday(word).or_else(|| short_weekday(word)) {
                    Some(day) => day.to_owned(),
                    None => return,
                }
            }
            word => match weekday(word) {
                Some(day) => day.to_owned(),
                None => return,
            },
        };
        let is_sure = self.words[at].ends_with("bermorgen") || is_timed || lead(before).is_some();
        if !self.is_german && !is_sure {
            return;
        }
        self.put(at, &day);
        self.read_leads(at);
        let after = match part(next) {
            Some(part) => {
                self.put(at + 1, part);
                at + 2
            }
            None => at + 1,
        };
        if matches!(self.word(Some(after)), "um" | "gegen")
            && self.word(Some(after + 1)).starts_with(|c: char| c.is_ascii_digit())
        {
            self.put(after, "at");
        }
    }

    /// Reads "9.30 Uhr", "montags", and the "um" of "1.12. um 9".
    fn read_clock(&mut self, at: usize) {
        let word = self.words[at];
        if let Some(name) = word.strip_suffix('s').and_then(weekday).filter(|_| self.is_german) {
            self.put(at, &format!("{name}s"));
        }
        let before = self.word(at.checked_sub(1));
        let is_dated = self.is_german && before.contains('.') && before.starts_with(|c: char| c.is_ascii_digit());
        if is_dated && matches!(word, "um" | "gegen") && digits(self.word(Some(at + 1))).is_some() {
            self.put(at, "at");
        }
        let Some(first) = at.checked_sub(1).filter(|_| word == "uhr") else { return };
        let time = self.words[first].split_once('.').filter(|(_, minute)| minute.len() == 2);
        if let Some((hour, minute)) = time {
            self.put(first, &format!("{hour}:{minute}"));
        }
    }

    /// Reads "am", "bis nächsten" and "jeden zweiten" before a day at `at`.
    fn read_leads(&mut self, at: usize) {
        if at > 1 && nth(self.words[at - 1]) == Some("other") && lead(self.words[at - 2]) == Some("every") {
            self.put(at - 1, "other");
            return self.put(at - 2, "every");
        }
        for back in 1..=2 {
            let Some(place) = at.checked_sub(back) else { return };
            let Some(english) = lead(self.words[place]) else { return };
            self.put(place, english);
        }
    }

    /// Reads "in 3 Tagen", "nächste Woche", "jede zweite Woche", "alle 3 Tage", "am Wochenende".
    fn read_distance(&mut self, at: usize) {
        let Some(first) = at.checked_sub(1) else { return };
        let before = self.words[first];
        if self.words[at] == "wochenende" && before == "am" {
            self.put(first, "this");
            return self.put(at, "weekend");
        }
        let Some(unit) = unit(self.words[at]) else { return };
        let one = if unit == "days" { "day" } else { unit };
        let count = number(before).or_else(|| before.bytes().all(|b| b.is_ascii_digit()).then_some(before));
        let start = first.checked_sub(1);
        match (count.or(nth(before)), self.word(start)) {
            (Some(count), "in") if nth(before).is_none() => {
                self.put(first, count);
                self.put(at, unit);
            }
            (Some(count), word) if self.is_german && (word == "alle" || lead(word) == Some("every")) => {
                start.into_iter().for_each(|start| self.put(start, "every"));
                self.put(first, count);
                self.put(at, if word == "alle" { unit } else { one });
            }
            _ if self.is_german && matches!(lead(before), Some("next" | "this" | "every")) => {
                self.put(at, one);
                self.read_leads(at);
            }
            _ => {}
        }
    }

    /// Reads "Ende des Monats", "Ende der nächsten Woche", "bis Monatsende".
    fn read_end(&mut self, at: usize) {
        let is_led = matches!(self.word(at.checked_sub(1)), "am" | "bis");
        let whole = match self.words[at] {
            "monatsende" => Some("eom"),
            "jahresende" => Some("eoy"),
            _ => None,
        };
        if let Some(end) = whole.filter(|_| is_led) {
            self.put(at, end);
            return self.read_leads(at);
        }
        let of = matches!((self.words[at], self.word(Some(at + 1))), ("ende", "des" | "der"));
        let is_next = lead(self.word(Some(at + 2))) == Some("next");
        let last = at + 2 + usize::from(is_next);
        let Some(period) = period(self.word(Some(last))).filter(|_| of && (self.is_german || is_led)) else { return };
        self.put(at, "end");
        self.put(at + 1, "of");
        if is_next {
            self.put(at + 2, "next");
        }
        self.put(last, period);
        self.read_leads(at);
    }

    /// Reads "12. Dezember" and "im Dezember".
    fn read_month(&mut self, at: usize) {
        let Some((english, first)) = month(self.words[at]).zip(at.checked_sub(1)) else { return };
        let before = self.words[first];
        let is_day = before.len() <= 2 && !before.is_empty() && before.bytes().all(|b| b.is_ascii_digit());
        if before == "im" {
            self.put(first, "in");
        }
        if is_day || before == "im" {
            self.put(at, english);
        }
        if is_day
            && let Some(lead_at) = first.checked_sub(1).filter(|at| matches!(self.words[*at], "am" | "bis" | "ab"))
        {
            self.put(lead_at, lead(self.words[lead_at]).unwrap_or_default());
        }
    }
}
