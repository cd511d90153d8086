//! Importing a calendar file into a workspace.

use std::sync::Arc;

use super::ics::{self, IcsFile, Skipped, tasks_of_calendar};
use super::identity;
use super::tasks::{TaskImportReport, import_tasks};
use crate::calendar::Tz;
use crate::calendar::words::counted;
use crate::model::{Action, Calendar, CalendarId, CalendarTone, Event, EventId, EventStatus, Moment, Workspace};

/// The outcome of an import.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// The calendar's name.
    pub name: String,
    pub added: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// Events that are no longer in the file.
    pub removed: Vec<EventId>,
    /// Its tasks (VTODO), if it has any.
    pub tasks: Option<TaskImportReport>,
    /// Whether it holds tasks only, and no calendar of the workspace.
    pub is_task_list: bool,
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<String>,
}

impl ImportReport {
    /// Returns one line for a message: `Imported 12 events from "Work", 3 updated, 1 skipped`.
    pub fn summary(&self) -> String {
        let tasks = self.tasks.as_ref().map(TaskImportReport::summary);
        if let Some(tasks) = tasks.as_ref().filter(|_| self.is_task_list) {
            return tasks.clone();
        }
        let mut text = format!("Imported {} from \"{}\"", counted(self.added, "event", "events"), self.name);
        let others = [
            (self.updated, "updated"),
            (self.unchanged, "unchanged"),
            (self.removed.len(), "removed"),
            (self.skipped.len(), "skipped"),
        ];
        for (count, outcome) in others.into_iter().filter(|(count, _)| *count > 0) {
            text += &format!(", {count} {outcome}");
        }
        tasks.into_iter().for_each(|tasks| text += &format!("; {tasks}"));
        text
    }

    /// Returns the message after a file was read again: `Read "Work" again: 1 new, 3 changed, 0 removed.`
    pub fn reread_summary(&self) -> String {
        let Self { name, added, updated, removed, skipped, tasks, .. } = self;
        let removed = removed.len();
        let events = match skipped.len() {
            0 => format!("Read \"{name}\" again: {added} new, {updated} changed, {removed} removed."),
            unread => format!(
                "Read \"{name}\" again: {added} new, {updated} changed, {removed} removed, {unread} not readable."
            ),
        };
        tasks.as_ref().map_or(events.clone(), |tasks| format!("{events} {}.", tasks.summary()))
    }

    /// Returns one line for each skipped event, each warning, and each field of a task that was not carried over.
    pub fn details(&self) -> String {
        let skipped = self.skipped.iter().map(|skipped| {
            let line = skipped.line.map_or_else(String::new, |line| format!("line {line}: "));
            let title =
                skipped.title.as_deref().or(skipped.uid.as_deref()).map_or_else(String::new, |t| format!("\"{t}\": "));
            format!("Skipped {line}{title}{}", skipped.reason)
        });
        let tasks = self.tasks.as_ref().map(TaskImportReport::details).filter(|lines| !lines.is_empty());
        skipped.chain(self.warnings.iter().cloned()).chain(tasks).collect::<Vec<_>>().join("\n")
    }

    /// Returns whether the file changes anything.
    pub fn changes(&self) -> bool {
        let tasks = self.tasks.as_ref().map_or(0, |tasks| tasks.added + tasks.updated);
        self.added + self.updated + self.removed.len() + tasks > 0
    }
}

/// Removes control characters from a calendar's name and limits its length.
fn shown_name(name: &str) -> String {
    const MOST: usize = 200;
    name.chars().filter(|c| !c.is_control()).take(MOST).collect::<String>().trim().to_owned()
}

