//! The style of egui's own widgets, and strokes.

use egui::style::ScrollStyle;
use egui::{Color32, Context, CornerRadius, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme, Visuals, vec2};

use super::colors::{Colors, DARK, LIGHT};
use super::fonts::{BODY, body, fonts, small, title};
use super::sizes::{CORNER, CORNER_TILE, CORNER_WELL, GAP, GAP_SMALL, ICON_BUTTON};

/// Space around the text of a field: in lists, and in the lines of quick add and search.
pub const FIELD_MARGIN: Margin = Margin::symmetric(8, 6);
pub const FIELD_MARGIN_WIDE: Margin = Margin::symmetric(12, 8);

const MENU_MARGIN: i8 = 6;
const SCROLL_BAR: f32 = 8.0;
const HANDLE: f32 = 0.35;
const HANDLE_HELD: f32 = 0.5;
const BEHIND_HANDLE: f32 = 0.1;
const TOOLTIP: f32 = 360.0;
/// Seconds before a tooltip, and of a change of a widget's state.
const TOOLTIP_DELAY: f32 = 0.4;
const TRANSITION: f32 = 0.1;

const THIN: f32 = 1.0;
const NOTICED: f32 = 1.5;
const BOLD: f32 = 2.0;
/// Opacity of a line that is paler than its item.
const PALE: f32 = 0.6;

/// Returns a thin line: edges and separators.
pub fn hairline(color: Color32) -> Stroke {
    Stroke::new(THIN, color)
}

/// Returns a thin line, paler than the item that it surrounds.
pub fn pale_line(color: Color32) -> Stroke {
    hairline(color.gamma_multiply(PALE))
}

/// Returns the stroke of cursors, marks and previews.
pub fn stroke(color: Color32) -> Stroke {
    Stroke::new(NOTICED, color)
}

/// Returns a bold line: selection, focus, drop targets.
pub fn thick(color: Color32) -> Stroke {
    Stroke::new(BOLD, color)
}

/// Returns the look of a scroll bar that stays in sight, as a sign that there is more.
pub fn lasting_scroll_bar() -> ScrollStyle {
    ScrollStyle {
        bar_width: SCROLL_BAR,
        floating_width: SCROLL_BAR,
        floating_allocated_width: SCROLL_BAR,
        dormant_handle_opacity: HANDLE,
        active_handle_opacity: HANDLE,
        interact_handle_opacity: HANDLE_HELD,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: BEHIND_HANDLE,
        ..ScrollStyle::floating()
    }
}

/// Installs fonts and both themes.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    egui_material_icons::initialize(ctx);
    ctx.set_style_of(Theme::Light, style(&LIGHT, Visuals::light()));
    ctx.set_style_of(Theme::Dark, style(&DARK, Visuals::dark()));
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

fn style(palette: &Colors, visuals: Visuals) -> Style {
    let mut style = Style { visuals: self::visuals(palette, visuals), ..Style::default() };
    style.text_styles = [
        (TextStyle::Body, body()),
        (TextStyle::Button, body()),
        (TextStyle::Small, small()),
        (TextStyle::Heading, title()),
        (TextStyle::Monospace, FontId::monospace(BODY)),
    ]
    .into();
    style.spacing.item_spacing = vec2(GAP, GAP_SMALL);
    style.spacing.button_padding = vec2(GAP, GAP_SMALL);
    style.spacing.interact_size = vec2(ICON_BUTTON, ICON_BUTTON);
    style.spacing.menu_margin = Margin::same(MENU_MARGIN);
    style.spacing.scroll = ScrollStyle {
        bar_width: SCROLL_BAR,
        active_handle_opacity: HANDLE,
        interact_handle_opacity: HANDLE_HELD,
        active_background_opacity: 0.0,
        interact_background_opacity: BEHIND_HANDLE,
        ..ScrollStyle::floating()
    };
    style.spacing.tooltip_width = TOOLTIP;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = TOOLTIP_DELAY;
    style.animation_time = TRANSITION;
    style
}

fn visuals(palette: &Colors, base: Visuals) -> Visuals {
    let corner = CornerRadius::same(CORNER as u8);
    let mut visuals = base;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.faint);
    visuals.panel_fill = palette.background;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = hairline(palette.hairline);
    visuals.window_corner_radius = CornerRadius::same(CORNER_WELL as u8);
    visuals.menu_corner_radius = CornerRadius::same(CORNER_TILE as u8);
    visuals.window_shadow = SHADOW;
    visuals.popup_shadow = SHADOW;
    visuals.extreme_bg_color = palette.surface;
    visuals.text_edit_bg_color = Some(palette.surface);
    visuals.faint_bg_color = palette.sunken;
    visuals.code_bg_color = palette.sunken;
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.danger;
    visuals.error_fg_color = palette.danger;
    visuals.selection.bg_fill = palette.selected_fill();
    visuals.selection.stroke = stroke(palette.accent);
    visuals.text_cursor.stroke = stroke(palette.accent);
    let widgets = &mut visuals.widgets;
    for (state, fill, edge, text) in [
        (&mut widgets.noninteractive, palette.surface, palette.hairline, palette.text),
        (&mut widgets.inactive, palette.surface, palette.hairline, palette.text),
        (&mut widgets.hovered, palette.sunken, palette.outline(), palette.text),
        (&mut widgets.active, palette.selected_fill(), palette.accent, palette.text),
        (&mut widgets.open, palette.sunken, palette.outline(), palette.text),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = hairline(edge);
        state.fg_stroke = hairline(text);
        state.corner_radius = corner;
        state.expansion = 0.0;
    }
    visuals
}

/// The shadow of floating items: a dragged card, a menu, a dialog.
pub const SHADOW: Shadow = Shadow { offset: [0, 3], blur: 12, spread: 0, color: Color32::from_black_alpha(40) };
