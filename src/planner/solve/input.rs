//! Some items of a problem with every place where they can be done.

use super::timeline::Timeline;
use crate::planner::problem::{Item, Placement, Problem};

/// Fixed-point digits of prices and bounds.
pub(super) const FRACTION_BITS: u32 = 8;

/// Rates are cut at this, so that sums stay far from overflow.
pub(super) const MOST_RATE: i64 = 1 << 30;

/// The item of a job that stands for all items that are not in the input.
pub(super) const CROWD: usize = usize::MAX;

/// Slots and price of a work floor are cut at this.
pub(super) const MOST_FLOOR: u32 = 1 << 20;

/// An item of the input.
#[derive(Clone, Debug)]
pub(super) struct SolverJob {
    /// Index in the problem; `CROWD` for a stand-in.
    pub item: usize,
    pub slots: u32,
    pub is_whole: bool,
    /// Jobs that must be finished before.
    pub before: Vec<usize>,
    /// Bit of its context; 0 for none.
    pub context: u64,
    pub floor: bool,
}

impl SolverJob {
    fn crowd() -> Self {
        Self { item: CROWD, slots: 1, is_whole: true, before: Vec::new(), context: 0, floor: false }
    }

    pub fn is_crowd(&self) -> bool {
        self.item == CROWD
    }
}

/// A length of pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Length {
    pub slots: usize,
    pub wall: usize,
}

/// A piece of a job at a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub job: u32,
    /// Index into the lengths.
    pub length: u32,
    pub slots: u32,
    pub node: u32,
    /// Whether it finishes its job; other pieces may not.
    pub finishes: bool,
    /// Value, with the bonus for finishing.
    pub gain: i64,
    /// Bonus for finishing.
    pub bonus: i64,
}

/// The jobs, and the choices by node.
#[derive(Clone, Debug)]
pub(super) struct SolverInput {
    pub timeline: Timeline,
    pub jobs: Vec<SolverJob>,
    pub lengths: Vec<Length>,
    /// By node, then length, context and job.
    pub choices: Vec<Choice>,
    /// By node: where its choices begin; one more for the end.
    pub first: Vec<usize>,
    /// By state: whether a path can come there.
    pub reachable: Vec<bool>,
    pub context_cost: i64,
    /// Slots and price of the work floor.
    pub floor: (u32, i64),
}

impl SolverInput {
    /// Builds the input of `items`, which must contain the predecessors of each. `crowd` are the best
    /// choices of all others; their job says whether they count towards the floor.
    pub fn new(problem: &Problem, timeline: &Timeline, items: &[usize], crowd: Vec<Choice>) -> Self {
        let mut input = Self {
            timeline: timeline.clone(),
            jobs: jobs_of(problem, items),
            lengths: Vec::new(),
            choices: Vec::new(),
            first: Vec::new(),
            reachable: Vec::new(),
            context_cost: i64::from(problem.context_cost) << FRACTION_BITS,
            floor: problem
                .floor
                .map_or((0, 0), |floor| (floor.slots.min(MOST_FLOOR), i64::from(floor.price.min(MOST_FLOOR)))),
        };
        let mut choices = crowd;
        if !choices.is_empty() {
            let first = u32::try_from(items.len()).unwrap_or(u32::MAX);
            choices.iter_mut().for_each(|choice| choice.job += first);
            input.jobs.extend([false, true].map(|floor| SolverJob { item: CROWD, floor, ..SolverJob::crowd() }));
        }
        for (job, &item) in items.iter().enumerate() {
            let places = Places::of(&problem.items[item], timeline);
            places.each(problem.focus_slots, &mut |choice| {
                choices.push(Choice { job: u32::try_from(job).unwrap_or(u32::MAX), ..choice });
            });
        }
        input.set_choices(choices);
        input
    }

    fn set_choices(&mut self, mut choices: Vec<Choice>) {
        let mut lengths: Vec<u32> = choices.iter().map(|choice| choice.slots).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let length = |slots: &u32| Length { slots: *slots as usize, wall: self.timeline.wall(*slots as usize) };
        self.lengths = lengths.iter().map(length).collect();
        for choice in &mut choices {
            let index = lengths.partition_point(|slots| *slots < choice.slots);
            choice.length = u32::try_from(index).unwrap_or(u32::MAX);
        }
        choices.sort_by_key(|c| (c.node, c.length, self.jobs[c.job as usize].context, c.job, c.finishes));
        self.choices = choices;
        self.index();
    }

    fn index(&mut self) {
        let mut first = vec![0; self.timeline.nodes + 1];
        for choice in &self.choices {
            first[choice.node as usize + 1] += 1;
        }
        for node in 0..self.timeline.nodes {
            first[node + 1] += first[node];
        }
        self.first = first;
        self.reach();
    }

