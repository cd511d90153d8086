//! Items that no plan needs, because enough others can take any of their places.
//!
//! A plan has a limited number of slots and pieces. A piece is surplus if the items that fit its place and are worth at
//! least as much there, one more context included, cannot all be in the plan: one of them is then free to replace it.

use super::input::MOST_RATE;
use super::timeline::Timeline;
use crate::planner::problem::{Item, Problem};

/// Items processed before the thresholds of the places are first updated.
const FIRST_LOOK: usize = 64;

/// Returns for each item whether a best plan may need it, even when any one item is taken away with all that waits for
/// it. Of the others `order` holds those that a plan may have, the best first.
pub(super) fn needed(problem: &Problem, timeline: &Timeline, chains: &[Vec<usize>], order: &[usize]) -> Vec<bool> {
    needed_with(problem, timeline, (chains, order), FIRST_LOOK)
}

/// Returns the same with the first update of the thresholds after `first` items, and each later one after four times as
/// many.
pub(super) fn needed_with(
    problem: &Problem,
    timeline: &Timeline,
    (chains, order): (&[Vec<usize>], &[usize]),
    mut look: usize,
) -> Vec<bool> {
    let shares = shares(problem, chains);
    let mut places = Places::new(problem, timeline);
    let mut others = Others { problem, room: places.room, kept: Vec::new() };
    let mut rates = Vec::new();
    let mut needed = vec![false; problem.items.len()];
    for (k, &i) in order.iter().enumerate() {
        if k == look {
            places.look();
            look *= 4;
        }
        let item = &problem.items[i];
        let is_short = item.chunk.is_none() && item.slots as usize <= timeline.focus;
        if is_short && !item.floor && places.is_low(item, shares[i]) {
            continue;
        }
        rates_of(item, timeline, &mut rates);
        let keep = if is_short { places.keep(item, shares[i], &rates) } else { others.keep(i, shares[i], &rates) };
        needed[i] = keep || item.floor;
    }
    // What finishing a chain adds is counted in shares, so all of it goes or stays.
    for chain in chains {
        if chain.iter().any(|&i| needed[i] && shares[i] > 0) {
            chain.iter().for_each(|&i| needed[i] = true);
        }
    }
    let mut open: Vec<usize> = order.iter().copied().filter(|&i| needed[i]).collect();
    while let Some(i) = open.pop() {
        for &before in &problem.items[i].after {
            if let Some(needed) = needed.get_mut(before)
                && !std::mem::replace(needed, true)
            {
                open.push(before);
            }
        }
    }
    needed
}

/// Returns for each item of a chain its share of what finishing the chain adds at most.
fn shares(problem: &Problem, chains: &[Vec<usize>]) -> Vec<i64> {
    let mut shares = vec![0; problem.items.len()];
    for chain in chains.iter().filter(|chain| chain.len() > 1) {
        let bonus: i64 = chain.iter().map(|&i| most_bonus(&problem.items[i])).fold(0, i64::saturating_add);
        let slots: i64 = chain.iter().map(|&i| i64::from(problem.items[i].slots)).sum();
        for &i in chain {
            shares[i] = bonus.saturating_mul(problem.items[i].slots.into()) / slots.max(1) + i64::from(bonus > 0);
        }
    }
    shares
}

fn peak(item: &Item) -> i64 {
    item.rate.iter().map(|rate| rate.2).max().unwrap_or(0).clamp(0, MOST_RATE)
}

fn most_bonus(item: &Item) -> i64 {
    peak(item).saturating_mul(item.finish_slots.into()).min(MOST_RATE << 8)
}

/// Computes the value of a slot by node; 0 where the item is not allowed and at the end of a stretch.
fn rates_of(item: &Item, timeline: &Timeline, rates: &mut Vec<i64>) {
    rates.clear();
    rates.resize(timeline.nodes, 0);
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
}

/// Slots and pieces of a plan at most.
#[derive(Clone, Copy)]
struct Room {
    slots: u64,
    pieces: u64,
}

/// Items that could take a place.
#[derive(Clone, Copy, Default)]
struct Rivals {
    count: u64,
    slots: u64,
    longest: u64,
}

impl Rivals {
    fn add(&mut self, slots: u32) {
        self.count += 1;
        self.slots += u64::from(slots);
        self.longest = self.longest.max(slots.into());
    }

    /// Returns whether they cannot all be in a plan beside `slots`, even if one is taken away.
    fn are_enough(&self, slots: u32, room: Room) -> bool {
        self.count > room.pieces || self.slots - self.longest + u64::from(slots) > room.slots
    }
}

/// Values of the short items by place.
struct Places<'a> {
    timeline: &'a Timeline,
    context_cost: i64,
    room: Room,
    /// By node: value, less another context, and length of items that can take a place there.
    rivals: Vec<Vec<(i64, u32)>>,
    /// By length, then node: a piece worth no more than this is not needed.
    enough: Vec<Vec<i64>>,
    /// By length: the lowest of them.
    low: Vec<i64>,
    sums: Vec<i64>,
}

impl<'a> Places<'a> {
    fn new(problem: &Problem, timeline: &'a Timeline) -> Self {
        let slots = timeline.days.iter().map(|day| u64::from(day.slots)).sum();
        let pieces = timeline.days.iter().map(|day| day.pieces.map_or(u64::from(day.slots), u64::from)).sum();
        let lengths = timeline.focus.min(timeline.longest_piece()) + 1;
        Self {
            timeline,
            context_cost: problem.context_cost.into(),
            room: Room { slots, pieces },
            rivals: vec![Vec::new(); timeline.nodes],
            enough: vec![vec![i64::MIN; timeline.nodes]; lengths],
            low: vec![i64::MIN; lengths],
            sums: Vec::new(),
        }
    }

