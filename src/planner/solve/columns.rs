//! Fillings of single gaps that can be part of a plan near the bound.

use super::instance::{FRACTION_BITS, SolverInstance};
use super::relax::{Prices, Relaxation};
use super::table::{Filling, Table};
use crate::planner::gap::pack::{Fit, Packing};

/// Fillings looked at for every column that is asked for; more than one only where they may not fit.
const VISITS: usize = 20;
/// Steps of looking and packing for every column that is asked for.
const STEPS: usize = 400;
/// Steps after which it is asked whether to stop.
const STEPS_BETWEEN: usize = 2_000;

/// A filling of a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// (task, slots), ascending.
    pub pieces: Filling,
    pub work: u32,
    /// Value at the prices of the relaxation, fixed-point.
    pub worth: i64,
    /// The bound of all plans with this column, fixed-point, less the constant.
    pub potential: i64,
    /// Value in the problem's units, without completion bonuses.
    pub value: i64,
    /// Tasks that must be finished before this gap.
    pub needs: Vec<usize>,
}

/// The columns of every gap, with the bound of all plans.
pub(super) struct Columns {
    pub by_gap: Vec<Vec<Column>>,
    /// The bound of all plans, fixed-point.
    pub bound: i64,
    /// Whether every plan within the slack is made of these columns.
    pub complete: bool,
}

impl Columns {
    /// The fillings that can be part of a plan worth at least the bound less `slack` (fixed-point), in every gap
    /// the most promising ones, roughly `limit` at most. Ends early when `stop` says so.
    pub fn near(
        relaxation: &Relaxation,
        prices: &Prices,
        slack: i64,
        limit: usize,
        stop: &mut dyn FnMut() -> bool,
    ) -> Self {
        let cost = relaxation.instance.context_cost << FRACTION_BITS;
        let mut offers = relaxation.offers(prices);
        let outlook = relaxation.outlook(&offers);
        let mut columns =
            Self { by_gap: Vec::new(), bound: outlook.total + relaxation.constant(prices), complete: true };
        let mut table = Table::default();
        for (g, offers) in offers.iter_mut().enumerate() {
            offers.retain(|o| outlook.with(g, o) + slack >= outlook.total);
            offers.sort_unstable_by_key(|o| (o.context, o.path, o.task));
            table.fill(relaxation.shape(g), offers, cost);
            let maker = Maker { relaxation, gap: g, others: &outlook.others[g], total: outlook.total };
            let (made, complete) = maker.columns(&table, slack, limit, stop);
            columns.by_gap.push(made);
            columns.complete &= complete;
        }
        columns
    }
}

/// Effort spent on making columns.
#[derive(Default)]
struct Effort {
    visits: usize,
    steps: usize,
    asked: usize,
    /// Whether it stayed open if a filling fits.
    gave_up: bool,
}

impl Effort {
    fn is_time_to_ask(&mut self) -> bool {
        let due = self.steps >= self.asked + STEPS_BETWEEN;
        self.asked = if due { self.steps } else { self.asked };
        due
    }
}

struct Maker<'a> {
    relaxation: &'a Relaxation<'a>,
    gap: usize,
    others: &'a [i64],
    total: i64,
}

