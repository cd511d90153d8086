//! The Focus view: the running task with its steps and notes, a break, or an offer of the next task.

mod bar;
mod capture;
mod controls;
mod offer;
mod page;
mod running;
mod then;

pub use bar::{BAR_AROUND_TITLE, bar_ui, bar_width, floating_ui};
pub use controls::whole_minutes;
pub use page::focus_ui;
pub use running::{next_thing, pushed, what_then};
