//! The Lagrangian relaxation of a day: prices take the place of "each task once", of the order between tasks and
//! of the piece caps; the gaps then fall apart and are solved one by one, and the day's cap joins them again.
//!
//! Every set of prices proves an upper bound. Held and Karp (1971) is the source of the idea, Polyak (1969) that
//! of the step length, Camerini, Fratta and Maffioli (1975) that of the deflected direction.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::instance::{FRACTION_BITS, SolverInstance, SolverTask};
use super::outlook::{Day, Outlook, join};
use super::shape::{Shape, Shapes};
use super::table::{Filling, Offer, Table, drop_covered, drop_dominated};

/// Violations are counted in this many parts of a task.
const PARTS: i64 = 64;

/// "The later task is not further than the earlier one", for every point of time between two gaps.
#[derive(Clone, Debug)]
struct Edge {
    before: usize,
    after: usize,
    /// Weights that make an amount of either task (1 of a whole one, slots of a splittable one) comparable.
    weight_before: i64,
    weight_after: i64,
}

/// The relaxation of an instance and its state between two steps.
pub(super) struct Relaxation<'a> {
    pub instance: &'a SolverInstance,
    /// By gap.
    pub shapes: Vec<Arc<Shape>>,
    /// By day of the instance.
    pub days: Vec<Day>,
    /// Value of a slot of work in one knapsack of all gaps, fixed-point; 0 if all tasks fit.
    pub critical_rate: i64,
    /// Value of a piece beyond its time, fixed-point; 0 unless the piece caps bind.
    pub critical_piece: i64,
    arcs: Vec<Edge>,
    tables: Vec<Table>,
    /// By gap: the tasks that are allowed in it, by context; in each the way they were ordered last.
    allowed: Vec<Vec<usize>>,
    /// Room for the offers of a gap that are worth something, and for its other tasks.
    good: Vec<Offer>,
    bad: Vec<usize>,
    /// By multiplier: units of violation that count as one task, or as one piece for the piece caps.
    norm: Vec<i64>,
    direction: Vec<i64>,
}

/// The answer of the relaxed problem.
#[derive(Clone, Debug)]
pub(super) struct Relaxed {
    /// Upper bound, fixed-point.
    pub bound: i64,
    /// By gap: the pieces; a task can be in several.
    pub fillings: Vec<Filling>,
}

/// Multipliers: by task the price of it (of one of its slots if it is splittable), then by arc and gap the price of
/// order, then by day the price of a piece. All fixed-point.
pub(super) type Prices = Vec<i64>;

impl<'a> Relaxation<'a> {
    pub fn new(instance: &'a SolverInstance, shapes: &mut Shapes) -> Self {
        let tasks = &instance.tasks;
        let days = (0..instance.caps.len()).map(|d| Day {
            gaps: (0..instance.gaps.len()).filter(|&g| instance.gaps[g].day == d).collect(),
            cap: instance.caps[d],
        });
        let shapes = instance.gaps.iter().map(|gap| shapes.get(gap)).collect();
        let mut arcs = Vec::new();
        for (after, task) in tasks.iter().enumerate() {
            for &before in &task.before {
                let amount = |t: usize| if tasks[t].whole { 1 } else { i64::from(tasks[t].slots) };
                arcs.push(Edge { before, after, weight_before: amount(after), weight_after: amount(before) });
            }
        }
        let gaps = instance.gaps.len();
        let mut norm: Vec<i64> = tasks.iter().map(|t| if t.whole { 1 } else { t.slots.into() }).collect();
        for arc in &arcs {
            norm.extend(std::iter::repeat_n(arc.weight_before * arc.weight_after, gaps));
        }
        let days: Vec<Day> = days.collect();
        norm.extend(std::iter::repeat_n(1, days.len()));
        let mut relaxation = Self {
            instance,
            shapes,
            days,
            critical_rate: 0,
            critical_piece: 0,
            arcs,
            tables: vec![Table::default(); gaps],
            allowed: (0..gaps).map(|g| allowed_in(tasks, g)).collect(),
            good: Vec::new(),
            bad: Vec::new(),
            direction: vec![0; norm.len()],
            norm,
        };
        relaxation.find_critical();
        relaxation
    }

