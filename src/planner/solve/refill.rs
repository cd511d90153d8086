//! One gap of a plan filled anew while all others stay. The reasons for a plan are measured this way.

use crate::planner::gap::{GapCandidate, GapPiece, GapPlan, GapRules, solve_gap};
use crate::planner::problem::{Piece, Problem, evaluate};

/// Value added to a candidate that has to be in; more than any plan is worth.
const FORCE: i64 = 1 << 40;

/// A gap of a plan, its candidates, and the pieces that stay elsewhere.
pub struct Refill<'a> {
    problem: &'a Problem,
    gap: usize,
    rules: GapRules,
    /// The pieces in other gaps.
    others: Vec<Piece>,
    /// By candidate: its item, and by item its candidate.
    items: Vec<usize>,
    index: Vec<Option<usize>>,
    candidates: Vec<GapCandidate>,
}

/// A whole plan after a refill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refilled {
    pub plan: Vec<Piece>,
    pub value: i64,
    /// Value of the gap's filling in its search, forced candidates included.
    filling: i64,
    /// Whether no other filling of the gap is worth more.
    pub proven: bool,
}

impl<'a> Refill<'a> {
    /// The gap with the pieces of `plan` in other gaps fixed. Its own pieces that those depend on have to stay in it.
    pub fn new(problem: &'a Problem, plan: &[Piece], gap: usize) -> Self {
        let day = problem.gaps[gap].day;
        let (own, others): (Vec<Piece>, Vec<Piece>) = plan.iter().partition(|piece| piece.gap == gap);
        let same_day = others.iter().filter(|piece| problem.gaps[piece.gap].day == day);
        let (work, pieces) = same_day.fold((0, 0), |(work, pieces), piece| (work + piece.slots, pieces + 1));
        let mut rules = GapRules::of(problem, gap);
        rules.work_cap = rules.work_cap.saturating_sub(work);
        if rules.piece_cap != u32::MAX {
            rules.piece_cap = rules.piece_cap.saturating_sub(pieces);
        }
        let index = vec![None; problem.items.len()];
        let mut refill = Self { problem, gap, rules, others, items: Vec::new(), index, candidates: Vec::new() };
        let needed: Vec<usize> =
            refill.others.iter().flat_map(|piece| problem.items[piece.item].after.clone()).collect();
        for item in 0..problem.items.len() {
            if let Some(candidate) = refill.candidate(item) {
                refill.index[item] = Some(refill.items.len());
                refill.items.push(item);
                refill.candidates.push(candidate);
            }
        }
        refill.tie();
        for piece in own.iter().filter(|piece| needed.contains(&piece.item)) {
            refill.force(piece.item);
        }
        refill
    }

    fn elsewhere(&self, item: usize) -> (u32, Option<usize>) {
        let pieces = self.others.iter().filter(|piece| piece.item == item);
        pieces.fold((0, None), |(slots, last), piece| (slots + piece.slots, last.max(Some(piece.gap))))
    }

    fn candidate(&self, item: usize) -> Option<GapCandidate> {
        let (placed, _) = self.elsewhere(item);
        let candidate = GapCandidate::of(self.problem, item, self.gap)?;
        let left = self.problem.items[item].slots.checked_sub(placed).filter(|left| *left > 0)?;
        if self.problem.items[item].chunk.is_none() {
            return (placed == 0).then_some(candidate);
        }
        let sizes = [candidate.sizes[0], candidate.sizes[1].min(left)];
        (sizes[0] <= sizes[1]).then_some(GapCandidate { sizes, finished_at: left, ..candidate })
    }

    /// Says which candidates wait for which; one that waits for something that is not finished in time cannot be in.
    fn tie(&mut self) {
        for c in 0..self.candidates.len() {
            let waits = self.problem.items[self.items[c]].after.iter();
            let open = waits.filter(|&&before| {
                let (placed, last) = self.elsewhere(before);
                placed < self.problem.items[before].slots || last >= Some(self.gap)
            });
            let in_time = |before: usize| self.elsewhere(before).1.is_none_or(|last| last < self.gap);
            let index = |before: &usize| self.index[*before].filter(|_| in_time(*before));
            self.candidates[c].after = open.map(|before| index(before).unwrap_or(usize::MAX)).collect();
        }
    }

    fn force(&mut self, item: usize) -> Option<usize> {
        let c = self.index[item]?;
        let candidate = &mut self.candidates[c];
        if candidate.sizes[0] == candidate.sizes[1] {
            candidate.value += FORCE;
        } else {
            candidate.bonus += FORCE;
        }
        Some(c)
    }

    /// The best filling, without one of the items.
    pub fn best(&self, without: Option<usize>) -> Option<Refilled> {
        let excluded: Vec<usize> = without.and_then(|item| self.index[item]).into_iter().collect();
        self.whole(&solve_gap(&self.rules, &self.candidates, &excluded))
    }

    /// Gain of the best filling under changed rules over `now`, the best one under these; `None` if the change has no
    /// effect on the rules.
    pub fn gain(&self, now: &Refilled, change: &dyn Fn(&mut GapRules)) -> Option<i64> {
        let mut rules = self.rules;
        change(&mut rules);
        let binding = |rules: &GapRules| GapRules {
            work_cap: rules.work_cap.min(rules.slots),
            piece_cap: rules.piece_cap.min(rules.slots),
            ..*rules
        };
        let changed = binding(&rules) != binding(&self.rules);
        changed.then(|| solve_gap(&rules, &self.candidates, &[]).value - now.filling)
    }

    /// The best filling with an item that has to be in; `None` where it cannot.
    pub fn with(mut self, item: usize) -> Option<Refilled> {
        let c = self.index[item]?;
        self.candidates[c].value += FORCE;
        let refilled = self.best(None)?;
        refilled.plan.iter().any(|piece| piece.item == item && piece.gap == self.gap).then_some(refilled)
    }

    fn whole(&self, filling: &GapPlan) -> Option<Refilled> {
        let piece = |p: &GapPiece| Piece { item: self.items[p.candidate], gap: self.gap, run: p.run, slots: p.slots };
        let plan: Vec<Piece> = self.others.iter().copied().chain(filling.pieces.iter().map(piece)).collect();
        let value = evaluate(self.problem, &plan).ok()?;
        Some(Refilled { plan, value, filling: filling.value, proven: filling.bound <= filling.value })
    }
}

/// A plan without one of its pieces, and without the pieces that depend on its item.
pub fn without_piece(problem: &Problem, plan: &[Piece], piece: Piece) -> Vec<Piece> {
    let mut left: Vec<Piece> = plan.iter().copied().filter(|other| *other != piece).collect();
    let mut gone = vec![piece.item];
    while let Some(item) = gone.pop() {
        for other in left.iter().filter(|other| problem.items[other.item].after.contains(&item)) {
            gone.push(other.item);
        }
        left.retain(|other| !problem.items[other.item].after.contains(&item));
    }
    left
}