    fn reach(&mut self) {
        let timeline = &self.timeline;
        let mut reachable = vec![false; timeline.nodes * timeline.ages];
        for stretch in &timeline.stretches {
            reachable[stretch.first * timeline.ages + stretch.lead] = true;
            for node in stretch.first..=stretch.end() {
                let choices = &self.choices[self.first[node]..self.first[node + 1]];
                for age in 0..timeline.ages {
                    if !reachable[node * timeline.ages + age] {
                        continue;
                    }
                    for (node, age) in timeline.idle(node, age).into_iter().flatten() {
                        reachable[node * timeline.ages + age] = true;
                    }
                    for alike in choices.chunk_by(|a, b| a.length == b.length) {
                        let length = self.lengths[alike[0].length as usize];
                        if let Some(age) = timeline.age_after(age, length.slots) {
                            reachable[(node + length.wall) * timeline.ages + age] = true;
                        }
                    }
                }
            }
        }
        self.reachable = reachable;
    }

    /// Returns the same with only some choices, by index in ascending order.
    pub fn with_only(&self, choices: impl Iterator<Item = usize>) -> Self {
        let choices = choices.map(|k| self.choices[k]).collect();
        let mut new = Self { choices, first: Vec::new(), ..self.head() };
        new.index();
        new
    }

    /// Returns the same without the choices of which `keep`, called with their index, says no.
    pub fn filtered(&self, keep: impl Fn(usize) -> bool) -> Self {
        self.with_only((0..self.choices.len()).filter(|&k| keep(k)))
    }

    /// Returns all but the choices.
    fn head(&self) -> Self {
        Self {
            timeline: self.timeline.clone(),
            jobs: self.jobs.clone(),
            lengths: self.lengths.clone(),
            choices: Vec::new(),
            first: Vec::new(),
            reachable: Vec::new(),
            ..*self
        }
    }

    /// Returns the choices of the crowd with their index, and whether they count towards the floor.
    pub fn crowd_choices(&self) -> impl Iterator<Item = (usize, &Choice, bool)> {
        let all = self.choices.iter().enumerate().map(|(k, choice)| (k, choice, &self.jobs[choice.job as usize]));
        all.filter(|(_, _, job)| job.is_crowd()).map(|(k, choice, job)| (k, choice, job.floor))
    }

    /// Returns the job of a placement and the node where it starts.
    pub fn find(&self, placement: &Placement) -> Option<(usize, usize)> {
        let job = self.jobs.iter().position(|job| job.item == placement.item)?;
        Some((job, self.timeline.node_at(placement.start)?))
    }

    /// Returns the choices of a placement, as a piece that finishes its job and as one that does not.
    pub fn choices_of(&self, placement: &Placement) -> impl Iterator<Item = usize> {
        let found = self.find(placement);
        let here = found.map_or(0..0, |(_, node)| self.first[node]..self.first[node + 1]);
        let (job, slots) = (found.map(|found| found.0), placement.slots);
        here.filter(move |&k| Some(self.choices[k].job as usize) == job && self.choices[k].slots == slots)
    }

    pub fn placement(&self, choice: usize) -> Placement {
        let choice = &self.choices[choice];
        Placement {
            start: self.timeline.slot_of(choice.node as usize),
            item: self.jobs[choice.job as usize].item,
            slots: choice.slots,
        }
    }

    pub fn has_crowd(&self) -> bool {
        self.choices.iter().any(|choice| self.jobs[choice.job as usize].is_crowd())
    }

    pub fn end_of(&self, choice: &Choice) -> usize {
        choice.node as usize + self.lengths[choice.length as usize].wall
    }
}

fn jobs_of(problem: &Problem, items: &[usize]) -> Vec<SolverJob> {
    let mut contexts: Vec<u32> = items.iter().filter_map(|&i| problem.items[i].context).collect();
    contexts.sort_unstable();
    contexts.dedup();
    let bit = |context: &u32| contexts.binary_search(context).ok().filter(|bit| *bit < 64).map_or(0, |bit| 1 << bit);
    let mut job_of = vec![usize::MAX; problem.items.len()];
    for (job, &item) in items.iter().enumerate() {
        job_of[item] = job;
    }
    let job = |&i: &usize| {
        let item = &problem.items[i];
        SolverJob {
            item: i,
            slots: item.slots,
            is_whole: item.chunk.is_none(),
            before: item.after.iter().map(|&before| job_of[before]).collect(),
            context: item.context.as_ref().map_or(0, bit),
            floor: item.floor,
        }
    };
    items.iter().map(job).collect()
}

/// Returns slots of work that fit at most.
pub(super) fn capacity(timeline: &Timeline) -> u64 {
    let mut room = vec![0_u64; timeline.days.len()];
    for stretch in &timeline.stretches {
        let runs = (stretch.slots + timeline.rest).div_ceil(timeline.focus + timeline.rest).max(1);
        room[stretch.day] += (stretch.slots - ((runs - 1) * timeline.rest).min(stretch.slots)) as u64;
    }
    room.iter().zip(&timeline.days).map(|(room, day)| (*room).min(day.slots.into())).sum()
}

