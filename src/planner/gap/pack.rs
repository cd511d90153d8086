//! Spreads the pieces of a gap over runs: exact searches with a limit, the likely spreads first.
//!
//! Pieces that wait for each other are an assembly line: runs are its stations, filled one after the other with pieces
//! whose predecessors are in already. No run is closed while something ready still fits in (the maximum load rule of
//! Jackson, 1956), pieces with much behind them come first (the positional weight of Helgeson and Birnie, 1961), and a
//! set of pieces that was placed in vain is not continued again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::planner::problem::{Piece, Problem, wall};
use crate::planner::solve::instance::Slot;

/// Steps after which a search gives up; gaps of a day need a few dozen.
const MAX_STEPS: u32 = 2_000;

/// The pieces of one gap that are to be spread over its runs.
pub struct Packing<'a> {
    pub gap: &'a Slot,
    pub focus: u32,
    pub rest: u32,
    /// Slots by piece.
    pub sizes: Vec<u32>,
    /// Pairs of pieces of which the first may not be in a later run than the second.
    pub order: Vec<(usize, usize)>,
}

/// The result of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The run of every piece.
    Runs(Vec<u32>),
    Never,
    /// The search gave up: nobody knows.
    Unknown,
}

impl Fit {
    pub fn runs(self) -> Option<Vec<u32>> {
        if let Self::Runs(runs) = self { Some(runs) } else { None }
    }
}

impl Packing<'_> {
    /// A spread of the pieces, and the steps that it took.
    pub fn fit(&self) -> (Fit, u32) {
        self.fit_in(self.room())
    }

    /// The spread with the fewest breaks, as far as the searches find it.
    pub fn fewest(&self) -> Option<Vec<u32>> {
        let length = |&size: &u32| wall(size.into(), self.focus, self.rest);
        let work = self.sizes.iter().map(length).fold(0, u64::saturating_add);
        let rooms = (0..self.sizes.len() as u64).map(|breaks| work + breaks * u64::from(self.rest));
        let fewer = rooms.take_while(|room| self.rest > 0 && *room < self.room());
        fewer.into_iter().find_map(|room| self.fit_in(room).0.runs()).or_else(|| self.fit().0.runs())
    }

    fn fit_in(&self, room: u64) -> (Fit, u32) {
        if self.order.is_empty() { Search::new(self, room).run() } else { Line::new(self, room).run() }
    }

    /// Room for runs when each but the leading one brings a break of its own.
    fn room(&self) -> u64 {
        u64::from(self.gap.slots) + if self.gap.lead > 0 { 0 } else { u64::from(self.rest) }
    }

    fn leading_limit(&self) -> u32 {
        if self.gap.lead > 0 { self.focus.saturating_sub(self.gap.lead) } else { 0 }
    }

    /// The time that so much work takes at least in runs of its own.
    fn least_length(&self, work: u64) -> u64 {
        work + u64::from(self.rest) * work.div_ceil(u64::from(self.focus.max(1)))
    }

    /// A run of its own for a piece.
    fn own_run(&self, size: u32) -> u64 {
        wall(size.into(), self.focus, self.rest).saturating_add(self.rest.into())
    }
}

/// The plan with the pieces of each gap in fewer runs, where that saves breaks.
pub fn with_few_breaks(problem: &Problem, mut plan: Vec<Piece>) -> Vec<Piece> {
    for (gap, of_problem) in problem.gaps.iter().enumerate() {
        let own: Vec<usize> = (0..plan.len()).filter(|&k| plan[k].gap == gap).collect();
        let position = |item: usize| own.iter().position(|&k| plan[k].item == item);
        let waits = |k: usize| problem.items[plan[own[k]].item].after.iter().filter_map(|&b| position(b));
        let packing = Packing {
            gap: &Slot { origin: gap, day: 0, slots: of_problem.slots, lead: of_problem.lead_slots },
            focus: problem.focus_slots,
            rest: problem.break_slots,
            sizes: own.iter().map(|&k| plan[k].slots).collect(),
            order: (0..own.len()).flat_map(|k| waits(k).map(move |b| (b, k))).collect(),
        };
        let breaks = |runs: &[u32]| {
            let with_break = runs.iter().filter(|run| of_problem.lead_slots == 0 || **run > 0);
            with_break.collect::<BTreeSet<_>>().len()
        };
        let now: Vec<u32> = own.iter().map(|&k| plan[k].run).collect();
        if let Some(runs) = packing.fewest().filter(|runs| breaks(runs) < breaks(&now)) {
            own.iter().zip(runs).for_each(|(&k, run)| plan[k].run = run);
        }
    }
    plan
}

