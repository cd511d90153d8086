//! A task from a line of text: "Draft intro 25m #thesis fri 14:00 !! ~low >mon".
//!
//! What is not understood stays in the title, so nothing that was typed is lost.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

use crate::model::{Due, DueKind, Energy, Minutes, Moment, Order, PlanningDay, Task, TaskId, Urgency, day_of};

/// The task that a line of text means; `None` for a blank line.
///
/// Understood are a length (`25m`, `1h30`, `90min`), tags (`#thesis`), a due date and time (`today`, `tomorrow`, a
/// weekday, `2026-12-12`, `12 dec`, `14:00`), `by!` for a hard one, the earliest start (`>mon`), `!` for important, `!!`
/// for important and urgent, and energy (`~low`, `~mid`, `~high`). Words in double quotes are literal.
pub fn quick_add(text: &str, id: TaskId, order: Order, now: Moment, day_start: NaiveTime) -> Option<Task> {
    let today = day_of(now.local, day_start);
    let mut task = Task::new(id, String::new(), order, now.instant);
    let mut title: Vec<&str> = Vec::new();
    let (mut date, mut time, mut hard) = (None, None, false);
    let words = split(text);
    let mut at = 0;
    while let Some((word, quoted)) = words.get(at).copied() {
        at += 1;
        if quoted {
            title.push(word);
        } else if let Some(tag) = word.strip_prefix('#').filter(|tag| is_tag(tag)) {
            task.tags.insert(tag.to_owned());
        } else if word == "!" || word == "!!" {
            task.important = Some(true);
            if word == "!!" {
                task.urgency = Urgency::Pinned(true);
            }
        } else if word == "by!" {
            hard = true;
        } else if let Some(energy) = word.strip_prefix('~').and_then(parse_energy) {
            task.energy = Some(energy);
        } else if let Some(from) = word.strip_prefix('>').and_then(|from| parse_date(from, today)) {
            task.not_before = Some(from.and_time(day_start));
        } else if let Some(minutes) = parse_length(word).filter(|_| task.estimate.is_none() && has_unit(word)) {
            task.estimate = Some(minutes);
        } else if let Some((found, used)) = date_at(&words[at - 1..], today).filter(|_| date.is_none()) {
            date = Some(found);
            at += used - 1;
        } else if let Some(found) = parse_clock(word).filter(|_| time.is_none()) {
            time = Some(found);
        } else {
            title.push(word);
        }
    }
    if title.is_empty() {
        let whole = text.trim();
        return (!whole.is_empty()).then(|| Task::new(task.id, whole, task.order, now.instant));
    }
    task.title = title.join(" ");
    let kind = if hard { DueKind::Hard } else { DueKind::Soft };
    task.due = date.or(time.map(|_| today.date)).map(|date| Due { date, time, kind });
    Some(task)
}

/// The words of a line, and whether each was in quotes.
fn split(text: &str) -> Vec<(&str, bool)> {
    let mut words = Vec::new();
    for (n, part) in text.split('"').enumerate() {
        let closed = n % 2 == 1 && text.matches('"').count() > n;
        if closed {
            words.push((part, true));
        } else {
            words.extend(part.split_whitespace().map(|word| (word, false)));
        }
    }
    words.retain(|(word, _)| !word.is_empty());
    words
}

fn is_tag(tag: &str) -> bool {
    tag.chars().any(char::is_alphabetic) && tag.chars().all(|c| c.is_alphanumeric() || "-_/".contains(c))
}

fn has_unit(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
}

fn parse_energy(word: &str) -> Option<Energy> {
    match word {
        "low" => Some(Energy::Low),
        "mid" => Some(Energy::Mid),
        "high" => Some(Energy::High),
        _ => None,
    }
}

/// A length of at least a minute: "25m", "25 min", "1h", "1h30", "1 h 20", "1.5h", "90" (minutes).
pub fn parse_length(text: &str) -> Option<Minutes> {
    let text: String = text.to_ascii_lowercase().split_whitespace().collect();
    let minutes = |text: &str| -> Option<u32> {
        let digits = ["minutes", "mins", "min", "m"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
    };
    let total = match text.split_once('h') {
        Some((hours, rest)) => {
            let rest = ["ours", "our", "rs", "r"].iter().find_map(|unit| rest.strip_prefix(unit)).unwrap_or(rest);
            let whole_or_decimal = hours.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            let hours: f64 = if whole_or_decimal { hours.parse().ok()? } else { return None };
            let rest = if rest.is_empty() { 0 } else { minutes(rest)? };
            (hours * 60.0).round() as u32 + rest
        }
        None => minutes(&text)?,
    };
    (total > 0).then(|| Minutes::new(total))
}

/// A due date and time as a person writes it in a field: "fri", "tomorrow 14:00", "12 dec", "2026-12-12".
pub fn parse_due(text: &str, today: PlanningDay) -> Option<Due> {
    let words = split(text);
    let (date, used) = date_at(&words, today).map_or((None, 0), |(date, used)| (Some(date), used));
    let rest = &words[used..];
    let time = match rest {
        [] => None,
        [(word, _)] => Some(parse_clock(word)?),
        _ => return None,
    };
    let date = date.or(time.map(|_| today.date))?;
    Some(Due { date, time, kind: DueKind::Soft })
}

/// The date that the first words mean, and how many words it took.
fn date_at(words: &[(&str, bool)], today: PlanningDay) -> Option<(NaiveDate, usize)> {
    let (first, quoted) = *words.first()?;
    if quoted {
        return None;
    }
    if let Some((second, false)) = words.get(1)
        && let Some(date) = day_and_month(first, second, today).or_else(|| day_and_month(second, first, today))
    {
        return Some((date, 2));
    }
    Some((parse_date(first, today)?, 1))
}

/// "12 dec": this year, or the next if that is past.
fn day_and_month(day: &str, month: &str, today: PlanningDay) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let day: u32 = day.trim_end_matches('.').parse().ok()?;
    let month = month.to_ascii_lowercase();
    let month =
        MONTHS.iter().position(|name| *name == month).or_else(|| FULL.iter().position(|name| *name == month))?;
    let on = |year| NaiveDate::from_ymd_opt(year, u32::try_from(month).unwrap_or(0) + 1, day);
    let year = today.date.year();
    (year..year + 9).find_map(|year| on(year).filter(|date| *date >= today.date))
}

