//! Improves a plan: a stretch of time is planned again while all other pieces stay.

use std::ops::Range;

use super::dual::Dual;
use super::instance::{FRACTION_BITS, Instance};
use super::prices::Prices;
use super::progress::Progress;
use super::search::Effort;

/// Windows one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round {
    /// Nodes of a window; the next one begins in its middle.
    pub nodes: usize,
    /// Node of the first window.
    pub around: usize,
    /// Windows at most.
    pub most: usize,
    /// Whether a window is two halves with time between them.
    pub is_split: bool,
}

/// Steps on the prices of a window.
const STEPS: usize = 10;
const EFFORT: Effort = Effort { width: 60, labels: 3_000 };

/// Opens windows until none helps any more.
pub(super) fn open_windows(instance: &Instance, prices: &Prices, round: Round, progress: &mut Progress) {
    let half = round.nodes / 2;
    let count = instance.timeline.nodes.div_ceil(half).max(1);
    let mut idle = 0;
    let first = (round.around / half).saturating_sub(1);
    for k in first..first + round.most {
        if idle > count || progress.is_done() {
            return;
        }
        let second = if round.is_split { k + 2 + k / count } else { k + 1 };
        let part = |k: usize| {
            let from = (k % count) * half;
            from..(from + half).min(instance.timeline.nodes)
        };
        let better = reopen(instance, prices, &join(part(k), part(second)), progress);
        idle = if better { 0 } else { idle + 1 };
    }
}

/// Returns two ranges, in one if they touch.
fn join(one: Range<usize>, other: Range<usize>) -> Vec<Range<usize>> {
    if one.end == other.start {
        let both = one.start..other.end;
        return vec![both];
    }
    if one == other { vec![one] } else { vec![one, other] }
}

/// Plans some nodes again; true if that gives a better plan.
fn reopen(instance: &Instance, prices: &Prices, nodes: &[Range<usize>], progress: &mut Progress) -> bool {
    let known = progress.solution.value;
    let window = window(instance, nodes, progress);
    let mut dual = Dual::new(prices.clone(), 1.0);
    for _ in 0..STEPS {
        dual.step(&window, known);
        if dual.bound >> FRACTION_BITS <= known || progress.tell() {
            return false;
        }
    }
    dual.settle(&window);
    progress.search(&window, &dual.relaxation, EFFORT);
    progress.solution.value > known
}

/// Returns the instance in which all pieces of the plan that are not within some nodes have only the place that they
/// have.
fn window(instance: &Instance, nodes: &[Range<usize>], progress: &Progress) -> Instance {
    let inside = |from: usize, to: usize| nodes.iter().any(|nodes| nodes.start <= from && to <= nodes.end);
    let mut kept = Vec::new();
    let mut is_fixed = vec![false; instance.jobs.len()];
    for placement in &progress.solution.placements {
        let Some((job, node)) = instance.find(placement) else { continue };
        if !inside(node, node + instance.timeline.wall(placement.slots as usize)) {
            kept.extend(instance.choices_of(placement));
            is_fixed[job] |= instance.jobs[job].is_whole;
        }
    }
    for nodes in nodes {
        let open = instance.first[nodes.start]..instance.first[nodes.end];
        kept.extend(open.filter(|&k| {
            let job = instance.choices[k].job as usize;
            !is_fixed[job] && !instance.jobs[job].is_crowd() && instance.end_of(&instance.choices[k]) <= nodes.end
        }));
    }
    kept.sort_unstable();
    kept.dedup();
    instance.with_only(kept.into_iter())
}
