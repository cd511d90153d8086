//! Lagrange multipliers of the rules that a single path through time does not know: each item once, finishing, the
//! caps of the days, the work floor, and the order of items.

use super::input::{Choice, FRACTION_BITS, SolverInput, capacity};

/// Nodes between two points at which the order of two items is priced.
const ORDER_STEP: usize = 6;
/// Typical slots of a piece: the unit in which slots are priced.
const TYPICAL: f64 = 4.0;

/// Ratio of the price of an order at one point to an even share of it.
const ORDER_SCALE: f64 = 5.0;

/// The branching decision about finishing a splittable job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Open,
    Must,
    Never,
}

/// The rule of each multiplier.
#[derive(Clone, Debug)]
struct Rules {
    jobs: usize,
    days: usize,
    /// Jobs of which the first must be finished before the second.
    pairs: Vec<(usize, usize)>,
    /// Nodes before which the order is priced.
    points: Vec<usize>,
}

impl Rules {
    fn of(input: &SolverInput) -> Self {
        let mut points: Vec<usize> = Vec::new();
        for stretch in &input.timeline.stretches {
            points.extend((stretch.first..=stretch.end()).step_by(ORDER_STEP).skip(1));
            points.push(stretch.end() + 1);
        }
        let jobs = input.jobs.iter().enumerate();
        let pairs = jobs.flat_map(|(after, job)| job.before.iter().map(move |&before| (before, after))).collect();
        Self { jobs: input.jobs.len(), days: input.timeline.days.len(), pairs, points }
    }

    /// Returns all of a job: its slots are not more than it has.
    fn job(&self, job: usize) -> usize {
        job
    }

    /// Returns the rule of finishing a splittable job: only where all of it is done.
    fn finish(&self, job: usize) -> usize {
        self.jobs + job
    }

    fn slots(&self, day: usize) -> usize {
        2 * self.jobs + day
    }

    fn pieces(&self, day: usize) -> usize {
        2 * self.jobs + self.days + day
    }

    fn floor(&self) -> usize {
        2 * (self.jobs + self.days)
    }

    /// Returns the points of a pair.
    fn order(&self, pair: usize) -> std::ops::Range<usize> {
        let first = self.floor() + 1 + pair * self.points.len();
        first..first + self.points.len()
    }

    fn count(&self) -> usize {
        self.order(self.pairs.len()).start
    }
}

/// The multipliers. They only guide the search and are rounded before any bound is computed.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    rules: Rules,
    pub modes: Vec<Mode>,
    values: Vec<f64>,
    /// By rule: how large its price may be expected to be, and its range.
    scales: Vec<f64>,
    least: Vec<f64>,
    most: Vec<f64>,
}

/// The prices of the choices, rounded.
#[derive(Clone, Debug, Default)]
pub(super) struct Rounded {
    /// Reduced value by choice.
    pub worth: Vec<i64>,
    /// The constant term of the Lagrangian.
    pub constant: i64,
}

impl Prices {
    /// Returns the prices of a knapsack that holds all of the time: each slot costs what the last item that fits is
    /// worth.
    pub fn new(input: &SolverInput) -> Self {
        let rules = Rules::of(input);
        let (mut values, mut scales) = (vec![0.0; rules.count()], vec![0.0; rules.count()]);
        let [worth, bonus] = most_values(input);
        let slot_price = critical_density(input, &worth);
        for (j, job) in input.jobs.iter().enumerate() {
            values[rules.job(j)] = (worth[j] - slot_price * f64::from(job.slots)).max(0.0);
            scales[rules.job(j)] = worth[j];
            if !job.is_whole {
                values[rules.finish(j)] = bonus[j];
                scales[rules.finish(j)] = bonus[j];
            }
        }
        for (d, day) in input.timeline.days.iter().enumerate() {
            values[rules.slots(d)] = slot_price * TYPICAL;
            scales[rules.slots(d)] = (slot_price * TYPICAL).max(fixed(1));
            scales[rules.pieces(d)] = if day.pieces.is_some() { scales[rules.slots(d)] } else { 0.0 };
        }
        let floor = fixed(input.floor.1) * TYPICAL;
        values[rules.floor()] = floor / 2.0;
        scales[rules.floor()] = floor;
        for (p, &(_, after)) in rules.pairs.iter().enumerate() {
            scales[rules.order(p)].fill(worth[after] / as_float(rules.points.len()) * ORDER_SCALE);
        }
        // No price has to be higher than all that there is.
        let limit = 2.0 * worth.iter().sum::<f64>() + fixed(1);
        let (least, mut most) = (vec![0.0; rules.count()], vec![limit; rules.count()]);
        most[rules.floor()] = floor;
        Self { modes: vec![Mode::Open; input.jobs.len()], rules, values, scales, least, most }
    }