struct Run {
    load: u32,
    limit: u32,
}

/// The search for pieces that do not wait for each other: the largest first, each in the first run that takes it.
struct Search<'a> {
    packing: &'a Packing<'a>,
    room: u64,
    pieces: Vec<usize>,
    runs: Vec<Run>,
    run_of: Vec<usize>,
    length: u64,
    left: u64,
    steps: u32,
}

impl<'a> Search<'a> {
    fn new(packing: &'a Packing<'a>, room: u64) -> Self {
        let mut pieces: Vec<usize> = (0..packing.sizes.len()).collect();
        pieces.sort_by_key(|&p| (Reverse(packing.sizes[p]), p));
        Self {
            packing,
            room,
            pieces,
            runs: vec![Run { load: 0, limit: packing.leading_limit() }],
            run_of: vec![0; packing.sizes.len()],
            length: 0,
            left: packing.sizes.iter().map(|&s| u64::from(s)).sum(),
            steps: 0,
        }
    }

    fn run(mut self) -> (Fit, u32) {
        let fit = match self.place(0) {
            Some(runs) => Fit::Runs(runs),
            None if self.steps > MAX_STEPS => Fit::Unknown,
            None => Fit::Never,
        };
        (fit, self.steps)
    }

    fn place(&mut self, at: usize) -> Option<Vec<u32>> {
        let Some(&piece) = self.pieces.get(at) else {
            return numbered(self.packing.gap, &self.run_of, self.runs.len(), self.runs[0].load > 0, &[]);
        };
        self.steps += 1;
        if self.steps > MAX_STEPS || !self.can_fit() {
            return None;
        }
        let size = self.packing.sizes[piece];
        for run in 0..self.runs.len() {
            let Run { load, limit } = self.runs[run];
            let twin = run > 1 && self.runs[1..run].iter().any(|r| r.load == load && r.limit == limit);
            if !twin && load + size <= limit {
                let found = self.try_run(at, run, u64::from(size));
                if found.is_some() {
                    return found;
                }
            }
        }
        let limit = if size > self.packing.focus { 0 } else { self.packing.focus };
        self.runs.push(Run { load: 0, limit });
        let found = self.try_run(at, self.runs.len() - 1, self.packing.own_run(size));
        self.runs.pop();
        found
    }

    /// Whether the pieces left would fit if they could be cut at will.
    fn can_fit(&self) -> bool {
        let inside: u64 = self.runs.iter().map(|run| u64::from(run.limit.saturating_sub(run.load))).sum();
        let beyond = self.left.saturating_sub(inside);
        self.length.saturating_add(self.left - beyond + self.packing.least_length(beyond)) <= self.room
    }

    fn try_run(&mut self, at: usize, run: usize, length: u64) -> Option<Vec<u32>> {
        let piece = self.pieces[at];
        let size = self.packing.sizes[piece];
        let before = self.length;
        self.length = self.length.saturating_add(length);
        self.left -= u64::from(size);
        self.runs[run].load += size;
        self.run_of[piece] = run;
        let found = if self.length + self.left <= self.room { self.place(at + 1) } else { None };
        self.runs[run].load -= size;
        self.left += u64::from(size);
        self.length = before;
        found
    }
}

/// The search for pieces that wait for each other: run by run.
struct Line<'a> {
    packing: &'a Packing<'a>,
    room: u64,
    /// Predecessors come before the pieces that wait for them.
    pieces: Vec<usize>,
    /// By piece: those that wait for it, and for how many it still waits.
    behind: Vec<Vec<usize>>,
    waits: Vec<u32>,
    run_of: Vec<Option<u32>>,
    left: u64,
    placed: u128,
    /// By set of pieces: from this length on the rest does not fit behind them.
    failed: BTreeMap<u128, u64>,
    steps: u32,
}

/// The run that is being filled.
#[derive(Clone, Copy)]
struct Open {
    run: u32,
    /// Slots of work that it still takes.
    free: u32,
    /// Time used up to its end, a break for each run but the leading one.
    length: u64,
    /// The size of the last piece without order that was passed over: another one like it is passed over too.
    passed: Option<u32>,
}

