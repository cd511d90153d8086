//! Estimate ranges and deadline forecasts from the user's finished work.
//!
//! The answer is a range, not a corrected estimate: in some 38,000 real pairs of estimate and actual minutes (the SiP
//! and CESAW data sets) the median estimate is nearly unbiased and the spread is large. All answers rest on the user's
//! own ratios of actual to estimated minutes. Whole numbers and a fixed number of draws give the same answer on every
//! machine.
//!
//! The example `estimate_coverage` measures the range. It differs from the simple method (last 40 ratios of the size
//! class, 10th to 90th percentile) in three points, each narrower or available earlier at the same coverage: unequal
//! tails, a longer memory, and a preference for ratios with the same tag. A power law within the class and a choice by
//! nearest size were tried; neither paid.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

pub use super::forecast::Forecast;
use super::ratios::{DayLuck, FRACTION_BITS, RatioPool};
use crate::model::{BlockState, Minutes, Outcome, SessionKind, Step, StepId, Task, TaskId, Workspace};
use crate::planner::proposal::DuePlan;
use crate::planner::random::SplitMix64;

/// Minimum finished pieces of work for an answer. The extremes of eight contain 7 of 9 future values.
pub const LEAST_SAMPLES: usize = 8;

/// The answer below [`LEAST_SAMPLES`].
pub const NOT_KNOWN_YET: &str = "not known yet";

/// Upper ends of the size classes in estimated minutes; the last class is open. Small work overruns far more often than
/// large work, so each class has its own ratios.
const CLASS_ENDS: [u32; 3] = [15, 60, 240];

/// Maximum ratios for a range. Fewer are noisier, older ones are outdated.
const MEMORY: usize = 100;

/// Maximum samples of a class searched for a tag; bounds the time.
const TAG_MEMORY: usize = 1000;

/// Minimum samples of a tag and class before other samples are ignored.
const LEAST_TAGGED: usize = 30;

/// Sample count up to which a small class is filled with samples of the nearest size.
const FILLED_UP: usize = 20;

/// Expected percentage of work quicker than the range. Ratios have a long upper tail: cutting 5 below and 15 above,
/// instead of 10 and 10, saves a fifth of the width.
const QUICKER_PERCENT: usize = 5;

/// Expected percentage of work inside the range.
const INSIDE_PERCENT: usize = 80;

/// Draws of a forecast; the standard error is below 1.2 percentage points.
const DRAWS: u32 = 2000;

/// Fixed, so that equal questions get equal answers.
const SEED: u64 = 0x6761_7077_6973_6501;

/// The estimated and actual minutes of a finished piece of work. Neither is zero.
///
/// ```
/// use std::collections::BTreeSet;
/// use gapwise::model::Minutes;
/// use gapwise::planner::estimates::Sample;
/// let sample = Sample::new(Minutes::new(30), Minutes::new(45), BTreeSet::new()).unwrap();
/// assert_eq!(sample.actual(), Minutes::new(45));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    estimate: Minutes,
    actual: Minutes,
    tags: BTreeSet<String>,
}

impl Sample {
    /// Returns a sample, or `None` if a length is zero.
    pub fn new(estimate: Minutes, actual: Minutes, tags: BTreeSet<String>) -> Option<Self> {
        (!estimate.is_zero() && !actual.is_zero()).then_some(Self { estimate, actual, tags })
    }

    /// Returns estimated minutes.
    pub fn estimate(&self) -> Minutes {
        self.estimate
    }

    /// Returns actual minutes.
    pub fn actual(&self) -> Minutes {
        self.actual
    }

    /// Returns the step's own tag, else the tags of the task.
    pub fn tags(&self) -> &BTreeSet<String> {
        &self.tags
    }

    /// Returns actual divided by estimate, with [`FRACTION_BITS`].
    fn ratio(&self) -> u64 {
        (u64::from(self.actual.get()) << FRACTION_BITS) / u64::from(self.estimate.get())
    }

    /// Returns the larger of two estimates divided by the smaller.
    fn distance(&self, estimate: Minutes) -> u64 {
        let (a, b) = (self.estimate.max(estimate), self.estimate.min(estimate).max(Minutes::new(1)));
        (u64::from(a.get()) << FRACTION_BITS) / u64::from(b.get())
    }
}