    pub fn shape(&self, gap: usize) -> &Shape {
        &self.shapes[gap]
    }

    /// Value of a slot of the task at its best place, less its share of the price of a piece. Fixed-point.
    fn rate(&self, t: usize) -> i64 {
        let task = &self.instance.tasks[t];
        let best = task.value.iter().max().copied().unwrap_or(0) << FRACTION_BITS;
        let share = if task.whole { best } else { task.bonus << FRACTION_BITS } / i64::from(task.slots);
        let piece = self.critical_piece / i64::from(task.longest);
        if task.whole { share - piece } else { best + share - piece }
    }

    /// Value of the task at its best place, beyond the time and the pieces that it takes. Fixed-point.
    pub fn beyond_time(&self, t: usize) -> i64 {
        (self.rate(t) - self.critical_rate) * i64::from(self.instance.tasks[t].slots)
    }

    /// Finds the critical values of time and pieces. Each depends on the other; up to four rounds bring them together.
    fn find_critical(&mut self) {
        self.critical_rate = self.find_critical_rate();
        for _ in 0..4 {
            let piece = self.find_critical_piece();
            if piece == self.critical_piece {
                return;
            }
            self.critical_piece = piece;
            self.critical_rate = self.find_critical_rate();
        }
    }

    fn find_critical_rate(&self) -> i64 {
        let tasks = &self.instance.tasks;
        let mut rates: Vec<(i64, usize)> = (0..tasks.len()).map(|t| (self.rate(t), t)).collect();
        rates.sort_unstable_by_key(|&(rate, t)| (std::cmp::Reverse(rate), t));
        let work = |d: &Day| d.gaps.iter().map(|&g| self.shape(g).most_work()).sum::<u32>().min(d.cap);
        let mut room: i64 = self.days.iter().map(|d| i64::from(work(d))).sum();
        for (rate, t) in rates {
            room -= i64::from(tasks[t].slots);
            if room < 0 {
                return rate.max(0);
            }
        }
        0
    }

    fn find_critical_piece(&self) -> i64 {
        let caps = self.instance.piece_caps.iter().map(|&cap| cap as usize);
        let cap = caps.fold(0, usize::saturating_add);
        let piece = |t: usize| {
            let task = &self.instance.tasks[t];
            (self.rate(t) - self.critical_rate) * i64::from(task.longest) + self.critical_piece
        };
        let mut worth: Vec<i64> = (0..self.instance.tasks.len()).map(piece).collect();
        worth.sort_unstable_by_key(|&w| std::cmp::Reverse(w));
        worth.get(cap).copied().unwrap_or(0).max(0)
    }

    /// Prices at which one knapsack of all gaps would be just full: the value of each task beyond its time.
    pub fn first_prices(&self) -> Prices {
        let mut prices = vec![0; self.norm.len()];
        for (t, task) in self.instance.tasks.iter().enumerate() {
            let beyond = self.rate(t) - self.critical_rate;
            prices[t] = if task.whole {
                beyond.max(0) * i64::from(task.slots)
            } else {
                (beyond - (task.bonus << FRACTION_BITS) / i64::from(task.slots)).max(self.least(t))
            };
        }
        let first_piece = prices.len() - self.days.len();
        for (price, &cap) in prices[first_piece..].iter_mut().zip(&self.instance.piece_caps) {
            *price = if cap == u32::MAX { 0 } else { self.critical_piece };
        }
        prices
    }

    /// The least price of a multiplier. A slot of a splittable task may cost less than nothing, as much as its
    /// share of the completion bonus.
    fn least(&self, k: usize) -> i64 {
        match self.instance.tasks.get(k) {
            Some(task) if !task.whole => -((task.bonus << FRACTION_BITS) / i64::from(task.slots)),
            _ => 0,
        }
    }

    fn arc_price(&self, arc: usize, gap: usize) -> usize {
        self.instance.tasks.len() + arc * self.instance.gaps.len() + gap
    }

    pub fn piece_price(&self, prices: &Prices, day: usize) -> i64 {
        prices[prices.len() - self.days.len() + day]
    }

