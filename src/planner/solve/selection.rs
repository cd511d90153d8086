//! The items that a plan is made of, and one stand-in for all others.
//!
//! The best items for their length make the core. The others are a crowd: at each place the best of them stands for
//! all, so that a bound counts them. Crowd items that could be in a better plan join the core.

use std::cmp::Reverse;

use super::dominance::{chains, needed};
use super::input::{Choice, MOST_RATE, Places, SolverInput, capacity};
use super::surplus;
use super::timeline::Timeline;
use crate::planner::problem::{Item, Problem};

/// Maximum items of a problem without a crowd.
const FEW_ITEMS: usize = 48;
/// Work in the core, in tenths of the free slots.
const CORE_TENTHS: u64 = 18;
/// Items between two updates of the minimum gains of a crowd.
const LOOK_EVERY: usize = 64;
/// Crowd items that may join at once.
const MOST_JOINING: usize = 30;

/// The items of a problem that can be in a plan.
pub(super) struct ItemSelection<'a> {
    problem: &'a Problem,
    timeline: &'a Timeline,
    /// In the order of the input's jobs; each after what it waits for.
    pub core: Vec<usize>,
    pub crowd: Vec<usize>,
}

impl<'a> ItemSelection<'a> {
    pub fn new(problem: &'a Problem, timeline: &'a Timeline) -> Self {
        let rank = ranks(problem, timeline);
        let mut possible = finishable(problem, &|i| rank[i] > 0);
        let mut order: Vec<usize> = (0..rank.len()).filter(|&i| possible[i]).collect();
        order.sort_by_key(|&i| (Reverse(rank[i]), i));
        if order.len() > FEW_ITEMS {
            possible = surplus::needed(problem, timeline, &chains(problem, &possible), &order);
        }
        possible = needed(problem, timeline, &possible);
        order.retain(|&i| possible[i]);
        let mut selection = Self { problem, timeline, core: Vec::new(), crowd: Vec::new() };
        let mut is_core = vec![false; rank.len()];
        let room = capacity(timeline) * CORE_TENTHS / 10;
        let mut work = 0;
        for &i in &order {
            if work < room || selection.core.len() < FEW_ITEMS {
                selection.join(i, &mut is_core);
                work += u64::from(problem.items[i].slots);
            }
        }
        selection.crowd = order.into_iter().filter(|&i| !is_core[i]).collect();
        selection
    }

    /// Puts an item into the core, after all that it waits for.
    fn join(&mut self, item: usize, is_core: &mut [bool]) {
        let mut open = vec![item];
        while let Some(&i) = open.last() {
            match self.problem.items[i].after.iter().find(|&&before| !is_core[before]) {
                Some(&before) => open.push(before),
                None => {
                    if !is_core[i] {
                        is_core[i] = true;
                        self.core.push(i);
                    }
                    open.pop();
                }
            }
        }
    }

    pub fn input(&self) -> SolverInput {
        let mut crowd = Crowd::default();
        for (k, &i) in self.crowd.iter().enumerate() {
            if k % LOOK_EVERY == 0 {
                crowd.look(self.timeline);
            }
            let item = &self.problem.items[i];
            if !crowd.covers(item, self.problem.focus_slots) {
                crowd.add(item, self.timeline, self.problem.focus_slots);
            }
        }
        SolverInput::new(self.problem, self.timeline, &self.core, crowd.best)
    }

    /// Moves the crowd items into the core that beat the best crowd choice of some place by more than its slack.
    /// `spare` is the slack of a crowd choice, negative where it never matters.
    pub fn promote(&mut self, input: &SolverInput, spare: &dyn Fn(usize) -> i64) -> bool {
        let width = self.timeline.longest_piece() + 1;
        let mut needed = vec![i64::MAX; 2 * self.timeline.nodes * width];
        let mut least: Least = Vec::new();
        for (k, choice, floor) in input.crowd_choices() {
            let spare = spare(k);
            if spare > 0 {
                needed[place(choice, width, floor)] = choice.gain - spare;
                lower(&mut least, choice.slots, choice.gain - spare);
            }
        }
        let mut joining: Vec<(i64, usize)> = Vec::new();
        for &i in &self.crowd {
            let item = &self.problem.items[i];
            if is_below(item, self.problem.focus_slots, &least, i64::MAX) {
                continue;
            }
            let mut best = i64::MIN;
            Places::of(item, self.timeline).each_share(self.problem.focus_slots, &mut |choice| {
                best = best.max(choice.gain.saturating_sub(needed[place(&choice, width, item.floor)]));
            });
            if best > 0 {
                joining.push((best, i));
            }
        }
        joining.sort_by_key(|&(excess, i)| (Reverse(excess), i));
        joining.truncate(MOST_JOINING);
        let mut is_core = vec![false; self.problem.items.len()];
        self.core.iter().for_each(|&i| is_core[i] = true);
        joining.iter().for_each(|&(_, i)| self.join(i, &mut is_core));
        self.crowd.retain(|&i| !is_core[i]);
        !joining.is_empty()
    }
}

/// Returns the index of a place in a table that has `width` lengths.
fn place(choice: &Choice, width: usize, floor: bool) -> usize {
    (choice.node as usize * width + choice.slots as usize) * 2 + usize::from(floor)
}

