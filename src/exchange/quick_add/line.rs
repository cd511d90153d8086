//! Reading one line with the table: what is understood where, what stays in the title, where the steps begin.

use std::collections::BTreeSet;
use std::ops::Range;

use super::dates::next_at;
use super::grammar::{Cursor, Kind, RULES, Value};
use super::repeats::{End, Repeated, last_day};
use super::rule::first_date;
use super::words::{Word, words};
use super::{Reading, Span, Understood, UnderstoodStep};
use crate::exchange::breakdown::equal_pieces;
use crate::model::{Energy, Minutes};

/// Most words that one part of a line is looked for in.
const REACH: usize = 40;

/// What a line means; `None` for a blank one. A line of which nothing would be left as a title is its own title.
pub fn understand(text: &str, reading: &Reading) -> Option<Understood> {
    read(text, reading, |_| true)
}

/// The same for a line that is a step: only its length, energy and tag are read.
pub(super) fn understand_step(text: &str, reading: &Reading) -> Option<UnderstoodStep> {
    let all = read(text, reading, |kind| matches!(kind, Kind::Length | Kind::Energy | Kind::Tag))?;
    Some(UnderstoodStep {
        title: all.title,
        estimate: all.estimate,
        energy: all.energy,
        tag: all.tags.into_iter().next(),
        ..UnderstoodStep::default()
    })
}

fn read(text: &str, reading: &Reading, allowed: fn(Kind) -> bool) -> Option<Understood> {
    let whole = text.trim();
    if whole.is_empty() {
        return None;
    }
    let (words, _) = words(text);
    let candidates = candidates(text, &words, reading, allowed);
    let mut line = Line { text, words, candidates };
    let layout = if allowed(Kind::Steps) { line.layout() } else { None };
    let layout = layout.unwrap_or_else(|| Layout { head: 0..line.words.len(), colon: None, items: Vec::new() });
    line.settle(&layout);
    let understood = line.result(&layout, reading);
    if understood.title.is_empty() {
        return Some(Understood {
            title: whole.split_whitespace().collect::<Vec<_>>().join(" "),
            ..Understood::default()
        });
    }
    Some(understood)
}

/// A part that may have been understood.
struct Candidate {
    kind: Kind,
    value: Value,
    words: Range<usize>,
    weak: bool,
}

fn candidates(text: &str, words: &[Word], reading: &Reading, allowed: fn(Kind) -> bool) -> Vec<Candidate> {
    let lower: Vec<&str> = words.iter().map(|word| word.lower.as_str()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        // A phrase ends before a quotation and with a word that ends with a colon.
        let reach = words[at..].iter().take(REACH).take_while(|word| !word.literal).count();
        let colon = words[at..at + reach].iter().position(|word| ends_with_colon(text, word) && word.lower != "due");
        let end = at + colon.map_or(reach, |colon| colon + 1);
        let cursor = Cursor {
            text,
            words: &words[at..end],
            lower: &lower[at..end],
            before: at.checked_sub(1).map(|before| lower[before]),
            reading,
        };
        let rules = RULES.iter().filter(|rule| allowed(rule.kind) && at < end);
        match rules.filter_map(|rule| rule.at(&cursor).map(|found| (rule.kind, found))).next() {
            Some((kind, matched)) => {
                let kind = if matches!(matched.value, Value::HardDue(_)) { Kind::Due } else { kind };
                let words = at..at + matched.used;
                at = words.end;
                found.push(Candidate { kind, value: matched.value, words, weak: matched.weak });
            }
            None => at += 1,
        }
    }
    found
}

fn ends_with_colon(text: &str, word: &Word) -> bool {
    !word.literal && text[word.range.clone()].ends_with(':')
}

/// Which words are the title, and which are steps.
struct Layout {
    head: Range<usize>,
    /// The word that ends with the colon, or is the slash, in front of the steps.
    colon: Option<usize>,
    items: Vec<Range<usize>>,
}

