//! Builds the result for a line: title, steps, values, and a description of each phrase.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::dates::next_at;
use super::line::{LineLayout, Phrase, QuickLine};
use super::phrase::PhraseValue;
use super::reading::Reading;
use super::tokens::{month, weekday};
use super::understood::{PhraseKind, ReadingOffer, TextSpan, Understood, UnderstoodStep};
use crate::calendar::words::counted;
use crate::exchange::breakdown::equal_pieces;
use crate::model::{Energy, Minutes};

/// Builds a title word by word.
#[derive(Default)]
struct TitleBuilder {
    text: String,
    /// Whether the last piece is a word, not a separator.
    ends_with_word: bool,
    /// Offset of an unmatched opening bracket at the end, left over by a phrase.
    open: Option<usize>,
    /// Whether a phrase was removed after the last piece.
    gap: bool,
}

impl TitleBuilder {
    fn push(&mut self, piece: &str, glued: bool) {
        if piece.is_empty() {
            return;
        }
        let closes = piece.chars().all(|c| ",;.:?)]}".contains(c));
        let glued = glued && !self.gap;
        if !self.text.is_empty() && !closes && !glued {
            self.text.push(' ');
        }
        self.text.push_str(piece);
        (self.open, self.gap) = (None, false);
    }

    /// Appends a bracket that surrounds a phrase. Drops a pair with nothing inside.
    fn push_left_over(&mut self, bracket: &str) {
        if bracket.starts_with(['(', '[', '{']) {
            let start = self.text.len();
            self.push(bracket, false);
            self.open = Some(start);
        } else if let (Some(open), false) = (self.open, bracket.is_empty()) {
            self.text.truncate(open);
            self.open = None;
        } else {
            let open = self.open;
            self.push(bracket, false);
            self.open = open.filter(|_| bracket.is_empty());
        }
        self.gap = true;
    }
}