impl Maker<'_> {
    /// The columns within the slack, the most promising first, and whether these are all. The slack grows step by
    /// step, because the number of columns grows with it without warning.
    fn columns(&self, table: &Table, slack: i64, limit: usize, stop: &mut dyn FnMut() -> bool) -> (Vec<Column>, bool) {
        let mut columns = Vec::new();
        let mut complete = false;
        for share in [1024, 256, 64, 32, 16, 8, 4, 2, 1] {
            let mut effort = Effort::default();
            let (more, all) = self.columns_within(table, slack / share, limit, &mut effort, stop);
            if !all && columns.len() > 1 {
                break;
            }
            complete = all && share == 1 && !effort.gave_up;
            columns = more;
            if !all || columns.len() > limit / 2 {
                break;
            }
        }
        columns.sort_by(|a, b| b.potential.cmp(&a.potential).then_with(|| a.pieces.cmp(&b.pieces)));
        (columns, complete)
    }

    fn columns_within(
        &self,
        table: &Table,
        slack: i64,
        limit: usize,
        effort: &mut Effort,
        stop: &mut dyn FnMut() -> bool,
    ) -> (Vec<Column>, bool) {
        let shape = self.relaxation.shape(self.gap);
        let profile = table.profile(shape);
        let potential = |w: &usize| profile[*w] + self.others[*w];
        let mut works: Vec<usize> = (1..profile.len()).filter(|w| potential(w) >= self.total - slack).collect();
        works.sort_by_key(|w| (std::cmp::Reverse(potential(w)), *w));
        let mut found: Vec<Column> = self.column(Filling::new(), 0, effort).into_iter().collect();
        for work in works {
            let least = self.total - slack - self.others[work];
            let all = table.near_best(shape, work, least, &mut |filling, worth| {
                let mut pieces = filling.to_vec();
                pieces.sort_unstable();
                found.extend(self.column(pieces, worth, effort));
                let stopped = effort.is_time_to_ask() && stop();
                !stopped && found.len() <= limit && effort.visits <= VISITS * limit && effort.steps <= STEPS * limit
            });
            if !all {
                return (found, false);
            }
        }
        (found, true)
    }

    /// The column of a filling, or `None` if its pieces do not fit or nobody knows.
    fn column(&self, pieces: Filling, worth: i64, effort: &mut Effort) -> Option<Column> {
        let instance = self.relaxation.instance;
        effort.visits += 1;
        effort.steps += 1;
        if !self.relaxation.shape(self.gap).exact || in_order(instance, &pieces).next().is_some() {
            let (fit, steps) = packing(instance, self.gap, &pieces).fit();
            effort.steps += steps as usize;
            effort.gave_up |= fit == Fit::Unknown;
            fit.runs()?;
        }
        let work: u32 = pieces.iter().map(|p| p.1).sum();
        let inside = |b: &usize| pieces.iter().any(|p| p.0 == *b);
        let mut needs: Vec<usize> = pieces
            .iter()
            .flat_map(|p| &instance.tasks[p.0].before)
            .copied()
            .filter(|b| !inside(b) || !instance.tasks[*b].whole)
            .collect();
        needs.sort_unstable();
        needs.dedup();
        let value = filling_value(instance, self.gap, &pieces);
        Some(Column { work, worth, potential: worth + self.others[work as usize], value, needs, pieces })
    }
}

/// Value of a gap's pieces in the problem's units, without completion bonuses.
pub(super) fn filling_value(instance: &SolverInstance, gap: usize, pieces: &[(usize, u32)]) -> i64 {
    let mut contexts: Vec<u32> = pieces.iter().map(|p| instance.tasks[p.0].context).collect();
    contexts.sort_unstable();
    contexts.dedup();
    let further = i64::try_from(contexts.len().saturating_sub(1)).unwrap_or(i64::MAX);
    pieces.iter().map(|&(t, slots)| instance.tasks[t].value_in(gap, slots)).sum::<i64>()
        - instance.context_cost * further
}

/// Pairs of positions in a filling of which the first must not be in a later run.
pub(super) fn in_order<'a>(
    instance: &'a SolverInstance,
    pieces: &'a [(usize, u32)],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    pieces.iter().enumerate().flat_map(move |(k, p)| {
        let before = &instance.tasks[p.0].before;
        before.iter().filter_map(move |b| pieces.iter().position(|q| q.0 == *b)).map(move |b| (b, k))
    })
}

/// Whether a filling is found to fit.
pub(super) fn fits(instance: &SolverInstance, gap: usize, pieces: &[(usize, u32)]) -> bool {
    packing(instance, gap, pieces).fit().0.runs().is_some()
}

/// The run of every piece of a filling, with few breaks, or `None` if it is not found to fit.
pub(super) fn runs(instance: &SolverInstance, gap: usize, pieces: &[(usize, u32)]) -> Option<Vec<u32>> {
    packing(instance, gap, pieces).fewest()
}

/// The pieces of a filling, to be spread over runs.
pub(super) fn packing<'a>(instance: &'a SolverInstance, gap: usize, pieces: &[(usize, u32)]) -> Packing<'a> {
    let sizes = pieces.iter().map(|p| p.1).collect();
    let order = in_order(instance, pieces).collect();
    let (gap, focus, rest) = (&instance.gaps[gap], instance.focus, instance.rest);
    Packing { gap, focus, rest, sizes, order }
}
