//! Reads VTODOs as tasks (RFC 5545 section 3.6.2; links between them by RFC 9253).

use std::collections::{BTreeSet, HashMap};

use super::event::{EventReader, MAX_NOTES_CHARS, Problems, Properties, rules, shortened};
use super::file::{IcsFile, IcsTodo};
use super::lines::Component;
use super::values::{IcsDuration, IcsTime, duration, parameter, when};
use super::write::{AFTER_COMPLETION, PROJECT};
use crate::calendar::{Clocks, Tz, ZoneTables};
use crate::exchange::tasks::{ForeignStep, ForeignTask, TaskFile, TaskFileContext};
use crate::model::{MAX_TITLE_CHARS, Minutes, RecurrenceDate};

/// Maximum tags of one task.
const MAX_TAGS: usize = 100;

/// Properties that have no field here, with their names for users.
const NOT_CARRIED: [(&str, &str); 14] = [
    ("ATTACH", "attachments"),
    ("ATTENDEE", "attendees"),
    ("CLASS", "access class"),
    ("COLOR", "colour"),
    ("COMMENT", "comments"),
    ("CONTACT", "contact"),
    ("EXDATE", "exceptions of the recurrence"),
    ("EXRULE", "exceptions of the recurrence"),
    ("GEO", "position on a map"),
    ("ORGANIZER", "organizer"),
    ("RDATE", "further dates of the recurrence"),
    ("RESOURCES", "resources"),
    ("REQUEST-STATUS", "request status"),
    ("AALARM", "alarms"),
];

impl EventReader {
    /// Reads one task. `is_cancel` is set if the file is a cancellation.
    pub(super) fn todo(&mut self, component: &Component, is_cancel: bool) -> IcsTodo {
        let parsed = self.properties(component);
        let fields = Properties(&parsed);
        let title = fields.text("SUMMARY");
        let shown = shortened(&title.replace('\n', " "), MAX_TITLE_CHARS);
        let mut problems = Problems::new(component.line, &shown);
        let (start, due) = self.start_and_due(&fields, &mut problems);
        let estimate = length(&fields, "ESTIMATED-DURATION").or_else(|| length(&fields, "X-ESTIMATED-DURATION"));
        let minutes = estimate.map(|length| length.whole().num_minutes());
        let uid = fields.text("UID").trim().to_owned();
        let mut task = ForeignTask {
            id: if uid.is_empty() { format!("title:{title}") } else { uid },
            title,
            notes: shortened(&fields.text("DESCRIPTION"), MAX_NOTES_CHARS),
            estimate: minutes.and_then(|it| u32::try_from(it).ok()).filter(|it| *it > 0).map(minutes_at_most),
            important: match fields.text("PRIORITY").trim().parse::<u8>() {
                Ok(1..=4) => Some(true),
                Ok(6..=9) => Some(false),
                _ => None,
            },
            tags: categories(&fields),
            repeat: rules(&fields, "RRULE", &mut problems).into_iter().next().map(|(text, _)| text),
            created: fields.first("CREATED").and_then(|it| created(it.val.as_str())),
            project: Some(fields.text(PROJECT)).filter(|name| !name.trim().is_empty()),
            after_completion: fields.first(AFTER_COMPLETION).is_some(),
            ..ForeignTask::default()
        };
        for (name, label) in [("LOCATION", "Place"), ("URL", "Link")] {
            let value = fields.text(name);
            if !value.trim().is_empty() {
                task.note(&format!("{label}: {}", shortened(value.trim(), MAX_NOTES_CHARS)));
            }
        }
        let mut todo = IcsTodo {
            task,
            due,
            start,
            lost: losses(&fields, component),
            is_closed: is_cancel
                || matches!(status(&fields).as_str(), "COMPLETED" | "CANCELLED")
                || percent(&fields) >= 100
                || fields.first("COMPLETED").is_some(),
            is_occurrence: fields.first("RECURRENCE-ID").is_some(),
            version: (
                fields.text("SEQUENCE").trim().parse().unwrap_or(0),
                fields.text("LAST-MODIFIED"),
                fields.text("DTSTAMP"),
            ),
            ..IcsTodo::default()
        };
        todo.relate(&fields);
        let warnings = problems.warnings;
        self.warn_all(warnings);
        todo
    }

