//! The views: functions from what there is to pixels and intents.
//!
//! Architecture invariant: a view reads the [`ViewContext`] and changes only its own view state. It asks for changes by
//! pushing [`Intent`]s, which are carried out after the frame. No file, no clock, no planner call in here.

pub mod command;
mod dialogs;
mod focus;
mod inspector;
mod keymap;
mod matrix;
mod minutes;
mod month;
mod morning;
mod now_lines;
mod now_strip;
mod palette;
mod panels;
mod quick_add;
mod reminder;
mod review;
mod shell;
mod state;
mod status_bar;
pub mod theme;
mod timeline;
mod toast;
mod top_bar;
mod trash;
mod view;
mod week;
mod widgets;

pub use dialogs::{Answer, BackupLine, Dialog, OpenAs, Purpose, ShortcutSheet, dialog_ui};
pub use focus::{AwayQuestion, FocusIntent, FocusState, Offer, Unplanned, next_thing};
pub use keymap::Keymap;
pub use matrix::{card_height, chosen, close_all, move_all, move_to, neighbour};
pub use now_strip::ready_today;
pub use palette::{MOST as MOST_HITS, Palette, palette_ui};
pub use panels::Panel;
pub use reminder::{Reminder, ReminderIntent, reminders_ui};
pub use review::{Reach, ReportForm, ReportPreview, ReviewIntent, ReviewState, Reviewed};
pub use shell::shell_ui;
pub use state::{Difference, MinutesQuestion, UiState, View};
pub use timeline::{EventQuestion, SeriesQuestion, SessionIntent, Yield, merge_with_next, middle, split_at, yields};
pub use toast::{Toast, toasts_ui};
pub use trash::{Trash, trash_ui};
pub use view::{
    Board, BoardView, Capacity, CardRow, Column, DayView, Dragged, Intent, Progress, Selection, Sort, ViewContext,
};
pub use widgets::half_typed;
