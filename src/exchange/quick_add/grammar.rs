//! The table of phrases that quick add understands. The help is generated from it, and its examples are tests.

use super::dates::{date, date_or_feast, next_at, plus_units, when};
use super::found::{DateAndTime, Found};
use super::holidays::feast;
use super::lengths::length;
use super::months::{day_and_month, end_of_named_month};
use super::phrase::{PhraseMatch, PhraseValue, TitleLink, WordCursor};
use super::reading::Reading;
use super::repeats::repeated;
use super::times::{time, time_range};
use super::tokens::{amount, digits};
use super::understood::PhraseKind;
use crate::model::{Energy, Minutes};

/// One row of the phrase table.
pub struct PhraseRule {
    pub kind: PhraseKind,
    /// Name in the help.
    pub name: &'static str,
    /// Understood forms, for the help.
    pub forms: &'static str,
    /// Lines that contain the phrase.
    pub examples: &'static [&'static str],
    parse: fn(&WordCursor) -> Option<PhraseMatch>,
}

impl PhraseRule {
    pub(super) fn at(&self, cursor: &WordCursor) -> Option<PhraseMatch> {
        (self.parse)(cursor)
    }
}

/// All phrases, in order of precedence: the first match wins.
pub const PHRASE_RULES: &[PhraseRule] = &[
    PhraseRule {
        kind: PhraseKind::Tag,
        name: "Tag",
        forms: "#thesis",
        examples: &["Draft intro #thesis", "Call #home/garden mum"],
        parse: tag,
    },
    PhraseRule {
        kind: PhraseKind::Importance,
        name: "Importance and urgency",
        forms: "! important, !! important and urgent, !urgent; p1 to p4 for the quadrants",
        examples: &["Pay rent !", "Fix login !!", "Call back !urgent", "Fix login p1"],
        parse: importance,
    },
    PhraseRule {
        kind: PhraseKind::Energy,
        name: "Energy",
        forms: "~low, ~mid, ~high",
        examples: &["Sort mail ~low"],
        parse: energy,
    },
    PhraseRule {
        kind: PhraseKind::Hard,
        name: "Hard due date",
        forms: "by! fri, or in braces: {12 dec}",
        examples: &["Hand in by! fri", "Hand in {12 dec}"],
        parse: hard,
    },
    PhraseRule {
        kind: PhraseKind::NotBefore,
        name: "From and to",
        forms: "2-4pm, 14:00 to 15:30, from 2 to 4pm: two hours; between 2 and 4pm: at some time then",
        examples: &["Clean up fri 2-4pm", "Call Ann between 2 and 4pm"],
        parse: range,
    },
    PhraseRule {
        kind: PhraseKind::NotBefore,
        name: "Not before",
        forms: ">mon, >12 dec 14:00, not before friday, starting tomorrow, after 5pm",
        examples: &["Book flights >mon", "Book flights not before friday", "Diet starting tomorrow"],
        parse: not_before,
    },
    PhraseRule {
        kind: PhraseKind::Repeat,
        name: "Repeats",
        forms: "every day, every 2 weeks, every mon and thu at 9:00, every evening at 8, every 3rd friday, every last \
                workday, last friday of every month, every 27th, every jan 27, daily, mondays, mon wed fri, friday mornings; \
                every! 10 days, or after 10 days at the end of the title, to count from completion; \
                starting 3 aug, until 12 dec, until march, for 3 weeks, 5 times",
        examples: &[
            "Water plants every 3 days",
            "Yoga mondays",
            "Gym mon wed fri",
            "Water plants after 10 days",
            "Backup daily",
        ],
        parse: repeat,
    },
    PhraseRule {
        kind: PhraseKind::Length,
        name: "Length",
        forms: "25m, 30', t25m, 1h30, 1.5h, 1½h, 20-30 min, 90 min, 2 hours, half an hour",
        examples: &["Draft intro 25m", "Plan week for half an hour", "Read 1 h 20"],
        parse: estimate,
    },
    PhraseRule {
        kind: PhraseKind::Due,
        name: "Due",
        forms: "today, tomorrow 9:00, fri evening at 8, next week, in 3 days, in 90m, 12 dec, 3/4, 2026-12-12, end of month, \
                last friday of march, 2 weeks before 12 dec, 3 days before christmas, tuesday week, in 3 business days, \
                due:fri, 📅 2026-12-12, at 17:00, at 3 (in the afternoon), tonight",
        examples: &["Call Ann tomorrow at 9", "Pay rent end of month", "Tidy up in 3 days", "Call Ann on the 27th"],
        parse: due,
    },
    PhraseRule {
        kind: PhraseKind::Pieces,
        name: "Equal pieces",
        forms: "2h /30: four steps of half an hour",
        examples: &["Read the book 2h /30"],
        parse: pieces,
    },
];

