//! Changes to the tasks, events and blocks of a day.

pub(super) mod adding;
pub(super) mod events;
pub(super) mod morning;
pub(super) mod question;
pub(super) mod showing;
pub(super) mod shown;
