//! Reads one line with the phrase table: finds the phrases and the start of the steps.

use std::ops::Range;

use super::grammar::PHRASE_RULES;
use super::local_forms::use_common_forms;
use super::phrase::{PhraseValue, TitleLink, WordCursor};
use super::reading::Reading;
use super::starts::may_start;
use super::tokens::{Word, words};
use super::understood::{PhraseKind, Understood, UnderstoodStep};

/// Maximum number of words of one phrase.
const REACH: usize = 40;

/// Parses a quick-add line into a task. Returns `None` for a blank line. If every word belongs to a phrase, the whole
/// line becomes the title.
///
/// ```
/// use gapwise::exchange::understand;
/// # use gapwise::exchange::{DateOrder, Reading};
/// # use gapwise::model::Moment;
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let day_start = chrono::NaiveTime::from_hms_opt(4, 0, 0).unwrap();
/// // Monday 23 November 2026, 9:40.
/// let reading = Reading::at(now, gapwise::calendar::Tz::UTC, day_start, DateOrder::DayFirst);
/// let task = understand("Draft intro 25m #thesis fri 14:00", &reading).unwrap();
/// assert_eq!(task.title, "Draft intro");
/// assert_eq!(task.estimate.unwrap().get(), 25);
/// assert_eq!(task.due.unwrap().0.to_string(), "2026-11-27");
/// assert!(understand("  ", &reading).is_none());
/// ```
pub fn understand(text: &str, reading: &Reading) -> Option<Understood> {
    read(text, reading, |_| true)
}

/// Parses the text of an event, without its time range: reads only dates, lengths and repetition.
pub fn understand_event(text: &str, reading: &Reading) -> Option<Understood> {
    read(text, reading, |kind| matches!(kind, PhraseKind::Length | PhraseKind::Due | PhraseKind::Repeat))
}

/// Parses the text of a step: reads only its length, energy and tag.
pub(super) fn understand_step(text: &str, reading: &Reading) -> Option<UnderstoodStep> {
    let all = read(text, reading, |kind| matches!(kind, PhraseKind::Length | PhraseKind::Energy | PhraseKind::Tag))?;
    Some(UnderstoodStep {
        title: all.title,
        estimate: all.estimate,
        energy: all.energy,
        tag: all.tags.into_iter().next(),
        ..UnderstoodStep::default()
    })
}

fn read(text: &str, reading: &Reading, allowed: fn(PhraseKind) -> bool) -> Option<Understood> {
    let mut words = words(text);
    use_common_forms(text, &mut words, reading);
    if words.is_empty() {
        return None;
    }
    let mut candidates = candidates(text, &words, reading, allowed);
    let kept = candidates.iter_mut().filter_map(Phrase::keep_if_vague).collect();
    let mut line = QuickLine { text, words, candidates, kept };
    let layout = if allowed(PhraseKind::Steps) { line.layout() } else { None };
    let all = 0..line.words.len();
    let layout = layout.unwrap_or_else(|| LineLayout { head: all.clone(), colon: None, items: Vec::new() });
    line.settle(&layout, reading);
    let understood = line.result(&layout, reading);
    if understood.title.is_empty() {
        line.candidates.clear();
        line.kept.clear();
        return Some(Understood { title: line.title(&all, None), ..Understood::default() });
    }
    Some(understood)
}

/// A phrase found in the line. Settling may turn it back into title words.
pub(super) struct Phrase {
    pub kind: PhraseKind,
    pub value: PhraseValue,
    pub words: Range<usize>,
    pub weak: bool,
    /// Introduced by a word or sign that can only mean this.
    pub led: bool,
}

impl Phrase {
    /// Turns a date that may be part of the title into words of it. Returns the date for its chip.
    fn keep_if_vague(&mut self) -> Option<Self> {
        let PhraseValue::Perhaps(when) = self.value else { return None };
        self.value = PhraseValue::Words(TitleLink::None);
        let words = self.words.clone();
        Some(Self { kind: self.kind, value: PhraseValue::Due(when), words, weak: self.weak, led: self.led })
    }
}

