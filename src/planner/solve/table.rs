//! Dynamic programming over the states of one gap: the best value of every state, and every filling that comes
//! near enough to it.

use super::shape::Shape;

/// The value of an unreachable state.
pub const NEVER: i64 = i64::MIN / 4;

/// A task that a gap may take once, in a piece of `shortest..=longest` slots.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    pub task: usize,
    pub context: u32,
    pub shortest: u32,
    pub longest: u32,
    /// The value of `s` slots is `fixed + per_slot * s`.
    pub fixed: i64,
    pub per_slot: i64,
    /// The task before it on its path, the path's number (0 for none), and whether it may be taken without that task.
    pub behind: Option<usize>,
    pub path: usize,
    pub alone: bool,
}

impl Offer {
    pub fn value(&self, slots: u32) -> i64 {
        self.fixed + self.per_slot * i64::from(slots)
    }

    pub fn is_worth_something(&self) -> bool {
        self.value(self.shortest).max(self.value(self.longest)) > 0
    }

    /// The order in which offers are looked at: by context, the most valuable first, then path by path.
    pub fn rank(&self) -> (u32, usize, std::cmp::Reverse<i64>, u32, usize) {
        match self.path {
            0 => (self.context, 0, std::cmp::Reverse(self.fixed), self.shortest, self.task),
            path => (self.context, path, std::cmp::Reverse(0), 0, self.task),
        }
    }

    /// Whether it comes right behind another one on a path.
    fn follows(&self, other: &Self) -> bool {
        self.behind == Some(other.task)
    }
}

/// Drops the offers that no best filling needs, and puts the others in order of their contexts.
pub fn drop_dominated(offers: &mut Vec<Offer>, most_work: u32) {
    offers.retain(|o| o.path > 0 || o.is_worth_something());
    offers.sort_unstable_by_key(Offer::rank);
    drop_covered(offers, most_work);
}

/// The same for offers in order of their ranks, all worth something or on a path.
///
/// An offer is dominated by those of its context that are at most as long and worth at least as much: as long as
/// one of them is not used it can take the offer's place. So an offer matters only if all that dominate it fit
/// beside it.
pub fn drop_covered(offers: &mut Vec<Offer>, most_work: u32) {
    drop_poor_stretches(offers);
    let mut context = None;
    let mut better_work = vec![0_u32; most_work as usize + 2];
    offers.retain(|o| {
        if context != Some(o.context) {
            context = Some(o.context);
            better_work.fill(0);
        }
        if o.shortest < o.longest || o.per_slot != 0 || o.path > 0 {
            return true;
        }
        let size = o.shortest as usize;
        if size > most_work as usize {
            return false;
        }
        let needed = better_work[size];
        for work in &mut better_work[size..] {
            *work += o.shortest;
        }
        needed + o.shortest <= most_work
    });
}

/// Drops offers on a path that are in no stretch of it with a positive value.
fn drop_poor_stretches(offers: &mut Vec<Offer>) {
    if offers.iter().all(|o| o.path == 0) {
        return;
    }
    let worth = |o: &Offer| o.value(o.shortest).max(o.value(o.longest));
    let mut with = Vec::with_capacity(offers.len());
    for path in offers.chunk_by(|a, b| b.follows(a)) {
        let first = with.len();
        let mut before = 0_i64;
        for offer in path {
            before = before.max(0) + worth(offer);
            with.push(before);
        }
        let mut after = 0_i64;
        for (with, offer) in with[first..].iter_mut().zip(path).rev() {
            *with += after;
            after = (after + worth(offer)).max(0);
        }
    }
    let mut with = with.into_iter();
    offers.retain(|o| with.next().is_none_or(|with| with > 0 || o.path == 0));
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// A context begins: the offers that follow pay for it.
    Open,
    Take(Offer),
    /// The next of a path, which must be taken: behind the one before on the path if `linked`, and if it may be taken alone
    /// also in the row before the path began (its index).
    Step {
        offer: Offer,
        begun: usize,
        linked: bool,
    },
    /// A path ends: the best of the row before it began (its index) and all rows after its steps.
    End(usize),
    /// A context ends: better of the row before it began (its index) and the row after its last offer.
    Close(usize),
}

/// Is handed a filling and its value; `false` ends the walk.
pub type Visitor<'a> = dyn FnMut(&[(usize, u32)], i64) -> bool + 'a;

