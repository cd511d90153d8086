//! Starting work.

use std::sync::Arc;

use chrono::TimeDelta;

use super::timing::Sitting;
use crate::app::gapwise::Gapwise;
use crate::calendar::Agenda;
use crate::model::{
    Action, Block, BlockId, BlockState, Minutes, Moment, Quadrant, SessionId, SessionKind, Span, StepId, TaskId,
    TimerAction, TimerMode, Workspace, day_of,
};
use crate::planner::{PlanEntry, Proposal, SmallRun, Smallness};
use crate::ui::{Selection, View};

/// Time in which the last session of a task is looked for first.
const LATELY: TimeDelta = TimeDelta::days(30);

impl Gapwise {
    /// Starts a block.
    pub(crate) fn start_block(&mut self, block: BlockId, now: Moment) {
        if let Some(block) = self.workspace().blocks.get(&block).map(|block| Block::clone(block)) {
            self.start_on(block, None, now);
        }
    }

    /// Starts work now, in its block of today if there is one, else in a new one. A running session ends.
    pub(crate) fn start(&mut self, task: TaskId, step: Option<StepId>, now: Moment) {
        let block = self.block_to_start(task, step, now);
        self.start_on(block, None, now);
    }

    /// Starts a block, as the first of `sitting`, else of what goes on after it.
    fn start_on(&mut self, block: Block, sitting: Option<Sitting>, now: Moment) {
        let Block { id, task, .. } = block;
        let quadrant = self.with_view(now, |ctx| ctx.task(task).and_then(|task| ctx.quadrant_of(task))).flatten();
        let stopped = self.workspace().open_session().filter(|it| it.kind == SessionKind::Focus);
        let stopped = stopped.map(|session| session.title.clone());
        let next = next_written(self.workspace(), task, now);
        let sitting = sitting.unwrap_or_else(|| self.sitting_from(&block, now));
        let start = start_action(self.workspace(), block, quadrant, now);
        if self.act(&Action::Timer(start), now) {
            self.state.selection = Selection::Block(id);
            self.timing.sitting = Some(sitting);
            (self.state.focus.offer, self.state.focus.away) = (None, None);
            if let Some(stopped) = stopped {
                self.toast(format!("Stopped: {stopped}"), false);
            }
            self.remind_of(&next);
        }
    }

    /// Starts a run of small blocks as one sitting: when one is done, the next starts.
    pub(crate) fn start_run(&mut self, run: &[PlanEntry], now: Moment) {
        let block = |entry: &PlanEntry| self.workspace().blocks.values().find(|it| entry_of(it) == *entry).cloned();
        let mut blocks = run.iter().filter_map(block);
        let Some(first) = blocks.next() else { return };
        let left = blocks.map(|block| block.id).collect();
        let day = day_of(first.start, self.workspace().settings.day_start);
        self.start_on(Block::clone(&first), Some(Sitting { day, left }), now);
    }

    /// Returns the sitting after a block starts: a block of the present one goes on with it, another one begins its own.
    fn sitting_from(&self, block: &Block, now: Moment) -> Sitting {
        let present = self.timing.sitting.as_ref();
        let place = present.and_then(|it| Some((it, it.left.iter().position(|id| *id == block.id)?)));
        match place {
            Some((present, at)) => Sitting { day: present.day, left: present.left[at + 1..].to_vec() },
            None => Sitting { day: self.today(now), left: self.rest_of_run(block, now) },
        }
    }

    /// Returns the blocks after one in its run of small blocks.
    fn rest_of_run(&self, block: &Block, now: Moment) -> Vec<BlockId> {
        let agenda = Agenda::of(self.workspace(), self.today(now), self.time.here());
        let entry = entry_of(block);
        let runs = SmallRun::of_day(&agenda, &Proposal::default(), now.local);
        let run = runs.into_iter().find(|run| run.sort == Smallness::Planned && run.contains(entry));
        let rest = run.into_iter().flat_map(|run| run.members.into_iter().skip_while(move |it| *it != entry).skip(1));
        let id = |entry: PlanEntry| agenda.blocks.iter().find(|it| entry_of(it) == entry).map(|it| it.id);
        rest.filter_map(id).collect()
    }