/// Builds the action that imports a file into `workspace`; `None` if it changes nothing. The file is the truth for the
/// calendar that it holds: events are updated by UID, and those that it no longer holds are removed, unless it covers
/// only a part of the calendar.
///
/// A calendar is known by its name and its UIDs, so the same export under another path updates it; `source` is the
/// path. Its tasks become tasks, with their times in the zone `here`; a file of tasks alone makes no calendar.
///
/// # Errors
/// Why the file is not a calendar, or has nothing to import.
///
/// ```
/// use gapwise::calendar::Tz;
/// use gapwise::exchange::import_calendar;
/// use gapwise::model::{Moment, Workspace};
///
/// let file = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Team\r\nDTSTART:20261123T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
/// let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().unwrap();
/// let now = Moment { instant: local.and_utc(), local };
/// let (action, report) = import_calendar(&Workspace::default(), "work.ics", file, now, Tz::UTC).unwrap();
/// assert_eq!(report.summary(), "Imported 1 event from \"work\"");
/// assert_eq!(Workspace::default().apply(&action.unwrap(), now).unwrap().events.len(), 1);
/// assert!(import_calendar(&Workspace::default(), "page.ics", b"<html>", now, Tz::UTC).is_err());
/// ```
pub fn import_calendar(
    workspace: &Workspace,
    source: &str,
    bytes: &[u8],
    now: Moment,
    here: Tz,
) -> Result<(Option<Action>, ImportReport), String> {
    let by_path = CalendarId::derived(&format!("file:{source}"));
    let file = ics::read(bytes, by_path);
    if let Some(why) = &file.refused {
        return Err(why.clone());
    }
    let id = identity::calendar_of(workspace, source, &file);
    // Ids of events derive from that of their calendar.
    let file = if id == by_path { file } else { ics::read(bytes, id) };
    if file.method.as_deref() == Some("CANCEL") && !workspace.calendars.contains_key(&id) && file.todos.is_empty() {
        return Err("it cancels an event that no calendar has".to_owned());
    }
    let (tasks, tasks_report) = import_todos(workspace, &file, now, here);
    let is_task_list = !(file.todos.is_empty() || workspace.calendars.contains_key(&id))
        && file.events.is_empty()
        && file.skipped.is_empty();
    let (action, report) = match is_task_list {
        true => (None, ImportReport { warnings: file.warnings, ..ImportReport::default() }),
        false => {
            let (action, report) = import_into(workspace, id, file, source, now);
            (Some(action), report)
        }
    };
    let report = ImportReport { tasks: tasks_report, is_task_list, ..report };
    Ok((both(action, tasks), report))
}

/// Re-reads the file of a calendar: like [`import_calendar`], for the calendar `id` whatever the file says. Returns no
/// action if nothing changed.
///
/// # Errors
/// Why the file is not a calendar.
pub fn reread_calendar(
    workspace: &Workspace,
    id: CalendarId,
    source: &str,
    bytes: &[u8],
    now: Moment,
    here: Tz,
) -> Result<(Option<Action>, ImportReport), String> {
    let file = ics::read(bytes, id);
    if let Some(why) = file.refused {
        return Err(why);
    }
    let (tasks, tasks_report) = import_todos(workspace, &file, now, here);
    let (action, report) = import_into(workspace, id, file, source, now);
    let report = ImportReport { tasks: tasks_report, ..report };
    Ok((both(Some(action), tasks).filter(|_| report.changes()), report))
}

fn import_todos(
    workspace: &Workspace,
    file: &IcsFile,
    now: Moment,
    here: Tz,
) -> (Option<Action>, Option<TaskImportReport>) {
    if file.todos.is_empty() {
        return (None, None);
    }
    let (action, report) = import_tasks(workspace, "iCalendar", tasks_of_calendar(file, here), now);
    (action, Some(report))
}

/// Returns the import of the events and of the tasks of a file as one.
fn both(events: Option<Action>, tasks: Option<Action>) -> Option<Action> {
    match (events, tasks) {
        (Some(events), Some(tasks)) => {
            Some(Action::All { name: "import a calendar".to_owned(), actions: vec![events, tasks] })
        }
        (events, tasks) => events.or(tasks),
    }
}

