//! Emacs Org files: headings with a TODO keyword, their planning lines, drawers and check boxes.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::foreign::{self, ForeignStep, ForeignTask, TaskFile, iso_date, rule_every, title_and_length};
use crate::exchange::quick_add::parse_length;
use crate::model::Minutes;

/// The keywords of a file that names none, as several popular configurations have them.
const OPEN: [&str; 9] = ["TODO", "NEXT", "STARTED", "DOING", "IN-PROGRESS", "WAITING", "WAIT", "HOLD", "SOMEDAY"];
const DONE: [&str; 5] = ["DONE", "CANCELLED", "CANCELED", "KILL", "FAILED"];

/// Returns whether a text is an Org file with tasks.
pub(super) fn is_org(text: &str) -> bool {
    let keywords = Keywords::of(text);
    let mut lines = text.lines().take(100_000);
    lines.any(|line| heading(line).is_some_and(|(_, rest)| keywords.split(rest).is_some()))
}

/// Returns whether a line is plain text for [`read`], so that notes may have it.
pub(super) fn is_plain_line(line: &str) -> bool {
    let start = line.trim_start();
    heading(line).is_none()
        && check_box(line).is_none()
        && !start.starts_with("#+")
        && !start.starts_with(':')
        && !PLANNING.iter().any(|key| start.starts_with(key))
        && !start.starts_with("CLOCK:")
}

/// Returns whether Org can have this tag.
pub(super) fn is_tag(tag: &str) -> bool {
    !tag.is_empty() && tag.chars().all(|c| c.is_alphanumeric() || "_@#%".contains(c))
}

const PLANNING: [&str; 3] = ["SCHEDULED:", "DEADLINE:", "CLOSED:"];

/// The keywords of open and finished tasks.
struct Keywords {
    open: Vec<String>,
    done: Vec<String>,
}

impl Keywords {
    /// Returns those of the `#+TODO:` lines; without any, the usual ones.
    fn of(text: &str) -> Self {
        let (mut open, mut done) = (Vec::new(), Vec::new());
        for (key, value) in text.lines().filter_map(setting) {
            if !["TODO", "SEQ_TODO", "TYP_TODO"].contains(&key.as_str()) {
                continue;
            }
            let words = |part: &str| -> Vec<String> {
                let names = part.split_whitespace().map(|word| word.split('(').next().unwrap_or_default().to_owned());
                names.filter(|name| !name.is_empty()).collect()
            };
            match value.split_once('|') {
                Some((before, behind)) => {
                    open.extend(words(before));
                    done.extend(words(behind));
                }
                None => {
                    // Without a bar, the last keyword is the finished state.
                    let mut all = words(value);
                    done.extend(all.pop());
                    open.extend(all);
                }
            }
        }
        if open.is_empty() && done.is_empty() {
            (open, done) = (OPEN.map(str::to_owned).into(), DONE.map(str::to_owned).into());
        }
        Self { open, done }
    }

    /// Returns whether the task of a heading is done, and the text behind the keyword; `None` for a heading without one.
    fn split<'a>(&self, heading: &'a str) -> Option<(bool, &'a str)> {
        let (word, rest) = heading.split_once(char::is_whitespace).unwrap_or((heading, ""));
        let is = |all: &[String]| all.iter().any(|keyword| keyword == word);
        (is(&self.open) || is(&self.done)).then(|| (is(&self.done), rest.trim()))
    }
}

/// Returns the key in capitals and the value of a line such as `#+TODO: OPEN | DONE`.
fn setting(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.trim_start().strip_prefix("#+")?.split_once(':')?;
    (!key.contains(char::is_whitespace)).then(|| (key.to_uppercase(), value.trim()))
}

/// Returns the level and text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'*').count();
    let text = line[level..].strip_prefix([' ', '\t']).filter(|_| level > 0)?;
    Some((level, text.trim()))
}

/// Returns the indentation, state and text of a line with a check box.
fn check_box(line: &str) -> Option<(usize, bool, &str)> {
    let body = line.trim_start();
    let (state, text) = foreign::check_box(body)?;
    let known = matches!(state, " " | "X" | "x" | "-");
    known.then(|| (line.len() - body.len(), state.eq_ignore_ascii_case("x"), text))
}

/// A heading above the present line.
struct Above {
    level: usize,
    tags: BTreeSet<String>,
    kind: AboveKind,
}

enum AboveKind {
    /// Without a keyword; it names the project of the tasks below.
    Group(String),
    Open,
    /// Done, or below a done one.
    Done,
}

