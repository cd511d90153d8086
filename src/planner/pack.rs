//! Spreads the pieces of a gap over runs: an exact search, first fit first.

use super::instance::Slot;
use super::problem::wall;

/// Steps after which a search gives up; gaps of a day need a few dozen.
const MAX_STEPS: u32 = 2_000;

/// The pieces of one gap that are to be spread over its runs.
pub(super) struct Packing<'a> {
    pub gap: &'a Slot,
    pub focus: u32,
    pub rest: u32,
    /// Slots by piece.
    pub sizes: &'a [u32],
    /// Pairs of pieces of which the first may not be in a later run than the second.
    pub order: &'a [(usize, usize)],
}

struct Run {
    load: u32,
    limit: u32,
}

struct Search<'a> {
    packing: &'a Packing<'a>,
    pieces: Vec<usize>,
    runs: Vec<Run>,
    run_of: Vec<usize>,
    length: u64,
    left: u64,
    steps: u32,
}

impl Packing<'_> {
    /// The run of every piece, or `None` if they do not fit.
    pub fn runs(&self) -> Option<Vec<u32>> {
        let mut pieces: Vec<usize> = (0..self.sizes.len()).collect();
        pieces.sort_by_key(|&p| (std::cmp::Reverse(self.sizes[p]), p));
        let leading = if self.gap.lead > 0 { self.focus.saturating_sub(self.gap.lead) } else { 0 };
        let mut search = Search {
            packing: self,
            pieces,
            runs: vec![Run { load: 0, limit: leading }],
            run_of: vec![0; self.sizes.len()],
            length: 0,
            left: self.sizes.iter().map(|&s| u64::from(s)).sum(),
            steps: 0,
        };
        search.place(0)
    }

    /// Room for runs when each but the leading one brings a break of its own.
    fn room(&self) -> u64 {
        u64::from(self.gap.slots) + if self.gap.lead > 0 { 0 } else { u64::from(self.rest) }
    }
}

impl Search<'_> {
    fn place(&mut self, at: usize) -> Option<Vec<u32>> {
        let Some(&piece) = self.pieces.get(at) else {
            return self.numbered();
        };
        self.steps += 1;
        if self.steps > MAX_STEPS || self.length + self.left > self.packing.room() {
            return None;
        }
        let size = self.packing.sizes[piece];
        for run in 0..self.runs.len() {
            let Run { load, limit } = self.runs[run];
            let twin = run > 1
                && self.runs[1..run].iter().any(|r| r.load == load && r.limit == limit)
                && self.packing.order.is_empty();
            if !twin && load + size <= limit {
                let found = self.try_run(at, run, u64::from(size));
                if found.is_some() {
                    return found;
                }
            }
        }
        let limit = if size > self.packing.focus { 0 } else { self.packing.focus };
        self.runs.push(Run { load: 0, limit });
        let length = wall(size.into(), self.packing.focus, self.packing.rest).saturating_add(self.packing.rest.into());
        let found = self.try_run(at, self.runs.len() - 1, length);
        self.runs.pop();
        found
    }

    fn try_run(&mut self, at: usize, run: usize, length: u64) -> Option<Vec<u32>> {
        let piece = self.pieces[at];
        let size = self.packing.sizes[piece];
        let before = self.length;
        self.length = self.length.saturating_add(length);
        self.left -= u64::from(size);
        self.runs[run].load += size;
        self.run_of[piece] = run;
        let found = if self.length + self.left <= self.packing.room() { self.place(at + 1) } else { None };
        self.runs[run].load -= size;
        self.left += u64::from(size);
        self.length = before;
        found
    }

    fn numbered(&self) -> Option<Vec<u32>> {
        let leading_used = self.runs[0].load > 0;
        numbered(self.packing.gap, &self.run_of, self.runs.len(), leading_used, self.packing.order)
    }
}

/// The run numbers of pieces that are spread over `runs` runs, in an order in which no piece of `order` comes in a
/// later run than its second. Run 0 is the leading one, and only used if something leads into the gap.
pub(super) fn numbered(
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