fn tag(at: &WordCursor) -> Option<PhraseMatch> {
    let name = at.first().strip_prefix('#')?;
    // Marks of vowels and joiners are parts of words in many scripts (UAX 31).
    let joins = |c: char| "-_/\u{200c}\u{200d}".contains(c);
    let fits = name.chars().any(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || joins(c) || unicode_ident::is_xid_continue(c));
    at.whole(PhraseValue::Tag(fits.then(|| name.to_owned())?))
}

/// Returns the words after a mark at the start of a phrase, with the number of words that the mark takes.
///
/// Reads "due:fri", "[due:: fri]" of Dataview, and the emoji of Obsidian Tasks, each with or without a space.
fn marked<'a>(at: &'a WordCursor, keys: &[&str], emoji: &[&str]) -> Option<(Vec<&'a str>, usize)> {
    let first = at.lower[0];
    if first.is_ascii() && !at.raw().contains(':') {
        return None;
    }
    let bare = first.trim_end_matches('\u{fe0f}');
    let alone = emoji.contains(&bare) || (keys.contains(&first) && at.raw().ends_with("::"));
    let words = if alone {
        at.lower[1..].to_vec()
    } else {
        let key = || first.split_once(':').filter(|(key, rest)| keys.contains(key) && !rest.starts_with('/'));
        let sign = || emoji.iter().find_map(|sign| first.strip_prefix(sign));
        let rest = key().map(|(_, rest)| rest).or_else(sign)?.trim_start_matches([':', '\u{fe0f}']);
        std::iter::once(rest).chain(at.lower[1..].iter().copied()).collect()
    };
    words.first().is_some_and(|first| !first.is_empty()).then_some((words, usize::from(alone)))
}

/// Reads "⏫" and "[priority:: high]".
fn marked_importance(at: &WordCursor) -> Option<PhraseMatch> {
    let first = at.lower[0].trim_end_matches('\u{fe0f}');
    let named = || marked(at, &["priority"], &[]).map(|(words, lead)| (words[0], lead + 1));
    let (name, used) = if ["🔺", "⏫", "🔼", "🔽", "⏬"].contains(&first) { (first, 1) } else { named()? };
    let (important, urgent) = match name {
        "🔺" | "highest" => (Some(true), Some(true)),
        "⏫" | "🔼" | "high" | "medium" => (Some(true), None),
        "🔽" | "⏬" | "low" | "lowest" => (Some(false), None),
        _ => return None,
    };
    Some(PhraseMatch { used, ..PhraseMatch::sure(PhraseValue::Importance(important, urgent)) })
}

fn importance(at: &WordCursor) -> Option<PhraseMatch> {
    if let Some(found) = marked_importance(at) {
        return Some(found);
    }
    let (important, urgent, weak) = match at.lower[0] {
        "!" | "!important" => (Some(true), None, false),
        "!!" | "!!!" => (Some(true), Some(true), false),
        "!urgent" => (None, Some(true), false),
        "p1" => (Some(true), Some(true), true),
        "p2" => (Some(true), Some(false), true),
        "p3" => (Some(false), Some(true), true),
        "p4" => (Some(false), Some(false), true),
        _ => return None,
    };
    Some(PhraseMatch { weak, ..PhraseMatch::sure(PhraseValue::Importance(important, urgent)) })
}

fn energy(at: &WordCursor) -> Option<PhraseMatch> {
    at.whole(PhraseValue::Energy(match at.lower[0].strip_prefix('~')? {
        "low" | "lo" => Energy::Low,
        "mid" | "med" | "medium" => Energy::Mid,
        "high" | "hi" => Energy::High,
        _ => return None,
    }))
}