/// The place of the lines below a heading.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// Right behind the heading, where the planning line is.
    Head,
    Body,
    Properties,
    /// The log of clocks and states.
    Log,
    /// Another drawer.
    Drawer,
    Block,
}

/// Reads the tasks of a file. One below another is a step of it; a heading without a keyword names the project.
pub(super) fn read(text: &str) -> TaskFile {
    let mut reader = Reader {
        file: TaskFile::default(),
        keywords: Keywords::of(text),
        above: Vec::new(),
        file_tags: BTreeSet::new(),
        part: Part::Body,
    };
    text.lines().for_each(|line| reader.line(line));
    reader.file
}

struct Reader {
    file: TaskFile,
    keywords: Keywords,
    above: Vec<Above>,
    file_tags: BTreeSet<String>,
    part: Part,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        if self.part == Part::Block {
            if text.to_lowercase().starts_with("#+end_") {
                self.part = Part::Body;
            } else {
                let guarded = line.strip_prefix(',').filter(|rest| rest.starts_with(['*', '#', ',']));
                self.note(guarded.unwrap_or(line));
            }
        } else if let Some((level, rest)) = heading(line) {
            self.heading(level, rest);
        } else if text.to_lowercase().starts_with("#+begin_") {
            self.part = Part::Block;
        } else if let Some((key, value)) = setting(line) {
            if key == "FILETAGS" {
                self.file_tags.extend(value.split(':').map(str::trim).filter(|tag| is_tag(tag)).map(str::to_owned));
            }
        } else if matches!(self.part, Part::Properties | Part::Log | Part::Drawer) {
            self.drawer(text);
        } else if self.part == Part::Head && PLANNING.iter().any(|key| text.starts_with(key)) {
            self.planning(text);
        } else if let Some(name) =
            text.strip_prefix(':').and_then(|rest| rest.strip_suffix(':')).filter(|it| is_tag(it))
        {
            self.part = match name.to_uppercase().as_str() {
                "PROPERTIES" => Part::Properties,
                "LOGBOOK" => Part::Log,
                _ => Part::Drawer,
            };
        } else if text.starts_with("CLOCK:") {
            self.lose("tracked time");
        } else if let Some((indent, done, title)) = check_box(line) {
            self.part = Part::Body;
            self.step(title, done, indent > 0, None);
        } else {
            self.part = Part::Body;
            self.note(text);
        }
    }

    /// Returns the task that the present lines belong to.
    fn task(&mut self) -> Option<&mut ForeignTask> {
        let is_open = self.above.iter().any(|above| matches!(above.kind, AboveKind::Open));
        let is_done = self.above.iter().any(|above| matches!(above.kind, AboveKind::Done));
        self.file.tasks.last_mut().filter(|_| is_open && !is_done)
    }

    fn lose(&mut self, field: &str) {
        if self.task().is_some() {
            self.file.lose(field);
        }
    }

    fn note(&mut self, line: &str) {
        let empty = line.is_empty();
        if let Some(task) = self.task().filter(|task| !(empty && task.notes.is_empty())) {
            task.note(line.trim_end());
        }
    }

    fn heading(&mut self, level: usize, rest: &str) {
        self.above.retain(|above| above.level < level);
        self.part = Part::Head;
        let keyword = self.keywords.split(rest);
        let (priority, title, own_tags) = parts(keyword.map_or(rest, |(_, rest)| rest));
        let inherited = self.above.last().map_or(&self.file_tags, |above| &above.tags);
        let tags: BTreeSet<String> = inherited.iter().cloned().chain(own_tags).collect();
        let below_open = self.above.iter().position(|above| matches!(above.kind, AboveKind::Open));
        let below_done = self.above.iter().any(|above| matches!(above.kind, AboveKind::Done));
        let kind = match keyword {
            _ if below_done => AboveKind::Done,
            None if below_open.is_some() => {
                self.note(&title);
                return;
            }
            None => AboveKind::Group(title),
            Some((done, _)) if below_open.is_some() => {
                let depth = self.above.len() - below_open.unwrap_or_default();
                self.step(&title, done, depth > 1, priority);
                if done { AboveKind::Done } else { AboveKind::Open }
            }
            Some((true, _)) => {
                self.file.closed += 1;
                self.file.done.push(format!("title:{title}"));
                AboveKind::Done
            }
            Some((false, _)) if title.is_empty() => {
                self.file.skipped.push(format!("a heading without a title: {rest}"));
                AboveKind::Done
            }
            Some((false, _)) => {
                let project = self.above.iter().rev().find_map(|above| match &above.kind {
                    AboveKind::Group(name) if !name.is_empty() => Some(name.clone()),
                    _ => None,
                });
                let important = match priority {
                    Some('A') => Some(true),
                    Some('C'..) => Some(false),
                    _ => None,
                };
                if priority == Some('B') {
                    self.file.lose("priority B");
                }
                let (id, tags) = (format!("title:{title}"), tags.clone());
                self.file.tasks.push(ForeignTask { id, title, important, tags, project, ..ForeignTask::default() });
                AboveKind::Open
            }
        };
        self.above.push(Above { level, tags, kind });
    }

    fn step(&mut self, title: &str, done: bool, indented: bool, priority: Option<char>) {
        let (title, estimate) = title_and_length(title);
        if priority.is_some() {
            self.lose("priority of a subtask");
        }
        if let Some(task) = self.task().filter(|_| !title.is_empty()) {
            let indented = indented && !task.steps.is_empty();
            let id = format!("{}/{title}", task.id);
            task.steps.push(ForeignStep { id, title: title.to_owned(), estimate, done, indented });
        }
    }

    /// Returns whether the present lines belong to a heading below a task, which became a step.
    fn is_in_step(&self) -> bool {
        self.above.iter().filter(|above| matches!(above.kind, AboveKind::Open)).count() > 1
    }

    fn drawer(&mut self, line: &str) {
        if line.eq_ignore_ascii_case(":END:") {
            self.part = Part::Body;
            return;
        }
        match self.part {
            Part::Properties => {
                if let Some((key, value)) = line.strip_prefix(':').and_then(|rest| rest.split_once(':')) {
                    self.property(&key.to_uppercase(), value.trim());
                }
            }
            Part::Log if line.starts_with("CLOCK:") => self.lose("tracked time"),
            Part::Log => self.lose("state changes of the logbook"),
            _ => self.lose("drawer"),
        }
    }

    fn property(&mut self, key: &str, value: &str) {
        let in_step = self.is_in_step();
        let Some(task) = self.task() else {
            if key == "ID" && matches!(self.above.last(), Some(Above { kind: AboveKind::Done, .. })) {
                self.file.done.push(format!("id:{value}"));
            }
            return;
        };
        match key {
            "EFFORT" if in_step => {
                if let Some(step) = task.steps.last_mut() {
                    step.estimate = effort(value);
                }
            }
            "ID" | "CREATED" | "BLOCKER" if in_step => {}
            "EFFORT" => {
                task.estimate = effort(value);
                if task.estimate.is_none() {
                    self.lose("effort");
                }
            }
            // Ids come before steps, so that the ids of the steps follow.
            "ID" | "CUSTOM_ID" if task.id.starts_with("title:") => task.id = format!("id:{value}"),
            "CREATED" => task.created = stamps(value).first().and_then(Stamp::instant),
            "BLOCKER" => {
                let ids = value.strip_prefix("ids(").and_then(|rest| rest.strip_suffix(')'));
                match ids {
                    Some(ids) => {
                        let ids = ids.split_whitespace().map(|id| id.trim_matches('"').trim_start_matches("id:"));
                        task.after = ids.map(|id| format!("id:{id}")).collect();
                    }
                    None => self.lose("dependency"),
                }
            }
            "CATEGORY" if task.project.is_none() => task.project = Some(value.to_owned()),
            _ => self.lose(&format!("property {key}")),
        }
    }

    fn planning(&mut self, line: &str) {
        let mut rest = line;
        let mut found: Vec<(&str, Stamp)> = Vec::new();
        while let Some((at, key)) = PLANNING.iter().filter_map(|key| Some((rest.find(key)?, *key))).min() {
            rest = &rest[at + key.len()..];
            if let Some(stamp) = stamps(rest).into_iter().next() {
                found.push((key, stamp));
            }
        }
        if self.is_in_step() {
            if found.iter().any(|(key, _)| *key != "CLOSED:") {
                self.lose("date of a subtask");
            }
            return;
        }
        let Some(task) = self.task() else { return };
        let mut lost = Vec::new();
        for (key, stamp) in found {
            match key {
                "DEADLINE:" => task.due = Some((stamp.date, stamp.time)),
                "SCHEDULED:" => task.not_before = Some((stamp.date, stamp.time)),
                _ => continue,
            }
            lost.extend(stamp.has_warning.then_some("warning period of a deadline"));
            match stamp.repeater {
                Repeater::None => {}
                Repeater::Every { rule, after_completion } => {
                    (task.repeat, task.after_completion) = (Some(rule), after_completion);
                }
                Repeater::Unknown => lost.push("recurrence"),
            }
        }
        lost.into_iter().for_each(|field| self.file.lose(field));
    }
}

