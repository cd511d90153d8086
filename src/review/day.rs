//! The review of one day: the plan compared with the work.

use std::sync::Arc;

use chrono::NaiveDate;

use super::record::{ActivityLog, BreakRecord, FinishedWork, ReviewSource, WorkStretch, column, minutes, spent};
use crate::calendar::{Agenda, quadrant_on};
use crate::model::{Block, BlockState, Minutes, PlanningDay, PutOff, Quadrant, Review, Span, Workspace};
use crate::planner::estimates::RecordedTime;

/// A planned block and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedBlock {
    pub block: Block,
    pub title: String,
    /// Planned length. The block itself shrinks or grows to the actual length when it ends.
    pub planned: Minutes,
    /// Work on the block that day.
    pub actual: Minutes,
    pub quadrant: Option<Quadrant>,
    /// Times that its task was carried over to a later day.
    pub carried: u32,
    pub became: BlockOutcome,
}

/// The outcome of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockOutcome {
    Done,
    Running,
    /// Worked on, but its task or step is still open.
    Unfinished,
    ToCome,
    NotDone,
    /// Its task or step was dropped.
    Dropped,
    /// Removed from the day.
    PutOff,
}

impl BlockOutcome {
    /// Returns it in words: "not done".
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Running => "running",
            Self::Unfinished => "not finished",
            Self::ToCome => "still to come",
            Self::NotDone => "not done",
            Self::Dropped => "dropped",
            Self::PutOff => "put off",
        }
    }
}

/// The review of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayReview {
    pub day: PlanningDay,
    /// Events that took time, by start.
    pub events: Vec<(String, Span)>,
    /// All blocks of the day and those removed from it, by start.
    pub planned: Vec<PlannedBlock>,
    /// Stretches of work, by start.
    pub worked: Vec<WorkStretch>,
    /// Finished tasks, then finished steps; important ones first.
    pub finished: Vec<FinishedWork>,
    /// By quadrant, in the order of [`super::QUADRANTS`].
    pub by_quadrant: [Minutes; 5],
    /// Finished steps and tasks without steps.
    pub micro_tasks: usize,
    /// Breaks taken or skipped, by start.
    pub rests: Vec<BreakRecord>,
    pub breaks: usize,
    pub rested: Minutes,
    pub skipped: usize,
    /// The reason of each interruption; may be empty.
    pub interruptions: Vec<String>,
    /// Finished work with an estimate: the estimate and the actual time.
    pub estimates: Vec<(FinishedWork, Minutes, Minutes)>,
    /// Blocks not worked on, and the rest of unfinished ones.
    pub left: Vec<PlannedBlock>,
    /// The user's notes on the day.
    pub written: Review,
}

impl DayReview {
    /// Builds the review of `day`.
    pub fn of(source: &ReviewSource, day: PlanningDay) -> Self {
        let record = ActivityLog::of(source, day.date, day.plus(1).date);
        let workspace = source.workspace;
        let written = workspace.reviews.get(&day.date).map_or_else(|| Review::of(day.date), |it| Review::clone(it));
        let planned = all_planned(source, &record, day, &written);
        let left = planned.iter().filter_map(|it| left(workspace, it, &written)).collect();
        let mut finished = record.finished.clone();
        finished.sort_by_key(|it| (it.step.is_some(), !it.important, it.at));
        let recorded = RecordedTime::of(workspace, Some(source.now));
        let estimates = finished.iter().filter_map(|it| {
            let spent = spent(&recorded, it);
            it.estimate.filter(|_| !spent.is_zero()).map(|estimate| (it.clone(), estimate, spent))
        });
        let agenda = Agenda::of(workspace, day, source.here);
        let events = agenda.events.into_iter().filter(|event| event.blocks && !source.without_private);
        Self {
            day,
            left,
            events: events.map(|event| (event.title, event.span)).collect(),
            by_quadrant: record.by_quadrant().map(minutes),
            micro_tasks: record.finished.iter().filter(|it| it.micro).count(),
            breaks: record.rested.iter().filter(|it| !it.skipped && it.seconds >= 60).count(),
            rested: minutes(record.rested.iter().map(|it| it.seconds).sum()),
            skipped: record.rested.iter().filter(|it| it.skipped).count(),
            interruptions: record.worked.iter().flat_map(|it| &it.interruptions).map(|(_, why)| why.clone()).collect(),
            estimates: estimates.collect(),
            written,
            planned,
            finished,
            worked: record.worked,
            rests: record.rested,
        }
    }

    /// Returns work in the two important quadrants.
    pub fn important(&self) -> Minutes {
        [Quadrant::Do, Quadrant::Schedule].map(|quadrant| self.by_quadrant[column(Some(quadrant))]).into_iter().sum()
    }

    /// Returns all work.
    pub fn total(&self) -> Minutes {
        self.by_quadrant.into_iter().sum()
    }

    /// Returns finished tasks, without steps.
    pub fn finished_tasks(&self) -> impl Iterator<Item = &FinishedWork> {
        self.finished.iter().filter(|it| it.step.is_none())
    }

    /// Returns whether the day has no plan, no work and nothing finished.
    pub fn is_empty(&self) -> bool {
        self.planned.is_empty() && self.worked.is_empty() && self.finished.is_empty()
    }
}

