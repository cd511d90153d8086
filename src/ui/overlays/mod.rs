//! Dialogs and popups above the views.

mod dialogs;
mod minutes;
mod palette;
mod storage;
mod trash;

pub use dialogs::dialog_ui;
pub use minutes::minutes_ui;
pub use palette::palette_ui;
pub use trash::trash_ui;
