//! The timer: start, end, breaks, idle time and corrections.

pub(super) mod breaks;
pub(super) mod corrections;
pub(super) mod finish;
pub(super) mod focus;
pub(super) mod idle;
pub(super) mod start;
pub(super) mod tick;
