//! One gap, exactly: the most valuable filling of a free interval.
//!
//! This answers "I have N minutes", the next best plan of a gap, and what a gap is worth without a task. A gap of
//! 90 minutes with 120 candidates takes well under a millisecond; longer ones come with a proven bound.

use super::instance::Slot;
use super::labels::{Into, Limits, Outcome, Placed, Turn, search};
use super::pack::{Packing, numbered};
use super::problem::{Problem, wall};
use super::table::{Offer, drop_dominated};

/// Labels kept in the first pass, and in the later ones if it proves nothing.
const WIDTHS: [usize; 4] = [8, 40, 300, 1_500];
/// Turns times slots that the bounds may take in memory; beyond that the candidates of the least rate are left out.
const MAX_CELLS: usize = 2_000_000;

/// A free interval and its rules; all lengths in slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GapRules {
    pub slots: u32,
    /// Work done without a break right before.
    pub lead_slots: u32,
    pub focus_slots: u32,
    pub break_slots: u32,
    /// Value lost for each context beyond the first.
    pub context_cost: u32,
    /// At most this much work; `u32::MAX` for no limit.
    pub work_cap: u32,
    /// At most so many pieces; `u32::MAX` for no limit.
    pub piece_cap: u32,
}

impl GapRules {
    /// The rules of a problem's gap on its own, with the day's caps.
    ///
    /// # Panics
    /// If there is no such gap.
    #[must_use]
    pub fn of(problem: &Problem, gap: usize) -> Self {
        let interval = problem.gaps[gap];
        Self {
            slots: interval.slots,
            lead_slots: interval.lead_slots,
            focus_slots: problem.focus_slots,
            break_slots: problem.break_slots,
            context_cost: problem.context_cost,
            work_cap: problem.day_caps.get(interval.day).copied().unwrap_or(0),
            piece_cap: problem.day_piece_caps.get(interval.day).copied().unwrap_or(u32::MAX),
        }
    }
}

/// What may be done in the gap, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub context: u32,
    /// The shortest and the longest piece in slots; the same for a whole item.
    pub sizes: [u32; 2],
    /// Value of a piece of `s` slots: `value + value_per_slot * s`. Not worth doing unless that is positive.
    pub value: i64,
    pub value_per_slot: i64,
    /// The slots that finish it, and what that adds.
    pub finished_at: u32,
    pub bonus: i64,
    /// Candidates (by index) that must be finished before, in an earlier or the same run.
    pub after: Vec<usize>,
}

impl Candidate {
    /// An item that is done in one piece.
    #[must_use]
    pub fn whole(slots: u32, context: u32, value: i64) -> Self {
        Self {
            context,
            sizes: [slots, slots],
            value,
            value_per_slot: 0,
            finished_at: slots,
            bonus: 0,
            after: Vec::new(),
        }
    }

    /// The item of a problem in one of its gaps, without what it comes `after`; `None` where it is not allowed.
    #[must_use]
    pub fn of(problem: &Problem, item: usize, gap: usize) -> Option<Self> {
        let item = problem.items.get(item)?;
        let value = item.value_in(gap, 1);
        let candidate = Self::whole(item.slots, item.context, value);
        (value > 0).then_some(match item.chunk {
            None => candidate,
            Some([shortest, longest]) => Self {
                sizes: [shortest.max(1), longest.min(problem.focus_slots).min(item.slots)],
                value: 0,
                value_per_slot: value,
                bonus: item.completion_bonus,
                ..candidate
            },
        })
    }

    fn worth(&self, slots: u32) -> i64 {
        let done = if slots == self.finished_at { self.bonus } else { 0 };
        self.value.saturating_add(self.value_per_slot.saturating_mul(slots.into())).saturating_add(done)
    }

    fn options(&self) -> Vec<(u32, i64, bool)> {
        let all = self.sizes[0].max(1)..=self.sizes[1];
        all.map(|s| (s, self.worth(s), s == self.finished_at)).filter(|o| o.1 > 0).collect()
    }
}

/// A stretch of work in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GapPiece {
    /// Runs follow each other in this order with a break between two of them.
    pub run: u32,
    /// Index of the candidate.
    pub candidate: usize,
    pub slots: u32,
}

/// A filling of a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapPlan {
    /// In order of their runs; within a run what others wait for comes first.
    pub pieces: Vec<GapPiece>,
    pub value: i64,
    /// No filling is worth more than this. Equal to `value` where the filling is proven to be the best.
    pub bound: i64,
}

