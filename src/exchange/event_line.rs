//! Parses a line such as "Class every mon and wed 10-12 until 18 dec" into an event.
//!
//! This module reads time ranges and "whole day"; quick add reads dates, lengths and repetition.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use super::quick_add::{Reading, month, repeat_words, understand_event};
use crate::calendar::Rule;
use crate::calendar::words::{Words, weekday_day_from};
use crate::model::{EventTime, Minutes, PlanningDay, Span, TimeRange};

/// A parsed event line.
#[derive(Clone, Debug, PartialEq)]
pub struct EventLine {
    pub title: String,
    pub time: EventTime,
    /// An RRULE of RFC 5545.
    pub rule: Option<String>,
    /// Byte ranges of the phrases.
    pub understood: Vec<Range<usize>>,
}

impl EventLine {
    /// Returns the date, with the year if it is not this one, time and repetition in words: "Tue 24 Nov 14:00–14:45,
    /// every tue until 2026-12-18".
    pub fn when(&self, words: Words, today: NaiveDate) -> String {
        let when = match &self.time {
            EventTime::AllDay { start, .. } => format!("{}, all day", weekday_day_from(*start, today)),
            EventTime::Timed { start, end } => {
                let times = words.times(Span::new(start.local, end.local));
                format!("{} {times}", weekday_day_from(start.local.date(), today))
            }
        };
        let rule = self.rule.as_ref().map(|rule| repeat_words(rule, false).unwrap_or_else(|| "repeats".into()));
        rule.map_or(when.clone(), |rule| format!("{when}, {rule}"))
    }
}

/// Longest typed range; a longer one has its ends swapped.
const LONGEST: Minutes = Minutes::new(12 * 60);

/// Default length of an event with only a start.
const USUAL: Minutes = Minutes::new(30);

/// Parses an event line. Without a date the event is on `day`. A range that ends before it starts ends after
/// midnight. A date without a time means the whole day.
///
/// # Errors
/// Returns a sentence for the user that says what is missing.
pub fn parse_event_line(text: &str, day: PlanningDay, reading: &Reading) -> Result<EventLine, &'static str> {
    const NO_TIME: &str = "Add a time and a title: 10-10:45 team";
    const NO_TITLE: &str = "Add a title after the time: 10-10:45 team";
    let words = line_words(text);
    let clock = range_in(&words);
    let whole = whole_day_in(&words);
    let taken: Vec<Range<usize>> =
        [clock.as_ref().map(|(_, at)| at), whole.as_ref()].into_iter().flatten().cloned().collect();
    let Some(said) = understand_event(&without(text, &taken), &Reading { day: Some(day), ..*reading }) else {
        return Err(if taken.is_empty() { NO_TIME } else { NO_TITLE });
    };
    let (date, at) = said.due.map_or((day.date, None), |(date, time)| (date, time));
    let on = PlanningDay { date, ..day };
    let timed = whole.is_none() && (clock.is_some() || at.is_some());
    if whole.is_none() && !timed && (said.estimate.is_some() || said.due.is_none()) {
        return Err(NO_TIME);
    }
    let time = match (clock, at) {
        (Some((range, _)), _) if timed => span(range.on(on))?,
        (None, Some(time)) if timed => {
            let start = date.and_time(time);
            span(Span::new(start, start + said.estimate.unwrap_or(USUAL).delta()))?
        }
        _ => whole_day(date),
    };
    if said.repeat.as_ref().is_some_and(|rule| rule.parse().is_ok_and(|rule: Rule| rule.is_within_day())) {
        return Err("An event can repeat daily at most");
    }
    let mut understood = taken;
    understood.extend(said.spans.into_iter().map(|span| span.range));
    understood.sort_by_key(|range| range.start);
    // A phrase may continue after the time range.
    understood.dedup_by(|next, last| {
        let within = next.start < last.end;
        last.end = if within { last.end.max(next.end) } else { last.end };
        within
    });
    Ok(EventLine { title: said.title, time, rule: said.repeat, understood })
}

fn whole_day(date: NaiveDate) -> EventTime {
    EventTime::AllDay { start: date, end: date.succ_opt().unwrap_or(date) }
}

fn span(span: Span) -> Result<EventTime, &'static str> {
    if span.minutes() > LONGEST {
        return Err("The end is before the start, or more than 12 hours later");
    }
    Ok(EventTime::floating(span))
}

/// A word outside quotes, in lower case, and its byte range.
type LineWord = (String, Range<usize>);

fn line_words(text: &str) -> Vec<LineWord> {
    let (mut at, mut quotes) = (0, 0);
    let mut words = Vec::new();
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let quoted = quotes % 2 == 1 || word.contains('"');
        quotes += word.matches('"').count();
        if !word.is_empty() && !quoted {
            words.push((word.trim_end_matches([',', ';', ':']).to_lowercase(), at..at + word.len()));
        }
        at += part.len();
    }
    words
}

