//! Activity of some days, flattened from sessions, blocks and finished tasks.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use crate::calendar::Tz;
use crate::calendar::quadrant_on;
use crate::calendar::words::Words;
use crate::model::{
    BlockId, BlockState, InterruptionKind, Minutes, Outcome, Quadrant, Session, SessionKind, Settings, StepId, Task,
    TaskId, Workspace, day_of,
};
use crate::planner::estimates::{RecordedTime, tags_for};

/// The quadrants in order; `None` is unplanned work and the inbox.
pub const QUADRANTS: [Option<Quadrant>; 5] =
    [Some(Quadrant::Do), Some(Quadrant::Schedule), Some(Quadrant::Delegate), Some(Quadrant::Eliminate), None];

/// Returns the user's name for a quadrant; "Other" for none.
pub fn quadrant_name(settings: &Settings, quadrant: Option<Quadrant>) -> &str {
    let Some(quadrant) = quadrant else { return "Other" };
    settings.quadrant_names.get(&quadrant).map_or(quadrant.default_name(), String::as_str)
}

/// Returns the index of a quadrant in [`QUADRANTS`].
pub(super) fn column(quadrant: Option<Quadrant>) -> usize {
    quadrant.map_or(4, |quadrant| quadrant as usize)
}

/// A stretch of work.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkStretch {
    /// The planning day on which it started.
    pub date: NaiveDate,
    /// Local wall-clock time.
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// Without pauses.
    pub seconds: i64,
    /// `None` for unplanned work.
    pub task: Option<TaskId>,
    pub step: Option<StepId>,
    pub block: Option<BlockId>,
    pub title: String,
    pub quadrant: Option<Quadrant>,
    pub tags: BTreeSet<String>,
    /// Whether the timer ran. Otherwise a block was ticked and its planned length counts.
    pub tracked: bool,
    /// Time and reason of each interruption.
    pub interruptions: Vec<(NaiveDateTime, String)>,
}

/// A finished task or step.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedWork {
    pub date: NaiveDate,
    pub at: NaiveDateTime,
    pub task: TaskId,
    /// `None` for a whole task.
    pub step: Option<StepId>,
    pub title: String,
    pub important: bool,
    pub estimate: Option<Minutes>,
    pub tags: BTreeSet<String>,
    /// Whether it is a micro-task: a step, or a task without steps.
    pub micro: bool,
}

/// A break, taken or skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakRecord {
    pub date: NaiveDate,
    pub start: NaiveDateTime,
    pub seconds: i64,
    /// Due but not taken; its length is zero.
    pub skipped: bool,
}

/// All activity in a range of planning days, in time order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActivityLog {
    pub worked: Vec<WorkStretch>,
    pub finished: Vec<FinishedWork>,
    pub rested: Vec<BreakRecord>,
}

/// The input of reviews.
#[derive(Clone, Copy)]
pub struct ReviewSource<'a> {
    pub workspace: &'a Workspace,
    pub here: Tz,
    /// The end of open sessions.
    pub now: DateTime<Utc>,
    /// Leaves out items with a private tag.
    pub without_private: bool,
    pub words: Words,
}

impl ReviewSource<'_> {
    pub(super) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.here.local(at)
    }

    /// Returns the current planning day.
    pub(super) fn today(&self) -> NaiveDate {
        self.date(self.local(self.now))
    }

    pub(super) fn date(&self, local: NaiveDateTime) -> NaiveDate {
        day_of(local, self.workspace.settings.day_start).date
    }

    /// Returns whether items with this tag are left out.
    pub(super) fn hides_tag(&self, tag: &str) -> bool {
        self.without_private && self.workspace.settings.tags.get(tag).is_some_and(|style| style.private)
    }

    /// Returns whether a task or one of its steps is left out; one private tag on either is enough.
    pub(super) fn hides(&self, task: &Task, step: Option<StepId>) -> bool {
        let own = step.and_then(|step| task.step(step)).and_then(|step| step.tag.as_ref());
        task.tags.iter().chain(own).any(|tag| self.hides_tag(tag))
    }
}

impl ActivityLog {
    /// Returns the activity on the planning days from `from` to `to`, exclusive.
    pub fn of(source: &ReviewSource, from: NaiveDate, to: NaiveDate) -> Self {
        let mut record = Self::default();
        let mut timed = BTreeSet::new();
        for session in source.workspace.sessions.values() {
            timed.extend(session.block);
            // One day of margin on both sides: zones and the start of the planning day shift a date by less.
            let near = session.start.date_naive();
            if near >= from - TimeDelta::days(1) && near <= to + TimeDelta::days(1) {
                record.add_session(source, session, from, to);
            }
        }
        record.add_blocks(source, &timed, from, to);
        record.add_finished(source, from, to);
        record.worked.sort_by_key(|it| it.start);
        record.finished.sort_by_key(|it| it.at);
        record.rested.sort_by_key(|it| it.start);
        record
    }