struct Line<'a> {
    text: &'a str,
    words: Vec<Word>,
    candidates: Vec<Candidate>,
}

impl Line<'_> {
    fn raw(&self, word: usize) -> &str {
        &self.text[self.words[word].range.clone()]
    }

    fn is_slash(&self, word: usize) -> bool {
        !self.words[word].literal && self.raw(word) == "/"
    }

    /// The steps behind a colon, if there are several or one has a length, or behind a slash between spaces.
    fn layout(&self) -> Option<Layout> {
        let all = self.words.len();
        let colon = (0..all.saturating_sub(1)).find(|word| ends_with_colon(self.text, &self.words[*word]));
        let slash = (1..all.saturating_sub(1)).find(|word| self.is_slash(*word));
        if let Some(colon) = colon.filter(|colon| slash.is_none_or(|slash| *colon < slash)) {
            let items = self.items(colon + 1);
            let titled = items.iter().filter(|item| self.has_title(item)).count();
            let has_length = |item: &Range<usize>| {
                let lengths = self.candidates.iter().filter(|found| found.kind == Kind::Length);
                self.has_title(item) && lengths.into_iter().any(|found| item.contains(&found.words.start))
            };
            if titled > 1 || items.iter().any(has_length) {
                return Some(Layout { head: 0..colon + 1, colon: Some(colon), items });
            }
        }
        let slash = slash.filter(|slash| self.has_title(&(0..*slash)))?;
        let items = self.items(slash + 1);
        items.iter().any(|item| self.has_title(item)).then_some(Layout { head: 0..slash, colon: Some(slash), items })
    }

    /// Whether something of these words is not understood.
    fn has_title(&self, words: &Range<usize>) -> bool {
        let taken = |word: usize| self.candidates.iter().any(|found| !found.weak && found.words.contains(&word));
        words.clone().any(|word| !taken(word) && !self.is_slash(word))
    }

    /// The steps from a word on: between slashes, else semicolons, else commas.
    fn items(&self, from: usize) -> Vec<Range<usize>> {
        let inside = |word: usize| {
            let last_or_outside = |found: &Candidate| !found.words.contains(&word) || found.words.end == word + 1;
            !self.candidates.iter().all(last_or_outside)
        };
        let rest = || from..self.words.len();
        let ends =
            |word: usize, mark: char| !self.words[word].literal && self.raw(word).ends_with(mark) && !inside(word);
        let mark = if rest().any(|word| ends(word, ';')) { ';' } else { ',' };
        let slashes = rest().any(|word| self.is_slash(word));
        let mut items = Vec::from([Range { start: from, end: from }]);
        for word in rest() {
            let Some(item) = items.last_mut() else { break };
            if slashes && self.is_slash(word) {
                items.push(word + 1..word + 1);
                continue;
            }
            item.end = word + 1;
            if !slashes && ends(word, mark) {
                items.push(word + 1..word + 1);
            }
        }
        items.retain(|item| !item.is_empty());
        items
    }

    /// Drops the candidates that are words after all: the weak ones with something of the title behind them, and those
    /// that say once more what was said further right.
    fn settle(&mut self, layout: &Layout) {
        let part_of = |word: usize| layout.items.iter().position(|item| item.contains(&word));
        let mut found = std::mem::take(&mut self.candidates);
        let mut said = Said::default();
        // Whether nothing of the title stands between here and the end of its part.
        let (mut bare, mut part) = (true, None);
        let mut end = self.words.len();
        while let Some(last) = end.checked_sub(1) {
            if part_of(last) != part {
                (bare, part) = (true, part_of(last));
            }
            let Some(candidate) = found.pop_if(|candidate| candidate.words.end == end) else {
                bare &= self.is_slash(last);
                end = last;
                continue;
            };
            end = candidate.words.start;
            if (candidate.weak && !bare) || !said.for_the_first_time(&candidate.value, part) {
                bare = false;
            } else {
                self.candidates.push(candidate);
            }
        }
        self.candidates.reverse();
        let due = |found: &Candidate| matches!(found.value, Value::Due(_) | Value::HardDue(_) | Value::Repeat(_));
        let has_due = self.candidates.iter().any(due);
        let has_length = self.candidates.iter().any(|found| found.kind == Kind::Length);
        self.candidates.retain(|found| match found.value {
            Value::Hard => has_due,
            Value::Pieces(_) => has_length && layout.items.is_empty(),
            _ => true,
        });
    }

    /// The words of a part that were not understood.
    fn title(&self, part: &Range<usize>, colon: Option<usize>) -> String {
        let mut title = String::new();
        let mut push = |piece: &str| {
            let closes = piece.chars().all(|c| ",;.:?)]}".contains(c));
            if !title.is_empty() && !closes {
                title.push(' ');
            }
            title.push_str(piece);
        };
        let mut last_title = None;
        for word in part.clone().filter(|word| !self.is_slash(*word) || colon.is_none()) {
            let raw = self.raw(word);
            let raw = if colon == Some(word) { raw.strip_suffix(':').unwrap_or(raw) } else { raw };
            match self.candidates.iter().find(|found| found.words.contains(&word)) {
                None if raw.is_empty() => {}
                None => {
                    push(raw);
                    last_title = Some(word);
                }
                Some(found) => {
                    if let Some(left) = self.left_over(found, word).filter(|left| !left.is_empty()) {
                        push(left);
                    }
                }
            }
        }
        let followed = last_title.is_some_and(|last| last + 1 < part.end);
        if followed {
            let short = title.trim_end_matches([',', ';', ' ']);
            let short = [" -", " –", " —", " |"].iter().find_map(|dash| short.strip_suffix(dash)).unwrap_or(short);
            title.truncate(short.len());
        }
        title
    }

    /// The brackets around an understood part that do not belong to it, at one of its words.
    fn left_over(&self, found: &Candidate, word: usize) -> Option<&str> {
        let (open, _) = self.words[found.words.start].around(self.text);
        let (_, close) = self.words[found.words.end - 1].around(self.text);
        let paired = !open.is_empty() && close.contains([')', ']', '}']);
        if paired {
            return None;
        }
        if word == found.words.start && !open.is_empty() {
            return Some(open);
        }
        let last = word + 1 == found.words.end;
        (last && close.contains([')', ']', '}'])).then(|| close.trim_matches([',', ';', '.', ':', '!', '?']))
    }

    /// The bytes of an understood part, with brackets that enclose it.
    fn place(&self, found: &Candidate) -> Range<usize> {
        let (first, last) = (&self.words[found.words.start], &self.words[found.words.end - 1]);
        let (open, close) = (first.around(self.text).0, last.around(self.text).1);
        match close.find([')', ']', '}']) {
            Some(at) if !open.is_empty() => first.range.start..last.core.end + at + 1,
            _ => first.core.start..last.core.end,
        }
    }

    fn result(&self, layout: &Layout, reading: &Reading) -> Understood {
        let mut out = Understood { title: self.title(&layout.head, layout.colon), ..Understood::default() };
        let part_of = |word: usize| layout.items.iter().position(|item| item.contains(&word));
        let mut items: Vec<UnderstoodStep> = layout
            .items
            .iter()
            .map(|item| UnderstoodStep {
                title: self.title(item, None).trim_end_matches([',', ';']).to_owned(),
                ..UnderstoodStep::default()
            })
            .collect();
        let (mut when, mut repeat, mut pieces) = (super::dates::When::default(), None, None);
        let endless = |found: &Candidate| matches!(&found.value, Value::Repeat(said) if said.end.is_none());
        let repeats = self.candidates.iter().any(endless);
        let mut end = None;
        for found in &self.candidates {
            match &found.value {
                // "every day 15m until friday": an end that does not stand right behind its rule.
                Value::Due(said) if repeats && says_until(&self.text[self.place(found)]) => {
                    end = said.date.map(End::On);
                }
                Value::Length(minutes) => match part_of(found.words.start).filter(|at| !items[*at].title.is_empty()) {
                    Some(item) => items[item].estimate = Some(*minutes),
                    None => out.estimate = Some(*minutes),
                },
                Value::Due(said) | Value::HardDue(said) => {
                    when.date = when.date.or(said.date);
                    when.time = when.time.or(said.time);
                    out.hard |= matches!(found.value, Value::HardDue(_));
                }
                Value::Hard => out.hard = true,
                Value::NotBefore(said) => out.not_before = said.date.map(|date| (date, said.time)),
                Value::Importance(important, urgent) => {
                    out.important = out.important.or(*important);
                    out.urgent = out.urgent.or(*urgent);
                }
                Value::Energy(energy) => out.energy = Some(*energy),
                Value::Tag(tag) if out.tags.contains(tag) => {}
                Value::Tag(tag) => out.tags.push(tag.clone()),
                Value::Repeat(said) => repeat = Some(&**said),
                Value::Pieces(size) => pieces = Some(*size),
            }
        }
        let repeat = repeat.map(|said: &Repeated| Repeated { end: said.end.or(end), ..said.clone() });
        resolve_due(&mut out, when, repeat.as_ref(), reading);
        items.retain(|item| !item.title.is_empty());
        out.steps = items;
        if let (Some(size), Some(total)) = (pieces, out.estimate) {
            let lengths = equal_pieces(total, size).unwrap_or_default();
            let count = lengths.len();
            let step = |(n, minutes): (usize, Minutes)| UnderstoodStep {
                title: format!("Part {} of {count}", n + 1),
                estimate: Some(minutes),
                ..UnderstoodStep::default()
            };
            out.steps = lengths.into_iter().enumerate().map(step).collect();
        }
        out.spans = self.spans(layout, &out);
        out
    }

    fn spans(&self, layout: &Layout, out: &Understood) -> Vec<Span> {
        let span = |found: &Candidate| {
            let range = self.place(found);
            let typed = self.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
            Span { meaning: meaning(found, out, &typed), kind: found.kind, range }
        };
        let mut spans: Vec<Span> = self.candidates.iter().map(span).collect();
        if let Some(colon) = layout.colon {
            let end = self.words[colon].range.end;
            spans.push(Span { range: end - 1..end, kind: Kind::Steps, meaning: steps_words(out.steps.len()) });
        }
        spans.sort_by_key(|span| span.range.start);
        spans
    }
}

