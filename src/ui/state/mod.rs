//! State of the views between frames: the selection, half-typed text, gestures. One file per view. None of it is saved.

mod dialogs;
mod focus;
mod inspector;
mod matrix;
mod overlays;
mod palette;
mod panels;
mod quick_add;
mod review;
mod timeline;
mod ui_state;

pub use dialogs::{Answer, BackupLine, Dialog, OpenAs, Purpose, ShortcutSheet};
pub use focus::{AwayQuestion, FocusState, Offer, Unplanned};
pub use inspector::InspectorState;
pub use matrix::{Band, chosen};
pub use overlays::{MinutesQuestion, Trash};
pub use palette::{MOST, Palette, Row};
pub use panels::{Difference, Panel};
pub use quick_add::{Pasted, QuickAddState};
pub use review::{OtherDay, Reach, ReportPreview, ReviewState};
pub use timeline::{Choice, Draft, EventQuestion, Gesture, Part, SeriesQuestion, Target, Yield, Yielded};
pub use ui_state::UiState;
