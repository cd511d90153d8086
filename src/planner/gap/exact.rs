//! One gap, exactly: the most valuable filling of a free interval.
//!
//! This answers "I have N minutes", the next best plan of a gap, and the value of a gap without a task. A gap of
//! 90 minutes with 120 candidates takes well under a millisecond; longer ones come with a proven bound.

use super::bounds::{Costs, Limits};
use super::labels::{Outcome, Placed, Spot, search};
use super::pack::{Fit, Packing, numbered};
use super::plan::{GapCandidate, GapPiece, GapPlan, GapRules};
use super::prices::{Claim, Prices};
use super::turns::Turns;
use crate::planner::problem::wall;
use crate::planner::solve::instance::Slot;

/// Labels kept in the first pass, and in the later ones if it proves nothing.
const WIDTHS: [usize; 4] = [8, 40, 300, 1_500];
/// Candidates of the first search.
const CORE: usize = 40;

/// A gap and its candidates.
pub struct GapSolver<'a> {
    pub(super) rules: &'a GapRules,
    pub(super) candidates: &'a [GapCandidate],
    pub(super) excluded: &'a [usize],
    limits: Limits,
    slot: Slot,
    /// Candidates that can be placed, predecessors first.
    usable: Vec<usize>,
    prices: Prices,
    /// By candidate: upper bound of the value beyond price of it and its predecessors, as far as that is negative; then
    /// that of it alone, of either sign.
    beyond: Vec<(i64, i64)>,
}

impl<'a> GapSolver<'a> {
    /// The gap without the candidates of `excluded` and all that come after them.
    #[must_use]
    pub fn new(rules: &'a GapRules, candidates: &'a [GapCandidate], excluded: &'a [usize]) -> Self {
        let leading = if rules.lead_slots > 0 { rules.focus_slots.saturating_sub(rules.lead_slots) } else { 0 };
        let limits = Limits {
            room: rules.slots.saturating_add(if rules.lead_slots > 0 { 0 } else { rules.break_slots }),
            focus: rules.focus_slots,
            rest: rules.break_slots,
            leading,
            work_cap: if rules.work_cap >= rules.slots { u32::MAX } else { rules.work_cap },
            piece_cap: if rules.piece_cap >= rules.slots { u32::MAX } else { rules.piece_cap },
        };
        let slot = Slot { origin: 0, day: 0, slots: rules.slots, lead: rules.lead_slots };
        let prices = Prices::of(&[], 0, 0);
        let mut gap =
            Self { rules, candidates, excluded, limits, slot, usable: Vec::new(), prices, beyond: Vec::new() };
        gap.usable = gap.placeable();
        let claims: Vec<Claim> = gap.usable.iter().map(|&c| candidates[c].claim()).collect();
        gap.prices = Prices::of(&claims, limits.most_work(), limits.piece_cap);
        gap.beyond = gap.beyond(&claims);
        gap
    }

    /// The candidates that fit alone and whose predecessors do, predecessors first.
    fn placeable(&self) -> Vec<usize> {
        let n = self.candidates.len();
        let mut alone = vec![false; n];
        for (c, candidate) in self.candidates.iter().enumerate() {
            alone[c] = self.fits_alone(candidate) && candidate.after.iter().all(|&b| b < n);
        }
        for &c in self.excluded.iter().filter(|c| **c < n) {
            alone[c] = false;
        }
        let mut order: Vec<usize> = Vec::new();
        let mut placed = vec![false; n];
        let mut waiting: Vec<usize> = (0..n).filter(|&c| alone[c]).collect();
        loop {
            let (ready, rest): (Vec<usize>, Vec<usize>) = waiting
                .iter()
                .partition(|&&c| self.candidates[c].after.iter().all(|&b| placed[b] || b == c && self.is_whole(c)));
            if ready.is_empty() {
                return order;
            }
            for &c in &ready {
                placed[c] = true;
            }
            order.extend(ready);
            waiting = rest;
        }
    }

    fn is_whole(&self, c: usize) -> bool {
        self.candidates[c].sizes[0] == self.candidates[c].finished_at
    }

