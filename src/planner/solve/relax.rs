//! The best path through time at given prices: a dynamic program over nodes and ages of runs.
//!
//! A state holds several tails, as the contexts of a gap decide what a further one costs. A tail is dropped when
//! another is worth at least as much with whatever contexts came before. The value of the best path plus the
//! worth of the rules is an upper bound for every plan.

use super::input::{Choice, SolverInput};
use super::memory::Memory;
use super::prices::Rounded;

/// Tails of a state; further ones are merged.
const MOST_TAILS: usize = 10;

const NONE: u32 = u32::MAX;

/// The rest of a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    /// Without the contexts of the current gap.
    pub value: i64,
    /// Contexts in the rest of the gap.
    pub contexts: u64,
    /// Remembered jobs that may not come before it, in full.
    pub seen: u64,
    choice: u32,
    next: u32,
}

impl Tail {
    /// Returns whether it is worth at least as much as another of at most its value, whatever comes before.
    fn beats(&self, other: &Self, cost: i64) -> bool {
        let further = self.contexts & !other.contexts;
        self.seen & !other.seen == 0
            && (further == 0 || self.value - cost * i64::from(further.count_ones()) >= other.value)
    }
}

/// Returns the price of the contexts of a gap.
pub(super) fn context_price(contexts: u64, cost: i64) -> i64 {
    cost * i64::from(contexts.count_ones().saturating_sub(1))
}

/// All tails of an input at some prices.
#[derive(Clone, Debug, Default)]
pub(super) struct Relaxation {
    tails: Vec<Tail>,
    /// By state: its range of tails.
    ranges: Vec<(u32, u32)>,
    /// By state: the highest value of its tails.
    most: Vec<i64>,
    pub rounded: Rounded,
    pub memory: Memory,
    cost: i64,
    /// Upper bound in fixed point.
    pub bound: i64,
    ages: usize,
    start: usize,
}

/// The best of the choices with the same length and context at a node.
#[derive(Clone, Copy)]
struct Group {
    length: usize,
    slots: usize,
    contexts: u64,
    value: i64,
    choice: u32,
    /// Bit of its job, if that is remembered.
    bit: u64,
    /// Bits that may not be in the rest.
    forbids: u64,
    /// Bits that stay in memory.
    near: u64,
}

impl Relaxation {
    /// Solves the relaxation at some prices.
    pub fn solve(&mut self, input: &SolverInput, rounded: Rounded) {
        let cost = input.context_cost;
        let timeline = &input.timeline;
        self.tails.clear();
        self.ranges.clear();
        self.ranges.resize(timeline.nodes * timeline.ages, (0, 0));
        self.most.clear();
        self.most.resize(timeline.nodes * timeline.ages, i64::MIN / 4);
        (self.rounded, self.cost, self.ages) = (rounded, cost, timeline.ages);
        let mut leave = vec![Tail { value: 0, contexts: 0, seen: 0, choice: NONE, next: NONE }];
        let mut list = Vec::new();
        let mut groups = Vec::new();
        for stretch in timeline.stretches.iter().rev() {
            for node in (stretch.first..=stretch.end()).rev() {
                self.groups(input, node, &mut groups);
                for age in (0..timeline.ages).filter(|age| input.reachable[node * timeline.ages + age]) {
                    self.state(input, (node, age), &leave, &groups, &mut list);
                }
            }
            leave.clear();
            let (from, to) = self.ranges[stretch.first * self.ages + stretch.lead];
            for next in from..to {
                let tail =
                    Tail { value: self.worth_at(next), contexts: 0, choice: NONE, next, ..self.tails[next as usize] };
                add(&mut leave, tail, cost);
            }
        }
        let best = leave.iter().max_by_key(|tail| tail.value);
        self.start = best.map_or(usize::MAX, |tail| tail.next as usize);
        self.bound = best.map_or(0, |tail| tail.value).saturating_add(self.rounded.constant);
    }

    /// Collects the choices at a node that matter: of each length and context the best of remembered jobs, and the best
    /// of all others.
    fn groups(&self, input: &SolverInput, node: usize, groups: &mut Vec<Group>) {
        groups.clear();
        let choices = &input.choices[input.first[node]..input.first[node + 1]];
        let context = |choice: &Choice| if self.cost == 0 { 0 } else { input.jobs[choice.job as usize].context };
        let mut from = input.first[node];
        for alike in choices.chunk_by(|a, b| a.length == b.length && context(a) == context(b)) {
            let (length, contexts, first) = (alike[0].length as usize, context(&alike[0]), groups.len());
            for (choice, index) in alike.iter().zip(from..) {
                let value = self.rounded.worth[index];
                let bit = self.memory.bit(choice.job as usize);
                let forbids = if choice.finishes { bit } else { 0 };
                let near = self.memory.near(choice.job as usize);
                let index = u32::try_from(index).unwrap_or(NONE);
                let group =
                    Group { length, slots: choice.slots as usize, contexts, value, choice: index, bit, forbids, near };
                keep_best(groups, first, group);
            }
            from += alike.len();
        }
        self.drop_weak(groups);
    }

