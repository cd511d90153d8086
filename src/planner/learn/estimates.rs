//! Honest estimates: how long things really take this person, and whether a deadline will be met.
//!
//! A range and never a correction: on some 38,000 real pairs of estimate and actual minutes (the SiP and CESAW data
//! sets) the middle estimate is nearly unbiased and the spread is large. Everything rests on the person's own ratios of
//! actual to estimated minutes. Whole numbers and counted draws only, so that the same history gives the same answer on
//! every machine.
//!
//! The band is measured by the example `estimate_coverage`. It differs from the plain way (the last 40 ratios of the size
//! class, from the 10th to the 90th percentile) in three points, each of which made it narrower or let it speak earlier
//! at the same coverage: the tails are cut unequally, more ratios are remembered, and those of the same tag are
//! preferred. A power law fitted within the class and a choice by nearest size were tried and not worth their weight.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::model::{BlockState, Minutes, Outcome, SessionKind, Step, StepId, Task, TaskId, Workspace};
use crate::planner::random::SplitMix64;

/// Finished pieces of work below which nothing is said: the first and last of eight hold 7 in 9 of what comes next.
pub const LEAST_SAMPLES: usize = 8;

/// Said where there are fewer than [`LEAST_SAMPLES`].
pub const NOT_KNOWN_YET: &str = "not known yet";

/// Upper ends of the size classes, in minutes of the estimate; the last class is above. Small things take far longer
/// than estimated far more often than large ones, so that each class has ratios of its own.
const CLASS_ENDS: [u32; 3] = [15, 60, 240];

/// Ratios that a band rests on, at most: fewer are noisier, older ones tell of another time.
const MEMORY: usize = 100;

/// Samples of a class that are searched for a tag, which also bounds the time it takes.
const TAG_MEMORY: usize = 1000;

/// Samples of the same tag and class from which on they are taken alone.
const LEAST_TAGGED: usize = 30;

/// Where a class has too few samples of its own, it is filled up to this many with those of the nearest size.
const FILLED_UP: usize = 20;

/// Of a hundred pieces of work, how many are expected to be quicker than the band. Ratios have a long tail upwards and a
/// short one towards zero: 5 below and 15 above instead of 10 and 10 cost little below and save a fifth of the width.
const QUICKER_PERCENT: usize = 5;

/// Of a hundred pieces of work, how many are expected inside the band.
const INSIDE_PERCENT: usize = 80;

/// Binary digits after the point of a ratio.
const FRACTION_BITS: u32 = 16;

/// Futures that a forecast draws: enough for a standard error below 1.2 percentage points.
const DRAWS: u32 = 2000;

/// The same in every forecast: equal questions get equal answers.
const SEED: u64 = 0x6761_7077_6973_6501;

/// A finished piece of work: what was expected and what it took. Neither is zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    estimate: Minutes,
    actual: Minutes,
    tags: BTreeSet<String>,
}

impl Sample {
    /// A sample, or `None` where a length is zero: such a ratio says nothing.
    pub fn new(estimate: Minutes, actual: Minutes, tags: BTreeSet<String>) -> Option<Self> {
        (!estimate.is_zero() && !actual.is_zero()).then_some(Self { estimate, actual, tags })
    }

    /// What was expected.
    pub fn estimate(&self) -> Minutes {
        self.estimate
    }

    /// What it took.
    pub fn actual(&self) -> Minutes {
        self.actual
    }

    /// The tags of the task, or of the step where it has its own.
    pub fn tags(&self) -> &BTreeSet<String> {
        &self.tags
    }

    /// Actual by estimate, with [`FRACTION_BITS`] after the point.
    fn ratio(&self) -> u64 {
        (u64::from(self.actual.get()) << FRACTION_BITS) / u64::from(self.estimate.get())
    }

    /// How far its estimate is from another: the larger by the smaller.
    fn distance(&self, estimate: Minutes) -> u64 {
        let (a, b) = (self.estimate.max(estimate), self.estimate.min(estimate).max(Minutes::new(1)));
        (u64::from(a.get()) << FRACTION_BITS) / u64::from(b.get())
    }
}

/// Which of the size classes an estimate belongs to: up to 15, 60 and 240 minutes, and above.
pub fn size_class(estimate: Minutes) -> usize {
    CLASS_ENDS.partition_point(|end| *end < estimate.get())
}

