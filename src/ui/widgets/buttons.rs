//! Buttons, check boxes and choices.

use egui::{Color32, Context, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};
use egui_material_icons::{MaterialIcon, icons};

use super::paint::paint_centred;
use super::paint::{focus_ring, line, paint_icon};
use crate::ui::theme::{self, Colors, palette};

/// Opacity of the icon of a disabled button.
const DISABLED: f32 = 0.6;
/// A check box: width of its line, distance of its focus ring, height that it leaves free in a low line.
const BOX_LINE: f32 = 1.4;
const BOX_RING: f32 = 3.0;
const BOX_MARGIN: f32 = 5.0;
/// Maximum width of the text of a segment, and the space above and below it, both together.
const MOST_SEGMENT: f32 = 160.0;
const SEGMENT_PADDING_Y: f32 = 7.0;

/// Draws a labelled check box whose box is visible in the dark theme, too.
pub fn labelled_check_box(ui: &mut Ui, checked: &mut bool, label: &str) -> Response {
    let line = palette(ui).outline();
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke.color = line;
        ui.checkbox(checked, label)
    })
    .inner
}

/// Draws an icon button; `name` is its tooltip and accessible name.
pub fn icon_button(ui: &mut Ui, icon: MaterialIcon, name: &str, enabled: bool) -> Response {
    sized_icon_button(ui, (icon, theme::ICON_TOOL), name, enabled, Vec2::splat(theme::ICON_BUTTON))
}

/// Draws a smaller [`icon_button`], `width` points wide, for cards and the rows of lists.
pub fn small_icon_button(ui: &mut Ui, icon: MaterialIcon, name: &str, width: f32) -> Response {
    sized_icon_button(ui, (icon, theme::ICON_ROW), name, true, vec2(width, theme::ROW_SMALL))
}

fn sized_icon_button(
    ui: &mut Ui,
    (icon, icon_size): (MaterialIcon, f32),
    name: &str,
    enabled: bool,
    size: Vec2,
) -> Response {
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if ui.is_rect_visible(rect) {
        let palette = palette(ui);
        if enabled && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(rect, theme::CORNER, palette.sunken);
        }
        let color = if enabled { palette.secondary } else { palette.outline().gamma_multiply(DISABLED) };
        paint_icon(ui, rect.center(), icon, icon_size, color);
        focus_ring(ui, &response, rect);
    }
    let response = response.on_hover_text(name);
    // The tooltip repeats the name, so it is not read again.
    ui.ctx().accesskit_node_builder(response.id, egui::accesskit::Node::clear_description);
    response
}

/// Draws a check box without a label, centred in `rect`; `name` is its accessible name.
pub fn check_box(ui: &mut Ui, rect: Rect, id: Id, checked: bool, name: &str, accent: Color32) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, checked, name));
    let palette = palette(ui);
    let square = Rect::from_center_size(rect.center(), Vec2::splat(theme::CHECK_BOX.min(rect.height() - BOX_MARGIN)));
    if checked {
        ui.painter().rect_filled(square, theme::CORNER_CHIP, accent);
        paint_icon(ui, square.center(), icons::ICON_CHECK, theme::ICON_SMALL, palette.surface);
    } else {
        let line = if response.hovered() || response.has_focus() { palette.accent } else { palette.outline() };
        ui.painter().rect(square, theme::CORNER_CHIP, palette.surface, Stroke::new(BOX_LINE, line), StrokeKind::Inside);
    }
    focus_ring(ui, &response, square.expand(BOX_RING));
    response
}

