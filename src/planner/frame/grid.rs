//! Times as slots.

use chrono::{NaiveDateTime, TimeDelta};

use crate::model::{Minutes, PlanningDay, Span};
use crate::planner::slots::{SLOT, slots_up};

/// A row of slots. Times before its origin count as the origin.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    origin: NaiveDateTime,
    slot: Minutes,
}

impl Grid {
    /// Returns the planner's grid from the midnight before the day on.
    pub fn of(day: PlanningDay) -> Self {
        Self { origin: day.date.and_time(chrono::NaiveTime::MIN), slot: SLOT }
    }

    /// Returns the slots that hold a length of work, at least one.
    pub fn slots(&self, length: Minutes) -> u32 {
        slots_up(length, self.slot).max(1)
    }

    /// Returns a grid with a slot that starts at `now`, and a day before it.
    pub fn around(now: NaiveDateTime, slot: Minutes) -> Self {
        Self { origin: now - TimeDelta::days(1), slot }
    }

    /// Returns the slot that contains the time.
    pub fn floor(&self, at: NaiveDateTime) -> u32 {
        let minutes = u32::try_from((at - self.origin).num_minutes()).unwrap_or(0);
        minutes / self.slot.get()
    }

    /// Returns the first slot that starts no earlier than the time.
    pub fn ceil(&self, at: NaiveDateTime) -> u32 {
        let slot = self.floor(at);
        slot + u32::from(self.time(slot) < at)
    }

    /// Returns the start of a slot.
    pub fn time(&self, slot: u32) -> NaiveDateTime {
        self.origin + self.slot.delta() * i32::try_from(slot).unwrap_or(i32::MAX)
    }

    /// Returns the length of some slots.
    pub fn minutes(&self, slots: u32) -> Minutes {
        Minutes::new(slots.saturating_mul(self.slot.get()))
    }

    /// Returns the time of some slots.
    pub fn span(&self, start: u32, slots: u32) -> Span {
        Span::new(self.time(start), self.time(start.saturating_add(slots)))
    }
}