/// Finds the time range of a line: "10-10:45", "9am – 11", "from 9 to 12". Prefers an unambiguous one.
fn range_in(words: &[LineWord]) -> Option<(TimeRange, Range<usize>)> {
    let found: Vec<_> = (0..words.len()).filter_map(|at| range_at(words, at)).collect();
    let sure = found.iter().find(|(_, _, sure)| *sure).or(found.first())?;
    Some((sure.0, sure.1.clone()))
}

/// Reads a time range at a word, including its preposition. The flag tells whether it is unambiguous.
fn range_at(words: &[LineWord], at: usize) -> Option<(TimeRange, Range<usize>, bool)> {
    let word = |at: usize| words.get(at).map_or("", |(word, _)| word.as_str());
    let sure = |word: &str| word.contains([':', 'm']);
    let led = at > 0 && ["from", "at"].contains(&word(at - 1));
    let first = at - usize::from(led);
    if let Some((from, Some(to))) = parse_start(word(at)) {
        let sure = led || sure(word(at));
        // "3-5 dec" is days, not hours.
        let range = TimeRange { from, to };
        return (sure || month(word(at + 1)).is_none()).then(|| (range, words[first].1.start..words[at].1.end, sure));
    }
    let dash = ["-", "–"].contains(&word(at + 1));
    let (from, to) = (parse_time(word(at))?, parse_time(word(at + 2))?);
    let said = dash || (word(at + 1) == "to" && (led || sure(word(at)) || sure(word(at + 2))));
    (said && from != to).then(|| (TimeRange { from, to }, words[first].1.start..words[at + 2].1.end, true))
}

/// Finds "whole day" or "all day".
fn whole_day_in(words: &[LineWord]) -> Option<Range<usize>> {
    let pair = words.windows(2).find(|pair| ["whole", "all"].contains(&pair[0].0.as_str()) && pair[1].0 == "day");
    pair.map(|pair| pair[0].1.start..pair[1].1.end)
}

/// Blanks parts of a text; all byte offsets stay the same.
fn without(text: &str, parts: &[Range<usize>]) -> String {
    let mut left = text.to_owned();
    for part in parts {
        left.replace_range(part.clone(), &" ".repeat(part.len()));
    }
    left
}

/// Parses "10:00–10:25", with or without spaces around the dash; at most 12 hours.
pub fn parse_times(text: &str, day: PlanningDay) -> Option<Span> {
    parse_range(text).map(|range| range.on(day)).filter(|span| span.minutes() <= LONGEST)
}

/// Does the same as [`parse_times`], with an error for a form field.
///
/// # Errors
/// Returns a sentence with an example of a valid range.
pub fn read_times(text: &str, day: PlanningDay) -> Result<Span, String> {
    parse_times(text, day).ok_or_else(|| format!("\"{text}\" is not a time range. Try 10:00-10:25."))
}

/// Parses "9-12:30", with or without spaces.
pub fn parse_range(text: &str) -> Option<TimeRange> {
    let word: String = text.split_whitespace().collect();
    let (from, to) = parse_start(&word)?;
    Some(TimeRange { from, to: to? })
}

/// Parses "9-12:30", or "15:00" without an end.
fn parse_start(word: &str) -> Option<(NaiveTime, Option<NaiveTime>)> {
    match word.split_once(['-', '–']) {
        Some((from, to)) => {
            let (from, to) = (parse_time(from)?, parse_time(to)?);
            (from != to).then_some((from, Some(to)))
        }
        None if word.contains(':') => Some((parse_time(word)?, None)),
        None => None,
    }
}