fn candidates(text: &str, words: &[Word], reading: &Reading, allowed: fn(PhraseKind) -> bool) -> Vec<Phrase> {
    let lower: Vec<&str> = words.iter().map(|word| word.lower.as_str()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        // A phrase ends before a quotation, and at a word with a colon.
        let reach = words[at..].iter().take(REACH).take_while(|word| !word.literal).count();
        let colon = words[at..at + reach].iter().position(|word| ends_with_colon(text, word) && word.lower != "due");
        let end = at + colon.map_or(reach, |colon| colon + 1);
        let cursor = WordCursor {
            text,
            words: &words[at..end],
            lower: &lower[at..end],
            before: at.checked_sub(1).map(|before| lower[before]),
            reading,
        };
        let rules = || PHRASE_RULES.iter().filter(|rule| allowed(rule.kind) && at < end);
        let phrase = || rules().find_map(|rule| rule.at(&cursor).map(|found| (rule.kind, found)));
        let started = at < end && (may_start(lower[at]) || text[words[at].range.clone()].contains(':'));
        debug_assert!(started || phrase().is_none(), "a phrase that starts with {}", lower[at]);
        match if started { phrase() } else { None } {
            Some((kind, matched)) => {
                let kind = if matches!(matched.value, PhraseValue::HardDue(_)) { PhraseKind::Due } else { kind };
                let words = at..at + matched.used;
                at = words.end;
                found.push(Phrase { kind, value: matched.value, words, weak: matched.weak, led: matched.led });
            }
            None => at += 1,
        }
    }
    found
}

fn ends_with_colon(text: &str, word: &Word) -> bool {
    let raw = &text[word.range.clone()];
    // Two colons follow a key of Dataview.
    !word.literal && raw.ends_with(':') && !raw.ends_with("::")
}

/// The division of a line into title and steps.
pub(super) struct LineLayout {
    pub head: Range<usize>,
    /// The word with the colon, or the slash, that precedes the steps.
    pub colon: Option<usize>,
    pub items: Vec<Range<usize>>,
}

impl LineLayout {
    /// Maps each of `words` words to its step.
    pub fn parts(&self, words: usize) -> Vec<Option<usize>> {
        parts(&self.items, words)
    }
}

fn parts(items: &[Range<usize>], words: usize) -> Vec<Option<usize>> {
    let mut parts = vec![None; words];
    for (at, item) in items.iter().enumerate() {
        parts[item.clone()].fill(Some(at));
    }
    parts
}

pub(super) struct QuickLine<'a> {
    pub text: &'a str,
    pub words: Vec<Word>,
    pub candidates: Vec<Phrase>,
    /// Phrases that stay in the title, but could also be read.
    pub kept: Vec<Phrase>,
}