/// The places of one item.
pub(super) struct Places<'a> {
    item: &'a Item,
    timeline: &'a Timeline,
    /// By node: value of one slot; 0 where it is not allowed and at the end of a stretch.
    rates: Vec<i64>,
    /// By node: the sum of the rates before it.
    sums: Vec<i64>,
    /// By node: allowed slots in a row from it on.
    allowed: Vec<u32>,
}

impl<'a> Places<'a> {
    pub fn of(item: &'a Item, timeline: &'a Timeline) -> Self {
        let nodes = timeline.nodes;
        let mut rates = vec![0; nodes];
        for stretch in &timeline.stretches {
            let slots = &mut rates[stretch.first..stretch.end()];
            for &(from, to, rate) in item.rate.iter().rev() {
                let from = (from.saturating_sub(stretch.start) as usize).min(slots.len());
                let to = (to.saturating_sub(stretch.start) as usize).min(slots.len());
                if from < to {
                    slots[from..to].fill(rate.clamp(0, MOST_RATE));
                }
            }
        }
        let mut sums = vec![0; nodes + 1];
        let mut allowed = vec![0; nodes + 1];
        for node in 0..nodes {
            sums[node + 1] = sums[node] + rates[node];
        }
        for node in (0..nodes).rev() {
            allowed[node] = if rates[node] > 0 { allowed[node + 1] + 1 } else { 0 };
        }
        Self { item, timeline, rates, sums, allowed }
    }

    /// Calls `out` with every choice of a crowd item, each part valued with its share of the bonus for finishing.
    pub fn each_share(&self, focus: u32, out: &mut impl FnMut(Choice)) {
        let most = self.rates.iter().max().unwrap_or(&0).saturating_mul(self.item.finish_slots.into());
        let most = most.min(MOST_RATE << 8);
        let slots = i64::from(self.item.slots.max(1));
        self.each(focus, &mut |choice| match self.item.chunk {
            None => out(choice),
            Some(_) => {
                let share = most.saturating_mul(choice.slots.into()) / slots + 1;
                out(Choice { gain: choice.gain - choice.bonus + share, ..choice });
            }
        });
    }

    /// Hands out every choice, without job and length.
    pub fn each(&self, focus: u32, out: &mut impl FnMut(Choice)) {
        let item = self.item;
        match item.chunk {
            None if item.slots as usize <= self.timeline.focus => self.each_start(item.slots, true, out),
            None => self.each_long(out),
            Some([shortest, longest]) => {
                let longest = longest.min(focus).min(item.slots);
                for slots in 1..=longest.min(u32::try_from(self.timeline.nodes).unwrap_or(u32::MAX)) {
                    if slots >= shortest && slots < item.slots {
                        self.each_start(slots, false, out);
                    }
                    if can_be_rest(item.slots - slots, shortest, longest) {
                        self.each_start(slots, true, out);
                    }
                }
            }
        }
    }

    fn each_start(&self, slots: u32, finishes: bool, out: &mut impl FnMut(Choice)) {
        if slots == 0 {
            return;
        }
        for (node, allowed) in self.allowed.iter().enumerate() {
            if *allowed >= slots {
                let end = node + slots as usize;
                out(self.choice((node, end - 1), slots, finishes, self.sums[end] - self.sums[node]));
            }
        }
    }

    fn each_long(&self, out: &mut impl FnMut(Choice)) {
        let slots = self.item.slots as usize;
        let wall = self.timeline.wall(slots);
        for stretch in self.timeline.stretches.iter().filter(|stretch| stretch.slots >= wall) {
            for node in stretch.first..=stretch.end() - wall {
                let mut gain = 0;
                let mut at = node;
                let mut left = slots;
                while left > 0 {
                    let run = left.min(self.timeline.focus);
                    if (self.allowed[at] as usize) < run {
                        break;
                    }
                    gain += self.sums[at + run] - self.sums[at];
                    at += run + self.timeline.rest;
                    left -= run;
                }
                if left == 0 {
                    let last = node + wall - 1;
                    out(self.choice((node, last), self.item.slots, true, gain));
                }
            }
        }
    }

    fn choice(&self, (node, last): (usize, usize), slots: u32, finishes: bool, gain: i64) -> Choice {
        let times = if finishes { i64::from(self.item.finish_slots) } else { 0 };
        let bonus = self.rates[last].saturating_mul(times).min(MOST_RATE << 8);
        let node = u32::try_from(node).unwrap_or(u32::MAX);
        Choice { job: 0, length: 0, slots, node, finishes, gain: gain + bonus, bonus }
    }
}

/// Returns whether `slots` can be done in chunks before a shorter rest.
fn can_be_rest(slots: u32, shortest: u32, longest: u32) -> bool {
    slots == 0 || longest >= shortest && longest > 0 && slots.div_ceil(longest).saturating_mul(shortest) <= slots
}