/// The best filling of a gap, without the candidates of `excluded`. What comes after an excluded candidate is out
/// as well.
#[must_use]
pub fn solve_gap(rules: &GapRules, candidates: &[Candidate], excluded: &[usize]) -> GapPlan {
    let mut gap = Gap::new(rules, candidates, excluded);
    let turns = gap.turns();
    let Outcome { pieces, value, bound } = search(&gap.limits, turns, rules.context_cost.into(), &WIDTHS);
    let bound = if gap.truncated { gap.knapsack().max(bound) } else { bound };
    match gap.runs(&pieces) {
        Some(runs) => GapPlan { pieces: gap.in_order(&pieces, &runs), value, bound },
        None => gap.without_one_of(&pieces, excluded, bound),
    }
}

/// The best filling that does not use everything that `best` uses: what one would do instead. `None` if there is
/// nothing else worth doing.
#[must_use]
pub fn runner_up(rules: &GapRules, candidates: &[Candidate], excluded: &[usize], best: &GapPlan) -> Option<GapPlan> {
    let without = |piece: &GapPiece| {
        let mut excluded = excluded.to_vec();
        excluded.push(piece.candidate);
        solve_gap(rules, candidates, &excluded)
    };
    let others: Vec<GapPlan> = best.pieces.iter().map(without).filter(|plan| !plan.pieces.is_empty()).collect();
    let bound = others.iter().map(|plan| plan.bound).max()?;
    let best = others.into_iter().rev().max_by_key(|plan| plan.value)?;
    Some(GapPlan { bound, ..best })
}

struct Gap<'a> {
    rules: &'a GapRules,
    candidates: &'a [Candidate],
    limits: Limits,
    slot: Slot,
    /// Candidates that can be placed, after what they wait for.
    usable: Vec<usize>,
    /// Whether candidates were left out that could matter.
    truncated: bool,
}

impl<'a> Gap<'a> {
    fn new(rules: &'a GapRules, candidates: &'a [Candidate], excluded: &[usize]) -> Self {
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
        let mut gap = Self { rules, candidates, limits, slot, usable: Vec::new(), truncated: false };
        gap.usable = gap.placeable(excluded);
        gap
    }

