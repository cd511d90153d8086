//! Small widgets that several views share.

mod buttons;
mod fields;
mod paint;
mod paper;
mod reading;
mod rows;
mod swatches;
mod text;

pub use buttons::{
    check_box, icon_button, labelled_check_box, link_button, progress_ring, segmented, segmented_width, shortcut_text,
    small_icon_button, text_button,
};
pub use fields::{DraftField, checked_field, draft_field, half_typed, has_cursor, read_field, select_all};
pub use paint::{
    accent_bar, dashed_outline, focus_ring, hatch, key_cap, key_cap_ui, line, paint_centred, paint_icon, paint_line,
    progress_bar, rich_line,
};
pub use paper::paper_ui;
pub use reading::{name_dialog, read_from_left, read_in_order, swap_last_two};
pub use rows::{dialog_list_height, dialog_width, labelled_row, scrolled_if_higher, with_reason_below};
pub use swatches::swatches_ui;
pub use text::{heading_ui, note_ui, paragraph_ui, section_ui};
