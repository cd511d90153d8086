//! One gap of a plan solved again while all else stays. The reasons for a plan are measured this way.

use std::ops::ControlFlow;

use crate::planner::frame::order::{renumbered, without_followers};
use crate::planner::frame::scoring::end_of;
use crate::planner::problem::{Item, Placement, Problem, ProblemGap, Solution, WorkFloor, check};
use crate::planner::solve::solve_above;

/// Value of each slot of what has to be in; more than any plan is worth.
const FORCE: i64 = 1 << 28;

/// The problem of one gap.
pub struct GapProblem<'a> {
    whole: &'a Problem,
    gap: usize,
    /// The pieces outside the problem.
    others: Vec<Placement>,
    pub problem: Problem,
    /// By item of the part: the item of the whole problem.
    items: Vec<usize>,
    /// The pieces of the plan in the gap.
    own: Vec<Placement>,
}

impl<'a> GapProblem<'a> {
    /// Returns the gap with the pieces in other gaps fixed. Its own pieces that those wait for have to stay in it.
    pub fn of_gap(whole: &'a Problem, plan: &[Placement], gap: usize) -> Self {
        let (own, others): (Vec<Placement>, Vec<Placement>) = plan.iter().partition(|piece| is_in(whole, gap, **piece));
        let mut part = Self::of(whole, gap, others, &[], None);
        for piece in &own {
            let followers = part.others.iter().filter(|other| whole.items[other.item].after.contains(&piece.item));
            let Some(until) = followers.map(|other| other.start).min() else { continue };
            let Some(k) = part.index(piece.item) else { continue };
            let rates = &mut part.problem.items[k].rate;
            rates.iter_mut().for_each(|rate| *rate = (rate.0, rate.1.min(until), rate.2 + FORCE));
            rates.retain(|rate| rate.0 < rate.1);
        }
        part.own = own;
        part
    }

    /// Returns the free time of a gap with all pieces of the plan fixed, for other items than one.
    pub fn of_hole(whole: &'a Problem, plan: &[Placement], gap: usize, gone: usize) -> Self {
        let (own, others): (Vec<Placement>, Vec<Placement>) = plan.iter().partition(|piece| is_in(whole, gap, **piece));
        let mut part = Self::of(whole, gap, others, &own, Some(gone));
        for piece in &own {
            let of = &whole.items[piece.item];
            let mut rate = of.rate.clone();
            rate.retain(|rate| rate.1 > piece.start && rate.0 < end_of(whole, *piece));
            rate.insert(0, (0, piece.start, 0));
            rate.insert(0, (piece.start, piece.start + 1, of.rate_at(piece.start) + FORCE));
            rate.insert(0, (end_of(whole, *piece), u32::MAX, 0));
            part.items.push(piece.item);
            part.problem.items.push(Item { slots: piece.slots, context: of.context, rate, ..Item::default() });
        }
        part.own = own;
        part
    }