    fn fits_alone(&self, candidate: &GapCandidate) -> bool {
        let slots = candidate.sizes[0].max(1);
        let leads = slots <= self.limits.leading;
        let length = wall(slots.into(), self.limits.focus, self.limits.rest);
        let length = length.saturating_add(if leads { 0 } else { self.limits.rest.into() });
        let fits = (leads && slots <= self.rules.slots) || length <= self.limits.room.into();
        fits && slots <= candidate.sizes[1]
            && slots <= self.rules.work_cap
            && candidate.options().any(|o| o.0 <= self.rules.slots)
    }

    fn most_work(&self, usable: &[usize]) -> u32 {
        let all = usable.iter().fold(0_u32, |sum, &c| sum.saturating_add(self.candidates[c].sizes[1]));
        self.rules.slots.min(self.rules.work_cap).min(all)
    }

    /// The best filling; given the best one already, the best that lacks something of it.
    pub(super) fn search(&self, best: Option<&GapPlan>) -> Outcome {
        let core = self.core();
        let floor = best.map_or(0, |best| self.other_with_one_exchange(best, &core));
        let found = self.search_above(floor, best, &core);
        if found.pieces.is_empty() && floor > 0 { self.search_above(0, best, &core) } else { found }
    }

    /// The same among fillings worth more than `floor`. Without a floor it searches the core first; then the candidates
    /// that a better filling could hold.
    fn search_above(&self, floor: i64, best: Option<&GapPlan>, core: &[usize]) -> Outcome {
        let wanted: Vec<usize> = best.into_iter().flat_map(|best| &best.pieces).map(|piece| piece.candidate).collect();
        let kept = |keep: &dyn Fn(usize) -> bool| -> Vec<usize> {
            self.usable.iter().copied().filter(|c| keep(*c) || wanted.contains(c)).collect()
        };
        let mut found = Outcome { value: floor, ..Outcome::default() };
        if floor == 0 && core.len() < self.usable.len() {
            let mut is_core = vec![false; self.candidates.len()];
            core.iter().for_each(|&c| is_core[c] = true);
            found = self.search_among(&kept(&|c| is_core[c]), &wanted, &WIDTHS[..3], found);
        }
        let rest = kept(&|c| self.prices.allow(self.beyond[c].0, found.value));
        self.search_among(&rest, &wanted, &WIDTHS[usize::from(floor > 0)..], found)
    }

    /// The candidates with the most value beyond their price, and their predecessors.
    fn core(&self) -> Vec<usize> {
        if self.usable.len() <= CORE {
            return self.usable.clone();
        }
        let mut order = self.usable.clone();
        order.select_nth_unstable_by_key(CORE, |&c| (std::cmp::Reverse(self.beyond[c]), c));
        order.truncate(CORE);
        let mut next = 0;
        while let Some(&c) = order.get(next) {
            let before = self.candidates[c].after.iter().filter(|b| !order.contains(b)).copied().collect::<Vec<_>>();
            order.extend(before);
            next += 1;
        }
        order
    }

    /// A value that a filling that lacks something of the best one surely exceeds: just below that of the best with one
    /// piece exchanged for another that waits for nothing.
    fn other_with_one_exchange(&self, best: &GapPlan, core: &[usize]) -> i64 {
        let is_in = |c: usize| best.pieces.iter().any(|piece| piece.candidate == c);
        let others: Vec<usize> =
            core.iter().copied().filter(|&c| !is_in(c) && self.candidates[c].after.is_empty()).collect();
        let cost = i64::from(self.rules.context_cost);
        let mut floor = 0;
        for piece in &best.pieces {
            let stay = || best.pieces.iter().map(|p| p.candidate).filter(|c| *c != piece.candidate);
            if stay().any(|c| self.candidates[c].after.contains(&piece.candidate)) {
                continue;
            }
            let left = best.value - self.candidates[piece.candidate].worth(piece.slots);
            for &c in &others {
                let candidate = &self.candidates[c];
                let changes = candidate.context != self.candidates[piece.candidate].context
                    && stay().all(|other| self.candidates[other].context != candidate.context);
                let worth = candidate.options().filter(|o| o.0 <= piece.slots).map(|o| o.1).max().unwrap_or(0);
                floor = floor.max(left + worth - if changes { cost } else { 0 } - 1);
            }
        }
        floor
    }

