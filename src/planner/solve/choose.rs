//! Chooses one column for every gap: branch and bound in the order of time, with the relaxation's prices as bound.

use super::columns::{Column, Columns};
use super::instance::{FRACTION_BITS, SolverInstance};
use super::outlook::{at_most, join};
use super::relax::{Prices, Relaxation};
use super::table::Filling;

/// The result of a search.
pub(super) struct Found {
    /// A better choice than was known: the fillings by gap and the value.
    pub best: Option<(Vec<Filling>, i64)>,
    /// Whether no choice of these columns is better.
    pub exhausted: bool,
}

struct Search<'a> {
    instance: &'a SolverInstance,
    columns: &'a Columns,
    prices: &'a Prices,
    /// By gap: the best of the gaps of its day from it on, and from the next on, by work left.
    from: Vec<Vec<i64>>,
    behind: Vec<Vec<i64>>,
    /// By gap: tasks with a price that have no column in a later gap.
    last_chance: Vec<Vec<usize>>,
    room: Vec<u32>,
    pieces_left: Vec<u32>,
    /// Slots left by task.
    left: Vec<u32>,
    chosen: Vec<usize>,
    best: Option<Vec<usize>>,
    best_value: i64,
    nodes: u32,
    stop: &'a mut dyn FnMut() -> bool,
    stopped: bool,
}

/// Looks for a choice that is worth more than `known`, in at most `nodes` steps.
pub(super) fn choose(
    relaxation: &Relaxation,
    columns: &Columns,
    prices: &Prices,
    known: i64,
    nodes: u32,
    stop: &mut dyn FnMut() -> bool,
) -> Found {
    let instance = relaxation.instance;
    let gaps = columns.by_gap.len();
    let mut search = Search {
        instance,
        columns,
        prices,
        from: vec![Vec::new(); gaps],
        behind: vec![Vec::new(); gaps],
        last_chance: last_chances(instance, columns, prices),
        room: instance.caps.clone(),
        pieces_left: instance.piece_caps.clone(),
        left: instance.tasks.iter().map(|t| t.slots).collect(),
        chosen: Vec::with_capacity(gaps),
        best: None,
        best_value: known,
        nodes,
        stop,
        stopped: false,
    };
    let mut rest = 0;
    for day in &relaxation.days {
        let mut row = vec![0_i64];
        for &g in day.gaps.iter().rev() {
            search.behind[g] = at_most(row.clone());
            row = join(&row, &profile(&columns.by_gap[g]), day.cap as usize);
            search.from[g] = at_most(row.clone());
        }
        rest += at_most(row).last().copied().unwrap_or(0);
    }
    let never_offered = search.never_offered();
    search.descend(0, relaxation.constant(prices) + rest - never_offered);
    let best = search.best.take().map(|chosen| {
        let fillings = chosen.iter().zip(&columns.by_gap).map(|(&c, of_gap)| of_gap[c].pieces.clone()).collect();
        (fillings, search.best_value)
    });
    Found { best, exhausted: !search.stopped }
}

/// By work: the best worth of a gap's columns.
fn profile(columns: &[Column]) -> Vec<i64> {
    let most = columns.iter().map(|c| c.work).max().unwrap_or(0);
    let mut profile = vec![super::table::NEVER; most as usize + 1];
    for column in columns {
        let best = &mut profile[column.work as usize];
        *best = column.worth.max(*best);
    }
    profile
}

fn last_chances(instance: &SolverInstance, columns: &Columns, prices: &Prices) -> Vec<Vec<usize>> {
    let mut last = vec![None; instance.tasks.len()];
    for (g, of_gap) in columns.by_gap.iter().enumerate() {
        of_gap.iter().flat_map(|c| &c.pieces).for_each(|p| last[p.0] = Some(g));
    }
    let mut by_gap = vec![Vec::new(); columns.by_gap.len()];
    for (t, last) in last.into_iter().enumerate() {
        if let Some(g) = last.filter(|_| prices[t] != 0 || instance.tasks[t].bonus > 0) {
            by_gap[g].push(t);
        }
    }
    by_gap
}

