//! A problem made ready for the solver: items that can never be placed are gone, prices have room for fractions, and
//! a part of a larger problem looks like a whole one.

use crate::planner::problem::{Item, Piece, Problem, wall};

/// Values inside the solver are fixed-point numbers with this many fractional bits, so that prices can be finer
/// than the problem's unit and still be the same on every machine.
pub const FRACTION_BITS: u32 = 8;
/// Values above this are taken as this, so that no sum overflows.
const LARGEST_VALUE: i64 = 1 << 40;
/// Longer gaps are taken as this long; ten days of five-minute slots.
const LONGEST_GAP: u32 = 2880;

/// A gap of a [`SolverInstance`].
#[derive(Clone, Debug)]
pub struct Slot {
    /// Index in the problem.
    pub origin: usize,
    /// Among the days of the instance's gaps.
    pub day: usize,
    pub slots: u32,
    pub lead: u32,
}

/// An item of a [`SolverInstance`]; a whole one is a chunk of fixed size.
#[derive(Clone, Debug)]
pub struct SolverTask {
    /// Index in the problem.
    pub origin: usize,
    pub context: u32,
    pub whole: bool,
    /// Slots in all.
    pub slots: u32,
    pub shortest: u32,
    pub longest: u32,
    /// Value by gap, of the whole or of one slot; 0 where it is not allowed.
    pub value: Vec<i64>,
    pub bonus: i64,
    /// Tasks that must be finished before this one.
    pub before: Vec<usize>,
    /// One of them, if it is whole and of the same context: the one before on this task's path. A gap never holds two
    /// tasks of a path without all between them. A task has one path at most.
    pub behind: Option<usize>,
    /// The path's number, from 1; 0 for none.
    pub path: usize,
}

impl SolverTask {
    /// Value of `slots` slots in a gap, without the bonus.
    pub fn value_in(&self, gap: usize, slots: u32) -> i64 {
        if self.whole { self.value[gap] } else { self.value[gap] * i64::from(slots) }
    }
}

/// A problem, or the part of it that some gaps make when all other gaps stay as they are.
#[derive(Clone, Debug)]
pub struct SolverInstance {
    pub focus: u32,
    pub rest: u32,
    pub context_cost: i64,
    pub gaps: Vec<Slot>,
    /// Slots of work by day.
    pub caps: Vec<u32>,
    /// Pieces by day; `u32::MAX` where there is no limit.
    pub piece_caps: Vec<u32>,
    pub tasks: Vec<SolverTask>,
    /// Upper bound on the value that the rules allow but the instance leaves out: circles of items that share a run,
    /// gaps of many days, values beyond the largest.
    pub unmodelled: i64,
}

impl SolverInstance {
    /// The whole problem.
    pub fn new(problem: &Problem) -> Self {
        let gaps: Vec<usize> = (0..problem.gaps.len()).collect();
        Self::part(problem, &[], &gaps, &|_, _| true)
    }

    /// The part of a problem that the gaps `free` (ascending) make, with the plan fixed in all other gaps, and items
    /// only in the gaps that `allowed` says yes to.
    ///
    /// A task whose dependants are fixed elsewhere carries their value, and its place is limited so that they can
    /// stay.
    pub fn part(problem: &Problem, plan: &[Piece], free: &[usize], allowed: &dyn Fn(usize, usize) -> bool) -> Self {
        let mut is_free = vec![false; problem.gaps.len()];
        for &g in free {
            is_free[g] = true;
        }
        let fixed: Vec<Piece> = plan.iter().copied().filter(|p| !is_free[p.gap]).collect();
        let mut days: Vec<usize> = free.iter().map(|&g| problem.gaps[g].day).collect();
        days.dedup();
        days.sort_unstable();
        days.dedup();
        let (caps, piece_caps) = remaining_caps(problem, &days, &fixed);
        let gaps = free.iter().map(|&g| slot(problem, &days, g)).collect();
        let mut instance = Self {
            focus: problem.focus_slots,
            rest: problem.break_slots,
            context_cost: problem.context_cost.into(),
            gaps,
            caps,
            piece_caps,
            tasks: Vec::new(),
            unmodelled: 0,
        };
        let links = Links::new(problem, &fixed);
        let all_in = free.iter().all(|&g| problem.gaps[g].slots <= LONGEST_GAP);
        let left_out = problem.items.iter().enumerate().filter(|(i, _)| !all_in || links.in_circle[*i]);
        let beyond = problem.items.iter().map(beyond_largest);
        instance.unmodelled = left_out.map(|(_, item)| most_value(item)).chain(beyond).fold(0, i64::saturating_add);
        let mut index = vec![usize::MAX; problem.items.len()];
        for &i in &links.order {
            if let Some(task) = instance.task(problem, &links, &index, i, allowed) {
                index[i] = instance.tasks.len();
                instance.tasks.push(task);
            }
        }
        instance.find_paths();
        instance
    }

