//! The Focus view: the running task with its steps and notes, a break, or an offer of the next task.

mod bar;
mod capture;
mod offer;
mod page;
mod parts;
mod running;
mod settings;

pub use bar::{BAR_AROUND_TITLE, bar_ui, bar_width, floating_ui};
pub use page::focus_ui;
pub use parts::whole_minutes;
pub use running::{next_thing, pushed, what_then};