impl<'a> Line<'a> {
    fn new(packing: &'a Packing<'a>, room: u64) -> Self {
        let n = packing.sizes.len();
        let mut line = Self {
            packing,
            room,
            pieces: (0..n).collect(),
            behind: vec![Vec::new(); n],
            waits: vec![0; n],
            run_of: vec![None; n],
            left: packing.sizes.iter().map(|&s| u64::from(s)).sum(),
            placed: 0,
            failed: BTreeMap::new(),
            steps: 0,
        };
        for &(before, after) in packing.order.iter().filter(|(before, after)| before != after) {
            line.behind[before].push(after);
            line.waits[after] += 1;
        }
        let weights = line.weights();
        let is_free = |p: usize| line.waits[p] == 0 && line.behind[p].is_empty();
        line.pieces.sort_by_key(|&p| (Reverse(weights[p]), is_free(p), p));
        line
    }

    /// By piece: the work of the longest row of pieces that begins with it. Pieces in a circle are worth nothing.
    fn weights(&self) -> Vec<u64> {
        let mut waits = self.waits.clone();
        let mut order: Vec<usize> = (0..waits.len()).filter(|&p| waits[p] == 0).collect();
        let mut next = 0;
        while let Some(&p) = order.get(next) {
            next += 1;
            for &f in &self.behind[p] {
                waits[f] -= 1;
                if waits[f] == 0 {
                    order.push(f);
                }
            }
        }
        let mut weights = vec![0; waits.len()];
        for &p in order.iter().rev() {
            let behind = self.behind[p].iter().map(|&f| weights[f]).max().unwrap_or(0);
            weights[p] = behind + u64::from(self.packing.sizes[p]);
        }
        weights
    }

    fn run(mut self) -> (Fit, u32) {
        let leading = self.packing.leading_limit();
        let first = u32::from(self.packing.gap.lead > 0);
        let found = match leading {
            0 => self.next_run(first, 0),
            free => self.fill(0, Open { run: 0, free, length: 0, passed: None }),
        };
        let fit = match found {
            true => Fit::Runs(self.run_of.iter().map(|run| run.unwrap_or(0)).collect()),
            false if self.steps > MAX_STEPS => Fit::Unknown,
            false => Fit::Never,
        };
        (fit, self.steps)
    }

    /// Places the pieces left from a new run on. A ready piece that is too long for a run comes first.
    fn next_run(&mut self, run: u32, length: u64) -> bool {
        if length.saturating_add(self.packing.least_length(self.left)) > self.room {
            return false;
        }
        if self.left == 0 {
            return true;
        }
        let size = |p: usize| self.packing.sizes[p];
        let long = (0..self.pieces.len()).find(|&p| self.is_ready(p) && size(p) > self.packing.focus);
        if let Some(long) = long {
            let length = length.saturating_add(self.packing.own_run(size(long)));
            return self.with(long, run, |line| line.next_run(run + 1, length));
        }
        let known = self.pieces.len() <= 128;
        if known && self.failed.get(&self.placed).is_some_and(|failed| *failed <= length) {
            return false;
        }
        let length_with_break = length + u64::from(self.packing.rest);
        let found = self.fill(0, Open { run, free: self.packing.focus, length: length_with_break, passed: None });
        if !found && known {
            self.failed.insert(self.placed, length);
        }
        found
    }

    /// Fills a run with pieces from position `at` on, then goes on with the next one.
    fn fill(&mut self, at: usize, mut open: Open) -> bool {
        let mut passed_any = false;
        for k in at..self.pieces.len() {
            let piece = self.pieces[k];
            let size = self.packing.sizes[piece];
            let is_free = self.behind[piece].is_empty() && self.packing.order.iter().all(|pair| pair.1 != piece);
            if !self.is_ready(piece) || size > open.free || is_free && open.passed == Some(size) {
                continue;
            }
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return false;
            }
            let with = Open { free: open.free - size, length: open.length + u64::from(size), ..open };
            if self.with(piece, open.run, |line| line.fill(k + 1, with)) {
                return true;
            }
            open.passed = if is_free { Some(size) } else { open.passed };
            passed_any = true;
        }
        let takes_more = |p: usize| self.is_ready(p) && self.packing.sizes[p] <= open.free;
        let leads = self.packing.gap.lead > 0 && open.run == 0;
        let is_empty = !leads && open.free == self.packing.focus;
        !passed_any && !is_empty && !(0..self.pieces.len()).any(takes_more) && self.next_run(open.run + 1, open.length)
    }

    fn is_ready(&self, piece: usize) -> bool {
        self.waits[piece] == 0 && self.run_of[piece].is_none()
    }

    /// Whether `rest` succeeds with a piece in a run; if not the piece is taken out again.
    fn with(&mut self, piece: usize, run: u32, rest: impl FnOnce(&mut Self) -> bool) -> bool {
        let bit = 1_u128.checked_shl(u32::try_from(piece).unwrap_or(u32::MAX)).unwrap_or(0);
        let size = u64::from(self.packing.sizes[piece]);
        self.run_of[piece] = Some(run);
        self.placed |= bit;
        self.left -= size;
        for k in 0..self.behind[piece].len() {
            self.waits[self.behind[piece][k]] -= 1;
        }
        if rest(self) {
            return true;
        }
        for k in 0..self.behind[piece].len() {
            self.waits[self.behind[piece][k]] += 1;
        }
        self.left += size;
        self.placed &= !bit;
        self.run_of[piece] = None;
        false
    }
}