fn steps_words(count: usize) -> String {
    format!("{count} step{}", if count == 1 { "" } else { "s" })
}

/// What was said so far, from the right.
#[derive(Default)]
struct Said {
    kinds: BTreeSet<(Kind, Option<usize>)>,
    date: bool,
    time: bool,
    important: bool,
    urgent: bool,
}

impl Said {
    /// Notes a value. Returns whether it says nothing that was said.
    fn for_the_first_time(&mut self, value: &Value, part: Option<usize>) -> bool {
        let kind = match value {
            Value::Tag(_) => return true,
            Value::Due(when) | Value::HardDue(when) => {
                let twice = (when.date.is_some() && self.date) || (when.time.is_some() && self.time);
                self.date |= when.date.is_some() && !twice;
                self.time |= when.time.is_some() && !twice;
                return !twice;
            }
            Value::Importance(important, urgent) => {
                let twice = (important.is_some() && self.important) || (urgent.is_some() && self.urgent);
                self.important |= important.is_some();
                self.urgent |= urgent.is_some();
                return !twice;
            }
            Value::Length(_) => return self.kinds.insert((Kind::Length, part)),
            Value::Hard => Kind::Hard,
            Value::NotBefore(_) => Kind::NotBefore,
            Value::Energy(_) => Kind::Energy,
            Value::Repeat(_) => Kind::Repeat,
            Value::Pieces(_) => Kind::Pieces,
        };
        self.kinds.insert((kind, None))
    }
}