/// What a person's finished work took, in the order in which it was finished.
#[derive(Clone, Debug, Default)]
pub struct EstimateHistory {
    samples: Vec<Sample>,
    /// By size class: where in `samples`.
    classes: [Vec<usize>; CLASS_ENDS.len() + 1],
}

impl EstimateHistory {
    /// All that `workspace` knows: tasks that were done and steps that were ticked, as far as they had an estimate and
    /// some time was recorded for them. That time is the sum of the focus sessions without their interruptions or, where
    /// there was none, of the blocks that are done. A task with steps counts by its steps where time was recorded for
    /// any of these, else as a whole. What lies in the trash does not count.
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

    /// Adds what was finished after all the others.
    pub fn push(&mut self, sample: Sample) {
        self.classes[size_class(sample.estimate)].push(self.samples.len());
        self.samples.push(sample);
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// What work with this estimate and these tags usually takes: in 8 of 10 cases a length from `low` to `high`.
    /// `None`, which means "not known yet", under [`LEAST_SAMPLES`] samples. An estimate of zero counts as a minute.
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

    /// Whether `pieces` of work fit into the `until_due` minutes that are free (or planned for them) before they are
    /// due, and how likely it is that they get done in these. Each draw gives every piece one of the ratios that its
    /// range rests on, independently; drawing stretches of consecutive ratios instead was no better calibrated on the
    /// shared data.
    pub fn forecast(&self, pieces: &[OpenWork], until_due: u64) -> Forecast {
        let left = pieces.iter().map(|piece| u64::from(piece.estimate.get())).sum();
        let percent = if left == 0 { Some(100) } else { self.percent(pieces, until_due) };
        Forecast { left, until_due, percent }
    }

    fn percent(&self, pieces: &[OpenWork], until_due: u64) -> Option<u32> {
        let pools = pieces
            .iter()
            .map(|piece| Some((u64::from(piece.estimate.get()), self.ratios(piece.estimate, &piece.tags)?)))
            .collect::<Option<Vec<_>>>()?;
        if until_due == 0 {
            return Some(0);
        }
        let room = until_due.saturating_mul(1 << FRACTION_BITS);
        let mut random = SplitMix64(SEED);
        let mut future = || {
            let takes =
                pools.iter().map(|(estimate, ratios)| estimate.saturating_mul(ratios[random.below(ratios.len())]));
            takes.fold(0, u64::saturating_add) <= room
        };
        let met: u32 = (0..DRAWS).map(|_| u32::from(future())).sum();
        Some(((met * 100 + DRAWS / 2) / DRAWS).clamp(1, 99))
    }

    /// The ratios that speak for work of this size and these tags, at least [`LEAST_SAMPLES`].
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

    /// The samples of a class, the latest first.
    fn last(&self, class: usize) -> impl Iterator<Item = &Sample> {
        self.classes[class].iter().rev().map(|index| &self.samples[*index])
    }

    /// The latest samples of a class with the one of `tags` that most of them have; none where that are too few.
    fn tagged(&self, class: usize, tags: &BTreeSet<String>) -> Vec<&Sample> {
        let with = |tag: &String| -> Vec<&Sample> {
            let all = self.last(class).take(TAG_MEMORY);
            all.filter(|sample| sample.tags.contains(tag)).take(MEMORY).collect()
        };
        let best = tags.iter().rev().map(with).max_by_key(Vec::len).unwrap_or_default();
        if best.len() < LEAST_TAGGED { Vec::new() } else { best }
    }

    /// Of the latest samples of other classes the `count` that are nearest in size, the latest of equals first.
    fn neighbours(&self, estimate: Minutes, count: usize) -> impl Iterator<Item = &Sample> {
        let class = size_class(estimate);
        let latest = self.samples.iter().rev().take(MEMORY);
        let mut others: Vec<_> = latest.filter(|sample| size_class(sample.estimate) != class).collect();
        others.sort_by_key(|sample| sample.distance(estimate));
        others.into_iter().take(count)
    }
}

impl FromIterator<Sample> for EstimateHistory {
    /// From samples in the order in which they were finished.
    fn from_iter<I: IntoIterator<Item = Sample>>(samples: I) -> Self {
        let mut history = Self::default();
        samples.into_iter().for_each(|sample| history.push(sample));
        history
    }
}

/// What work of some estimate usually takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EstimateRange {
    /// At least a minute. One piece of work in twenty is quicker.
    pub low: Minutes,
    /// Never below `low`. Three pieces of work in twenty take longer.
    pub high: Minutes,
    /// How many finished pieces of work it rests on, at least [`LEAST_SAMPLES`].
    pub samples: usize,
}