impl QuickLine<'_> {
    /// Returns the title words of a range.
    pub fn title(&self, part: &Range<usize>, colon: Option<usize>) -> String {
        self.title_of(part, colon, &self.owners())
    }

    fn title_of(&self, part: &Range<usize>, colon: Option<usize>, owners: &[Option<usize>]) -> String {
        let mut title = TitleBuilder::default();
        let understood = part.clone().any(|word| owners[word].is_some());
        let is_title = |word: &usize| owners[*word].is_none() && !self.is_mark(*word);
        let last = part.clone().rev().find(is_title);
        for word in part.clone() {
            if let Some(found) = owners[word] {
                title.push_left_over(self.left_over(&self.candidates[found], word).unwrap_or_default());
                continue;
            }
            let separates = understood && self.is_mark(word);
            if separates && (!title.ends_with_word || last.is_none_or(|last| last < word)) {
                continue;
            }
            let raw = self.raw(word);
            let raw = if colon == Some(word) { raw.strip_suffix(':').unwrap_or(raw) } else { raw };
            // A phrase or separator takes the preceding comma with it.
            let ends = last == Some(word) && word + 1 < part.end;
            let raw = if ends { raw.trim_end_matches([',', ';']) } else { raw };
            title.push(raw, self.is_glued(word));
            title.ends_with_word = !separates;
        }
        title.text
    }

    /// Returns whether a word follows the previous one without a space.
    fn is_glued(&self, word: usize) -> bool {
        let Some(before) = word.checked_sub(1) else { return false };
        let between = &self.text[self.words[before].range.end..self.words[word].range.start];
        !between.contains(char::is_whitespace)
    }

    /// Returns the brackets around a phrase that do not belong to it, at one of its words.
    fn left_over(&self, found: &Phrase, word: usize) -> Option<&str> {
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

    /// Returns the bytes of a phrase, including brackets that enclose it.
    fn place(&self, found: &Phrase) -> Range<usize> {
        let (first, last) = (&self.words[found.words.start], &self.words[found.words.end - 1]);
        let (open, close) = (first.around(self.text).0, last.around(self.text).1);
        match close.find([')', ']', '}']) {
            Some(at) if !open.is_empty() => first.range.start..last.core.end + at + 1,
            _ => first.core.start..last.core.end,
        }
    }

    pub fn result(&self, layout: &LineLayout, reading: &Reading) -> Understood {
        let owners = self.owners();
        let mut out = Understood { title: self.title_of(&layout.head, layout.colon, &owners), ..Understood::default() };
        let parts = layout.parts(self.words.len());
        let mut items: Vec<UnderstoodStep> = layout
            .items
            .iter()
            .map(|item| UnderstoodStep {
                title: self.title_of(item, None, &owners).trim_end_matches([',', ';']).to_owned(),
                ..UnderstoodStep::default()
            })
            .collect();
        let (mut pieces, mut fills) = (None, None);
        for found in &self.candidates {
            match &found.value {
                PhraseValue::Length(minutes) => {
                    match parts[found.words.start].filter(|at| !items[*at].title.is_empty()) {
                        Some(item) => items[item].estimate = Some(*minutes),
                        None => out.estimate = Some(*minutes),
                    }
                }
                PhraseValue::HardDue(_) | PhraseValue::Hard => out.hard = true,
                PhraseValue::NotBefore(said) => out.not_before = said.date.map(|date| (date, said.time)),
                PhraseValue::Importance(important, urgent) => {
                    out.important = out.important.or(*important);
                    out.urgent = out.urgent.or(*urgent);
                }
                PhraseValue::Energy(energy) => out.energy = Some(*energy),
                PhraseValue::Tag(tag) if out.tags.contains(tag) => {}
                PhraseValue::Tag(tag) => out.tags.push(tag.clone()),
                PhraseValue::Pieces(size) => pieces = Some(*size),
                PhraseValue::Range(range, true) => fills = Some(range.minutes()),
                PhraseValue::Due(_)
                | PhraseValue::Range(_, false)
                | PhraseValue::Until(_)
                | PhraseValue::Repeat(_)
                | PhraseValue::Ignored
                | PhraseValue::Perhaps(_)
                | PhraseValue::Words(_) => {}
            }
        }
        out.estimate = out.estimate.or(fills);
        if let Some(schedule) = self.schedule(reading) {
            (out.due, out.repeat, out.after_completion) = (schedule.due, schedule.repeat, schedule.after_completion);
            let starts = schedule.not_before.map(|start| (start.date(), Some(start.time())));
            out.not_before = out.not_before.or(starts);
        }
        items.retain(|item| !item.title.is_empty());
        out.steps = items;
        if let (Some(size), Some(total)) = (pieces, out.estimate) {
            out.steps = piece_steps(&out.title, total, size);
        }
        out.spans = self.spans(layout, &out, reading);
        out.offers = self.offers(&out, reading);
        out
    }

    /// Returns the other readings of phrases that stay in the title, unless another phrase says the same kind of thing.
    fn offers(&self, out: &Understood, reading: &Reading) -> Vec<ReadingOffer> {
        let offer = |kept: &Phrase| {
            let (mark, meaning) = match &kept.value {
                PhraseValue::Length(minutes) if out.estimate.is_none() => ("~ ", minutes.to_string()),
                PhraseValue::Due(when) if out.due.is_none() => {
                    let date = when.date.or_else(|| when.time.map(|time| next_at(time, reading.now)))?;
                    ("due ", format!("due {}", reading.words.date_and_time(date, when.time, reading.today)))
                }
                _ => return None,
            };
            let (before, behind) = self.text.split_at(self.words[kept.words.start].range.start);
            Some(ReadingOffer { kind: kept.kind, meaning, line: format!("{before}{mark}{behind}") })
        };
        self.kept.iter().filter_map(offer).collect()
    }

    fn spans(&self, layout: &LineLayout, out: &Understood, reading: &Reading) -> Vec<TextSpan> {
        let span = |found: &Phrase| {
            let range = self.place(found);
            let typed = self.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
            TextSpan { meaning: meaning(found, out, &typed, reading), kind: found.kind, range }
        };
        let mut spans: Vec<TextSpan> = self.candidates.iter().map(span).collect();
        if let Some(colon) = layout.colon {
            let end = self.words[colon].range.end;
            spans.push(TextSpan {
                range: end - 1..end,
                kind: PhraseKind::Steps,
                meaning: steps_words(out.steps.len()),
            });
        }
        spans.sort_by_key(|span| span.range.start);
        spans
    }
}

fn steps_words(count: usize) -> String {
    counted(count, "step", "steps")
}