    /// By task and gap: the amount that the order of tasks adds to the value of a unit. No row if its arcs are free.
    fn order_values(&self, prices: &Prices) -> BTreeMap<usize, Vec<i64>> {
        let gaps = self.instance.gaps.len();
        let mut values: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for (k, arc) in self.arcs.iter().enumerate() {
            let of_arc = &prices[self.arc_price(k, 0)..self.arc_price(k, gaps)];
            if of_arc.iter().all(|price| *price == 0) {
                continue;
            }
            for (task, weight) in [(arc.before, arc.weight_before), (arc.after, -arc.weight_after)] {
                let row = values.entry(task).or_insert_with(|| vec![0; gaps]);
                let mut sum = 0;
                for (value, price) in row.iter_mut().zip(of_arc).rev() {
                    sum += price;
                    *value += weight * sum;
                }
            }
        }
        values
    }

    /// The offers of every gap at these prices.
    pub fn offers(&self, prices: &Prices) -> Vec<Vec<Offer>> {
        let order = self.order_values(prices);
        let offers = |(g, allowed): (usize, &Vec<usize>)| {
            let piece = self.piece_price(prices, self.instance.gaps[g].day);
            allowed.iter().map(|&t| offer(self.instance, prices, &order, piece, g, t)).collect()
        };
        self.allowed.iter().enumerate().map(offers).collect()
    }

    /// Puts the offers of a gap that can matter into `good`. From one step to the next the prices change little, so
    /// that the offers of a context are almost in order if they are made in the order of the last step.
    fn gather(&mut self, prices: &Prices, order: &BTreeMap<usize, Vec<i64>>, gap: usize) {
        let tasks = &self.instance.tasks;
        let piece = self.piece_price(prices, self.instance.gaps[gap].day);
        self.good.clear();
        for of_context in self.allowed[gap].chunk_by_mut(|a, b| tasks[*a].context == tasks[*b].context) {
            let free = of_context.partition_point(|&t| tasks[t].path == 0);
            let (of_context, on_paths) = of_context.split_at_mut(free);
            let first = self.good.len();
            self.bad.clear();
            for &t in &*of_context {
                let offer = offer(self.instance, prices, order, piece, gap, t);
                if !offer.is_worth_something() {
                    self.bad.push(t);
                    continue;
                }
                let before = self.good[first..].iter().rev().take_while(|other| offer.rank() < other.rank()).count();
                self.good.insert(self.good.len() - before, offer);
            }
            let sorted = self.good[first..].iter().map(|offer| offer.task).chain(self.bad.iter().copied());
            of_context.iter_mut().zip(sorted).for_each(|(place, t)| *place = t);
            self.good.extend(on_paths.iter().map(|&t| offer(self.instance, prices, order, piece, gap, t)));
        }
        drop_covered(&mut self.good, self.shapes[gap].most_work());
    }

    /// The part of the bound that no filling changes.
    pub fn constant(&self, prices: &Prices) -> i64 {
        let task_price = |(task, &price): (&SolverTask, &i64)| {
            if task.whole { price } else { (price * i64::from(task.slots) + (task.bonus << FRACTION_BITS)).max(0) }
        };
        let tasks = self.instance.tasks.iter().zip(prices).map(task_price);
        let pieces = (0..self.days.len()).map(|d| match self.instance.piece_caps[d] {
            u32::MAX => 0,
            cap => i64::from(cap) * self.piece_price(prices, d),
        });
        tasks.sum::<i64>() + pieces.sum::<i64>()
    }

    /// Solves the relaxed problem.
    pub fn solve(&mut self, prices: &Prices) -> Relaxed {
        let order = self.order_values(prices);
        let mut profiles = Vec::with_capacity(self.tables.len());
        for g in 0..self.tables.len() {
            self.gather(prices, &order, g);
            let shape = &self.shapes[g];
            self.tables[g].fill(shape, &self.good, self.instance.context_cost << FRACTION_BITS);
            profiles.push(self.tables[g].profile(shape));
        }
        let mut relaxed = Relaxed { bound: self.constant(prices), fillings: vec![Filling::new(); profiles.len()] };
        for day in &self.days {
            let (value, work) = share(day, &profiles);
            relaxed.bound += value;
            for (&g, w) in day.gaps.iter().zip(work) {
                relaxed.fillings[g] = self.tables[g].best(&self.shapes[g], w);
            }
        }
        relaxed
    }

