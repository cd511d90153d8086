//! The frame of the dialog: sections and search, the page, the foot.

use egui::{Align, Id, Key, Layout, Modal, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};
use egui_material_icons::{MaterialIcon, icons};
use strum::IntoEnumIterator as _;

use super::catalog::Setting;
use super::list::{found_ui, section_ui};
use super::page::Page;
use super::reset::{has_defaults, reset, reset_machine};
use crate::store::Preferences;
use crate::ui::command::{Command, Keymap, menu_choice};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{KeyChange, SettingsDialog, SettingsSection, Status};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    focus_ring, half_typed, icon_button, key_cap_ui, line, link_button, name_dialog, paint_icon, paint_line,
    read_from_left, text_button,
};

/// The largest size of the dialog, and the part of the window that stays free around it.
const SIZE: Vec2 = vec2(928.0, 680.0);
const MARGIN: f32 = 16.0;
/// Below these sizes of the dialog, the sections are a menu, and the foot scrolls with the page.
const ROOM_FOR_SECTIONS: f32 = 640.0;
const ROOM_FOR_FOOT: f32 = 420.0;
/// The column of the sections, and the height of one.
const SECTIONS: f32 = 232.0;
const SECTION: f32 = 36.0;
/// A section: distance of its icon from the left edge, left edge of its title.
const SECTION_ICON_X: f32 = 20.0;
const SECTION_TEXT_X: f32 = 38.0;
/// Heights of the header and the foot, and the padding of the page.
const HEADER: f32 = 56.0;
const FOOT: f32 = 52.0;
const PAGE: f32 = 28.0;
/// Opacity of the scrim, of 255.
const SCRIM: u8 = 87;

const FIND: &str = "Find a setting";

fn icon(section: SettingsSection) -> MaterialIcon {
    match section {
        SettingsSection::Day => icons::ICON_SCHEDULE,
        SettingsSection::Planner => icons::ICON_TUNE,
        SettingsSection::Timer => icons::ICON_TIMER,
        SettingsSection::Reminders => icons::ICON_NOTIFICATIONS,
        SettingsSection::Appearance => icons::ICON_PALETTE,
        SettingsSection::Keyboard => icons::ICON_KEYBOARD,
        SettingsSection::Calendars => icons::ICON_CALENDAR_MONTH,
        SettingsSection::Data => icons::ICON_HISTORY,
    }
}

/// Draws the settings if they are open. Returns whether the preferences of the machine changed.
pub fn settings_ui(
    ui: &Ui,
    ctx: &ViewContext,
    open: &mut Option<SettingsDialog>,
    (status, prefs): (&Status, &mut Preferences),
    out: &mut Out,
) -> bool {
    let Some(state) = open else { return false };
    let before = prefs.clone();
    let is_new = state.opened_at.is_none();
    let escape_is_for_field = std::mem::take(&mut state.was_typing) && ui.input(|input| input.key_pressed(Key::Escape));
    undo_by_key(ui, &mut Page { ctx, state, status, prefs, out });
    let colors = palette(ui);
    let frame = egui::Frame::new()
        .fill(colors.surface)
        .corner_radius(theme::CORNER_WELL)
        .stroke(theme::hairline(colors.hairline))
        .shadow(theme::SHADOW);
    let size = SIZE.min(ui.ctx().content_rect().size() - Vec2::splat(2.0 * MARGIN));
    let modal = Modal::new(Id::unique("settings")).frame(frame).backdrop_color(egui::Color32::from_black_alpha(SCRIM));
    let response = modal.show(ui.ctx(), |ui| {
        name_dialog(ui, "Settings");
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        body_ui(ui, area, &mut Page { ctx, state, status, prefs, out }, is_new);
    });
    if response.should_close() && !escape_is_for_field {
        state.closes = true;
        ui.memory_mut(egui::Memory::stop_text_input);
    }
    state.was_typing = half_typed(ui).is_some();
    let changed = *prefs != before;
    // A half-typed text is committed first.
    if state.closes && !state.was_typing {
        *open = None;
    }
    changed
}

/// Takes back the latest change of the dialog, of the workspace or of the machine. A field being edited has its own undo.
fn undo_by_key(ui: &Ui, page: &mut Page) {
    let opened_at = *page.state.opened_at.get_or_insert(page.ctx.undo_steps);
    let finds = !page.state.find.is_empty() && ui.ctx().text_edit_focused();
    if finds || page.state.keys.waits.is_some() || half_typed(ui).is_some() {
        return;
    }
    let keymap = Keymap::of(ui.ctx());
    let pressed = |command| keymap.keys(command).iter().any(|keys| ui.input_mut(|input| input.consume_shortcut(keys)));
    if pressed(Command::Redo) {
        page.out.push(Intent::Redo);
    } else if pressed(Command::Undo) {
        let machine = page.state.earlier.last().is_some_and(|(steps, _)| *steps >= page.ctx.undo_steps);
        if machine && let Some((_, before)) = page.state.earlier.pop() {
            let Preferences { recent, followed, .. } = std::mem::take(page.prefs);
            *page.prefs = Preferences { recent, followed, ..before };
        } else if page.ctx.undo_steps > opened_at {
            page.out.push(Intent::Undo);
        }
    }
}