    /// Returns DTSTART and DUE, or the end of DURATION.
    fn start_and_due(
        &mut self,
        fields: &Properties<'_>,
        problems: &mut Problems<'_>,
    ) -> (Option<RecurrenceDate>, Option<RecurrenceDate>) {
        let mut read = |name| {
            let field = fields.first(name).filter(|it| !it.val.as_str().trim().is_empty())?;
            let date = self.date(field, field.val.as_str());
            if date.is_none() {
                problems.add(&format!("{name} is not a time; left out"));
            }
            date
        };
        let (due, start) = (read("DUE"), read("DTSTART"));
        let end = || match (start.as_ref()?, length(fields, "DURATION")?) {
            (RecurrenceDate::Date(day), length) => day
                .checked_add_signed(length.whole())
                .map(|end| RecurrenceDate::Date(end.pred_opt().unwrap_or(end).max(*day))),
            (RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. }, length) => {
                self.after(at, length).map(RecurrenceDate::Time)
            }
        };
        let due = due.or_else(end);
        (start, due)
    }
}

impl IcsTodo {
    /// Reads the links to other tasks.
    fn relate(&mut self, fields: &Properties<'_>) {
        for related in fields.all("RELATED-TO") {
            let other = related.val.as_str().trim().to_owned();
            match parameter(related, "RELTYPE").unwrap_or("PARENT").to_ascii_uppercase().as_str() {
                "PARENT" => self.parents.push(other),
                "CHILD" => self.children.push(other),
                "DEPENDS-ON" | "FINISHTOSTART" => drop(self.task.after.insert(other)),
                _ => drop(self.lost.insert("links to other tasks")),
            }
        }
    }
}

fn length(fields: &Properties<'_>, name: &'static str) -> Option<IcsDuration> {
    fields.first(name).and_then(|it| duration(it.val.as_str()))
}

fn percent(fields: &Properties<'_>) -> u8 {
    fields.text("PERCENT-COMPLETE").trim().parse().unwrap_or(0)
}

fn status(fields: &Properties<'_>) -> String {
    fields.text("STATUS").trim().to_ascii_uppercase()
}

/// Returns the values that have no place in a task here.
fn losses(fields: &Properties<'_>, component: &Component) -> BTreeSet<&'static str> {
    let named = NOT_CARRIED.iter().filter(|(name, _)| fields.first(name).is_some()).map(|(_, lost)| *lost);
    let others = [
        ("priority 5", fields.text("PRIORITY").trim().parse() == Ok(5_u8)),
        ("percent complete", (1..100).contains(&percent(fields))),
        ("in process", status(fields) == "IN-PROCESS"),
        ("further rules of the recurrence", fields.all("RRULE").count() > 1),
        ("alarms", !component.inner.is_empty()),
        ("fields of its program (X-...)", fields.0.iter().any(|it| is_private(it.name.as_str()))),
    ];
    named.chain(others.into_iter().filter(|(_, has)| *has).map(|(lost, _)| lost)).collect()
}

/// Returns whether a field means something only to the program that wrote it. The other forms of fields that are read
/// are not lost.
fn is_private(name: &str) -> bool {
    name.starts_with("X-") && !["X-ESTIMATED-DURATION", PROJECT, AFTER_COMPLETION].contains(&name)
}

fn minutes_at_most(minutes: u32) -> Minutes {
    Minutes::new(minutes.min(Minutes::MAX.get()))
}

fn created(text: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    match when(text)? {
        IcsTime::Time { local, utc: true } => Some(local.and_utc()),
        _ => None,
    }
}

/// Returns the categories. Commas separate them, and semicolons in vCalendar 1.0; a backslash keeps either.
fn categories(fields: &Properties<'_>) -> BTreeSet<String> {
    let mut tags = BTreeSet::new();
    for property in fields.all("CATEGORIES") {
        let mut tag = String::new();
        let mut chars = property.val.as_str().chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => tag.extend(chars.next()),
                ',' | ';' => tags.extend([std::mem::take(&mut tag)]),
                c => tag.push(c),
            }
        }
        tags.extend([tag]);
    }
    let trimmed = tags.into_iter().map(|tag| tag.trim().to_owned());
    trimmed.filter(|tag| !tag.is_empty()).take(MAX_TAGS).collect()
}