    fn search_among(&self, usable: &[usize], wanted: &[usize], widths: &[usize], found: Outcome) -> Outcome {
        let Turns { turns, truncated } = Turns::of(self.candidates, usable, self.most_work(usable), wanted);
        let costs = Costs { context: self.rules.context_cost.into(), piece: self.prices.piece() };
        let found = search(&self.limits, turns, costs, widths, found);
        Outcome { bound: if truncated { found.bound.max(self.knapsack(usable)) } else { found.bound }, ..found }
    }

    fn beyond(&self, claims: &[Claim]) -> Vec<(i64, i64)> {
        let mut beyond = vec![(i64::MIN, i64::MIN); self.candidates.len()];
        for (&c, claim) in self.usable.iter().zip(claims) {
            let own = self.prices.beyond(claim);
            let before = self.candidates[c].after.iter().filter(|b| **b != c).map(|&b| beyond[b].0).min().unwrap_or(0);
            beyond[c] = (own.min(0).saturating_add(before), own);
        }
        beyond
    }

    /// Upper bound of some candidates, whatever the runs.
    fn knapsack(&self, usable: &[usize]) -> i64 {
        let mut best = vec![0_i64; self.most_work(usable) as usize + 1];
        for &c in usable {
            let before = best.clone();
            for (slots, value, _) in self.candidates[c].options() {
                for (work, best) in best.iter_mut().enumerate().skip(slots as usize) {
                    *best = before[work - slots as usize].saturating_add(value).max(*best);
                }
            }
        }
        best.last().copied().unwrap_or(0)
    }

    fn order(&self, pieces: &[Placed]) -> Vec<(usize, usize)> {
        let position = |c: usize| pieces.iter().position(|p| p.candidate == c);
        let waits = pieces
            .iter()
            .enumerate()
            .flat_map(|(k, p)| self.candidates[p.candidate].after.iter().map(move |&b| (b, k)));
        waits.filter_map(|(b, k)| Some((position(b)?, k))).collect()
    }

    /// A spread of the pieces that keeps the order.
    pub(super) fn fit(&self, pieces: &[Placed]) -> Fit {
        let order = self.order(pieces);
        if let Some(runs) = self.runs_as_placed(pieces, &order) {
            return Fit::Runs(runs);
        }
        let sizes = pieces.iter().map(|p| p.slots).collect();
        let (gap, focus, rest) = (&self.slot, self.limits.focus, self.limits.rest);
        Packing { gap, focus, rest, sizes, order }.fit().0
    }

    fn runs_as_placed(&self, pieces: &[Placed], order: &[(usize, usize)]) -> Option<Vec<u32>> {
        let mut loads = vec![0_u32];
        let mut run_of = Vec::with_capacity(pieces.len());
        for placed in pieces {
            let run = match placed.into {
                Spot::Leading => 0,
                Spot::NewRun => loads.len(),
                Spot::RunWith(load) => 1 + loads[1..].iter().position(|l| *l == load)?,
            };
            if run == loads.len() {
                loads.push(0);
            }
            loads[run] += placed.slots;
            run_of.push(run);
        }
        numbered(&self.slot, &run_of, loads.len(), loads[0] > 0, order)
    }

    pub(super) fn in_order(&self, pieces: &[Placed], runs: &[u32]) -> Vec<GapPiece> {
        let placed = pieces.iter().zip(runs);
        let mut pieces: Vec<GapPiece> =
            placed.map(|(p, &run)| GapPiece { run, candidate: p.candidate, slots: p.slots }).collect();
        let turn = |c: usize| self.usable.iter().position(|&u| u == c);
        pieces.sort_by_cached_key(|p| (p.run, turn(p.candidate)));
        pieces
    }
}