fn body_ui(ui: &mut Ui, area: Rect, page: &mut Page, is_new: bool) {
    let rest = if area.width() >= ROOM_FOR_SECTIONS {
        let (left, right) = area.split_left_right_at_x(area.left() + SECTIONS);
        sections_ui(ui, left, page, is_new);
        let (header, rest) = right.split_top_bottom_at_y(right.top() + HEADER);
        header_ui(ui, header, page);
        rest
    } else {
        let (top, rest) = area.split_top_bottom_at_y(area.top() + HEADER);
        narrow_header_ui(ui, top, page, is_new);
        rest
    };
    let foot = if area.height() >= ROOM_FOR_FOOT { FOOT } else { 0.0 };
    let (middle, bottom) = rest.split_top_bottom_at_y(rest.bottom() - foot);
    page_ui(ui, middle, page, foot == 0.0);
    if foot > 0.0 {
        ui.painter().hline(bottom.x_range(), bottom.top(), theme::hairline(palette(ui).hairline));
        foot_ui(ui, bottom.shrink2(vec2(padding(bottom), 0.0)), page);
    }
}

/// Returns the padding at the sides of a page.
fn padding(area: Rect) -> f32 {
    if area.width() < ROOM_FOR_SECTIONS - SECTIONS { theme::PAD } else { PAGE }
}

fn find_ui(ui: &mut Ui, page: &mut Page, width: f32, is_new: bool) {
    let field = egui::TextEdit::singleline(&mut page.state.find)
        .id_salt("find-setting")
        .hint_text(FIND)
        .margin(theme::FIELD_MARGIN_WIDE)
        .desired_width(width);
    let field = ui.add(field).accessible_name(FIND);
    if is_new {
        field.request_focus();
    }
    if field.changed() {
        page.state.keys = KeyChange::default();
    }
}

fn show(page: &mut Page, section: SettingsSection) {
    page.state.section = section;
    page.state.find.clear();
    page.state.keys = KeyChange::default();
}

/// Draws the title, the search field and the sections.
fn sections_ui(ui: &mut Ui, area: Rect, page: &mut Page, is_new: bool) {
    let corner = egui::CornerRadius { nw: theme::CORNER_WELL as u8, sw: theme::CORNER_WELL as u8, ne: 0, se: 0 };
    ui.painter().rect_filled(area, corner, palette(ui).background);
    ui.painter().vline(area.right(), area.y_range(), theme::hairline(palette(ui).hairline));
    let inner = area.shrink2(vec2(theme::PAD, theme::PAD));
    let mut ui = ui.new_child(UiBuilder::new().id_salt("sections").max_rect(inner));
    ui.label(egui::RichText::new("Settings").font(theme::title()));
    ui.add_space(theme::GAP_SMALL);
    find_ui(&mut ui, page, inner.width(), is_new);
    ui.add_space(theme::GAP_SMALL);
    ScrollArea::vertical().id_salt("section-list").show(&mut ui, |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP_TINY;
        for section in SettingsSection::iter() {
            if section_button(ui, section, page.state.find.trim().is_empty() && page.state.section == section) {
                show(page, section);
            }
        }
    });
}

fn section_button(ui: &mut Ui, section: SettingsSection, on: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), SECTION), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, section.title()));
    let palette = palette(ui);
    if on {
        ui.painter().rect_filled(rect, theme::CORNER, palette.selected_fill());
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, palette.sunken);
    }
    let (icon_color, color) = if on { (palette.accent, palette.accent) } else { (palette.secondary, palette.text) };
    paint_icon(ui, pos2(rect.left() + SECTION_ICON_X, rect.center().y), icon(section), theme::ICON_PANE, icon_color);
    let galley = line(ui, section.title(), theme::body(), color, rect.width() - SECTION_TEXT_X);
    paint_line(ui, pos2(rect.left() + SECTION_TEXT_X, rect.center().y), galley, color);
    focus_ring(ui, &response, rect);
    response.clicked()
}

/// Returns the title of the page.
fn title(page: &Page) -> String {
    match page.state.find.trim() {
        "" => page.state.section.title().to_owned(),
        text => format!("Settings for \"{text}\""),
    }
}

