//! Text fields that commit their text on leaving.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Align2, Color32, FontId, Id, Margin, Response, RichText, TextEdit, Ui};

use super::paint::rich_line;
use super::rows::{reason_ui, row_reason};
use crate::ui::theme;

/// Draws a text field that returns its new text when it is left. Escape restores a single line and leaves a
/// multi-line field. The half-typed text lives in the ui's memory under the id of the field.
pub fn draft_field(
    ui: &mut Ui,
    name: &str,
    salt: impl egui::AsIdSalt,
    current: &str,
    edit: DraftField,
) -> Option<String> {
    checked_field(ui, name, salt, current, edit, |text| Ok(text.to_owned()))
}

/// Draws a draft field with a parser. A rejected text stays in the field with the reason below it, and Enter keeps
/// the cursor there.
pub fn checked_field<T>(
    ui: &mut Ui,
    name: &str,
    salt: impl egui::AsIdSalt,
    current: &str,
    edit: DraftField,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let id = ui.make_persistent_id(salt);
    let reason = id.with("refused");
    let draft: Option<String> = ui.data(|data| data.get_temp(id));
    let mut refused: Option<String> = ui.data(|data| data.get_temp(reason));
    let mut text = draft.clone().unwrap_or_else(|| current.to_owned());
    let (only_enter, wraps, many_lines) = (edit.only_enter, edit.wraps, edit.lines > 1);
    let elides = edit.frameless && !wraps && !many_lines && !ui.memory(|memory| memory.has_focus(id));
    let response = if elides {
        edit.elided(ui, &mut text, id).accessible_name(name)
    } else {
        ui.add(edit.field(&mut text).id(id)).accessible_name(name)
    };
    let escape =
        (has_cursor(&response) || response.lost_focus()) && ui.input(|input| input.key_pressed(egui::Key::Escape));
    let forget = |ui: &Ui| ui.data_mut(|data| (data.remove::<String>(id), data.remove::<String>(reason)));
    if escape && !many_lines {
        forget(ui);
        return None;
    }
    let enter = (response.lost_focus() || (wraps && has_cursor(&response)))
        && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if wraps && enter {
        response.surrender_focus();
    }
    if response.changed() {
        refused = None;
        if wraps && text.contains(['\n', '\r']) {
            text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        forget(ui);
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    let typed = draft.is_some() || response.changed();
    let left = response.lost_focus() || (typed && !has_cursor(&response) && refused.is_none());
    if enter || (left && !only_enter) {
        if !typed || text == current {
            forget(ui);
            return None;
        }
        let why = match read(&text) {
            Ok(value) => {
                forget(ui);
                return Some(value);
            }
            Err(why) => why,
        };
        ui.data_mut(|data| data.insert_temp(reason, why.clone()));
        refused = Some(why);
        if enter {
            response.request_focus();
        }
    }
    if let Some(why) = refused {
        refusal_ui(ui, &response, &why);
    }
    None
}

/// Returns whether a field has the cursor, even while another window is in front, so that half-typed text is not
/// committed then.
pub fn has_cursor(field: &Response) -> bool {
    field.ctx.memory(|memory| memory.has_focus(field.id))
}

/// Selects the text of a field, so that typing replaces it.
pub fn select_all(ui: &Ui, field: Id, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let whole = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(whole));
    state.store(ui.ctx(), field);
}

/// Returns the focused draft field, if its text is not committed yet.
pub fn half_typed(ui: &Ui) -> Option<Id> {
    ui.memory(egui::Memory::focused).filter(|id| ui.data(|data| data.get_temp::<String>(*id)).is_some())
}

/// Shows below a field or its row why its text is rejected; overlaps only where neither can make room.
fn refusal_ui(ui: &mut Ui, field: &Response, why: &str) {
    ui.ctx().accesskit_node_builder(field.id, |node| {
        node.set_description(why);
        node.set_invalid(egui::accesskit::Invalid::True);
    });
    if ui.data(|data| data.get_temp::<String>(row_reason())).is_some() {
        ui.data_mut(|data| data.insert_temp(row_reason(), why.to_owned()));
        return;
    }
    if ui.layout().is_vertical() {
        return reason_ui(ui, why);
    }
    if !ui.is_rect_visible(field.rect) {
        return;
    }
    let popup = egui::Popup::from_response(field).id(field.id.with("why")).kind(egui::PopupKind::Tooltip).open(true);
    popup.gap(theme::GAP_SMALL).show(|ui| {
        ui.set_max_width(theme::POPUP_NARROW);
        reason_ui(ui, why);
    });
}

/// Parses a field's text; blank is `None`. `refuse` returns the error message for the text.
pub fn read_field<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Option<T>,
    refuse: impl FnOnce(&str) -> String,
) -> Result<Option<T>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).ok_or_else(|| refuse(text))
}

/// The look of a draft field.
#[derive(Clone, Default)]
pub struct DraftField<'a> {
    /// Placeholder of an empty field.
    pub hint: &'a str,
    /// Width in points.
    pub width: f32,
    /// Number of rows; more than one for a multi-line field.
    pub lines: usize,
    /// Font; body by default.
    pub font: Option<FontId>,
    /// Text colour; the theme's by default.
    pub color: Option<Color32>,
    /// Looks like a label until it is edited.
    pub frameless: bool,
    /// Only Enter commits; otherwise the text waits.
    pub only_enter: bool,
    /// A single line that wraps over as many rows as it needs.
    pub wraps: bool,
    /// Struck through while it is not edited; only without a frame.
    pub struck: bool,
    /// Space around the text; egui's by default.
    pub margin: Option<Margin>,
}

impl DraftField<'_> {
    /// Adds the field as it looks without the cursor: its text ends in an ellipsis and a tooltip where it is too long.
    fn elided(self, ui: &mut Ui, text: &mut String, id: Id) -> Response {
        let (width, struck) = (self.width, self.struck);
        let font = self.font.clone().unwrap_or_else(theme::body);
        let color = self.color.unwrap_or_else(|| ui.visuals().text_color());
        let mut whole = None;
        let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, _: f32| {
            let galley = rich_line(ui, &[(text.as_str(), font.clone(), color)], width, struck);
            whole = galley.elided.then(|| text.as_str().to_owned());
            galley
        };
        let response = ui.add(self.field(text).id(id).layouter(&mut layouter));
        match whole {
            Some(text) => response.on_hover_text(text),
            None => response,
        }
    }

    fn field(self, text: &mut String) -> TextEdit<'_> {
        let mut field = if self.wraps {
            TextEdit::multiline(text).desired_rows(1).return_key(None)
        } else if self.lines > 1 {
            TextEdit::multiline(text).desired_rows(self.lines)
        } else {
            TextEdit::singleline(text).align(Align2::LEFT_CENTER)
        };
        let font = self.font.unwrap_or_else(theme::body);
        field = field.hint_text(RichText::new(self.hint).font(font.clone())).desired_width(self.width).font(font);
        if let Some(color) = self.color {
            field = field.text_color(color);
        }
        if let Some(margin) = self.margin {
            field = field.margin(margin);
        }
        if self.frameless { field.frame(egui::Frame::NONE) } else { field }
    }
}