    /// Bounds on the rest of a plan, from offers of [`Self::offers`].
    pub fn outlook(&self, offers: &[Vec<Offer>]) -> Outlook {
        let mut table = Table::default();
        let mut profile = |(g, mut offers): (usize, Vec<Offer>)| {
            drop_dominated(&mut offers, self.shapes[g].most_work());
            table.fill(&self.shapes[g], &offers, self.instance.context_cost << FRACTION_BITS);
            table.profile(&self.shapes[g])
        };
        let profiles: Vec<Vec<i64>> = offers.iter().cloned().enumerate().map(&mut profile).collect();
        // A path may have a hole after an offer is taken out of it.
        let off_paths = |o: &Offer| Offer { behind: None, path: 0, ..*o };
        let own = offers.iter().enumerate().map(|(g, offers)| match offers.iter().any(|o| o.path > 0) {
            true => profile((g, offers.iter().map(off_paths).collect())),
            false => profiles[g].clone(),
        });
        Outlook::new(&self.days, own.collect(), &profiles)
    }

    /// Forgets the places of tasks with which no plan is worth more than `value` (fixed-point).
    pub fn forget_hopeless(&mut self, prices: &Prices, value: i64) {
        let offers = self.offers(prices);
        let outlook = self.outlook(&offers);
        let least = value - self.constant(prices);
        for (g, offers) in offers.iter().enumerate() {
            self.allowed[g] = offers.iter().filter(|o| outlook.with(g, o) > least).map(|o| o.task).collect();
        }
    }

    /// Forgets all other places of tasks.
    pub fn keep_places(&mut self, keep: impl Fn(&SolverTask, usize) -> bool) {
        for (allowed, gap) in self.allowed.iter_mut().zip(&self.instance.gaps) {
            allowed.retain(|&t| keep(&self.instance.tasks[t], gap.origin));
        }
    }

    /// By item and gap of the problem: whether a better plan could have it there.
    pub fn places(&self, items: usize, gaps: usize) -> Vec<Vec<bool>> {
        let mut places = vec![vec![false; gaps]; items];
        for (allowed, gap) in self.allowed.iter().zip(&self.instance.gaps) {
            for &t in allowed {
                places[self.instance.tasks[t].origin][gap.origin] = true;
            }
        }
        places
    }

    /// By multiplier: how far the answer violates the relaxed constraint, in [`PARTS`] of a task.
    fn violations(&self, prices: &Prices, relaxed: &Relaxed) -> Vec<i64> {
        let tasks = &self.instance.tasks;
        let mut amount = vec![0_i64; tasks.len()];
        let mut pieces = vec![0_i64; self.days.len()];
        let mut in_order: BTreeMap<usize, Vec<i64>> =
            self.arcs.iter().flat_map(|a| [a.before, a.after]).map(|t| (t, vec![0; self.tables.len()])).collect();
        for (g, filling) in relaxed.fillings.iter().enumerate() {
            pieces[self.instance.gaps[g].day] += i64::try_from(filling.len()).unwrap_or(i64::MAX);
            for &(t, slots) in filling {
                let units = if tasks[t].whole { 1 } else { i64::from(slots) };
                amount[t] += units;
                if let Some(by_gap) = in_order.get_mut(&t) {
                    by_gap[g] += units;
                }
            }
        }
        let mut violations: Vec<i64> = Vec::with_capacity(prices.len());
        for (t, task) in tasks.iter().enumerate() {
            let offered = match task.whole {
                true => 1,
                false if prices[t] * i64::from(task.slots) + (task.bonus << FRACTION_BITS) > 0 => task.slots.into(),
                false => 0,
            };
            violations.push(amount[t] - offered);
        }
        for arc in &self.arcs {
            let (mut before, mut after) = (0, 0);
            for (earlier, later) in in_order[&arc.before].iter().zip(&in_order[&arc.after]) {
                before += earlier;
                after += later;
                violations.push(arc.weight_after * after - arc.weight_before * before);
            }
        }
        for (day, count) in pieces.into_iter().enumerate() {
            let cap = self.instance.piece_caps[day];
            violations.push(if cap == u32::MAX { 0 } else { count - i64::from(cap) });
        }
        violations.iter_mut().zip(&self.norm).for_each(|(v, norm)| *v = *v * PARTS / norm);
        violations
    }