    /// Returns the prices of another input of the same problem, as far as it has the same jobs.
    pub fn moved(&self, from: &SolverInput, to: &SolverInput) -> Self {
        let mut new = Self::new(to);
        let job_of = |item: usize| from.jobs.iter().position(|job| job.item == item);
        let old: Vec<Option<usize>> = to.jobs.iter().map(|job| job_of(job.item)).collect();
        for (j, old) in old.iter().enumerate() {
            new.values[new.rules.job(j)] = old.map_or(0.0, |old| self.values[self.rules.job(old)]);
            if let Some(old) = old {
                new.values[new.rules.finish(j)] = self.values[self.rules.finish(*old)];
            }
        }
        let days = new.rules.slots(0)..=new.rules.floor();
        new.values[days].copy_from_slice(&self.values[self.rules.slots(0)..=self.rules.floor()]);
        for (p, &(before, after)) in new.rules.pairs.iter().enumerate() {
            let same = |pair: &(usize, usize)| Some(pair.0) == old[before] && Some(pair.1) == old[after];
            if let Some(known) = self.rules.pairs.iter().position(same) {
                let range = new.rules.order(p);
                new.values[range].copy_from_slice(&self.values[self.rules.order(known)]);
            }
        }
        new
    }

    /// Decides about a splittable job.
    pub fn decide(&mut self, job: usize, mode: Mode) {
        self.modes[job] = mode;
        let (all, finish) = (self.rules.job(job), self.rules.finish(job));
        match mode {
            Mode::Must => {
                self.least[all] = -self.most[all];
                self.least[finish] = -self.most[finish];
            }
            Mode::Never => {
                self.values[all] = (self.values[all] - self.values[finish]).max(0.0);
                self.values[finish] = 0.0;
                self.most[finish] = 0.0;
            }
            Mode::Open => {}
        }
    }

    /// Returns the number of rules.
    pub fn count(&self) -> usize {
        self.values.len()
    }

    pub fn finish_price(&self, job: usize) -> f64 {
        self.values[self.rules.finish(job)]
    }

    /// Returns slots of a job that can be done at most.
    fn possible(&self, input: &SolverInput, job: usize) -> u32 {
        input.jobs[job].slots - u32::from(self.modes[job] == Mode::Never)
    }

    /// Returns the rounded price of a slot of a job.
    fn job_price(&self, input: &SolverInput, job: usize) -> i64 {
        whole(self.values[self.rules.job(job)] / f64::from(input.jobs[job].slots.max(1)))
    }

    /// Returns the part of a job in the constant term of the Lagrangian.
    pub fn constant_of(&self, input: &SolverInput, job: usize) -> i64 {
        self.job_price(input, job) * i64::from(self.possible(input, job))
    }