/// "today", "tomorrow", "fri", "friday", "2026-12-12".
pub fn parse_date(word: &str, today: PlanningDay) -> Option<NaiveDate> {
    let word = word.to_ascii_lowercase();
    match word.as_str() {
        "today" | "tod" => return Some(today.date),
        "tomorrow" | "tom" | "tmr" => return today.date.succ_opt(),
        "yesterday" => return today.date.pred_opt(),
        _ => {}
    }
    if let Some(weekday) = weekday(&word) {
        let ahead = (7 + weekday.num_days_from_monday() - today.date.weekday().num_days_from_monday()) % 7;
        return today.date.checked_add_days(Days::new(u64::from(if ahead == 0 { 7 } else { ahead })));
    }
    NaiveDate::parse_from_str(&word, "%Y-%m-%d").ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    const NAMES: [(&str, &str); 7] = [
        ("mon", "monday"),
        ("tue", "tuesday"),
        ("wed", "wednesday"),
        ("thu", "thursday"),
        ("fri", "friday"),
        ("sat", "saturday"),
        ("sun", "sunday"),
    ];
    let index = NAMES.iter().position(|(short, long)| word == *short || word == *long)?;
    Weekday::try_from(u8::try_from(index).ok()?).ok()
}

fn parse_clock(word: &str) -> Option<NaiveTime> {
    let (hour, minute) = word.split_once(':')?;
    (minute.len() == 2).then(|| NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> Moment {
        let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
        Moment { instant: local.and_utc(), local }
    }

    fn four() -> NaiveTime {
        NaiveTime::from_hms_opt(4, 0, 0).expect("a time")
    }

    fn read(text: &str) -> Task {
        quick_add(text, TaskId::derived("t"), Order::default(), now(), four()).expect("a task")
    }

    #[test]
    fn a_line_with_everything() {
        let task = read("Draft intro 25m #thesis fri 14:00 !! ~low >wed by!");
        assert_eq!(task.title, "Draft intro");
        assert_eq!(task.estimate, Some(Minutes::new(25)));
        assert_eq!(task.tags.iter().collect::<Vec<_>>(), ["thesis"]);
        let due = task.due.expect("a due date");
        assert_eq!((due.date.to_string(), due.kind), ("2026-11-27".into(), DueKind::Hard));
        assert_eq!(due.time.map(|time| time.to_string()), Some("14:00:00".into()));
        assert_eq!((task.important, task.urgency), (Some(true), Urgency::Pinned(true)));
        assert_eq!(task.energy, Some(Energy::Low));
        assert_eq!(task.not_before.map(|at| at.to_string()), Some("2026-11-25 04:00:00".into()));
    }

    #[test]
    fn a_weekday_is_the_next_one_and_never_today() {
        assert_eq!(read("call mon").due.map(|due| due.date.to_string()), Some("2026-11-30".into()));
        assert_eq!(read("leap 29 feb").due.map(|due| due.date.to_string()), Some("2028-02-29".into()));
        assert_eq!(read("pay 1 jan").due.map(|due| due.date.to_string()), Some("2027-01-01".into()));
    }

    #[test]
    fn what_is_not_understood_stays_in_the_title() {
        assert_eq!(read("read chapter 7").title, "read chapter 7");
        assert_eq!(read("issue #12 and \"fri\" 10m").title, "issue #12 and fri");
        assert_eq!(read("25m").title, "25m");
        assert_eq!(read("say \"25m").title, "say");
    }

    #[test]
    fn lengths() {
        let read = |text| parse_length(text).map(Minutes::get);
        let all = ["25m", "25 min", "1h", "1h30", "1 h 20", "1.5h", "90", "2 hours", "90 minutes"].map(read);
        assert_eq!(all, [25, 25, 60, 90, 80, 90, 90, 120, 90].map(Some));
        assert_eq!(["", "0", "h", "-5", "1h30x", "12 apples"].map(read), [None; 6]);
    }

    proptest! {
        #[test]
        fn any_text_makes_a_task_or_nothing(text in "\\PC{0,60}") {
            let task = quick_add(&text, TaskId::derived("t"), Order::default(), now(), four());
            prop_assert_eq!(task.is_none(), text.trim().is_empty());
            prop_assert!(task.is_none_or(|task| !task.title.trim().is_empty()));
        }
    }
}