impl Search<'_> {
    /// Share of the constant for tasks that no column holds.
    fn never_offered(&self) -> i64 {
        let mut offered = vec![false; self.left.len()];
        self.columns.by_gap.iter().flatten().flat_map(|c| &c.pieces).for_each(|p| offered[p.0] = true);
        (0..offered.len()).filter(|&t| !offered[t]).map(|t| self.lost(t)).sum()
    }

    /// Share of the constant for the part of a task that is not placed.
    fn lost(&self, t: usize) -> i64 {
        let task = &self.instance.tasks[t];
        match (self.left[t], task.whole) {
            (0, _) => 0,
            (_, true) => self.prices[t],
            (left, false) => (self.prices[t] * i64::from(left) + (task.bonus << FRACTION_BITS)).max(0),
        }
    }

    /// Tries every column of a gap; `bound` is that of all plans with the columns chosen so far.
    fn descend(&mut self, gap: usize, bound: i64) {
        let columns = self.columns;
        let Some(of_gap) = columns.by_gap.get(gap) else {
            return self.keep();
        };
        let day = self.instance.gaps[gap].day;
        let room = self.room[day];
        let base = bound - at(&self.from[gap], room);
        let mut least = self.least();
        for (c, column) in of_gap.iter().enumerate() {
            if column.work > room
                || base + column.worth + at(&self.behind[gap], room - column.work) < least
                || !self.fits(column, day)
            {
                continue;
            }
            if self.nodes == 0 || (self.nodes.is_multiple_of(512) && (self.stop)()) {
                self.stopped = true;
                return;
            }
            self.nodes -= 1;
            self.take(column, day);
            if self.needs_met(column) {
                let lost: i64 = self.last_chance[gap].iter().map(|&t| self.lost(t)).sum();
                let below = base + column.worth + at(&self.behind[gap], room - column.work) - lost;
                if below >= least {
                    self.chosen.push(c);
                    self.descend(gap + 1, below);
                    self.chosen.pop();
                    least = self.least();
                }
            }
            self.give_back(column, day);
            if self.stopped {
                return;
            }
        }
    }

    /// A bound below this cannot lead to anything better.
    fn least(&self) -> i64 {
        (self.best_value + 1) << FRACTION_BITS
    }

    fn fits(&self, column: &Column, day: usize) -> bool {
        column.pieces.len() <= self.pieces_left[day] as usize
            && column.pieces.iter().all(|&(t, slots)| self.left[t] >= slots)
    }

    fn needs_met(&self, column: &Column) -> bool {
        column.needs.iter().all(|&t| self.left[t] == 0)
    }

    fn take(&mut self, column: &Column, day: usize) {
        column.pieces.iter().for_each(|&(t, slots)| self.left[t] -= slots);
        self.room[day] -= column.work;
        if self.pieces_left[day] != u32::MAX {
            self.pieces_left[day] -= count(column);
        }
    }

    fn give_back(&mut self, column: &Column, day: usize) {
        column.pieces.iter().for_each(|&(t, slots)| self.left[t] += slots);
        self.room[day] += column.work;
        if self.pieces_left[day] != u32::MAX {
            self.pieces_left[day] += count(column);
        }
    }

    fn keep(&mut self) {
        let columns: i64 = self.chosen.iter().zip(&self.columns.by_gap).map(|(&c, of_gap)| of_gap[c].value).sum();
        let finished = self.instance.tasks.iter().zip(&self.left).filter(|(_, left)| **left == 0);
        let value = columns + finished.map(|(t, _)| t.bonus).sum::<i64>();
        if value > self.best_value {
            self.best_value = value;
            self.best = Some(self.chosen.clone());
        }
    }
}

fn count(column: &Column) -> u32 {
    u32::try_from(column.pieces.len()).unwrap_or(u32::MAX)
}

fn at(row: &[i64], room: u32) -> i64 {
    row[(room as usize).min(row.len() - 1)]
}