/// A filling of a gap: its pieces as (task, slots).
pub type Filling = Vec<(usize, u32)>;

/// The best value of every state after every stage. A value is that of the pieces, less the context cost for
/// every context; the first one is given back by [`Table::value`].
#[derive(Clone, Debug, Default)]
pub struct Table {
    stages: Vec<Stage>,
    rows: Vec<i64>,
    states: usize,
    context_cost: i64,
}

impl Table {
    /// Fills the table with offers that are in order of their contexts.
    pub fn fill(&mut self, shape: &Shape, offers: &[Offer], context_cost: i64) {
        self.states = shape.states();
        self.context_cost = context_cost;
        self.stages.clear();
        self.rows.resize(self.rows.len().max(self.states), NEVER);
        self.rows[..self.states].fill(NEVER);
        self.rows[0] = 0;
        let mut rest = offers;
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|o| o.context == first.context).count();
            let base = self.stages.len();
            self.push(Stage::Open, |_, last, new| {
                new.iter_mut().zip(last).for_each(|(new, value)| *new = value - context_cost);
            });
            for path in rest[..same].chunk_by(|a, b| b.follows(a)) {
                match path {
                    [offer] if offer.alone => self.push(Stage::Take(*offer), |_, last, new| {
                        new.copy_from_slice(last);
                        take(shape, offer, last, new);
                    }),
                    path => self.push_path(shape, path),
                }
            }
            let states = self.states;
            self.push(Stage::Close(base), |rows, last, new| {
                let both = rows[base * states..].iter().zip(last);
                new.iter_mut().zip(both).for_each(|(new, (one, other))| *new = *one.max(other));
            });
            rest = &rest[same..];
        }
    }

    /// Adds a stage and its row, which `make` fills: it is handed all rows before, the last of them, and the new one.
    fn push(&mut self, stage: Stage, make: impl FnOnce(&[i64], &[i64], &mut [i64])) {
        let at = (self.stages.len() + 1) * self.states;
        self.rows.resize(self.rows.len().max(at + self.states), NEVER);
        let (rows, new) = self.rows.split_at_mut(at);
        make(rows, &rows[at - self.states..], &mut new[..self.states]);
        self.stages.push(stage);
    }

    /// Adds the stages of a path, of which a stretch without holes can be taken.
    fn push_path(&mut self, shape: &Shape, path: &[Offer]) {
        let (begun, states) = (self.stages.len(), self.states);
        let first = begun * states..(begun + 1) * states;
        for (k, &offer) in path.iter().enumerate() {
            self.push(Stage::Step { offer, begun, linked: k > 0 }, |rows, last, new| {
                new.fill(NEVER);
                if k > 0 {
                    take(shape, &offer, last, new);
                }
                if offer.alone {
                    take(shape, &offer, &rows[first.clone()], new);
                }
            });
        }
        self.push(Stage::End(begun), |rows, _, new| {
            new.copy_from_slice(&rows[first.clone()]);
            for row in rows[first.end..].chunks(states) {
                new.iter_mut().zip(row).for_each(|(best, value)| *best = (*best).max(*value));
            }
        });
    }

    /// The values before stage `k`.
    fn row(&self, k: usize) -> &[i64] {
        &self.rows[k * self.states..(k + 1) * self.states]
    }

    fn last_row(&self) -> &[i64] {
        self.row(self.stages.len())
    }

    /// The value of a state's best filling.
    pub fn value(&self, state: usize) -> i64 {
        self.last_row()[state] + if state == 0 { 0 } else { self.context_cost }
    }

    /// By work: the best value of exactly that much work.
    pub fn profile(&self, shape: &Shape) -> Vec<i64> {
        shape
            .by_work
            .iter()
            .map(|states| states.clone().map(|s| self.value(s)).max().unwrap_or(NEVER).max(NEVER))
            .collect()
    }

    /// A best filling with exactly that much work; empty if there is none.
    pub fn best(&self, shape: &Shape, work: usize) -> Filling {
        let mut best = Filling::new();
        let value = shape.by_work.get(work).into_iter().flat_map(|states| states.clone().map(|s| self.value(s))).max();
        if let Some(value) = value.filter(|v| *v > NEVER / 2) {
            self.near_best(shape, work, value, &mut |filling, _| {
                best = filling.to_vec();
                false
            });
        }
        best
    }

    /// Calls `found` with every filling with that much work that is worth at least `least`, and its value, once
    /// each, until it answers `false`; returns whether it never did.
    pub fn near_best(&self, shape: &Shape, work: usize, least: i64, found: &mut Visitor<'_>) -> bool {
        let Some(states) = shape.by_work.get(work) else { return true };
        let refund = if work == 0 { 0 } else { self.context_cost };
        let states = states.clone().filter_map(|s| u16::try_from(s).ok()).collect();
        let mut walk = Walk { table: self, shape, states, filling: Filling::new(), least, found };
        walk.back(self.stages.len(), 0, least - refund, false)
    }
}