    pub fn round(&self, input: &SolverInput) -> Rounded {
        let (jobs, rules) = (&input.jobs, &self.rules);
        let per_slot = |rule: usize, slots: u32| whole(self.values[rule] / f64::from(slots.max(1)));
        let job_price: Vec<i64> = (0..jobs.len()).map(|j| self.job_price(input, j)).collect();
        let finish_price: Vec<i64> = (0..jobs.len()).map(|j| per_slot(rules.finish(j), jobs[j].slots)).collect();
        let slot_price: Vec<i64> = (0..rules.days).map(|d| whole(self.values[rules.slots(d)] / TYPICAL)).collect();
        let piece_price: Vec<i64> = (0..rules.days).map(|d| whole(self.values[rules.pieces(d)])).collect();
        let floor = whole(self.values[rules.floor()] / TYPICAL).clamp(0, input.floor.1 << FRACTION_BITS);
        let mut constant = -floor.saturating_mul(input.floor.0.into());
        constant += (0..jobs.len()).map(|j| self.constant_of(input, j)).sum::<i64>();
        for (d, day) in input.timeline.days.iter().enumerate() {
            constant = constant.saturating_add(slot_price[d].saturating_mul(day.slots.into()));
            constant = constant.saturating_add(piece_price[d].saturating_mul(day.pieces.map_or(0, i64::from)));
        }
        let orders = self.orders(input);
        let worth = |choice: &Choice| {
            let (job, node) = (choice.job as usize, choice.node as usize);
            let day = input.timeline.stretches[input.timeline.stretch_of[node]].day;
            let earned = if jobs[job].floor { floor } else { 0 };
            let mut price = job_price[job] - finish_price[job] + slot_price[day] - earned;
            if let Some(order) = &orders[job] {
                price += order.starts[node] - order.ends[input.end_of(choice)];
            }
            let finishing = if choice.finishes { finish_price[job] * i64::from(jobs[job].slots) } else { 0 };
            (choice.gain << FRACTION_BITS) - price * i64::from(choice.slots) - finishing - piece_price[day]
        };
        Rounded { worth: input.choices.iter().map(worth).collect(), constant }
    }

    /// Returns for each job that is part of a pair prices by node.
    fn orders(&self, input: &SolverInput) -> Vec<Option<Order>> {
        let nodes = input.timeline.nodes;
        let mut orders: Vec<Option<Order>> = vec![None; input.jobs.len()];
        for (p, &(before, after)) in self.rules.pairs.iter().enumerate() {
            let slots = [before, after].map(|job| input.jobs[job].slots.max(1));
            let area = f64::from(slots[0]) * f64::from(slots[1]);
            let mut later = vec![0_i64; nodes + 1];
            for (price, &point) in self.values[self.rules.order(p)].iter().zip(&self.rules.points) {
                later[point - 1] += whole(price / area);
            }
            for node in (0..nodes).rev() {
                later[node] += later[node + 1];
            }
            let new = || Order { starts: vec![0; nodes], ends: vec![0; nodes] };
            let earns = orders[before].get_or_insert_with(new);
            earns.ends.iter_mut().zip(&later).for_each(|(end, price)| *end += price * i64::from(slots[1]));
            let pays = orders[after].get_or_insert_with(new);
            pays.starts.iter_mut().zip(&later).for_each(|(start, price)| *start += price * i64::from(slots[0]));
        }
        orders
    }

    /// Returns for each rule how far a path breaks it, or leaves it open where that is negative.
    pub fn excess(&self, input: &SolverInput, path: &[usize]) -> Vec<f64> {
        let rules = &self.rules;
        let mut excess = vec![0.0; rules.count()];
        for (j, job) in input.jobs.iter().enumerate() {
            excess[rules.job(j)] = -f64::from(self.possible(input, j)) / f64::from(job.slots.max(1));
        }
        for (d, day) in input.timeline.days.iter().enumerate() {
            excess[rules.slots(d)] = -f64::from(day.slots) / TYPICAL;
            excess[rules.pieces(d)] = -day.pieces.map_or(0.0, f64::from);
        }
        excess[rules.floor()] = f64::from(input.floor.0) / TYPICAL;
        for &index in path {
            self.add_piece(input, &input.choices[index], &mut excess);
        }
        excess
    }

