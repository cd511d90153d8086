//! What reading a calendar file changes in a workspace.

use std::sync::Arc;

use super::ics::{self, Skipped};
use crate::model::{Action, Calendar, CalendarId, CalendarTone, Event, Moment, Workspace};

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// What the calendar is called.
    pub name: String,
    pub added: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<String>,
}

impl ImportReport {
    /// In one line: "Imported 12 events from 'Work', 3 updated, 1 skipped".
    pub fn summary(&self) -> String {
        let plural = if self.added == 1 { "" } else { "s" };
        let mut text = format!("Imported {} event{plural} from '{}'", self.added, self.name);
        for (count, what) in [(self.updated, "updated"), (self.unchanged, "unchanged"), (self.skipped.len(), "skipped")]
        {
            if count > 0 {
                text += &format!(", {count} {what}");
            }
        }
        text
    }

    /// What was skipped and why, and what was guessed, a line each.
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

/// The action that brings the events of a file into `workspace`, and what it does. `source` names the file: importing
/// the same one again updates by UID.
pub fn import_calendar(workspace: &Workspace, source: &str, bytes: &[u8], now: Moment) -> (Action, ImportReport) {
    let id = CalendarId::derived(&format!("file:{source}"));
    let file = ics::read(bytes, id);
    let stem = std::path::Path::new(source).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let known = workspace.calendars.get(&id);
    let name = known.map(|calendar| calendar.name.clone()).or(file.name).or(stem).unwrap_or_else(|| "Calendar".into());
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
    for event in file.events {
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
    (Action::ImportEvents { calendar: Box::new(calendar), events }, report)
}

/// Whether an event is as it was imported, apart from what the person may set: whether it takes time.
fn is_same(old: &Event, new: &Event) -> bool {
    *old == Event { free: old.free, ..new.clone() }
}
