//! Where no order of runs holds the best pieces of a gap: the best filling that lacks one of them, found best-first.
//!
//! The search of a gap forgets in which run a piece lies once that is full, so that steps that wait for each other may
//! end up in runs that cannot follow each other. Then every filling lacks one of these pieces, or has it in another size.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::exact::GapSolver;
use super::labels::{Outcome, Placed};
use super::pack::Fit;
use super::plan::{GapCandidate, GapPlan, GapRules};

/// Maximum fillings examined; the bound covers those left open.
const LOOKS: usize = 64;

/// The best filling of a gap, without the candidates of `excluded`. Candidates after an excluded one are out
/// too.
#[must_use]
pub fn solve_gap(rules: &GapRules, candidates: &[GapCandidate], excluded: &[usize]) -> GapPlan {
    GapSolver::new(rules, candidates, excluded).best()
}

impl GapSolver<'_> {
    /// The best filling.
    #[must_use]
    pub fn best(&self) -> GapPlan {
        lacking_any(self, &[&[]])
    }

    /// The best filling that does not use everything that `best` uses, as an alternative to it. `None` if there is
    /// nothing else worth doing.
    #[must_use]
    pub fn runner_up(&self, best: &GapPlan) -> Option<GapPlan> {
        let Outcome { pieces, value, bound } = self.search(Some(best));
        let lacking = || {
            let each: Vec<[usize; 1]> = best.pieces.iter().map(|piece| [piece.candidate]).collect();
            lacking_any(self, &each.iter().map(|one| &one[..]).collect::<Vec<_>>())
        };
        let found = match self.fit(&pieces) {
            Fit::Runs(runs) => GapPlan { pieces: self.in_order(&pieces, &runs), value, bound },
            Fit::Never => lacking(),
            Fit::Unknown => {
                let other = lacking();
                GapPlan { bound: bound.max(other.bound), ..other }
            }
        };
        (!found.pieces.is_empty()).then_some(found)
    }
}

/// The best filling of a gap that lacks everything in one of some sets of candidates.
fn lacking_any(gap: &GapSolver, lacking: &[&[usize]]) -> GapPlan {
    let GapSolver { rules, candidates, .. } = *gap;
    let with_more = |set: &&[usize]| (i64::MAX, Reverse([gap.excluded, set].concat()));
    let mut open: BinaryHeap<(i64, Reverse<Vec<usize>>)> = lacking.iter().map(with_more).collect();
    let mut seen = BTreeSet::new();
    let (mut best, mut bound, mut looks) = (GapPlan::default(), 0, 0);
    while let Some((most, Reverse(excluded))) = open.pop() {
        if most <= best.value {
            break;
        }
        if looks == LOOKS {
            bound = bound.max(most);
            break;
        }
        looks += 1;
        let without;
        let gap = if excluded == gap.excluded {
            gap
        } else {
            without = GapSolver::new(rules, candidates, &excluded);
            &without
        };
        let Outcome { pieces, value, bound: found } = gap.search(None);
        let most = most.min(found);
        let fit = gap.fit(&pieces);
        let whole = |piece: &Placed| candidates[piece.candidate].sizes == [piece.slots; 2];
        if fit != Fit::Never || !pieces.iter().all(whole) {
            bound = bound.max(most);
        }
        let plan = match fit {
            Fit::Runs(runs) => GapPlan { pieces: gap.in_order(&pieces, &runs), value, bound: 0 },
            Fit::Never | Fit::Unknown => {
                for piece in &pieces {
                    let mut without = [&*excluded, &[piece.candidate]].concat();
                    without.sort_unstable();
                    if seen.insert(without.clone()) {
                        open.push((most, Reverse(without)));
                    }
                }
                mended(gap, pieces)
            }
        };
        if plan.value > best.value {
            best = plan;
        }
    }
    GapPlan { bound: bound.max(best.value), ..best }
}

/// The rest of some pieces that no order of runs holds, after giving up those that wait for others from the last on.
fn mended(gap: &GapSolver, mut pieces: Vec<Placed>) -> GapPlan {
    let GapSolver { rules, candidates, .. } = *gap;
    let waits = |a: &Placed, b: &Placed| candidates[a.candidate].after.contains(&b.candidate);
    loop {
        if let Fit::Runs(runs) = gap.fit(&pieces) {
            let contexts: BTreeSet<u32> = pieces.iter().map(|piece| candidates[piece.candidate].context).collect();
            let worth: i64 = pieces.iter().map(|piece| candidates[piece.candidate].worth(piece.slots)).sum();
            let changes = i64::try_from(contexts.len().saturating_sub(1)).unwrap_or(i64::MAX);
            let value = worth.saturating_sub(changes.saturating_mul(rules.context_cost.into()));
            return GapPlan { pieces: gap.in_order(&pieces, &runs), value, bound: 0 };
        }
        let last = pieces.iter().rposition(|piece| {
            pieces.iter().any(|other| waits(piece, other)) && !pieces.iter().any(|other| waits(other, piece))
        });
        match last {
            Some(at) => pieces.remove(at),
            None => return GapPlan::default(),
        };
    }
}