/// Parses "9", "9:30", "09.30", "9am", "5:15pm", "24:00".
pub fn parse_time(text: &str) -> Option<NaiveTime> {
    let word = text.split_whitespace().collect::<String>().to_ascii_lowercase();
    let (digits, noon) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (word.as_str(), None),
    };
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "0"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    NaiveTime::from_hms_opt(if hour == 24 && minute == 0 { 0 } else { hour }, minute, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::DateOrder;
    use crate::model::Moment;

    fn day(date: &str) -> PlanningDay {
        PlanningDay { date: date.parse().expect("a date"), starts: NaiveTime::from_hms_opt(4, 0, 0).expect("a time") }
    }

    /// Returns a reading on Monday 23 November at 9:40.
    fn reading() -> Reading {
        let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
        let now = Moment { instant: local.and_utc(), local };
        Reading::at(now, crate::calendar::Tz::UTC, day("2026-11-23").starts, DateOrder::DayFirst)
    }

    /// Reads a line while another day is shown.
    fn on(shown: &str, text: &str) -> String {
        match parse_event_line(text, day(shown), &reading()) {
            Ok(line) => format!("{}: {}", line.title, line.when(Words::default(), reading().today)),
            Err(why) => why.into(),
        }
    }

    fn read(text: &str) -> String {
        on("2026-11-23", text)
    }

    #[test]
    fn a_line_gives_a_time_and_a_title() {
        assert_eq!(read("10-10:45 team"), "team: Mon 23 Nov 10:00–10:45");
        assert_eq!(read("lunch with Ana 12:30–13.15"), "lunch with Ana: Mon 23 Nov 12:30–13:15");
        assert_eq!(read("9am-5:15pm fair"), "fair: Mon 23 Nov 09:00–17:15");
        assert_eq!(read("10-11 Marketing"), "Marketing: Mon 23 Nov 10:00–11:00");
        assert_eq!(read("22-0:30 party"), "party: Mon 23 Nov 22:00–00:30");
        assert_eq!(read("1-2 night shift"), "night shift: Tue 24 Nov 01:00–02:00");
        assert_eq!(read("15:00 call"), "call: Mon 23 Nov 15:00–15:30");
        assert_eq!(read("8:00 call"), "call: Mon 23 Nov 08:00–08:30");
        assert_eq!(read("14-24:00 late"), "late: Mon 23 Nov 14:00–00:00");
        assert_eq!(read("Lunch from 12 to 13"), "Lunch: Mon 23 Nov 12:00–13:00");
        assert_eq!(read("Read chapters 3-5 10:00-11"), "Read chapters 3-5: Mon 23 Nov 10:00–11:00");
    }

    #[test]
    fn a_line_gives_dates_and_repetition() {
        assert_eq!(read("Standup every weekday 9:30-9:45"), "Standup: Mon 23 Nov 09:30–09:45, every weekday");
        assert_eq!(read("Trip fri whole day"), "Trip: Fri 27 Nov, all day");
        assert_eq!(read("Trip all day 12 dec"), "Trip: Sat 12 Dec, all day");
        assert_eq!(read("Dentist tomorrow 14:00 45m"), "Dentist: Tue 24 Nov 14:00–14:45");
        assert_eq!(read("Dentist tomorrow at 2pm for 1h"), "Dentist: Tue 24 Nov 14:00–15:00");
        assert_eq!(
            read("Class every mon and wed 10-12 until 18 dec"),
            "Class: Mon 23 Nov 10:00–12:00, every mon, wed until 2026-12-18"
        );
        assert_eq!(read("Rent every 1st"), "Rent: Tue 1 Dec, all day, every 1st");
        assert_eq!(read("Choir every thu at 19:30 5 times 90 min"), "Choir: Thu 26 Nov 19:30–21:00, every thu 5 times");
        assert_eq!(read("\"fri 9-10\" song 11-12"), "fri 9-10 song: Mon 23 Nov 11:00–12:00");
        assert_eq!(
            read("Review !! #work 11-12: slides, notes"),
            "Review !! #work slides, notes: Mon 23 Nov 11:00–12:00"
        );
    }

    #[test]
    fn an_event_without_a_date_is_on_the_shown_day() {
        assert_eq!(on("2026-12-03", "10-11 team"), "team: Thu 3 Dec 10:00–11:00");
        assert_eq!(on("2026-12-03", "lunch at 12"), "lunch: Thu 3 Dec 12:00–12:30");
        assert_eq!(on("2026-12-03", "trip whole day"), "trip: Thu 3 Dec, all day");
        assert_eq!(on("2026-12-03", "lunch tomorrow at 12"), "lunch: Tue 24 Nov 12:00–12:30");
        assert_eq!(on("2026-12-03", "gym every mon 18-19"), "gym: Mon 7 Dec 18:00–19:00, every mon");
    }

    #[test]
    fn errors_name_the_missing_part() {
        assert!(read("team").starts_with("Add a time"));
        assert!(read("10-11").starts_with("Add a title"));
        assert!(read("25-26 team").starts_with("Add a time"));
        assert!(read("").starts_with("Add a time"));
        assert!(read("Dentist tomorrow 45m").starts_with("Add a time"));
        assert!(read("7-20 fair").starts_with("The end is"));
        assert!(read("water every 3 hours 10-11").starts_with("An event can repeat"));
    }

    #[test]
    fn phrases_have_their_byte_ranges() {
        let text = "Übung every mon 10-12 until 18 dec";
        let line = parse_event_line(text, day("2026-11-23"), &reading()).expect("a line");
        let parts: Vec<_> = line.understood.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(parts, ["every mon 10-12 until 18 dec"]);
    }
}
