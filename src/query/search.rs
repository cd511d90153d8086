//! Fuzzy search over titles, steps, notes and tags of all tasks, open and closed, and over events.

use std::sync::Arc;

use imbl::ordmap::DiffItem;
use nucleo_matcher::chars::normalize;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::model::{ClosedTask, Event, EventId, EventStatus, Outcome, Task, TaskId, Workspace};

/// Maximum characters of notes that are indexed.
const MOST_NOTES: usize = 400;
/// Maximum occurrences of a series with a title of their own that are indexed.
const MOST_CHANGES: usize = 100;
/// Score of a plain match in the title; more than any fuzzy one.
const IN_TITLE: u32 = 10_000;
/// Score of a plain match in the rest; more than any fuzzy one.
const IN_REST: u32 = 5_000;
/// Score of words that are partly in the title and partly in the rest.
const IN_BOTH: u32 = 4_500;
/// Score of whole words over parts of words: in the rest it beats parts in the title.
const WHOLE_WORDS: u32 = 6_000;
/// Minimum plain hits that make the fuzzy match unnecessary.
const FEW: usize = 200;
/// Score of an open task over a closed one.
const OPEN: u32 = 40;

/// Number of changes from which a new index is cheaper than an update.
const FEW_CHANGES: usize = 2_000;

/// The search index of one state of a workspace. Updating it to a later state costs as much as the changes.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Sorted by task id, as `closed`.
    open: Vec<Arc<Entry>>,
    closed: Vec<Arc<Entry>>,
    events: Vec<Arc<Entry>>,
    of: Workspace,
}

/// A record that the search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Findable {
    Task(TaskId),
    Event(EventId),
}

#[derive(Debug)]
struct Entry {
    item: Findable,
    open: bool,
    title: String,
    lower: String,
    /// Steps, tags with their `#`, notes and places in lower case.
    rest: String,
    /// The letters and digits in the title, as bits: they rule out most entries.
    letters: u64,
    /// The letters and digits in `rest`.
    rest_letters: u64,
}

impl Entry {
    /// Returns whether each word is in the title or in the rest.
    fn has_all(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.lower.contains(word) || self.rest.contains(word))
    }
}

/// A search result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub item: Findable,
    /// Whether it is an open task.
    pub open: bool,
    /// Higher is better.
    pub score: u32,
    /// The title matched.
    pub in_title: bool,
}

impl Index {
    /// Indexes a workspace. Deleted tasks are not searched.
    pub fn of(workspace: &Workspace) -> Self {
        let open = workspace.tasks.values().map(|task| Arc::new(entry(task, true))).collect();
        let closed = workspace.closed.values().filter_map(|closed| of_closed(closed)).collect();
        Self { open, closed, events: of_events(workspace), of: workspace.clone() }
    }

    /// Returns whether this is the index of the given state of a workspace.
    pub fn is_of(&self, workspace: &Workspace) -> bool {
        self.of.tasks.ptr_eq(&workspace.tasks)
            && self.of.closed.ptr_eq(&workspace.closed)
            && self.of.events.ptr_eq(&workspace.events)
    }

    /// Returns whether the index has no entries.
    pub fn is_empty(&self) -> bool {
        self.entries().next().is_none()
    }

    /// Returns the index of a later state, reading only the changed tasks again.
    pub fn brought_to(&self, workspace: &Workspace) -> Self {
        let open: Vec<_> = self.of.tasks.diff(&workspace.tasks).take(FEW_CHANGES).collect();
        let closed: Vec<_> = self.of.closed.diff(&workspace.closed).take(FEW_CHANGES).collect();
        if open.len().max(closed.len()) == FEW_CHANGES {
            return Self::of(workspace);
        }
        let mut next = Self { of: workspace.clone(), ..self.clone() };
        if !self.of.events.ptr_eq(&workspace.events) {
            next.events = of_events(workspace);
        }
        for change in open {
            let (id, task) = changed(&change);
            put(&mut next.open, id, task.map(|task| Arc::new(entry(task, true))));
        }
        for change in closed {
            let (id, task) = changed(&change);
            put(&mut next.closed, id, task.and_then(|closed| of_closed(closed)));
        }
        next
    }

    fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.open.iter().chain(&self.closed).chain(&self.events)
    }

    /// Returns the best `most` records for a query, best first; for a blank query the open tasks, newest last.
    ///
    /// Whole words come first, in the title and then in the rest, then parts of words. Accents do not matter. Titles are
    /// matched letter by letter only if these are few, because that takes ten times as long. `#tag` finds a tag.
    pub fn search(&self, query: &str, most: usize) -> Vec<Hit> {
        let lower = plain(query.trim());
        let words: Vec<&str> = lower.split_whitespace().collect();
        let Some(first) = words.first() else {
            return self
                .open
                .iter()
                .take(most)
                .map(|entry| Hit { item: entry.item, open: true, score: 0, in_title: true })
                .collect();
        };
        let letters = letters(&lower);
        let has = |text: &str| words.iter().all(|word| text.contains(word));
        let whole = |text: &str| if words.iter().all(|word| has_whole(text, word)) { WHOLE_WORDS } else { 0 };
        let mut found: Vec<Found> = Vec::new();
        let mut rest = Vec::new();
        for (at, entry) in self.entries().enumerate() {
            let bonus = if entry.open { OPEN } else { 0 };
            if entry.letters & letters == letters && has(&entry.lower) {
                found.push((
                    IN_TITLE + whole(&entry.lower) + place_score(&entry.lower, first) + bonus,
                    true,
                    at,
                    entry,
                ));
            } else if entry.rest_letters & letters == letters && has(&entry.rest) {
                found.push((IN_REST + whole(&entry.rest) + bonus, false, at, entry));
            } else if (entry.letters | entry.rest_letters) & letters == letters && entry.has_all(&words) {
                found.push((IN_BOTH + bonus, false, at, entry));
            } else if entry.letters & letters == letters {
                rest.push((at, entry));
            }
        }
        if found.len() < FEW {
            found.extend(fuzzy(&lower, &rest));
        }
        let best_first = |(score, _, at, _): &Found| (std::cmp::Reverse(*score), *at);
        if found.len() > most && most > 0 {
            found.select_nth_unstable_by_key(most - 1, best_first);
            found.truncate(most);
        }
        found.sort_unstable_by_key(best_first);
        let hit = |(score, in_title, _, entry): Found| Hit { item: entry.item, open: entry.open, score, in_title };
        found.into_iter().take(most).map(hit).collect()
    }
}

/// The score, whether the title matched, the position in the index, and the entry there.
type Found<'a> = (u32, bool, usize, &'a Arc<Entry>);

/// Returns the entries whose title has the letters of the query in its order.
fn fuzzy<'a>(query: &str, entries: &[(usize, &'a Arc<Entry>)]) -> Vec<Found<'a>> {
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let score = |(at, entry): &(usize, &'a Arc<Entry>)| {
        let score = pattern.score(Utf32Str::new(&entry.title, &mut buffer), &mut matcher)?;
        Some((score + if entry.open { OPEN } else { 0 }, true, *at, *entry))
    };
    entries.iter().filter_map(score).collect()
}

/// Returns the record after a change; `None` if it was removed.
fn changed<'a, T>(change: &DiffItem<'_, 'a, TaskId, Arc<T>>) -> (TaskId, Option<&'a Arc<T>>) {
    match change {
        DiffItem::Add(id, new) | DiffItem::Update { new: (id, new), .. } => (**id, Some(*new)),
        DiffItem::Remove(id, _) => (**id, None),
    }
}

fn of_closed(closed: &ClosedTask) -> Option<Arc<Entry>> {
    (closed.outcome != Outcome::Deleted).then(|| Arc::new(entry(&closed.task, false)))
}