/// An estimate and its range in words: "25 min, usually 15-45", "2 h, usually 50 min to 4 h 30", "not known yet".
pub fn range_words(estimate: Minutes, range: Option<EstimateRange>) -> String {
    let Some(EstimateRange { low, high, .. }) = range else { return NOT_KNOWN_YET.to_owned() };
    let estimate = minutes_words(estimate);
    if low == high {
        return format!("{estimate}, usually {}", minutes_words(low));
    }
    if high < Minutes::new(60) {
        return format!("{estimate}, usually {}-{}", low.get(), high.get());
    }
    format!("{estimate}, usually {} to {}", minutes_words(low), minutes_words(high))
}

/// The same where there is little room: "25m (15–45)", "2 h (50m–4 h 30)", "25m" where it is not known yet.
pub fn short_range_words(estimate: Minutes, range: Option<EstimateRange>) -> String {
    match range {
        None => estimate.to_string(),
        Some(EstimateRange { low, high, .. }) if high < Minutes::new(60) => {
            format!("{estimate} ({}–{})", low.get(), high.get())
        }
        Some(EstimateRange { low, high, .. }) => format!("{estimate} ({low}–{high})"),
    }
}

fn minutes_words(minutes: Minutes) -> String {
    if minutes < Minutes::new(60) { format!("{} min", minutes.get()) } else { minutes.to_string() }
}

/// Work that is left: a task without steps, or a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenWork {
    pub estimate: Minutes,
    pub tags: BTreeSet<String>,
}

/// The work that is left of `task`, with `guess` for what has no estimate, as in [`Task::left`].
pub fn pieces(task: &Task, guess: Minutes) -> Vec<OpenWork> {
    if task.steps.is_empty() {
        return vec![OpenWork { estimate: task.estimate.unwrap_or(guess), tags: task.tags.clone() }];
    }
    let piece = |step: &Step| OpenWork { estimate: step.estimate.unwrap_or(guess), tags: tags_of(task, step) };
    task.open_steps().map(piece).collect()
}

/// The tags that count for a piece of work: those of the task, or the step's own.
pub fn tags_for(task: &Task, step: Option<StepId>) -> BTreeSet<String> {
    step.and_then(|step| task.step(step)).map_or_else(|| task.tags.clone(), |step| tags_of(task, step))
}

/// The tags of a step: its own instead of the task's where it has one.
fn tags_of(task: &Task, step: &Step) -> BTreeSet<String> {
    step.tag.as_ref().map_or_else(|| task.tags.clone(), |tag| BTreeSet::from([tag.clone()]))
}

/// Whether a deadline will be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Minutes of work that are left by their estimates.
    pub left: u64,
    /// Minutes that there are for it before it is due.
    pub until_due: u64,
    /// How likely it is done in time, in percent: 1 to 99 by the person's own ratios, since no history makes certain;
    /// 100 where nothing is left, 0 where there is no time. `None` under [`LEAST_SAMPLES`] samples.
    pub percent: Option<u32>,
}

impl Forecast {
    /// Whether it is met if everything takes as long as estimated.
    pub fn fits(&self) -> bool {
        self.left <= self.until_due
    }

    /// In words: "fits with 1 h 20 to spare, 85 % likely", "40 min short, chance not known yet".
    pub fn words(&self) -> String {
        let gap = minutes_words(Minutes::new(u32::try_from(self.left.abs_diff(self.until_due)).unwrap_or(u32::MAX)));
        let plan = if self.fits() { format!("fits with {gap} to spare") } else { format!("{gap} short") };
        match self.percent {
            Some(percent) => format!("{plan}, {percent} % likely"),
            None => format!("{plan}, chance {NOT_KNOWN_YET}"),
        }
    }
}

/// Seconds that were recorded for tasks (without a step) and their steps.
pub struct RecordedTime {
    sessions: BTreeMap<(TaskId, Option<StepId>), i64>,
    blocks: BTreeMap<(TaskId, Option<StepId>), i64>,
}