/// Reads "by! fri", "by!" anywhere next to a date, and "{fri}".
fn hard(at: &WordCursor) -> Option<PhraseMatch> {
    if at.lower[0] == "by!" {
        let due = at.lower.get(1..).filter(|rest| !rest.is_empty()).and_then(|rest| when(rest, at.reading));
        return match due {
            Some(due) => {
                Some(PhraseMatch { value: PhraseValue::HardDue(due.value), used: due.used + 1, weak: false, led: true })
            }
            None => at.whole(PhraseValue::Hard),
        };
    }
    if let Some(first) = at.lower[0].strip_prefix("by!") {
        let mut words = vec![first];
        words.extend(&at.lower[1..]);
        let due = when(&words, at.reading)?;
        return Some(PhraseMatch { value: PhraseValue::HardDue(due.value), used: due.used, weak: false, led: true });
    }
    if at.lower[0] == "{" {
        let due = when(&at.lower[1..], at.reading)?;
        let used = due.used + 2;
        let closed = at.lower.get(used - 1) == Some(&"}");
        return closed.then_some(PhraseMatch { value: PhraseValue::HardDue(due.value), used, weak: false, led: true });
    }
    let due = at.raw().starts_with('{').then(|| when(at.lower, at.reading)).flatten()?;
    let last = &at.words[due.used - 1];
    let closed = at.text[last.core.end..last.range.end].starts_with('}');
    closed.then_some(PhraseMatch { value: PhraseValue::HardDue(due.value), used: due.used, weak: false, led: true })
}

/// First words of titles in which two times are an old and a new one.
const CHANGES: [&str; 7] = ["move", "reschedule", "change", "shift", "push", "postpone", "extend"];

fn range(at: &WordCursor) -> Option<PhraseMatch> {
    let (range, used) = time_range(at.lower).filter(|_| link(at.before).is_none())?;
    let led = ["from", "between"].contains(&at.lower[0]);
    // "Move the call from 2pm to 4pm" is a change of time.
    let verb = at.text.split_whitespace().next().unwrap_or_default().to_lowercase();
    if led && CHANGES.contains(&verb.as_str()) {
        return Some(PhraseMatch { value: PhraseValue::Words(TitleLink::None), used, weak: false, led });
    }
    let value = PhraseValue::Range(range, at.lower[0] != "between");
    Some(PhraseMatch { value, used, weak: false, led })
}

fn not_before(at: &WordCursor) -> Option<PhraseMatch> {
    let keys = ["start", "starts", "wait", "scheduled", "from", "t", "defer"];
    if let Some((words, lead)) = marked(at, &keys, &["⏳", "⌛", "🛫"]) {
        return start(&words, 0, at.reading).map(|found| PhraseMatch { used: found.used + lead, ..found });
    }
    let lead = match *at.lower {
        ["not", "before", ..] | ["starting", "on" | "from", ..] => 2,
        ["starting", ..] | [">", ..] => 1,
        ["from" | "after", ..] => return said_start(at),
        ["starts" | "begins", ref rest @ ..] => {
            let is_date = at.before.is_some() && when(rest, at.reading).is_some_and(|found| found.value.date.is_some());
            return start(at.lower, 1, at.reading).filter(|_| is_date);
        }
        [first, ..] => {
            let mut words = vec![first.strip_prefix('>')?];
            words.extend(&at.lower[1..]);
            return start(&words, 0, at.reading);
        }
        [] => return None,
    };
    start(at.lower, lead, at.reading)
}

/// Reads "from monday" and "after monday". Both may be part of a title, so they are weak. "After" a day means the
/// next day.
fn said_start(at: &WordCursor) -> Option<PhraseMatch> {
    let found = start(at.lower, 1, at.reading).filter(|_| at.lower[1] != "tom")?;
    let PhraseValue::NotBefore(when) = found.value else { return None };
    let whole_day = when.time.is_none() && at.lower[0] == "after";
    let date = if whole_day { when.date.and_then(|date| date.succ_opt()) } else { when.date };
    Some(PhraseMatch { value: PhraseValue::NotBefore(DateAndTime { date, ..when }), weak: true, ..found })
}

/// Reads a date, or a time alone as its next occurrence.
fn start(words: &[&str], lead: usize, reading: &Reading) -> Option<PhraseMatch> {
    let words = words.get(lead..).filter(|words| words.first().is_some_and(|first| !first.is_empty()))?;
    let feast = || {
        let (date, used) = feast(words, reading.today)?;
        Some(Found { value: DateAndTime { date: Some(date), ..DateAndTime::default() }, used, weak: true })
    };
    let Found { value, used, .. } = when(words, reading).or_else(feast)?;
    let date = value.date.or_else(|| value.time.map(|time| next_at(time, reading.now)));
    Some(PhraseMatch {
        value: PhraseValue::NotBefore(DateAndTime { date, ..value }),
        used: lead + used,
        weak: false,
        led: true,
    })
}

