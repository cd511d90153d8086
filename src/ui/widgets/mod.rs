//! Small pieces that several views are made of.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, Context, FontId, Galley, Id, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};
use egui_material_icons::{MaterialIcon, icons};

use super::theme::{self, Colors, palette};

/// One line of text, cut with an ellipsis at `width`.
pub fn line(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    rich_line(ui, &[(text, font, color)], width, false)
}

/// One line of several formats, cut with an ellipsis at `width`.
pub fn rich_line(ui: &Ui, parts: &[(&str, FontId, Color32)], width: f32, struck: bool) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    for (text, font, color) in parts {
        let strikethrough = if struck { Stroke::new(1.0, *color) } else { Stroke::NONE };
        job.append(
            text,
            0.0,
            TextFormat { font_id: font.clone(), color: *color, strikethrough, ..TextFormat::default() },
        );
    }
    job.wrap = TextWrapping { max_width: width.max(1.0), max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Paints an icon around `center`.
pub fn paint_icon(ui: &Ui, center: Pos2, icon: MaterialIcon, size: f32, color: Color32) {
    ui.painter().text(center, Align2::CENTER_CENTER, icon.codepoint, theme::icon(size), color);
}

/// Lets a screen reader read a row that was laid out from the right in the order in which it is seen.
pub fn read_from_left(row: &Ui) {
    read_in_order(row, |children| children.reverse());
}

/// Changes the order in which a screen reader reads what was drawn into `ui` so far.
pub fn read_in_order(ui: &Ui, order: impl FnOnce(&mut Vec<egui::accesskit::NodeId>)) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        let mut children = node.children().to_vec();
        order(&mut children);
        node.set_children(children);
    });
}

/// What was drawn last is read before what was drawn before it.
pub fn swap_last_two(children: &mut Vec<egui::accesskit::NodeId>) {
    if let [.., before, last] = children.as_mut_slice() {
        std::mem::swap(before, last);
    }
}

/// Tells a screen reader that what is drawn into `ui` is a dialog, and its name.
pub fn name_dialog(ui: &Ui, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::Dialog);
        node.set_label(name);
        node.set_modal();
    });
}

/// Draws something, scrolled only where it was higher than `room` when it was last drawn.
pub fn scrolled_if_higher(ui: &mut Ui, room: f32, add: impl FnOnce(&mut Ui)) {
    let id = ui.make_persistent_id("height");
    let before: f32 = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let height = if before > room {
        let area = egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room);
        let clear_of_bar = |ui: &mut Ui| {
            ui.set_max_width(ui.available_width() - theme::GAP);
            add(ui);
        };
        area.show(ui, clear_of_bar).content_size.y
    } else {
        ui.scope(add).response.rect.height()
    };
    ui.data_mut(|data| data.insert_temp(id, height));
    if (before > room) != (height > room) {
        ui.ctx().request_repaint();
    }
}

/// A check box with a label, whose box is seen in the dark as well.
pub fn labelled_check_box(ui: &mut Ui, checked: &mut bool, label: &str) -> Response {
    let line = palette(ui).outline();
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke.color = line;
        ui.checkbox(checked, label)
    })
    .inner
}

/// Width and height of an [`icon_button`].
pub const ICON_BUTTON: f32 = 28.0;

/// A button that is only an icon; `name` is its tooltip and its accessible name.
pub fn icon_button(ui: &mut Ui, icon: MaterialIcon, name: &str, enabled: bool) -> Response {
    sized_icon_button(ui, (icon, 20.0), name, enabled, vec2(ICON_BUTTON, ICON_BUTTON))
}

/// A smaller [`icon_button`], `width` points wide, for cards and the rows of lists.
pub fn small_icon_button(ui: &mut Ui, icon: MaterialIcon, name: &str, width: f32) -> Response {
    sized_icon_button(ui, (icon, 15.0), name, true, vec2(width, 24.0))
}

fn sized_icon_button(
    ui: &mut Ui,
    (icon, icon_size): (MaterialIcon, f32),
    name: &str,
    enabled: bool,
    size: egui::Vec2,
) -> Response {
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if ui.is_rect_visible(rect) {
        let palette = palette(ui);
        if enabled && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(rect, theme::CORNER, palette.sunken);
        }
        let color = if enabled { palette.secondary } else { palette.outline().gamma_multiply(0.6) };
        paint_icon(ui, rect.center(), icon, icon_size, color);
        focus_ring(ui, &response, rect);
    }
    let response = response.on_hover_text(name);
    // The tooltip says the name again; it need not be read twice.
    ui.ctx().accesskit_node_builder(response.id, egui::accesskit::Node::clear_description);
    response
}

