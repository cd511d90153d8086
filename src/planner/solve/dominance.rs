//! Items that no plan needs, because enough others of the same kind are worth at least as much at every time.
//!
//! A chain of items (a task with its steps, or a single item) can take the place of another with the same lengths and
//! contexts. Of one kind only so many fit into the time; a chain with as many better ones is dropped.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::timeline::Timeline;
use crate::planner::problem::{Item, Problem};

/// Larger problems are not looked at: rates of all items at all nodes.
const MOST_RATES: usize = 1 << 23;

/// All by which two items of a chain may not differ.
type Kind = (u32, Option<u32>, Option<[u32; 2]>, u32, bool);

/// By item: whether a best plan may need it, even when any one item is taken away with all that waits for it.
pub(super) fn needed(problem: &Problem, timeline: &Timeline, possible: &[bool]) -> Vec<bool> {
    let mut needed = possible.to_vec();
    if problem.items.len().saturating_mul(timeline.nodes) > MOST_RATES {
        return needed;
    }
    let mut kinds: HashMap<Vec<Kind>, Vec<Vec<usize>>> = HashMap::new();
    for chain in chains(problem) {
        let kind = chain.iter().map(|&i| kind(&problem.items[i])).collect();
        kinds.entry(kind).or_default().push(chain);
    }
    for (kind, chains) in kinds {
        let most = most_of(kind[0], timeline) + 1;
        if chains.len() > most {
            drop_weak(problem, timeline, (chains, most), &mut needed);
        }
    }
    needed
}

fn kind(item: &Item) -> Kind {
    (item.slots, item.context, item.chunk, item.finish_slots, item.floor)
}

/// The items that follow each other one by one and have nothing to do with others.
fn chains(problem: &Problem) -> Vec<Vec<usize>> {
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); problem.items.len()];
    for (i, item) in problem.items.iter().enumerate() {
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
    (0..problem.items.len()).filter(|&i| problem.items[i].after.is_empty()).filter_map(chain).collect()
}

/// How many items of a kind fit at most.
fn most_of((slots, _, chunk, ..): Kind, timeline: &Timeline) -> usize {
    let least = chunk.map_or(slots, |chunk| chunk[0].min(slots)).max(1);
    let room: usize = timeline.stretches.iter().map(|stretch| stretch.slots / least as usize).sum();
    let in_days = timeline.days.iter().map(|day| day.pieces.unwrap_or(u32::MAX).min(day.slots / least) as usize);
    room.min(in_days.sum())
}

/// Drops the chains of a kind that `most` others are at least as good as.
fn drop_weak(problem: &Problem, timeline: &Timeline, (chains, most): (Vec<Vec<usize>>, usize), needed: &mut [bool]) {
    let rates =
        |chain: &Vec<usize>| -> Vec<i64> { chain.iter().flat_map(|&i| rates(&problem.items[i], timeline)).collect() };
    let mut ranked: Vec<(i64, Vec<i64>, Vec<usize>)> = Vec::with_capacity(chains.len());
    for chain in chains {
        let rates = rates(&chain);
        ranked.push((rates.iter().fold(0, |sum: i64, rate| sum.saturating_add(*rate)), rates, chain));
    }
    ranked.sort_by_key(|(sum, _, chain)| (Reverse(*sum), chain[0]));
    let mut kept: Vec<Vec<i64>> = Vec::new();
    for (_, rates, chain) in ranked {
        let is_better = |other: &&Vec<i64>| other.iter().zip(&rates).all(|(other, own)| other >= own);
        if kept.iter().filter(is_better).take(most).count() < most {
            kept.push(rates);
        } else {
            chain.iter().for_each(|&i| needed[i] = false);
        }
    }
}

/// By node: the value of a slot.
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