    /// Drops the groups that another of the same length makes useless.
    fn drop_weak(&self, groups: &mut Vec<Group>) {
        let mut from = 0;
        let mut kept = 0;
        while from < groups.len() {
            let length = groups[from].length;
            let to = from + groups[from..].iter().take_while(|group| group.length == length).count();
            let plain: Vec<(u64, i64)> = groups[from..to]
                .iter()
                .filter(|group| group.bit == 0)
                .map(|group| (group.contexts, group.value))
                .collect();
            let best = plain.iter().map(|group| group.1).max().unwrap_or(i64::MIN / 2);
            for k in from..to {
                let group = groups[k];
                let weak = plain.iter().any(|&(contexts, value)| {
                    let other = contexts != group.contexts || group.bit != 0;
                    other && value >= group.value && (contexts == 0 || contexts == group.contexts)
                });
                if !weak && (group.value >= best || group.value > best - self.cost) {
                    groups[kept] = group;
                    kept += 1;
                }
            }
            from = to;
        }
        groups.truncate(kept);
    }

    fn state(
        &mut self,
        input: &SolverInput,
        (node, age): (usize, usize),
        leave: &[Tail],
        groups: &[Group],
        list: &mut Vec<Tail>,
    ) {
        let timeline = &input.timeline;
        list.clear();
        list.extend_from_slice(leave);
        for (node, age) in timeline.idle(node, age).into_iter().flatten() {
            for &tail in self.at(node, age) {
                add(list, tail, self.cost);
            }
        }
        for group in groups {
            let Some(after) = timeline.age_after(age, group.slots) else { continue };
            let end = node + input.lengths[group.length].wall;
            let (from, to) = self.ranges[end * self.ages + after];
            for next in from..to {
                let tail = self.tails[next as usize];
                if tail.seen & group.forbids != 0 {
                    continue;
                }
                let (value, contexts) = (group.value + tail.value, group.contexts | tail.contexts);
                let seen = tail.seen & group.near | group.bit;
                add(list, Tail { value, contexts, seen, choice: group.choice, next }, self.cost);
            }
        }
        merge(list);
        let from = u32::try_from(self.tails.len()).unwrap_or(NONE);
        self.tails.extend_from_slice(list);
        let to = u32::try_from(self.tails.len()).unwrap_or(NONE);
        self.ranges[node * self.ages + age] = (from, to);
        self.most[node * self.ages + age] = list.first().map_or(i64::MIN / 4, |best| best.value);
    }

    pub fn at(&self, node: usize, age: usize) -> &[Tail] {
        let (from, to) = self.ranges[node * self.ages + age];
        &self.tails[from as usize..to as usize]
    }

    /// Returns the highest value of the rest of a path from a state, over all contexts.
    pub fn most(&self, node: usize, age: usize) -> i64 {
        self.most[node * self.ages + age]
    }

    fn worth_at(&self, tail: u32) -> i64 {
        let tail = &self.tails[tail as usize];
        tail.value - context_price(tail.contexts, self.cost)
    }

    /// Returns the most that can follow in a state, where the gap has some contexts already that are paid for.
    pub fn rest(&self, node: usize, age: usize, contexts: u64, seen: u64) -> i64 {
        let paid = context_price(contexts, self.cost);
        let worth = |tail: &Tail| tail.value - context_price(tail.contexts | contexts, self.cost);
        self.at(node, age).iter().filter(|tail| tail.seen & seen == 0).map(worth).max().unwrap_or(i64::MIN / 4) + paid
    }

    /// Returns the choices of the best path, in time order.
    pub fn path(&self) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = self.start;
        while let Some(tail) = self.tails.get(at) {
            if tail.choice != NONE {
                path.push(tail.choice as usize);
            }
            at = tail.next as usize;
        }
        path
    }

    /// Returns for each choice the value of the best path with it.
    pub fn with_each(&self, input: &SolverInput) -> Vec<i64> {
        let heads = Heads::of(self, input);
        let mut with = Vec::with_capacity(input.choices.len());
        // Choices that are alike follow each other, and share the best path around them.
        let mut around = None;
        for (choice, worth) in input.choices.iter().zip(&self.rounded.worth) {
            let forbids = if choice.finishes { self.memory.bit(choice.job as usize) } else { 0 };
            let context = if self.cost == 0 { 0 } else { input.jobs[choice.job as usize].context };
            let alike = (choice.node, choice.length, context);
            let best = match around {
                Some((like, best)) if like == alike && forbids == 0 => best,
                _ => self.best_around(input, &heads, choice, (context, forbids)),
            };
            if forbids == 0 {
                around = Some((alike, best));
            }
            with.push(best.saturating_add(*worth).saturating_add(self.rounded.constant));
        }
        with
    }

    /// Returns the value of the best path around a choice, without the choice.
    fn best_around(&self, input: &SolverInput, heads: &Heads, choice: &Choice, (context, forbids): (u64, u64)) -> i64 {
        let mut best = i64::MIN / 2;
        for age in 0..self.ages {
            let Some(after) = input.timeline.age_after(age, choice.slots as usize) else { continue };
            for head in heads.at(choice.node as usize, age) {
                let rest = self.at(input.end_of(choice), after).iter();
                for tail in rest.filter(|tail| tail.seen & forbids == 0) {
                    let contexts = head.contexts | tail.contexts | context;
                    best = best.max(head.value + tail.value - context_price(contexts, self.cost));
                }
            }
        }
        best
    }
}

