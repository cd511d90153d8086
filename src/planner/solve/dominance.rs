//! Items that no plan needs, because enough others of the same kind are worth at least as much at every time.
//!
//! A chain of items (a task with its steps, or a single item) can take the place of another with the same lengths,
//! where it is worth enough more to pay for another context. Of one kind only so many fit into the time; a chain with
//! as many better ones is dropped.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::input::capacity;
use super::timeline::Timeline;
use crate::planner::problem::{Item, Problem};

/// Larger problems are not looked at: rates of the possible items at all nodes.
const MOST_RATES: usize = 1 << 23;

/// The key that two comparable items share.
type Kind = (u32, Option<[u32; 2]>, u32, bool);

/// Returns for each item whether a best plan may need it, even when any one item is taken away with all that waits for
/// it.
pub(super) fn needed(problem: &Problem, timeline: &Timeline, possible: &[bool]) -> Vec<bool> {
    let mut needed = possible.to_vec();
    let count = possible.iter().filter(|possible| **possible).count();
    if count.saturating_mul(timeline.nodes) > MOST_RATES {
        return needed;
    }
    let mut kinds: HashMap<Vec<Kind>, Vec<Vec<usize>>> = HashMap::new();
    for chain in chains(problem, possible) {
        let kind = chain.iter().map(|&i| kind(&problem.items[i])).collect();
        kinds.entry(kind).or_default().push(chain);
    }
    for (kind, chains) in kinds {
        let most = most_of(kind[0], timeline) + 1;
        let most_begun = if kind.len() == 1 { most_begun(kind[0], timeline) + 1 } else { usize::MAX };
        if chains.len() > most.min(most_begun) {
            drop_weak(problem, timeline, (chains, most, most_begun), &mut needed);
        }
    }
    needed
}

fn kind(item: &Item) -> Kind {
    (item.slots, item.chunk, item.finish_slots, item.floor)
}

/// Returns the possible items that follow each other one by one and have nothing to do with others.
pub(super) fn chains(problem: &Problem, possible: &[bool]) -> Vec<Vec<usize>> {
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); problem.items.len()];
    for (i, item) in problem.items.iter().enumerate().filter(|(i, _)| possible[*i]) {
        for &before in item.after.iter().filter(|before| **before < problem.items.len()) {
            followers[before].push(i);
        }
    }
    let chain = |first: usize| {
        let mut chain = vec![first];
        while let [next] = followers[chain[chain.len() - 1]][..] {
            chain.push(next);
        }
        let is_own = |pair: &[usize]| problem.items[pair[1]].after == [pair[0]];
        let ends = followers[chain[chain.len() - 1]].is_empty();
        (ends && chain.windows(2).all(is_own)).then_some(chain)
    };
    let is_first = |i: &usize| possible[*i] && problem.items[*i].after.is_empty();
    (0..problem.items.len()).filter(is_first).filter_map(chain).collect()
}

/// Returns how many items of a kind fit at most.
fn most_of((slots, chunk, ..): Kind, timeline: &Timeline) -> usize {
    let least = chunk.map_or(slots, |chunk| chunk[0].min(slots)).max(1);
    let room: usize = timeline.stretches.iter().map(|stretch| stretch.slots / least as usize).sum();
    let in_days = timeline.days.iter().map(|day| day.pieces.unwrap_or(u32::MAX).min(day.slots / least) as usize);
    room.min(in_days.sum())
}

/// Returns how many splittable items of a kind a plan needs at most where each is at least as good as the next. All but
/// one of them are more than half done: the pieces of two others can be those of the better one.
fn most_begun((slots, chunk, ..): Kind, timeline: &Timeline) -> usize {
    let more_than_half = slots as usize / 2 + 1;
    let room = usize::try_from(capacity(timeline)).unwrap_or(usize::MAX);
    if chunk.is_some() { room.saturating_sub(1) / more_than_half + 1 } else { usize::MAX - 1 }
}

/// A chain of items, after the values of a slot of each by node.
type RatedChain = (Vec<Vec<i64>>, Vec<usize>);

/// Returns whether a chain can take the place of another.
fn is_better(problem: &Problem, (better_rates, better): &RatedChain, (rates, chain): &RatedChain) -> bool {
    (0..chain.len()).all(|k| {
        let more = context_price(problem, better[k], chain[k]);
        let allowed = better_rates[k].iter().zip(&rates[k]).filter(|(_, own)| **own > 0);
        allowed.map(|(better, own)| better - own).all(|gain| gain >= more)
    })
}

/// Drops the chains of a kind that `most` others are at least as good as, or `most_begun` of which each is at least as
/// good as the next.
fn drop_weak(
    problem: &Problem,
    timeline: &Timeline,
    (chains, most, most_begun): (Vec<Vec<usize>>, usize, usize),
    needed: &mut [bool],
) {
    let rates =
        |chain: &[usize]| -> Vec<Vec<i64>> { chain.iter().map(|&i| rates(&problem.items[i], timeline)).collect() };
    let sum = |rates: &[Vec<i64>]| rates.iter().flatten().fold(0, |sum: i64, rate| sum.saturating_add(*rate));
    let mut ranked: Vec<(i64, RatedChain)> = Vec::with_capacity(chains.len());
    for chain in chains {
        let rates = rates(&chain);
        ranked.push((sum(&rates), (rates, chain)));
    }
    ranked.sort_by_key(|(sum, (_, chain))| (Reverse(*sum), chain[0]));
    let mut kept: Vec<RatedChain> = Vec::new();
    for (_, new) in ranked {
        let (mut count, mut row) = (0, Vec::<&RatedChain>::new());
        for better in kept.iter().filter(|better| is_better(problem, better, &new)) {
            count += 1;
            if row.last().is_none_or(|last| is_better(problem, last, better)) {
                row.push(better);
            }
            if count >= most || row.len() >= most_begun {
                break;
            }
        }
        if count < most && row.len() < most_begun {
            kept.push(new);
        } else {
            new.1.iter().for_each(|&i| needed[i] = false);
        }
    }
}

/// Returns the minimum advantage of a slot of one item that replaces another: the cost of a further context in each gap.
fn context_price(problem: &Problem, new: usize, old: usize) -> i64 {
    let (new, old) = (&problem.items[new], &problem.items[old]);
    if new.context.is_none() || new.context == old.context {
        return 0;
    }
    let piece = if old.chunk.is_none() { old.slots.max(1) } else { 1 };
    i64::from(problem.context_cost.div_ceil(piece))
}

/// Returns for each node the value of a slot.
fn rates(item: &Item, timeline: &Timeline) -> Vec<i64> {
    let mut rates = Vec::with_capacity(timeline.nodes);
    for stretch in &timeline.stretches {
        let first = rates.len();
        rates.resize(first + stretch.slots, 0);
        for &(from, to, rate) in item.rate.iter().rev() {
            let from = (from.saturating_sub(stretch.start) as usize).min(stretch.slots);
            let to = (to.saturating_sub(stretch.start) as usize).min(stretch.slots);
            if from < to {
                rates[first + from..first + to].fill(rate.max(0));
            }
        }
    }
    rates
}