    /// Returns the next open block of the sitting; `None` when a break is due, or an event leaves no time for it.
    pub(super) fn next_in_sitting(&self, now: Moment) -> Option<BlockId> {
        let workspace = self.workspace();
        let sitting = self.timing.sitting.as_ref().filter(|sitting| sitting.day >= self.today(now))?;
        let waits = |block: &&Arc<Block>| block.state.is_open() && sitting.day.span().contains(block.start);
        let next = sitting.left.iter().filter_map(|id| workspace.blocks.get(id)).find(waits)?;
        let taken = Span::new(now.local, now.local + next.minutes.delta());
        let events = self.derived.days.today().map(|view| &view.agenda.events);
        let is_free = !events.into_iter().flatten().any(|event| event.blocks && event.span.overlaps(taken));
        (is_free && !workspace.rest_is_due(now.instant)).then_some(next.id)
    }

    /// Returns the work's planned block of today, else a new one with the suggested or estimated length.
    fn block_to_start(&self, task: TaskId, step: Option<StepId>, now: Moment) -> Block {
        let planned = self.derived.days.today().and_then(|day| {
            let mut upcoming = day.agenda.upcoming(now.local);
            let matches =
                |block: &Block| block.task == task && block.step == step && block.state != BlockState::Running;
            upcoming.find(|block| matches(block)).map(|block| Block::clone(block))
        });
        planned.unwrap_or_else(|| {
            let of_today = self.derived.days.today().map(|view| &view.proposal.suggestions);
            let of_today = of_today.and_then(|all| all.iter().find(|it| (it.task, it.step) == (task, step)).cloned());
            let suggested = self.suggestion(task, step).or(of_today).map(|suggestion| suggestion.work);
            let minutes = suggested.unwrap_or_else(|| work_length(self.workspace(), task, step));
            let id = BlockId::new(now.instant);
            Block { id, task, step, start: now.local, minutes, state: BlockState::Planned }
        })
    }

    /// Shows the text "next I will ..." again.
    pub(super) fn remind_of(&mut self, next: &str) {
        let Some(session) = self.workspace().open_session().filter(|_| !next.is_empty()) else { return };
        self.state.focus.wrote = Some((session.id, next.to_owned()));
        // The Focus view shows the text while the session runs.
        if self.state.view != View::Focus {
            self.toast(format!("You wrote: next I will {next}"), false);
        }
    }
}

fn entry_of(block: &Block) -> PlanEntry {
    PlanEntry { span: block.span(), task: block.task, step: block.step }
}

/// Returns the text "next I will ..." of the task's last session.
fn next_written(workspace: &Workspace, task: TaskId, now: Moment) -> String {
    let sessions = &workspace.sessions;
    // Nearly always it is a recent session, so the whole log is read only for a task that was left for long.
    let lately = sessions.begun(now.instant - LATELY..=now.instant).rfind(|it| it.task == Some(task));
    let last = lately.or_else(|| sessions.values().filter(|it| it.task == Some(task)).max_by_key(|it| it.start));
    last.map(|it| it.next.clone()).unwrap_or_default()
}

/// Returns the action that starts the work of a block now.
pub fn start_action(workspace: &Workspace, block: Block, quadrant: Option<Quadrant>, now: Moment) -> TimerAction {
    let rhythm = workspace.settings.rhythm;
    let planned = match workspace.settings.timer {
        TimerMode::Countdown => Some(block.minutes),
        TimerMode::Rhythm => {
            let worked = workspace.unbroken(now.instant).num_minutes();
            let left = rhythm.focus - Minutes::new(u32::try_from(worked).unwrap_or(0));
            Some(if left.is_zero() { rhythm.focus } else { left })
        }
        TimerMode::OpenEnded => None,
    };
    let Block { task, step, .. } = block;
    let title = workspace.title_of(task, step).unwrap_or_default().to_owned();
    let session = SessionId::new(now.instant);
    TimerAction::Start { session, task: Some(task), step, title, quadrant, planned, block: Some(block) }
}

/// Returns the length of work that was not planned: the step's, or the rest of the task.
pub fn work_length(workspace: &Workspace, task: TaskId, step: Option<StepId>) -> Minutes {
    let guess = workspace.settings.guess;
    let Some(task) = workspace.tasks.get(&task) else { return guess };
    let step = step.and_then(|step| task.step(step));
    step.map_or_else(|| task.left(guess), |step| task.step_length(step, guess)).max(Minutes::new(1))
}
