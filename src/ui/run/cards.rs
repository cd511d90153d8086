//! Commands on the selected cards of the matrix.

use std::collections::BTreeSet;

use super::runner::Runner;
use crate::model::{Action, Outcome, Quadrant, StepEdit, TaskField, TaskId, Urgency};
use crate::ui::intent::Intent;
use crate::ui::matrix::{close_all, move_all, move_to};
use crate::ui::selection::Selection;

impl Runner<'_> {
    /// Moves the selected and the chosen cards to a quadrant, and selects the next card of the inbox if they are in it.
    pub fn move_chosen_to(&mut self, quadrant: Quadrant) {
        let tasks = self.state.matrix.chosen(self.ctx);
        if tasks.len() > 1
            && let Some(action) = move_all(self.ctx, &tasks, quadrant)
        {
            self.act(action);
            return self.select_next_in_inbox(&tasks);
        }
        let task = self.state.selection.task(self.ctx.workspace).and_then(|id| self.ctx.task(id));
        if let Some(task) = task
            && let Some(action) = move_to(self.ctx, task, quadrant, None)
        {
            self.act(action);
            self.state.matrix.reveal(task.id);
            self.select_next_in_inbox(&tasks);
        }
    }

    /// Copies the selected and the chosen cards as text.
    pub fn copy_cards(&mut self) {
        self.push(Intent::CopyCards(self.state.matrix.chosen(self.ctx)));
    }

    /// Selects the card of the inbox after filed ones, or before them at its end.
    fn select_next_in_inbox(&mut self, filed: &BTreeSet<TaskId>) {
        let inbox = &self.ctx.board.inbox;
        let Some(here) = inbox.iter().position(|task| filed.contains(task)) else { return };
        let after = inbox[here..].iter().find(|task| !filed.contains(task));
        let next = after.or_else(|| inbox[..here].iter().rfind(|task| !filed.contains(task)));
        if let Some(next) = next {
            self.push(Intent::Select(Selection::Task(*next)));
        }
    }

    /// Toggles the importance of the chosen cards.
    pub fn set_importance(&mut self) {
        let important =
            |id: TaskId| self.ctx.task(id).map(|task| TaskField::Important(Some(task.important != Some(true))));
        self.edit_chosen("set importance", |id| important(id).into_iter().collect());
    }

    /// Toggles the urgency of the chosen cards. A quadrant needs both answers; an inbox card that is only marked urgent
    /// counts as not important.
    pub fn set_urgency(&mut self) {
        let ctx = self.ctx;
        self.edit_chosen("set urgency", |id| {
            let settled =
                ctx.task(id).filter(|task| task.important.is_none()).map(|_| TaskField::Important(Some(false)));
            settled.into_iter().chain([TaskField::Urgency(Urgency::Pinned(!ctx.urgency(id).urgent))]).collect()
        });
    }

    /// Edits the chosen cards, and selects the next card of the inbox if they are in it.
    fn edit_chosen(&mut self, name: &str, edits: impl Fn(TaskId) -> Vec<TaskField>) {
        let tasks = self.state.matrix.chosen(self.ctx);
        let actions: Vec<_> =
            tasks.iter().flat_map(|id| edits(*id).into_iter().map(|edit| Action::EditTask(*id, edit))).collect();
        if actions.is_empty() {
            return;
        }
        self.act(Action::All { name: name.into(), actions });
        self.select_next_in_inbox(&tasks);
    }

    /// Plans the selected card; a further time at its next place.
    pub fn plan_card(&mut self) {
        if let Selection::Task(task) = self.state.selection {
            self.push(Intent::PlanCard(task));
        }
    }

    /// Completes the selected cards, whatever steps are open.
    pub fn complete(&mut self) {
        let closed = self.close_chosen(Outcome::Done);
        if let (false, Some(task)) = (closed, self.state.selection.task(self.ctx.workspace)) {
            self.act(Action::CloseTask(task, Outcome::Done));
        }
    }

    /// Completes the next step of the selected card, the selected cards or blocks, or reopens them.
    pub fn toggle_done(&mut self) {
        if self.close_chosen(Outcome::Done) {
            return;
        }
        let action = match self.state.selection {
            Selection::Block(_) => return self.tick_blocks(),
            Selection::Task(task) if self.ctx.workspace.closed.contains_key(&task) => Action::ReopenTask(task),
            Selection::Task(id) => match self.ctx.task(id).and_then(|task| task.next_step()) {
                Some(step) => Action::EditStep(id, step.id, StepEdit::Done(true)),
                None => Action::CloseTask(id, Outcome::Done),
            },
            Selection::Nothing | Selection::Event(..) | Selection::Ghost(..) => return,
        };
        self.act(action);
    }

    /// Closes the chosen cards if there are several. Returns whether there are.
    fn close_chosen(&mut self, outcome: Outcome) -> bool {
        let tasks = self.state.matrix.chosen(self.ctx);
        if tasks.len() < 2 {
            return false;
        }
        self.state.matrix.choose_none();
        self.act(close_all(&tasks, outcome));
        true
    }

    /// Deletes the selected cards, block or event. A suggestion goes for the day.
    pub fn delete_selected(&mut self) {
        let closed = self.close_chosen(Outcome::Deleted);
        match self.state.selection {
            _ if closed => {}
            Selection::Task(task) => self.act(Action::CloseTask(task, Outcome::Deleted)),
            Selection::Block(_) => self.remove_blocks(),
            Selection::Event(event, original) => return self.push(Intent::RemoveEvent { event, original }),
            Selection::Ghost(task, step) => return self.push(Intent::NotNow(task, step)),
            Selection::Nothing => return,
        }
        self.push(Intent::Select(Selection::Nothing));
    }
}
