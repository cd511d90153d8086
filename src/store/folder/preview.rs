//! The differences between two workspaces in words.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use crate::calendar::words::counted;
use crate::calendar::words::plural;
use crate::model::{Session, SessionId, Sessions, Workspace};

/// Returns the differences between `old` and `new`, as lines for the user. Tombstones and the heartbeat of the timer
/// are not mentioned.
pub fn preview(old: &Workspace, new: &Workspace) -> Vec<String> {
    // Every field is listed, so that a new kind of record does not compile until it has a line here.
    let Workspace {
        tasks,
        closed,
        calendars,
        events,
        blocks,
        sessions,
        reviews,
        goals,
        projects,
        templates,
        tombstones: _,
        settings,
    } = old;
    let mut lines = Vec::new();
    count(&mut lines, ("open task", "open tasks"), tasks, &new.tasks, |it| it.title.clone());
    count(&mut lines, ("closed task", "closed tasks"), closed, &new.closed, |it| it.task.title.clone());
    count(&mut lines, ("calendar", "calendars"), calendars, &new.calendars, |it| it.name.clone());
    count(&mut lines, ("event", "events"), events, &new.events, |it| it.title.clone());
    count(&mut lines, ("block", "blocks"), blocks, &new.blocks, |_| String::new());
    count(
        &mut lines,
        ("tracked session", "tracked sessions"),
        &without_heartbeat(sessions),
        &without_heartbeat(&new.sessions),
        |_| String::new(),
    );
    count(&mut lines, ("review", "reviews"), reviews, &new.reviews, |it| it.date.to_string());
    count(&mut lines, ("goal", "goals"), goals, &new.goals, |it| it.title.clone());
    count(&mut lines, ("project", "projects"), projects, &new.projects, |it| it.title.clone());
    count(&mut lines, ("template", "templates"), templates, &new.templates, |it| it.title.clone());
    if *settings != new.settings {
        lines.push("The settings change.".into());
    }
    lines
}

/// Returns the sessions without the heartbeat of the open one, which changes every few seconds.
fn without_heartbeat(sessions: &Sessions) -> OrdMap<SessionId, Arc<Session>> {
    let mut all = OrdMap::clone(sessions);
    if let Some(open) = sessions.open().filter(|open| open.seen.is_some()) {
        all.insert(open.id, Arc::new(Session { seen: None, ..open.clone() }));
    }
    all
}

fn count<K: Ord + Clone, V: PartialEq>(
    lines: &mut Vec<String>,
    (one, many): (&str, &str),
    old: &OrdMap<K, Arc<V>>,
    new: &OrdMap<K, Arc<V>>,
    name: impl Fn(&V) -> String,
) {
    const MOST: usize = 4;
    let mut groups = [("added", Vec::new()), ("removed", Vec::new()), ("changed", Vec::new())];
    for change in old.diff(new) {
        let (group, record) = match change {
            DiffItem::Add(_, record) => (0, record),
            DiffItem::Remove(_, record) => (1, record),
            DiffItem::Update { new: (_, record), .. } => (2, record),
        };
        groups[group].1.push(name(record));
    }
    for (verb, names) in groups.into_iter().filter(|(_, names)| !names.is_empty()) {
        let count = names.len();
        let named: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).take(MOST).collect();
        let more = if count > named.len() && !named.is_empty() { ", …" } else { "" };
        let list = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
        let is = plural(count, "is", "are");
        lines.push(format!("{} {is} {verb}{list}", counted(count, one, many)));
    }
}
