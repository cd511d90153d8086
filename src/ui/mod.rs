//! The views: functions from a context to pixels and intents.
//!
//! Architecture invariant: a view reads the [`ViewContext`], changes only its own view state, and requests changes by
//! pushing [`Intent`]s, which the app carries out after the frame. No file, no clock, no planner call in this layer.

pub mod command;
mod context;
mod difference;
mod focus;
mod inspector;
mod intent;
mod matrix;
mod morning;
mod now;
mod overlays;
mod panels;
mod quick_add;
mod review;
mod run;
mod selection;
mod settings;
mod shell;
mod state;
pub mod theme;
mod timeline;
mod view;
mod widgets;

pub use command::Keymap;
pub use context::{
    Board, BoardView, Capacity, CardRow, Column, DayView, Progress, Reviewed, Sort, ViewContext, ready_today,
};
pub use focus::next_thing;
pub use intent::{
    FocusIntent, Intent, Out, Reminder, ReminderIntent, ReminderOffer, ReminderSubject, ReportForm, ReviewIntent,
    SessionIntent, ViewRequest,
};
pub use overlays::{dialog_ui, palette_ui, trash_ui};
pub use run::intents_for;
pub use selection::{Dragged, Selection};
pub use settings::{Setting, settings_ui};
pub use shell::{MessageSlot, Toast, messages_ui, shell_ui};
pub use state::{
    AwayQuestion, BackupLine, Dialog, DialogAnswer, Difference, EventQuestion, FocusState, MOST as MOST_HITS,
    MinutesQuestion, MorningState, NextOffer, OpenAs, Palette, Panel, PathPurpose, Reach, ReportPreview, ReviewState,
    SeriesQuestion, SettingsSection, Status, Trash, UiState, Unplanned, Yield,
};
pub use view::View;
pub use widgets::half_typed;