/// The ring that shows where the keyboard is.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette(ui).accent);
        ui.painter().rect_stroke(rect, theme::CORNER, stroke, StrokeKind::Inside);
    }
}

/// A check box without a label of its own, in the middle of `rect`; `name` says what it ticks.
pub fn check_box(ui: &mut Ui, rect: Rect, id: Id, checked: bool, name: &str, accent: Color32) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, checked, name));
    let palette = palette(ui);
    let square = Rect::from_center_size(rect.center(), vec2(theme::CHECK_BOX, theme::CHECK_BOX));
    if checked {
        ui.painter().rect_filled(square, 4.0, accent);
        paint_icon(ui, square.center(), icons::ICON_CHECK, 13.0, palette.surface);
    } else {
        let line = if response.hovered() || response.has_focus() { palette.accent } else { palette.outline() };
        ui.painter().rect(square, 4.0, palette.surface, Stroke::new(1.4, line), StrokeKind::Inside);
    }
    focus_ring(ui, &response, square.expand(3.0));
    response
}

/// A shortcut as it is written in menus and tooltips.
pub fn shortcut_text(ctx: &Context, keys: &egui::KeyboardShortcut) -> String {
    let text = ctx.format_shortcut(keys);
    let signs = [("Questionmark", "?"), ("Slash", "/"), ("Comma", ","), ("Equals", "="), ("Plus", "+"), ("Minus", "-")];
    match signs.into_iter().find_map(|(name, sign)| Some((text.strip_suffix(name)?, sign))) {
        Some((modifiers, sign)) => format!("{modifiers}{sign}"),
        None => text,
    }
}

/// A thin bar that shows how much of something is done.
pub fn progress_bar(ui: &Ui, rect: Rect, share: f32, color: Color32) {
    let palette = palette(ui);
    ui.painter().rect_filled(rect, rect.height() / 2.0, palette.hairline);
    if share > 0.0 {
        let done = Rect::from_min_size(rect.min, vec2(rect.width() * share.min(1.0), rect.height()));
        ui.painter().rect_filled(done, rect.height() / 2.0, color);
    }
}

/// Buttons of which one is chosen. Returns the one that was clicked.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, choices: &[(T, &str)], chosen: Option<T>, what: &str) -> Option<T> {
    let mut clicked = None;
    let frame = egui::Frame::new().fill(palette(ui).sunken).corner_radius(8.0).inner_margin(3.0);
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (value, name) in choices {
                if segment_ui(ui, name, chosen == Some(*value), what).clicked() {
                    clicked = Some(*value);
                }
            }
        });
    });
    clicked
}

fn segment_ui(ui: &mut Ui, name: &str, on: bool, what: &str) -> Response {
    let palette = palette(ui);
    let color = if on { palette.text } else { palette.secondary };
    let galley = line(ui, name, theme::body(), color, 160.0);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(20.0, 7.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, format!("{what}: {name}")));
    paint_segment(ui, rect, on, &response, &palette);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    response
}

fn paint_segment(ui: &Ui, rect: Rect, on: bool, response: &Response, palette: &Colors) {
    if on {
        ui.painter().rect(rect, 5.0, palette.surface, Stroke::new(1.0, palette.hairline), StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 5.0, palette.hairline);
    }
    focus_ring(ui, response, rect);
}

/// A button with text, filled if it is the one that is expected.
pub fn text_button(ui: &mut Ui, text: &str, primary: bool) -> Response {
    let palette = palette(ui);
    let color = if primary { palette.on_accent } else { palette.text };
    let mut button = egui::Button::new(egui::RichText::new(text).color(color));
    if primary {
        button = button.fill(palette.accent).stroke(Stroke::NONE);
    }
    ui.add(button)
}

/// A line of text that does something, without a frame.
pub fn link_button(ui: &mut Ui, text: &str) -> Response {
    let color = palette(ui).accent;
    ui.add(egui::Button::new(egui::RichText::new(text).color(color)).frame(false))
}

/// A text field whose text becomes valid when it is left: the new text then, `None` before. Escape brings back the old
/// text of one line, and leaves a field of several. What is half typed lives in the ui's memory under the field's own id.
pub fn draft_field(
    ui: &mut Ui,
    name: &str,
    salt: impl egui::AsIdSalt,
    current: &str,
    edit: DraftField,
) -> Option<String> {
    checked_field(ui, name, salt, current, edit, |text| Ok(text.to_owned()))
}

/// A draft field whose text has to mean something: what `read` makes of it when it is left. What `read` refuses stays
/// as it was typed, with the reason below it, and Enter leaves the cursor in it.
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
    let field = edit.field(&mut text).id(id);
    let response = ui.add(field).accessible_name(name);
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

