//! Turns a task file into one action on a workspace.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::foreign::{ForeignStep, ForeignTask, TaskFile};
use crate::calendar::check_rule;
use crate::calendar::words::counted;
use crate::model::{
    Action, Due, Moment, Order, Outcome, Project, ProjectId, Repeat, Step, StepId, Task, TaskField, TaskId, Workspace,
    cut_title,
};

/// The outcome of an import of tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskImportReport {
    /// The program or format.
    pub from: &'static str,
    pub added: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// Done or deleted in the file.
    pub closed: usize,
    pub skipped: Vec<String>,
    /// The fields that are not carried over, with the number of tasks that have them.
    pub lost: BTreeMap<String, usize>,
}

impl TaskImportReport {
    /// Returns one line: "12 tasks added from todo.txt, 0 updated, 3 unchanged, 1 skipped".
    pub fn summary(&self) -> String {
        let mut text = format!(
            "{} added from {}, {} updated, {} unchanged, {} skipped",
            counted(self.added, "task", "tasks"),
            self.from,
            self.updated,
            self.unchanged,
            self.skipped.len()
        );
        if self.closed > 0 {
            text += &format!(", {} already done", self.closed);
        }
        text
    }

    /// Returns one line for each item that was skipped, and each field that was not carried over.
    pub fn details(&self) -> String {
        let skipped = self.skipped.iter().map(|what| format!("Skipped {what}"));
        let lost =
            self.lost.iter().map(|(field, n)| format!("Not carried over: {field} ({})", counted(*n, "task", "tasks")));
        skipped.chain(lost).collect::<Vec<_>>().join("\n")
    }
}

/// Builds the action that imports a task file; `None` if it changes nothing. `from` names the program or
/// format. Tasks that were imported before are updated: fields with a value in the file replace ours, the others stay.
pub fn import_tasks(
    workspace: &Workspace,
    from: &'static str,
    file: TaskFile,
    now: Moment,
) -> (Option<Action>, TaskImportReport) {
    let TaskFile { tasks, closed, done, skipped, lost } = file;
    let mut report = TaskImportReport { from, closed, skipped, lost, ..TaskImportReport::default() };
    let ids = ids(from, &tasks);
    let after = without_cycles(&tasks, &mut report);
    let mut order = workspace.last_order();
    let mut projects = Projects { workspace, new: Vec::new() };
    let (mut changes, mut links) = (Vec::new(), Vec::new());
    for ((one, id), after) in tasks.iter().zip(&ids).zip(&after) {
        let mut task = task(one, *id, order.clone(), workspace, now, &mut report);
        task.project = one.project.as_deref().and_then(|name| projects.id(name));
        task.after = after
            .iter()
            .map(|at| ids[*at])
            .filter(|other| workspace.any_task(*other).is_none() || workspace.tasks.contains_key(other))
            .collect();
        if let Some(old) = workspace.tasks.get(id) {
            let edits = edits(old, &task, now);
            if edits.is_empty() {
                report.unchanged += 1;
            } else {
                report.updated += 1;
                changes.extend(edits);
            }
        } else if workspace.any_task(*id).is_some() {
            // Closed here; the file does not open it again.
            report.unchanged += 1;
        } else {
            report.added += 1;
            order = Order::between(Some(&order), None);
            let after = std::mem::take(&mut task.after);
            if !after.is_empty() {
                links.push(Action::EditTask(*id, TaskField::After(after)));
            }
            changes.push(Action::AddTask(Box::new(task)));
        }
    }
    let done = done.iter().map(|other| TaskId::derived(&format!("import:{from}:{other}")));
    let open: HashSet<TaskId> = ids.iter().copied().collect();
    let close: Vec<Action> = done
        .filter(|id| workspace.tasks.contains_key(id) && !open.contains(id))
        .map(|id| Action::CloseTask(id, Outcome::Done))
        .collect();
    report.updated += close.len();
    let actions: Vec<Action> = projects.new.into_iter().chain(changes).chain(links).chain(close).collect();
    let name = format!("import {} from {}", counted(report.added + report.updated, "task", "tasks"), from);
    ((!actions.is_empty()).then_some(Action::All { name, actions }), report)
}

/// Returns the ids of the tasks. Tasks with the same id in the file are told apart by their position among them.
fn ids(from: &str, tasks: &[ForeignTask]) -> Vec<TaskId> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let id = |task: &ForeignTask, nth: usize| match nth {
        0 => TaskId::derived(&format!("import:{from}:{}", task.id)),
        _ => TaskId::derived(&format!("import:{from}:{}:{nth}", task.id)),
    };
    let mut ids = Vec::with_capacity(tasks.len());
    for task in tasks {
        let nth = seen.entry(&task.id).or_default();
        ids.push(id(task, *nth));
        *nth += 1;
    }
    ids
}

