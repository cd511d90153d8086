//! The free time of a problem as one row of nodes: a node is a slot of a gap or the end of one.

use crate::planner::problem::Problem;

/// Larger problems are cut, and their bound is a crude one.
const MOST_NODES: usize = 20_000;
const MOST_STATES: usize = 1_000_000;

/// A gap in which work is possible.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// Index into the days of the timeline.
    pub day: usize,
    /// Absolute slot of the first node.
    pub start: u32,
    /// Node of its start; the one of its end is `slots` later.
    pub first: usize,
    pub slots: usize,
    /// Age of the run at the start.
    pub lead: usize,
}

impl Stretch {
    pub fn end(&self) -> usize {
        self.first + self.slots
    }

    fn last_slot(&self) -> u32 {
        self.start + u32::try_from(self.slots - 1).unwrap_or(0)
    }
}

/// Limits of a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayLimit {
    pub slots: u32,
    pub pieces: Option<u32>,
}

/// All stretches in time order.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    pub stretches: Vec<Stretch>,
    pub days: Vec<DayLimit>,
    pub nodes: usize,
    /// By node: index of its stretch.
    pub stretch_of: Vec<usize>,
    /// Slots in a run.
    pub focus: usize,
    pub rest: usize,
    /// States of a node: slots since the start of the run, 0 to `focus`. One where breaks are not needed.
    pub ages: usize,
    /// Whether the timeline covers the whole problem.
    pub complete: bool,
}

impl Timeline {
    pub fn new(problem: &Problem) -> Self {
        let longest = problem.gaps.iter().map(|gap| gap.lead_slots.saturating_add(gap.slots)).max().unwrap_or(0);
        let focus = problem.focus_slots.min(longest) as usize;
        let free = problem.break_slots == 0;
        let mut timeline = Self {
            stretches: Vec::new(),
            days: Vec::new(),
            nodes: 0,
            stretch_of: Vec::new(),
            focus,
            rest: problem.break_slots as usize,
            ages: if free { 1 } else { focus + 1 },
            complete: true,
        };
        if problem.focus_slots > 0 {
            timeline.add_gaps(problem, free);
        }
        timeline.tighten_limits();
        timeline
    }

    fn add_gaps(&mut self, problem: &Problem, free: bool) {
        let mut free_from = 0;
        let mut day_of: Vec<usize> = Vec::new();
        for gap in &problem.gaps {
            let cap = problem.day_caps.get(gap.day).copied().unwrap_or(0);
            let pieces = problem.day_piece_caps.get(gap.day).copied();
            let lead = if free { 0 } else { gap.lead_slots };
            let possible = gap.slots > 0 && cap > 0 && pieces != Some(0);
            if !possible || lead > problem.focus_slots {
                continue;
            }
            let (slots, nodes) = (gap.slots as usize, self.nodes + gap.slots as usize + 1);
            let known = day_of.iter().position(|day| *day == gap.day);
            let in_order = gap.start >= free_from && known.is_none_or(|day| day + 1 == day_of.len());
            if !in_order || nodes > MOST_NODES || nodes.saturating_mul(self.ages) > MOST_STATES {
                self.complete = false;
                continue;
            }
            if known.is_none() {
                day_of.push(gap.day);
                self.days.push(DayLimit { slots: cap, pieces });
            }
            let stretch =
                Stretch { day: day_of.len() - 1, start: gap.start, first: self.nodes, slots, lead: lead as usize };
            self.stretch_of.resize(nodes, self.stretches.len());
            self.stretches.push(stretch);
            self.nodes = nodes;
            free_from = gap.end();
        }
    }

    /// Drops the limits of a day that the lengths of its stretches imply.
    fn tighten_limits(&mut self) {
        for (d, day) in self.days.iter_mut().enumerate() {
            let room: usize =
                self.stretches.iter().filter(|stretch| stretch.day == d).map(|stretch| stretch.slots).sum();
            let room = u32::try_from(room).unwrap_or(u32::MAX);
            day.slots = day.slots.min(room);
            day.pieces = day.pieces.filter(|pieces| *pieces < room);
        }
    }

    /// Returns whether a stretch has a slot in `from..to`.
    pub fn is_free(&self, from: u32, to: u32) -> bool {
        let first = self.stretches.partition_point(|stretch| stretch.last_slot() < from);
        self.stretches.get(first).is_some_and(|stretch| stretch.start < to && from < to)
    }

    /// Returns slots of the longest stretch.
    pub fn longest_piece(&self) -> usize {
        self.stretches.iter().map(|stretch| stretch.slots).max().unwrap_or(0)
    }

    pub fn slot_of(&self, node: usize) -> u32 {
        let stretch = &self.stretches[self.stretch_of[node]];
        stretch.start + u32::try_from(node - stretch.first).unwrap_or(u32::MAX)
    }

    /// Returns the node where work at an absolute slot starts.
    pub fn node_at(&self, slot: u32) -> Option<usize> {
        let after = self.stretches.partition_point(|stretch| stretch.start <= slot);
        let stretch = self.stretches.get(after.checked_sub(1)?)?;
        let offset = (slot - stretch.start) as usize;
        (offset < stretch.slots).then_some(stretch.first + offset)
    }

    /// Returns the age of the run after a piece of `slots` that begins at `age`; `None` where it needs a break before.
    pub fn age_after(&self, age: usize, slots: usize) -> Option<usize> {
        if self.ages == 1 {
            Some(0)
        } else if slots <= self.focus {
            (age + slots <= self.focus).then_some(age + slots)
        } else {
            (age == 0).then_some((slots - 1) % self.focus + 1)
        }
    }

    /// Returns the length of a piece with the breaks inside it.
    pub fn wall(&self, slots: usize) -> usize {
        slots + self.rest * (slots.saturating_sub(1) / self.focus.max(1))
    }

    /// Returns the states that can follow without work: at most two.
    pub fn idle(&self, node: usize, age: usize) -> [Option<(usize, usize)>; 2] {
        let end = self.stretches[self.stretch_of[node]].end();
        let rested = node + if age == 0 { 1 } else { self.rest };
        let rested = (rested <= end).then_some((rested, 0));
        let paused = age > 0 && self.rest > 1 && age + 1 < self.focus && node < end;
        [rested, paused.then_some((node + 1, age + 1))]
    }
}
