//! The differences between two workspaces in words.

use crate::model::Workspace;

/// The differences between `old` and `new`, as lines for the user.
pub fn preview(old: &Workspace, new: &Workspace) -> Vec<String> {
    let mut lines = Vec::new();
    let title = |workspace: &Workspace, id| workspace.any_task(id).map(|task| task.title.clone()).unwrap_or_default();
    count(&mut lines, "open task", &old.tasks, &new.tasks, |workspace_is_new, id| {
        title(if workspace_is_new { new } else { old }, *id)
    });
    count(&mut lines, "closed task", &old.closed, &new.closed, |is_new, id| title(if is_new { new } else { old }, *id));
    count(&mut lines, "event", &old.events, &new.events, |is_new, id| {
        let events = if is_new { &new.events } else { &old.events };
        events.get(id).map(|event| event.title.clone()).unwrap_or_default()
    });
    count(&mut lines, "block", &old.blocks, &new.blocks, |_, _| String::new());
    count(&mut lines, "review", &old.reviews, &new.reviews, |_, date| date.to_string());
    if old.settings != new.settings {
        lines.push("The settings change.".into());
    }
    lines
}

fn count<K: Ord + Clone, V: PartialEq>(
    lines: &mut Vec<String>,
    what: &str,
    old: &imbl::OrdMap<K, V>,
    new: &imbl::OrdMap<K, V>,
    name: impl Fn(bool, &K) -> String,
) {
    const MOST: usize = 4;
    let mut groups = [("added", Vec::new()), ("removed", Vec::new()), ("changed", Vec::new())];
    for change in old.diff(new) {
        let (group, name) = match change {
            imbl::ordmap::DiffItem::Add(key, _) => (0, name(true, key)),
            imbl::ordmap::DiffItem::Remove(key, _) => (1, name(false, key)),
            imbl::ordmap::DiffItem::Update { new: (key, _), .. } => (2, name(true, key)),
        };
        groups[group].1.push(name);
    }
    for (verb, names) in groups.into_iter().filter(|(_, names)| !names.is_empty()) {
        let many = names.len();
        let named: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).take(MOST).collect();
        let more = if many > named.len() && !named.is_empty() { ", …" } else { "" };
        let list = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
        let (plural, is) = if many == 1 { ("", "is") } else { ("s", "are") };
        lines.push(format!("{many} {what}{plural} {is} {verb}{list}"));
    }
}
