//! One day: planned against done.

use super::record::{Finished, Record, Rested, Source, Worked, column, minutes, quadrant_on};
use crate::calendar::Agenda;
use crate::model::{Block, BlockState, Minutes, PlanningDay, Quadrant, Review, Span, day_of};
use crate::planner::estimates::Recorded;

/// A block of the day and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    pub block: Block,
    pub title: String,
    /// How long it was to take; its block is as long as the work once it has ended.
    pub planned: Minutes,
    /// Worked on it that day.
    pub actual: Minutes,
    pub quadrant: Option<Quadrant>,
    /// How often its task was carried over to a later day.
    pub carried: u32,
}

/// The review of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayReview {
    pub day: PlanningDay,
    /// Events that took the person's time, by start.
    pub events: Vec<(String, Span)>,
    /// Blocks of the day by start, whatever became of them.
    pub planned: Vec<Planned>,
    /// What was worked on, by start.
    pub worked: Vec<Worked>,
    /// What was finished, tasks before steps, the important ones first.
    pub finished: Vec<Finished>,
    /// By quadrant, in the order of [`super::QUADRANTS`].
    pub by_quadrant: [Minutes; 5],
    /// Finished steps and tasks without steps.
    pub micro_tasks: usize,
    /// Breaks that were taken or skipped, by start.
    pub rests: Vec<Rested>,
    pub breaks: usize,
    pub rested: Minutes,
    pub skipped: usize,
    /// What came from outside, by its word; empty where none was given.
    pub interruptions: Vec<String>,
    /// What was finished that had an estimate, with that and how long it took.
    pub estimates: Vec<(Finished, Minutes, Minutes)>,
    /// Blocks that were not worked on.
    pub left: Vec<Planned>,
    /// What was written about it.
    pub written: Review,
}

impl DayReview {
    /// The review of `day`.
    pub fn of(source: &Source, day: PlanningDay) -> Self {
        let record = Record::of(source, day.date, day.plus(1).date);
        let workspace = source.workspace;
        let mut planned: Vec<Planned> = workspace
            .blocks
            .values()
            .filter(|block| day.span().contains(block.start))
            .filter_map(|block| planned(source, &record, block))
            .collect();
        planned.sort_by_key(|it| (it.block.start, it.block.id));
        let left = planned.iter().filter(|it| is_left(&it.block)).cloned().collect();
        let mut finished = record.finished.clone();
        finished.sort_by_key(|it| (it.step.is_some(), !it.important, it.at));
        let recorded = Recorded::of(workspace, Some(source.now));
        let estimates = finished.iter().filter_map(|it| {
            let whole = || recorded.on_task(it.task);
            let spent = minutes(it.step.map_or_else(whole, |step| recorded.on(&[(it.task, Some(step))])));
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
            written: workspace.reviews.get(&day.date).map_or_else(|| Review::of(day.date), |it| Review::clone(it)),
            planned,
            finished,
            worked: record.worked,
            rests: record.rested,
        }
    }

    /// Work on what is important.
    pub fn important(&self) -> Minutes {
        [Quadrant::Do, Quadrant::Schedule].map(|quadrant| self.by_quadrant[column(Some(quadrant))]).into_iter().sum()
    }

    /// All work.
    pub fn total(&self) -> Minutes {
        self.by_quadrant.into_iter().sum()
    }

    /// Finished tasks, whole ones.
    pub fn finished_tasks(&self) -> impl Iterator<Item = &Finished> {
        self.finished.iter().filter(|it| it.step.is_none())
    }

    /// Whether there is nothing to look back on.
    pub fn is_empty(&self) -> bool {
        self.planned.is_empty() && self.worked.is_empty() && self.finished.is_empty()
    }
}

fn is_left(block: &Block) -> bool {
    matches!(block.state, BlockState::Planned | BlockState::Locked)
}

fn planned(source: &Source, record: &Record, block: &Block) -> Option<Planned> {
    let title = source.workspace.title_of(block.task, block.step)?.to_owned();
    let task = source.workspace.any_task(block.task)?;
    let private = |tag: &String| source.workspace.settings.tags.get(tag).is_some_and(|style| style.private);
    if source.without_private && task.tags.iter().any(private) {
        return None;
    }
    let actual = record.worked.iter().filter(|it| it.block == Some(block.id)).map(|it| it.seconds).sum();
    let quadrant = quadrant_on(task, day_of(block.start, source.workspace.settings.day_start).date);
    let sessions = source.workspace.sessions.values().filter(|it| it.block == Some(block.id));
    let planned = sessions.filter_map(|it| it.planned).max().unwrap_or(block.minutes);
    Some(Planned { block: block.clone(), title, planned, actual: minutes(actual), quadrant, carried: task.carried })
}