/// Groups of remembered jobs with the same length and context.
const MOST_REMEMBERED: usize = 3;

/// Adds a group to those from `first` on; beyond the best of remembered jobs, one that forgets its job stands for all.
fn keep_best(groups: &mut Vec<Group>, first: usize, mut group: Group) {
    if group.bit != 0 {
        let remembered = groups[first..].iter().filter(|other| other.bit != 0).count();
        if remembered < MOST_REMEMBERED {
            return groups.push(group);
        }
        let worst = (first..groups.len()).filter(|&k| groups[k].bit != 0).min_by_key(|&k| groups[k].value);
        if let Some(worst) = worst.filter(|&k| groups[k].value < group.value) {
            std::mem::swap(&mut groups[worst], &mut group);
        }
        (group.bit, group.forbids, group.near) = (0, 0, 0);
    }
    match groups[first..].iter_mut().find(|other| other.bit == 0) {
        Some(other) if other.value < group.value => *other = group,
        Some(_) => {}
        None => groups.push(group),
    }
}

/// Adds a tail unless another makes it useless; drops the ones that it makes useless. The best tails come first.
fn add(list: &mut Vec<Tail>, new: Tail, cost: i64) {
    let mut at = 0;
    while let Some(old) = list.get(at).filter(|old| old.value >= new.value) {
        if old.beats(&new, cost) {
            return;
        }
        at += 1;
    }
    let mut kept = at;
    for k in at..list.len() {
        if !new.beats(&list[k], cost) {
            list[kept] = list[k];
            kept += 1;
        }
    }
    list.truncate(kept);
    list.insert(at, new);
}

/// Merges the tails beyond the limit into one: the best value, and the finished jobs that all of them share.
fn merge(list: &mut Vec<Tail>) {
    if list.len() > MOST_TAILS {
        let contexts = list[MOST_TAILS - 1..].iter().fold(u64::MAX, |all, tail| all & tail.contexts);
        let seen = list[MOST_TAILS - 1..].iter().fold(u64::MAX, |all, tail| all & tail.seen);
        list.truncate(MOST_TAILS);
        (list[MOST_TAILS - 1].contexts, list[MOST_TAILS - 1].seen) = (contexts, seen);
    }
}

/// Prefixes of paths; tails are the suffixes.
struct Heads {
    lists: Vec<Vec<Tail>>,
    ages: usize,
}

impl Heads {
    fn of(relaxation: &Relaxation, input: &SolverInput) -> Self {
        let timeline = &input.timeline;
        let (ages, cost) = (timeline.ages, relaxation.cost);
        let mut heads = Self { lists: vec![Vec::new(); timeline.nodes * ages], ages };
        let mut start = vec![Tail { value: 0, contexts: 0, seen: 0, choice: NONE, next: NONE }];
        let mut groups = Vec::new();
        for stretch in &timeline.stretches {
            heads.lists[stretch.first * ages + stretch.lead].append(&mut start);
            for node in stretch.first..=stretch.end() {
                relaxation.groups(input, node, &mut groups);
                for age in 0..ages {
                    let mut list = std::mem::take(&mut heads.lists[node * ages + age]);
                    merge(&mut list);
                    for head in &list {
                        let value = head.value - context_price(head.contexts, cost);
                        add(&mut start, Tail { value, contexts: 0, ..*head }, cost);
                    }
                    heads.push(relaxation, input, (node, age), &list, &groups);
                    heads.lists[node * ages + age] = list;
                }
            }
        }
        heads
    }

    fn push(
        &mut self,
        relaxation: &Relaxation,
        input: &SolverInput,
        (node, age): (usize, usize),
        list: &[Tail],
        groups: &[Group],
    ) {
        let (timeline, cost) = (&input.timeline, relaxation.cost);
        if list.is_empty() {
            return;
        }
        for (node, age) in timeline.idle(node, age).into_iter().flatten() {
            for &head in list {
                add(&mut self.lists[node * self.ages + age], head, cost);
            }
        }
        for group in groups {
            let Some(after) = timeline.age_after(age, group.slots) else { continue };
            let end = node + input.lengths[group.length].wall;
            for &head in list {
                let (value, contexts) = (head.value + group.value, head.contexts | group.contexts);
                add(&mut self.lists[end * self.ages + after], Tail { value, contexts, ..head }, cost);
            }
        }
    }

    fn at(&self, node: usize, age: usize) -> &[Tail] {
        &self.lists[node * self.ages + age]
    }
}