/// A label of `size` with what `add` draws beside it, and below both why a field of the row does not take its text, so that
/// the reason covers no other field.
pub fn labelled_row<R>(ui: &mut Ui, label: &str, size: egui::Vec2, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.data_mut(|data| data.insert_temp(row_reason(), String::new()));
    let result = ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let galley = line(ui, label, theme::small(), palette(ui).secondary, rect.width());
        ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, palette(ui).secondary);
        add(ui)
    });
    let why: String = ui.data_mut(|data| data.remove_temp(row_reason())).unwrap_or_default();
    if !why.is_empty() {
        reason_ui(ui, &why);
    }
    result.inner
}

/// Where a field leaves its reason for the row that it is in.
fn row_reason() -> Id {
    Id::unique("reason below the row")
}

fn reason_ui(ui: &mut Ui, why: &str) {
    ui.add(egui::Label::new(egui::RichText::new(why).font(theme::small()).color(palette(ui).danger)).wrap());
}

/// Whether a field has the cursor, also while another window is in front: what is half typed is not taken then.
pub fn has_cursor(field: &Response) -> bool {
    field.ctx.memory(|memory| memory.has_focus(field.id))
}

/// The draft field that has the cursor, if its text is not valid yet.
pub fn half_typed(ui: &Ui) -> Option<Id> {
    ui.memory(egui::Memory::focused).filter(|id| ui.data(|data| data.get_temp::<String>(*id)).is_some())
}

/// Says below a field, or below its row, why its text is not taken; over what is below only where neither can make room.
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
        ui.set_max_width(260.0);
        reason_ui(ui, why);
    });
}

/// What `parse` makes of a field's text, nothing where it is blank; `is_no` ends the sentence that refuses it.
pub fn read_field<T>(text: &str, is_no: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).ok_or_else(|| format!("'{text}' is no {is_no}"))
}

/// The whole number that a field's text means.
pub fn read_number(text: &str) -> Result<u32, String> {
    let digits = text.trim().trim_end_matches('m').trim_end();
    digits.parse().map_err(|_| format!("'{}' is no number. Write 15.", text.trim()))
}

/// How a draft field looks.
#[derive(Clone, Default)]
pub struct DraftField<'a> {
    /// Shown while it is empty.
    pub hint: &'a str,
    /// In points.
    pub width: f32,
    /// More than one for text of several lines.
    pub lines: usize,
    /// That of the body without.
    pub font: Option<FontId>,
    /// Of the text; that of other text without.
    pub color: Option<Color32>,
    /// Looks like a label until it is edited.
    pub frameless: bool,
    /// Only Enter makes the text valid; left otherwise, it waits.
    pub only_enter: bool,
    /// One line that takes as many rows as it needs.
    pub wraps: bool,
}

impl DraftField<'_> {
    fn field(self, text: &mut String) -> TextEdit<'_> {
        let mut field = if self.wraps {
            TextEdit::multiline(text).desired_rows(1).return_key(None)
        } else if self.lines > 1 {
            TextEdit::multiline(text).desired_rows(self.lines)
        } else {
            TextEdit::singleline(text).align(Align2::LEFT_CENTER)
        };
        field = field.hint_text(self.hint).desired_width(self.width);
        if let Some(color) = self.color {
            field = field.text_color(color);
        }
        if let Some(font) = self.font {
            field = field.font(font);
        }
        if self.frameless { field.frame(egui::Frame::NONE) } else { field }
    }
}

/// A dashed outline with rounded corners.
pub fn dashed_outline(ui: &Ui, rect: Rect, color: Color32) {
    let stroke = Stroke::new(1.2, color);
    let r = theme::CORNER.min(rect.height() / 2.0);
    let painter = ui.painter();
    let arc = |center: Pos2, from: f32| -> Vec<Pos2> {
        (0..=4)
            .map(|i| (from + i as f32 * 0.25) * std::f32::consts::FRAC_PI_2)
            .map(|a| center + vec2(a.cos(), a.sin()) * r)
            .collect()
    };
    let mut path = arc(pos2(rect.right() - r, rect.bottom() - r), 0.0);
    path.extend(arc(pos2(rect.left() + r, rect.bottom() - r), 1.0));
    path.extend(arc(pos2(rect.left() + r, rect.top() + r), 2.0));
    path.extend(arc(pos2(rect.right() - r, rect.top() + r), 3.0));
    path.push(path[0]);
    painter.extend(egui::Shape::dashed_line(&path, stroke, 4.0, 3.0));
}

/// Slanted lines over `rect`: rest.
pub fn hatch(ui: &Ui, rect: Rect, color: Color32) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let step = 6.0;
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        painter.line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], Stroke::new(1.0, color));
        x += step;
    }
}
