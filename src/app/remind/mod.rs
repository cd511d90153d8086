//! Reminders in the window and on the desktop.

pub(super) mod notify;
pub(super) mod reminders;