/// The due date of what was said: a rule without a date begins with the first day that it gives, a time without a date
/// is the next such time.
fn resolve_due(out: &mut Understood, when: super::dates::When, repeat: Option<&Repeated>, reading: &Reading) {
    let Some(repeat) = repeat else {
        let date = when.date.or_else(|| when.time.map(|time| next_at(time, reading.now)));
        out.due = date.map(|date| (date, when.time));
        return;
    };
    let mut time = when.time.or(repeat.time);
    let date = when.date.unwrap_or_else(|| {
        let first = first_date(&repeat.rule, repeat.start.unwrap_or(reading.today));
        let past = time.is_some_and(|time| first.and_time(time) <= reading.now);
        if !past || repeat.start.is_some() {
            return first;
        }
        let tomorrow = reading.today.succ_opt().unwrap_or(first);
        let text = repeat.rule.text(None, None);
        let plain_days = text.starts_with("FREQ=DAILY") || repeat.rule.is_within_day();
        let later =
            if plain_days { Some(tomorrow) } else { crate::calendar::next_date(&text, first, tomorrow).ok().flatten() };
        later.unwrap_or(first)
    });
    if repeat.rule.is_within_day() && time.is_none() && when.date.is_none() && repeat.start.is_none() {
        time = chrono::Timelike::with_second(&reading.now.time(), 0);
    }
    let (until, count) = match repeat.end {
        // An end that was said without a year comes after the start.
        Some(End::On(day)) if day < date => (day.checked_add_months(chrono::Months::new(12)), None),
        Some(End::On(day)) => (Some(day), None),
        Some(End::After(n, unit)) => (last_day(date, n, unit), None),
        Some(End::Times(count)) => (None, Some(count)),
        None => (None, None),
    };
    out.due = Some((date, time));
    out.repeat = Some(repeat.rule.text(until, count));
    out.after_completion = repeat.after_completion;
}