    /// Moves the prices against the violations by Polyak's step, `theta` / 1024 of the way to `target`.
    /// Returns whether anything is violated that a price could mend.
    pub fn step(&mut self, prices: &mut Prices, relaxed: &Relaxed, target: i64, theta: i64) -> bool {
        let violations = self.violations(prices, relaxed);
        let mut square = 0_i128;
        for (k, violation) in violations.into_iter().enumerate() {
            let direction = violation + self.direction[k] / 2;
            let stuck = direction < 0 && prices[k] <= self.least(k);
            self.direction[k] = if stuck { 0 } else { direction };
            square += i128::from(self.direction[k]).pow(2);
        }
        if square == 0 {
            return false;
        }
        let distance = i128::from((relaxed.bound - target).max(1 << FRACTION_BITS));
        let length = (distance * i128::from(theta * PARTS)) / square;
        for (k, price) in prices.iter_mut().enumerate().filter(|(k, _)| self.direction[*k] != 0) {
            let change = (length * i128::from(self.direction[k])) >> 10;
            let change = i64::try_from(change).unwrap_or(0) / self.norm[k];
            *price = (*price + change).max(self.least(k));
        }
        true
    }
}

/// The tasks that are allowed in a gap, by context, there the most valuable first, those on paths last.
fn allowed_in(tasks: &[SolverTask], gap: usize) -> Vec<usize> {
    let mut allowed: Vec<usize> = (0..tasks.len()).filter(|&t| tasks[t].value[gap] > 0).collect();
    let value = |t: usize| if tasks[t].path == 0 { tasks[t].value[gap] } else { 0 };
    allowed.sort_unstable_by_key(|&t| (tasks[t].context, tasks[t].path, std::cmp::Reverse(value(t)), t));
    allowed
}

/// A task in a gap at some prices; `order` is the result of `order_values`, `piece` the price of a piece.
fn offer(
    instance: &SolverInstance,
    prices: &Prices,
    order: &BTreeMap<usize, Vec<i64>>,
    piece: i64,
    gap: usize,
    t: usize,
) -> Offer {
    let task = &instance.tasks[t];
    let adjusted = if order.is_empty() { 0 } else { order.get(&t).map_or(0, |by_gap| by_gap[gap]) };
    let unit = (task.value[gap] << FRACTION_BITS) - prices[t] + adjusted;
    let (fixed, per_slot) = if task.whole { (unit - piece, 0) } else { (-piece, unit) };
    Offer {
        task: t,
        context: task.context,
        shortest: task.shortest,
        longest: task.longest,
        fixed,
        per_slot,
        behind: task.behind,
        path: task.path,
        alone: true,
    }
}

/// The best way to share a day's cap among its gaps: the value, and by gap the work.
fn share(day: &Day, profiles: &[Vec<i64>]) -> (i64, Vec<usize>) {
    let mut rows = vec![vec![0_i64]];
    for &g in &day.gaps {
        rows.push(join(&rows[rows.len() - 1], &profiles[g], day.cap as usize));
    }
    let last = &rows[rows.len() - 1];
    let mut total = (0..last.len()).max_by_key(|&c| (last[c], std::cmp::Reverse(c))).unwrap_or(0);
    let value = last[total];
    let mut work = vec![0; day.gaps.len()];
    for (k, &g) in day.gaps.iter().enumerate().rev() {
        let fits = |&w: &usize| {
            w <= total && total - w < rows[k].len() && rows[k][total - w] + profiles[g][w] == rows[k + 1][total]
        };
        let w = (0..profiles[g].len()).find(fits).expect("the row was made of these profiles");
        work[k] = w;
        total -= w;
    }
    (value, work)
}