    /// Returns whether an item is surplus even at its best rate everywhere.
    fn is_low(&self, item: &Item, share: i64) -> bool {
        let bonus = if share > 0 { share } else { most_bonus(item) };
        let most = peak(item).saturating_mul(item.slots.into()).saturating_add(bonus);
        self.low.get(item.slots as usize).is_none_or(|low| most <= *low)
    }

    /// Notes where an item can take a place, and returns whether it is needed.
    fn keep(&mut self, item: &Item, share: i64, rates: &[i64]) -> bool {
        let slots = item.slots as usize;
        self.sums.clear();
        self.sums.push(0);
        let mut sum = 0;
        for rate in rates {
            sum += rate;
            self.sums.push(sum);
        }
        let context = if item.context.is_some() { self.context_cost } else { 0 };
        let mut is_needed = false;
        let mut allowed = 0;
        for (last, &rate) in rates.iter().enumerate() {
            allowed = if rate > 0 { allowed + 1 } else { 0 };
            let node = (last + 1).wrapping_sub(slots);
            if allowed < slots {
                continue;
            }
            let bonus = rate.saturating_mul(item.finish_slots.into()).min(MOST_RATE << 8);
            let value = self.sums[last + 1] - self.sums[node];
            let enough = self.enough[slots][node];
            is_needed |= value.saturating_add(if share > 0 { share } else { bonus }) > enough;
            if item.after.is_empty() && value + bonus - context > enough {
                self.rivals[node].push((value + bonus - context, item.slots));
            }
        }
        is_needed
    }

    /// Recomputes the threshold of each place.
    fn look(&mut self) {
        for (node, rivals) in self.rivals.iter_mut().enumerate() {
            rivals.sort_unstable_by(|a, b| b.cmp(a));
            for (slots, enough) in self.enough.iter_mut().enumerate() {
                let mut found = Rivals::default();
                let first = rivals.iter().filter(|rival| rival.1 as usize <= slots).find(|rival| {
                    found.add(rival.1);
                    found.are_enough(u32::try_from(slots).unwrap_or(u32::MAX), self.room)
                });
                enough[node] = first.map_or(i64::MIN, |rival| rival.0);
            }
            rivals.retain(|rival| rival.0 >= self.enough[rival.1 as usize][node]);
        }
        for (slots, enough) in self.enough.iter().enumerate() {
            let fits = |node: &usize| {
                let stretch = self.timeline.stretches[self.timeline.stretch_of[*node]];
                node + slots <= stretch.end()
            };
            self.low[slots] = (0..self.timeline.nodes).filter(fits).map(|node| enough[node]).min().unwrap_or(i64::MAX);
        }
    }
}

/// Splittable and long items. Only items of this kind can replace them.
struct Others<'a> {
    problem: &'a Problem,
    room: Room,
    /// Those that are needed and wait for nothing, with their rates by node.
    kept: Vec<(usize, Vec<i64>)>,
}

impl Others<'_> {
    /// Returns whether an item is needed, and keeps it to stand for others.
    fn keep(&mut self, i: usize, share: i64, rates: &[i64]) -> bool {
        let item = &self.problem.items[i];
        let mut found = Rivals::default();
        let is_needed = !self.kept.iter().any(|(other, other_rates)| {
            let other = &self.problem.items[*other];
            let stands = self.stands_for((other, other_rates), (item, rates), share);
            if stands {
                found.add(least(other));
            }
            stands && found.are_enough(least(item), self.room)
        });
        if is_needed && item.after.is_empty() {
            self.kept.push((i, rates.to_vec()));
        }
        is_needed
    }

    /// Returns whether an item can take every place of another item that it does not already hold.
    fn stands_for(&self, (new, new_rates): (&Item, &[i64]), (old, old_rates): (&Item, &[i64]), share: i64) -> bool {
        let is_alike = match (new.chunk, old.chunk) {
            (None, None) => new.slots == old.slots,
            (Some(new_chunk), Some(old_chunk)) => {
                new_chunk[0] <= old_chunk[0] && new_chunk[1] >= old_chunk[1] && new.slots >= old.slots
            }
            _ => false,
        };
        if !is_alike {
            return false;
        }
        let allowed = new_rates.iter().zip(old_rates).filter(|(_, old)| **old > 0);
        if allowed.clone().any(|(new, old)| new < old) {
            return false;
        }
        let more = allowed.map(|(new, old)| new - old).min().unwrap_or(0);
        let context = if new.context.is_none() || new.context == old.context { 0 } else { self.problem.context_cost };
        let context = i64::from(context);
        let keeps_finish = new.slots == old.slots && new.finish_slots >= old.finish_slots;
        let Some([shortest, _]) = old.chunk else {
            let bonus = if keeps_finish { 0 } else { most_bonus(old) };
            return more >= 0 && more.saturating_mul(old.slots.into()) - context >= bonus.saturating_add(share);
        };
        // With every piece of the other, or without its rest that is too short for a chunk.
        let slots = i64::from(old.slots);
        if keeps_finish && more >= context && slots.saturating_mul(more - context) >= share {
            return true;
        }
        let shortest = i64::from(shortest.max(1));
        let rest = (shortest - 1).min(slots);
        let gain = more - (context + shortest - 1) / shortest;
        let loss = rest.saturating_mul(peak(old)).saturating_add(most_bonus(old)).saturating_add(share);
        gain >= 0 && (slots - rest).saturating_mul(gain) >= loss
    }
}

/// Returns the fewest slots of an item in a plan.
fn least(item: &Item) -> u32 {
    item.chunk.map_or(item.slots, |chunk| chunk[0].min(item.slots)).max(1)
}