    /// The task for item `i`, whose predecessors have their `index`; `None` if it cannot be placed.
    fn task(
        &self,
        problem: &Problem,
        links: &Links,
        index: &[usize],
        i: usize,
        allowed: &dyn Fn(usize, usize) -> bool,
    ) -> Option<SolverTask> {
        let item = &problem.items[i];
        let placed = links.placed[i];
        if placed >= item.slots {
            return None;
        }
        let whole = item.chunk.is_none();
        let [shortest, longest] = match item.chunk {
            None => [item.slots; 2],
            Some([shortest, longest]) => [shortest.max(1), longest.min(self.focus).min(item.slots - placed)],
        };
        let mut earliest = 0;
        let mut before = Vec::new();
        for &b in &item.after {
            if index[b] != usize::MAX {
                let first = self.tasks[index[b]].value.iter().position(|&v| v > 0).unwrap_or(usize::MAX);
                earliest = earliest.max(self.gaps.get(first).map_or(usize::MAX, |gap| gap.origin)).max(links.last[b]);
                before.push(index[b]);
            } else if b != i {
                earliest = earliest.max(links.finished_in[b]?);
            }
        }
        let is_allowed = |g: usize| {
            let gap = self.gaps[g].origin;
            (earliest..=links.latest[i]).contains(&gap) && allowed(i, gap)
        };
        let value = |g: usize| if is_allowed(g) { self.value(item, g, shortest) } else { 0 };
        let value = (0..self.gaps.len()).map(value).collect();
        let mut task = SolverTask {
            origin: i,
            context: item.context,
            whole,
            slots: item.slots - placed,
            shortest,
            longest,
            value,
            bonus: if whole { 0 } else { item.completion_bonus.clamp(0, LARGEST_VALUE) },
            before,
            behind: None,
            path: 0,
        };
        if whole {
            task.value.iter_mut().filter(|v| **v > 0).for_each(|v| *v += links.dependants[i]);
        } else {
            task.bonus += links.dependants[i];
        }
        (shortest <= longest && task.value.iter().any(|&v| v > 0)).then_some(task)
    }

    /// Puts tasks that wait for each other on paths, predecessors first.
    fn find_paths(&mut self) {
        let mut has_next = vec![false; self.tasks.len()];
        for t in 0..self.tasks.len() {
            let task = &self.tasks[t];
            let goes_on = |&b: &usize| !has_next[b] && self.tasks[b].whole && self.tasks[b].context == task.context;
            if let Some(behind) = task.before.iter().copied().find(goes_on) {
                has_next[behind] = true;
                let path = if self.tasks[behind].path == 0 { behind + 1 } else { self.tasks[behind].path };
                self.tasks[behind].path = path;
                (self.tasks[t].behind, self.tasks[t].path) = (Some(behind), path);
            }
        }
    }

    fn value(&self, item: &Item, gap: usize, shortest: u32) -> i64 {
        let slot = &self.gaps[gap];
        if shortest > self.caps[slot.day] || !self.fits_alone(slot, shortest) {
            return 0;
        }
        item.value_in(slot.origin, 1).min(LARGEST_VALUE)
    }

    fn fits_alone(&self, gap: &Slot, slots: u32) -> bool {
        let mut length = wall(slots.into(), self.focus, self.rest);
        if gap.lead > 0 && slots > self.focus.saturating_sub(gap.lead) {
            length = length.saturating_add(self.rest.into());
        }
        length <= gap.slots.into()
    }
}

/// Upper bound on the value of an item beyond its capped value.
fn beyond_largest(item: &Item) -> i64 {
    let values = item.value.iter().chain(&item.value_per_slot).max().copied().unwrap_or(0);
    let beyond = |value: i64| (value - LARGEST_VALUE).max(0);
    beyond(values).saturating_mul(item.slots.into()).saturating_add(beyond(item.completion_bonus))
}

