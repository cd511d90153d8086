//! The time grid of the planner.

use crate::model::Minutes;

/// Length of a slot. Lengths of work are rounded up to it.
pub const SLOT: Minutes = Minutes::new(5);

pub fn slots_up(length: Minutes, slot: Minutes) -> u32 {
    length.get().div_ceil(slot.get())
}

pub fn slots_down(length: Minutes, slot: Minutes) -> u32 {
    length.get() / slot.get()
}