/// A way back through a table that follows every filling above a value. A filling can end in several states, which
/// are followed together.
struct Walk<'a, 'b> {
    table: &'a Table,
    shape: &'a Shape,
    /// A stack; the states that are followed now are on top.
    states: Vec<u16>,
    filling: Filling,
    least: i64,
    found: &'a mut Visitor<'b>,
}

impl Walk<'_, '_> {
    /// Goes back from the end of `stage` stages with the states from `bottom` on. `least` is the value that the stages
    /// before must still reach; `taken` says whether a piece of the current context was taken.
    fn back(&mut self, mut stage: usize, bottom: usize, mut least: i64, mut taken: bool) -> bool {
        let go_on = loop {
            self.keep_reached(stage, bottom, least);
            if self.states.len() == bottom {
                break true;
            }
            if stage == 0 {
                break (self.found)(&self.filling, self.least - least);
            }
            match self.table.stages[stage - 1] {
                Stage::Open if !taken => break true,
                Stage::Open => least += self.table.context_cost,
                Stage::Close(base) => {
                    let top = self.states.len();
                    self.states.extend_from_within(bottom..top);
                    if !self.back(base, top, least, false) {
                        break false;
                    }
                    taken = false;
                }
                Stage::Take(offer) => {
                    if !self.back_taken(&offer, stage - 1, bottom, least) {
                        break false;
                    }
                }
                Stage::Step { offer, begun, linked } => {
                    break (!linked || self.back_taken(&offer, stage - 1, bottom, least))
                        && (!offer.alone || self.back_taken(&offer, begun, bottom, least));
                }
                Stage::End(begun) => {
                    let top = self.states.len();
                    for step in begun + 1..stage {
                        self.states.extend_from_within(bottom..top);
                        if !self.back(step, top, least, true) {
                            self.states.truncate(bottom);
                            return false;
                        }
                    }
                    stage = begun;
                    continue;
                }
            }
            stage -= 1;
        };
        self.states.truncate(bottom);
        go_on
    }

    /// Drops the states from `bottom` on that are not worth enough before a stage.
    fn keep_reached(&mut self, stage: usize, bottom: usize, least: i64) {
        let row = self.table.row(stage);
        let mut kept = bottom;
        for k in bottom..self.states.len() {
            let state = self.states[k];
            if row[usize::from(state)] >= least.max(NEVER / 2) {
                self.states[kept] = state;
                kept += 1;
            }
        }
        self.states.truncate(kept);
    }

    fn back_taken(&mut self, offer: &Offer, stage: usize, bottom: usize, least: i64) -> bool {
        let top = self.states.len();
        for slots in offer.shortest..=offer.longest {
            let least = least - offer.value(slots);
            let row = self.table.row(stage);
            let moves = self.shape.moves(slots);
            for k in bottom..top {
                let to = self.states[k];
                let first = moves.partition_point(|m| m.to > to);
                for step in moves[first..].iter().take_while(|m| m.to == to) {
                    if row[usize::from(step.from)] >= least.max(NEVER / 2) && !self.states[top..].contains(&step.from) {
                        self.states.push(step.from);
                    }
                }
            }
            if self.states.len() > top {
                self.filling.push((offer.task, slots));
                let go_on = self.back(stage, top, least, true);
                self.filling.pop();
                if !go_on {
                    return false;
                }
            }
        }
        true
    }
}

fn take(shape: &Shape, offer: &Offer, old: &[i64], new: &mut [i64]) {
    for slots in offer.shortest..=offer.longest {
        let value = offer.value(slots);
        if shape.linear {
            for (best, before) in new.iter_mut().skip(slots as usize).zip(old) {
                *best = (before + value).max(*best);
            }
            continue;
        }
        for step in shape.moves(slots) {
            let reached = old[usize::from(step.from)] + value;
            let best = &mut new[usize::from(step.to)];
            *best = reached.max(*best);
        }
    }
}