fn repeat(at: &WordCursor) -> Option<PhraseMatch> {
    if let Some((words, lead)) = marked(at, &["repeat", "rec", "repeats", "every"], &["🔁"]) {
        let every: Vec<&str> = std::iter::once("every").chain(words.iter().copied()).collect();
        let said = repeated(&words, at.reading).filter(|found| found.value.is_some());
        let found = match said {
            Some(found) => found,
            None => repeated(&every, at.reading).map(|found| Found { used: found.used - 1, ..found })?,
        };
        let value = PhraseValue::Repeat(Box::new(found.value?));
        return Some(PhraseMatch { used: found.used + lead, ..PhraseMatch::sure(value) });
    }
    // After a colon, days between commas are steps: "Pick day: mon, tue".
    let listed = at.raw().ends_with([',', ';']) && at.text[..at.words[0].range.start].contains(": ");
    let found = repeated(at.lower, at.reading).filter(|_| !listed)?;
    let value = match found.value {
        Some(rule) if link(at.before).is_none() => PhraseValue::Repeat(Box::new(rule)),
        _ => PhraseValue::Words(TitleLink::None),
    };
    Some(PhraseMatch { value, used: found.used, weak: found.weak, led: true })
}

fn estimate(at: &WordCursor) -> Option<PhraseMatch> {
    if let Some((words, lead)) = marked(at, &["est", "estimate", "length", "duration"], &["⏱"]) {
        let (minutes, used) = length(&words)?;
        return Some(PhraseMatch { used: used + lead, ..PhraseMatch::sure(PhraseValue::Length(minutes)) });
    }
    let lead = usize::from(["for", "takes", "~"].contains(&at.lower[0]));
    // "5M" is five million, not five minutes.
    if at.words.get(lead)?.literal || at.text[at.words[lead].core.clone()].ends_with('M') {
        return None;
    }
    let first = at.lower[0];
    // "~25m", and "t25m" as in Super Productivity.
    let timed = first.strip_prefix('t').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let marked = first.strip_prefix('~').filter(|_| lead == 0).or(timed);
    let (minutes, used) = match marked {
        Some(first) => {
            let mut words = at.until_comma(0).to_vec();
            words[0] = first;
            length(&words)?
        }
        None => length(at.until_comma(lead))?,
    };
    let past = ["ago", "later", "before", "after"].contains(at.lower.get(lead + used).unwrap_or(&""));
    let led = lead > 0 || marked.is_some();
    (!past).then_some(PhraseMatch { value: PhraseValue::Length(minutes), used: lead + used, weak: false, led })
}

/// Returns the relation that the preceding word sets up, if any.
fn link(before: Option<&str>) -> Option<TitleLink> {
    match before? {
        "or" | "and" | "&" => Some(TitleLink::Both),
        "to" => Some(TitleLink::Range),
        "of" | "than" | "about" | "since" | "between" | "last" | "past" => Some(TitleLink::None),
        before => before.ends_with("'s").then_some(TitleLink::None),
    }
}

/// Counts the prepositions that introduce a date.
fn due_lead(words: &[&str], reading: &Reading) -> usize {
    let is_date = |words: &[&str]| when(words, reading).is_some_and(|found| found.value.date.is_some());
    match *words {
        ["no" | "not", "later", "than", ..] => 3,
        ["on" | "at" | "over" | "by" | "before" | "until", "the", "weekend", ..] | ["due", "on" | "by" | "at", ..] => 2,
        ["on" | "by" | "due" | "until" | "till" | "before" | "for", ..] => 1,
        ["at" | "@", ..] if is_date(&words[1..]) => 1,
        _ => 0,
    }
}

/// Returns whether the words are "deadline" and a date behind a title, as in "Essay deadline friday". "The deadline" and
/// "meet the deadline" are titles.
fn is_deadline(at: &WordCursor) -> bool {
    const OF_TITLES: [&str; 16] = [
        "the", "a", "my", "our", "your", "new", "next", "this", "meet", "miss", "extend", "set", "check", "move",
        "confirm", "about",
    ];
    at.lower[0] == "deadline"
        && at.before.is_some_and(|before| !OF_TITLES.contains(&before))
        && when(&at.lower[1..], at.reading).is_some_and(|found| found.value.date.is_some())
}

/// Verbs after which "by 5" is an amount.
const AMOUNTS: [&str; 16] = [
    "increase", "raise", "grow", "boost", "improve", "bump", "reduce", "cut", "lower", "decrease", "drop", "shrink",
    "divide", "multiply", "shorten", "delay",
];

/// Reads the "5" of "by 5". Weak, so that it is a time only where no title follows.
fn by_hour(at: &WordCursor) -> Option<Found<DateAndTime>> {
    let ["by", hour, ..] = *at.lower else { return None };
    let verb = at.text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_amount = CHANGES.iter().chain(&AMOUNTS).any(|change| *change == verb);
    let time = time(&["at", hour]).filter(|time| digits(hour).is_some_and(|hour| hour <= 12) && time.used == 2)?;
    let value = DateAndTime { time: Some(time.value), ..DateAndTime::default() };
    (!is_amount).then_some(Found { value, used: 1, weak: true })
}