/// Keeps the newest version of each task. Changed occurrences are named with their series.
pub(super) fn newest(todos: Vec<IcsTodo>) -> Vec<IcsTodo> {
    let mut kept: Vec<IcsTodo> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let (occurrences, todos): (Vec<_>, Vec<_>) = todos.into_iter().partition(|todo| todo.is_occurrence);
    for todo in todos {
        match places.get(&todo.task.id) {
            Some(at) if kept[*at].version > todo.version => {}
            Some(at) => kept[*at] = todo,
            None => {
                places.insert(todo.task.id.clone(), kept.len());
                kept.push(todo);
            }
        }
    }
    for occurrence in occurrences {
        match places.get(&occurrence.task.id) {
            Some(at) => drop(kept[*at].lost.insert("changed occurrences")),
            None => {
                places.insert(occurrence.task.id.clone(), kept.len());
                kept.push(occurrence);
            }
        }
    }
    kept
}

/// Converts the tasks of a calendar file to foreign tasks, in the local time of `here`. A task below an open one
/// (RELATED-TO) becomes a step of it.
pub fn tasks_of_calendar(file: &IcsFile, here: Tz) -> TaskFile {
    let zones = ZoneTables::of(&file.zones);
    let clocks = Clocks { custom: &zones, here };
    let context = TaskFileContext { local: &|at| here.local(at) };
    let local = |date: &RecurrenceDate| match date {
        RecurrenceDate::Date(day) => (*day, None),
        RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. } => context.day_and_time(clocks.instant(at)),
    };
    let todos = &file.todos;
    let below = children(todos);
    let is_below: BTreeSet<usize> = below.iter().flatten().copied().collect();
    let mut tasks = TaskFile::default();
    let mut seen = vec![false; todos.len()];
    // Those that close a circle of parents come last, each as a task of its own.
    let roots = (0..todos.len()).filter(|at| !is_below.contains(at)).chain(0..todos.len());
    for root in roots {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let todo = &todos[root];
        if todo.is_closed {
            tasks.closed += 1;
            tasks.done.push(todo.task.id.clone());
            continue;
        }
        let mut task = ForeignTask {
            due: todo.due.as_ref().map(local),
            not_before: todo.start.as_ref().map(local),
            ..todo.task.clone()
        };
        todo.lost.iter().for_each(|lost| tasks.lose(lost));
        let mut path: Vec<(usize, bool)> = below[root].iter().rev().map(|at| (*at, false)).collect();
        while let Some((at, indented)) = path.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            add_step(&mut task, &todos[at], indented, &mut tasks);
            path.extend(below[at].iter().rev().map(|at| (*at, true)));
        }
        tasks.tasks.push(task);
    }
    tasks
}

/// Returns the tasks below each open task, in the order of the file.
fn children(todos: &[IcsTodo]) -> Vec<Vec<usize>> {
    let places: HashMap<&str, usize> = todos.iter().enumerate().map(|(at, it)| (it.task.id.as_str(), at)).collect();
    let place = |id: &String| places.get(id.as_str()).copied();
    let mut parents: Vec<Option<usize>> = todos.iter().map(|it| it.parents.iter().find_map(place)).collect();
    for (at, todo) in todos.iter().enumerate() {
        for child in todo.children.iter().filter_map(place) {
            parents[child].get_or_insert(at);
        }
    }
    let mut below = vec![Vec::new(); todos.len()];
    for (at, parent) in parents.into_iter().enumerate() {
        if let Some(parent) = parent.filter(|parent| *parent != at && !todos[*parent].is_closed) {
            below[parent].push(at);
        }
    }
    below
}

fn add_step(task: &mut ForeignTask, todo: &IcsTodo, indented: bool, file: &mut TaskFile) {
    let own = &todo.task;
    if !own.notes.trim().is_empty() {
        task.note(&format!("{}: {}", own.title, own.notes));
    }
    let lost = [
        ("dates of a task below another", todo.due.is_some() || todo.start.is_some()),
        ("priority of a task below another", own.important.is_some()),
        ("categories of a task below another", !own.tags.is_empty()),
        ("recurrence of a task below another", own.repeat.is_some()),
        ("dependencies of a task below another", !own.after.is_empty()),
    ];
    if !todo.is_closed {
        lost.iter().filter(|(_, has)| *has).for_each(|(field, _)| file.lose(field));
        todo.lost.iter().for_each(|field| file.lose(field));
    }
    task.steps.push(ForeignStep {
        id: own.id.clone(),
        title: own.title.clone(),
        estimate: own.estimate,
        done: todo.is_closed,
        indented,
    });
}