/// Returns the size class of an estimate: up to 15, 60, 240 minutes, and above.
pub fn size_class(estimate: Minutes) -> usize {
    CLASS_ENDS.partition_point(|end| *end < estimate.get())
}

/// Samples of finished work, in the order of finishing.
///
/// ```
/// use std::collections::BTreeSet;
/// use gapwise::model::Minutes;
/// use gapwise::planner::estimates::{EstimateHistory, Sample, range_words};
/// let sample = |actual| Sample::new(Minutes::new(30), Minutes::new(actual), BTreeSet::new());
/// let history: EstimateHistory = (1..=20).filter_map(|n| sample(n * 3)).collect();
/// let range = history.range(Minutes::new(30), &BTreeSet::new());
/// assert_eq!(range_words(Minutes::new(30), range), "30 min, usually 3–54 min");
/// ```
#[derive(Clone, Debug, Default)]
pub struct EstimateHistory {
    samples: Vec<Sample>,
    /// Indexes into `samples` by size class.
    classes: [Vec<usize>; CLASS_ENDS.len() + 1],
}

impl EstimateHistory {
    /// Collects done tasks and ticked steps that have an estimate and recorded time. The time is the sum of focus
    /// sessions without interruptions, or of done blocks if there is no session. A task with steps counts by its steps
    /// if any has recorded time, else as a whole. Deleted tasks do not count.
    pub fn of(workspace: &Workspace) -> Self {
        let recorded = RecordedTime::of(workspace, None);
        let mut finished = Vec::new();
        for task in workspace.tasks.values() {
            recorded.steps(task, &mut finished);
        }
        for closed in workspace.closed.values().filter(|closed| closed.outcome != Outcome::Deleted) {
            let before = finished.len();
            recorded.steps(&closed.task, &mut finished);
            if finished.len() == before && closed.outcome == Outcome::Done {
                finished.extend(recorded.whole(&closed.task).map(|sample| (closed.closed, sample)));
            }
        }
        finished.sort_by_key(|(at, _)| *at);
        finished.into_iter().map(|(_, sample)| sample).collect()
    }

    /// Adds the latest sample.
    pub fn push(&mut self, sample: Sample) {
        self.classes[size_class(sample.estimate)].push(self.samples.len());
        self.samples.push(sample);
    }

    /// Returns the number of samples.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Returns true if there are no samples.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Returns the range that contains the actual time in 8 of 10 cases. `None` below [`LEAST_SAMPLES`]. An estimate of
    /// zero counts as a minute.
    pub fn range(&self, estimate: Minutes, tags: &BTreeSet<String>) -> Option<EstimateRange> {
        let estimate = estimate.max(Minutes::new(1));
        let mut ratios = self.ratios(estimate, tags)?;
        ratios.sort_unstable();
        let count = ratios.len();
        let low = (QUICKER_PERCENT * (count + 1)).max(100);
        let high = (low + INSIDE_PERCENT * (count + 1)).min(100 * count);
        let at = |place| length(estimate, order_statistic(&ratios, place));
        Some(EstimateRange { low: at(low), high: at(high), samples: count })
    }

    /// Returns whether `pieces` of work fit into the `until_due` free minutes, and how likely. Below [`LEAST_SAMPLES`]
    /// the chance rests on typical work.
    pub fn forecast(&self, pieces: &[OpenWork], until_due: u64) -> Forecast {
        let left = pieces.iter().map(|piece| u64::from(piece.estimate.get())).sum();
        let percent = match (left, until_due) {
            (0, _) => 100,
            (_, 0) => 0,
            _ => self.percent(pieces, until_due),
        };
        Forecast { left, until_due, percent, own: self.len() >= LEAST_SAMPLES, plan: DuePlan::Unknown }
    }

    fn percent(&self, pieces: &[OpenWork], until_due: u64) -> u32 {
        let pool = |piece: &OpenWork| (u64::from(piece.estimate.get()), self.pool(piece.estimate, &piece.tags));
        let pools: Vec<_> = pieces.iter().map(pool).collect();
        let room = until_due.saturating_mul(1 << FRACTION_BITS);
        let mut random = SplitMix64(SEED);
        let mut future = || {
            let luck = DayLuck::draw(&mut random);
            let takes = pools.iter().map(|(estimate, pool)| estimate.saturating_mul(pool.draw(luck, &mut random)));
            takes.fold(0, u64::saturating_add) <= room
        };
        let met: u32 = (0..DRAWS).map(|_| u32::from(future())).sum();
        ((met * 100 + DRAWS / 2) / DRAWS).clamp(1, 99)
    }