    /// The candidates that fit alone and whose predecessors do, predecessors first.
    fn placeable(&self, excluded: &[usize]) -> Vec<usize> {
        let n = self.candidates.len();
        let mut alone = vec![false; n];
        for (c, candidate) in self.candidates.iter().enumerate() {
            alone[c] = self.fits_alone(candidate) && candidate.after.iter().all(|&b| b < n);
        }
        for &c in excluded.iter().filter(|c| **c < n) {
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

    fn fits_alone(&self, candidate: &Candidate) -> bool {
        let slots = candidate.sizes[0].max(1);
        let leads = slots <= self.limits.leading;
        let length = wall(slots.into(), self.limits.focus, self.limits.rest);
        let length = length.saturating_add(if leads { 0 } else { self.limits.rest.into() });
        let fits = (leads && slots <= self.rules.slots) || length <= self.limits.room.into();
        fits && slots <= candidate.sizes[1]
            && slots <= self.rules.work_cap
            && candidate.options().iter().any(|o| o.0 <= self.rules.slots)
    }

    fn most_work(&self) -> u32 {
        let all = self.usable.iter().fold(0_u32, |sum, &c| sum.saturating_add(self.candidates[c].sizes[1]));
        self.rules.slots.min(self.rules.work_cap).min(all)
    }

    /// The candidates that matter, in the order of the search: by groups of contexts, in these tied ones first, then
    /// by value for time.
    fn turns(&mut self) -> Vec<Turn> {
        let ties = self.ties();
        let tied: Vec<usize> = self.usable.iter().copied().filter(|&c| ties.has_others(c)).collect();
        let mut free: Vec<Offer> =
            self.usable.iter().filter(|&&c| !ties.has_others(c)).map(|&c| self.offer(c)).collect();
        drop_dominated(&mut free, self.most_work());
        let cells = (self.most_work() as usize + 1).saturating_mul(tied.len() + free.len());
        if cells > MAX_CELLS {
            free.sort_by_key(|o| (std::cmp::Reverse(self.rate(o.task)), o.task));
            free.truncate(MAX_CELLS / (self.most_work() as usize + 1));
            self.truncated = true;
        }
        let mut order: Vec<usize> = tied.into_iter().chain(free.iter().map(|o| o.task)).collect();
        let group = |c: usize| ties.root(self.candidates.len() + ties.context[c]);
        order.sort_by_key(|&c| {
            let tie = if ties.has_others(c) { ties.root(c) } else { usize::MAX };
            (group(c), tie, if tie == usize::MAX { std::cmp::Reverse(self.rate(c)) } else { std::cmp::Reverse(0) })
        });
        let mut turns: Vec<Turn> = Vec::with_capacity(order.len());
        let (mut contexts, mut bits) = (Vec::new(), Vec::new());
        for c in order {
            let (group, tie) = (group(c), if ties.has_others(c) { ties.root(c) } else { c });
            if turns.last().is_none_or(|last| last.group != group) {
                contexts.clear();
            }
            if turns.last().is_none_or(|last| last.ties != tie) {
                bits.clear();
            }
            let waits_for = self.candidates[c].after.iter().copied().filter(|&b| b != c);
            let waits_for = waits_for.map(|b| bit_of(&mut bits, b)).try_fold(0, |all, bit| Some(all | bit?));
            let bits = (bit_of(&mut bits, c), waits_for, bit_of(&mut contexts, ties.context[c]));
            match bits {
                (Some(bit), Some(waits_for), Some(context)) => {
                    turns.push(Turn {
                        candidate: c,
                        options: self.candidates[c].options(),
                        context,
                        bit,
                        waits_for,
                        group,
                        ties: tie,
                    });
                }
                _ => self.truncated = true,
            }
        }
        turns
    }

    fn offer(&self, c: usize) -> Offer {
        let candidate = &self.candidates[c];
        let [shortest, longest] = candidate.sizes;
        let fixed = if shortest == longest { candidate.worth(shortest) } else { candidate.value.max(1) };
        let per_slot = if shortest == longest { 0 } else { candidate.value_per_slot.max(1) };
        Offer { task: c, context: candidate.context, shortest, longest, fixed, per_slot }
    }

    /// Value for a slot of time, in thousandths.
    fn rate(&self, c: usize) -> i64 {
        let candidate = &self.candidates[c];
        let at = |s: u32| candidate.worth(s).saturating_mul(1000) / i64::from(s.max(1));
        at(candidate.sizes[0]).max(at(candidate.sizes[1]))
    }

    /// What is tied to what: candidates by order, contexts by tied candidates.
    fn ties(&self) -> Ties {
        let mut known: Vec<u32> = self.candidates.iter().map(|c| c.context).collect();
        known.sort_unstable();
        known.dedup();
        let context = self.candidates.iter().map(|c| known.partition_point(|k| *k < c.context)).collect();
        let n = self.candidates.len();
        let mut ties = Ties { parent: (0..n + known.len()).collect(), size: vec![1; n + known.len()], context };
        for &c in &self.usable {
            self.candidates[c].after.iter().for_each(|&b| ties.tie(c, b));
        }
        for &c in &self.usable {
            for &b in &self.candidates[c].after {
                let (one, other) = (n + ties.context[c], n + ties.context[b]);
                ties.tie(one, other);
            }
        }
        ties
    }

    /// Upper bound of all usable candidates, whatever the runs.
    fn knapsack(&self) -> i64 {
        let mut best = vec![0_i64; self.most_work() as usize + 1];
        for &c in &self.usable {
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

    /// The run of every piece; `None` if no spread keeps the order.
    fn runs(&self, pieces: &[Placed]) -> Option<Vec<u32>> {
        let mut loads = vec![0_u32];
        let mut run_of = Vec::with_capacity(pieces.len());
        for placed in pieces {
            let run = match placed.into {
                Into::Leading => 0,
                Into::NewRun => loads.len(),
                Into::RunWith(load) => 1 + loads[1..].iter().position(|l| *l == load)?,
            };
            if run == loads.len() {
                loads.push(0);
            }
            loads[run] += placed.slots;
            run_of.push(run);
        }
        let order = self.order(pieces);
        numbered(&self.slot, &run_of, loads.len(), loads[0] > 0, &order).or_else(|| {
            let sizes: Vec<u32> = pieces.iter().map(|p| p.slots).collect();
            Packing { gap: &self.slot, focus: self.limits.focus, rest: self.limits.rest, sizes: &sizes, order: &order }
                .runs()
        })
    }

    fn in_order(&self, pieces: &[Placed], runs: &[u32]) -> Vec<GapPiece> {
        let placed = pieces.iter().zip(runs);
        let mut pieces: Vec<GapPiece> =
            placed.map(|(p, &run)| GapPiece { run, candidate: p.candidate, slots: p.slots }).collect();
        let turn = |c: usize| self.usable.iter().position(|&u| u == c);
        pieces.sort_by_key(|p| (p.run, turn(p.candidate)));
        pieces
    }

    /// For pieces that no order of runs can hold: every valid filling lacks one of them.
    fn without_one_of(&self, pieces: &[Placed], excluded: &[usize], bound: i64) -> GapPlan {
        let plans = pieces.iter().map(|p| solve_gap(self.rules, self.candidates, &[excluded, &[p.candidate]].concat()));
        let plans: Vec<GapPlan> = plans.collect();
        let other_sizes = pieces.iter().any(|p| self.candidates[p.candidate].sizes != [p.slots; 2]);
        let proven = if other_sizes { i64::MAX } else { plans.iter().map(|plan| plan.bound).max().unwrap_or(0) };
        let best = plans.into_iter().rev().max_by_key(|plan| plan.value).unwrap_or_default();
        GapPlan { bound: bound.min(proven), ..best }
    }
}

/// Sets of candidates (0..) and of contexts (behind the candidates) that belong together.
struct Ties {
    parent: Vec<usize>,
    size: Vec<usize>,
    /// By candidate: its context, counted from 0.
    context: Vec<usize>,
}

impl Ties {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(slots: u32, lead_slots: u32) -> GapRules {
        GapRules {
            slots,
            lead_slots,
            focus_slots: 5,
            break_slots: 1,
            context_cost: 10,
            work_cap: u32::MAX,
            piece_cap: u32::MAX,
        }
    }

    #[test]
    fn a_change_of_context_has_its_price() {
        let one = Candidate::whole(2, 0, 30);
        let candidates = [one.clone(), Candidate::whole(2, 1, 35), one];
        assert_eq!(solve_gap(&rules(4, 0), &candidates, &[]).value, 60);
    }

    #[test]
    fn a_run_is_no_longer_than_the_focus_and_a_break_takes_time() {
        let candidates = [Candidate::whole(4, 0, 40), Candidate::whole(4, 0, 40)];
        assert_eq!(solve_gap(&rules(8, 0), &candidates, &[]).value, 40);
        assert_eq!(solve_gap(&rules(9, 0), &candidates, &[]).value, 80);
    }

    #[test]
    fn work_before_the_gap_counts() {
        let candidates = [Candidate::whole(3, 0, 30), Candidate::whole(1, 0, 5)];
        let plan = solve_gap(&rules(4, 4), &candidates, &[]);
        assert_eq!((plan.value, plan.bound), (30, 30));
        assert_eq!(plan.pieces, [GapPiece { run: 1, candidate: 0, slots: 3 }]);
    }

    #[test]
    fn what_waits_comes_behind_and_not_without() {
        let waiting = Candidate { after: vec![1], ..Candidate::whole(2, 0, 100) };
        let candidates = [waiting, Candidate::whole(2, 0, 1)];
        let plan = solve_gap(&rules(4, 0), &candidates, &[]);
        assert_eq!(plan.pieces.iter().map(|p| p.candidate).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(solve_gap(&rules(4, 0), &candidates, &[1]), GapPlan::default());
    }

    #[test]
    fn the_leading_run_holds_nothing_that_waits_for_a_later_one() {
        let first = Candidate::whole(5, 0, 1);
        let candidates = [first, Candidate { after: vec![0], ..Candidate::whole(1, 0, 1) }];
        let plan = solve_gap(&rules(7, 4), &candidates, &[]);
        assert_eq!((plan.value, plan.bound), (1, 1));
    }

    #[test]
    fn the_runner_up_does_without_something() {
        let candidates = [Candidate::whole(4, 0, 40), Candidate::whole(3, 0, 39), Candidate::whole(1, 0, 2)];
        let best = solve_gap(&rules(4, 0), &candidates, &[]);
        let other = runner_up(&rules(4, 0), &candidates, &[], &best).map(|plan| plan.value);
        assert_eq!((best.value, other), (41, Some(40)));
    }
}