impl QuickLine<'_> {
    pub fn raw(&self, word: usize) -> &str {
        &self.text[self.words[word].range.clone()]
    }

    pub fn is_slash(&self, word: usize) -> bool {
        !self.words[word].literal && self.raw(word) == "/"
    }

    /// Returns whether a word is a separator.
    pub fn is_mark(&self, word: usize) -> bool {
        !self.words[word].literal && ["-", "–", "—", "|", "/", "·", ",", ";"].contains(&self.raw(word))
    }

    /// Maps each word to its phrase.
    pub fn owners(&self) -> Vec<Option<usize>> {
        let mut owners = vec![None; self.words.len()];
        for (at, found) in self.candidates.iter().enumerate() {
            owners[found.words.clone()].fill(Some(at));
        }
        owners
    }

    /// Finds the steps: after a colon, if there are at least two or one has a length; or after a slash between
    /// spaces. Dates that belong to single steps become title words.
    fn layout(&mut self) -> Option<LineLayout> {
        let all = self.words.len();
        let colon = (0..all.saturating_sub(1)).find(|word| ends_with_colon(self.text, &self.words[*word]));
        let slash = (1..all.saturating_sub(1)).find(|word| self.is_slash(*word));
        let owners = self.owners();
        let none = vec![false; self.candidates.len()];
        if let Some(colon) = colon.filter(|colon| slash.is_none_or(|slash| *colon < slash)) {
            let items = self.items(colon + 1, &owners);
            let own = self.dates_of_steps(&(0..colon + 1), &items, &owners);
            let titled: Vec<bool> = items.iter().map(|item| self.has_title(item, &owners, &own)).collect();
            let parts = parts(&items, all);
            let has_length = |found: &Phrase| {
                found.kind == PhraseKind::Length && parts[found.words.start].is_some_and(|part| titled[part])
            };
            if titled.iter().filter(|titled| **titled).count() > 1 || self.candidates.iter().any(has_length) {
                self.make_words(&own);
                return Some(LineLayout { head: 0..colon + 1, colon: Some(colon), items });
            }
        }
        let slash = slash.filter(|slash| self.has_title(&(0..*slash), &owners, &none))?;
        let items = self.items(slash + 1, &owners);
        let own = self.dates_of_steps(&(0..slash), &items, &owners);
        items.iter().any(|item| self.has_title(item, &owners, &own)).then(|| {
            self.make_words(&own);
            LineLayout { head: 0..slash, colon: Some(slash), items }
        })
    }

    fn make_words(&mut self, which: &[bool]) {
        let mut which = which.iter();
        self.candidates.retain(|_| which.next() != Some(&true));
    }

    /// Marks the phrases that are dates of single steps. A date belongs to the task only if it precedes the steps,
    /// stands alone between commas, or stands in the last step.
    fn dates_of_steps(&self, head: &Range<usize>, items: &[Range<usize>], owners: &[Option<usize>]) -> Vec<bool> {
        let parts = parts(items, self.words.len());
        let mut own = vec![false; self.candidates.len()];
        let none = own.clone();
        for kind in [PhraseKind::Due, PhraseKind::NotBefore, PhraseKind::Repeat] {
            let of_kind = |found: &Phrase| found.kind == kind && !matches!(found.value, PhraseValue::Words(_));
            let all = || self.candidates.iter().enumerate().filter(|(_, found)| of_kind(found));
            let in_head = all().any(|(_, found)| !found.weak && head.contains(&found.words.start));
            let mut within: Vec<usize> = all().filter_map(|(_, found)| parts[found.words.start]).collect();
            within.dedup();
            let of_task = match within[..] {
                [only] => !in_head && (only + 1 == items.len() || !self.has_title(&items[only], owners, &none)),
                _ => false,
            };
            if !of_task {
                all().filter(|(_, found)| parts[found.words.start].is_some()).for_each(|(at, _)| own[at] = true);
            }
        }
        own
    }

    /// Returns whether a range contains title words. Phrases flagged in `words` count as title.
    fn has_title(&self, part: &Range<usize>, owners: &[Option<usize>], words: &[bool]) -> bool {
        let taken = |at: usize| {
            let found = &self.candidates[at];
            !words[at] && !found.weak && !matches!(found.value, PhraseValue::Words(_))
        };
        part.clone().any(|word| !owners[word].is_some_and(taken) && !self.is_slash(word))
    }

    /// Splits the words from `from` on into steps, at slashes, else at semicolons, else at commas.
    fn items(&self, from: usize, owners: &[Option<usize>]) -> Vec<Range<usize>> {
        let inside = |word: usize| owners[word].is_some_and(|at| self.candidates[at].words.end != word + 1);
        let spaced = |word: &Word| self.text[word.range.end..].chars().next().is_none_or(char::is_whitespace);
        let rest = || from..self.words.len();
        let ends = |word: usize, mark: char| {
            let it = &self.words[word];
            !it.literal && spaced(it) && self.raw(word).ends_with(mark) && !inside(word)
        };
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
}