fn import_into(
    workspace: &Workspace,
    id: CalendarId,
    file: IcsFile,
    source: &str,
    now: Moment,
) -> (Action, ImportReport) {
    let known = workspace.calendars.get(&id);
    let removed = identity::gone(workspace, id, &file);
    let is_message = identity::is_message(&file);
    let name = known.map_or_else(|| new_name(file.name.as_deref(), source), |known| known.name.clone());
    let tones = [CalendarTone::Clay, CalendarTone::Moss, CalendarTone::Sky, CalendarTone::Plum, CalendarTone::Slate];
    let mut calendar = known.map_or_else(|| Calendar::new(id, name.clone()), |calendar| (**calendar).clone());
    if known.is_none() {
        calendar.tone = tones[workspace.calendars.len() % tones.len()];
    }
    // A watched file stays the source; an invitation does not become it.
    if !(calendar.watched || is_message && known.is_some()) {
        calendar.source = Some(source.to_owned());
    }
    calendar.imported = Some(now.instant);
    if is_message {
        calendar.zones.extend(file.zones);
    } else {
        calendar.zones = file.zones;
    }
    let mut report =
        ImportReport { name, removed, skipped: file.skipped, warnings: file.warnings, ..ImportReport::default() };
    let mut events = Vec::new();
    for event in file.events {
        let old = workspace.events.get(&event.id);
        let event = match old {
            Some(old) if is_message && old.sequence > event.sequence => (**old).clone(),
            Some(old) if is_message => with_own_changes(with_old_series(event, old), old),
            Some(old) => with_own_changes(event, old),
            None if file.method.as_deref() == Some("CANCEL") => continue,
            None => event,
        };
        match old {
            None => report.added += 1,
            Some(old) if **old == event => {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.updated += 1,
        }
        events.push(Arc::new(event));
    }
    report.warnings.extend(blocked_days(events.iter().map(|event| &**event)));
    let import = Action::ImportEvents { calendar: Box::new(calendar), events };
    if report.removed.is_empty() {
        return (import, report);
    }
    let removals = report.removed.iter().map(|id| Action::RemoveEvent(*id));
    let name = format!("import \"{}\"", report.name);
    (Action::All { name, actions: std::iter::once(import).chain(removals).collect() }, report)
}

/// Returns the name of a new calendar: the file's own, or that of the file.
fn new_name(name: Option<&str>, source: &str) -> String {
    let stem = std::path::Path::new(source).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    match shown_name(&name.map(str::to_owned).or(stem).unwrap_or_default()) {
        name if name.is_empty() => "Calendar".to_owned(),
        name => name,
    }
}

/// Says which events take whole days, and how to change that. Names at most five.
fn blocked_days<'a>(events: impl Iterator<Item = &'a Event>) -> Option<String> {
    let blocks = |event: &&Event| event.busy && !event.free && event.status != EventStatus::Cancelled;
    let titles: Vec<&str> = events.filter(blocks).map(|event| event.title.as_str()).collect();
    let named: Vec<String> = titles.iter().take(5).map(|title| format!("\"{title}\"")).collect();
    let (more, named) = (titles.len().saturating_sub(named.len()), named.join(", "));
    Some(match titles.len() {
        0 => return None,
        1 => format!("{named} keeps its days busy. To plan on them, open it and untick \"busy\"."),
        2..=5 => format!("{named} keep their days busy. To plan on them, open one and untick \"busy\"."),
        _ => format!("{named} and {more} more keep their days busy. To plan on them, open one and untick \"busy\"."),
    })
}

/// Returns the known series with the changed occurrences of a message about some of them.
fn with_old_series(new: Event, old: &Event) -> Event {
    let is_alone = new.recurrence.as_ref().is_some_and(|it| it.rules.is_empty() && it.rdates.is_empty());
    let (Some(changed), Some(series)) = (&new.recurrence, &old.recurrence) else { return new };
    if !is_alone || series.rules.is_empty() && series.rdates.is_empty() {
        return new;
    }
    let mut event = old.clone();
    if let Some(recurrence) = &mut event.recurrence {
        recurrence.overrides.retain(|it| !changed.overrides.iter().any(|new| new.original == it.original));
        recurrence.overrides.extend(changed.overrides.iter().cloned());
    }
    event
}