/// Whether a date is said as an end.
fn says_until(typed: &str) -> bool {
    let lower = typed.to_lowercase();
    ["until ", "till "].iter().any(|word| lower.starts_with(word))
}

/// What a part means, in a few words; `typed` is what stands there.
fn meaning(found: &Candidate, out: &Understood, typed: &str) -> String {
    let day = |date: chrono::NaiveDate, time: Option<chrono::NaiveTime>| {
        let time = time.map_or_else(String::new, |time| format!(" {}", time.format("%H:%M")));
        format!("{}{time}", date.format("%a %-d %b"))
    };
    match &found.value {
        Value::Length(minutes) => minutes.to_string(),
        Value::Due(_) if out.repeat.is_some() && says_until(typed) => typed.to_lowercase(),
        Value::Due(_) | Value::HardDue(_) => {
            let hard = if out.hard { ", hard" } else { "" };
            out.due.map_or_else(|| typed.to_owned(), |(date, time)| format!("due {}{hard}", day(date, time)))
        }
        Value::Hard => "hard due date".into(),
        Value::NotBefore(_) => {
            out.not_before.map_or_else(String::new, |(date, time)| format!("not before {}", day(date, time)))
        }
        Value::Importance(important, urgent) => {
            let word = |value: Option<bool>, word: &str| match value {
                Some(true) => Some(word.to_owned()),
                Some(false) => Some(format!("not {word}")),
                None => None,
            };
            let both: Vec<_> = [word(*important, "important"), word(*urgent, "urgent")].into_iter().flatten().collect();
            both.join(", ")
        }
        Value::Energy(Energy::Low) => "low energy".into(),
        Value::Energy(Energy::Mid) => "mid energy".into(),
        Value::Energy(Energy::High) => "high energy".into(),
        Value::Tag(tag) => format!("#{tag}"),
        Value::Repeat(repeat) => {
            let next = out.due.map_or_else(String::new, |(date, time)| format!(", next {}", day(date, time)));
            let how = if repeat.after_completion { " after it is done" } else { "" };
            format!("{}{how}{next}", typed.to_lowercase())
        }
        Value::Pieces(_) => steps_words(out.steps.len()),
    }
}
