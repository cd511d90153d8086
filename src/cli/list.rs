//! `gapwise list` and `gapwise show`: open tasks as text or as JSON.

use serde_json::{Value, json};

use super::ids::ShortIds;
use super::open::read;
use super::output::{CliResult, print};
use super::words;
use crate::app::locale_words;
use crate::calendar::words::Words;
use crate::calendar::{Availability, Tz, UrgencyView, quadrant, urgency};
use crate::model::{Due, DueKind, Minutes, Moment, Quadrant, Step, Task, Workspace, day_of};
use crate::query::{Facts, Filter};
use crate::store::Place;

/// Lists the open tasks that match the filter, by quadrant and due date.
pub(super) fn list(place: &Place, filter: &[String], as_json: bool, now: Moment, here: Tz) -> CliResult {
    let filter = filter.join(" ");
    if let Some(word) = Filter::not_understood(&filter) {
        return Err(words::bad_filter(word));
    }
    let workspace = read(&place.folder)?;
    let known = Known::of(&workspace, now, here);
    let filter = Filter::parse(&filter);
    let mut rows: Vec<_> = workspace.tasks.values().map(|task| known.row(task)).collect();
    rows.retain(|row| filter.fits(row.task, row.facts));
    rows.sort_by_key(|row| (row.quadrant.is_none(), row.quadrant, row.due_at(&workspace), row.task.order.clone()));
    if as_json {
        let all: Vec<_> = rows.iter().map(|row| row.json(&known)).collect();
        return print(&format!("{:#}\n", Value::Array(all)));
    }
    print(&rows.iter().map(|row| row.line(&known)).collect::<String>())
}

/// Shows one task.
pub(super) fn show(place: &Place, id: &str, as_json: bool, now: Moment, here: Tz) -> CliResult {
    let workspace = read(&place.folder)?;
    let known = Known::of(&workspace, now, here);
    let (task, _) = known.ids.find(id, &workspace)?;
    let row = known.row(task);
    print(&if as_json { format!("{:#}\n", row.json(&known)) } else { row.page(&known) })
}

/// The workspace and the values that rows derive from it.
struct Known<'a> {
    workspace: &'a Workspace,
    ids: ShortIds,
    availability: Availability,
    today: chrono::NaiveDate,
    words: Words,
}

impl<'a> Known<'a> {
    fn of(workspace: &'a Workspace, now: Moment, here: Tz) -> Self {
        Self {
            workspace,
            ids: ShortIds::of(workspace),
            availability: Availability::of(workspace, now.local, here),
            today: day_of(now.local, workspace.settings.day_start).date,
            words: locale_words(),
        }
    }

    fn row(&self, task: &'a Task) -> Row<'a> {
        let left = task.left(self.workspace.settings.guess);
        let urgency = urgency(task, left, self.workspace, &self.availability);
        let waits = task.after.iter().any(|before| self.workspace.tasks.contains_key(before));
        Row {
            task,
            facts: Facts { today: self.today, words: self.words, left, waits },
            quadrant: quadrant(task, urgency),
            urgency,
        }
    }
}

/// A task with its derived values.
struct Row<'a> {
    task: &'a Task,
    facts: Facts,
    quadrant: Option<Quadrant>,
    urgency: UrgencyView,
}

impl Row<'_> {
    fn due_at(&self, workspace: &Workspace) -> (bool, Option<chrono::NaiveDateTime>) {
        let at = self.task.due.map(|due| due.instant(workspace.settings.day_start));
        (at.is_none(), at)
    }

    fn quadrant_name(&self) -> &'static str {
        self.quadrant.map_or(words::INBOX, Quadrant::default_name)
    }

    /// Returns "7f3  Do        Fri 27 Nov 14:00          45 min  Draft intro #thesis".
    fn line(&self, known: &Known) -> String {
        let due = self.task.due.map_or_else(String::new, |due| words::due(due, known.today));
        let tags: String = self.task.tags.iter().map(|tag| format!(" #{tag}")).collect();
        let id = known.ids.short(self.task.id);
        let (title, left) = (&self.task.title, self.facts.left.to_string());
        format!("{id:<5} {:<9} {due:<21} {left:>8}  {title}{tags}\n", self.quadrant_name())
    }

    /// Returns the task with steps, planned blocks and notes.
    fn page(&self, known: &Known) -> String {
        let mut out = self.line(known);
        for (at, step) in self.task.steps.iter().enumerate() {
            let length = step.estimate.map_or_else(String::new, |minutes| format!("  {minutes}"));
            let tick = if step.is_done() { "x" } else { " " };
            out += &format!("  [{tick}] {:<7} {}{length}\n", known.ids.step(self.task, at), step.title);
        }
        for block in self.blocks(known) {
            out += &words::planned(block.span(), known.today);
        }
        if !self.task.notes.is_empty() {
            out += &self.task.notes.lines().map(|line| format!("  {line}\n")).collect::<String>();
        }
        out
    }

    fn blocks<'a>(&self, known: &Known<'a>) -> Vec<&'a crate::model::Block> {
        let own = known.workspace.blocks.values().map(|block| &**block).filter(|block| block.task == self.task.id);
        let mut open: Vec<_> = own.filter(|block| block.state.is_open()).collect();
        open.sort_by_key(|block| block.start);
        open
    }

    fn json(&self, known: &Known) -> Value {
        let task = self.task;
        let steps = task.steps.iter().enumerate().map(|(at, step)| self::step(step, &known.ids.step(task, at)));
        let blocks = self.blocks(known).into_iter().map(|block| {
            let (start, end) = words::machine_span(block.span());
            json!({"start": start, "end": end, "step": block.step})
        });
        json!({
            "id": known.ids.short(task.id),
            "uuid": task.id,
            "title": task.title,
            "notes": task.notes,
            "quadrant": self.quadrant.map(|quadrant| quadrant.default_name().to_lowercase()),
            "important": task.important,
            "urgent": self.urgency.urgent,
            "overdue": self.urgency.overdue,
            "due": task.due.map(machine_due),
            "hard": task.due.is_some_and(|due| due.kind == DueKind::Hard),
            "not_before": task.not_before.map(words::machine_time),
            "estimate_min": task.estimate.map(Minutes::get),
            "left_min": self.facts.left.get(),
            "energy": task.energy.map(|energy| energy.to_string()),
            "tags": task.tags,
            "waits": self.facts.waits,
            "repeat": task.repeat.as_ref().map(|repeat| &repeat.rrule),
            "closed": known.workspace.closed.contains_key(&task.id),
            "steps": steps.collect::<Vec<_>>(),
            "planned": blocks.collect::<Vec<_>>(),
        })
    }
}

fn step(step: &Step, id: &str) -> Value {
    json!({"id": id, "uuid": step.id, "title": step.title, "estimate_min": step.estimate.map(Minutes::get),
           "done": step.is_done()})
}

/// Returns a date, or a date and a time.
fn machine_due(due: Due) -> String {
    due.time.map_or_else(|| due.date.to_string(), |time| words::machine_time(due.date.and_time(time)))
}
