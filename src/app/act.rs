//! Applying actions: their follow-ups, the save, and the messages about them.

use crate::app::gapwise::Gapwise;
use crate::calendar::words::counted;
use crate::calendar::words::weekday_day_from;
use crate::calendar::{follow_ups, next_instance};
use crate::model::{Action, BlockState, Moment, Outcome, StepEdit, TaskId, TimerAction};
use crate::review::ReviewSource;
use crate::review::{GoalProgress, goal_progress};
use crate::store::BackupReason;

impl Gapwise {
    /// Applies an action with its follow-ups and saves the workspace. Messages tell about closed tasks and reached
    /// goals. Returns whether it worked.
    pub fn act(&mut self, action: &Action, now: Moment) -> bool {
        self.act_after(action, None, now)
    }

    /// Changes the timer.
    pub(crate) fn timer(&mut self, action: TimerAction, now: Moment) {
        self.act(&Action::Timer(action), now);
    }

    /// Does the same after a backup of the state on disk.
    pub(crate) fn act_after_backup(&mut self, action: &Action, reason: BackupReason, now: Moment) -> bool {
        self.act_after(action, Some(reason), now)
    }

    fn act_after(&mut self, action: &Action, reason: Option<BackupReason>, now: Moment) -> bool {
        if let Some(why) = self.folder.read_only() {
            self.toast(format!("Nothing can be changed here. {why}"), false);
            return false;
        }
        let message = self.message_for(action, now);
        let goals = self.goals_before(action, now);
        if let Err(error) = self.history.apply_with(action, now, |before, after| follow_ups(before, after, now)) {
            tracing::info!("an action was refused");
            tracing::debug!("refused: {error}");
            self.toast(format!("Nothing was changed: {error}."), false);
            return false;
        }
        self.save(reason);
        self.personal.note_followed(action);
        let done = closed_by(action).into_iter().filter(|(_, outcome)| *outcome == Outcome::Done);
        self.derived.fading.add(done.map(|(task, _)| task), self.egui.input(|input| input.time));
        if let Some(message) = message {
            self.toast(message, true);
        }
        self.tell_reached_goals(&goals, now);
        true
    }

    /// Sends the workspace to the save worker. With a reason, the state on disk is backed up first.
    pub(crate) fn save(&mut self, reason: Option<BackupReason>) {
        self.folder.save(self.history.workspace().clone(), reason, &self.egui);
    }

    /// Returns the message about an action that closes or removes something.
    fn message_for(&self, action: &Action, now: Moment) -> Option<String> {
        let workspace = self.workspace();
        match action {
            Action::CloseTask(id, outcome) => self.message_for_closed(&[(*id, *outcome)], now),
            Action::All { actions, .. } if actions.iter().all(|action| matches!(action, Action::CloseTask(..))) => {
                self.message_for_closed(&closed_by(action), now)
            }
            Action::RemoveEvent(id) => Some(format!("Deleted: {}", workspace.events.get(id)?.title)),
            Action::RemoveStep(task, step) => {
                Some(format!("Removed: {}", workspace.tasks.get(task)?.step(*step)?.title))
            }
            _ => None,
        }
    }

    /// Returns the message about closed tasks: "Done: Write. 2 open steps closed" or "Done: 3 tasks".
    fn message_for_closed(&self, closed: &[(TaskId, Outcome)], now: Moment) -> Option<String> {
        let tasks: Vec<_> = closed.iter().filter_map(|(id, _)| self.workspace().tasks.get(id)).collect();
        let (first, outcome) = (tasks.first()?, closed.first()?.1);
        if tasks.len() == 1
            && outcome == Outcome::LetGo
            && let Some(next) = next_instance(first, self.today(now), now)
        {
            let date = next.repeat.map(|repeat| weekday_day_from(repeat.date, self.today(now).date));
            return Some(format!("Skipped: {}; next {}", first.title, date.unwrap_or_default()));
        }
        let verb = match outcome {
            Outcome::Done => "Done",
            Outcome::LetGo => "Let go",
            Outcome::Deleted => "Deleted",
        };
        let closed = match tasks.len() {
            1 => first.title.clone(),
            count => counted(count, "task", "tasks"),
        };
        let steps = match (outcome, tasks.iter().map(|task| task.open_steps().count()).sum::<usize>()) {
            (Outcome::Done, open @ 1..) => format!(". {} closed", counted(open, "open step", "open steps")),
            _ => String::new(),
        };
        Some(format!("{verb}: {closed}{steps}"))
    }

    /// Returns the numbers of the workspace for reviews and goals.
    pub(crate) fn source(&self, now: Moment, without_private: bool) -> ReviewSource<'_> {
        ReviewSource {
            workspace: self.workspace(),
            here: self.time.here(),
            now: now.instant,
            without_private,
            words: self.time.words,
        }
    }

    /// Returns the progress of goals before an action that may reach one; empty for other actions.
    fn goals_before(&self, action: &Action, now: Moment) -> Vec<GoalProgress> {
        if self.workspace().goals.is_empty() || !may_reach_goal(action) {
            return Vec::new();
        }
        // Without the time of the open session, so that its end is what reaches a goal.
        let started = self.workspace().open_session().map_or(now.instant, |session| session.start);
        let source = ReviewSource { now: started, ..self.source(now, false) };
        goal_progress(&source, self.today(now).date)
    }

    fn tell_reached_goals(&mut self, before: &[GoalProgress], now: Moment) {
        if before.is_empty() {
            return;
        }
        let after = goal_progress(&self.source(now, false), self.today(now).date);
        let was_open = |id| before.iter().any(|it| it.id == id && !it.is_reached());
        let reached: Vec<_> = after.iter().filter(|it| it.is_reached() && was_open(it.id)).collect();
        let messages: Vec<_> = reached.iter().map(|it| format!("Goal reached: {}, {}", it.title, it.words())).collect();
        messages.into_iter().for_each(|message| self.toast(message, false));
    }
}

/// Returns the tasks that an action closes, with their outcomes.
fn closed_by(action: &Action) -> Vec<(TaskId, Outcome)> {
    match action {
        Action::CloseTask(task, outcome) => vec![(*task, *outcome)],
        Action::All { actions, .. } => actions.iter().flat_map(closed_by).collect(),
        _ => Vec::new(),
    }
}

/// Returns whether an action may bring a goal further.
fn may_reach_goal(action: &Action) -> bool {
    match action {
        Action::All { actions, .. } => actions.iter().any(may_reach_goal),
        Action::CloseTask(_, Outcome::Done)
        | Action::EditStep(_, _, StepEdit::Done(true))
        | Action::SetBlockState(_, BlockState::Done)
        | Action::Timer(TimerAction::Finish | TimerAction::Start { .. } | TimerAction::StartBreak { .. }) => true,
        _ => false,
    }
}