/// By slots of a piece: the lowest of some gains.
type Least = Vec<Option<i64>>;

fn lower(least: &mut Least, slots: u32, gain: i64) {
    if least.len() <= slots as usize {
        least.resize(slots as usize + 1, None);
    }
    let lowest = &mut least[slots as usize];
    *lowest = Some(lowest.map_or(gain, |lowest| lowest.min(gain)));
}

/// Returns whether an item gains less with each of its pieces than the lowest gain of that length; `otherwise` where
/// there is none.
fn is_below(item: &Item, focus: u32, least: &Least, otherwise: i64) -> bool {
    let peak = item.rate.iter().map(|rate| rate.2).max().unwrap_or(0).clamp(0, MOST_RATE);
    let bonus = peak.saturating_mul(item.finish_slots.into());
    let is_below = |slots: u32| {
        let share = bonus.saturating_mul(slots.into()) / i64::from(item.slots.max(1)) + 1;
        let gain = peak.saturating_mul(slots.into()).saturating_add(share);
        gain <= least.get(slots as usize).copied().flatten().unwrap_or(otherwise)
    };
    match item.chunk {
        None => is_below(item.slots),
        Some([_, longest]) => (1..=longest.min(focus).min(item.slots)).all(is_below),
    }
}

/// By place: the best choice of a crowd.
#[derive(Default)]
struct Crowd {
    best: Vec<Choice>,
    /// By node and length, twice: index into `best`.
    index: Vec<u32>,
    /// The lowest gains, for items that count towards the floor and others; none where a place has nothing.
    least: [Least; 2],
}

impl Crowd {
    /// Works out the lowest gains.
    fn look(&mut self, timeline: &Timeline) {
        let mut places = vec![[0_usize; 2]; timeline.longest_piece() + 1];
        let mut least: [Least; 2] = Default::default();
        for choice in &self.best {
            let floor = choice.job as usize;
            places[choice.slots as usize][floor] += 1;
            lower(&mut least[floor], choice.slots, choice.gain);
        }
        for (slots, places) in places.iter().enumerate() {
            let wall = timeline.wall(slots);
            let all: usize = timeline.stretches.iter().map(|stretch| (stretch.slots + 1).saturating_sub(wall)).sum();
            for floor in [0, 1] {
                if let Some(lowest) = least[floor].get_mut(slots).filter(|_| places[floor] < all) {
                    *lowest = None;
                }
            }
        }
        self.least = least;
    }

    /// Returns whether an item is nowhere better than the crowd that is known.
    fn covers(&self, item: &Item, focus: u32) -> bool {
        is_below(item, focus, &self.least[usize::from(item.floor)], i64::MIN)
    }

    fn add(&mut self, item: &Item, timeline: &Timeline, focus: u32) {
        let width = timeline.longest_piece() + 1;
        self.index.resize(2 * timeline.nodes * width, u32::MAX);
        let Self { best, index, .. } = self;
        Places::of(item, timeline).each_share(focus, &mut |choice| {
            let at = place(&choice, width, item.floor);
            match best.get_mut(index[at] as usize) {
                Some(known) if known.gain >= choice.gain => {}
                Some(known) => known.gain = choice.gain,
                None => {
                    index[at] = u32::try_from(best.len()).unwrap_or(u32::MAX);
                    best.push(Choice { job: u32::from(item.floor), finishes: true, bonus: 0, ..choice });
                }
            }
        });
    }
}

/// Returns for each item the value of a slot at its best place, with the share of finishing; 0 where it is not allowed.
/// Where pieces are few, short items count as if they took the time of a piece.
fn ranks(problem: &Problem, timeline: &Timeline) -> Vec<i64> {
    let pieces: Option<u32> = timeline.days.iter().map(|day| day.pieces).sum();
    let typical = pieces.map_or(1, |pieces| capacity(timeline) / u64::from(pieces.max(1)));
    let typical = i64::try_from(typical).unwrap_or(1).max(1);
    let rank = |item: &Item| {
        let most = item.rate.iter().filter(|&&(from, to, rate)| rate > 0 && timeline.is_free(from, to));
        let most = most.map(|rate| rate.2).max().unwrap_or(0).min(MOST_RATE);
        let shares = i64::from(item.slots) + i64::from(item.finish_slots);
        if item.slots == 0 { 0 } else { (most * 16).saturating_mul(shares) / i64::from(item.slots).max(typical) }
    };
    problem.items.iter().map(rank).collect()
}

/// Returns the items that are allowed and wait only for such, never in a circle.
fn finishable(problem: &Problem, allowed: &dyn Fn(usize) -> bool) -> Vec<bool> {
    let count = problem.items.len();
    let mut missing: Vec<usize> = problem.items.iter().map(|item| item.after.len()).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (i, item) in problem.items.iter().enumerate() {
        for &before in &item.after {
            if before < count {
                followers[before].push(i);
            }
        }
    }
    let mut reached = vec![false; count];
    let mut ready: Vec<usize> = (0..count).filter(|&i| missing[i] == 0 && allowed(i)).collect();
    while let Some(i) = ready.pop() {
        reached[i] = true;
        for &next in &followers[i] {
            missing[next] -= 1;
            if missing[next] == 0 && allowed(next) {
                ready.push(next);
            }
        }
    }
    reached
}
