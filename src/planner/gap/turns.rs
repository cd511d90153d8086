//! The order in which the search of a gap looks at its candidates.

use super::bounds::Turn;
use super::plan::GapCandidate;
use crate::planner::solve::table::{Offer, drop_dominated};

/// Turns times slots that the bounds may take in memory; beyond that the candidates of the least rate are left out.
const MAX_CELLS: usize = 2_000_000;

/// Candidates in their turns.
pub(super) struct Turns {
    pub turns: Vec<Turn>,
    /// Whether candidates were left out that could matter.
    pub truncated: bool,
}

impl Turns {
    /// The candidates of `usable` that matter, in the order of the search: by groups of contexts, in these tied ones
    /// first, then by value for time. Those of `wanted` push out no other.
    pub fn of(candidates: &[GapCandidate], usable: &[usize], most_work: u32, wanted: &[usize]) -> Self {
        let ties = Ties::of(candidates, usable);
        let (mut kept, others): (Vec<usize>, Vec<usize>) =
            usable.iter().partition(|&&c| ties.has_others(c) || wanted.contains(&c));
        let mut free: Vec<Offer> = others.into_iter().map(|c| offer(candidates, c)).collect();
        drop_dominated(&mut free, most_work);
        let mut truncated = false;
        let cells = (most_work as usize + 1).saturating_mul(kept.len() + free.len());
        if cells > MAX_CELLS {
            free.sort_by_key(|o| (std::cmp::Reverse(rate(&candidates[o.task])), o.task));
            free.truncate(MAX_CELLS / (most_work as usize + 1));
            truncated = true;
        }
        kept.extend(free.iter().map(|o| o.task));
        let group = |c: usize| ties.root(candidates.len() + ties.context(candidates[c].context));
        kept.sort_by_cached_key(|&c| match ties.has_others(c) {
            true => (group(c), ties.root(c), std::cmp::Reverse(0)),
            false => (group(c), usize::MAX, std::cmp::Reverse(rate(&candidates[c]))),
        });
        let mut turns: Vec<Turn> = Vec::with_capacity(kept.len());
        let (mut contexts, mut bits) = (Vec::new(), Vec::new());
        for c in kept {
            let (group, tie) = (group(c), if ties.has_others(c) { ties.root(c) } else { c });
            if turns.last().is_none_or(|last| last.group != group) {
                contexts.clear();
            }
            if turns.last().is_none_or(|last| last.ties != tie) {
                bits.clear();
            }
            let waits_for = candidates[c].after.iter().copied().filter(|&b| b != c);
            let waits_for = waits_for.map(|b| bit_of(&mut bits, b)).try_fold(0, |all, bit| Some(all | bit?));
            let context = bit_of(&mut contexts, ties.context(candidates[c].context));
            match (bit_of(&mut bits, c), waits_for, context) {
                (Some(bit), Some(waits_for), Some(context)) => {
                    let (options, wanted) = (candidates[c].options().collect(), wanted.contains(&c));
                    turns.push(Turn { candidate: c, options, context, bit, waits_for, group, ties: tie, wanted });
                }
                _ => truncated = true,
            }
        }
        Self { turns, truncated }
    }
}

fn offer(candidates: &[GapCandidate], c: usize) -> Offer {
    let candidate = &candidates[c];
    let [shortest, longest] = candidate.sizes;
    let fixed = if shortest == longest { candidate.worth(shortest) } else { candidate.value.max(1) };
    let per_slot = if shortest == longest { 0 } else { candidate.value_per_slot.max(1) };
    let context = candidate.context;
    Offer { task: c, context, shortest, longest, fixed, per_slot, behind: None, path: 0, alone: true }
}

/// Value for a slot of time, in thousandths.
fn rate(candidate: &GapCandidate) -> i64 {
    let at = |s: u32| candidate.worth(s).saturating_mul(1000) / i64::from(s.max(1));
    at(candidate.sizes[0]).max(at(candidate.sizes[1]))
}

/// Sets of candidates (0..) and of contexts (behind the candidates) that belong together: candidates by order, contexts
/// by tied candidates.
struct Ties {
    parent: Vec<usize>,
    size: Vec<usize>,
    /// Ascending.
    contexts: Vec<u32>,
}

impl Ties {
    fn of(candidates: &[GapCandidate], usable: &[usize]) -> Self {
        let waiting = || usable.iter().flat_map(|&c| candidates[c].after.iter().map(move |&b| (c, b)));
        let mut contexts: Vec<u32> = usable.iter().map(|&c| candidates[c].context).collect();
        contexts.extend(waiting().map(|(_, b)| candidates[b].context));
        contexts.sort_unstable();
        contexts.dedup();
        let n = candidates.len();
        let mut ties = Self { parent: (0..n + contexts.len()).collect(), size: vec![1; n + contexts.len()], contexts };
        for (c, b) in waiting() {
            ties.tie(c, b);
            let [one, other] = [c, b].map(|c| n + ties.context(candidates[c].context));
            ties.tie(one, other);
        }
        ties
    }

    /// A context, counted from 0.
    fn context(&self, context: u32) -> usize {
        self.contexts.partition_point(|known| *known < context)
    }

    fn root(&self, mut node: usize) -> usize {
        while self.parent[node] != node {
            node = self.parent[node];
        }
        node
    }

    fn tie(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.parent[one.max(other)] = one.min(other);
            self.size[one.min(other)] += self.size[one.max(other)];
        }
    }

    fn has_others(&self, node: usize) -> bool {
        self.size[self.root(node)] > 1
    }
}

/// The bit of a thing among those seen so far; `None` beyond 64.
fn bit_of(seen: &mut Vec<usize>, thing: usize) -> Option<u64> {
    let at = seen.iter().position(|s| *s == thing).unwrap_or_else(|| {
        seen.push(thing);
        seen.len() - 1
    });
    1_u64.checked_shl(u32::try_from(at).ok()?)
}
