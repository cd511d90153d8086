//! Matches a file to a known calendar and finds its removed events.

use std::collections::{BTreeMap, HashSet};

use super::ics::IcsFile;
use crate::model::{CalendarId, EventId, Workspace};

/// Returns whether the file is a message about some events (iTIP: REQUEST, CANCEL, REPLY), and not a whole calendar.
/// Exports write PUBLISH.
pub(super) fn is_message(file: &IcsFile) -> bool {
    file.method.as_deref().is_some_and(|method| method != "PUBLISH")
}

fn uids(file: &IcsFile) -> HashSet<&str> {
    file.events.iter().filter_map(|event| event.uid.as_deref()).collect()
}

/// Returns the imported calendar that a file updates, or the id of a new one. The calendar of the same path is it,
/// unless its name and all UIDs differ. Another calendar is it with the same name and a common UID, or with half of the
/// file's UIDs.
pub(super) fn calendar_of(workspace: &Workspace, source: &str, file: &IcsFile) -> CalendarId {
    let uids = uids(file);
    let mut shared: BTreeMap<CalendarId, usize> = BTreeMap::new();
    for event in workspace.events.values() {
        let is_imported = workspace.calendars.get(&event.calendar).is_some_and(|it| it.source.is_some());
        if is_imported && event.uid.as_deref().is_some_and(|uid| uids.contains(uid)) {
            *shared.entry(event.calendar).or_default() += 1;
        }
    }
    let shares = |id: &CalendarId| shared.get(id).copied().unwrap_or(0);
    let has_name = |id: &CalendarId| {
        workspace.calendars.get(id).zip(file.name.as_ref()).is_some_and(|(known, name)| known.name == *name)
    };
    let by_path = workspace.calendars.values().find(|it| it.source.as_deref() == Some(source)).map(|it| it.id);
    let is_empty = |id: &CalendarId| !workspace.events.values().any(|event| event.calendar == *id);
    let is_it = |id: &CalendarId| shares(id) > 0 || has_name(id) || file.name.is_none() || is_empty(id);
    let by_content = || {
        let known = |id: &&CalendarId| has_name(id) || shares(id) * 2 >= uids.len();
        shared.keys().filter(known).max_by_key(|id| (has_name(id), shares(id))).copied()
    };
    by_path.filter(is_it).or_else(by_content).unwrap_or_else(|| {
        let derived = CalendarId::derived(&format!("file:{source}"));
        match workspace.calendars.contains_key(&derived) {
            // Another calendar was saved under the path before.
            true => CalendarId::derived(&format!("file:{source}#{}", file.name.as_deref().unwrap_or_default())),
            false => derived,
        }
    })
}

/// Returns the imported events that the file no longer holds. None if it covers only a part of the calendar: a message,
/// a half-written file, or one that shares less than half of its UIDs with the calendar. An event that cannot be read
/// is not gone.
pub(super) fn gone(workspace: &Workspace, id: CalendarId, file: &IcsFile) -> Vec<EventId> {
    let (ids, uids): (HashSet<EventId>, _) = (file.events.iter().map(|event| event.id).collect(), uids(file));
    let unread: HashSet<&str> = file.skipped.iter().filter_map(|skipped| skipped.uid.as_deref()).collect();
    let known: Vec<_> = workspace
        .events
        .values()
        .filter_map(|event| Some((event.id, event.uid.as_deref()?)).filter(|_| event.calendar == id))
        .collect();
    let shared = known.iter().filter(|(_, uid)| uids.contains(uid)).count();
    let is_part = is_message(file) || !file.complete || shared * 2 < uids.len().min(known.len()) || uids.is_empty();
    if is_part {
        return Vec::new();
    }
    known.into_iter().filter(|(id, uid)| !ids.contains(id) && !unread.contains(uid)).map(|(id, _)| id).collect()
}