/// Inserts, replaces or removes the entry of a task.
fn put(entries: &mut Vec<Arc<Entry>>, id: TaskId, new: Option<Arc<Entry>>) {
    match (entries.binary_search_by_key(&Findable::Task(id), |entry| entry.item), new) {
        (Ok(at), Some(new)) => entries[at] = new,
        (Ok(at), None) => drop(entries.remove(at)),
        (Err(at), Some(new)) => entries.insert(at, new),
        (Err(_), None) => {}
    }
}

/// Returns whether a text has a word between other characters than letters and digits. `#tag` is a word, too, and
/// stands for its subtags.
fn has_whole(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = word.starts_with('#') || !text[..at].ends_with(char::is_alphanumeric);
        before && !text[at + word.len()..].starts_with(char::is_alphanumeric)
    })
}

/// Returns the score of a word's place: high at the start of the title, lower at the start of a word, zero within one.
fn place_score(lower: &str, word: &str) -> u32 {
    match lower.find(word) {
        Some(0) => 200,
        Some(at) if lower[..at].ends_with(|c: char| !c.is_alphanumeric()) => 100,
        _ => 0,
    }
}

fn entry(task: &Task, open: bool) -> Entry {
    let steps = task.steps.iter().map(|step| step.title.clone());
    let tags = task.tags.iter().map(|tag| format!("#{tag}"));
    let rest = steps.chain(tags).chain([start_of(&task.notes).to_owned()]);
    entry_of(Findable::Task(task.id), open, &task.title, rest)
}

/// Indexes the events that are not cancelled.
fn of_events(workspace: &Workspace) -> Vec<Arc<Entry>> {
    let events = workspace.events.values().filter(|event| event.status != EventStatus::Cancelled);
    let entry = |event: &Arc<Event>| {
        let changes = event.recurrence.iter().flat_map(|it| &it.overrides).filter(|it| it.title != event.title);
        let rest = [event.place.clone(), start_of(&event.notes).to_owned()].into_iter();
        let rest = rest.chain(changes.take(MOST_CHANGES).map(|change| change.title.clone()));
        Arc::new(entry_of(Findable::Event(event.id), false, &event.title, rest))
    };
    events.map(entry).collect()
}

/// Returns the indexed part of notes.
fn start_of(notes: &str) -> &str {
    notes.char_indices().nth(MOST_NOTES).map_or(notes, |(at, _)| &notes[..at])
}

fn entry_of(item: Findable, open: bool, title: &str, parts: impl Iterator<Item = String>) -> Entry {
    let mut rest = String::new();
    for part in parts {
        rest.push_str(&plain(&part));
        rest.push(' ');
    }
    let lower = plain(title);
    let (in_title, in_rest) = (letters(&lower), letters(&rest));
    Entry { item, open, title: title.to_owned(), lower, letters: in_title, rest_letters: in_rest, rest }
}

/// Returns a text in lower case and without accents, composed or not, with plain apostrophes.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.is_ascii() {
        return lower;
    }
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let mut plain = String::with_capacity(lower.len());
    for c in lower.chars().filter(|c| !is_accent(c)) {
        match c {
            'ß' => plain.push_str("ss"),
            'ё' => plain.push('е'),
            '’' | '‘' | 'ʼ' => plain.push('\''),
            _ => plain.push(normalize(c)),
        }
    }
    plain
}