/// Draws a round check box with the done share of its parts as an arc, centred in `rect`; `name` is its accessible
/// name.
pub fn progress_ring(ui: &mut Ui, rect: Rect, id: Id, share: f32, name: &str, accent: Color32) -> Response {
    const WIDTH: f32 = 2.5;
    const CORNERS: u8 = 24;
    const QUARTER: f32 = 0.25;
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, false, name));
    let palette = palette(ui);
    let radius = (theme::CHECK_BOX - WIDTH) / 2.0;
    let hovered = response.hovered() || response.has_focus();
    let track = if hovered { Stroke::new(BOX_LINE, palette.accent) } else { Stroke::new(WIDTH, palette.track()) };
    ui.painter().circle(rect.center(), radius, palette.surface, track);
    let points = (0..=CORNERS).map(|n| {
        let angle = std::f32::consts::TAU * (share * f32::from(n) / f32::from(CORNERS) - QUARTER);
        rect.center() + radius * vec2(angle.cos(), angle.sin())
    });
    if share > 0.0 {
        ui.painter().line(points.collect(), Stroke::new(WIDTH, accent));
    }
    focus_ring(ui, &response, Rect::from_center_size(rect.center(), Vec2::splat(theme::CHECK_BOX + 2.0 * BOX_RING)));
    response
}

/// Returns the text of a shortcut in menus and tooltips.
pub fn shortcut_text(ctx: &Context, keys: &egui::KeyboardShortcut) -> String {
    let text = ctx.format_shortcut(keys);
    let signs = [("Questionmark", "?"), ("Slash", "/"), ("Comma", ","), ("Equals", "="), ("Plus", "+"), ("Minus", "-")];
    match signs.into_iter().find_map(|(name, sign)| Some((text.strip_suffix(name)?, sign))) {
        Some((modifiers, sign)) => format!("{modifiers}{sign}"),
        None => text,
    }
}

/// Draws a row of buttons with one chosen. Returns the clicked one.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, choices: &[(T, &str)], chosen: Option<T>, what: &str) -> Option<T> {
    let mut clicked = None;
    let frame = egui::Frame::new()
        .fill(palette(ui).sunken)
        .corner_radius(theme::CORNER_TILE)
        .inner_margin(theme::SEGMENT_MARGIN);
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP_TINY;
            for (value, name) in choices {
                if segment_ui(ui, name, chosen == Some(*value), what).clicked() {
                    clicked = Some(*value);
                }
            }
        });
    });
    clicked
}

/// Returns the width of a row of buttons with these names.
pub fn segmented_width<'a>(ui: &Ui, names: impl Iterator<Item = &'a str>) -> f32 {
    let color = palette(ui).text;
    let width = |name| line(ui, name, theme::body(), color, MOST_SEGMENT).size().x + theme::SEGMENT_PADDING;
    names.map(|name| width(name) + theme::GAP_TINY).sum::<f32>() + 2.0 * theme::SEGMENT_MARGIN
}

fn segment_ui(ui: &mut Ui, name: &str, on: bool, what: &str) -> Response {
    let palette = palette(ui);
    let color = if on { palette.text } else { palette.secondary };
    let galley = line(ui, name, theme::body(), color, MOST_SEGMENT);
    let padding = vec2(theme::SEGMENT_PADDING, SEGMENT_PADDING_Y);
    let (rect, response) = ui.allocate_exact_size(galley.size() + padding, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, format!("{what}: {name}")));
    paint_segment(ui, rect, on, &response, &palette);
    paint_centred(ui, rect.center(), galley, color);
    response
}

fn paint_segment(ui: &Ui, rect: Rect, on: bool, response: &Response, palette: &Colors) {
    if on {
        ui.painter().rect(
            rect,
            theme::CORNER_SEGMENT,
            palette.surface,
            theme::hairline(palette.hairline),
            StrokeKind::Inside,
        );
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER_SEGMENT, palette.hairline);
    }
    focus_ring(ui, response, rect);
}

/// Draws a text button, filled if it is the primary one.
pub fn text_button(ui: &mut Ui, text: &str, primary: bool) -> Response {
    let palette = palette(ui);
    let color = if primary { palette.on_accent } else { palette.text };
    let mut button = egui::Button::new(egui::RichText::new(text).color(color));
    if primary {
        button = button.fill(palette.accent).stroke(Stroke::NONE);
    }
    ui.add(button)
}

/// Draws a text button without a frame.
pub fn link_button(ui: &mut Ui, text: &str) -> Response {
    let color = palette(ui).accent;
    ui.add(egui::Button::new(egui::RichText::new(text).color(color)).frame(false))
}