    fn add_session(&mut self, source: &ReviewSource, session: &Session, from: NaiveDate, to: NaiveDate) {
        let start = source.local(session.start);
        let date = source.date(start);
        if date < from || date >= to {
            return;
        }
        let end = session.known_end(source.now);
        let seconds = session.worked(end).num_seconds();
        if session.kind != SessionKind::Focus {
            let skipped = session.kind == SessionKind::SkippedBreak;
            self.rested.push(BreakRecord { date, start, seconds, skipped });
            return;
        }
        let task = session.task.and_then(|task| source.workspace.any_task(task));
        if task.is_some_and(|task| source.hides(task, session.step)) {
            return;
        }
        let tags = task.map(|task| tags_for(task, session.step)).unwrap_or_default();
        let outside = session.interruptions.iter().chain(&session.paused);
        let outside = outside.filter(|it| it.kind == InterruptionKind::Interrupted);
        self.worked.push(WorkStretch {
            date,
            start,
            end: source.local(end),
            seconds,
            task: session.task,
            step: session.step,
            block: session.block,
            title: title(source.workspace, session),
            quadrant: session
                .quadrant
                .or_else(|| task.and_then(|task| quadrant_on(task, date, &source.workspace.settings))),
            tags,
            tracked: true,
            interruptions: outside.map(|it| (source.local(it.at), it.why.clone())).collect(),
        });
    }

    /// Adds blocks ticked without the timer, with their planned length.
    fn add_blocks(&mut self, source: &ReviewSource, timed: &BTreeSet<BlockId>, from: NaiveDate, to: NaiveDate) {
        let done = source.workspace.blocks.values().filter(|block| block.state == BlockState::Done);
        for block in done.filter(|block| !timed.contains(&block.id)) {
            let date = source.date(block.start);
            let Some(task) = source.workspace.any_task(block.task).filter(|_| date >= from && date < to) else {
                continue;
            };
            if source.hides(task, block.step) {
                continue;
            }
            let tags = tags_for(task, block.step);
            self.worked.push(WorkStretch {
                date,
                start: block.start,
                end: block.span().end,
                seconds: block.minutes.delta().num_seconds(),
                task: Some(block.task),
                step: block.step,
                block: Some(block.id),
                title: source.workspace.title_of(block.task, block.step).unwrap_or_default().to_owned(),
                quadrant: quadrant_on(task, date, &source.workspace.settings),
                tags,
                tracked: false,
                interruptions: Vec::new(),
            });
        }
    }

    fn add_finished(&mut self, source: &ReviewSource, from: NaiveDate, to: NaiveDate) {
        let open = source.workspace.tasks.values().map(|task| (&**task, None));
        let closed = source.workspace.closed.values().filter(|it| it.outcome != Outcome::Deleted);
        let closed = closed.map(|it| (&it.task, (it.outcome == Outcome::Done).then_some(it.closed)));
        let mut add = |at: DateTime<Utc>, task: &Task, step: Option<&crate::model::Step>, micro: bool| {
            let local = source.local(at);
            let date = source.date(local);
            let id = step.map(|step| step.id);
            if date < from || date >= to || source.hides(task, id) {
                return;
            }
            let tags = tags_for(task, id);
            self.finished.push(FinishedWork {
                date,
                at: local,
                task: task.id,
                step: id,
                title: step.map_or(&task.title, |step| &step.title).clone(),
                important: task.important == Some(true),
                estimate: step.map_or(task.estimate, |step| step.estimate),
                tags,
                micro,
            });
        };
        for (task, done) in open.chain(closed) {
            for step in &task.steps {
                if let Some(at) = step.done {
                    add(at, task, Some(step), true);
                }
            }
            if let Some(at) = done {
                add(at, task, None, task.steps.is_empty());
            }
        }
    }

    /// Removes activity after `at`.
    pub(super) fn keep_until(&mut self, at: NaiveDateTime) {
        self.worked.retain(|it| it.start < at);
        self.finished.retain(|it| it.at < at);
        self.rested.retain(|it| it.start < at);
    }

    /// Returns seconds of work by quadrant, in the order of [`QUADRANTS`].
    pub fn by_quadrant(&self) -> [i64; 5] {
        let mut sums = [0; 5];
        for worked in &self.worked {
            sums[column(worked.quadrant)] += worked.seconds;
        }
        sums
    }
}

fn title(workspace: &Workspace, session: &Session) -> String {
    let named = session.task.and_then(|task| workspace.title_of(task, session.step));
    match named {
        Some(title) => title.to_owned(),
        None if session.title.is_empty() => "Something else".to_owned(),
        None => session.title.clone(),
    }
}

/// Returns the time spent on a finished step, or on a task with all its steps.
pub(super) fn spent(recorded: &RecordedTime, it: &FinishedWork) -> Minutes {
    minutes(it.step.map_or_else(|| recorded.on_task(it.task), |step| recorded.on(&[(it.task, Some(step))])))
}

/// Converts seconds to minutes, rounded.
pub(super) fn minutes(seconds: i64) -> Minutes {
    Minutes::rounded(TimeDelta::seconds(seconds))
}