impl RecordedTime {
    /// What is known at `now`, up to which an open session counts; without, such a one does not count.
    pub fn of(workspace: &Workspace, now: Option<DateTime<Utc>>) -> Self {
        let (mut sessions, mut blocks) = (BTreeMap::new(), BTreeMap::new());
        for session in workspace.sessions.values().filter(|session| session.kind == SessionKind::Focus) {
            if let (Some(task), Some(end)) = (session.task, session.end.or(now)) {
                *sessions.entry((task, session.step)).or_default() += session.worked(end).num_seconds();
            }
        }
        for block in workspace.blocks.values().filter(|block| block.state == BlockState::Done) {
            *blocks.entry((block.task, block.step)).or_default() += block.minutes.delta().num_seconds();
        }
        Self { sessions, blocks }
    }

    /// Seconds of the focus sessions on these; where there was none, of the blocks that are done.
    pub fn on(&self, keys: &[(TaskId, Option<StepId>)]) -> i64 {
        let total = |times: &BTreeMap<_, i64>| keys.iter().filter_map(|key| times.get(key)).sum::<i64>();
        let focused = total(&self.sessions);
        if focused > 0 { focused } else { total(&self.blocks) }
    }

    /// The same for a whole task with all steps that it ever had.
    pub fn on_task(&self, task: TaskId) -> i64 {
        let total = |times: &BTreeMap<(TaskId, Option<StepId>), i64>| -> i64 {
            times.range((task, None)..).take_while(|((of, _), _)| *of == task).map(|(_, seconds)| seconds).sum()
        };
        let focused = total(&self.sessions);
        if focused > 0 { focused } else { total(&self.blocks) }
    }

    /// Adds the ticked steps of a task that have an estimate and time of their own.
    fn steps(&self, task: &Task, finished: &mut Vec<(DateTime<Utc>, Sample)>) {
        for step in &task.steps {
            let (Some(done), Some(estimate)) = (step.done, step.estimate) else { continue };
            let key = [(task.id, Some(step.id))];
            finished.extend(self.sample(estimate, &key, tags_of(task, step)).map(|sample| (done, sample)));
        }
    }

    /// A whole task, if nothing of its estimate is missing; time spent on its steps is part of it.
    fn whole(&self, task: &Task) -> Option<Sample> {
        let estimate = if task.steps.is_empty() {
            task.estimate?
        } else {
            task.steps.iter().map(|step| step.estimate).sum::<Option<Minutes>>()?
        };
        let steps = task.steps.iter().map(|step| Some(step.id));
        let keys: Vec<_> = steps.chain([None]).map(|step| (task.id, step)).collect();
        self.sample(estimate, &keys, task.tags.clone())
    }

    fn sample(&self, estimate: Minutes, keys: &[(TaskId, Option<StepId>)], tags: BTreeSet<String>) -> Option<Sample> {
        let minutes = u32::try_from((self.on(keys) + 30) / 60).unwrap_or(u32::MAX);
        Sample::new(estimate, Minutes::new(minutes), tags)
    }
}

/// The value at a place among `sorted`, in hundredths from 100 for the first; between two, in proportion.
fn order_statistic(sorted: &[u64], place: usize) -> u64 {
    let (index, part) = (place / 100 - 1, (place % 100) as u64);
    let value = sorted[index];
    sorted.get(index + 1).map_or(value, |next| value + (next - value) * part / 100)
}

/// `estimate` times `ratio`, rounded, at least a minute.
fn length(estimate: Minutes, ratio: u64) -> Minutes {
    let minutes = (u64::from(estimate.get()) * ratio + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
    Minutes::new(u32::try_from(minutes.max(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_between_two_values_is_taken_in_proportion() {
        let sorted = [10, 20, 40];
        assert_eq!([100, 150, 225, 300].map(|place| order_statistic(&sorted, place)), [10, 15, 25, 40]);
    }

    #[test]
    fn a_size_class_holds_its_upper_end() {
        assert_eq!(
            [0, 15, 16, 60, 61, 240, 241, 600_000].map(|m| size_class(Minutes::new(m))),
            [0, 0, 1, 1, 2, 2, 3, 3]
        );
    }
}
