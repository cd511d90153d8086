//! State of the views between frames: the selection, half-typed text, gestures. One file per view. None of it is saved.

mod dialogs;
mod focus;
mod inspector;
mod lens;
mod matrix;
mod now;
mod overlays;
mod palette;
mod panels;
mod quick_add;
mod review;
mod settings;
mod status;
mod timeline;
mod ui_state;
mod week;

pub use dialogs::{BackupLine, Dialog, DialogAnswer, OpenAs, PathPurpose};
pub(in crate::ui) use focus::MOST_OFFERED;
pub use focus::{AwayQuestion, FocusState, NextOffer, Unplanned};
pub use inspector::{InspectorField, InspectorState};
pub use lens::GapLens;
pub use matrix::{Band, MatrixState};
pub use now::NowState;
pub use overlays::{MinutesQuestion, MorningState, Trash};
pub use palette::{MOST, Palette, PaletteRow};
pub use panels::{Panel, PanelState};
pub use quick_add::{Pasted, QuickAddState};
pub use review::{OtherDay, Reach, ReportPreview, ReviewState};
pub use settings::{KeyChange, SettingsDialog, SettingsSection};
pub use status::Status;
pub use timeline::{
    DELAY_STEP, Difference, DragPart, DragTarget, DropChoice, EventDraft, EventQuestion, Gesture, SeriesQuestion,
    TimelineState, Yield, Yielded,
};
pub use ui_state::UiState;
pub use week::WeekState;