/// Says that a date is not on the weekday typed before it, as in "tue 25 nov".
fn contradiction(typed: &str, date: NaiveDate) -> String {
    let lower = typed.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| c.is_whitespace() || c == ',').filter(|it| !it.is_empty()).collect();
    let named = words.iter().position(|word| weekday(word.trim_start_matches(['@', '>', '{', '.'])).is_some());
    let Some((at, said)) =
        named.and_then(|at| Some((at, weekday(words[at].trim_start_matches(['@', '>', '{', '.']))?)))
    else {
        return String::new();
    };
    let is_date = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) || month(word).is_some();
    let dated = match words[at + 1..] {
        ["the", next, ..] | [next, ..] => is_date(&next) && !next.contains(':') && !next.ends_with('m'),
        [] => false,
    };
    if !dated || said == date.weekday() {
        return String::new();
    }
    let name = |day: Weekday| {
        const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        NAMES[day.num_days_from_monday() as usize]
    };
    format!(", which is a {}, not a {}", name(date.weekday()), name(said))
}

/// Describes a phrase in a few words; `typed` is its text.
fn meaning(found: &Phrase, out: &Understood, typed: &str, reading: &Reading) -> String {
    let written = |date, time| reading.words.date_and_time(date, time, reading.today);
    match &found.value {
        PhraseValue::Length(minutes) => minutes.to_string(),
        PhraseValue::Until(_) | PhraseValue::Perhaps(_) | PhraseValue::Words(_) => typed.to_lowercase(),
        PhraseValue::Due(_) | PhraseValue::HardDue(_) => {
            let hard = if out.hard { ", hard" } else { "" };
            out.due.map_or_else(
                || typed.to_owned(),
                |(date, time)| format!("due {}{hard}{}", written(date, time), contradiction(typed, date)),
            )
        }
        PhraseValue::Hard => "hard due date".into(),
        PhraseValue::Range(range, _) => {
            let [from, to] = [range.from, range.to].map(|time| reading.words.time(time));
            let date = out.not_before.map(|(date, _)| reading.words.date_and_time(date, None, reading.today));
            format!("{} {from} to {to}", date.unwrap_or_default())
        }
        PhraseValue::NotBefore(_) => out.not_before.map_or_else(String::new, |(date, time)| {
            format!("not before {}{}", written(date, time), contradiction(typed, date))
        }),
        PhraseValue::Ignored => format!("{typed}, not kept"),
        PhraseValue::Importance(important, urgent) => {
            let word = |value: Option<bool>, word: &str| match value {
                Some(true) => Some(word.to_owned()),
                Some(false) => Some(format!("not {word}")),
                None => None,
            };
            let both: Vec<_> = [word(*important, "important"), word(*urgent, "urgent")].into_iter().flatten().collect();
            both.join(", ")
        }
        PhraseValue::Energy(Energy::Low) => "low energy".into(),
        PhraseValue::Energy(Energy::Mid) => "mid energy".into(),
        PhraseValue::Energy(Energy::High) => "high energy".into(),
        PhraseValue::Tag(tag) => format!("#{tag}"),
        PhraseValue::Repeat(repeat) => {
            let next = out.due.map_or_else(String::new, |(date, time)| format!(", next {}", written(date, time)));
            let how = if repeat.after_completion { " after it is done" } else { "" };
            let typed = typed.to_lowercase();
            let bare = typed.split([' ', ',', '/', '-']).next().is_some_and(|first| weekday(first).is_some());
            format!("{}{typed}{how}{next}", if bare { "every " } else { "" })
        }
        PhraseValue::Pieces(_) => steps_words(out.steps.len()),
    }
}

/// Returns equal pieces of `total` as steps, "Report, part 1 of 3".
fn piece_steps(title: &str, total: Minutes, size: Minutes) -> Vec<UnderstoodStep> {
    let lengths = equal_pieces(total, size).unwrap_or_default();
    let count = lengths.len();
    let step = |(n, minutes): (usize, Minutes)| UnderstoodStep {
        title: format!("{title}, part {} of {count}", n + 1),
        estimate: Some(minutes),
        ..UnderstoodStep::default()
    };
    lengths.into_iter().enumerate().map(step).collect()
}
