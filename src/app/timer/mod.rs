//! The timer: start, end, breaks, idle time and corrections.
//!
//! [`timing::Timing`] watches the running session. `focus` sends each intent on; `corrections` turns changes of tracked time
//! into actions.

pub(super) mod breaks;
pub(super) mod corrections;
pub(super) mod finish;
pub(super) mod focus;
pub(super) mod idle;
pub(super) mod offer;
pub(super) mod start;
pub(super) mod tick;
pub(super) mod timing;