    /// Returns the ratios to draw from for work of this size and these tags.
    pub(super) fn pool(&self, estimate: Minutes, tags: &BTreeSet<String>) -> RatioPool {
        let class = size_class(estimate);
        let tagged = self.tagged(class, tags);
        let chosen = if tagged.is_empty() { self.last(class).take(MEMORY).collect() } else { tagged };
        RatioPool::new(chosen.into_iter().map(Sample::ratio).collect(), class)
    }

    /// Returns the ratios for work of this size and these tags, at least [`LEAST_SAMPLES`].
    fn ratios(&self, estimate: Minutes, tags: &BTreeSet<String>) -> Option<Vec<u64>> {
        if self.samples.len() < LEAST_SAMPLES {
            return None;
        }
        let class = size_class(estimate);
        let mut chosen = self.tagged(class, tags);
        if chosen.is_empty() {
            chosen = self.last(class).take(MEMORY).collect();
        }
        if chosen.len() < LEAST_SAMPLES {
            chosen.extend(self.neighbours(estimate, FILLED_UP - chosen.len()));
        }
        Some(chosen.into_iter().map(Sample::ratio).collect())
    }

    /// Returns the samples of a class, the latest first.
    fn last(&self, class: usize) -> impl Iterator<Item = &Sample> {
        self.classes[class].iter().rev().map(|index| &self.samples[*index])
    }

    /// Returns the latest samples of a class with the most frequent of `tags`; empty if too few.
    fn tagged(&self, class: usize, tags: &BTreeSet<String>) -> Vec<&Sample> {
        let with = |tag: &String| -> Vec<&Sample> {
            let all = self.last(class).take(TAG_MEMORY);
            all.filter(|sample| sample.tags.contains(tag)).take(MEMORY).collect()
        };
        let best = tags.iter().rev().map(with).max_by_key(Vec::len).unwrap_or_default();
        if best.len() < LEAST_TAGGED { Vec::new() } else { best }
    }

    /// Returns the `count` latest samples of other classes nearest in size, the latest of equals first.
    fn neighbours(&self, estimate: Minutes, count: usize) -> impl Iterator<Item = &Sample> {
        let class = size_class(estimate);
        let latest = self.samples.iter().rev().take(MEMORY);
        let mut others: Vec<_> = latest.filter(|sample| size_class(sample.estimate) != class).collect();
        others.sort_by_key(|sample| sample.distance(estimate));
        others.into_iter().take(count)
    }
}

impl FromIterator<Sample> for EstimateHistory {
    /// Collects samples in the order of finishing.
    fn from_iter<I: IntoIterator<Item = Sample>>(samples: I) -> Self {
        let mut history = Self::default();
        samples.into_iter().for_each(|sample| history.push(sample));
        history
    }
}

/// The usual actual time of work with some estimate.
///
/// ```
/// use gapwise::model::Minutes;
/// use gapwise::planner::estimates::{EstimateRange, short_range_words};
///
/// let range = |low, high| Some(EstimateRange { low: Minutes::new(low), high: Minutes::new(high), samples: 20 });
/// assert_eq!(short_range_words(Minutes::new(25), range(20, 35)), "25 min (20–35)");
/// assert_eq!(short_range_words(Minutes::new(120), range(105, 180)), "2 h (1 h 45–3 h)");
/// assert_eq!(short_range_words(Minutes::new(25), range(15, 45)), "25 min", "wider than twofold");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EstimateRange {
    /// At least one minute. 5 % of work is quicker.
    pub low: Minutes,
    /// At least `low`. 15 % of work takes longer.
    pub high: Minutes,
    /// Number of samples, at least [`LEAST_SAMPLES`].
    pub samples: usize,
}

impl EstimateRange {
    /// Formats the range in short: "15–45", "50 min–4 h 30".
    pub fn short(self) -> String {
        let Self { low, high, .. } = self;
        if high < Minutes::new(60) { format!("{}–{}", low.get(), high.get()) } else { format!("{low}–{high}") }
    }
}

