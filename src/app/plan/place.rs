//! Planning one card at its best place, and at the next one.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::planning::Placed;
use crate::app::gapwise::Gapwise;
use crate::calendar::{Agenda, gaps};
use crate::model::{
    Action, Block, BlockId, BlockState, Fullness, Moment, PlanningDay, Settings, Task, TaskId, Workspace,
};
use crate::planner::{Passed, Request, Suggestion, propose};

/// Days in which a card is placed.
const DAYS: i64 = 14;

impl Gapwise {
    /// Plans the next step of a task at the best place and shows it. If that was the last change, moves it to the next
    /// place, and after the last one to the first again.
    pub(crate) fn plan_card(&mut self, id: TaskId, now: Moment) {
        let placed = self.planning.placed.take();
        let again = placed.filter(|it| it.task == id && it.revision == self.history.revision());
        let mut workspace = self.workspace().clone();
        let mut passed = Passed::new();
        if let Some(again) = &again {
            workspace.blocks.remove(&again.block);
            passed.clone_from(&again.passed);
        }
        let Some(task) = workspace.tasks.get(&id).map(|task| only_next(task, &workspace, now)) else { return };
        let mut found = self.best_place(&workspace, &task, &passed, now);
        if found.is_none() && !passed.is_empty() {
            passed.clear();
            found = self.best_place(&workspace, &task, &passed, now);
        }
        let Some((day, place)) = found else {
            return self.toast(format!("No further place for {} in the next two weeks.", task.title), false);
        };
        let start = place.span.start;
        let block = Block {
            id: BlockId::new(now.instant),
            task: id,
            step: place.step,
            start,
            minutes: place.span.minutes(),
            state: BlockState::Planned,
        };
        passed.insert((id, place.step, start));
        let removed = again.map(|again| Action::RemoveBlock(again.block));
        let added = block.id;
        let actions = removed.into_iter().chain([Action::AddBlock(block)]).collect();
        if self.act(&Action::All { name: format!("plan \"{}\"", task.title), actions }, now) {
            let revision = self.history.revision();
            self.planning.placed = Some(Placed { block: added, task: id, passed, revision });
            self.show_day(day, now);
            self.state.timeline.scroll_to(start);
        }
    }

    /// Returns the best place for a task on the first day that has one.
    fn best_place(
        &self,
        workspace: &Workspace,
        task: &Task,
        passed: &Passed,
        now: Moment,
    ) -> Option<(PlanningDay, Suggestion)> {
        let mut alone = workspace.clone();
        alone.tasks = [(task.id, Arc::new(task.clone()))].into_iter().collect();
        let settings = Settings { fullness: Fullness::Full, ..Settings::clone(&workspace.settings) };
        alone.settings = Arc::new(settings);
        let today = self.today(now);
        (0..DAYS).map(|n| today.plus(n)).find_map(|day| {
            let agenda = Agenda::of(workspace, day, self.time.here());
            let free = gaps(&agenda, &workspace.settings, now.local.max(day.span().start));
            let request = Request::new(&alone, &agenda, &free, passed, now, self.time.here());
            let plan = propose(&request, &mut |_| ControlFlow::Continue(()));
            plan.suggestions.into_iter().next().map(|suggestion| (day, suggestion))
        })
    }
}

/// Returns the task with nothing but its next step that has no block yet, free of all that keeps it from being
/// suggested.
fn only_next(task: &Task, workspace: &Workspace, now: Moment) -> Task {
    let open = |block: &&Arc<Block>| block.state != BlockState::Done && !block.is_missed(now.local);
    let blocks = workspace.blocks.values().filter(|block| block.task == task.id).filter(open);
    let planned: BTreeSet<_> = blocks.filter_map(|block| block.step).collect();
    let mut task = Task { not_now: None, important: Some(true), ..task.clone() };
    task.after.clear();
    let next = task.steps.iter().find(|step| !step.is_done() && !planned.contains(&step.id)).cloned();
    if let Some(step) = next {
        (task.steps, task.estimate) = (vec![step], None);
    }
    task
}