/// Returns a bit for each ASCII letter and digit that occurs. Others rule nothing out.
fn letters(lower: &str) -> u64 {
    lower.bytes().fold(0, |bits, byte| match byte {
        b'a'..=b'z' => bits | 1 << (byte - b'a'),
        b'0'..=b'9' => bits | 1 << (26 + byte - b'0'),
        _ => bits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CalendarId, EventTime, Order, Span, Step, StepId};

    fn workspace() -> Workspace {
        let mut workspace = Workspace::default();
        for title in ["Draft introduction", "Call the dentist", "Write résumé", "Drain the boiler", "Zum Café"] {
            let task = Task::new(TaskId::derived(title), title, Order::default(), chrono::DateTime::UNIX_EPOCH);
            workspace.tasks.insert(task.id, task.into());
        }
        let mut old =
            Task::new(TaskId::derived("old"), "Draft outline", Order::default(), chrono::DateTime::UNIX_EPOCH);
        old.steps.push(Step::new(StepId::derived("s"), "Ask Northwind"));
        let closed = ClosedTask { task: old, closed: chrono::DateTime::UNIX_EPOCH, outcome: Outcome::Done };
        workspace.closed.insert(closed.task.id, closed.into());
        for (title, tag) in [("Restart the server", "art/oil"), ("Visit the art show", "family"), ("A long run", "x")] {
            let task = Task::new(TaskId::derived(title), title, Order::default(), chrono::DateTime::UNIX_EPOCH);
            workspace.tasks.insert(task.id, Task { tags: [tag.to_owned()].into(), ..task }.into());
        }
        let time = EventTime::floating(Span::new(chrono::NaiveDateTime::default(), chrono::NaiveDateTime::default()));
        let event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Board meeting", time);
        workspace.events.insert(event.id, event.into());
        workspace
    }

    fn titles(index: &Index, query: &str) -> Vec<String> {
        let workspace = workspace();
        let hits = index.search(query, 10);
        let title = |hit: &Hit| match hit.item {
            Findable::Task(task) => workspace.any_task(task).map(|task| task.title.clone()),
            Findable::Event(event) => workspace.events.get(&event).map(|event| event.title.clone()),
        };
        hits.iter().filter_map(title).collect()
    }

    #[test]
    fn open_and_closed_tasks_are_found_by_title_and_step() {
        let index = Index::of(&workspace());
        assert_eq!(titles(&index, "draft"), ["Draft introduction", "Draft outline"]);
        assert_eq!(titles(&index, "dri"), ["Draft introduction", "Drain the boiler", "Draft outline"]);
        assert_eq!(titles(&index, "northwind"), ["Draft outline"]);
        assert_eq!(titles(&index, "resum"), ["Write résumé"]);
        assert_eq!(titles(&index, "cafe"), ["Zum Café"]);
        assert_eq!(titles(&index, "zzz"), Vec::<String>::new());
        assert_eq!(titles(&index, "").len(), 8);
        assert_eq!(titles(&index, "board"), ["Board meeting"]);
        assert_eq!(titles(&index, "art")[..2], ["Visit the art show", "Restart the server"], "whole words first");
        assert_eq!(titles(&index, "#art"), ["Restart the server"], "a tag");
        assert_eq!(titles(&index, "#family"), ["Visit the art show"]);
    }

    #[test]
    fn an_updated_index_returns_the_same_hits_as_a_new_one() {
        let mut workspace = workspace();
        let mut index = Index::of(&workspace);
        for n in 0..60 {
            let title = format!("Draft number {n}");
            let id = TaskId::derived(&format!("{}", n % 17));
            match n % 4 {
                0 | 1 => {
                    workspace.closed.remove(&id);
                    let task = Task::new(id, title, Order::default(), chrono::DateTime::UNIX_EPOCH);
                    workspace.tasks.insert(id, task.into());
                }
                _ => {
                    if let Some(task) = workspace.tasks.remove(&id) {
                        let outcome = if n % 4 == 2 { Outcome::Done } else { Outcome::Deleted };
                        let task = Task::clone(&task);
                        let closed = ClosedTask { task, closed: chrono::DateTime::UNIX_EPOCH, outcome };
                        workspace.closed.insert(id, closed.into());
                    }
                }
            }
            index = index.brought_to(&workspace);
            assert!(index.is_of(&workspace));
            for query in ["draft", "number 1", "drnu", ""] {
                assert_eq!(index.search(query, 30), Index::of(&workspace).search(query, 30), "{n} {query}");
            }
        }
    }
}
