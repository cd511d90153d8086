//! The window: panes, bars, toasts and reminders.

mod menu;
mod messages;
mod status_bar;
mod toast;
mod top_bar;
mod window;

pub use messages::{MessageSlot, messages_ui};
pub use toast::Toast;
pub use window::shell_ui;
