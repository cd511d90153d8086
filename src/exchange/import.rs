//! Importing a calendar file into a workspace.

use std::collections::HashSet;
use std::sync::Arc;

use super::ics::{self, Skipped};
use crate::model::{Action, Calendar, CalendarId, CalendarTone, Event, EventId, Moment, Workspace};
use crate::review::words::counted;

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
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<String>,
}

impl ImportReport {
    /// One line for a message: "Imported 12 events from 'Work', 3 updated, 1 skipped".
    pub fn summary(&self) -> String {
        let mut text = format!("Imported {} from '{}'", counted(self.added, "event", "events"), self.name);
        let others = [(self.updated, "updated"), (self.unchanged, "unchanged"), (self.skipped.len(), "skipped")];
        for (count, outcome) in others.into_iter().filter(|(count, _)| *count > 0) {
            text += &format!(", {count} {outcome}");
        }
        text
    }

    /// One line for each skipped event and each warning.
    pub fn details(&self) -> String {
        let skipped = self.skipped.iter().map(|skipped| {
            let line = skipped.line.map_or_else(String::new, |line| format!("line {line}: "));
            let title =
                skipped.title.as_deref().or(skipped.uid.as_deref()).map_or_else(String::new, |t| format!("'{t}': "));
            format!("Skipped {line}{title}{}", skipped.reason)
        });
        skipped.chain(self.warnings.iter().cloned()).collect::<Vec<_>>().join("\n")
    }
}

/// Removes control characters from a calendar's name and limits its length.
fn shown_name(name: &str) -> String {
    const MOST: usize = 200;
    name.chars().filter(|c| !c.is_control()).take(MOST).collect::<String>().trim().to_owned()
}

/// Builds the action that imports a file into `workspace`. `source` identifies the file: importing it again updates
/// its events by UID.
///
/// ```
/// use gapwise::exchange::import_calendar;
/// use gapwise::model::{Moment, Workspace};
///
/// let file = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Team\r\nDTSTART:20261123T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
/// let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().unwrap();
/// let now = Moment { instant: local.and_utc(), local };
/// let (action, report) = import_calendar(&Workspace::default(), "work.ics", file, now);
/// assert_eq!(report.summary(), "Imported 1 event from 'work'");
/// assert_eq!(Workspace::default().apply(&action, now).unwrap().events.len(), 1);
/// ```
pub fn import_calendar(workspace: &Workspace, source: &str, bytes: &[u8], now: Moment) -> (Action, ImportReport) {
    let id = CalendarId::derived(&format!("file:{source}"));
    let file = ics::read(bytes, id);
    let stem = std::path::Path::new(source).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let known = workspace.calendars.get(&id);
    let name = known.map(|calendar| calendar.name.clone()).or(file.name).or(stem).unwrap_or_default();
    let name = match shown_name(&name) {
        name if name.is_empty() => "Calendar".to_owned(),
        name => name,
    };
    let tones = [CalendarTone::Clay, CalendarTone::Moss, CalendarTone::Sky, CalendarTone::Plum, CalendarTone::Slate];
    let calendar = Calendar {
        tone: known.map_or(tones[workspace.calendars.len() % tones.len()], |calendar| calendar.tone),
        source: Some(source.to_owned()),
        imported: Some(now.instant),
        zones: file.zones,
        ..known.map_or_else(|| Calendar::new(id, name.clone()), |calendar| (**calendar).clone())
    };
    let mut report = ImportReport { name, skipped: file.skipped, warnings: file.warnings, ..ImportReport::default() };
    let mut events = Vec::new();
    let mut seen = HashSet::new();
    for event in file.events {
        seen.insert(event.id);
        let old = workspace.events.get(&event.id);
        let event = old.map_or(event.clone(), |old| with_own_changes(event, old));
        match workspace.events.get(&event.id) {
            None => report.added += 1,
            Some(old) if is_same(old, &event) => {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.updated += 1,
        }
        events.push(Arc::new(event));
    }
    let gone =
        workspace.events.values().filter(|old| old.calendar == id && old.uid.is_some() && !seen.contains(&old.id));
    report.removed = gone.map(|old| old.id).collect();
    (Action::ImportEvents { calendar: Box::new(calendar), events }, report)
}

/// Re-reads a watched file: like [`import_calendar`], and also removes events that are no longer in the file. A file
/// with unreadable parts or without events removes nothing, because it may be half written. Returns `None` if nothing
/// changed.
pub fn reread_calendar(
    workspace: &Workspace,
    source: &str,
    bytes: &[u8],
    now: Moment,
) -> (Option<Action>, ImportReport) {
    let (import, mut report) = import_calendar(workspace, source, bytes, now);
    let whole = report.skipped.is_empty() && report.added + report.updated + report.unchanged > 0;
    if !whole {
        report.removed.clear();
    }
    let changes = report.added + report.updated + report.removed.len();
    if changes == 0 {
        return (None, report);
    }
    let removals = report.removed.iter().map(|id| Action::RemoveEvent(*id));
    let name = format!("read '{}' again", report.name);
    let actions = std::iter::once(import).chain(removals).collect();
    (Some(Action::All { name, actions }), report)
}

/// Keeps the user's changes to an event that is imported again: free or busy, and edited occurrences.
fn with_own_changes(new: Event, old: &Event) -> Event {
    let own: Vec<_> = old.recurrence.iter().flat_map(|it| &it.overrides).filter(|it| it.own).cloned().collect();
    let mut event = Event { free: old.free, busy: old.busy, ..new };
    if own.is_empty() {
        return event;
    }
    let recurrence = event.recurrence.get_or_insert_default();
    recurrence.overrides.retain(|change| !own.iter().any(|mine| mine.original == change.original));
    recurrence.overrides.extend(own);
    event
}

/// Whether two versions of an event are equal, ignoring the free and busy flags that the user may set.
fn is_same(old: &Event, new: &Event) -> bool {
    *old == Event { free: old.free, busy: old.busy, ..new.clone() }
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
        let (action, report) = reread_calendar(workspace, "/calendars/work.ics", bytes, now());
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