    fn of(whole: &'a Problem, gap: usize, others: Vec<Placement>, pinned: &[Placement], gone: Option<usize>) -> Self {
        let ProblemGap { day, .. } = whole.gaps[gap];
        let same_day = |piece: &&Placement| whole.gaps.iter().any(|g| g.day == day && holds(g, **piece));
        let (work, pieces) = others.iter().filter(same_day).fold((0, 0), |(w, p), piece| (w + piece.slots, p + 1));
        let cap = whole.day_caps.get(day).map_or(0, |cap| cap.saturating_sub(work));
        let most = whole.day_piece_caps.get(day).map(|cap| cap.saturating_sub(pieces));
        let stays: Vec<Placement> = others.iter().chain(pinned).copied().collect();
        let (mut items, mut made, mut waits) = (Vec::new(), Vec::new(), Vec::new());
        let counted = stays.iter().filter(|piece| whole.items[piece.item].floor).map(|piece| piece.slots).sum();
        let mut index = vec![None; whole.items.len()];
        for i in (0..whole.items.len()).filter(|i| Some(*i) != gone) {
            if let Some((item, open)) = item_in(whole, gap, i, &stays, pinned) {
                index[i] = Some(items.len());
                items.push(i);
                made.push(item);
                waits.push(open);
            }
        }
        let after: Vec<Vec<usize>> =
            waits.iter().map(|open| open.iter().map(|&b| index[b].unwrap_or(usize::MAX)).collect()).collect();
        let known = |k: usize| after[k].iter().all(|b| *b != usize::MAX);
        let kept = without_followers(made.len(), |k| &after[k], known);
        let number = renumbered(&kept);
        let part = made
            .into_iter()
            .zip(&after)
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|((item, after), _)| Item { after: after.iter().filter_map(|&b| number[b]).collect(), ..item });
        let problem = Problem {
            day_caps: vec![cap],
            day_piece_caps: most.into_iter().collect(),
            floor: whole.floor.map(|floor| WorkFloor { slots: floor.slots.saturating_sub(counted), ..floor }),
            gaps: vec![ProblemGap { day: 0, ..whole.gaps[gap] }],
            items: part.collect(),
            ..*whole
        };
        let items = items.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(i, _)| i).collect();
        Self { whole, gap, others, problem, items, own: Vec::new() }
    }

    fn index(&self, item: usize) -> Option<usize> {
        self.items.iter().position(|i| *i == item)
    }

    /// Returns the best plan of the part.
    pub fn solve(&self) -> Solution {
        self.solve_changed(&self.problem, i64::MIN)
    }

    fn solve_changed(&self, problem: &Problem, least: i64) -> Solution {
        let own = self.own.iter().filter_map(|piece| Some(Placement { item: self.index(piece.item)?, ..*piece }));
        solve_above(problem, &own.collect::<Vec<_>>(), least, &mut |_| ControlFlow::Continue(()))
    }

    /// Returns the gain from a change of the rules over `now`, and the plan with it. `None` if it is not proven, or no
    /// more than `least`.
    pub fn gain(&self, now: &Solution, least: i64, change: &dyn Fn(&mut Problem)) -> Option<(i64, Vec<Placement>)> {
        let mut problem = self.problem.clone();
        change(&mut problem);
        let best = self.solve_changed(&problem, now.value + least);
        (now.is_optimal() && best.is_optimal()).then(|| (best.value - now.value, self.pieces(&best)))
    }

    /// Returns true if it is proven that nothing more fits into the free time, whatever the limits of the day and the
    /// price of another context.
    pub fn holds_nothing_else(&self) -> bool {
        let mut free = Problem { context_cost: 0, day_piece_caps: Vec::new(), ..self.problem.clone() };
        free.day_caps = vec![u32::MAX];
        let best = self.solve_changed(&free, i64::MIN);
        best.is_optimal() && best.placements.len() <= self.own.len()
    }

    /// Returns the best whole plan with an item in this gap. `None` if it cannot be in it.
    pub fn with(mut self, item: usize) -> Option<Forced> {
        let k = self.index(item)?;
        let forced = &mut self.problem.items[k];
        if let Some([shortest, _]) = forced.chunk.take()
            && shortest < forced.slots
        {
            (forced.slots, forced.finish_slots) = (shortest, 0);
        }
        forced.rate.iter_mut().filter(|rate| rate.2 > 0).for_each(|rate| rate.2 += FORCE);
        let best = self.solve();
        let plan = self.plan(&best);
        let is_in = plan.iter().any(|piece| piece.item == item && is_in(self.whole, self.gap, *piece));
        let value = check(self.whole, &plan).ok().filter(|_| is_in)?;
        Some(Forced { value, is_proven: best.is_optimal(), plan })
    }

    /// Returns the pieces of a solution of the part.
    fn pieces(&self, solution: &Solution) -> Vec<Placement> {
        solution.placements.iter().map(|piece| Placement { item: self.items[piece.item], ..*piece }).collect()
    }

    /// Returns the whole plan with a solution of the part.
    pub fn plan(&self, solution: &Solution) -> Vec<Placement> {
        let mut plan = self.pieces(solution);
        plan.extend(&self.others);
        plan.sort_unstable();
        plan
    }
}

/// A whole plan with an item that was forced into it.
pub struct Forced {
    pub plan: Vec<Placement>,
    pub value: i64,
    /// Whether no better one exists where the other gaps stay.
    pub is_proven: bool,
}

/// Returns the open part of an item in a gap beside the pieces that stay, and its open predecessors.
fn item_in(
    whole: &Problem,
    gap: usize,
    i: usize,
    stays: &[Placement],
    pinned: &[Placement],
) -> Option<(Item, Vec<usize>)> {
    let (item, gap) = (&whole.items[i], whole.gaps[gap]);
    let pieces = |of: usize| stays.iter().filter(move |piece| piece.item == of);
    let placed = |of: usize| pieces(of).map(|piece| piece.slots).sum::<u32>();
    let slots = item.slots.checked_sub(placed(i)).filter(|left| *left > 0)?;
    let fits = end_of(whole, Placement { start: gap.start, item: i, slots }) <= gap.end();
    if item.chunk.is_none() && (slots < item.slots || !fits) {
        return None;
    }
    let mut from = gap.start;
    let mut open = Vec::new();
    for &before in &item.after {
        match placed(before) {
            0 => open.push(before),
            placed if placed < whole.items[before].slots => return None,
            _ => from = pieces(before).map(|piece| end_of(whole, *piece)).fold(from, u32::max),
        }
    }
    let clipped = item.rate.iter().map(|&(start, end, rate)| (start.max(from), end.min(gap.end()), rate));
    let taken = pinned.iter().map(|piece| (piece.start, end_of(whole, *piece), 0));
    let rate: Vec<_> = taken.chain(clipped).filter(|(start, end, _)| start < end).collect();
    if rate.iter().all(|rate| rate.2 <= 0) {
        return None;
    }
    let is_last = pieces(i).all(|piece| piece.start < gap.start);
    let finish_slots = if is_last { item.finish_slots } else { 0 };
    Some((Item { slots, after: Vec::new(), finish_slots, rate, ..*item }, open))
}

fn holds(gap: &ProblemGap, piece: Placement) -> bool {
    (gap.start..gap.end()).contains(&piece.start)
}

fn is_in(problem: &Problem, gap: usize, piece: Placement) -> bool {
    holds(&problem.gaps[gap], piece)
}

/// Returns a plan without one of its pieces, and without the pieces that depend on it.
pub fn without_piece(problem: &Problem, plan: &[Placement], piece: Placement) -> Vec<Placement> {
    let mut left: Vec<Placement> = plan.iter().copied().filter(|other| *other != piece).collect();
    let waits = problem.waiting_for(piece.item);
    left.retain(|other| other.item == piece.item || !waits[other.item]);
    if check(problem, &left).is_err() {
        left.retain(|other| other.item != piece.item);
    }
    left
}
