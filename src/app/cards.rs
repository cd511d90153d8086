//! Commands on the selected cards of the matrix.

use crate::app::gapwise::Gapwise;
use crate::calendar::OccurrenceEdit;
use crate::model::{Action, Moment, Outcome, Quadrant, TaskField, Urgency};
use crate::ui::command::Command;
use crate::ui::{Intent, Selection, close_all, move_all, move_to};

impl Gapwise {
    /// Moves the selected and the chosen cards to a quadrant.
    pub(crate) fn move_chosen_to(&mut self, quadrant: Quadrant, now: Moment) {
        let Some(task) = self.state.selection.task(self.workspace()) else { return };
        let several = self.with_view(now, |ctx| {
            let tasks = self.state.matrix.chosen(ctx);
            (tasks.len() > 1).then(|| move_all(ctx, &tasks, quadrant)).flatten()
        });
        if let Some(action) = several.flatten() {
            self.act(&action, now);
            return;
        }
        let action = self.with_view(now, |ctx| ctx.task(task).and_then(|task| move_to(ctx, task, quadrant, None)));
        if let Some(action) = action.flatten()
            && self.act(&action, now)
        {
            self.state.matrix.reveal(task);
        }
    }

    /// Toggles importance or urgency of the chosen cards, and selects the next card of the inbox.
    pub(crate) fn set_importance(&mut self, command: Command, now: Moment) {
        let found = self.with_view(now, |ctx| {
            let tasks = self.state.matrix.chosen(ctx);
            let of = |task: &crate::model::Task| match command {
                Command::Important => TaskField::Important(Some(task.important != Some(true))),
                _ => TaskField::Urgency(Urgency::Pinned(!ctx.urgency(task.id).urgent)),
            };
            let edits = tasks.iter().filter_map(|id| ctx.task(*id)).flat_map(|task| {
                // A quadrant needs both answers; an inbox card that is only marked urgent counts as not important.
                let settled = (command == Command::Urgent && task.important.is_none())
                    .then_some(Action::EditTask(task.id, TaskField::Important(Some(false))));
                settled.into_iter().chain([Action::EditTask(task.id, of(task))])
            });
            let inbox = &ctx.board.inbox;
            let here = tasks.iter().find_map(|task| inbox.iter().position(|other| other == task));
            let next = here.and_then(|at| inbox.get(at + 1).or_else(|| at.checked_sub(1).and_then(|at| inbox.get(at))));
            (edits.collect::<Vec<_>>(), next.copied())
        });
        let Some((actions, next)) = found.filter(|(actions, _)| !actions.is_empty()) else { return };
        let what = if command == Command::Important { "importance" } else { "urgency" };
        if self.act(&Action::All { name: format!("set {what}"), actions }, now)
            && let Some(next) = next
        {
            self.state.selection = Selection::Task(next);
        }
    }

    pub(crate) fn toggle_done(&mut self, now: Moment) {
        if let Some(action) = self.close_chosen(Outcome::Done, now) {
            self.act(&action, now);
            return;
        }
        let action = match self.state.selection {
            Selection::Block(_) => return self.tick_blocks(now),
            Selection::Task(task) if self.workspace().closed.contains_key(&task) => Action::ReopenTask(task),
            Selection::Task(task) => Action::CloseTask(task, Outcome::Done),
            Selection::Nothing | Selection::Event(..) | Selection::Ghost(..) => return,
        };
        self.act(&action, now);
    }

    /// The action that closes the chosen cards, if there are several.
    fn close_chosen(&mut self, outcome: Outcome, now: Moment) -> Option<Action> {
        let tasks = self.with_view(now, |ctx| self.state.matrix.chosen(ctx))?;
        (tasks.len() > 1).then(|| {
            self.state.matrix.choose_none();
            close_all(&tasks, outcome)
        })
    }

    pub(crate) fn delete_selected(&mut self, now: Moment) {
        if let Some(action) = self.close_chosen(Outcome::Deleted, now) {
            if self.act(&action, now) {
                self.state.selection = Selection::Nothing;
            }
            return;
        }
        let action = match self.state.selection {
            Selection::Task(task) => Action::CloseTask(task, Outcome::Deleted),
            Selection::Block(_) => return self.remove_blocks(now),
            Selection::Event(event, start) => {
                return self.edit_event(event, start, OccurrenceEdit::Remove, None, now);
            }
            Selection::Ghost(task, step) => return self.carry_out(Intent::NotNow(task, step), now),
            Selection::Nothing => return,
        };
        if self.act(&action, now) {
            self.state.selection = Selection::Nothing;
        }
    }
}