/// Formats an estimate with its range: "25 min, usually 15–45 min", "2 h, usually 50 min to 4 h 30", "not known yet".
pub fn range_words(estimate: Minutes, range: Option<EstimateRange>) -> String {
    let Some(EstimateRange { low, high, .. }) = range else { return NOT_KNOWN_YET.to_owned() };
    if low == high {
        return format!("{estimate}, usually {low}");
    }
    if high < Minutes::new(60) {
        return format!("{estimate}, usually {}–{high}", low.get());
    }
    format!("{estimate}, usually {low} to {high}")
}

/// Formats an estimate with its range in short: "25 min (20–35)", "2 h (1 h 45–3 h)". A range wider than twofold says little
/// and is left out.
pub fn short_range_words(estimate: Minutes, range: Option<EstimateRange>) -> String {
    let narrow = range.filter(|range| range.high.get() <= 2 * range.low.get());
    narrow.map_or_else(|| estimate.to_string(), |range| format!("{estimate} ({})", range.short()))
}

/// Remaining work: a task without steps, a step, or the unwritten work of a task.
///
/// ```
/// use gapwise::model::{Minutes, Order, Step, StepId, Task, TaskId};
/// use gapwise::planner::estimates::pieces;
///
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), chrono::DateTime::UNIX_EPOCH);
/// task.estimate = Some(Minutes::new(60));
/// task.steps = vec![Step { estimate: Some(Minutes::new(15)), ..Step::new(StepId::derived("outline"), "Outline") }];
/// let lengths = pieces(&task, Minutes::new(30)).iter().map(|piece| piece.estimate.get()).collect::<Vec<_>>();
/// assert_eq!(lengths, [15, 45], "the step, and the work that has no step yet");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenWork {
    pub estimate: Minutes,
    pub tags: BTreeSet<String>,
}

/// Returns the remaining work of `task`, with `guess` for a missing estimate, as in [`Task::left`].
pub fn pieces(task: &Task, guess: Minutes) -> Vec<OpenWork> {
    if task.steps.is_empty() {
        return vec![OpenWork { estimate: task.estimate.unwrap_or(guess), tags: task.tags.clone() }];
    }
    let piece = |step: &Step| OpenWork { estimate: task.step_length(step, guess), tags: tags_of(task, step) };
    let unwritten = Some(task.unwritten(guess)).filter(|minutes| !minutes.is_zero());
    let unwritten = unwritten.map(|estimate| OpenWork { estimate, tags: task.tags.clone() });
    task.open_steps().map(piece).chain(unwritten).collect()
}

/// Returns the tags of a piece of work: the step's own, else the task's.
pub fn tags_for(task: &Task, step: Option<StepId>) -> BTreeSet<String> {
    step.and_then(|step| task.step(step)).map_or_else(|| task.tags.clone(), |step| tags_of(task, step))
}

/// Returns the step's own tag, else the tags of the task.
fn tags_of(task: &Task, step: &Step) -> BTreeSet<String> {
    step.tag.as_ref().map_or_else(|| task.tags.clone(), |tag| BTreeSet::from([tag.clone()]))
}

/// Seconds recorded for tasks and steps.
///
/// ```
/// use chrono::{DateTime, TimeDelta};
/// use gapwise::model::{Block, BlockId, BlockState, Minutes, Session, SessionId, TaskId, Workspace};
/// use gapwise::planner::estimates::RecordedTime;
///
/// let (task, start) = (TaskId::derived("t"), DateTime::UNIX_EPOCH);
/// let (id, minutes, state) = (BlockId::derived("b"), Minutes::new(50), BlockState::Done);
/// let block = Block { id, task, step: None, start: start.naive_utc(), minutes, state };
/// let mut workspace = Workspace::default();
/// workspace.blocks.insert(id, block.into());
/// assert_eq!(RecordedTime::of(&workspace, None).on_task(task), 50 * 60);
/// let end = Some(start + TimeDelta::minutes(20));
/// let session = Session { task: Some(task), end, ..Session::new(SessionId::derived("s"), start) };
/// workspace.sessions.insert(session.id, session.into());
/// assert_eq!(RecordedTime::of(&workspace, None).on_task(task), 20 * 60, "the timer counts, not the plan");
/// ```
pub struct RecordedTime {
    sessions: BTreeMap<(TaskId, Option<StepId>), i64>,
    blocks: BTreeMap<(TaskId, Option<StepId>), i64>,
}