fn most_value(item: &Item) -> i64 {
    let best = item.value.iter().chain(&item.value_per_slot).max().copied().unwrap_or(0).clamp(0, LARGEST_VALUE);
    best.saturating_mul(item.slots.into()).saturating_add(item.completion_bonus.max(0))
}

fn slot(problem: &Problem, days: &[usize], g: usize) -> Slot {
    let gap = problem.gaps[g];
    Slot {
        origin: g,
        day: days.partition_point(|day| *day < gap.day),
        slots: gap.slots.min(LONGEST_GAP),
        lead: gap.lead_slots,
    }
}

/// The caps of work and of pieces that the fixed pieces leave on these days (ascending).
fn remaining_caps(problem: &Problem, days: &[usize], fixed: &[Piece]) -> (Vec<u32>, Vec<u32>) {
    let mut caps: Vec<u32> = days.iter().map(|&d| problem.day_caps.get(d).copied().unwrap_or(0)).collect();
    let mut piece_caps: Vec<u32> =
        days.iter().map(|&d| problem.day_piece_caps.get(d).copied().unwrap_or(u32::MAX)).collect();
    for piece in fixed {
        let Ok(day) = days.binary_search(&problem.gaps[piece.gap].day) else { continue };
        caps[day] = caps[day].saturating_sub(piece.slots);
        if piece_caps[day] != u32::MAX {
            piece_caps[day] = piece_caps[day].saturating_sub(1);
        }
    }
    (caps, piece_caps)
}

/// How the items hang together, and with the pieces that stay fixed.
struct Links {
    /// Items in an order in which predecessors come first; those in or behind a circle are missing.
    order: Vec<usize>,
    /// By item: whether it is in or behind a circle.
    in_circle: Vec<bool>,
    /// Slots by item that fixed pieces hold.
    placed: Vec<u32>,
    /// The last gap of an item's fixed pieces.
    last: Vec<usize>,
    /// The same, for items that fixed pieces finish.
    finished_in: Vec<Option<usize>>,
    /// The last gap in which an item may end so that its fixed dependants can stay.
    latest: Vec<usize>,
    /// Value of the fixed pieces that are lost unless the item is finished.
    dependants: Vec<i64>,
}

impl Links {
    fn new(problem: &Problem, fixed: &[Piece]) -> Self {
        let n = problem.items.len();
        let mut links = Self {
            order: Vec::with_capacity(n),
            in_circle: vec![true; n],
            placed: vec![0; n],
            last: vec![0; n],
            finished_in: vec![None; n],
            latest: vec![usize::MAX; n],
            dependants: vec![0; n],
        };
        links.sort(problem);
        let mut worth = vec![0_i64; n];
        for piece in fixed {
            links.placed[piece.item] += piece.slots;
            links.last[piece.item] = links.last[piece.item].max(piece.gap);
            worth[piece.item] += problem.items[piece.item].value_in(piece.gap, piece.slots).min(LARGEST_VALUE);
        }
        for i in 0..n {
            if links.placed[i] > 0 && links.placed[i] >= problem.items[i].slots {
                links.finished_in[i] = Some(links.last[i]);
            }
        }
        for piece in fixed {
            for &b in &problem.items[piece.item].after {
                links.latest[b] = links.latest[b].min(piece.gap);
            }
        }
        for &i in links.order.iter().rev() {
            let carried = worth[i] + links.dependants[i];
            if links.placed[i] > 0 {
                for &b in problem.items[i].after.iter().filter(|&&b| b != i) {
                    links.dependants[b] = (links.dependants[b] + carried).min(LARGEST_VALUE);
                }
            }
        }
        links
    }

    fn sort(&mut self, problem: &Problem) {
        let n = problem.items.len();
        let mut waiting: Vec<usize> = vec![0; n];
        let mut followers: Vec<Vec<usize>> = vec![Vec::new(); n];
        for (i, item) in problem.items.iter().enumerate() {
            for &b in item.after.iter().filter(|&&b| b != i || item.chunk.is_some()) {
                waiting[i] += 1;
                if let Some(of_b) = followers.get_mut(b) {
                    of_b.push(i);
                }
            }
        }
        self.order.extend((0..n).filter(|&i| waiting[i] == 0));
        let mut next = 0;
        while let Some(&i) = self.order.get(next) {
            next += 1;
            for &f in &followers[i] {
                waiting[f] -= 1;
                if waiting[f] == 0 {
                    self.order.push(f);
                }
            }
        }
        self.order.iter().for_each(|&i| self.in_circle[i] = false);
    }
}