/// Returns the predecessors of each task as indices, without those that are missing and those that close a cycle.
fn without_cycles(tasks: &[ForeignTask], report: &mut TaskImportReport) -> Vec<BTreeSet<usize>> {
    // The first of several tasks with the same id.
    let by_id: HashMap<&str, usize> = tasks.iter().enumerate().rev().map(|(at, task)| (task.id.as_str(), at)).collect();
    let mut after: Vec<Vec<usize>> = Vec::with_capacity(tasks.len());
    for task in tasks {
        after.push(task.after.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect());
    }
    let mut kept: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); tasks.len()];
    let (mut finished, mut open) = (vec![false; tasks.len()], HashSet::new());
    let mut cycles = 0;
    for root in 0..tasks.len() {
        // The path from the root, with the next predecessor of each to look at.
        let mut path = vec![(root, 0)];
        open.insert(root);
        while let Some((at, next)) = path.last_mut() {
            let Some(before) = after[*at].get(*next).copied().filter(|_| !finished[*at]) else {
                finished[*at] = true;
                open.remove(at);
                path.pop();
                continue;
            };
            *next += 1;
            if open.contains(&before) {
                cycles += 1;
                continue;
            }
            kept[*at].insert(before);
            if !finished[before] {
                open.insert(before);
                path.push((before, 0));
            }
        }
    }
    if cycles > 0 {
        report.lost.insert("dependency in a circle".into(), cycles);
    }
    kept
}

fn task(
    one: &ForeignTask,
    id: TaskId,
    order: Order,
    workspace: &Workspace,
    now: Moment,
    report: &mut TaskImportReport,
) -> Task {
    let created = one.created.filter(|at| *at <= now.instant).unwrap_or(now.instant);
    let (title, rest) = title(&one.title);
    let mut task = Task::new(id, title, order, created);
    task.notes =
        [rest, one.notes.trim().to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    task.important = one.important;
    task.estimate = one.estimate;
    task.due = one.due.map(|(date, time)| Due { time, ..Due::on(date) });
    let day_start = workspace.settings.day_start;
    task.not_before = one.not_before.map(|(date, time)| date.and_time(time.unwrap_or(day_start)));
    let tags = one.tags.iter().map(|tag| tag.split_whitespace().collect::<Vec<_>>().join("-"));
    task.tags = tags.filter(|tag| !tag.is_empty()).collect();
    task.repeat = one.repeat.as_ref().filter(|rule| check_rule(rule).is_ok()).map(|rrule| Repeat {
        rrule: rrule.clone(),
        after_completion: one.after_completion,
        series: id,
        date: one.due.map_or(now.local.date(), |(date, _)| date),
    });
    if task.repeat.is_none() && one.repeat.is_some() {
        *report.lost.entry("recurrence".into()).or_default() += 1;
    }
    let mut seen = HashSet::new();
    task.steps = one.steps.iter().filter_map(|one| step(one, id, now)).filter(|step| seen.insert(step.id)).collect();
    task
}

fn step(one: &ForeignStep, task: TaskId, now: Moment) -> Option<Step> {
    let title = title(&one.title).0;
    let id = StepId::derived(&format!("{task}/{}", one.id));
    let step = Step { estimate: one.estimate, indented: one.indented, ..Step::new(id, title) };
    let done = one.done.then_some(now.instant);
    (!step.title.is_empty()).then_some(Step { done, ..step })
}

/// Returns a title of one line, and the rest of a longer one.
fn title(text: &str) -> (String, String) {
    let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return ("Untitled".into(), String::new());
    }
    let (title, rest) = cut_title(&line);
    (title.to_owned(), rest.to_owned())
}

/// Returns the edits that bring an open task to its state in the file.
fn edits(old: &Task, new: &Task, now: Moment) -> Vec<Action> {
    let mut fields = Vec::new();
    let mut set = |differs: bool, field: TaskField| {
        if differs {
            fields.push(Action::EditTask(old.id, field));
        }
    };
    set(new.title != old.title, TaskField::Title(new.title.clone()));
    set(!new.notes.is_empty() && new.notes != old.notes, TaskField::Notes(new.notes.clone()));
    set(new.important.is_some() && new.important != old.important, TaskField::Important(new.important));
    set(new.estimate.is_some() && new.estimate != old.estimate, TaskField::Estimate(new.estimate));
    let due = new.due.map(|due| Due { kind: old.due.map_or(due.kind, |old| old.kind), ..due });
    set(due.is_some() && due != old.due, TaskField::Due(due));
    set(new.not_before.is_some() && new.not_before != old.not_before, TaskField::NotBefore(new.not_before));
    let tags: BTreeSet<String> = old.tags.union(&new.tags).cloned().collect();
    set(tags != old.tags, TaskField::Tags(tags));
    set(new.project.is_some() && new.project != old.project, TaskField::Project(new.project));
    let mut steps = old.steps.clone();
    for step in &new.steps {
        match steps.iter_mut().find(|own| own.id == step.id) {
            Some(own) => {
                own.title.clone_from(&step.title);
                own.estimate = step.estimate.or(own.estimate);
                own.done = own.done.or(step.done.map(|_| now.instant));
            }
            None => steps.push(step.clone()),
        }
    }
    set(steps != old.steps, TaskField::Steps(steps));
    fields
}

/// The projects by name; missing ones are made.
struct Projects<'a> {
    workspace: &'a Workspace,
    new: Vec<Action>,
}

impl Projects<'_> {
    fn id(&mut self, name: &str) -> Option<ProjectId> {
        let name = title(name).0;
        let known = self.workspace.projects.values().find(|it| it.title.to_lowercase() == name.to_lowercase());
        if let Some(known) = known {
            return Some(known.id);
        }
        let id = ProjectId::derived(&format!("import:project:{}", name.to_lowercase()));
        let is_new = |action: &Action| matches!(action, Action::PutProject(new) if new.id == id);
        if !self.new.iter().any(is_new) {
            let project = Project { id, title: name, notes: String::new(), archived: None };
            self.new.push(Action::PutProject(Box::new(project)));
        }
        Some(id)
    }
}
