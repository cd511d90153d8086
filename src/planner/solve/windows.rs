//! Improves a plan: a stretch of time is planned again while all other pieces stay.

use std::ops::Range;

use super::dual::Dual;
use super::input::{FRACTION_BITS, SolverInput};
use super::prices::Prices;
use super::progress::SearchProgress;
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
pub(super) fn open_windows(input: &SolverInput, prices: &Prices, round: Round, progress: &mut SearchProgress) {
    let half = round.nodes / 2;
    let count = input.timeline.nodes.div_ceil(half).max(1);
    let mut idle = 0;
    let first = (round.around / half).saturating_sub(1);
    for k in first..first + round.most {
        if idle > count || progress.is_done() {
            return;
        }
        let second = if round.is_split { k + 2 + k / count } else { k + 1 };
        let part = |k: usize| {
            let from = (k % count) * half;
            from..(from + half).min(input.timeline.nodes)
        };
        let better = reopen(input, prices, &join(part(k), part(second)), progress);
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
fn reopen(input: &SolverInput, prices: &Prices, nodes: &[Range<usize>], progress: &mut SearchProgress) -> bool {
    let known = progress.solution.value;
    let window = window(input, nodes, progress);
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

/// Returns the input in which all pieces of the plan that are not within some nodes have only the place that they
/// have.
fn window(input: &SolverInput, nodes: &[Range<usize>], progress: &SearchProgress) -> SolverInput {
    let inside = |from: usize, to: usize| nodes.iter().any(|nodes| nodes.start <= from && to <= nodes.end);
    let mut kept = Vec::new();
    let mut is_fixed = vec![false; input.jobs.len()];
    for placement in &progress.solution.placements {
        let Some((job, node)) = input.find(placement) else { continue };
        if !inside(node, node + input.timeline.wall(placement.slots as usize)) {
            kept.extend(input.choices_of(placement));
            is_fixed[job] |= input.jobs[job].is_whole;
        }
    }
    for nodes in nodes {
        let open = input.first[nodes.start]..input.first[nodes.end];
        kept.extend(open.filter(|&k| {
            let job = input.choices[k].job as usize;
            !is_fixed[job] && !input.jobs[job].is_crowd() && input.end_of(&input.choices[k]) <= nodes.end
        }));
    }
    kept.sort_unstable();
    kept.dedup();
    input.with_only(kept.into_iter())
}
