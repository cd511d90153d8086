//! Reminders in the window and on the desktop.

pub(super) mod due;
pub(super) mod notify;
pub(super) mod reminders;
pub(super) mod reminding;
