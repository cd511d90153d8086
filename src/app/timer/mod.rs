//! The timer, idleness and corrections of tracked time.

pub(super) mod idle;
pub(super) mod timing;
pub(super) mod tracked;