/// Reads "in december" as the end of that month, and "next 3 days" as the last of them.
fn vague_date(words: &[&str], reading: &Reading) -> Option<Found<DateAndTime>> {
    let (date, used) = match *words {
        ["in", ref rest @ ..] if day_and_month(rest, reading.today).is_none() => {
            let end = end_of_named_month(rest, reading.today)?;
            (end.value, end.used + 1)
        }
        ["next", ref rest @ ..] => {
            let (n, unit, used) = amount(rest)?;
            (plus_units(reading.today, n, unit)?, used + 1)
        }
        _ => return None,
    };
    Some(Found { value: DateAndTime { date: Some(date), ..DateAndTime::default() }, used, weak: true })
}

/// Reads a date after a mark of its meaning, "deadline:" or an emoji of Obsidian Tasks. `None` if there is no mark.
fn marked_date(at: &WordCursor) -> Option<Option<PhraseMatch>> {
    if let Some((words, lead)) = marked(at, &["due", "deadline", "by"], &["📅", "📆", "🗓"]) {
        return Some(
            when(&words, at.reading).map(|found| PhraseMatch {
                used: found.used + lead,
                ..PhraseMatch::sure(PhraseValue::Due(found.value))
            }),
        );
    }
    let (words, lead) = marked(at, &["created", "completion", "cancelled"], &["➕", "✅", "❌"])?;
    Some(
        date(&words, at.reading)
            .map(|found| PhraseMatch { used: found.used + lead, ..PhraseMatch::sure(PhraseValue::Ignored) }),
    )
}

fn due(at: &WordCursor) -> Option<PhraseMatch> {
    if let Some(found) = marked_date(at) {
        return found;
    }
    let is_plain =
        |found: &Found<DateAndTime>| at.words[1..found.used].iter().all(|it| it.core.start == it.range.start);
    if let Some(found) = vague_date(at.lower, at.reading).filter(is_plain) {
        return Some(PhraseMatch {
            value: PhraseValue::Perhaps(found.value),
            used: found.used,
            weak: true,
            led: false,
        });
    }
    let first = at.lower[0];
    let lead = if is_deadline(at) { 1 } else { due_lead(at.lower, at.reading) };
    let mut words = at.lower.get(lead..).filter(|words| !words.is_empty())?.to_vec();
    let bare = words[0].strip_prefix('@').filter(|bare| !bare.is_empty());
    if let Some(bare) = bare {
        let mut without = words.clone();
        without[0] = bare;
        if when(&without, at.reading).is_some_and(|found| found.value.date.is_some()) {
            words = without;
        }
    }
    let feast = || {
        let day = date_or_feast(&words, at.reading).filter(|_| lead > 0 && first != "for")?;
        Some(Found {
            value: DateAndTime { date: Some(day.value), ..DateAndTime::default() },
            used: day.used,
            weak: true,
        })
    };
    let vague = || vague_date(&words, at.reading).filter(|_| first == "due");
    let found = when(&words, at.reading).or_else(|| by_hour(at)).or_else(vague);
    let feast = if found.is_none() { feast() } else { None };
    let led = lead > 0 && feast.is_none() && words[0] != "tom";
    let found = found.or(feast)?;
    let DateAndTime { date, time, .. } = found.value;
    if date.is_none() && ["for", "on"].contains(&first) {
        return None;
    }
    let value = match link(at.before) {
        // Only a time can end a range that starts with a time.
        Some(TitleLink::Range) if date.is_some() || time.is_none() => PhraseValue::Words(TitleLink::Both),
        Some(link) => PhraseValue::Words(link),
        None if ["until", "till"].contains(&first) => PhraseValue::Until(found.value),
        None => PhraseValue::Due(found.value),
    };
    let led_to_date = led && date.is_some();
    Some(PhraseMatch {
        value,
        used: found.used + lead,
        weak: found.weak && !led_to_date,
        led: lead > 0 || bare.is_some(),
    })
}

fn pieces(at: &WordCursor) -> Option<PhraseMatch> {
    let size = at.lower[0].strip_prefix('/')?;
    let minutes = match size.parse::<u32>() {
        Ok(minutes) if (1..=600).contains(&minutes) => Minutes::new(minutes),
        Ok(_) => return None,
        Err(_) => length(&[size])?.0,
    };
    at.whole(PhraseValue::Pieces(minutes))
}