/// Returns the priority, title and tags of a heading behind its keyword.
pub(super) fn parts(text: &str) -> (Option<char>, String, Vec<String>) {
    let (text, tags) = tags_of(text);
    let (priority, title) = priority_of(text);
    (priority, without_cookie(title), tags)
}

/// Returns the tags at the end of a heading, and the text before them.
fn tags_of(text: &str) -> (&str, Vec<String>) {
    let (before, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
    let inner = last.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
    match inner.filter(|inner| inner.split(':').all(is_tag)) {
        Some(inner) => (before.trim_end(), inner.split(':').map(str::to_owned).collect()),
        None => (text, Vec::new()),
    }
}

/// Returns the letter of `[#A]`, and the text behind it.
fn priority_of(text: &str) -> (Option<char>, &str) {
    let rest = text.strip_prefix("[#").and_then(|rest| rest.split_once(']'));
    match rest.and_then(|(letter, rest)| Some((letter.parse::<char>().ok()?, rest))) {
        Some((letter, rest)) => (Some(letter.to_ascii_uppercase()), rest.trim()),
        None => (None, text),
    }
}

/// Returns a title without the count of its steps, `[1/3]` or `[33%]`.
fn without_cookie(title: &str) -> String {
    let is_cookie = |word: &&str| {
        let inner = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inner.is_some_and(|inner| {
            !inner.is_empty()
                && inner.contains(['/', '%'])
                && inner.chars().all(|c| c.is_ascii_digit() || "/%".contains(c))
        })
    };
    title.split_whitespace().filter(|word| !is_cookie(word)).collect::<Vec<_>>().join(" ")
}

/// Reads "1:30", "2h", "45" (minutes) and "1h 30min".
fn effort(text: &str) -> Option<Minutes> {
    let minutes = match text.split_once(':') {
        Some((hours, minutes)) => {
            hours.trim().parse::<u32>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?
        }
        None => match text.parse::<u32>() {
            Ok(minutes) => minutes,
            Err(_) => return parse_length(text),
        },
    };
    foreign::minutes(minutes)
}

enum Repeater {
    None,
    Every { rule: String, after_completion: bool },
    Unknown,
}

/// A timestamp.
struct Stamp {
    date: NaiveDate,
    time: Option<NaiveTime>,
    repeater: Repeater,
    has_warning: bool,
}

impl Stamp {
    /// Returns `<2026-12-01 Tue 16:00-17:00 +1w -3d>` without its brackets.
    fn of(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let date = iso_date(words.next()?)?;
        let mut stamp = Self { date, time: None, repeater: Repeater::None, has_warning: false };
        for word in words {
            let time = word.split('-').next().unwrap_or_default();
            if let Some(time) = time.contains(':').then(|| NaiveTime::parse_from_str(time, "%H:%M").ok()).flatten() {
                stamp.time = Some(time);
            } else if word.starts_with('-') {
                stamp.has_warning = true;
            } else if let Some(every) = word.trim_start_matches('.').strip_prefix('+') {
                // A habit has a second interval: ".+2d/4d".
                let every = every.trim_start_matches('+').split('/').next().unwrap_or_default();
                let digits = every.bytes().take_while(u8::is_ascii_digit).count();
                let rule = every[..digits].parse().ok().and_then(|n| rule_every(n, &every[digits..]));
                stamp.repeater = match rule {
                    Some(rule) => Repeater::Every { rule, after_completion: word.starts_with('.') },
                    None => Repeater::Unknown,
                };
            }
        }
        Some(stamp)
    }

    fn instant(&self) -> Option<DateTime<Utc>> {
        Some(self.date.and_time(self.time.or_else(|| NaiveTime::from_hms_opt(12, 0, 0))?).and_utc())
    }
}

/// Returns the timestamps of a text, active and inactive ones.
fn stamps(text: &str) -> Vec<Stamp> {
    text.split(['<', '[']).skip(1).filter_map(|rest| Stamp::of(rest.split(['>', ']']).next()?)).collect()
}
