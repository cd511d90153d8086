//! Fuzzy search over titles, steps, notes and tags of all tasks, the finished ones too.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::model::{Task, TaskId, Workspace};

/// Most characters of notes that are searched.
const MOST_NOTES: usize = 400;
/// What a match in the title is worth more than one in the rest.
const IN_TITLE: u32 = 1_000;
/// With fewer plain hits than this the letters are matched, too.
const FEW: usize = 200;
/// What an open task is worth more than a closed one.
const OPEN: u32 = 40;

/// What is searched, made once per revision of the workspace.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    task: TaskId,
    open: bool,
    title: String,
    lower: String,
    /// Steps, tags and notes in lower case.
    rest: String,
    /// Which letters and digits occur in the title, and in the rest: most entries are ruled out by them.
    letters: u64,
    rest_letters: u64,
}

/// A task that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub task: TaskId,
    pub open: bool,
    /// Higher is better.
    pub score: u32,
    /// Whether the title is what matched.
    pub in_title: bool,
}

impl Index {
    /// The index of a workspace. What was deleted is in the trash and not searched.
    pub fn of(workspace: &Workspace) -> Self {
        let open = workspace.tasks.values().map(|task| entry(task, true));
        let kept = workspace.closed.values().filter(|closed| closed.outcome != crate::model::Outcome::Deleted);
        let entries = open.chain(kept.map(|closed| entry(&closed.task, false))).collect();
        Self { entries }
    }

    /// The best `most` tasks for a query, best first; all that is open, newest last, for a blank one.
    ///
    /// What has all words of the query in its title comes first, then what has them in the rest. Only where that is
    /// little is the title matched letter by letter, which takes ten times as long.
    pub fn search(&self, query: &str, most: usize) -> Vec<Hit> {
        let lower = query.trim().to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let Some(first) = words.first() else {
            let open = self.entries.iter().filter(|entry| entry.open).take(most);
            return open.map(|entry| Hit { task: entry.task, open: true, score: 0, in_title: true }).collect();
        };
        let letters = letters(&lower);
        let has = |text: &str| words.iter().all(|word| text.contains(word));
        let mut found: Vec<(u32, bool, usize)> = Vec::new();
        let mut rest = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let bonus = if entry.open { OPEN } else { 0 };
            if entry.letters & letters == letters && has(&entry.lower) {
                found.push((IN_TITLE + place_score(&entry.lower, first) + bonus, true, at));
            } else if entry.rest_letters & letters == letters && has(&entry.rest) {
                found.push((bonus, false, at));
            } else if entry.letters & letters == letters {
                rest.push(at);
            }
        }
        if found.len() < FEW {
            found.extend(self.fuzzy(&lower, &rest));
        }
        let best_first = |(score, _, at): &(u32, bool, usize)| (std::cmp::Reverse(*score), *at);
        if found.len() > most && most > 0 {
            found.select_nth_unstable_by_key(most - 1, best_first);
            found.truncate(most);
        }
        found.sort_unstable_by_key(best_first);
        let hit = |(score, in_title, at): (u32, bool, usize)| {
            let entry = &self.entries[at];
            Hit { task: entry.task, open: entry.open, score, in_title }
        };
        found.into_iter().take(most).map(hit).collect()
    }

    /// The titles among `entries` in which the letters of the query stand in its order.
    fn fuzzy(&self, query: &str, entries: &[usize]) -> Vec<(u32, bool, usize)> {
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let score = |at: &usize| {
            let entry = &self.entries[*at];
            let score = pattern.score(Utf32Str::new(&entry.title, &mut buffer), &mut matcher)?;
            Some((score + if entry.open { OPEN } else { 0 }, true, *at))
        };
        entries.iter().filter_map(score).collect()
    }
}

/// More for a word that begins the title, less for one that begins a word, least inside of one.
fn place_score(lower: &str, word: &str) -> u32 {
    match lower.find(word) {
        Some(0) => 200,
        Some(at) if lower[..at].ends_with(|c: char| !c.is_alphanumeric()) => 100,
        _ => 0,
    }
}

fn entry(task: &Task, open: bool) -> Entry {
    let mut rest = String::new();
    let steps = task.steps.iter().map(|step| step.title.as_str());
    let notes = task.notes.char_indices().nth(MOST_NOTES).map_or(task.notes.as_str(), |(at, _)| &task.notes[..at]);
    for part in steps.chain(task.tags.iter().map(String::as_str)).chain([notes]) {
        rest.push_str(&part.to_lowercase());
        rest.push(' ');
    }
    let lower = task.title.to_lowercase();
    // Letters with accents may be found by their plain form, so they rule nothing out.
    let in_title = if lower.is_ascii() { letters(&lower) } else { u64::MAX };
    let in_rest = letters(&rest);
    Entry { task: task.id, open, title: task.title.clone(), lower, letters: in_title, rest_letters: in_rest, rest }
}

/// A bit for each letter and digit of ASCII that occurs. Others are left out, for they may be matched by their plain form.
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
    use crate::model::{ClosedTask, Order, Outcome, Step, StepId};

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
        workspace
    }

    fn titles(index: &Index, query: &str) -> Vec<String> {
        let workspace = workspace();
        let hits = index.search(query, 10);
        hits.iter().filter_map(|hit| workspace.any_task(hit.task)).map(|task| task.title.clone()).collect()
    }

    #[test]
    fn it_finds_open_and_closed_by_title_and_by_step() {
        let index = Index::of(&workspace());
        assert_eq!(titles(&index, "draft"), ["Draft introduction", "Draft outline"]);
        assert_eq!(titles(&index, "dri"), ["Draft introduction", "Drain the boiler", "Draft outline"]);
        assert_eq!(titles(&index, "northwind"), ["Draft outline"]);
        assert_eq!(titles(&index, "resum"), ["Write résumé"]);
        assert_eq!(titles(&index, "cafe"), ["Zum Café"]);
        assert_eq!(titles(&index, "zzz"), Vec::<String>::new());
        assert_eq!(titles(&index, "").len(), 5);
    }
}