    fn add_piece(&self, input: &SolverInput, choice: &Choice, excess: &mut [f64]) {
        let rules = &self.rules;
        let (j, slots) = (choice.job as usize, f64::from(choice.slots));
        let job = &input.jobs[j];
        let day = input.timeline.stretches[input.timeline.stretch_of[choice.node as usize]].day;
        let share = slots / f64::from(job.slots);
        excess[rules.job(j)] += share;
        if !job.is_whole {
            excess[rules.finish(j)] += if choice.finishes { 1.0 - share } else { -share };
        }
        excess[rules.slots(day)] += slots / TYPICAL;
        excess[rules.pieces(day)] += if input.timeline.days[day].pieces.is_some() { 1.0 } else { 0.0 };
        excess[rules.floor()] -= if job.floor { slots / TYPICAL } else { 0.0 };
        for (p, &(before, after)) in rules.pairs.iter().enumerate() {
            let (from, share) = match j {
                j if j == after => (choice.node as usize, share),
                j if j == before => (input.end_of(choice), -share),
                _ => continue,
            };
            let first = rules.points.partition_point(|point| *point <= from);
            excess[rules.order(p)][first..].iter_mut().for_each(|excess| *excess += share);
        }
    }

    /// Returns the share of a job in the path with this excess.
    pub fn share(&self, input: &SolverInput, excess: &[f64], job: usize) -> f64 {
        excess[self.rules.job(job)] + f64::from(self.possible(input, job)) / f64::from(input.jobs[job].slots.max(1))
    }

    /// Turns the excess into a direction, in which the prices stay in their ranges, and returns its slope. `weights` say
    /// how much each rule was broken lately; the more, the shorter its steps.
    pub fn project(&self, excess: &mut [f64], weights: &[f64]) -> f64 {
        let mut slope = 0.0;
        for (rule, excess) in excess.iter_mut().enumerate() {
            let value = self.values[rule];
            let outwards = if *excess < 0.0 { value <= self.least[rule] } else { value >= self.most[rule] };
            let along = if outwards { 0.0 } else { *excess * self.scales[rule] / (1.0 + weights[rule]).sqrt() };
            slope += *excess * along;
            *excess = along;
        }
        slope
    }

    /// Moves the prices along a direction.
    pub fn step(&mut self, direction: &[f64], step: f64) {
        for (rule, direction) in direction.iter().enumerate() {
            self.values[rule] = (self.values[rule] + step * direction).clamp(self.least[rule], self.most[rule]);
        }
    }
}

#[derive(Clone, Debug)]
struct Order {
    /// By node where a piece starts: price of a slot.
    starts: Vec<i64>,
    /// By node where a piece ends: what a slot earns.
    ends: Vec<i64>,
}

/// Returns for each job the value of all of it at its best places, and the part of it for finishing.
fn most_values(input: &SolverInput) -> [Vec<f64>; 2] {
    let mut work = vec![0.0_f64; input.jobs.len()];
    let mut bonus = vec![0.0_f64; input.jobs.len()];
    for choice in input.choices.iter().filter(|choice| !input.jobs[choice.job as usize].is_crowd()) {
        let job = choice.job as usize;
        let parts = f64::from(input.jobs[job].slots) / f64::from(choice.slots);
        work[job] = work[job].max(fixed(choice.gain - choice.bonus) * parts);
        bonus[job] = bonus[job].max(fixed(choice.bonus));
    }
    [work.iter().zip(&bonus).map(|(work, bonus)| work + bonus).collect(), bonus]
}

/// Returns the value of a slot of the last item that fits when the best go first.
fn critical_density(input: &SolverInput, values: &[f64]) -> f64 {
    let mut room = capacity(&input.timeline);
    let density = |job: &usize| values[*job] / f64::from(input.jobs[*job].slots.max(1));
    let mut order: Vec<usize> = (0..values.len()).filter(|&job| values[job] > 0.0).collect();
    order.sort_by(|a, b| density(b).total_cmp(&density(a)).then(a.cmp(b)));
    for job in order {
        match room.checked_sub(input.jobs[job].slots.into()) {
            Some(left) => room = left,
            None => return density(&job),
        }
    }
    0.0
}

#[allow(clippy::cast_precision_loss, reason = "prices only guide the search")]
fn fixed(value: i64) -> f64 {
    (value << FRACTION_BITS) as f64
}

#[allow(clippy::cast_precision_loss, reason = "prices only guide the search")]
fn as_float(count: usize) -> f64 {
    count as f64
}

#[allow(clippy::cast_possible_truncation, reason = "a cast of floats saturates")]
fn whole(price: f64) -> i64 {
    price as i64
}