/// Returns the blocks of a day and those removed from it, by start.
fn all_planned(source: &ReviewSource, record: &ActivityLog, day: PlanningDay, written: &Review) -> Vec<PlannedBlock> {
    let blocks = source.workspace.blocks.values().filter(|block| day.span().contains(block.start));
    let mut all: Vec<_> = blocks.filter_map(|block| planned(source, record, block)).collect();
    let gone = written.put_off.iter().filter(|it| !is_on(source, &it.block, day.date));
    all.extend(gone.filter_map(|it| put_off(source, it)));
    all.sort_by_key(|it| (it.block.start, it.block.id));
    all
}

/// Returns whether a block is still on a date.
fn is_on(source: &ReviewSource, block: &Block, date: NaiveDate) -> bool {
    source.workspace.blocks.get(&block.id).is_some_and(|block| source.date(block.start) == date)
}

/// Returns the rest of a block. `None` if its work is planned again later, or was put off.
fn left(workspace: &Workspace, it: &PlannedBlock, written: &Review) -> Option<PlannedBlock> {
    let (block, rest) = (&it.block, it.planned - it.actual);
    let again = |other: &&Arc<Block>| {
        (other.task, other.step) == (block.task, block.step) && other.id != block.id && other.start >= block.start
    };
    match it.became {
        BlockOutcome::ToCome | BlockOutcome::NotDone => Some(it.clone()),
        BlockOutcome::Unfinished if rest.is_zero() => None,
        BlockOutcome::Unfinished if written.put_off.iter().any(|it| it.block.id == block.id) => None,
        BlockOutcome::Unfinished if workspace.blocks.values().any(|other| again(&other)) => None,
        BlockOutcome::Unfinished => Some(PlannedBlock { planned: rest, ..it.clone() }),
        BlockOutcome::Done | BlockOutcome::Running | BlockOutcome::Dropped | BlockOutcome::PutOff => None,
    }
}

/// Returns the blocks of some days that are over: their date, and whether they were done or became unnecessary.
pub(super) fn kept(source: &ReviewSource, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, bool)> {
    let workspace = source.workspace;
    let now = source.local(source.now);
    let over = workspace.blocks.values().filter(|block| block.span().end <= now);
    let blocks = over.map(|block| {
        let done = block.state == BlockState::Done || workspace.is_finished(block.task, block.step);
        (source.date(block.start), done)
    });
    let put_off = workspace.reviews.values().flat_map(|review| {
        let gone = review.put_off.iter().filter(|it| !is_on(source, &it.block, review.date));
        gone.map(|it| (review.date, was_done(source, it)))
    });
    blocks.chain(put_off).filter(|(date, _)| (from..to).contains(date)).collect()
}

fn planned(source: &ReviewSource, record: &ActivityLog, block: &Block) -> Option<PlannedBlock> {
    let title = source.workspace.title_of(block.task, block.step)?.to_owned();
    let task = source.workspace.any_task(block.task)?;
    if source.hides(task, block.step) {
        return None;
    }
    let actual = record.worked.iter().filter(|it| it.block == Some(block.id)).map(|it| it.seconds).sum();
    let quadrant = quadrant_on(task, source.date(block.start), &source.workspace.settings);
    let all = source.workspace.sessions.values();
    let sessions: Vec<_> = all.filter(|it| it.block == Some(block.id)).collect();
    let planned = sessions.iter().filter_map(|it| it.planned).max().unwrap_or(block.minutes);
    let became = became(source, block, !sessions.is_empty());
    let (block, actual, carried) = (block.clone(), minutes(actual), task.carried);
    Some(PlannedBlock { block, title, planned, actual, quadrant, carried, became })
}

fn became(source: &ReviewSource, block: &Block, timed: bool) -> BlockOutcome {
    let workspace = source.workspace;
    let open = workspace.is_open(block.task, block.step);
    match block.state {
        BlockState::Running => BlockOutcome::Running,
        BlockState::Done if open && timed => BlockOutcome::Unfinished,
        BlockState::Done => BlockOutcome::Done,
        _ if workspace.is_finished(block.task, block.step) => BlockOutcome::Done,
        _ if !open => BlockOutcome::Dropped,
        _ if block.span().end > source.local(source.now) => BlockOutcome::ToCome,
        BlockState::Planned | BlockState::Locked => BlockOutcome::NotDone,
    }
}

/// Returns whether the work of a removed block was done before the block's end, so that it was not put off.
fn was_done(source: &ReviewSource, it: &PutOff) -> bool {
    let at = source.workspace.finished_at(it.block.task, it.block.step);
    at.is_some_and(|at| source.local(at) <= it.block.span().end)
}

/// Returns a block removed from its day. The privacy of a deleted step is unknown, so the block is treated as private.
fn put_off(source: &ReviewSource, it: &PutOff) -> Option<PlannedBlock> {
    let block = it.block.clone();
    let task = source.workspace.any_task(block.task);
    let unknown = task.is_none_or(|task| block.step.is_some_and(|step| task.step(step).is_none()));
    if (source.without_private && unknown) || task.is_some_and(|task| source.hides(task, block.step)) {
        return None;
    }
    let open = source.workspace.is_open(block.task, block.step);
    let became = match source.workspace.is_finished(block.task, block.step) {
        true if was_done(source, it) => BlockOutcome::Done,
        false if !open => BlockOutcome::Dropped,
        _ => BlockOutcome::PutOff,
    };
    Some(PlannedBlock {
        title: it.title.clone(),
        planned: block.minutes,
        actual: Minutes::ZERO,
        quadrant: task.and_then(|task| quadrant_on(task, source.date(block.start), &source.workspace.settings)),
        carried: task.map_or(0, |task| task.carried),
        became,
        block,
    })
}
