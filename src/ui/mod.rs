//! The views: functions from what there is to pixels and intents.
//!
//! Architecture invariant: a view reads the [`ViewContext`] and changes only its own view state. It asks for changes by
//! pushing [`Intent`]s, which are carried out after the frame. No file, no clock, no planner call in here.

pub mod command;
mod dialogs;
mod inspector;
mod matrix;
mod now_strip;
mod shell;
mod state;
mod status_bar;
pub mod theme;
mod timeline;
mod toast;
mod top_bar;
mod view;
mod widgets;

pub use dialogs::{Answer, Dialog, Purpose, dialog_ui};
pub use matrix::{card_height, move_to, neighbour};
pub use shell::shell_ui;
pub use state::{UiState, View};
pub use timeline::parse_event_line;
pub use toast::{Toast, toasts_ui};
pub use view::{Board, CardRow, Column, DayView, Dragged, Intent, Selection, ViewContext};
pub use widgets::text_has_focus;