fn header_ui(ui: &mut Ui, area: Rect, page: &mut Page) {
    let row = area.shrink2(vec2(PAGE, 0.0));
    let mut ui =
        ui.new_child(UiBuilder::new().id_salt("header").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    close_ui(&mut ui, page);
    let galley = line(&ui, &title(page), theme::title(), palette(&ui).text, row.width() - theme::ICON_BUTTON);
    paint_line(&ui, row.left_center(), galley, palette(&ui).text);
}

fn close_ui(ui: &mut Ui, page: &mut Page) {
    if icon_button(ui, icons::ICON_CLOSE, "Close", true).clicked() {
        page.state.closes = true;
    }
}

/// Draws search field, menu of the sections and close button in one row.
fn narrow_header_ui(ui: &mut Ui, area: Rect, page: &mut Page, is_new: bool) {
    let row = area.shrink2(vec2(theme::GAP_WIDE, 0.0));
    ui.painter().hline(area.x_range(), area.bottom(), theme::hairline(palette(ui).hairline));
    let builder = UiBuilder::new().id_salt("header").max_rect(row).layout(Layout::right_to_left(Align::Center));
    let mut ui = ui.new_child(builder);
    close_ui(&mut ui, page);
    let section = page.state.section;
    let button = text_button(&mut ui, &format!("{} {}", section.title(), icons::ICON_EXPAND_MORE.codepoint), false);
    let button = button.accessible_name(format!("Section: {}", section.title()));
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(theme::MENU_NARROW);
        for other in SettingsSection::iter() {
            if menu_choice(ui, other.title(), None, other == section) {
                show(page, other);
            }
        }
    });
    let width = ui.available_width();
    find_ui(&mut ui, page, width, is_new);
    read_from_left(&ui);
}

fn page_ui(ui: &mut Ui, area: Rect, page: &mut Page, with_foot: bool) {
    let text = page.state.find.trim().to_owned();
    let mut inner = ui.new_child(UiBuilder::new().id_salt("page").max_rect(area));
    inner.shrink_clip_rect(area);
    inner.spacing_mut().scroll = theme::lasting_scroll_bar();
    let salt = ("settings", page.state.section, text.clone());
    ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(&mut inner, |ui| {
        let margin = egui::Margin::symmetric(padding(area) as i8, theme::GAP as i8);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().scroll = ui.ctx().style_of(ui.ctx().theme()).spacing.scroll;
            ui.set_width(ui.available_width());
            match text.as_str() {
                "" => section_ui(ui, page.state.section, page),
                text => found_ui(ui, text, page),
            }
            if with_foot {
                let (foot, _) = ui.allocate_exact_size(vec2(ui.available_width(), FOOT), Sense::hover());
                foot_ui(ui, foot, page);
            }
            show_focused(ui, page);
        });
    });
}

/// Scrolls to the widget that has gained the focus.
fn show_focused(ui: &Ui, page: &mut Page) {
    let focused = ui.memory(egui::Memory::focused);
    if std::mem::replace(&mut page.state.focused, focused) != focused
        && let Some(response) = focused.and_then(|id| ui.ctx().read_response(id))
        && ui.min_rect().contains_rect(response.rect)
    {
        ui.scroll_to_rect(response.rect, None);
    }
}

/// Draws the note on undo, and the button that resets the page.
fn foot_ui(ui: &mut Ui, area: Rect, page: &mut Page) {
    let builder = UiBuilder::new().id_salt("foot").max_rect(area).layout(Layout::left_to_right(Align::Center));
    let mut ui = ui.new_child(builder);
    let section = page.state.section;
    let resets = has_defaults(section) && page.state.find.trim().is_empty();
    let reset_width =
        if resets { line(&ui, RESET, theme::body(), palette(&ui).accent, f32::INFINITY).size().x } else { 0.0 };
    let note = |ui: &mut Ui, text| {
        let text = egui::RichText::new(text).font(theme::small()).color(palette(ui).secondary);
        ui.add(egui::Label::new(text));
    };
    if area.width() > reset_width + NOTE {
        note(&mut ui, "Changes apply at once.");
        if let Some(keys) = Command::Undo.keys_text(ui.ctx()) {
            key_cap_ui(&mut ui, &keys);
            note(&mut ui, "undoes them");
        }
    }
    if resets {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if link_button(ui, RESET).clicked() {
                reset_page(page, section);
            }
        });
    }
}

const RESET: &str = "Reset this page";
/// Width of the note on undo.
const NOTE: f32 = 270.0;

fn reset_page(page: &mut Page, section: SettingsSection) {
    page.set_machine(|it| reset_machine(section, it));
    page.set(&format!("reset \"{}\"", section.title()), |it| {
        Setting::iter().filter(|setting| setting.section() == section).for_each(|setting| reset(setting, it));
    });
}