/// The run numbers of pieces that are spread over `runs` runs, in an order in which no piece of `order` comes in a
/// later run than its second. Run 0 is the leading one, and only used if something leads into the gap.
pub fn numbered(
    gap: &Slot,
    run_of: &[usize],
    runs: usize,
    leading_used: bool,
    order: &[(usize, usize)],
) -> Option<Vec<u32>> {
    let edges: Vec<(usize, usize)> =
        order.iter().map(|&(a, b)| (run_of[a], run_of[b])).filter(|(a, b)| a != b).collect();
    if edges.iter().any(|&(_, later)| later == 0) {
        return None;
    }
    let mut number = vec![u32::MAX; runs];
    number[0] = 0;
    let first = u32::from(gap.lead > 0 || leading_used);
    for (_, next) in (1..runs).zip(first..) {
        let ready = |r: &usize| number[*r] == u32::MAX && edges.iter().all(|&(a, b)| b != *r || number[a] != u32::MAX);
        let run = (1..runs).find(ready)?;
        number[run] = next;
    }
    Some(run_of.iter().map(|&r| number[r]).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether the pieces fit, found by trying every next piece and every break before it.
    fn fits(packing: &Packing, done: &mut Vec<usize>, length: u64, left_in_run: u32) -> bool {
        let room = u64::from(packing.gap.slots);
        let is_ready = |p: usize, done: &[usize]| packing.order.iter().all(|&(a, b)| b != p || done.contains(&a));
        done.len() == packing.sizes.len()
            || (0..packing.sizes.len()).any(|piece| {
                let size = packing.sizes[piece];
                if done.contains(&piece) || !is_ready(piece, done) {
                    return false;
                }
                done.push(piece);
                let rest = if length == 0 && packing.gap.lead == 0 { 0 } else { u64::from(packing.rest) };
                let later = length + rest + wall(size.into(), packing.focus, packing.rest);
                let found = size <= left_in_run
                    && length + u64::from(size) <= room
                    && fits(packing, done, length + u64::from(size), left_in_run - size)
                    || later <= room && fits(packing, done, later, packing.focus.saturating_sub(size));
                done.pop();
                found
            })
    }

    proptest! {
        #[test]
        fn pieces_fit_exactly_where_some_order_of_them_does(
            sizes in prop::collection::vec(1_u32..7, 0..7),
            waits in prop::collection::vec((0_usize..7, 0_usize..7), 0..7),
            (slots, lead, focus, rest) in (0_u32..30, prop_oneof![2 => Just(0_u32), 1 => 1_u32..5], 2_u32..6, 0_u32..3),
        ) {
            let order: Vec<(usize, usize)> = waits.into_iter().filter(|(a, b)| a < b && *b < sizes.len()).collect();
            let gap = Slot { origin: 0, day: 0, slots, lead };
            let packing = Packing { gap: &gap, focus, rest, sizes, order };
            let leading = if lead > 0 { focus.saturating_sub(lead) } else { 0 };
            let expected = fits(&packing, &mut Vec::new(), 0, leading);
            let (fit, _) = packing.fit();
            prop_assert!(fit != Fit::Unknown);
            let runs = fit.runs();
            prop_assert_eq!(runs.is_some(), expected);
            prop_assert_eq!(packing.fewest().is_some(), expected);
            for (before, after) in &packing.order {
                prop_assert!(runs.as_ref().is_none_or(|runs| runs[*before] <= runs[*after]));
            }
        }
    }
}