impl RecordedTime {
    /// Sums sessions and blocks. An open session counts up to its last record before `now`, or not at all
    /// without it.
    pub fn of(workspace: &Workspace, now: Option<DateTime<Utc>>) -> Self {
        let (mut sessions, mut blocks) = (BTreeMap::new(), BTreeMap::new());
        for session in workspace.sessions.values().filter(|session| session.kind == SessionKind::Focus) {
            if let (Some(task), Some(end)) = (session.task, session.end.or(now.map(|now| session.known_end(now)))) {
                *sessions.entry((task, session.step)).or_default() += session.worked(end).num_seconds();
            }
        }
        for block in workspace.blocks.values().filter(|block| block.state == BlockState::Done) {
            *blocks.entry((block.task, block.step)).or_default() += block.minutes.delta().num_seconds();
        }
        Self { sessions, blocks }
    }

    /// Returns seconds of the focus sessions on these keys, else of their done blocks.
    pub fn on(&self, keys: &[(TaskId, Option<StepId>)]) -> i64 {
        let total = |times: &BTreeMap<_, i64>| keys.iter().filter_map(|key| times.get(key)).sum::<i64>();
        let focused = total(&self.sessions);
        if focused > 0 { focused } else { total(&self.blocks) }
    }

    /// Returns seconds of a task and all its steps, past ones included.
    pub fn on_task(&self, task: TaskId) -> i64 {
        let total = |times: &BTreeMap<(TaskId, Option<StepId>), i64>| -> i64 {
            times.range((task, None)..).take_while(|((of, _), _)| *of == task).map(|(_, seconds)| seconds).sum()
        };
        let focused = total(&self.sessions);
        if focused > 0 { focused } else { total(&self.blocks) }
    }

    /// Adds the ticked steps with an estimate and recorded time.
    fn steps(&self, task: &Task, finished: &mut Vec<(DateTime<Utc>, Sample)>) {
        for step in &task.steps {
            let (Some(done), Some(estimate)) = (step.done, step.estimate) else { continue };
            let key = [(task.id, Some(step.id))];
            finished.extend(self.sample(estimate, &key, tags_of(task, step)).map(|sample| (done, sample)));
        }
    }

    /// Returns the sample of a whole task with a complete estimate. Time on its steps counts.
    fn whole(&self, task: &Task) -> Option<Sample> {
        let of_steps = || task.steps.iter().map(|step| step.estimate).sum::<Option<Minutes>>();
        let estimate = if task.steps.is_empty() { task.estimate? } else { task.estimate.or_else(of_steps)? };
        let steps = task.steps.iter().map(|step| Some(step.id));
        let keys: Vec<_> = steps.chain([None]).map(|step| (task.id, step)).collect();
        self.sample(estimate, &keys, task.tags.clone())
    }

    fn sample(&self, estimate: Minutes, keys: &[(TaskId, Option<StepId>)], tags: BTreeSet<String>) -> Option<Sample> {
        let minutes = u32::try_from((self.on(keys) + 30) / 60).unwrap_or(u32::MAX);
        Sample::new(estimate, Minutes::new(minutes), tags)
    }
}

/// Returns the value at `place`, in hundredths from 100 for the first; interpolates between neighbours.
fn order_statistic(sorted: &[u64], place: usize) -> u64 {
    let (index, part) = (place / 100 - 1, (place % 100) as u64);
    let value = sorted[index];
    sorted.get(index + 1).map_or(value, |next| value + (next - value) * part / 100)
}

/// Returns `estimate` times `ratio`, rounded, at least a minute.
fn length(estimate: Minutes, ratio: u64) -> Minutes {
    let minutes = (u64::from(estimate.get()) * ratio + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
    Minutes::new(u32::try_from(minutes.max(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_statistics_interpolate_between_values() {
        let sorted = [10, 20, 40];
        assert_eq!([100, 150, 225, 300].map(|place| order_statistic(&sorted, place)), [10, 15, 25, 40]);
    }

    #[test]
    fn size_classes_include_their_upper_end() {
        assert_eq!(
            [0, 15, 16, 60, 61, 240, 241, 600_000].map(|m| size_class(Minutes::new(m))),
            [0, 0, 1, 1, 2, 2, 3, 3]
        );
    }
}
