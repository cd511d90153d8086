//! `gapwise start`, `stop` and `done`: the timer and finished work.

use chrono::TimeDelta;

use super::dates::WorkEnd;
use super::ids::ShortIds;
use super::open::OpenWorkspace;
use super::output::{CliResult, print};
use super::words;
use crate::app::{finish_action, start_action, work_length};
use crate::calendar::{Agenda, Availability, Clocks, Tz, quadrant, urgency};
use crate::model::{
    Action, Away, Block, BlockId, BlockState, Moment, Outcome as Closed, Session, SessionKind, StepEdit, StepId,
    TaskId, TimerAction, Zone, day_of,
};
use crate::store::Place;

/// Time after the last heartbeat of a window that counts as work without a question.
const MOST_UNSEEN: TimeDelta = TimeDelta::minutes(10);

/// The same for a timer that no window followed: longer than a working day.
const MOST_UNFOLLOWED: TimeDelta = TimeDelta::hours(12);

/// Starts work on a task or step, else the first planned block that is not done. A running timer stops.
pub(super) fn start(place: &Place, id: Option<&str>, now: Moment, here: Tz) -> CliResult {
    let mut open = OpenWorkspace::open(place)?;
    let workspace = &open.workspace;
    workspace.open_session().map_or(Ok(()), |session| ask_if_unseen(session, now, here))?;
    let agenda = Agenda::of(workspace, day_of(now.local, workspace.settings.day_start), here);
    let mut waiting = agenda.upcoming(now.local).filter(|block| block.state.is_open()).map(|block| Block::clone(block));
    let block = match id {
        None => waiting.next().ok_or(words::NOTHING_PLANNED)?,
        Some(id) => {
            let (task, step) = open_work(id, &open)?;
            waiting.find(|block| (block.task, block.step) == (task, step)).unwrap_or_else(|| Block {
                id: BlockId::new(now.instant),
                task,
                step,
                start: now.local,
                minutes: work_length(workspace, task, step),
                state: BlockState::Planned,
            })
        }
    };
    let task = workspace.tasks.get(&block.task).ok_or_else(|| words::NOTHING_PLANNED.to_owned())?;
    let left = task.left(workspace.settings.guess);
    let urgency = urgency(task, left, workspace, &Availability::of(workspace, now.local, here));
    let title = words::title(workspace, block.task, block.step);
    let action = Action::Timer(start_action(workspace, block, quadrant(task, urgency), now));
    open.change(&action, None, now)?;
    print(&words::started(&title))
}

/// Stops the timer, at `end` if it is given. The work stays open.
pub(super) fn stop(place: &Place, end: Option<WorkEnd>, now: Moment, here: Tz) -> CliResult {
    let mut open = OpenWorkspace::open(place)?;
    let session = open.workspace.open_session().ok_or(words::NO_TIMER)?;
    let title = session.title.clone();
    let action = match end {
        None => {
            ask_if_unseen(session, now, here)?;
            TimerAction::Finish
        }
        Some(end) => {
            let from = match end {
                WorkEnd::Now => now.instant,
                _ => Clocks::at(here).to_utc(end.before(now.local), &Zone::Floating),
            };
            // The start has seconds, and a time on the command line has none.
            if from + TimeDelta::minutes(1) <= session.start || from > now.instant {
                return Err(words::end_outside(here.local(session.start)));
            }
            TimerAction::Away { from, until: now.instant, answer: Away::End }
        }
    };
    open.change(&Action::Timer(action), None, now)?;
    print(&words::stopped(&title))
}

/// Refuses to end work whose timer ran on unseen for long, as the window asks about such time: it may be forgotten.
fn ask_if_unseen(session: &Session, now: Moment, here: Tz) -> Result<(), String> {
    let was_followed = session.seen.is_some_and(|seen| seen > session.start);
    let most = if was_followed { MOST_UNSEEN } else { MOST_UNFOLLOWED };
    let known = session.last_known();
    let is_work = session.kind == SessionKind::Focus && session.paused.is_none();
    if is_work && now.instant - known > most {
        return Err(words::unseen_timer(&session.title, here.local(known)));
    }
    Ok(())
}

/// Finishes tasks or steps; without an id, the work of the running timer.
pub(super) fn done(place: &Place, ids: &[String], now: Moment, here: Tz) -> CliResult {
    let mut open = OpenWorkspace::open(place)?;
    if ids.is_empty() {
        let session = open.workspace.open_session().ok_or(words::NO_TIMER)?;
        ask_if_unseen(session, now, here)?;
        let title = session.title.clone();
        let action = finish_action(&open.workspace, session, now);
        open.change(&action, None, now)?;
        let is_part = matches!(action, Action::SetBlockState(..));
        return print(&if is_part { words::finished_part(&title) } else { words::finished(&title) });
    }
    let mut found = Vec::new();
    for id in ids {
        let work = open_work(id, &open)?;
        if !found.contains(&work) {
            found.push(work);
        }
    }
    let titles: Vec<_> = found.iter().map(|(task, step)| words::title(&open.workspace, *task, *step)).collect();
    // The steps first: finishing a task finishes its steps.
    found.sort_by_key(|(_, step)| step.is_none());
    let action = |(task, step): (TaskId, Option<StepId>)| match step {
        Some(step) => Action::EditStep(task, step, StepEdit::Done(true)),
        None => Action::CloseTask(task, Closed::Done),
    };
    let actions = found.into_iter().map(action).collect();
    open.change(&Action::All { name: words::finish_name(&titles), actions }, None, now)?;
    print(&titles.iter().map(|title| words::finished(title)).collect::<String>())
}

/// Returns the open task or step of an id.
fn open_work(id: &str, open: &OpenWorkspace) -> Result<(TaskId, Option<StepId>), String> {
    let workspace = &open.workspace;
    let (task, step) = ShortIds::of(workspace).find(id, workspace)?;
    if !workspace.tasks.contains_key(&task.id) || step.is_some_and(crate::model::Step::is_done) {
        return Err(words::is_done(id));
    }
    Ok((task.id, step.map(|step| step.id)))
}