/// Keeps the user's changes to an event that is imported again: free or busy, and edited occurrences.
fn with_own_changes(new: Event, old: &Event) -> Event {
    let own: Vec<_> = old.recurrence.iter().flat_map(|it| &it.overrides).filter(|it| it.own).cloned().collect();
    let mut event = match old.own_busy {
        true => Event { free: old.free, busy: old.busy, own_busy: true, ..new },
        false => new,
    };
    if own.is_empty() {
        return event;
    }
    let recurrence = event.recurrence.get_or_insert_default();
    recurrence.overrides.retain(|change| !own.iter().any(|mine| mine.original == change.original));
    recurrence.overrides.extend(own);
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Clocks, OccurrenceEdit, Scope, Tz, edit_occurrence};
    use crate::model::Span;

    fn now() -> Moment {
        let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
        Moment { instant: local.and_utc(), local }
    }

    fn file(events: &[(&str, &str, &str)]) -> Vec<u8> {
        let event = |(uid, title, rule): &(&str, &str, &str)| {
            let rule = if rule.is_empty() { String::new() } else { format!("RRULE:{rule}\r\n") };
            format!(
                "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261123T100000\r\n\
                 DTEND:20261123T103000\r\nSUMMARY:{title}\r\n{rule}END:VEVENT\r\n"
            )
        };
        let events: String = events.iter().map(event).collect();
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{events}END:VCALENDAR\r\n").into_bytes()
    }

    fn read(workspace: &Workspace, bytes: &[u8]) -> (Option<Workspace>, ImportReport) {
        let source = "/calendars/work.ics";
        let id = CalendarId::derived(&format!("file:{source}"));
        let (action, report) = reread_calendar(workspace, id, source, bytes, now(), Tz::UTC).unwrap_or_default();
        (action.map(|action| workspace.apply(&action, now()).expect("it applies")), report)
    }

    fn titles(workspace: &Workspace) -> Vec<String> {
        let mut titles: Vec<_> = workspace.events.values().map(|event| event.title.clone()).collect();
        titles.sort();
        titles
    }

    #[test]
    fn a_watched_file_adds_updates_and_removes_events() {
        let first = read(&Workspace::default(), &file(&[("a", "Team", ""), ("b", "Lunch talk", "")])).0.expect("new");
        assert_eq!(titles(&first), ["Lunch talk", "Team"]);
        assert!(read(&first, &file(&[("a", "Team", ""), ("b", "Lunch talk", "")])).0.is_none(), "nothing is new");
        let (second, report) = read(&first, &file(&[("a", "Team sync", ""), ("c", "Review", "")]));
        assert_eq!(titles(&second.expect("changes")), ["Review", "Team sync"]);
        assert_eq!((report.added, report.updated, report.removed.len()), (1, 1, 1));
    }

    #[test]
    fn a_half_written_file_removes_nothing() {
        let first = read(&Workspace::default(), &file(&[("a", "Team", ""), ("b", "Talk", "")])).0.expect("new");
        assert!(read(&first, b"").0.is_none());
        assert!(read(&first, b"BEGIN:VCALENDAR\r\n").0.is_none());
        let broken =
            String::from_utf8(file(&[("a", "Team", "")])).expect("text") + "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:x\r\n";
        let after = read(&first, broken.as_bytes()).0.unwrap_or(first);
        assert_eq!(titles(&after), ["Talk", "Team"]);
    }

    #[test]
    fn edited_occurrences_survive_a_second_import() {
        let daily = [("a", "Team", "FREQ=DAILY")];
        let mut workspace = read(&Workspace::default(), &file(&daily)).0.expect("new");
        let event = workspace.events.values().next().expect("the series").clone();
        let clocks = Clocks::at(Tz::UTC);
        let at = |text: &str| text.parse::<chrono::NaiveDateTime>().expect("a time");
        let moved = OccurrenceEdit::Span(Span::new(at("2026-11-25T15:00:00"), at("2026-11-25T15:30:00")));
        let changed = edit_occurrence(&event, clocks, at("2026-11-25T10:00:00"), &moved, Scope::This, event.id);
        let changed = changed.expect("an occurrence").event.expect("kept");
        workspace = workspace.apply(&Action::ReplaceEvent(Box::new(changed.clone())), now()).expect("applies");
        assert!(read(&workspace, &file(&daily)).0.is_none(), "the same file changes nothing");
        let renamed = read(&workspace, &file(&[("a", "Sync", "FREQ=DAILY")])).0.expect("a new title");
        let event = renamed.events.values().next().expect("the series");
        assert_eq!(event.title, "Sync");
        assert_eq!(
            event.recurrence.as_ref().map(|it| &it.overrides),
            changed.recurrence.as_ref().map(|it| &it.overrides)
        );
    }
}
