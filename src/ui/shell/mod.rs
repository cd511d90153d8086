//! The window: panes, bars, toasts and reminders.

mod reminder;
mod status_bar;
mod toast;
mod top_bar;
mod window;

pub use reminder::reminders_ui;
pub use toast::{Toast, toasts_ui};
pub use window::shell_ui;
