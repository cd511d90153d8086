//! Bounds for the search of a gap: a knapsack over the turns that are left, in which runs do not matter.

/// The limits of one gap; times in slots.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Length of the gap, one break longer if no work leads into it: every run but the leading one brings a break.
    pub room: u32,
    pub focus: u32,
    pub rest: u32,
    /// Work that the leading run can hold.
    pub leading: u32,
    pub work_cap: u32,
    pub piece_cap: u32,
}

impl Limits {
    /// The most work that can be in the gap.
    pub fn most_work(&self) -> u32 {
        additional_work(self, self.leading, self.room)
    }
}

/// A candidate in its turn.
#[derive(Clone, Debug)]
pub struct Turn {
    pub candidate: usize,
    /// The ways to take it: slots, value, and whether that finishes it.
    pub options: Vec<(u32, i64, bool)>,
    /// Its context among those of the group, as a bit.
    pub context: u64,
    /// It among the candidates that are tied by order, as a bit, and those it waits for.
    pub bit: u64,
    pub waits_for: u64,
    /// Turns of the same group of contexts, and in it of the same set of tied candidates, follow each other.
    pub group: usize,
    pub ties: usize,
    /// Whether the search needs a filling that lacks this or another wanted turn.
    pub wanted: bool,
}

/// Costs of a filling.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    /// For every context beyond the first.
    pub context: i64,
    /// A price of a piece for the bounds, where the number of pieces is capped.
    pub piece: i64,
}

/// By turn and room for work: the most that the turns from it on can add, less the price of their pieces.
pub struct Bounds {
    rooms: usize,
    /// While the group of the turn has no context open, and while it has.
    closed: Vec<i64>,
    open: Vec<i64>,
}

impl Bounds {
    pub fn new(limits: &Limits, turns: &[Turn], costs: Costs) -> Self {
        let longest = |turn: &Turn| turn.options.iter().map(|o| o.0).max().unwrap_or(0);
        let all = turns.iter().fold(0_u32, |sum, turn| sum.saturating_add(longest(turn)));
        let rooms = limits.most_work().min(all) as usize + 1;
        let cells = rooms * (turns.len() + 1);
        let mut bounds = Self { rooms, closed: vec![0; cells], open: vec![0; cells] };
        let mut behind_group = vec![0; rooms];
        for (t, turn) in turns.iter().enumerate().rev() {
            let (rows, after) = bounds.open.split_at_mut((t + 1) * rooms);
            let (row, after) = (&mut rows[t * rooms..], &after[..rooms]);
            add(turn, costs, after, row);
            let closed = &mut bounds.closed[t * rooms..(t + 1) * rooms];
            for ((closed, open), behind) in closed.iter_mut().zip(&*row).zip(&behind_group) {
                *closed = (open - costs.context).max(*behind);
            }
            if begins_group(turns, t) {
                behind_group.copy_from_slice(closed);
                row.copy_from_slice(closed);
            }
        }
        bounds
    }

    /// By turn: upper bounds of the fillings with it and of those without it.
    pub fn with_and_without(&self, limits: &Limits, turns: &[Turn], costs: Costs) -> Vec<(i64, i64)> {
        let rooms = self.rooms;
        let pieces = pieces_worth(limits, costs, 0);
        let [mut before_group, mut before, mut old] = [(); 3].map(|()| vec![0; rooms]);
        let mut found = Vec::with_capacity(turns.len());
        for (t, turn) in turns.iter().enumerate() {
            if begins_group(turns, t) {
                for (all, group) in before_group.iter_mut().zip(&before) {
                    *all = (group - if t == 0 { 0 } else { costs.context }).max(*all);
                }
                before.copy_from_slice(&before_group);
            }
            let after = &self.open[(t + 1) * rooms..(t + 2) * rooms];
            let beside = |slots: usize| {
                let room = rooms.checked_sub(slots)?;
                before[..room].iter().zip(after[..room].iter().rev()).map(|(b, a)| b + a).max()
            };
            let with = |o: &(u32, i64, bool)| Some(beside(o.0 as usize)? + o.1 - costs.piece + pieces);
            let with = turn.options.iter().filter_map(with).max().unwrap_or(i64::MIN);
            // The context's cost is given back once, by another context if this one is not there.
            found.push((with, beside(0).unwrap_or(0) + costs.context + pieces));
            old.copy_from_slice(&before);
            add(turn, costs, &old, &mut before);
        }
        found
    }

    /// By turn, and behind the last: upper bound of the fillings that lack a wanted turn from it on.
    pub fn lacking_later(&self, limits: &Limits, turns: &[Turn], costs: Costs) -> Vec<i64> {
        let mut most = i64::MIN;
        let mut later = vec![most];
        for (turn, (_, without)) in turns.iter().zip(self.with_and_without(limits, turns, costs)).rev() {
            most = if turn.wanted { most.max(without) } else { most };
            later.push(most);
        }
        later.reverse();
        later
    }

    pub fn at(&self, turn: usize, room: u32, is_open: bool) -> i64 {
        let rows = if is_open { &self.open } else { &self.closed };
        rows[turn * self.rooms + (room as usize).min(self.rooms - 1)]
    }
}

/// By room: the better of the old value and the value with one more turn.
fn add(turn: &Turn, costs: Costs, old: &[i64], new: &mut [i64]) {
    new.copy_from_slice(old);
    for &(slots, value, _) in &turn.options {
        for (best, before) in new.iter_mut().skip(slots as usize).zip(old) {
            *best = (before + value - costs.piece).max(*best);
        }
    }
}

/// Price of the pieces that the cap leaves; 0 without a price.
pub fn pieces_worth(limits: &Limits, costs: Costs, taken: u32) -> i64 {
    if costs.piece == 0 { 0 } else { costs.piece.saturating_mul(limits.piece_cap.saturating_sub(taken).into()) }
}

/// The most work that still fits: `inside` slots of room in runs that have begun, then new runs, in `free` slots of
/// time.
pub fn additional_work(limits: &Limits, inside: u32, free: u32) -> u32 {
    if free <= inside {
        return free.min(limits.work_cap);
    }
    if limits.focus == 0 {
        return 0;
    }
    let (beyond, run) = (free - inside, limits.focus.saturating_add(limits.rest));
    let full = beyond / run;
    let last = (beyond - full * run).saturating_sub(limits.rest);
    inside.saturating_add(full * limits.focus).saturating_add(last).min(limits.work_cap)
}

pub fn begins_group(turns: &[Turn], t: usize) -> bool {
    t == 0 || turns[t - 1].group != turns[t].group
}
