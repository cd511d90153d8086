//! A gap, the candidates for it and its plan, as the gap solver sees them.

use super::prices::Claim;
use crate::planner::problem::Problem;

/// A free interval and its rules; all lengths in slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GapRules {
    pub slots: u32,
    /// Work done without a break right before.
    pub lead_slots: u32,
    pub focus_slots: u32,
    /// Slots of the break between two runs.
    pub break_slots: u32,
    /// Value lost for each context beyond the first.
    pub context_cost: u32,
    /// At most this much work; `u32::MAX` for no limit.
    pub work_cap: u32,
    /// At most so many pieces; `u32::MAX` for no limit.
    pub piece_cap: u32,
}

impl GapRules {
    /// The rules of a problem's gap on its own, with the day's caps.
    ///
    /// # Panics
    /// If there is no such gap.
    #[must_use]
    pub fn of(problem: &Problem, gap: usize) -> Self {
        let interval = problem.gaps[gap];
        Self {
            slots: interval.slots,
            lead_slots: interval.lead_slots,
            focus_slots: problem.focus_slots,
            break_slots: problem.break_slots,
            context_cost: problem.context_cost,
            work_cap: problem.day_caps.get(interval.day).copied().unwrap_or(0),
            piece_cap: problem.day_piece_caps.get(interval.day).copied().unwrap_or(u32::MAX),
        }
    }
}

/// An item that may be done in the gap, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapCandidate {
    pub context: u32,
    /// The shortest and the longest piece in slots; the same for a whole item.
    pub sizes: [u32; 2],
    /// Value of a piece of `s` slots: `value + value_per_slot * s`. Not worth doing unless that is positive.
    pub value: i64,
    pub value_per_slot: i64,
    /// The slots that finish it, and the value that this adds.
    pub finished_at: u32,
    pub bonus: i64,
    /// Candidates (by index) that must be finished before, in an earlier or the same run.
    pub after: Vec<usize>,
}

impl GapCandidate {
    /// An item that is done in one piece.
    #[must_use]
    pub fn whole(slots: u32, context: u32, value: i64) -> Self {
        Self {
            context,
            sizes: [slots, slots],
            value,
            value_per_slot: 0,
            finished_at: slots,
            bonus: 0,
            after: Vec::new(),
        }
    }

    /// The item of a problem in one of its gaps, with `after` empty; `None` where it is not allowed.
    #[must_use]
    pub fn of(problem: &Problem, item: usize, gap: usize) -> Option<Self> {
        let item = problem.items.get(item)?;
        let value = item.value_in(gap, 1);
        let candidate = Self::whole(item.slots, item.context, value);
        (value > 0).then_some(match item.chunk {
            None => candidate,
            Some([shortest, longest]) => Self {
                sizes: [shortest.max(1), longest.min(problem.focus_slots).min(item.slots)],
                value: 0,
                value_per_slot: value,
                bonus: item.completion_bonus,
                ..candidate
            },
        })
    }

    /// Value of a piece.
    pub(super) fn worth(&self, slots: u32) -> i64 {
        let done = if slots == self.finished_at { self.bonus } else { 0 };
        self.value.saturating_add(self.value_per_slot.saturating_mul(slots.into())).saturating_add(done)
    }

    /// The pieces that are worth doing: slots, value, and whether that finishes it.
    pub(super) fn options(&self) -> impl Iterator<Item = (u32, i64, bool)> {
        let all = self.sizes[0].max(1)..=self.sizes[1];
        all.map(|s| (s, self.worth(s), s == self.finished_at)).filter(|o| o.1 > 0)
    }

    pub(super) fn claim(&self) -> Claim {
        let [shortest, longest] = [self.sizes[0].max(1), self.sizes[1]];
        let finished = if (shortest..=longest).contains(&self.finished_at) { self.finished_at } else { longest };
        Claim([shortest, longest, finished].map(|slots| (slots, self.worth(slots))))
    }
}

/// A stretch of work in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GapPiece {
    /// Runs follow each other in this order with a break between two of them.
    pub run: u32,
    /// Index of the candidate.
    pub candidate: usize,
    pub slots: u32,
}

/// A filling of a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapPlan {
    /// In order of their runs; within a run predecessors come first.
    pub pieces: Vec<GapPiece>,
    pub value: i64,
    /// No filling is worth more than this. Equal to `value` where the filling is proven to be the best.
    pub bound: i64,
}
